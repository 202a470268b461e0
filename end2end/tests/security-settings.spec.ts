// Codes at login, billing addresses and domains as people set them up: documents that work with and without script.
import { createHmac } from 'node:crypto';

import { enter, register } from '../lib/people.ts';
import { expect, expectAccessible, expectNoSidewaysScroll, test } from '../lib/test.ts';
import { fillLogin } from '../lib/ui.ts';

/** What an authenticator shows for a key, some steps of 30 seconds from now (RFC 6238). */
function shown(secret: string, steps = 0): string {
  const letters = 'ABCDEFGHIJKLMNOPQRSTUVWXYZ234567';
  const bits = [...secret].map((letter) => letters.indexOf(letter).toString(2).padStart(5, '0')).join('');
  const key = Buffer.from(bits.match(/.{8}/g)!.map((byte) => parseInt(byte, 2)));
  const counter = Buffer.alloc(8);
  counter.writeBigUInt64BE(BigInt(Math.floor(Date.now() / 30_000) + steps));
  const digest = createHmac('sha1', key).update(counter).digest();
  const offset = digest[19]! & 15;
  return String((digest.readUInt32BE(offset) & 0x7fffffff) % 1_000_000).padStart(6, '0');
}

test('codes at login: set up by the key, asked for in a second step, a recovery code, off', async ({ server, page, context }) => {
  const mai = await register(server);
  await enter(context, server, mai);
  await page.goto(`${server.url}/settings/security`);
  await expect(page.getByRole('heading', { level: 1, name: 'Login and security' })).toBeVisible();
  await expectAccessible(page, 'settings');
  await expectNoSidewaysScroll(page);
  const secret = (await page.locator('.totp-secret').innerText()).replaceAll(' ', '');

  await page.getByLabel('Code', { exact: true }).fill('12');
  await page.getByLabel('Current password').fill(mai.password);
  await page.getByRole('button', { name: 'Switch on' }).click();
  await expect(page.getByRole('alert')).toContainText('Check its clock');
  expect((await server.ask('GET', '/api/auth/totp', { token: mai.token })).json.enabled).toBe(false);

  await page.getByLabel('Code', { exact: true }).fill(shown(secret));
  await page.getByLabel('Current password').fill(mai.password);
  await page.getByRole('button', { name: 'Switch on' }).click();
  const codes = await page.locator('.recovery-codes code').allInnerTexts();
  expect(codes).toHaveLength(10);
  await expectAccessible(page, 'settings');
  expect((await server.ask('GET', '/api/auth/totp', { token: mai.token })).json).toEqual({ enabled: true, recovery_codes_left: 10 });
  await page.reload();
  await expect(page.locator('.recovery-codes')).toHaveCount(0);

  await page.goto('about:blank');
  await context.clearCookies();
  await page.goto(`${server.url}/auth?next=/settings/addresses`);
  await fillLogin(page, mai);
  await expect(page.getByRole('heading', { name: 'One more step' })).toBeVisible();
  await expectAccessible(page, 'settings');
  await page.getByLabel('Code', { exact: true }).fill('000000');
  await page.getByRole('button', { name: 'Log in' }).click();
  await expect(page.getByRole('alert')).toContainText('wrong or was used');
  await page.getByLabel('Code', { exact: true }).fill(codes[0]!);
  await page.getByRole('button', { name: 'Log in' }).click();
  await expect(page).toHaveURL(`${server.url}/settings/addresses`);

  await page.goto(`${server.url}/settings/security`);
  await expect(page.getByText('9 recovery codes are left.')).toBeVisible();
  await page.getByLabel('Current password').fill(mai.password);
  await page.getByRole('button', { name: 'Switch off' }).click();
  await expect(page.getByText('Logging in takes no code any more.')).toBeVisible();
  expect((await server.ask('GET', '/api/auth/totp', { token: mai.token })).json.enabled).toBe(false);
});

test('billing addresses: entered, mended, made the default and deleted', async ({ server, page, context }) => {
  const mai = await register(server);
  await enter(context, server, mai);
  await page.goto(`${server.url}/settings/addresses`);
  await expect(page.getByText('No address yet')).toBeVisible();
  await expectAccessible(page, 'settings');
  await expectNoSidewaysScroll(page);
  const stored = async () => (await server.ask('GET', '/api/me/addresses', { token: mai.token })).json.items;
  const fresh = page.locator('.address-form').last();
  await fresh.getByLabel('Name').fill('Mai <b>Nguyễn</b>');
  await fresh.getByLabel('Street and number').fill('1 Phố Huế');
  await fresh.getByLabel('City or district').fill('Hà Nội');
  await fresh.getByLabel('Country').selectOption('VN');
  await fresh.getByLabel('Phone (optional)').fill('call me');
  await fresh.getByRole('button', { name: 'Save' }).click();
  await expect(page.getByRole('alert')).toContainText('telephone');
  await expect(fresh.getByLabel('City or district')).toHaveValue('Hà Nội');
  expect(await stored()).toEqual([]);
  await fresh.getByLabel('Phone (optional)').fill('+84 90 123 45 67');
  await fresh.getByRole('button', { name: 'Save' }).click();
  await expect(page.getByText('The address is saved.')).toBeVisible();
  await expect(page.getByText('Mai <b>Nguyễn</b>')).toBeVisible();
  expect(await stored()).toMatchObject([{ name: 'Mai <b>Nguyễn</b>', country: 'VN', is_default: true }]);

  await server.ask('POST', '/api/me/addresses', {
    token: mai.token,
    json: { name: 'Second', line1: 'x', city: 'Bangkok', country: 'TH' },
  });
  await page.reload();
  await expectAccessible(page, 'settings');
  const second = page.locator('section.card').filter({ hasText: 'Second' });
  await second.getByRole('button', { name: 'Use on new invoices' }).click();
  await expect(page.getByText('The address is saved.')).toBeVisible();
  expect((await stored()).find((address: any) => address.is_default).name).toBe('Second');
  await second.getByText('Edit').click();
  await second.getByLabel('City or district').fill('Chiang Mai');
  await second.getByRole('button', { name: 'Save' }).click();
  await expect(page.getByText('Chiang Mai')).toBeVisible();
  await second.getByRole('button', { name: 'Delete' }).click();
  await expect(page.getByText('The address is deleted.')).toBeVisible();
  expect(await stored()).toMatchObject([{ name: 'Mai <b>Nguyễn</b>', is_default: true }]);
});

test('a domain is added with its records and removed', async ({ server, page, context }) => {
  const mai = await register(server);
  await enter(context, server, mai);
  const made = await server.ask('POST', '/api/pages', { token: mai.token, json: { title: 'Mine <i>' } });
  const path = `/api/pages/${made.json.id}/domains`;
  await page.goto(`${server.url}/domains/${made.json.id}`);
  await expect(page.getByText('No domain yet')).toBeVisible();
  await expectAccessible(page, 'settings');
  await page.getByLabel('Domain').fill('localhost');
  await page.getByRole('button', { name: 'Add' }).click();
  await expect(page.getByRole('alert')).toContainText('www.example.com');
  await page.getByLabel('Domain').fill('WWW.Example.com');
  await page.getByRole('button', { name: 'Add' }).click();
  const row = (await server.ask('GET', path, { token: mai.token })).json.items[0];
  await expect(page.getByText(row.txt_value)).toBeVisible();
  await expect(page.getByText('_landinghub.www.example.com')).toBeVisible();
  await expectAccessible(page, 'settings');
  await page.setViewportSize({ width: 390, height: 800 });
  await expectNoSidewaysScroll(page);
  await page.getByRole('button', { name: 'Remove' }).click();
  await expect(page.getByText('The domain is removed.')).toBeVisible();
  expect((await server.ask('GET', path, { token: mai.token })).json.items).toEqual([]);
});
