// What strangers' hands do: a second finger, keys on a row that only has the focus, the system's own colours.
import { Desk, block, heading } from '../lib/drag.ts';
import { expect, test } from '../lib/test.ts';

const PAD = { css: { desktop: 'padding: 24px; gap: 16px' } };
const page3 = () => [
  block('section', 's', [heading('a'), heading('b'), heading('c')], PAD),
  block('section', 't', [block('container', 'box', [heading('d', { props: { text: 'Opening hours', level: 2 } })])], PAD),
];

test.describe('by finger', () => {
  test.use({ viewport: { width: 768, height: 1024 }, hasTouch: true, isMobile: true });

  test('a second finger neither leads what the first one drags nor drops it', async ({ server, context, page }) => {
    const desk = await Desk.open(server, context, page, page3());
    const cdp = await context.newCDPSession(page);
    const touch = (type: string, points: { x: number; y: number; id: number }[]) =>
      cdp.send('Input.dispatchTouchEvent', { type: type as any, touchPoints: points });
    const ghost = page.locator('.ed-ghost');
    const [from, to, away] = [await desk.at('a', 0.1, 0.5), await desk.at('c', 0.1, 0.9), await desk.at('d', 0.5, 0.5)];
    await touch('touchStart', [{ ...from, id: 1 }]);
    await expect(ghost).toBeVisible();
    await touch('touchMove', [{ ...to, id: 1 }]);
    const held = await ghost.boundingBox();
    await touch('touchStart', [{ ...to, id: 1 }, { ...away, id: 2 }]);
    await touch('touchMove', [{ ...to, id: 1 }, { x: away.x, y: away.y + 60, id: 2 }]);
    expect(await ghost.boundingBox()).toEqual(held);
    // The second one goes; the first still holds.
    await touch('touchMove', [{ ...to, id: 1 }]);
    await expect(ghost).toBeVisible();
    await touch('touchEnd', []);
    await desk.expectChildren('s', ['b', 'c', 'a']);
    await desk.expectChildren('box', ['d']);
  });
});

test('keys mean the row that has the focus, selected or not', async ({ server, context, page }) => {
  const desk = await Desk.open(server, context, page, page3());
  const before = await desk.bytes();
  const live = page.locator('[aria-live="assertive"]');
  await desk.row('a').focus();
  await page.keyboard.press('Space');
  await expect(live).toContainText(/lifted/i);
  await page.keyboard.press('ArrowDown');
  await page.keyboard.press('Enter');
  await desk.expectChildren('s', ['b', 'a', 'c']);
  // Another one is selected: the one under the focus is lifted all the same.
  await desk.row('c').focus();
  await page.keyboard.press('Space');
  await expect(live).toContainText(/lifted/i);
  await page.keyboard.press('ArrowUp');
  await page.keyboard.press('Enter');
  await desk.expectChildren('s', ['b', 'c', 'a']);
  // With Ctrl the focus goes alone and takes up what it is on.
  await expect(desk.row('c')).toBeFocused();
  await page.keyboard.press('Control+ArrowUp');
  await expect(desk.row('b')).toBeFocused();
  await page.keyboard.press('Control+ArrowDown');
  await expect(desk.row('c')).toBeFocused();
  await page.keyboard.press('Control+ArrowDown');
  await expect(desk.row('a')).toBeFocused();
  await page.keyboard.press('Control+Space');
  await expect(desk.editor.layers.locator('[aria-selected="true"]')).toHaveCount(2);
  await page.keyboard.press('Delete');
  await desk.expectChildren('s', ['b']);
  for (let step = 0; step < 3; step++) await page.keyboard.press('Control+z');
  await expect.poll(() => desk.bytes()).toBe(before);
});

test('"Move to…" tells containers apart by the words inside, and the sheet has the zoom', async ({ server, context, page }) => {
  const desk = await Desk.open(server, context, page, page3());
  await desk.row('a').focus();
  await page.keyboard.press('m');
  const dialog = page.getByRole('dialog', { name: 'Move to…' });
  await dialog.getByRole('button', { name: 'First in Section: Opening hours' }).press('Enter');
  await desk.expectChildren('t', ['a', 'box']);
  await page.keyboard.press('?');
  await expect(page.getByRole('dialog', { name: 'Keyboard shortcuts' })).toContainText(/zoom.*wheel/i);
});

test('in the system’s own colours what is chosen and where a drop goes is seen', async ({ server, context, page }) => {
  await page.emulateMedia({ forcedColors: 'active' });
  const desk = await Desk.open(server, context, page, page3());
  await desk.row('a').click();
  await desk.editor.button('Tablet').focus();
  await expect(desk.row('a')).toHaveCSS('outline-style', 'solid');
  await desk.carry(await desk.at('a'), await desk.at('c', 0.1, 0.9));
  const ground = await page.locator('.ed-drop-mark').evaluate((mark) => getComputedStyle(mark).backgroundColor);
  expect(ground).not.toBe(await page.evaluate(() => getComputedStyle(document.body).backgroundColor));
  await page.mouse.up();
  await desk.expectChildren('s', ['b', 'c', 'a']);
});

test('arrows step by one, with Shift by ten and with Alt by a tenth, also on sides', async ({ server, context, page }) => {
  const desk = await Desk.open(server, context, page, page3());
  const before = await desk.bytes();
  await desk.row('a').click();
  const field = page.getByRole('textbox', { name: 'Margin top', exact: true });
  await field.fill('10');
  for (const key of ['ArrowUp', 'ArrowUp', 'Shift+ArrowUp', 'Alt+ArrowDown']) await field.press(key);
  await expect.poll(() => desk.declared('a', 'margin-top')).toBe('21.9px');
  expect(await desk.declared('a', 'margin-bottom')).toBeUndefined();
  await desk.row('a').focus();
  await page.keyboard.press('Control+z');
  await expect.poll(() => desk.bytes()).toBe(before);
});
