import { unitBehind } from '../../../engine/model/figure.ts';
import type { ScenarioSpec } from '../../../engine/model/project.ts';
import type { KpiValue } from '../../workers/engine/protocol.ts';
import { Icon } from '../../ui/index.ts';
import { scriptFailures } from '../editor/index.ts';
import { t } from '../i18n/index.ts';
import { useCell, useEditor, useMaybeCell } from '../react.ts';
import { changeText, kpiFigure, kpiText } from './format.ts';
import { headlineKpi } from './headline.ts';
import { RunFailures } from './run-failures.tsx';
import styles from './analyse.module.css';

interface ReferenceProps {
  reference: NonNullable<ScenarioSpec['reference']>;
  kpis: Readonly<Record<string, KpiValue>>;
  changed: boolean;
}

function Reference({ reference, kpis, changed }: ReferenceProps) {
  const editor = useEditor();
  const specs = useMaybeCell(useCell(editor.project)?.file)?.kpis ?? {};
  const missed = Object.entries(reference.kpis).find(([id, value]) => String(kpis[id]) !== value);
  if (!missed) {
    return (
      <p className={styles['matches']}>
        <Icon name="ok" />
        {t('scenario.matches', reference)}
      </p>
    );
  }
  if (changed) return null;
  const [id, expected] = missed;
  return (
    <p className={styles['quiet']}>
      {t('scenario.misses', { source: reference.source, kpi: specs[id]?.label ?? id, expected: kpiText(expected, specs[id]) })}
    </p>
  );
}

/** What came out, in one number, what it was before, and what it leaves one wondering. While a run plays, the number counts with it. */
export function Story({ scenario }: { scenario: ScenarioSpec | undefined }) {
  const editor = useEditor();
  const file = useMaybeCell(useCell(editor.project)?.file);
  const run = useCell(editor.preview.current);
  const ghost = useCell(editor.preview.ghost);
  const { state, tick } = useCell(editor.preview.transport);
  const stale = useCell(editor.preview.stale);
  const headline = file && headlineKpi(file);
  if (!headline) return null;
  const { id, spec } = headline;
  const playing = run !== undefined && state === 'playing' && tick < run.ticks;
  const ended = run !== undefined && run.state === 'finished' && !playing;
  const result = run?.kpis[id];
  const shown = playing ? run.series[id]?.[tick - 1] : result;
  // A run that waits for its player is compared with where the other one stood then; a whole one with one that is as long.
  const before = ended ? (ghost?.tick === run.tick ? ghost.kpis[id] : undefined) : ghost?.series[id]?.[(run?.tick ?? 0) - 1];
  // What the scenario asks is about what it comes to by itself, from its beginning to its end.
  const isWhole = ended && !run.from && !run.production && run.played === undefined && run.tick >= (scenario?.ticks ?? 0);
  // What a run comes to in which scripts failed is neither better nor worse than anything.
  const isDoubtful = [run, ghost].some((one) => one && scriptFailures(one.troubles));
  const change = isDoubtful ? undefined : changeText(before, result);
  const better =
    !isDoubtful && spec.better && before !== undefined && result !== undefined ? isBetter(spec.better, before, result) : undefined;
  return (
    <div className={styles['story']}>
      <p className={styles['storyLabel']}>
        <span>{spec.label}</span>
        {run && !ended && <span className="number">{editor.timeText(playing ? tick : run.tick)}</span>}
      </p>
      <p role="status" aria-label={spec.label} className={`number ${styles['storyNumber'] ?? ''}`}>
        {kpiFigure(shown, spec)}
        {shown !== undefined && spec.unit && spec.unit !== '$' && <span className={styles['unit']}> {unitBehind(shown, spec.unit)}</span>}
      </p>
      {run && <RunFailures run={run} />}
      {stale && <p className={styles['stale']}>{t('scenario.stale')}</p>}
      {/* Always there, so that nothing moves under the hand that turns a knob. */}
      <p className={`number ${styles['storyBefore'] ?? ''}`}>
        {before !== undefined && before !== result && !playing && (
          <>
            {t('scenario.before', { value: kpiText(before, spec) })}
            {change && <span data-better={better}>{change}</span>}
          </>
        )}
      </p>
      {ended && tick > 0 && tick < run.tick && (
        <p className={`number ${styles['quiet'] ?? ''}`}>
          {t('scenario.atTick', { time: editor.timeText(tick), value: kpiText(run.series[id]?.[tick - 1], spec) })}
        </p>
      )}
      {isWhole && scenario?.question && <p className={styles['question']}>{scenario.question}</p>}
      {ended && scenario?.reference && !isDoubtful && (
        <Reference
          reference={scenario.reference}
          kpis={run.kpis}
          changed={run.played !== undefined || Object.keys(run.changed).length > 0}
        />
      )}
    </div>
  );
}

const isBetter = (better: 'lower' | 'higher', before: KpiValue, after: KpiValue): boolean =>
  better === 'lower' ? Number(after) < Number(before) : Number(after) > Number(before);
