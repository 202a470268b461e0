// What came of a page: its screen shows what the API counts, works without script, and says what to do where there is nothing.
import { createPage, enter, publish, register } from '../lib/people.ts';
import { until } from '../lib/server.ts';
import { expect, expectAccessible, expectNoSidewaysScroll, hydrated, test } from '../lib/test.ts';

const BROWSER = { 'user-agent': 'Mozilla/5.0 (iPhone; CPU iPhone OS 17_0 like Mac OS X) AppleWebKit/605.1.15 Mobile/15E148 Safari/604.1', accept: 'text/html' };

test('visits, where they come from and devices are shown as they were counted', async ({ server, context, page }) => {
  const person = await register(server, { verified: true });
  const made = await createPage(server, person, 'Spring <b>sale</b>');
  await enter(context, server, person);
  const path = `/pages/${made.id}/analytics`;
  await page.goto(server.url + path);
  await expect(page.getByRole('heading', { name: 'Nobody can visit this page yet' })).toBeVisible();
  const url = await publish(server, person, made.id);
  await page.goto(server.url + path);
  await expect(page.getByRole('heading', { name: 'No visits on these days' })).toBeVisible();
  await expectAccessible(page, 'analytics without a visit');

  const host = new URL(url).host;
  for (const referer of ['https://news.example/story', 'https://news.example/other', '']) {
    const headers = referer ? { ...BROWSER, referer } : BROWSER;
    expect((await server.ask('GET', '/', { host, headers })).status).toBe(200);
  }
  const counted = await until('the visits', async () => {
    const { json } = await server.ask('GET', `/api/pages/${made.id}/analytics`, { token: person.token });
    return json.visits === 3 ? json : undefined;
  }, 70_000);
  await page.goto(server.url + path);
  await expect(page).toHaveTitle(/Analytics/);
  await expect(page.getByText('Spring <b>sale</b>').first()).toBeVisible();
  const figures = page.locator('.figure');
  await expect(figures.filter({ hasText: 'Visits' })).toContainText('3');
  await expect(figures.filter({ hasText: 'Visitors' })).toContainText(String(counted.uniques));
  await expect(figures.filter({ hasText: 'Conversion rate' })).toContainText(/0\.0 ?%/);
  // A chart for those who see it, a name for those who don't, a table for whoever wants the numbers.
  await expect(page.getByRole('img', { name: 'Visits: 3' })).toBeVisible();
  expect(await page.getByRole('img', { name: 'Visits: 3' }).locator('rect').count()).toBe(30);
  await page.getByText('Show the numbers').first().click();
  await expect(page.getByRole('table', { name: 'Visits', exact: true }).getByRole('row')).toHaveCount(1);
  const row = (text: string) => page.getByRole('row').filter({ hasText: text });
  await expect(row('news.example')).toContainText(/66\.7 ?%/);
  await expect(row('Direct, or not said')).toContainText(/33\.3 ?%/);
  await expect(row('Phone')).toContainText(/100\.0 ?%/);
  await expectAccessible(page, 'analytics');

  // Other days: at a press, by a form, and wrong ones.
  await page.getByRole('link', { name: '7 days' }).click();
  await expect(page.getByRole('img', { name: 'Visits: 3' }).locator('rect')).toHaveCount(7);
  await expect(page.getByRole('link', { name: '7 days' })).toHaveAttribute('aria-current', 'true');
  await page.getByRole('textbox', { name: 'From' }).fill('2026-01-05');
  await page.getByRole('textbox', { name: 'Until' }).fill('2026-01-04');
  await page.getByRole('button', { name: 'Show', exact: true }).click();
  await expect(page.getByRole('alert')).toContainText('before the last day');
  await expect(page.getByRole('textbox', { name: 'From' })).toHaveValue('2026-01-05');
  await page.getByRole('textbox', { name: 'Until' }).fill('2026-01-06');
  await page.getByRole('button', { name: 'Show', exact: true }).click();
  await expect(page.getByRole('heading', { name: 'No visits on these days' })).toBeVisible();
  await page.setViewportSize({ width: 390, height: 780 });
  await page.goto(server.url + path);
  await expectNoSidewaysScroll(page, 'analytics on a phone');
});

test('it is linked from the card and from the dashboard, and nobody else sees it', async ({ server, context, browser, page }) => {
  const person = await register(server);
  const made = await createPage(server, person, 'Mine');
  await enter(context, server, person);
  await page.goto(`${server.url}/pages`);
  await hydrated(page);
  const card = page.getByRole('article').filter({ hasText: 'Mine' });
  await card.getByRole('button', { name: 'More for “Mine”' }).click();
  await page.getByRole('link', { name: 'Analytics' }).click();
  await expect(page.getByRole('heading', { level: 1, name: 'Analytics' })).toBeVisible();
  await page.goto(`${server.url}/dashboard`);
  await hydrated(page);
  await page.getByRole('main').getByRole('link', { name: /visits?$/ }).first().click();
  await expect(page).toHaveURL(`${server.url}/pages/${made.id}/analytics`);
  const other = await register(server);
  const stranger = await browser.newContext();
  await enter(stranger, server, other);
  const theirs = await stranger.newPage();
  const [foreign, missing] = [await theirs.goto(page.url()), await theirs.goto(`${server.url}/pages/00000000000000000000000000/analytics`)];
  expect([foreign?.status(), missing?.status()]).toEqual([404, 404]);
  await expect(theirs.getByText('Mine')).toHaveCount(0);
  await stranger.close();
  const nobody = await browser.newContext({ javaScriptEnabled: false });
  const login = await nobody.newPage();
  await login.goto(page.url());
  await expect(login).toHaveURL(new RegExp(`/auth\\?next=/pages/${made.id}/analytics`));
  await nobody.close();
});
