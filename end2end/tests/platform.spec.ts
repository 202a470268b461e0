// The server itself: hosts, headers, health, documents about itself, and its command line.
import fs from 'node:fs';
import net from 'node:net';
import path from 'node:path';

import { ask } from '../lib/http.ts';
import { createPage, expectProblem, publish, register, somebody } from '../lib/people.ts';
import { until } from '../lib/server.ts';
import { expect, test } from '../lib/test.ts';
import { expectLoggedIn } from '../lib/ui.ts';

test('pages of the app carry the headers that keep browsers safe', async ({ server }) => {
  const nonces = new Set<string>();
  for (const route of ['/', '/auth', '/']) {
    const answer = await server.ask('GET', route);
    expect(answer.status, route).toBe(200);
    const policy = answer.header('content-security-policy') ?? '';
    const nonce = /script-src[^;]*'nonce-([^']+)'/.exec(policy)?.[1] ?? '';
    expect(nonce, route).not.toBe('');
    nonces.add(nonce);
    expect(policy).not.toMatch(/script-src[^;]*unsafe-inline/);
    expect(policy).toContain("object-src 'none'");
    expect(policy).toContain("base-uri 'none'");
    expect(policy).toContain("frame-ancestors 'none'");
    for (const script of answer.text.match(/<script\b[^>]*>/g) ?? []) {
      if (!/type="application\/(ld\+)?json"/.test(script)) expect.soft(script).toContain(`nonce="${nonce}"`);
    }
    expect(answer.header('x-content-type-options')).toBe('nosniff');
    expect(answer.header('referrer-policy')).toBeTruthy();
    expect(answer.header('cross-origin-opener-policy')).toBeTruthy();
    expect(answer.header('access-control-allow-origin')).toBeUndefined();
    expect(answer.header('x-request-id')).toBeTruthy();
    expect(answer.header('server') ?? '').toBe('');
  }
  expect(nonces.size).toBe(3);
});

test('health, metrics and the contract describe the server', async ({ server }) => {
  expect((await server.ask('GET', '/healthz')).status).toBe(200);
  expect((await server.ask('GET', '/readyz')).status).toBe(200);
  expect((await server.ask('GET', '/metrics')).status).toBe(404);
  const metrics = await ask(server.metricsPort, 'GET', '/metrics');
  expect(metrics.status).toBe(200);
  expect(metrics.text).toMatch(/^# (TYPE|HELP) /m);

  const api = (await server.ask('GET', '/api/openapi.json')).json;
  expect(api.openapi).toMatch(/^3\./);
  for (const [route, method] of [
    ['/api/auth/register', 'post'],
    ['/api/auth/login', 'post'],
    ['/api/auth/refresh', 'post'],
    ['/api/auth/me', 'patch'],
    ['/api/pages', 'post'],
    ['/api/pages/{id}', 'get'],
    ['/api/pages/{id}/ops', 'post'],
    ['/api/pages/{id}/deploy', 'delete'],
    ['/api/pages/{id}/leads.csv', 'get'],
    ['/api/uploads', 'post'],
    ['/api/templates', 'get'],
  ] as const) {
    const found = Object.keys(api.paths).find((key) => key.replace(/\/$/, '').replace(/\{[^}]+\}/g, '{id}') === route);
    expect.soft(found && api.paths[found][method], `${method} ${route}`).toBeTruthy();
  }
  const docs = await server.ask('GET', '/api/docs');
  expect(docs.status).toBe(200);
  expect(docs.header('content-type')).toContain('text/html');
});

test('static files are compressed, typed and validated', async ({ server }) => {
  const home = await server.ask('GET', '/');
  const css = /<link[^>]+href="([^"]+\.css[^"]*)"/.exec(home.text)?.[1] ?? '';
  expect(css).not.toBe('');
  const answer = await server.ask('GET', css, { headers: { 'accept-encoding': 'br' } });
  expect(answer.status).toBe(200);
  expect(answer.header('content-type')).toContain('text/css');
  expect(answer.header('content-encoding')).toBe('br');
  const wasm = await server.ask('GET', '/pkg/editor.wasm', { headers: { 'accept-encoding': 'br' } });
  expect(wasm.status).toBe(200);
  expect(wasm.header('content-type')).toBe('application/wasm');
  expect(wasm.header('content-encoding')).toBe('br');
  const etag = answer.header('etag') ?? '';
  expect(etag).not.toBe('');
  expect((await server.ask('GET', css, { headers: { 'accept-encoding': 'br', 'if-none-match': etag } })).status).toBe(304);
  for (const bad of ['/pkg/../../Cargo.toml', '/pkg/%2e%2e/%2e%2e/Cargo.toml', '/pkg/..%5c..%5cCargo.toml', '/pkg/%252e%252e/x']) {
    expect.soft([400, 404], bad).toContain((await server.ask('GET', bad)).status);
  }
});

test('unknown hosts are turned away before anything else', async ({ server }) => {
  const person = await register(server);
  for (const [method, target] of [['GET', '/'], ['GET', '/healthz'], ['POST', '/api/auth/login'], ['GET', '/api/auth/me']] as const) {
    const answer = await server.ask(method, target, { host: 'rebind.example', token: person.token });
    expect.soft(answer.status, `${method} ${target}`).toBe(421);
    expect.soft(answer.text).not.toContain(person.email);
  }
  const forwarded = await server.ask('POST', '/api/auth/password/forgot', {
    json: { email: person.email },
    headers: { 'x-forwarded-host': 'evil.example', 'x-forwarded-proto': 'https' },
  });
  expect(forwarded.status).toBe(202);
  const mail = await server.mail(person.email, (m) => m.links.some((link) => link.includes('/auth/reset')));
  expect(mail.raw).not.toContain('evil.example');
});

test('a client that dawdles over its headers is cut off, others are served', async ({ server }) => {
  test.setTimeout(60_000);
  const closed = Array.from({ length: 20 }, () => new Promise<number>((resolve) => {
    const began = Date.now();
    const socket = net.connect(server.port, '127.0.0.1', () => socket.write('GET / HTTP/1.1\r\nHost: localhost\r\n'));
    const drip = setInterval(() => socket.write('X-Slow: 1\r\n'), 1_000);
    socket.on('data', () => undefined);
    socket.on('error', () => undefined);
    socket.on('close', () => {
      clearInterval(drip);
      resolve(Date.now() - began);
    });
  }));
  expect((await server.ask('GET', '/healthz')).status).toBe(200);
  for (const ms of await Promise.all(closed)) expect(ms).toBeLessThan(20_000);
});

test('logs are lines of JSON without secrets', async ({ server }) => {
  const who = { ...somebody(), password: 'canary-password-1851' };
  const made = await server.ask('POST', '/api/auth/register', { json: who });
  await server.ask('POST', '/api/auth/login', { json: { email: who.email, password: 'canary-wrong-1852' } });
  await server.mail(who.email);
  const text = server.log.join('');
  expect(text).not.toContain('canary-');
  expect(text).not.toContain(made.json.access_token);
  expect(text).not.toContain(made.cookies.lh_refresh);
  const jsonLines = text.split('\n').filter((line) => line.startsWith('{'));
  expect(jsonLines.length).toBeGreaterThan(0);
  for (const line of jsonLines) expect(() => JSON.parse(line)).not.toThrow();
});

test('a first start offers a one-time link that makes the first admin', async ({ server, page }) => {
  const link = await until('the link', () => /https?:\/\/localhost:\d+\/\S*(?:setup|first|admin)\S*/.exec(server.log.join(''))?.[0].replace(/["',}\\]+$/, ''));
  await page.goto(link);
  const who = somebody('First Admin');
  await page.getByLabel('Name').fill(who.name);
  await page.getByLabel('Email').fill(who.email);
  await page.getByLabel('Password', { exact: true }).fill(who.password);
  await page.getByRole('button', { name: 'Create account' }).click();
  await until('the admin', async () => {
    const login = await server.ask('POST', '/api/auth/login', { json: { email: who.email, password: who.password } });
    return login.status === 200 && login.json.user.role === 'admin';
  });
  await expectLoggedIn(page, who);
  await page.goto('about:blank');
  const before = server.log.length;
  await server.restart();
  expect(server.log.slice(before).join('')).not.toContain(new URL(link).pathname + '?');
  // Used once: whoever comes later gets an ordinary account at best.
  const token = new URL(link).searchParams.get('admin');
  const later = await server.ask('POST', '/api/auth/register', { json: { ...somebody('Latecomer'), admin_token: token } });
  expect(later.json.user?.role, later.text).not.toBe('admin');
});

test('the command line tells what is wrong and does what it says', async ({ server }) => {
  const doctor = server.command(['doctor']);
  expect(doctor.code, doctor.output).toBe(0);
  expect(server.command(['config', 'check']).code).toBe(0);
  const plan = server.command(['migrate', '--plan']);
  expect(plan.code, plan.output).toBe(0);

  const admin = server.command(['admin', 'create', '--email', 'boss@example.com', '--name', 'Boss', '--password-stdin'], 'a long admin password\n');
  expect(admin.code, admin.output).toBe(0);
  const login = await server.ask('POST', '/api/auth/login', { json: { email: 'boss@example.com', password: 'a long admin password' } });
  expect(login.status, login.text).toBe(200);
  expect(login.json.user.role).toBe('admin');
  expect(server.command(['admin', 'create', '--email', 'boss@example.com', '--name', 'Boss', '--password-stdin'], 'a long admin password\n').code).not.toBe(0);

  const seed = server.command(['seed', '--users', '3', '--pages', '5']);
  expect(seed.code, seed.output).toBe(0);
  const user = await server.ask('POST', '/api/auth/login', { json: { email: 'user1@seed.test', password: 'landinghub-seed' } });
  expect(user.status, user.text).toBe(200);
});

test('config check names what is wrong, unknown or half-set', async ({ start }) => {
  const server = await start();
  const env = server.environment.bind(server);
  server.environment = () => ({
    ...env(),
    LANDINGHUB_LISTEN: 'not an address',
    LANDINGHUB_BASE_URL: 'ftp://x',
    LANDINGHUB_TYPO: '1',
    LANDINGHUB_LIMIT_REGISTER_PREFIX: 'many',
    LANDINGHUB_LIMIT_NOPE: '1',
    SMTP_URL: 'gopher://x',
  });
  const check = server.command(['config', 'check']);
  expect(check.code).not.toBe(0);
  for (const name of ['LANDINGHUB_LISTEN', 'LANDINGHUB_BASE_URL', 'LANDINGHUB_TYPO', 'LANDINGHUB_LIMIT_REGISTER_PREFIX', 'LANDINGHUB_LIMIT_NOPE', 'SMTP_URL']) {
    expect.soft(check.output).toContain(name);
  }
});

test('doctor names what is missing', async ({ server }) => {
  const person = await register(server);
  const page = await createPage(server, person);
  await publish(server, person, page.id);
  expect(server.command(['doctor']).code).toBe(0);
  // Lose the stored bytes of everything published.
  const lost: string[] = [];
  const walk = (folder: string) => {
    for (const entry of fs.readdirSync(folder, { withFileTypes: true })) {
      const file = path.join(folder, entry.name);
      if (entry.isDirectory()) walk(file);
      else if (!/\.(db|sqlite)(-\w+)?$|secret|key|\.eml$/.test(entry.name)) {
        fs.rmSync(file);
        lost.push(file);
      }
    }
  };
  walk(server.dataDir);
  expect(lost.length).toBeGreaterThan(0);
  const doctor = server.command(['doctor']);
  expect(doctor.code).not.toBe(0);
  expect(doctor.output).toContain(page.id);
});

test('a page exports as a zip that stands on its own', async ({ server }) => {
  const person = await register(server);
  const page = await createPage(server, person, 'Export <me>');
  const zip = await server.ask('GET', `/api/pages/${page.id}/export`, { token: person.token });
  expect(zip.status).toBe(200);
  expect(zip.header('content-type')).toContain('application/zip');
  expect(zip.header('content-disposition')).toMatch(/^attachment; filename=/);
  expect(zip.body.subarray(0, 2).toString()).toBe('PK');
  expect(zip.body.includes('index.html')).toBe(true);
  expect(zip.body.includes('styles.css')).toBe(true);
});

test('bearer answers are never cached and problem answers look alike', async ({ server }) => {
  const person = await register(server);
  for (const target of ['/api/auth/me', '/api/pages']) {
    expect((await server.ask('GET', target, { token: person.token })).header('cache-control')).toContain('no-store');
  }
  expectProblem(await server.ask('GET', '/api/nope'), 404, 'not_found');
});
