// What happens elsewhere arrives by itself: through a proxy that lets no stream pass, and on documents that follow.
import { admin, listing, seller } from '../lib/market.ts';
import { createPage, enter, register } from '../lib/people.ts';
import { expect, test } from '../lib/test.ts';

test('where streams are blocked, events are asked for', async ({ server, context, page, tolerate }) => {
  tolerate(/Failed to load resource|ERR_FAILED/);
  const agent = await admin(server);
  const customer = await register(server);
  await enter(context, server, customer);
  await context.route(/\/api\/events(\?|$)/, (route) => route.abort());
  await page.goto(`${server.url}/my-orders`);
  await page.getByRole('button', { name: 'Support chat' }).click();
  await page.getByRole('textbox', { name: 'Message' }).fill('hello');
  await page.getByRole('button', { name: 'Send', exact: true }).click();
  await expect(page.getByRole('log').getByText('Sent')).toBeVisible();
  const [room] = (await server.ask('GET', '/api/chat/rooms', { token: customer.token })).json.items;
  for (const message of ['one', 'two', 'three']) {
    const sent = await server.ask('POST', `/api/chat/rooms/${room.id}/messages`, { token: agent.token, json: { client_id: message, message } });
    expect(sent.status, sent.text).toBe(201);
  }
  for (const message of ['one', 'two', 'three']) {
    await expect(page.getByRole('log').getByText(message, { exact: true })).toHaveCount(1, { timeout: 30_000 });
  }
});

test('events are told once and in order, across pages and tabs', async ({ server, context, page }) => {
  const customer = await register(server);
  const made = await createPage(server, customer);
  await enter(context, server, customer);
  // Kept by the tab, whichever page hears it.
  const heard = () => {
    const all = () => JSON.parse(sessionStorage.getItem('heard') ?? '[]');
    Object.defineProperty(window, 'heard', { get: all });
    addEventListener('lh:page:ops', (event) => sessionStorage.setItem('heard', JSON.stringify([...all(), (event as CustomEvent).detail.revision])));
    addEventListener('lh:online', () => Object.assign(window, { live: true }));
  };
  await context.addInitScript(heard);
  await page.goto(`${server.url}/my-orders`);
  await page.waitForFunction(() => 'live' in window);
  const other = await context.newPage();
  await other.goto(`${server.url}/my-orders`);
  await other.waitForFunction(() => 'live' in window);
  let revision = (await server.ask('GET', `/api/pages/${made.id}`, { token: customer.token })).json.revision;
  const write = async () => {
    const ops = [{ op: 'set_meta', field: 'title', value: `Title ${revision}` }];
    const answer = await server.ask('POST', `/api/pages/${made.id}/ops`, { token: customer.token, json: { base_revision: revision, client: 't', seq: revision, ops } });
    expect(answer.status, answer.text).toBe(200);
    revision = answer.json.revision;
  };
  const first = revision + 1;
  for (let at = 0; at < 5; at++) await write();
  const upTo = (from: number) => Array.from({ length: revision - from + 1 }, (_, at) => from + at);
  for (const tab of [page, other]) {
    await expect.poll(() => tab.evaluate(() => (window as any).heard)).toEqual(upTo(first));
  }
  // While one page goes and the next one comes nothing is lost either.
  const going = page.goto(`${server.url}/liked`);
  for (let at = 0; at < 5; at++) await write();
  await going;
  await expect.poll(() => page.evaluate(() => (window as any).heard)).toEqual(upTo(first));
});

test('a list of listings turns when one is approved', async ({ server, context, page }) => {
  const moderator = await admin(server);
  const shop = await seller(server, moderator);
  await enter(context, server, shop);
  await page.goto(`${server.url}/my-listings`);
  await page.waitForFunction(() => performance.getEntriesByName(`${location.origin}/fresh.js`).length > 0);
  await listing(server, shop, moderator, { title: 'Quán cà phê' });
  await expect(page.getByText('Quán cà phê')).toBeVisible();
});
