// A page with more rows of layers than there are elements for: what isn't seen doesn't exist, and nobody notices.
import { Desk, block, heading } from '../lib/drag.ts';
import { expect, expectAccessible, test } from '../lib/test.ts';

const SECTIONS = 40;
const HEADINGS = 10;
const ROWS = SECTIONS * (HEADINGS + 1);
const large = () =>
  Array.from({ length: SECTIONS }, (_, s) => block('section', `s${s}`, Array.from({ length: HEADINGS }, (_, h) => heading(`h${s}-${h}`))));

test('a long list of layers: keys, search, folding, renaming and dragging reach every row', async ({ server, context, page, tolerate }) => {
  // Axe looks into every frame; no script runs in the canvas.
  tolerate(/Blocked script execution in '[^']*\/canvas'/);
  const desk = await Desk.open(server, context, page, large());
  const rows = desk.editor.layers.getByRole('treeitem');
  const row = (id: string) => desk.editor.layers.locator(`[role=treeitem][data-nid="${id}"]`);
  const count = () => rows.count();
  const last = `h${SECTIONS - 1}-${HEADINGS - 1}`;
  await expectAccessible(page, 'a long list of layers');
  expect(await count()).toBeLessThan(200);
  await expect(row(last)).toHaveCount(0);
  await expect(row('s0')).toHaveAttribute('aria-setsize', String(SECTIONS));

  // To the end and back by keys; the focus goes along.
  await row('s0').click();
  await page.keyboard.press('End');
  await expect(row(last)).toBeFocused();
  await expect(row(last)).toBeInViewport();
  await expect(row(last)).toHaveAttribute('aria-posinset', String(HEADINGS));
  await expect(row(last)).toHaveAttribute('aria-level', '2');
  await expect.poll(async () => row('s0').count()).toBe(0);
  await page.keyboard.press('ArrowUp');
  await expect(row(`h${SECTIONS - 1}-${HEADINGS - 2}`)).toBeFocused();
  await page.keyboard.press('Home');
  await expect(row('s0')).toBeFocused();
  await expect(row('s0')).toBeInViewport();

  // Scrolled away, the row with the focus stays, and keys go on from it. All rows have their room.
  const panel = page.locator('#ed-layers-panel');
  await panel.evaluate((element) => element.scrollTo(0, element.scrollHeight));
  await expect(row(last)).toBeInViewport();
  await expect(row('s0')).toBeFocused();
  const [first, end] = [await row('s0').boundingBox(), await row(last).boundingBox()];
  expect(((end?.y ?? 0) - (first?.y ?? 0)) / (first?.height ?? 1)).toBeCloseTo(ROWS - 1, 1);
  await page.keyboard.press('ArrowDown');
  await expect(row('h0-0')).toBeFocused();
  await expect(row('h0-0')).toBeInViewport();

  // What is selected on the canvas is seen here.
  await desk.editor.canvas.locator('[data-nid="h30-4"]').click();
  await expect(row('h30-4')).toBeInViewport();
  await expect(row('h30-4')).toHaveAttribute('aria-selected', 'true');

  // A range over more rows than there are.
  await row('h30-4').focus();
  await page.keyboard.press('Shift+End');
  await expect(row(last)).toHaveAttribute('aria-selected', 'true');
  await row(last).click();

  // Found, renamed far down, folded and open again.
  await page.getByRole('searchbox', { name: 'Find a layer' }).fill('Heading h25-3');
  await expect(rows).toHaveCount(2);
  await page.getByRole('searchbox', { name: 'Find a layer' }).fill('');
  await expect.poll(count).toBeGreaterThan(50);
  await row(last).dblclick();
  await page.getByRole('textbox', { name: 'Rename' }).fill('The last');
  await page.keyboard.press('Enter');
  await expect(row(last)).toHaveAttribute('aria-label', 'The last');
  await page.getByRole('button', { name: 'Collapse all' }).click();
  await expect(rows).toHaveCount(SECTIONS);
  await page.getByRole('button', { name: 'Expand all' }).click();

  // Dragged past the end of the list, and undone.
  await row(last).scrollIntoViewIfNeeded();
  const list = await panel.boundingBox();
  const from = await row(`h${SECTIONS - 1}-0`).boundingBox();
  const to = await row(last).boundingBox();
  await desk.drag({ x: (from?.x ?? 0) + 80, y: (from?.y ?? 0) + 10 }, { x: (to?.x ?? 0) + 80, y: Math.min((to?.y ?? 0) + (to?.height ?? 0) + 4, (list?.y ?? 0) + (list?.height ?? 0) - 2) });
  const moved = Array.from({ length: HEADINGS }, (_, h) => `h${SECTIONS - 1}-${(h + 1) % HEADINGS}`);
  await desk.expectChildren(`s${SECTIONS - 1}`, moved);
  await page.keyboard.press('Control+z');
  await desk.expectChildren(`s${SECTIONS - 1}`, Array.from({ length: HEADINGS }, (_, h) => `h${SECTIONS - 1}-${h}`));

  // Removed and brought back, with the looks it had.
  await desk.editor.canvas.locator('[data-nid="h12-0"]').click();
  await page.keyboard.press('Delete');
  await expect(desk.editor.canvas.locator('[data-nid="h12-0"]')).toHaveCount(0);
  await expect(row('h12-0')).toHaveCount(0);
  await page.keyboard.press('Control+z');
  await expect(desk.editor.canvas.locator('[data-nid="h12-0"]')).toHaveText('Heading h12-0');
  await expect(row('h12-0')).toHaveCount(1);
});

test('styles that came and went with blocks are there when the blocks are', async ({ server, context, page }) => {
  const red = { css: { desktop: 'color: #b91c1c', mobile: 'color: #1d4ed8' } };
  const desk = await Desk.open(server, context, page, [block('section', 's', [heading('a', red), heading('b')]), block('section', 't', [heading('c')])]);
  const color = (id: string) => desk.editor.canvas.locator(`[data-nid="${id}"]`).evaluate((element) => getComputedStyle(element).color);
  await desk.editor.canvas.locator('[data-nid="a"]').click();
  await page.keyboard.press('Control+d');
  await expect.poll(async () => (await desk.children('s')).length).toBe(3);
  const copy = (await desk.children('s'))[1] ?? '';
  expect(await color(copy)).toBe('rgb(185, 28, 28)');
  await page.keyboard.press('Delete');
  await expect.poll(async () => desk.children('s')).toEqual(['a', 'b']);
  await page.keyboard.press('Control+z');
  await expect.poll(() => color(copy)).toBe('rgb(185, 28, 28)');
  // Another block's style is changed in between; both hold.
  await page.keyboard.press('Control+z');
  await expect(desk.editor.canvas.locator(`[data-nid="${copy}"]`)).toHaveCount(0);
  expect(await color('a')).toBe('rgb(185, 28, 28)');
  await page.keyboard.press('Control+Shift+z');
  await expect.poll(() => color(copy)).toBe('rgb(185, 28, 28)');
  await page.getByRole('button', { name: /mobile|phone/i }).first().click();
  await expect.poll(() => color(copy)).toBe('rgb(29, 78, 216)');
  expect(await color('b')).not.toBe('rgb(29, 78, 216)');
});
