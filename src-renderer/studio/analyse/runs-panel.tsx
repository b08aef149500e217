import { useState } from 'react';
import { classes, EmptyState, Icon, IconButton, TextField } from '../../ui/index.ts';
import { isOfSession, type Run, scriptFailures } from '../editor/index.ts';
import { t } from '../i18n/index.ts';
import { useCell, useEditor, useMaybeCell } from '../react.ts';
import { kpiText, valueText } from './format.ts';
import { headlineKpi } from './headline.ts';
import { comparedDash, LineSample } from './line-styles.tsx';
import { failuresText } from './run-failures.tsx';
import { stageNames } from './stage-name.ts';
import styles from './analyse.module.css';

/** What sets a run apart, in words. */
function useDetail(run: Run): string {
  const editor = useEditor();
  const { parameters = {}, scenarios = {} } = useMaybeCell(useCell(editor.project)?.file) ?? {};
  if (run.production) return t('runs.production');
  const changes = Object.entries(run.changed).map(
    ([name, value]) => `${parameters[name]?.label ?? name} ${valueText(value, parameters[name])}`,
  );
  if (run.played !== undefined) changes.unshift(t('runs.played', { seats: stageNames(editor, run.played) }));
  if (run.from) changes.unshift(t('runs.fork', { tick: editor.momentText(run.from.tick) }));
  if (run.afterSession !== undefined) changes.unshift(t('runs.published'));
  if (run.seed !== scenarios[run.scenario ?? '']?.seed) changes.push(t('runs.seed', { seed: run.seed }));
  return changes.length > 0 ? changes.join(' · ') : t('runs.unchanged');
}

/** What one must know before relying on a run; undefined where there is nothing. */
function useWarning(run: Run): { short: string; long: string } | undefined {
  const editor = useEditor();
  const { preview } = editor;
  const stale = useCell(preview.stale);
  const isCurrent = useCell(preview.current)?.id === run.id;
  const level = useCell(preview.program, ({ package: hash }) => hash);
  if (run.problem !== undefined) return { short: run.state === 'failed' ? t('runs.failed') : t('runs.differs'), long: run.problem };
  const failures = failuresText(editor, run);
  if (failures !== undefined) return { short: t('runs.failures'), long: failures };
  if (isOfSession(run)) return undefined;
  if ((stale && isCurrent) || (level !== undefined && run.package !== level))
    return { short: t('runs.stale'), long: t('runs.stale.about') };
  return run.editedAt === undefined
    ? undefined
    : { short: t('runs.edited'), long: t('runs.edited.about', { time: editor.momentText(run.editedAt) }) };
}

function RunRow({ run }: { run: Run }) {
  const editor = useEditor();
  const { preview, project } = editor;
  const [renaming, setRenaming] = useState(false);
  const file = useMaybeCell(useCell(project)?.file);
  const compare = useCell(preview.compare);
  const isCurrent = useCell(preview.current)?.id === run.id;
  const headline = file && headlineKpi(file);
  const detail = useDetail(run);
  const warning = useWarning(run);
  const place = compare.indexOf(run.id);
  const hash = run.remembered?.hash ?? run.hashes.at(-1) ?? '';
  const result = headline ? kpiText(run.kpis[headline.id], headline.spec) : '';
  const overlay = (): void => preview.setCompare(place >= 0 ? compare.filter((id) => id !== run.id) : [...compare, run.id]);
  const showFailures = (): void => {
    if (!isCurrent) preview.show(run.id);
    editor.reveal.set('problems');
  };
  return (
    <li className={classes(styles['run'], isCurrent && styles['runCurrent'])}>
      <button
        type="button"
        role="switch"
        aria-checked={place >= 0}
        aria-label={t('runs.overlay', { name: run.name })}
        title={t('runs.overlay', { name: run.name })}
        className={styles['runLine']}
        disabled={isCurrent}
        onClick={overlay}
      >
        <LineSample dash={isCurrent ? undefined : comparedDash(Math.max(0, place))} />
      </button>
      {renaming ? (
        <TextField
          ref={(input) => input?.focus()}
          label={t('runs.name')}
          className={styles['runRename']}
          value={run.name}
          maxLength={120}
          onFocus={(event) => event.currentTarget.select()}
          onBlurCapture={() => setRenaming(false)}
          onCommit={(name) => name.trim() && preview.rename(run.id, name.trim())}
        />
      ) : (
        <button
          type="button"
          className={styles['runName']}
          aria-current={isCurrent}
          aria-label={t('runs.show', { name: run.name, result })}
          title={detail}
          onClick={() => preview.show(run.id)}
        >
          <span>
            <strong>{run.name}</strong>
            <span className={`number ${styles['runKpi'] ?? ''}`}>{result}</span>
          </span>
          <span className={styles['quiet']}>
            <span>
              {warning && (
                <span className={styles['stale']} title={warning.long} data-tone={run.problem === undefined ? undefined : 'bad'}>
                  {warning.short}
                </span>
              )}{' '}
              {detail}
            </span>
            <span className="mono">{hash.slice(0, 8)}</span>
          </span>
        </button>
      )}
      {run.pinned && (
        <span className={styles['pinned']}>
          <Icon name="pin" size={12} />
        </span>
      )}
      <span className={styles['runTools']}>
        {scriptFailures(run.troubles) && (
          <IconButton icon="alert" label={t('runs.failures.show', { name: run.name })} onClick={showFailures} />
        )}
        <IconButton icon="pencil" label={t('runs.rename')} onClick={() => setRenaming(true)} />
        <IconButton
          icon={run.pinned ? 'pin-off' : 'pin'}
          label={run.pinned ? t('runs.unpin') : t('runs.pin')}
          onClick={() => preview.pin(run.id, !run.pinned)}
        />
        <IconButton icon="trash" label={t('runs.delete')} onClick={() => preview.remove(run.id)} />
      </span>
    </li>
  );
}

/** Every kept run, pinned ones first, then the newest. */
export function RunsPanel() {
  const { preview } = useEditor();
  const runs = useCell(preview.runs);
  if (runs.length === 0) return <EmptyState icon="history" title={t('runs.none')} text={t('runs.noneHint')} />;
  const ordered = runs.toSorted((a, b) => Number(b.pinned) - Number(a.pinned));
  return (
    <ul className={styles['runs']} aria-label={t('runs.list')}>
      {ordered.map((run) => (
        <RunRow key={run.id} run={run} />
      ))}
    </ul>
  );
}
