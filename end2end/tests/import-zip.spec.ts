// A page in a zip: its styles and pictures come along, the report says what didn't, and a zip that could harm is refused.
import { fileBody } from '../lib/http.ts';
import { png } from '../lib/images.ts';
import { enter, register } from '../lib/people.ts';
import { expect, expectAccessible, hydrated, test } from '../lib/test.ts';

test('a zip is imported with its pictures', async ({ server, context, page, tolerate }) => {
  // The browser notes the refused one.
  tolerate(/422/);
  const person = await register(server);
  const picture = `data:image/png;base64,${png(40, 20).toString('base64')}`;
  const html = `<title>Brought along</title><style>.a{background:#123456}</style><section class=a><h1>Hello</h1><img src="${picture}" alt="A dot"></section>`;
  const first = await server.ask('POST', '/api/pages', { token: person.token, json: { title: '', html } });
  expect(first.status, first.text).toBe(201);
  const zip = (await server.ask('GET', `/api/pages/${first.json.id}/export`, { token: person.token })).body;
  await enter(context, server, person);
  await page.goto(`${server.url}/pages`);
  await hydrated(page);
  await page.getByRole('button', { name: 'New page' }).first().click();
  await page.getByRole('button', { name: 'From HTML' }).click();
  const file = page.locator('input[type=file]');
  await file.setInputFiles({ name: 'broken.zip', mimeType: 'application/zip', buffer: Buffer.from('PK\u0003\u0004 nothing') });
  await expect(page.getByRole('alert').filter({ hasText: 'This zip is damaged' })).toBeVisible();
  await expectAccessible(page, 'the import form with a refused zip');
  const count = async () => (await server.ask('GET', '/api/pages', { token: person.token })).json.items.length;
  expect(await count()).toBe(1);
  await file.setInputFiles({ name: 'page.zip', mimeType: 'application/zip', buffer: zip });
  await expect(page.getByRole('link', { name: 'Open the editor' })).toBeVisible();
  expect(await count()).toBe(2);
  await expectAccessible(page, 'the report');
  await page.getByRole('link', { name: 'Open the editor' }).click();
  const canvas = page.frameLocator('iframe[title="Canvas"]');
  await expect(canvas.getByRole('heading', { name: 'Hello' })).toBeVisible();
  const shown = canvas.getByAltText('A dot');
  await expect(shown).toHaveAttribute('src', /\/u\//);
  expect(await shown.evaluate((image: HTMLImageElement) => image.decode().then(() => image.naturalWidth))).toBe(40);
});

test('by the API a file that leads out of its folder makes nothing', async ({ server }) => {
  const person = await register(server);
  // Stored, not packed: one file called `../index.html`.
  const name = Buffer.from('../index.html');
  const le = (...fields: [number, number][]) =>
    Buffer.concat(fields.map(([size, value]) => {
      const bytes = Buffer.alloc(size);
      bytes.writeUIntLE(value, 0, size);
      return bytes;
    }));
  const about: [number, number][] = [[2, 10], [2, 0], [2, 0], [2, 0], [2, 0x21], [4, 0], [4, 0], [4, 0], [2, name.length], [2, 0]];
  const local = Buffer.concat([le([4, 0x04034b50], ...about), name]);
  const central = Buffer.concat([le([4, 0x02014b50], [2, 10], ...about, [2, 0], [2, 0], [2, 0], [4, 0], [4, 0]), name]);
  const end = le([4, 0x06054b50], [2, 0], [2, 0], [2, 1], [2, 1], [4, central.length], [4, local.length], [2, 0]);
  const zip = Buffer.concat([local, central, end]);
  const answer = await server.ask('POST', '/api/pages/import', { token: person.token, ...fileBody('x.zip', 'application/zip', zip) });
  expect([answer.status, answer.json.code, answer.json.reason], answer.text).toEqual([422, 'validation_failed', 'names']);
  expect((await server.ask('GET', '/api/pages', { token: person.token })).json.items).toEqual([]);
});
