import { useState } from 'react';
import type { ProjectHandle, ShareInvitation, ShareState } from '../../../../src-main/contract/index.ts';
import { Button, IconButton, Select } from '../../../ui/index.ts';
import { t } from '../../i18n/index.ts';
import { useEditor } from '../../react.ts';
import { copyText } from '../copy-text.ts';
import styles from './share.module.css';

type Role = ShareInvitation['role'];
const roles: readonly Role[] = ['editor', 'viewer'];

/** The owner's part of the dialog: sharing with the network, off until they start it. */
export function NetworkSharing({ project, share }: { project: ProjectHandle; share: ShareState }) {
  const editor = useEditor();
  const { bridge } = editor;
  const [busy, setBusy] = useState(false);
  const run = async (work: () => Promise<unknown>): Promise<void> => {
    setBusy(true);
    await work().catch(editor.notices.refuse);
    setBusy(false);
  };
  const stop = (
    <Button look="outline" icon="wifi-off" disabled={busy} onClick={() => void run(() => bridge.invoke('share.stop', {}))}>
      {t('share.network.stop')}
    </Button>
  );
  return (
    <section aria-label={t('share.network')}>
      <h3 className={styles['title']}>{t('share.network')}</h3>
      {!share.on && (
        <>
          <p className={styles['say']}>{t('share.network.off')}</p>
          <Button look="outline" icon="wifi" disabled={busy} onClick={() => void run(() => bridge.invoke('share.start', { project }))}>
            {t('share.network.start')}
          </Button>
        </>
      )}
      {share.on && share.project !== project && (
        <>
          <p className={styles['say']}>{t('share.network.other', { name: share.name })}</p>
          {stop}
        </>
      )}
      {share.on && share.project === project && (
        <>
          <p className={styles['say']}>{t('share.network.on', { addresses: share.addresses, port: share.port })}</p>
          <Invite busy={busy} run={run} />
          {share.guests.length > 0 && <h4 className={styles['sub']}>{t('share.network.guests')}</h4>}
          <ul className={styles['people']} aria-label={t('share.network.guests')}>
            {share.guests.map(({ id, name, role, connected }) => (
              <li key={id} className={styles['person']}>
                <span className={styles['dot']} data-away={!connected || undefined} aria-hidden />
                {name}
                <span
                  className={styles['role']}
                >{`${t(`role.${role}`)}, ${t(connected ? 'share.network.here' : 'share.network.away')}`}</span>
                <IconButton
                  icon="close"
                  label={t('share.network.remove', { name })}
                  disabled={busy}
                  onClick={() => void run(() => bridge.invoke('share.remove', { guest: id }))}
                />
              </li>
            ))}
          </ul>
          <div className={styles['end']}>{stop}</div>
        </>
      )}
    </section>
  );
}

function Invite({ busy, run }: { busy: boolean; run: (work: () => Promise<unknown>) => Promise<void> }) {
  const editor = useEditor();
  const [role, setRole] = useState<Role>('editor');
  const [made, setMade] = useState<ShareInvitation>();
  const invite = async (): Promise<void> => {
    const invitation = await editor.bridge.invoke('share.invite', { role });
    setMade(invitation);
    await copyText(editor, invitation.link, t('share.network.copied'));
  };
  return (
    <>
      <div className={styles['invite']}>
        <Select
          label={t('share.network.role')}
          choices={roles.map((value) => ({ value, label: t(`role.${value}`) }))}
          value={role}
          onChange={(value) => setRole(value as Role)}
        />
        <Button look="outline" icon="link" disabled={busy} onClick={() => void run(invite)}>
          {t('share.network.invite')}
        </Button>
      </div>
      {made && (
        <>
          <code className={`mono ${styles['link']}`} aria-label={t('share.network.link')}>
            {made.link}
          </code>
          <p className={styles['say']}>
            {t('share.network.how', { role: made.role, until: new Date(made.expires) })}{' '}
            <code className={`mono ${styles['run']}`}>npx lq join '…'</code>
          </p>
        </>
      )}
    </>
  );
}
