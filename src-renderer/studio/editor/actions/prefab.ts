import {
  becomeInstance,
  type FieldChange,
  newId,
  type Reset,
  resetToPrefab,
  setFields,
  unpackInstance,
} from '../../../../engine/document/index.ts';
import type { Json } from '../../../../engine/kernel/json.ts';
import type { ComponentType } from '../../../../engine/model/component.ts';
import type { Components } from '../../../../engine/model/instances.ts';
import { t } from '../../i18n/index.ts';
import type { Editor } from '../editor.ts';
import type { LevelSession } from '../level/level-session.ts';
import { appliedTo } from '../prefabs/apply.ts';
import { freeName } from '../prefabs/free-name.ts';
import { type Action, defineAction } from './action.ts';
import { mayEdit, nameOf } from './edit.ts';
import { addNew } from './entity.ts';

/** The one selected entity, if it is what an action is for. */
const selected = ({ level, selection }: Editor, isInstance: boolean): { open: LevelSession; key: string } | undefined => {
  const open = level.get();
  const [key, other] = selection.keys.get();
  if (!open || key === undefined || other !== undefined || !open.entity(key).get()) return undefined;
  return (open.instance(key).get() !== undefined) === isInstance ? { open, key } : undefined;
};
const whenSelected =
  (isInstance: boolean) =>
  (editor: Editor): boolean =>
    mayEdit(editor) && selected(editor, isInstance) !== undefined;

const isPlace = (component: string, field: string): boolean => component === 'Transform' && (field === 'position' || field === 'rotation');

/** Where an entity stands is its own, and a prefab names no entity of a level: those fields never become a prefab's. */
function divide(components: Components, types: readonly ComponentType[]): { shared: Components; own: Components } {
  const shared: Record<string, Record<string, Json>> = {};
  const own: Record<string, Record<string, Json>> = {};
  for (const [component, fields] of Object.entries(components)) {
    const type = types.find(({ name }) => name === component);
    shared[component] = {};
    for (const [field, value] of Object.entries(fields)) {
      if (isPlace(component, field) || type?.fields[field]?.kind === 'entity') (own[component] ??= {})[field] = value;
      else shared[component][field] = value;
    }
  }
  return { shared, own };
}

const changesOf = (entity: string, components: Components): FieldChange[] =>
  Object.entries(components).flatMap(([component, fields]) =>
    Object.entries(fields).map(([field, value]) => ({ entity, component, field, value })),
  );

/** Two people who make a prefab of one name at the same moment would make one of both: unless somebody is alone, theirs has a mark of its own. */
const mark = ({ people, sync, ports }: Editor): string =>
  people.get().length === 0 && sync.get().state === 'saved' ? '' : newId(ports.random).slice(0, 3).toUpperCase();

/** `Tall crate 2` as the name of a type that is not taken: `TallCrate2`, with a mark behind it, else with a number. */
export function prefabNameFor(name: string, taken: ReadonlySet<string>, behind = ''): string {
  const plain = name.normalize('NFKD').replaceAll(/\p{M}/gu, '').replaceAll('ß', 'ss');
  const words = plain.match(/[A-Za-z0-9]+/g) ?? [];
  const joined = words.map((word) => word[0]!.toUpperCase() + word.slice(1)).join('');
  const base = (/^[A-Z]/.test(joined) ? joined : `Prefab${joined}`).slice(0, 50) + behind;
  return freeName(base, (candidate) => taken.has(candidate));
}

export const addInstance = defineAction<{ prefab: string }>({
  id: 'entity.addInstance',
  title: 'action.addInstance',
  when: mayEdit,
  run: (editor, { prefab }) => addNew(editor, { name: prefab, prefab }),
});

export const createPrefab = defineAction({
  id: 'prefab.create',
  title: 'action.createPrefab',
  icon: 'layers',
  words: 'prefab template class make',
  menu: { in: 'entity', group: 3 },
  when: whenSelected(false),
  run(editor) {
    const chosen = selected(editor, false);
    const project = editor.project.get();
    if (!chosen || !project) return;
    const { open, key } = chosen;
    const { name, components } = open.entity(key).get()!;
    const prefab = prefabNameFor(name, new Set(Object.keys(project.prefabs.get())), mark(editor));
    const { shared, own } = divide(components as Components, project.types.get());
    open.edit(t('step.createPrefab', { prefab, what: name }), (document, origin) => {
      project.write([{ path: ['prefabs', prefab], value: { components: shared as Json } }], origin);
      becomeInstance(document, key, prefab, origin);
      setFields(document, changesOf(key, own), origin);
    });
    editor.notices.say({ tone: 'plain', title: t('prefab.created', { prefab }), text: t('prefab.created.hint') });
  },
});

export const applyToPrefab = defineAction({
  id: 'prefab.apply',
  title: 'action.applyToPrefab',
  icon: 'upload',
  words: 'prefab overrides push',
  menu: { in: 'entity', group: 3 },
  when: whenSelected(true),
  run(editor) {
    const chosen = selected(editor, true);
    const project = editor.project.get();
    const instance = chosen?.open.instance(chosen.key).get();
    if (!chosen || !project || !instance) return;
    const { open, key } = chosen;
    const { prefab } = instance;
    const before = project.prefabs.get()[prefab];
    if (!before) return;
    const { shared, own } = divide(instance.components as Components, project.types.get());
    const base = project.wholePrefabs.get().get(before.prefab ?? '') ?? {};
    const after = appliedTo(before, base, { components: shared, without: instance.without });
    const resets = Object.entries(shared).flatMap(([component, fields]): Reset[] =>
      own[component] ? Object.keys(fields).map((field) => ({ entity: key, component, field })) : [{ entity: key, component }],
    );
    resets.push(...instance.without.map((component) => ({ entity: key, component })));
    open.edit(t('step.applyToPrefab', { prefab, what: nameOf(open, [key]) }), (document, origin) => {
      project.write([{ path: ['prefabs', prefab], value: after as unknown as Json }], origin);
      resetToPrefab(document, resets, origin);
    });
  },
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
  run(editor) {
    const chosen = selected(editor, true);
    const instance = chosen?.open.instance(chosen.key).get();
    if (!chosen || !instance) return;
    const { open, key } = chosen;
    const placed = changesOf(key, instance.components as Components).filter(({ component, field }) => isPlace(component, field));
    const resets = [...Object.keys(instance.components), ...instance.without].map((component) => ({ entity: key, component }));
    open.edit(t('step.revertInstance', { what: nameOf(open, [key]) }), (document, origin) => {
      resetToPrefab(document, resets, origin);
      setFields(document, placed, origin);
    });
  },
});

export const unpack = defineAction({
  id: 'prefab.unpack',
  title: 'action.unpackInstance',
  words: 'prefab unlink detach',
  menu: { in: 'entity', group: 3 },
  when: whenSelected(true),
  run(editor) {
    const chosen = selected(editor, true);
    if (!chosen) return;
    const { open, key } = chosen;
    const { name, components } = open.entity(key).get()!;
    open.edit(t('step.unpackInstance', { what: name }), (document, origin) =>
      unpackInstance(document, key, components as Components, origin),
    );
  },
});

/** A prefab that stands on the instance's, with what the instance says; the instance becomes its first. */
export const createVariant = defineAction({
  id: 'prefab.createVariant',
  title: 'action.createVariant',
  icon: 'layers',
  words: 'prefab inherit derive base',
  menu: { in: 'entity', group: 3 },
  when: whenSelected(true),
  run(editor) {
    const chosen = selected(editor, true);
    const project = editor.project.get();
    const instance = chosen?.open.instance(chosen.key).get();
    if (!chosen || !project || !instance) return;
    const { open, key } = chosen;
    const { prefab: base, without } = instance;
    if (!Object.hasOwn(project.prefabs.get(), base)) return;
    const prefab = prefabNameFor(open.entity(key).get()!.name, new Set(Object.keys(project.prefabs.get())), mark(editor));
    const { shared, own } = divide(instance.components as Components, project.types.get());
    const value = { prefab: base, ...(without.length > 0 && { without }), components: shared } as unknown as Json;
    open.edit(t('step.createVariant', { prefab, base }), (document, origin) => {
      project.write([{ path: ['prefabs', prefab], value }], origin);
      becomeInstance(document, key, prefab, origin);
      setFields(document, changesOf(key, own), origin);
    });
    editor.notices.say({ tone: 'plain', title: t('prefab.variant', { prefab, base }), text: t('prefab.variant.hint', { base }) });
  },
});

export const prefabActions: readonly Action[] = [createPrefab, createVariant, applyToPrefab, revertInstance, unpack];
