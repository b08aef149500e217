import { lastNameOf } from '../../../../engine/document/index.ts';
import { t } from '../../i18n/index.ts';
import type { Editor } from '../editor.ts';
import type { LevelSession } from './level-session.ts';

/**
 * Those of some entities that an edit can still be made to: what was begun for an entity may end when that is deleted, or when another level
 * is open. Where none is left, it is said what was lost.
 * @param of the level that the edit was begun in; without one the open one
 */
export function stillThere(
  { level, notices }: Pick<Editor, 'level' | 'notices'>,
  keys: readonly string[],
  { of = level.get(), lost }: { of?: LevelSession | undefined; lost: string },
): readonly string[] {
  const there = of && of === level.get() ? keys.filter((key) => of.entity(key).get() !== undefined) : [];
  const [first] = keys;
  if (there.length > 0 || !of || first === undefined) return there;
  const what = keys.length === 1 ? (lastNameOf(of.document, first) ?? first) : t('entity.count', { count: keys.length });
  notices.say({ tone: 'warn', title: lost, text: t('lost.why', { what }) });
  return [];
}
