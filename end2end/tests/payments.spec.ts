// What gateways do to orders: repeated, forged, wrong, late, crossed, out of order, and under kills, through all of them.
import { admin, listing, seller } from '../lib/market.ts';
import { insist, underKills } from '../lib/kills.ts';
import { type Gateway, reference, Standin } from '../lib/gateways.ts';
import { expectProblem, type Person, register } from '../lib/people.ts';
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

const NAMES = ['vnpay', 'momo', 'stripe', 'omise'] as const;

interface Shop {
  server: Server;
  moderator: Person;
  shop: Person;
}

async function opened(server: Server): Promise<Shop> {
  const moderator = await admin(server);
  return { server, moderator, shop: await seller(server, moderator) };
}

const thingOf = ({ server, shop, moderator }: Shop, gateway: Gateway, fields: Record<string, unknown> = {}) =>
  listing(server, shop, moderator, { title: `Thing for ${gateway.name}`, price: { amount: gateway.amount, currency: gateway.currency }, ...fields });

async function placed(server: Server, buyer: Person, thing: any, method: string): Promise<{ id: string; reference: string; payment: any }> {
  const answer = await server.ask('POST', '/api/orders', { token: buyer.token, json: { listing_id: thing.id, payment_method: method } });
  expect(answer.status, answer.text).toBe(201);
  const id = answer.json.order.order_id;
  return { id, reference: await reference(server, buyer.token, id), payment: answer.json.payment };
}

async function order(server: Server, person: Person, id: string): Promise<any> {
  const answer = await server.ask('GET', `/api/orders/${id}`, { token: person.token });
  expect(answer.status, answer.text).toBe(200);
  return answer.json;
}

function sound(server: Server): void {
  const doctor = server.command(['doctor']);
  expect(doctor.code, doctor.output).toBe(0);
}

for (const name of NAMES) {
  test(`${name}: forged, wrong, repeated and out of order, and one delivery`, async ({ start, standin }) => {
    const server = await start({ env: standin.env });
    const market = await opened(server);
    const gateway = standin.gateways.find((one) => one.name === name) as Gateway;
    const lan = await register(server);
    const { id, reference: ref } = await placed(server, lan, await thingOf(market, gateway), name);
    const say = (what: Partial<Parameters<Gateway['tell']>[2]> = {}) => gateway.tell(server, ref, { amount: gateway.amount, ...what });

    const forged = await say({ forged: true });
    expect(gateway.refused(forged), forged.text).toBe(true);
    expect((await order(server, lan, id)).status, 'a forger moves nothing').toBe('pending');
    // Another gateway's reference.
    for (const other of standin.gateways.filter((one) => one.name !== name && one.name !== 'omise')) {
      await other.tell(server, ref, { amount: gateway.amount });
    }
    expect((await order(server, lan, id)).status, 'another gateway knows nothing of it').toBe('pending');
    expect((await order(server, lan, id)).attempts[0].status).toBe('redirected');

    // A failure first, then the money all the same; eight times at once.
    await say({ outcome: 'failed' });
    expect((await order(server, lan, id)).attempts[0].status).toBe('failed');
    const answers = await Promise.all(Array.from({ length: 8 }, () => say()));
    for (const answer of answers) expect(gateway.heard(answer), answer.text).toBe(true);
    if (name === 'vnpay') expect(answers.filter((answer) => answer.json.RspCode === '00')).toHaveLength(1);
    const paid = await order(server, lan, id);
    expect(paid).toMatchObject({ status: 'delivered', payment_method: name });
    expect(paid.timeline.filter((line: any) => line.kind === 'paid')).toHaveLength(1);
    expect(paid.timeline.filter((line: any) => line.kind === 'delivered')).toHaveLength(1);
    // Old news doesn't undo it.
    if (name !== 'omise') await say({ outcome: 'failed', event: 'later' });
    expect((await order(server, lan, id)).status).toBe('delivered');
    expect((await server.ask('GET', '/api/pages', { token: lan.token })).json.items).toHaveLength(1);

    // The admin gives it back in parts, and the gateway hears each once.
    const back = (amount?: number) =>
      server.ask('POST', `/api/admin/orders/${id}/refund`, {
        token: market.moderator.token,
        json: { reason: 'Not as shown', ...(amount ? { amount: { amount, currency: gateway.currency } } : {}) },
      });
    expect((await back(1_000)).json.status).toBe('partially_refunded');
    expect((await back()).json.status).toBe('refunded');
    await expect
      .poll(() => standin.refunds.filter((one) => one.provider === name).reduce((sum, one) => sum + one.amount, 0), { timeout: 15_000 })
      .toBe(gateway.amount);
    expectProblem(await server.ask('GET', `/api/orders/${id}/download`, { token: lan.token }), 403, 'forbidden');
    sound(server);
  });

  test(`${name}: a wrong amount is reviewed, late money is delivered or given back`, async ({ start, standin }) => {
    const server = await start({ env: { ...standin.env, LANDINGHUB_ORDER_TTL_SECONDS: '3' } });
    const market = await opened(server);
    const gateway = standin.gateways.find((one) => one.name === name) as Gateway;
    const [lan, minh] = [await register(server), await register(server)];
    const only = await thingOf(market, gateway, { licence: 'exclusive' });
    const wrong = await placed(server, lan, await thingOf(market, gateway), name);
    await gateway.tell(server, wrong.reference, { amount: gateway.amount - 100 });
    const review = await order(server, lan, wrong.id);
    expect([review.status, review.attempts[0].status]).toEqual(['pending', 'review']);
    const attention = await server.ask('GET', '/api/admin/orders?attention=true', { token: market.moderator.token });
    expect(attention.json.items.map((one: any) => one.order_id)).toContain(wrong.id);

    const late = await placed(server, lan, only, name);
    const status = async (person: Person, id: string) => (await order(server, person, id)).status;
    await expect.poll(() => status(lan, late.id), { timeout: 20_000 }).toBe('expired');
    const other = await placed(server, minh, only, name);
    const first = await gateway.tell(server, other.reference, { amount: gateway.amount });
    expect(gateway.heard(first), first.text).toBe(true);
    expect(await status(minh, other.id)).toBe('delivered');
    // Sold to somebody else meanwhile: the money goes back.
    const answer = await gateway.tell(server, late.reference, { amount: gateway.amount });
    expect(answer.status, 'late news is heard').toBeLessThan(300);
    expect(await status(lan, late.id)).toBe('refunded');
    await expect.poll(() => standin.refunds.some((one) => one.provider === name && one.amount === gateway.amount), { timeout: 15_000 }).toBe(true);
    // Still for sale: late money delivers.
    const again = await placed(server, minh, await thingOf(market, gateway), name);
    await expect.poll(() => status(minh, again.id), { timeout: 20_000 }).toBe('expired');
    await gateway.tell(server, again.reference, { amount: gateway.amount });
    expect(await status(minh, again.id)).toBe('delivered');
    sound(server);
  });
}

test('two gateways are both paid at the same moment: one settlement, the other goes back', async ({ start, standin }) => {
  const server = await start({ env: standin.env });
  const market = await opened(server);
  const [vnpay, momo] = standin.gateways as [Gateway, Gateway];
  const lan = await register(server);
  const { id, reference: first } = await placed(server, lan, await thingOf(market, vnpay), 'vnpay');
  expect((await server.ask('POST', `/api/orders/${id}/pay`, { token: lan.token, json: { payment_method: 'momo' } })).status).toBe(200);
  const second = await reference(server, lan.token, id);
  expect(second).not.toBe(first);
  await Promise.all([
    vnpay.tell(server, first, { amount: vnpay.amount }),
    momo.tell(server, second, { amount: momo.amount }),
    vnpay.tell(server, first, { amount: vnpay.amount }),
    momo.tell(server, second, { amount: momo.amount }),
  ]);
  const done = await order(server, lan, id);
  expect(done.status).toBe('delivered');
  expect(done.timeline.filter((line: any) => line.kind === 'payment_returned')).toHaveLength(1);
  await expect.poll(() => standin.refunds.length, { timeout: 15_000 }).toBeGreaterThan(0);
  expect(new Set(standin.refunds.map((one) => one.provider)).size).toBe(1);
  expect(standin.refunds[0]?.provider).not.toBe(done.payment_method);
  const balance = (await server.ask('GET', '/api/sellers/me/balance', { token: market.shop.token })).json.balances[0];
  expect(balance.pending.amount).toBe(vnpay.amount - Math.round(vnpay.amount / 10));
  sound(server);
});

test('refunds made in the dashboards and disputes reach the order and the books', async ({ start, standin }) => {
  const server = await start({ env: standin.env });
  const market = await opened(server);
  const stripe = standin.gateways.find((one) => one.name === 'stripe') as Gateway;
  const lan = await register(server);
  const bought = async () => {
    const one = await placed(server, lan, await thingOf(market, stripe), 'stripe');
    await stripe.tell(server, one.reference, { amount: stripe.amount });
    return one;
  };
  const pending = async () => (await server.ask('GET', '/api/sellers/me/balance', { token: market.shop.token })).json.balances[0].pending.amount;
  const first = await bought();
  const charge = (sum: number) => ({
    id: `ch_${first.reference}`, payment_intent: `pi_${first.reference}`, amount: 1_900, amount_captured: 1_900, amount_refunded: sum, currency: 'usd',
  });
  await Promise.all(Array.from({ length: 4 }, () => standin.stripeEvent(server, 'charge.refunded', charge(900))));
  expect(await order(server, lan, first.id)).toMatchObject({ status: 'partially_refunded', refunded: { amount: 900, currency: 'USD' } });
  expect(await pending()).toBe(900);
  await standin.stripeEvent(server, 'charge.refunded', charge(1_900));
  expect((await order(server, lan, first.id)).status).toBe('refunded');
  expect(standin.refunds, 'nothing is sent back a second time').toEqual([]);

  const second = await bought();
  const dispute = (status: string) => ({ id: `dp_${second.reference}`, payment_intent: `pi_${second.reference}`, status });
  // Out of order: it is lost before it was opened.
  await standin.stripeEvent(server, 'charge.dispute.closed', dispute('lost'));
  await standin.stripeEvent(server, 'charge.dispute.created', dispute('needs_response'));
  expect((await order(server, lan, second.id)).status).toBe('charged_back');
  const third = await bought();
  const other = (status: string) => ({ id: `dp_${third.reference}`, payment_intent: `pi_${third.reference}`, status });
  await standin.stripeEvent(server, 'charge.dispute.created', other('needs_response'));
  expect((await order(server, lan, third.id)).status).toBe('disputed');
  expectProblem(
    await server.ask('POST', `/api/admin/orders/${third.id}/refund`, { token: market.moderator.token, json: { reason: 'x' } }),
    409,
    'conflict',
  );
  await standin.stripeEvent(server, 'charge.dispute.closed', other('won'));
  expect((await order(server, lan, third.id)).status).toBe('delivered');

  // The bank takes a part: the buyer keeps what they bought, and the rest stays the seller's.
  const fourth = await bought();
  const before = await pending();
  const part = { id: `dp_${fourth.reference}`, payment_intent: `pi_${fourth.reference}`, amount: 900, currency: 'usd' };
  await standin.stripeEvent(server, 'charge.dispute.funds_withdrawn', { ...part, status: 'under_review' });
  expect((await order(server, lan, fourth.id)).status).toBe('disputed');
  await Promise.all(Array.from({ length: 3 }, () => standin.stripeEvent(server, 'charge.dispute.closed', { ...part, status: 'lost' })));
  expect(await order(server, lan, fourth.id)).toMatchObject({ status: 'partially_refunded', refunded: { amount: 900, currency: 'USD' } });
  expect(await pending()).toBe(before - 810);
  sound(server);
});

const BUYERS = 8;
const EACH = 6;
const KILLS = 12;

for (const database of ['sqlite', 'postgres'] as const) {
  test(`orders through every gateway under ${KILLS} kills (${database})`, async ({ start, standin }) => {
    test.setTimeout(300_000);
    const server = await start({ database, env: standin.env });
    const market = await opened(server);
    const things: { gateway: Gateway; thing: any }[] = [];
    for (const gateway of standin.gateways) {
      for (let n = 0; n < EACH; n++) things.push({ gateway, thing: await thingOf(market, gateway, { title: `${gateway.name} ${n}` }) });
    }
    const buyers: Person[] = [];
    for (let n = 0; n < BUYERS; n++) buyers.push(await register(server, { verified: false }));
    const working = Promise.all(
      buyers.map(async (buyer, n) => {
        for (const { gateway, thing } of [...things.slice(n), ...things.slice(0, n)]) {
          // Tried first, every other time: then the page that was tried is what is delivered.
          if (n % 2) await insist(async () => {
            const answer = await server.ask('POST', `/api/marketplace/${thing.id}/try`, { token: buyer.token });
            return { status: answer.status === 409 ? 200 : answer.status };
          });
          const made = await insist(() =>
            server.ask('POST', '/api/orders', { token: buyer.token, json: { listing_id: thing.id, payment_method: gateway.name } }),
          );
          expect(made.status, made.text).toBe(201);
          const shown = await insist(() => server.ask('GET', `/api/orders/${made.json.order.order_id}`, { token: buyer.token }));
          const ref = shown.json.attempts.at(-1).id;
          const tell = () => insist(() => gateway.tell(server, ref, { amount: gateway.amount }));
          for (const answer of await Promise.all([tell(), tell()])) expect(gateway.heard(answer), answer.text).toBe(true);
        }
      }),
    );
    const kills = await underKills(server, KILLS, [30, 180], working);
    for (const buyer of buyers) {
      const orders: any[] = (await server.ask('GET', '/api/orders?limit=100', { token: buyer.token })).json.items;
      expect(orders.map((one) => one.status)).toEqual(things.map(() => 'delivered'));
      const pages: any[] = (await server.ask('GET', '/api/pages?limit=100', { token: buyer.token })).json.items;
      expect(pages).toHaveLength(things.length);
      expect(pages.filter((page) => page.trial)).toEqual([]);
    }
    const balances: any[] = (await server.ask('GET', '/api/sellers/me/balance', { token: market.shop.token })).json.balances;
    const earned = (currency: string) => balances.find((row) => row.pending.currency === currency).pending.amount;
    expect(earned('VND')).toBe(BUYERS * EACH * 2 * 179_100);
    expect(earned('USD')).toBe(BUYERS * EACH * 1_710);
    expect(earned('THB')).toBe(BUYERS * EACH * 62_100);
    expect(kills).toBeGreaterThan(3);
    sound(server);
  });
}
