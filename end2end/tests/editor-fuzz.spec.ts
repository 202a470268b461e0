// Seeded gestures on random pages. `LANDINGHUB_FUZZ=100-200` runs other seeds, `LANDINGHUB_FUZZ_STEPS` more of them each.
import { Chance, difference, expectHistory, expectShown, expectValid, Hands, makePage, randomDocument, redoAll, stored, undoAll } from '../lib/fuzz.ts';
import { enter, register } from '../lib/people.ts';
import { Server, until } from '../lib/server.ts';
import { expect, test } from '../lib/test.ts';

const [first, last] = (process.env.LANDINGHUB_FUZZ ?? '2-3').split('-').map(Number) as [number, number];
const seeds = Array.from({ length: last - first + 1 }, (_, n) => first + n);
const STEPS = Number(process.env.LANDINGHUB_FUZZ_STEPS ?? 15);

// One server for all: they have nothing in common but the accounts.
let server: Server;
test.beforeAll(async () => {
  test.setTimeout(120_000);
  server = await Server.start();
});
test.afterAll(() => server?.remove());

for (const seed of seeds) {
  test(`alone, seed ${seed}: saved is what is seen, and all of it goes back to the byte`, async ({ context, page }) => {
    test.setTimeout(900_000);
    const chance = new Chance(seed);
    const person = await register(server, { verified: false });
    await enter(context, server, person);
    const document = randomDocument(chance);
    const id = await makePage(server, person, document);
    const start = await stored(server, person, id);
    const hands = new Hands(page, chance, 'k0');
    await hands.open(server, id);
    try {
      for (let n = 0; n < STEPS; n++) await hands.gesture();
      await hands.saved();
      const end = await stored(server, person, id);
      await expectValid(server, person, end.document);
      await undoAll(hands);
      await hands.saved();
      await until('the first bytes', async () => (await stored(server, person, id)).bytes === start.bytes, 8_000).catch(async () => {
        expect((await stored(server, person, id)).document, 'undone').toEqual(start.document);
        expect((await stored(server, person, id)).bytes, 'undone').toBe(start.bytes);
      });
      await redoAll(hands);
      await hands.saved();
      await until('the last bytes', async () => (await stored(server, person, id)).bytes === end.bytes, 8_000).catch(async () => {
        expect((await stored(server, person, id)).document, 'redone').toEqual(end.document);
      });
      await expectShown(hands, 'alone');
      await expectHistory(server, person, id, chance);
    } finally {
      console.log(`seed ${seed}: ${hands.done.length} gestures, ${hands.missed} missed\n${process.env.LANDINGHUB_FUZZ ? hands.done.join('\n') : ''}`);
    }
  });
}

const NETWORK = /ERR_|Failed to load resource|status of 409/;

for (const seed of seeds) {
  test(`together, seed ${seed}: two tabs, no network, crashes and kills lose nothing and end alike`, async ({ context, page, tolerate }) => {
    test.setTimeout(900_000);
    tolerate(NETWORK);
    const chance = new Chance(seed * 7919);
    const person = await register(server, { verified: false });
    await enter(context, server, person);
    const id = await makePage(server, person, randomDocument(chance));
    const tabs = [new Hands(page, chance, 'k0'), new Hands(await context.newPage(), chance, 'k1')];
    for (const tab of tabs) await tab.open(server, id);
    const own = ['', ''];
    const sent: string[] = [];
    const log: string[] = [];
    try {
      for (let n = 0; n < STEPS; n++) {
        const at = chance.below(2);
        const tab = tabs[at]!;
        const what = chance.below(14);
        if (what < 7) {
          await tab.gesture(false);
          log.push(`${at}: ${tab.done.at(-1)}`);
        } else if (what < 10) {
          own[at] = await tab.mark(`w${n}`);
          log.push(`${at}: mark w${n}`);
        } else if (what === 10) {
          // Somebody else's block, under the tabs' feet.
          const block = `api${n}`;
          const op = { op: 'insert', nodes: { [block]: { kind: 'heading', place: { parent: 'keep', order: `b0${n % 10}${(n % 9) + 1}` }, props: { text: block, level: 2 } } } };
          const { revision } = await stored(server, person, id);
          const answer = await server.ask('POST', `/api/pages/${id}/ops`, { token: person.token, json: { base_revision: revision, client: `api${seed}`, seq: n + 1, ops: [op] } });
          if (answer.status === 200) sent.push(block);
          else expect(answer.status, answer.text).toBe(409);
          log.push(`api ${answer.status}`);
        } else if (what === 11) {
          await context.setOffline(true);
          for (const one of [0, 1]) own[one] = await tabs[one]!.mark(`off${n}`);
          await tab.gesture(false);
          await context.setOffline(false);
          log.push('offline');
        } else if (what === 12) {
          own[at] = await tab.mark(`kill${n}`);
          await server.kill9();
          await server.up();
          log.push('kill -9');
        } else {
          own[at] = await tab.mark(`crash${n}`);
          void tab.cdp.send('Page.crash').catch(() => undefined);
          await until('the tab is gone', () => tab.crashed);
          // Tabs may share a process.
          for (const one of [0, 1]) {
            if (!tabs[one]!.crashed) continue;
            await tabs[one]!.page.close();
            tabs[one] = new Hands(await context.newPage(), chance, tabs[one]!.own);
            await tabs[one]!.open(server, id);
          }
          log.push(`${at}: crash`);
        }
      }
      for (const tab of tabs) await tab.saved();
      const both = async () => [(await tabs[0]!.shown()).body, (await tabs[1]!.shown()).body] as const;
      await until('both show the same', async () => {
        const [a, b] = await both();
        return a === b;
      }, 40_000).catch(async (error) => {
        throw new Error(`${error}: ${difference(...(await both()))}`);
      });
      const end = await stored(server, person, id);
      for (const block of sent) expect(Object.keys(end.document.nodes), log.join('\n')).toContain(block);
      for (const at of [0, 1]) if (own[at]) expect(end.document.nodes[`k${at}`].props.text, log.join('\n')).toBe(own[at]);
      await expectValid(server, person, end.document);
      await tabs[1]!.page.close();
      await expectShown(tabs[0]!, 'together');
      expect((await stored(server, person, id)).bytes, 'a reload changes nothing').toBe(end.bytes);
      await expectHistory(server, person, id, chance);
    } finally {
      console.log(`seed ${seed}: ${log.length} steps\n${process.env.LANDINGHUB_FUZZ ? log.join('\n') : ''}`);
    }
  });
}
