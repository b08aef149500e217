import { Tooltip } from '../../../ui/index.ts';
import { classes } from '../../../ui/index.ts';
import { t } from '../../i18n/index.ts';
import { initials } from '../../people/index.ts';
import { useCell, useEditor } from '../../react.ts';
import styles from './top-bar.module.css';

const shown = 4;

/** Who is in this level: the person first. A click on somebody selects what they have selected, a double click follows their view. */
export function People() {
  const editor = useEditor();
  const peers = useCell(editor.people);
  const following = useCell(editor.following);
  const me = useCell(editor.host)?.person;
  const others = [...new Map(peers.map((peer) => [peer.person.id === me?.id ? `session-${peer.session}` : peer.person.id, peer])).values()];
  const visible = others.slice(0, shown);
  const jump = (selection: readonly string[]): void => {
    if (selection.length === 0) return;
    editor.selection.set(selection);
    editor.viewport.get()?.frame(selection);
  };
  return (
    <ul className={styles['people']} aria-label={t('people')}>
      {me && (
        <Tooltip text={t('people.me', { name: me.name })}>
          <li className={styles['person']} style={{ background: me.colour }} aria-label={me.name}>
            {initials(me.name)}
          </li>
        </Tooltip>
      )}
      {visible.map(({ session, person, state, role }) => (
        <li key={session}>
          <Tooltip text={t('people.jump', { name: person.name, viewer: role === 'viewer' })}>
            <button
              type="button"
              aria-label={person.name}
              className={styles['person']}
              style={{ background: person.colour }}
              aria-pressed={following === session}
              onClick={() => jump(state.selection ?? [])}
              onDoubleClick={() => editor.following.set(session)}
            >
              {initials(person.name)}
            </button>
          </Tooltip>
        </li>
      ))}
      {others.length > shown && <li className={classes(styles['person'], styles['more'])}>{`+${others.length - shown}`}</li>}
    </ul>
  );
}
