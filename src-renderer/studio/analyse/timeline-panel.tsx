import { type MouseEvent, useMemo } from 'react';
import { EmptyState } from '../../ui/index.ts';
import { t } from '../i18n/index.ts';
import { useCell, useEditor, useMaybeCell } from '../react.ts';
import { lanesOf, rulerTicks } from './timeline-lanes.ts';
import styles from './analyse.module.css';

/** Events and faults of the current run over its ticks; a click goes there. */
export function TimelinePanel() {
  const editor = useEditor();
  const { preview } = editor;
  const run = useCell(preview.current);
  const { tick } = useCell(preview.transport);
  const clock = useMaybeCell(useCell(editor.level)?.head)?.clock;
  const lanes = useMemo(() => (run ? lanesOf(run, t('timeline.faults')) : []), [run]);
  if (!run) return <EmptyState icon="timer" title={t('timeline.none')} text={t('timeline.noneHint')} />;
  const at = (of: number): string => `${(Math.max(0, of - 0.5) / Math.max(1, run.ticks)) * 100}%`;
  const jump = (event: MouseEvent<HTMLElement>): void => {
    const { left, width } = event.currentTarget.getBoundingClientRect();
    preview.seek(Math.ceil(((event.clientX - left) / width) * run.ticks));
  };
  return (
    <div className={styles['timeline']}>
      {lanes.length === 0 && <p className={styles['timelineNone']}>{t('timeline.quiet')}</p>}
      {lanes.map(({ name, kind, marks }) => (
        <div key={`${kind} ${name}`} className={styles['lane']} data-kind={kind} role="group" aria-label={name}>
          <span title={name}>{name}</span>
          <div className={styles['track']}>
            {marks.map(({ tick: when, texts }) => (
              <button
                key={when}
                type="button"
                style={{ left: at(when) }}
                title={`${editor.momentText(when)}\n${texts.slice(0, 8).join('\n')}`}
                aria-label={t('timeline.mark', { name, time: editor.momentText(when) })}
                onClick={() => preview.seek(when)}
              />
            ))}
          </div>
        </div>
      ))}
      {/* The transport's slider does the same by keyboard. */}
      {/* eslint-disable-next-line jsx-a11y/click-events-have-key-events, jsx-a11y/no-static-element-interactions */}
      <div className={styles['jump']} onClick={jump} />
      <div className={styles['ruler']} aria-hidden>
        {rulerTicks(run.ticks, clock).map((when) => (
          <span key={when} className="number" style={{ left: at(when) }}>
            {editor.momentText(when)}
          </span>
        ))}
        <i className={styles['playhead']} style={{ left: at(tick) }} />
      </div>
    </div>
  );
}
