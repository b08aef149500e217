import type { ScenarioSpec } from '../../../engine/model/project.ts';
import { Icon } from '../../ui/index.ts';
import { t } from '../i18n/index.ts';
import { useCell, useEditor } from '../react.ts';
import { kpiText } from './format.ts';
import { headlineKpi } from './headline.ts';
import styles from './analyse.module.css';

function Reference({
  reference,
  kpis,
  changed,
}: {
  reference: NonNullable<ScenarioSpec['reference']>;
  kpis: Readonly<Record<string, string | number>>;
  changed: boolean;
}) {
  const editor = useEditor();
  const specs = useCell(editor.project)?.file.get().kpis ?? {};
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

/** What came out, in one number, and what it leaves one wondering. */
export function Story({ scenario }: { scenario: ScenarioSpec | undefined }) {
  const editor = useEditor();
  const file = useCell(editor.project)?.file.get();
  const run = useCell(editor.preview.current);
  const ghost = useCell(editor.preview.ghost);
  const transport = useCell(editor.preview.transport);
  const headline = file && headlineKpi(file);
  if (!headline) return null;
  const { id, spec } = headline;
  const ended = run !== undefined && run.state === 'finished' && (transport.state === 'stopped' || transport.tick >= run.ticks);
  const shown = run && (ended ? run.kpis[id] : run.series[id]?.[transport.tick - 1]);
  const before = ghost?.kpis[id];
  return (
    <div className={styles['story']}>
      <p className={styles['storyLabel']}>{spec.label}</p>
      <p role="status" aria-label={spec.label} className={`number ${styles['storyNumber'] ?? ''}`}>
        {kpiText(shown, spec)}
      </p>
      {before !== undefined && before !== run?.kpis[id] && (
        <p className={`number ${styles['quiet'] ?? ''}`}>{t('scenario.before', { value: kpiText(before, spec) })}</p>
      )}
      {ended && scenario?.question && Object.keys(run.changed).length === 0 && <p className={styles['question']}>{scenario.question}</p>}
      {ended && scenario?.reference && (
        <Reference reference={scenario.reference} kpis={run.kpis} changed={Object.keys(run.changed).length > 0} />
      )}
    </div>
  );
}
