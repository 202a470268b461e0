// The support's inbox: conversations taken, answered, noted, resolved; two agents at once; keys; telephones; settings.
import type { Page } from '@playwright/test';

import { admin } from '../lib/market.ts';
import { type Person, enter, register } from '../lib/people.ts';
import type { Server } from '../lib/server.ts';
import { expect, expectAccessible, expectNoSidewaysScroll, test } from '../lib/test.ts';

const list = (page: Page) => page.getByRole('list', { name: 'Conversations' });
const log = (page: Page) => page.getByRole('log', { name: 'Conversation' });
const reply = (page: Page) => page.getByRole('textbox', { name: 'Reply' });

async function ask(server: Server, person: Person, message: string, more: object = {}): Promise<any> {
  const answer = await server.ask('POST', '/api/chat/rooms', { token: person.token, json: { message, ...more } });
  expect(answer.status, answer.text).toBe(201);
  return answer.json.room;
}

async function write(server: Server, person: Person, room: string, message: string): Promise<void> {
  const answer = await server.ask('POST', `/api/chat/rooms/${room}/messages`, { token: person.token, json: { message } });
  expect(answer.status, answer.text).toBe(201);
}

const room = async (server: Server, person: Person, id: string): Promise<any> =>
  (await server.ask('GET', `/api/chat/rooms/${id}`, { token: person.token })).json;

const messages = async (server: Server, person: Person, id: string): Promise<any[]> =>
  (await server.ask('GET', `/api/chat/rooms/${id}/messages?after=0&limit=100`, { token: person.token })).json.items;

async function openInbox(page: Page, server: Server, query = ''): Promise<void> {
  await page.goto(`${server.url}/admin/inbox${query}`);
  await expect(page.locator('[data-inbox]:not([aria-busy])')).toBeVisible();
}

for (const width of [1440, 390]) {
  test(`a conversation taken, answered, noted and resolved at ${width}`, async ({ server, context, page }) => {
    await page.setViewportSize({ width, height: width === 390 ? 844 : 900 });
    const agent = await admin(server);
    const lan = await register(server, { name: 'Lan Phạm' });
    await enter(context, server, agent);
    await openInbox(page, server);
    await expect(list(page).getByText('Nobody waits without an agent.', { exact: false })).toBeVisible();

    // It comes by itself, and a hostile one is text.
    const hostile = '<img src=x onerror="document.title=1"> Trang không mở được';
    const made = await ask(server, lan, hostile, { subject: 'Trang bị lỗi' });
    const row = list(page).getByRole('button', { name: /Lan Phạm/ });
    await expect(row).toBeVisible();
    await expectAccessible(page, `the list at ${width}`);
    await expectNoSidewaysScroll(page, `the list at ${width}`);
    await row.click();
    await expect(log(page).getByText(hostile)).toBeVisible();
    await expect(log(page).locator('img')).toHaveCount(0);
    await expect.poll(async () => (await room(server, agent, made.id)).unread).toBe(0);

    await page.getByRole('button', { name: 'Assign to me' }).click();
    await expect.poll(async () => (await room(server, agent, made.id)).admin?.id).toBe(agent.id);
    await expect(page.getByRole('button', { name: 'Assign to me' })).toHaveCount(0);

    await reply(page).fill('Chào Lan, để mình xem.');
    await page.getByRole('button', { name: 'Send', exact: true }).click();
    await expect(log(page).getByText('Chào Lan, để mình xem.')).toBeVisible();
    await reply(page).fill('Khách hay hỏi việc này');
    await page.getByRole('button', { name: 'Private note' }).click();
    await page.getByRole('button', { name: 'Send', exact: true }).click();
    await expect(log(page).locator('.is-note', { hasText: 'Khách hay hỏi việc này' })).toBeVisible();
    await expect(page.getByRole('button', { name: 'Private note' }), 'it stays a note until told otherwise').toHaveAttribute('aria-pressed', 'true');
    const seen = await messages(server, lan, made.id);
    expect(seen.map((message) => message.message)).toEqual([hostile, 'Chào Lan, để mình xem.']);
    expect((await messages(server, agent, made.id)).at(-1)).toMatchObject({ private: true, seq: 3 });

    // The customer types, reads, answers: all of it is seen as it happens.
    await server.ask('POST', `/api/chat/rooms/${made.id}/typing`, { token: lan.token, json: {} });
    await expect(page.getByText('Lan Phạm is typing')).toBeVisible();
    await server.ask('POST', `/api/chat/rooms/${made.id}/read`, { token: lan.token, json: { up_to: 2 } });
    await expect(log(page).locator('[data-state="read"]')).toHaveCount(1);
    await write(server, lan, made.id, 'Được rồi, cảm ơn!');
    await expect(log(page).getByText('Được rồi, cảm ơn!')).toBeVisible();
    await expectAccessible(page, `a conversation at ${width}`);
    await expectNoSidewaysScroll(page, `a conversation at ${width}`);

    await page.getByRole('button', { name: 'Resolve' }).click();
    await expect.poll(async () => (await room(server, agent, made.id)).status).toBe('resolved');
    await expect(page.getByRole('button', { name: 'Reopen' })).toBeVisible();
    await write(server, lan, made.id, 'À, còn một câu nữa');
    await expect(page.getByRole('button', { name: 'Resolve' })).toBeVisible();
    if (width === 390) {
      await page.getByRole('button', { name: 'Customer details' }).click();
      await expect(page.getByRole('complementary', { name: 'Customer details' }).getByText(lan.email)).toBeVisible();
      await page.getByRole('button', { name: 'Close details' }).click();
      await page.getByRole('button', { name: 'Back to the list' }).click();
      await expect(list(page)).toBeVisible();
    } else {
      const side = page.getByRole('complementary', { name: 'Customer details' });
      await expect(side.getByText(lan.email)).toBeVisible();
      await side.getByRole('combobox', { name: 'Add a tag' }).fill('VIP');
      await side.getByRole('combobox', { name: 'Add a tag' }).press('Enter');
      await expect.poll(async () => (await room(server, agent, made.id)).tags).toEqual(['vip']);
      await page.getByRole('combobox', { name: 'Priority', exact: true }).selectOption('urgent');
      await expect.poll(async () => (await room(server, agent, made.id)).priority).toBe('urgent');
    }
  });
}

test('two agents: one gets it, the other is told; who replies is seen', async ({ server, browser, context, page }) => {
  const [hoa, minh] = [await admin(server), await admin(server)];
  const lan = await register(server, { name: 'Lan' });
  const made = await ask(server, lan, 'Xin chào');
  await enter(context, server, hoa);
  const other = await browser.newContext();
  await enter(other, server, minh);
  const theirs = await other.newPage();
  await openInbox(page, server, `?view=all&room=${made.id}`);
  await openInbox(theirs, server, `?view=all&room=${made.id}`);
  await page.getByRole('button', { name: 'Assign to me' }).click();
  await expect.poll(async () => (await room(server, hoa, made.id)).admin?.id).toBe(hoa.id);
  await expect(theirs.getByRole('button', { name: 'Take over' })).toBeVisible();
  await reply(page).pressSequentially('Mình đang');
  await expect(theirs.getByText('Admin is replying')).toBeVisible();
  await theirs.getByRole('button', { name: 'Take over' }).click();
  await expect.poll(async () => (await room(server, hoa, made.id)).admin?.id).toBe(minh.id);
  await expect(page.getByRole('button', { name: 'Take over' })).toBeVisible();
  await other.close();
});

test('keys go through the list and do the work', async ({ server, context, page }) => {
  const agent = await admin(server);
  const names = ['An', 'Bình', 'Chi'];
  const rooms: any[] = [];
  for (const name of names) rooms.push(await ask(server, await register(server, { name }), `Chào, ${name} đây`, { subject: `Việc của ${name}` }));
  await enter(context, server, agent);
  await openInbox(page, server);
  await expect(list(page).getByRole('button')).toHaveCount(3);
  await page.keyboard.press('j');
  await expect(page.getByRole('heading', { name: 'Việc của Chi' })).toBeVisible();
  await page.keyboard.press('j');
  await expect(page.getByRole('heading', { name: 'Việc của Bình' })).toBeVisible();
  await page.keyboard.press('k');
  await expect(page.getByRole('heading', { name: 'Việc của Chi' })).toBeVisible();
  await page.keyboard.press('a');
  await expect.poll(async () => (await room(server, agent, rooms[2].id)).admin?.id).toBe(agent.id);
  await page.keyboard.press('n');
  await expect(reply(page)).toBeFocused();
  await page.keyboard.type('ghi chú');
  await page.keyboard.press('Enter');
  await expect.poll(async () => (await messages(server, agent, rooms[2].id)).at(-1)?.private).toBe(true);
  await page.keyboard.press('Escape');
  await page.keyboard.press('e');
  await expect.poll(async () => (await room(server, agent, rooms[2].id)).status).toBe('resolved');
  await page.keyboard.press('?');
  await expect(page.getByRole('dialog', { name: 'Keyboard shortcuts' })).toBeVisible();
  await expectAccessible(page, 'the help');
  await page.keyboard.press('Escape');
  await page.keyboard.press('/');
  await expect(page.getByRole('searchbox', { name: 'Search conversations' })).toBeFocused();
  await page.keyboard.type('binh');
  await expect(list(page).getByRole('button')).toHaveCount(1);
  await expect(list(page).getByText('Việc của Bình')).toBeVisible();
});

test('canned replies fill in names; snoozed ones leave the list', async ({ server, context, page }) => {
  const agent = await admin(server);
  const lan = await register(server, { name: 'Lan' });
  const made = await ask(server, lan, 'Xin chào');
  await enter(context, server, agent);
  await page.goto(server.url + '/admin/inbox/settings');
  await expectAccessible(page, 'the settings');
  const fresh = page.locator('#canned > form');
  await fresh.getByLabel('Shortcut').fill('hello');
  await fresh.getByLabel('Text').fill('Chào {{customer.name}}, {{agent.name}} đây.');
  await fresh.getByRole('button', { name: 'Add reply' }).click();
  await expect(page.getByText('Saved.')).toBeVisible();
  await openInbox(page, server, `?room=${made.id}`);
  await reply(page).fill('/hel');
  await expect(page.getByRole('option', { name: /hello/ })).toBeVisible();
  await page.keyboard.press('Enter');
  await expect(reply(page)).toHaveValue('Chào Lan, Admin đây.');
  await page.keyboard.press('Enter');
  await expect.poll(async () => (await messages(server, lan, made.id)).at(-1)?.message).toBe('Chào Lan, Admin đây.');
  await page.getByRole('combobox', { name: 'Snooze' }).selectOption('hour');
  await expect.poll(async () => (await room(server, agent, made.id)).status).toBe('pending');
  await expect(list(page).getByRole('button')).toHaveCount(0);
  await page.getByRole('button', { name: /Snoozed/ }).click();
  await expect(list(page).getByRole('button')).toHaveCount(1);
});

test('settings are kept and told; reports count', async ({ server, context, page }) => {
  const agent = await admin(server);
  const lan = await register(server, { name: 'Lan' });
  await ask(server, lan, 'Xin chào');
  await enter(context, server, agent);
  await page.goto(server.url + '/admin/inbox/settings');
  await page.getByLabel('Keep business hours').check();
  await page.getByLabel('Monday, First part: opens').fill('08:30');
  await page.getByLabel('Topics customers may begin with').fill('Thanh toán\nTên miền');
  await page.getByLabel('Tags, separated by commas').fill('VIP, Lỗi');
  await page.getByRole('button', { name: 'Save', exact: true }).last().click();
  await expect(page.getByText('Saved.')).toBeVisible();
  const settings = (await server.ask('GET', '/api/admin/chat/settings', { token: agent.token })).json;
  expect(settings).toMatchObject({ tags: ['vip', 'lỗi'], topics: ['Thanh toán', 'Tên miền'], hours: { enabled: true } });
  expect(settings.hours.days[0]).toEqual([{ from: 510, to: 1080 }]);
  await page.goto(server.url + '/admin/inbox/reports');
  await expect(page.getByRole('img', { name: 'Conversations opened: 1' })).toBeVisible();
  await expectAccessible(page, 'the reports');
  await page.setViewportSize({ width: 390, height: 844 });
  await expectNoSidewaysScroll(page, 'the reports at 390');
  await page.goto(server.url + '/admin/inbox/settings');
  await expectNoSidewaysScroll(page, 'the settings at 390');
});

test('nobody but the support gets in', async ({ server, context, page, tolerate }) => {
  tolerate(/403|401/);
  const lan = await register(server);
  await enter(context, server, lan);
  const answer = await page.goto(server.url + '/admin/inbox');
  expect(answer?.status()).toBe(403);
  await expect(page.locator('[data-inbox]')).toHaveCount(0);
});
