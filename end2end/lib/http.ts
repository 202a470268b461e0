// HTTP without a browser's help: any host, any header, bytes as they come.
import http from 'node:http';

/** What to ask. `host` is the Host header; the connection always goes to the local server. */
export interface Ask {
  host?: string;
  headers?: Record<string, string>;
  /** Sent as JSON, with its content type. */
  json?: unknown;
  /** Sent as it is. */
  body?: string | Buffer;
  /** An access token. */
  token?: string;
  /** Cookies by name. */
  cookies?: Record<string, string>;
  /** Milliseconds; 15 000 by default. */
  timeout?: number;
}

/** What came back. */
export class Answer {
  constructor(
    readonly status: number,
    readonly headers: http.IncomingHttpHeaders,
    readonly body: Buffer,
  ) {}

  get text(): string {
    return this.body.toString('utf8');
  }

  // eslint-disable-next-line @typescript-eslint/no-explicit-any
  get json(): any {
    try {
      return JSON.parse(this.text);
    } catch {
      throw new Error(`not JSON (${this.status}): ${this.text.slice(0, 300)}`);
    }
  }

  header(name: string): string | undefined {
    const value = this.headers[name];
    return Array.isArray(value) ? value.join(', ') : value;
  }

  /** The cookies it sets, by name; an empty value means the cookie is removed. */
  get cookies(): Record<string, string> {
    const cookies: Record<string, string> = {};
    for (const line of this.headers['set-cookie'] ?? []) {
      const pair = line.split(';')[0] ?? '';
      const at = pair.indexOf('=');
      cookies[pair.slice(0, at).trim()] = pair.slice(at + 1).trim();
    }
    return cookies;
  }
}

/** One request on a connection of its own. */
export function ask(port: number, method: string, path: string, what: Ask = {}): Promise<Answer> {
  const headers: Record<string, string> = { host: what.host ?? `localhost:${port}`, ...what.headers };
  let body = what.body;
  if (what.json !== undefined) {
    body = JSON.stringify(what.json);
    headers['content-type'] ??= 'application/json';
  }
  if (what.token) headers.authorization = `Bearer ${what.token}`;
  if (what.cookies) {
    headers.cookie = Object.entries(what.cookies)
      .map(([name, value]) => `${name}=${value}`)
      .join('; ');
  }
  if (body !== undefined) headers['content-length'] = String(Buffer.byteLength(body));
  return new Promise((resolve, reject) => {
    const request = http.request(
      { host: '127.0.0.1', port, method, path, headers, agent: false, timeout: what.timeout ?? 15_000 },
      (response) => {
        const parts: Buffer[] = [];
        response.on('data', (part: Buffer) => parts.push(part));
        response.on('end', () => resolve(new Answer(response.statusCode ?? 0, response.headers, Buffer.concat(parts))));
        response.on('error', reject);
      },
    );
    request.on('timeout', () => request.destroy(new Error(`no answer: ${method} ${path}`)));
    request.on('error', reject);
    if (body !== undefined) request.write(body);
    request.end();
  });
}

/** A multipart body with one file. */
export function fileBody(name: string, type: string, bytes: Buffer, field = 'file'): Ask {
  const boundary = '----landinghub-test-boundary';
  const head = `--${boundary}\r\nContent-Disposition: form-data; name="${field}"; filename="${name}"\r\nContent-Type: ${type}\r\n\r\n`;
  return {
    headers: { 'content-type': `multipart/form-data; boundary=${boundary}` },
    body: Buffer.concat([Buffer.from(head), bytes, Buffer.from(`\r\n--${boundary}--\r\n`)]),
  };
}

/** A form as browsers send it. */
export function formBody(fields: Record<string, string>): Ask {
  return {
    headers: { 'content-type': 'application/x-www-form-urlencoded' },
    body: new URLSearchParams(fields).toString(),
  };
}
