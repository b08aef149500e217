/** Pasting: what the clipboard holds becomes entities of the level, and prefabs of the project. Fetched ahead of its first use. */
import type { Json } from '../../../../engine/kernel/json.ts';
import type { Spot } from '../../../view/index.ts';
import { t } from '../../i18n/index.ts';
import type { Carried } from '../assets/carried.ts';
import { lackingIn, settleCarried } from '../assets/settle-carried.ts';
import type { Editor } from '../editor.ts';
import { namingOf } from '../prefabs/names.ts';
import { settlePrefabs } from '../prefabs/settle.ts';
import { addCopies } from './add-copies.ts';
import { broughtTo } from './brought-to.ts';
import { copyWords } from './copy-words.ts';
import { freeNames } from './free-names.ts';
import { withOneMain } from './main-camera.ts';
import { pastedInPlace } from './pasted-in-place.ts';
import { prepareCopies } from './prepare-copies.ts';
import { type Copied, readCopied } from './read-copied.ts';

/** One step. What cannot be pasted is said. `spot`: the point of the picture under which it comes to stand. @throws LedgerError for values that do not fit, nothing is changed */
export async function pasteText(editor: Editor, clipboard: string, spot?: Spot): Promise<void> {
  if (!editor.level.get()) return;
  const read = readCopied(clipboard);
  if (read.refused !== undefined) {
    const tone = read.refused === 'nothing' || read.refused === 'values' ? 'plain' : 'bad';
    const text = read.refused === 'damaged' ? t('paste.damaged.hint', read) : t(`paste.${read.refused}.hint`);
    editor.notices.say({ tone, title: t(`paste.${read.refused}`), text });
    return;
  }
  const { types, prefabs } = copyWords(editor);
  const carried = settleCarried(read.copied, carriedWords(editor), types, await bringBytes(editor, read.copied));
  const open = editor.level.get();
  if (!open) return;
  const settled = settlePrefabs(carried.copied.prefabs, prefabs, namingOf(types));
  const parent = open.entity(editor.selection.keys.get().at(-1) ?? '').get()?.parent ?? null;
  const { copies: prepared, cleared } = prepareCopies(carried.copied, {
    types,
    random: editor.ports.random,
    placeTop: () => ({ parent }),
    nameTop: freeNames(open),
    isThere: (key) => open.entity(key).get() !== undefined,
    prefabs: settled.names,
  });
  const seen = pastedInPlace(open, carried.copied.entities, prepared, parent);
  const copies = withOneMain(open, spot ? broughtTo(editor, seen, parent, spot) : seen);
  const what = copies.length === 1 ? copies[0]!.name : t('entity.count', { count: copies.length });
  const added = Object.entries(settled.added);
  addCopies(editor, open, copies, t('step.paste', { what }), [
    ...carried.changes,
    ...added.map(([name, value]) => ({ path: ['prefabs', name], value: value as unknown as Json })),
  ]);
  const notes = [
    ...settled.renamed.map((names) => t('paste.renamed', names)),
    ...(added.length > 0 ? [t('paste.prefabs', { names: added.map(([name]) => name).join(', ') })] : []),
    ...(carried.came.length > 0 ? [t('paste.carried', { names: carried.came.join(', ') })] : []),
    ...(cleared > 0 ? [t('paste.cleared', { count: cleared })] : []),
    ...(carried.missing.length > 0 ? [t('paste.missing', { names: carried.missing.join(', ') })] : []),
    ...(carried.others.length > 0 ? [t('paste.others', { names: carried.others.join(', ') })] : []),
  ];
  const isLacking = cleared + carried.missing.length + carried.others.length > 0;
  if (notes.length > 0) editor.notices.say({ tone: isLacking ? 'warn' : 'plain', title: t('pasted', { what }), text: notes.join(' ') });
}

const carriedWords = ({ project }: Editor): Carried => {
  const file = project.get()?.file.get();
  return { assets: file?.assets ?? {}, materials: file?.materials ?? {} };
};

/** Asks the host for the bytes that are not here, from other projects that it has open. Returns which can be named here then. */
async function bringBytes(editor: Editor, copied: Copied): Promise<(sha256: string) => boolean> {
  const project = editor.project.get();
  const lacking = lackingIn(copied, carriedWords(editor));
  if (!project || lacking.length === 0) return () => false;
  try {
    const { here } = await editor.bridge.invoke('assets.bring', { project: project.handle, sha256: lacking.slice(0, 1000) });
    return (sha256) => here.includes(sha256);
  } catch {
    // What is pasted says what it lacks.
    return () => false;
  }
}
