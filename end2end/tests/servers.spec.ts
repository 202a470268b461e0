// Two servers on one PostgreSQL and one Redis, and Redis dying in the middle.
import { type ChildProcess, spawn } from 'node:child_process';
import net from 'node:net';

import { expect, test } from '@playwright/test';

import { batch, headline, setText } from '../lib/ops.ts';
import { createPage, type Person, register } from '../lib/people.ts';
import { Server, freePort, until } from '../lib/server.ts';
import { Stream } from '../lib/stream.ts';

/** What is compared every twelve seconds heals whatever Redis didn't carry; the promise is 20. */
const HEALED = 20_000;
/** With Redis it takes milliseconds; less than it takes to compare heads. */
const AT_ONCE = 5_000;

class Redis {
  private child: ChildProcess | undefined;

  constructor(readonly port: number) {}

  async up(): Promise<void> {
    this.child = spawn('redis-server', ['--port', `${this.port}`, '--bind', '127.0.0.1', '--save', '', '--appendonly', 'no'], {
      stdio: 'ignore',
    });
    await until('Redis', () => answers(this.port));
  }

  async kill(): Promise<void> {
    if (!this.child || this.child.exitCode !== null || this.child.signalCode !== null) return;
    const ended = new Promise((resolve) => this.child?.once('exit', resolve));
    this.child?.kill('SIGKILL');
    await ended;
  }
}

/** How often a server has reached Redis. */
const meetings = (server: Server) => server.log.join('').split('in touch with the other servers').length - 1;

function answers(port: number): Promise<boolean> {
  return new Promise((resolve) => {
    const socket = net.connect(port, '127.0.0.1', () => resolve(true));
    socket.on('error', () => resolve(false));
    socket.on('connect', () => socket.destroy());
  });
}

test('two servers tell each other what happens, with Redis and without', async () => {
  test.setTimeout(150_000);
  const redis = new Redis(await freePort());
  await redis.up();
  const env = { REDIS_URL: `redis://127.0.0.1:${redis.port}/` };
  const first = await Server.start({ database: 'postgres', env: { ...env, JWT_SECRET: '0'.repeat(64) } });
  const second = await Server.start({ beside: first, env: { ...env, JWT_SECRET: '0'.repeat(64) } });
  try {
    for (const server of [first, second]) {
      await until('in touch', () => meetings(server) === 1);
    }
    const person = await register(first);
    const page = await createPage(first, person);
    const node = headline((await first.ask('GET', `/api/pages/${page.id}`, { token: person.token })).json.document);
    let revision = page.revision;
    let number = 0;
    const edit = async (text: string) => {
      number += 1;
      const ops = batch(revision, 'client-one', number, [setText(node, text)]);
      const answer = await first.ask('POST', `/api/pages/${page.id}/ops`, { token: person.token, json: ops });
      expect(answer.status, answer.text).toBe(200);
      revision = answer.json.revision;
    };
    const tells = (text: string) => (data: any) => JSON.stringify(data).includes(text);
    const stream = await Stream.open(second, person);

    await edit('Said with Redis');
    await stream.heard('page:ops', tells('Said with Redis'), AT_ONCE);

    // What isn't kept goes through as well: who has the page open.
    const here = await first.ask('POST', `/api/pages/${page.id}/presence`, {
      token: person.token,
      json: { client: 'client-one', name: 'Mai' },
    });
    expect(here.status, here.text).toBe(204);
    await stream.heard('presence', (data) => data.clients.length === 1, AT_ONCE);

    await redis.kill();
    await edit('Said without Redis');
    await edit('And once more');
    await stream.heard('page:ops', tells('And once more'), HEALED);

    await redis.up();
    for (const server of [first, second]) await until('in touch again', () => meetings(server) === 2);
    await edit('Said after Redis came back');
    await stream.heard('page:ops', tells('Said after Redis came back'), AT_ONCE);

    // Everything once, in order, without a gap.
    const numbers = stream.events.filter((e) => e.id).map((e) => Number(e.id?.split('-').at(-1)));
    expect(numbers).toEqual(numbers.map((_, i) => (numbers[0] ?? 0) + i));
    expect(stream.events.filter((e) => e.event === 'page:ops')).toHaveLength(4);

    // A session that ends on one server ends its streams on the other.
    expect((await first.ask('POST', '/api/auth/logout', { cookies: person.cookies })).status).toBe(204);
    await stream.heard('bye', (data) => data.why === 'auth', AT_ONCE);
  } finally {
    await redis.kill();
    await second.remove();
    await first.remove();
  }
});

test('limits count on all servers together, and on each by itself while Redis is away', async () => {
  test.setTimeout(120_000);
  const redis = new Redis(await freePort());
  await redis.up();
  const env = { REDIS_URL: `redis://127.0.0.1:${redis.port}/`, JWT_SECRET: '1'.repeat(64), LANDINGHUB_LIMIT_CHAT_MESSAGES: '10' };
  const first = await Server.start({ database: 'postgres', env });
  const second = await Server.start({ beside: first, env });
  try {
    for (const server of [first, second]) await until('in touch', () => meetings(server) === 1);
    const say = async (server: Server, person: Person, room: string, n: number) =>
      server.ask('POST', `/api/chat/rooms/${room}/messages`, { token: person.token, json: { client_id: `m${n}`, message: `${n}` } });
    const talk = async (person: Person) => {
      const made = await first.ask('POST', '/api/chat/rooms', { token: person.token, json: { subject: '', message: 'Hello' } });
      expect(made.status, made.text).toBe(201);
      return made.json.room.id as string;
    };
    const mai = await register(first, { verified: false });
    const room = await talk(mai);
    for (let n = 1; n <= 10; n++) {
      const answer = await say(n % 2 ? first : second, mai, room, n);
      expect(answer.status, answer.text).toBe(201);
      // The other one hears of it within a moment.
      await new Promise((resolve) => setTimeout(resolve, 30));
    }
    for (const server of [first, second]) {
      const refused = await until('refused', async () => {
        const answer = await say(server, mai, room, 11);
        return answer.status === 429 ? answer : undefined;
      });
      expect(refused.json.code).toBe('rate_limited');
      expect(Number(refused.header('retry-after'))).toBeGreaterThan(0);
      expect(Number(refused.header('retry-after'))).toBeLessThanOrEqual(60);
    }
    // What is stored already is answered on either, whatever the limit.
    expect((await say(second, mai, room, 1)).status).toBe(200);

    await redis.kill();
    const lan = await register(first, { verified: false });
    const other = await talk(lan);
    for (const server of [first, second]) {
      const base = server === first ? 0 : 100;
      for (let n = 1; n <= 10; n++) expect((await say(server, lan, other, base + n)).status).toBe(201);
      expect((await say(server, lan, other, base + 11)).status).toBe(429);
    }
  } finally {
    await redis.kill();
    await second.remove();
    await first.remove();
  }
});
