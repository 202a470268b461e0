// The layers list shows the blocks of an opened component: chosen, renamed, moved there by mouse and keyboard as on the canvas. And
// what the editor does when a new build is there.
import { Desk, block, heading } from '../lib/drag.ts';
import { until } from '../lib/server.ts';
import { expect, expectAccessible, test } from '../lib/test.ts';

const PAD = { css: { desktop: 'padding: 24px' } };

async function opened(server: any, context: any, page: any) {
  const desk = await Desk.open(server, context, page, [
    block('section', 's', [block('container', 'card', [heading('one'), heading('two'), heading('three')], PAD), heading('out')], PAD),
    block('section', 't', [heading('far')], PAD),
  ]);
  await desk.editor.select('card');
  await page.getByRole('button', { name: 'Make component' }).click();
  const top = async () => Object.values<any>((await desk.stored()).components ?? {})[0]?.root as string;
  await until('a component', async () => Boolean(await top()));
  const { nodes } = await desk.stored();
  const instance = Object.keys(nodes).find((id) => nodes[id].kind === 'instance') ?? '';
  return { desk, top: await top(), instance };
}

test('the blocks of an opened component are rows, as long as it is open', async ({ server, context, page, tolerate }) => {
  // axe looks into the canvas, where no script runs.
  tolerate(/sandboxed/);
  const { desk, top, instance } = await opened(server, context, page);
  await expect(desk.row('one')).toHaveCount(0);
  await page.getByRole('button', { name: 'Edit component' }).click();
  const level = (id: string) => desk.row(id).getAttribute('aria-level');
  await expect(desk.row('one')).toBeVisible();
  expect([await level(instance), await level(top), await level('one')]).toEqual(['2', '3', '4']);
  await expect(desk.row(top)).toHaveAttribute('aria-selected', 'true');
  await expectAccessible(page, 'the layers of a component');
  // Chosen here, chosen there.
  await desk.row('two').click();
  await expect(desk.row('two')).toHaveAttribute('aria-selected', 'true');
  await desk.node('three').click();
  await expect(desk.row('three')).toHaveAttribute('aria-selected', 'true');
  // Named.
  await desk.row('three').click();
  await page.keyboard.press('F2');
  await page.getByRole('textbox', { name: 'Rename' }).fill('The third');
  await page.keyboard.press('Enter');
  await until('the name', async () => (await desk.stored()).nodes.three.label === 'The third');
  // Found by words, with what is around.
  await page.getByRole('searchbox', { name: 'Find a layer' }).fill('third');
  await expect(desk.row(instance)).toBeVisible();
  await expect(desk.row('one')).toHaveCount(0);
  await page.getByRole('searchbox', { name: 'Find a layer' }).fill('');
  // Folded by the keys of a tree.
  await desk.row(instance).click();
  await page.keyboard.press('ArrowLeft');
  await expect(desk.row('one')).toHaveCount(0);
  await page.keyboard.press('ArrowRight');
  await expect(desk.row('one')).toBeVisible();
  await desk.editor.button('Done').click();
  await expect(desk.row('one')).toHaveCount(0);
});

test('rows of an opened component are moved by mouse and by keyboard, and undone to the byte', async ({ server, context, page }) => {
  const { desk, top, instance } = await opened(server, context, page);
  await page.getByRole('button', { name: 'Edit component' }).click();
  await expect(desk.row('three')).toBeVisible();
  await desk.editor.saved();
  const before = await desk.bytes();
  const rect = async (id: string) => {
    const box = await desk.row(id).boundingBox();
    if (!box) throw new Error(`${id} has no row`);
    return box;
  };
  const name = async (id: string) => {
    const box = await rect(id);
    return { x: box.x + 70, y: box.y + box.height / 2 };
  };
  const under = async (id: string, depth: number) => {
    const box = await rect(id);
    return { x: box.x + 26 + depth * 14 + 7, y: box.y + box.height - 2 };
  };
  await desk.drag(await name('one'), await under('two', 3));
  await desk.expectChildren(top, ['two', 'one', 'three']);
  // Out of it, behind the instance.
  await desk.drag(await name('one'), await under('three', 1));
  await desk.expectChildren('s', [instance, 'one', 'out']);
  // And in from the page.
  await desk.drag(await name('out'), await under('two', 3));
  await desk.expectChildren(top, ['two', 'out', 'three']);
  // The component never goes into itself, and its top stays.
  await desk.drag(await name(instance), await under('two', 3));
  await desk.drag(await name(top), await under('far', 1));
  await desk.expectChildren(top, ['two', 'out', 'three']);
  for (let n = 0; n < 3; n++) await desk.editor.button('Undo').click();
  await until('the bytes from before', async () => (await desk.bytes()) === before);

  await desk.row('two').click();
  await page.keyboard.press('Alt+ArrowUp');
  await desk.expectChildren(top, ['two', 'one', 'three']);
  await desk.row('two').focus();
  await page.keyboard.press(' ');
  await page.keyboard.press('ArrowDown');
  await page.keyboard.press('ArrowDown');
  await page.keyboard.press('Enter');
  await desk.expectChildren(top, ['one', 'three', 'two']);
});

test('after a deploy the editor saves what there is and loads the new build', async ({ server, context, page }) => {
  const desk = await Desk.open(server, context, page, [block('section', 's', [heading('a'), heading('b')], PAD)]);
  await desk.editor.select('a');
  await page.keyboard.press('Delete');
  const loaded = page.waitForEvent('load');
  await page.evaluate(() => void window.dispatchEvent(new Event('lh:renew', { cancelable: true })));
  await loaded;
  await desk.editor.ready();
  await desk.expectChildren('s', ['b']);
  await expect(desk.node('a')).toHaveCount(0);
});

test('code of another build is no code of this one, and the page says what to do', async ({ server, context, page, tolerate }) => {
  tolerate(/410/);
  const desk = await Desk.open(server, context, page, [block('section', 's', [heading('a')], PAD)]);
  const load = page.getByRole('alert').getByRole('button', { name: 'Load it' });
  // A build that isn't for release is in one module.
  for (const name of ['editor.wasm', 'split_editor_more.wasm', 'split_editor_rare.wasm']) {
    const other = await server.ask('GET', `/pkg/${name}?v=0123456789abcdef`);
    expect([other.status, other.headers['cache-control']], name).toEqual([410, 'no-store']);
    if ((await server.ask('HEAD', `/pkg/${name}`)).status !== 200) continue;
    const module = new RegExp(`/pkg/${name}`);
    await page.route(module, (route) => route.fulfill({ status: 410 }));
    await page.goto(`${server.url}/pages/${desk.id}/edit`);
    // The last one is fetched when somebody comes near what is in it.
    if (name.includes('rare')) {
      await desk.editor.ready();
      await page.locator('.ed-tabs').last().hover();
    }
    await expect(load, name).toBeVisible();
    await expect(page.getByRole('alert')).toContainText('There is a new version of LandingHub.');
    await page.unroute(module);
    await load.click();
    await desk.editor.ready();
    await expect(load).toHaveCount(0);
  }
});

test('every shortcut of the design is on the sheet, and works', async ({ server, context, page }) => {
  const desk = await Desk.open(server, context, page, [block('section', 's', [heading('a')], PAD)]);
  await desk.editor.select('a');
  await page.keyboard.press('?');
  const sheet = page.getByRole('dialog', { name: 'Keyboard shortcuts' });
  for (const words of ['Undo', 'Redo', 'Copy', 'Cut', 'Paste', 'Duplicate', 'Delete', 'Select parent', 'Desktop', 'Tablet', 'Mobile', 'Save version', 'Preview', 'Publish', 'Commands']) {
    await expect(sheet.getByText(words, { exact: true }).first(), words).toBeVisible();
  }
  await page.keyboard.press('Escape');
  await page.keyboard.press('Control+Enter');
  await expect(page.getByRole('dialog', { name: /Publish/ })).toBeVisible();
  await page.keyboard.press('Escape');
  await page.keyboard.press('Control+Shift+s');
  await expect(page.getByRole('dialog').filter({ visible: true })).toHaveCount(1);
  await page.keyboard.press('Escape');
  await page.keyboard.press('Control+p');
  await expect(page.getByRole('dialog', { name: /Preview/ })).toBeVisible();
});
