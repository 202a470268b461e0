// An event stream over a plain socket, as a client without a browser reads it.
import http from 'node:http';

import type { Person } from './people.ts';
import { type Server, until } from './server.ts';

/** One event as it came, and when. */
export interface Heard {
  id?: string;
  event: string;
  data: any;
  at: number;
}

/** An open stream; it doesn't come back by itself. */
export class Stream {
  readonly events: Heard[] = [];
  over = false;
  private refused: number | undefined;
  private rest = '';
  private response: http.IncomingMessage | undefined;

  private constructor(private readonly request: http.ClientRequest) {}

  /** Opens one and waits for its greeting. */
  static async open(server: Server, person: Person, after?: string): Promise<Stream> {
    const query = after === undefined ? '' : `?after=${encodeURIComponent(after)}`;
    const request = http.get({
      host: '127.0.0.1',
      port: server.port,
      path: `/api/events${query}`,
      headers: { host: server.host, authorization: `Bearer ${person.token}` },
      agent: false,
    });
    const stream = new Stream(request);
    request.on('response', (response) => {
      stream.response = response;
      if (response.statusCode !== 200) stream.refused = response.statusCode;
      response.setEncoding('utf8');
      response.on('data', (text: string) => stream.take(text));
      response.on('close', () => (stream.over = true));
    });
    request.on('error', () => (stream.over = true));
    await stream.heard('hello');
    return stream;
  }

  private take(text: string): void {
    this.rest += text;
    const frames = this.rest.split('\n\n');
    this.rest = frames.pop() ?? '';
    for (const frame of frames) {
      const fields = new Map(
        frame.split('\n').map((line) => [line.slice(0, line.indexOf(':')), line.slice(line.indexOf(':') + 2)]),
      );
      this.events.push({
        id: fields.get('id'),
        event: fields.get('event') ?? 'message',
        data: JSON.parse(fields.get('data') ?? 'null'),
        at: Date.now(),
      });
    }
  }

  /** Waits for an event of a kind that `wanted` accepts. */
  heard(kind: string, wanted: (data: any) => boolean = () => true, ms = 15_000): Promise<Heard> {
    return until(
      `the event ${kind}`,
      () => {
        if (this.refused) throw new Error(`the stream was answered with ${this.refused}`);
        return this.events.find((e) => e.event === kind && wanted(e.data));
      },
      ms,
    );
  }

  /** Reads no more, as a client that hangs. */
  pause(): void {
    this.response?.pause();
  }

  close(): void {
    this.request.destroy();
  }
}
