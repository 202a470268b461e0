// Every route there is, with a demonstration's data and as a new account finds it: nothing serious for axe at 1440 and
// 390 pixels, light and dark, one first heading, nothing wider than the screen, nothing on the console.
import fs from 'node:fs';
import path from 'node:path';
import type { BrowserContext, Locator } from '@playwright/test';

import { admin, listing, seller } from '../lib/market.ts';
import { enter, type Person, register } from '../lib/people.ts';
import type { Server } from '../lib/server.ts';
import { expect, expectAccessible, expectNoSidewaysScroll, open, type Page, test } from '../lib/test.ts';

type Who = 'stranger' | 'buyer' | 'seller' | 'admin';

/** What the addresses below are about. */
interface Things {
  listing: string;
  store: string;
  order: string;
  waiting: string;
  page: string;
  bought: string;
  own: string;
  room: string;
  article: string;
  help: string;
  sale: string;
}

/** Who looks, and at which address. The editor has specs of its own; what only redirects shows another of these. */
const SCREENS: Record<string, [Who, (it: Things) => string] | 'elsewhere'> = {
  '/': ['stranger', () => '/'],
  '/legal': ['stranger', () => '/legal'],
  '/legal/terms': ['stranger', () => '/legal/terms'],
  '/legal/privacy': ['stranger', () => '/legal/privacy'],
  '/legal/refunds': ['stranger', () => '/legal/refunds'],
  '/auth': ['stranger', () => '/auth'],
  '/auth/login': ['stranger', () => '/auth/login?next=/pages'],
  '/auth/register': ['stranger', () => '/auth/register'],
  '/auth/forgot': ['stranger', () => '/auth/forgot'],
  '/auth/reset': ['stranger', () => '/auth/reset?token=x'],
  '/auth/verify': ['stranger', () => '/auth/verify'],
  '/marketplace': ['stranger', () => '/marketplace'],
  '/marketplace/:id': ['stranger', (it) => `/marketplace/${it.listing}`],
  '/sellers/:id': ['stranger', (it) => `/sellers/${it.store}`],
  '/report': ['stranger', () => '/report'],
  '/help': ['stranger', () => '/help'],
  '/help/:slug': ['stranger', (it) => `/help/${it.help}`],
  '/unsubscribe': ['stranger', () => '/unsubscribe'],
  '/liked': ['buyer', () => '/liked'],
  '/cart': ['buyer', () => '/cart'],
  '/checkout/new': ['buyer', (it) => `/checkout/new?listing=${it.listing}`],
  '/checkout/:id': ['buyer', (it) => `/checkout/${it.waiting}`],
  '/checkout/:id/card': ['buyer', (it) => `/checkout/${it.waiting}/card`],
  '/checkout/:id/qr': ['buyer', (it) => `/checkout/${it.waiting}/qr`],
  '/orders/:id': ['buyer', (it) => `/orders/${it.order}`],
  '/my-orders': ['buyer', () => '/my-orders'],
  '/my-orders/:id': ['buyer', (it) => `/my-orders/${it.order}`],
  '/my-orders/:id/updates/:page': ['buyer', (it) => `/my-orders/${it.order}/updates/${it.bought}`],
  '/messages': ['buyer', () => '/messages'],
  '/messages/:id': ['buyer', (it) => `/messages/${it.room}`],
  '/messages/listing/:id': 'elsewhere',
  '/messages/order/:id': 'elsewhere',
  '/notifications': ['buyer', () => '/notifications'],
  '/dashboard': ['seller', () => '/dashboard'],
  '/pages': ['seller', () => '/pages'],
  '/pages/:id/edit': 'elsewhere',
  '/pages/:id/leads': ['seller', (it) => `/pages/${it.page}/leads`],
  '/pages/:id/analytics': ['seller', (it) => `/pages/${it.page}/analytics`],
  '/domains/:id': ['seller', (it) => `/domains/${it.page}`],
  '/settings': ['seller', () => '/settings'],
  '/sell': ['buyer', () => '/sell'],
  '/my-listings': ['seller', () => '/my-listings'],
  '/my-listings/new': ['seller', () => '/my-listings/new'],
  '/my-listings/:id': ['seller', (it) => `/my-listings/${it.own}`],
  '/my-sales': ['seller', () => '/my-sales'],
  '/my-sales/:id': ['seller', (it) => `/my-sales/${it.sale}`],
  '/balance': ['seller', () => '/balance'],
  '/admin/look/:id': 'elsewhere',
  '/admin/support/:id': ['admin', (it) => `/admin/support/${it.room}`],
  '/admin/help/:id': ['admin', (it) => `/admin/help/${it.article}`],
  '/_gallery': 'elsewhere',
};

/** The routes of the program. */
function routes(): string[] {
  const source = fs.readFileSync(path.resolve(import.meta.dirname, '../../app/src/routes.rs'), 'utf8');
  return [...new Set([...source.matchAll(/path!\("([^"]+)"\)/g)].map((match) => match[1] ?? ''))];
}

/** Who opens a route where: one without parameters needs no line above, unless it is a stranger's. */
function screen(route: string): [Who, (it: Things) => string] | 'elsewhere' {
  const known = SCREENS[route];
  if (known) return known;
  expect(route, `${route} isn't among the screens of this spec`).not.toContain(':');
  return [route.startsWith('/admin') ? 'admin' : 'seller', () => route];
}

async function login(server: Server, email: string): Promise<Person> {
  const answer = await server.ask('POST', '/api/auth/login', { json: { email, password: 'landinghub-seed' } });
  expect(answer.status, answer.text).toBe(200);
  const { id, name } = answer.json.user;
  return { id, name, email, password: 'landinghub-seed', token: answer.json.access_token, cookies: answer.cookies };
}

async function first(server: Server, address: string, who?: Person): Promise<any> {
  const answer = await server.ask('GET', address, who ? { token: who.token } : {});
  expect(answer.status, `${address}: ${answer.text}`).toBe(200);
  return answer.json.items[0];
}

/** Something for sale that they don't have yet. */
async function unowned(server: Server, who: Person): Promise<any> {
  const { items } = (await server.ask('GET', '/api/marketplace?limit=50', { token: who.token })).json;
  return items.find((item: any) => item.price.amount > 0 && !item.owned_by_order && item.seller.id !== who.id);
}

/** A demonstration with one of everything. */
async function demonstration(server: Server): Promise<{ people: Record<Exclude<Who, 'stranger'>, Person>; it: Things }> {
  const seeded = server.command(['seed', '--demo']);
  expect(seeded.code, seeded.output).toBe(0);
  const address = (what: RegExp) => what.exec(seeded.output)?.[1] ?? '';
  const buyer = await login(server, address(/A buyer is (\S+?)\.?\s/));
  const seller = await login(server, address(/Log in as (\S+?)[, ]/));
  const admin = await login(server, address(/The admin is (\S+?)\.?\s/));
  const listing = await first(server, '/api/marketplace');
  const order = await first(server, '/api/orders?status=delivered', buyer);
  const placed = await server.ask('POST', '/api/orders', {
    token: buyer.token,
    json: { listing_id: (await unowned(server, buyer)).id, payment_method: 'sandbox' },
  });
  expect(placed.status, placed.text).toBe(201);
  const room = await server.ask('POST', '/api/chat/rooms', { token: buyer.token, json: { kind: 'support', message: 'Where is my invoice?' } });
  expect([200, 201], room.text).toContain(room.status);
  const article = await first(server, '/api/admin/help/articles', admin);
  const own = await first(server, '/api/marketplace/mine', seller);
  return {
    people: { buyer, seller, admin },
    it: {
      listing: listing.id,
      store: listing.seller.id,
      order: order?.order_id ?? '',
      waiting: placed.json.order.order_id,
      page: (await first(server, '/api/pages?status=published', seller))?.id,
      bought: order?.items?.[0]?.page_id ?? '',
      own: own?.id,
      room: room.json.room?.id ?? room.json.id,
      article: article?.id,
      help: article?.slug,
      sale: (await first(server, '/api/orders/sales', seller))?.order_id,
    },
  };
}

/** Looks at one screen, light and dark. */
async function look(page: Page, server: Server, address: string, what: string): Promise<void> {
  await page.emulateMedia({ colorScheme: 'light', reducedMotion: 'reduce' });
  await open(page, server, address);
  await expect(page.locator('[aria-busy=true]'), what).toHaveCount(0);
  // What is missing says so where the first heading would be.
  await expect.soft(page.locator('h1, main > .empty h2, .wrap > .empty h2').first(), `${what}: a first heading`).toBeAttached();
  expect.soft(await page.locator('h1').count(), `${what}: one first heading`).toBeLessThanOrEqual(1);
  await expect.soft(page.locator('main#content'), `${what}: one main part`).toHaveCount(1);
  await expectNoSidewaysScroll(page, what);
  await expectAccessible(page, `${what} light`);
  await page.emulateMedia({ colorScheme: 'dark', reducedMotion: 'reduce' });
  // Opened anew: what turns while it is open passes through colours of its own.
  await open(page, server, address);
  await expect(page.locator('[aria-busy=true]'), what).toHaveCount(0);
  await expectAccessible(page, `${what} dark`);
}

async function as(context: BrowserContext, server: Server, who: Person | undefined): Promise<void> {
  // Pages stop asking before their cookies go.
  for (const page of context.pages()) await page.goto('about:blank');
  await context.clearCookies();
  if (who) await enter(context, server, who);
}

for (const width of [1440, 390]) {
  test(`every screen of a demonstration at ${width} pixels`, async ({ server, context, page, tolerate }) => {
    test.setTimeout(600_000);
    // axe asks the frames of previews, which belong to nobody.
    tolerate(/status of 404|Failed to execute 'postMessage'/);
    await page.setViewportSize({ width, height: width < 600 ? 844 : 900 });
    const { people, it } = await demonstration(server);
    const screens = routes().map((route) => [route, screen(route)] as const);
    for (const who of ['stranger', 'buyer', 'seller', 'admin'] as const) {
      await as(context, server, who === 'stranger' ? undefined : people[who]);
      for (const [route, found] of screens) {
        if (found !== 'elsewhere' && found[0] === who) await look(page, server, found[1](it), `${route} at ${width}`);
      }
    }
    await as(context, server, undefined);
    await look(page, server, '/no-such-page', `a missing page at ${width}`);
  });
}

test('every screen of a new account', async ({ server, context, page, tolerate }) => {
  test.setTimeout(200_000);
  tolerate(/status of 40[34]/);
  await page.setViewportSize({ width: 390, height: 844 });
  await as(context, server, await register(server));
  for (const route of routes().filter((route) => !/:|^\/(auth|legal|_gallery)/.test(route))) {
    await look(page, server, route, `${route} of a new account`);
  }
});

test('what is asked for and isn’t there says so', async ({ server, context, page, tolerate }) => {
  test.setTimeout(120_000);
  tolerate(/status of 404/);
  await as(context, server, await register(server));
  const nobody = '00000000-0000-7000-8000-000000000000';
  for (const route of ['/marketplace/', '/sellers/', '/my-orders/', '/my-listings/', '/checkout/', '/help/', '/pages/']) {
    const address = `${route}${nobody}${route === '/pages/' ? '/leads' : ''}`;
    await open(page, server, address);
    await expect.soft(page.getByRole('heading', { name: /isn’t here|didn’t work/ }).first(), address).toBeVisible();
    await expectAccessible(page, address);
  }
});

// What is pressed by Tab alone, with the ring to be seen, and out at the end again.
for (const [who, address] of [
  ['stranger', '/'],
  ['stranger', '/marketplace'],
  ['stranger', '/help'],
  ['buyer', '/dashboard'],
  ['buyer', '/pages'],
  ['buyer', '/pages?view=table'],
  ['buyer', '/media'],
  ['buyer', '/settings'],
  ['buyer', '/sell'],
] as const) {
  test(`${address} by keyboard`, async ({ server, context, page }) => {
    if (who === 'buyer') await as(context, server, await register(server));
    await open(page, server, address);
    await page.keyboard.press('Tab');
    await expect(page.getByRole('link', { name: 'Skip to content' })).toBeFocused();
    await page.keyboard.press('Enter');
    await expect(page.locator('main#content')).toBeFocused();
    const seen = new Set<string>();
    for (let n = 0; n < 120; n++) {
      await page.keyboard.press('Tab');
      const at = await page.evaluate(() => {
        const element = document.activeElement as HTMLElement | null;
        if (!element || element === document.body) return undefined;
        const around = element.closest('label, .switch') ?? element;
        const rings = [element, around].some((one) => {
          const style = getComputedStyle(one);
          return (style.outlineStyle !== 'none' && parseFloat(style.outlineWidth) > 0) || style.boxShadow !== 'none';
        });
        const box = element.getBoundingClientRect();
        const inside = box.bottom > 0 && box.top < innerHeight && box.right > 0 && box.left < innerWidth;
        return { what: element.outerHTML.slice(0, 120), rings, inside };
      });
      if (!at || seen.has(at.what)) break;
      seen.add(at.what);
      expect.soft(at.rings, `the focus can be seen on ${at.what}`).toBe(true);
      expect.soft(at.inside, `what has the focus is on the screen: ${at.what}`).toBe(true);
    }
    expect(seen.size).toBeGreaterThan(2);
  });
}

/** Points at a link until the browser has fetched what it leads to. The page isn't told of that, its debugger is. */
async function fetchedAhead(page: Page, link: Locator): Promise<void> {
  const debug = await page.context().newCDPSession(page);
  const fetched = new Promise<void>((resolve) => {
    debug.on('Preload.prefetchStatusUpdated', ({ status }) => status === 'Ready' && resolve());
  });
  await debug.send('Preload.enable');
  await link.hover();
  await fetched;
  await debug.detach();
}

test('a link that is pointed at is fetched ahead', async ({ server, page }) => {
  const how = () =>
    page.evaluate(() => (performance.getEntriesByType('navigation')[0] as PerformanceNavigationTiming & { deliveryType: string }).deliveryType);
  await open(page, server, '/');
  const link = page.getByRole('navigation', { name: 'Main' }).getByRole('link', { name: 'Help' });
  await fetchedAhead(page, link);
  await link.click();
  await expect(page.getByRole('heading', { level: 1, name: 'Help centre' })).toBeVisible();
  expect(await how()).toBe('navigational-prefetch');
});

test('a listing that was fetched ahead is looked at when it is shown, and only then', async ({ server, page }) => {
  const moderator = await admin(server);
  const thing = await listing(server, await seller(server, moderator), moderator, { title: 'Nhà hàng Hoa Sen' });
  const views = async () => (await server.ask('GET', `/api/marketplace/${thing.id}`, { token: moderator.token })).json.views;
  await open(page, server, '/marketplace');
  const link = page.getByRole('article').getByRole('link', { name: 'Nhà hàng Hoa Sen' });
  await fetchedAhead(page, link);
  expect(await views(), 'nobody has seen it').toBe(0);
  await link.click();
  await expect(page.getByRole('heading', { level: 1, name: 'Nhà hàng Hoa Sen' })).toBeVisible();
  await expect.poll(views).toBe(1);
});

test('strangers see the editor, what is for sale, and what a sale brings', async ({ server, page }) => {
  const moderator = await admin(server);
  const shop = await seller(server, moderator);
  await listing(server, shop, moderator, { title: 'Nhà hàng Hoa Sen' });
  for (const theme of ['light', 'dark'] as const) {
    await page.emulateMedia({ colorScheme: theme });
    await open(page, server, '/');
    const picture = page.getByRole('img', { name: /^The editor/ });
    await expect(picture).toBeVisible();
    expect(await picture.evaluate((img: HTMLImageElement) => [img.naturalWidth > 0, img.currentSrc.includes(matchMedia('(prefers-color-scheme: dark)').matches ? 'dark' : 'light')])).toEqual([true, true]);
  }
  await expect(page.getByRole('article').getByRole('link', { name: 'Nhà hàng Hoa Sen' })).toBeVisible();
  await expect(page.getByRole('row', { name: /Platform fee, 10 %/ })).toContainText('−$2.90');
  await expect(page.getByRole('row', { name: /^Yours/ })).toContainText('$26.10');
  for (const [name, title] of [['Terms', 'Terms'], ['Privacy', 'Privacy'], ['Refunds', 'Refunds']] as const) {
    await page.getByRole('contentinfo').getByRole('link', { name }).click();
    await expect(page.getByRole('heading', { level: 1, name: title })).toBeVisible();
  }
});

test('an article of the help centre stands in place of the terms', async ({ server, page }) => {
  const moderator = await admin(server);
  const made = await server.ask('POST', '/api/admin/help/articles', {
    token: moderator.token,
    json: { title: 'Our terms', slug: 'legal-terms', locale: 'en', category: 'legal', body: 'Be **kind**.', published: true },
  });
  expect(made.status, made.text).toBe(201);
  await open(page, server, '/legal/terms');
  await expect(page.getByRole('heading', { level: 1, name: 'Our terms' })).toBeVisible();
  await expect(page.getByText('Be kind.')).toBeVisible();
});
