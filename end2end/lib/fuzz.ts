// People who do anything: seeded gestures in the real editor, on pages of every kind, and what must hold whatever they do.
import fs from 'node:fs';
import path from 'node:path';

import type { CDPSession, Page } from '@playwright/test';

import { compose, paste } from './canvas.ts';
import { block, documentOf, type Spec } from './drag.ts';
import type { Person } from './people.ts';
import { pause, type Server } from './server.ts';
import { Editor } from './ui.ts';

/** Numbers that are the same for the same seed (mulberry32). */
export class Chance {
  constructor(private state: number) {}

  next(): number {
    this.state = (this.state + 0x6d2b79f5) | 0;
    let t = Math.imul(this.state ^ (this.state >>> 15), 1 | this.state);
    t = (t + Math.imul(t ^ (t >>> 7), 61 | t)) ^ t;
    return ((t ^ (t >>> 14)) >>> 0) / 4294967296;
  }

  below(most: number): number {
    return Math.floor(this.next() * most);
  }

  of<T>(list: readonly T[]): T {
    return list[this.below(list.length)]!;
  }

  one(in_: number): boolean {
    return this.below(in_) === 0;
  }
}

const WORDS = [
  'Khuyến mãi cuối năm: giảm 50%',
  'ผ้าไหมทอมือจากเชียงใหม่',
  'مرحبا بالعالم، صفحة جديدة',
  'Ready in <b>two</b> days & "more"',
  'żółć 👩‍👩‍👧 e\u0301',
  'Đặt bàn ngay hôm nay',
  'x',
];

const CSS = [
  'padding: 24px',
  'display: flex; flex-direction: row; flex-wrap: wrap; gap: 16px',
  'display: grid; grid-template-columns: repeat(3, minmax(0, 1fr)); gap: 12px',
  'display: flex; flex-direction: column; gap: 8px; padding: 16px',
  'background-color: #eef2ff; color: #111827',
];

/** A page of nested boxes; for some seeds one with every kind, a component and an override. */
export function randomDocument(chance: Chance): any {
  let count = 0;
  const leaf = (): Spec => {
    const id = `n${count++}`;
    const words = chance.of(WORDS);
    switch (chance.below(5)) {
      case 0:
        return block('rich_text', id, [], {
          props: { content: { rich: { blocks: [{ type: 'paragraph', spans: [{ text: words }, { text: ' bold', bold: true }] }] } } },
        });
      case 1:
        return block('button', id, [], { props: { text: [...words].slice(0, 12).join(''), link: { link: { href: '#' } } } });
      case 2:
        return block('divider', id);
      default:
        return block('heading', id, [], { props: { text: words, level: 2 }, css: { desktop: 'color: #0f172a', mobile: 'font-size: 20px' } });
    }
  };
  const box = (depth: number): Spec => {
    const id = `n${count++}`;
    const children = Array.from({ length: 1 + chance.below(3) }, () => (depth > 0 && chance.one(2) ? box(depth - 1) : leaf()));
    return block('container', id, children, { css: { desktop: chance.of(CSS), tablet: 'padding: 12px', mobile: 'padding: 4px; gap: 4px' } });
  };
  const sections = Array.from({ length: 2 + chance.below(3) }, (_, n) =>
    block('section', `s${n}`, [leaf(), box(2), ...(chance.one(2) ? [box(1)] : [])], { css: { desktop: 'padding: 32px 24px' } }),
  );
  // Where each tab keeps its own words, and the API puts its blocks: nobody else goes there.
  const keep = block('section', 'keep', [], { locked: true });
  const lang = chance.of(['en', 'vi', 'th', 'ar']);
  const document = documentOf([...sections, keep], lang);
  document.schema = 2;
  for (const [n, id] of ['k0', 'k1', 'k2'].entries()) {
    document.nodes[id] = { kind: 'heading', place: { parent: 'keep', order: `a${n}` }, props: { text: id, level: 2 } };
  }
  if (chance.one(3)) {
    // Every kind there is, under the same root.
    const sample = JSON.parse(fs.readFileSync(path.resolve(import.meta.dirname, '../../src/document/tests/schema_2.json'), 'utf8'));
    const { [sample.root]: root, ...nodes } = sample.nodes;
    for (const node of Object.values<any>(nodes)) {
      if (node.place?.parent === sample.root) node.place = { ...node.place, parent: 'root', order: `b0${node.place.order.slice(1)}` };
    }
    Object.assign(document.nodes, nodes);
    Object.assign(document.styles, sample.styles);
    document.declarations.push(...sample.declarations);
    for (const what of ['tokens', 'breakpoints', 'assets', 'components']) document[what] = sample[what];
    if (root.styles) document.nodes.root.styles = root.styles;
  } else {
    document.nodes.cr = { kind: 'container', label: 'Card' };
    document.nodes.ch = { kind: 'heading', place: { parent: 'cr', order: 'a0' }, props: { text: 'Card', level: 3 } };
    document.nodes.ct = { kind: 'rich_text', place: { parent: 'cr', order: 'a1' }, props: { content: { rich: { blocks: [{ type: 'paragraph', spans: [{ text: 'Words' }] }] } } } };
    document.components = { card: { name: 'Card', root: 'cr' } };
    for (const [n, parent] of ['s0', 's1'].entries()) {
      document.nodes[`i${n}`] = { kind: 'instance', place: { parent, order: `ax${n + 1}` }, props: { component: 'card' } };
    }
    document.nodes.i1.overrides = { ch: { text: 'Khác' } };
  }
  return document;
}

const INSIDE = `'[data-nid="keep"], [data-nid="keep"] *'`;

interface Spot {
  id: string;
  x: number;
  y: number;
  w: number;
  h: number;
  text: boolean;
}

/** One tab of the editor in the hands of chance. */
export class Hands {
  readonly editor: Editor;
  readonly done: string[] = [];
  /** Gestures that found nothing to act on. */
  missed = 0;
  crashed = false;
  cdp!: CDPSession;

  constructor(
    readonly page: Page,
    readonly chance: Chance,
    readonly own: string,
  ) {
    this.editor = new Editor(page);
    page.on('crash', () => {
      this.crashed = true;
    });
  }

  async open(server: Server, id: string): Promise<void> {
    await this.page.goto(`${server.url}/pages/${id}/edit`);
    await this.editor.ready();
    this.cdp = await this.page.context().newCDPSession(this.page);
  }

  /** Blocks in view, in pixels of the window. */
  async spots(): Promise<Spot[]> {
    return this.page.evaluate(`(() => {
      const frame = document.querySelector('iframe[title="Canvas"]');
      const box = frame.getBoundingClientRect();
      const scale = box.width / frame.offsetWidth;
      const stage = frame.closest('.ed-stage, main').getBoundingClientRect();
      const found = [];
      for (const node of frame.contentDocument.querySelectorAll('main [data-nid]')) {
        if (node.matches(${INSIDE})) continue;
        const r = node.getBoundingClientRect();
        const spot = { id: node.dataset.nid, x: box.x + r.x * scale, y: box.y + r.y * scale, w: r.width * scale, h: r.height * scale, text: /^H[1-6]$/.test(node.tagName) || node.matches('.rich-text, .text, [data-prop]') };
        const cx = spot.x + spot.w / 2, cy = spot.y + spot.h / 2;
        if (spot.w > 2 && spot.h > 2 && cx > stage.x && cx < stage.right && cy > stage.y + 50 && cy < Math.min(stage.bottom, innerHeight) - 10) found.push(spot);
      }
      return found;
    })()`) as Promise<Spot[]>;
  }

  private async spot(text = false): Promise<Spot | undefined> {
    const all = (await this.spots()).filter((spot) => !text || spot.text);
    return all.length ? this.chance.of(all) : undefined;
  }

  /** Rows of the layers that can be seen. */
  private async rows(): Promise<Spot[]> {
    return this.page.evaluate(`(() => {
      const tree = document.querySelector('[role=tree]');
      const shown = tree.closest('.ed-panel').getBoundingClientRect();
      return [...tree.querySelectorAll('[role=treeitem][data-nid]')].map((row) => {
        const r = row.getBoundingClientRect();
        return { id: row.dataset.nid, x: r.x, y: r.y, w: r.width, h: Math.min(r.height, 24), text: false };
      }).filter((r) => !['keep', 'k0', 'k1', 'k2'].includes(r.id) && !r.id.startsWith('api') && r.h > 0 && r.y > shown.y && r.y + r.h < Math.min(shown.bottom, innerHeight));
    })()`) as Promise<Spot[]>;
  }

  /** Selects some block; false if there was none, or it is one that is kept from chance. */
  private async select(): Promise<boolean> {
    const rows = this.chance.one(2) ? await this.rows() : [];
    if (rows.length) {
      const row = this.chance.of(rows);
      await this.page.mouse.click(row.x + Math.min(60, row.w / 2), row.y + row.h / 2);
    } else {
      const spot = await this.spot();
      if (!spot) return false;
      await this.page.mouse.click(spot.x + spot.w / 2, spot.y + spot.h / 2);
    }
    return this.page.evaluate(
      `![...document.querySelectorAll('[role=treeitem][aria-selected=true]')].some((row) => /^(keep|k[0-2]|api\\d+)$/.test(row.dataset.nid))`,
    );
  }

  private async carry(from: { x: number; y: number }, to: { x: number; y: number }): Promise<void> {
    const { mouse } = this.page;
    await mouse.move(from.x, from.y);
    await mouse.down();
    await mouse.move(from.x + 7, from.y + 7);
    await mouse.move((from.x + to.x) / 2, (from.y + to.y) / 2, { steps: 3 });
    await mouse.move(to.x, to.y, { steps: 3 });
    if (this.chance.one(8)) await this.page.keyboard.press('Escape');
    await mouse.up();
  }

  private async command(words: string): Promise<void> {
    await this.page.keyboard.press('Control+k');
    const box = this.page.getByRole('combobox', { name: /^Find an action/ });
    await box.fill(words, { timeout: 12_000 });
    await box.press('Enter');
    await pause(30);
  }

  /** A field of the panel on the right gets some value. */
  private async fiddle(): Promise<string> {
    const side = this.page.locator('#ed-right-panel');
    const controls = side.locator(
      'input:not([type=file]):not([disabled]):visible, textarea:not([disabled]):visible, select:not([disabled]):visible, button[aria-pressed]:visible',
    );
    const count = await controls.count();
    if (!count) return 'nothing';
    const control = controls.nth(this.chance.below(count));
    const about = await control.evaluate((at: any) => `${at.tagName} ${at.type ?? ''} ${at.getAttribute('aria-label') ?? at.labels?.[0]?.textContent ?? at.textContent ?? ''} ${at.id}`.trim());
    if (/slug/.test(about)) return 'nothing';
    if (about.startsWith('SELECT')) {
      const options = await control.locator('option').count();
      await control.selectOption({ index: this.chance.below(options) }, { timeout: 8_000 });
    } else if (about.startsWith('BUTTON') || /INPUT (checkbox|radio)/.test(about)) {
      await control.click({ timeout: 8_000 });
    } else if (/INPUT color/.test(about)) {
      await control.fill(`#${Math.floor(this.chance.next() * 0xffffff).toString(16).padStart(6, '0')}`, { timeout: 8_000 });
    } else if (/INPUT range/.test(about)) {
      await control.focus({ timeout: 8_000 });
      for (let n = this.chance.below(4); n >= 0; n--) await this.page.keyboard.press(this.chance.of(['ArrowRight', 'ArrowLeft']));
    } else {
      const value = this.chance.of(['12', '2rem', '50%', '#aa3300', '0', 'auto', '', '-3', ...WORDS]);
      await control.fill(value, { timeout: 8_000 });
      if (this.chance.one(2)) await control.press('Enter', { timeout: 8_000 });
      await control.blur({ timeout: 8_000 }).catch(() => undefined);
    }
    return about;
  }

  /** One gesture; answers what it was. */
  async gesture(undo = true): Promise<void> {
    let what = '?';
    try {
      what = await this.act(undo);
    } catch (error) {
      if (this.page.isClosed()) throw error;
      this.missed += 1;
      what = `missed (${String(error).split('\n')[0]})`;
      await this.page.mouse.up().catch(() => undefined);
    }
    this.done.push(what);
    await this.tidy();
  }

  /** Nothing stays open over the page. */
  private async tidy(): Promise<void> {
    for (let n = 0; n < 4; n++) {
      const open = await this.page.evaluate(
        `!!document.querySelector('dialog[open], [popover]:popover-open') || !!document.querySelector('iframe[title="Canvas"]')?.contentDocument?.querySelector('[contenteditable]')`,
      );
      if (!open) return;
      await this.page.keyboard.press('Escape');
      await pause(20);
    }
  }

  private async act(undo: boolean): Promise<string> {
    const { chance, page } = this;
    const { keyboard } = page;
    const kind = chance.below(27);
    const press = async (keys: string) => {
      if (!(await this.select())) return 'nothing';
      await keyboard.press(keys);
      return keys;
    };
    switch (kind) {
      case 0:
        return press('Delete');
      case 1:
        return press('Control+d');
      case 2:
        return press('Control+g');
      case 3:
        return press('Control+Shift+g');
      case 4:
        return press(chance.of(['Alt+ArrowUp', 'Alt+ArrowDown']));
      case 5:
        return press('Control+c');
      case 6:
        return press('Control+x');
      case 7:
        return press('Control+v');
      case 8: {
        if (!(await this.select())) return 'nothing';
        await keyboard.press('Space');
        const walk = Array.from({ length: 1 + chance.below(4) }, () => chance.of(['ArrowDown', 'ArrowUp', 'ArrowLeft', 'ArrowRight']));
        for (const key of walk) await keyboard.press(key);
        await keyboard.press(chance.one(6) ? 'Escape' : 'Enter');
        return `Space ${walk.join(' ')}`;
      }
      case 9: {
        if (!(await this.select())) return 'nothing';
        await keyboard.press('F2');
        await pause(40);
        await keyboard.type(chance.of(['Tên mới', 'Name', 'ชื่อ']));
        await keyboard.press('Enter');
        return 'F2';
      }
      case 10: {
        if (!(await this.select())) return 'nothing';
        const command = chance.of(['lock', 'hide', 'hide', 'make component', 'select parent', 'duplicate']);
        await this.command(command);
        return command;
      }
      case 11: {
        const words = chance.of(['heading', 'container', 'columns', 'image', 'form', 'list', 'tabs', 'pricing', 'faq', 'navbar', 'footer', 'hero', 'popup', 'carousel', 'countdown', 'embed', 'text field', 'gallery', 'video', 'social']);
        if (chance.one(2)) await this.select();
        await this.command(words);
        return `add ${words}`;
      }
      case 12:
      case 13: {
        const spot = await this.spot(true);
        if (!spot) return 'nothing';
        await page.mouse.dblclick(spot.x + spot.w / 2, spot.y + spot.h / 2);
        await keyboard.press(chance.of(['End', 'Home', 'Control+a', 'ArrowRight']));
        const steps: string[] = [];
        for (let n = 1 + chance.below(4); n > 0; n--) {
          const step = chance.below(7);
          steps.push(String(step));
          if (step < 3) await keyboard.type(chance.of([' sale', ' đẹp', 'z', 'à la']));
          else if (step === 3) await keyboard.press(chance.of(['Control+b', 'Control+i', 'Control+u']));
          else if (step === 4) await keyboard.press(chance.of(['Enter', 'Shift+Enter', 'Backspace', 'Delete']));
          else if (step === 5) await compose(this.cdp, chance.of([['t', 'tie', 'tiê', 'tiếng'], ['ก', 'กำ'], ['d', 'đ']]));
          else await keyboard.press(undo ? chance.of(['Control+z', 'Control+Shift+z', 'Shift+Home']) : 'Shift+Home');
        }
        await keyboard.press('Escape');
        return `type ${spot.id} ${steps.join('')}`;
      }
      case 14: {
        if (!(await this.select())) return 'nothing';
        const data = chance.of([
          { 'text/plain': 'Một\nHai\n\nBa' },
          { 'text/html': '<p class="MsoNormal"><b>Word</b> <span style="mso-list:l0">x</span><o:p></o:p></p><ul><li>a<ul><li>b</li></ul></li></ul>' },
          { 'text/html': '<h2>Head</h2><p>Text <a href="javascript:alert(1)">bad</a> <a href="https://a.example">good</a></p><img src=x onerror=alert(1)><script>alert(1)</script>' },
          { 'text/html': '<b id="docs-internal-guid-1" style="font-weight:normal"><p dir="rtl"><span style="font-weight:700">مرحبا</span></p></b>' },
        ] as Record<string, string>[]);
        await paste(page, data);
        return `paste ${Object.keys(data)[0]}`;
      }
      case 15:
      case 16:
      case 17: {
        if (!(await this.select())) return 'nothing';
        const width = chance.of(['1', '2', '3']);
        await keyboard.press(width);
        await pause(20);
        const about = [await this.fiddle()];
        if (chance.one(2)) about.push(await this.fiddle());
        return `style at ${width}: ${about.join(' | ')}`;
      }
      case 18: {
        await this.command('theme');
        const about = await this.fiddle();
        await this.page.getByRole('tab', { name: 'Block', exact: true }).click({ timeout: 8_000 }).catch(() => undefined);
        return `theme: ${about}`;
      }
      case 19: {
        await page.getByRole('tab', { name: 'Page', exact: true }).click({ timeout: 8_000 });
        const about = await this.fiddle();
        return `page: ${about}`;
      }
      case 20:
      case 21: {
        const [from, to] = [await this.spot(), await this.spot()];
        if (!from || !to) return 'nothing';
        await page.mouse.click(from.x + from.w / 2, from.y + from.h / 2);
        await this.carry({ x: from.x + from.w / 2, y: from.y + from.h / 2 }, { x: to.x + to.w * chance.next(), y: to.y + to.h * chance.next() });
        return `drag ${from.id} to ${to.id}`;
      }
      case 22: {
        const rows = await this.rows();
        if (rows.length < 2) return 'nothing';
        const [from, to] = [chance.of(rows), chance.of(rows)];
        await this.carry({ x: from.x + from.w / 2, y: from.y + from.h / 2 }, { x: to.x + to.w * chance.next(), y: to.y + to.h * chance.next() });
        return `row ${from.id} to ${to.id}`;
      }
      case 23: {
        const items = this.editor.blocks.locator('[data-kind]:visible');
        const count = await items.count();
        const to = await this.spot();
        if (!count || !to) return 'nothing';
        const item = items.nth(chance.below(count));
        await item.scrollIntoViewIfNeeded({ timeout: 8_000 });
        const name = await item.getAttribute('data-kind');
        const box = await item.boundingBox();
        if (!box) return 'nothing';
        await this.carry({ x: box.x + box.width / 2, y: box.y + box.height / 2 }, { x: to.x + to.w * chance.next(), y: to.y + to.h * chance.next() });
        return `palette ${name} to ${to.id}`;
      }
      case 24: {
        if (!undo) return 'nothing';
        for (let n = 1 + chance.below(3); n > 0; n--) await keyboard.press('Control+z');
        if (chance.one(2)) await keyboard.press('Control+Shift+z');
        return 'undo';
      }
      case 25: {
        if (!(await this.select())) return 'nothing';
        const buttons = page.locator('#ed-right-panel').getByRole('button', { name: /^(Detach|Edit component|Reset|Done)/ });
        if (!(await buttons.count())) return 'nothing';
        await buttons.first().click({ timeout: 8_000 });
        return 'component button';
      }
      default: {
        const frame = page.locator('iframe[title="Canvas"]');
        const box = await frame.boundingBox();
        if (box) {
          await page.mouse.move(720, 450);
          await page.mouse.wheel(0, chance.of([-600, 400, 900]));
        }
        return 'scroll';
      }
    }
  }

  /** Types into this tab's own heading and answers what it then says. */
  async mark(word: string): Promise<string> {
    const own = this.editor.canvas.locator(`[data-nid="${this.own}"]`);
    await this.editor.layers.locator(`[role=treeitem][data-nid="${this.own}"]`).first().click({ position: { x: 70, y: 10 } });
    const field = this.editor.field('Text');
    await field.fill(`${await field.inputValue()} ${word}`);
    await field.blur();
    const words = (await own.textContent()) ?? '';
    // What comes next isn't about it.
    for (let n = 0; n < 2; n++) await this.page.keyboard.press('Escape');
    return words;
  }

  async saved(): Promise<void> {
    await this.page.getByRole('status').filter({ hasText: 'Saved' }).waitFor({ timeout: 45_000 });
  }

  /** What the canvas shows, without the marks of selecting and editing. */
  async shown(): Promise<{ body: string; css: string[] }> {
    return this.page.evaluate(() => {
      const frame = document.querySelector<HTMLIFrameElement>('iframe[title="Canvas"]')!.contentDocument!;
      const body = frame.body.cloneNode(true) as HTMLElement;
      for (const node of [body, ...body.querySelectorAll('*')]) {
        for (const name of ['contenteditable', 'spellcheck', 'data-state', 'open']) node.removeAttribute(name);
        if (node.getAttribute('style') === '') node.removeAttribute('style');
      }
      body.normalize();
      // As the browser has them: rules are exchanged, the element's text stays.
      const rules = (list: CSSRuleList): string[] =>
        [...list].flatMap((rule) => {
          const inside = rule instanceof frame.defaultView!.CSSGroupingRule && !(rule instanceof frame.defaultView!.CSSStyleRule) ? rules(rule.cssRules) : [];
          return inside.length > 0 ? [rule.cssText.split('{')[0]!, ...inside] : [rule.cssText];
        });
      const css = rules((frame.getElementById('lh-css') as HTMLStyleElement).sheet!.cssRules);
      return { body: `${frame.documentElement.lang} ${frame.documentElement.dir}\n${body.outerHTML.replace(/></g, '>\n<')}`, css };
    });
  }
}

/** The first lines in which two texts differ. */
export function difference(a: string, b: string): string {
  const [left, right] = [a.split('\n'), b.split('\n')];
  const at = left.findIndex((line, n) => line !== right[n]);
  const from = at < 0 ? Math.min(left.length, right.length) : at;
  return `line ${from}:\n- ${left.slice(from, from + 3).join('\n- ').slice(0, 900)}\n+ ${right.slice(from, from + 3).join('\n+ ').slice(0, 900)}`;
}

/** A page with this document. */
export async function makePage(server: Server, person: Person, document: unknown): Promise<string> {
  const made = await server.ask('POST', '/api/pages', { token: person.token, json: { title: 'Fuzz', document } });
  if (made.status !== 201) throw new Error(`the start is not accepted: ${made.text.slice(0, 600)}`);
  return made.json.id;
}

export async function stored(server: Server, person: Person, id: string): Promise<{ revision: number; document: any; bytes: string }> {
  const answer = await server.ask('GET', `/api/pages/${id}`, { token: person.token });
  if (answer.status !== 200) throw new Error(`the page is gone: ${answer.text.slice(0, 200)}`);
  return { ...answer.json, bytes: JSON.stringify(answer.json.document) };
}

/** What must hold of any stored document: the server takes it as a new page, too. */
export async function expectValid(server: Server, person: Person, document: unknown): Promise<void> {
  const again = await server.ask('POST', '/api/pages', { token: person.token, json: { title: 'Again', document } });
  if (again.status !== 201) throw new Error(`the stored document is not right: ${again.text.slice(0, 600)}`);
  await server.ask('DELETE', `/api/pages/${again.json.id}`, { token: person.token });
}

/** The canvas is what a fresh look at the stored document shows. */
export async function expectShown(hands: Hands, what: string): Promise<void> {
  const before = await hands.shown();
  await hands.page.reload();
  await hands.editor.ready();
  hands.cdp = await hands.page.context().newCDPSession(hands.page);
  const after = await hands.shown();
  if (before.body !== after.body) throw new Error(`${what}: the canvas differs from the stored document: ${difference(before.body, after.body)}`);
  let at = 0;
  for (const rule of after.css) {
    const found = before.css.indexOf(rule, at);
    if (found < 0) throw new Error(`${what}: a rule is missing on the canvas: ${rule}`);
    at = found + 1;
  }
}

/** Everything is taken back until nothing is left. */
export async function undoAll(hands: Hands): Promise<number> {
  const undo = hands.editor.button('Undo');
  let count = 0;
  while (count < 400 && (await undo.isEnabled())) {
    await undo.click();
    count += 1;
  }
  return count;
}

export async function redoAll(hands: Hands): Promise<void> {
  const redo = hands.editor.button('Redo');
  for (let n = 0; n < 400 && (await redo.isEnabled()); n++) await redo.click();
}

/** Every revision can be looked at and, some of them, restored to the byte. */
export async function expectHistory(server: Server, person: Person, id: string, chance: Chance): Promise<void> {
  const { revision } = await stored(server, person, id);
  for (let n = 0; n <= revision; n++) {
    const past = await server.ask('GET', `/api/pages/${id}/revisions/${n}`, { token: person.token });
    if (past.status !== 200 && n > 0) throw new Error(`revision ${n} of ${revision}: ${past.text.slice(0, 200)}`);
  }
  for (let n = 0; n < 2; n++) {
    const wanted = 1 + chance.below(revision);
    const past = await server.ask('GET', `/api/pages/${id}/revisions/${wanted}`, { token: person.token });
    const done = await server.ask('POST', `/api/pages/${id}/revisions/${wanted}/restore`, { token: person.token });
    if (done.status !== 200) throw new Error(`restore of ${wanted}: ${done.text.slice(0, 300)}`);
    const { bytes } = await stored(server, person, id);
    if (bytes !== JSON.stringify(past.json.document)) throw new Error(`revision ${wanted} restored is something else`);
  }
}

