// Saving and editing together: nothing is lost offline, in a crash or under a restart, and two tabs see each other.
import net from 'node:net';

import { createPage, enter, register } from '../lib/people.ts';
import { batch, headline, setText } from '../lib/ops.ts';
import { pause, until } from '../lib/server.ts';
import { expect, test } from '../lib/test.ts';
import { Editor } from '../lib/ui.ts';

const NETWORK = /ERR_|Failed to load resource|status of 409/;

async function openEditor(server: any, context: any, page: any) {
  const person = await register(server, { verified: false });
  const made = await createPage(server, person, 'Workshop');
  await enter(context, server, person);
  const editor = new Editor(page);
  await editor.open(server, made.id);
  const stored = async () => (await server.ask('GET', `/api/pages/${made.id}`, { token: person.token })).json;
  const text = async (nid: string) => (await stored()).document.nodes[nid].props.text;
  return { person, id: made.id as string, editor, stored, text };
}

const status = (page: any, words: string | RegExp) => page.getByRole('status').filter({ hasText: words });

test('ten edits offline are stored exactly once the network is back', async ({ server, context, page, tolerate }) => {
  tolerate(NETWORK);
  const { editor, stored } = await openEditor(server, context, page);
  await editor.saved();
  const before = await stored();
  const nid = await editor.pick('h1[data-nid]');
  await context.setOffline(true);
  for (let n = 1; n <= 10; n++) {
    await editor.field('Text').fill(`Offline ${n}`);
    await editor.field('Text').blur();
  }
  await expect(status(page, 'Offline')).toBeVisible({ timeout: 20_000 });
  expect((await stored()).revision).toBe(before.revision);
  await context.setOffline(false);
  await editor.saved();
  const after = await stored();
  expect(after.document.nodes[nid].props.text).toBe('Offline 10');
  const expected = structuredClone(before.document);
  expected.nodes[nid].props.text = 'Offline 10';
  expect(after.document).toEqual(expected);
  // And all of it is undone step by step.
  for (let n = 9; n >= 1; n--) {
    await editor.button('Undo').click();
    await expect(editor.canvas.locator(`[data-nid="${nid}"]`)).toHaveText(`Offline ${n}`);
  }
  await editor.button('Undo').click();
  await editor.saved();
  await until('the first bytes again', async () => JSON.stringify((await stored()).document) === JSON.stringify(before.document));
});

test('what a crashed tab had not saved comes back, and can be thrown away', async ({ server, context, page, tolerate }) => {
  tolerate(NETWORK);
  const { editor, id, text } = await openEditor(server, context, page);
  const nid = await editor.pick('h1[data-nid]');
  const old = await text(nid);
  await page.route('**/ops', (route) => route.abort());
  await editor.field('Text').fill('Written just before the crash');
  await expect(status(page, 'Offline')).toBeVisible({ timeout: 20_000 });
  // As the browser kills a tab: no pagehide, no unload.
  const session = await context.newCDPSession(page);
  const gone = page.waitForEvent('crash');
  // There is nobody left to answer.
  void session.send('Page.crash').catch(() => undefined);
  await gone;
  expect(await text(nid)).toBe(old);

  const second = new Editor(await context.newPage());
  await second.open(server, id);
  const notice = second.page.getByText('unsaved change from last time was recovered');
  await expect(notice).toBeVisible();
  await expect(second.canvas.locator(`[data-nid="${nid}"]`)).toHaveText('Written just before the crash');
  await until('recovered in store', async () => (await text(nid)) === 'Written just before the crash');
  await second.page.getByRole('button', { name: 'Discard' }).click();
  await expect(second.canvas.locator(`[data-nid="${nid}"]`)).toHaveText(old);
  await until('thrown away in store', async () => (await text(nid)) === old);
  await second.saved();
  await second.page.reload();
  await second.ready();
  await expect(second.page.getByText('recovered')).toHaveCount(0);
});

test('two tabs see each other and each other’s changes at once', async ({ server, context, page, tolerate }) => {
  tolerate(NETWORK);
  const { editor, id, text } = await openEditor(server, context, page);
  const other = new Editor(await context.newPage());
  await other.open(server, id);
  await expect(page.getByRole('list', { name: 'Also here' }).getByRole('button')).toHaveCount(1);
  await expect(other.page.getByRole('list', { name: 'Also here' }).getByRole('button')).toHaveCount(1);

  const h1 = await editor.pick('h1[data-nid]');
  await expect(other.page.locator('.ed-other')).toHaveCount(1);
  await editor.field('Text').fill('From the first tab');
  await expect(other.canvas.locator(`[data-nid="${h1}"]`)).toHaveText('From the first tab');
  const h2 = await other.pick('h2[data-nid]');
  const words = await other.field('Text').inputValue();
  await other.field('Text').fill('From the second tab');
  await expect(editor.canvas.locator(`[data-nid="${h2}"]`)).toHaveText('From the second tab');
  // The selection of the first is still where it was.
  await expect(editor.field('Text')).toHaveValue('From the first tab');

  // Each takes back only its own.
  await editor.button('Undo').click();
  await expect(other.canvas.locator(`[data-nid="${h1}"]`)).not.toHaveText('From the first tab');
  await expect(editor.canvas.locator(`[data-nid="${h2}"]`)).toHaveText('From the second tab');
  await expect(editor.button('Undo')).toBeDisabled();
  await other.button('Undo').click();
  await until('undone in store', async () => (await text(h2)) === words);

  await other.page.close();
  await expect(page.getByRole('list', { name: 'Also here' })).toHaveCount(0);
  await expect(page.locator('.ed-other')).toHaveCount(0);
});

test('on the same property the last wins, the other is told, and undo never takes it away', async ({ server, context, page, tolerate }) => {
  tolerate(NETWORK);
  const { editor, id, text } = await openEditor(server, context, page);
  const other = new Editor(await context.newPage());
  await other.open(server, id);
  const nid = await editor.pick('h1[data-nid]');
  await other.pick('h1[data-nid]');
  await context.setOffline(true);
  await editor.field('Text').fill('Mine');
  await other.field('Text').fill('Theirs');
  await expect(status(page, 'Offline')).toBeVisible({ timeout: 20_000 });
  await expect(status(other.page, 'Offline')).toBeVisible({ timeout: 20_000 });
  await context.setOffline(false);
  await editor.saved();
  await other.saved();
  const last = await until('one of them', async () => ['Mine', 'Theirs'].find((t) => t === undefined) ?? (await text(nid)));
  expect(['Mine', 'Theirs']).toContain(last);
  for (const tab of [editor, other]) {
    await expect(tab.canvas.locator(`[data-nid="${nid}"]`)).toHaveText(await text(nid));
  }
  const notices = await Promise.all([editor, other].map((tab) => tab.page.getByText(/also changed the text of/).count()));
  expect(notices.reduce((sum, n) => sum + n, 0)).toBeGreaterThan(0);
  // Whoever lost can't undo what the other wrote.
  const loser = (await text(nid)) === 'Mine' ? other : editor;
  await loser.button('Undo').click();
  await expect(loser.page.getByText('Someone else has changed this since')).toBeVisible();
  expect(await text(nid)).toBe(last);
});

test('leaving is only asked about when something is unsaved', async ({ server, context, page, tolerate }) => {
  tolerate(NETWORK);
  const { editor } = await openEditor(server, context, page);
  const questions: string[] = [];
  page.on('dialog', (dialog) => {
    questions.push(dialog.type());
    void dialog.accept();
  });
  await editor.pick('h1[data-nid]');
  await editor.field('Text').fill('Saved before leaving');
  await editor.saved();
  await page.reload();
  await editor.ready();
  expect(questions).toEqual([]);
  await editor.pick('h1[data-nid]');
  await page.route('**/ops', (route) => route.abort());
  await editor.field('Text').fill('Not saved');
  await page.reload();
  expect(questions).toEqual(['beforeunload']);
});

test('kill -9 under typing, then a new start: everything typed is stored', async ({ server, context, page, tolerate }) => {
  test.setTimeout(90_000);
  tolerate(NETWORK);
  const { editor, text } = await openEditor(server, context, page);
  const nid = await editor.pick('h1[data-nid]');
  const field = editor.field('Text');
  for (let round = 1; round <= 3; round++) {
    await field.fill(`Round ${round}`);
    await pause(200 + 300 * Math.random());
    await server.kill9();
    await field.fill(`Round ${round}, in the dark`);
    await pause(300);
    await server.up();
    await editor.page.evaluate(() => dispatchEvent(new Event('online')));
    await until('stored', async () => (await text(nid)) === `Round ${round}, in the dark`, 40_000);
    await expect(status(page, 'Saved')).toBeVisible();
  }
});

test('a page that is thrown away elsewhere says so and keeps the work', async ({ server, context, page, tolerate }) => {
  tolerate(NETWORK);
  const { editor, id, person, text } = await openEditor(server, context, page);
  const nid = await editor.pick('h1[data-nid]');
  expect((await server.ask('DELETE', `/api/pages/${id}`, { token: person.token })).status).toBe(204);
  await editor.field('Text').fill('Written into the trash');
  await expect(status(page, 'This page is in the trash')).toBeVisible();
  expect((await server.ask('POST', `/api/pages/${id}/restore`, { token: person.token })).status).toBe(200);
  await page.getByRole('button', { name: 'Try again' }).click();
  await editor.saved();
  await until('stored', async () => (await text(nid)) === 'Written into the trash');
});

test('a stream is replayed from where it broke', async ({ server }) => {
  const person = await register(server, { verified: false });
  const made = await createPage(server, person, 'Told');
  const page = (await server.ask('GET', `/api/pages/${made.id}`, { token: person.token })).json;
  const node = headline(page.document);
  const write = async (n: number) => {
    const ops = batch(page.revision + n - 1, 'raw', n, [setText(node, `Told ${n}`)]);
    const answer = await server.ask('POST', `/api/pages/${made.id}/ops`, { token: person.token, json: ops });
    expect(answer.status, answer.text).toBe(200);
  };
  const listen = (after: string) => {
    const socket = net.connect(server.port, '127.0.0.1');
    const heard = { text: '', socket };
    socket.on('data', (bytes) => (heard.text += bytes.toString('utf8')));
    socket.on('error', () => undefined);
    socket.write(
      `GET /api/events${after} HTTP/1.1\r\nHost: localhost:${server.port}\r\nAuthorization: Bearer ${person.token}\r\n\r\n`,
    );
    return heard;
  };
  const ids = (text: string) => [...text.matchAll(/^id: (\S+)$/gm)].map((match) => match[1] ?? '');
  const first = listen('');
  await until('a greeting', () => first.text.includes('event: hello'));
  await write(1);
  await write(2);
  await until('two events', () => ids(first.text).length === 2);
  first.socket.destroy();
  await write(3);
  // Nothing is lost across a death of the server, either.
  await server.kill9();
  await server.up();
  await write(4);
  const second = listen(`?after=${ids(first.text)[1]}`);
  await until('the rest', () => ids(second.text).length === 2);
  await write(5);
  await until('and what follows', () => ids(second.text).length === 3);
  const seqs = [...ids(first.text), ...ids(second.text)].map((id) => Number(id.split('-').at(-1)));
  expect(seqs).toEqual([1, 2, 3, 4, 5]);
  expect(second.text).not.toContain('event: reset');
  second.socket.destroy();
});

test('a variant is made, edited beside the page, tested and chosen', async ({ server, context, page, tolerate }) => {
  tolerate(NETWORK);
  const { editor, id, person, text } = await openEditor(server, context, page);
  const nid = await editor.pick('h1[data-nid]');
  const old = await text(nid);
  await editor.tab('A/B variants');
  await page.getByRole('button', { name: 'New variant' }).click();
  await page.waitForURL(/variant=/);
  await editor.ready();
  await editor.pick('h1[data-nid]');
  await editor.field('Text').fill('The other headline');
  await editor.saved();
  expect(await text(nid)).toBe(old);
  const list = async () => (await server.ask('GET', `/api/pages/${id}/variants`, { token: person.token })).json;
  const [variant] = (await list()).items;
  expect(variant.share).toBe(50);
  const branch = (await server.ask('GET', `/api/pages/${variant.id}`, { token: person.token })).json;
  expect(branch.document.nodes[nid].props.text).toBe('The other headline');

  await editor.tab('A/B variants');
  const share = page.getByRole('slider', { name: /Share of Variant B/ });
  await share.fill('100');
  await until('the share is stored', async () => (await list()).items[0].share === 100);
  const deployed = await server.ask('POST', `/api/pages/${id}/deploy`, { token: person.token });
  expect(deployed.status, deployed.text).toBe(200);
  const visit = async () => (await server.get(deployed.json.url, { headers: { 'user-agent': 'Browser', accept: 'text/html' } })).text;
  expect(await visit()).toContain('The other headline');

  await page.getByRole('button', { name: 'Choose winner' }).click();
  await page.getByRole('dialog').getByRole('button', { name: 'Choose winner' }).click();
  await until('the winner is the page', async () => (await text(nid)) === 'The other headline');
  await expect(page).not.toHaveURL(/variant=/);
  await expect(editor.canvas.locator(`[data-nid="${nid}"]`)).toHaveText('The other headline');
  expect((await list()).items).toEqual([]);
  expect(await visit()).toContain('The other headline');
});
