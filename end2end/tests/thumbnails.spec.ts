// Pictures of pages, drawn by the machine's Chromium in the background.
import { batch, headline, setText } from '../lib/ops.ts';
import { createPage, register } from '../lib/people.ts';
import { expect, test } from '../lib/test.ts';

test.use({ serverOptions: { env: { LANDINGHUB_CHROMIUM: '/usr/bin/chromium' } } });

test('a page that rests is drawn, and drawn again after a change', async ({ server }) => {
  test.setTimeout(120_000);
  const person = await register(server);
  const { id } = await createPage(server, person, 'To be drawn');
  const page = (await server.ask('GET', `/api/pages/${id}`, { token: person.token })).json;
  expect(page.thumbnail_url).toBeNull();
  const drawn = async (not: string | null): Promise<string> => {
    let url = not;
    await expect
      .poll(async () => (url = (await server.ask('GET', `/api/pages/${page.id}`, { token: person.token })).json.thumbnail_url), { timeout: 50_000 })
      .not.toBe(not);
    return String(url);
  };
  const first = await drawn(null);
  expect(new URL(first).host).toBe(server.contentHost);
  const picture = await server.get(first);
  expect(picture.status).toBe(200);
  expect(picture.header('content-type')).toBe('image/webp');
  expect(picture.body.subarray(8, 12).toString()).toBe('WEBP');
  expect(picture.header('content-security-policy')).toContain('sandbox');
  for (const width of [768, 390]) {
    expect((await server.get(first.replace('-1440', `-${width}`))).status).toBe(200);
  }

  const ops = [setText(headline(page.document), 'Drawn once more')];
  const saved = await server.ask('POST', `/api/pages/${page.id}/ops`, { token: person.token, json: batch(page.revision, 'c', 1, ops) });
  expect(saved.status, saved.text).toBe(200);
  const second = await drawn(first);
  const other = await server.get(second);
  expect(other.status).toBe(200);
  expect(other.body.equals(picture.body)).toBe(false);
  // The picture before is gone, and nothing else is behind such addresses.
  await expect.poll(async () => (await server.get(first)).status).toBe(404);
  for (const elsewhere of ['..%2f..%2flandinghub.db', 'x.webp', '%2e%2e']) {
    expect([400, 404], elsewhere).toContain((await server.get(second.replace(/[^/]+$/, elsewhere))).status);
  }
});
