// What a change leaves alone on the canvas: the browser styles, lays out and paints anew only what was exchanged.
import type { Frame } from '@playwright/test';

import { block, Desk, heading, type Spec } from '../lib/drag.ts';
import { expect, test } from '../lib/test.ts';

const SECTIONS = 12;
const PAGE: Spec[] = Array.from({ length: SECTIONS }, (_, n) =>
  block('section', `s${n}`, [heading(`h${n}`, { css: { desktop: 'color: #123456', mobile: 'font-size: 20px' } })], {
    css: { desktop: 'padding: 32px 24px', mobile: 'padding: 8px' },
  }),
);

interface Fresh {
  /** Elements of blocks that weren't there. */
  blocks: string[];
  /** Rules that weren't there, those of groups among them. */
  rules: string[];
  /** How many rules went. */
  gone: number;
}

/** Remembers every element and rule; asked again, says which are others. */
class Watch {
  private constructor(private readonly frame: Frame) {}

  static async of(desk: Desk): Promise<Watch> {
    const frame = await (await desk.page.waitForSelector('iframe.ed-frame')).contentFrame();
    if (!frame) throw new Error('no canvas');
    return new Watch(frame);
  }

  async fresh(): Promise<Fresh> {
    return this.frame.evaluate(() => {
      type Seen = Window & { lhSeen?: { blocks: Set<Element>; rules: Set<CSSRule> } };
      const style = document.getElementById('lh-css') as HTMLStyleElement;
      const all = (list: CSSRuleList): CSSRule[] =>
        [...list].flatMap((rule) => (rule instanceof CSSMediaRule || rule instanceof CSSLayerBlockRule ? all(rule.cssRules) : [rule]));
      const now = { blocks: new Set(document.querySelectorAll('[data-nid]')), rules: new Set(all(style.sheet!.cssRules)) };
      const before = (window as Seen).lhSeen ?? now;
      (window as Seen).lhSeen = now;
      return {
        blocks: [...now.blocks].filter((one) => !before.blocks.has(one)).map((one) => one.getAttribute('data-nid') ?? ''),
        rules: [...now.rules].filter((one) => !before.rules.has(one)).map((one) => one.cssText),
        gone: [...before.rules].filter((one) => !now.rules.has(one)).length,
      };
    });
  }
}

test('a style is one rule, at every width', async ({ server, context, page }) => {
  const desk = await Desk.open(server, context, page, PAGE);
  await desk.node('h3').click();
  const watch = await Watch.of(desk);
  await watch.fresh();
  const field = page.locator('.ed-right').getByRole('textbox', { name: 'Size', exact: true });
  await field.fill('40');
  await field.press('Enter');
  await expect(desk.node('h3')).toHaveCSS('font-size', '40px');
  const wide = await watch.fresh();
  expect(wide.blocks).toEqual([]);
  expect(wide.rules).toHaveLength(1);
  expect(wide.rules[0]).toContain('font-size: 40px');
  expect(wide.gone).toBe(1);

  await page.keyboard.press('Escape');
  await page.getByRole('button', { name: 'Mobile' }).first().click();
  await expect(desk.node('h3')).toHaveCSS('font-size', '20px');
  await watch.fresh();
  await field.fill('24');
  await field.press('Enter');
  await expect(desk.node('h3')).toHaveCSS('font-size', '24px');
  const narrow = await watch.fresh();
  expect(narrow.blocks).toEqual([]);
  expect(narrow.rules).toHaveLength(1);
  expect(narrow.gone).toBe(1);
  await desk.editor.saved();
  expect(await desk.declared('h3', 'font-size')).toBe('40px');
  expect(await desk.declared('h3', 'font-size', 'mobile')).toBe('24px');
});

test('a block that comes or goes leaves the others alone', async ({ server, context, page }) => {
  const desk = await Desk.open(server, context, page, PAGE);
  await desk.node('h3').click();
  const watch = await Watch.of(desk);
  await watch.fresh();
  await page.keyboard.press('Control+d');
  await desk.expectChildren('s3', ['h3', '*']);
  const doubled = await watch.fresh();
  expect(doubled.blocks).toHaveLength(1);
  // The copy's own, at both widths.
  expect(doubled.rules).toHaveLength(2);
  expect(doubled.gone).toBe(0);

  await page.keyboard.press('Delete');
  await desk.expectChildren('s3', ['h3']);
  const removed = await watch.fresh();
  expect(removed).toEqual({ blocks: [], rules: [], gone: 0 });

  await page.keyboard.press('Control+z');
  await desk.expectChildren('s3', ['h3', '*']);
  const back = await watch.fresh();
  expect(back.blocks).toHaveLength(1);
  expect(back.rules).toEqual([]);
});
