/** Pasting: what the clipboard holds becomes entities of the level, and prefabs of the project. Fetched ahead of its first use. */
import type { Json } from '../../../../engine/kernel/json.ts';
import { t } from '../../i18n/index.ts';
import type { Editor } from '../editor.ts';
import { namingOf } from '../prefabs/names.ts';
import { settlePrefabs } from '../prefabs/settle.ts';
import { addCopies } from './add-copies.ts';
import { copyWords } from './copy-words.ts';
import { prepareCopies } from './prepare-copies.ts';
import { readCopied } from './read-copied.ts';

/** One step. What cannot be pasted is said. @throws LedgerError for values that do not fit, nothing is changed */
export function pasteText(editor: Editor, clipboard: string): void {
  const open = editor.level.get();
  if (!open) return;
  const read = readCopied(clipboard);
  if (read.refused !== undefined) {
    const tone = read.refused === 'nothing' || read.refused === 'values' ? 'plain' : 'bad';
    const text = read.refused === 'damaged' ? t('paste.damaged.hint', read) : t(`paste.${read.refused}.hint`);
    editor.notices.say({ tone, title: t(`paste.${read.refused}`), text });
    return;
  }
  const { types, prefabs } = copyWords(editor);
  const settled = settlePrefabs(read.copied.prefabs, prefabs, namingOf(types));
  const parent = open.entity(editor.selection.keys.get().at(-1) ?? '').get()?.parent ?? null;
  const { copies, cleared } = prepareCopies(read.copied, {
    types,
    random: editor.ports.random,
    placeTop: () => ({ parent }),
    isThere: (key) => open.entity(key).get() !== undefined,
    prefabs: settled.names,
  });
  const what = copies.length === 1 ? copies[0]!.name : t('entity.count', { count: copies.length });
  const added = Object.entries(settled.added);
  addCopies(
    editor,
    open,
    copies,
    t('step.paste', { what }),
    added.map(([name, value]) => ({ path: ['prefabs', name], value: value as unknown as Json })),
  );
  const notes = [
    ...settled.renamed.map((names) => t('paste.renamed', names)),
    ...(added.length > 0 ? [t('paste.prefabs', { names: added.map(([name]) => name).join(', ') })] : []),
    ...(cleared > 0 ? [t('paste.cleared', { count: cleared })] : []),
  ];
  if (notes.length > 0) editor.notices.say({ tone: cleared > 0 ? 'warn' : 'plain', title: t('pasted', { what }), text: notes.join(' ') });
}
