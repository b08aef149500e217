import { initials } from '../people/index.ts';
import { useCell, useEditor } from '../react.ts';
import { commentsOf } from './comments.ts';
import styles from './comments.module.css';

/** A person by their colour and letters; decorative: the name stands beside it. */
export function Avatar({ person }: { person: { id: string; name: string } }) {
  const editor = useEditor();
  const here = useCell(editor.people).find((peer) => peer.person.id === person.id)?.person.colour;
  const known = useCell(commentsOf(editor).people).find(({ id }) => id === person.id)?.colour;
  return (
    <span aria-hidden className={styles['avatar']} style={{ background: here ?? known ?? 'var(--text-faint)' }}>
      {initials(person.name)}
    </span>
  );
}
