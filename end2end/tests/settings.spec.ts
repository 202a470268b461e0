// One's own account: profile, address, password and devices, with what is stored; every form works without script as well.
import { enter, PASSWORD, register } from '../lib/people.ts';
import { expect, expectAccessible, open, test } from '../lib/test.ts';
import { ROUTES } from '../lib/ui.ts';

test('name, language and theme are saved', async ({ server, page, context }) => {
  const person = await register(server);
  await enter(context, server, person);
  await open(page, server, ROUTES.settings);
  await page.getByLabel('Name').fill('Trần Thị Bích');
  await page.getByRole('combobox', { name: 'Theme' }).selectOption('dark');
  await page.getByRole('button', { name: 'Save' }).click();
  await expect(page.getByText('Your profile is saved.')).toBeVisible();
  await expect(page.locator('html')).toHaveAttribute('data-theme', 'dark');
  await expect(page.getByRole('button', { name: 'Trần Thị Bích' })).toBeVisible();
  const { json } = await server.ask('GET', '/api/auth/me', { token: person.token });
  expect([json.name, json.theme, json.locale]).toEqual(['Trần Thị Bích', 'dark', 'en']);
  // What is wrong stands beside its field, and what was typed stays.
  await page.getByLabel('Name').fill('   ');
  await page.getByRole('button', { name: 'Save' }).click();
  await expect(page.getByRole('alert').first()).toBeVisible();
  await expectAccessible(page, 'settings with what is wrong');
  expect((await server.ask('GET', '/api/auth/me', { token: person.token })).json.name).toBe('Trần Thị Bích');
});

test('a password is changed with the present one only', async ({ server, page, context }) => {
  const person = await register(server);
  await enter(context, server, person);
  await open(page, server, ROUTES.settings);
  const works = async (password: string) =>
    (await server.ask('POST', '/api/auth/login', { json: { email: person.email, password } })).status;
  const change = async (present: string) => {
    await page.locator('#password-current').fill(present);
    await page.locator('#password-new').fill('a password made anew');
    await page.getByRole('button', { name: 'Change password' }).click();
  };
  await change('not the password');
  await expect(page.getByRole('alert').first()).toBeVisible();
  expect(await works(PASSWORD)).toBe(200);
  await change(PASSWORD);
  await expect(page.getByText('Your password is changed.')).toBeVisible();
  expect([await works('a password made anew'), await works(PASSWORD)]).toEqual([200, 401]);
});

test('another device is logged out', async ({ server, page, context }) => {
  const person = await register(server);
  await enter(context, server, person);
  await server.ask('POST', '/api/auth/login', { json: { email: person.email, password: PASSWORD } });
  const stored = async () => (await server.ask('GET', '/api/auth/sessions', { token: person.token })).json.items.map((it: any) => it.id);
  const before = await stored();
  await open(page, server, ROUTES.settings);
  const devices = page.locator('#found [data-item]');
  await expect(devices).toHaveCount(before.length);
  const goes = await devices.filter({ has: page.getByRole('button', { name: 'Log out' }) }).first().getAttribute('data-item');
  await page.locator(`[data-item="${goes}"]`).getByRole('button', { name: 'Log out' }).click();
  await expect(page.getByText('That device is logged out.')).toBeVisible();
  await expect(devices).toHaveCount(before.length - 1);
  expect(await stored()).toEqual(before.filter((id: string) => id !== goes));
});

test.describe('without script', () => {
  test.use({ javaScriptEnabled: false });

  test('the mail is sent again and a device logged out', async ({ server, page, context }) => {
    const person = await register(server, { verified: false });
    await enter(context, server, person);
    await server.ask('POST', '/api/auth/login', { json: { email: person.email, password: PASSWORD } });
    const stored = async () => (await server.ask('GET', '/api/auth/sessions', { token: person.token })).json.items.length;
    const before = await stored();
    await page.goto(server.url + ROUTES.dashboard);
    await page.getByRole('button', { name: 'Send the mail again' }).click();
    await expect(page.getByText('The mail is on its way.')).toBeVisible();
    await expect(page).toHaveURL(server.url + ROUTES.dashboard);
    await page.goto(server.url + ROUTES.settings);
    await page.locator('#found').getByRole('button', { name: 'Log out' }).first().click();
    await expect(page.getByText('That device is logged out.')).toBeVisible();
    expect(await stored()).toBe(before - 1);
  });
});
