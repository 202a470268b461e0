// Sections from a few words: one gesture, stored after the selection, gone by one undo to the byte; by the built-in composer, by
// a model, and when the model fails, takes its time, or may not be asked.
import http from 'node:http';
import type { AddressInfo } from 'node:net';

import { Desk, block, heading } from '../lib/drag.ts';
import { until } from '../lib/server.ts';
import { expect, expectAccessible, expectNoSidewaysScroll, test } from '../lib/test.ts';
import type { Page } from '../lib/test.ts';

const PAD = { css: { desktop: 'padding: 24px' } };
const page3 = () => [
  block('section', 's', [heading('a'), heading('b')], PAD),
  block('section', 't', [heading('c')], PAD),
  block('footer', 'f', [heading('d')]),
];

const dialog = (page: Page) => page.getByRole('dialog', { name: 'Draft with a few words' });

async function draft(page: Page, words: string): Promise<void> {
  await dialog(page).getByLabel('New sections in a few words').fill(words);
  await dialog(page).getByRole('button', { name: 'Draft', exact: true }).click();
}

/** A model's server, OpenAI's protocol. */
class Model {
  asked: any[] = [];
  aborted = 0;
  status = 200;
  sections: unknown[] = [];
  /** Answers wait for it. */
  held: Promise<void> = Promise.resolve();
  private readonly server = http.createServer((request, response) => {
    let body = '';
    request.on('data', (bytes) => (body += bytes));
    request.on('end', async () => {
      this.asked.push(JSON.parse(body));
      response.on('close', () => void (response.writableEnded || this.aborted++));
      await this.held;
      if (response.destroyed) return;
      response.writeHead(this.status, { 'content-type': 'text/event-stream' });
      const text = JSON.stringify({ title: '', sections: this.sections });
      response.write(`data: ${JSON.stringify({ choices: [{ delta: { content: text } }] })}\n\n`);
      response.end('data: {"choices":[],"usage":{"total_tokens":9}}\n\ndata: [DONE]\n\n');
    });
  });

  async start(): Promise<Record<string, string>> {
    await new Promise<void>((resolve) => this.server.listen(0, '127.0.0.1', resolve));
    const { port } = this.server.address() as AddressInfo;
    return { OPENAI_API_KEY: 'key', OPENAI_BASE_URL: `http://127.0.0.1:${port}/v1`, OPENAI_MODEL: 'small' };
  }

  stop(): void {
    this.server.closeAllConnections();
    this.server.close();
  }
}

test('a few words become sections after the selection, and one undo takes them all back', async ({ server, context, page, tolerate }) => {
  // axe looks into the canvas, where no script runs.
  tolerate(/sandboxed/);
  const desk = await Desk.open(server, context, page, page3());
  const before = await desk.bytes();
  await desk.editor.select('b');
  await desk.editor.button('Draft with a few words').click();
  await expect(dialog(page).getByText('They go after “Section”.')).toBeVisible();
  await expectAccessible(page, 'the dialog');
  await draft(page, ' ');
  await expect(dialog(page).getByText('Say it in 3 to 4,000 characters.')).toBeVisible();
  await draft(page, 'Prices and questions, please.');
  await desk.expectChildren('root', ['s', '*', '*', 't', 'f']);
  await expect(dialog(page)).toBeHidden();
  await expect(page.getByText('2 sections were drafted.').first()).toBeVisible();
  const stored = await desk.stored();
  const kinds = Object.values<any>(stored.nodes).map((node) => node.kind);
  expect(kinds).toContain('pricing');
  expect(kinds).toContain('faq');
  const after = JSON.stringify(stored);
  await desk.editor.button('Undo').click();
  await until('the bytes from before', async () => (await desk.bytes()) === before);
  await desk.editor.button('Redo').click();
  await until('the sections again', async () => (await desk.bytes()) === after);
  // The toast's way back is the same step, and once that is taken back it does nothing.
  await desk.editor.button('Take back').click();
  await until('the bytes from before', async () => (await desk.bytes()) === before);
});

test('from the palette, without a selection, words that name nothing become a section of their own at the end', async ({ server, context, page }) => {
  const desk = await Desk.open(server, context, page, page3());
  await page.keyboard.press('Control+k');
  await page.getByRole('combobox', { name: /^Find an action/ }).fill('draft');
  await page.keyboard.press('Enter');
  await expect(dialog(page).getByText('They go to the end of the page.')).toBeVisible();
  await dialog(page).getByLabel('New sections in a few words').fill('Our oven is a hundred years old <b>. My grandmother built it.');
  await page.keyboard.press('Control+Enter');
  await desk.expectChildren('root', ['s', 't', '*', 'f']);
  const texts = JSON.stringify((await desk.stored()).nodes);
  expect(texts).toContain('Our oven is a hundred years old <b>');
  expect(texts).toContain('My grandmother built it.');
  expect(Object.values<any>((await desk.stored()).nodes).filter((node) => node.kind === 'heading' && node.props.level === 1).length).toBeLessThanOrEqual(1);
});

test('a model plans, may be given up, may fail, and may be asked so often', async ({ start, context, page, tolerate }) => {
  const model = new Model();
  const server = await start({ env: { ...(await model.start()), LANDINGHUB_LIMIT_AI_PAGES: '3' } });
  try {
    const desk = await Desk.open(server, context, page, page3());
    const before = await desk.bytes();
    let go = () => {};
    model.held = new Promise<void>((resolve) => (go = resolve));
    model.sections = [{ preset: 'quotes', heading: 'Loved <i>by all</i>' }, { preset: 'nonsense' }, { preset: 'footer' }];
    await desk.editor.button('Draft with a few words').click();
    await draft(page, 'What people say');
    await expect(dialog(page).getByText('Planning the sections…')).toBeVisible();
    await until('the question', () => model.asked.length === 1);
    await dialog(page).getByRole('button', { name: 'Cancel' }).click();
    await expect(dialog(page).getByText('Planning the sections…')).toBeHidden();
    await until('the model is let go', () => model.aborted === 1);
    go();
    expect(await desk.bytes()).toBe(before);
    // The words are still there.
    await expect(dialog(page).getByLabel('New sections in a few words')).toHaveValue('What people say');
    await dialog(page).getByRole('button', { name: 'Draft', exact: true }).click();
    await desk.expectChildren('root', ['s', 't', '*', 'f']);
    expect(JSON.stringify((await desk.stored()).nodes)).toContain('Loved <i>by all</i>');
    expect(JSON.stringify(model.asked.at(-1))).toContain('What people say');
    await desk.editor.button('Undo').click();
    await until('nothing of it', async () => (await desk.bytes()) === before);

    model.status = 500;
    await desk.editor.button('Draft with a few words').click();
    await draft(page, 'A map');
    await desk.expectChildren('root', ['s', 't', '*', 'f']);
    await expect(page.getByText('One section was drafted. The AI didn’t answer, so they come from the section library.').first()).toBeVisible();

    tolerate(/429/);
    await desk.editor.button('Draft with a few words').click();
    await draft(page, 'A map');
    await expect(dialog(page).getByRole('alert')).toHaveText(/^That was a lot in a short time\. Try again in \d+ min\.$/);
    await desk.expectChildren('root', ['s', 't', '*', 'f']);
  } finally {
    model.stop();
  }
});

test('on a phone the dialog fits', async ({ server, context, page }) => {
  await page.setViewportSize({ width: 390, height: 780 });
  const desk = await Desk.open(server, context, page, page3());
  await page.keyboard.press('Control+k');
  await page.getByRole('combobox', { name: /^Find an action/ }).fill('draft');
  await page.keyboard.press('Enter');
  await expectNoSidewaysScroll(page, 'the dialog');
  await draft(page, 'Bảng giá');
  await desk.expectChildren('root', ['s', 't', '*', 'f']);
});
