import { EmptyState } from '../../ui/index.ts';
import type { Run } from '../editor/index.ts';
import { t } from '../i18n/index.ts';
import { useCell, useEditor } from '../react.ts';
import styles from './analyse.module.css';

interface Line {
  tick: number;
  kind: 'log' | 'event' | 'fault';
  text: string;
  where?: string | undefined;
}

function linesOf({ logs, events, faults }: Run): Line[] {
  return [
    ...logs.map(({ tick, script, text }) => ({ tick, kind: 'log' as const, text, where: script })),
    ...events.map(({ tick, type, entity, payload }) => ({
      tick,
      kind: 'event' as const,
      text: `${type} ${JSON.stringify(payload)}`,
      where: entity,
    })),
    ...faults.map(({ tick, message, hint, file, line, column }) => ({
      tick,
      kind: 'fault' as const,
      text: hint ? `${message} ${hint}` : message,
      where: file && `${file}:${line ?? 1}:${column ?? 1}`,
    })),
  ].toSorted((a, b) => a.tick - b.tick);
}

/** What the scripts and the rules said, tick by tick; a click shows that tick. */
export function ConsolePanel() {
  const editor = useEditor();
  const run = useCell(editor.preview.current);
  const lines = run ? linesOf(run) : [];
  if (lines.length === 0) return <EmptyState icon="terminal" title={t('console.none')} text={t('console.noneHint')} />;
  return (
    <ol className={styles['console']} aria-label={t('console.list')}>
      {lines.map(({ tick, kind, text, where }, index) => (
        // eslint-disable-next-line react/no-array-index-key -- lines never move
        <li key={index} data-kind={kind}>
          <button type="button" className="number" onClick={() => editor.preview.seek(tick)}>
            {editor.timeText(tick)}
          </button>
          <span className="mono">{text}</span>
          <span className={styles['quiet']}>{where}</span>
        </li>
      ))}
    </ol>
  );
}
