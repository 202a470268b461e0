// What people do with words and files inside the canvas, which runs no script of its own: done from the page around it.
import type { CDPSession, Page } from '@playwright/test';

/** Selects a piece of text in a node, or puts the caret after it. */
export async function selectText(page: Page, nid: string, text: string, caret = false): Promise<void> {
  await page.evaluate(
    ([nid, text, caret]) => {
      const frame = document.querySelector<HTMLIFrameElement>('iframe[title="Canvas"]')!.contentDocument!;
      const walker = frame.createTreeWalker(frame.querySelector(`[data-nid="${nid}"]`)!, NodeFilter.SHOW_TEXT);
      for (let node = walker.nextNode(); node; node = walker.nextNode()) {
        const at = (node.nodeValue ?? '').indexOf(text as string);
        if (at < 0) continue;
        const end = at + (text as string).length;
        frame.getSelection()!.setBaseAndExtent(node, caret ? end : at, node, end);
        return;
      }
      throw new Error(`no text ${text}`);
    },
    [nid, text, caret] as const,
  );
}

/** The selected words. */
export async function selectedText(page: Page): Promise<string> {
  return page.evaluate(() => document.querySelector<HTMLIFrameElement>('iframe[title="Canvas"]')!.contentDocument!.getSelection()!.toString());
}

/** Pastes where the focus is in the canvas. */
export async function paste(page: Page, data: Record<string, string>): Promise<void> {
  await page.evaluate((data) => {
    const frame = document.querySelector<HTMLIFrameElement>('iframe[title="Canvas"]')!.contentDocument!;
    const clipboardData = new DataTransfer();
    for (const [kind, text] of Object.entries(data)) clipboardData.setData(kind, text);
    const event = new ClipboardEvent('paste', { clipboardData, bubbles: true, cancelable: true });
    const at = frame.getSelection()?.anchorNode;
    const target = frame.activeElement !== frame.body ? frame.activeElement : at instanceof Element ? at : frame.body;
    (target ?? frame.body).dispatchEvent(event);
  }, data);
}

export interface Dropped {
  name: string;
  type: string;
  base64: string;
}

/** Holds files over a point of the canvas, and drops them there unless told otherwise. */
export async function dropFiles(page: Page, files: Dropped[], point: { x: number; y: number }, drop = true): Promise<void> {
  await page.evaluate(
    ([files, point, drop]) => {
      const frame = document.querySelector<HTMLIFrameElement>('iframe[title="Canvas"]')!.contentDocument!;
      const dataTransfer = new DataTransfer();
      for (const file of files) {
        const bytes = Uint8Array.from(atob(file.base64), (c) => c.charCodeAt(0));
        dataTransfer.items.add(new File([bytes], file.name, { type: file.type }));
      }
      const target = frame.elementFromPoint(point.x, point.y) ?? frame.body;
      for (const type of drop ? ['dragenter', 'dragover', 'dragover', 'drop'] : ['dragenter', 'dragover', 'dragover']) {
        target.dispatchEvent(new DragEvent(type, { dataTransfer, bubbles: true, cancelable: true, clientX: point.x, clientY: point.y }));
      }
    },
    [files, point, drop] as const,
  );
}

/** Where a node is, in the canvas' own pixels. */
export async function rectOf(page: Page, nid: string): Promise<{ x: number; y: number; width: number; height: number }> {
  return page.evaluate((nid) => {
    const frame = document.querySelector<HTMLIFrameElement>('iframe[title="Canvas"]')!.contentDocument!;
    const { x, y, width, height } = frame.querySelector(`[data-nid="${nid}"]`)!.getBoundingClientRect();
    return { x, y, width, height };
  }, nid);
}

/** Types with an input method: every stage of the word, then the word. */
export async function compose(cdp: CDPSession, stages: string[]): Promise<void> {
  for (const text of stages) {
    await cdp.send('Input.imeSetComposition', { text, selectionStart: text.length, selectionEnd: text.length });
  }
  await cdp.send('Input.insertText', { text: stages[stages.length - 1] ?? '' });
}
