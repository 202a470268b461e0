// What one press of the audit does to a form: asserted on what is stored, and taken back to the byte.
import { block, Desk } from '../lib/drag.ts';
import { until } from '../lib/server.ts';
import { expect, test } from '../lib/test.ts';

test('a form without labels, with a name twice and nothing to send it is mended by three presses', async ({ server, context, page }) => {
  const fields = [
    block('email_field', 'mail', [], { props: { name: 'contact' } }),
    block('phone_field', 'phone', [], { props: { label: 'Phone', name: 'contact' } }),
  ];
  const desk = await Desk.open(server, context, page, [block('section', 's', [block('form', 'form', fields)])]);
  const before = await desk.bytes();
  await desk.editor.tab('Audit');
  const findings = page.getByRole('list', { name: 'What could be better' });
  for (const [rule, press] of [
    ['field_label', 'Add a label'],
    ['duplicate_field_name', 'Rename this one'],
    ['incomplete_form', 'Add what is missing'],
  ] as const) {
    const row = findings.locator(`[data-rule="${rule}"]`);
    await row.getByRole('button', { name: press }).click();
    await expect(row).toHaveCount(0);
  }
  await desk.expectChildren('form', ['mail', 'phone', '*']);
  const { nodes } = await desk.stored();
  const [send] = (await desk.children('form')).slice(-1);
  expect(nodes[send!].kind).toBe('submit_button');
  expect(nodes.mail.props.label, 'what the field is for, in words').toMatch(/mail/i);
  expect(nodes.mail.props.name).toBe('contact');
  expect(nodes.phone.props.name, 'its answers have a column of their own').not.toBe('contact');
  expect(nodes.phone.props.label).toBe('Phone');
  for (let step = 0; step < 3; step++) await desk.editor.button('Undo').click();
  await until('taken back', async () => (await desk.bytes()) === before);
});
