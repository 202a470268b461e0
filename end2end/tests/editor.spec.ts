// The editor by keyboard and by mouse: everything saved, everything undone.
import { createPage, enter, register } from '../lib/people.ts';
import { until } from '../lib/server.ts';
import { expect, expectNoSidewaysScroll, test } from '../lib/test.ts';
import { Editor } from '../lib/ui.ts';

async function openEditor(server: any, context: any, page: any) {
  const person = await register(server);
  const made = await createPage(server, person, 'Workshop');
  await enter(context, server, person);
  const editor = new Editor(page);
  await editor.open(server, made.id);
  const stored = async () => (await server.ask('GET', `/api/pages/${made.id}`, { token: person.token })).json;
  return { person, id: made.id, editor, stored };
}

test('texts are edited, saved by themselves, undone and redone', async ({ server, context, page }) => {
  const { editor, stored } = await openEditor(server, context, page);
  const before = await stored();
  const nid = await editor.pick('h1[data-nid]');
  const node = editor.canvas.locator(`[data-nid="${nid}"]`);
  const old = (await node.textContent()) ?? '';
  await editor.field('Text').fill('Changed & <b>plain</b>');
  await expect(node).toHaveText('Changed & <b>plain</b>');
  await editor.saved();
  await until('stored', async () => (await stored()).document.nodes[nid].props.text === 'Changed & <b>plain</b>');

  await editor.button('Undo').click();
  await expect(node).toHaveText(old);
  await editor.saved();
  await until('undone in store', async () => JSON.stringify((await stored()).document) === JSON.stringify(before.document));
  await editor.button('Redo').click();
  await expect(node).toHaveText('Changed & <b>plain</b>');
  await editor.saved();

  await page.reload();
  await editor.ready();
  await expect(editor.canvas.locator(`[data-nid="${nid}"]`)).toHaveText('Changed & <b>plain</b>');
});

test('sections are added, moved and removed with the keyboard alone', async ({ server, context, page }) => {
  const { editor, stored } = await openEditor(server, context, page);
  const before = await editor.sections();
  expect(before.length).toBeGreaterThan(2);
  const order = async () => editor.sections();

  // Move the second up.
  const second = before[1] ?? '';
  await editor.layers.locator(`[data-nid="${second}"]`).first().focus();
  await page.keyboard.press('Enter');
  await page.getByRole('toolbar').getByRole('button', { name: 'Move up' }).focus();
  await page.keyboard.press('Enter');
  await expect.poll(order).toEqual([second, before[0], ...before.slice(2)]);
  await page.getByRole('toolbar').getByRole('button', { name: 'Move down' }).focus();
  await page.keyboard.press('Enter');
  await expect.poll(order).toEqual(before);

  // Add one.
  const block = editor.blocks.getByRole('option', { name: 'Section' }).or(editor.blocks.getByRole('button', { name: 'Section' })).first();
  await block.focus();
  await page.keyboard.press('Enter');
  await expect.poll(async () => (await order()).length).toBe(before.length + 1);
  await editor.saved();
  const grown = await stored();

  // Remove it again, by key.
  const added = (await order()).find((nid) => !before.includes(nid)) ?? '';
  await editor.layers.locator(`[data-nid="${added}"]`).first().focus();
  await page.keyboard.press('Delete');
  await expect.poll(order).toEqual(before);
  await page.keyboard.press('Control+z');
  await expect.poll(async () => (await order()).length).toBe(before.length + 1);
  await editor.saved();
  await until('the same document again', async () => JSON.stringify((await stored()).document) === JSON.stringify(grown.document));
  await page.keyboard.press('Control+Shift+z');
  await expect.poll(order).toEqual(before);
});

test('twenty changes and twenty undos end where they began', async ({ server, context, page }) => {
  const { editor, stored } = await openEditor(server, context, page);
  const before = JSON.stringify((await stored()).document);
  await editor.pick('h1[data-nid]');
  for (let i = 0; i < 20; i++) {
    await editor.field('Text').fill(`Change number ${i}`);
    await editor.field('Text').blur();
  }
  await editor.saved();
  for (let i = 0; i < 20; i++) await editor.button('Undo').click();
  await expect(editor.button('Undo')).toBeDisabled();
  await editor.saved();
  await until('as before', async () => JSON.stringify((await stored()).document) === before);
});

test('an earlier version can be restored', async ({ server, context, page }) => {
  const { editor, stored } = await openEditor(server, context, page);
  const nid = await editor.pick('h1[data-nid]');
  const node = editor.canvas.locator(`[data-nid="${nid}"]`);
  const old = (await node.textContent()) ?? '';
  await editor.field('Text').fill('Regretted');
  await editor.saved();
  await editor.button('History').click();
  await page.getByRole('button', { name: /^Restore/ }).last().click();
  const confirm = page.getByRole('dialog').getByRole('button', { name: /^Restore/ });
  if (await confirm.isVisible().catch(() => false)) await confirm.click();
  await expect(node).toHaveText(old);
  await until('restored in store', async () => (await stored()).document.nodes[nid].props.text === old);
});

test('work made offline is kept and saved when the server is back', async ({ server, context, page, tolerate }) => {
  tolerate(/ERR_CONNECTION|Failed to load resource|ERR_EMPTY|ERR_INTERNET/);
  const { editor, stored } = await openEditor(server, context, page);
  const nid = await editor.pick('h1[data-nid]');
  await server.stop();
  await editor.field('Text').fill('Written in a tunnel');
  await expect(page.getByRole('status').filter({ hasText: /Offline/ })).toBeVisible({ timeout: 20_000 });
  await server.up();
  await editor.saved();
  await until('stored', async () => (await stored()).document.nodes[nid].props.text === 'Written in a tunnel', 40_000);
});

test('two tabs on one page both keep their work', async ({ server, context, page, tolerate }) => {
  // Chromium reports every 4xx of a fetch; this one is how the second tab learns what it missed.
  tolerate(/status of 409/);
  const { editor, id, stored } = await openEditor(server, context, page);
  const other = new Editor(await context.newPage());
  await other.open(server, id);
  const one = await editor.pick('h1[data-nid]');
  const two = await other.pick('h2[data-nid]');
  await editor.field('Text').fill('From the first tab');
  await editor.saved();
  await other.field('Text').fill('From the second tab');
  await other.saved();
  await until('both stored', async () => {
    const { nodes } = (await stored()).document;
    return nodes[one].props.text === 'From the first tab' && nodes[two].props.text === 'From the second tab';
  });
});

test.describe('on a telephone', () => {
  test.use({ viewport: { width: 390, height: 844 }, hasTouch: true });

  test('texts, order and publishing work at 390 pixels', async ({ server, context, page }) => {
    const { editor, stored } = await openEditor(server, context, page);
    await expectNoSidewaysScroll(page, 'the editor');
    const nid = await editor.pick('h1[data-nid]');
    await editor.button('Edit').click();
    await editor.field('Text').fill('From a telephone');
    await editor.button('Edit').click();
    await expect(editor.canvas.locator(`[data-nid="${nid}"]`)).toHaveText('From a telephone');
    await editor.button('Layers').click();
    const before = await editor.sections();
    const second = before[1] ?? '';
    await editor.select(second);
    await editor.button('Edit').click();
    await page.getByRole('complementary').getByRole('button', { name: 'Move up' }).click();
    await editor.button('Edit').click();
    await editor.saved();
    await until('the order is stored', async () => {
      const { root, nodes } = (await stored()).document;
      const place = (nid: string) => nodes[nid].place;
      const order = Object.keys(nodes).filter((nid) => place(nid)?.parent === root);
      order.sort((a, b) => (place(a).order < place(b).order ? -1 : 1));
      return JSON.stringify(order) === JSON.stringify([second, before[0], ...before.slice(2)]);
    });
    await editor.button('Publish').click();
    await expect(page.getByRole('link', { name: new RegExp(`localhost:${server.port}`) }).first()).toBeVisible();
  });
});
