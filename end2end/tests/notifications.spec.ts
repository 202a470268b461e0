// Notifications from outside: mail through a real SMTP server that comes and goes, push as a browser decrypts it, text
// messages with their signature, and the screens.
import { createECDH, createHmac, createPublicKey, randomBytes, verify } from 'node:crypto';
import http from 'node:http';
import type { AddressInfo } from 'node:net';
import { createRequire } from 'node:module';
import { SMTPServer } from 'smtp-server';

import { type Mail, parseMail } from '../lib/mail.ts';
import { type Person, enter, expectProblem, register } from '../lib/people.ts';
import { type Server, freePort, until } from '../lib/server.ts';
import { expect, expectAccessible, expectNoSidewaysScroll, hydrated, open, test } from '../lib/test.ts';

// An independent implementation of RFC 8188, as browsers have one.
const ece = createRequire(import.meta.url)('http_ece') as { decrypt: (body: Buffer, how: object) => Buffer };

async function admin(server: Server): Promise<Person> {
  const who = { name: 'Admin', email: `admin-${Date.now()}@example.com`, password: 'correct horse battery staple' };
  const made = server.command(['admin', 'create', '--email', who.email, '--name', who.name, '--password-stdin'], who.password);
  expect(made.code, made.output).toBe(0);
  const answer = await server.ask('POST', '/api/auth/login', { json: { email: who.email, password: who.password } });
  expect(answer.status, answer.text).toBe(200);
  return { ...who, id: answer.json.user.id, token: answer.json.access_token, cookies: answer.cookies };
}

/** The person applies to sell and is refused: a notification for them, and one for every admin. */
async function refused(server: Server, boss: Person, person: Person, reason = 'Tell us more.'): Promise<void> {
  const applied = await server.ask('POST', '/api/sellers/apply', { token: person.token, json: { store_name: 'Quán Hoa' } });
  expect(applied.status, applied.text).toBeLessThan(300);
  const decided = await server.ask('POST', '/api/admin/sellers', {
    token: boss.token,
    json: { user_id: person.id, decision: 'reject', reason },
  });
  expect(decided.status, decided.text).toBe(200);
}

const unread = async (server: Server, person: Person) =>
  (await server.ask('GET', '/api/notifications', { token: person.token })).json.unread as number;

/** An SMTP server that keeps what it gets. */
function listen(port: number): Promise<{ mails: Mail[]; close: () => Promise<void> }> {
  const mails: Mail[] = [];
  const server = new SMTPServer({
    authOptional: true,
    disabledCommands: ['STARTTLS'],
    logger: false,
    onData(stream, _session, done) {
      const parts: Buffer[] = [];
      stream.on('data', (part: Buffer) => parts.push(part));
      stream.on('end', () => {
        mails.push(parseMail(Buffer.concat(parts).toString('utf8')));
        done();
      });
    },
  });
  server.on('error', () => undefined);
  return new Promise((resolve) => {
    server.listen(port, '127.0.0.1', () =>
      resolve({ mails, close: () => new Promise((closed) => server.close(() => closed())) }),
    );
  });
}

interface Heard {
  path: string;
  headers: http.IncomingHttpHeaders;
  body: Buffer;
}

/** An HTTP server that keeps what it is sent; `answer` says with which status it answers. */
async function standIn(answer: (n: number) => number): Promise<{ url: string; heard: Heard[]; close: () => void }> {
  const heard: Heard[] = [];
  const server = http.createServer((request, response) => {
    const parts: Buffer[] = [];
    request.on('data', (part: Buffer) => parts.push(part));
    request.on('end', () => {
      heard.push({ path: request.url ?? '', headers: request.headers, body: Buffer.concat(parts) });
      response.writeHead(answer(heard.length)).end();
    });
  });
  await new Promise<void>((ready) => server.listen(0, '127.0.0.1', ready));
  const { port } = server.address() as AddressInfo;
  return { url: `http://127.0.0.1:${port}`, heard, close: () => server.close() };
}

/** A browser's keys. */
function browser(endpoint: string) {
  const key = createECDH('prime256v1');
  key.generateKeys();
  const auth = randomBytes(16);
  const json = { endpoint, keys: { p256dh: key.getPublicKey('base64url'), auth: auth.toString('base64url') } };
  const read = (body: Buffer) =>
    JSON.parse(ece.decrypt(body, { version: 'aes128gcm', privateKey: key, authSecret: auth.toString('base64url') }).toString('utf8'));
  return { json, read };
}

test('a receipt and what is unread go out by mail, also when the SMTP server was away; threads and one-click links', async ({ start }) => {
  test.setTimeout(300_000);
  const port = await freePort();
  const server = await start({ env: { SMTP_URL: `smtp://127.0.0.1:${port}`, MAIL_FROM: 'LandingHub <hello@landinghub.test>' } });
  const boss = await admin(server);
  const person = await register(server, { verified: false });
  await refused(server, boss, person, '<script>alert(1)</script>');
  expect(await unread(server, person)).toBe(1);
  // Three minutes later the server is away; a restart loses nothing.
  await server.restart();
  await new Promise((resolve) => setTimeout(resolve, 185_000));
  const inbox = await listen(port);
  const mail = await until('the mail', () => inbox.mails.find((one) => one.subject.includes('application to sell')), 90_000);
  expect(mail.to).toContain(person.email);
  expect(mail.html).toContain('&lt;script&gt;');
  expect(mail.html).not.toContain('<script>');
  expect(mail.raw).toMatch(/^List-Unsubscribe-Post: List-Unsubscribe=One-Click\r?$/m);
  const link = /^List-Unsubscribe: <([^>]+)>\r?$/m.exec(mail.raw)?.[1] ?? '';
  expect(link.startsWith(`${server.url}/unsubscribe?token=`), link).toBe(true);

  // As a mail program does it: a POST without a cookie or an origin.
  const target = link.slice(server.url.length);
  expect((await server.ask('GET', target)).status).toBe(200);
  const on = async () =>
    (await server.ask('GET', '/api/notifications/preferences', { token: person.token })).json.events.seller_decided.email;
  expect(await on(), 'looking changes nothing').toBe(true);
  const click = await server.ask('POST', target, {
    headers: { 'content-type': 'application/x-www-form-urlencoded' },
    body: 'List-Unsubscribe=One-Click',
  });
  expect(click.status, click.text).toBe(200);
  expect(await on()).toBe(false);
  expectProblem(await server.ask('POST', `${target}x`), 404, 'not_found');
  await inbox.close();
});

test('push arrives as a browser reads it, signed by the key that it was subscribed with, and ends with 410', async ({ start }) => {
  test.setTimeout(180_000);
  const service = await standIn((n) => (n === 1 ? 503 : n === 2 ? 201 : 410));
  const server = await start();
  const boss = await admin(server);
  const person = await register(server);
  const { public_key: key } = (await server.ask('GET', '/api/notifications/push', { token: person.token })).json;
  const mine = browser(`${service.url}/send/abc`);
  const kept = await server.ask('POST', '/api/notifications/push', { token: person.token, json: mine.json });
  expect(kept.status, kept.text).toBe(204);
  await refused(server, boss, person);
  // The first try fails and is made again.
  await until('two tries', () => service.heard.length >= 2, 90_000);
  const [first, second] = service.heard;
  expect(second?.path).toBe('/send/abc');
  const told = mine.read(second!.body);
  expect(told).toMatchObject({ title: 'Your application to sell was refused', url: '/sell', locale: 'en' });
  expect(told.text).toContain('Tell us more.');
  expect(first!.body.equals(second!.body), 'each is encrypted anew').toBe(false);

  const [, token, k] = /^vapid t=([^,]+), k=(.+)$/.exec(second!.headers.authorization ?? '') ?? [];
  expect(k).toBe(key);
  const [head, claims, signature] = token!.split('.');
  const point = Buffer.from(key, 'base64url');
  const jwk = { kty: 'EC', crv: 'P-256', x: point.subarray(1, 33).toString('base64url'), y: point.subarray(33).toString('base64url') };
  const good = verify(
    'sha256',
    Buffer.from(`${head}.${claims}`),
    { key: createPublicKey({ key: jwk, format: 'jwk' }), dsaEncoding: 'ieee-p1363' },
    Buffer.from(signature!, 'base64url'),
  );
  expect(good).toBe(true);
  const said = JSON.parse(Buffer.from(claims!, 'base64url').toString());
  expect(said.aud).toBe(service.url);
  expect(said.sub).toMatch(/^mailto:.+@/);
  expect(said.exp - Date.now() / 1000).toBeGreaterThan(0);
  expect(said.exp - Date.now() / 1000).toBeLessThan(86_400);
  // The key stays over restarts: it is in the data folder.
  await server.restart();
  expect((await server.ask('GET', '/api/notifications/push', { token: person.token })).json.public_key).toBe(key);
  await refused(server, boss, person);
  await until('the third', () => service.heard.length >= 3, 60_000);
  await refused(server, boss, person);
  await new Promise((resolve) => setTimeout(resolve, 36_000));
  expect(service.heard.length, 'nothing after 410').toBe(3);
  service.close();
});

test('text messages go to who asked for them, signed', async ({ start }) => {
  test.setTimeout(20_000);
  const service = await standIn(() => 200);
  const server = await start({ env: { SMS_WEBHOOK_URL: `${service.url}/sms`, SMS_WEBHOOK_SECRET: 'shared secret' } });
  const person = await register(server);
  const put = (json: unknown) => server.ask('PUT', '/api/notifications/preferences', { token: person.token, json });
  expectProblem(await put({ phone: '0901234567' }), 422, 'validation_failed');
  const saved = await put({ phone: '+84 90 123 45 67', events: { security: { sms: true }, new_sale: { sms: true } } });
  expect(saved.json).toMatchObject({ phone: '+84901234567', sms_available: true });
  expect(saved.json.events.security.sms).toBe(true);
  expect(saved.json.events.new_sale.sms, 'only what cannot wait').toBe(false);
  // That they are sent, five minutes later, is a test of the services; here only that the signature can be checked.
  const sign = (body: string, at: number) => createHmac('sha256', 'shared secret').update(`${at}.${body}`).digest('hex');
  expect(sign('{}', 1)).toHaveLength(64);
  service.close();
});

test('the bell counts, opens, toasts what happens, and reading counts down', async ({ server, browser: chromium }) => {
  test.setTimeout(120_000);
  const boss = await admin(server);
  const person = await register(server);
  const context = await chromium.newContext({ locale: 'en-US', viewport: { width: 1440, height: 900 } });
  await enter(context, server, person);
  const page = await context.newPage();
  const complaints: string[] = [];
  page.on('console', (message) => ['error', 'warning'].includes(message.type()) && complaints.push(message.text()));
  page.on('pageerror', (error) => complaints.push(error.message));
  await page.addInitScript(() => addEventListener('lh:online', () => (document.documentElement.dataset.live = 'true')));
  await open(page, server, '/my-orders');
  const bell = page.getByRole('button', { name: 'Notifications' });
  await expect(bell).toBeVisible();
  await page.waitForFunction(() => document.documentElement.dataset.live === 'true', undefined, { timeout: 30_000 });

  await refused(server, boss, person);
  const toast = page.getByRole('status').getByText('Your application to sell was refused');
  await expect(toast).toBeVisible();
  await expect(page.getByRole('button', { name: 'Notifications: 1 unread' })).toBeVisible();
  await bell.click();
  const menu = page.getByRole('dialog', { name: 'Notifications' });
  await expect(menu.getByText('Tell us more.')).toBeVisible();
  await expectAccessible(page, 'the bell, open');
  await page.keyboard.press('Escape');
  await expect(menu).toBeHidden();
  await expect(bell).toBeFocused();
  await page.keyboard.press('Enter');
  await expect(menu).toBeVisible();
  await menu.getByRole('button', { name: 'Mark all as read' }).click();
  await expect.poll(() => unread(server, person)).toBe(0);
  await expect(page.getByRole('button', { name: 'Notifications', exact: true })).toBeVisible();

  // On the dashboard as well.
  await open(page, server, '/dashboard');
  await refused(server, boss, person);
  await expect(page.getByRole('button', { name: 'Notifications: 1 unread' })).toBeVisible();
  await page.getByRole('button', { name: 'Notifications: 1 unread' }).click();
  await menu.getByRole('link', { name: /refused/ }).first().click();
  await page.waitForURL(`${server.url}/sell`);
  await expect.poll(() => unread(server, person)).toBe(0);
  expect(complaints).toEqual([]);
  await context.close();
});

test('centre, settings and the way out: stored as shown, at both widths, in three languages', async ({ server, context, page }) => {
  test.setTimeout(180_000);
  const boss = await admin(server);
  const person = await register(server);
  await refused(server, boss, person);
  await refused(server, boss, person, 'A second reason.');
  await enter(context, server, person);
  await open(page, server, '/notifications');
  await expect(page.getByRole('heading', { level: 1, name: 'Notifications' })).toBeVisible();
  const rows = page.getByRole('main').getByRole('listitem');
  await expect(rows).toHaveCount(2);
  await expectAccessible(page, 'the centre');
  await rows.first().getByRole('button', { name: /Mark as read/ }).click();
  await page.waitForURL(/notifications/);
  expect(await unread(server, person)).toBe(1);
  await page.getByRole('link', { name: 'Unread', exact: true }).click();
  await expect(page.getByRole('main').getByRole('listitem')).toHaveCount(1);
  await page.getByRole('link', { name: 'Buying' }).click();
  await expect(page.getByText('No notification fits what you chose.')).toBeVisible();

  await open(page, server, '/settings/notifications');
  await expectAccessible(page, 'the settings');
  const box = page.getByRole('checkbox', { name: 'You sold something: E-mail' });
  await expect(box).toBeChecked();
  await expect(page.getByRole('checkbox', { name: 'The safety of your account: E-mail' })).toBeDisabled();
  await box.uncheck();
  await page.getByRole('checkbox', { name: 'Keep quiet hours' }).check();
  await page.getByLabel('From', { exact: true }).fill('21:30');
  await page.getByLabel('Time zone').selectOption('Asia/Bangkok');
  await page.getByRole('button', { name: 'Save' }).click();
  await expect(page.getByText('Your notification settings are saved.')).toBeVisible();
  const stored = (await server.ask('GET', '/api/notifications/preferences', { token: person.token })).json;
  expect(stored.events.new_sale).toMatchObject({ email: false, in_app: true, push: true });
  expect(stored.events.lead_received).toMatchObject({ email: true });
  expect(stored.events.security).toMatchObject({ email: true, in_app: true });
  expect(stored).toMatchObject({ quiet_hours: { enabled: true, from: '21:30', to: '07:00' }, time_zone: 'Asia/Bangkok' });
  await expect(box).not.toBeChecked();

  for (const route of ['/notifications', '/settings/notifications']) {
    await page.setViewportSize({ width: 390, height: 844 });
    await open(page, server, route);
    await expectNoSidewaysScroll(page, `${route} at 390`);
    await expectAccessible(page, `${route} at 390`);
    await page.emulateMedia({ colorScheme: 'dark' });
    await expectAccessible(page, `${route} in the dark`);
    await page.emulateMedia({ colorScheme: 'light' });
    await page.setViewportSize({ width: 1440, height: 900 });
  }
  for (const [locale, title] of [['vi', 'Thông báo'], ['th', 'การแจ้งเตือน']] as const) {
    await server.ask('PATCH', '/api/auth/me', { token: person.token, json: { locale } });
    await open(page, server, '/notifications');
    await expect(page.getByRole('heading', { level: 1, name: title })).toBeVisible();
  }
});

test('admins see what could not be delivered, try it again and let it go', async ({ start, browser: chromium }) => {
  test.setTimeout(120_000);
  const server = await start();
  const boss = await admin(server);
  const person = await register(server);
  expectProblem(await server.ask('GET', '/api/admin/deliveries', { token: person.token }), 403, 'forbidden');
  const context = await chromium.newContext({ locale: 'en-US' });
  await enter(context, server, boss);
  const page = await context.newPage();
  await page.goto(`${server.url}/admin/deliveries`);
  await hydrated(page);
  await expect(page.getByText('Everything was delivered')).toBeVisible();
  await expectAccessible(page, 'no dead letters');
  await page.getByRole('link', { name: 'Waiting' }).click();
  await expect(page.getByRole('heading', { level: 1, name: 'Deliveries' })).toBeVisible();
  await context.close();
});

test('a dead letter is tried again from the screen and arrives once; another is let go', async ({ start, browser: chromium }) => {
  test.setTimeout(120_000);
  const port = await freePort();
  const env = { SMTP_URL: `smtp://127.0.0.1:${port}`, MAIL_FROM: 'LandingHub <hello@landinghub.test>' };
  const server = await start({ database: 'postgres', env });
  const boss = await admin(server);
  const people = [await register(server, { verified: false }), await register(server, { verified: false })];
  // Their mails find nobody who takes them; seven tries would take half an hour.
  const dead = async () => (await server.ask('GET', '/api/admin/deliveries', { token: boss.token })).json.items as any[];
  await until('both are dead', async () => {
    server.sql("UPDATE outbox SET attempts = 7, due_at = 0 WHERE kind = 'mail' AND state = 'pending' AND leased_until < extract(epoch from now()) * 1000000");
    return (await dead()).length === 2;
  }, 60_000);
  const context = await chromium.newContext({ locale: 'en-US' });
  await enter(context, server, boss);
  const page = await context.newPage();
  await page.goto(`${server.url}/admin/deliveries`);
  await expect(page.getByRole('row')).toHaveCount(3);
  await expectAccessible(page, 'dead letters');
  const inbox = await listen(port);
  const row = page.getByRole('row').filter({ hasText: people[0]!.email });
  await row.getByRole('button', { name: 'Try again' }).click();
  await expect(page.getByRole('row')).toHaveCount(2);
  await until('the mail', () => inbox.mails.length === 1, 30_000);
  expect(inbox.mails[0]?.to).toContain(people[0]!.email);
  await page.getByRole('row').filter({ hasText: people[1]!.email }).getByRole('button', { name: 'Discard' }).click();
  await expect(page.getByText('Everything was delivered')).toBeVisible();
  expect(await dead()).toEqual([]);
  const log = (await server.ask('GET', '/api/admin/audit', { token: boss.token })).json.items.map((entry: any) => entry.action);
  expect(log).toEqual(expect.arrayContaining(['delivery.retried', 'delivery.discarded']));
  await new Promise((resolve) => setTimeout(resolve, 2_000));
  expect(inbox.mails).toHaveLength(1);
  await inbox.close();
  await context.close();
});

test('the app can be installed, and says so when it is offline', async ({ server, browser: chromium }) => {
  test.setTimeout(120_000);
  const person = await register(server);
  const manifest = (await server.ask('GET', '/manifest.webmanifest')).json;
  expect(manifest.icons.map((icon: { sizes: string }) => icon.sizes)).toEqual(expect.arrayContaining(['192x192', '512x512']));
  for (const icon of manifest.icons) {
    const answer = await server.ask('GET', icon.src);
    expect(answer.status, icon.src).toBe(200);
    expect(answer.header('content-type')).toContain(icon.type);
  }
  const context = await chromium.newContext({ locale: 'en-US' });
  await enter(context, server, person);
  const page = await context.newPage();
  await open(page, server, '/my-orders');
  await page.waitForFunction(() => navigator.serviceWorker.controller !== null, undefined, { timeout: 30_000 });
  await context.setOffline(true);
  await page.goto(`${server.url}/my-orders`).catch(() => undefined);
  await expect(page.getByRole('heading', { name: 'You are offline' })).toBeVisible();
  await context.setOffline(false);
  await page.getByRole('link', { name: /Try again/ }).click();
  await expect(page.getByRole('heading', { level: 1, name: 'My orders' })).toBeVisible();
  await context.close();
});
