import { useMemo, useRef, useState } from 'react';
import type { ChartSpec, KpiSpec } from '../../../engine/model/project.ts';
import { EmptyState, IconButton } from '../../ui/index.ts';
import type { Run } from '../editor/index.ts';
import { t } from '../i18n/index.ts';
import { useCell, useEditor, useMaybeCell } from '../react.ts';
import { Chart } from './chart.tsx';
import { colorOf, curvesOf } from './curves.ts';
import { kpiFigure } from './format.ts';
import { shortLabels } from './labels.ts';
import { usePointed } from './use-pointed.ts';
import { comparedRuns, type Dash, ghostDash, LineSample } from './line-styles.tsx';
import styles from './analyse.module.css';

interface ChartCardProps {
  chart: ChartSpec;
  kpis: Readonly<Record<string, KpiSpec>>;
  run: Run;
  ghost: Run | undefined;
  compared: readonly { run: Run; dash: Dash }[];
  tick: number;
  hovered: number | undefined;
  onHover: (tick: number | undefined) => void;
}

function ChartCard({ chart, kpis, run, ghost, compared, tick, hovered, onHover }: ChartCardProps) {
  const editor = useEditor();
  const curves = useMemo(() => curvesOf(chart, kpis, run, ghost, compared), [chart, kpis, run, ghost, compared]);
  const labels = useMemo(() => shortLabels(chart.kpis.map((id) => kpis[id]?.label ?? id)), [chart, kpis]);
  const at = hovered ?? (tick === 0 ? run.tick : tick);
  const unit = kpis[chart.kpis[0] ?? '']?.unit;
  const place = useRef<HTMLElement>(null);
  usePointed(place, (pointed) => ('kpi' in pointed && chart.kpis.includes(pointed.kpi) ? `[data-kpi="${pointed.kpi}"]` : undefined));
  const ask = (kpi: string): void => {
    editor.question.set({ kpi });
    editor.reveal.set('why');
  };
  return (
    <figure ref={place} className={styles['chart']}>
      <figcaption>
        <h3>
          {chart.title}
          {unit && unit !== '$' && <span className={styles['unit']}>{unit}</span>}
        </h3>
        <dl>
          {chart.kpis.map((id, index) => (
            <div key={id} title={kpis[id]?.help ?? kpis[id]?.label}>
              <dt>
                <i style={{ background: colorOf(kpis[id], index) }} />
                {chart.kpis.length > 1 && labels[index]}
              </dt>
              <dd className="number">
                <button type="button" data-kpi={id} title={t('why.ask', { name: kpis[id]?.label ?? id })} onClick={() => ask(id)}>
                  {kpiFigure(run.series[id]?.[at - 1], kpis[id])}
                </button>
              </dd>
            </div>
          ))}
        </dl>
      </figcaption>
      <Chart
        title={chart.title}
        unit={unit}
        curves={curves}
        tick={tick}
        ticks={run.ticks}
        onHover={onHover}
        onJump={(next) => editor.preview.seek(next)}
      />
    </figure>
  );
}

/** Which line is which run, and when the figures are of. */
function Legend({
  run,
  ghost,
  compared,
  at,
}: {
  run: Run;
  ghost: Run | undefined;
  compared: readonly { run: Run; dash: Dash }[];
  at: number;
}) {
  const editor = useEditor();
  const { preview } = editor;
  const compare = useCell(preview.compare);
  return (
    <div className={styles['legend']}>
      <ul aria-label={t('kpis.runs')}>
        <li>
          <LineSample /> {run.name}
        </li>
        {ghost && (
          <li>
            <LineSample dash={ghostDash} /> {t('kpis.before')}
          </li>
        )}
        {compared.map(({ run: other, dash }) => (
          <li key={other.id}>
            <LineSample dash={dash} /> {other.name}
            <IconButton
              icon="close"
              size={11}
              label={t('kpis.hide', { name: other.name })}
              onClick={() => preview.setCompare(compare.filter((id) => id !== other.id))}
            />
          </li>
        ))}
      </ul>
      <span role="status" aria-label={t('kpis.values')} className="number">
        {t('kpis.at', { time: editor.timeText(at) })}
      </span>
    </div>
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
  const [hovered, setHovered] = useState<number>();
  const compared = useMemo(() => comparedRuns(runs, compare, run?.id), [runs, compare, run?.id]);
  const kpis = useMemo(() => withUndeclared(file?.kpis ?? {}, run), [file?.kpis, run]);
  if (!file || Object.keys(kpis).length === 0) return <EmptyState icon="chart" title={t('kpis.none')} text={t('kpis.noneHint')} />;
  if (!run) return <EmptyState icon="chart" title={t('kpis.noRun')} text={t('kpis.noRunHint')} />;
  const charts = [...file.charts, ...chartsFor(kpis, file.charts.length > 0 ? file.kpis : {})];
  return (
    <div className={styles['kpis']}>
      <Legend run={run} ghost={ghost} compared={compared} at={hovered ?? (tick === 0 ? run.tick : tick)} />
      <div className={styles['charts']}>
        {charts.map((chart) => (
          <ChartCard
            key={chart.id}
            chart={chart}
            kpis={kpis}
            run={run}
            ghost={ghost}
            compared={compared}
            tick={tick}
            hovered={hovered}
            onHover={setHovered}
          />
        ))}
      </div>
    </div>
  );
}

type Kpis = Readonly<Record<string, KpiSpec>>;

/** The figures of the project, and those that a script of the run calls by a name which the project does not declare. */
const withUndeclared = (declared: Kpis, run: Run | undefined): Kpis => {
  const called = Object.keys(run?.series ?? {}).filter((id) => !Object.hasOwn(declared, id));
  return { ...declared, ...Object.fromEntries(called.toSorted().map((id) => [id, { label: id, kind: 'number' } as const])) };
};

/** A chart each for the figures that the charts of the project leave to us: all where it has none, else those that it does not declare. */
const chartsFor = (kpis: Kpis, left: Kpis): ChartSpec[] =>
  Object.entries(kpis)
    .filter(([id]) => !Object.hasOwn(left, id))
    .map(([id, { label }]) => ({ id, title: label, kpis: [id], kind: 'line' }));
