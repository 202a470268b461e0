// Large pages, fingers and small screens, by names alone. What is stored counts.
import { documentOf, finger, heading, block, Desk } from '../lib/drag.ts';
import { enter, register } from '../lib/people.ts';
import { until } from '../lib/server.ts';
import { expect, expectNoSidewaysScroll, test } from '../lib/test.ts';
import { Editor } from '../lib/ui.ts';

const PAD = { css: { desktop: 'padding: 24px; gap: 16px' } };

/** Sections of ten cards of three blocks each: 2 000 nodes and some. */
function large(): any {
  const document = documentOf([]);
  const digits = '0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz';
  for (let s = 0; s < 50; s++) {
    document.nodes[`s${s}`] = { kind: 'section', place: { parent: 'root', order: `a${digits[s]}` } };
    for (let c = 0; c < 10; c++) {
      document.nodes[`s${s}c${c}`] = { kind: 'container', place: { parent: `s${s}`, order: `a${digits[c]}` } };
      for (let b = 0; b < 3; b++) {
        const props = b === 0 ? { text: `Card ${s}.${c}`, level: 3 } : { text: `Button ${b}` };
        document.nodes[`s${s}c${c}b${b}`] = { kind: b === 0 ? 'heading' : 'button', place: { parent: `s${s}c${c}`, order: `a${digits[b]}` }, props };
      }
    }
  }
  return document;
}

test('two thousand nodes: dragged, typed, deleted and undone at once', async ({ server, context, page }) => {
  test.slow();
  const person = await register(server, { verified: false });
  const made = await server.ask('POST', '/api/pages', { token: person.token, json: { title: 'Large', document: large() } });
  expect(made.status, made.text.slice(0, 300)).toBe(201);
  await enter(context, server, person);
  const desk = new Desk(server, person, made.json.id, page, new Editor(page));
  await desk.editor.open(server, made.json.id);
  const before = await desk.bytes();
  const quick = async (what: string, ms: number, act: () => Promise<void>) => {
    const start = Date.now();
    await act();
    expect.soft(Date.now() - start, what).toBeLessThan(ms);
  };
  await quick('a drag', 3_000, async () => {
    await desk.drag(await desk.at('s0c0b0', 0.1), await desk.at('s0c2b1', 0.1, 0.1));
    await expect(desk.node('s0c2').locator('[data-nid]').nth(1)).toHaveAttribute('data-nid', 's0c0b0');
  });
  await desk.expectChildren('s0c2', ['s0c2b0', 's0c0b0', 's0c2b1', 's0c2b2']);
  // Far below, by the wheel.
  await page.mouse.move(700, 500);
  await until('the middle', async () => {
    await page.mouse.wheel(0, 4_000);
    return desk.node('s25c5b0').evaluate((element) => element.getBoundingClientRect().y < 400);
  });
  await desk.node('s25c5b0').evaluate((element) => element.scrollIntoView({ block: 'center' }));
  await desk.drag(await desk.at('s25c5b0', 0.1), await desk.at('s25c6b0', 0.1, 0.9));
  await desk.expectChildren('s25c6', ['s25c6b0', 's25c5b0', 's25c6b1', 's25c6b2']);
  await quick('typing', 3_000, async () => {
    await desk.node('s25c6b0').dblclick();
    await page.keyboard.press('Control+a');
    await page.keyboard.type('Thẻ giữa trang này');
    await expect(desk.node('s25c6b0')).toHaveText('Thẻ giữa trang này');
    await page.keyboard.press('Escape');
  });
  await quick('a delete', 2_000, async () => {
    await desk.node('s25c7b0').click();
    await page.keyboard.press('Escape');
    await page.keyboard.press('Escape');
    await page.keyboard.press('Delete');
    await expect(desk.node('s25')).toHaveCount(0);
  });
  await quick('four undos', 2_000, async () => {
    for (let step = 0; step < 4; step++) await page.keyboard.press('Control+z');
    await expect(desk.editor.button('Undo')).toBeDisabled();
  });
  await desk.editor.saved();
  await until('the exact bytes', async () => (await desk.bytes()) === before);
});

test.describe('by finger', () => {
  test.use({ viewport: { width: 1180, height: 820 }, hasTouch: true });

  test('a hold of 200 ms drags, a shorter one scrolls, a tap selects or adds, a lost finger cancels', async ({ server, context, page }) => {
    const desk = await Desk.open(server, context, page, [
      block('section', 's', [heading('a'), heading('b'), heading('c')], PAD),
      block('section', 't', [heading('d')], PAD),
    ]);
    const before = await desk.bytes();
    const session = await context.newCDPSession(page);
    const touch = (type: 'touchStart' | 'touchMove' | 'touchEnd' | 'touchCancel', point?: { x: number; y: number }) =>
      session.send('Input.dispatchTouchEvent', { type, touchPoints: point ? [point] : [] });
    const [a, c] = [await desk.at('a', 0.1), await desk.at('c', 0.1, 0.9)];
    // Taken away by the system.
    await touch('touchStart', a);
    await page.waitForTimeout(260);
    await touch('touchMove', { x: a.x, y: a.y + 30 });
    await touch('touchMove', c);
    await touch('touchCancel');
    expect(await desk.bytes()).toBe(before);
    await expect(desk.editor.button('Undo')).toBeDisabled();
    // Held.
    await touch('touchStart', a);
    await page.waitForTimeout(260);
    await touch('touchMove', { x: a.x, y: a.y + 30 });
    await touch('touchMove', c);
    await touch('touchEnd');
    await desk.expectChildren('s', ['b', 'c', 'a']);
    // Tapped.
    const d = await desk.at('d', 0.1);
    await page.touchscreen.tap(d.x, d.y);
    await expect(desk.row('d')).toHaveAttribute('aria-selected', 'true');
    await desk.editor.blocks.getByRole('button', { name: 'Heading', exact: true }).tap();
    await desk.expectChildren('t', ['d', '*']);
    // From the palette, into the first section.
    const item = (await desk.editor.blocks.getByRole('button', { name: 'Image', exact: true }).boundingBox())!;
    const from = { x: item.x + item.width / 2, y: item.y + item.height / 2 };
    const to = await desk.at('b', 0.1, 0.1);
    await touch('touchStart', from);
    await page.waitForTimeout(260);
    await touch('touchMove', { x: from.x + 20, y: from.y });
    await touch('touchMove', to);
    await touch('touchEnd');
    await desk.expectChildren('s', ['*', 'b', 'c', 'a']);
  });
});

test.describe('at 390 pixels', () => {
  test.use({ viewport: { width: 390, height: 844 }, hasTouch: true, isMobile: true });

  test('what the names promise is there', async ({ server, context, page }) => {
    const desk = await Desk.open(server, context, page, [
      block('section', 's', [heading('a'), block('image', 'i'), heading('c')], PAD),
      block('section', 't', [heading('d')], PAD),
    ]);
    await expectNoSidewaysScroll(page, 'the editor');
    for (const name of ['Undo', 'Redo', 'Preview', 'Publish']) await expect(desk.editor.button(name)).toBeVisible();
    await expect(page.getByRole('status')).toHaveText('Saved');
    // Words, by two taps on them.
    const a = await desk.at('a', 0.3);
    await page.touchscreen.tap(a.x, a.y);
    await page.touchscreen.tap(a.x, a.y);
    await expect(desk.node('a')).toHaveAttribute('contenteditable', /.+/);
    await page.keyboard.press('Control+a');
    await page.keyboard.insertText('Xin chào');
    await until('typed', async () => (await desk.stored()).nodes.a.props.text === 'Xin chào');
    await page.keyboard.press('Escape');
    // Hidden and published.
    await desk.node('d').tap();
    await page.getByRole('toolbar').getByRole('button', { name: 'More actions' }).tap();
    await page.getByRole('menuitem', { name: 'Hide from visitors' }).tap();
    await until('hidden', async () => (await desk.stored()).nodes.d.hidden === true);
    await desk.editor.button('Publish').tap();
    await until('live', async () => (await server.ask('GET', `/api/pages/${desk.id}`, { token: desk.person.token })).json.status === 'published');
  });
});
