import { useEffect, useRef } from 'react';
import { classes, EmptyState, Tabs } from '../../../ui/index.ts';
import { redo, undo } from '../../editor/actions/index.ts';
import { t } from '../../i18n/index.ts';
import { useCell, useEditor } from '../../react.ts';
import { versionsOf, VersionsList } from '../../versions/index.ts';
import styles from './history.module.css';

/** What this person did, and what the project was. */
export function HistoryPanel() {
  const { tab } = versionsOf(useEditor());
  return (
    <Tabs
      label={t('versions.parts')}
      value={useCell(tab)}
      onChange={(id) => tab.set(id === 'versions' ? id : 'steps')}
      tabs={[
        { id: 'steps', title: t('versions.steps'), content: <Steps /> },
        { id: 'versions', title: t('versions'), content: <VersionsList /> },
      ]}
    />
  );
}

/** The person's own steps, oldest first, then those that were undone. A click goes there. */
function Steps() {
  const editor = useEditor();
  const { steps, undone } = useCell(editor.steps);
  const list = useRef<HTMLOListElement>(null);
  useEffect(() => {
    list.current?.querySelector('[aria-current]')?.scrollIntoView({ block: 'nearest' });
  }, [steps.length]);
  if (steps.length + undone.length === 0) return <EmptyState icon="history" title={t('history.empty')} text={t('history.empty.hint')} />;
  /** Until `count` steps stand. One press of undo may pass over several that others have overwritten. */
  const goTo = async (count: number): Promise<void> => {
    const standing = (): number => editor.steps.get().steps.length;
    const wanted = Math.min(count, steps.length + undone.length);
    for (const action of [undo, redo]) {
      for (let before = -1; before !== standing() && (action === undo ? standing() > wanted : standing() < wanted);) {
        before = standing();
        await editor.do(action);
      }
    }
  };
  return (
    <ol ref={list} className={styles['list']} aria-label={t('panel.history')}>
      <li>
        <button
          type="button"
          aria-current={steps.length === 0 ? 'step' : undefined}
          className={classes(styles['step'], steps.length === 0 && styles['now'])}
          onClick={() => void goTo(0)}
        >
          <span className={styles['dot']} />
          <span className={styles['label']}>{t('history.beginning')}</span>
        </button>
      </li>
      {[...steps, ...undone].map(({ label, by }, index) => (
        // Steps have no identity of their own; their place is who they are.
        <li key={index}>
          <button
            type="button"
            aria-current={index === steps.length - 1 ? 'step' : undefined}
            className={classes(styles['step'], index >= steps.length && styles['undone'], index === steps.length - 1 && styles['now'])}
            onClick={() => void goTo(index + 1)}
          >
            <span className={styles['dot']} />
            <span className={styles['label']}>{label}</span>
            {by === 'disk' && <span className={styles['by']}>{t('history.disk')}</span>}
          </button>
        </li>
      ))}
    </ol>
  );
}
