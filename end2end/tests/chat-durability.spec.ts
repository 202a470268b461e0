// Kills between any two steps of a conversation: what was acknowledged is there once, numbers have no gap, and streams go
// on where they stopped.
import { admin } from '../lib/market.ts';
import { type Person, register } from '../lib/people.ts';
import { type Server, pause } from '../lib/server.ts';
import { type Heard, Stream } from '../lib/stream.ts';
import { expect, test } from '../lib/test.ts';

const CUSTOMERS = 5;
const KILLS = 4;

interface Talker {
  person: Person;
  room: string;
  /** Numbers of acknowledged messages by their names. */
  said: Map<string, number>;
  /** The message that may or may not be stored: it is sent again with the same name. */
  pending?: string;
  count: number;
}

const DIED = /ECONNRESET|ECONNREFUSED|socket hang up|EPIPE/;

async function talk(server: Server, talker: Talker, stop: () => boolean): Promise<void> {
  while (!stop()) {
    talker.pending ??= `${talker.person.id}-${++talker.count}`;
    try {
      const json = { client_id: talker.pending, message: `${talker.pending} \r\n\u2028data: <b>` };
      const answer = await server.ask('POST', `/api/chat/rooms/${talker.room}/messages`, { token: talker.person.token, json });
      expect([200, 201], answer.text).toContain(answer.status);
      expect(answer.json).toMatchObject({ client_id: talker.pending, room_id: talker.room });
      talker.said.set(talker.pending, answer.json.seq);
      talker.pending = undefined;
    } catch (error) {
      if (!DIED.test(String(error))) throw error;
      await pause(20);
    }
  }
}

async function all(server: Server, person: Person, room: string): Promise<any[]> {
  const messages: any[] = [];
  for (;;) {
    const after = messages.at(-1)?.seq ?? 0;
    const answer = await server.ask('GET', `/api/chat/rooms/${room}/messages?after=${after}&limit=100`, { token: person.token });
    expect(answer.status, answer.text).toBe(200);
    messages.push(...answer.json.items);
    if (answer.json.items.length < 100) return messages;
  }
}

for (const database of ['sqlite', 'postgres'] as const) {
  test(`kill -9 in the middle of conversations loses nothing and doubles nothing (${database})`, async ({ start }) => {
    test.setTimeout(180_000);
    const off = Object.fromEntries(['CHAT_MESSAGES', 'CHAT_ROOMS'].map((name) => [`LANDINGHUB_LIMIT_${name}`, '0']));
    const server = await start({ database, env: off });
    const agent = await admin(server);
    const talkers: Talker[] = [];
    for (let at = 0; at < CUSTOMERS; at++) {
      const person = await register(server, { verified: false });
      const made = await server.ask('POST', '/api/chat/rooms', { token: person.token, json: { subject: '', message: 'first', client_id: 'first' } });
      expect(made.status, made.text).toBe(201);
      const room = made.json.room.id;
      talkers.push({ person, room, said: new Map([['first', 1]]), count: 0 });
      // The support answers in every room.
      talkers.push({ person: agent, room, said: new Map(), count: at * 1_000_000 });
    }
    const customers = talkers.filter((talker) => talker.person !== agent);
    const heard = new Map<string, Heard[]>(customers.map(({ person }) => [person.id, []]));
    const last = (person: Person) => heard.get(person.id)?.findLast((event) => event.id)?.id;
    let streams: [Person, Stream][] = [];
    const listen = async () => {
      streams = await Promise.all(customers.map(async ({ person }): Promise<[Person, Stream]> => [person, await Stream.open(server, person, last(person) ?? begun.get(person.id))]));
    };
    // Where each one stood before anything was missed.
    const begun = new Map<string, string>();
    for (const { person } of customers) begun.set(person.id, (await server.ask('GET', '/api/events/poll', { token: person.token })).json.cursor);
    await listen();

    for (let kill = 0; kill < KILLS; kill++) {
      let over = false;
      const talking = Promise.all(talkers.map((talker) => talk(server, talker, () => over)));
      await pause(300 + Math.random() * 900);
      await server.kill9();
      over = true;
      await talking;
      for (const [person, stream] of streams) {
        stream.close();
        heard.get(person.id)?.push(...stream.events);
      }
      await server.up();
      await listen();
    }
    // What may be stored without its answer is asked for once more.
    for (const talker of talkers) if (talker.pending) await talk(server, talker, () => talker.pending === undefined);

    let total = 0;
    for (const { person, room } of customers) {
      const messages = await all(server, person, room);
      expect(messages.map((message) => message.seq)).toEqual(messages.map((_, at) => at + 1));
      const names = messages.map((message) => message.client_id);
      expect(new Set(names).size, 'no message twice').toBe(names.length);
      const said = talkers.filter((talker) => talker.room === room).flatMap((talker) => [...talker.said]);
      expect(new Map(messages.map((message) => [message.client_id, message.seq]))).toEqual(new Map(said));
      total += messages.length;

      // Each message once and in order on the stream, whatever broke it; nothing had to be fetched anew.
      const stream = streams.find(([who]) => who === person)?.[1];
      await stream?.heard('chat:new_message', (data) => data.seq === messages.length);
      const events = [...(heard.get(person.id) ?? []), ...(stream?.events ?? [])];
      expect(events.filter((event) => event.event === 'reset')).toEqual([]);
      const told = events.filter((event) => event.event === 'chat:new_message' && event.data.room_id === room).map((event) => event.data.seq);
      expect(told).toEqual(messages.slice(1).map((message) => message.seq));
      const numbers = events.filter((event) => event.id).map((event) => Number(event.id?.split('-').at(-1)));
      expect(numbers).toEqual(numbers.map((_, at) => (numbers[0] ?? 0) + at));
    }
    expect(total, 'they did talk').toBeGreaterThan(40);
    const doctor = server.command(['doctor']);
    expect(doctor.code, doctor.output).toBe(0);
  });
}

test('a reader that stops reading slows nobody, is let go, and reads on where it stopped', async ({ start }) => {
  test.setTimeout(120_000);
  const server = await start({ env: { LANDINGHUB_LIMIT_CHAT_MESSAGES: '0' } });
  const agent = await admin(server);
  const lan = await register(server, { verified: false });
  const made = await server.ask('POST', '/api/chat/rooms', { token: lan.token, json: { subject: '', message: 'first' } });
  const room = made.json.room.id;
  const slow = await Stream.open(server, lan);
  const quick = await Stream.open(server, lan);
  const cursor = (await server.ask('GET', '/api/events/poll', { token: lan.token })).json.cursor;
  slow.pause();
  const long = 'x'.repeat(5_000);
  const answers: number[] = [];
  const COUNT = 450;
  for (let n = 1; n <= COUNT; n++) {
    const began = Date.now();
    const answer = await server.ask('POST', `/api/chat/rooms/${room}/messages`, { token: agent.token, json: { client_id: `m${n}`, message: `${n} ${long.slice(0, 4_900)}` } });
    expect(answer.status, answer.text).toBe(201);
    answers.push(Date.now() - began);
  }
  await quick.heard('chat:new_message', (data) => data.seq === COUNT + 1);
  expect(quick.events.filter((event) => event.event === 'chat:new_message')).toHaveLength(COUNT);
  answers.sort((a, b) => a - b);
  expect(answers[Math.floor(COUNT * 0.99)], 'others are answered as ever').toBeLessThan(1_000);
  slow.close();
  const again = await Stream.open(server, lan, slow.events.findLast((event) => event.id)?.id ?? cursor);
  await again.heard('chat:new_message', (data) => data.seq === COUNT + 1);
  const told = [...slow.events, ...again.events].filter((event) => event.event === 'chat:new_message').map((event) => event.data.seq);
  expect(told).toEqual(Array.from({ length: COUNT }, (_, at) => at + 2));
});
