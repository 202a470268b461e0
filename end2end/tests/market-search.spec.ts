// Finding in the marketplace: as one types, by filters in the address, on a phone, and where nothing fits. The seeded
// demonstration is what is found.
import { expect, expectAccessible, test } from '../lib/test.ts';
import type { Server } from '../lib/server.ts';

async function seeded(server: Server): Promise<void> {
  const done = server.command(['seed', '--listings', '60', '--orders', '40', '--users', '20']);
  expect(done.code, done.output).toBe(0);
}

async function found(server: Server, query: string): Promise<any> {
  const answer = await server.ask('GET', `/api/marketplace?${query}`);
  expect(answer.status, answer.text).toBe(200);
  return answer.json;
}

test('results come as one types, and the address can be shared', async ({ server, page, browser }) => {
  await seeded(server);
  await page.goto(`${server.url}/marketplace`);
  await expectAccessible(page, 'the seeded marketplace');
  const box = page.getByRole('searchbox', { name: 'Search' });
  await box.pressSequentially('nha hang');
  await expect(page).toHaveURL(/q=nha\+hang/);
  const expected = (await found(server, 'q=nha+hang')).total;
  expect(expected).toBeGreaterThan(0);
  await expect(page.locator('.market-total')).toHaveText(`${expected} ${expected === 1 ? 'page' : 'pages'}`);
  await expect(box, 'typing goes on').toBeFocused();

  // A filter with its count, a chip, an address that shows the same to somebody else.
  const facet = page.locator('.market-facets').getByRole('link').first();
  const count = Number(await facet.locator('.facet-count').innerText());
  await facet.click();
  await expect(page.locator('.market-total')).toHaveText(`${count} ${count === 1 ? 'page' : 'pages'}`);
  await expect(page.getByRole('article')).toHaveCount(Math.min(count, 24));
  const other = await (await browser.newContext()).newPage();
  await other.goto(page.url());
  await expect(other.locator('.market-total')).toHaveText(await page.locator('.market-total').innerText());
  await expect(other.getByRole('searchbox', { name: 'Search' })).toHaveValue('nha hang');
  await other.context().close();
  await page.getByRole('link', { name: /^Remove the filter/ }).click();
  await expect(page.locator('.market-total')).toContainText(String(expected));
});

test('slips are forgiven and said; nothing found leads on', async ({ server, page }) => {
  await seeded(server);
  await page.goto(`${server.url}/marketplace?q=restuarant`);
  await expect(page.locator('.market-corrected')).toContainText('restaurant');
  expect((await found(server, 'q=restuarant')).corrected).toBe('restaurant');

  await page.goto(`${server.url}/marketplace?q=zzzzzz&language=en`);
  await expect(page.getByRole('heading', { name: 'Nothing fits' })).toBeVisible();
  await expectAccessible(page, 'nothing found');
  await expect(page.getByRole('link', { name: 'Search for “zzzzzz” without filters' })).toBeVisible();
  const way = page.getByRole('region', { name: 'Browse instead' }).getByRole('link').first();
  const name = await way.innerText();
  await way.click();
  await expect(page.getByRole('link', { name: `Remove the filter ${name}` })).toBeVisible();
  expect(await page.getByRole('article').count()).toBeGreaterThan(0);
});

test('prices, stars and currencies narrow what is found, in every order', async ({ server, page }) => {
  await seeded(server);
  await page.goto(`${server.url}/marketplace?currency=VND`);
  const band = page.locator('.market-facets section').filter({ has: page.getByRole('heading', { name: 'Price' }) }).getByRole('link').nth(1);
  const count = Number(await band.locator('.facet-count').innerText());
  await band.click();
  await expect(page.locator('.market-total')).toContainText(String(count));
  const at = new URL(page.url()).searchParams;
  const items = (await found(server, at.toString())).items;
  expect(items.length).toBe(Math.min(count, 24));
  for (const item of items) {
    expect(item.price.currency).toBe('VND');
    expect(item.price.amount).toBeGreaterThanOrEqual(Number(at.get('min_price')));
    expect(item.price.amount).toBeLessThanOrEqual(Number(at.get('max_price')));
  }
  await page.getByRole('combobox', { name: 'Sort by' }).selectOption('price_desc');
  await expect(page).toHaveURL(/sort=price_desc/);
  await expect(page).toHaveURL(/currency=VND/);
});

test('on a phone the filters are a sheet', async ({ server, page }) => {
  await seeded(server);
  await page.setViewportSize({ width: 390, height: 844 });
  await page.goto(`${server.url}/marketplace`);
  const sheet = page.getByRole('complementary', { name: 'Filters' });
  await expect(sheet).toBeHidden();
  await page.getByRole('button', { name: 'Filters' }).click();
  await expect(sheet).toBeVisible();
  await expectAccessible(page, 'the sheet of filters');
  await page.keyboard.press('Escape');
  await expect(sheet).toBeHidden();
  await page.getByRole('button', { name: 'Filters' }).click();
  await sheet.getByRole('link', { name: 'English' }).click();
  await expect(page).toHaveURL(/language=en/);
  await expect(page.getByRole('link', { name: 'Remove the filter English' })).toBeVisible();
  const wide = await page.evaluate(() => document.documentElement.scrollWidth);
  expect(wide, 'nothing sticks out').toBeLessThanOrEqual(390);
});
