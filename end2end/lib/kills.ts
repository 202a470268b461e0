// Work that goes on while the server is killed again and again: what dies with it is asked once more.
import { pause, type Server } from './server.ts';

/** Asks until it is answered, as clients and gateways do: what is at work elsewhere, or died, is asked again. */
export async function insist<T extends { status: number }>(ask: () => Promise<T>): Promise<T> {
  for (;;) {
    try {
      const answer = await ask();
      if (answer.status < 500 && answer.status !== 409) return answer;
    } catch (error) {
      if (!/ECONNRESET|ECONNREFUSED|socket hang up|EPIPE/.test(String(error))) throw error;
    }
    await pause(30);
  }
}

/** Does `work` while the server is killed up to `most` times, some `gap` milliseconds apart; answers how often it was. */
export async function underKills(server: Server, most: number, gap: [least: number, most: number], work: Promise<unknown>): Promise<number> {
  let done = false;
  let kills = 0;
  const ended = work.finally(() => {
    done = true;
  });
  const killing = (async () => {
    while (kills < most && !done) {
      await pause(gap[0] + Math.random() * (gap[1] - gap[0]));
      await server.kill9();
      kills += 1;
      await server.up();
    }
  })();
  await Promise.all([ended, killing]);
  return kills;
}
