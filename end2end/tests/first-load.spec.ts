// What a first visit costs, measured on the wire, and that seeing the page does not wait for it.
import type { Page } from '@playwright/test';

import { createPage, enter, register } from '../lib/people.ts';
import { expect, hydrated, test } from '../lib/test.ts';
import { Editor, ROUTES } from '../lib/ui.ts';

/** The most script that a screen behind the login may transfer: what it does, and what follows the stream (docs/size.md). */
const SCREENS = 24 * 1024;
/** What the editor may fetch until it can be used. */
const EDITOR = 450 * 1024;
/** What it may fetch right after (docs/decisions/012-editor-size.md): this keeps it from growing. */
const REST = 330 * 1024;
/** And what is opened rarely. */
const RARE = 115 * 1024;

/** What a page fetched of ours, in bytes as transferred, by kind of file. */
async function weigh(page: Page): Promise<{ code: (which?: RegExp) => number; files: () => string[] }> {
  const client = await page.context().newCDPSession(page);
  await client.send('Network.enable');
  const urls = new Map<string, string>();
  const files = new Map<string, number>();
  client.on('Network.responseReceived', ({ requestId, response }) => urls.set(requestId, response.url));
  client.on('Network.loadingFinished', ({ requestId, encodedDataLength }) => {
    const url = urls.get(requestId) ?? '';
    if (/\.(js|wasm)(\?|$)/.test(url)) files.set(url, encodedDataLength);
  });
  return {
    code: (which = /./) => [...files].filter(([url]) => which.test(url)).reduce((sum, [, bytes]) => sum + bytes, 0),
    files: () => [...files.keys()],
  };
}

const KB = 1024;

for (const route of [ROUTES.home, ROUTES.login, ROUTES.register, ROUTES.forgot, '/legal', '/nowhere']) {
  test(`${route} is a document: no script file, no WebAssembly`, async ({ server, page, tolerate }) => {
    if (route === '/nowhere') tolerate(/404/);
    const weight = await weigh(page);
    const answer = await page.goto(server.url + route);
    await hydrated(page);
    await page.waitForLoadState('networkidle');
    expect(weight.files()).toEqual([]);
    // What is inside the document is all the script there is.
    const inline = await page.evaluate(() =>
      [...document.scripts].filter((script) => script.type === 'module').reduce((sum, script) => sum + script.text.length, 0),
    );
    expect(inline).toBeLessThanOrEqual(4 * KB);
    expect((await answer?.body())?.length).toBeLessThanOrEqual(64 * KB);
  });
}

test('screens behind the login are documents: little script, no WebAssembly', async ({ server, context, page }) => {
  const person = await register(server);
  const made = await createPage(server, person);
  await enter(context, server, person);
  const release = (await server.ask('HEAD', '/pkg/editor.wasm', { headers: { 'accept-encoding': 'br' } })).headers['content-encoding'] === 'br';
  for (const route of [ROUTES.dashboard, ROUTES.pages, '/pages/new', '/media', `/pages/${made.id}/leads`, ROUTES.settings]) {
    const tab = await context.newPage();
    const weight = await weigh(tab);
    await (await context.newCDPSession(tab)).send('Network.clearBrowserCache');
    await tab.goto(server.url + route);
    await hydrated(tab);
    // The stream is listened to once the page has come to rest; then its scripts are here, too.
    await expect.poll(() => weight.files().some((file) => file.endsWith('/live.js'))).toBe(true);
    await tab.waitForLoadState('networkidle').catch(() => undefined);
    expect(weight.files().filter((file) => /wasm|\/pkg\//.test(file)), route).toEqual([]);
    if (release) expect.soft(weight.code(), route).toBeLessThanOrEqual(SCREENS);
    console.log(`${route}: ${(weight.code() / KB).toFixed(1)} KB of script`);
    await tab.close();
  }
});

test('the editor stays within its weight', async ({ server, context, page }) => {
  const person = await register(server);
  const made = await createPage(server, person);
  await enter(context, server, person);
  const more = await weigh(page);
  await new Editor(page).open(server, made.id);
  // Only a build for release has the sizes that count; it keeps compressed files beside the others.
  const release = (await server.ask('HEAD', '/pkg/editor.wasm', { headers: { 'accept-encoding': 'br' } })).headers['content-encoding'] === 'br';
  test.skip(!release, 'the site is not compressed: not a build for release');
  const rest = () => more.code(/\/split_editor_(?!rare)/);
  await expect.poll(() => more.code(/\/split_editor_more/)).toBeGreaterThan(0);
  // The last comes by itself, once the browser has nothing else to do.
  const rare = () => more.code(/\/split_editor_rare/);
  await expect.poll(rare, { timeout: 30_000 }).toBeGreaterThan(0);
  const editor = more.code(/\/editor/);
  console.log(`editor: ${(editor / KB).toFixed(1)} KB and ${(rest() / KB).toFixed(1)} KB right after, ${(rare() / KB).toFixed(1)} KB rarely`);
  expect(editor).toBeLessThanOrEqual(EDITOR);
  expect(rest()).toBeLessThanOrEqual(REST);
  expect(rare()).toBeLessThanOrEqual(RARE);
});

test("the editor that can't be fetched says so and starts on trying again", async ({ server, context, page, tolerate }) => {
  tolerate(/Failed to load resource|ERR_FAILED|Failed to fetch|dynamically imported module/);
  const person = await register(server);
  const made = await createPage(server, person);
  await enter(context, server, person);
  const part = /editor\.(js|wasm)/;
  await page.route(part, (request) => request.abort());
  await page.goto(`${server.url}/pages/${made.id}/edit`);
  const again = page.getByRole('alert').getByRole('button', { name: 'Try again' });
  await expect(again).toBeVisible();
  await again.click();
  await expect(again).toBeVisible();
  await page.unroute(part);
  await again.click();
  await hydrated(page);
  await expect(again).toBeHidden();
});

test("the editor's second module that can't be fetched says so and comes on trying again", async ({ server, context, page, tolerate }) => {
  const { status } = await server.ask('HEAD', '/pkg/split_editor_more.wasm');
  test.skip(status !== 200, 'only a build for release has two');
  tolerate(/Failed to load resource|ERR_FAILED|Failed to fetch/);
  const person = await register(server);
  const made = await createPage(server, person);
  await enter(context, server, person);
  const part = /split_editor_more\.wasm/;
  await page.route(part, (request) => request.abort());
  await page.goto(`${server.url}/pages/${made.id}/edit`);
  const again = page.getByRole('alert').getByRole('button', { name: 'Try again' });
  await expect(again).toBeVisible();
  // The page is there meanwhile, and blocks can be selected; keys wait.
  const editor = new Editor(page);
  await editor.ready();
  await page.keyboard.press('Control+k');
  await page.unroute(part);
  await again.click();
  await expect(again).toBeHidden();
  await expect(page.getByRole('combobox', { name: /^Find an action/ })).toBeVisible();
});

test('what was typed before the script came is kept', async ({ server, context, page }) => {
  const person = await register(server);
  await enter(context, server, person);
  let release = () => {};
  const held = new Promise<void>((resolve) => {
    release = resolve;
  });
  await page.route(/\.(js|wasm)(\?|$)/, async (route) => {
    await held;
    await route.continue().catch(() => undefined);
  });
  await page.goto(server.url + ROUTES.settings, { waitUntil: 'commit' });
  await page.getByLabel('Name').first().fill('Typed early');
  release();
  await hydrated(page);
  await expect(page.getByLabel('Name').first()).toHaveValue('Typed early');
});

test('what is opened rarely says so if it cannot come, and opens offline once it is there', async ({ server, context, page, tolerate }) => {
  const { status } = await server.ask('HEAD', '/pkg/split_editor_rare.wasm');
  test.skip(status !== 200, 'only a build for release has it apart');
  tolerate(/Failed to load resource|ERR_FAILED|ERR_INTERNET_DISCONNECTED|Failed to fetch/);
  const person = await register(server);
  const made = await createPage(server, person);
  await enter(context, server, person);
  const part = /split_editor_rare\.wasm/;
  await page.route(part, (request) => request.abort());
  await page.goto(`${server.url}/pages/${made.id}/edit`);
  const editor = new Editor(page);
  await editor.ready();
  await page.keyboard.press('Control+Shift+s');
  // The dialog is there at once, with its name and the way out of it.
  const dialog = page.getByRole('dialog', { name: /version/i });
  await expect(dialog.locator('[aria-busy=true]')).toBeVisible();
  // The page's own notice is behind the dialog.
  const again = dialog.getByRole('button', { name: 'Try again' });
  await expect(again).toBeVisible();
  await page.unroute(part);
  await again.click();
  await expect(dialog.getByRole('textbox')).toBeFocused();
  await expect(dialog.locator('[aria-busy=true]')).toHaveCount(0);
  await page.keyboard.press('Escape');
  await expect(dialog).toBeHidden();
  await context.setOffline(true);
  await page.keyboard.press('Control+k');
  await page.getByRole('combobox', { name: /^Find an action/ }).fill('code');
  await page.keyboard.press('Enter');
  await expect(page.getByRole('dialog', { name: /code/i })).toContainText('<!doctype html>', { ignoreCase: true });
  await context.setOffline(false);
});
