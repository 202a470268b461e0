// Dragging by mouse on the canvas and in the layers. What is stored counts.
import { Desk, block, heading } from '../lib/drag.ts';
import { until } from '../lib/server.ts';
import { expect, expectAccessible, test } from '../lib/test.ts';

const PAD = { css: { desktop: 'padding: 24px; gap: 16px' } };

const two = () => [
  block('section', 's', [
    block('container', 'a', [heading('a1'), heading('a2')], { css: { desktop: 'padding: 0px; gap: 8px' } }),
    block('container', 'b', [heading('b1'), heading('b2')], { css: { desktop: 'padding: 0px; gap: 8px' } }),
  ], { css: { desktop: 'padding: 40px; gap: 0px' } }),
  block('section', 't', [heading('t1'), heading('t2'), heading('t3')], PAD),
];

test('between two containers that touch, and into either', async ({ server, context, page }) => {
  const desk = await Desk.open(server, context, page, two());
  const a = await desk.box('a');
  // At the shared edge: between them.
  await desk.drag(await desk.at('t1'), { x: a.x + a.width / 2, y: a.y + a.height - 2 });
  await desk.expectChildren('s', ['a', 't1', 'b']);
  // Well inside: into the first, at the gap nearest to the pointer.
  await desk.drag(await desk.at('t2'), await desk.at('a2', 0.5, 0.3));
  await desk.expectChildren('a', ['a1', 't2', 'a2']);
  await desk.drag(await desk.at('t3'), await desk.at('b1', 0.5, 0.7));
  await desk.expectChildren('b', ['b1', 't3', 'b2']);
  await desk.expectChildren('t', []);
});

test('released while it still moves, it lands where the pointer was let go', async ({ server, context, page }) => {
  const desk = await Desk.open(server, context, page, two());
  const [from, over, to] = [await desk.at('t1'), await desk.at('a1', 0.5, 0.2), await desk.at('b2', 0.5, 0.65)];
  await page.mouse.move(from.x, from.y);
  await page.mouse.down();
  await page.mouse.move(over.x, over.y, { steps: 3 });
  // One jump, and up at once.
  await page.mouse.move(to.x, to.y);
  await page.mouse.up();
  await desk.expectChildren('b', ['b1', 'b2', 't1']);
});

test('the third row of a wrapped row, and rows that run backwards', async ({ server, context, page }) => {
  const cell = (id: string) => block('container', id, [heading(`h${id}`)], { css: { desktop: 'width: 300px; padding: 8px' } });
  const cells = (name: string, css: string) =>
    block('container', name, [1, 2, 3, 4, 5, 6, 7].map((n) => cell(`${name}${n}`)), { css: { desktop: `display: flex; flex-wrap: wrap; gap: 10px; width: 1000px; ${css}` } });
  const desk = await Desk.open(server, context, page, [
    block('section', 's', [cells('w', 'flex-direction: row'), heading('x'), heading('y')], PAD),
    block('section', 'u', [cells('r', 'flex-direction: row-reverse')], PAD),
  ]);
  // Before the only one of the third row.
  await desk.drag(await desk.at('x'), await desk.at('w7', 0.015, 0.5));
  await desk.expectChildren('w', ['w1', 'w2', 'w3', 'w4', 'w5', 'w6', 'x', 'w7']);
  await page.keyboard.press('Control+z');
  await desk.expectChildren('s', ['w', 'x', 'y']);
  // From right to left, the right edge is before.
  await desk.node('r2').scrollIntoViewIfNeeded();
  await desk.node('hr1').evaluate((element) => element.scrollIntoView({ block: 'center' }));
  await desk.row('y').scrollIntoViewIfNeeded();
  const from = await desk.row('y').boundingBox();
  await desk.drag({ x: (from?.x ?? 0) + 60, y: (from?.y ?? 0) + 12 }, await desk.at('r2', 0.99, 0.5));
  await desk.expectChildren('r', ['r1', 'y', 'r2', 'r3', 'r4', 'r5', 'r6', 'r7']);
});

test('an empty container takes it, wherever it is hit', async ({ server, context, page }) => {
  const desk = await Desk.open(server, context, page, [
    block('section', 's', [heading('h'), block('container', 'empty'), heading('i')], PAD),
  ]);
  const box = await desk.box('empty');
  expect(box.height).toBeGreaterThan(20);
  await desk.drag(await desk.at('h'), { x: box.x + 40, y: box.y + box.height / 2 });
  await desk.expectChildren('empty', ['h']);
});

for (const zoom of ['25', '50', '200']) {
  test(`zoomed to ${zoom} % and scrolled, it lands where the line is`, async ({ server, context, page }) => {
    const sections = [0, 1, 2, 3, 4, 5, 6, 7, 8, 9].map((n) =>
      block('section', `s${n}`, [heading(`s${n}a`), heading(`s${n}b`), heading(`s${n}c`)], { css: { desktop: 'padding: 60px 40px; gap: 30px' } }));
    const desk = await Desk.open(server, context, page, sections);
    await page.getByRole('combobox', { name: 'Zoom' }).selectOption(zoom);
    await expect.poll(async () => (await desk.box('s0')).width).toBeCloseTo((1440 * Number(zoom)) / 100, -1);
    await desk.node('s7b').evaluate((element) => element.scrollIntoView({ block: 'center' }));
    const left = await page.locator('.ed-stage').evaluate((stage) => (stage.scrollLeft = 0));
    expect(left).toBe(0);
    await desk.drag(await desk.at('s7c', 0.02, 0.5), await desk.at('s7a', 0.02, 0.2));
    await desk.expectChildren('s7', ['s7c', 's7a', 's7b']);
  });
}

test('held at the edge, the canvas scrolls and the block lands far below', async ({ server, context, page }) => {
  const sections = [0, 1, 2, 3, 4, 5, 6, 7].map((n) => block('section', `s${n}`, [heading(`h${n}`)], { css: { desktop: 'padding: 160px 40px' } }));
  const desk = await Desk.open(server, context, page, sections);
  const stage = await page.locator('iframe[title="Canvas"]').boundingBox();
  const bottom = (stage?.y ?? 0) + (stage?.height ?? 0) - 4;
  const start = await desk.at('h0', 0.1, 0.5);
  await desk.carry(start, { x: start.x, y: bottom });
  await until('the last section is seen', async () => {
    // A hand is never quite still.
    await page.mouse.move(start.x + Math.random(), bottom);
    return (await desk.box('h7')).y < bottom - 40;
  }, 20_000);
  const target = await desk.at('h7', 0.1, 0.9);
  await page.mouse.move(target.x, target.y, { steps: 3 });
  await page.mouse.up();
  await desk.expectChildren('s7', ['h7', 'h0']);
});

test('the wheel scrolls while something is held', async ({ server, context, page }) => {
  const sections = [0, 1, 2, 3, 4, 5, 6, 7].map((n) => block('section', `s${n}`, [heading(`h${n}`)], { css: { desktop: 'padding: 160px 40px' } }));
  const desk = await Desk.open(server, context, page, sections);
  const start = await desk.at('h0', 0.1, 0.5);
  await desk.carry(start, { x: start.x, y: start.y + 60 });
  const before = (await desk.box('h3')).y;
  await page.mouse.wheel(0, 300);
  await expect.poll(async () => (await desk.box('h3')).y).toBeCloseTo(before - 300, -1);
  const target = await desk.at('h3', 0.1, 0.9);
  await page.mouse.move(target.x, target.y, { steps: 3 });
  await page.mouse.up();
  await desk.expectChildren('s3', ['h3', 'h0']);
});

test('what was pressed is dragged, also inside of what is selected; of several that are selected, all are', async ({ server, context, page }) => {
  const desk = await Desk.open(server, context, page, two());
  await desk.row('s').click();
  await expect(desk.row('s')).toHaveAttribute('aria-selected', 'true');
  await desk.drag(await desk.at('a1'), await desk.at('t3', 0.5, 0.9));
  await desk.expectChildren('t', ['t1', 't2', 't3', 'a1']);
  await desk.row('a').click();
  await desk.row('b').click({ modifiers: ['Control'] });
  await desk.drag(await desk.at('b2'), await desk.at('t1', 0.5, 0.2));
  await desk.expectChildren('t', ['a', 'b', 't1', 't2', 't3', 'a1']);
  await desk.expectChildren('s', []);
});

test('a drag that a lock refuses, or that is given up, ends without a click', async ({ server, context, page }) => {
  const desk = await Desk.open(server, context, page, [
    block('section', 's', [heading('a', { locked: true }), heading('b'), block('container', 'c', [heading('d')], PAD)], PAD),
  ]);
  const before = await desk.bytes();
  await desk.node('a').click();
  await desk.drag(await desk.at('a'), await desk.at('d'));
  await expect(page.getByText('This block is locked').first()).toBeVisible();
  await expect(desk.row('a')).toHaveAttribute('aria-selected', 'true');
  await page.keyboard.press('Delete');
  await desk.carry(await desk.at('b'), await desk.at('d'));
  await expect(page.locator('.ed-drop-mark')).toBeVisible();
  await page.keyboard.press('Escape');
  await page.mouse.up();
  await expect(page.locator('.ed-drop-mark')).toBeHidden();
  await expect(desk.row('b')).toHaveAttribute('aria-selected', 'true');
  await expect(desk.editor.button('Undo')).toBeDisabled();
  expect(await desk.bytes()).toBe(before);
});

test('Escape, a panel and the outside of the window cancel', async ({ server, context, page }) => {
  const desk = await Desk.open(server, context, page, two());
  const before = await desk.bytes();
  await desk.carry(await desk.at('t1'), await desk.at('a1'));
  await expect(page.locator('.ed-drop-mark')).toBeVisible();
  await page.keyboard.press('Escape');
  await expect(page.locator('.ed-drop-mark')).toBeHidden();
  await page.mouse.up();
  await desk.carry(await desk.at('t1'), { x: -20, y: 300 });
  await page.mouse.up();
  const panel = await page.getByRole('complementary', { name: 'Properties' }).boundingBox();
  await desk.drag(await desk.at('t1'), { x: (panel?.x ?? 0) + 100, y: (panel?.y ?? 0) + 300 });
  await expect(page.locator('.ed-ghost')).toBeHidden();
  await expect(desk.editor.button('Undo')).toBeDisabled();
  expect(await desk.bytes()).toBe(before);
  // The click that follows a drag selects nothing else and follows no link.
  await desk.drag(await desk.at('t1'), await desk.at('t3', 0.5, 0.9));
  await desk.expectChildren('t', ['t2', 't3', 't1']);
  await expect(desk.row('t1')).toHaveAttribute('aria-selected', 'true');
});

test('a drag never starts in words that are being edited', async ({ server, context, page }) => {
  const desk = await Desk.open(server, context, page, two());
  await desk.node('t1').dblclick();
  await expect(desk.node('t1')).toHaveAttribute('contenteditable', /.+/);
  await desk.drag(await desk.at('t1', 0.1), await desk.at('a1'));
  await expect(page.locator('.ed-ghost')).toBeHidden();
  await desk.expectChildren('t', ['t1', 't2', 't3']);
});

test('from the palette: blocks, fields and whole sections', async ({ server, context, page }) => {
  const desk = await Desk.open(server, context, page, two());
  const point = async (name: string) => {
    const button = desk.editor.blocks.getByRole('button', { name, exact: true }).first();
    await button.scrollIntoViewIfNeeded();
    const box = await button.boundingBox();
    return { x: (box?.x ?? 0) + (box?.width ?? 0) / 2, y: (box?.y ?? 0) + (box?.height ?? 0) / 2 };
  };
  await desk.drag(await point('Heading'), await desk.at('b2', 0.5, 0.3));
  await desk.expectChildren('b', ['b1', '*', 'b2']);
  await desk.editor.tab('Sections');
  const hero = await page.getByRole('list', { name: 'Sections' }).getByRole('button').nth(1).boundingBox();
  const edge = await desk.box('t');
  await desk.drag({ x: (hero?.x ?? 0) + 40, y: (hero?.y ?? 0) + 30 }, { x: edge.x + 300, y: edge.y + 6 });
  await desk.expectChildren('root', ['s', '*', 't']);
});

test('layers: past the end, into a row by the distance from the left, and by search', async ({ server, context, page }) => {
  await page.setViewportSize({ width: 1440, height: 1300 });
  const desk = await Desk.open(server, context, page, two());
  const last = await desk.row('t3').boundingBox();
  const of = async (id: string) => {
    const box = await desk.row(id).boundingBox();
    return { x: (box?.x ?? 0) + 60, y: (box?.y ?? 0) + (box?.height ?? 0) / 2 };
  };
  // Past the last row, at the depth of the sections: after the last section.
  await desk.drag(await of('s'), { x: (last?.x ?? 0) + 20, y: (last?.y ?? 0) + (last?.height ?? 0) + 30 });
  await desk.expectChildren('root', ['t', 's']);
  await page.keyboard.press('Control+z');
  await desk.expectChildren('root', ['s', 't']);
  // Between two rows.
  const row = await desk.row('b1').boundingBox();
  await desk.drag(await of('t3'), { x: (row?.x ?? 0) + 70, y: (row?.y ?? 0) + 2 });
  await desk.expectChildren('b', ['t3', 'b1', 'b2']);
  // Rename and search.
  await desk.row('t2').dblclick();
  await page.getByRole('textbox', { name: 'Rename' }).fill('Căn nhà nhỏ');
  await page.keyboard.press('Enter');
  await until('named', async () => (await desk.stored()).nodes.t2.label === 'Căn nhà nhỏ');
  await page.getByRole('searchbox', { name: 'Find a layer' }).fill('can nha');
  await expect(desk.editor.layers.getByRole('treeitem')).toHaveCount(2);
  await page.getByRole('searchbox', { name: 'Find a layer' }).fill('');
  await page.getByRole('button', { name: 'Collapse all' }).click();
  await expect(desk.editor.layers.getByRole('treeitem')).toHaveCount(2);
  await page.getByRole('button', { name: 'Expand all' }).click();
  await expect(desk.editor.layers.getByRole('treeitem')).toHaveCount(11);
});

test('fifty changes of many sorts and fifty undos end at the exact bytes', async ({ server, context, page }) => {
  test.slow();
  const desk = await Desk.open(server, context, page, two());
  const before = await desk.bytes();
  let steps = 0;
  const done = async (act: () => Promise<void>) => {
    await act();
    steps += 1;
  };
  for (let round = 0; round < 10; round++) {
    await desk.row('t1').click();
    await done(() => page.keyboard.press('Alt+ArrowDown'));
    await done(() => page.keyboard.press('Control+d'));
    await done(() => page.keyboard.press('Control+g'));
    await done(() => page.keyboard.press('Control+Shift+g'));
    await done(() => page.keyboard.press('Delete'));
    await desk.row('t1').click();
    await page.keyboard.press('Alt+ArrowUp');
    await page.keyboard.press('Control+z');
  }
  await desk.editor.saved();
  expect(steps).toBe(50);
  for (let step = 0; step < 50; step++) await page.keyboard.press('Control+z');
  await expect(desk.editor.button('Undo')).toBeDisabled();
  await until('the exact bytes', async () => (await desk.bytes()) === before);
});

test('dragging with reduced motion, and nothing for axe to find', async ({ server, context, page, tolerate }) => {
  // Axe looks into every frame; no script runs in the canvas.
  tolerate(/Blocked script execution in '[^']*\/canvas'/);
  await page.emulateMedia({ reducedMotion: 'reduce' });
  const desk = await Desk.open(server, context, page, two());
  await desk.node('a1').click();
  await expect(page.getByRole('slider', { name: 'Width', exact: true })).toBeVisible();
  await expectAccessible(page, 'with a block selected');
  await desk.node('b1').click({ modifiers: ['Shift'] });
  await page.keyboard.press('Shift+F10');
  await expect(page.getByRole('menu')).toBeVisible();
  await expectAccessible(page, 'with the menu open');
  await page.keyboard.press('Escape');
  await page.keyboard.press('m');
  await expect(page.getByRole('dialog', { name: 'Move to…' })).toBeVisible();
  await expectAccessible(page, 'with places to move to');
  await page.keyboard.press('Escape');
  await desk.drag(await desk.at('t1'), await desk.at('t3', 0.5, 0.9));
  await desk.expectChildren('t', ['t2', 't3', 't1']);
});
