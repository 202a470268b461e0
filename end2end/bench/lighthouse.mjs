// Lighthouse (mobile, its own throttling) over every published template, on a server of its own. `LANDINGHUB_BIN` is a
// build of the server; `LIGHTHOUSE` a folder with the npm package, `bench/peers/lighthouse` where absent.
//
//   node bench/lighthouse.mjs [--rounds 1] [NAME…]
//
// Scores are the best of the rounds: a busy machine only ever takes points away. Ends with 1 where one is under 100.
import { spawn } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { createRequire } from 'node:module';
import net from 'node:net';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { fileURLToPath, pathToFileURL } from 'node:url';

const here = dirname(fileURLToPath(import.meta.url));
const binary = process.env.LANDINGHUB_BIN;
if (!binary) throw new Error('LANDINGHUB_BIN names the server');
const packages = createRequire(join(process.env.LIGHTHOUSE ?? join(here, 'peers/lighthouse'), 'package.json'));
const { default: lighthouse } = await import(pathToFileURL(packages.resolve('lighthouse')));

let rounds = 1;
const only = [];
for (let at = 2; at < process.argv.length; at += 1) {
  if (process.argv[at] === '--rounds') rounds = Number(process.argv[(at += 1)]);
  else only.push(process.argv[at]);
}
const freePort = () =>
  new Promise((done) => {
    const server = net.createServer().listen(0, '127.0.0.1', () => {
      const { port } = server.address();
      server.close(() => done(port));
    });
  });

const folder = mkdtempSync(join(tmpdir(), 'landinghub-lighthouse-'));
const port = await freePort();
const devtools = await freePort();
const base = `http://localhost:${port}`;
const server = spawn(binary, ['serve'], {
  stdio: 'ignore',
  env: {
    ...process.env,
    LANDINGHUB_DATA_DIR: join(folder, 'data'),
    LANDINGHUB_LISTEN: `127.0.0.1:${port}`,
    LANDINGHUB_BASE_URL: base,
    LANDINGHUB_PAGES_DOMAIN: `localhost:${port}`,
    LANDINGHUB_CONTENT_DOMAIN: `content.localhost:${port}`,
    LANDINGHUB_CHROMIUM: 'off',
    RUST_LOG: 'warn',
  },
});
const browser = spawn(
  process.env.CHROMIUM ?? '/usr/bin/chromium',
  [
    '--headless=new', '--no-sandbox', '--disable-gpu', '--disable-quic', '--no-first-run', '--disable-background-networking',
    '--disable-component-update', '--disable-sync', `--remote-debugging-port=${devtools}`, `--user-data-dir=${join(folder, 'chromium')}`, 'about:blank',
  ],
  { stdio: 'ignore' },
);
const answers = async (url) => {
  for (let tries = 0; tries < 300; tries += 1) {
    if ((await fetch(url).catch(() => undefined))?.ok) return;
    await new Promise((resolve) => setTimeout(resolve, 100));
  }
  throw new Error(`nothing answers at ${url}`);
};
const AREAS = ['performance', 'accessibility', 'best-practices', 'seo'];
let low = false;
try {
  await answers(`${base}/healthz`);
  await answers(`http://127.0.0.1:${devtools}/json/version`);
  const ask = async (path, json, token) => {
    const answer = await fetch(base + path, {
      method: 'POST',
      headers: { 'content-type': 'application/json', ...(token ? { authorization: `Bearer ${token}` } : {}) },
      body: JSON.stringify(json ?? {}),
    });
    if (!answer.ok) throw new Error(`${path}: ${answer.status} ${await answer.text()}`);
    return answer.json();
  };
  const person = await ask('/api/auth/register', { name: 'Lighthouse', email: 'keeper@lighthouse.test', password: 'a long enough password' });
  const token = person.access_token;
  const { items } = await (await fetch(`${base}/api/templates`)).json();
  console.log(`| template | performance | accessibility | best practices | SEO | first paint | largest paint | shift | KB |`);
  console.log(`|---|---:|---:|---:|---:|---:|---:|---:|---:|`);
  for (const template of items.filter(({ id }) => only.length === 0 || only.includes(id))) {
    const page = await ask('/api/pages', { title: template.name, template: template.id }, token);
    const { url } = await ask(`/api/pages/${page.id}/deploy`, {}, token);
    let best;
    for (let round = 0; round < rounds; round += 1) {
      const { lhr } = await lighthouse(url, { port: devtools, onlyCategories: AREAS, output: 'json', logLevel: 'error' });
      const scores = AREAS.map((area) => Math.round(lhr.categories[area].score * 100));
      const sum = scores.reduce((a, b) => a + b, 0);
      if (!best || sum > best.sum) best = { lhr, scores, sum };
      if (sum === 400) break;
    }
    const { lhr, scores } = best;
    const of = (audit) => lhr.audits[audit]?.displayValue ?? '';
    const bytes = lhr.audits['network-requests'].details.items.reduce((sum, item) => sum + (item.transferSize ?? 0), 0);
    console.log(`| ${template.id} | ${scores.join(' | ')} | ${of('first-contentful-paint')} | ${of('largest-contentful-paint')} | ${of('cumulative-layout-shift')} | ${Math.round(bytes / 1024)} |`);
    for (const area of AREAS) {
      for (const { id, weight } of lhr.categories[area].auditRefs) {
        const { score, scoreDisplayMode, title, explanation, details } = lhr.audits[id];
        if (!weight || score === null || score >= (area === 'performance' ? 0.9 : 1) || scoreDisplayMode === 'notApplicable') continue;
        const node = details?.items?.[0]?.node?.snippet ?? details?.items?.[0]?.description ?? '';
        console.error(`  ${template.id}: ${area}: ${explanation ?? title} ${node}`);
      }
    }
    low ||= scores.some((score) => score < 100);
  }
} finally {
  browser.kill();
  server.kill();
  await new Promise((resolve) => setTimeout(resolve, 500));
  rmSync(folder, { recursive: true, force: true, maxRetries: 5 });
}
process.exit(low ? 1 : 0);
