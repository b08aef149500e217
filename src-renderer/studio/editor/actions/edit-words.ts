import { t } from '../../i18n/index.ts';
import type { Editor } from '../editor.ts';
import type { LevelSession } from '../level/level-session.ts';
import { topsOf } from '../level/tree.ts';

/** "Crate", or "12 entities": what a step or a message speaks of. */
export function nameOf(level: LevelSession, keys: readonly string[]): string {
  const [only] = keys;
  return keys.length === 1 && only !== undefined ? (level.entity(only).get()?.name ?? only) : t('entity.count', { count: keys.length });
}

/** Selected entities that do not stand below another selected one. */
export const selectedTops = ({ selection }: Editor, level: LevelSession): string[] =>
  topsOf(selection.keys.get(), (key) => level.entity(key).get()?.parent);
