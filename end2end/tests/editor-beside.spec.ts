// Words that are being edited while somebody else changes the blocks around them, or the same words; and what a tab
// leaves unsaved when it ends.
import type { BrowserContext, Page } from '@playwright/test';

import { heading, block, Desk } from '../lib/drag.ts';
import { until } from '../lib/server.ts';
import { expect, test } from '../lib/test.ts';
import { Editor } from '../lib/ui.ts';

const NETWORK = /ERR_|Failed to load resource|status of 409/;

/** Somebody else's change, by way of the API. */
async function elsewhere(desk: Desk, ops: unknown[]): Promise<void> {
  for (let seq = 1; ; seq++) {
    const { revision } = (await desk.server.ask('GET', `/api/pages/${desk.id}`, { token: desk.person.token })).json;
    const answer = await desk.server.ask('POST', `/api/pages/${desk.id}/ops`, {
      token: desk.person.token,
      json: { base_revision: revision, client: `api${Date.now()}`, seq, ops },
    });
    if (answer.status === 409) continue;
    expect(answer.status, answer.text).toBe(200);
    return;
  }
}

/** The tab ends without being able to say so. */
async function crash(context: BrowserContext, page: Page): Promise<void> {
  const session = await context.newCDPSession(page);
  const gone = page.waitForEvent('crash');
  void session.send('Page.crash').catch(() => undefined);
  await gone;
}

const words = async (desk: Desk, node: string) => (await desk.stored()).nodes[node].props.text;

test('typing goes on while blocks around the words are shown anew', async ({ server, context, page, tolerate }) => {
  tolerate(NETWORK);
  const desk = await Desk.open(server, context, page, [block('section', 's', [block('container', 'c', [heading('a'), heading('b')])]), block('section', 't', [heading('d')])]);
  await desk.editor.saved();
  await desk.node('a').dblclick();
  await page.keyboard.press('End');
  await page.keyboard.type(' one');
  await desk.editor.saved();
  await elsewhere(desk, [{ op: 'set_node_flags', node: 's', hidden: true }]);
  await expect(desk.node('s')).toHaveAttribute('data-off', '');
  await page.keyboard.type(' two');
  await elsewhere(desk, [{ op: 'move', node: 's', place: { parent: 'root', order: 'a5' } }]);
  await until('moved', async () => page.evaluate(() => {
    const frame = document.querySelector<HTMLIFrameElement>('iframe[title="Canvas"]')!.contentDocument!;
    return frame.querySelector('main')!.lastElementChild!.getAttribute('data-nid') === 's';
  }));
  await page.keyboard.type(' three');
  await page.keyboard.press('Escape');
  await until('all of it', async () => (await words(desk, 'a')) === 'Heading a one two three');
  await expect(desk.node('a')).toHaveText('Heading a one two three');
});

test('whoever only looks at words changes nothing, and types into what is there', async ({ server, context, page, tolerate }) => {
  tolerate(NETWORK);
  const desk = await Desk.open(server, context, page, [block('section', 's', [heading('a'), block('rich_text', 'r', [], { props: { content: { rich: { blocks: [{ type: 'paragraph', spans: [{ text: 'Words' }] }] } } } })])]);
  await desk.editor.saved();
  await desk.node('a').dblclick();
  await page.keyboard.press('End');
  await elsewhere(desk, [{ op: 'set_prop', node: 'a', prop: 'text', value: 'Theirs' }]);
  await expect(desk.node('a')).toHaveText('Theirs');
  await page.keyboard.press('Escape');
  await desk.editor.saved();
  expect(await words(desk, 'a')).toBe('Theirs');

  await desk.node('r').dblclick();
  await page.keyboard.press('End');
  const rich = (text: string) => ({ rich: { blocks: [{ type: 'paragraph', spans: [{ text }] }] } });
  await elsewhere(desk, [{ op: 'set_prop', node: 'r', prop: 'content', value: rich('Their words') }]);
  await expect(desk.node('r')).toHaveText('Their words');
  await page.keyboard.press('End');
  await page.keyboard.type(' and mine');
  await page.keyboard.press('Escape');
  await until('both', async () => JSON.stringify((await desk.stored()).nodes.r.props.content) === JSON.stringify(rich('Their words and mine')));
});

test('a change is kept by the end of its own task, though the tab crashes then', async ({ server, context, page, tolerate }) => {
  tolerate(NETWORK);
  const desk = await Desk.open(server, context, page, [block('section', 's', [heading('a')])]);
  await desk.editor.saved();
  await desk.editor.select('a');
  await page.route('**/ops', (route) => route.abort());
  // The database is too slow for what happens now.
  await page.evaluate(() => {
    IDBFactory.prototype.open = () => new EventTarget() as IDBOpenDBRequest;
  });
  await desk.editor.field('Text').fill('At the last moment');
  await expect(desk.node('a')).toHaveText('At the last moment');
  await crash(context, page);
  expect(await words(desk, 'a')).toBe('Heading a');

  const second = new Editor(await context.newPage());
  await second.open(server, desk.id);
  await expect(second.canvas.locator('[data-nid="a"]')).toHaveText('At the last moment');
  await until('stored', async () => (await words(desk, 'a')) === 'At the last moment');
  await second.saved();
  await until('nothing is left on the device', async () => second.page.evaluate(() => Object.keys(localStorage).every((name) => !name.startsWith('lh.unsaved/'))));
});

test('what a tab leaves unsaved is taken over when it ends, by one that was there before', async ({ server, context, page, tolerate }) => {
  tolerate(NETWORK);
  const desk = await Desk.open(server, context, page, [block('section', 's', [heading('a'), heading('b')])]);
  await desk.editor.saved();
  await page.route('**/ops', (route) => route.abort());
  await desk.editor.select('a');
  await desk.editor.field('Text').fill('Never sent');
  await expect(page.getByRole('status').filter({ hasText: 'Offline' })).toBeVisible({ timeout: 20_000 });

  const second = new Editor(await context.newPage());
  await second.open(server, desk.id);
  await second.saved();
  // As long as the first lives, its work is its own.
  await expect(second.canvas.locator('[data-nid="a"]')).toHaveText('Heading a');
  await until('the second waits for the first to end', () =>
    second.page.evaluate(async () => ((await navigator.locks.query()).pending ?? []).some((lock) => lock.name?.startsWith('lh-editor-'))));
  // It goes without a word: one that is closed may still hand over what it has.
  await crash(context, page);
  await expect(second.page.getByText('unsaved change from last time was recovered')).toBeVisible();
  await expect(second.canvas.locator('[data-nid="a"]')).toHaveText('Never sent');
  await until('stored', async () => (await words(desk, 'a')) === 'Never sent');
  await second.saved();
});
