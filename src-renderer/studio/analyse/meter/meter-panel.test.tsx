import { expect, test } from 'vitest';
import { page, userEvent } from 'vitest/browser';
import { createTestStudio, toyProject } from '../../testing/test-editor.ts';
import { openAnalyst, show } from '../testing/show.tsx';
import { MeterPanel } from './meter-panel.tsx';

test('what scripts cost by tick, hook and line; a bar leads to its tick, a line to the script', async () => {
  const editor = await openAnalyst();
  await show(editor, MeterPanel);
  await expect.element(page.getByRole('row', { name: /tick\.ts onTick 40K 20\.5K 40K/ })).toBeInTheDocument();
  await expect.element(page.getByRole('row', { name: /0\.4%/ })).toBeInTheDocument();
  await userEvent.click(page.getByRole('button', { name: 'Week 12: 12K of work' }));
  expect(editor.preview.transport.get().tick).toBe(12);
  await expect.element(page.getByRole('row', { name: /onTick 12K 20\.5K 40K/ })).toBeInTheDocument();
  editor.clock.pass(300);
  const line = page.getByRole('button', { name: "2 log('tick');" });
  await expect.element(line).toBeInTheDocument();
  await expect.element(page.getByText('67%')).toBeInTheDocument();
  await userEvent.click(line);
  expect(editor.place.get()).toMatchObject({ file: 'scripts/tick.ts', line: 2 });
  await userEvent.click(page.getByRole('button', { name: '40K', exact: true }));
  expect(editor.preview.transport.get().tick).toBe(40);
});

test('a level without scripts says that nothing is metered', async () => {
  const editor = await openAnalyst(createTestStudio({ templates: { 'supply-chain': toyProject } }));
  await show(editor, MeterPanel);
  await expect.element(page.getByText('No script ran')).toBeInTheDocument();
});
