// Two troubles at once: zoom and direction, a drag and another tab, a finger and a scrolled canvas, offline and a reload.
import type { Locator, Page } from '@playwright/test';

import { paste } from '../lib/canvas.ts';
import { block, Desk, finger, heading, type Spec } from '../lib/drag.ts';
import { until } from '../lib/server.ts';
import { expect, test } from '../lib/test.ts';
import { Editor } from '../lib/ui.ts';

const NETWORK = /ERR_|Failed to load resource|status of 409|fetching the script/;
const PAD = { css: { desktop: 'padding: 24px; gap: 16px' } };
const cell = (id: string): Spec => block('container', id, [heading(`${id}h`)], { css: { desktop: 'padding: 12px; width: 240px' } });

const middle = async (left: Locator, right: Locator) => {
  const [a, b] = [await left.boundingBox(), await right.boundingBox()];
  if (!a || !b) throw new Error('no box');
  return { x: (a.x + a.width / 2 + b.x + b.width / 2) / 2, y: a.y + a.height / 2 };
};
const centre = async (what: Locator, x = 0.5, y = 0.5) => {
  const box = await what.boundingBox();
  if (!box) throw new Error('no box');
  return { x: box.x + box.width * x, y: box.y + box.height * y };
};
const item = (page: Page, kind: string) => new Editor(page).blocks.getByRole('listitem', { name: kind, exact: true }).or(new Editor(page).blocks.getByRole('option', { name: kind, exact: true }));
const status = (page: Page, words: string) => expect(page.getByRole('status').filter({ hasText: words })).toBeVisible({ timeout: 20_000 });

/** The same page in another tab. */
async function beside(desk: Desk): Promise<Desk> {
  const page = await desk.page.context().newPage();
  const editor = new Editor(page);
  await editor.open(desk.server, desk.id);
  return new Desk(desk.server, desk.person, desk.id, page, editor);
}

test('from right to left, wrapped, scrolled and zoomed from 25 to 200 %', async ({ server, context, page }) => {
  test.slow();
  const filler = [0, 1, 2, 3].map((n) => block('section', `f${n}`, [heading(`f${n}h`)], { css: { desktop: 'padding: 200px 40px' } }));
  const row = block('container', 'row', ['a', 'b', 'c', 'd', 'e', 'f', 'g'].map(cell), {
    css: { desktop: 'display: flex; flex-direction: row; flex-wrap: wrap; gap: 20px' },
  });
  const desk = await Desk.open(server, context, page, [...filler, block('section', 's', [row], PAD)], undefined, 'ar');
  await desk.editor.saved();
  const before = await desk.bytes();
  for (const percent of ['25%', '50%', '100%', '200%']) {
    await page.getByRole('combobox', { name: 'Zoom' }).selectOption(percent);
    await desk.node('b').scrollIntoViewIfNeeded();
    // The second cell stands left of the first.
    const [a, b] = [await desk.box('a'), await desk.box('b')];
    if (a.y === b.y) expect(a.x).toBeGreaterThan(b.x);
    await desk.drag(await centre(item(page, 'Heading')), { x: b.x + b.width - 1.5, y: b.y + b.height / 2 });
    await desk.expectChildren('row', ['a', '*', 'b', 'c', 'd', 'e', 'f', 'g']);
    await page.keyboard.press('Control+z');
    await desk.expectChildren('row', ['a', 'b', 'c', 'd', 'e', 'f', 'g']);
  }
  await desk.editor.saved();
  expect(await desk.bytes()).toBe(before);
});

test('while something is carried, another tab adds above, and takes the target and the block away', async ({ server, context, page, tolerate }) => {
  tolerate(NETWORK);
  const desk = await Desk.open(server, context, page, [
    block('section', 'top', [heading('t1')], PAD),
    block('section', 's', [block('container', 'x', [heading('x1'), heading('x2')], PAD), block('container', 'y', [heading('y1')], PAD)], PAD),
  ]);
  const other = await beside(desk);
  await desk.editor.saved();
  // Three headings more above: who drags isn't disturbed, and the block lands where the line was.
  await desk.carry(await centre(item(page, 'Button')), await desk.at('x2', 0.5, 0.95));
  await other.editor.select('t1');
  for (let n = 0; n < 3; n++) await other.page.keyboard.press('Control+d');
  await desk.expectChildren('top', ['t1', '*', '*', '*']);
  await expect(page.locator('.ed-drop-mark')).toBeVisible();
  await page.mouse.up();
  await desk.expectChildren('x', ['x1', 'x2', '*']);
  await expect(desk.node('top').locator('[data-nid]')).toHaveCount(4);
  // The container under the pointer goes away: the block is somewhere that exists, and everybody sees the same.
  await desk.editor.saved();
  await desk.carry(await desk.at('x1', 0.3), await desk.at('y1', 0.3, 0.5));
  await other.editor.select('y');
  await other.page.keyboard.press('Delete');
  await until('y is gone', async () => !(await desk.stored()).nodes.y);
  await page.mouse.up();
  await expect(desk.node('y')).toHaveCount(0);
  await desk.editor.saved();
  const { nodes } = await desk.stored();
  expect(nodes.x1, 'the carried block is still on the page').toBeDefined();
  expect(nodes[nodes.x1.place.parent], 'in a place that exists').toBeDefined();
  await expect(desk.node('x1')).toBeVisible();
  await expect(other.node('x1')).toBeVisible();
  // What is carried goes away itself.
  await desk.carry(await desk.at('x2', 0.3), await desk.at('t1', 0.3, 0.1));
  await other.editor.select('x2');
  await other.page.keyboard.press('Delete');
  await until('x2 is gone', async () => !(await desk.stored()).nodes.x2);
  await page.mouse.up();
  await expect(desk.node('x2')).toHaveCount(0);
  await desk.editor.saved();
  expect((await desk.stored()).nodes.x2).toBeUndefined();
  await desk.node('t1').click();
  await page.keyboard.press('Delete');
  await until('still at work', async () => !(await desk.stored()).nodes.t1);
});

test('after a merge, undo takes back one’s own work and leaves the other’s', async ({ server, context, page, tolerate }) => {
  test.slow();
  tolerate(NETWORK);
  const desk = await Desk.open(server, context, page, [
    block('section', 's', [heading('a'), heading('b'), heading('c')], PAD),
    block('section', 't', [heading('d'), heading('e')], PAD),
  ]);
  const other = await beside(desk);
  await desk.editor.saved();
  // Both work without hearing of each other.
  await context.setOffline(true);
  await desk.editor.select('a');
  await page.keyboard.press('Control+d');
  await page.keyboard.press('Control+d');
  await desk.node('b').dblclick();
  await page.keyboard.press('End');
  await page.keyboard.type(' mine');
  await page.keyboard.press('Escape');
  await desk.editor.select('d');
  await page.keyboard.press('Delete');
  await other.node('c').dblclick();
  await other.page.keyboard.press('End');
  await other.page.keyboard.type(' theirs');
  await other.page.keyboard.press('Escape');
  await other.editor.select('e');
  await other.page.keyboard.press('Control+d');
  await status(page, 'Offline');
  await status(other.page, 'Offline');
  await context.setOffline(false);
  await until('both are stored', async () => {
    const { nodes } = await desk.stored();
    return nodes.b.props.text === 'Heading b mine' && nodes.c.props.text === 'Heading c theirs' && !nodes.d && (await desk.children('t')).length === 2 && (await desk.children('s')).length === 5;
  }, 20_000);
  await desk.editor.saved();
  await other.editor.saved();
  await expect(desk.node('c')).toHaveText('Heading c theirs');
  await expect(other.node('b')).toHaveText('Heading b mine');
  // All of mine, nothing of theirs.
  for (let n = 0; n < 4; n++) await desk.editor.button('Undo').click();
  await expect(desk.editor.button('Undo')).toBeDisabled();
  await desk.expectChildren('s', ['a', 'b', 'c']);
  await desk.expectChildren('t', ['d', 'e', '*']);
  await until('texts', async () => {
    const { nodes } = await desk.stored();
    return nodes.b.props.text === 'Heading b' && nodes.c.props.text === 'Heading c theirs';
  });
  await other.editor.button('Undo').click();
  await other.editor.button('Undo').click();
  await desk.expectChildren('t', ['d', 'e']);
  await until('their text', async () => (await desk.stored()).nodes.c.props.text === 'Heading c');
  for (let n = 0; n < 4; n++) await desk.editor.button('Redo').click();
  await desk.expectChildren('t', ['e']);
  await until('mine again', async () => (await desk.stored()).nodes.b.props.text === 'Heading b mine');
});

const DOCS = `<meta charset='utf-8'><b style="font-weight:normal;" id="docs-internal-guid-7f"><h1 dir="ltr"><span style="font-size:20pt">Tiêu đề</span></h1>
<p dir="ltr"><span>Xin </span><a href="https://example.com/x"><span style="text-decoration:underline">chào</span></a><span style="font-style:italic"> bạn</span></p>
<ul><li dir="ltr"><p><span>Một</span></p></li><ul><li dir="ltr"><p><span>Hai</span></p></li></ul></ul>
<table><tbody><tr><td><p>T1</p></td><td><p>T2</p></td></tr></tbody></table>
<p><a href="javascript:alert(1)">bad</a><img src="x" onerror="alert(2)"></p><script>alert(3)</script></b>`;

test('a Google document is pasted into a heading, a text and a container, and undone', async ({ server, context, page }) => {
  const rich = block('rich_text', 'r', [], { props: { content: { rich: { blocks: [{ type: 'paragraph', spans: [{ text: 'x' }] }] } } } });
  const desk = await Desk.open(server, context, page, [block('section', 's', [heading('h'), rich, block('container', 'box', [], { css: { desktop: 'padding: 20px' } })], PAD)]);
  await desk.editor.saved();
  const before = await desk.bytes();
  // Words, line by line.
  await desk.node('h').dblclick();
  await page.keyboard.press('ControlOrMeta+a');
  await paste(page, { 'text/html': DOCS, 'text/plain': 'Tiêu đề\nXin chào bạn' });
  await page.keyboard.press('Escape');
  await until('in the heading', async () => /^Tiêu đề\nXin chào bạn/.test((await desk.stored()).nodes.h.props.text));
  expect((await desk.stored()).nodes.h.props.text).not.toMatch(/alert|</);
  await page.keyboard.press('Control+z');
  await until('as before', async () => (await desk.bytes()) === before);
  // A text keeps marks, links and lists.
  await desk.node('r').dblclick();
  await page.keyboard.press('ControlOrMeta+a');
  await paste(page, { 'text/html': DOCS, 'text/plain': '-' });
  await page.keyboard.press('Escape');
  await until('in the text', async () => JSON.stringify((await desk.stored()).nodes.r).includes('https://example.com/x'));
  const text = JSON.stringify((await desk.stored()).nodes.r);
  for (const part of ['Tiêu đề', 'chào', 'Hai', 'T1', 'T2', '"italic":true']) expect(text).toContain(part);
  for (const part of ['javascript', 'onerror', 'alert']) expect(text).not.toContain(part);
  await page.keyboard.press('Control+z');
  await until('as before', async () => (await desk.bytes()) === before);
  // With a container selected, blocks go into it.
  await desk.editor.select('box');
  await paste(page, { 'text/html': DOCS, 'text/plain': '-' });
  await until('in the container', async () => (await desk.children('box')).length > 0);
  const all = await desk.bytes();
  for (const part of ['Tiêu đề', 'T1']) expect(all).toContain(part);
  for (const part of ['javascript', 'onerror', 'alert']) expect(all).not.toContain(part);
  await page.keyboard.press('Control+z');
  await until('as before', async () => (await desk.bytes()) === before);
});

test.describe('by finger', () => {
  test.use({ viewport: { width: 1180, height: 820 }, hasTouch: true });

  test('the canvas is scrolled by swipes, then a held block is carried over its edge', async ({ server, context, page }) => {
    test.slow();
    const rows = [0, 1, 2, 3, 4, 5, 6].map((n) => block('section', `s${n}`, [heading(`s${n}a`), heading(`s${n}b`)], { css: { desktop: 'padding: 90px 40px; gap: 24px' } }));
    const desk = await Desk.open(server, context, page, rows);
    const touch = await finger(page);
    const frame = (await page.locator('iframe[title="Canvas"]').boundingBox())!;
    for (let n = 0; n < 2; n++) {
      const start = { x: frame.x + 200, y: frame.y + 500 };
      await touch.down(start.x, start.y);
      await touch.move(start, { x: start.x, y: start.y - 260 }, 6);
      await touch.up();
    }
    await expect(desk.node('s2a')).toBeInViewport();
    const ghost = page.locator('.ed-ghost');
    // Within what is seen.
    const [from, to] = [await desk.at('s2a', 0.2), await desk.at('s2b', 0.2, 0.95)];
    await touch.down(from.x, from.y);
    await expect(ghost).toBeVisible();
    await touch.move(from, to);
    await touch.up();
    await desk.expectChildren('s2', ['s2b', 's2a']);
    // Held at the lower edge until the last section is there.
    const start = await desk.at('s2a', 0.2);
    await touch.down(start.x, start.y);
    await expect(ghost).toBeVisible();
    const edge = { x: start.x, y: Math.min(frame.y + frame.height, 820) - 14 };
    await touch.move(start, edge);
    await expect(desk.node('s6b')).toBeInViewport({ timeout: 15_000 });
    await until('it stands still', async () => {
      const y = (await desk.box('s6b')).y;
      await page.evaluate(() => new Promise((done) => requestAnimationFrame(() => requestAnimationFrame(done))));
      return (await desk.box('s6b')).y === y;
    }, 15_000);
    const last = await desk.at('s6b', 0.2, 0.95);
    await touch.move(edge, last);
    await touch.up();
    await desk.expectChildren('s6', ['s6a', 's6b', 's2a']);
  });
});

test('by keyboard: into an empty container of a locked one, past a locked block', async ({ server, context, page }) => {
  const desk = await Desk.open(server, context, page, [
    block('section', 's', [heading('a'), heading('b', { locked: true })], PAD),
    block('section', 't', [block('container', 'box', [block('container', 'empty', [], PAD)], { ...PAD, locked: true })], PAD),
  ]);
  await desk.editor.saved();
  const before = await desk.bytes();
  // The locked one itself isn't lifted.
  await desk.editor.select('b');
  await page.keyboard.press('Space');
  await page.keyboard.press('ArrowUp');
  await page.keyboard.press('Enter');
  await desk.editor.saved();
  expect(await desk.bytes()).toBe(before);
  await page.keyboard.press('Escape');
  // Every gap is walked; where the block may go is where it then stands.
  await desk.row('a').focus();
  await desk.editor.select('a');
  await page.keyboard.press('Space');
  const live = page.locator('[aria-live="assertive"]');
  const said = new Set<string>();
  for (let n = 0; n < 12; n++) {
    await page.keyboard.press('ArrowDown');
    said.add((await live.allInnerTexts()).join(' '));
  }
  expect(said.size, [...said].join(' | ')).toBeGreaterThan(2);
  await page.keyboard.press('Enter');
  await until('dropped', async () => (await desk.bytes()) !== before);
  const { nodes } = await desk.stored();
  expect(nodes.a.place.parent).not.toBe('s');
  await page.keyboard.press('Control+z');
  await until('back', async () => (await desk.bytes()) === before);
});

test('ten edits offline, a reload while offline, and all of them are stored', async ({ server, context, page, tolerate }) => {
  test.slow();
  tolerate(NETWORK);
  const desk = await Desk.open(server, context, page, [block('section', 's', [heading('a'), heading('b')], PAD), block('section', 't', [heading('c')], PAD)]);
  await desk.editor.saved();
  await context.setOffline(true);
  await status(page, 'Offline');
  for (let n = 0; n < 4; n++) {
    await desk.editor.select('a');
    await page.keyboard.press('Control+d');
  }
  for (const text of [' 1', ' 2', ' 3']) {
    await desk.node('b').dblclick();
    await page.keyboard.press('End');
    await page.keyboard.type(text);
    await page.keyboard.press('Escape');
  }
  await desk.editor.select('c');
  await page.keyboard.press('Control+d');
  await page.keyboard.press('Control+d');
  await desk.drag(await desk.at('c', 0.3), await desk.at('a', 0.3, 0.05));
  await status(page, 'Offline');
  // Whatever the browser makes of it without a network; then once more without one.
  page.on('dialog', (dialog) => void dialog.accept());
  for (let n = 0; n < 2; n++) await page.reload({ waitUntil: 'domcontentloaded' }).catch(() => undefined);
  await context.setOffline(false);
  await page.goto(`${server.url}/pages/${desk.id}/edit`);
  await desk.editor.ready();
  await desk.expectChildren('s', ['c', 'a', '*', '*', '*', '*', 'b']);
  await desk.expectChildren('t', ['*', '*']);
  expect((await desk.stored()).nodes.b.props.text).toBe('Heading b 1 2 3');
  await desk.editor.saved();
});

test('two tabs offline at once, both with changes to the same blocks, end alike', async ({ server, context, page, tolerate }) => {
  test.slow();
  tolerate(NETWORK);
  const desk = await Desk.open(server, context, page, [
    block('section', 's', [heading('a'), heading('b'), heading('c')], PAD),
    block('section', 't', [heading('d')], PAD),
  ]);
  const other = await beside(desk);
  await desk.editor.saved();
  await context.setOffline(true);
  await status(page, 'Offline');
  const write = async (who: Desk, node: string, text: string) => {
    await who.node(node).dblclick();
    await who.page.keyboard.press('End');
    await who.page.keyboard.type(text);
    await who.page.keyboard.press('Escape');
  };
  // The same block is moved to two places, one is deleted here and written in there, texts of one block differ.
  await desk.drag(await desk.at('a', 0.3), await desk.at('d', 0.3, 0.95));
  await other.drag(await other.at('a', 0.3), await other.at('c', 0.3, 0.95));
  await desk.editor.select('b');
  await page.keyboard.press('Delete');
  await write(other, 'b', ' there');
  await write(desk, 'd', ' here');
  await write(other, 'd', ' there');
  for (const who of [desk, other]) {
    await who.editor.select('c');
    await who.page.keyboard.press('Control+d');
  }
  await context.setOffline(false);
  await desk.editor.saved();
  await other.editor.saved();
  await until('one document', async () => {
    const { nodes } = await desk.stored();
    return Object.values(nodes as any).filter((node: any) => node.props?.text === 'Heading c').length === 3;
  }, 20_000);
  const order = (who: Desk) => who.page.evaluate(() => [...document.querySelector<HTMLIFrameElement>('iframe[title="Canvas"]')!.contentDocument!.querySelectorAll('[data-nid]')].map((node) => `${node.getAttribute('data-nid')} ${node.children.length ? '' : node.textContent}`).join('\n'));
  await until('both show the same', async () => (await order(desk)) === (await order(other)), 20_000);
  const { nodes } = await desk.stored();
  expect([' here', ' there'].map((end) => `Heading d${end}`)).toContain(nodes.d.props.text);
  const shown = (await order(desk)).split('\n').map((line) => line.split(' ')[0]);
  expect(new Set(shown).size).toBe(shown.length);
  expect(shown.filter((id) => id && id !== 'root').sort()).toEqual(Object.keys(nodes).filter((id) => id !== 'root').sort());
  // Both go on.
  await write(desk, 'c', '!');
  await expect(other.node('c')).toHaveText('Heading c!');
  await write(other, 'c', '!');
  await until('both go on', async () => (await desk.stored()).nodes.c.props.text === 'Heading c!!', 20_000);
});

test('a component is different once, detached, undone and taken apart again to the byte', async ({ server, context, page }) => {
  test.slow();
  const desk = await Desk.open(server, context, page, [block('section', 's', [block('container', 'card', [heading('h1'), heading('h2')], PAD)], PAD)]);
  await desk.editor.saved();
  const states: string[] = [await desk.bytes()];
  const side = page.getByRole('complementary');
  const next = async (what: string) => {
    await until(what, async () => (await desk.bytes()) !== states[states.length - 1]);
    await desk.editor.saved();
    states.push(await desk.bytes());
  };
  await desk.editor.select('card');
  await side.getByRole('button', { name: 'Make component' }).click();
  await next('a component');
  const instance = Object.entries((await desk.stored()).nodes as any).find(([, node]: any) => node.kind === 'instance')![0];
  await desk.editor.select(instance);
  await page.keyboard.press('Control+d');
  await next('two');
  const title = desk.editor.canvas.locator(`[data-nid="${instance}"]`).getByText('Heading h1');
  await title.dblclick();
  await page.keyboard.press('End');
  await page.keyboard.type(' only here');
  await page.keyboard.press('Escape');
  await next('different');
  await desk.editor.select(instance);
  await side.getByRole('button', { name: 'Detach' }).click();
  await next('detached');
  await expect(desk.editor.canvas.getByText('Heading h1 only here')).toHaveCount(1);
  await expect(desk.editor.canvas.getByText('Heading h1', { exact: true })).toHaveCount(1);
  for (let n = states.length - 2; n >= 0; n--) {
    await desk.editor.button('Undo').click();
    await until(`state ${n}`, async () => (await desk.bytes()) === states[n]);
  }
  for (let n = 1; n < states.length; n++) {
    await desk.editor.button('Redo').click();
    await until(`state ${n}`, async () => (await desk.bytes()) === states[n]);
  }
});

test('an instance is pasted on a page that has no such component', async ({ server, context, page }) => {
  const desk = await Desk.open(server, context, page, [block('section', 's', [block('container', 'card', [heading('h1'), heading('h2')], PAD)], PAD)]);
  await desk.editor.saved();
  await desk.editor.select('card');
  await page.getByRole('complementary').getByRole('button', { name: 'Make component' }).click();
  await until('made', async () => Object.values((await desk.stored()).nodes as any).some((n: any) => n.kind === 'instance'));
  const instance = Object.entries((await desk.stored()).nodes as any).find(([, n]: any) => n.kind === 'instance')![0];
  await desk.editor.select(instance);
  await page.keyboard.press('Control+c');
  const to = await Desk.open(server, context, await context.newPage(), [block('section', 't', [heading('x')], PAD)], desk.person);
  await to.editor.saved();
  const before = await to.bytes();
  await to.editor.select('x');
  await to.page.keyboard.press('Control+v');
  await expect(to.editor.canvas.getByText('Heading h1')).toHaveCount(1);
  await to.page.keyboard.press('Control+v');
  await expect(to.editor.canvas.getByText('Heading h1')).toHaveCount(2);
  await to.editor.saved();
  await to.page.keyboard.press('Control+z');
  await to.page.keyboard.press('Control+z');
  await until('bytes', async () => (await to.bytes()) === before);
});

test('offline: thirty gestures, twenty undone, ten redone, online, all undone to the byte', async ({ server, context, page, tolerate }) => {
  test.slow();
  tolerate(NETWORK);
  const desk = await Desk.open(server, context, page, [block('section', 's', [heading('a'), heading('b')], PAD), block('section', 't', [heading('c')], PAD)]);
  await desk.editor.saved();
  const before = await desk.bytes();
  await context.setOffline(true);
  await status(page, 'Offline');
  for (let n = 0; n < 10; n++) {
    await desk.editor.select('a');
    await page.keyboard.press('Control+d');
    await desk.editor.select('c');
    await page.keyboard.press('Alt+ArrowUp');
    await desk.node('b').dblclick();
    await page.keyboard.press('End');
    await page.keyboard.type(`${n}`);
    await page.keyboard.press('Escape');
  }
  const undo = desk.editor.button('Undo');
  for (let n = 0; n < 20; n++) await undo.click();
  for (let n = 0; n < 10; n++) await desk.editor.button('Redo').click();
  await context.setOffline(false);
  await desk.editor.saved();
  await until('changed', async () => (await desk.bytes()) !== before, 20_000);
  for (let n = 0; n < 60 && (await undo.isEnabled()); n++) await undo.click();
  await until('bytes', async () => (await desk.bytes()) === before, 20_000);
});

test('what was typed is stored, though the tab is closed at once', async ({ server, context, page, tolerate }) => {
  tolerate(NETWORK);
  const desk = await Desk.open(server, context, page, [block('section', 's', [heading('a')], PAD)]);
  await desk.editor.saved();
  await desk.node('a').dblclick();
  await page.keyboard.press('End');
  await page.keyboard.type(' closed');
  // In another tab of the same person, as soon as this one is gone.
  const next = await context.newPage();
  await page.close({ runBeforeUnload: false });
  const editor = new Editor(next);
  await editor.open(server, desk.id);
  await expect(editor.canvas.locator('[data-nid="a"]')).toHaveText('Heading a closed');
  await until('stored', async () => (await desk.stored()).nodes.a.props.text === 'Heading a closed');
});

test('of several that are carried, locked ones stay', async ({ server, context, page }) => {
  const desk = await Desk.open(server, context, page, [
    block('section', 's', [heading('a'), heading('l', { locked: true }), heading('b')], PAD),
    block('section', 't', [heading('c')], PAD),
  ]);
  await desk.editor.saved();
  await desk.node('a').click();
  await desk.node('l').click({ modifiers: ['Shift'] });
  await desk.node('b').click({ modifiers: ['Shift'] });
  await desk.drag(await desk.at('b', 0.3), await desk.at('c', 0.3, 0.95));
  await desk.expectChildren('t', ['c', 'a', 'b']);
  await desk.expectChildren('s', ['l']);
  await page.keyboard.press('Control+z');
  await desk.expectChildren('s', ['a', 'l', 'b']);
});
