// The library behind "New page": found by words, category and language, by keyboard alone, and really the page one gets.
import { enter, register } from '../lib/people.ts';
import { until } from '../lib/server.ts';
import { expect, expectAccessible, expectNoSidewaysScroll, listen, open, test } from '../lib/test.ts';
import { ROUTES } from '../lib/ui.ts';

const SALE = 'Trang bán hàng có đếm ngược';

test('a template is found by words without their accents, by category and by language', async ({ server, page, context }) => {
  await enter(context, server, await register(server));
  const all = (await server.ask('GET', '/api/templates')).json.items;
  await open(page, server, ROUTES.pages);
  await page.getByRole('button', { name: 'New page' }).first().click();
  const dialog = page.getByRole('dialog');
  const cards = dialog.locator('[data-template]');
  await expect(cards).toHaveCount(all.length);
  await expect(dialog.getByRole('status')).toContainText(`${all.length} templates`);
  // Those in the reader's language come first.
  await expect(cards.first()).toHaveAttribute('data-template', 'saas-launch');

  const search = dialog.getByRole('searchbox', { name: 'Find a template' });
  await search.fill('dem NGUOC ban');
  await expect(cards).toHaveCount(1);
  await expect(dialog.getByRole('button', { name: SALE, exact: true })).toBeVisible();
  await search.fill('nothing like it <b>');
  await expect(cards).toHaveCount(0);
  await expect(dialog.getByRole('status')).toContainText('No template fits');
  await search.fill('');
  await dialog.getByRole('combobox', { name: 'Category' }).selectOption({ label: 'Charity' });
  await expect(cards).toHaveCount(all.filter((it: any) => it.category === 'charity').length);
  await dialog.getByRole('combobox', { name: 'Category' }).selectOption({ label: 'All categories' });
  await dialog.getByRole('button', { name: 'ไทย', exact: true }).click();
  await expect(cards).toHaveCount(all.filter((it: any) => it.language === 'th').length);
  await expectAccessible(page, 'new page dialog, narrowed down');
});

test('the sale page is chosen by keyboard and comes with its countdown and its form', async ({ server, page, context }) => {
  const person = await register(server);
  await enter(context, server, person);
  await open(page, server, ROUTES.pages);
  const button = page.getByRole('button', { name: 'New page' }).first();
  await button.focus();
  await page.keyboard.press('Enter');
  const dialog = page.getByRole('dialog');
  const search = dialog.getByRole('searchbox', { name: 'Find a template' });
  await expect(search).toBeVisible();
  for (let step = 0; step < 10 && !(await search.evaluate((field) => field === document.activeElement)); step += 1) {
    await page.keyboard.press('Tab');
  }
  await page.keyboard.type('dem nguoc');
  await expect(dialog.locator('[data-template]')).toHaveCount(1);
  const card = dialog.getByRole('button', { name: SALE, exact: true });
  for (let step = 0; step < 10 && !(await card.evaluate((field) => field === document.activeElement)); step += 1) {
    await page.keyboard.press('Tab');
  }
  await page.keyboard.press('Enter');
  await page.waitForURL(/\/pages\/[^/]+\/edit/);
  const id = /\/pages\/([^/]+)\/edit/.exec(page.url())?.[1] ?? '';
  const made = await until('the page', async () => (await server.ask('GET', `/api/pages/${id}`, { token: person.token })).json);
  expect(made.title).toBe(SALE);
  const kinds = Object.values<any>(made.document.nodes).map((node) => node.kind);
  for (const kind of ['countdown', 'form', 'phone_field', 'select_field', 'testimonial', 'plan', 'popup']) expect(kinds).toContain(kind);
  expect(made.document.lang).toBe('vi');
});

test('a template is looked at before it is chosen', async ({ server, page, context }) => {
  await enter(context, server, await register(server));
  await open(page, server, ROUTES.pages);
  await page.getByRole('button', { name: 'New page' }).first().click();
  const opened = context.waitForEvent('page');
  await page.getByRole('dialog').getByRole('link', { name: `Preview: ${SALE}` }).click();
  const look = await opened;
  const complaints: string[] = [];
  listen(look, complaints);
  await look.reload({ waitUntil: 'networkidle' });
  await expect(look.locator('h1')).toHaveText('Da căng mướt sau 14 ngày, từ sen Đồng Tháp');
  await expect(look.locator('.cd-b').first()).toBeVisible();
  expect(await look.evaluate(() => [...document.fonts].some((font) => font.status === 'loaded'))).toBe(true);
  expect(new URL(look.url()).host).toBe(`content.localhost:${server.port}`);
  expect(complaints).toEqual([]);
  // No page was made.
  await expect(page.getByRole('dialog')).toBeVisible();
});

test.describe('on a phone', () => {
  test.use({ viewport: { width: 390, height: 844 }, colorScheme: 'dark' });

  test('the library fits', async ({ server, page, context }) => {
    await enter(context, server, await register(server));
    await open(page, server, ROUTES.pages);
    await page.getByRole('button', { name: 'New page' }).first().click();
    await expect(page.getByRole('dialog').locator('[data-template]').first()).toBeVisible();
    await expectNoSidewaysScroll(page, 'new page dialog at 390');
    await expectAccessible(page, 'new page dialog at 390');
  });
});
