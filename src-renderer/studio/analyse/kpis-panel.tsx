import { useMemo } from 'react';
import type { ChartSpec, KpiSpec } from '../../../engine/model/project.ts';
import { EmptyState } from '../../ui/index.ts';
import type { Run } from '../editor/index.ts';
import { t } from '../i18n/index.ts';
import { useCell, useEditor, useMaybeCell } from '../react.ts';
import { Chart, type Curve } from './chart.tsx';
import { kpiText } from './format.ts';
import styles from './analyse.module.css';

const palette = ['var(--series-1)', 'var(--series-2)', 'var(--series-3)', 'var(--series-4)', 'var(--series-5)', 'var(--series-6)'];
const colorOf = (spec: KpiSpec | undefined, index: number): string => spec?.color ?? palette[index % palette.length] ?? 'var(--series-1)';

/** The current run's curves in full, the ghost dashed behind them, every compared run faint. */
function curvesOf(
  chart: ChartSpec,
  kpis: Readonly<Record<string, KpiSpec>>,
  run: Run,
  ghost: Run | undefined,
  compared: readonly Run[],
): Curve[] {
  const of = (from: Run, style: Partial<Curve>): Curve[] =>
    chart.kpis.map((id, index) => ({
      label: `${kpis[id]?.label ?? id} · ${from.name}`,
      color: colorOf(kpis[id], index),
      values: from.series[id] ?? [],
      ...style,
    }));
  return [
    ...compared.flatMap((other) => of(other, { faint: true })),
    ...(ghost ? of(ghost, { faint: true, dashed: true }) : []),
    ...chart.kpis.map((id, index) => ({ label: kpis[id]?.label ?? id, color: colorOf(kpis[id], index), values: run.series[id] ?? [] })),
  ];
}

interface ChartCardProps {
  chart: ChartSpec;
  kpis: Readonly<Record<string, KpiSpec>>;
  run: Run;
  ghost: Run | undefined;
  compared: readonly Run[];
  tick: number;
}

function ChartCard({ chart, kpis, run, ghost, compared, tick }: ChartCardProps) {
  const editor = useEditor();
  const curves = useMemo(() => curvesOf(chart, kpis, run, ghost, compared), [chart, kpis, run, ghost, compared]);
  const at = tick === 0 ? run.tick : tick;
  return (
    <figure className={styles['chart']}>
      <figcaption>
        <h3>{chart.title}</h3>
        <dl>
          {chart.kpis.map((id, index) => (
            <div key={id}>
              <dt>
                <i style={{ background: colorOf(kpis[id], index) }} />
                {kpis[id]?.label ?? id}
              </dt>
              <dd className="number">{kpiText(run.series[id]?.[at - 1], kpis[id])}</dd>
            </div>
          ))}
        </dl>
      </figcaption>
      <Chart
        title={chart.title}
        unit={kpis[chart.kpis[0] ?? '']?.unit}
        curves={curves}
        tick={tick}
        ticks={run.ticks}
        onJump={(next) => editor.preview.seek(next)}
      />
    </figure>
  );
}

export function KpisPanel() {
  const editor = useEditor();
  const file = useMaybeCell(useCell(editor.project)?.file);
  const run = useCell(editor.preview.current);
  const ghost = useCell(editor.preview.ghost);
  const runs = useCell(editor.preview.runs);
  const compare = useCell(editor.preview.compare);
  const { tick } = useCell(editor.preview.transport);
  const compared = useMemo(() => runs.filter(({ id }) => compare.includes(id) && id !== run?.id), [runs, compare, run]);
  if (!file || Object.keys(file.kpis).length === 0) return <EmptyState icon="chart" title={t('kpis.none')} text={t('kpis.noneHint')} />;
  if (!run) return <EmptyState icon="chart" title={t('kpis.noRun')} />;
  return (
    <div className={styles['charts']}>
      {file.charts.map((chart) => (
        <ChartCard key={chart.id} chart={chart} kpis={file.kpis} run={run} ghost={ghost} compared={compared} tick={tick} />
      ))}
    </div>
  );
}
