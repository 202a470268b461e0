// Accounts over HTTP: what clients may rely on and attackers may not.
import { expectProblem, PASSWORD, register, somebody, tokenIn } from '../lib/people.ts';
import { until } from '../lib/server.ts';
import { expect, test } from '../lib/test.ts';

const refresh = (token: string) => ({ cookies: { lh_refresh: token } });

test('registering makes an account, a session, cookies and a verification mail', async ({ server }) => {
  const who = somebody('Trần Thị Ánh');
  const answer = await server.ask('POST', '/api/auth/register', { json: who });
  expect(answer.status).toBe(201);
  expect(answer.json.token_type).toBe('Bearer');
  expect(answer.json.expires_in).toBe(900);
  expect(answer.json.user).toMatchObject({ name: who.name, email: who.email, email_verified: false, role: 'user' });
  expect(answer.text).not.toContain(who.password);
  const set = answer.headers['set-cookie'] ?? [];
  expect(set.find((line) => line.startsWith('lh_access='))).toMatch(/HttpOnly/i);
  expect(set.find((line) => line.startsWith('lh_access='))).toMatch(/SameSite=Lax/i);
  expect(set.find((line) => line.startsWith('lh_refresh='))).toMatch(/SameSite=Strict/i);
  expect(set.every((line) => /Path=\//.test(line) && /HttpOnly/i.test(line))).toBe(true);
  expect(answer.header('cache-control')).toContain('no-store');

  const mail = await server.mail(who.email);
  const link = mail.links.find((text) => text.startsWith(`${server.url}/auth/verify?token=`));
  expect(link).toBeTruthy();
  const token = tokenIn([link ?? '']);
  expect((await server.ask('POST', '/api/auth/verify', { json: { token } })).status).toBe(204);
  const me = await server.ask('GET', '/api/auth/me', { token: answer.json.access_token });
  expect(me.json.email_verified).toBe(true);
  expectProblem(await server.ask('POST', '/api/auth/verify', { json: { token } }), 400, 'token_invalid');

  expectProblem(await server.ask('POST', '/api/auth/register', { json: who }), 409, 'email_taken');
  const shouted = { ...who, email: who.email.toUpperCase() };
  expectProblem(await server.ask('POST', '/api/auth/register', { json: shouted }), 409, 'email_taken');
  expect(server.mails()).toHaveLength(1);
});

test('a wrong password and an unknown address look the same', async ({ server }) => {
  const person = await register(server);
  const wrong = await server.ask('POST', '/api/auth/login', { json: { email: person.email, password: 'not this one' } });
  const unknown = await server.ask('POST', '/api/auth/login', { json: { email: 'nobody@example.com', password: 'not this one' } });
  expectProblem(wrong, 401, 'invalid_credentials');
  expect(unknown.json).toEqual(wrong.json);
  expect(wrong.headers['set-cookie']).toBeUndefined();
  const known = await server.ask('POST', '/api/auth/password/forgot', { json: { email: person.email } });
  const nobody = await server.ask('POST', '/api/auth/password/forgot', { json: { email: 'nobody@example.com' } });
  expect([known.status, nobody.status]).toEqual([202, 202]);
  expect(known.text).toBe(nobody.text);
});

test('refresh tokens rotate; a replayed one ends the family', async ({ server }) => {
  const person = await register(server);
  const first = person.cookies.lh_refresh ?? '';
  const one = await server.ask('POST', '/api/auth/refresh', refresh(first));
  expect(one.status, one.text).toBe(200);
  const second = one.cookies.lh_refresh ?? '';
  expect(second).not.toBe(first);
  expect((await server.ask('GET', '/api/auth/me', { token: one.json.access_token })).status).toBe(200);

  // Another tab that had the same token a moment ago gets the same successor.
  const tab = await server.ask('POST', '/api/auth/refresh', refresh(first));
  expect(tab.status, tab.text).toBe(200);
  expect(tab.cookies.lh_refresh).toBe(second);

  const two = await server.ask('POST', '/api/auth/refresh', refresh(second));
  const third = two.cookies.lh_refresh ?? '';
  expectProblem(await server.ask('POST', '/api/auth/refresh', refresh(first)), 401, 'session_ended');
  expectProblem(await server.ask('POST', '/api/auth/refresh', refresh(third)), 401, 'session_ended');
  await until('the access token has ended with its family', async () => {
    return (await server.ask('GET', '/api/auth/me', { token: two.json.access_token })).status === 401;
  }, 61_000);

  expectProblem(await server.ask('POST', '/api/auth/refresh', refresh('made-up')), 401);
  expectProblem(await server.ask('POST', '/api/auth/refresh'), 401);
});

test('several tabs refreshing at once all stay logged in', async ({ server }) => {
  const person = await register(server);
  const token = person.cookies.lh_refresh ?? '';
  const answers = await Promise.all(Array.from({ length: 8 }, () => server.ask('POST', '/api/auth/refresh', refresh(token))));
  expect(answers.map((a) => a.status)).toEqual(Array(8).fill(200));
  expect(new Set(answers.map((a) => a.cookies.lh_refresh)).size).toBe(1);
});

test('logging out ends the session and clears the browser', async ({ server }) => {
  const person = await register(server);
  const out = await server.ask('POST', '/api/auth/logout', { cookies: person.cookies });
  expect(out.status).toBe(204);
  expect(out.header('clear-site-data')).toBeTruthy();
  expect(out.cookies.lh_access).toBe('');
  expect(out.cookies.lh_refresh).toBe('');
  expectProblem(await server.ask('POST', '/api/auth/refresh', refresh(person.cookies.lh_refresh ?? '')), 401);
  await until('the access token has ended', async () => {
    return (await server.ask('GET', '/api/auth/me', { cookies: person.cookies })).status === 401;
  }, 61_000);
});

test('a forgotten password is set anew by mail, once, and ends all sessions', async ({ server }) => {
  const person = await register(server);
  await server.ask('POST', '/api/auth/password/forgot', { json: { email: person.email } });
  const mail = await server.mail(person.email, (m) => m.links.some((link) => link.includes('/auth/reset')));
  expect(mail.links.find((link) => link.startsWith(`${server.url}/auth/reset?token=`))).toBeTruthy();
  const token = tokenIn(mail.links);

  for (const weak of ['short', 'password', '12345678', 'x'.repeat(129)]) {
    expectProblem(await server.ask('POST', '/api/auth/password/reset', { json: { token, password: weak } }), 422, undefined, weak);
  }
  const fresh = 'a brand new passphrase';
  expect((await server.ask('POST', '/api/auth/password/reset', { json: { token, password: fresh } })).status).toBe(204);
  expectProblem(await server.ask('POST', '/api/auth/password/reset', { json: { token, password: fresh } }), 400, 'token_invalid');
  expectProblem(await server.ask('POST', '/api/auth/login', { json: { email: person.email, password: PASSWORD } }), 401);
  expect((await server.ask('POST', '/api/auth/login', { json: { email: person.email, password: fresh } })).status).toBe(200);
  expectProblem(await server.ask('POST', '/api/auth/refresh', refresh(person.cookies.lh_refresh ?? '')), 401);
});

test('changing the password or address asks for the old password and tells the old address', async ({ server }) => {
  const person = await register(server);
  const token = person.token;
  const change = (path: string, json: unknown) => server.ask('POST', path, { token, json });
  expectProblem(await change('/api/auth/password/change', { current_password: 'wrong', password: 'something quite new' }), 401, 'invalid_credentials');
  const changed = await change('/api/auth/password/change', { current_password: PASSWORD, password: 'something quite new' });
  expect(changed.status, changed.text).toBe(204);
  await server.mail(person.email, (mail) => /password/i.test(mail.subject));

  const login = await server.ask('POST', '/api/auth/login', { json: { email: person.email, password: 'something quite new' } });
  const fresh = somebody().email;
  const moved = await server.ask('POST', '/api/auth/email/change', {
    token: login.json.access_token,
    json: { current_password: 'something quite new', email: fresh },
  });
  expect(moved.status, moved.text).toBe(202);
  await server.mail(person.email, (mail) => /(e-?mail|address)/i.test(mail.subject));
  const confirm = await server.mail(fresh, (mail) => mail.links.some((link) => link.includes('token=')));
  expect((await server.ask('POST', '/api/auth/verify', { json: { token: tokenIn(confirm.links) } })).status).toBe(204);
  const me = await server.ask('POST', '/api/auth/login', { json: { email: fresh, password: 'something quite new' } });
  expect(me.status, me.text).toBe(200);
});

test('sessions can be listed and ended', async ({ server }) => {
  const person = await register(server);
  const phone = await server.ask('POST', '/api/auth/login', {
    json: { email: person.email, password: person.password },
    headers: { 'user-agent': 'Phone' },
  });
  const sessions = await server.ask('GET', '/api/auth/sessions', { token: person.token });
  const list = sessions.json.items ?? sessions.json;
  expect(list).toHaveLength(2);
  const theirs = list.find((session: any) => JSON.stringify(session).includes('Phone'));
  expect(theirs).toBeTruthy();
  expect((await server.ask('DELETE', `/api/auth/sessions/${theirs.id}`, { token: person.token })).status).toBe(204);
  expectProblem(await server.ask('POST', '/api/auth/refresh', refresh(phone.cookies.lh_refresh ?? '')), 401);
  expect((await server.ask('GET', '/api/auth/me', { token: person.token })).status).toBe(200);
  expectProblem(await server.ask('DELETE', `/api/auth/sessions/${theirs.id}`, { token: person.token }), 404);
});

test('the profile takes what it should and nothing else', async ({ server }) => {
  const person = await register(server);
  const changed = await server.ask('PATCH', '/api/auth/me', {
    token: person.token,
    json: { name: 'Mai <b>', locale: 'vi', theme: 'dark', role: 'admin', email_verified: false, id: 'x' },
  });
  expect(changed.status, changed.text).toBe(200);
  const me = (await server.ask('GET', '/api/auth/me', { token: person.token })).json;
  expect(me).toMatchObject({ name: 'Mai <b>', locale: 'vi', theme: 'dark', role: 'user', email_verified: true, id: person.id });
  for (const json of [{ name: '' }, { name: 'x'.repeat(10_000) }, { locale: 'xx' }, { theme: 'pink' }]) {
    expectProblem(await server.ask('PATCH', '/api/auth/me', { token: person.token, json }), 422, undefined, JSON.stringify(json).slice(0, 40));
  }
  expect((await server.ask('GET', '/api/auth/me', { token: person.token })).json).toEqual(me);
});

test('passwords are counted in code points and common ones refused', async ({ server }) => {
  const status = async (password: string) => (await server.ask('POST', '/api/auth/register', { json: { ...somebody(), password } })).status;
  expect(await status('🦊🐼🐨🦁🐮🐷🐸🐵')).toBe(201);
  expect(await status('🦊🐼🐨🦁')).toBe(422);
  expect(await status('mật khẩu dài')).toBe(201);
  expect(await status('7 chars')).toBe(422);
  expect(await status('iloveyou')).toBe(422);
  expect(await status('ế'.repeat(128))).toBe(201);
  expect(await status('ế'.repeat(129))).toBe(422);
});

test('a browser on another site cannot act', async ({ server }) => {
  const person = await register(server);
  const json = { email: person.email, password: person.password };
  const login = (headers: Record<string, string>) => server.ask('POST', '/api/auth/login', { json, headers });
  expectProblem(await login({ 'sec-fetch-site': 'cross-site' }), 403, 'cross_site');
  expectProblem(await login({ 'sec-fetch-site': 'same-site' }), 403, 'cross_site');
  expectProblem(await login({ origin: 'https://evil.example' }), 403, 'cross_site');
  expectProblem(await login({ origin: 'null' }), 403, 'cross_site');
  expect((await login({ 'sec-fetch-site': 'same-origin', origin: server.url })).status).toBe(200);
  expect((await login({ 'sec-fetch-site': 'none' })).status).toBe(200);
  expect((await login({ origin: server.url })).status).toBe(200);
  expect((await login({})).status).toBe(200);

  // A published page of a customer is another site too.
  const page = await server.ask('POST', '/api/pages', {
    json: { title: 'Never made' },
    cookies: person.cookies,
    headers: { origin: `http://${server.pageHost('customer')}`, 'sec-fetch-site': 'same-site' },
  });
  expectProblem(page, 403, 'cross_site');
  expect((await server.ask('GET', '/api/pages', { token: person.token })).json.items).toEqual([]);
  // Answers never invite other origins.
  expect((await login({ origin: 'https://evil.example' })).header('access-control-allow-origin')).toBeUndefined();
});

test('forged access tokens are refused', async ({ server }) => {
  const person = await register(server);
  const [head = '', body = '', signature = ''] = person.token.split('.');
  const encode = (value: unknown) => Buffer.from(JSON.stringify(value)).toString('base64url');
  const claims = JSON.parse(Buffer.from(body, 'base64url').toString());
  const forged = [
    `${encode({ alg: 'none', typ: 'JWT' })}.${body}.`,
    `${encode({ alg: 'None' })}.${body}.${signature}`,
    `${head}.${encode({ ...claims, role: 'admin' })}.${signature}`,
    `${head}.${body}.`,
    `${head}.${body}`,
    `${head}.${body}.${signature.slice(0, -4)}AAAA`,
    person.cookies.lh_refresh ?? '',
    'x'.repeat(5000),
    '',
  ];
  for (const token of forged) {
    const answer = await server.ask('GET', '/api/auth/me', { headers: { authorization: `Bearer ${token}` } });
    expect.soft(answer.status, token.slice(0, 60)).toBe(401);
  }
});

test.describe('with the default limits', () => {
  test.use({ serverOptions: { limits: true } });

  test('guessing one account is slowed down, also for the right password', async ({ server }) => {
    const person = await register(server);
    const other = await register(server);
    const login = (email: string, password: string) => server.ask('POST', '/api/auth/login', { json: { email, password } });
    for (let i = 0; i < 10; i++) expectProblem(await login(person.email, `guess number ${i}`), 401);
    const refused = await login(person.email, person.password);
    expectProblem(refused, 429, 'rate_limited');
    expect(Number(refused.header('retry-after'))).toBeGreaterThan(0);
    // Nobody else is locked out, and the session goes on.
    expect((await login(other.email, other.password)).status).toBe(200);
    expect((await server.ask('GET', '/api/auth/me', { token: person.token })).status).toBe(200);
    expect((await server.ask('POST', '/api/auth/refresh', refresh(person.cookies.lh_refresh ?? ''))).status).toBe(200);
  });

  test('guesses do not get through at once either', async ({ server }) => {
    const person = await register(server);
    const answers = await Promise.all(
      Array.from({ length: 30 }, (_, i) =>
        server.ask('POST', '/api/auth/login', { json: { email: person.email, password: `guess number ${i}` }, timeout: 40_000 }),
      ),
    );
    expect(answers.filter((a) => a.status === 401).length).toBeLessThanOrEqual(10);
    expect(answers.filter((a) => a.status === 429).length).toBeGreaterThanOrEqual(20);
  });

  test('registrations and resets from one address are limited', async ({ server }) => {
    const statuses: number[] = [];
    for (let i = 0; i < 31; i++) statuses.push((await server.ask('POST', '/api/auth/register', { json: somebody() })).status);
    expect(statuses.slice(0, 30)).toEqual(Array(30).fill(201));
    expect(statuses[30]).toBe(429);
  });

  test('reset mails to one account stop silently', async ({ server }) => {
    const person = await register(server);
    for (let i = 0; i < 7; i++) {
      expect((await server.ask('POST', '/api/auth/password/forgot', { json: { email: person.email } })).status).toBe(202);
    }
    const resets = () => server.mails().filter((mail) => mail.links.some((link) => link.includes('/auth/reset')));
    await until('five resets', () => resets().length >= 5);
    await new Promise((resolve) => setTimeout(resolve, 2_000));
    expect(resets()).toHaveLength(5);
  });
});
