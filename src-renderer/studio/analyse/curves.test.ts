import { expect, test } from 'vitest';
import type { ChartSpec, KpiSpec } from '../../../engine/model/project.ts';
import type { Run } from '../editor/index.ts';
import { curvesOf } from './curves.ts';
import { ghostDash } from './line-styles.tsx';

const kpis: Record<string, KpiSpec> = {
  a: { label: 'A', kind: 'decimal', color: '#112233' },
  b: { label: 'B', kind: 'decimal' },
};
const run = (name: string, series: Run['series']): Run => ({ name, series }) as unknown as Run;
const chart = (kind: ChartSpec['kind']): ChartSpec => ({ id: 'c', title: 'C', kpis: ['a', 'b'], kind });

test('the current run lies over the ghost, the ghost over compared runs', () => {
  const curves = curvesOf(chart('line'), kpis, run('now', { a: ['1.50'] }), run('before', { a: ['2.50'] }), [
    { run: run('other', { a: ['3.50'] }), dash: [2, 3] },
  ]);
  expect(curves.map(({ label, faint, dash }) => [label, faint ?? false, dash])).toEqual([
    ['A · other', true, [2, 3]],
    ['B · other', true, [2, 3]],
    ['A · before', true, ghostDash],
    ['B · before', true, ghostDash],
    ['A', false, undefined],
    ['B', false, undefined],
  ]);
  expect(curves[0]?.color).toBe('#112233');
});

test('areas stand on each other, the highest drawn first; of other runs only the whole is shown', () => {
  const curves = curvesOf(
    chart('area'),
    kpis,
    run('now', { a: ['1.50', '2.00'], b: ['0.25', '1.00'] }),
    run('before', { a: ['1'], b: ['2'] }),
    [],
  );
  expect(curves.map(({ label, values, filled }) => [label, values, filled ?? false])).toEqual([
    ['before', [3], false],
    ['B', [1.75, 3], true],
    ['A', [1.5, 2], true],
  ]);
});
