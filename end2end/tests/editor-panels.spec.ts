// The editor's panels: what each of them does is asserted on what is stored.
import { png } from '../lib/images.ts';
import { createPage, enter, register } from '../lib/people.ts';
import { until } from '../lib/server.ts';
import { expect, expectAccessible, expectNoSidewaysScroll, test } from '../lib/test.ts';
import { Editor } from '../lib/ui.ts';

/** axe looks into every frame; the canvas runs no script. */
const BY_AXE = /Blocked script execution in '[^']*\/canvas'/;

async function openEditor(server: any, context: any, page: any) {
  const person = await register(server);
  const made = await createPage(server, person, 'Workshop');
  await enter(context, server, person);
  const editor = new Editor(page);
  await editor.open(server, made.id);
  const stored = async () => (await server.ask('GET', `/api/pages/${made.id}`, { token: person.token })).json;
  const ask = (method: string, path: string, more = {}) => server.ask(method, `/api/pages/${made.id}${path}`, { token: person.token, ...more });
  return { person, id: made.id, editor, stored, ask };
}

const kinds = (document: any, kind: string) => Object.keys(document.nodes).filter((nid) => document.nodes[nid].kind === kind);

test('blocks are found by folded and English words, and used ones come first', async ({ server, context, page }) => {
  const { editor, stored } = await openEditor(server, context, page);
  const before = kinds((await stored()).document, 'divider').length;
  const search = page.getByRole('searchbox', { name: 'Find a block' });
  await search.fill('separator');
  await expect(editor.blocks.getByRole('button')).toHaveCount(1);
  await editor.blocks.getByRole('button', { name: 'Divider' }).click();
  await editor.saved();
  await until('added', async () => kinds((await stored()).document, 'divider').length === before + 1);
  await search.fill('qqqq');
  await expect(page.getByText('No block is called that')).toBeVisible();
  await editor.tab('Sections');
  await editor.tab('Blocks');
  await expect(page.getByRole('button', { name: 'Add again: Divider' })).toBeVisible();
});

test('sections show themselves and are added', async ({ server, context, page }) => {
  const { editor, stored } = await openEditor(server, context, page);
  const before = await editor.sections();
  await editor.tab('Sections');
  const list = page.getByRole('list', { name: 'Sections' });
  const drawn = () => list.locator('[data-preset]').first().evaluate((host) => (host.shadowRoot?.textContent ?? '').trim().length);
  await expect.poll(drawn).toBeGreaterThan(0);
  await page.getByRole('searchbox', { name: 'Find a section' }).fill('plans');
  await list.getByRole('button', { name: 'Pricing' }).first().click();
  await expect.poll(async () => (await editor.sections()).length).toBe(before.length + 1);
  await editor.saved();
  await until('stored', async () => {
    const { root, nodes } = (await stored()).document;
    return Object.values(nodes).filter((node: any) => node.place?.parent === root).length === before.length + 1;
  });
});

test('a file is uploaded, found, put on the page, described and deleted by its name', async ({ server, context, page }) => {
  const { editor, stored, person } = await openEditor(server, context, page);
  await editor.tab('Assets');
  await expect(page.getByText('Your library is empty')).toBeVisible();
  await page.getByLabel('Upload files').last().setInputFiles([
    { name: 'cửa hàng.png', mimeType: 'image/png', buffer: png(90, 60) },
    { name: 'logo.png', mimeType: 'image/png', buffer: png(40, 40) },
  ]);
  const list = page.getByRole('list', { name: 'Assets' });
  await expect(list.getByRole('button')).toHaveCount(2);
  await page.getByRole('searchbox', { name: 'Find a file' }).fill('cua hang');
  await expect(list.getByRole('button')).toHaveCount(1);
  const tile = list.getByRole('button', { name: 'cửa hàng.png' });
  if ((await tile.getAttribute('aria-pressed')) !== 'true') await tile.click();
  await editor.button('Insert').click();
  await editor.saved();
  const assets = () => stored().then((page: any) => page.document.assets);
  const library = (await server.ask('GET', '/api/uploads?q=CUA', { token: person.token })).json.items;
  expect(library).toHaveLength(1);
  const url = library[0].url;
  const mine = async () => Object.entries<any>(await assets()).find(([, asset]) => asset.url === url);
  await until('the page knows it', mine);
  const [asset] = (await mine()) ?? [''];
  const shown = async () => Object.values<any>((await stored()).document.nodes).filter((node) => node.props?.asset?.asset === asset).length;
  expect(await shown()).toBe(1);

  await page.locator('#ed-asset-alt').fill('The shop');
  await page.locator('#ed-asset-alt').blur();
  await editor.saved();
  await until('described', async () => (await mine())?.[1].alt === 'The shop');

  await editor.button('Delete file').click();
  const dialog = page.getByRole('dialog', { name: 'Delete this file for good?' });
  const confirm = dialog.getByRole('button', { name: 'Delete file' });
  await expect(confirm).toBeDisabled();
  await dialog.getByRole('textbox').fill('cửa hàng.png');
  await confirm.click();
  await until('gone', async () => (await server.ask('GET', '/api/uploads', { token: person.token })).json.items.length === 1);
});

test('a picture is dragged from the library onto the page', async ({ server, context, page }) => {
  const { editor, stored } = await openEditor(server, context, page);
  await editor.tab('Assets');
  await page.getByLabel('Upload files').last().setInputFiles({ name: 'boat.png', mimeType: 'image/png', buffer: png(90, 60) });
  const tile = page.getByRole('list', { name: 'Assets' }).getByRole('button', { name: 'boat.png' });
  await expect(tile).toBeVisible();
  const before = kinds((await stored()).document, 'image').length;
  const from = await tile.boundingBox();
  const to = await editor.canvas.locator('h1[data-nid]').first().boundingBox();
  if (!from || !to) throw new Error('nothing to drag');
  await page.mouse.move(from.x + from.width / 2, from.y + from.height / 2);
  await page.mouse.down();
  await page.mouse.move(to.x + 40, to.y + 8, { steps: 8 });
  await page.mouse.move(to.x + 40, to.y + 3, { steps: 3 });
  await page.mouse.up();
  await editor.saved();
  await until('stored', async () => {
    const { document } = await stored();
    const images = kinds(document, 'image');
    return images.length === before + 1 && images.some((nid) => /boat|\/u\//.test(document.assets[document.nodes[nid].props.asset?.asset]?.url ?? ''));
  });
});

test('the audit follows every change, shows where, and mends in one step', async ({ server, context, page, tolerate }) => {
  tolerate(BY_AXE);
  const { editor, stored } = await openEditor(server, context, page);
  await editor.tab('Audit');
  const findings = page.getByRole('list', { name: 'What could be better' });
  await expect(page.getByRole('list', { name: 'Scores by area' }).getByRole('listitem')).toHaveCount(8);
  const nid = await editor.pick('h1[data-nid]');
  const text = (await stored()).document.nodes[nid].props.text;
  await editor.field('Text').fill(' ');
  await editor.tab('Audit');
  const empty = findings.locator('[data-rule="empty_text"]');
  await expect(empty).toBeVisible();
  await empty.getByRole('button', { name: 'Show me' }).click();
  await expect(editor.layers.locator(`[data-nid="${nid}"]`)).toHaveAttribute('aria-selected', 'true');
  await editor.button('Undo').click();
  await expect(empty).toHaveCount(0);
  await editor.saved();
  expect((await stored()).document.nodes[nid].props.text).toBe(text);

  // A page without a description gets one out of its own words.
  await editor.tab('Page');
  await page.getByRole('textbox', { name: 'Description' }).fill('');
  await editor.saved();
  await editor.tab('Audit');
  const row = findings.locator('[data-rule="no_description"]');
  await row.getByRole('button', { name: 'Take the first text' }).click();
  await expect(row).toHaveCount(0);
  await editor.saved();
  await until('described', async () => ((await stored()).document.meta.description ?? '').length > 20);
  await expectAccessible(page, 'the audit');
});

test('versions are named, looked at without changing anything, and gone back to', async ({ server, context, page }) => {
  const { editor, stored, ask } = await openEditor(server, context, page);
  const nid = await editor.pick('h1[data-nid]');
  const old = (await stored()).document.nodes[nid].props.text;
  await page.keyboard.press('Control+Shift+s');
  const dialog = page.getByRole('dialog', { name: 'Save version' });
  await dialog.getByRole('textbox').fill('Bản đầu');
  await dialog.getByRole('button', { name: 'Save name' }).click();
  await until('named', async () => (await ask('GET', '/revisions')).json.items[0].name === 'Bản đầu');
  await editor.field('Text').fill('Regretted');
  await until('regretted', async () => (await stored()).document.nodes[nid].props.text === 'Regretted');
  const revision = (await stored()).revision;

  await editor.tab('History');
  const named = page.getByRole('list', { name: 'History' }).getByRole('listitem').filter({ hasText: 'Bản đầu' });
  await named.getByRole('button', { name: 'Look at it' }).click();
  const past = page.frameLocator('iframe[title="Earlier version"]');
  await expect(past.locator(`[data-nid="${nid}"]`)).toHaveText(old);
  await page.getByRole('button', { name: 'Compare with now' }).click();
  await expect(past.locator(`[data-nid="${nid}"]`)).toHaveText('Regretted');
  await page.keyboard.press('Delete');
  await page.keyboard.press('Escape');
  await expect(page.getByRole('button', { name: 'Compare with now' })).toHaveCount(0);
  expect((await stored()).revision).toBe(revision);

  await named.getByRole('button', { name: /^Restore/ }).click();
  await expect(editor.canvas.locator(`[data-nid="${nid}"]`)).toHaveText(old);
  await editor.saved();
  await until('restored', async () => (await stored()).document.nodes[nid].props.text === old);
  expect((await stored()).revision).toBe(revision + 1);
  await editor.button('Undo').click();
  await editor.saved();
  await until('undone', async () => (await stored()).document.nodes[nid].props.text === 'Regretted');
});

test('everything is found in the command palette', async ({ server, context, page, tolerate }) => {
  tolerate(BY_AXE);
  const { editor, stored } = await openEditor(server, context, page);
  const run = async (words: string) => {
    await page.keyboard.press('Control+k');
    const box = page.getByRole('combobox', { name: /^Find an action/ });
    await expect(box).toBeFocused();
    await box.fill(words);
    await page.keyboard.press('Enter');
    await expect(box).toHaveCount(0);
  };
  await run('tablet');
  await expect(editor.button('Tablet')).toHaveAttribute('aria-pressed', 'true');
  const before = kinds((await stored()).document, 'divider').length;
  await run('divider');
  await editor.saved();
  await until('a block', async () => kinds((await stored()).document, 'divider').length === before + 1);
  // The whole name means the block, not the layers that are called so.
  const headings = kinds((await stored()).document, 'heading').length;
  await run('heading');
  await editor.saved();
  await until('a heading', async () => kinds((await stored()).document, 'heading').length === headings + 1);
  await run('hide from search');
  await expect(page.getByRole('checkbox', { name: 'Hide from search engines' })).toBeFocused();
  await page.keyboard.press('Space');
  await editor.saved();
  await until('a setting', async () => (await stored()).document.meta.noindex === true);
  await page.keyboard.press('Control+k');
  await page.getByRole('combobox', { name: /^Find an action/ }).fill('zzzz');
  await expect(page.getByText('Nothing is called that')).toBeVisible();
  await expectAccessible(page, 'the command palette');
  await page.keyboard.press('Escape');
  await page.getByRole('tree', { name: 'Layers' }).getByRole('treeitem').first().focus();
  await page.keyboard.press('?');
  await expect(page.getByRole('dialog', { name: 'Keyboard shortcuts' }).getByText('Commands')).toBeVisible();
});

test('the code is that of the output, and leads to the selected block', async ({ server, context, page, tolerate }) => {
  tolerate(BY_AXE);
  const { editor } = await openEditor(server, context, page);
  const nid = await editor.pick('h1[data-nid]');
  const words = (await editor.canvas.locator(`[data-nid="${nid}"]`).textContent()) ?? '';
  await editor.button('Code').click();
  const dialog = page.getByRole('dialog', { name: 'Code' });
  await expect(dialog.locator('.is-shown').first()).toContainText(words);
  await expect(dialog.getByText(/KB, about .* compressed/)).toBeVisible();
  await dialog.getByRole('button', { name: 'CSS' }).click();
  await expect(dialog.getByRole('list', { name: 'CSS' })).toContainText('@layer b {');
  await dialog.getByRole('button', { name: 'JavaScript' }).click();
  await expectAccessible(page, 'the code');
});

test('the preview shows three widths, and a code for a telephone', async ({ server, context, page }) => {
  const { editor, ask } = await openEditor(server, context, page);
  const nid = await editor.pick('h1[data-nid]');
  await editor.field('Text').fill('Seen in the preview');
  await editor.button('Preview').click();
  const dialog = page.getByRole('dialog', { name: 'Preview' });
  await expect(dialog.locator('iframe')).toHaveCount(3);
  const address = (await dialog.getByRole('link', { name: 'Open in new tab' }).getAttribute('href')) ?? '';
  // Whoever has the link may look: a telephone has no session.
  const { host, pathname } = new URL(address);
  expect((await server.ask('GET', pathname, { host })).text).toContain('Seen in the preview');
  await dialog.getByRole('button', { name: 'Mobile' }).click();
  await expect(dialog.locator('iframe')).toHaveCount(1);
  await dialog.getByRole('button', { name: 'On a phone' }).click();
  const code = dialog.getByRole('img', { name: 'QR code of the preview' });
  await expect.poll(() => code.evaluate((image) => (image as HTMLImageElement).naturalWidth)).toBeGreaterThan(0);
  const answer = await ask('GET', '/qr.svg?of=site');
  expect(answer.status).toBe(200);
  expect(answer.text).toContain('<svg');
  expect((await ask('GET', '/qr.svg?of=else')).status).toBe(422);
  await page.keyboard.press('Escape');
  await editor.saved();
  expect(nid).not.toBe('');
});

test('settings show what others see and are stored', async ({ server, context, page, tolerate }) => {
  tolerate(BY_AXE);
  const { editor, stored, ask } = await openEditor(server, context, page);
  await editor.tab('Page');
  await page.getByRole('textbox', { name: 'Title for search engines' }).fill('Bánh mì nóng giòn');
  await expect(page.getByRole('group', { name: 'How search engines show it' })).toContainText('Bánh mì nóng giòn');
  await expect(page.getByText('17 of 60 characters')).toBeVisible();
  await page.getByRole('textbox', { name: 'Address' }).fill('a--b');
  await expect(page.locator('#ed-slug-note')).toContainText('Use 3 to 63');
  await page.getByRole('textbox', { name: 'Address' }).fill('banh-mi-nong');
  await page.getByRole('button', { name: 'Save address' }).click();
  await until('the address', async () => (await stored()).slug === 'banh-mi-nong');
  await editor.saved();
  await until('the title', async () => (await stored()).document.meta.title === 'Bánh mì nóng giòn');
  await expectAccessible(page, "the page's settings");
  await editor.button('Delete page').click();
  await page.getByRole('dialog').getByRole('button', { name: 'Delete page' }).click();
  await page.waitForURL('**/pages');
  expect((await ask('GET', '')).json.status).toBe('trashed');
});

test('publishing says what changed, and can be taken back', async ({ server, context, page }) => {
  const { editor, ask } = await openEditor(server, context, page);
  await editor.button('Publish').click();
  const dialog = page.getByRole('dialog', { name: 'Publish this page' });
  await expect(dialog.getByText('It’s live.')).toBeVisible();
  await page.keyboard.press('Escape');
  await editor.pick('h1[data-nid]');
  await editor.field('Text').fill('Another headline');
  await editor.saved();
  await editor.button('Publish').click();
  await expect(dialog.getByRole('heading', { name: /since the last time/ })).toBeVisible();
  await expect(dialog.getByText('It’s live.')).toBeVisible();
  expect((await ask('GET', '/deploy')).json.revision).toBe((await ask('GET', '')).json.revision);
  await dialog.getByRole('button', { name: 'Take down' }).click();
  await until('a draft again', async () => (await ask('GET', '')).json.status === 'draft');
});

test.describe('on a telephone', () => {
  test.use({ viewport: { width: 390, height: 844 }, hasTouch: true });

  test('the panels fit and work', async ({ server, context, page }) => {
    const { editor } = await openEditor(server, context, page);
    await editor.button('Add').click();
    await editor.tab('Sections');
    await expect(page.getByRole('list', { name: 'Sections' })).toBeVisible();
    await expectNoSidewaysScroll(page, 'sections');
    await editor.tab('Assets');
    await expectNoSidewaysScroll(page, 'assets');
    await editor.button('Edit').click();
    await editor.tab('Audit');
    await expect(page.getByRole('list', { name: 'Scores by area' })).toBeVisible();
    await expectNoSidewaysScroll(page, 'the audit');
    await editor.tab('Page');
    await expectNoSidewaysScroll(page, 'settings');
    await editor.button('Commands').click();
    await expect(page.getByRole('combobox', { name: /^Find an action/ })).toBeVisible();
    await expectNoSidewaysScroll(page, 'commands');
  });
});
