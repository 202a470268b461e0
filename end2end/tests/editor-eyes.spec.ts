// What a first hour in the editor stumbles over: outlines, rows that hide, sections without names, links to sections.
import { block, Desk, heading } from '../lib/drag.ts';
import { enter } from '../lib/people.ts';
import { until } from '../lib/server.ts';
import { expect, test } from '../lib/test.ts';

const PAD = { css: { desktop: 'padding: 24px; gap: 16px' } };

test('the outline fits its block at every width and zoom', async ({ server, context, page }) => {
  const desk = await Desk.open(server, context, page, [
    block('section', 's', [block('columns', 'c', [block('column', 'c1', [heading('a')]), block('column', 'c2', [heading('b')])])], PAD),
  ]);
  await desk.editor.select('c');
  const outline = page.locator('.ed-outline.is-selected');
  const off = async () => {
    const [is, wanted] = [await outline.boundingBox(), await desk.box('c')];
    if (!is) return Infinity;
    return Math.max(Math.abs(is.x - wanted.x), Math.abs(is.y - wanted.y), Math.abs(is.width - wanted.width), Math.abs(is.height - wanted.height));
  };
  for (const zoom of ['Fit', '50%', '100%']) {
    await page.getByRole('combobox', { name: 'Zoom' }).selectOption(zoom === 'Fit' ? { index: 0 } : zoom);
    for (const device of ['Tablet', 'Mobile', 'Desktop', 'Mobile', 'Tablet']) {
      await page.getByRole('button', { name: device, exact: true }).click();
      await until(`around it: ${device}, ${zoom}`, async () => (await off()) < 2);
    }
  }
});

test('the row of what is selected isn’t behind the search, and sections go by their words', async ({ server, context, page }) => {
  const sections = Array.from({ length: 24 }, (_, n) => block('section', `s${n}`, [block('container', `c${n}`, [heading(`h${n}`)])], PAD));
  const desk = await Desk.open(server, context, page, sections);
  const head = page.getByRole('searchbox', { name: 'Find a layer' }).or(page.getByPlaceholder('Find a layer')).first();
  await desk.editor.select('h20');
  await desk.node('h0').scrollIntoViewIfNeeded();
  await desk.node('h0').click();
  await until('the row is free', async () => {
    const [row, field] = [await desk.row('h0').boundingBox(), await head.boundingBox()];
    return row !== null && field !== null && row.y >= field.y + field.height;
  });
  await expect(desk.row('s0')).toContainText('Heading h0');
  await expect(desk.row('s7')).toContainText('Heading h7');
  // They follow the words, and a name of their own is all there is.
  await desk.node('h0').dblclick();
  await page.keyboard.press('ControlOrMeta+a');
  await page.keyboard.type('Simple prices');
  await page.keyboard.press('Escape');
  await expect(desk.row('s0')).toContainText('Simple prices');
  await desk.row('s0').click();
  await page.keyboard.press('F2');
  await page.keyboard.type('Offer');
  await page.keyboard.press('Enter');
  await expect(desk.row('s0')).toHaveText('Offer');
});

test('a link leads to a section chosen by its words, and addresses are completed', async ({ server, context, page }) => {
  const desk = await Desk.open(server, context, page, [
    block('section', 's', [block('button', 'b', [], { props: { text: 'Prices' } })], PAD),
    block('section', 'p', [heading('h', { props: { text: 'Giá đơn giản', level: 2 } })], PAD),
  ]);
  await desk.editor.saved();
  const before = await desk.bytes();
  const side = page.getByRole('complementary');
  await desk.editor.select('b');
  await side.getByRole('combobox', { name: 'Choose a section' }).selectOption({ label: 'Giá đơn giản' });
  await until('stored', async () => (await desk.stored()).nodes.p.props?.anchor === 'gia-don-gian');
  expect((await desk.stored()).nodes.b.props.link?.link?.href).toBe('#gia-don-gian');
  await expect(desk.editor.field('Link')).toHaveValue('#gia-don-gian');
  await page.keyboard.press('Escape');
  await desk.editor.button('Undo').click();
  await until('one step', async () => (await desk.bytes()) === before);
  await desk.editor.select('b');
  const field = desk.editor.field('Link');
  for (const [typed, means] of [
    ['example.com/a', 'https://example.com/a'],
    ['ann@example.com', 'mailto:ann@example.com'],
    ['#top', '#top'],
    ['/about', '/about'],
  ]) {
    await field.click();
    await page.keyboard.press('ControlOrMeta+a');
    await page.keyboard.type(typed as string);
    await expect(field).toHaveValue(typed as string);
    await until(`${typed} is ${means}`, async () => (await desk.stored()).nodes.b.props.link?.link?.href === means);
  }
});

test('what is selected together changes its looks together, in one step', async ({ server, context, page }) => {
  const desk = await Desk.open(server, context, page, [block('section', 's', [heading('a'), heading('b'), heading('c', { locked: true }), heading('d')], PAD)]);
  await desk.editor.saved();
  const before = await desk.bytes();
  await desk.node('a').click();
  for (const id of ['b', 'c']) await desk.node(id).click({ modifiers: ['Shift'] });
  await desk.node('b').click({ modifiers: ['Shift'] });
  await desk.node('b').click({ modifiers: ['Shift'] });
  const side = page.getByRole('complementary');
  await expect(side.getByText('all 3 selected blocks')).toBeVisible();
  await side.getByRole('button', { name: 'Slanted', exact: true }).click();
  await until('both', async () => (await desk.declared('a', 'font-style')) === 'italic' && (await desk.declared('b', 'font-style')) === 'italic');
  expect(await desk.declared('c', 'font-style'), 'locked ones stay').toBeUndefined();
  expect(await desk.declared('d', 'font-style')).toBeUndefined();
  await desk.editor.button('Undo').click();
  await until('one step', async () => (await desk.bytes()) === before);
});

test('a footer between sections is as wide as they are', async ({ server, context, page }) => {
  const desk = await Desk.open(server, context, page, [
    block('section', 's', [heading('a')], PAD),
    block('footer', 'f', [heading('b')]),
    block('section', 't', [heading('c')], PAD),
  ]);
  const [section, footer] = [await desk.box('s'), await desk.box('f')];
  expect(Math.abs(section.width - footer.width)).toBeLessThan(1);
  expect(Math.abs(section.y + section.height - footer.y)).toBeLessThan(1);
});

test('Ctrl and the wheel zoom the canvas, and what is dropped then lands under the pointer', async ({ server, context, page }) => {
  const desk = await Desk.open(server, context, page, [block('section', 's', [heading('a'), heading('b')], PAD)]);
  const zoom = page.getByRole('combobox', { name: 'Zoom' });
  const over = await desk.at('a');
  await page.mouse.move(over.x, over.y);
  await page.keyboard.down('Control');
  await page.mouse.wheel(0, -120);
  await expect(zoom).toHaveValue('75');
  await page.mouse.wheel(0, -120);
  await expect(zoom).toHaveValue('100');
  await page.mouse.wheel(0, 120);
  await page.mouse.wheel(0, 120);
  await expect(zoom).toHaveValue('50');
  await page.keyboard.up('Control');
  await desk.drag(await desk.at('a', 0.2), await desk.at('b', 0.2, 0.95));
  await desk.expectChildren('s', ['b', 'a']);
});

test('an image asks for its picture when it is clicked twice', async ({ server, context, page }) => {
  const desk = await Desk.open(server, context, page, [block('section', 's', [block('image', 'i'), block('image', 'l', [], { locked: true })], PAD)]);
  await page.getByRole('tab', { name: 'Theme' }).click();
  await desk.node('i').dblclick();
  const dialog = page.getByRole('dialog').filter({ visible: true });
  await expect(dialog).toBeVisible();
  await page.keyboard.press('Escape');
  await expect(dialog).toHaveCount(0);
  await desk.node('l').dblclick();
  await expect(dialog).toHaveCount(0);
});

test.describe('on a telephone', () => {
  test.use({ viewport: { width: 390, height: 844 }, hasTouch: true, isMobile: true });

  test('who else is here stands in nobody’s way', async ({ server, context, page, browser, tolerate }) => {
    tolerate(/Blocked script execution/);
    const desk = await Desk.open(server, context, page, [block('section', 's', [heading('a')], PAD)]);
    const second = await browser.newContext();
    await enter(second, server, desk.person);
    await (await second.newPage()).goto(`${server.url}/pages/${desk.id}/edit`);
    const people = page.getByRole('list', { name: 'Also here' });
    await expect(people).toBeVisible();
    await desk.node('a').tap();
    for (const button of await page.getByRole('toolbar').getByRole('button').all()) await button.click({ trial: true });
    for (const [sheet, tabs] of [['Edit', ['Block', 'History']], ['Add', ['Blocks', 'Assets']]] as const) {
      await page.getByRole('button', { name: sheet, exact: true }).tap();
      for (const name of tabs) await page.getByRole('tab', { name, exact: true }).click({ trial: true });
    }
    await second.close();
  });
});
