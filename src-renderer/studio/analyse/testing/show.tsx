/** Panels on the real editor, in a page of their own, with nothing behind them but memory. */
import '../../../ui/tokens.css';
import '../../../ui/base.css';
import type { ComponentType } from 'react';
import { render } from 'vitest-browser-react';
import { TooltipProvider } from '../../../ui/index.ts';
import { EditorProvider } from '../../react.ts';
import { createTestStudio, type TestEditor, type TestStudio, toyProject } from '../../testing/test-editor.ts';

const json = (text: string | undefined): Record<string, unknown> => JSON.parse(text ?? '{}') as Record<string, unknown>;

/** The toy project with charts, a question, a component of its own and two scripts. */
export const analystProject: Readonly<Record<string, string>> = {
  ...toyProject,
  'ledgerquest.json': JSON.stringify({
    ...json(toyProject['ledgerquest.json']),
    components: { Stock: { fields: { inventory: { kind: 'f64', unit: 'cases' }, cost: { kind: 'decimal', scale: 2, unit: '$' } } } },
    parameters: {
      rate: { kind: 'number', label: 'Rate', help: 'Added every week.', default: 1, min: 0, max: 10, step: 1 },
      level: { kind: 'number', label: 'Level', default: 5, min: 0, max: 9999, each: ['left', 'right'] },
      demand: { kind: 'series', label: 'Demand', default: [4, 4, 8], min: 0, max: 100, unit: 'cases' },
      night: { kind: 'boolean', label: 'Night shift', default: false },
      queue: {
        kind: 'choice',
        label: 'Queue',
        options: ['fifo', 'lifo'],
        labels: { fifo: 'Oldest first', lifo: 'Newest first' },
        default: 'fifo',
      },
      motto: { kind: 'text', label: 'Motto', maxLength: 40, default: 'Onwards' },
    },
    scenarios: {
      slow: {
        name: 'Slow',
        values: { rate: 1 },
        ticks: 40,
        seed: 7,
        question: 'Why so slow?',
        turn: 'rate',
      },
      fast: { name: 'Fast', values: { rate: 3 }, ticks: 40, seed: 7, reference: { kpis: { total: '120' }, source: 'Toy 1989' } },
    },
    kpis: { total: { label: 'Total', kind: 'number', unit: 'cases', better: 'higher' } },
    charts: [{ id: 'total', title: 'Total so far', kpis: ['total'], kind: 'line' }],
  }),
  'levels/yard.json': JSON.stringify({ ...json(toyProject['levels/yard.json']), scripts: ['scripts/tick.ts'] }),
  'scripts/tick.ts': "function onTick() {\n  log('tick');\n}\n",
  'scripts/spare.ts': 'function onTick() {}\n',
};

/** Its host refuses to strip a script that has `broken` in it, as a compiler would. */
export const analystStudio = (): TestStudio =>
  createTestStudio({
    templates: { 'supply-chain': analystProject },
    strip(source, path) {
      const line = source.split('\n').findIndex((text) => text.includes('broken'));
      if (line < 0) return { code: source };
      const [message, hint] = ['This is broken.', 'Mend it.'];
      return { problems: [{ severity: 'error', code: 'syntax', file: path, line: line + 1, column: 1, message, hint }] };
    },
  });

/** A person in a project, at the end of a run of the scenario `slow`: the only one that is kept. */
export async function openAnalyst(studio: TestStudio = analystStudio(), name = 'Ada'): Promise<TestEditor> {
  const editor = await studio.join(name);
  await editor.start();
  const { preview } = editor;
  preview.pause();
  for (const { id } of preview.runs.get()) preview.remove(id);
  preview.chooseScenario('slow');
  await preview.run();
  return editor;
}

/** Shows panels side by side as the window does. */
export const show = (editor: TestEditor, ...panels: ComponentType[]) =>
  render(
    <EditorProvider value={editor}>
      <TooltipProvider>
        <div style={{ display: 'flex', height: 560 }}>
          {panels.map((Panel, index) => (
            // eslint-disable-next-line react/no-array-index-key -- never reordered
            <section key={index} aria-label={Panel.name} style={{ flex: 1, minWidth: 0, overflow: 'auto' }}>
              <Panel />
            </section>
          ))}
        </div>
      </TooltipProvider>
    </EditorProvider>,
  );
