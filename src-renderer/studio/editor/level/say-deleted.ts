import { lastNameOf, type LevelChange, type Peer } from '../../../../engine/document/index.ts';
import { t } from '../../i18n/index.ts';
import type { Editor } from '../editor.ts';
import type { LevelSession } from './level-session.ts';

/** Who loses what they have selected is told who deleted it. Their own deleting, and what undo takes, they know of. */
export function sayDeleted(
  { selection, people, notices }: Pick<Editor, 'selection' | 'people' | 'notices'>,
  level: LevelSession,
  by: LevelChange['by'],
): void {
  if (by !== 'remote' && by !== 'disk') return;
  const gone = selection.keys.get().filter((key) => level.entity(key).get() === undefined);
  const [first] = gone;
  if (first === undefined) return;
  const what = gone.length === 1 ? (lastNameOf(level.document, first) ?? first) : t('entity.count', { count: gone.length });
  const who = by === 'disk' ? t('deleted.disk') : (whoDeleted(people.get(), level) ?? t('deleted.somebody'));
  notices.say({ tone: 'warn', title: t('deleted', { who, what }), text: t('deleted.hint') });
}

/** The one who can have been it: the only other one who edits here, or of several the only one who has selected what is gone. */
function whoDeleted(peers: readonly Peer[], level: LevelSession): string | undefined {
  const editors = peers.filter(({ role }) => role !== 'viewer');
  return (
    onlyName(editors) ?? onlyName(editors.filter(({ state }) => state.selection?.some((key) => level.entity(key).get() === undefined)))
  );
}

function onlyName(peers: readonly Peer[]): string | undefined {
  const names = new Map(peers.map(({ person }) => [person.id, person.name]));
  return names.size === 1 ? [...names.values()][0] : undefined;
}
