// Nothing acknowledged is lost or doubled, whatever happens to the process.
import { createPage, type Person, publish, register } from '../lib/people.ts';
import { batch, headline, setText } from '../lib/ops.ts';
import type { Server } from '../lib/server.ts';
import { pause } from '../lib/server.ts';
import { expect, test } from '../lib/test.ts';

const CLIENTS = 8;
const ROUNDS = 3;

interface Writer {
  person: Person;
  page: string;
  node: string;
  /** The page's revision before the first write. */
  base: number;
  /** Batches acknowledged, in order: batch n has number n. */
  saved: number;
  /** Titles of pages whose creation was acknowledged. */
  titles: string[];
  /** The creation that may or may not have happened: it is asked for again with the same key. */
  pending?: { title: string; key: string };
}

async function write(server: Server, writer: Writer, stop: () => boolean): Promise<void> {
  while (!stop()) {
    try {
      const seq = writer.saved + 1;
      const saved = await server.ask('POST', `/api/pages/${writer.page}/ops`, {
        token: writer.person.token,
        json: batch(writer.base + writer.saved, 'writer', seq, [setText(writer.node, `Saved ${seq}`)]),
      });
      if (saved.status !== 200) throw new Error(`ops: ${saved.status} ${saved.text}`);
      expect(saved.json.revision).toBe(writer.base + seq);
      writer.saved = seq;

      writer.pending ??= { title: `${writer.person.id}-${seq}`, key: `${writer.person.id}-${seq}` };
      const made = await server.ask('POST', '/api/pages', {
        token: writer.person.token,
        headers: { 'idempotency-key': writer.pending.key },
        json: { title: writer.pending.title },
      });
      if (made.status !== 201) throw new Error(`create: ${made.status} ${made.text}`);
      writer.titles.push(writer.pending.title);
      writer.pending = undefined;
    } catch (error) {
      // The connection died with the server; anything else is a finding.
      if (!/ECONNRESET|ECONNREFUSED|socket hang up|EPIPE/.test(String(error))) throw error;
      await pause(20);
    }
  }
}

for (const database of ['sqlite', 'postgres'] as const) {
  test(`kill -9 under eight writers loses nothing and doubles nothing (${database})`, async ({ start }) => {
    test.setTimeout(180_000);
    const server = await start({ database });
    const writers: Writer[] = [];
    for (let i = 0; i < CLIENTS; i++) {
      const person = await register(server, { verified: false });
      const made = await createPage(server, person, 'Mine');
      const page = (await server.ask('GET', `/api/pages/${made.id}`, { token: person.token })).json;
      writers.push({ person, page: made.id, node: headline(page.document), base: page.revision, saved: 0, titles: [] });
    }
    const first = writers[0];
    if (!first) throw new Error('no writers');
    const url = await publish(server, first.person, first.page);
    const live = (await server.get(url)).text;

    for (let round = 0; round < ROUNDS; round++) {
      let over = false;
      const writing = Promise.all(writers.map((writer) => write(server, writer, () => over)));
      await pause(600 + Math.random() * 900);
      await server.kill9();
      over = true;
      await writing;
      const began = Date.now();
      await server.up();
      expect(Date.now() - began).toBeLessThan(5_000);

      for (const writer of writers) {
        const page = (await server.ask('GET', `/api/pages/${writer.page}`, { token: writer.person.token })).json;
        // One batch may have been stored without its answer arriving.
        const stored = page.revision - writer.base;
        expect([writer.saved, writer.saved + 1]).toContain(stored);
        expect(page.document.nodes[writer.node].props.text).toBe(stored === 0 ? page.document.nodes[writer.node].props.text : `Saved ${stored}`);
        const titles: string[] = [];
        let cursor: string | null = null;
        do {
          const list: any = (await server.ask('GET', `/api/pages?limit=100${cursor ? `&cursor=${encodeURIComponent(cursor)}` : ''}`, { token: writer.person.token })).json;
          titles.push(...list.items.map((item: any) => item.title));
          cursor = list.next_cursor;
        } while (cursor);
        expect(new Set(titles).size, 'no page twice').toBe(titles.length);
        for (const title of writer.titles) expect(titles).toContain(title);
        expect(titles.length).toBeLessThanOrEqual(writer.titles.length + 2);
      }
      // Published pages are as they were.
      expect((await server.get(url)).text).toBe(live);
    }
    const total = writers.reduce((sum, writer) => sum + writer.saved + writer.titles.length, 0);
    expect(total, 'the clients did write').toBeGreaterThan(100);
    const doctor = server.command(['doctor']);
    expect(doctor.code, doctor.output).toBe(0);
  });
}

test('a polite stop finishes what has begun', async ({ server }) => {
  const person = await register(server);
  const asks = Array.from({ length: 20 }, (_, i) =>
    server.ask('POST', '/api/pages', { token: person.token, json: { title: `Page ${i}` } }).then((a) => a.status).catch((error) => String(error)),
  );
  await pause(5);
  const stopped = server.stop();
  const results = await Promise.all(asks);
  expect(await stopped).toBe(0);
  // Accepted requests are answered; connections that came too late are refused, never cut.
  for (const result of results) expect([201, 503, 'Error: connect ECONNREFUSED']).toContain(typeof result === 'string' ? result.replace(/ 127.*/, '') : result);
  await server.up();
  const pages = (await server.ask('GET', '/api/pages?limit=100', { token: person.token })).json.items;
  expect(pages).toHaveLength(results.filter((r) => r === 201).length);
});
