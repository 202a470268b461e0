// The buyer's way on the screens: tried in the editor, paid by card or by a code, unlocked in place, kept up to date.
import type { Page } from '@playwright/test';

import { type Gateway, reference, Standin } from '../lib/gateways.ts';
import { admin, listing, seller } from '../lib/market.ts';
import { enter, type Person, register } from '../lib/people.ts';
import type { Server } from '../lib/server.ts';
import { expect, expectAccessible, test as base } from '../lib/test.ts';

const test = base.extend<{ standin: Standin }>({
  // eslint-disable-next-line no-empty-pattern
  standin: async ({}, use) => {
    const standin = await Standin.start();
    await use(standin);
    standin.stop();
  },
});

const get = async (server: Server, person: Person, path: string): Promise<any> => {
  const answer = await server.ask('GET', path, { token: person.token });
  expect(answer.status, answer.text).toBe(200);
  return answer.json;
};

const only = async (server: Server, person: Person): Promise<any> => {
  const { items } = await get(server, person, '/api/orders');
  expect(items).toHaveLength(1);
  return items[0];
};

async function heading(server: Server, person: Person, page: string): Promise<[string, any]> {
  const shown = await get(server, person, `/api/pages/${page}`);
  const [id] = Object.entries<any>(shown.document.nodes).find(([, node]) => node.kind === 'heading') ?? [''];
  return [id, shown];
}

async function write(server: Server, person: Person, page: string, words: string): Promise<void> {
  const [node, shown] = await heading(server, person, page);
  const answer = await server.ask('POST', `/api/pages/${page}/ops`, {
    token: person.token,
    json: { base_revision: shown.revision, client: 'test', seq: shown.revision, ops: [{ op: 'set_prop', node, prop: 'text', value: words }] },
  });
  expect(answer.status, answer.text).toBe(200);
}

test('tried in the editor, bought, and unlocked in place', async ({ server, context, page, tolerate }) => {
  const moderator = await admin(server);
  const shop = await seller(server, moderator);
  const thing = await listing(server, shop, moderator, { title: 'Quán cà phê' });
  const lan = await register(server);
  await enter(context, server, lan);
  // Axe speaks to frames; the preview's has no origin. A slow machine takes its time for the editor.
  tolerate(/postMessage|was preloaded using link preload/);

  await page.goto(`${server.url}/marketplace/${thing.id}`);
  await expectAccessible(page, 'a listing');
  await page.getByRole('button', { name: 'Try in editor' }).click();
  await expect(page).toHaveURL(/\/pages\/[^/]+\/edit$/);
  const id = new URL(page.url()).pathname.split('/')[2] ?? '';
  await expect(page.getByRole('link', { name: 'Buy to unlock' })).toBeVisible();
  await expect(page.getByText(/^Trial until/)).toBeVisible();
  await expect(page.getByRole('button', { name: 'Publish' })).toHaveCount(0);
  expect((await get(server, lan, `/api/pages/${id}`)).trial).toMatchObject({ listing_id: thing.id, expired: false });

  // It can be edited and nothing else.
  await write(server, lan, id, 'Quán của Lan');
  for (const [method, path] of [
    ['POST', 'deploy'],
    ['GET', 'export'],
    ['POST', 'duplicate'],
    ['POST', 'variants'],
  ] as const) {
    const answer = await server.ask(method, `/api/pages/${id}/${path}`, { token: lan.token, ...(path === 'variants' ? { json: { name: 'B' } } : {}) });
    expect([answer.status, answer.json.code], path).toEqual([403, 'trial_page']);
  }
  const [slug] = [(await get(server, lan, `/api/pages/${id}`)).slug];
  expect((await server.ask('GET', '/', { host: server.pageHost(slug) })).status, 'no public address').toBe(404);
  const preview = (await get(server, lan, `/api/pages/${id}/preview`)).url;
  expect((await server.get(preview)).text).toContain('lh-watermark');

  await page.goto(`${server.url}/pages`);
  const card = page.getByRole('article').filter({ hasText: 'Quán cà phê' });
  await expect(card.getByText('Trial', { exact: true })).toBeVisible();
  await expectAccessible(page, 'pages with a trial');
  await card.getByRole('link', { name: 'Buy to unlock' }).click();
  await page.getByRole('button', { name: 'Pay', exact: true }).click();
  await page.getByRole('button', { name: 'Pay', exact: true }).click();
  await expect(page.getByRole('heading', { name: 'Paid. It is yours.' })).toBeVisible();
  const order = await only(server, lan);
  expect(order.items[0].page_id, 'that very page').toBe(id);
  await page.getByRole('link', { name: 'Open in editor' }).click();
  await expect(page.getByRole('button', { name: 'Publish' })).toBeVisible();
  await expect(page.getByRole('link', { name: 'Buy to unlock' })).toHaveCount(0);
  const [node, shown] = await heading(server, lan, id);
  expect([shown.trial, shown.document.nodes[node].props.text]).toEqual([undefined, 'Quán của Lan']);
  expect((await server.ask('POST', `/api/pages/${id}/deploy`, { token: lan.token })).status).toBe(200);
  expect((await server.get((await get(server, lan, `/api/pages/${id}/preview`)).url)).text).not.toContain('lh-watermark');
});

test('the seller’s next revision is looked at and taken over; the buyer’s words stay', async ({ server, context, page }) => {
  const moderator = await admin(server);
  const shop = await seller(server, moderator);
  const thing = await listing(server, shop, moderator, { title: 'Trang tiệc', price: { amount: 0, currency: 'VND' } });
  const lan = await register(server);
  const placed = await server.ask('POST', '/api/orders', { token: lan.token, json: { listing_id: thing.id, payment_method: 'sandbox' } });
  expect(placed.status, placed.text).toBe(201);
  const { order_id: order, items } = placed.json.order;
  const copy = items[0].page_id;
  const improve = async (words: string) => {
    await write(server, shop, thing.page_id, words);
    for (const [who, path, json] of [
      [shop, `/api/marketplace/${thing.id}`, { description: words }],
      [shop, `/api/marketplace/${thing.id}/submit`, undefined],
      [moderator, `/api/admin/marketplace/${thing.id}/approve`, undefined],
    ] as const) {
      const answer = await server.ask(json ? 'PATCH' : 'POST', path, { token: who.token, ...(json ? { json } : {}) });
      expect(answer.status, answer.text).toBe(200);
    }
  };
  await improve('Tiệc cưới trọn gói');
  await enter(context, server, lan);
  await page.goto(`${server.url}/pages`);
  await page.getByRole('article').getByRole('link', { name: 'Update available' }).click();
  await expect(page).toHaveURL(`${server.url}/my-orders/${order}/updates/${copy}`);
  await expect(page.getByText('Tiệc cưới trọn gói')).toBeVisible();
  await expectAccessible(page, 'an update');
  await page.getByRole('button', { name: 'Update my copy' }).click();
  await expect(page.getByRole('status').first()).toContainText('Your copy has the seller’s changes now');
  const text = async () => {
    const [node, shown] = await heading(server, lan, copy);
    return shown.document.nodes[node].props.text;
  };
  expect(await text()).toBe('Tiệc cưới trọn gói');
  expect((await get(server, lan, `/api/pages/${copy}`)).update_order_id).toBeUndefined();

  await write(server, lan, copy, 'Tiệc của Lan');
  await improve('Tiệc cưới giá tốt');
  await page.goto(`${server.url}/my-orders/${order}`);
  await page.getByRole('link', { name: 'Update available' }).click();
  await expect(page.getByRole('heading', { name: 'Yours stays here' })).toBeVisible();
  await expect(page.getByText('Tiệc của Lan')).toBeVisible();
  await expectAccessible(page, 'an update with conflicts');
  await page.getByRole('button', { name: 'Update my copy' }).click();
  await expect(page.getByRole('status').first()).toContainText('yours stayed');
  expect(await text()).toBe('Tiệc của Lan');
});

async function ordered(page: Page, server: Server, thing: any, method: string): Promise<void> {
  await page.goto(`${server.url}/marketplace/${thing.id}`);
  await page.getByRole('button', { name: 'Buy now' }).click();
  await page.getByRole('radio', { name: method }).check();
  await page.getByRole('button', { name: 'Pay', exact: true }).click();
}

test('a card is paid in Stripe’s own fields, under that page’s own policy', async ({ start, standin, context, page }) => {
  const server = await start({ env: standin.env });
  const moderator = await admin(server);
  const shop = await seller(server, moderator);
  const thing = await listing(server, shop, moderator, { price: { amount: 1_900, currency: 'USD' } });
  const lan = await register(server);
  await enter(context, server, lan);
  await ordered(page, server, thing, 'Stripe');
  await expect(page).toHaveURL(/\/checkout\/[^/]+\/card$/);
  const order = await only(server, lan);
  const pay = page.getByRole('button', { name: /^Pay/ });
  await expect(pay).toBeEnabled();
  await expectAccessible(page, 'the card');
  await page.getByLabel('Card number').fill('4000 0000 0000 0002');
  await pay.click();
  await expect(page.getByRole('alert')).toHaveText('Your card was declined.');
  await expect(pay).toBeEnabled();
  await page.getByLabel('Card number').fill('4242 4242 4242 4242');
  await pay.click();
  // Back from Stripe, before their webhook: nothing is believed yet, and the page turns the moment it comes.
  await expect(page).toHaveURL(`${server.url}/orders/${order.order_id}`);
  await expect(page.getByRole('heading', { name: 'Waiting for your payment' })).toBeVisible();
  expect(standin.confirmed.at(-1)).toMatchObject({ key: 'pk_test_e2e', return_url: `${server.url}/orders/${order.order_id}` });
  expect(standin.confirmed.at(-1).clientSecret).toContain('_secret_');
  const stripe = standin.gateways.find((one) => one.name === 'stripe') as Gateway;
  const ref = await reference(server, lan.token, order.order_id);
  await stripe.tell(server, ref, { amount: 1_900 });
  await expect(page.getByRole('heading', { name: 'Paid. It is yours.' })).toBeVisible({ timeout: 5_000 });
  await page.goto(`${server.url}/checkout/${order.order_id}/card`);
  await expect(page, 'a paid order has no card').toHaveURL(`${server.url}/orders/${order.order_id}`);
});

test('a code is scanned before its time runs out, and another one is offered after', async ({ start, standin, context, page }) => {
  const server = await start({ env: { ...standin.env, LANDINGHUB_ORDER_TTL_SECONDS: '25' } });
  const moderator = await admin(server);
  const shop = await seller(server, moderator);
  const thing = await listing(server, shop, moderator, { price: { amount: 69_000, currency: 'THB' } });
  const lan = await register(server);
  await enter(context, server, lan);
  await ordered(page, server, thing, 'PromptPay (Omise)');
  await expect(page).toHaveURL(/\/checkout\/[^/]+\/qr$/);
  const order = await only(server, lan);
  const code = page.getByRole('img', { name: 'QR code for the payment' });
  await expect.poll(() => code.evaluate((img: HTMLImageElement) => img.naturalWidth)).toBeGreaterThan(0);
  await expect(page.locator('[data-until]')).toHaveText(/^0:[0-2]\d$/);
  await expectAccessible(page, 'the code');
  // The bank says no: another code is offered.
  const omise = standin.gateways.find((one) => one.name === 'omise') as Gateway;
  const first = await reference(server, lan.token, order.order_id);
  await omise.tell(server, first, { amount: 69_000, outcome: 'failed' });
  await expect(page.getByText('That try to pay has ended')).toBeVisible({ timeout: 10_000 });
  await page.getByRole('button', { name: 'Get a new code' }).click();
  await expect(code).toBeVisible();
  const second = await reference(server, lan.token, order.order_id);
  expect(second).not.toBe(first);
  await omise.tell(server, second, { amount: 69_000 });
  await expect(page.getByRole('heading', { name: 'Paid. It is yours.' })).toBeVisible({ timeout: 5_000 });
  expect((await get(server, lan, `/api/orders/${order.order_id}`)).status).toBe('delivered');

  // Nobody pays: the order expires, and the page says so by itself.
  const minh = await register(server);
  // Whatever the page still asks would be a stranger's.
  await page.goto('about:blank');
  await context.clearCookies();
  await enter(context, server, minh);
  await ordered(page, server, thing, 'PromptPay (Omise)');
  await expect(page.getByRole('heading', { name: 'The time to pay ran out' })).toBeVisible({ timeout: 45_000 });
  await expect(page.getByRole('link', { name: 'Order again' })).toBeVisible();
  expect((await only(server, minh)).status).toBe('expired');
});

test('the sandbox’s page speaks the reader’s language', async ({ server, browser }) => {
  const moderator = await admin(server);
  const shop = await seller(server, moderator);
  const thing = await listing(server, shop, moderator);
  for (const [locale, name] of [
    ['vi', 'Thanh toán'],
    ['th', 'ชำระเงิน'],
  ] as const) {
    const lan = await register(server);
    const placed = await server.ask('POST', '/api/orders', { token: lan.token, json: { listing_id: thing.id, payment_method: 'sandbox' } });
    const context = await browser.newContext({ locale });
    const page = await context.newPage();
    await page.goto(placed.json.payment.payment_url);
    await expect(page.getByRole('button', { name, exact: true })).toBeVisible();
    await context.close();
  }
});
