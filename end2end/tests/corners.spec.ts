// Corners of selling and paying: what each gateway hears back to the letter, what comes at the wrong moment, and what two do at once.
import { createHmac } from 'node:crypto';

import Stripe from 'stripe';

import { reference, Standin } from '../lib/gateways.ts';
import { admin, listing, seller, vnpayQuery } from '../lib/market.ts';
import { enter, expectProblem, type Person, register } from '../lib/people.ts';
import type { Answer } from '../lib/http.ts';
import type { Server } from '../lib/server.ts';
import { expect, test as base } from '../lib/test.ts';

const test = base.extend<{ standin: Standin }>({
  // eslint-disable-next-line no-empty-pattern
  standin: async ({}, use) => {
    const standin = await Standin.start();
    await use(standin);
    standin.stop();
  },
});

const VND = (amount: number) => ({ amount, currency: 'VND' });
const ABSENT = 'a'.repeat(26);

const placeBy = (server: Server, who: Person, json: Record<string, unknown>, headers: Record<string, string> = {}) =>
  server.ask('POST', '/api/orders', { token: who.token, json, headers });

async function placed(server: Server, who: Person, thing: any, method: string): Promise<{ id: string; ref: string }> {
  const answer = await placeBy(server, who, { listing_id: thing.id, payment_method: method });
  expect(answer.status, answer.text).toBe(201);
  const id = answer.json.order.order_id;
  return { id, ref: await reference(server, who.token, id) };
}

async function order(server: Server, who: Person, id: string): Promise<any> {
  const answer = await server.ask('GET', `/api/orders/${id}`, { token: who.token });
  expect(answer.status, answer.text).toBe(200);
  return answer.json;
}

const ipn = (server: Server, query: string) => server.ask('GET', `/api/payment/vnpay/ipn?${query}`);

function hears(answer: Answer, code: string, message: string): void {
  expect([answer.status, answer.json]).toEqual([200, { RspCode: code, Message: message }]);
  expect(answer.header('content-type')).toContain('application/json');
}

function sound(server: Server): void {
  const doctor = server.command(['doctor']);
  expect(doctor.code, doctor.output).toBe(0);
}

test('VNPay hears each of its codes', async ({ start, standin }) => {
  const server = await start({ env: standin.env });
  const moderator = await admin(server);
  const thing = await listing(server, await seller(server, moderator), moderator);
  const [lan, minh] = [await register(server), await register(server)];
  const { id, ref } = await placed(server, lan, thing, 'vnpay');

  const good = vnpayQuery(ref, 199_000);
  for (const bad of ['', 'vnp_TxnRef=x', good.replace(/vnp_SecureHash=.*/, ''), good.replace('vnp_Amount=19900000', 'vnp_Amount=19900100'), `${good}&vnp_Amount=1`]) {
    hears(await ipn(server, bad), '97', 'Fail checksum');
  }
  hears(await ipn(server, vnpayQuery(ABSENT, 199_000)), '01', 'Order not found');
  hears(await ipn(server, vnpayQuery(ref, 199_000, '00', { vnp_TmnCode: 'OTHERTMN' })), '01', 'Order not found');
  expect((await order(server, lan, id)).attempts[0].status, 'nothing of it moved anything').toBe('redirected');
  // A failure is noted once; then the money comes after all. The hash may be in capitals, what isn't vnp_ isn't signed.
  hears(await ipn(server, vnpayQuery(ref, 199_000, '24')), '00', 'Confirm Success');
  hears(await ipn(server, vnpayQuery(ref, 199_000, '24')), '02', 'Order already confirmed');
  hears(await ipn(server, good.replace(/(?<=vnp_SecureHash=).*/, (hash) => hash.toUpperCase()) + '&utm=1&vnp_SecureHashType=HMACSHA512'), '00', 'Confirm Success');
  hears(await ipn(server, good), '02', 'Order already confirmed');
  expect((await order(server, lan, id)).status).toBe('delivered');
  // Both codes must be 00; 07 is money that is suspected.
  const other = await placed(server, minh, thing, 'vnpay');
  hears(await ipn(server, vnpayQuery(other.ref, 199_000, '00', { vnp_TransactionStatus: '02' })), '00', 'Confirm Success');
  expect((await order(server, minh, other.id)).status).toBe('pending');
  hears(await ipn(server, vnpayQuery(other.ref, 199_000, '07')), '00', 'Confirm Success');
  expect((await order(server, minh, other.id)).attempts[0].status).toBe('review');
  sound(server);
  hears(await ipn(server, vnpayQuery(other.ref, 198_000, '00')), '04', 'Invalid amount');
  hears(await ipn(server, vnpayQuery(other.ref, 198_000, '00')), '04', 'Invalid amount');
  sound(server);
  // Coming back changes nothing, forged or not.
  const third = await register(server);
  const back = await placed(server, third, thing, 'vnpay');
  const returned = await server.ask('GET', `/api/payment/vnpay/return?${vnpayQuery(back.ref, 199_000)}`);
  expect([returned.status, returned.header('location')]).toEqual([303, `/orders/${back.id}`]);
  expect((await order(server, third, back.id)).status).toBe('pending');
  sound(server);
});

test('MoMo, Stripe, Omise and the sandbox hear what they expect', async ({ start, standin }) => {
  const server = await start({ env: standin.env });
  const moderator = await admin(server);
  const shop = await seller(server, moderator);
  const [momo, stripe, omise] = ['momo', 'stripe', 'omise'].map((name) => standin.gateways.find((one) => one.name === name)!) as any[];
  const lan = await register(server);
  const thing = (gateway: any) => listing(server, shop, moderator, { title: gateway.name, price: { amount: gateway.amount, currency: gateway.currency } });

  const m = await placed(server, lan, await thing(momo), 'momo');
  const silent = (answer: Answer) => expect([answer.status, answer.text]).toEqual([204, '']);
  silent(await momo.tell(server, ABSENT, { amount: 199_000 }));
  silent(await momo.tell(server, m.ref, { amount: 1 }));
  expect((await order(server, lan, m.id)).attempts[0].status).toBe('review');
  silent(await momo.tell(server, m.ref, { amount: 199_000 }));
  silent(await momo.tell(server, m.ref, { amount: 199_000 }));
  expectProblem(await momo.tell(server, m.ref, { amount: 199_000, forged: true }), 400, 'signature_invalid');
  for (const body of ['', '{}', 'not json', '[]']) {
    const answer = await server.ask('POST', '/api/payment/momo/ipn', { body, headers: { 'content-type': 'application/json' } });
    expect(answer.status, body).toBe(400);
  }
  expect((await order(server, lan, m.id)).status).toBe('delivered');

  // Stripe: any v1 counts, v0 never; an old time doesn't; unknown events are heard; another currency is another amount.
  const s = await placed(server, lan, await thing(stripe), 'stripe');
  const secret = standin.env.STRIPE_WEBHOOK_SECRET as string;
  const event = (type: string, object: unknown, id: string) => JSON.stringify({ id, type, data: { object } });
  const intent = { id: `pi_${s.ref}`, amount: 1_900, amount_received: 1_900, currency: 'usd', metadata: { attempt_id: s.ref } };
  const sign = (body: string, at: number) => createHmac('sha256', secret).update(`${at}.${body}`).digest('hex');
  const hook = (body: string, signature: string) =>
    server.ask('POST', '/api/payment/stripe/webhook', { body, headers: { 'stripe-signature': signature, 'content-type': 'application/json' } });
  const now = Math.floor(Date.now() / 1000);
  const paid = event('payment_intent.succeeded', intent, 'evt_1');
  for (const header of ['', `t=${now}`, `t=${now},v0=${sign(paid, now)}`, `t=${now - 301},v1=${sign(paid, now - 301)}`, `t=${now},v1=${sign(paid + ' ', now)}`]) {
    expectProblem(await hook(paid, header), 400, 'signature_invalid');
  }
  expect((await order(server, lan, s.id)).status).toBe('pending');
  const unknown = event('invoice.paid', { id: 'in_1' }, 'evt_2');
  expect((await hook(unknown, `t=${now},v1=${sign(unknown, now)}`)).status).toBe(200);
  const baht = event('payment_intent.succeeded', { ...intent, currency: 'thb' }, 'evt_3');
  expect((await hook(baht, `t=${now},v1=${sign(baht, now)}`)).status).toBe(200);
  expect((await order(server, lan, s.id)).attempts[0].status, 'another currency').toBe('review');
  sound(server);
  expect((await hook(paid, `t=${now},v1=${'0'.repeat(64)},v1=${sign(paid, now)},v0=abc`)).status).toBe(200);
  expect((await order(server, lan, s.id)).status).toBe('delivered');
  const theirs = new Stripe('sk_test_x').webhooks.generateTestHeaderString({ payload: paid, secret });
  expect((await hook(paid, theirs)).status, 'again, signed by their package').toBe(200);

  // Omise: the charge decides, not the webhook; a charge that can't be fetched is asked about again.
  const o = await placed(server, lan, await thing(omise), 'omise');
  const charge = standin.charges.get(`chrg_${o.ref}`);
  expect((await standin.omiseEvent(server, { object: 'charge', id: charge.id, status: 'successful' })).status).toBe(200);
  expect((await order(server, lan, o.id)).status, 'the webhook alone says nothing').toBe('pending');
  expectProblem(await standin.omiseEvent(server, { object: 'charge', id: 'chrg_nobody', status: 'successful' }), 503, 'unavailable');
  Object.assign(charge, { status: 'successful', currency: 'usd' });
  expect((await standin.omiseEvent(server, { object: 'charge', id: charge.id })).status).toBe(200);
  expect((await order(server, lan, o.id)).attempts[0].status, 'another currency').toBe('review');
  Object.assign(charge, { currency: 'thb', refunded_amount: 0 });
  expect((await standin.omiseEvent(server, { object: 'charge', id: charge.id })).status).toBe(200);
  expect((await order(server, lan, o.id)).status).toBe('delivered');

  // The sandbox knows no strangers and believes no forgers.
  const box = (body: string, signature: string) =>
    server.ask('POST', '/api/payment/sandbox/ipn', { body, headers: { 'content-type': 'application/json', 'x-sandbox-signature': signature } });
  expectProblem(await box(JSON.stringify({ event_id: 'x', reference: o.ref, outcome: 'paid', amount: 1, currency: 'VND' }), 'ab'), 400, 'signature_invalid');
  for (const [method, path] of [['POST', 'vnpay/ipn'], ['GET', 'momo/ipn'], ['GET', 'stripe/webhook'], ['GET', 'omise/webhook'], ['GET', 'sandbox/ipn']] as const) {
    expect((await server.ask(method, `/api/payment/${path}`)).status, `${method} ${path}`).toBe(405);
  }
  sound(server);
});

test('a dispute or a refund overtakes its payment: kept, and applied once it lands', async ({ start, standin }) => {
  const server = await start({ env: standin.env });
  const moderator = await admin(server);
  const shop = await seller(server, moderator);
  const stripe = standin.gateways.find((one) => one.name === 'stripe')!;
  const omise = standin.gateways.find((one) => one.name === 'omise')!;
  const lan = await register(server);
  const bought = async (gateway: typeof stripe) =>
    placed(server, lan, await listing(server, shop, moderator, { price: { amount: gateway.amount, currency: gateway.currency } }), gateway.name);
  const attention = async (): Promise<string[]> =>
    (await server.ask('GET', '/api/admin/orders?attention=true&limit=100', { token: moderator.token })).json.items.map((one: any) => one.order_id);
  const status = async (id: string) => (await order(server, lan, id)).status;

  const lost = await bought(stripe);
  const dispute = (ref: string, word: string) => ({ id: `dp_${ref}`, payment_intent: `pi_${ref}`, status: word, amount: 1_900, currency: 'usd' });
  expect((await standin.stripeEvent(server, 'charge.dispute.created', dispute(lost.ref, 'needs_response'))).status).toBe(200);
  expect(await status(lost.id)).toBe('pending');
  expect(await attention(), 'somebody may look').toContain(lost.id);
  await stripe.tell(server, lost.ref, { amount: stripe.amount });
  expect(await status(lost.id)).toBe('disputed');
  expectProblem(
    await server.ask('POST', `/api/admin/orders/${lost.id}/refund`, { token: moderator.token, json: { reason: 'while it is open' } }),
    409,
    'conflict',
  );
  await standin.stripeEvent(server, 'charge.dispute.closed', dispute(lost.ref, 'lost'));
  expect(await status(lost.id)).toBe('charged_back');

  const both = await bought(stripe);
  await standin.stripeEvent(server, 'charge.dispute.closed', dispute(both.ref, 'lost'));
  await standin.stripeEvent(server, 'charge.dispute.created', dispute(both.ref, 'needs_response'));
  sound(server);
  await Promise.all(Array.from({ length: 4 }, () => stripe.tell(server, both.ref, { amount: stripe.amount })));
  expect(await status(both.id)).toBe('charged_back');

  // Through a restart: what was kept is in the database.
  const won = await bought(stripe);
  await standin.stripeEvent(server, 'charge.dispute.created', dispute(won.ref, 'needs_response'));
  await server.kill9();
  await server.up();
  await standin.stripeEvent(server, 'charge.dispute.closed', dispute(won.ref, 'won'));
  await stripe.tell(server, won.ref, { amount: stripe.amount });
  expect(await status(won.id)).toBe('delivered');

  const back = await bought(stripe);
  const charge = { id: `ch_${back.ref}`, payment_intent: `pi_${back.ref}`, amount: 1_900, amount_captured: 1_900, amount_refunded: 1_900, currency: 'usd' };
  await standin.stripeEvent(server, 'charge.refunded', charge);
  await stripe.tell(server, back.ref, { amount: stripe.amount });
  expect(await status(back.id)).toBe('refunded');
  expectProblem(await server.ask('GET', `/api/orders/${back.id}/download`, { token: lan.token }), 403, 'forbidden');

  const theirs = await bought(omise);
  const id = `dspt_${theirs.ref}`;
  standin.charges.set(id, { object: 'dispute', id, status: 'open', charge: `chrg_${theirs.ref}`, amount: omise.amount, currency: 'thb' });
  expect((await standin.omiseEvent(server, { object: 'dispute', id })).status).toBe(200);
  await omise.tell(server, theirs.ref, { amount: omise.amount });
  expect(await status(theirs.id)).toBe('disputed');
  expect(standin.refunds, 'nothing was sent back by us').toEqual([]);
  sound(server);
});

test('what changes between the cart, the checkout and the payment', async ({ start, standin }) => {
  const server = await start({ env: standin.env });
  const moderator = await admin(server);
  const shop = await seller(server, moderator);
  const [lan, minh] = [await register(server), await register(server)];
  const vnpay = standin.gateways.find((one) => one.name === 'vnpay')!;
  const put = (who: Person, thing: any) => server.ask('PUT', `/api/cart/items/${thing.id}`, { token: who.token });

  // The price goes up: the cart shows the new one, an order made before keeps its own.
  const dearer = await listing(server, shop, moderator);
  await put(lan, dearer);
  const before = await placed(server, minh, dearer, 'vnpay');
  expect((await server.ask('PATCH', `/api/marketplace/${dearer.id}`, { token: shop.token, json: { price: VND(250_000) } })).status).toBe(200);
  expect((await server.ask('GET', '/api/cart', { token: lan.token })).json.totals, 'not before it is approved').toEqual([VND(199_000)]);
  await server.ask('POST', `/api/marketplace/${dearer.id}/submit`, { token: shop.token });
  expect((await server.ask('POST', `/api/admin/marketplace/${dearer.id}/approve`, { token: moderator.token })).status).toBe(200);
  expect((await server.ask('GET', '/api/cart', { token: lan.token })).json.totals).toEqual([VND(250_000)]);
  const after = await placeBy(server, lan, { cart: true, payment_method: 'vnpay' });
  expect(after.json.order.total).toEqual(VND(250_000));
  await vnpay.tell(server, before.ref, { amount: 199_000 });
  expect(await order(server, minh, before.id)).toMatchObject({ status: 'delivered', total: VND(199_000) });
  expect((await server.ask('POST', `/api/orders/${after.json.order.order_id}/cancel`, { token: lan.token })).status).toBe(200);
  expect((await server.ask('GET', '/api/cart', { token: lan.token })).json.items, 'what wasn’t bought stays').toHaveLength(1);
  await server.ask('DELETE', `/api/cart/items/${dearer.id}`, { token: lan.token });

  // Suspended after the checkout: nobody can have it any more, and the money goes back.
  const bad = await listing(server, shop, moderator);
  const held = await placed(server, lan, bad, 'vnpay');
  await put(minh, bad);
  expect((await server.ask('POST', `/api/admin/marketplace/${bad.id}/suspend`, { token: moderator.token, json: { reason: 'A copy' } })).status).toBe(200);
  expectProblem(await placeBy(server, minh, { listing_id: bad.id, payment_method: 'vnpay' }), 404, 'not_found');
  expectProblem(await placeBy(server, minh, { cart: true, payment_method: 'vnpay' }), 409, 'conflict');
  await vnpay.tell(server, held.ref, { amount: 199_000 });
  expect((await order(server, lan, held.id)).status).toBe('refunded');

  // Suspended, and cancelled before the money came: it goes back.
  const worse = await listing(server, shop, moderator);
  const late = await placed(server, lan, worse, 'vnpay');
  expect((await server.ask('POST', `/api/orders/${late.id}/cancel`, { token: lan.token })).status).toBe(200);
  await server.ask('POST', `/api/admin/marketplace/${worse.id}/suspend`, { token: moderator.token, json: { reason: 'A copy' } });
  await vnpay.tell(server, late.ref, { amount: 199_000 });
  expect((await order(server, lan, late.id)).status).toBe('refunded');
  expectProblem(await server.ask('POST', `/api/orders/${late.id}/pay`, { token: lan.token, json: {} }), 409, 'conflict');
  expectProblem(await server.ask('POST', `/api/orders/${late.id}/cancel`, { token: lan.token }), 409, 'conflict');

  // One's own; what is free beside what isn't; and what is owned already.
  expectProblem(await placeBy(server, shop, { listing_id: dearer.id, payment_method: 'vnpay' }), 403, 'own_listing');
  const free = { amount: 0, currency: 'USD' };
  const [gift, thing] = [await listing(server, shop, moderator, { price: free }), await listing(server, shop, moderator)];
  await put(lan, gift);
  await put(lan, thing);
  const mixed = await placeBy(server, lan, { cart: true, payment_method: 'vnpay' });
  expect(mixed.json.order).toMatchObject({ status: 'pending', total: VND(199_000) });
  const mixedId = mixed.json.order.order_id;
  expect((await server.ask('GET', '/api/pages', { token: lan.token })).json.items, 'the gift waits for the payment, too').toHaveLength(0);
  await vnpay.tell(server, await reference(server, lan.token, mixedId), { amount: 199_000 });
  const both = await order(server, lan, mixedId);
  expect(both.status).toBe('delivered');
  expect(both.items.map((item: any) => Boolean(item.page_id))).toEqual([true, true]);
  expect((await server.ask('GET', '/api/cart', { token: lan.token })).json.items).toEqual([]);
  const again = await placeBy(server, lan, { listing_id: gift.id });
  expectProblem(again, 409, 'already_owned');
  expect(again.json.order_id).toBe(mixedId);
  sound(server);
});

test('two at once: the last one, an order, a refund, a like, a review; and keys with another body', async ({ start, standin }) => {
  const server = await start({ env: standin.env });
  const moderator = await admin(server);
  const shop = await seller(server, moderator);
  const [lan, minh] = [await register(server), await register(server)];
  const vnpay = standin.gateways.find((one) => one.name === 'vnpay')!;
  const statuses = (answers: Answer[]) => answers.map((answer) => answer.status).sort();

  // Two carts with the last exclusive licence.
  const [only, more] = [await listing(server, shop, moderator, { licence: 'exclusive' }), await listing(server, shop, moderator)];
  for (const who of [lan, minh]) for (const thing of [only, more]) await server.ask('PUT', `/api/cart/items/${thing.id}`, { token: who.token });
  const carts = await Promise.all([lan, minh].map((who) => placeBy(server, who, { cart: true, payment_method: 'vnpay' })));
  expect(statuses(carts)).toEqual([201, 409]);
  const beaten = carts.find((answer) => answer.status === 409)!;
  expectProblem(beaten, 409, 'out_of_stock');
  expect(beaten.json.listing_id).toBe(only.id);
  const winner = carts.indexOf(beaten) === 0 ? minh : lan;
  const won = carts.find((answer) => answer.status === 201)!.json.order.order_id;

  // Keys: the same again is the same, another body is refused, somebody else's key is their own.
  const key = { 'idempotency-key': 'order-1' };
  const thing = await listing(server, shop, moderator);
  const body = { listing_id: thing.id, payment_method: 'vnpay' };
  const [first, second] = [await placeBy(server, winner, body, key), await placeBy(server, winner, body, key)];
  expect([second.status, second.text, second.header('idempotency-replayed')]).toEqual([201, first.text, 'true']);
  expectProblem(await placeBy(server, winner, { ...body, payment_method: 'momo' }, key), 409, 'idempotency_conflict');
  expectProblem(await placeBy(server, winner, { cart: true, payment_method: 'vnpay' }, key), 409, 'idempotency_conflict');
  const loser = winner === lan ? minh : lan;
  expect((await placeBy(server, loser, body, key)).json.order.order_id).not.toBe(first.json.order.order_id);

  // Cancelled while it is paid: the one or the other, and the money is somewhere.
  const ref = await reference(server, winner.token, first.json.order.order_id);
  await Promise.all([
    server.ask('POST', `/api/orders/${first.json.order.order_id}/cancel`, { token: winner.token }),
    vnpay.tell(server, ref, { amount: 199_000 }),
    vnpay.tell(server, ref, { amount: 199_000 }),
  ]);
  expect((await order(server, winner, first.json.order.order_id)).status, 'late money delivers what is still for sale').toBe('delivered');

  // Paid, and refunded by two at once.
  await vnpay.tell(server, await reference(server, winner.token, won), { amount: 398_000 });
  expect((await order(server, winner, won)).status).toBe('delivered');
  const refund = (amount?: unknown) =>
    server.ask('POST', `/api/admin/orders/${won}/refund`, { token: moderator.token, json: { reason: 'Twice', ...(amount ? { amount } : {}) } });
  for (const amount of [VND(398_001), VND(0), VND(-1), { amount: 100, currency: 'USD' }, { amount: 1.5, currency: 'VND' }, 'all of it']) {
    const refused = await refund(amount);
    expect([400, 422], `${JSON.stringify(amount)}: ${refused.text}`).toContain(refused.status);
  }
  expect(statuses(await Promise.all([refund(VND(300_000)), refund(VND(300_000))]))).toEqual([200, 422]);
  expect(statuses(await Promise.all([refund(), refund(), refund()]))).toEqual([200, 409, 409]);
  expect(await order(server, winner, won)).toMatchObject({ status: 'refunded', refunded: VND(398_000) });
  expect((await server.ask('GET', `/api/orders/${won}/invoice`, { token: winner.token })).status, 'the invoice stays').toBe(200);
  // Paid again after that: known, and nothing comes to life.
  await vnpay.tell(server, await reference(server, winner.token, won), { amount: 398_000 });
  expect((await order(server, winner, won)).status).toBe('refunded');

  // Likes and reviews.
  const like = (method: string) => server.ask(method, `/api/marketplace/${thing.id}/like`, { token: winner.token });
  const likes = async () => (await server.ask('GET', `/api/marketplace/${thing.id}`)).json.likes;
  await Promise.all(Array.from({ length: 8 }, () => like('PUT')));
  expect(await likes()).toBe(1);
  await Promise.all(Array.from({ length: 8 }, () => like('DELETE')));
  expect(await likes()).toBe(0);
  const review = (who: Person, rating: unknown) =>
    server.ask('POST', `/api/marketplace/${thing.id}/reviews`, { token: who.token, json: { rating, comment: 'Good' } });
  expect((await review(loser, 5)).status, 'without a purchase').toBe(403);
  expect((await review(shop, 5)).status, 'one’s own').toBe(403);
  for (const rating of [0, 6, 1.5, '5', null]) expect([400, 422]).toContain((await review(winner, rating)).status);
  expect(statuses(await Promise.all(Array.from({ length: 4 }, () => review(winner, 4))))).toEqual([201, 409, 409, 409]);
  expect((await server.ask('GET', `/api/marketplace/${thing.id}`)).json).toMatchObject({ rating: 4, rating_count: 1 });

  // Somebody else's order is nobody's.
  for (const [method, path] of [['GET', ''], ['POST', '/pay'], ['POST', '/cancel'], ['POST', '/refund'], ['GET', '/download'], ['GET', '/invoice']] as const) {
    const theirs = await server.ask(method, `/api/orders/${won}${path}`, { token: loser.token, ...(method === 'POST' ? { json: {} } : {}) });
    const none = await server.ask(method, `/api/orders/${ABSENT}${path}`, { token: loser.token, ...(method === 'POST' ? { json: {} } : {}) });
    expect([theirs.status, theirs.json.code], path).toEqual([404, 'not_found']);
    expect({ ...theirs.json, instance: '' }).toEqual({ ...none.json, instance: '' });
  }
  sound(server);
});

test('payouts: never more than there is, however many ask at once', async ({ start, standin }) => {
  const server = await start({ database: 'postgres', env: standin.env });
  const moderator = await admin(server);
  const shop = await seller(server, moderator);
  const lan = await register(server);
  const vnpay = standin.gateways.find((one) => one.name === 'vnpay')!;
  const ask = (amount?: unknown, headers: Record<string, string> = {}) =>
    server.ask('POST', '/api/sellers/me/payouts', { token: shop.token, json: amount ? { amount } : {}, headers });
  const balance = async () => (await server.ask('GET', '/api/sellers/me/balance', { token: shop.token })).json.balances[0];
  const one = await placed(server, lan, await listing(server, shop, moderator), 'vnpay');
  await vnpay.tell(server, one.ref, { amount: 199_000 });
  const early = await ask(VND(1));
  expect([409, 422], early.text).toContain(early.status);
  server.sql('update order_items set release_at = 1');
  await expect.poll(async () => (await balance()).available, { timeout: 15_000 }).toEqual(VND(179_100));
  for (const amount of [VND(179_101), VND(0), VND(-5), { amount: 1, currency: 'USD' }]) {
    const refused = await ask(amount);
    expect([409, 422], refused.text).toContain(refused.status);
  }
  const key = { 'idempotency-key': 'payout-1' };
  const [first, again] = [await ask(VND(79_100), key), await ask(VND(79_100), key)];
  expect([first.status, again.status, again.text]).toEqual([201, 201, first.text]);
  expectProblem(await ask(VND(79_101), key), 409, 'idempotency_conflict');
  const many = await Promise.all(Array.from({ length: 6 }, () => ask(VND(60_000))));
  expect(many.filter((answer) => answer.status === 201)).toHaveLength(1);
  expect((await balance()).available).toEqual(VND(40_000));
  const approve = () => server.ask('POST', `/api/admin/payouts/${first.json.id}/approve`, { token: moderator.token });
  const approved = await Promise.all([approve(), approve(), approve()]);
  expect(approved.map((answer) => answer.status).sort()).toEqual([200, 409, 409]);
  expect(await balance()).toMatchObject({ available: VND(40_000), paid_out: VND(79_100) });
  // A lost dispute after the payout: the balance is owed, and netted by the next sale.
  server.sql('update order_items set release_at = 1');
  sound(server);
});

test('orders are found by number, buyer, payment and title, and the words stay in the address', async ({ start, standin, context, page }) => {
  const server = await start({ env: standin.env });
  const moderator = await admin(server);
  const shop = await seller(server, moderator);
  const [lan, minh] = [await register(server), await register(server)];
  const vnpay = standin.gateways.find((one) => one.name === 'vnpay')!;
  const a = await placed(server, lan, await listing(server, shop, moderator, { title: 'Quán Cà Phê' }), 'vnpay');
  await vnpay.tell(server, a.ref, { amount: 199_000 });
  const b = await placed(server, minh, await listing(server, shop, moderator, { title: '100% cotton' }), 'vnpay');
  const transaction = (await order(server, lan, a.id)).transaction_id;
  const find = async (q: string, more = '') => {
    const answer = await server.ask('GET', `/api/admin/orders?q=${encodeURIComponent(q)}${more}`, { token: moderator.token });
    expect(answer.status, answer.text).toBe(200);
    return answer.json.items.map((one: any) => one.order_id);
  };
  for (const q of [a.id, a.id.slice(0, 12), a.id.toUpperCase(), lan.email, lan.email.toUpperCase(), a.ref, transaction, 'ca phe', 'CÀ PHÊ']) {
    expect(await find(q), q).toEqual([a.id]);
  }
  expect(await find('100%')).toEqual([b.id]);
  expect(await find('%')).toEqual([b.id]);
  expect(await find('_')).toEqual([]);
  expect(await find("x' OR '1'='1")).toEqual([]);
  expect(await find('')).toEqual([b.id, a.id]);
  expect(await find(lan.email, '&status=pending')).toEqual([]);
  expect(await find(lan.email, '&status=delivered&to=2020-01-01')).toEqual([]);
  expectProblem(await server.ask('GET', `/api/admin/orders?q=${a.id}`, { token: lan.token }), 403, 'forbidden');
  const sales = async (q: string) =>
    (await server.ask('GET', `/api/orders/sales?q=${encodeURIComponent(q)}`, { token: shop.token })).json.items.map((one: any) => one.order_id);
  for (const q of [a.id, 'mai', 'phê']) expect(await sales(q), q).toEqual([a.id]);
  expect((await server.ask('GET', `/api/orders?q=${a.id}`, { token: lan.token })).json.items).toHaveLength(1);

  await enter(context, server, moderator);
  await page.goto(`${server.url}/admin/orders`);
  await page.getByRole('searchbox').fill('ca phe');
  await page.getByRole('searchbox').press('Enter');
  await expect(page).toHaveURL(/q=ca\+phe/);
  await expect(page.getByRole('link', { name: 'Quán Cà Phê' })).toBeVisible();
  await expect(page.getByText('100% cotton')).toHaveCount(0);
  await expect(page.getByRole('searchbox')).toHaveValue('ca phe');
  // Another status, the same words.
  await page.getByRole('link', { name: 'Waiting for payment', exact: true }).or(page.locator('a.chip[href*="show=pending"]')).first().click();
  await expect(page).toHaveURL(/q=ca%20phe/);
  await expect(page.getByText('Nothing fits')).toBeVisible();
  await page.getByRole('link', { name: 'Clear all filters' }).click();
  await expect(page.getByText('100% cotton')).toBeVisible();
});
