import '../ui/tokens.css';
import '../ui/base.css';
import { expect, it } from 'vitest';
import { page, userEvent } from 'vitest/browser';
import { render } from 'vitest-browser-react';
import type { Json } from '../../engine/kernel/index.ts';
import { CommandForm } from './command-form.tsx';

it('sends no other order than the typed one: what is out of range stays at the field, with the range in words', async () => {
  const sent: Record<string, Json>[] = [];
  const definition = { fields: { cases: { kind: 'i32', min: 0, max: 9999, default: 4 } } } as Parameters<
    typeof CommandForm
  >[0]['definition'];
  await render(
    <CommandForm
      type="placeOrder"
      title="Your order"
      called="order"
      definition={definition}
      disabled={false}
      onSend={(payload) => sent.push(payload)}
    />,
  );
  const cases = page.getByRole('spinbutton', { name: 'Cases' });
  const place = page.getByRole('button', { name: 'Place order' });
  for (const typed of ['-5', '9999999999999', '2.5']) {
    await cases.fill(typed);
    await place.click();
    await expect.element(cases).toHaveValue(typed);
    await expect
      .element(page.getByRole('alert'))
      .toHaveTextContent(`Type a whole number from 0 to 9999, not “${typed}”. Nothing was sent.`);
  }
  await cases.fill('');
  await place.click();
  await expect.element(page.getByRole('alert')).toHaveTextContent('Type a whole number from 0 to 9999. Nothing was sent.');
  await cases.fill('abc');
  await userEvent.keyboard('{Enter}');
  expect(sent).toEqual([]);
  await cases.fill('7');
  await userEvent.keyboard('{Enter}');
  await cases.fill('8');
  await place.click();
  expect(sent).toEqual([{ cases: 7 }, { cases: 8 }]);
});

it('takes money in cents and sends it to the last one, and no part of a cent', async () => {
  const sent: Record<string, Json>[] = [];
  const definition = {
    fields: { pay: { kind: 'decimal', scale: 2, min: 0, max: 9999, step: 10, default: '100.00', unit: '$' } },
  } as Parameters<typeof CommandForm>[0]['definition'];
  await render(
    <CommandForm
      type="planMonth"
      title="Your plan"
      called="plan"
      definition={definition}
      disabled={false}
      onSend={(payload) => sent.push(payload)}
    />,
  );
  const pay = page.getByRole('spinbutton', { name: 'Pay' });
  const plan = page.getByRole('button', { name: 'Plan month' });
  await plan.click();
  await pay.fill('12.345');
  await plan.click();
  await expect
    .element(page.getByRole('alert'))
    .toHaveTextContent('Type a number with at most 2 digits after the point from 0 to 9999, not “12.345”. Nothing was sent.');
  await pay.fill('');
  await plan.click();
  await expect.element(page.getByRole('alert')).toMatchTextContent(/^Type a number with [^“]* to 9999\. Nothing was sent\.$/);
  await pay.fill('0.3');
  await plan.click();
  expect(sent).toEqual([{ pay: '100.00' }, { pay: '0.30' }]);
});

it('sends with Enter in any field, when all of them can be sent; the browser says nothing of its own', async () => {
  const sent: Record<string, Json>[] = [];
  const money = { kind: 'decimal', scale: 2, min: 0, default: '100.00', unit: '$' };
  const definition = { fields: { card: { ...money, order: 2 }, savings: money, leisure: { ...money, order: 1 } } } as Parameters<
    typeof CommandForm
  >[0]['definition'];
  await render(
    <CommandForm
      type="planMonth"
      title="Your plan"
      called="plan"
      definition={definition}
      disabled={false}
      onSend={(payload) => sent.push(payload)}
    />,
  );
  const fields = page.getByRole('spinbutton').elements() as HTMLInputElement[];
  expect(fields.map((field) => field.getAttribute('aria-label'))).toEqual(['Leisure', 'Card', 'Savings']);
  const card = page.getByRole('spinbutton', { name: 'Card' });
  await card.fill('12.345');
  await page.getByRole('spinbutton', { name: 'Savings' }).fill('0.1+0.2');
  await userEvent.keyboard('{Enter}');
  await expect.element(card).toHaveFocus();
  await expect.element(card).toHaveAttribute('aria-invalid', 'true');
  await expect.element(card).toHaveAccessibleDescription(/^Type a number with at most 2 digits .* not “12\.345”\./);
  expect(fields[1]!.form!.noValidate).toBe(true);
  expect(sent).toEqual([]);
  await card.fill('12345678901234.56');
  await userEvent.keyboard('{Enter}');
  expect(sent).toEqual([{ card: '12345678901234.56', savings: '0.30', leisure: '100.00' }]);
  await expect.element(card).toHaveValue('12345678901234.56');
});

it('says before the fields what the level tells this player, and nothing where it tells nothing', async () => {
  const shown = (notice: string | undefined) => (
    <CommandForm
      type="placeOrder"
      title="Your order"
      called="order"
      notice={notice}
      definition={{ fields: {} }}
      disabled={false}
      onSend={() => undefined}
    />
  );
  const screen = await render(shown('Orders count from week 5.'));
  const told = page.getByRole('status', { name: 'Before your order' });
  await expect.element(told).toHaveTextContent('Orders count from week 5.');
  await screen.rerender(shown(undefined));
  await expect.element(told).not.toBeInTheDocument();
});
