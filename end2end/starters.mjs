// Pictures of the starter library.
//
//   STARTERS_OUT=DIR cargo test -p landinghub --lib templates     (writes templates and sections there as pages)
//   node starters.mjs DIR                        draws public/templates/*.webp from them
//   node starters.mjs DIR --look OUT [--widths 1440,768,390] [NAME…]   whole pages as PNG, for people to look at
import fs from 'node:fs';
import http from 'node:http';
import path from 'node:path';
import { chromium } from '@playwright/test';

const root = path.resolve(import.meta.dirname, '..');
const [from = '', ...rest] = process.argv.slice(2);
if (!from) throw new Error('which folder?');
const options = { widths: '1440,768,390' };
const only = [];
for (let i = 0; i < rest.length; i++) {
  if (rest[i].startsWith('--')) options[rest[i].slice(2)] = rest[++i];
  else only.push(rest[i]);
}

const TYPES = { html: 'text/html; charset=utf-8', svg: 'image/svg+xml', webp: 'image/webp', woff2: 'font/woff2' };
const FOLDERS = { '/_lh/t/': 'public/templates', '/_lh/fonts/': 'server/fonts' };
const server = http.createServer((request, response) => {
  const url = decodeURIComponent(new URL(request.url, 'http://x').pathname);
  const start = Object.keys(FOLDERS).find((start) => url.startsWith(start));
  const file = start ? path.join(root, FOLDERS[start], path.basename(url)) : path.join(from, path.basename(url));
  const found = url === '/block-icons.svg' ? path.join(root, 'public/block-icons.svg') : file;
  if (!fs.existsSync(found) || !fs.statSync(found).isFile()) return response.writeHead(404).end();
  response.writeHead(200, { 'content-type': TYPES[found.split('.').pop()] ?? 'text/plain' }).end(fs.readFileSync(found));
});
await new Promise((done) => server.listen(0, '127.0.0.1', done));
const base = `http://127.0.0.1:${server.address().port}`;

const names = fs.readdirSync(from).filter((name) => name.endsWith('.html')).map((name) => name.slice(0, -5));
const chosen = names.filter((name) => only.length === 0 || only.some((word) => name.includes(word))).sort();
const browser = await chromium.launch({
  executablePath: process.env.CHROMIUM ?? '/usr/bin/chromium',
  args: ['--no-sandbox', '--disable-gpu', '--disable-quic', '--no-first-run', '--disable-background-networking', '--disable-component-update', '--disable-sync'],
});

/** A tab with the page, everything loaded. */
async function show(name, width, height) {
  const context = await browser.newContext({ viewport: { width, height }, reducedMotion: 'reduce' });
  const page = await context.newPage();
  page.on('pageerror', (error) => console.log(`  ${name}: ${error.message}`));
  await page.goto(`${base}/${name}.html`);
  await page.evaluate(async () => {
    for (const picture of document.images) picture.loading = 'eager';
    await Promise.all([...document.images].map((picture) => picture.decode().catch(() => {})));
    await document.fonts.ready;
  });
  return page;
}

/** What stands in this part of the page as WebP, so many pixels wide. */
async function webp(page, file, clip, wide, quality) {
  const cdp = await page.context().newCDPSession(page);
  const { data } = await cdp.send('Page.captureScreenshot', {
    format: 'webp', quality, captureBeyondViewport: true, clip: { x: 0, y: 0, ...clip, scale: wide / clip.width },
  });
  fs.mkdirSync(path.dirname(file), { recursive: true });
  fs.writeFileSync(file, Buffer.from(data, 'base64'));
  return fs.statSync(file).size;
}

for (const name of chosen) {
  if (options.look) {
    fs.mkdirSync(options.look, { recursive: true });
    for (const width of options.widths.split(',').map(Number)) {
      const page = await show(name, width, width < 600 ? 844 : 900);
      const wider = await page.evaluate(() => document.documentElement.scrollWidth - innerWidth);
      if (wider > 0) console.log(`  ${name} is ${wider} px wider than ${width}`);
      await page.screenshot({ path: path.join(options.look, `${name}-${width}.png`), fullPage: true });
      await page.context().close();
    }
  } else if (name.startsWith('section.')) {
    const page = await show(name, 1120, 700);
    const high = await page.evaluate(() => Math.ceil(document.querySelector('body').getBoundingClientRect().height));
    const file = path.join(root, 'public/templates', `section-${name.slice(8)}.webp`);
    console.log(name, await webp(page, file, { width: 1120, height: Math.min(Math.max(high, 80), 840) }, 448, 74));
    await page.context().close();
  } else {
    const page = await show(name, 1280, 800);
    const file = path.join(root, 'public/templates', `${name}.webp`);
    console.log(name, await webp(page, file, { width: 1280, height: 800 }, 640, 78));
    await page.context().close();
  }
}
await browser.close();
server.close();
