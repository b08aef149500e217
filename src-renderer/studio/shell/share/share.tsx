import { Button, Dialog } from '../../../ui/index.ts';
import { t } from '../../i18n/index.ts';
import { useCell, useEditor } from '../../react.ts';
import { copyText } from '../copy-text.ts';
import { NetworkSharing } from './network.tsx';
import styles from './share.module.css';
import { useShare } from './use-share.ts';

const command = 'npx lq open --as <name>';

/** Who is here, with which role, and how somebody else gets a window of their own. */
export function ShareDialog() {
  const editor = useEditor();
  const { person: me, guestOf } = useCell(editor.host) ?? {};
  const project = useCell(editor.project);
  const share = useShare();
  const peers = useCell(editor.people);
  const role = useCell(editor.level)?.room.role ?? 'viewer';
  return (
    <Dialog title={t('share')} about={t('share.about')} closeLabel={t('close')} onClose={() => editor.dialog.set(undefined)}>
      <ul className={styles['people']} aria-label={t('share.here')}>
        {me && <Person name={t('people.me', { name: me.name })} colour={me.colour} role={t(`role.${role}`)} />}
        {peers.map((peer) => (
          <Person key={peer.session} name={peer.person.name} colour={peer.person.colour} role={t(`role.${peer.role}`)} />
        ))}
      </ul>
      {guestOf !== undefined ? (
        <p className={styles['how']}>{t('share.guest', { host: guestOf })}</p>
      ) : (
        <>
          {role === 'owner' && project && share && <NetworkSharing project={project.handle} share={share} />}
          <p className={styles['how']}>{t('share.how')}</p>
          <div className={styles['command']}>
            <code className="mono">{command}</code>
            <Button icon="copy" onClick={() => void copyText(editor, command, t('share.copied'))}>
              {t('share.copy')}
            </Button>
          </div>
        </>
      )}
    </Dialog>
  );
}

function Person({ name, colour, role }: { name: string; colour: string; role: string }) {
  return (
    <li className={styles['person']}>
      <span className={styles['dot']} style={{ background: colour }} aria-hidden />
      {name}
      <span className={styles['role']}>{role}</span>
    </li>
  );
}
