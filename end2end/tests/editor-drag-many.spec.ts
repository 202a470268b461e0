// Several blocks at once, groups, the clipboard, handles, and the keyboard. What is stored counts.
import { Desk, block, heading } from '../lib/drag.ts';
import { until } from '../lib/server.ts';
import { expect, test } from '../lib/test.ts';

const PAD = { css: { desktop: 'padding: 40px; gap: 16px' } };
const page5 = () => [
  block('section', 's', [heading('a'), heading('b'), heading('c'), heading('d', { locked: true }), block('container', 'box', [heading('e')])], PAD),
  block('section', 't', [heading('f')], PAD),
];

test('chosen on the canvas and in the layers, dragged together, one undo', async ({ server, context, page }) => {
  const desk = await Desk.open(server, context, page, page5());
  const before = await desk.bytes();
  await desk.node('c').click();
  await desk.node('a').click({ modifiers: ['Shift'] });
  await expect(desk.editor.layers.locator('[aria-selected="true"]')).toHaveCount(2);
  await desk.drag(await desk.at('c', 0.1), await desk.at('f', 0.1, 0.9));
  await desk.expectChildren('t', ['f', 'a', 'c']);
  await expect(desk.editor.layers.locator('[aria-selected="true"]')).toHaveCount(2);
  await page.keyboard.press('Control+z');
  await until('as before', async () => (await desk.bytes()) === before);
  // A range in the layers, and a child of a selected block counts once.
  await desk.row('a').click();
  await desk.row('c').click({ modifiers: ['Shift'] });
  await expect(desk.editor.layers.locator('[aria-selected="true"]')).toHaveCount(3);
  await desk.row('b').click({ modifiers: ['Control'] });
  await expect(desk.editor.layers.locator('[aria-selected="true"]')).toHaveCount(2);
  await desk.row('box').click();
  await desk.row('e').click({ modifiers: ['Control'] });
  await page.keyboard.press('Control+d');
  await desk.expectChildren('s', ['a', 'b', 'c', 'd', 'box', '*']);
  await page.keyboard.press('Control+z');
  // All beside it; the locked one stays and it is said.
  await desk.row('a').click();
  await page.keyboard.press('Control+a');
  await expect(desk.editor.layers.locator('[aria-selected="true"]')).toHaveCount(5);
  await page.keyboard.press('Delete');
  await expect(page.getByText('One locked block stayed where it is.')).toBeVisible();
  await desk.expectChildren('s', ['d']);
  await page.keyboard.press('Control+z');
  await until('as before', async () => (await desk.bytes()) === before);
  // A locked one alone.
  await desk.row('d').click();
  await page.keyboard.press('Delete');
  await expect(page.getByText('This block is locked').first()).toBeVisible();
  await desk.drag(await desk.at('d', 0.1), await desk.at('a', 0.1, 0.1));
  await desk.expectChildren('s', ['a', 'b', 'c', 'd', 'box']);
});

test('grouped, ungrouped and wrapped by key and by menu', async ({ server, context, page }) => {
  const desk = await Desk.open(server, context, page, page5());
  const before = await desk.bytes();
  await desk.row('a').click();
  await desk.row('b').click({ modifiers: ['Shift'] });
  await page.keyboard.press('Control+g');
  await desk.expectChildren('s', ['*', 'c', 'd', 'box']);
  const group = (await desk.children('s'))[0] ?? '';
  await desk.expectChildren(group, ['a', 'b']);
  await page.keyboard.press('Control+Shift+g');
  await desk.expectChildren('s', ['a', 'b', 'c', 'd', 'box']);
  await desk.node('b').click();
  await desk.node('b').click({ button: 'right' });
  await page.getByRole('menuitem', { name: 'Wrap in columns' }).click();
  await until('in a column', async () => {
    const { nodes } = await desk.stored();
    return nodes[nodes.b.place.parent].kind === 'column';
  });
  await desk.expectChildren('s', ['a', '*', 'c', 'd', 'box']);
  for (let step = 0; step < 3; step++) await page.keyboard.press('Control+z');
  await until('as before', async () => (await desk.bytes()) === before);
  // The menu by keyboard.
  await desk.row('c').focus();
  await page.keyboard.press('Enter');
  await page.keyboard.press('Shift+F10');
  await expect(page.getByRole('menu')).toBeVisible();
  await page.keyboard.press('End');
  await page.keyboard.press('Enter');
  await until('locked', async () => (await desk.stored()).nodes.c.locked === true);
});

test('lifted by key: several blocks walk the gaps', async ({ server, context, page }) => {
  const desk = await Desk.open(server, context, page, page5());
  await desk.row('a').click();
  await desk.row('b').click({ modifiers: ['Control'] });
  await page.keyboard.press('Space');
  const live = page.locator('[aria-live="assertive"]');
  await expect(live).toContainText('2 blocks lifted');
  await page.keyboard.press('ArrowDown');
  await expect(live).toContainText(/In Section: 2 of/);
  await page.keyboard.press('ArrowDown');
  await page.keyboard.press('ArrowDown');
  await expect(live).toContainText(/In Container: 1 of 3/);
  await page.keyboard.press('ArrowLeft');
  await page.keyboard.press('ArrowRight');
  await page.keyboard.press('Enter');
  await desk.expectChildren('box', ['e', 'a', 'b']);
  await page.keyboard.press('Space');
  await page.keyboard.press('ArrowUp');
  await page.keyboard.press('Escape');
  await expect(live).toContainText('Cancelled');
  await desk.expectChildren('box', ['e', 'a', 'b']);
  // "Move to…" with search.
  await page.keyboard.press('m');
  const dialog = page.getByRole('dialog', { name: 'Move to…' });
  await dialog.getByRole('searchbox').fill('Heading f');
  await dialog.getByRole('button', { name: /^First in Section: Heading f/ }).click();
  await desk.expectChildren('t', ['a', 'b', 'f']);
});

test('copied to another page and another tab with three widths, states and tokens; cut moves', async ({ server, context, page }) => {
  await context.grantPermissions(['clipboard-read', 'clipboard-write']);
  const rich = block('section', 'x', [
    heading('h', { css: { desktop: 'margin-top: 11px; color: #112233', tablet: 'margin-top: 22px', mobile: 'margin-top: 33px' } }),
    heading('i'),
  ], PAD);
  const desk = await Desk.open(server, context, page, [rich, ...page5()]);
  const source = await desk.stored();
  const other = await context.newPage();
  const there = await Desk.open(server, context, other, [block('section', 'only', [heading('z')])], desk.person);
  await page.bringToFront();
  await desk.row('h').click();
  await desk.row('i').click({ modifiers: ['Control'] });
  await page.keyboard.press('Control+c');
  await expect(page.locator('[aria-live="assertive"]')).toContainText('2 blocks copied');
  await other.bringToFront();
  await there.row('z').click();
  await other.keyboard.press('Control+v');
  await there.expectChildren('only', ['z', '*', '*']);
  const pasted = (await there.children('only'))[1] ?? '';
  const rows = (document: any, node: string) =>
    document.declarations
      .filter((row: any) => document.nodes[node].styles?.includes(row.style))
      .map(({ breakpoint, state, property, value }: any) => ({ breakpoint, state, property, value }));
  expect(rows(await there.stored(), pasted)).toEqual(rows(source, 'h'));
  expect(rows(source, 'h')).toHaveLength(4);
  // Cut here, pasted there.
  await page.bringToFront();
  await desk.row('x').click();
  await page.keyboard.press('Control+x');
  await desk.expectChildren('root', ['s', 't']);
  await other.bringToFront();
  await there.row('only').click();
  await other.keyboard.press('Control+v');
  await there.expectChildren('root', ['only', 'x']);
  await there.expectChildren('x', ['h', 'i']);
});

test('handles: width, padding, gap and columns; one undo each; Escape takes back; arrow keys', async ({ server, context, page }) => {
  const desk = await Desk.open(server, context, page, [
    block('section', 's', [
      block('container', 'box', [heading('a'), heading('b')], { css: { desktop: 'padding: 40px; gap: 20px' } }),
      block('columns', 'cols', [block('column', 'c1', [heading('x')]), block('column', 'c2', [heading('y')])]),
    ], PAD),
  ]);
  const before = await desk.bytes();
  const pull = async (name: string, dx: number, dy: number, release = true) => {
    const box = await page.getByRole('slider', { name, exact: true }).first().boundingBox();
    const [x, y] = [(box?.x ?? 0) + (box?.width ?? 0) / 2, (box?.y ?? 0) + (box?.height ?? 0) / 2];
    await page.mouse.move(x, y);
    await page.mouse.down();
    await page.mouse.move(x + dx / 2, y + dy / 2, { steps: 3 });
    await page.mouse.move(x + dx, y + dy, { steps: 3 });
    if (release) await page.mouse.up();
  };
  const pixels = (value: string | undefined) => Number((value ?? '').replace('px', ''));
  await desk.row('box').click();
  await pull('Padding above', 0, 20);
  await until('padding', async () => pixels(await desk.declared('box', 'padding-top')) > 50);
  await page.keyboard.press('Control+z');
  await until('undone in one step', async () => (await desk.bytes()) === before);
  await pull('Gap between blocks', 0, 10);
  await until('gap', async () => pixels(await desk.declared('box', 'gap')) > 25);
  await page.keyboard.press('Control+z');
  await pull('Width', -120, 0, false);
  await page.keyboard.press('Escape');
  await page.mouse.up();
  await until('taken back', async () => (await desk.bytes()) === before);
  await pull('Width', -120, 0);
  await until('width', async () => /px$/.test((await desk.declared('box', 'width')) ?? ''));
  await page.keyboard.press('Control+z');
  // By keyboard, on a narrower screen: written for that width.
  await page.keyboard.press('3');
  await page.getByRole('slider', { name: 'Padding left', exact: true }).focus();
  await page.keyboard.press('ArrowRight');
  await page.keyboard.press('Shift+ArrowRight');
  await until('for telephones', async () => (await desk.declared('box', 'padding-left', 'mobile')) === '48px');
  expect(await desk.declared('box', 'padding-left')).toBe(undefined);
  await page.keyboard.press('Control+z');
  await page.keyboard.press('1');
  await until('as before', async () => (await desk.bytes()) === before);
  await desk.row('cols').click();
  await pull('Column width', 80, 0);
  await until('columns', async () => /^1\.\d+fr 0\.\d+fr$/.test((await desk.declared('cols', 'grid-template-columns')) ?? ''));
  expect(await desk.declared('cols', 'grid-template-columns', 'mobile')).toBe('1fr');
  await page.keyboard.press('Control+z');
  await until('as before', async () => (await desk.bytes()) === before);
});

test('grids: a free cell takes a drop, handles span and move', async ({ server, context, page }) => {
  const desk = await Desk.open(server, context, page, [
    block('section', 's', [
      block('container', 'grid', [heading('a'), heading('b')], {
        css: { desktop: 'display: grid; grid-template-columns: 1fr 1fr 1fr; grid-template-rows: 120px 120px; gap: 20px', mobile: 'grid-template-columns: 1fr' },
      }),
      heading('x'),
    ], PAD),
  ]);
  const grid = await desk.box('grid');
  await desk.drag(await desk.at('x', 0.1), { x: grid.x + grid.width * 0.85, y: grid.y + grid.height * 0.8 });
  await desk.expectChildren('grid', ['a', 'b', 'x']);
  expect(await desk.declared('x', 'grid-column')).toBe('3');
  expect(await desk.declared('x', 'grid-row')).toBe('2');
  expect(await desk.declared('x', 'grid-column', 'mobile')).toBe('auto');
  await desk.row('a').click();
  await page.getByRole('slider', { name: 'Columns it takes' }).focus();
  await page.keyboard.press('ArrowRight');
  await until('two columns', async () => (await desk.declared('a', 'grid-column')) === '1 / span 2');
});
