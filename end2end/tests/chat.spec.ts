// Support chat as people use it: a conversation from the first message to the rating, with the network gone in the
// middle; hostile text; visitors on published pages; one stream for all tabs; a server that comes back.
import type { BrowserContext, Page } from '@playwright/test';

import { admin, listing, seller } from '../lib/market.ts';
import { type Person, createPage, enter, publish, register } from '../lib/people.ts';
import type { Server } from '../lib/server.ts';
import { expect, expectAccessible, expectNoSidewaysScroll, test } from '../lib/test.ts';

const launcher = (page: Page) => page.getByRole('button', { name: 'Support chat' });
const log = (page: Page) => page.getByRole('log', { name: 'Conversation' });
const write = async (page: Page, text: string) => {
  await page.getByRole('textbox', { name: 'Message' }).fill(text);
  await page.getByRole('button', { name: 'Send', exact: true }).click();
};

async function openChat(page: Page, server: Server, route = '/my-orders'): Promise<void> {
  await page.goto(server.url + route);
  await launcher(page).click();
  await expect(page.getByRole('textbox', { name: 'Message' })).toBeVisible();
}

async function rooms(server: Server, person: Person): Promise<any[]> {
  const answer = await server.ask('GET', '/api/chat/rooms?own=true', { token: person.token });
  expect(answer.status, answer.text).toBe(200);
  return answer.json.items;
}

async function messages(server: Server, person: Person, room: string): Promise<any[]> {
  const answer = await server.ask('GET', `/api/chat/rooms/${room}/messages?after=0&limit=100`, { token: person.token });
  expect(answer.status, answer.text).toBe(200);
  return answer.json.items;
}

const reply = (server: Server, agent: Person, room: string, message: string, id = Math.random().toString(36).slice(2)) =>
  server.ask('POST', `/api/chat/rooms/${room}/messages`, { token: agent.token, json: { client_id: id, message } });

/** The network of a whole browser goes. */
const offline = (context: BrowserContext, gone: boolean) => context.setOffline(gone);

for (const width of [1440, 390]) {
  test(`a conversation from the first message to the rating at ${width}`, async ({ server, context, page, tolerate }) => {
    tolerate(/ERR_INTERNET_DISCONNECTED|ERR_NETWORK_CHANGED|Failed to load resource/);
    await page.setViewportSize({ width, height: width === 390 ? 844 : 900 });
    const agent = await admin(server);
    const customer = await register(server, { name: 'Lan Phạm' });
    await enter(context, server, customer);
    await openChat(page, server);
    await expectAccessible(page, `the open panel at ${width}`);
    await expectNoSidewaysScroll(page, `the open panel at ${width}`);

    await page.getByRole('button', { name: 'Buying and payments' }).click();
    await write(page, 'Xin chào, tôi không thanh toán được.');
    await expect(log(page).getByText('Xin chào, tôi không thanh toán được.')).toBeVisible();
    await expect(log(page).getByText('Sent')).toBeVisible();
    const [room] = await rooms(server, customer);
    expect(room).toMatchObject({ kind: 'support', subject: 'Buying and payments', status: 'open' });

    // The answer comes by itself, and is read because it is looked at.
    expect((await reply(server, agent, room.id, 'Chào Lan, để mình xem nhé.')).status).toBe(201);
    await expect(log(page).getByText('Chào Lan, để mình xem nhé.')).toBeVisible();
    await expect.poll(async () => (await rooms(server, customer))[0].unread).toBe(0);

    // One's own is read once the other side says so; and who types is shown.
    await server.ask('POST', `/api/chat/rooms/${room.id}/read`, { token: agent.token, json: { up_to: 2 } });
    await expect(log(page).locator('[data-state="read"]')).toHaveCount(1);
    await server.ask('POST', `/api/chat/rooms/${room.id}/typing`, { token: agent.token, json: {} });
    await expect(page.getByText(/is typing/)).toBeVisible();

    // The network goes: what is written waits, what others write is missed, and both arrive once.
    await offline(context, true);
    await write(page, 'Mất mạng rồi');
    await expect(log(page).getByText('Not sent')).toBeVisible();
    for (const at of [1, 2, 3]) expect((await reply(server, agent, room.id, `Bước ${at}`)).status).toBe(201);
    await offline(context, false);
    for (const at of [1, 2, 3]) await expect(log(page).getByText(`Bước ${at}`)).toHaveCount(1);
    await expect(log(page).locator('[data-state="sent"]', { hasText: 'Mất mạng rồi' })).toHaveCount(1);
    const stored = (await messages(server, customer, room.id)).map((message) => message.message);
    expect(stored.filter((text) => text === 'Mất mạng rồi')).toHaveLength(1);

    // Done: the end is told, rated, and written to again it opens.
    expect((await server.ask('POST', `/api/chat/rooms/${room.id}/resolve`, { token: agent.token, json: {} })).status).toBe(200);
    await expect(page.getByText('This conversation is resolved.', { exact: false })).toBeVisible();
    await page.getByRole('radio', { name: 'Very good' }).check({ force: true });
    await page.getByRole('textbox', { name: /What should we know/ }).fill('Rất nhanh');
    await page.getByRole('button', { name: 'Send rating' }).click();
    await expect(page.getByText('Thank you for your rating.')).toBeVisible();
    expect((await rooms(server, customer))[0].rating).toMatchObject({ score: 5, comment: 'Rất nhanh' });
    await expectAccessible(page, `a resolved conversation at ${width}`);
    await write(page, 'Còn một câu hỏi');
    await expect.poll(async () => (await rooms(server, customer))[0].status).toBe('open');
    await expect(page.getByText('This conversation is resolved.', { exact: false })).toHaveCount(0);
  });
}

test('whatever somebody writes is text, and stays in its frame', async ({ server, context, page }) => {
  const agent = await admin(server);
  const customer = await register(server);
  await enter(context, server, customer);
  await openChat(page, server);
  await write(page, 'hi');
  await expect(log(page).getByText('Sent')).toBeVisible();
  const [room] = await rooms(server, customer);
  const hostile = [
    '<img src=x onerror="document.title=1"><script>document.title=2</script>',
    'javascript:alert(1) data:text/html,<script>1</script> https://example.com/a"onmouseover="alert(1)',
    'W'.repeat(4000),
    `a${'\u0301\u0489'.repeat(400)}b`,
    '\u202Egnp.exe \u2066evil\u2069 ]]>--><style>*{display:none}</style>',
    '${7*7} {{7*7}} \u2028\u2029 %s %00',
  ];
  for (const text of hostile) expect((await reply(server, agent, room.id, text)).status).toBe(201);
  await expect(log(page).getByText('{{7*7}}')).toBeVisible();
  expect(await log(page).locator('script, img, style').count()).toBe(0);
  for (const link of await log(page).locator('a').all()) expect(await link.getAttribute('href')).toMatch(/^https:\/\/example\.com\//);
  await expect(page).not.toHaveTitle(/^[12]$/);
  const wide = await log(page).evaluate((element) => element.scrollWidth - element.clientWidth);
  expect(wide).toBeLessThanOrEqual(0);
  await expectNoSidewaysScroll(page, 'hostile text');
});

test('articles are suggested while one asks, open beside it, and who was helped needn\'t ask', async ({ server, context, page }) => {
  const agent = await admin(server);
  const customer = await register(server);
  await enter(context, server, customer);
  for (const width of [1440, 390]) {
    await page.setViewportSize({ width, height: width === 390 ? 844 : 900 });
    await openChat(page, server);
    const field = page.getByRole('textbox', { name: 'Message' });
    const answers = page.getByRole('region', { name: 'These may help' });
    await field.fill('hi');
    await field.fill('how do I get a refund?');
    await expect(answers).toBeVisible();
    const article = answers.getByRole('button', { name: /refund/i }).first();
    await article.click();
    await expect(article).toHaveAttribute('aria-expanded', 'true');
    const source = answers.getByRole('link', { name: 'Open in the help centre' });
    await expect(source).toHaveAttribute('href', /^\/help\/[a-z-]+$/);
    await expectAccessible(page, `suggestions at ${width}`);
    await expectNoSidewaysScroll(page, `suggestions at ${width}`);
    await expect(field, 'one can go on writing').toBeInViewport();
    await answers.getByRole('button', { name: 'That helped' }).click();
    await expect(page.getByText('Glad that helped. Nothing was sent.')).toBeVisible();
    await expect(field).toHaveValue('');
    await page.getByRole('button', { name: 'Put my text back' }).click();
    await expect(field).toHaveValue('how do I get a refund?');
    await field.fill('');
  }
  expect(await rooms(server, customer)).toEqual([]);
  const counted = async () => {
    const articles = (await server.ask('GET', '/api/admin/help/articles?limit=100', { token: agent.token })).json.items;
    return articles.filter((one: any) => one.helped > 0).map((one: any) => [one.slug, one.helped]);
  };
  await expect.poll(counted).toEqual([['refunds', 2]]);
  // What nothing answers is asked, and then nothing is suggested any more.
  await openChat(page, server);
  await page.getByRole('textbox', { name: 'Message' }).fill('how do I get a refund?');
  await expect(page.getByRole('region', { name: 'These may help' })).toBeVisible();
  await page.getByRole('button', { name: 'Send', exact: true }).click();
  await expect(log(page).getByText('Sent')).toBeVisible();
  await expect(page.getByRole('region', { name: 'These may help' })).toHaveCount(0);
  await page.getByRole('textbox', { name: 'Message' }).fill('my payout is late, when does it come?');
  await page.waitForLoadState('networkidle');
  await expect(page.getByRole('region', { name: 'These may help' })).toHaveCount(0);
});

test('in the editor the chat stands beside the panels, and its keys are its own', async ({ server, context, page }) => {
  const person = await register(server);
  const made = await createPage(server, person, 'Tiệm bánh');
  await enter(context, server, person);
  for (const width of [1440, 1024, 390]) {
    await page.setViewportSize({ width, height: 844 });
    await page.goto(`${server.url}/pages/${made.id}/edit`);
    await page.locator('.ed').waitFor();
    await expect(launcher(page)).toBeVisible();
    // Nothing that can be pressed lies below it.
    const covered = await launcher(page).evaluate((button) => {
      const own = button.getBoundingClientRect();
      const meets = (box: DOMRect) => box.width && box.left < own.right && box.right > own.left && box.top < own.bottom && box.bottom > own.top;
      const seen = (element: Element) => element.checkVisibility({ visibilityProperty: true }) && element.closest('.ed-panel, .ed-bottom, .ed-main, .ed-top');
      return [...document.querySelectorAll('.ed button, .ed input, .ed select, .ed a, .ed iframe, .ed [role=tab]')]
        .filter((element) => seen(element) && meets(element.getBoundingClientRect()))
        .filter((element) => {
          const panel = element.closest('.ed-panel')?.getBoundingClientRect();
          return !panel || meets(panel);
        })
        .map((element) => element.outerHTML.slice(0, 120));
    });
    expect(covered, `at ${width}`).toEqual([]);
  }
  await page.setViewportSize({ width: 1440, height: 900 });
  await launcher(page).click();
  const field = page.getByRole('textbox', { name: 'Message' });
  await expect(field).toBeFocused();
  await field.pressSequentially('Xoá được không?');
  await page.getByRole('button', { name: 'Emoji' }).focus();
  for (const key of ['Delete', 'Backspace', 'Control+a', 'Delete']) await page.keyboard.press(key);
  await field.focus();
  await page.keyboard.press('Enter');
  await expect(log(page).getByText('Sent')).toBeVisible();
  await page.keyboard.press('Escape');
  await expect(page.getByRole('dialog', { name: 'Support chat' })).toBeHidden();
  expect((await server.ask('GET', `/api/pages/${made.id}`, { token: person.token })).json.revision).toBe(made.revision);
  expect((await rooms(server, person))[0].subject).toContain('Xoá được không?');
});

test('drafts are kept, Escape leaves, and the keyboard stays inside', async ({ server, context, page }) => {
  const customer = await register(server);
  await enter(context, server, customer);
  await openChat(page, server);
  await page.getByRole('textbox', { name: 'Message' }).fill('nửa câu');
  for (let at = 0; at < 12; at++) await page.keyboard.press('Tab');
  expect(await page.evaluate(() => document.activeElement?.closest('#talk-panel') !== null)).toBe(true);
  await page.keyboard.press('Escape');
  await expect(page.getByRole('dialog', { name: 'Support chat' })).toBeHidden();
  await expect(launcher(page)).toBeFocused();
  await openChat(page, server, '/marketplace');
  await expect(page.getByRole('textbox', { name: 'Message' })).toHaveValue('nửa câu');
  await page.getByRole('button', { name: 'Emoji' }).click();
  await expect(page.getByRole('dialog', { name: 'Emoji' })).toBeVisible();
  await page.keyboard.press('ArrowRight');
  await page.keyboard.press('Enter');
  await expect(page.getByRole('textbox', { name: 'Message' })).toHaveValue('nửa câu😃');
});

test('files go along, with their progress', async ({ server, context, page }) => {
  const customer = await register(server);
  await enter(context, server, customer);
  await openChat(page, server);
  const png = Buffer.from('iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNk+M9QDwADhgGAWjR9awAAAABJRU5ErkJggg==', 'base64');
  await page.locator('#talk-panel input[type=file]').setInputFiles([
    { name: 'ảnh <b>.png', mimeType: 'image/png', buffer: png },
    { name: 'huge.pdf', mimeType: 'application/pdf', buffer: Buffer.alloc(10 * 1024 * 1024 + 1) },
  ]);
  await expect(page.getByText('A file can have 10 MB at the most.')).toBeVisible();
  await expect(page.locator('.talk-upload.is-done')).toHaveCount(1);
  await page.getByRole('button', { name: 'Send', exact: true }).click();
  await expect(log(page).getByRole('img')).toBeVisible();
  await expect.poll(async () => (await rooms(server, customer)).length).toBe(1);
  const [room] = await rooms(server, customer);
  expect((await messages(server, customer, room.id))[0]).toMatchObject({ message_type: 'image', attachments: [{ mime: 'image/png' }] });
});

test('two tabs have one stream, and the second takes over', async ({ server, context, page }) => {
  const agent = await admin(server);
  const customer = await register(server);
  await enter(context, server, customer);
  const streams: string[] = [];
  context.on('request', (request) => {
    if (new URL(request.url()).pathname === '/api/events') streams.push(request.url());
  });
  await openChat(page, server);
  await write(page, 'hello');
  await expect(log(page).getByText('Sent')).toBeVisible();
  const [room] = await rooms(server, customer);
  const second = await context.newPage();
  await openChat(second, server);
  await expect(log(second).getByText('hello')).toBeVisible();
  await expect.poll(() => streams.length).toBe(1);
  await reply(server, agent, room.id, 'to both');
  await expect(log(page).getByText('to both')).toHaveCount(1);
  await expect(log(second).getByText('to both')).toHaveCount(1);
  expect(streams).toHaveLength(1);
  await page.close();
  await expect.poll(() => streams.length).toBe(2);
  await reply(server, agent, room.id, 'to the one left');
  await expect(log(second).getByText('to the one left')).toHaveCount(1);
});

test('a server that comes back is found again, and nothing is lost', async ({ server, context, page, tolerate }) => {
  tolerate(/ERR_CONNECTION_REFUSED|ERR_CONNECTION_RESET|ERR_INCOMPLETE_CHUNKED|ERR_EMPTY_RESPONSE|Failed to load resource/);
  const agent = await admin(server);
  const customer = await register(server);
  await enter(context, server, customer);
  await openChat(page, server);
  await write(page, 'before');
  await expect(log(page).getByText('Sent')).toBeVisible();
  const [room] = await rooms(server, customer);
  await server.kill9();
  await write(page, 'while it is away');
  await expect(log(page).getByText('Not sent')).toBeVisible();
  await server.up();
  await expect(log(page).locator('[data-state="sent"]', { hasText: 'while it is away' })).toHaveCount(1, { timeout: 40_000 });
  await reply(server, agent, room.id, 'after');
  await expect(log(page).getByText('after', { exact: true })).toHaveCount(1, { timeout: 40_000 });
  expect((await messages(server, customer, room.id)).filter((message) => message.message === 'while it is away')).toHaveLength(1);
});

test('a stranger writes, and is known on the next page', async ({ server, page }) => {
  const agent = await admin(server);
  await openChat(page, server, '/marketplace');
  await page.getByRole('textbox', { name: 'Your name' }).fill('Khách');
  await page.getByRole('textbox', { name: /Your e-mail/ }).fill('khach@example.com');
  await expectAccessible(page, 'the panel of a stranger');
  await write(page, 'Có ai không?');
  await expect(log(page).getByText('Sent')).toBeVisible();
  const list = await server.ask('GET', '/api/chat/rooms?view=unassigned', { token: agent.token });
  const room = list.json.items[0];
  expect(room.user.name).toBe('Khách');
  await reply(server, agent, room.id, 'Có đây');
  await expect(log(page).getByText('Có đây')).toBeVisible();
  await page.goto(`${server.url}/`);
  await launcher(page).click();
  await expect(log(page).getByText('Có đây')).toBeVisible();
});

test('a visitor of a published page talks to its owner', async ({ server, browser, context, page }) => {
  const owner = await register(server, { name: 'Chủ Trang' });
  const made = await createPage(server, owner, 'Tiệm bánh');
  const full = (await server.ask('GET', `/api/pages/${made.id}`, { token: owner.token })).json;
  const section = Object.entries<any>(full.document.nodes).find(([, node]) => node.kind === 'section')?.[0];
  const place = { parent: section, order: 'a1V' };
  const insert = { op: 'insert', nodes: { chatblock001: { kind: 'chat', place, props: { text: 'Hỏi chúng tôi' } } } };
  const ops = await server.ask('POST', `/api/pages/${made.id}/ops`, { token: owner.token, json: { base_revision: full.revision, client: 't', seq: 1, ops: [insert] } });
  expect(ops.status, ops.text).toBe(200);
  const url = await publish(server, owner, made.id);
  const visitor = await (await browser.newContext()).newPage();
  // Browsers that block what third parties keep refuse locks in a frame of another site.
  await visitor.addInitScript(() => {
    navigator.locks.request = () => Promise.reject(new DOMException('The request was denied.', 'SecurityError'));
  });
  await visitor.goto(url);
  await visitor.getByRole('link', { name: 'Hỏi chúng tôi' }).click();
  const frame = visitor.frameLocator('iframe.chat-f');
  // In the page's own language.
  await frame.locator('input[name=name]').fill('Người lạ');
  await frame.locator('.talk-field').fill('Còn bánh không?');
  await frame.locator('.talk-send').click();
  await expect(frame.getByRole('log').locator('[data-state="sent"]')).toHaveCount(1);

  await enter(context, server, owner);
  await page.goto(`${server.url}/messages`);
  await page.getByRole('button', { name: /Người lạ/ }).click();
  await expect(page).toHaveURL(/\/messages\/.+/);
  await expect(log(page).getByText('Còn bánh không?')).toBeVisible();
  await expectAccessible(page, 'messages');
  await write(page, 'Còn nhé!');
  await expect(frame.getByRole('log').getByText('Còn nhé!')).toBeVisible();
  await frame.locator('.talk-head button').last().click();
  await expect(visitor.locator('iframe.chat-f')).toBeHidden();
  await visitor.context().close();
});

test('buyer and seller talk about a listing', async ({ server, browser, context, page }) => {
  const moderator = await admin(server);
  const shop = await seller(server, moderator);
  const thing = await listing(server, shop, moderator, { title: 'Nhà hàng Hoa Sen', price: { amount: 199000, currency: 'VND' } });
  const buyer = await register(server, { name: 'Người Mua' });
  await enter(context, server, buyer);
  await page.goto(`${server.url}/marketplace/${thing.id}`);
  await page.getByRole('link', { name: 'Message the seller' }).click();
  await write(page, 'Có sửa được màu không?');
  await expect(log(page).getByText('Sent')).toBeVisible();
  await expect(page).toHaveURL(/\/messages\/[^/]+$/);
  const theirs = await (await browser.newContext()).newPage();
  await enter(theirs.context(), server, shop);
  await theirs.goto(`${server.url}/messages`);
  await theirs.getByRole('button', { name: /Người Mua/ }).click();
  await write(theirs, 'Được bạn nhé');
  await expect(log(page).getByText('Được bạn nhé')).toBeVisible();
  await expect(log(page).locator('[data-state="read"]')).toHaveCount(1);
  await theirs.context().close();
});
