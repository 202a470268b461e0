// The seller's and the admin's work on the screens: pictures, checks, money back, payouts, reports, takedowns, numbers.
import { admin, listing, seller } from '../lib/market.ts';
import { createPage, enter, publish, register } from '../lib/people.ts';
import { expect, expectAccessible, expectNoSidewaysScroll, type Page, test } from '../lib/test.ts';
import type { Person } from '../lib/people.ts';
import type { Server } from '../lib/server.ts';

/** Buys by way of the API and the sandbox's page. */
async function buy(server: Server, page: Page, buyer: Person, id: string): Promise<string> {
  const placed = await server.ask('POST', '/api/orders', { token: buyer.token, json: { listing_id: id, payment_method: 'sandbox' } });
  expect(placed.status, placed.text).toBe(201);
  await page.goto(placed.json.payment.payment_url);
  await page.getByRole('button', { name: 'Pay', exact: true }).click();
  const order = placed.json.order.order_id;
  await expect.poll(async () => (await server.ask('GET', `/api/orders/${order}`, { token: buyer.token })).json.status).toBe('delivered');
  return order;
}

/** All that somebody's notifications say. */
async function told(server: Server, who: Person): Promise<string> {
  return (await server.ask('GET', '/api/notifications', { token: who.token })).text;
}

async function looked(page: Page, server: Server, routes: string[]): Promise<void> {
  for (const width of [1440, 390]) {
    await page.setViewportSize({ width, height: 844 });
    for (const route of routes) {
      await page.goto(server.url + route);
      await expectAccessible(page, `${route} at ${width}`);
      await expectNoSidewaysScroll(page, `${route} at ${width}`);
    }
  }
  await page.setViewportSize({ width: 1280, height: 844 });
}

test('a seller chooses pictures, sells, declines and gives a refund, and sees what it comes to', async ({ server, browser }) => {
  const moderator = await admin(server);
  const shop = await seller(server, moderator);
  const thing = await listing(server, shop, moderator, { title: 'Tiệm hoa', price: { amount: 100000, currency: 'VND' } });
  const buyer = await register(server, { name: 'Lan' });
  const theirs = await (await browser.newContext()).newPage();
  const buyers = await (await browser.newContext()).newPage();
  await enter(theirs.context(), server, shop);
  await enter(buyers.context(), server, buyer);

  // Pictures: the telephone's first, without the tablet's.
  await theirs.goto(`${server.url}/my-listings/${thing.id}`);
  await expect(theirs).toHaveTitle(/LandingHub/);
  await theirs.getByRole('checkbox', { name: 'Tablet' }).uncheck();
  await theirs.getByRole('radio', { name: /Cover.*Mobile/ }).check();
  await theirs.getByRole('button', { name: 'Save' }).click();
  await expect(theirs.getByRole('status').first()).toContainText('Saved');
  const saved = (await server.ask('GET', `/api/marketplace/${thing.id}`, { token: shop.token })).json;
  expect(saved.draft.gallery).toEqual(['mobile', 'desktop']);
  expect(saved.gallery.map((it: { view: string }) => it.view), 'what is for sale stays').toEqual(['desktop', 'tablet', 'mobile']);
  await theirs.getByRole('button', { name: 'Send for approval' }).click();
  expect((await server.ask('POST', `/api/admin/marketplace/${thing.id}/approve`, { token: moderator.token })).status).toBe(200);
  await buyers.goto(`${server.url}/marketplace/${thing.id}`);
  await expect(buyers).toHaveTitle('Tiệm hoa · LandingHub');
  const shots = buyers.getByRole('list', { name: 'Pictures' }).getByRole('img');
  await expect(shots).toHaveCount(2);
  await expect(shots.first()).toHaveAttribute('alt', /Mobile/);
  await expect.poll(() => shots.first().evaluate((it: HTMLImageElement) => it.complete && it.naturalWidth)).toBeGreaterThan(0);

  const order = await buy(server, buyers, buyer, thing.id);
  const asked = await server.ask('POST', `/api/orders/${order}/refund`, { token: buyer.token, json: { reason: 'Not what I thought' } });
  expect(asked.status, asked.text).toBe(200);
  await theirs.goto(`${server.url}/my-sales`);
  const request = theirs.locator('.refund-asked');
  await expect(request).toContainText('Lan asks for a refund of “Tiệm hoa”');
  await expect(request).toContainText('Not what I thought');
  // By keyboard: open, write, send.
  await request.getByText('Decline').first().focus();
  await theirs.keyboard.press('Enter');
  await request.getByRole('textbox').fill('It is as it was shown.');
  await request.getByRole('button', { name: 'Decline' }).press('Enter');
  await expect(theirs.getByRole('status').first()).toContainText('Declined');
  let stored = (await server.ask('GET', `/api/orders/${order}`, { token: buyer.token })).json;
  expect(stored.refund_requested ?? false).toBe(false);
  expect(stored.status).toBe('delivered');
  expect(stored.timeline.map((line: { text: string }) => line.text).join()).toContain('It is as it was shown.');
  expect(await told(server, buyer)).toContain('It is as it was shown.');

  await server.ask('POST', `/api/orders/${order}/refund`, { token: buyer.token, json: { reason: 'Please' } });
  await theirs.goto(`${server.url}/my-sales`);
  await theirs.getByRole('button', { name: 'Give the money back' }).click();
  await expect(theirs.getByRole('status').first()).toContainText('The money goes back');
  stored = (await server.ask('GET', `/api/orders/${order}`, { token: buyer.token })).json;
  expect(stored.status).toBe('refunded');
  const { totals } = (await server.ask('GET', '/api/orders/sales', { token: shop.token })).json;
  expect(totals).toMatchObject([{ count: 1, gross: { amount: 100000, currency: 'VND' }, refunded: { amount: 100000 }, revenue: { amount: 0 } }]);
  await expect(theirs.getByRole('img', { name: /Your revenue by day, VND/ })).toBeVisible();
  await theirs.getByRole('searchbox').fill('tiem hoa');
  await theirs.getByRole('button', { name: 'Search' }).click();
  await expect(theirs.getByRole('row').filter({ hasText: 'Tiệm hoa' })).toHaveCount(1);
  const link = theirs.getByRole('link', { name: /CSV|spreadsheet/i });
  await expect(link).toHaveAttribute('href', /q=/);

  await looked(theirs, server, ['/my-listings', `/my-listings/${thing.id}`, '/my-sales', '/balance', `/sellers/${shop.id}`]);
  await Promise.all([theirs.context().close(), buyers.context().close()]);
});

test('an admin reviews with checks, pays out, takes a page down and lets it up, and reads the numbers', async ({ server, browser, tolerate }) => {
  tolerate(/451/);
  const moderator = await admin(server);
  const shop = await seller(server, moderator);
  const copier = await seller(server, moderator);
  const own = await listing(server, shop, moderator, { title: 'Original' });
  const stolen = await createPage(server, copier, 'Trang bán hàng');
  const copy = await server.ask('POST', '/api/marketplace', {
    token: copier.token,
    json: { page_id: stolen.id, title: 'A copy', price: { amount: 1000, currency: 'VND' } },
  });
  await server.ask('POST', `/api/marketplace/${copy.json.id}/submit`, { token: copier.token });
  const admins = await (await browser.newContext()).newPage();
  const stranger = await (await browser.newContext()).newPage();
  await enter(admins.context(), server, moderator);

  await admins.goto(`${server.url}/admin`);
  await expect(admins.getByRole('heading', { level: 1 })).toHaveText('Overview');
  await admins.getByRole('link', { name: /Approvals 1/ }).click();
  const row = admins.locator(`[data-listing="${copy.json.id}"]`);
  await expect(row.getByRole('list', { name: 'Automatic checks' })).toContainText('Nearly the same as another seller');
  await expect(row.getByRole('link', { name: 'Original' })).toHaveAttribute('href', `/marketplace/${own.id}`);
  const preview = await admins.context().request.get(`${server.url}/admin/look/${copy.json.id}`, { maxRedirects: 0 });
  expect(preview.status()).toBe(302);
  expect(preview.headers()['location']).toContain('content.localhost');
  await row.getByText('Send back').first().click();
  await row.getByRole('textbox').fill('This is somebody else’s page.');
  await row.getByRole('button', { name: 'Send back' }).click();
  const refused = (await server.ask('GET', `/api/marketplace/${copy.json.id}`, { token: copier.token })).json;
  expect(refused).toMatchObject({ status: 'rejected', rejection_reason: 'This is somebody else’s page.' });
  expect(await told(server, copier)).toContain('This is somebody else’s page.');

  // A stranger reports a published page; the admin takes it down; nobody sees it; it comes back.
  const address = await publish(server, shop, own.page_id);
  await stranger.goto(`${server.url}/report?url=${encodeURIComponent(address)}`);
  await expectAccessible(stranger, 'the report form');
  await stranger.getByRole('combobox', { name: 'What is wrong?' }).selectOption('phishing');
  await stranger.getByRole('textbox', { name: 'Details' }).fill('It asks for my card. <script>alert(1)</script>');
  await stranger.getByRole('button', { name: 'Send report' }).click();
  await expect(stranger.getByRole('status').first()).toContainText('Thank you');
  const [report] = (await server.ask('GET', '/api/admin/reports', { token: moderator.token })).json.items;
  expect(report).toMatchObject({ reason: 'phishing', page_id: own.page_id, status: 'open' });
  await admins.goto(`${server.url}/admin/reports`);
  const complaint = admins.getByRole('listitem').filter({ hasText: 'It asks for my card.' });
  await complaint.getByText('Take a page down').first().click();
  await complaint.getByRole('textbox').fill('It asks for cards.');
  await complaint.getByRole('button', { name: 'Take a page down' }).click();
  await expect(admins.getByRole('status').first()).toContainText('Taken down');
  expect((await server.ask('GET', `/api/admin/reports?status=acted`, { token: moderator.token })).json.items).toHaveLength(1);
  const down = await stranger.goto(address);
  expect(down?.status()).toBe(451);
  await expect(stranger.getByRole('heading')).toHaveText('This page was taken down');
  expect((await server.ask('GET', `/api/marketplace/${own.id}`)).status).toBe(404);
  expect((await server.ask('GET', `/api/marketplace/${own.id}`, { token: shop.token })).json.status).toBe('suspended');
  expect(await told(server, shop)).toContain('It asks for cards.');
  await looked(admins, server, ['/admin/takedowns']);
  await admins.goto(`${server.url}/admin/takedowns`);
  await admins.getByRole('button', { name: 'Lift' }).click();
  await expect(admins.getByRole('status').first()).toContainText('Lifted');
  expect((await stranger.goto(address))?.status()).toBe(200);
  expect((await server.ask('GET', `/api/marketplace/${own.id}`)).json.status).toBe('approved');

  const log = (await server.ask('GET', '/api/admin/audit', { token: moderator.token })).json.items.map((it: { action: string }) => it.action);
  expect(log.slice(0, 3)).toEqual(['page.put_back', 'page.taken_down', 'listing.rejected']);
  const numbers = (await server.ask('GET', '/api/admin/analytics', { token: moderator.token })).json;
  expect(numbers.totals).toMatchObject({ sellers: 2, listings: 1 });
  expect(numbers.days).toHaveLength(30);
  await looked(admins, server, ['/admin', '/admin/marketplace', '/admin/marketplace?status=rejected', '/admin/sellers', '/admin/users', '/admin/orders', '/admin/payouts', '/admin/reports?status=all', '/admin/audit']);
  await Promise.all([admins.context().close(), stranger.context().close()]);
});
