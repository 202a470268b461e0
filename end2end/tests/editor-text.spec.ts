// Words on the canvas: what is stored after typing, input methods, marks, lists, links and pasting.
import { compose, paste, selectText, selectedText } from '../lib/canvas.ts';
import { enter, register } from '../lib/people.ts';
import { until } from '../lib/server.ts';
import { expect, test } from '../lib/test.ts';
import { Editor } from '../lib/ui.ts';

const place = (parent: string, order: string) => ({ parent, order });
const paragraph = (text: string) => ({ type: 'paragraph', spans: [{ text }] });

async function openText(server: any, context: any, page: any, blocks: unknown[] = [paragraph('one two three')]) {
  const person = await register(server);
  const document = {
    schema: 1,
    lang: 'en',
    root: 'root',
    nodes: {
      root: { kind: 'root' },
      band: { kind: 'section', place: place('root', 'a0'), props: { anchor: 'offer' } },
      title: { kind: 'heading', place: place('band', 'a0'), props: { text: 'Our offer', level: 1 } },
      text: { kind: 'rich_text', place: place('band', 'a1'), props: { content: { rich: { blocks } } } },
      after: { kind: 'button', place: place('band', 'a2'), props: { text: 'Buy' } },
    },
    tokens: { accent: { kind: 'color', name: 'Accent', value: '#b4235a' } },
  };
  const made = await server.ask('POST', '/api/pages', { token: person.token, json: { title: 'Words', document } });
  expect(made.status, made.text).toBe(201);
  await enter(context, server, person);
  const editor = new Editor(page);
  await editor.open(server, made.json.id);
  const stored = async () => (await server.ask('GET', `/api/pages/${made.json.id}`, { token: person.token })).json.document;
  const rich = async () => (await stored()).nodes.text.props.content?.rich.blocks;
  const node = editor.canvas.locator('[data-nid="text"]');
  const edit = async () => {
    await node.dblclick();
    await expect(node).toHaveAttribute('contenteditable', 'true');
  };
  const is = async (blocks: unknown[]) => {
    await until(`stored ${JSON.stringify(blocks)}`, async () => JSON.stringify(await rich()) === JSON.stringify(blocks)).catch(async (error) => {
      throw new Error(`${error}\nis ${JSON.stringify(await rich())}`);
    });
  };
  const tool = (name: string) => page.getByRole('toolbar', { name: 'Text formatting' }).getByRole('button', { name, exact: true });
  return { editor, node, edit, is, rich, stored, tool, before: made.json.document };
}

test('Vietnamese is typed with an input method, and undone to the very same bytes', async ({ server, context, page }) => {
  const { editor, node, edit, is, stored, before } = await openText(server, context, page);
  await edit();
  await selectText(page, 'text', 'three', true);
  const cdp = await context.newCDPSession(page);
  await page.keyboard.type(' ');
  await compose(cdp, ['T', 'Ti', 'Tie', 'Tiê', 'Tiêng', 'Tiếng']);
  await page.keyboard.type(' ');
  await compose(cdp, ['V', 'Vi', 'Viê', 'Việ', 'Việt']);
  await is([paragraph('one two three Tiếng Việt')]);
  await page.keyboard.press('Control+z');
  await expect(node).toHaveText('one two three');
  await is([paragraph('one two three')]);
  await page.keyboard.press('Control+Shift+z');
  await is([paragraph('one two three Tiếng Việt')]);
  await page.keyboard.press('Escape');
  await expect(node).not.toHaveAttribute('contenteditable');
  await editor.button('Undo').click();
  await until('the same document', async () => JSON.stringify(await stored()) === JSON.stringify(before));
});

test('Thai, emoji of several characters, and letters of AltGr and Option are typed as they are', async ({ server, context, page }) => {
  const { edit, is, stored } = await openText(server, context, page, [paragraph('x')]);
  await edit();
  await selectText(page, 'text', 'x', true);
  const cdp = await context.newCDPSession(page);
  await compose(cdp, ['ก', 'กำ', 'กำล', 'กำลั', 'กำลัง']);
  await page.keyboard.insertText('👩‍👩‍👧🇻🇳');
  for (const key of ['ż', 'ś', '@']) {
    // AltGr is Ctrl and Alt for some systems.
    await page.keyboard.insertText(key);
  }
  for (const letter of ['m', 'd', '1', '?']) await page.keyboard.press(letter);
  await is([paragraph('xกำลัง👩‍👩‍👧🇻🇳żś@md1?')]);
  await page.keyboard.press('Backspace');
  await page.keyboard.press('Backspace');
  await page.keyboard.press('Backspace');
  await page.keyboard.press('Backspace');
  await is([paragraph('xกำลัง👩‍👩‍👧🇻🇳żś@')]);
  expect(Object.keys((await stored()).nodes).sort()).toEqual(['after', 'band', 'root', 'text', 'title']);
});

test('marks go on and off, and the words stay selected', async ({ server, context, page }) => {
  const { edit, is, tool } = await openText(server, context, page);
  await edit();
  await selectText(page, 'text', 'two');
  await tool('Bold').click();
  await is([{ type: 'paragraph', spans: [{ text: 'one ' }, { text: 'two', bold: true }, { text: ' three' }] }]);
  expect(await selectedText(page)).toBe('two');
  await expect(tool('Bold')).toHaveAttribute('aria-pressed', 'true');
  await page.keyboard.press('Control+i');
  await page.keyboard.press('Control+b');
  await is([{ type: 'paragraph', spans: [{ text: 'one ' }, { text: 'two', italic: true }, { text: ' three' }] }]);
  expect(await selectedText(page)).toBe('two');
  await tool('Text colour').click();
  await tool('Accent').click();
  await is([{ type: 'paragraph', spans: [{ text: 'one ' }, { text: 'two', italic: true, color: 'accent' }, { text: ' three' }] }]);
  await tool('Clear formatting').click();
  await is([paragraph('one two three')]);
  // For what is typed next.
  await selectText(page, 'text', 'three', true);
  await page.keyboard.press('Control+b');
  await page.keyboard.type('!');
  await is([{ type: 'paragraph', spans: [{ text: 'one two three' }, { text: '!', bold: true }] }]);
});

test('the toolbar is one stop of the tab key', async ({ server, context, page }) => {
  const { edit, tool, is } = await openText(server, context, page);
  await edit();
  await selectText(page, 'text', 'one');
  await page.keyboard.press('Alt+F10');
  await expect(tool('Bold')).toBeFocused();
  await page.keyboard.press('ArrowRight');
  await expect(tool('Italic')).toBeFocused();
  await page.keyboard.press('Enter');
  await is([{ type: 'paragraph', spans: [{ text: 'one', italic: true }, { text: ' two three' }] }]);
});

test('Enter, Shift+Enter and Backspace at the edges of lines', async ({ server, context, page }) => {
  const { edit, is } = await openText(server, context, page, [{ type: 'heading', level: 2, spans: [{ text: 'Head' }] }, paragraph('body')]);
  await edit();
  await selectText(page, 'text', 'Head', true);
  await page.keyboard.press('Enter');
  await page.keyboard.type('new');
  await page.keyboard.press('Shift+Enter');
  await page.keyboard.type('line');
  await is([{ type: 'heading', level: 2, spans: [{ text: 'Head' }] }, paragraph('new\nline'), paragraph('body')]);
  await page.keyboard.press('ArrowDown');
  await page.keyboard.press('Home');
  await page.keyboard.press('Backspace');
  await is([{ type: 'heading', level: 2, spans: [{ text: 'Head' }] }, paragraph('new\nlinebody')]);
  await page.keyboard.type('+');
  await is([{ type: 'heading', level: 2, spans: [{ text: 'Head' }] }, paragraph('new\nline+body')]);
  await page.keyboard.press('Control+z');
  await page.keyboard.press('Control+z');
  await is([{ type: 'heading', level: 2, spans: [{ text: 'Head' }] }, paragraph('new\nline'), paragraph('body')]);
});

test('lists have levels', async ({ server, context, page }) => {
  const { edit, is, tool } = await openText(server, context, page, [paragraph('a')]);
  await edit();
  await selectText(page, 'text', 'a', true);
  await tool('Numbered list').click();
  await page.keyboard.press('Enter');
  await page.keyboard.type('b');
  await page.keyboard.press('Tab');
  await page.keyboard.press('Enter');
  await page.keyboard.type('c');
  await is([{ type: 'list', ordered: true, items: [[{ text: 'a' }], { level: 1, ordered: true, spans: [{ text: 'b' }] }, { level: 1, ordered: true, spans: [{ text: 'c' }] }] }]);
  await page.keyboard.press('Shift+Tab');
  await page.keyboard.press('Enter');
  await page.keyboard.press('Enter');
  await page.keyboard.type('end');
  await is([{ type: 'list', ordered: true, items: [[{ text: 'a' }], { level: 1, ordered: true, spans: [{ text: 'b' }] }, [{ text: 'c' }]] }, paragraph('end')]);
});

test('links are made, changed and removed in their popover', async ({ server, context, page }) => {
  const { edit, is, tool } = await openText(server, context, page);
  await edit();
  await selectText(page, 'text', 'two');
  await page.keyboard.press('Control+k');
  const popover = page.getByRole('dialog', { name: 'Link' });
  await expect(popover.getByRole('textbox', { name: 'Web address' })).toBeFocused();
  await page.keyboard.type('javascript:alert(1)');
  await page.keyboard.press('Enter');
  await expect(popover.getByRole('alert')).toContainText('https://example.com');
  await popover.getByRole('textbox').fill('example.com/sale');
  await popover.getByRole('checkbox').check();
  await popover.getByRole('button', { name: 'Apply' }).click();
  const linked = (link: unknown) => [{ type: 'paragraph', spans: [{ text: 'one ' }, { text: 'two', link }, { text: ' three' }] }];
  await is(linked({ href: 'https://example.com/sale', new_tab: true }));
  // From inside the link, the whole link.
  await selectText(page, 'text', 'tw', true);
  await tool('Link').click();
  await popover.getByRole('radio', { name: 'This page' }).check();
  await popover.getByRole('combobox').selectOption('#offer');
  await popover.getByRole('button', { name: 'Apply' }).click();
  await is(linked({ href: '#offer' }));
  await selectText(page, 'text', 'tw', true);
  await tool('Link').click();
  await popover.getByRole('radio', { name: 'Phone' }).check();
  await popover.getByRole('textbox', { name: 'Phone' }).fill('+84 90 123 45 67');
  await page.keyboard.press('Enter');
  await is(linked({ href: 'tel:+84901234567' }));
  await selectText(page, 'text', 'tw', true);
  await page.keyboard.press('Control+k');
  await popover.getByRole('button', { name: 'Remove link' }).click();
  await is([paragraph('one two three')]);
});

const WORD = `<html xmlns:o="urn:schemas-microsoft-com:office:office"><head><style><!-- p.MsoNormal{margin:0} --></style></head><body>
<!--StartFragment--><p class=MsoNormal>Giảm <b style='mso-bidi-font-weight:normal'>50%</b><o:p></o:p></p>
<p class=MsoListParagraph style='text-indent:-18pt;mso-list:l0 level1 lfo1'><![if !supportLists]><span style='mso-list:Ignore'>·<span>&nbsp;&nbsp;</span></span><![endif]>Một<o:p></o:p></p>
<p class=MsoListParagraph style='text-indent:-18pt;mso-list:l0 level2 lfo1'><![if !supportLists]><span style='mso-list:Ignore'>o<span>&nbsp;</span></span><![endif]>Hai<o:p></o:p></p><!--EndFragment--></body></html>`;
const DOCS = `<meta charset='utf-8'><b style="font-weight:normal;" id="docs-internal-guid-1c2d3e4f-7fff"><h2 dir="ltr"><span style="font-weight:400">Title</span></h2><p dir="ltr"><span style="font-weight:400">Plain </span><span style="font-weight:700">bold</span></p></b>`;

test('what Word and Docs give is pasted clean, into a text and as blocks', async ({ server, context, page }) => {
  const { edit, is, stored } = await openText(server, context, page, [paragraph('x')]);
  await edit();
  await selectText(page, 'text', 'x', true);
  await page.keyboard.press('Enter');
  await paste(page, { 'text/html': WORD, 'text/plain': 'ignored' });
  await is([
    paragraph('x'),
    { type: 'paragraph', spans: [{ text: 'Giảm ' }, { text: '50%', bold: true }] },
    { type: 'list', items: [[{ text: 'Một' }], { level: 1, spans: [{ text: 'Hai' }] }] },
  ]);
  await page.keyboard.press('Control+z');
  await page.keyboard.press('Control+z');
  await is([paragraph('x')]);
  await page.keyboard.press('Escape');
  await paste(page, { 'text/html': DOCS, 'text/plain': 'ignored' });
  await until('two blocks more', async () => Object.keys((await stored()).nodes).length === 7);
  const nodes = Object.values((await stored()).nodes) as any[];
  const heading = nodes.find((node) => node.kind === 'heading' && node.props.text === 'Title');
  expect(heading.props.level).toBe(2);
  const text = nodes.find((node) => node.kind === 'rich_text' && node.props.content.rich.blocks[0].spans.length === 2);
  expect(text.props.content.rich.blocks).toEqual([{ type: 'paragraph', spans: [{ text: 'Plain ' }, { text: 'bold', bold: true }] }]);
});
