// Public routes without JavaScript.
import { expectProblem, PASSWORD, register, somebody } from '../lib/people.ts';
import { expect, test } from '../lib/test.ts';
import { expectLoggedIn, fillLogin, fillRegistration, ROUTES } from '../lib/ui.ts';

test.use({ javaScriptEnabled: false });

test('home says what this is and leads on', async ({ server, page }) => {
  await page.goto(server.url + ROUTES.home);
  await expect(page.getByRole('heading', { level: 1 })).toBeVisible();
  const link = page.getByRole('link', { name: /create account|sign up|get started|start/i }).first();
  await link.click();
  await expect(page.getByRole('button', { name: 'Create account' })).toBeVisible();
});

test('register works', async ({ server, page }) => {
  const who = somebody('No Script');
  await page.goto(server.url + ROUTES.register);
  await fillRegistration(page, { ...who, password: 'short' });
  await expect(page.getByText(/at least 8|8 characters/i).first()).toBeVisible();
  // What was typed is still there, but never the password.
  await expect(page.getByLabel('Email')).toHaveValue(who.email);
  await fillRegistration(page, who);
  await expectLoggedIn(page, who);
  const login = await server.ask('POST', '/api/auth/login', { json: { email: who.email, password: who.password } });
  expect(login.status).toBe(200);
});

test('log in and out works, and a wrong password is said so', async ({ server, page, context }) => {
  const person = await register(server);
  await page.goto(server.url + ROUTES.login);
  await fillLogin(page, { ...person, password: 'not the password' });
  await expect(page.getByText(/wrong|incorrect|don.t match/i).first()).toBeVisible();
  expect(page.url()).not.toContain('not%20the%20password');
  await fillLogin(page, person);
  await expectLoggedIn(page, person);
  expect((await context.cookies()).map((cookie) => cookie.name).sort()).toEqual(['lh_access', 'lh_device', 'lh_refresh']);
  await page.goto(server.url + ROUTES.dashboard);
  await expect(page.getByRole('heading', { level: 1 })).toBeVisible();
});

test('a forgotten password is reset', async ({ server, page }) => {
  const person = await register(server);
  await page.goto(server.url + ROUTES.forgot);
  await page.getByLabel('Email').fill(person.email);
  await page.getByRole('button', { name: /send|reset/i }).click();
  const mail = await server.mail(person.email, (m) => m.links.some((link) => link.includes('/auth/reset')));
  await page.goto(mail.links.find((link) => link.includes('/auth/reset')) ?? '');
  await page.getByLabel(/password/i).first().fill('a password made anew');
  await page.getByRole('button', { name: /save|set|reset|change/i }).click();
  await page.waitForLoadState();
  await expect
    .poll(async () => (await server.ask('POST', '/api/auth/login', { json: { email: person.email, password: 'a password made anew' } })).status)
    .toBe(200);
  expectProblem(await server.ask('POST', '/api/auth/login', { json: { email: person.email, password: PASSWORD } }), 401);
});

test('an address that needs an account leads to the login and back', async ({ server, page }) => {
  const person = await register(server);
  await page.goto(`${server.url}${ROUTES.pages}`);
  await fillLogin(page, person);
  await page.waitForURL((url) => url.pathname === ROUTES.pages);
  for (const evil of ['//evil.example', 'https://evil.example', '/\\evil.example', 'javascript:alert(1)']) {
    await page.context().clearCookies();
    await page.goto(`${server.url}${ROUTES.login}?next=${encodeURIComponent(evil)}`);
    await fillLogin(page, person);
    await page.waitForLoadState();
    expect(new URL(page.url()).host, evil).toBe(`localhost:${server.port}`);
  }
});
