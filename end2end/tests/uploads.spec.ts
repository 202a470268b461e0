// Files from strangers: known by content, re-encoded, served from a place where they can do no harm.
import { fileBody } from '../lib/http.ts';
import { HOSTILE_SVG, jpeg, png, pngClaiming, pngText } from '../lib/images.ts';
import { expectProblem, register } from '../lib/people.ts';
import { expect, test } from '../lib/test.ts';

test('a picture comes back smaller, in several widths, from the content origin', async ({ server }) => {
  const person = await register(server);
  const file = png(1800, 900, [pngText('SECRET-METADATA')]);
  const answer = await server.ask('POST', '/api/uploads', { token: person.token, ...fileBody('hero.png', 'image/png', file), timeout: 40_000 });
  expect(answer.status, answer.text).toBe(201);
  const upload = answer.json;
  expect(upload).toMatchObject({ width: 1800, height: 900 });
  expect(upload.mime).toMatch(/^image\//);
  expect(upload.variants.length).toBeGreaterThanOrEqual(2);
  expect(upload.variants.every((v: any) => v.format === 'webp')).toBe(true);
  const widths = upload.variants.map((v: any) => v.width);
  expect(widths).toEqual([...widths].sort((a, b) => a - b));
  for (const url of [upload.url, ...upload.variants.map((v: any) => v.url)]) {
    expect(new URL(url).host).toBe(server.contentHost);
    const got = await server.get(url);
    expect(got.status).toBe(200);
    expect(got.header('content-type')).toMatch(/^image\//);
    expect(got.header('x-content-type-options')).toBe('nosniff');
    expect(got.header('content-security-policy')).toContain('sandbox');
    expect(got.header('set-cookie')).toBeUndefined();
    expect(got.header('cache-control')).toContain('immutable');
    expect(got.body.includes('SECRET-METADATA')).toBe(false);
  }
  const webp = await server.get(upload.variants[0].url);
  expect(webp.body.subarray(0, 4).toString()).toBe('RIFF');
  expect(webp.body.subarray(8, 12).toString()).toBe('WEBP');

  const list = (await server.ask('GET', '/api/uploads', { token: person.token })).json;
  expect((list.items ?? list).map((u: any) => u.id)).toEqual([upload.id]);
  expect((await server.ask('DELETE', `/api/uploads/${upload.id}`, { token: person.token })).status).toBe(204);
  expect((await server.get(upload.url)).status).toBe(404);
});

test('a JPEG loses its metadata', async ({ server }) => {
  const person = await register(server);
  const answer = await server.ask('POST', '/api/uploads', { token: person.token, ...fileBody('a.jpg', 'image/jpeg', jpeg('GPS-SECRET')) });
  expect(answer.status, answer.text).toBe(201);
  expect((await server.get(answer.json.url)).body.includes('GPS-SECRET')).toBe(false);
});

test('an SVG loses everything that acts', async ({ server }) => {
  const person = await register(server);
  const answer = await server.ask('POST', '/api/uploads', { token: person.token, ...fileBody('logo.svg', 'image/svg+xml', HOSTILE_SVG) });
  expect([201, 415, 422]).toContain(answer.status);
  if (answer.status !== 201) return;
  const got = await server.get(answer.json.url);
  expect(got.header('content-security-policy')).toContain("default-src 'none'");
  expect(got.header('content-security-policy')).toContain('sandbox');
  expect(got.text).not.toMatch(/<script|onload|javascript:|foreignObject|169\.254|<!ENTITY|xxe|<set|root:/i);
});

test('a polyglot is only the picture it claims to be', async ({ server }) => {
  const person = await register(server);
  const evil = Buffer.concat([png(30, 30), Buffer.from('<html><script>alert(1)</script></html>')]);
  const answer = await server.ask('POST', '/api/uploads', { token: person.token, ...fileBody('x.html', 'text/html', evil) });
  expect(answer.status, answer.text).toBe(201);
  const got = await server.get(answer.json.url);
  expect(got.header('content-type')).toMatch(/^image\//);
  expect(got.text).not.toContain('<script');
  expect(answer.json.url).not.toContain('.html');
});

test('what is not a picture, too big or broken is refused and leaves nothing', async ({ server }) => {
  test.setTimeout(120_000);
  const person = await register(server);
  const send = (name: string, type: string, bytes: Buffer) =>
    server.ask('POST', '/api/uploads', { token: person.token, ...fileBody(name, type, bytes), timeout: 40_000 });
  expectProblem(await send('a.png', 'image/png', Buffer.from('<html><script>alert(1)</script>')), 415, undefined, 'html');
  expectProblem(await send('a.png', 'image/png', Buffer.from('MZ\x90\0\x03\0\0\0')), 415, undefined, 'exe');
  expectProblem(await send('a.png', 'image/png', Buffer.from('just words')), 415, undefined, 'text');
  expectProblem(await send('a.png', 'image/png', Buffer.alloc(0)), 415, undefined, 'empty');
  const began = Date.now();
  expectProblem(await send('a.png', 'image/png', pngClaiming(50_000, 50_000)), 422, undefined, '50 000 px');
  expectProblem(await send('a.png', 'image/png', pngClaiming(8_193, 10)), 422, undefined, '8 193 px');
  expectProblem(await send('a.png', 'image/png', pngClaiming(8_000, 8_000)), 422, undefined, '64 megapixels');
  expect(Date.now() - began).toBeLessThan(10_000);
  expectProblem(await send('a.png', 'image/png', png(200, 200).subarray(0, 300)), 422, undefined, 'cut off');
  expectProblem(await send('a.png', 'image/png', Buffer.concat([png(20, 20), Buffer.alloc(10 * 1024 * 1024 + 1)])), 413, undefined, '10 MiB and a byte');
  const none = await server.ask('POST', '/api/uploads', { token: person.token, ...fileBody('a.png', 'image/png', png(4, 4), 'other') });
  expect([400, 422]).toContain(none.status);
  expectProblem(await server.ask('POST', '/api/uploads', { token: person.token, json: {} }), 415);
  const broken = await server.ask('POST', '/api/uploads', { token: person.token, headers: { 'content-type': 'multipart/form-data; boundary=x' }, body: 'nonsense' });
  expect([400, 422]).toContain(broken.status);
  const list = (await server.ask('GET', '/api/uploads', { token: person.token })).json;
  expect(list.items ?? list).toEqual([]);
  const nasty = await send('../../etc/"><script>\r\nX-Evil: 1.png', 'image/png', png(8, 8));
  if (nasty.status === 201) {
    const got = await server.get(nasty.json.url);
    expect(got.status).toBe(200);
    expect(got.headers['x-evil']).toBeUndefined();
    expect(nasty.json.url).not.toMatch(/script|\.\./);
  }
});

test('the content origin has nothing else', async ({ server }) => {
  const person = await register(server);
  for (const path of ['/', '/api/auth/me', '/api/uploads', '/auth', '/..%2f..%2flandinghub.db', '/landinghub.toml', '/%2e%2e/data']) {
    const answer = await server.ask('GET', path, { host: server.contentHost, token: person.token, cookies: person.cookies });
    expect.soft([400, 404], path).toContain(answer.status);
    expect.soft(answer.text).not.toContain(person.email);
    expect.soft(answer.header('set-cookie'), path).toBeUndefined();
  }
});
