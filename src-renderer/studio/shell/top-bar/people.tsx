import type { Peer } from '../../../../engine/document/index.ts';
import { Tooltip } from '../../../ui/index.ts';
import { classes } from '../../../ui/index.ts';
import { t } from '../../i18n/index.ts';
import { lookOf } from '../../editor/index.ts';
import { initials } from '../../people/index.ts';
import { useCell, useEditor } from '../../react.ts';
import styles from './top-bar.module.css';

const shown = 4;

/** Who is in this level: the person first. A click on somebody selects what they have selected, or looks from where they stand; a double click follows their view. */
export function People() {
  const editor = useEditor();
  const peers = useCell(editor.people);
  const following = useCell(editor.following);
  const me = useCell(editor.host)?.person;
  const others = [...new Map(peers.map((peer) => [peer.person.id === me?.id ? `session-${peer.session}` : peer.person.id, peer])).values()];
  const visible = others.slice(0, shown);
  const jump = (peer: Peer): void => {
    const { selection = [] } = peer.state;
    const [look, viewport] = [lookOf(peer), editor.viewport.get()];
    if (selection.length > 0) {
      editor.selection.set(selection);
      viewport?.frame(selection);
    } else if (look && viewport) viewport.look = look;
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
      {visible.map((peer) => {
        const { session, person, role, state } = peer;
        return (
          <li key={session}>
            <Tooltip text={t('people.jump', { name: person.name, viewer: role === 'viewer', away: state.away === true })}>
              <button
                type="button"
                aria-label={person.name}
                className={classes(styles['person'], state.away && styles['away'])}
                style={{ background: person.colour }}
                aria-pressed={following === session}
                onClick={() => jump(peer)}
                onDoubleClick={() => editor.following.set(session)}
              >
                {initials(person.name)}
              </button>
            </Tooltip>
          </li>
        );
      })}
      {others.length > shown && <li className={classes(styles['person'], styles['more'])}>{`+${others.length - shown}`}</li>}
    </ul>
  );
}
