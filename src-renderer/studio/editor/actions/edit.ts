import {
  addEntities,
  addEntity,
  deleteEntities,
  moveEntities,
  newId,
  type ProjectChange,
  type UndoOutcome,
} from '../../../../engine/document/index.ts';
import type { Json } from '../../../../engine/kernel/json.ts';
import { t } from '../../i18n/index.ts';
import { copyText, readText } from '../clipboard-text.ts';
import type { Editor } from '../editor.ts';
import { type Copied, copyEntities, type PastedEntity, prepareCopies, readCopied } from '../level/clipboard.ts';
import type { LevelSession } from '../level/level-session.ts';
import { topsOf } from '../level/tree.ts';
import { namingOf } from '../prefabs/names.ts';
import { settlePrefabs } from '../prefabs/settle.ts';
import { type Action, defineAction } from './action.ts';

export const hasSelection = ({ selection, level }: Editor): boolean => level.get() !== undefined && selection.keys.get().length > 0;
export const mayEdit = ({ level, canEdit }: Editor): boolean => level.get() !== undefined && canEdit.get();
const mayEditSelection = (editor: Editor): boolean => mayEdit(editor) && hasSelection(editor);

/** "Crate", or "12 entities": what a step or a message speaks of. */
export function nameOf(level: LevelSession, keys: readonly string[]): string {
  const [only] = keys;
  return keys.length === 1 && only !== undefined ? (level.entity(only).get()?.name ?? only) : t('entity.count', { count: keys.length });
}

/** Selected entities that do not stand below another selected one. */
export const selectedTops = ({ selection }: Editor, level: LevelSession): string[] =>
  topsOf(selection.keys.get(), (key) => level.entity(key).get()?.parent);

const tell = ({ notices }: Editor, { label, skipped, overwritten }: UndoOutcome): void => {
  const text = overwritten.every(({ reason }) => reason === 'not-taken') ? t('undo.notTaken.why') : t('undo.skipped.why');
  if (skipped.length > 0) notices.say({ tone: 'warn', title: t('undo.skipped', { count: skipped.length }), text });
  else if (overwritten.length > 0)
    notices.say({ tone: 'warn', title: t('undo.partly', { label: label ?? '', count: overwritten.length }), text });
};

export const undo = defineAction({
  id: 'edit.undo',
  title: 'action.undo',
  keys: ['Mod+Z'],
  icon: 'undo',
  menu: { in: 'edit', group: 0 },
  when: ({ steps, canEdit }) => canEdit.get() && steps.get().undo !== undefined,
  run: (editor) => tell(editor, editor.history.undo()),
});

export const redo = defineAction({
  id: 'edit.redo',
  title: 'action.redo',
  keys: ['Mod+Shift+Z', 'Mod+Y'],
  icon: 'redo',
  menu: { in: 'edit', group: 0 },
  when: ({ steps, canEdit }) => canEdit.get() && steps.get().redo !== undefined,
  run: (editor) => tell(editor, editor.history.redo()),
});

/** What the project says that copies are made by. */
const wordsOf = ({ project }: Editor): Parameters<typeof copyEntities>[2] => ({
  types: project.get()?.types.get() ?? [],
  prefabs: project.get()?.prefabs.get() ?? {},
});

function copySelection(editor: Editor): Copied | undefined {
  const open = editor.level.get();
  return open && copyEntities(open, editor.selection.keys.get(), wordsOf(editor));
}

const copy = defineAction({
  id: 'edit.copy',
  title: 'action.copy',
  keys: ['Mod+C'],
  icon: 'copy',
  menu: { in: 'edit', group: 1 },
  when: hasSelection,
  async run(editor) {
    const copied = copySelection(editor);
    if (copied) await copyText(editor, JSON.stringify(copied), t('copied', { count: copied.entities.length }));
  },
});

const cut = defineAction({
  id: 'edit.cut',
  title: 'action.cut',
  keys: ['Mod+X'],
  menu: { in: 'edit', group: 1 },
  when: mayEditSelection,
  async run(editor) {
    const copied = copySelection(editor);
    if (copied && (await copyText(editor, JSON.stringify(copied)))) await remove.run(editor);
  },
});

/** Adds prepared copies in one step, with the prefabs they bring along, and selects those at the top. */
function addCopies(
  editor: Editor,
  level: LevelSession,
  copies: readonly PastedEntity[],
  label: string,
  prefabs: readonly ProjectChange[] = [],
): void {
  const project = editor.project.get();
  const refusal = level.refusalOf(copies) ?? project?.refusal(prefabs);
  if (refusal) throw refusal;
  level.edit(label, (document, origin) => {
    if (prefabs.length > 0) project?.write(prefabs, origin);
    addEntities(document, copies, origin);
  });
  const added = new Set(copies.map(({ id }) => id));
  editor.selection.set(copies.filter(({ to }) => to.parent === null || !added.has(to.parent)).map(({ id }) => id));
}

const paste = defineAction({
  id: 'edit.paste',
  title: 'action.paste',
  keys: ['Mod+V'],
  menu: { in: 'edit', group: 1 },
  when: mayEdit,
  async run(editor) {
    const clipboard = await readText(editor);
    const open = editor.level.get();
    if (clipboard === undefined || !open) return;
    const read = readCopied(clipboard);
    if (read.refused !== undefined) {
      const tone = read.refused === 'nothing' || read.refused === 'values' ? 'plain' : 'bad';
      const text = read.refused === 'damaged' ? t('paste.damaged.hint', read) : t(`paste.${read.refused}.hint`);
      editor.notices.say({ tone, title: t(`paste.${read.refused}`), text });
      return;
    }
    const { types, prefabs } = wordsOf(editor);
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
  },
});

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
  const words = wordsOf(editor);
  const target = { types: words.types, random: editor.ports.random, placeTop: after, isThere: () => true };
  return prepareCopies(copyEntities(level, keys, words), target).copies;
}

const duplicate = defineAction({
  id: 'edit.duplicate',
  title: 'action.duplicate',
  keys: ['Mod+D'],
  menu: { in: 'edit', group: 1 },
  when: mayEditSelection,
  run(editor) {
    const open = editor.level.get();
    if (!open) return;
    const keys = selectedTops(editor, open);
    addCopies(editor, open, copiesBeside(editor, open, keys), t('step.duplicate', { what: nameOf(open, keys) }));
  },
});

const remove = defineAction({
  id: 'edit.delete',
  title: 'action.delete',
  keys: ['Delete', 'Backspace'],
  icon: 'trash',
  words: 'remove',
  menu: { in: 'edit', group: 2 },
  when: mayEditSelection,
  run(editor) {
    const open = editor.level.get();
    if (!open) return;
    const keys = selectedTops(editor, open);
    open.edit(t('step.delete', { what: nameOf(open, keys) }), (document, origin) => deleteEntities(document, keys, origin));
    editor.selection.clear();
  },
});

const selectAll = defineAction({
  id: 'edit.selectAll',
  title: 'action.selectAll',
  keys: ['Mod+A'],
  menu: { in: 'edit', group: 3 },
  when: ({ level }) => level.get() !== undefined,
  run: ({ level, selection }) => selection.set(Object.keys(level.get()?.level.get().entities ?? {})),
});

const selectNone = defineAction({
  id: 'edit.selectNone',
  title: 'action.selectNone',
  keys: ['Escape'],
  menu: { in: 'edit', group: 3 },
  when: (editor) => hasSelection(editor) || editor.selection.picking.get() !== undefined,
  run: ({ selection }) => (selection.picking.get() ? selection.pick(undefined) : selection.clear()),
});

const group = defineAction({
  id: 'entity.group',
  title: 'action.group',
  keys: ['Mod+G'],
  icon: 'group',
  menu: { in: 'entity', group: 1 },
  when: mayEditSelection,
  run(editor) {
    const open = editor.level.get();
    if (!open) return;
    const keys = selectedTops(editor, open);
    const parent = open.entity(keys[0] ?? '').get()?.parent ?? null;
    const id = newId(editor.ports.random);
    open.edit(t('step.group', { what: nameOf(open, keys) }), (document, origin) => {
      addEntity(document, { id, name: t('entity.group'), components: { Transform: {} } }, { parent, before: keys[0] }, origin);
      moveEntities(document, keys, { parent: id }, origin);
    });
    editor.selection.set([id]);
  },
});

export const editActions: readonly Action[] = [undo, redo, cut, copy, paste, duplicate, remove, selectAll, selectNone, group];
