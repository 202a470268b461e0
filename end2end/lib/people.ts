// Accounts and pages by way of the API, for tests about something else.
import { expect } from '@playwright/test';
import type { BrowserContext } from '@playwright/test';

import type { Answer } from './http.ts';
import type { Server } from './server.ts';

let counter = 0;

/** Someone with an account. */
export interface Person {
  name: string;
  email: string;
  password: string;
  id: string;
  token: string;
  cookies: Record<string, string>;
}

export const PASSWORD = 'correct horse battery staple';

/** A name and address nobody else has. */
export function somebody(name = 'Mai Nguyễn'): { name: string; email: string; password: string } {
  counter += 1;
  return { name, email: `mai${counter}-${process.pid}-${Date.now()}@example.com`, password: PASSWORD };
}

/** Registers; the address is verified unless told otherwise. */
export async function register(server: Server, options: { name?: string; verified?: boolean } = {}): Promise<Person> {
  const who = somebody(options.name);
  const answer = await server.ask('POST', '/api/auth/register', { json: who });
  expect(answer.status, answer.text).toBe(201);
  const person = { ...who, id: answer.json.user.id, token: answer.json.access_token, cookies: answer.cookies };
  if (options.verified ?? true) {
    const mail = await server.mail(who.email, (m) => m.links.some((link) => link.includes('/auth/verify')));
    const verified = await server.ask('POST', '/api/auth/verify', { json: { token: tokenIn(mail.links) } });
    expect(verified.status, verified.text).toBe(204);
  }
  return person;
}

/** The token of a verification or reset link. */
export function tokenIn(links: string[]): string {
  for (const link of links) {
    const token = new URL(link).searchParams.get('token');
    if (token) return token;
  }
  throw new Error(`no link with a token among: ${links.join(' ')}`);
}

/** Logs a browser context in with the person's own cookies. */
export async function enter(context: BrowserContext, server: Server, person: Person): Promise<void> {
  const answer = await server.ask('POST', '/api/auth/login', {
    json: { email: person.email, password: person.password },
  });
  expect(answer.status, answer.text).toBe(200);
  await context.addCookies(
    Object.entries(answer.cookies).map(([name, value]) => ({
      name,
      value,
      url: server.url,
      httpOnly: true,
      sameSite: name.endsWith('refresh') ? ('Strict' as const) : ('Lax' as const),
    })),
  );
}

/** The id of the first template. */
export async function firstTemplate(server: Server, person: Person): Promise<string> {
  const answer = await server.ask('GET', '/api/templates', { token: person.token });
  expect(answer.status, answer.text).toBe(200);
  const list = Array.isArray(answer.json) ? answer.json : answer.json.items;
  expect(list.length).toBeGreaterThanOrEqual(12);
  return list[0].id;
}

/** A page made from a template (the first unless named). */
export async function createPage(server: Server, person: Person, title = 'Spring sale', template?: string): Promise<any> {
  const answer = await server.ask('POST', '/api/pages', {
    token: person.token,
    json: { title, template: template ?? (await firstTemplate(server, person)) },
  });
  expect(answer.status, answer.text).toBe(201);
  return answer.json;
}

/** Publishes it and answers its address. */
export async function publish(server: Server, person: Person, id: string): Promise<string> {
  const answer = await server.ask('POST', `/api/pages/${id}/deploy`, { token: person.token });
  expect(answer.status, answer.text).toBe(200);
  return answer.json.url;
}

/** Asserts an RFC 9457 answer of this status, and of this code if given. */
export function expectProblem(answer: Answer, status: number, code?: string, what = ''): void {
  expect.soft(answer.status, `${what} ${answer.text.slice(0, 300)}`).toBe(status);
  expect.soft(answer.header('content-type') ?? '', what).toContain('application/problem+json');
  let body: any = {};
  try {
    body = answer.json;
  } catch {
    expect.soft(answer.text, `${what}: a JSON body`).toBe('{…}');
  }
  expect.soft(body.status, what).toBe(status);
  expect.soft(typeof body.title, what).toBe('string');
  expect.soft(String(body.code), what).toMatch(/^[a-z][a-z0-9_]+$/);
  if (code) expect.soft(body.code, what).toBe(code);
}
