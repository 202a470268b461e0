// Dragging by finger: a hold lifts, anything sooner scrolls.
import { Desk, block, finger, heading } from '../lib/drag.ts';
import { expect, test } from '../lib/test.ts';

const PAD = { css: { desktop: 'padding: 24px; gap: 16px' } };
const page3 = () => [
  block('section', 's', [heading('a'), heading('b'), heading('c')], PAD),
  block('section', 't', [heading('d'), heading('e')], PAD),
];

test.describe('on a tablet', () => {
  test.use({ viewport: { width: 1180, height: 820 }, hasTouch: true });

  test('a hold lifts on the canvas, in the palette and in the layers; a swipe does not', async ({ server, context, page }) => {
    const desk = await Desk.open(server, context, page, page3());
    const touch = await finger(page);
    const ghost = page.locator('.ed-ghost');
    // On the canvas.
    const [from, to] = [await desk.at('a', 0.1, 0.5), await desk.at('c', 0.1, 0.9)];
    await touch.down(from.x, from.y);
    await expect(ghost).toBeVisible();
    await touch.move(from, to);
    await expect(page.locator('.ed-drop-mark')).toBeVisible();
    await touch.up();
    await desk.expectChildren('s', ['b', 'c', 'a']);
    // A swipe scrolls and moves nothing.
    const start = await desk.at('d', 0.1, 0.5);
    await touch.down(start.x, start.y);
    await touch.move(start, { x: start.x, y: start.y - 120 }, 4);
    await touch.up();
    await expect(ghost).toBeHidden();
    await desk.expectChildren('t', ['d', 'e']);
    // From the palette.
    await desk.node('b').scrollIntoViewIfNeeded();
    const button = desk.editor.blocks.getByRole('button', { name: 'Heading', exact: true }).first();
    await button.scrollIntoViewIfNeeded();
    const box = await button.boundingBox();
    const item = { x: (box?.x ?? 0) + 20, y: (box?.y ?? 0) + 20 };
    const target = await desk.at('b', 0.1, 0.1);
    await touch.down(item.x, item.y);
    await expect(ghost).toBeVisible();
    await touch.move(item, target);
    await touch.up();
    await desk.expectChildren('s', ['*', 'b', 'c', 'a']);
    // In the layers.
    const first = await desk.row('d').boundingBox();
    const last = await desk.row('e').boundingBox();
    const row = { x: (first?.x ?? 0) + 60, y: (first?.y ?? 0) + (first?.height ?? 0) / 2 };
    await touch.down(row.x, row.y);
    await expect(ghost).toBeVisible();
    await touch.move(row, { x: row.x, y: (last?.y ?? 0) + (last?.height ?? 0) - 2 });
    await touch.up();
    await desk.expectChildren('t', ['e', 'd']);
  });
});

test.describe('on a telephone', () => {
  test.use({ viewport: { width: 390, height: 844 }, hasTouch: true, isMobile: true });

  test('texts, order by finger and by buttons, hiding', async ({ server, context, page }) => {
    const desk = await Desk.open(server, context, page, page3());
    const touch = await finger(page);
    const [from, to] = [await desk.at('a', 0.2, 0.5), await desk.at('b', 0.2, 0.9)];
    await touch.down(from.x, from.y);
    await expect(page.locator('.ed-ghost')).toBeVisible();
    await touch.move(from, to);
    await touch.up();
    await desk.expectChildren('s', ['b', 'a', 'c']);
    // The lifted one stays selected; the buttons above move it on.
    await page.getByRole('toolbar').getByRole('button', { name: 'Move down' }).tap();
    await desk.expectChildren('s', ['b', 'c', 'a']);
    await page.getByRole('toolbar').getByRole('button', { name: 'More actions' }).tap();
    await page.getByRole('menuitem', { name: 'Hide from visitors' }).tap();
    await expect.poll(async () => (await desk.stored()).nodes.a.hidden).toBe(true);
    // In the layers, by finger.
    await desk.editor.button('Layers').tap();
    const first = await desk.row('d').boundingBox();
    const last = await desk.row('e').boundingBox();
    const row = { x: (first?.x ?? 0) + 80, y: (first?.y ?? 0) + (first?.height ?? 0) / 2 };
    await touch.down(row.x, row.y);
    await expect(page.locator('.ed-ghost')).toBeVisible();
    await touch.move(row, { x: row.x, y: (last?.y ?? 0) + (last?.height ?? 0) - 2 });
    await touch.up();
    await desk.expectChildren('t', ['e', 'd']);
    // From the palette: its sheet makes way.
    await desk.editor.button('Add').tap();
    const button = desk.editor.blocks.getByRole('button', { name: 'Heading', exact: true }).first();
    await button.scrollIntoViewIfNeeded();
    const box = await button.boundingBox();
    const item = { x: (box?.x ?? 0) + 20, y: (box?.y ?? 0) + 20 };
    await touch.down(item.x, item.y);
    await expect(page.locator('.ed-ghost')).toBeVisible();
    const goal = await desk.at('b', 0.2, 0.1);
    await touch.move(item, goal);
    await touch.up();
    await desk.expectChildren('s', ['*', 'b', 'c', 'a']);
  });
});
