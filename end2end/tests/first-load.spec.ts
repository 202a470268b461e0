// What a first visit costs, measured on the wire, and that seeing the page does not wait for it.
import { ROUTES } from '../lib/ui.ts';
import { expect, hydrated, test } from '../lib/test.ts';

/**
 * Script and WebAssembly of a first visit as transferred. The target is 200 KB and isn't met yet:
 * docs/size.md has the size (311 KB), docs/decisions/006-code-splitting.md what is missing. This keeps it from growing.
 */
const CEILING = 325 * 1024;

for (const route of [ROUTES.home, ROUTES.login]) {
  test(`script and WebAssembly of ${route} do not grow, compressed`, async ({ server, page }) => {
    const client = await page.context().newCDPSession(page);
    await client.send('Network.enable');
    const kinds = new Map<string, string>();
    let bytes = 0;
    client.on('Network.responseReceived', ({ requestId, response }) => kinds.set(requestId, response.url));
    client.on('Network.loadingFinished', ({ requestId, encodedDataLength }) => {
      if (/\.(js|wasm)(\?|$)/.test(kinds.get(requestId) ?? '')) bytes += encodedDataLength;
    });
    await page.goto(server.url + route);
    await hydrated(page);
    await page.waitForLoadState('networkidle');
    console.log(`first load of ${route}: ${(bytes / 1024).toFixed(1)} KB of script and WebAssembly`);
    expect(bytes).toBeGreaterThan(0);
    expect(bytes).toBeLessThanOrEqual(CEILING);
  });
}

test('the page is seen and can be used before any script has arrived', async ({ server, page }) => {
  let release = () => {};
  const held = new Promise<void>((resolve) => {
    release = resolve;
  });
  await page.route(/\.(js|wasm)(\?|$)/, async (route) => {
    await held;
    await route.continue().catch(() => undefined);
  });
  await page.goto(server.url + ROUTES.login, { waitUntil: 'commit' });
  await expect(page.getByRole('button', { name: 'Log in' })).toBeVisible();
  await page.getByLabel('Email').fill('early@example.com');
  const painted = await page.evaluate(() => performance.getEntriesByType('paint').length);
  expect(painted).toBeGreaterThan(0);
  release();
  await hydrated(page);
  // Hydration keeps what was typed meanwhile.
  await expect(page.getByLabel('Email')).toHaveValue('early@example.com');
});
