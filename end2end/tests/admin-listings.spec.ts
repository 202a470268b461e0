// Everything for sale as admins see it: found, taken off the market with a reason and put back; and how the installation is
// set up, without its secrets.
import { admin, listing, seller } from '../lib/market.ts';
import { enter } from '../lib/people.ts';
import { expect, expectAccessible, expectNoSidewaysScroll, open, test } from '../lib/test.ts';

test('a listing is found, suspended with a reason and reinstated', async ({ server, page, context }) => {
  const boss = await admin(server);
  const shop = await seller(server, boss);
  const wanted = await listing(server, shop, boss, { title: 'Nhà hàng Hoa Sen' });
  await listing(server, shop, boss, { title: 'Another thing' });
  const status = async () => (await server.ask('GET', `/api/marketplace/${wanted.id}`, { token: boss.token })).json.status;
  await enter(context, server, boss);
  await open(page, server, '/admin');
  await page.getByRole('navigation', { name: 'Main' }).getByRole('link', { name: 'Listings' }).click();
  await expect(page.getByRole('heading', { level: 1, name: 'Listings' })).toBeVisible();
  await expect(page).toHaveTitle(/^Listings/);
  const rows = page.locator('[data-listing]');
  await expect(rows).toHaveCount(2);
  await page.getByRole('searchbox', { name: 'Title or seller' }).fill('nha HANG');
  await expect(rows).toHaveCount(1);
  await expectAccessible(page, 'all listings');
  await rows.getByText('Suspend', { exact: true }).first().click();
  await rows.getByLabel('Reason').fill('Its pictures are somebody else’s.');
  await rows.getByRole('button', { name: 'Suspend' }).click();
  await expect(page.getByText('Suspended.', { exact: true })).toBeVisible();
  expect(await status()).toBe('suspended');
  await expect(page).toHaveURL(/\/admin\/listings/);
  await page.getByRole('combobox', { name: 'Status' }).selectOption('suspended');
  await expect(rows).toHaveCount(1);
  await expect(rows.getByText('Its pictures are somebody else’s.')).toBeVisible();
  await rows.getByRole('button', { name: 'Reinstate' }).click();
  await expect.poll(status).toBe('approved');
});

test('by the API listings are found by words, for admins only', async ({ server }) => {
  const boss = await admin(server);
  const shop = await seller(server, boss);
  await listing(server, shop, boss, { title: 'Đặt bàn' });
  const found = async (q: string) => (await server.ask('GET', `/api/admin/marketplace?q=${encodeURIComponent(q)}`, { token: boss.token })).json.items;
  expect((await found('DAT ban')).map((it: any) => it.title)).toEqual(['Đặt bàn']);
  expect(await found(shop.name)).toHaveLength(1);
  expect(await found('nothing%')).toEqual([]);
  expect((await server.ask('GET', '/api/admin/marketplace?q=x', { token: shop.token })).status).toBe(403);
});

test('the set-up is shown without its secrets', async ({ server, page, context }) => {
  const boss = await admin(server);
  await enter(context, server, boss);
  for (const width of [1440, 390]) {
    await page.setViewportSize({ width, height: 844 });
    await open(page, server, '/admin/settings');
    await expect(page.getByRole('heading', { level: 1, name: 'Settings' })).toBeVisible();
    await expect(page.getByText(`*.localhost:${server.port}`, { exact: false })).toBeVisible();
    await expect(page.getByText('LANDINGHUB_LIMIT_UPLOAD_BYTES')).toBeVisible();
    await expect(page.getByRole('row', { name: /LANDINGHUB_LIMIT_UPLOAD_BYTES/ })).toContainText('10 MB');
    await expectNoSidewaysScroll(page, `settings at ${width}`);
    await expectAccessible(page, `settings at ${width}`);
  }
});
