// Screenshots of screens for people to look at.
//
//   node shots.mjs --url http://localhost:3000 --out DIR [--email E --password P] [--widths 1440,390]
//                  [--themes light,dark] [--full] ROUTE…
//
// With an account it logs in first. {page} in a route is the account's newest page.
import fs from 'node:fs';
import path from 'node:path';
import { chromium } from '@playwright/test';

const options = { url: 'http://localhost:3000', out: 'shots', widths: '1440,390', themes: 'light,dark' };
const routes = [];
for (let i = 2; i < process.argv.length; i++) {
  const arg = process.argv[i];
  if (arg === '--full') options.full = true;
  else if (arg.startsWith('--')) options[arg.slice(2)] = process.argv[++i];
  else routes.push(arg);
}
if (routes.length === 0) routes.push('/', '/auth', '/auth/register');
fs.mkdirSync(options.out, { recursive: true });

const browser = await chromium.launch({
  executablePath: process.env.CHROMIUM ?? '/usr/bin/chromium',
  args: [
    '--no-sandbox',
    '--disable-gpu',
    '--disable-quic',
    '--no-first-run',
    '--disable-background-networking',
    '--disable-component-update',
    '--disable-sync',
  ],
});
let complained = false;
for (const theme of options.themes.split(',')) {
  for (const width of options.widths.split(',').map(Number)) {
    const context = await browser.newContext({
      colorScheme: theme,
      locale: options.locale ?? 'en-US',
      viewport: { width, height: width < 600 ? 844 : 900 },
      deviceScaleFactor: Number(options.scale ?? 1),
      reducedMotion: 'reduce',
    });
    let newest = '';
    if (options.email) {
      const login = await context.request.post(`${options.url}/api/auth/login`, {
        data: { email: options.email, password: options.password ?? 'landinghub-seed' },
      });
      if (!login.ok()) throw new Error(`login: ${login.status()} ${await login.text()}`);
      const pages = await context.request.get(`${options.url}/api/pages?limit=1`);
      newest = (await pages.json()).items?.[0]?.id ?? '';
    }
    const page = await context.newPage();
    page.on('console', (message) => {
      if (['error', 'warning'].includes(message.type())) {
        complained = true;
        console.log(`  ${message.type()}: ${message.text()}`);
      }
    });
    page.on('pageerror', (error) => {
      complained = true;
      console.log(`  exception: ${error.message}`);
    });
    for (const route of routes) {
      const target = route.replace('{page}', newest);
      await page.goto(/^https?:/.test(target) ? target : options.url + target);
      await page.waitForLoadState('networkidle').catch(() => undefined);
      await page.waitForTimeout(Number(options.wait ?? 400));
      const name = `${route.replace(/^https?:\/\//, '').replace(/[^a-z0-9]+/gi, '-').replace(/^-|-$/g, '') || 'home'}-${width}-${theme}.png`;
      await page.screenshot({ path: path.join(options.out, name), fullPage: Boolean(options.full) });
      console.log(name);
    }
    await context.close();
  }
}
await browser.close();
process.exitCode = complained ? 1 : 0;
