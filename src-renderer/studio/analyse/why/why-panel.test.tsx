import { expect, test } from 'vitest';
import { page, userEvent } from 'vitest/browser';
import { KpisPanel } from '../kpis-panel.tsx';
import { createTestStudio } from '../../testing/test-editor.ts';
import { analystProject, openAnalyst, show } from '../testing/show.tsx';
import { WhyPanel } from './why-panel.tsx';

test('a figure that is pressed is explained for the shown tick, and leads to the tick and the line', async () => {
  const editor = await openAnalyst();
  const looked = async (): Promise<void> => {
    await expect.element(page.getByText('Looking…')).toBeInTheDocument();
    editor.clock.pass(300);
  };
  await show(editor, KpisPanel, WhyPanel);
  await expect.element(page.getByText('Ask a figure why it is what it is')).toBeInTheDocument();
  await userEvent.click(page.getByTitle('Why is Total that?'));
  expect(editor.reveal.get()).toBe('why');
  editor.clock.pass(300);
  await expect.element(page.getByText(/^Total is 40 after week 40\. scripts\/tick\.ts set it from 39 to 40/)).toBeInTheDocument();
  await expect.element(page.getByText('It ends here: which figures a script reads is not recorded.')).toBeInTheDocument();
  await userEvent.click(page.getByText("log('tick');"));
  expect(editor.place.get()).toMatchObject({ file: 'scripts/tick.ts', line: 2 });
  editor.preview.seek(12);
  await looked();
  await expect.element(page.getByText(/^Total is 12 after week 12/)).toBeInTheDocument();
  editor.question.set({ entity: 'gone', component: 'Stock', field: 'cost' });
  await looked();
  await expect.element(page.getByText('That cannot be said. Ask for the total.')).toBeInTheDocument();
});

test('where it ends, the figures that the line names are asked about at a press', async () => {
  const level = JSON.parse(analystProject['levels/yard.json']!) as { entities: Record<string, { components: object }> };
  level.entities['house']!.components = { ...level.entities['house']!.components, Stock: { inventory: 40, cost: '1.00' } };
  const templates = {
    'supply-chain': {
      ...analystProject,
      'levels/yard.json': JSON.stringify(level),
      'scripts/tick.ts': "function onTick() {\n  kpi('total', Stock.inventory);\n}\n",
    },
  };
  const editor = await openAnalyst(createTestStudio({ templates }));
  await show(editor, KpisPanel, WhyPanel);
  await userEvent.click(page.getByTitle('Why is Total that?'));
  editor.clock.pass(300);
  await userEvent.click(page.getByTitle('Why is House Stock.inventory that?'));
  expect(editor.question.get()).toEqual({ entity: 'house', component: 'Stock', field: 'inventory' });
});
