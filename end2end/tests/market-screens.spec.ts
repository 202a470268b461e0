// Buying, selling and moderating on the screens: documents that work as forms do.
import { admin, listing, seller } from '../lib/market.ts';
import { createPage, enter, register } from '../lib/people.ts';
import { expect, expectAccessible, test } from '../lib/test.ts';

test('a page is found, liked, bought and opened', async ({ server, context, page }) => {
  const moderator = await admin(server);
  const shop = await seller(server, moderator);
  const thing = await listing(server, shop, moderator, { title: 'Nhà hàng Hoa Sen', price: { amount: 199000, currency: 'VND' } });
  const buyer = await register(server);
  await enter(context, server, buyer);

  await page.goto(`${server.url}/marketplace`);
  await expectAccessible(page, 'the marketplace');
  await page.getByRole('searchbox', { name: 'Search' }).fill('nha hang');
  await expect(page).toHaveURL(/q=nha/);
  await page.getByRole('article').getByRole('link', { name: 'Nhà hàng Hoa Sen' }).click();
  await expect(page.getByRole('heading', { level: 1 })).toHaveText('Nhà hàng Hoa Sen');
  await expect(page.locator('iframe')).toHaveAttribute('src', /content\.localhost/);
  await page.getByRole('button', { name: 'Like' }).click();
  await expect(page.getByRole('button', { name: 'Like' })).toHaveAttribute('aria-pressed', 'true');
  expect((await server.ask('GET', `/api/marketplace/${thing.id}`, { token: buyer.token })).json.liked).toBe(true);

  await page.getByRole('button', { name: 'Add to cart' }).click();
  await expect(page.getByRole('status').first()).toContainText('It is in your cart');
  expect((await server.ask('GET', '/api/cart', { token: buyer.token })).json.items).toHaveLength(1);
  await page.getByRole('link', { name: 'In the cart' }).click();
  await page.getByRole('link', { name: 'Check out' }).click();
  expect((await server.ask('GET', '/api/orders', { token: buyer.token })).json.items).toEqual([]);
  await page.getByRole('button', { name: 'Pay', exact: true }).click();
  // The sandbox's own page.
  await page.getByRole('button', { name: 'Pay', exact: true }).click();
  await expect(page.getByRole('heading', { name: 'Paid. It is yours.' })).toBeVisible();
  const [order] = (await server.ask('GET', '/api/orders', { token: buyer.token })).json.items;
  expect(order.status).toBe('delivered');
  await expect(page.getByRole('link', { name: 'Download' })).toBeVisible();
  await expect(page.getByRole('link', { name: 'Open in editor' })).toHaveAttribute('href', `/pages/${order.items[0].page_id}/edit`);
  await page.goto(`${server.url}/my-orders/${order.order_id}`);
  await expect(page.getByText('The copy was delivered.')).toBeVisible();
  await expectAccessible(page, 'an order');

  await page.goto(`${server.url}/marketplace/${thing.id}`);
  await page.getByRole('radio', { name: '5 stars' }).check();
  await page.getByRole('textbox', { name: /What was good/ }).fill('Rất đẹp');
  await page.getByRole('button', { name: 'Send' }).click();
  await expect(page.getByText('Rất đẹp')).toBeVisible();
  expect((await server.ask('GET', `/api/marketplace/${thing.id}/reviews`)).json.items[0]).toMatchObject({ rating: 5, comment: 'Rất đẹp' });
});

test('somebody applies, is let in, lists a page and sees it approved', async ({ server, browser }) => {
  const moderator = await admin(server);
  const person = await register(server);
  await createPage(server, person, 'Mùa hè');
  const theirs = await (await browser.newContext()).newPage();
  const admins = await (await browser.newContext()).newPage();
  await enter(theirs.context(), server, person);
  await enter(admins.context(), server, moderator);

  await theirs.goto(`${server.url}/sell`);
  await theirs.getByRole('textbox', { name: 'Name of your store' }).fill('Tiệm Mai');
  await theirs.getByRole('button', { name: 'Send application' }).click();
  await expect(theirs.getByRole('status').first()).toContainText('We have your application');
  await admins.goto(`${server.url}/admin/sellers`);
  await admins.getByRole('listitem').filter({ hasText: 'Tiệm Mai' }).getByRole('button', { name: 'Approve' }).click();
  await expect(admins.getByRole('status').first()).toContainText('Approved');

  await theirs.goto(`${server.url}/my-listings/new`);
  await theirs.getByRole('textbox', { name: 'Title' }).fill('Trang mùa hè');
  await theirs.getByRole('textbox', { name: 'Price' }).fill('dear');
  await theirs.getByRole('button', { name: 'Save' }).click();
  await expect(theirs.getByRole('textbox', { name: 'Title' }), 'nothing typed is lost').toHaveValue('Trang mùa hè');
  await theirs.getByRole('textbox', { name: 'Price' }).fill('250.000');
  await theirs.getByRole('button', { name: 'Save' }).click();
  await theirs.getByRole('button', { name: 'Send for approval' }).click();
  await expect(theirs.getByText('In review', { exact: true })).toBeVisible();

  await admins.goto(`${server.url}/admin/marketplace`);
  const row = admins.getByRole('listitem').filter({ hasText: 'Trang mùa hè' });
  await row.getByText('Send back').first().click();
  await row.getByRole('textbox').first().fill('The contrast of the headline is too low.');
  await row.getByRole('button', { name: 'Send back' }).click();
  await theirs.reload();
  await expect(theirs.getByText('The contrast of the headline is too low.')).toBeVisible();
  await theirs.getByRole('button', { name: 'Send for approval' }).click();
  await admins.goto(`${server.url}/admin/marketplace`);
  await row.getByRole('button', { name: 'Approve' }).click();
  const { items } = (await server.ask('GET', '/api/marketplace')).json;
  expect(items.map((it: { title: string; price: unknown }) => [it.title, it.price])).toEqual([['Trang mùa hè', { amount: 250000, currency: 'VND' }]]);

  for (const path of ['/my-listings', '/my-sales', '/balance', '/cart', '/my-orders']) {
    await theirs.goto(server.url + path);
    await expectAccessible(theirs, path);
  }
  for (const path of ['/admin/users', '/admin/orders', '/admin/payouts', '/admin/audit']) {
    await admins.goto(server.url + path);
    await expectAccessible(admins, path);
  }
  await admins.goto(`${server.url}/admin/users?q=${encodeURIComponent(person.email)}`);
  await admins.getByRole('button', { name: 'Suspend' }).click();
  await expect(admins.getByRole('status').first()).toContainText('Changed');
  await theirs.goto(`${server.url}/my-listings`);
  await expect(theirs).toHaveURL(/\/auth/);
  await Promise.all([theirs.context().close(), admins.context().close()]);
});
