import type { ChartSpec, KpiSpec } from '../../../engine/model/project.ts';
import type { KpiValue } from '../../workers/engine/protocol.ts';
import type { Run } from '../editor/index.ts';
import type { Curve } from './chart.tsx';
import { type Dash, ghostDash } from './line-styles.tsx';

type Kpis = Readonly<Record<string, KpiSpec>>;
type Values = readonly (KpiValue | null)[];

const palette = ['var(--series-1)', 'var(--series-2)', 'var(--series-3)', 'var(--series-4)', 'var(--series-5)', 'var(--series-6)'];
export const colorOf = (spec: KpiSpec | undefined, index: number): string =>
  spec?.color ?? palette[index % palette.length] ?? 'var(--series-1)';

/** Compared runs faint, the ghost dashed, the current run in full over them. Areas of several KPIs stand on each other. */
export function curvesOf(
  chart: ChartSpec,
  kpis: Kpis,
  run: Run,
  ghost: Run | undefined,
  compared: readonly { run: Run; dash: Dash }[],
): Curve[] {
  return [
    ...compared.flatMap(({ run: other, dash }) => behind(chart, kpis, other, dash)),
    ...(ghost ? behind(chart, kpis, ghost, ghostDash) : []),
    ...front(chart, kpis, run),
  ];
}

function front(chart: ChartSpec, kpis: Kpis, run: Run): Curve[] {
  const values = chart.kpis.map((id): Values => run.series[id] ?? []);
  const shown = chart.kind === 'area' ? stacked(values) : values;
  const curves = chart.kpis.map((id, index) => ({
    label: kpis[id]?.label ?? id,
    color: colorOf(kpis[id], index),
    values: shown[index] ?? [],
    ...(chart.kind === 'area' && { filled: true }),
    ...(chart.kind === 'bar' && { bars: true }),
  }));
  // The highest stack is drawn first, so that the lower ones lie over it.
  return chart.kind === 'area' ? curves.toReversed() : curves;
}

function behind(chart: ChartSpec, kpis: Kpis, run: Run, dash: Dash): Curve[] {
  if (chart.kind === 'area') {
    // Of another run's areas only the whole.
    const whole = stacked(chart.kpis.map((id): Values => run.series[id] ?? [])).at(-1);
    return whole ? [{ label: run.name, color: 'var(--text-muted)', values: whole, faint: true, dash }] : [];
  }
  return chart.kpis.map((id, index) => ({
    label: `${kpis[id]?.label ?? id} · ${run.name}`,
    color: colorOf(kpis[id], index),
    values: run.series[id] ?? [],
    faint: true,
    dash,
  }));
}

/** Each list added to those before it. For drawing only: decimals become numbers. */
function stacked(lists: readonly Values[]): Values[] {
  let below: readonly number[] = [];
  return lists.map((values) => {
    below = values.map((value, index) => Number(value ?? 0) + (below[index] ?? 0));
    return below;
  });
}
