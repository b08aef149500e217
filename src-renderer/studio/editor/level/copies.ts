/** Copies that stand beside their originals. Fetched ahead of its first use. */
import { t } from '../../i18n/index.ts';
import { nameOf, selectedTops } from '../actions/edit-words.ts';
import type { Editor } from '../editor.ts';
import { addCopies } from './add-copies.ts';
import { copyEntities } from './clipboard.ts';
import { copyWords } from './copy-words.ts';
import { freeNames } from './free-names.ts';
import type { LevelSession } from './level-session.ts';
import { withOneMain } from './main-camera.ts';
import { type PastedEntity, prepareCopies } from './prepare-copies.ts';

/** Copies of entities, each to stand after its original. */
export function copiesBeside(editor: Editor, level: LevelSession, keys: readonly string[]): PastedEntity[] {
  const next = new Map<string | null, ReadonlyMap<string, string | undefined>>();
  const after = (key: string): PastedEntity['to'] => {
    const parent = level.entity(key).get()?.parent ?? null;
    const siblings = level.children(parent);
    const known = next.get(parent) ?? new Map(siblings.map((sibling, at) => [sibling, siblings[at + 1]]));
    next.set(parent, known);
    return { parent, before: known.get(key) };
  };
  const words = copyWords(editor);
  const target = { types: words.types, random: editor.ports.random, placeTop: after, nameTop: freeNames(level), isThere: () => true };
  return withOneMain(level, prepareCopies(copyEntities(level, keys, words), target).copies);
}

export function duplicateChosen(editor: Editor): void {
  const open = editor.level.get();
  if (!open) return;
  const keys = selectedTops(editor, open);
  addCopies(editor, open, copiesBeside(editor, open, keys), t('step.duplicate', { what: nameOf(open, keys) }));
}
