// Pages made of known blocks, and the gestures of mouse, finger and keyboard on them. What is asserted is stored.
import type { BrowserContext, Page } from '@playwright/test';

import { createPage, enter, register, type Person } from './people.ts';
import { until, type Server } from './server.ts';
import { expect } from './test.ts';
import { Editor } from './ui.ts';

/** A block: its kind, id, properties, declarations (`desktop|tablet|mobile` → `property: value; …`) and children. */
export interface Spec {
  kind: string;
  id: string;
  props?: Record<string, unknown>;
  css?: Record<string, string>;
  locked?: boolean;
  label?: string;
  children?: Spec[];
}

export const block = (kind: string, id: string, children: Spec[] = [], more: Partial<Spec> = {}): Spec => ({ kind, id, children, ...more });
export const heading = (id: string, more: Partial<Spec> = {}): Spec =>
  block('heading', id, [], { props: { text: `Heading ${id}`, level: 2 }, ...more });

/** The document of these blocks. */
export function documentOf(blocks: Spec[], lang = 'en'): any {
  const document: any = { schema: 1, lang, root: 'root', nodes: { root: { kind: 'root' } }, styles: {}, declarations: [] };
  const put = (list: Spec[], parent: string): void => {
    list.forEach((spec, at) => {
      const node: any = { kind: spec.kind, place: { parent, order: `a${'0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz'[at]}` } };
      if (spec.props) node.props = spec.props;
      if (spec.locked) node.locked = true;
      if (spec.label) node.label = spec.label;
      if (spec.css) {
        const style = `s-${spec.id}`;
        node.styles = [style];
        document.styles[style] = {};
        for (const [breakpoint, text] of Object.entries(spec.css)) {
          for (const line of text.split(';')) {
            const [property, value] = line.split(':').map((part) => part.trim());
            if (property && value) document.declarations.push({ style, breakpoint, property, value });
          }
        }
      }
      document.nodes[spec.id] = node;
      put(spec.children ?? [], spec.id);
    });
  };
  put(blocks, 'root');
  return document;
}

/** The editor of a page made of these blocks. */
export class Desk {
  constructor(
    readonly server: Server,
    readonly person: Person,
    readonly id: string,
    readonly page: Page,
    readonly editor: Editor,
  ) {}

  static async open(server: Server, context: BrowserContext, page: Page, blocks: Spec[], person?: Person, lang = 'en'): Promise<Desk> {
    const who = person ?? (await register(server));
    const made = await createPage(server, who, 'Drags');
    const answer = await server.ask('POST', `/api/pages/${made.id}/ops`, {
      token: who.token,
      json: { base_revision: made.revision, client: 'spec', seq: 1, ops: [{ op: 'replace_document', document: documentOf(blocks, lang) }] },
    });
    expect(answer.status, answer.text).toBe(200);
    if (!person) await enter(context, server, who);
    const desk = new Desk(server, who, made.id, page, new Editor(page));
    await desk.editor.open(server, made.id);
    return desk;
  }

  async stored(): Promise<any> {
    return (await this.server.ask('GET', `/api/pages/${this.id}`, { token: this.person.token })).json.document;
  }

  async bytes(): Promise<string> {
    return JSON.stringify(await this.stored());
  }

  /** The stored children of a node, in order. */
  async children(parent: string): Promise<string[]> {
    const { nodes } = await this.stored();
    const ids = Object.keys(nodes).filter((id) => nodes[id].place?.parent === parent);
    return ids.sort((a, b) => (nodes[a].place.order < nodes[b].place.order ? -1 : 1));
  }

  /** Waits until the stored children are these; new ones are `*`. */
  async expectChildren(parent: string, wanted: string[]): Promise<void> {
    let last: string[] = [];
    await until(`children of ${parent}: ${wanted.join(' ')}`, async () => {
      last = await this.children(parent);
      return last.length === wanted.length && last.every((id, at) => wanted[at] === '*' || id === wanted[at]);
    }, 8_000).catch((error) => {
      throw new Error(`${error}\nstored: ${last.join(' ')}`);
    });
  }

  /** What a node's own styles say at a width. */
  async declared(node: string, property: string, breakpoint = 'desktop'): Promise<string | undefined> {
    const { nodes, declarations } = await this.stored();
    const row = declarations.find(
      (row: any) => nodes[node].styles?.includes(row.style) && row.property === property && (row.breakpoint ?? 'desktop') === breakpoint && !row.state,
    );
    return row?.value;
  }

  node(id: string) {
    return this.editor.canvas.locator(`[data-nid="${id}"]`);
  }

  row(id: string) {
    return this.editor.layers.locator(`[data-nid="${id}"]`);
  }

  /** The rectangle of a block in the window. */
  async box(id: string): Promise<{ x: number; y: number; width: number; height: number }> {
    const box = await this.node(id).boundingBox();
    if (!box) throw new Error(`${id} has no box`);
    return box;
  }

  /** A point of a block, as parts of its width and height. */
  async at(id: string, x = 0.5, y = 0.5): Promise<{ x: number; y: number }> {
    const box = await this.box(id);
    return { x: box.x + box.width * x, y: box.y + box.height * y };
  }

  /** Presses at one point, moves in steps and stops there without letting go. */
  async carry(from: { x: number; y: number }, to: { x: number; y: number }): Promise<void> {
    await this.page.mouse.move(from.x, from.y);
    await this.page.mouse.down();
    await this.page.mouse.move(from.x + 6, from.y + 6);
    await this.page.mouse.move((from.x + to.x) / 2, (from.y + to.y) / 2, { steps: 4 });
    await this.page.mouse.move(to.x, to.y, { steps: 4 });
  }

  async drag(from: { x: number; y: number }, to: { x: number; y: number }): Promise<void> {
    await this.carry(from, to);
    await this.page.mouse.up();
  }
}

/** A finger, by the protocol: Playwright's own only taps. */
export async function finger(page: Page) {
  const session = await page.context().newCDPSession(page);
  const send = (type: string, points: { x: number; y: number }[]) =>
    session.send('Input.dispatchTouchEvent', { type: type as any, touchPoints: points.map((point) => ({ ...point, id: 1, radiusX: 4, radiusY: 4, force: 1 })) });
  return {
    down: (x: number, y: number) => send('touchStart', [{ x, y }]),
    move: async (from: { x: number; y: number }, to: { x: number; y: number }, steps = 8) => {
      for (let step = 1; step <= steps; step++) {
        await send('touchMove', [{ x: from.x + ((to.x - from.x) * step) / steps, y: from.y + ((to.y - from.y) * step) / steps }]);
      }
    },
    up: () => send('touchEnd', []),
  };
}
