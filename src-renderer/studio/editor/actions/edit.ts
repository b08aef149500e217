import { addEntity, deleteEntities, moveEntities, newId, type UndoOutcome } from '../../../../engine/document/index.ts';
import type { Spot } from '../../../view/index.ts';
import { t } from '../../i18n/index.ts';
import { copying, copyText, readText } from '../clipboard-text.ts';
import type { Editor } from '../editor.ts';
import { copyEntities } from '../level/clipboard.ts';
import { freeNames } from '../level/free-names.ts';
import { copyWords } from '../level/copy-words.ts';
import type { CopiedText } from '../level/read-copied.ts';
import { inTurn, inTurnOf, mostInTurn } from '../in-turn.ts';
import { takeStep } from '../take-step.ts';
import { type Action, defineAction } from './action.ts';
import { nameOf, selectedTops } from './edit-words.ts';

export const hasSelection = ({ selection, level }: Editor): boolean => level.get() !== undefined && selection.keys.get().length > 0;
export const mayEdit = ({ level, canEdit }: Editor): boolean => level.get() !== undefined && canEdit.get();
const mayEditSelection = (editor: Editor): boolean => mayEdit(editor) && hasSelection(editor);

const tell = ({ notices }: Editor, { label, skipped, overwritten }: UndoOutcome): void => {
  const isAll = (why: UndoOutcome['overwritten'][number]['reason']): boolean =>
    overwritten.length > 0 && overwritten.every(({ reason }) => reason === why);
  const text = t(isAll('not-taken') ? 'undo.notTaken.why' : isAll('closed') ? 'undo.closed.why' : 'undo.skipped.why');
  if (skipped.length > 0) notices.say({ tone: 'warn', title: t('undo.skipped', { count: skipped.length }), text });
  else if (overwritten.length > 0)
    notices.say({
      tone: 'warn',
      title: t(isAll('closed') ? 'undo.partlyClosed' : 'undo.partly', { label: label ?? '', count: overwritten.length }),
      text,
    });
};

/** A step of a level that one does not look at is taken back, or made again, where one sees it. */
function openLevelOfNext(editor: Editor, way: 'undo' | 'redo'): Promise<void> | undefined {
  const documents = editor.history.next(way);
  const [project, open] = [editor.project.get(), editor.level.get()];
  if (!project || !open || documents.has(open.document)) return undefined;
  const [elsewhere] = [...documents].flatMap((document) => project.levelOf(document) ?? []);
  return elsewhere && editor.openLevel(elsewhere);
}
const canTake = ({ history, canEdit }: Editor, way: 'undo' | 'redo'): boolean =>
  canEdit.get() && (way === 'undo' ? history.canUndo : history.canRedo);
/** What a step on its way leaves to do is known when it is done: until then a press waits for it. */
const mayPress = (editor: Editor, way: 'undo' | 'redo'): boolean => {
  const waiting = inTurnOf(editor.history).get();
  return waiting === 0 ? canTake(editor, way) : editor.canEdit.get() && waiting < mostInTurn;
};
const press =
  (way: 'undo' | 'redo') =>
  (editor: Editor): void | Promise<void> =>
    inTurn(editor.history, () => {
      if (!canTake(editor, way)) return undefined;
      const take = (): void | Promise<void> => {
        const outcome = takeStep(editor.history, way);
        return outcome instanceof Promise ? outcome.then((later) => tell(editor, later)) : tell(editor, outcome);
      };
      const opening = openLevelOfNext(editor, way);
      return opening ? opening.then(take) : take();
    });

export const undo = defineAction({
  id: 'edit.undo',
  title: 'action.undo',
  keys: ['Mod+Z'],
  icon: 'undo',
  menu: { in: 'edit', group: 0 },
  when: (editor) => mayPress(editor, 'undo'),
  run: press('undo'),
});

export const redo = defineAction({
  id: 'edit.redo',
  title: 'action.redo',
  keys: ['Mod+Shift+Z', 'Mod+Y'],
  icon: 'redo',
  menu: { in: 'edit', group: 0 },
  when: (editor) => mayPress(editor, 'redo'),
  run: press('redo'),
});

async function copySelection(editor: Editor): Promise<CopiedText | undefined> {
  const [open, project] = [editor.level.get(), editor.project.get()];
  if (!open || !project) return undefined;
  const words = copyWords(editor);
  const copied = copyEntities(open, editor.selection.keys.get(), words);
  return (await import('../assets/carried.ts')).withCarried(copied, words.types, project.file.get());
}

const copy = defineAction({
  id: 'edit.copy',
  title: 'action.copy',
  keys: ['Mod+C'],
  icon: 'copy',
  menu: { in: 'edit', group: 1 },
  when: hasSelection,
  run: (editor) =>
    copying(editor, async () => {
      const copied = await copySelection(editor);
      if (copied) await copyText(editor, JSON.stringify(copied), t('copied', { count: copied.entities.length }));
    }),
});

const cut = defineAction({
  id: 'edit.cut',
  title: 'action.cut',
  keys: ['Mod+X'],
  menu: { in: 'edit', group: 1 },
  when: mayEditSelection,
  run: (editor) =>
    copying(editor, async () => {
      const copied = await copySelection(editor);
      if (copied && (await copyText(editor, JSON.stringify(copied)))) await remove.run(editor);
    }),
});

async function pasteAt(editor: Editor, spot?: Spot): Promise<void> {
  const clipboard = await readText(editor);
  if (clipboard !== undefined) await (await import('../level/paste.ts')).pasteText(editor, clipboard, spot);
}

const paste = defineAction({
  id: 'edit.paste',
  title: 'action.paste',
  keys: ['Mod+V'],
  menu: { in: 'edit', group: 1 },
  when: mayEdit,
  run: (editor) => pasteAt(editor),
});

/** Pastes so that it stands under a point of the picture. */
export const pasteHere = defineAction<{ spot: Spot }>({
  id: 'edit.pasteHere',
  title: 'action.pasteHere',
  when: mayEdit,
  run: (editor, { spot }) => pasteAt(editor, spot),
});

const duplicate = defineAction({
  id: 'edit.duplicate',
  title: 'action.duplicate',
  keys: ['Mod+D'],
  menu: { in: 'edit', group: 1 },
  when: mayEditSelection,
  run: async (editor) => (await import('../level/copies.ts')).duplicateChosen(editor),
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
  run({ level, selection, notices }) {
    const found = selection.found.get()?.();
    selection.set(found ?? Object.keys(level.get()?.level.get().entities ?? {}));
    const count = selection.keys.get().length;
    if (found) notices.say({ tone: 'plain', title: t('selected.found', { count }), text: t('selected.found.hint') });
    else notices.announce(t('selected.all', { count }));
  },
});

const selectNone = defineAction({
  id: 'edit.selectNone',
  title: 'action.selectNone',
  keys: ['Escape'],
  menu: { in: 'edit', group: 3 },
  when: (editor) => hasSelection(editor) || editor.selection.picking.get() !== undefined || editor.following.get() !== undefined,
  /** One thing at a time: what began last ends first. */
  run({ selection, following }) {
    if (selection.picking.get()) selection.pick(undefined);
    else if (following.get() !== undefined) following.set(undefined);
    else selection.clear();
  },
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
    const name = freeNames(open)(parent, t('entity.group'));
    open.edit(t('step.group', { what: nameOf(open, keys) }), (document, origin) => {
      addEntity(document, { id, name, components: { Transform: {} } }, { parent, before: keys[0] }, origin);
      moveEntities(document, keys, { parent: id }, origin);
    });
    editor.selection.set([id]);
  },
});

export const editActions: readonly Action[] = [undo, redo, cut, copy, paste, duplicate, remove, selectAll, selectNone, group];
