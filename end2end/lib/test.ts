// The test function of all specs: servers that are cleaned up, and pages that fail on any complaint of the browser.
import { AxeBuilder } from '@axe-core/playwright';
import { type ConsoleMessage, type Page, test as base, expect } from '@playwright/test';

import { type Options, Server } from './server.ts';

interface Fixtures {
  /** Options of `server`. */
  serverOptions: Options;
  /** A fresh server on SQLite. */
  server: Server;
  /** Starts further servers. */
  start: (options?: Options) => Promise<Server>;
  /** Console messages that this test causes on purpose. */
  tolerate: (pattern: RegExp) => void;
}

export const test = base.extend<Fixtures>({
  serverOptions: [{}, { option: true }],

  // Playwright reads the fixtures' names from this pattern.
  // eslint-disable-next-line no-empty-pattern
  start: async ({}, use, info) => {
    const servers: Server[] = [];
    await use(async (options = {}) => {
      const server = await Server.start(options);
      servers.push(server);
      return server;
    });
    for (const server of servers) {
      if (info.status !== info.expectedStatus) {
        await info.attach('server.log', { body: server.log.join(''), contentType: 'text/plain' });
      }
      await server.remove();
    }
  },

  server: async ({ start, serverOptions }, use) => {
    await use(await start(serverOptions));
  },

  // eslint-disable-next-line no-empty-pattern
  tolerate: async ({}, use) => {
    const patterns: RegExp[] = [];
    await use(Object.assign((pattern: RegExp) => void patterns.push(pattern), { patterns }));
  },

  context: async ({ context, tolerate }, use) => {
    const complaints: string[] = [];
    context.on('page', (page) => listen(page, complaints));
    await use(context);
    const { patterns } = tolerate as unknown as { patterns: RegExp[] };
    const left = complaints.filter((text) => !patterns.some((pattern) => pattern.test(text)));
    expect(left, 'the browser complained').toEqual([]);
  },
});

/** Collects what a page complains about: errors, warnings, exceptions. */
export function listen(page: Page, complaints: string[]): void {
  page.on('console', (message: ConsoleMessage) => {
    // The stream of events is cut when a test takes its server away under an open page.
    const cut = message.location().url.endsWith('/api/events') && message.text().includes('ERR_INCOMPLETE_CHUNKED_ENCODING');
    if (!cut && ['error', 'warning', 'assert'].includes(message.type())) {
      complaints.push(`${message.type()} at ${message.location().url}: ${message.text()}`);
    }
  });
  page.on('pageerror', (error) => complaints.push(`exception: ${error.message}`));
}

/** Goes to an app route and waits until the page can be used, script and all. */
export async function open(page: Page, server: Server, route: string): Promise<void> {
  await page.goto(server.url + route);
  await hydrated(page);
}

/** Waits until the page has hydrated. The app says so on the root element. */
export async function hydrated(page: Page): Promise<void> {
  await page.waitForFunction(() => document.documentElement.dataset.hydrated === 'true');
}

/** Fails on anything axe calls serious or critical. */
export async function expectAccessible(page: Page, what: string): Promise<void> {
  // Legacy mode looks at the top document only: no script runs in the canvas' sandbox, axe's neither.
  const axe = new AxeBuilder({ page }).setLegacyMode(true);
  const result = await axe.withTags(['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa', 'wcag22aa']).analyze();
  const serious = result.violations
    .filter((violation) => violation.impact === 'serious' || violation.impact === 'critical')
    .map((v) => `${v.id}: ${v.help}: ${v.nodes.map((node) => `${node.target.join(' ')} ${node.failureSummary ?? ''}`).slice(0, 4).join(' | ')}`);
  expect.soft(serious, what).toEqual([]);
}

/** Fails if the page can be scrolled sideways. */
export async function expectNoSidewaysScroll(page: Page, what: string): Promise<void> {
  const wide = await page.evaluate(() => document.documentElement.scrollWidth - document.documentElement.clientWidth);
  expect.soft(wide, `${what} is wider than the screen`).toBeLessThanOrEqual(0);
}

export { expect };
export type { Page };
