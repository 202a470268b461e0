// Autosave's contract: batches are atomic, ordered, idempotent, and nothing invalid gets in.
import { createPage, expectProblem, publish, register } from '../lib/people.ts';
import { batch, headline, nodesOf, setText } from '../lib/ops.ts';
import { expect, test } from '../lib/test.ts';

for (const database of ['sqlite', 'postgres'] as const) {
  test(`operations raise the revision by one, repeat safely and conflict honestly (${database})`, async ({ start }) => {
    const server = await start({ database });
    const person = await register(server);
    const made = await createPage(server, person);
    const read = async () => (await server.ask('GET', `/api/pages/${made.id}`, { token: person.token })).json;
    const send = (json: unknown) => server.ask('POST', `/api/pages/${made.id}/ops`, { token: person.token, json });
    const page = await read();
    const node = headline(page.document);

    const one = batch(page.revision, 'tab-one', 1, [setText(node, 'Draft'), setText(node, 'Ngày hội <mùa xuân> & bạn')]);
    const first = await send(one);
    expect(first.status, first.text).toBe(200);
    expect(first.json.revision).toBe(page.revision + 1);
    const again = await send(one);
    expect(again.status).toBe(200);
    expect(again.json).toEqual(first.json);
    expect((await read()).revision).toBe(page.revision + 1);

    const stale = await send(batch(page.revision, 'tab-two', 1, [setText(node, 'Lost?')]));
    expectProblem(stale, 409, 'revision_conflict');
    expect(stale.json.revision).toBe(page.revision + 1);
    expect(stale.json.missed).toEqual([{ revision: page.revision + 1, client: 'tab-one', seq: 1, ops: one.ops }]);
    expectProblem(await send(batch(page.revision + 7, 'tab-two', 1, [setText(node, 'x')])), 409, 'revision_conflict');

    const bad = await send(batch(page.revision + 1, 'tab-two', 1, [setText(node, 'Half'), { op: 'remove', node: 'nothing-here' }]));
    expectProblem(bad, 422);
    const now = await read();
    expect(now.revision).toBe(page.revision + 1);
    expect(now.document.nodes[node].props.text).toBe('Ngày hội <mùa xuân> & bạn');

    const url = await publish(server, person, made.id);
    expect((await server.get(url)).text).toContain('Ngày hội &lt;mùa xuân&gt; &amp; bạn');
  });
}

test('history keeps every revision and restoring is a new one', async ({ server }) => {
  const person = await register(server);
  const { id } = await createPage(server, person);
  const read = async () => (await server.ask('GET', `/api/pages/${id}`, { token: person.token })).json;
  const original = await read();
  const node = headline(original.document);
  for (let i = 1; i <= 5; i++) {
    const answer = await server.ask('POST', `/api/pages/${id}/ops`, {
      token: person.token,
      json: batch(original.revision + i - 1, 'tab', i, [setText(node, `Version ${i}`)]),
    });
    expect(answer.status, answer.text).toBe(200);
  }
  const history = (await server.ask('GET', `/api/pages/${id}/revisions`, { token: person.token })).json;
  const revisions = (history.items ?? history).map((revision: any) => revision.revision);
  for (let i = 1; i <= 5; i++) expect(revisions).toContain(original.revision + i);

  const restored = await server.ask('POST', `/api/pages/${id}/revisions/${original.revision + 2}/restore`, { token: person.token });
  expect(restored.status, restored.text).toBe(200);
  expect(restored.json.revision).toBe(original.revision + 6);
  expect((await read()).document.nodes[node].props.text).toBe('Version 2');
  const first = await server.ask('POST', `/api/pages/${id}/revisions/${original.revision}/restore`, { token: person.token });
  expect(first.status, first.text).toBe(200);
  expect((await read()).document).toEqual(original.document);
  expectProblem(await server.ask('POST', `/api/pages/${id}/revisions/9999/restore`, { token: person.token }), 404);
});

test('invalid operations of every sort are 422 and change nothing', async ({ server }) => {
  const person = await register(server);
  const { id } = await createPage(server, person);
  const read = async () => (await server.ask('GET', `/api/pages/${id}`, { token: person.token })).json;
  const before = await read();
  const document = before.document;
  const heading = headline(document);
  const section = nodesOf(document, 'section')[0] ?? '';
  const place = (parent: string) => ({ parent, order: 'a0' });
  const hostile: unknown[] = [
    { op: 'no_such_op' },
    { op: 'set_prop' },
    { op: 'set_prop', node: heading },
    setText('missing-node', 'x'),
    { op: 'set_prop', node: heading, prop: 'text', value: { deep: { deeper: [1, 2] } } },
    { op: 'set_prop', node: heading, prop: 'text', value: 17 },
    { op: 'set_prop', node: heading, prop: 'level', value: 99 },
    { op: 'set_prop', node: heading, prop: '__proto__', value: 'x' },
    { op: 'set_prop', node: heading, prop: 'text', value: 'x'.repeat(1_200_000) },
    { op: 'remove', node: document.root },
    { op: 'move', node: section, place: place(section) },
    { op: 'move', node: document.root, place: place(section) },
    { op: 'move', node: section, place: place('missing-node') },
    { op: 'insert', nodes: { x1: { kind: 'text_field', place: place(section) } } },
    { op: 'insert', nodes: { x1: { kind: 'heading', place: place('missing-node') } } },
    { op: 'insert', nodes: {} },
    { op: 'insert', nodes: { '"><script>': { kind: 'heading', place: place(section) } } },
    { op: 'insert', nodes: { x1: { kind: 'root', place: place(section) } } },
    { op: 'insert', nodes: { x1: { kind: 'container', place: place('x2') }, x2: { kind: 'container', place: place('x1') } } },
    { op: 'set_meta', field: 'lang', value: '"><script>' },
    { op: 'set_asset', asset: 'a1', value: { url: 'javascript:alert(1)' } },
    { op: 'set_asset', asset: 'a1', value: { url: 'data:text/html,<script>alert(1)</script>' } },
    { op: 'unset_meta', field: 'lang' },
    null,
    17,
    'set_prop',
    [],
  ];
  const button = nodesOf(document, 'button')[0];
  for (const href of ['javascript:alert(1)', ' JaVaScRiPt:alert(1)', 'java\nscript:alert(1)', 'data:text/html,x', 'vbscript:x', 'file:///etc/passwd']) {
    if (button) hostile.push({ op: 'set_prop', node: button, prop: 'link', value: { link: { href } } });
  }
  let seq = 0;
  for (const op of hostile) {
    seq += 1;
    const answer = await server.ask('POST', `/api/pages/${id}/ops`, {
      token: person.token,
      json: batch(before.revision, 'hostile', seq, [setText(heading, 'Half applied'), op]),
    });
    expectProblem(answer, 422, undefined, JSON.stringify(op).slice(0, 120));
  }
  const many = Array.from({ length: 6_000 }, (_, i) => ({
    op: 'insert',
    nodes: { [`n${i}`]: { kind: 'divider', place: { parent: section, order: `z${i.toString(36).padStart(4, '0')}1` } } },
  }));
  const flood = await server.ask('POST', `/api/pages/${id}/ops`, { token: person.token, json: batch(before.revision, 'flood', 1, many) });
  expectProblem(flood, 422, undefined, '6000 nodes');
  for (const json of [
    { base_revision: 'x', client: 'a', seq: 1, ops: [] },
    { base_revision: before.revision, client: '', seq: 1, ops: [setText(heading, 'x')] },
    { base_revision: before.revision, client: 'a', seq: 1, ops: [] },
    { base_revision: -1, client: 'a', seq: 1, ops: [setText(heading, 'x')] },
    { base_revision: before.revision, client: 'a'.repeat(10_000), seq: 1, ops: [setText(heading, 'x')] },
    {},
  ]) {
    const answer = await server.ask('POST', `/api/pages/${id}/ops`, { token: person.token, json });
    expect.soft([400, 422], JSON.stringify(json).slice(0, 80)).toContain(answer.status);
  }
  expect(await read()).toEqual(before);
});

test('two clients writing at once both get all their work in', async ({ server }) => {
  const person = await register(server);
  const { id } = await createPage(server, person);
  const start = (await server.ask('GET', `/api/pages/${id}`, { token: person.token })).json;
  const node = headline(start.document);
  const write = async (client: string) => {
    let revision = start.revision;
    for (let seq = 1; seq <= 20; ) {
      const answer = await server.ask('POST', `/api/pages/${id}/ops`, {
        token: person.token,
        json: batch(revision, client, seq, [setText(node, `${client} ${seq}`)]),
      });
      if (answer.status === 200) seq += 1;
      else expect(answer.status).toBe(409);
      revision = answer.json.revision;
    }
  };
  await Promise.all([write('one'), write('two'), write('three')]);
  const end = (await server.ask('GET', `/api/pages/${id}`, { token: person.token })).json;
  expect(end.revision).toBe(start.revision + 60);
});
