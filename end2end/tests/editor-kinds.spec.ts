// The richer kinds, loose blocks and components: what each gesture stores, and what visitors get.
import { createPage, enter, publish, register } from '../lib/people.ts';
import { until } from '../lib/server.ts';
import { expect, test } from '../lib/test.ts';
import { Editor } from '../lib/ui.ts';

async function openEditor(server: any, context: any, page: any) {
  const person = await register(server);
  const made = await createPage(server, person, 'Workshop');
  const ops = [{ op: 'replace_document', document: { schema: 2, lang: 'en', root: 'root', nodes: { root: { kind: 'root' } } } }];
  const cleared = await server.ask('POST', `/api/pages/${made.id}/ops`, { token: person.token, json: { base_revision: made.revision, client: 'test', seq: 1, ops } });
  expect(cleared.status, cleared.text).toBe(200);
  await enter(context, server, person);
  const editor = new Editor(page);
  await page.goto(`${server.url}/pages/${made.id}/edit`);
  await expect(editor.canvas.locator('body[data-nid]')).toBeAttached();
  const stored = async () => (await server.ask('GET', `/api/pages/${made.id}`, { token: person.token })).json.document;
  return { person, id: made.id, editor, stored };
}

const of = (document: any, kind: string) => Object.keys(document.nodes).filter((nid) => document.nodes[nid].kind === kind);
const around = (document: any, nid: string): string[] => {
  const parent = document.nodes[nid].place?.parent;
  return parent ? [document.nodes[parent].kind, ...around(document, parent)] : [];
};

test('new blocks bring what they need, by click and by drop', async ({ server, context, page }) => {
  const { editor, stored } = await openEditor(server, context, page);
  const block = (kind: string) => editor.blocks.locator(`[data-kind="${kind}"]`);
  await block('countdown').click();
  await until('a countdown in a section', async () => {
    const document = await stored();
    const [nid] = of(document, 'countdown');
    return nid && around(document, nid).join() === 'section,root';
  });
  // A field dropped on the section, outside of any form.
  const target = await page.locator('iframe[title="Canvas"]').boundingBox();
  const section = await editor.canvas.locator('.section').boundingBox();
  if (!target || !section) throw new Error('nothing to aim at');
  await block('email_field').scrollIntoViewIfNeeded();
  const from = await block('email_field').boundingBox();
  if (!from) throw new Error('nothing to drag');
  await page.mouse.move(from.x + 10, from.y + 10);
  await page.mouse.down();
  await page.mouse.move(section.x + section.width / 2, section.y + section.height - 14, { steps: 8 });
  await page.mouse.up();
  await until('a form round the field', async () => {
    const document = await stored();
    const [nid] = of(document, 'email_field');
    return nid && around(document, nid).join() === 'form,section,root';
  });
  // A picture of the countdown's icons: the canvas draws from the sprite.
  await block('icon').click();
  const drawing = editor.canvas.locator('svg.icon use').first();
  await expect.poll(() => drawing.evaluate((use) => (use as SVGGraphicsElement).getBBox().width)).toBeGreaterThan(5);
});

test('every section is added and published with what it does', async ({ server, context, page, browser }) => {
  const { editor, stored, person, id } = await openEditor(server, context, page);
  await editor.tab('Sections');
  const list = page.getByRole('list', { name: 'Sections' });
  for (const name of ['Features in tabs', 'Sale with countdown', 'Offer popup']) {
    await list.getByRole('button', { name, exact: true }).first().click();
    await editor.saved();
  }
  await until('all are there', async () => {
    const document = await stored();
    return of(document, 'tabs').length === 1 && of(document, 'countdown').length === 1 && of(document, 'popup').length === 1;
  });
  const url = await publish(server, person, id);
  const visitor = await browser.newContext();
  const site = await visitor.newPage();
  const wrong: string[] = [];
  site.on('console', (message) => message.type() === 'error' && wrong.push(message.text()));
  site.on('pageerror', (error) => wrong.push(String(error)));
  const answer = await site.goto(url);
  expect(answer?.headers()['content-security-policy']).toMatch(/script-src 'sha256-[^']+';/);
  await expect(site.locator('.cd-b')).toBeVisible();
  await site.getByText('Delivery', { exact: true }).click();
  await expect(site.locator('.tab-p:visible')).toHaveCount(1);
  await site.evaluate(() => document.documentElement.dispatchEvent(new MouseEvent('mouseleave')));
  await expect(site.locator('dialog.popup[open]')).toBeVisible();
  await site.keyboard.press('Escape');
  await expect(site.locator('dialog.popup[open]')).toHaveCount(0);
  expect(wrong).toEqual([]);
  await visitor.close();
});

test('a component is made, shown twice, different once, changed everywhere and detached', async ({ server, context, page }) => {
  const { editor, stored } = await openEditor(server, context, page);
  await editor.blocks.locator('[data-kind="features"]').click();
  const card = editor.canvas.locator('.feature').first();
  await card.click({ position: { x: 200, y: 6 } });
  await page.getByRole('complementary').getByRole('button', { name: 'Make component' }).click();
  await until('a component', async () => Object.keys((await stored()).components ?? {}).length === 1);
  await page.keyboard.press('Escape');
  const [instance] = of(await stored(), 'instance');
  await editor.select(instance);
  await editor.button('Duplicate').first().click();
  await until('two instances', async () => of(await stored(), 'instance').length === 2);

  // Words of one instance.
  const title = editor.canvas.locator(`[data-nid="${instance}"] h3`);
  const before = await title.innerText();
  await title.dblclick();
  await page.keyboard.press('ControlOrMeta+a');
  await page.keyboard.type('Only here');
  await page.keyboard.press('Escape');
  await until('an override', async () => JSON.stringify((await stored()).nodes[instance].overrides ?? {}).includes('Only here'));
  await expect(editor.canvas.locator('h3').filter({ hasText: before })).toHaveCount(1);

  // The component itself.
  await editor.select(instance);
  await page.getByRole('complementary').getByRole('button', { name: 'Edit component' }).click();
  const words = editor.canvas.locator('.feature p').first();
  await words.dblclick();
  await page.keyboard.press('ControlOrMeta+a');
  await page.keyboard.type('Everywhere');
  await page.keyboard.press('Escape');
  await editor.button('Done').click();
  await expect(editor.canvas.locator('.feature p').filter({ hasText: 'Everywhere' })).toHaveCount(2);
  await editor.saved();

  // Plain again, and back by undo.
  const bytes = JSON.stringify(await stored());
  await editor.select(instance);
  await page.getByRole('complementary').getByRole('button', { name: 'Detach' }).click();
  await until('detached', async () => of(await stored(), 'instance').length === 1);
  await expect(editor.canvas.locator('h3').filter({ hasText: 'Only here' })).toHaveCount(1);
  await editor.button('Undo').click();
  await until('the same bytes', async () => JSON.stringify(await stored()) === bytes);
});
