import { type Reset, resetToPrefab } from '../../../../engine/document/index.ts';
import type { Spot } from '../../../view/index.ts';
import { t } from '../../i18n/index.ts';
import type { Editor } from '../editor.ts';
import { selected } from '../prefabs/selected.ts';
import { type Action, defineAction } from './action.ts';
import { mayEdit } from './edit.ts';
import { nameOf } from './edit-words.ts';
import { addNew } from './entity.ts';

const whenSelected =
  (isInstance: boolean) =>
  (editor: Editor): boolean =>
    mayEdit(editor) && selected(editor, isInstance) !== undefined;

export const addInstance = defineAction<{ prefab: string; spot?: Spot }>({
  id: 'entity.addInstance',
  title: 'action.addInstance',
  when: mayEdit,
  run(editor, { prefab, spot }) {
    if ((editor.project.get()?.prefabParts.get().get(prefab)?.length ?? 0) === 0) return addNew(editor, { name: prefab, prefab }, { spot });
    return import('../prefabs/instance-edits.ts').then((edits) => edits.addWithParts(editor, prefab, spot));
  },
});

/** A prefab of an entity and of all that stands below it, which become its first instance. */
export const createBranchPrefab = defineAction({
  id: 'prefab.createBranch',
  title: 'action.createBranchPrefab',
  icon: 'layers',
  words: 'prefab nested children parts template',
  menu: { in: 'entity', group: 3 },
  when: (editor) => whenSelected(false)(editor) && (editor.level.get()?.children(editor.selection.keys.get()[0]!).length ?? 0) > 0,
  run: async (editor) => (await import('../prefabs/instance-edits.ts')).makePrefab(editor, { withBranch: true }),
});

export const createPrefab = defineAction({
  id: 'prefab.create',
  title: 'action.createPrefab',
  icon: 'layers',
  words: 'prefab template class make',
  menu: { in: 'entity', group: 3 },
  when: whenSelected(false),
  run: async (editor) => (await import('../prefabs/instance-edits.ts')).makePrefab(editor, { withBranch: false }),
});

export const applyToPrefab = defineAction({
  id: 'prefab.apply',
  title: 'action.applyToPrefab',
  icon: 'upload',
  words: 'prefab overrides push',
  menu: { in: 'entity', group: 3 },
  when: whenSelected(true),
  run: async (editor) => (await import('../prefabs/instance-edits.ts')).applyInstance(editor),
});

export const resetInstance = defineAction<{ resets: readonly Reset[]; what: string }>({
  id: 'prefab.resetParts',
  title: 'action.resetToPrefab',
  when: mayEdit,
  run({ level }, { resets, what }) {
    const open = level.get();
    const entities = [...new Set(resets.map(({ entity }) => entity))];
    open?.edit(t('step.resetToPrefab', { field: what, what: nameOf(open, entities) }), (document, origin) =>
      resetToPrefab(document, resets, origin),
    );
  },
});

export const revertInstance = defineAction({
  id: 'prefab.revert',
  title: 'action.revertInstance',
  icon: 'reset',
  words: 'prefab overrides reset',
  menu: { in: 'entity', group: 3 },
  when: whenSelected(true),
  run: async (editor) => (await import('../prefabs/instance-edits.ts')).revertToPrefab(editor),
});

export const unpack = defineAction({
  id: 'prefab.unpack',
  title: 'action.unpackInstance',
  words: 'prefab unlink detach',
  menu: { in: 'entity', group: 3 },
  when: whenSelected(true),
  run: async (editor) => (await import('../prefabs/instance-edits.ts')).unpackAll(editor),
});

/** A prefab that stands on the instance's, with what the instance says; the instance becomes its first. */
export const createVariant = defineAction({
  id: 'prefab.createVariant',
  title: 'action.createVariant',
  icon: 'layers',
  words: 'prefab inherit derive base',
  menu: { in: 'entity', group: 3 },
  when: (editor) =>
    whenSelected(true)(editor) &&
    selected(editor, true)!.open.instance(editor.selection.keys.get()[0]!).get()?.prefab.includes('/') === false,
  run: async (editor) => (await import('../prefabs/instance-edits.ts')).makeVariant(editor),
});

export const prefabActions: readonly Action[] = [createPrefab, createBranchPrefab, createVariant, applyToPrefab, revertInstance, unpack];
