// The main job, as a newcomer does it: from signing up to a live page, and still there after a restart.
import { png } from '../lib/images.ts';
import { PASSWORD, somebody } from '../lib/people.ts';
import { hydrated, listen, open } from '../lib/test.ts';
import { expect, test } from '../lib/test.ts';
import { Editor, expectLoggedIn, fillRegistration, ROUTES, verificationLink } from '../lib/ui.ts';

for (const database of ['sqlite', 'postgres'] as const) {
  test(`a newcomer signs up, makes a page, publishes it and finds it again after a restart (${database})`, async ({
    start,
    page,
    browser,
  }) => {
    test.setTimeout(120_000);
    const server = await start({ database });
    const who = { ...somebody('Phạm Minh Châu'), password: PASSWORD };

    await open(page, server, ROUTES.home);
    await open(page, server, ROUTES.register);
    await fillRegistration(page, who);
    await expectLoggedIn(page, who);

    const mail = await server.mail(who.email);
    await page.goto(verificationLink(mail));
    await expect(page.getByText(/verified|confirmed/i).first()).toBeVisible();

    await open(page, server, ROUTES.pages);
    await page.getByRole('button', { name: 'New page' }).first().click();
    // Templates are buttons named by the template.
    const starters = (await server.ask('GET', '/api/templates')).json;
    const { name } = (starters.items ?? starters)[0];
    await page.getByRole('dialog').getByRole('button', { name, exact: true }).click();
    await page.waitForURL(/\/pages\/[^/]+\/edit/);
    const editor = new Editor(page);
    await editor.ready();

    // The headline.
    const heading = await editor.pick('h1[data-nid]');
    await editor.field('Text').fill('Xin chào, thế giới <3');
    await expect(editor.canvas.locator(`[data-nid="${heading}"]`)).toHaveText('Xin chào, thế giới <3');
    // A picture.
    const image = await editor.pick('img[data-nid]');
    const before = await editor.canvas.locator(`[data-nid="${image}"]`).getAttribute('src');
    const upload = page.waitForResponse((response) => response.url().includes('/api/uploads') && response.request().method() === 'POST');
    await page.locator('input[type=file]').first().setInputFiles({ name: 'cửa hàng.png', mimeType: 'image/png', buffer: png(900, 600) });
    const uploaded = await (await upload).json();
    await expect(editor.canvas.locator(`[data-nid="${image}"]`)).not.toHaveAttribute('src', before ?? '');
    await editor.saved();

    await editor.button('Publish').click();
    const link = page.getByRole('link', { name: new RegExp(`\\.localhost:${server.port}`) }).first();
    await expect(link).toBeVisible();
    const url = (await link.getAttribute('href')) ?? '';

    const visit = async () => {
      const context = await browser.newContext();
      const complaints: string[] = [];
      context.on('page', (tab) => listen(tab, complaints));
      const tab = await context.newPage();
      await tab.goto(url);
      await expect(tab.locator('h1')).toHaveText('Xin chào, thế giới <3');
      const sources = await tab.locator('img').evaluateAll((images) =>
        images.map((image) => [(image as HTMLImageElement).currentSrc, (image as HTMLImageElement).complete, (image as HTMLImageElement).naturalWidth]),
      );
      const known = [uploaded.url, ...uploaded.variants.map((variant: any) => variant.url)];
      const ours = sources.find(([source]) => known.includes(source));
      expect(ours, `the uploaded picture is among ${JSON.stringify(sources)}`).toBeTruthy();
      expect(ours?.[2]).toBeGreaterThan(0);
      expect(await context.cookies()).toEqual([]);
      await context.close();
      expect(complaints).toEqual([]);
    };
    await visit();

    await page.goto('about:blank');
    await server.restart();
    await visit();
    await server.kill9();
    await server.up();
    await visit();

    // The owner is still logged in and the page is in the list.
    await open(page, server, ROUTES.pages);
    await hydrated(page);
    await expect(page.getByRole('article')).toHaveCount(1);
    await expectLoggedIn(page, who);
  });
}
