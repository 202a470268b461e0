// Every REST route of accounts, pages and uploads, asked badly: the right refusal, and nothing changed.
import { createPage, expectProblem, type Person, register } from '../lib/people.ts';
import type { Server } from '../lib/server.ts';
import { expect, test } from '../lib/test.ts';

interface Route {
  method: string;
  path: string;
  /** Works without an account. */
  open?: boolean;
  /** Takes JSON. */
  json?: boolean;
  /** Bodies of the right shape's opposite: each must be 400 or 422. */
  wrong?: unknown[];
}

const long = 'x'.repeat(20_000);

/** `{page}`, `{upload}` and `{session}` are filled in. */
const ROUTES: Route[] = [
  {
    method: 'POST',
    path: '/api/auth/register',
    open: true,
    json: true,
    wrong: [
      {},
      { name: 'A', email: 'a@example.com' },
      { name: 'A', email: 5, password: 'long enough words' },
      { name: '', email: 'a@example.com', password: 'long enough words' },
      { name: 'A', email: 'not an address', password: 'long enough words' },
      { name: 'A', email: '@', password: 'long enough words' },
      { name: 'A', email: `${long}@example.com`, password: 'long enough words' },
      { name: long, email: 'b@example.com', password: 'long enough words' },
      { name: 'A', email: "c@example.com'; drop table users; --", password: 'long enough words' },
      { name: 'A\u0000B', email: 'd@example.com', password: 'long enough words' },
      { name: 'A', email: 'e@example.com', password: long },
      { name: 'A', email: 'f@example.com', password: ['long enough words'] },
    ],
  },
  { method: 'POST', path: '/api/auth/password/reset', open: true, json: true, wrong: [{}, { token: 5, password: 'long enough words' }, { token: 'x', password: 'long enough words' }, { token: long, password: 'long enough words' }] },
  { method: 'POST', path: '/api/auth/verify', open: true, json: true, wrong: [{}, { token: null }, { token: '' }, { token: long }, { token: "' or 1=1 --" }] },
  { method: 'POST', path: '/api/auth/password/forgot', open: true, json: true, wrong: [{ email: 5 }, { email: {} }] },
  { method: 'GET', path: '/api/auth/me' },
  { method: 'PATCH', path: '/api/auth/me', json: true, wrong: [{ name: 5 }, { name: '' }, { name: long }, { locale: 'klingon' }, { theme: 7 }] },
  { method: 'POST', path: '/api/auth/password/change', json: true, wrong: [{}, { current_password: 1, password: 2 }, { current_password: '', password: long }] },
  { method: 'POST', path: '/api/auth/email/change', json: true, wrong: [{}, { current_password: 'x', email: 'nope' }, { current_password: 'x', email: [] }] },
  { method: 'GET', path: '/api/auth/sessions' },
  { method: 'GET', path: '/api/auth/totp' },
  { method: 'POST', path: '/api/auth/totp', json: true, wrong: [{}, { code: 123456 }, { code: '' }, { code: '000' }, { code: long }, { code: [] }] },
  { method: 'GET', path: '/api/me/addresses' },
  { method: 'POST', path: '/api/me/addresses', json: true, wrong: [{}, { name: 5 }, { name: long, line1: 'x', city: 'x', country: 'VN' }, { name: 'x', line1: 'x', city: 'x', country: 'Vietnam' }, { name: 'a\u0000b', line1: 'x', city: 'x', country: 'VN' }] },
  { method: 'PATCH', path: '/api/me/addresses/no-such-address', json: true },
  { method: 'DELETE', path: '/api/me/addresses/no-such-address' },
  { method: 'GET', path: '/api/pages/{page}/domains' },
  { method: 'POST', path: '/api/pages/{page}/domains', json: true, wrong: [{}, { domain: 5 }, { domain: '' }, { domain: 'localhost' }, { domain: '127.0.0.1' }, { domain: long }, { domain: 'http://example.com/' }, { domain: '*.example.com' }] },
  { method: 'DELETE', path: '/api/pages/{page}/domains/example.com' },
  { method: 'POST', path: '/api/pages', json: true, wrong: [{ title: 5 }, { title: '' }, { title: long }, { title: 'T', template: 'no-such-template' }, { title: 'T', template: {} }, { title: 'T', document: { nodes: 'x' } }, { title: 'T', document: {} }, { title: 'a\u0000b' }] },
  { method: 'GET', path: '/api/pages' },
  { method: 'GET', path: '/api/pages/{page}' },
  { method: 'PATCH', path: '/api/pages/{page}', json: true, wrong: [{ title: 5 }, { title: '' }, { title: long }, { slug: '' }, { slug: 'Ünïcode' }, { slug: '-a' }, { slug: 'a b' }, { slug: '../x' }, { slug: 'x'.repeat(64) }, { slug: 7 }, { slug: 'www' }, { slug: 'xn--abc' }, { meta: 'x' }, { meta: { title: long } }] },
  { method: 'POST', path: '/api/pages/{page}/ops', json: true, wrong: [{}, { ops: 'x' }, { base_revision: 1, client: 'c', seq: 1, ops: [{ op: 'explode' }] }] },
  { method: 'GET', path: '/api/pages/{page}/revisions' },
  { method: 'POST', path: '/api/pages/{page}/revisions/99999/restore' },
  { method: 'GET', path: '/api/pages/{page}/export' },
  { method: 'GET', path: '/api/pages/{page}/leads' },
  { method: 'GET', path: '/api/pages/{page}/leads.csv' },
  { method: 'GET', path: '/api/pages/{page}/preview' },
  { method: 'POST', path: '/api/pages/{page}/duplicate' },
  { method: 'POST', path: '/api/pages/{page}/deploy' },
  { method: 'DELETE', path: '/api/pages/{page}/deploy' },
  { method: 'DELETE', path: '/api/pages/{page}' },
  { method: 'POST', path: '/api/pages/{page}/restore' },
  { method: 'POST', path: '/api/uploads' },
  { method: 'GET', path: '/api/uploads' },
  { method: 'DELETE', path: '/api/uploads/no-such-upload' },
  { method: 'DELETE', path: '/api/auth/sessions/no-such-session' },
];

/** Everything a bad request could have changed. */
async function state(server: Server, person: Person, page: string): Promise<unknown> {
  const of = async (path: string) => (await server.ask('GET', path, { token: person.token })).json;
  const me = await of('/api/auth/me');
  const sessions = await of('/api/auth/sessions');
  return {
    me,
    sessions: (sessions.items ?? sessions).length,
    pages: (await of('/api/pages?limit=100')).items,
    page: await of(`/api/pages/${page}`),
    revisions: await of(`/api/pages/${page}/revisions`),
    uploads: await of('/api/uploads'),
    mails: server.mails().length,
  };
}

test('every route refuses bodies it cannot use', async ({ server }) => {
  test.setTimeout(120_000);
  const person = await register(server);
  const page = await createPage(server, person);
  const before = await state(server, person, page.id);
  const send = (route: Route, what: { headers?: Record<string, string>; body?: string | Buffer; json?: unknown }) =>
    server.ask(route.method, route.path.replace('{page}', page.id), { token: route.open ? undefined : person.token, ...what });
  const json = { 'content-type': 'application/json' };

  for (const route of ROUTES.filter((r) => r.json)) {
    const name = `${route.method} ${route.path}`;
    expectProblem(await send(route, { headers: json, body: '' }), 400, undefined, `${name}: empty`);
    expectProblem(await send(route, { headers: json, body: '{"a":' }), 400, undefined, `${name}: cut off`);
    expectProblem(await send(route, { headers: json, body: 'null null' }), 400, undefined, `${name}: two values`);
    expectProblem(await send(route, { headers: json, body: '['.repeat(50_000) }), 400, undefined, `${name}: deep`);
    expectProblem(await send(route, { headers: json, body: Buffer.from([0x7b, 0x22, 0xff, 0xfe, 0x22, 0x7d]) }), 400, undefined, `${name}: not UTF-8`);
    expectProblem(await send(route, { headers: { 'content-type': 'text/plain' }, body: '{}' }), 415, undefined, `${name}: text/plain`);
    expectProblem(await send(route, { headers: { 'content-type': 'application/x-www-form-urlencoded' }, body: 'a=b' }), 415, undefined, `${name}: form`);
    expectProblem(await send(route, { headers: json, body: `{"x":"${'y'.repeat(3 * 1024 * 1024)}"}` }), 413, undefined, `${name}: 3 MiB`);
    for (const wrong of [null, [], 'text', 17, true, ...(route.wrong ?? [])]) {
      const answer = await send(route, { json: wrong });
      expect.soft([400, 422], `${name}: ${JSON.stringify(wrong).slice(0, 100)} → ${answer.text.slice(0, 200)}`).toContain(answer.status);
      expect.soft(answer.header('content-type'), name).toContain('application/problem+json');
      expect.soft(answer.text, name).not.toMatch(/sqlite|postgres|panicked|src\/|\.rs\b/i);
    }
  }
  expect(await state(server, person, page.id)).toEqual(before);
});

test('every route that needs an account says 401 without one', async ({ server }) => {
  const person = await register(server);
  const page = await createPage(server, person);
  const before = await state(server, person, page.id);
  for (const route of ROUTES.filter((r) => !r.open)) {
    const path = route.path.replace('{page}', page.id);
    for (const credentials of [{}, { token: 'rubbish' }, { cookies: { lh_access: 'rubbish' } }]) {
      const answer = await server.ask(route.method, path, { ...credentials, ...(route.json ? { json: {} } : {}) });
      expectProblem(answer, 401, undefined, `${route.method} ${path} ${JSON.stringify(credentials)}`);
    }
  }
  expect(await state(server, person, page.id)).toEqual(before);
});

test('hostile ids and queries find nothing', async ({ server }) => {
  const person = await register(server);
  const page = await createPage(server, person);
  const before = await state(server, person, page.id);
  const ids = ['0', '-1', 'null', 'undefined', "'%20or%201=1--", '%00', '..%2f..', '%2e%2e', '%252e%252e%252f', '%F0%9F%A6%8A', 'x'.repeat(2_000), '%c0%ae', page.id.toUpperCase() === page.id ? page.id.toLowerCase() : page.id.toUpperCase(), `${page.id}%20`, `${page.id}%00`];
  for (const route of ROUTES.filter((r) => r.path.includes('{page}'))) {
    for (const id of ids) {
      const path = route.path.replace('{page}', id);
      const answer = await server.ask(route.method, path, { token: person.token, ...(route.json ? { json: { title: 'x', base_revision: 1, client: 'c', seq: 1, ops: [{ op: 'remove', node: 'x' }] } } : {}) });
      expect.soft([400, 404], `${route.method} ${path.slice(0, 120)} → ${answer.text.slice(0, 200)}`).toContain(answer.status);
    }
  }
  for (const query of ['limit=0', 'limit=-1', 'limit=101', 'limit=abc', 'limit=1e9', 'cursor=rubbish', "cursor='%20or%201=1", 'status=flying', 'sort=;drop', `cursor=${'A'.repeat(5_000)}`]) {
    const answer = await server.ask('GET', `/api/pages?${query}`, { token: person.token });
    expect.soft([400, 422], `${query.slice(0, 60)} → ${answer.text.slice(0, 200)}`).toContain(answer.status);
    expect.soft(answer.header('content-type'), query.slice(0, 60)).toContain('application/problem+json');
  }
  // Odd, but fine: searches of any text find what matches, which is nothing.
  for (const q of ["'", '%', '_', '"*', '(((', '\\', '%00', 'a'.repeat(500), '%F0%9F%A6%8A', '" OR 1']) {
    const answer = await server.ask('GET', `/api/pages?q=${encodeURIComponent(q)}`, { token: person.token });
    expect.soft([200, 400, 422], q.slice(0, 40)).toContain(answer.status);
    if (answer.status === 200) expect.soft(answer.json.items, q.slice(0, 40)).toEqual([]);
  }
  expectProblem(await server.ask('GET', '/api/no/such/route', { token: person.token }), 404);
  expectProblem(await server.ask('PUT', '/api/pages', { token: person.token, json: {} }), 405);
  expect([400, 404, 405, 501]).toContain((await server.ask('TRACE', '/api/pages')).status);
  expect(await state(server, person, page.id)).toEqual(before);
});

test('lists page through everything once, by cursor', async ({ server }) => {
  const person = await register(server);
  for (let i = 0; i < 7; i++) await createPage(server, person, `Page ${i}`);
  const seen: string[] = [];
  let cursor: string | null = null;
  do {
    const answer: any = (await server.ask('GET', `/api/pages?limit=3${cursor ? `&cursor=${encodeURIComponent(cursor)}` : ''}`, { token: person.token })).json;
    expect(answer.items.length).toBeLessThanOrEqual(3);
    expect(answer.items[0].document).toBeUndefined();
    seen.push(...answer.items.map((page: any) => page.title));
    cursor = answer.next_cursor;
  } while (cursor);
  expect(seen.sort()).toEqual(Array.from({ length: 7 }, (_, i) => `Page ${i}`));
  const found = (await server.ask('GET', '/api/pages?q=page%203', { token: person.token })).json;
  expect(found.items.map((page: any) => page.title)).toEqual(['Page 3']);
});

test('the same idempotency key makes one page; with another body it is refused', async ({ server }) => {
  const person = await register(server);
  const create = (key: string, title: string) =>
    server.ask('POST', '/api/pages', { token: person.token, headers: { 'idempotency-key': key }, json: { title } });
  const first = await create('key-1', 'Once');
  expect(first.status, first.text).toBe(201);
  const again = await create('key-1', 'Once');
  expect(again.status).toBe(201);
  expect(again.json).toEqual(first.json);
  expect(again.header('idempotency-replayed')).toBe('true');
  expectProblem(await create('key-1', 'Something else'), 409, 'idempotency_conflict');
  const race = await Promise.all(Array.from({ length: 6 }, () => create('key-2', 'Race')));
  expect(new Set(race.filter((a) => a.status === 201).map((a) => a.json.id)).size).toBe(1);
  const other = await register(server);
  const theirs = await server.ask('POST', '/api/pages', { token: other.token, headers: { 'idempotency-key': 'key-1' }, json: { title: 'Mine' } });
  expect(theirs.status).toBe(201);
  expect(theirs.json.id).not.toBe(first.json.id);
  const pages = (await server.ask('GET', '/api/pages', { token: person.token })).json.items;
  expect(pages.map((page: any) => page.title).sort()).toEqual(['Once', 'Race']);
});
