import { useVirtualizer } from '@tanstack/react-virtual';
import { useMemo, useRef, useState } from 'react';
import { classes, EmptyState } from '../../ui/index.ts';
import { t } from '../i18n/index.ts';
import { useCell, useEditor } from '../react.ts';
import { type ConsoleLine, linesOf } from './console-lines.ts';
import styles from './analyse.module.css';

const kinds = ['log', 'event', 'fault'] as const;

/** What the scripts and the rules said, tick by tick; the time leads to its tick, a fault to its line. */
export function ConsolePanel() {
  const editor = useEditor();
  const run = useCell(editor.preview.current);
  const { tick } = useCell(editor.preview.transport);
  const [hidden, setHidden] = useState<readonly ConsoleLine['kind'][]>([]);
  const all = useMemo(() => (run ? linesOf(run) : []), [run]);
  const lines = useMemo(() => all.filter(({ kind }) => !hidden.includes(kind)), [all, hidden]);
  const place = useRef<HTMLDivElement>(null);
  // eslint-disable-next-line react/incompatible-library -- read anew on every render, never memoized
  const rows = useVirtualizer({ count: lines.length, getScrollElement: () => place.current, estimateSize: () => 25, overscan: 12 });
  if (all.length === 0) return <EmptyState icon="terminal" title={t('console.none')} text={t('console.noneHint')} />;
  return (
    <div className={styles['console']}>
      <div className={styles['filters']} role="group" aria-label={t('console.show')}>
        {kinds.map((kind) => {
          const count = all.filter((line) => line.kind === kind).length;
          const on = !hidden.includes(kind);
          return (
            <button
              key={kind}
              type="button"
              aria-pressed={on}
              data-kind={kind}
              disabled={count === 0}
              onClick={() => setHidden(on ? [...hidden, kind] : hidden.filter((other) => other !== kind))}
            >
              {t(`console.kind.${kind}`)} <span className="number">{count}</span>
            </button>
          );
        })}
      </div>
      <div ref={place} className={styles['lines']}>
        <ol aria-label={t('console.list')} style={{ height: rows.getTotalSize() }}>
          {rows.getVirtualItems().map(({ index, key, start }) => {
            const line = lines[index];
            return (
              line && (
                <li
                  key={key}
                  ref={rows.measureElement}
                  data-index={index}
                  data-kind={line.kind}
                  className={classes(line.tick === tick && styles['now'])}
                  style={{ transform: `translateY(${start}px)` }}
                >
                  <button type="button" className="number" onClick={() => editor.preview.seek(line.tick)}>
                    {editor.momentText(line.tick)}
                  </button>
                  <Said line={line} />
                </li>
              )
            );
          })}
        </ol>
      </div>
    </div>
  );
}

function Said({ line: { title, text, hint, place, about } }: { line: ConsoleLine }) {
  const editor = useEditor();
  const isRewritten = useCell(editor.preview.rewritten).has(place?.file ?? '');
  const show = (): void => {
    editor.place.set(place);
    editor.reveal.set('script');
  };
  return (
    <>
      <span className={styles['said']}>
        {title && <strong>{title}</strong>} <span className={title ? styles['quiet'] : 'mono'}>{text}</span>
        {hint && <span className={styles['saidHint']}>{hint}</span>}
        {isRewritten && <span className={styles['saidHint']}>{t('console.rewritten')}</span>}
      </span>
      {place ? (
        <button type="button" className="mono" onClick={show}>
          {`${place.file}:${place.line ?? 1}`}
        </button>
      ) : (
        <span className={styles['quiet']}>{about}</span>
      )}
    </>
  );
}
