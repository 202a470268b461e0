// Forms of published pages: from a visitor's browser, with and without script, to the owner's list.
import { formBody } from '../lib/http.ts';
import { createPage, expectProblem, type Person, publish, register } from '../lib/people.ts';
import type { Server } from '../lib/server.ts';
import { expect, listen, test } from '../lib/test.ts';

interface Form {
  page: any;
  url: string;
  action: string;
  names: string[];
  /** Something each field takes. */
  values: Record<string, string>;
}

/** A field that people don't see: whoever fills it in is a machine. */
const TRAP = '_lh_trap';

/** Publishes the first template that has a form with an e-mail field. */
async function pageWithForm(server: Server, person: Person): Promise<Form> {
  const templates = (await server.ask('GET', '/api/templates', { token: person.token })).json;
  for (const template of templates.items ?? templates) {
    const page = await createPage(server, person, 'Sign up', template.id);
    const full = (await server.ask('GET', `/api/pages/${page.id}`, { token: person.token })).json;
    if (!Object.values<any>(full.document.nodes).some((node) => node.kind === 'form')) continue;
    const url = await publish(server, person, page.id);
    const html = (await server.get(url)).text;
    const form = /<form[^>]*action="([^"]*\/_lh\/form\/[^"]+)"[\s\S]*?<\/form>/.exec(html);
    if (!form) throw new Error('the published form has no action');
    if (!/type="email"/.test(form[0])) continue;
    const names = [...form[0].matchAll(/<(?:input|textarea|select)[^>]*\sname="([^"]+)"/g)].map((match) => match[1] ?? '').filter((name) => name !== TRAP);
    const values: Record<string, string> = Object.fromEntries(names.map((name) => [name, 'x']));
    for (const [, name = '', options = ''] of form[0].matchAll(/<select[^>]*\sname="([^"]+)"[^>]*>([\s\S]*?)<\/select>/g)) {
      values[name] = /<option(?! value="")[^>]*>([^<]+)</.exec(options)?.[1] ?? '';
    }
    for (const [, name = ''] of form[0].matchAll(/<input(?=[^>]*type="tel")[^>]*\sname="([^"]+)"/g)) values[name] = '0912345678';
    return { page, url, action: new URL(form[1] ?? '', url).toString(), names, values };
  }
  throw new Error('no template has a form with an e-mail field');
}

const leadsOf = async (server: Server, person: Person, page: string) =>
  (await server.ask('GET', `/api/pages/${page}/leads`, { token: person.token })).json.items;

test('a visitor without script sends a form and lands back on the page', async ({ server, browser }) => {
  const person = await register(server);
  const form = await pageWithForm(server, person);
  const complaints: string[] = [];
  const context = await browser.newContext({ javaScriptEnabled: false });
  context.on('page', (page) => listen(page, complaints));
  const page = await context.newPage();
  await page.goto(form.url);
  const fields = page.locator('form').first().locator(`input:not([type=hidden], [name=${TRAP}]):visible, textarea:visible, select:visible`);
  for (let i = 0; i < (await fields.count()); i++) {
    const field = fields.nth(i);
    const type = (await field.getAttribute('type')) ?? (await field.evaluate((e) => e.tagName.toLowerCase()).catch(() => 'text'));
    if (type === 'checkbox') await field.check();
    else if (type === 'email') await field.fill('visitor@example.com');
    else if (type === 'tel') await field.fill('0912345678');
    else if (type === 'select') await field.selectOption({ index: 1 });
    else await field.fill('Nguyễn Văn A');
  }
  await page.locator('form').first().getByRole('button').first().click();
  await page.waitForLoadState();
  expect(new URL(page.url()).host).toBe(new URL(form.url).host);
  const leads = await leadsOf(server, person, form.page.id);
  expect(leads).toHaveLength(1);
  expect(Object.values(leads[0].fields)).toContain('visitor@example.com');
  expect(await context.cookies()).toEqual([]);
  expect(complaints).toEqual([]);
  await context.close();
});

test('forms over HTTP: JSON for scripts, 303 for browsers, text stays text', async ({ server }) => {
  const person = await register(server);
  const form = await pageWithForm(server, person);
  const email = form.names.find((name) => /mail/i.test(name)) ?? form.names[0] ?? 'email';
  const { values } = form;
  const post = (fields: Record<string, string>, headers: Record<string, string> = {}) => {
    const body = formBody(fields);
    return server.get(form.action, { ...body, headers: { ...body.headers, ...headers } }, 'POST');
  };

  const browser = await post({ ...values, [email]: 'a@example.com' }, { origin: new URL(form.url).origin, 'sec-fetch-site': 'same-origin' });
  expect(browser.status, browser.text).toBe(303);
  expect(new URL(browser.header('location') ?? '', form.url).host).toBe(new URL(form.url).host);
  const script = await post({ ...values, [email]: 'b@example.com', not_a_field: 'ignored' }, { accept: 'application/json' });
  expect([200, 201], script.text).toContain(script.status);
  expect(script.header('content-type')).toContain('json');
  const hostile = '=HYPERLINK("http://evil.example","<script>")';
  const text = form.names.find((name) => name !== email && !/phone|tel|date/i.test(name)) ?? email;
  if (text !== email) await post({ ...values, [email]: 'c@example.com', [text]: hostile }, { accept: 'application/json' });

  const machine = await post({ ...values, [email]: 'bot@example.com', [TRAP]: 'https://spam.example' }, { accept: 'application/json' });
  expect([200, 201], 'a machine is not told').toContain(machine.status);

  const leads = await leadsOf(server, person, form.page.id);
  const emails = leads.map((lead: any) => lead.fields[email]);
  expect(emails).toContain('a@example.com');
  expect(emails).toContain('b@example.com');
  expect(emails).not.toContain('bot@example.com');
  expect(JSON.stringify(leads)).not.toContain('not_a_field');
  expect(JSON.stringify(leads)).not.toContain(TRAP);
  expect(leads.every((lead: any) => form.action.endsWith(lead.form_id))).toBe(true);

  const csv = await server.ask('GET', `/api/pages/${form.page.id}/leads.csv`, { token: person.token });
  expect(csv.status).toBe(200);
  expect(csv.header('content-type')).toContain('text/csv');
  expect(csv.header('content-disposition')).toContain('attachment');
  expect(csv.text).toContain('a@example.com');
  expect(csv.text).not.toMatch(/(^|,|")=HYPERLINK/m);

  const count = leads.length;
  const off = new URL(form.action);
  expect((await server.get(form.action.replace(/[^/]+$/, 'no-such-form'), formBody(values), 'POST')).status).toBe(404);
  expect((await server.ask('POST', off.pathname, formBody(values))).status).toBe(404);
  expect((await post({ ...values, [email]: 'y'.repeat(300 * 1024) }, { accept: 'application/json' })).status).toBe(413);
  expectProblem(await post({ ...values, [email]: 'not an address' }, { accept: 'application/json' }), 422);
  const cut = await server.get(form.action, { headers: { 'content-type': 'text/plain', accept: 'application/json' }, body: 'x' }, 'POST');
  expectProblem(cut, 415);
  expect(await leadsOf(server, person, form.page.id)).toHaveLength(count);
});
