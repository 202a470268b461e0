// The marketplace's first page, rendered on the server: ours and a Next.js page with the same query and markup, from the
// same seeded database, under the same load generator in turns. `LANDINGHUB_BIN` is a release build.
//
//   node bench/market.mjs [--listings 10000] [--seconds 8] [--rounds 3] [--connections 16]
import { spawn, spawnSync } from 'node:child_process';
import { cpSync, existsSync, mkdirSync, mkdtempSync, rmSync } from 'node:fs';
import { createRequire } from 'node:module';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { brotliCompressSync } from 'node:zlib';

const here = dirname(fileURLToPath(import.meta.url));
const option = (name, other) => {
  const at = process.argv.indexOf(`--${name}`);
  return at < 0 ? other : process.argv[at + 1];
};
const listings = option('listings', '10000');
const seconds = Number(option('seconds', '8'));
const rounds = Number(option('rounds', '3'));
const connections = Number(option('connections', '16'));
const binary = process.env.LANDINGHUB_BIN;
if (!binary) throw new Error('LANDINGHUB_BIN names the server');

// Built once and kept: npm packages and the production build.
const kept = process.env.LANDINGHUB_BENCH_NEXT ?? join(tmpdir(), 'landinghub-bench-next');
mkdirSync(kept, { recursive: true });
cpSync(join(here, 'next'), kept, { recursive: true });
const run = (command, args, env = {}) => {
  const done = spawnSync(command, args, { cwd: kept, env: { ...process.env, ...env }, encoding: 'utf8' });
  if (done.status !== 0) throw new Error(`${command} ${args.join(' ')}\n${done.stdout}\n${done.stderr}`);
  return done.stdout;
};

const folder = option('data', undefined) ?? mkdtempSync(join(tmpdir(), 'landinghub-bench-'));
const ours = 41080;
const env = {
  LANDINGHUB_DATA_DIR: folder,
  LANDINGHUB_LISTEN: `127.0.0.1:${ours}`,
  LANDINGHUB_BASE_URL: `http://localhost:${ours}`,
  LANDINGHUB_PAGES_DOMAIN: `localhost:${ours}`,
  LANDINGHUB_CONTENT_DOMAIN: `content.localhost:${ours}`,
  LANDINGHUB_CHROMIUM: 'off',
  RUST_LOG: 'warn',
};
if (!existsSync(join(folder, 'landinghub.db'))) {
  console.error(`seeding ${listings} listings`);
  run(binary, ['seed', '--listings', listings, '--pages', listings, '--orders', listings], env);
}
const database = join(folder, 'landinghub.db');
if (!existsSync(join(kept, 'node_modules'))) run('npm', ['install', '--no-audit', '--no-fund']);
run('npx', ['next', 'build'], { MARKET_DB: database, NEXT_TELEMETRY_DISABLED: '1' });
const autocannon = createRequire(join(kept, 'package.json'))('autocannon');

const running = [];
const start = async (command, args, more, url) => {
  const child = spawn(command, args, { cwd: kept, env: { ...process.env, ...more }, stdio: 'ignore', detached: true });
  running.push(child);
  for (let tries = 0; tries < 200; tries += 1) {
    const answer = await fetch(url).catch(() => undefined);
    if (answer?.ok) return answer.text();
    await new Promise((resolve) => setTimeout(resolve, 100));
  }
  throw new Error(`${command} doesn't answer at ${url}`);
};

try {
  const next = (port, facets) =>
    start('npx', ['next', 'start', '-p', String(port)], { MARKET_DB: database, MARKET_FACETS: facets, NODE_ENV: 'production' }, `http://127.0.0.1:${port}/marketplace`);
  const sides = [
    { name: 'LandingHub', url: `http://localhost:${ours}/marketplace`, page: await start(binary, ['serve'], env, `http://localhost:${ours}/marketplace`) },
    // Pages are kept by their address: one that differs each time is rendered each time.
    { name: 'LandingHub, rendered each time', url: `http://localhost:${ours}/marketplace`, differs: true },
    { name: 'Next.js, cards and total', url: 'http://127.0.0.1:41081/marketplace', page: await next(41081, '') },
    { name: 'Next.js, facets too', url: 'http://127.0.0.1:41082/marketplace', page: await next(41082, '1') },
  ];
  for (const side of sides) {
    const page = side.page ?? (await (await fetch(side.url)).text());
    const cards = page.match(/<article/g)?.length ?? 0;
    if (cards !== 24) throw new Error(`${side.name} shows ${cards} cards`);
    side.bytes = Buffer.byteLength(page);
    side.brotli = brotliCompressSync(page).length;
    side.results = [];
  }
  let asked = 0;
  const load = (side, duration) => autocannon({
    url: side.url,
    connections,
    duration,
    ...(side.differs ? { requests: [{ setupRequest: (request) => ({ ...request, path: `/marketplace?n=${(asked += 1)}` }) }] } : {}),
  });
  for (let round = 0; round < rounds; round += 1) {
    for (const side of sides) {
      await load(side, 1);
      const result = await load(side, seconds);
      if (result.non2xx || result.errors) throw new Error(`${side.name}: ${result.non2xx} wrong answers, ${result.errors} errors`);
      side.results.push({ rate: result.requests.average, p99: result.latency.p99 });
      console.error(`round ${round + 1} ${side.name}: ${result.requests.average.toFixed(0)}/s, p99 ${result.latency.p99} ms`);
    }
  }
  const median = (values) => values.sort((a, b) => a - b)[Math.floor(values.length / 2)];
  const base = median(sides[2].results.map((it) => it.rate));
  console.log(`| ${connections} connections, ${rounds} rounds of ${seconds} s, medians | requests/s | p99 ms | × Next.js | HTML KB (br) |`);
  console.log('|---|---:|---:|---:|---:|');
  for (const side of sides) {
    const rate = median(side.results.map((it) => it.rate));
    const p99 = median(side.results.map((it) => it.p99));
    console.log(`| ${side.name} | ${rate.toFixed(0)} | ${p99} | ${(rate / base).toFixed(1)} × | ${(side.bytes / 1024).toFixed(0)} (${(side.brotli / 1024).toFixed(1)}) |`);
  }
} finally {
  // With what they have started: `npx` doesn't pass a signal on.
  for (const child of running) process.kill(-child.pid, 'SIGTERM');
  if (!option('data', undefined)) rmSync(folder, { recursive: true, force: true });
}
