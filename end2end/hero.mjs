// The pictures of the editor on the home page: public/hero/editor-{language}-{wide|narrow}-{light|dark}.webp.
//
//   node hero.mjs --url http://localhost:3000 [--out ../public/hero]
//
// It makes an account and a page in each language on the server, which must be one to throw away.
import fs from 'node:fs';
import path from 'node:path';
import { chromium } from '@playwright/test';

const options = { url: 'http://localhost:3000', out: path.resolve(import.meta.dirname, '../public/hero') };
for (let i = 2; i < process.argv.length; i += 2) options[process.argv[i].slice(2)] = process.argv[i + 1];
fs.mkdirSync(options.out, { recursive: true });

/** What people of a language would make. */
const PAGES = {
  en: ['saas-launch', 'Lumen launch', 'Alex Morgan'],
  vi: ['khai-truong-nha-hang', 'Khai trương nhà hàng', 'Mai Nguyễn'],
  th: ['online-course-th', 'คอร์สออนไลน์', 'สมชาย ใจดี'],
};
const WIDTHS = { wide: [1440, 860, 1], narrow: [390, 600, 2] };

const browser = await chromium.launch({
  executablePath: process.env.CHROMIUM ?? '/usr/bin/chromium',
  args: ['--no-sandbox', '--disable-gpu', '--no-first-run', '--disable-background-networking'],
});
for (const [language, [template, title, name]] of Object.entries(PAGES)) {
  for (const [width, [wide, high, scale]] of Object.entries(WIDTHS)) {
    for (const theme of ['light', 'dark']) {
      const context = await browser.newContext({
        colorScheme: theme,
        locale: language,
        viewport: { width: wide, height: high },
        deviceScaleFactor: scale,
        reducedMotion: 'reduce',
      });
      const ask = async (method, route, data) => {
        const answer = await context.request.fetch(options.url + route, { method, data });
        if (!answer.ok()) throw new Error(`${route}: ${answer.status()} ${await answer.text()}`);
        return answer.status() === 204 ? undefined : answer.json();
      };
      const email = `hero-${Date.now()}-${language}-${width}-${theme}@example.com`;
      await ask('POST', '/api/auth/register', { name, email, password: 'a picture of the editor' });
      await ask('PATCH', '/api/auth/me', { locale: language });
      const made = await ask('POST', '/api/pages', { title, template });
      const page = await context.newPage();
      await page.goto(`${options.url}/pages/${made.id}/edit`);
      await page.waitForFunction(() => document.documentElement.dataset.hydrated === 'true');
      const canvas = page.frameLocator('iframe[title]').first();
      await canvas.locator('h1[data-nid]').first().waitFor();
      await page.waitForLoadState('networkidle').catch(() => undefined);
      if (width === 'wide') await canvas.locator('h1[data-nid]').first().click();
      // The editor's panels come after its canvas.
      await page.waitForTimeout(2500);
      const session = await context.newCDPSession(page);
      const shot = await session.send('Page.captureScreenshot', { format: 'webp', quality: 82 });
      const file = `editor-${language}-${width}-${theme}.webp`;
      fs.writeFileSync(path.join(options.out, file), Buffer.from(shot.data, 'base64'));
      console.log(`${file} ${(shot.data.length * 3) / 4 / 1024 | 0} KB`);
      await context.close();
    }
  }
}
await browser.close();
