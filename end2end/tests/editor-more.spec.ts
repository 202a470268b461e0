// Selecting by a rectangle, handles of margins and rows, buy buttons, the page's own code, drags inside a component,
// paste from the menu, what came of a page. What is stored counts.
import { Desk, block, heading } from '../lib/drag.ts';
import { ask } from '../lib/http.ts';
import { enter, register } from '../lib/people.ts';
import { until } from '../lib/server.ts';
import { expect, expectAccessible, test } from '../lib/test.ts';

const PAD = { css: { desktop: 'padding: 24px; gap: 16px' } };
const page3 = () => [
  block('section', 's', [heading('a'), heading('b'), heading('c')], PAD),
  block('section', 't', [heading('d'), heading('e')], PAD),
];

test('a rectangle from the ground, from beside the canvas or with Shift selects neighbours', async ({ server, context, page }) => {
  const desk = await Desk.open(server, context, page, page3());
  const chosen = () => desk.editor.layers.locator('[aria-selected=true]').evaluateAll((rows) => rows.map((row) => row.getAttribute('data-nid')));
  const before = await desk.bytes();
  const [a, b, t] = [await desk.box('a'), await desk.box('b'), await desk.box('t')];
  // With Shift, anywhere.
  await page.keyboard.down('Shift');
  await desk.drag({ x: a.x + 40, y: a.y + a.height / 2 }, { x: a.x + 160, y: b.y + b.height / 2 });
  await page.keyboard.up('Shift');
  await expect.poll(chosen).toEqual(['a', 'b']);
  // From the ground below the last section, up into both sections.
  await desk.carry({ x: t.x + 60, y: t.y + t.height + 60 }, { x: t.x + 200, y: b.y + b.height / 2 });
  await expect(page.locator('.ed-lasso')).toBeVisible();
  await page.mouse.up();
  await expect.poll(chosen).toEqual(['s', 't']);
  await expect(page.locator('.ed-lasso')).toHaveCount(0);
  // Escape gives it up.
  await desk.carry({ x: t.x + 60, y: t.y + t.height + 60 }, { x: t.x + 200, y: t.y + t.height - 40 });
  await page.keyboard.press('Escape');
  await page.mouse.up();
  await expect.poll(chosen).toEqual(['s', 't']);
  // A click on the ground selects nothing; beside the canvas, too.
  await page.mouse.click(t.x + 60, t.y + t.height + 60);
  await expect.poll(chosen).toEqual([]);
  await desk.drag({ x: t.x - 12, y: a.y + 4 }, { x: a.x + 200, y: a.y + a.height - 4 });
  await expect.poll(chosen).toEqual(['a']);
  expect(await desk.bytes()).toBe(before);
  // What it selected moves together.
  await page.keyboard.down('Shift');
  await desk.drag({ x: a.x + 40, y: a.y + a.height / 2 }, { x: a.x + 160, y: b.y + b.height / 2 });
  await page.keyboard.up('Shift');
  await expect.poll(chosen).toEqual(['a', 'b']);
  await page.keyboard.press('Delete');
  await desk.expectChildren('s', ['c']);
});

test('margins at all sides and rows of a grid have handles', async ({ server, context, page, tolerate }) => {
  tolerate(/Blocked script execution/);
  const desk = await Desk.open(server, context, page, [
    block('section', 's', [
      block('container', 'box', [heading('x')], { css: { desktop: 'padding: 40px; width: 400px; margin-left: 60px; min-height: 120px' } }),
      block('container', 'grid', [heading('g1'), heading('g2'), heading('g3'), heading('g4')], {
        css: { desktop: 'display: grid; grid-template-columns: 1fr 1fr; gap: 16px', mobile: 'grid-template-columns: 1fr' },
      }),
    ], PAD),
  ]);
  await desk.editor.select('box');
  const pull = async (name: string, dx: number, dy: number) => {
    const grip = page.getByRole('slider', { name, exact: true }).first();
    const from = (await grip.boundingBox())!;
    await page.mouse.move(from.x + from.width / 2, from.y + from.height / 2);
    await page.mouse.down();
    await page.mouse.move(from.x + from.width / 2 + dx / 2, from.y + from.height / 2 + dy / 2);
    await page.mouse.move(from.x + from.width / 2 + dx, from.y + from.height / 2 + dy);
    await page.mouse.up();
  };
  await pull('Margin left', -30, 0);
  await until('the left margin', async () => Number.parseFloat((await desk.declared('box', 'margin-left')) ?? '0') > 80);
  await pull('Margin right', 20, 0);
  await until('the right margin', async () => Number.parseFloat((await desk.declared('box', 'margin-right')) ?? '0') > 10);
  await page.keyboard.press('Control+z');
  await page.keyboard.press('Control+z');
  await until('both undone', async () => (await desk.declared('box', 'margin-left')) === '60px' && !(await desk.declared('box', 'margin-right')));
  await desk.editor.select('grid');
  const row = page.getByRole('slider', { name: 'Row height', exact: true }).first();
  await row.focus();
  for (let n = 0; n < 5; n++) await page.keyboard.press('Shift+ArrowUp');
  await until('the first row', async () => /^minmax\(\d+px, auto\) auto$/.test((await desk.declared('grid', 'grid-template-rows')) ?? ''));
  // On telephones the grid is another one.
  expect(await desk.declared('grid', 'grid-template-rows', 'mobile')).toBe('none');
  await expectAccessible(page, 'handles');
});

test('a buy button leads to its listing, the page has code of its own, and films say why they wait', async ({ server, context, page }) => {
  const desk = await Desk.open(server, context, page, [block('section', 's', [heading('a')], PAD)]);
  await desk.editor.select('a');
  await desk.editor.blocks.getByText('Buy button', { exact: true }).click();
  await desk.editor.field('Listing').fill(`${server.url}/marketplace/abc123def456?x=1`);
  await until('the listing', async () =>
    Object.values<any>((await desk.stored()).nodes).some((node) => node.kind === 'product' && node.props.listing === 'abc123def456'));
  await desk.editor.field('Listing').fill('<script>');
  await expect(page.getByText('That is no listing', { exact: false })).toBeVisible();
  await page.getByRole('tab', { name: 'Page', exact: true }).click();
  await page.getByRole('textbox', { name: 'HTML and script' }).fill('<script>document.title += "!"</script>');
  await until('the code', async () => Object.values<any>((await desk.stored()).nodes).some((node) => node.kind === 'embed' && node.place.parent === 'root'));
  await desk.editor.saved();
  const deployed = await server.ask('POST', `/api/pages/${desk.id}/deploy`, { token: desk.person.token });
  const url = new URL(deployed.json.url);
  const html = (await ask(server.port, 'GET', '/', { host: url.host })).text;
  expect(html).toContain(`href="${server.url}/marketplace/abc123def456"`);
  expect(html).toContain('document.title += "!"');
  // On the canvas nothing of it runs.
  expect(await desk.editor.canvas.locator('script').count()).toBe(0);
  await page.getByRole('textbox', { name: 'HTML and script' }).fill('');
  await until('no code', async () => !Object.values<any>((await desk.stored()).nodes).some((node) => node.kind === 'embed'));
});

test('blocks move inside an opened component, and in from the page', async ({ server, context, page }) => {
  const desk = await Desk.open(server, context, page, [
    block('section', 's', [block('container', 'card', [heading('one'), heading('two')], PAD), heading('out')], PAD),
  ]);
  await desk.editor.select('card');
  await page.getByRole('button', { name: 'Make component' }).click();
  const top = async () => Object.values<any>((await desk.stored()).components ?? {})[0]?.root;
  await until('a component', async () => Boolean(await top()));
  await page.getByRole('button', { name: 'Edit component' }).click();
  await expect(desk.node('one')).toBeVisible();
  await desk.drag(await desk.at('one'), await desk.at('two', 0.5, 0.8));
  await desk.expectChildren(await top(), ['two', 'one']);
  await desk.drag(await desk.at('out'), await desk.at('one', 0.5, 0.2));
  await desk.expectChildren(await top(), ['two', 'out', 'one']);
  // By keyboard it stays inside.
  await desk.node('one').click();
  await page.keyboard.press(' ');
  await page.keyboard.press('ArrowUp');
  await page.keyboard.press('ArrowUp');
  await page.keyboard.press('Enter');
  await desk.expectChildren(await top(), ['one', 'two', 'out']);
  for (let n = 0; n < 3; n++) await page.keyboard.press('Control+z');
  await desk.expectChildren(await top(), ['one', 'two']);
});

test('paste from the menu takes what is on the clipboard, whoever put it there', async ({ server, context, page }) => {
  await context.grantPermissions(['clipboard-read', 'clipboard-write']);
  const desk = await Desk.open(server, context, page, page3());
  await desk.node('a').click();
  await page.keyboard.press('Control+c');
  const menu = async (name: string) => {
    await desk.node('e').click({ button: 'right' });
    await page.getByRole('menuitem', { name }).click();
  };
  await menu('Paste');
  await desk.expectChildren('t', ['d', 'e', '*']);
  // Somebody copied words elsewhere since.
  await page.evaluate(() => navigator.clipboard.writeText('Words from elsewhere'));
  await menu('Paste');
  await until('the words as a text', async () => JSON.stringify((await desk.stored()).nodes).includes('Words from elsewhere'));
});

test('from right to left, the right edge is before', async ({ server, context, page }) => {
  const cell = (id: string) => block('container', id, [heading(`h${id}`)], { css: { desktop: 'width: 240px; padding: 8px' } });
  const desk = await Desk.open(server, context, page, [
    block('section', 's', [
      block('container', 'row', ['r1', 'r2', 'r3'].map(cell), { css: { desktop: 'display: flex; flex-direction: row; gap: 16px' } }),
      heading('x'),
    ], PAD),
  ]);
  const { revision } = (await server.ask('GET', `/api/pages/${desk.id}`, { token: desk.person.token })).json;
  const answer = await server.ask('POST', `/api/pages/${desk.id}/ops`, {
    token: desk.person.token,
    json: { base_revision: revision, client: 'spec', seq: 2, ops: [{ op: 'set_meta', field: 'lang', value: 'ar' }] },
  });
  expect(answer.status, answer.text).toBe(200);
  await desk.editor.open(server, desk.id);
  const [r1, r2] = [await desk.box('r1'), await desk.box('r2')];
  expect(r1.x).toBeGreaterThan(r2.x);
  await desk.drag(await desk.at('x'), { x: r1.x + r1.width - 2, y: r1.y + r1.height / 2 });
  await desk.expectChildren('row', ['x', 'r1', 'r2', 'r3']);
  await page.keyboard.press('Control+z');
  await desk.expectChildren('s', ['row', 'x']);
  const gap = await desk.box('r2');
  await desk.drag(await desk.at('x'), { x: gap.x - 8, y: gap.y + gap.height / 2 });
  await desk.expectChildren('row', ['r1', 'r2', 'x', 'r3']);
});

test('words of a component inside a component are different in one place only', async ({ server, context, page }) => {
  const desk = await Desk.open(server, context, page, [
    block('section', 's', [block('container', 'card', [heading('title')], PAD), heading('after')], PAD),
  ]);
  const nodes = async () => (await desk.stored()).nodes;
  await desk.editor.select('card');
  await page.getByRole('button', { name: 'Make component' }).click();
  await until('a component', async () => Object.values<any>(await nodes()).some((node) => node.kind === 'instance'));
  await page.keyboard.press('Control+d');
  await until('a second', async () => Object.values<any>(await nodes()).filter((node) => node.kind === 'instance').length === 2);
  const cards = (await desk.children('s')).filter((id) => id !== 'after');
  await desk.editor.select('s');
  await page.getByRole('button', { name: 'Make component' }).click();
  const outer = async () => Object.entries<any>(await nodes()).find(([, node]) => node.kind === 'instance' && node.place?.parent === 'root')?.[0];
  await until('one around', async () => Boolean(await outer()));
  await desk.editor.canvas.locator(`[data-iid="${cards[1]}/title"]`).dblclick();
  await page.keyboard.press('Control+a');
  await page.keyboard.type('Only here');
  await page.keyboard.press('Escape');
  const id = (await outer())!;
  await until('the difference', async () => (await nodes())[id].overrides?.[`${cards[1]}/title`]?.text === 'Only here');
  expect((await nodes()).title.props.text).toBe('Heading title');
  await expect(desk.editor.canvas.locator(`[data-iid="${cards[0]}/title"]`)).toHaveText('Heading title');
  await expect(desk.editor.canvas.locator(`[data-iid="${cards[1]}/title"]`)).toHaveText('Only here');
  await page.keyboard.press('Control+z');
  await until('none', async () => !(await nodes())[id].overrides);
});

test('what came of a page: visits, visitors, where from, with what', async ({ server }) => {
  const person = await register(server);
  const made = (await server.ask('POST', '/api/pages', { token: person.token, json: { title: 'Figures' } })).json;
  const deployed = (await server.ask('POST', `/api/pages/${made.id}/deploy`, { token: person.token })).json;
  const { host } = new URL(deployed.url);
  const phone = 'Mozilla/5.0 (iPhone; CPU iPhone OS 17_0 like Mac OS X) AppleWebKit Mobile/15E148';
  const visit = (agent: string, referer?: string) =>
    ask(server.port, 'GET', '/', { host, headers: { accept: 'text/html', 'user-agent': agent, ...(referer ? { referer } : {}) } });
  await visit(phone, 'https://www.google.com/search?q=x');
  await visit(phone);
  await visit('Mozilla/5.0 (X11; Linux x86_64)', `http://${host}/`);
  const figures = async (query = '') => (await server.ask('GET', `/api/pages/${made.id}/analytics${query}`, { token: person.token })).json;
  await until('three visits', async () => (await figures()).visits === 3, 15_000);
  const found = await figures();
  expect(found).toMatchObject({ visits: 3, uniques: 2, conversions: 0, variants: [] });
  expect(found.days).toHaveLength(30);
  expect(found.days.at(-1)).toMatchObject({ visits: 3, uniques: 2 });
  expect(found.referrers).toEqual([{ referrer: 'direct', visits: 2 }, { referrer: 'google.com', visits: 1 }]);
  expect(found.devices).toEqual([{ device: 'mobile', visits: 2 }, { device: 'desktop', visits: 1 }]);
  const [day] = [found.days.at(-1).date];
  expect((await figures(`?from=${day}&to=${day}`)).days).toHaveLength(1);
  expect((await server.ask('GET', `/api/pages/${made.id}/analytics?from=x`, { token: person.token })).status).toBe(422);
  const other = await register(server);
  expect((await server.ask('GET', `/api/pages/${made.id}/analytics`, { token: other.token })).status).toBe(404);
});

test.describe('on a telephone', () => {
  test.use({ viewport: { width: 390, height: 844 }, hasTouch: true, isMobile: true });

  test('who else is here is seen', async ({ server, context, page, browser, tolerate }) => {
    tolerate(/Blocked script execution/);
    const desk = await Desk.open(server, context, page, page3());
    const second = await browser.newContext();
    await enter(second, server, desk.person);
    const other = await second.newPage();
    await other.goto(`${server.url}/pages/${desk.id}/edit`);
    await expect(page.getByRole('list', { name: 'Also here' }).getByRole('button').first()).toBeVisible();
    await expectAccessible(page, 'people on a phone');
    await second.close();
  });
});
