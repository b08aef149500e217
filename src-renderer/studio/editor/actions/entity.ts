import {
  addComponent as addComponentTo,
  addEntities,
  type Destination,
  type FieldChange,
  moveEntities,
  type NewEntity,
  newId,
  type ProjectChange,
  removeComponent as removeComponentFrom,
  rename as renameEntity,
  resetToPrefab,
  setFields as setFieldsOf,
} from '../../../../engine/document/index.ts';
import type { Spot } from '../../../view/index.ts';
import { t } from '../../i18n/index.ts';
import type { Editor } from '../editor.ts';
import { freeNames } from '../level/free-names.ts';
import { keptPlaces } from '../level/kept-places.ts';
import { landed } from '../level/landed.ts';
import type { LevelSession } from '../level/level-session.ts';
import { withOneMain } from '../level/main-camera.ts';
import { stillThere } from '../level/still-there.ts';
import { ancestorsOf } from '../level/tree.ts';
import { type Action, defineAction } from './action.ts';
import { hasSelection, mayEdit } from './edit.ts';
import { nameOf } from './edit-words.ts';
import { kinds } from './kinds.ts';

/**
 * Sets fields of one or many entities in one step, or none when one of the values does not fit. `also`: what the project has with the same
 * step. `of`: the level that they were meant in.
 */
export const setFields = defineAction<{
  changes: readonly FieldChange[];
  what: string;
  also?: readonly ProjectChange[];
  of?: LevelSession;
}>({
  id: 'entity.setFields',
  title: 'action.setFields',
  when: mayEdit,
  run(editor, { changes: meant, what, also = [], of }) {
    const { level, project } = editor;
    const open = level.get();
    const entities = stillThere(editor, [...new Set(meant.map(({ entity }) => entity))], { of, lost: t('lost.field', { field: what }) });
    if (entities.length === 0) return;
    const there = new Set(entities);
    const changes = meant.filter(({ entity }) => there.has(entity));
    for (const change of changes) {
      const refusal = open?.refusal(change);
      if (refusal) throw refusal;
    }
    open?.edit(t('step.set', { field: what, what: nameOf(open, entities) }), (document, origin) => {
      if (also.length > 0) project.get()?.write(also, origin);
      setFieldsOf(document, changes, origin);
    });
  },
});

export const addComponent = defineAction<{ entities: readonly string[]; component: string }>({
  id: 'entity.addComponent',
  title: 'action.addComponent',
  when: mayEdit,
  run({ level }, { entities, component }) {
    const open = level.get();
    open?.edit(t('step.addComponent', { component, what: nameOf(open, entities) }), (document, origin) => {
      for (const entity of entities)
        if (!open.entity(entity).get()?.components[component]) addComponentTo(document, entity, component, {}, origin);
    });
  },
});

export const removeComponent = defineAction<{ entities: readonly string[]; component: string }>({
  id: 'entity.removeComponent',
  title: 'action.removeComponent',
  when: mayEdit,
  run({ level }, { entities, component }) {
    const open = level.get();
    open?.edit(t('step.removeComponent', { component, what: nameOf(open, entities) }), (document, origin) => {
      for (const entity of entities) {
        const instance = open.instance(entity).get();
        // What only the instance has is gone when its registers are; what its prefab has is left out.
        if (instance && !open.schema().prefab?.(instance.prefab)?.[component]) resetToPrefab(document, [{ entity, component }], origin);
        else removeComponentFrom(document, entity, component, origin);
      }
    });
  },
});

/** UTF-16 units of an entity's name. */
const longestName = 200;

/** `of`: the level that it was meant in. */
export const renameTo = defineAction<{ entity: string; name: string; of?: LevelSession }>({
  id: 'entity.renameTo',
  title: 'action.rename',
  when: mayEdit,
  run(editor, { entity, name, of }) {
    const open = editor.level.get();
    const clean = name.trim().slice(0, longestName).toWellFormed();
    if (name.trim().length > longestName)
      editor.notices.say({ tone: 'warn', title: t('name.cut', { most: longestName }), text: t('name.cut.hint', { name: clean }) });
    if (!open || clean === '' || clean === open.entity(entity).get()?.name) return;
    if (stillThere(editor, [entity], { of, lost: t('lost.name', { name: clean }) }).length === 0) return;
    open.edit(t('step.rename', { from: nameOf(open, [entity]), to: clean }), (document, origin) =>
      renameEntity(document, entity, clean, origin),
    );
  },
});

/** They stay where they are seen, whatever their new parent does to its children. */
export const moveTo = defineAction<{ entities: readonly string[]; to: Destination }>({
  id: 'entity.moveTo',
  title: 'action.moveTo',
  when: mayEdit,
  run({ level }, { entities, to }) {
    const open = level.get();
    if (!open) return;
    const above = to.parent === null ? [] : [to.parent, ...ancestorsOf(to.parent, (key) => open.entity(key).get()?.parent)];
    if (entities.some((entity) => above.includes(entity)) || (to.before !== undefined && entities.includes(to.before))) return;
    const where = to.parent === null ? t('tree.top') : nameOf(open, [to.parent]);
    const kept = keptPlaces(open, entities, to.parent);
    open.edit(t('step.move', { what: nameOf(open, entities), where }), (document, origin) => {
      moveEntities(document, entities, to, origin);
      setFieldsOf(document, kept, origin);
    });
  },
});

/** What stands below an entity that is added, and what the project has with the same step. */
export interface AddedWith {
  /** The point of the picture under which it stands; without it where the view looks. */
  spot?: Spot | undefined;
  below?: readonly Omit<NewEntity, 'id'>[] | undefined;
  also?: readonly ProjectChange[];
}

/** Adds an entity beside what is selected, where the view looks, and selects it. Beside a point of a path is beside the path. */
export function addNew(editor: Editor, added: Omit<NewEntity, 'id'>, { below = [], also = [], spot }: AddedWith = {}): void {
  const { level, project, selection, ports } = editor;
  const open = level.get();
  if (!open) return;
  const id = newId(ports.random);
  const parentOf = (key: string): string | null => open.entity(key).get()?.parent ?? null;
  let parent = parentOf(selection.keys.get().at(-1) ?? '');
  while (parent !== null && open.entity(parent).get()?.components['Path']) parent = parentOf(parent);
  const [single = added] = withOneMain(open, [added]);
  const entity = landed(editor, { ...single, name: freeNames(open)(parent, added.name) }, parent, spot);
  open.edit(t('step.add', { what: entity.name }), (document, origin) => {
    if (also.length > 0) project.get()?.write(also, origin);
    const children = below.map((child) => ({ id: newId(ports.random), ...child, to: { parent: id } }));
    addEntities(document, [{ id, ...entity, to: { parent } }, ...children], origin);
  });
  selection.set([id]);
}

/** Adds one of what the menus offer: under a point of the picture, or where the view looks. */
export const addHere = defineAction<{ kind: string; spot?: Spot }>({
  id: 'entity.addHere',
  title: 'action.addHere',
  when: mayEdit,
  run(editor, { kind, spot }) {
    const found = kinds.find(({ id }) => id === kind);
    if (!found) return;
    const { title, components, below } = found;
    const made = typeof components === 'function' ? components(editor, spot) : components;
    addNew(editor, { name: t(title), components: made }, { below: below?.(), spot });
  },
});

const adders: readonly Action[] = kinds.map(({ id, title, icon, under, words = '' }) =>
  defineAction({
    id: `entity.add.${id}`,
    title,
    icon,
    words: `add new create entity ${words}`,
    menu: { in: 'entity', group: 0, ...(under && { under }) },
    when: mayEdit,
    run: (editor) => addHere.run(editor, { kind: id }),
  }),
);

const rename = defineAction({
  id: 'entity.rename',
  title: 'action.rename',
  keys: ['F2'],
  icon: 'pencil',
  menu: { in: 'entity', group: 2 },
  when: (editor) => mayEdit(editor) && editor.selection.keys.get().length === 1,
  run: ({ selection, renaming, reveal }) => {
    reveal.set('hierarchy');
    renaming.set(selection.keys.get()[0]);
  },
});

const hide = defineAction({
  id: 'entity.hide',
  title: 'action.hide',
  keys: ['H'],
  icon: 'eye-off',
  words: 'show visible',
  menu: { in: 'entity', group: 2 },
  when: hasSelection,
  checked: ({ selection, visibility }) =>
    selection.keys.get().length > 0 && selection.keys.get().every((key) => visibility.hidden.get().has(key)),
  run(editor) {
    editor.visibility.setHidden(editor.selection.keys.get(), !hide.checked?.(editor));
  },
});

const lock = defineAction({
  id: 'entity.lock',
  title: 'action.lock',
  keys: ['L'],
  icon: 'lock',
  words: 'unlock selectable',
  menu: { in: 'entity', group: 2 },
  when: hasSelection,
  checked: ({ selection, visibility }) =>
    selection.keys.get().length > 0 && selection.keys.get().every((key) => visibility.locked.get().has(key)),
  run(editor) {
    editor.visibility.setLocked(editor.selection.keys.get(), !lock.checked?.(editor));
  },
});

export const entityActions: readonly Action[] = [...adders, rename, hide, lock];
