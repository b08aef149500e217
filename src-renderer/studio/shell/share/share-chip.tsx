import { Icon, Menu } from '../../../ui/index.ts';
import { t } from '../../i18n/index.ts';
import { useCell, useEditor } from '../../react.ts';
import styles from './share.module.css';
import { useShare } from './use-share.ts';

/** There as long as a project of this computer is shared with its network: who is connected, and the way to end it. */
export function ShareChip() {
  const editor = useEditor();
  const share = useShare();
  const guestOf = useCell(editor.host)?.guestOf;
  const role = useCell(editor.level)?.room.role;
  if (guestOf !== undefined)
    return (
      <span role="status" aria-label={t('share.chip')} className={styles['chip']}>
        <Icon name="wifi" size={12} />
        {t('share.chip.guest', { host: guestOf })}
      </span>
    );
  if (share?.on !== true) return null;
  const here = share.guests.filter(({ connected }) => connected);
  const stop = (): void => void editor.bridge.invoke('share.stop', {}).catch(editor.notices.refuse);
  return (
    <Menu
      align="end"
      trigger={
        <button type="button" className={styles['chip']} aria-label={`${t('share.chip')}: ${t('share.chip.on', { count: here.length })}`}>
          <Icon name="wifi" size={12} />
          {t('share.chip.on', { count: here.length })}
        </button>
      }
      groups={() => [
        here.length === 0
          ? [{ id: 'nobody', label: t('share.chip.nobody'), disabled: true }]
          : here.map((guest) => ({
              id: guest.id,
              label: `${guest.name}, ${t(`role.${guest.role}`)}`,
              icon: 'person' as const,
              disabled: true,
            })),
        role === 'owner'
          ? [
              { id: 'invite', label: t('share.chip.invite'), icon: 'link' as const, onSelect: () => editor.dialog.set('share') },
              { id: 'stop', label: t('share.network.stop'), icon: 'wifi-off' as const, onSelect: stop },
            ]
          : [],
      ]}
    />
  );
}
