// Money that goes its own way, on the screens: a payment that fails, two currencies, one that doesn't fit, and the seller's view.
import { createHmac } from 'node:crypto';

import { admin, listing, seller } from '../lib/market.ts';
import { enter, type Person, register } from '../lib/people.ts';
import type { Server } from '../lib/server.ts';
import { expect, expectAccessible, test } from '../lib/test.ts';

const SECRET = 'a secret of the sandbox';

const get = async (server: Server, person: Person, path: string): Promise<any> => {
  const answer = await server.ask('GET', path, { token: person.token });
  expect(answer.status, answer.text).toBe(200);
  return answer.json;
};

/** What the sandbox would tell, signed as docs/payments.md says. */
async function sandbox(server: Server, reference: string, event: string, outcome: string, amount: number, currency = 'VND'): Promise<number> {
  const body = JSON.stringify({ event_id: event, reference, outcome, amount, currency });
  const signature = createHmac('sha256', SECRET).update(body).digest('hex');
  const headers = { 'content-type': 'application/json', 'x-sandbox-signature': signature };
  return (await server.ask('POST', '/api/payment/sandbox/ipn', { headers, body })).status;
}

test.use({ serverOptions: { env: { LANDINGHUB_SANDBOX_SECRET: SECRET } } });

test('a payment that fails is told of, and the next one buys it; the seller sees the money’s way', async ({ server, context, page }) => {
  const moderator = await admin(server);
  const shop = await seller(server, moderator);
  const thing = await listing(server, shop, moderator, { title: 'Quán cà phê' });
  const lan = await register(server);
  await enter(context, server, lan);
  await page.goto(`${server.url}/checkout/new?listing=${thing.id}`);
  await page.getByRole('button', { name: 'Pay', exact: true }).click();
  await page.getByRole('button', { name: 'Fail' }).click();
  await expect(page.getByText('The payment didn’t go through.')).toBeVisible();
  await expectAccessible(page, 'a payment that failed');
  await page.getByRole('button', { name: 'Pay', exact: true }).click();
  await page.getByRole('button', { name: 'Pay', exact: true }).click();
  await expect(page.getByRole('heading', { name: 'Paid. It is yours.' })).toBeVisible();
  const [order] = (await get(server, lan, '/api/orders')).items;
  expect(order.status).toBe('delivered');
  expect((await get(server, lan, `/api/orders/${order.order_id}`)).attempts.map((one: any) => one.status)).toEqual(['failed', 'succeeded']);

  // What the page still asks for would come without them.
  await page.goto('about:blank');
  await context.clearCookies();
  await enter(context, server, shop);
  await page.goto(`${server.url}/balance`);
  await page.getByRole('link', { name: 'Sale', exact: true }).first().click();
  await expect(page).toHaveURL(`${server.url}/my-sales/${order.order_id}`);
  await expect(page.getByText('The payment went through.')).toBeVisible();
  await expect(page.getByText('179,100').first()).toBeVisible();
  await expectAccessible(page, 'a sale');
  await expect(page.getByRole('link', { name: 'Download' })).toHaveCount(0);
  for (const path of ['download', 'invoice']) {
    expect((await server.ask('GET', `/api/orders/${order.order_id}/${path}`, { token: shop.token })).status, path).toBe(404);
  }
  await page.goto(`${server.url}/dashboard`);
  await expect(page.getByText(/179,100.* earned in the last 30 days/).first()).toBeVisible();
});

test('a cart of two currencies is checked out one by one', async ({ server, context, page }) => {
  const moderator = await admin(server);
  const [one, other] = [await seller(server, moderator), await seller(server, moderator)];
  const dong = await listing(server, one, moderator, { title: 'In đồng' });
  const dollars = await listing(server, other, moderator, { title: 'In dollars', price: { amount: 1900, currency: 'USD' } });
  const lan = await register(server);
  for (const thing of [dong, dollars]) {
    expect((await server.ask('PUT', `/api/cart/items/${thing.id}`, { token: lan.token })).status).toBe(200);
  }
  await enter(context, server, lan);
  await page.goto(`${server.url}/cart`);
  await expectAccessible(page, 'a cart of two currencies');
  await page.getByRole('link', { name: /Check out .*19\.00/ }).click();
  await expect(page.getByText('In dollars')).toBeVisible();
  await expect(page.getByText('In đồng')).toHaveCount(0);
  await page.getByRole('button', { name: 'Pay', exact: true }).click();
  await page.getByRole('button', { name: 'Pay', exact: true }).click();
  await expect(page.getByRole('heading', { name: 'Paid. It is yours.' })).toBeVisible();
  const [order] = (await get(server, lan, '/api/orders')).items;
  expect(order).toMatchObject({ status: 'delivered', total: { amount: 1900, currency: 'USD' } });
  const cart = await get(server, lan, '/api/cart');
  expect(cart.items.map((item: any) => item.listing.id), 'the other stays in the cart').toEqual([dong.id]);
});

test('an admin sends money back that doesn’t fit, and takes the order off the list', async ({ server, context, page }) => {
  const moderator = await admin(server);
  const shop = await seller(server, moderator);
  const thing = await listing(server, shop, moderator, { title: 'Quán cà phê' });
  const lan = await register(server);
  const placed = await server.ask('POST', '/api/orders', { token: lan.token, json: { listing_id: thing.id, payment_method: 'sandbox' } });
  const id = placed.json.order.order_id;
  const attempt = (await get(server, lan, `/api/orders/${id}`)).attempts[0].id;
  expect(await sandbox(server, attempt, 'e1', 'paid', 99_000)).toBe(200);
  await enter(context, server, moderator);
  await page.goto(`${server.url}/admin/orders?show=attention`);
  const row = page.getByRole('row').filter({ hasText: 'Quán cà phê' });
  await expect(row.getByText('Another amount came than was asked for')).toBeVisible();
  await expectAccessible(page, 'orders that need attention');
  await row.getByText('Send the payment back').first().click();
  await row.getByRole('textbox').fill('Half of the price');
  await row.getByRole('button', { name: 'Send the payment back' }).click();
  await expect(page.getByText('The payment goes back to the buyer.')).toBeVisible();
  expect((await get(server, moderator, '/api/admin/orders?attention=true')).items).toEqual([]);
  const shown = await get(server, lan, `/api/orders/${id}`);
  expect([shown.status, shown.attempts[0].status]).toEqual(['pending', 'failed']);
  const back = shown.timeline.find((line: any) => line.kind === 'payment_returned');
  expect(back.amount).toEqual({ amount: 99_000, currency: 'VND' });
  // What needs no money moved is ticked off.
  const second = await server.ask('POST', `/api/orders/${id}/pay`, { token: lan.token, json: { payment_method: 'sandbox' } });
  expect(second.status, second.text).toBe(200);
  const next = (await get(server, lan, `/api/orders/${id}`)).attempts.at(-1).id;
  expect(await sandbox(server, next, 'e2', 'suspicious', 199_000)).toBe(200);
  await page.goto(`${server.url}/admin/orders?show=attention`);
  await page.getByRole('button', { name: 'Looked at' }).click();
  await expect(page.getByText('The order is off the list.')).toBeVisible();
  expect((await get(server, moderator, '/api/admin/orders?attention=true')).items).toEqual([]);
  const doctor = server.command(['doctor']);
  expect(doctor.code, doctor.output).toBe(0);
});
