// All files of an account: uploaded by button, drop and paste, found, their use shown, deleted by name.
import { png } from '../lib/images.ts';
import { createPage, enter, type Person, register } from '../lib/people.ts';
import type { Server } from '../lib/server.ts';
import { expect, expectAccessible, expectNoSidewaysScroll, open, test } from '../lib/test.ts';

const stored = async (server: Server, person: Person) => (await server.ask('GET', '/api/uploads?limit=100', { token: person.token })).json.items;
const file = (name: string, width = 40, height = 30) => ({ name, mimeType: 'image/png', buffer: png(width, height) });

test('files come by button, by drop and by paste, and a wrong one says why', async ({ server, page, context, tolerate }) => {
  tolerate(/status of 415/);
  const person = await register(server);
  await enter(context, server, person);
  await open(page, server, '/media');
  await expect(page.getByRole('heading', { name: 'No files yet' })).toBeVisible();
  await expectAccessible(page, 'an empty library');
  await page.getByLabel('Upload files').first().setInputFiles([file('Ảnh bìa.png'), file('logo.png', 20, 20)]);
  await expect(page.getByText('The files are in your library.')).toBeVisible();
  const cards = page.locator('[data-item]');
  await expect(cards).toHaveCount(2);
  expect((await stored(server, person)).map((it: any) => it.name).sort()).toEqual(['logo.png', 'Ảnh bìa.png']);

  const bytes = [...png(10, 10)];
  await page.evaluate((bytes) => {
    const data = new DataTransfer();
    data.items.add(new File([new Uint8Array(bytes)], 'dropped.png', { type: 'image/png' }));
    for (const kind of ['dragenter', 'dragover', 'drop']) {
      document.body.dispatchEvent(new DragEvent(kind, { bubbles: true, cancelable: true, dataTransfer: data }));
    }
  }, bytes);
  await expect(cards).toHaveCount(3);
  await page.evaluate((bytes) => {
    const data = new DataTransfer();
    data.items.add(new File([new Uint8Array(bytes)], 'pasted.png', { type: 'image/png' }));
    document.body.dispatchEvent(new ClipboardEvent('paste', { bubbles: true, clipboardData: data }));
  }, bytes);
  await expect(cards).toHaveCount(4);
  expect((await stored(server, person)).map((it: any) => it.name)).toEqual(expect.arrayContaining(['dropped.png', 'pasted.png']));

  await page.getByLabel('Upload files').first().setInputFiles({ name: 'notes.exe', mimeType: 'application/octet-stream', buffer: Buffer.from('MZ nothing') });
  await expect(page.getByRole('alert').filter({ hasText: 'This kind of file isn’t taken.' })).toBeVisible();
  await expect(page.locator('.media-row')).toContainText('notes.exe');
  expect(await stored(server, person)).toHaveLength(4);
  await expectAccessible(page, 'a library with files');
});

test('a library is searched, sorted and says where its files are used', async ({ server, page, context }) => {
  const person = await register(server);
  await enter(context, server, person);
  await open(page, server, '/media');
  await page.getByLabel('Upload files').first().setInputFiles([file('Ảnh bìa.png', 300, 300), file('logo.png', 20, 20)]);
  await expect(page.locator('[data-item]')).toHaveCount(2);
  const used = (await stored(server, person)).find((it: any) => it.name === 'logo.png');
  const made = await createPage(server, person, 'Shows the logo');
  const { document, revision } = (await server.ask('GET', `/api/pages/${made.id}`, { token: person.token })).json;
  const [node] = Object.entries<any>(document.nodes).find(([, it]) => it.kind === 'heading') ?? [];
  const ops = [{ op: 'set_prop', node, prop: 'text', value: `see ${used.url}` }];
  const answer = await server.ask('POST', `/api/pages/${made.id}/ops`, { token: person.token, json: { base_revision: revision, client: 't', seq: 1, ops } });
  expect(answer.status, answer.text).toBe(200);

  await open(page, server, '/media?sort=name');
  const names = () => page.locator('.media-card h2').allTextContents();
  expect(await names()).toEqual(['Ảnh bìa.png', 'logo.png']);
  const card = (name: string) => page.locator('[data-item]').filter({ hasText: name });
  await expect(card('Ảnh bìa.png').getByText('Not used')).toBeVisible();
  await card('logo.png').getByText('On 1 page').click();
  await expect(card('logo.png').getByRole('link', { name: 'Shows the logo' })).toHaveAttribute('href', `/pages/${made.id}/edit`);
  await page.getByRole('searchbox', { name: 'Search files' }).fill('ANH');
  await expect.poll(names).toEqual(['Ảnh bìa.png']);
  await page.getByRole('searchbox', { name: 'Search files' }).fill('');
  await page.getByRole('radio', { name: 'Videos' }).check();
  await expect(page.getByRole('heading', { name: 'Nothing found' })).toBeVisible();
  await page.getByRole('radio', { name: 'Images' }).check();
  await expect.poll(names).toHaveLength(2);
});

test('a file is deleted by its name, or kept', async ({ server, page, context }) => {
  const person = await register(server);
  await enter(context, server, person);
  await context.grantPermissions(['clipboard-read', 'clipboard-write']);
  await open(page, server, '/media');
  await page.getByLabel('Upload files').first().setInputFiles([file('keep <b>.png'), file('goes.png')]);
  await expect(page.locator('[data-item]')).toHaveCount(2);
  const [one] = await stored(server, person);
  await page.getByRole('button', { name: `More for “${one.name}”` }).click();
  await page.getByRole('button', { name: 'Copy address' }).click();
  await expect(page.getByText('The address is copied.')).toBeVisible();
  expect(await page.evaluate(() => navigator.clipboard.readText())).toBe(one.url);

  const ask = async () => {
    await page.getByRole('button', { name: 'More for “goes.png”' }).click();
    await page.locator('[data-item]').filter({ hasText: 'goes.png' }).getByRole('button', { name: 'Delete' }).click();
  };
  await ask();
  const dialog = page.getByRole('dialog', { name: 'Delete “goes.png”?' });
  await expectAccessible(page, 'asked before deleting');
  await dialog.getByRole('button', { name: 'Cancel' }).click();
  await expect(dialog).toBeHidden();
  expect(await stored(server, person)).toHaveLength(2);
  await ask();
  await dialog.getByRole('button', { name: 'Delete' }).click();
  await expect(page.getByText('The file is deleted.')).toBeVisible();
  await expect(page.locator('[data-item]')).toHaveCount(1);
  await expect.poll(async () => (await stored(server, person)).length).toBe(1);
  expect((await stored(server, person))[0].name).not.toBe('goes.png');
});

for (const width of [1440, 390]) {
  test(`the library fits at ${width} pixels, and strangers go to the login`, async ({ server, page, context }) => {
    await page.goto(`${server.url}/media`);
    await expect(page).toHaveURL(/\/auth\?next=\/media/);
    const person = await register(server);
    await enter(context, server, person);
    await page.setViewportSize({ width, height: 844 });
    await open(page, server, '/media');
    await page.getByLabel('Upload files').first().setInputFiles([file('a-name-without-a-space-that-goes-on-and-on-and-on-until-the-end-of-the-line.png')]);
    await expect(page.locator('[data-item]')).toHaveCount(1);
    await expectNoSidewaysScroll(page, `the library at ${width}`);
    await expectAccessible(page, `the library at ${width}`);
  });
}
