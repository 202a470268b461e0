// Looks that pages of today have: what is stored for each, as one step, and what visitors get.
import { block, Desk, heading } from '../lib/drag.ts';
import { publish } from '../lib/people.ts';
import { until } from '../lib/server.ts';
import { expect, test } from '../lib/test.ts';
import type { Page } from '@playwright/test';

const paragraph = (id: string, words: string) =>
  block('rich_text', id, [], { props: { content: { rich: { blocks: [{ type: 'paragraph', spans: [{ text: words }] }] } } } });

/** Opens a section of the panel unless it is open. */
async function section(page: Page, name: string): Promise<void> {
  const toggle = page.locator('.ed-right .st-toggle', { hasText: new RegExp(`^${name}`) });
  if ((await toggle.getAttribute('aria-expanded')) === 'false') await toggle.click();
}

async function expectDeclared(desk: Desk, node: string, wanted: Record<string, string | undefined>, breakpoint = 'desktop'): Promise<void> {
  for (const [property, value] of Object.entries(wanted)) {
    await until(`${property} of ${node} is ${value}`, async () => (await desk.declared(node, property, breakpoint)) === value);
  }
}

test('a hero made one of two columns puts its words into one and a picture into the other, in one step', async ({ server, context, page }) => {
  const row = block('container', 'row', [block('button', 'go', [], { props: { text: 'Go' } })]);
  const desk = await Desk.open(server, context, page, [block('hero', 'hero', [heading('title'), paragraph('lead', 'More'), row])]);
  await desk.row('hero').click();
  const before = await desk.bytes();
  await page.locator('.ed-right').getByLabel('Look').selectOption({ label: 'Two columns' });
  await desk.expectChildren('hero', ['*', '*']);
  const { nodes } = await desk.stored();
  expect(nodes.hero.props.variant).toBe('split');
  const [words, picture] = await desk.children('hero');
  expect([nodes[words!].kind, nodes[picture!].kind]).toEqual(['container', 'image']);
  expect(await desk.children(words!)).toEqual(['title', 'lead', 'row']);
  await desk.editor.button('Undo').click();
  await until('the same bytes', async () => (await desk.bytes()) === before);
});

test('letters painted by a gradient are one choice, and one step back', async ({ server, context, page }) => {
  const css = { desktop: 'background-image: linear-gradient(90deg, #4338ca 0%, #9d174d 100%)' };
  const desk = await Desk.open(server, context, page, [block('section', 's', [heading('h', { css })])]);
  await desk.row('h').click();
  await section(page, 'Background');
  const clip = page.locator('.ed-right').getByLabel('Clip', { exact: true }).last();
  await clip.selectOption({ label: 'Text (gradient letters)' });
  await expectDeclared(desk, 'h', { 'background-clip': 'text', color: 'transparent' });
  await clip.selectOption({ label: 'Content only' });
  await expectDeclared(desk, 'h', { 'background-clip': 'content-box', color: undefined });
  await desk.editor.button('Undo').click();
  await expectDeclared(desk, 'h', { 'background-clip': 'text', color: 'transparent' });
});

test('a bar that sticks to the bottom of the phone, pictures in columns, lines cut off', async ({ server, context, page }) => {
  const long = paragraph('long', 'Words that go on and on. '.repeat(40));
  const cards = ['one', 'two', 'three'].map((id) => block('container', id, [heading(`h-${id}`)]));
  const desk = await Desk.open(server, context, page, [
    block('section', 's', [heading('first'), long, block('container', 'wall', cards, { css: { desktop: 'display: block' } })]),
    block('section', 'bar', [heading('buy')]),
  ]);
  const field = (name: string) => page.locator('.ed-right').getByRole('textbox', { name, exact: true });

  await desk.row('wall').click();
  await field('Text columns').fill('2');
  await expectDeclared(desk, 'wall', { columns: '2' });
  await desk.row('long').click();
  await field('Max lines').fill('3');
  await page.locator('.ed-right').getByRole('button', { name: 'Add a text shadow' }).click();
  await expectDeclared(desk, 'long', { 'line-clamp': '3', 'text-shadow': '0px 2px 12px rgb(0 0 0 / 45%)' });

  await desk.editor.button('Mobile').click();
  await desk.row('bar').click();
  await section(page, 'Position');
  await page.locator('.ed-right').getByRole('button', { name: 'Sticky', exact: true }).click();
  await field('Bottom').fill('0');
  await expectDeclared(desk, 'bar', { position: 'sticky', bottom: '0px' }, 'mobile');
  await expectDeclared(desk, 'bar', { position: undefined, bottom: undefined });
  await desk.editor.saved();

  // What a visitor sees on a phone: the bar stands at the bottom before anything was scrolled.
  const url = await publish(server, desk.person, desk.id);
  const visitor = await context.newPage();
  await visitor.setViewportSize({ width: 390, height: 500 });
  await visitor.goto(url);
  const bar = (await visitor.getByRole('heading', { name: 'Heading buy' }).locator('xpath=ancestor::section').boundingBox())!;
  expect(Math.round(bar.y + bar.height)).toBe(500);
  const lines = await visitor.locator('.rt').first().evaluate((element) => element.clientHeight / parseFloat(getComputedStyle(element).lineHeight));
  expect(Math.round(lines)).toBe(3);
});
