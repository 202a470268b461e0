// What a visitor of a published page gets, down to the bytes.
import zlib from 'node:zlib';

import { createPage, expectProblem, publish, register } from '../lib/people.ts';
import { until } from '../lib/server.ts';
import { expect, listen, test } from '../lib/test.ts';

const TITLE = `</title><script>alert("x")</script> & 'Tết' sale`;

test('a published page is static, cookieless and validated by its ETag', async ({ server }) => {
  const person = await register(server);
  const page = await createPage(server, person, TITLE);
  const url = await publish(server, person, page.id);

  const answer = await server.get(url);
  expect(answer.status).toBe(200);
  expect(answer.header('content-type')).toMatch(/^text\/html; ?charset=utf-8$/i);
  expect(answer.header('set-cookie')).toBeUndefined();
  expect(answer.header('cache-control')).toBeTruthy();
  expect(answer.header('x-content-type-options')).toBe('nosniff');
  expect(answer.header('content-security-policy')).not.toContain('unsafe-inline');
  const html = answer.text;
  expect(html.replace(/<script type="application\/ld\+json">[^<]*<\/script>/g, '')).not.toMatch(/<script/i);
  expect(html).toContain('&lt;/title&gt;&lt;script&gt;');
  expect(html).not.toContain('alert("x")</script>');
  expect(html).not.toMatch(/\son\w+=/i);
  expect(html.match(/<h1[\s>]/g)).toHaveLength(1);
  expect(html).toMatch(/<html[^>]* lang="/);

  const etag = answer.header('etag');
  expect(etag).toMatch(/^(W\/)?"[^"]+"$/);
  const same = await server.get(url, { headers: { 'if-none-match': etag ?? '' } });
  expect(same.status).toBe(304);
  expect(same.body).toHaveLength(0);
  expect(same.header('etag')).toBe(etag);
  const list = await server.get(url, { headers: { 'if-none-match': `"other", ${etag}` } });
  expect(list.status).toBe(304);
  const other = await server.get(url, { headers: { 'if-none-match': '"other"' } });
  expect(other.status).toBe(200);

  const head = await server.get(url, {}, 'HEAD');
  expect(head.status).toBe(200);
  expect(head.body).toHaveLength(0);
  expect(head.header('etag')).toBe(etag);

  // A visitor's cookies change nothing, not even our own.
  const known = await server.get(url, { cookies: person.cookies });
  expect(known.text).toBe(html);
  expect(known.header('set-cookie')).toBeUndefined();
});

test('it comes compressed as the visitor can take it', async ({ server }) => {
  const person = await register(server);
  const url = await publish(server, person, (await createPage(server, person)).id);
  const plain = await server.get(url);
  expect(plain.header('content-encoding')).toBeUndefined();
  expect(plain.header('vary')?.toLowerCase()).toContain('accept-encoding');

  const br = await server.get(url, { headers: { 'accept-encoding': 'gzip, deflate, br' } });
  expect(br.header('content-encoding')).toBe('br');
  expect(zlib.brotliDecompressSync(br.body).toString()).toBe(plain.text);
  expect(br.body.length).toBeLessThan(14 * 1024);

  const gzip = await server.get(url, { headers: { 'accept-encoding': 'gzip' } });
  expect(gzip.header('content-encoding')).toBe('gzip');
  expect(zlib.gunzipSync(gzip.body).toString()).toBe(plain.text);

  const refused = await server.get(url, { headers: { 'accept-encoding': 'br;q=0, gzip;q=0' } });
  expect(refused.header('content-encoding')).toBeUndefined();
  expect(refused.text).toBe(plain.text);

  const again = await server.get(url, {
    headers: { 'accept-encoding': 'br', 'if-none-match': br.header('etag') ?? '' },
  });
  expect(again.status).toBe(304);
});

test('only its own host serves it, and nothing of the app is there', async ({ server }) => {
  const person = await register(server);
  const page = await createPage(server, person);
  const url = await publish(server, person, page.id);
  const host = new URL(url).host;
  expect(host).toBe(server.pageHost(page.slug));

  expect((await server.ask('GET', '/', { host: host.toUpperCase() })).status).toBe(200);
  const unknown = await server.ask('GET', '/', { host: server.pageHost('nobody-has-this') });
  expect(unknown.status).toBe(404);
  expect(unknown.header('set-cookie')).toBeUndefined();

  for (const stranger of [
    'evil.example',
    `localhost.evil.example:${server.port}`,
    `${page.slug}.localhost.evil.example`,
    `a.b.localhost:${server.port}`,
    '169.254.169.254',
    '',
  ]) {
    const answer = await server.ask('GET', '/', { host: stranger });
    expect.soft([400, 421], `Host: ${stranger}`).toContain(answer.status);
    if (stranger === 'evil.example') expect.soft(answer.status).toBe(421);
    expect.soft(answer.text).not.toContain(page.id);
  }

  for (const path of [
    '/auth',
    '/dashboard',
    '/pages',
    '/settings',
    '/api/auth/me',
    '/api/pages',
    '/api/openapi.json',
    '/api/docs',
    '/metrics',
    '/pkg/editor.js',
    '/_fn/login',
    '/..%2f..%2fetc/passwd',
    '/%252e%252e/secret',
  ]) {
    const answer = await server.ask('GET', path, { host, token: person.token, cookies: person.cookies });
    expect.soft([400, 404], path).toContain(answer.status);
    expect.soft(answer.header('set-cookie'), path).toBeUndefined();
    expect.soft(answer.text, path).not.toContain(person.email);
  }
  for (const path of ['/api/auth/login', '/api/pages', '/_fn/login', '/']) {
    const answer = await server.ask('POST', path, { host, json: { email: person.email, password: person.password } });
    expect.soft([404, 405], `POST ${path}`).toContain(answer.status);
    expect.soft(answer.header('set-cookie'), path).toBeUndefined();
  }
  const worker = await server.ask('GET', '/', { host, headers: { 'service-worker': 'script' } });
  expect(worker.status).toBeGreaterThanOrEqual(400);
});

test('unpublished is gone, trashed is 410, a new address redirects from the old one', async ({ server }) => {
  const person = await register(server);
  const page = await createPage(server, person, 'First name');
  const url = await publish(server, person, page.id);

  const renamed = await server.ask('PATCH', `/api/pages/${page.id}`, { token: person.token, json: { slug: 'second-name' } });
  expect(renamed.status, renamed.text).toBe(200);
  const moved = await until('the old address redirects', async () => {
    const answer = await server.get(url);
    return [301, 302, 307, 308].includes(answer.status) && answer;
  });
  expect(moved.header('location')).toBe(`http://${server.pageHost('second-name')}/`);
  const fresh = `http://${server.pageHost('second-name')}/`;
  expect((await server.get(fresh)).status).toBe(200);
  const stranger = await register(server);
  const theirs = await createPage(server, stranger);
  const taken = await server.ask('PATCH', `/api/pages/${theirs.id}`, { token: stranger.token, json: { slug: page.slug } });
  expectProblem(taken, 409, 'slug_taken');
  for (const slug of ['www', 'api', 'admin', 'content', 'app']) {
    const reserved = await server.ask('PATCH', `/api/pages/${page.id}`, { token: person.token, json: { slug } });
    expectProblem(reserved, 422, 'slug_reserved', slug);
  }

  expect((await server.ask('DELETE', `/api/pages/${page.id}/deploy`, { token: person.token })).status).toBe(204);
  expect((await server.get(fresh)).status).toBe(404);
  await publish(server, person, page.id);
  expect((await server.get(fresh)).status).toBe(200);

  expect((await server.ask('DELETE', `/api/pages/${page.id}`, { token: person.token })).status).toBe(204);
  expect((await server.get(fresh)).status).toBe(410);
  const restored = await server.ask('POST', `/api/pages/${page.id}/restore`, { token: person.token });
  expect(restored.status, restored.text).toBe(200);
  expect(restored.json.status).not.toBe('trashed');
});

test('every template publishes cleanly and a browser has nothing to complain about', async ({ server, browser }) => {
  test.setTimeout(180_000);
  const person = await register(server);
  const templates = (await server.ask('GET', '/api/templates', { token: person.token })).json;
  const list = Array.isArray(templates) ? templates : templates.items;
  const complaints: string[] = [];
  for (const template of list) {
    const page = await createPage(server, person, template.name, template.id);
    const url = await publish(server, person, page.id);
    const context = await browser.newContext();
    context.on('page', (tab) => listen(tab, complaints));
    const tab = await context.newPage();
    const kinds: string[] = [];
    tab.on('request', (request) => kinds.push(request.resourceType()));
    await tab.goto(url);
    await tab.waitForLoadState('networkidle');
    expect.soft(kinds, template.name).not.toContain('script');
    expect.soft(await context.cookies(), template.name).toEqual([]);
    await expect.soft(tab.locator('h1'), template.name).toHaveCount(1);
    await context.close();
  }
  expect(complaints).toEqual([]);
});
