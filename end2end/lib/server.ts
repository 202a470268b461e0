// The real binary, in an empty folder, on a port of its own.
import { type ChildProcess, execFileSync, spawn } from 'node:child_process';
import { randomBytes } from 'node:crypto';
import fs from 'node:fs';
import net from 'node:net';
import os from 'node:os';
import path from 'node:path';

import { type Answer, type Ask, ask } from './http.ts';
import { type Mail, parseMail } from './mail.ts';

export type Database = 'sqlite' | 'postgres';

/** How a server is to run. */
export interface Options {
  database?: Database;
  /** Added to the environment. */
  env?: Record<string, string>;
  /** Another server of the same installation: the same database and host. It is removed after this one. */
  beside?: Server;
  /** Keep the default rate limits. Off by default: tests come from one address. */
  limits?: boolean;
}

const RATE_LIMITS = [
  'LOGIN_ACCOUNT_PREFIX',
  'LOGIN_ACCOUNT',
  'LOGIN_PREFIX',
  'REGISTER_PREFIX',
  'RESET_ACCOUNT',
  'RESET_PREFIX',
  'API_USER',
  'UPLOAD_USER',
  'FORM_PREFIX',
];

const binary = process.env.LANDINGHUB_BIN ?? path.resolve(import.meta.dirname, '../../target/release/landinghub');

/** A server of one test. */
export class Server {
  readonly folder = fs.mkdtempSync(path.join(os.tmpdir(), 'landinghub-e2e-'));
  readonly log: string[] = [];
  private child: ChildProcess | undefined;
  private ended: Promise<number | null> = Promise.resolve(0);
  private databaseName = '';

  private constructor(
    readonly port: number,
    readonly metricsPort: number,
    private readonly options: Options,
  ) {}

  /** Starts one and waits until it is ready. */
  static async start(options: Options = {}): Promise<Server> {
    const server = new Server(await freePort(), await freePort(), options);
    if (options.beside) server.databaseName = options.beside.databaseName;
    else if (options.database === 'postgres') server.createDatabase();
    await server.up();
    return server;
  }

  get url(): string {
    return `http://${this.host}`;
  }

  /** The app's host; servers of one installation share it. */
  get host(): string {
    return this.options.beside?.host ?? `localhost:${this.port}`;
  }

  get dataDir(): string {
    return path.join(this.folder, 'data');
  }

  /** The host a page is published on. */
  pageHost(slug: string): string {
    return `${slug}.${this.host}`;
  }

  get contentHost(): string {
    return `content.${this.host}`;
  }

  environment(): Record<string, string> {
    const env: Record<string, string> = {
      PATH: process.env.PATH ?? '/usr/bin:/bin',
      HOME: this.folder,
      LANDINGHUB_LISTEN: `127.0.0.1:${this.port}`,
      LANDINGHUB_BASE_URL: this.url,
      LANDINGHUB_PAGES_DOMAIN: this.host,
      LANDINGHUB_CONTENT_DOMAIN: this.contentHost,
      LANDINGHUB_DATA_DIR: this.dataDir,
      // Drawing takes a core from the tests; the one about it asks for it.
      LANDINGHUB_CHROMIUM: 'off',
      LANDINGHUB_METRICS_LISTEN: `127.0.0.1:${this.metricsPort}`,
    };
    if (!this.options.limits) for (const name of RATE_LIMITS) env[`LANDINGHUB_LIMIT_${name}`] = '0';
    if (this.databaseName) env.DATABASE_URL = databaseUrl(this.databaseName);
    return { ...env, ...this.options.env };
  }

  /** Starts the process (again) on the same folder and database. */
  async up(): Promise<void> {
    const child = spawn(binary, ['serve'], {
      cwd: this.folder,
      env: this.environment(),
      stdio: ['ignore', 'pipe', 'pipe'],
    });
    const keep = (bytes: Buffer) => this.log.push(bytes.toString('utf8'));
    child.stdout.on('data', keep);
    child.stderr.on('data', keep);
    this.child = child;
    let gone = false;
    this.ended = new Promise((resolve) => {
      child.on('error', (error) => {
        this.log.push(String(error));
        gone = true;
        resolve(-1);
      });
      child.on('exit', (code) => {
        gone = true;
        resolve(code);
      });
    });
    const until = Date.now() + 20_000;
    while (Date.now() < until) {
      if (gone) break;
      const answer = await ask(this.port, 'GET', '/readyz', { host: this.host, timeout: 2_000 }).catch(() => undefined);
      if (answer?.status === 200) return;
      await pause(25);
    }
    throw new Error(`the server did not become ready:\n${this.log.join('')}`);
  }

  /** Ends it as an operator would, and answers its exit code. */
  async stop(): Promise<number | null> {
    this.child?.kill('SIGTERM');
    const late = setTimeout(() => this.child?.kill('SIGKILL'), 30_000);
    const code = await this.ended;
    clearTimeout(late);
    return code;
  }

  /** Ends it as a power cut would. */
  async kill9(): Promise<void> {
    this.child?.kill('SIGKILL');
    await this.ended;
  }

  async restart(): Promise<void> {
    await this.stop();
    await this.up();
  }

  /** Stops it and removes what it left. */
  async remove(): Promise<void> {
    this.child?.kill('SIGKILL');
    await this.ended;
    fs.rmSync(this.folder, { recursive: true, force: true });
    if (this.databaseName && !this.options.beside) psql(`drop database if exists "${this.databaseName}" with (force)`);
  }

  /** Another command of the same binary, in the same environment. */
  command(args: string[], input = ''): { code: number; output: string } {
    try {
      const output = execFileSync(binary, args, {
        cwd: this.folder,
        env: this.environment(),
        input,
        encoding: 'utf8',
        stdio: ['pipe', 'pipe', 'pipe'],
        timeout: 60_000,
      });
      return { code: 0, output };
    } catch (error) {
      const failed = error as { status?: number; stdout?: string; stderr?: string };
      return { code: failed.status ?? -1, output: `${failed.stdout ?? ''}${failed.stderr ?? ''}` };
    }
  }

  /** A request to the app, or to `host`. */
  ask(method: string, target: string, what: Ask = {}): Promise<Answer> {
    return ask(this.port, method, target, { host: this.host, ...what });
  }

  /** A request to a published address or any other the server gave out. */
  get(url: string, what: Ask = {}, method = 'GET'): Promise<Answer> {
    const at = new URL(url);
    return ask(this.port, method, at.pathname + at.search, { host: at.host, ...what });
  }

  /** All mails in the outbox folder, oldest first. */
  mails(): Mail[] {
    const outbox = path.join(this.dataDir, 'outbox');
    if (!fs.existsSync(outbox)) return [];
    return fs
      .readdirSync(outbox)
      .filter((name) => name.endsWith('.eml'))
      .map((name) => path.join(outbox, name))
      .map((file) => ({ file, at: fs.statSync(file).mtimeMs }))
      .sort((a, b) => a.at - b.at || a.file.localeCompare(b.file))
      .map(({ file }) => parseMail(fs.readFileSync(file, 'utf8')));
  }

  /** Waits for a mail to `to` that `wanted` accepts; the newest if there are several. */
  async mail(to: string, wanted: (mail: Mail) => boolean = () => true): Promise<Mail> {
    const until = Date.now() + 15_000;
    while (Date.now() < until) {
      const found = this.mails().filter((mail) => mail.to.toLowerCase().includes(to.toLowerCase()) && wanted(mail));
      const last = found.at(-1);
      if (last) return last;
      await pause(50);
    }
    const seen = this.mails().map((mail) => `${mail.to}: ${mail.subject}`);
    throw new Error(`no such mail to ${to}; there are: ${seen.join(' | ')}`);
  }

  /** Runs a statement on this server's PostgreSQL, for what would take a test too long otherwise. */
  sql(statement: string): void {
    execFileSync('psql', ['--no-psqlrc', '--quiet', '--set=ON_ERROR_STOP=1', '--command', statement, databaseUrl(this.databaseName)]);
  }

  private createDatabase(): void {
    this.databaseName = `e2e_${randomBytes(6).toString('hex')}`;
    psql(`create database "${this.databaseName}"`);
  }
}

/** The address of the tests' PostgreSQL, from the test command. */
export function postgresUrl(): string {
  const url = process.env.LANDINGHUB_TEST_POSTGRES_URL;
  if (!url) throw new Error('LANDINGHUB_TEST_POSTGRES_URL is not set: run `cargo xtask test`');
  return url;
}

function databaseUrl(name: string): string {
  const url = new URL(postgresUrl());
  url.pathname = `/${name}`;
  return url.toString();
}

function psql(statement: string): void {
  execFileSync('psql', ['--no-psqlrc', '--quiet', '--set=ON_ERROR_STOP=1', '--command', statement, postgresUrl()], {
    stdio: ['ignore', 'ignore', 'pipe'],
  });
}

/** A port nobody listens on just now. */
export function freePort(): Promise<number> {
  return new Promise((resolve, reject) => {
    const probe = net.createServer();
    probe.on('error', reject);
    probe.listen(0, '127.0.0.1', () => {
      const address = probe.address();
      probe.close(() => (address && typeof address === 'object' ? resolve(address.port) : reject(new Error('no port'))));
    });
  });
}

export const pause = (ms: number) => new Promise((resolve) => setTimeout(resolve, ms));

/** Waits until `check` answers something true. */
export async function until<T>(what: string, check: () => Promise<T> | T, ms = 15_000): Promise<NonNullable<T>> {
  const end = Date.now() + ms;
  let last: unknown;
  while (Date.now() < end) {
    try {
      const value = await check();
      if (value) return value;
    } catch (error) {
      last = error;
    }
    await pause(50);
  }
  throw new Error(`waited in vain: ${what}${last ? ` (${String(last)})` : ''}`);
}
