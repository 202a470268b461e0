// Our editor and GrapesJS with the same page of 2 000 nodes, in turns, in one Chromium.
import fs from 'node:fs';
import path from 'node:path';

import type { Browser, Frame, Page } from '@playwright/test';

import { enter, type Person, register } from '../lib/people.ts';
import { Server } from '../lib/server.ts';
import { expect, test } from '../lib/test.ts';

const ROUNDS = Number(process.env.ROUNDS ?? 3);
const DRAG = 5_000;
const CHANGES = 20;
const GRAPES = path.resolve(import.meta.dirname, '../node_modules/grapesjs/dist');

/** What is measured of each, in the order of the table: name, unit, our target. */
const MEASURES = {
  ready: ['ready: navigation to the whole page in the canvas', 'ms', '≤ 1000'],
  first: ['first interaction: click to the next frame', 'ms', ''],
  task: ['5 s drag: longest task', 'ms', '≤ 50'],
  frames: ['5 s drag: frames a second', '/s', '≥ 55'],
  remove: ['delete to the next frame', 'ms', '≤ 16'],
  undo: ['20 undos to the next frame', 'ms', '≤ 300'],
  restored: ['of 20 undos restored', '', '20'],
} as const;
type Measures = Record<keyof typeof MEASURES, number>;

/** One of the two, with the page open. */
interface Subject {
  page: Page;
  canvas: Frame;
  /** The titles of the cards, in the canvas. */
  title: string;
  frame: string;
  /** Presses on what moves the selected node. */
  grab: () => Promise<void>;
  /** Whether something shows where a drop would land. */
  dragging: () => Promise<boolean>;
  remove: () => Promise<void>;
  undo: () => Promise<void>;
}

declare global {
  interface Window {
    lhDrag?: { frames: number; from: number; tasks: number[] };
    grapes?: any;
  }
}

test('the editor beside GrapesJS', async ({ browser }) => {
  const file = process.env.LANDINGHUB_BENCH_PAGE ?? '';
  const document = JSON.parse(fs.readFileSync(file, 'utf8'));
  const count = Object.keys(document.nodes).length;
  const server = await Server.start();
  const ours: Measures[] = [];
  const theirs: Measures[] = [];
  try {
    const person = await register(server);
    const made = async () => {
      const answer = await server.ask('POST', '/api/pages', { token: person.token, json: { title: 'Bench', document } });
      expect(answer.status, answer.text).toBe(201);
      return answer.json.id as string;
    };
    const markup = await markupOf(browser, server, person, await made(), count);
    for (let round = 0; round < ROUNDS; round++) {
      ours.push(await ourEditor(browser, server, person, await made(), count));
      theirs.push(await grapes(browser, server, markup));
      console.log(`round ${round + 1}: ours ${JSON.stringify(ours.at(-1))}, GrapesJS ${JSON.stringify(theirs.at(-1))}`);
    }
  } finally {
    await server.remove();
  }
  const rows = Object.entries(MEASURES).map(([key, [name, unit, target]]) => {
    const [a, b] = [median(ours, key as keyof Measures), median(theirs, key as keyof Measures)];
    const ratio = unit === 'ms' ? `${(b / a).toFixed(1)} ×` : unit ? `${(a / b).toFixed(1)} ×` : '';
    return `| ${name} | ${figure(a, unit)} | ${figure(b, unit)} | ${ratio} | ${target} |`;
  });
  console.log(['', '| | LandingHub | GrapesJS | better by | target |', '|---|---:|---:|---:|---:|', ...rows, ''].join('\n'));
});

function median(of: Measures[], key: keyof Measures): number {
  return of.map((one) => one[key]).sort((a, b) => a - b)[Math.floor(of.length / 2)] ?? Number.NaN;
}

function figure(value: number, unit: string): string {
  return `${value < 100 ? Math.round(value * 10) / 10 : Math.round(value)}${unit ? ` ${unit}` : ''}`;
}

/** What our canvas shows, without our marks: what GrapesJS gets. */
async function markupOf(browser: Browser, server: Server, person: Person, id: string, count: number): Promise<{ html: string; css: string }> {
  const context = await browser.newContext();
  await enter(context, server, person);
  const page = await context.newPage();
  await openOurs(page, server, id, count);
  const markup = await (await canvasOf(page, 'iframe[title="Canvas"]')).evaluate(() => {
    const body = document.body.cloneNode(true) as HTMLElement;
    for (const node of body.querySelectorAll('[data-nid]')) node.removeAttribute('data-nid');
    for (const node of body.querySelectorAll('style,script')) node.remove();
    const css = [...document.styleSheets].flatMap((sheet) => [...sheet.cssRules].map((rule) => rule.cssText)).join('\n');
    return { html: body.innerHTML, css };
  });
  await context.close();
  return markup;
}

async function canvasOf(page: Page, selector: string): Promise<Frame> {
  const frame = await (await page.waitForSelector(selector)).contentFrame();
  if (!frame) throw new Error('no canvas');
  return frame;
}

/** Opens our editor and answers after how many milliseconds it was ready. */
async function openOurs(page: Page, server: Server, id: string, count: number): Promise<number> {
  await page.goto(`${server.url}/pages/${id}/edit`, { waitUntil: 'commit' });
  const ready = await page.waitForFunction(
    (count) => {
      const frame = document.querySelector<HTMLIFrameElement>('iframe[title="Canvas"]');
      const there = frame?.contentDocument?.querySelectorAll('[data-nid]').length ?? 0;
      return document.documentElement.dataset.hydrated === 'true' && there >= count - 1 && performance.now();
    },
    count,
    { timeout: 120_000 },
  );
  return Number(await ready.jsonValue());
}

async function ourEditor(browser: Browser, server: Server, person: Person, id: string, count: number): Promise<Measures> {
  const context = await browser.newContext({ viewport: { width: 1440, height: 900 } });
  await enter(context, server, person);
  const page = await context.newPage();
  const ready = await openOurs(page, server, id, count);
  const canvas = await canvasOf(page, 'iframe[title="Canvas"]');
  const title = 'h3[data-nid]';
  const subject: Subject = {
    page,
    canvas,
    title,
    frame: 'iframe[title="Canvas"]',
    grab: async () => {
      const { x, y } = await spot(subject, 0);
      await page.mouse.move(x, y);
      await page.mouse.down();
    },
    remove: async () => page.keyboard.press('Delete'),
    dragging: async () => page.evaluate(() => document.querySelector('.ed-drop-mark') !== null),
    undo: async () => {
      await page.evaluate((times) => {
        for (let i = 0; i < times; i++) {
          const key = { key: 'z', code: 'KeyZ', ctrlKey: true, bubbles: true, cancelable: true };
          window.dispatchEvent(new KeyboardEvent('keydown', key));
        }
      }, CHANGES);
    },
  };
  const measures = await measure(subject, ready);
  await context.close();
  return measures;
}

async function grapes(browser: Browser, server: Server, markup: { html: string; css: string }): Promise<Measures> {
  const context = await browser.newContext({ viewport: { width: 1440, height: 900 } });
  const page = await context.newPage();
  // On our origin, from files: the network is the same for both.
  const html = `<!doctype html><meta charset="utf-8"><title>GrapesJS</title><link rel="stylesheet" href="/bench/css/grapes.min.css">
    <style>body,html{margin:0;height:100%}</style><div id="gjs"></div><script src="/bench/grapes.min.js"></script>
    <script>fetch('/bench/page.json').then((answer) => answer.json()).then(({ html, css }) => {
      window.grapes = grapesjs.init({ container: '#gjs', height: '100vh', storageManager: false, telemetry: false, components: html, style: css });
      window.grapes.on('load', () => { window.grapes.loaded = true; });
    });</script>`;
  await page.route(`${server.url}/bench/**`, (route) => {
    const name = new URL(route.request().url()).pathname.replace('/bench/', '');
    if (name === 'page.json') return route.fulfill({ json: markup });
    if (name === '') return route.fulfill({ body: html, contentType: 'text/html' });
    return route.fulfill({ path: path.join(GRAPES, name) });
  });
  await page.goto(`${server.url}/bench/`, { waitUntil: 'commit' });
  const title = 'h3';
  const ready = await page
    .waitForFunction(() => {
      const frame = document.querySelector<HTMLIFrameElement>('.gjs-frame');
      const there = frame?.contentDocument?.querySelectorAll('h3').length ?? 0;
      return window.grapes?.loaded && there >= 426 && performance.now();
    }, undefined, { timeout: 120_000 })
    .then((handle) => handle.jsonValue());
  const canvas = await canvasOf(page, '.gjs-frame');
  const subject: Subject = {
    page,
    canvas,
    title,
    frame: '.gjs-frame',
    grab: async () => {
      // The toolbar's handle is how a node is moved there: parent, move, copy, delete.
      await select(subject, 0);
      const box = await page.locator('.gjs-toolbar-item').nth(1).boundingBox();
      if (!box) throw new Error('nothing to drag');
      await page.mouse.move(box.x + box.width / 2, box.y + box.height / 2);
      await page.mouse.down();
    },
    remove: async () => page.keyboard.press('Delete'),
    dragging: async () =>
      page.evaluate(() => {
        const mark = document.querySelector<HTMLElement>('.gjs-placeholder');
        return mark !== null && mark.style.display !== 'none';
      }),
    undo: async () => {
      await page.evaluate((times) => {
        for (let i = 0; i < times; i++) window.grapes.UndoManager.undo();
      }, CHANGES);
    },
  };
  const measures = await measure(subject, Number(ready));
  await context.close();
  return measures;
}

/**
 * From the events of a gesture, in the page or its canvas, to the frame after it, as the browser's Event Timing has it: in
 * steps of 8 ms, and what took less than 16 ms counts as 16.
 */
async function toFrame(subject: Subject, kinds: string[], act: () => Promise<void>): Promise<number> {
  const watch = await subject.page.evaluateHandle((kinds) => {
    const seen: number[] = [];
    const observers = [window, ...[...document.querySelectorAll('iframe')].map((frame) => frame.contentWindow)].map((realm) => {
      const Observer = (realm as typeof window | null)?.PerformanceObserver ?? PerformanceObserver;
      const observer = new Observer((list) => {
        for (const entry of list.getEntries()) if (kinds.includes(entry.name)) seen.push(entry.duration);
      });
      observer.observe({ type: 'event', durationThreshold: 16 } as PerformanceObserverInit);
      return observer;
    });
    return { seen, observers };
  }, kinds);
  await act();
  return subject.page.evaluate(async ({ seen, observers }) => {
    for (let frame = 0; frame < 3; frame++) await new Promise((next) => requestAnimationFrame(next));
    await new Promise((next) => setTimeout(next, 100));
    for (const observer of observers) observer.disconnect();
    return Math.max(16, ...seen);
  }, watch);
}

/** Where a title is in the window; the canvas may be shown at any scale. */
async function spot(subject: Subject, nth: number): Promise<{ x: number; y: number }> {
  return subject.page.evaluate(
    ([frame, title, nth]) => {
      const canvas = document.querySelector<HTMLIFrameElement>(frame);
      const there = canvas?.contentDocument?.querySelectorAll(title)[nth];
      if (!canvas || !there) throw new Error('no such title');
      there.scrollIntoView({ block: 'nearest' });
      const [outer, inner] = [canvas.getBoundingClientRect(), there.getBoundingClientRect()];
      const scale = outer.width / canvas.offsetWidth;
      return { x: outer.x + (inner.x + 20) * scale, y: outer.y + (inner.y + inner.height / 2) * scale };
    },
    [subject.frame, subject.title, nth] as const,
  );
}

async function select(subject: Subject, nth: number): Promise<void> {
  const { x, y } = await spot(subject, nth);
  await subject.page.mouse.click(x, y);
}

async function measure(subject: Subject, ready: number): Promise<Measures> {
  const { page, canvas } = subject;
  const first = await toFrame(subject, ['pointerdown', 'mousedown', 'pointerup', 'mouseup', 'click'], () => select(subject, 1));
  await subject.grab();
  const box = await (await canvas.frameElement()).boundingBox();
  if (!box) throw new Error('no canvas to drag on');
  // Away from where it was taken, before anything is counted: the start of a drag is one of its tasks, though.
  await page.evaluate(() => {
    const drag = { frames: 0, from: performance.now(), tasks: [] as number[] };
    window.lhDrag = drag;
    new PerformanceObserver((list) => drag.tasks.push(...list.getEntries().map((entry) => entry.duration))).observe({ type: 'longtask' });
    const frame = () => {
      drag.frames += 1;
      requestAnimationFrame(frame);
    };
    requestAnimationFrame(frame);
  });
  const until = Date.now() + DRAG;
  for (let step = 0; Date.now() < until; step++) {
    const [x, y] = [Math.sin(step / 23), Math.cos(step / 31)];
    await page.mouse.move(box.x + box.width * (0.5 + 0.35 * x), box.y + Math.min(box.height, 800) * (0.5 + 0.35 * y));
  }
  const drag = await page.evaluate(() => {
    const { frames, from, tasks } = window.lhDrag ?? { frames: 0, from: 0, tasks: [] };
    return { frames: frames / ((performance.now() - from) / 1000), task: Math.max(0, ...tasks) };
  });
  expect(await subject.dragging(), 'something is dragged').toBe(true);
  await page.keyboard.press('Escape');
  await page.mouse.up();

  const titles = () => canvas.locator(subject.title).count();
  const content = () => canvas.evaluate(() => document.body.innerText);
  const [before, words] = [await titles(), await content()];
  const removals: number[] = [];
  for (let i = 0; i < CHANGES; i++) {
    await select(subject, 2);
    const left = await titles();
    removals.push(await toFrame(subject, ['keydown'], subject.remove));
    await expect.poll(titles).toBe(left - 1);
  }
  const start = await page.evaluate(() => performance.now());
  await subject.undo();
  const undo = (await page.evaluate(() => new Promise<number>((done) => requestAnimationFrame(() => setTimeout(() => done(performance.now())))))) - start;
  await page.waitForTimeout(500);
  const after = await titles();
  const exact = (await content()) === words;
  removals.sort((a, b) => a - b);
  return {
    ready,
    first,
    task: drag.task,
    frames: drag.frames,
    remove: removals[CHANGES / 2] ?? Number.NaN,
    undo,
    restored: CHANGES - (before - after) - (exact || after !== before ? 0 : 1),
  };
}
