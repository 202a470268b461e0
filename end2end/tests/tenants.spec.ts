// Two customers: what belongs to one answers the other exactly as if it weren't there.
import { createPage, publish, register } from '../lib/people.ts';
import { fileBody, type Answer } from '../lib/http.ts';
import { png } from '../lib/images.ts';
import { headline, setText } from '../lib/ops.ts';
import { expect, test } from '../lib/test.ts';

test("another customer's page, upload and session answer like missing ones", async ({ server }) => {
  const owner = await register(server, { name: 'Owner' });
  const other = await register(server, { name: 'Other' });
  const page = await createPage(server, owner, 'Secret plans');
  await publish(server, owner, page.id);
  const upload = (await server.ask('POST', '/api/uploads', { token: owner.token, ...fileBody('a.png', 'image/png', png(20, 20)) })).json;
  const sessions = (await server.ask('GET', '/api/auth/sessions', { token: owner.token })).json;
  const session = (sessions.items ?? sessions)[0];
  const full = (await server.ask('GET', `/api/pages/${page.id}`, { token: owner.token })).json;
  const ops = { base_revision: full.revision, client: 'c', seq: 1, ops: [setText(headline(full.document), 'Taken over')] };

  const missing = (id: string) => id.replace(/[0-9a-z]/gi, (c) => (/[0-9]/.test(c) ? String((Number(c) + 5) % 10) : c)).replace(/.$/, (c) => (c === 'a' ? 'b' : 'a'));
  const matrix: [string, string, unknown?][] = [
    ['GET', '/api/pages/{page}'],
    ['PATCH', '/api/pages/{page}', { title: 'Taken over' }],
    ['POST', '/api/pages/{page}/ops', ops],
    ['GET', '/api/pages/{page}/revisions'],
    ['POST', `/api/pages/{page}/revisions/${full.revision}/restore`],
    ['POST', '/api/pages/{page}/duplicate'],
    ['POST', '/api/pages/{page}/deploy'],
    ['DELETE', '/api/pages/{page}/deploy'],
    ['GET', '/api/pages/{page}/preview'],
    ['GET', '/api/pages/{page}/export'],
    ['GET', '/api/pages/{page}/leads'],
    ['GET', '/api/pages/{page}/leads.csv'],
    ['DELETE', '/api/pages/{page}'],
    ['POST', '/api/pages/{page}/restore'],
    ['DELETE', '/api/uploads/{upload}'],
    ['DELETE', '/api/auth/sessions/{session}'],
  ];
  const fill = (path: string, change: (id: string) => string) =>
    path.replace('{page}', change(page.id)).replace('{upload}', change(upload.id)).replace('{session}', change(session.id));
  const shape = (answer: Answer) => {
    const body = answer.json;
    delete body.instance;
    delete body.request_id;
    return { status: answer.status, type: answer.header('content-type'), body };
  };
  for (const [method, path, json] of matrix) {
    const what = json === undefined ? {} : { json };
    const theirs = await server.ask(method, fill(path, (id) => id), { token: other.token, ...what });
    const nothing = await server.ask(method, fill(path, missing), { token: other.token, ...what });
    expect.soft(theirs.status, `${method} ${path}`).toBe(404);
    expect.soft(shape(theirs), `${method} ${path}`).toEqual(shape(nothing));
    expect.soft(theirs.text).not.toContain('Secret plans');
  }
  expect((await server.ask('GET', `/api/pages/${page.id}`, { token: owner.token })).json).toEqual(full);
  expect((await server.ask('GET', '/api/pages', { token: other.token })).json.items).toEqual([]);
  const uploads = (await server.ask('GET', '/api/uploads', { token: other.token })).json;
  expect(uploads.items ?? uploads).toEqual([]);
  const mine = (await server.ask('GET', '/api/uploads', { token: owner.token })).json;
  expect(mine.items ?? mine).toHaveLength(1);
  expect((await server.ask('POST', '/api/auth/refresh', { cookies: { lh_refresh: owner.cookies.lh_refresh ?? '' } })).status).toBe(200);
});

test('a suspended or demoted account is judged by the database, not by its token', async ({ server }) => {
  const person = await register(server);
  for (const path of ['/api/admin/users', '/api/admin/audit']) {
    const answer = await server.ask('GET', path, { token: person.token });
    expect([403, 404]).toContain(answer.status);
  }
});
