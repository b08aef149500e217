import { Button } from '../../../ui/index.ts';
import { t } from '../../i18n/index.ts';
import { useCell, useEditor, useMaybeCell } from '../../react.ts';
import styles from './window.module.css';

/** What a person must not overlook: whose data this is, what they may not do, what is older than it looks. */
export function Banner() {
  const editor = useEditor();
  const { preview } = editor;
  const run = useCell(preview.current);
  const base = useCell(preview.base);
  const canEdit = useCell(editor.canEdit);
  const level = useCell(editor.level);
  const project = useCell(editor.project);
  const restricted = useMaybeCell(project?.restricted) ?? false;
  const runs = useCell(preview.runs);
  if (run?.production)
    return <p className={styles['banner']}>{t('banner.production', { session: run.production.session, tenant: run.production.tenant })}</p>;
  if (level && !canEdit) return <p className={styles['banner']}>{t('banner.viewer')}</p>;
  if (restricted) return <p className={styles['banner']}>{t('banner.restricted')}</p>;
  if (!base) return null;
  const parent = runs.find(({ id }) => id === base.run)?.name ?? '';
  return (
    <p className={styles['banner']}>
      {t('banner.fork', { name: parent, at: editor.timeText(base.tick) })}
      <Button onClick={() => preview.leaveFork()}>{t('banner.fork.leave')}</Button>
    </p>
  );
}
