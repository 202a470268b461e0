// The list of pages: as a grid and as a table, in every order, several at once, with Undo; with the keyboard alone, without
// script, and on a telephone. What is stored is what counts.
import { createPage, enter, type Person, publish, register } from '../lib/people.ts';
import type { Server } from '../lib/server.ts';
import { expect, expectAccessible, expectNoSidewaysScroll, open, test } from '../lib/test.ts';
import { ROUTES } from '../lib/ui.ts';

const stored = async (server: Server, person: Person, status = '') =>
  (await server.ask('GET', `/api/pages?sort=title&limit=100${status && `&status=${status}`}`, { token: person.token })).json.items;
const titles = async (server: Server, person: Person, status = '') => (await stored(server, person, status)).map((it: any) => it.title);

test('the grid and the table take turns, and the choice is remembered', async ({ server, page, context }) => {
  const person = await register(server);
  await enter(context, server, person);
  const made = await createPage(server, person, 'Spring sale');
  await publish(server, person, made.id);
  await createPage(server, person, 'Autumn draft');
  await open(page, server, ROUTES.pages);
  await expect(page.getByRole('article')).toHaveCount(2);
  await page.getByRole('radio', { name: 'Table' }).check();
  const table = page.getByRole('table', { name: 'Pages' });
  await expect(table.getByRole('row')).toHaveCount(3);
  await expect(page).toHaveURL(/view=table/);
  const row = table.getByRole('row', { name: /Spring sale/ });
  await expect(row.getByText('Published')).toBeVisible();
  await expect(row.getByRole('link', { name: 'Spring sale', exact: true })).toHaveAttribute('href', `/pages/${made.id}/edit`);
  await expectAccessible(page, 'the table of pages');
  // Another visit, without it in the address.
  await open(page, server, ROUTES.pages);
  await expect(page.getByRole('table', { name: 'Pages' })).toBeVisible();
  await page.getByRole('radio', { name: 'Grid' }).check();
  await expect(page.getByRole('article')).toHaveCount(2);
  await open(page, server, ROUTES.pages);
  await expect(page.getByRole('article')).toHaveCount(2);
});

test('heads sort up and down, words and states narrow down', async ({ server, page, context }) => {
  const person = await register(server);
  await enter(context, server, person);
  for (const title of ['Bánh mì', 'Cà phê', 'Áo dài']) await createPage(server, person, title);
  const [page1] = (await stored(server, person)).filter((it: any) => it.title === 'Cà phê');
  await publish(server, person, page1.id);
  await open(page, server, '/pages?view=table');
  const names = () => page.getByRole('table').getByRole('rowheader').locator('[data-title]').allTextContents();
  await page.getByRole('link', { name: 'Title' }).click();
  await expect(page.getByRole('columnheader', { name: 'Title' })).toHaveAttribute('aria-sort', 'ascending');
  expect(await names()).toEqual(['Áo dài', 'Bánh mì', 'Cà phê']);
  await page.getByRole('link', { name: 'Title' }).click();
  await expect(page.getByRole('columnheader', { name: 'Title' })).toHaveAttribute('aria-sort', 'descending');
  expect(await names()).toEqual(['Cà phê', 'Bánh mì', 'Áo dài']);
  await page.getByRole('link', { name: 'Status' }).click();
  expect((await names()).at(-1)).toBe('Cà phê');
  await page.getByRole('searchbox', { name: 'Search pages' }).fill('banh');
  await expect.poll(names).toEqual(['Bánh mì']);
  await page.getByRole('searchbox', { name: 'Search pages' }).fill('');
  await page.getByRole('radio', { name: 'Published' }).check();
  await expect.poll(names).toEqual(['Cà phê']);
  await page.getByRole('searchbox', { name: 'Search pages' }).fill('nothing <b>');
  await expect(page.getByRole('heading', { name: 'Nothing found' })).toBeVisible();
});

test('several go to the trash and come back, by keyboard', async ({ server, page, context }) => {
  const person = await register(server);
  await enter(context, server, person);
  for (const title of ['One', 'Two', 'Three']) await createPage(server, person, title);
  await open(page, server, '/pages?view=table&sort=title');
  const box = (title: string) => page.getByRole('checkbox', { name: `Choose “${title}”` });
  await box('One').focus();
  await page.keyboard.press('Space');
  await box('Two').focus();
  await page.keyboard.press('Space');
  await page.getByRole('button', { name: 'Move to trash' }).first().focus();
  await page.keyboard.press('Enter');
  await expect(page.getByText('2 pages are in the trash.')).toBeVisible();
  await expect(page.getByRole('row')).toHaveCount(2);
  await expect.poll(() => titles(server, person)).toEqual(['Three']);
  expect(await titles(server, person, 'trashed')).toEqual(['One', 'Two']);
  await page.getByRole('button', { name: 'Undo' }).click();
  await expect(page.getByText('2 pages are back.')).toBeVisible();
  await expect(page.getByRole('row')).toHaveCount(4);
  expect(await titles(server, person)).toEqual(['One', 'Three', 'Two']);
  // All of them: what is left says so.
  await page.getByRole('checkbox', { name: 'Choose all' }).check();
  await page.getByRole('button', { name: 'Move to trash' }).first().click();
  await expect(page.getByRole('heading', { name: 'No pages yet' })).toBeVisible();
  await page.getByRole('radio', { name: 'Trash' }).check();
  await page.getByRole('row', { name: /Two/ }).getByRole('button', { name: 'Restore' }).click();
  await expect.poll(() => titles(server, person)).toEqual(['Two']);
});

test('a page is renamed, copied, thrown away and taken back in the grid', async ({ server, page, context }) => {
  const person = await register(server);
  await enter(context, server, person);
  await createPage(server, person, 'First');
  await open(page, server, ROUTES.pages);
  const menu = async (title: string, item: string) => {
    await page.getByRole('button', { name: `More for “${title}”` }).click();
    await page.getByRole('article').filter({ hasText: title }).getByRole('button', { name: item }).click();
  };
  await menu('First', 'Rename');
  const dialog = page.getByRole('dialog', { name: 'Rename' });
  await expectAccessible(page, 'renaming');
  await dialog.getByLabel('Title').fill('  ');
  await dialog.getByRole('button', { name: 'Save' }).click();
  await expect(dialog.getByRole('alert')).not.toBeEmpty();
  await dialog.getByLabel('Title').fill('Second <i>');
  await dialog.getByRole('button', { name: 'Save' }).click();
  await expect(page.getByRole('heading', { name: 'Second <i>' })).toBeVisible();
  await expect(dialog).toBeHidden();
  expect(await titles(server, person)).toEqual(['Second <i>']);
  await menu('Second <i>', 'Duplicate');
  await expect(page.getByRole('article')).toHaveCount(2);
  expect(await titles(server, person)).toHaveLength(2);
  const [kept] = (await stored(server, person)).filter((it: any) => it.title === 'Second <i>');
  await page.locator(`[data-item="${kept.id}"]`).getByRole('button', { name: /^More for/ }).click();
  await page.locator(`[data-item="${kept.id}"]`).getByRole('button', { name: 'Move to trash' }).click();
  await expect(page.getByRole('article')).toHaveCount(1);
  await expect.poll(() => titles(server, person, 'trashed')).toEqual(['Second <i>']);
  await page.getByRole('button', { name: 'Undo' }).click();
  await expect(page.getByRole('article')).toHaveCount(2);
  await expect.poll(() => titles(server, person, 'trashed')).toEqual([]);
});

test('what fails comes back and says so', async ({ server, page, context, tolerate }) => {
  tolerate(/ERR_FAILED|Failed to load/);
  const person = await register(server);
  await enter(context, server, person);
  await createPage(server, person, 'Stays');
  await open(page, server, ROUTES.pages);
  await page.route(/_fn\/trash_page/, (request) => request.abort());
  await page.getByRole('button', { name: 'More for “Stays”' }).click();
  await page.getByRole('button', { name: 'Move to trash' }).click();
  await expect(page.getByText('The server can’t be reached.', { exact: false })).toBeVisible();
  await expect(page.getByRole('article')).toHaveCount(1);
  expect(await titles(server, person)).toEqual(['Stays']);
});

test('what follows is added to the list', async ({ server, page, context }) => {
  test.setTimeout(90_000);
  const person = await register(server);
  await enter(context, server, person);
  for (let n = 0; n < 27; n++) await createPage(server, person, `Page ${String(n).padStart(2, '0')}`);
  await open(page, server, '/pages?sort=title');
  await expect(page.getByRole('article')).toHaveCount(24);
  await page.getByRole('link', { name: 'Load more' }).click();
  await expect(page.getByRole('article')).toHaveCount(27);
  await expect(page.getByRole('link', { name: 'Load more' })).toHaveCount(0);
  expect(new Set(await page.locator('article [data-title]').allTextContents()).size).toBe(27);
});

test.describe('without script', () => {
  test.use({ javaScriptEnabled: false });

  test('pages are made, narrowed down, thrown away and restored', async ({ server, page, context }) => {
    const person = await register(server);
    await enter(context, server, person);
    await page.goto(server.url + ROUTES.pages);
    await page.getByRole('button', { name: 'New page' }).first().click();
    await expect(page).toHaveURL(/\/pages\/new/);
    await page.getByRole('button', { name: 'Blank page' }).click();
    await page.waitForURL(/\/pages\/[^/]+\/edit/);
    await page.goto(`${server.url}/pages?view=table&q=untitled`);
    await expect(page.getByRole('row', { name: /Untitled page/ })).toBeVisible();
    await page.getByRole('checkbox', { name: 'Choose “Untitled page”' }).check();
    await page.getByRole('button', { name: 'Move to trash' }).first().click();
    await expect(page.getByText('The page is in the trash.')).toBeVisible();
    expect(await titles(server, person, 'trashed')).toEqual(['Untitled page']);
    await page.goto(`${server.url}/pages?status=trashed`);
    await page.getByRole('button', { name: 'Restore' }).first().click();
    await expect(page.getByText('The page is back.')).toBeVisible();
    expect(await titles(server, person)).toEqual(['Untitled page']);
  });
});

for (const colorScheme of ['light', 'dark'] as const) {
  test.describe(`on a telephone, ${colorScheme}`, () => {
    test.use({ viewport: { width: 390, height: 844 }, colorScheme, contextOptions: { reducedMotion: 'reduce' } });

    test('the table is a list', async ({ server, page, context }) => {
      const person = await register(server);
      await enter(context, server, person);
      const made = await createPage(server, person, 'A title that is very long and goes on and on until nobody reads it any more');
      await publish(server, person, made.id);
      await open(page, server, '/pages?view=table');
      await page.getByRole('checkbox', { name: /^Choose “A title/ }).check();
      await expect(page.getByRole('button', { name: 'Move to trash' }).first()).toBeVisible();
      await expectNoSidewaysScroll(page, 'the table at 390');
      await expectAccessible(page, 'the table at 390');
    });
  });
}

test('nobody throws somebody else’s pages away', async ({ server }) => {
  const [owner, other] = [await register(server), await register(server)];
  const made = await createPage(server, owner, 'Mine');
  const answer = await server.ask('POST', '/_fn/trash_pages', {
    cookies: other.cookies,
    headers: { 'content-type': 'application/x-www-form-urlencoded', accept: 'application/json' },
    body: `ids[]=${made.id}`,
  });
  expect(answer.json.Err.code).toBe('not_found');
  expect(await titles(server, owner)).toEqual(['Mine']);
});
