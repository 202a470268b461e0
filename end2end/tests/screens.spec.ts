// Every screen: nothing serious for axe in light and dark, nothing wider than the screen, nothing on the console.
import { createPage, enter, publish, register } from '../lib/people.ts';
import { expect, expectAccessible, expectNoSidewaysScroll, open, test } from '../lib/test.ts';
import { Editor, ROUTES } from '../lib/ui.ts';

const PUBLIC = [ROUTES.home, ROUTES.login, ROUTES.register, ROUTES.forgot, '/auth/reset?token=x', '/no-such-page'];
const PRIVATE = [ROUTES.dashboard, ROUTES.pages, `${ROUTES.pages}?view=table`, '/pages/new', '/media', ROUTES.settings];

for (const scheme of ['light', 'dark'] as const) {
  test.describe(scheme, () => {
    test.use({ colorScheme: scheme, contextOptions: { reducedMotion: 'reduce' } });

    test(`public screens are accessible (${scheme})`, async ({ server, page, tolerate }) => {
      tolerate(/no-such-page|status of 40[04]/);
      for (const route of PUBLIC) {
        await open(page, server, route);
        await expectAccessible(page, `${route} ${scheme}`);
      }
    });

    test(`screens of an account are accessible while they are empty (${scheme})`, async ({ server, page, context }) => {
      await enter(context, server, await register(server));
      for (const route of PRIVATE) {
        await open(page, server, route);
        await expectAccessible(page, `${route} empty ${scheme}`);
      }
    });

    test(`screens of an account with pages are accessible (${scheme})`, async ({ server, page, context }) => {
      const person = await register(server);
      await enter(context, server, person);
      const made = await createPage(server, person, 'Spring sale');
      await createPage(server, person, 'Draft');
      await publish(server, person, made.id);
      for (const route of PRIVATE) {
        await open(page, server, route);
        await expectAccessible(page, `${route} ${scheme}`);
      }
      await open(page, server, ROUTES.pages);
      await page.getByRole('button', { name: 'New page' }).first().click();
      await expect(page.getByRole('dialog')).toBeVisible();
      await expectAccessible(page, `new page dialog ${scheme}`);
    });

    test(`the editor is accessible (${scheme})`, async ({ server, page, context, tolerate }) => {
      // axe tries to look into the canvas, where no script may run.
      tolerate(/Blocked script execution in '[^']*\/canvas'/);
      const person = await register(server);
      await enter(context, server, person);
      const made = await createPage(server, person, 'Spring sale');
      const editor = new Editor(page);
      await editor.open(server, made.id);
      await editor.pick('h1[data-nid]');
      await expectAccessible(page, `editor ${scheme}`);
    });
  });
}

for (const width of [390, 768, 1024, 1440]) {
  test(`no screen is wider than ${width} pixels`, async ({ server, page, context, tolerate }) => {
    tolerate(/no-such-page|status of 40[04]/);
    await page.setViewportSize({ width, height: 900 });
    for (const route of PUBLIC) {
      await open(page, server, route);
      await expectNoSidewaysScroll(page, route);
    }
    const person = await register(server, { name: 'Nguyễn Thị Thanh Hương Somchai Jaidee' });
    await enter(context, server, person);
    await createPage(server, person, 'A title that is very long and goes on and on until nobody reads it any more');
    for (const route of PRIVATE) {
      await open(page, server, route);
      await expectNoSidewaysScroll(page, route);
    }
  });
}

test('the interface speaks English, Vietnamese and Thai', async ({ server, browser }) => {
  const seen = new Set<string>();
  for (const locale of ['en-US', 'vi-VN', 'th-TH']) {
    const context = await browser.newContext({ locale });
    const page = await context.newPage();
    await open(page, server, ROUTES.home);
    expect(await page.locator('html').getAttribute('lang')).toBe(locale.slice(0, 2));
    seen.add((await page.getByRole('heading', { level: 1 }).textContent()) ?? '');
    await context.close();
  }
  expect(seen.size).toBe(3);
});

test('the theme can be chosen and stays', async ({ server, page, context }) => {
  const person = await register(server);
  await enter(context, server, person);
  const background = () => page.evaluate(() => getComputedStyle(document.documentElement).backgroundColor);
  await open(page, server, ROUTES.dashboard);
  const light = await background();
  const answer = await server.ask('PATCH', '/api/auth/me', { token: person.token, json: { theme: 'dark' } });
  expect(answer.status).toBe(200);
  await open(page, server, ROUTES.dashboard);
  expect(await background()).not.toBe(light);
});

test('everything on the login screen can be reached by keyboard, with the focus to be seen', async ({ server, page }) => {
  await open(page, server, ROUTES.login);
  const names: string[] = [];
  for (let i = 0; i < 25; i++) {
    await page.keyboard.press('Tab');
    const focused = await page.evaluate(() => {
      const element = document.activeElement as HTMLElement | null;
      if (!element || element === document.body) return null;
      const style = getComputedStyle(element);
      return { name: element.getAttribute('name') ?? element.textContent ?? '', seen: style.outlineStyle !== 'none' || style.boxShadow !== 'none' };
    });
    if (!focused) continue;
    expect.soft(focused.seen, `focus on ${focused.name}`).toBe(true);
    names.push(focused.name);
  }
  expect(names).toContain('email');
  expect(names).toContain('password');
  expect(names.some((name) => name.includes('Log in'))).toBe(true);
});
