// The style panel and the theme: what is stored after each gesture, what the canvas shows, what visitors load.
import type { Locator, Page } from '@playwright/test';

import { createPage, enter, publish, register } from '../lib/people.ts';
import { until } from '../lib/server.ts';
import { expect, expectAccessible, expectNoSidewaysScroll, test } from '../lib/test.ts';
import { Editor } from '../lib/ui.ts';

interface Row {
  style: string;
  breakpoint: string;
  state?: string;
  property: string;
  value: string;
}

/** The editor with one node selected, and what is stored about that node. */
class Styling {
  constructor(
    readonly page: Page,
    readonly editor: Editor,
    readonly nid: string,
    readonly stored: () => Promise<any>,
    readonly person: any,
    readonly id: string,
  ) {}

  get panel(): Locator {
    return this.page.locator('.ed-right');
  }

  field(name: string): Locator {
    return this.panel.getByRole('textbox', { name, exact: true });
  }

  get node(): Locator {
    return this.editor.canvas.locator(`[data-nid="${this.nid}"]`);
  }

  /** Opens a section unless it is open. */
  async section(name: string): Promise<void> {
    const toggle = this.panel.locator('.st-toggle', { hasText: new RegExp(`^${name}`) });
    if ((await toggle.getAttribute('aria-expanded')) === 'false') await toggle.click();
  }

  /** What the node's own style block says. */
  async said(property: string, breakpoint = 'desktop', state?: string): Promise<string | undefined> {
    const { document } = await this.stored();
    const styles: string[] = document.nodes[this.nid].styles ?? [];
    const own = styles.filter((style) => !document.styles[style]?.name);
    const rows: Row[] = document.declarations;
    return rows.find((row) => own.includes(row.style) && row.breakpoint === breakpoint && row.state === state && row.property === property)?.value;
  }

  async expectSaid(value: string | undefined, property: string, breakpoint = 'desktop', state?: string): Promise<void> {
    await this.editor.saved();
    await until(`${property} at ${breakpoint} ${state ?? ''} is ${value}, not ${await this.said(property, breakpoint, state)}`, async () => {
      return (await this.said(property, breakpoint, state)) === value;
    });
  }

  async document(): Promise<string> {
    return JSON.stringify((await this.stored()).document);
  }

  computed(property: string): Promise<string> {
    return this.node.evaluate((element, name) => getComputedStyle(element).getPropertyValue(name), property);
  }

  /** Drags from the middle of something by so many pixels, in steps, and lets go unless told not to. */
  async drag(what: Locator, by: number, release = true): Promise<void> {
    await what.scrollIntoViewIfNeeded();
    const box = (await what.boundingBox())!;
    const [x, y] = [box.x + box.width / 2, box.y + box.height / 2];
    await this.page.mouse.move(x, y);
    await this.page.mouse.down();
    await this.page.mouse.move(x + by / 2, y, { steps: 4 });
    await this.page.mouse.move(x + by, y, { steps: 4 });
    if (release) await this.page.mouse.up();
  }
}

async function start(server: any, context: any, page: any, selector = 'h1[data-nid]'): Promise<Styling> {
  const person = await register(server);
  const made = await createPage(server, person, 'Workshop');
  await enter(context, server, person);
  const editor = new Editor(page);
  await editor.open(server, made.id);
  const stored = async () => (await server.ask('GET', `/api/pages/${made.id}`, { token: person.token })).json;
  const nid = await editor.pick(selector);
  return new Styling(page, editor, nid, stored, person, made.id);
}

test('each width has its own values, and says where the others come from', async ({ server, context, page }) => {
  const it = await start(server, context, page);
  const before = await it.document();
  await it.field('Size').fill('40');
  await it.expectSaid('40px', 'font-size');
  await expect.poll(() => it.computed('font-size')).toBe('40px');

  await it.editor.button('Tablet').click();
  await expect(it.field('Size')).toHaveValue('');
  await expect(it.field('Size')).toHaveAttribute('placeholder', '40');
  await expect(it.field('Size')).toHaveAccessibleDescription('From: all widths, Always');
  await it.field('Size').fill('2rem');
  await it.expectSaid('2rem', 'font-size', 'tablet');
  await it.expectSaid('40px', 'font-size');
  await it.editor.button('Mobile').click();
  await expect(it.field('Size')).toHaveAttribute('placeholder', '2');

  // The stylesheet keeps the order of widths, whatever the order of edits.
  await it.editor.button('Desktop').click();
  await it.field('Size').fill('44');
  await it.editor.button('Tablet').click();
  await expect.poll(() => it.computed('font-size')).toBe('32px');
  await it.panel.getByRole('button', { name: 'Size: reset' }).first().click();
  await it.expectSaid(undefined, 'font-size', 'tablet');
  await expect.poll(() => it.computed('font-size')).toBe('44px');
  // Alt and a press on the name does the same.
  await it.editor.button('Desktop').click();
  await it.panel.locator('label', { hasText: /^Size$/ }).click({ modifiers: ['Alt'] });
  await it.expectSaid(undefined, 'font-size');
  for (let i = 0; i < 5; i++) await it.editor.button('Undo').click();
  await it.editor.saved();
  await until('as before', async () => (await it.document()) === before);
});

test('a state is stored as one, and shown while it is edited', async ({ server, context, page }) => {
  const it = await start(server, context, page);
  // A pointer over the heading would be a state of its own.
  await it.panel.getByLabel('State').hover();
  const plain = await it.computed('color');
  await it.panel.getByLabel('State').selectOption({ label: 'Hover' });
  await it.field('Colour').fill('#ff0000');
  await it.expectSaid('#ff0000', 'color', 'desktop', 'hover');
  expect(await it.said('color')).toBeUndefined();
  await expect.poll(() => it.computed('color')).toBe('rgb(255, 0, 0)');
  await it.panel.getByLabel('State').selectOption({ label: 'Always' });
  await expect.poll(() => it.computed('color')).toBe(plain);

  // A state with nothing of its own shows what always holds.
  await it.field('Colour').fill('#00ff00');
  await it.panel.getByLabel('State').selectOption({ label: 'Pressed' });
  await expect(it.field('Colour')).toHaveValue('');
  await expect(it.field('Colour')).toHaveAttribute('placeholder', '#00ff00');
  await expect.poll(() => it.computed('color')).toBe('rgb(0, 255, 0)');
  // Another block starts without a state.
  await it.editor.pick('h2[data-nid]');
  await expect(it.panel.getByLabel('State')).toHaveValue('0');
});

test('dragging a name is one step; Escape gives it up without a trace', async ({ server, context, page }) => {
  const it = await start(server, context, page);
  await it.field('Size').fill('40');
  await it.expectSaid('40px', 'font-size');
  const before = await it.document();
  const name = it.panel.locator('label', { hasText: /^Size$/ });
  await it.drag(name, 30);
  await it.expectSaid('70px', 'font-size');
  await it.editor.button('Undo').click();
  await it.expectSaid('40px', 'font-size');
  await until('the same bytes', async () => (await it.document()) === before);

  await it.drag(name, 24, false);
  await expect.poll(() => it.computed('font-size')).toBe('64px');
  await page.keyboard.press('Escape');
  await page.mouse.up();
  await expect.poll(() => it.computed('font-size')).toBe('40px');
  await it.editor.saved();
  await until('the same bytes', async () => (await it.document()) === before);
  // Undo takes back what came before the drag.
  await it.editor.button('Undo').click();
  await it.expectSaid(undefined, 'font-size');

  // Arrows: one, ten with Shift, a tenth with Alt.
  await it.field('Size').fill('20');
  await it.field('Size').press('ArrowUp');
  await it.field('Size').press('Shift+ArrowUp');
  await it.field('Size').press('Alt+ArrowDown');
  await it.expectSaid('30.9px', 'font-size');
});

test('what is no value is refused, and nothing is lost', async ({ server, context, page }) => {
  const it = await start(server, context, page);
  await it.field('Size').fill('24');
  await it.expectSaid('24px', 'font-size');
  await it.field('Size').fill('24+8');
  await expect(it.panel.getByRole('alert')).toContainText('Sums can’t be used');
  await it.field('Size').blur();
  await expect(it.field('Size')).toHaveValue('24+8');
  await it.field('Size').fill('3fr');
  await expect(it.panel.getByRole('alert')).toContainText('px, rem');
  await it.expectSaid('24px', 'font-size');
  await it.field('Size').press('Escape');
  await expect(it.field('Size')).toHaveValue('24');
  await it.field('Colour').fill('rebeccapurpel');
  await expect(it.panel.getByRole('alert')).toContainText('isn’t a colour');
  expect(await it.said('color')).toBeUndefined();
});

test('sides change alone, opposite each other, or all together', async ({ server, context, page }) => {
  const it = await start(server, context, page);
  const sides = async (of: string) => Promise.all(['top', 'right', 'bottom', 'left'].map((side) => it.said(`${of}-${side}`)));
  const expectSides = async (of: string, wanted: (string | undefined)[]) => {
    await it.editor.saved();
    await expect.poll(() => sides(of)).toEqual(wanted);
  };
  await it.field('Padding top').fill('12');
  await expectSides('padding', ['12px', undefined, undefined, undefined]);
  await it.panel.getByRole('button', { name: 'Opposite' }).click();
  await it.field('Padding left').fill('2rem');
  await expectSides('padding', ['12px', '2rem', undefined, '2rem']);
  await it.panel.getByRole('group', { name: 'Sides that change together' }).getByRole('button', { name: 'All' }).click();
  await it.field('Margin top').fill('auto');
  await expectSides('margin', ['auto', 'auto', 'auto', 'auto']);
  await it.panel.getByRole('button', { name: 'One', exact: true }).click();
  await it.panel.getByRole('button', { name: 'Margin left: reset' }).click({ force: true });
  await expectSides('margin', ['auto', 'auto', 'auto', undefined]);

  // Alt while dragging: all four, as one step.
  const before = await it.document();
  const band = it.panel.locator('.st-box.is-padding .is-top .st-band');
  const box = (await band.boundingBox())!;
  await page.keyboard.down('Alt');
  await page.mouse.move(box.x + 8, box.y + box.height / 2);
  await page.mouse.down();
  await page.mouse.move(box.x + 28, box.y + box.height / 2, { steps: 5 });
  await page.mouse.up();
  await page.keyboard.up('Alt');
  await expectSides('padding', ['32px', '32px', '32px', '32px']);
  await it.editor.button('Undo').click();
  await it.editor.saved();
  await until('the same bytes', async () => (await it.document()) === before);
  // The whole section at once.
  await it.panel.getByRole('button', { name: 'Spacing: reset' }).click();
  await expectSides('padding', [undefined, undefined, undefined, undefined]);
  await expectSides('margin', [undefined, undefined, undefined, undefined]);
});

test('backgrounds, borders, shadows and effects are stored as written', async ({ server, context, page }) => {
  const it = await start(server, context, page);
  await it.section('Background');
  await it.panel.getByRole('button', { name: 'Gradient', exact: true }).click();
  await it.expectSaid('linear-gradient(180deg, #2f5bea 0%, #7c3aed 100%)', 'background-image');
  await it.field('Angle').fill('45');
  await it.expectSaid('linear-gradient(45deg, #2f5bea 0%, #7c3aed 100%)', 'background-image');
  await it.panel.getByRole('button', { name: 'Add a colour' }).click();
  await it.panel.getByRole('group', { name: 'Colour 2' }).getByRole('textbox', { name: 'Colour', exact: true }).fill('#fff');
  await it.expectSaid('linear-gradient(45deg, #2f5bea 0%, #fff 50%, #7c3aed 100%)', 'background-image');
  await it.panel.getByRole('button', { name: 'Radial' }).click();
  await it.expectSaid('radial-gradient(#2f5bea 0%, #fff 50%, #7c3aed 100%)', 'background-image');
  await expect.poll(() => it.computed('background-image')).toContain('radial-gradient');

  await it.section('Border');
  await it.panel.getByRole('button', { name: 'Dashed' }).click();
  await it.field('Border width').fill('3');
  await it.panel.getByRole('group', { name: 'Side' }).getByRole('button', { name: 'Left' }).click();
  await it.field('Border width, Left').fill('8');
  await it.field('Corner radius').fill('50%');
  await it.expectSaid('dashed', 'border-style');
  await it.expectSaid('3px', 'border-width');
  await it.expectSaid('8px', 'border-left-width');
  await it.expectSaid('50%', 'border-radius');
  expect(await it.computed('border-left-width')).toBe('8px');

  await it.section('Shadow');
  await it.panel.getByRole('button', { name: 'Add a shadow' }).click();
  await it.field('Blur').first().fill('40');
  await it.panel.getByRole('button', { name: 'Inside', exact: true }).click();
  await it.expectSaid('inset 0px 8px 40px -4px rgb(15 23 42 / 16%)', 'box-shadow');

  await it.section('Effects');
  await it.field('Opacity').last().fill('80');
  await it.field('Rotate').fill('5');
  await it.field('Move right').fill('12');
  await it.field('Blur behind').fill('6');
  await it.field('Duration').fill('300');
  await it.expectSaid('80%', 'opacity');
  await it.expectSaid('rotate(5deg) translate(12px, 0px)', 'transform');
  await it.expectSaid('blur(6px)', 'backdrop-filter');
  await it.expectSaid('all 300ms ease 0ms', 'transition');

  await it.section('Position');
  await it.panel.getByRole('button', { name: 'Sticky', exact: true }).click();
  await it.field('Top').fill('0');
  await it.expectSaid('sticky', 'position');
  await it.expectSaid('0px', 'top');
});

test('layout: grid with columns, alignment by nine places, gaps', async ({ server, context, page }) => {
  const it = await start(server, context, page);
  // The block around the heading.
  await page.keyboard.press('Escape');
  const nid = (await page.locator('[role=treeitem][aria-selected="true"]').first().getAttribute('data-nid'))!;
  const around = new Styling(page, it.editor, nid, it.stored, it.person, it.id);
  await around.panel.getByRole('button', { name: 'Grid', exact: true }).click();
  await around.expectSaid('grid', 'display');
  await around.panel.getByRole('button', { name: 'Grid columns: one more' }).click();
  await around.panel.getByRole('button', { name: 'Grid columns: one more' }).click();
  await around.expectSaid('repeat(2, minmax(0, 1fr))', 'grid-template-columns');
  await around.field('Track 1').first().fill('2fr');
  await around.expectSaid('2fr minmax(0, 1fr)', 'grid-template-columns');
  await around.panel.getByRole('button', { name: 'Bottom, centre' }).click();
  await around.expectSaid('center', 'justify-items');
  await around.expectSaid('end', 'align-items');
  await around.field('Gap').fill('1.5rem');
  await around.expectSaid('1.5rem', 'gap');
  await around.panel.getByRole('button', { name: 'Same gap for rows and columns' }).click();
  // A bare number would be in the unit there is.
  await around.field('Row gap').fill('8px');
  await around.expectSaid('8px', 'row-gap');
});

test('a shared style is made of a block, used by another, renamed and left', async ({ server, context, page }) => {
  const it = await start(server, context, page);
  await it.field('Size').fill('33');
  await it.panel.getByRole('button', { name: 'New from this block' }).click();
  await it.panel.getByRole('textbox', { name: 'Name of the style' }).fill('Title');
  await it.panel.getByRole('button', { name: 'Save style' }).click();
  await it.editor.saved();
  const named = async () => {
    const { document } = await it.stored();
    return Object.entries<any>(document.styles).filter(([, block]) => block.name);
  };
  await expect.poll(async () => (await named()).map(([, block]) => block.name)).toEqual(['Title']);
  await expect(it.field('Size')).toHaveAttribute('placeholder', '33');
  await expect(it.field('Size')).toHaveAccessibleDescription('From the shared style “Title”');

  const other = await it.editor.pick('h2[data-nid]');
  await it.panel.getByLabel('Use a shared style…').selectOption({ label: 'Title' });
  await it.editor.saved();
  const [style] = (await named())[0]!;
  await expect.poll(async () => (await it.stored()).document.nodes[other].styles).toContain(style);
  // Changing the style itself changes both.
  await it.panel.getByRole('button', { name: 'Title', exact: true }).click();
  await expect(it.panel.getByText('2 blocks use it.')).toBeVisible();
  await it.field('Size').fill('35');
  await expect.poll(() => it.computed('font-size')).toBe('35px');
  await it.editor.saved();
  await expect.poll(async () => (await it.stored()).document.declarations.find((row: Row) => row.style === style && row.property === 'font-size').value).toBe('35px');
  await it.panel.getByRole('button', { name: 'Rename Title' }).click();
  await it.panel.getByRole('textbox', { name: 'Name of the style' }).fill('Big title');
  await it.panel.getByRole('button', { name: 'Save style' }).click();
  await expect.poll(async () => (await named()).map(([, block]) => block.name)).toEqual(['Big title']);
  await it.panel.getByRole('button', { name: 'Stop using Big title' }).click();
  await expect.poll(async () => (await it.stored()).document.nodes[other].styles ?? []).not.toContain(style);
});

test('tokens change the page as they change, and go only when nothing needs them', async ({ server, context, page }) => {
  const it = await start(server, context, page);
  const before = await it.document();
  const background = () => it.editor.canvas.locator('body').evaluate((body) => getComputedStyle(body).backgroundColor);
  await it.editor.tab('Theme');
  await it.panel.getByRole('button', { name: 'Night' }).click();
  await expect.poll(background).toBe('rgb(14, 16, 32)');
  await it.editor.saved();
  await expect.poll(async () => (await it.stored()).document.tokens.bg.value).toBe('#0e1020');
  await it.editor.button('Undo').click();
  await it.editor.saved();
  await until('the same bytes', async () => (await it.document()) === before);

  await it.panel.getByRole('textbox', { name: 'Main heading', exact: true }).fill('30');
  await expect.poll(() => it.computed('font-size')).toBe('30px');

  await it.panel.getByRole('button', { name: 'Add a colour' }).click();
  await it.panel.getByRole('textbox', { name: 'Name of New colour' }).fill('Sea');
  await it.panel.getByRole('textbox', { name: 'New colour', exact: true }).fill('#006080');
  await it.editor.saved();
  const sea = await until('the colour is stored', async () => {
    const tokens = Object.entries<any>((await it.stored()).document.tokens);
    return tokens.find(([, token]) => token.name === 'Sea' && token.value === '#006080')?.[0];
  });
  await it.editor.pick('h1[data-nid]');
  await it.field('Colour').fill('Sea');
  await it.expectSaid(`token(${sea})`, 'color');
  await expect.poll(() => it.computed('color')).toBe('rgb(0, 96, 128)');

  await it.editor.tab('Theme');
  await it.panel.getByRole('button', { name: 'Delete Sea' }).click();
  await expect(it.panel.getByText('Used in one place.')).toBeVisible();
  await it.editor.saved();
  expect((await it.stored()).document.tokens[sea]).toBeTruthy();
  await it.panel.getByLabel('Replace by').last().selectOption('primary');
  await it.panel.getByRole('button', { name: 'Replace and delete' }).click();
  await it.expectSaid('token(primary)', 'color');
  expect((await it.stored()).document.tokens[sea]).toBeUndefined();
});

test('a font is chosen, and visitors load that one from the page’s own origin', async ({ server, context, page }) => {
  const it = await start(server, context, page);
  await it.panel.getByRole('button', { name: /^Font: / }).click();
  await it.panel.getByRole('list', { name: 'Font' }).getByRole('button', { name: 'Lora' }).click();
  await it.expectSaid('"Lora", serif', 'font-family');
  const inCanvas = () => it.node.evaluate((element) => [...element.ownerDocument.fonts].filter((face) => face.status === 'loaded').map((face) => face.family.replaceAll('"', '')));
  await expect.poll(inCanvas).toContain('Lora');

  const url = await publish(server, it.person, it.id);
  const visitor = await context.newPage();
  const files: string[] = [];
  visitor.on('response', (response) => {
    if (response.request().resourceType() === 'font') files.push(response.url());
  });
  await visitor.goto(url);
  const loaded = await visitor.evaluate(async () => {
    await document.fonts.ready;
    return [...document.fonts].filter((face) => face.status === 'loaded').map((face) => `${face.family.replaceAll('"', '')} ${face.display}`);
  });
  expect(loaded).toContain('Lora swap');
  // The template has a typeface of its own besides.
  expect(loaded.every((face) => face.endsWith(' swap'))).toBe(true);
  expect(files.some((file) => file.includes('/_lh/fonts/lora-'))).toBe(true);
  for (const file of files) {
    expect(file).toContain(`${new URL(url).origin}/_lh/fonts/`);
    const answer = await server.get(file);
    expect(answer.header('content-type')).toBe('font/woff2');
    expect(answer.header('cache-control')).toContain('immutable');
  }
  // The folder to take away has the files, too.
  const zip = await server.ask('GET', `/api/pages/${it.id}/export`, { token: it.person.token });
  expect(zip.body.includes('fonts/lora-latin-wght-normal.woff2')).toBe(true);
});

test('the panels are usable by keyboard and sound for axe', async ({ server, context, page, tolerate }) => {
  // axe tries to look into the canvas, where no script may run.
  tolerate(/Blocked script execution/);
  const it = await start(server, context, page);
  for (const name of ['Size', 'Background', 'Border', 'Shadow', 'Effects', 'Position']) await it.section(name);
  await it.panel.getByRole('button', { name: 'Gradient', exact: true }).click();
  await it.panel.getByRole('button', { name: 'Add a shadow' }).click();
  await expectAccessible(page, 'the style panel');
  await page.emulateMedia({ colorScheme: 'dark' });
  await expectAccessible(page, 'the style panel, dark');
  await it.editor.tab('Theme');
  await expectAccessible(page, 'the theme, dark');
  await page.emulateMedia({ colorScheme: 'light' });
  await expectAccessible(page, 'the theme');

  // By keys alone: a section closes and opens, a font is chosen.
  await it.editor.pick('h1[data-nid]');
  await it.panel.getByRole('button', { name: /^Font: / }).focus();
  await page.keyboard.press('Enter');
  await page.keyboard.press('Tab');
  await page.keyboard.press('ArrowDown');
  await page.keyboard.press('ArrowDown');
  await page.keyboard.press('ArrowDown');
  await page.keyboard.press('Enter');
  await it.editor.saved();
  expect(await it.said('font-family')).toBeTruthy();
  await expect(it.panel.locator('.st-font-now')).toBeFocused();
});

test.describe('on a telephone', () => {
  test.use({ viewport: { width: 390, height: 844 }, hasTouch: true });

  test('the panel is a sheet that can be used', async ({ server, context, page, tolerate }) => {
    tolerate(/Blocked script execution/);
    const it = await start(server, context, page);
    await it.editor.button('Edit').click();
    await it.field('Size').fill('28');
    await expectNoSidewaysScroll(page, 'the style panel');
    await it.expectSaid('28px', 'font-size', 'mobile');
    await it.field('Padding top').fill('9');
    await it.expectSaid('9px', 'padding-top', 'mobile');
    await expectAccessible(page, 'the style panel on a telephone');
  });
});
