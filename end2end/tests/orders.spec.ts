// Orders and their money: signed by independent clients, and under kills between any two steps.
import Stripe from 'stripe';
import { verifySecureHash, HashAlgorithm } from 'vnpay';

import { insist, underKills } from '../lib/kills.ts';
import { admin, listing, seller, STRIPE_WEBHOOK_SECRET, VNPAY, vnpayEnv, vnpayQuery } from '../lib/market.ts';
import { expectProblem, type Person, register } from '../lib/people.ts';
import type { Server } from '../lib/server.ts';
import { expect, test } from '../lib/test.ts';

const PRICE = 199_000;

async function order(server: Server, person: Person, id: string): Promise<any> {
  const answer = await server.ask('GET', `/api/orders/${id}`, { token: person.token });
  expect(answer.status, answer.text).toBe(200);
  return answer.json;
}

test('the vnpay package verifies our address, and we verify what it signs', async ({ start }) => {
  const server = await start({ env: vnpayEnv });
  const moderator = await admin(server);
  const shop = await seller(server, moderator);
  const thing = await listing(server, shop, moderator);
  const lan = await register(server);
  const placed = await server.ask('POST', '/api/orders', {
    token: lan.token,
    json: { listing_id: thing.id, payment_method: 'vnpay' },
  });
  expect(placed.status, placed.text).toBe(201);
  const url = new URL(placed.json.payment.payment_url);
  const signature = url.searchParams.get('vnp_SecureHash') ?? '';
  url.searchParams.delete('vnp_SecureHash');
  const signed = { secureSecret: VNPAY.secret, data: url.searchParams.toString(), hashAlgorithm: HashAlgorithm.SHA512 };
  expect(verifySecureHash({ ...signed, receivedHash: signature })).toBe(true);
  const reference = url.searchParams.get('vnp_TxnRef') ?? '';
  const ipn = async (query: string) => (await server.ask('GET', `/api/payment/vnpay/ipn?${query}`)).json.RspCode;
  expect(await ipn(vnpayQuery(reference, PRICE).replace(/vnp_Amount=\d+/, 'vnp_Amount=100'))).toBe('97');
  expect(await ipn(vnpayQuery('nobody', PRICE))).toBe('01');
  expect(await ipn(vnpayQuery(reference, PRICE - 1000))).toBe('04');
  const answers = await Promise.all(Array.from({ length: 8 }, () => ipn(vnpayQuery(reference, PRICE))));
  expect(answers.filter((code) => code === '00')).toHaveLength(1);
  expect(answers.filter((code) => code === '02')).toHaveLength(7);
  const done = await order(server, lan, placed.json.order.order_id);
  expect(done.status).toBe('delivered');
  const copy = await server.ask('GET', `/api/pages/${done.items[0].page_id}`, { token: lan.token });
  expect(copy.status).toBe(200);
  const doctor = server.command(['doctor']);
  expect(doctor.code, doctor.output).toBe(0);
});

test('the stripe package signs what we believe', async ({ start }) => {
  const server = await start({
    env: {
      STRIPE_SECRET_KEY: 'sk_test_x',
      STRIPE_PUBLISHABLE_KEY: 'pk_test_x',
      STRIPE_WEBHOOK_SECRET,
      STRIPE_API_BASE: 'http://127.0.0.1:9',
    },
  });
  const stripe = new Stripe('sk_test_x');
  const payload = JSON.stringify({ id: 'evt_1', type: 'customer.created', data: { object: { id: 'cus_1' } } });
  const post = (header: string, body = payload) =>
    server.ask('POST', '/api/payment/stripe/webhook', {
      headers: { 'stripe-signature': header, 'content-type': 'application/json' },
      body,
    });
  const header = stripe.webhooks.generateTestHeaderString({ payload, secret: STRIPE_WEBHOOK_SECRET });
  expect((await post(header)).status).toBe(200);
  expectProblem(await post(header, payload.replace('cus_1', 'cus_2')), 400, 'signature_invalid');
  const forged = stripe.webhooks.generateTestHeaderString({ payload, secret: 'whsec_other' });
  expectProblem(await post(forged), 400, 'signature_invalid');
  const old = stripe.webhooks.generateTestHeaderString({
    payload,
    secret: STRIPE_WEBHOOK_SECRET,
    timestamp: Math.floor(Date.now() / 1000) - 400,
  });
  expectProblem(await post(old), 400, 'signature_invalid');
});

test('a purchase with the buttons of the sandbox', async ({ server, page, context }) => {
  const moderator = await admin(server);
  const shop = await seller(server, moderator);
  const thing = await listing(server, shop, moderator);
  const lan = await register(server);
  const placed = await server.ask('POST', '/api/orders', {
    token: lan.token,
    json: { listing_id: thing.id, payment_method: 'sandbox' },
  });
  expect(placed.status, placed.text).toBe(201);
  const { order_id: id } = placed.json.order;
  // Where the buyer comes back to is another spec's matter.
  await context.route('**/orders/**', (route) => route.fulfill({ contentType: 'text/html', body: '<title>Order</title>' }));
  await page.goto(placed.json.payment.payment_url);
  for (const name of ['Pay', 'Fail', 'Cancel']) await expect(page.getByRole('button', { name })).toBeVisible();
  await page.getByRole('button', { name: 'Fail' }).click();
  await page.waitForURL(`**/orders/${id}`);
  expect((await order(server, lan, id)).attempts[0].status).toBe('failed');
  const again = await server.ask('POST', `/api/orders/${id}/pay`, { token: lan.token, json: { payment_method: 'sandbox' } });
  expect(again.status, again.text).toBe(200);
  await page.goto(again.json.payment.payment_url);
  await page.getByRole('button', { name: 'Pay' }).click();
  await page.waitForURL(`**/orders/${id}`);
  expect((await order(server, lan, id)).status).toBe('delivered');
});

test('an unpaid order expires and what it held is free again', async ({ start }) => {
  const server = await start({ env: { LANDINGHUB_ORDER_TTL_SECONDS: '2' } });
  const moderator = await admin(server);
  const shop = await seller(server, moderator);
  const thing = await listing(server, shop, moderator, { licence: 'exclusive' });
  const lan = await register(server);
  const minh = await register(server);
  const buy = (who: Person) =>
    server.ask('POST', '/api/orders', { token: who.token, json: { listing_id: thing.id, payment_method: 'sandbox' } });
  const first = await buy(lan);
  expect(first.status, first.text).toBe(201);
  expectProblem(await buy(minh), 409, 'out_of_stock');
  await expect.poll(async () => (await order(server, lan, first.json.order.order_id)).status, { timeout: 15_000 }).toBe('expired');
  expect((await buy(minh)).status).toBe(201);
});

const BUYERS = 10;
const THINGS = 20;
const KILLS = 12;

for (const database of ['sqlite', 'postgres'] as const) {
  test(`${BUYERS * THINGS} orders under ${KILLS} kills: nothing lost, nothing doubled (${database})`, async ({ start }) => {
    test.setTimeout(300_000);
    const server = await start({ database, env: vnpayEnv });
    const moderator = await admin(server);
    const shop = await seller(server, moderator);
    const things: any[] = [];
    for (let i = 0; i < THINGS; i++) things.push(await listing(server, shop, moderator, { title: `Thing ${i}` }));
    const buyers: Person[] = [];
    for (let i = 0; i < BUYERS; i++) buyers.push(await register(server, { verified: false }));

    const purchase = async (buyer: Person, thing: any) => {
      const placed = await insist(() =>
        server.ask('POST', '/api/orders', {
          token: buyer.token,
          headers: { 'idempotency-key': `${buyer.id}-${thing.id}` },
          json: { listing_id: thing.id, payment_method: 'vnpay' },
        }),
      );
      expect(placed.status, placed.text).toBe(201);
      const reference = new URL(placed.json.payment.payment_url).searchParams.get('vnp_TxnRef') ?? '';
      const ipn = () => insist(() => server.ask('GET', `/api/payment/vnpay/ipn?${vnpayQuery(reference, PRICE)}`));
      const codes = (await Promise.all([ipn(), ipn()])).map((answer) => answer.json.RspCode);
      for (const code of codes) expect(['00', '02']).toContain(code);
    };
    const working = Promise.all(
      buyers.map(async (buyer) => {
        for (const thing of things) await purchase(buyer, thing);
      }),
    );
    const kills = await underKills(server, KILLS, [40, 240], working);
    // A callback that died with its answer was applied or comes again: each order is settled once by now.
    for (const buyer of buyers) {
      const orders: any[] = (await server.ask('GET', '/api/orders?limit=100', { token: buyer.token })).json.items;
      expect(orders).toHaveLength(THINGS);
      expect(orders.map((one) => one.status)).toEqual(orders.map(() => 'delivered'));
      const pages: any[] = (await server.ask('GET', '/api/pages?limit=100', { token: buyer.token })).json.items;
      expect(pages).toHaveLength(THINGS);
    }
    const balance = (await server.ask('GET', '/api/sellers/me/balance', { token: shop.token })).json.balances[0];
    expect(balance.pending).toEqual({ amount: BUYERS * THINGS * (PRICE - PRICE / 10), currency: 'VND' });
    expect(kills).toBeGreaterThan(3);
    const doctor = server.command(['doctor']);
    expect(doctor.code, doctor.output).toBe(0);
  });
}
