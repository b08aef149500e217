import { classes, EmptyState, IconButton, Switch } from '../../ui/index.ts';
import type { Run } from '../editor/index.ts';
import { t } from '../i18n/index.ts';
import { useCell, useEditor, useMaybeCell } from '../react.ts';
import { kpiText, valueText } from './format.ts';
import { headlineKpi } from './headline.ts';
import styles from './analyse.module.css';

function Changes({ run }: { run: Run }) {
  const editor = useEditor();
  const parameters = useMaybeCell(useCell(editor.project)?.file)?.parameters ?? {};
  const changes = Object.entries(run.changed).map(([name, value]) => `${parameters[name]?.label ?? name} ${valueText(value)}`);
  if (run.production) return <>{t('runs.production')}</>;
  if (run.from) changes.unshift(t('runs.fork', { tick: editor.timeText(run.from.tick) }));
  return <>{changes.length > 0 ? changes.join(' · ') : t('runs.unchanged')}</>;
}

export function RunsPanel() {
  const editor = useEditor();
  const { preview } = editor;
  const file = useMaybeCell(useCell(editor.project)?.file);
  const runs = useCell(preview.runs);
  const compare = useCell(preview.compare);
  const current = useCell(preview.current)?.id;
  const headline = file && headlineKpi(file);
  if (runs.length === 0) return <EmptyState icon="history" title={t('runs.none')} text={t('runs.noneHint')} />;
  const overlay = (id: string, on: boolean): void => preview.setCompare(on ? [...compare, id] : compare.filter((other) => other !== id));
  return (
    <ul className={styles['runs']} aria-label={t('runs.list')}>
      {runs.map((run) => (
        <li key={run.id} className={classes(styles['run'], run.id === current && styles['runCurrent'])}>
          <button type="button" className={styles['runName']} aria-current={run.id === current} onClick={() => preview.show(run.id)}>
            <strong>{run.name}</strong>
            <span className={styles['quiet']}>
              <Changes run={run} /> · {t('runs.seed', { seed: run.seed })}
            </span>
          </button>
          <span className={`number ${styles['runKpi'] ?? ''}`}>{headline && kpiText(run.kpis[headline.id], headline.spec)}</span>
          <span className={`mono ${styles['quiet'] ?? ''}`} title={run.hashes.at(-1)}>
            {run.hashes.at(-1)?.slice(0, 8)}
          </span>
          <Switch label={t('runs.overlay', { name: run.name })} checked={compare.includes(run.id)} onChange={(on) => overlay(run.id, on)} />
          <IconButton
            icon={run.pinned ? 'pin-off' : 'pin'}
            label={run.pinned ? t('runs.unpin') : t('runs.pin')}
            onClick={() => preview.pin(run.id, !run.pinned)}
          />
          <IconButton icon="trash" label={t('runs.delete')} onClick={() => preview.remove(run.id)} />
        </li>
      ))}
    </ul>
  );
}
