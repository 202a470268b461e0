// Pictures in the editor: what is stored after a drop, an upload, a crop and a focal point.
import { dropFiles, rectOf } from '../lib/canvas.ts';
import { png } from '../lib/images.ts';
import { enter, register } from '../lib/people.ts';
import { until } from '../lib/server.ts';
import { expect, test } from '../lib/test.ts';
import { Editor } from '../lib/ui.ts';

const place = (parent: string, order: string) => ({ parent, order });
const file = (name: string, width = 400, height = 300) => ({ name, type: 'image/png', base64: png(width, height).toString('base64') });

async function openPage(server: any, context: any, page: any) {
  const person = await register(server);
  const document = {
    schema: 1,
    lang: 'en',
    root: 'root',
    nodes: {
      root: { kind: 'root' },
      band: { kind: 'section', place: place('root', 'a0') },
      title: { kind: 'heading', place: place('band', 'a0'), props: { text: 'Pictures', level: 1 } },
      image: { kind: 'image', place: place('band', 'a1') },
      text: { kind: 'heading', place: place('band', 'a2'), props: { text: 'Below', level: 2 } },
    },
  };
  const made = await server.ask('POST', '/api/pages', { token: person.token, json: { title: 'Pictures', document } });
  expect(made.status, made.text).toBe(201);
  await enter(context, server, person);
  const editor = new Editor(page);
  await editor.open(server, made.json.id);
  const stored = async () => (await server.ask('GET', `/api/pages/${made.json.id}`, { token: person.token })).json.document;
  const children = async () => {
    const nodes = Object.entries((await stored()).nodes as Record<string, any>).filter(([, node]) => node.place?.parent === 'band');
    return nodes.sort(([, a], [, b]) => (a.place.order < b.place.order ? -1 : 1)).map(([id, node]) => ({ id, ...node }));
  };
  return { editor, stored, children, person };
}

test('a picture dropped on a picture replaces it, and dropped between blocks stands there', async ({ server, context, page }) => {
  const { stored, children } = await openPage(server, context, page);
  const image = await rectOf(page, 'image');
  await dropFiles(page, [file('one.png')], { x: image.x + image.width / 2, y: image.y + image.height / 2 });
  await until('the picture', async () => (await stored()).nodes.image.props?.asset);
  expect(await children()).toHaveLength(3);

  const title = await rectOf(page, 'title');
  const between = { x: title.x + 20, y: title.y + title.height - 2 };
  await dropFiles(page, [file('two.png', 200, 100)], between, false);
  await expect(page.locator('.ed-drop-mark')).toBeVisible();
  await dropFiles(page, [file('two.png', 200, 100), file('three.png', 220, 100)], between);
  await until('two more', async () => (await children()).length === 5);
  const rows = await children();
  expect(rows.map((row) => row.kind)).toEqual(['heading', 'image', 'image', 'image', 'heading']);
  const assets = (await stored()).assets;
  expect(rows.slice(1, 4).map((row) => assets[row.props.asset.asset].width)).toEqual([200, 220, 400]);
  expect(rows[3]?.id).toBe('image');
});

test('a file that is no picture is refused in words, and a lost connection can be tried again', async ({ server, context, page, tolerate }) => {
  tolerate(/api\/uploads: Failed to load resource/);
  const { stored, children } = await openPage(server, context, page);
  const title = await rectOf(page, 'title');
  const point = { x: title.x + 20, y: title.y + title.height - 2 };
  await dropFiles(page, [{ name: 'a.txt', type: 'text/plain', base64: 'YWJj' }], point);
  await expect(page.getByText('This isn’t a picture we can use')).toBeVisible();
  await dropFiles(page, [{ name: 'fake.png', type: 'image/png', base64: 'YWJj' }], point);
  await expect(page.getByRole('list', { name: 'Uploads on their way' }).getByRole('alert')).toBeVisible();
  await page.getByRole('button', { name: 'Cancel the upload of fake.png' }).click();
  await page.route('**/api/uploads', (route) => route.abort());
  await dropFiles(page, [file('late.png')], point);
  const retry = page.getByRole('button', { name: 'Try late.png again' });
  await expect(retry).toBeVisible();
  await page.unroute('**/api/uploads');
  await retry.click();
  await until('the picture', async () => Object.keys((await stored()).assets).length === 1);
  expect((await children()).map((row) => row.kind)).toEqual(['heading', 'image', 'image', 'heading']);
});

test('a crop is a picture of its own and can be changed later; the focal point is kept', async ({ server, context, page }) => {
  const { editor, stored, person } = await openPage(server, context, page);
  const image = await rectOf(page, 'image');
  await dropFiles(page, [file('whole.png', 400, 300)], { x: image.x + image.width / 2, y: image.y + image.height / 2 });
  const whole = await until('the picture', async () => (await stored()).nodes.image.props?.asset?.asset);
  await editor.select('image');
  await page.getByRole('button', { name: 'Crop', exact: true }).click();
  const dialog = page.getByRole('dialog', { name: 'Crop the picture' });
  await dialog.getByRole('combobox', { name: 'Ratio' }).selectOption('1:1');
  await expect(dialog.getByRole('spinbutton', { name: 'Width' })).toHaveValue('300');
  await dialog.getByRole('group', { name: 'Part that stays' }).focus();
  await page.keyboard.press('Shift+ArrowLeft');
  await expect(dialog.getByRole('spinbutton', { name: 'Left' })).toHaveValue('10');
  await dialog.getByRole('button', { name: 'Apply crop' }).click();
  await until('the crop', async () => (await stored()).nodes.image.props.asset.asset !== whole);
  const cropped = async () => {
    const document = await stored();
    return document.assets[document.nodes.image.props.asset.asset];
  };
  expect(await cropped()).toMatchObject({
    width: 300,
    height: 300,
    crop: { of: whole, width: 400, height: 300, area: { x: 10, y: 0, width: 300, height: 300 } },
  });
  const bytes = await server.ask('GET', new URL((await cropped()).url).pathname, { host: new URL((await cropped()).url).host });
  expect(bytes.status).toBe(200);

  await page.getByRole('button', { name: 'Crop', exact: true }).click();
  await expect(dialog.getByRole('spinbutton', { name: 'Left' })).toHaveValue('10');
  await dialog.getByRole('spinbutton', { name: 'Width' }).fill('120');
  await dialog.getByRole('spinbutton', { name: 'Width' }).blur();
  await dialog.getByRole('button', { name: 'Apply crop' }).click();
  await until('another part', async () => (await cropped()).width === 120);
  expect((await cropped()).crop.area).toEqual({ x: 10, y: 0, width: 120, height: 300 });

  const focal = page.getByRole('application', { name: /Focal point/ });
  const box = (await focal.boundingBox())!;
  await focal.click({ position: { x: box.width * 0.25, y: box.height * 0.75 } });
  await focal.press('ArrowRight');
  const position = async () => (await stored()).declarations.find((row: any) => row.property === 'object-position')?.value;
  await until('the focal point', async () => /^(2[89]|3[0-2])% 7\d%$/.test((await position()) ?? ''));

  await page.getByRole('checkbox', { name: 'Decoration only: nothing to read out' }).check();
  await until('no words for it', async () => (await stored()).nodes.image.props.alt === '');
  expect(person.token).toBeTruthy();
});

test('a page is made from HTML, with a report', async ({ server, context, page }) => {
  const person = await register(server);
  await enter(context, server, person);
  await page.goto(`${server.url}/pages`);
  await page.getByRole('button', { name: 'New page' }).first().click();
  await page.getByRole('button', { name: 'From HTML' }).click();
  await page.getByLabel('HTML of the page').fill('<title>Brought</title><h1>Hello</h1><p>A <b>bold</b> word</p><script>alert(1)</script>');
  await page.getByRole('button', { name: 'Import' }).click();
  await expect(page.getByText('Scripts are never taken over.')).toBeVisible();
  await page.getByRole('link', { name: 'Open the editor' }).click();
  await expect(page.frameLocator('iframe[title="Canvas"]').getByRole('heading', { name: 'Hello' })).toBeVisible();
});
