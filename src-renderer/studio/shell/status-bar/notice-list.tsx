import { Button, Icon, Popover, ToastList } from '../../../ui/index.ts';
import { t } from '../../i18n/index.ts';
import { useCell, useEditor } from '../../react.ts';
import styles from './status-bar.module.css';

/** What was said lately, also what is dismissed or gone: nobody has to have been quick enough to read it. */
export function NoticeList() {
  const { notices } = useEditor();
  const log = useCell(notices.log);
  if (log.length === 0) return null;
  const label = t('notices', { count: log.length });
  return (
    <Popover
      label={label}
      titled
      className={styles['notices']}
      trigger={
        <button type="button" className={styles['problems']} aria-label={label}>
          <Icon name="bell" size={12} />
          {log.length}
        </button>
      }
    >
      <ToastList toasts={log.toReversed()} label={t('notices.list')} />
      <Button look="outline" onClick={notices.clear}>
        {t('notices.clear')}
      </Button>
    </Popover>
  );
}
