/** What is done with an instance or an entity that becomes one. Fetched ahead of its first use: nothing of it is needed to start. */
import {
  addEntities,
  becomeInstance,
  type FieldChange,
  newId,
  type Reset,
  resetToPrefab,
  setFields,
  setPrefab,
  unpackInstances,
} from '../../../../engine/document/index.ts';
import type { Json } from '../../../../engine/kernel/json.ts';
import type { ComponentType } from '../../../../engine/model/component.ts';
import type { Components } from '../../../../engine/model/instances.ts';
import { type PrefabData, prefabOf } from '../../../../engine/model/project.ts';
import type { Spot } from '../../../view/index.ts';
import { t } from '../../i18n/index.ts';
import { nameOf } from '../actions/edit-words.ts';
import type { Editor } from '../editor.ts';
import { freeNames } from '../level/free-names.ts';
import { landed } from '../level/landed.ts';
import type { LevelSession } from '../level/level-session.ts';
import { withOneMain } from '../level/main-camera.ts';
import { branch } from '../level/tree.ts';
import type { ProjectSession } from '../project/project-session.ts';
import { appliedTo, appliedToPart } from './apply.ts';
import { instanceOf, partsFor, partsOfInstance, pathsOfInstance } from './branch.ts';
import { freeName } from './free-name.ts';
import { chosenOf, selected } from './selected.ts';
import type { BranchPrefab } from './parts-below.ts';
import { changeStructure, checkStructure, partsBelow, withoutPart } from './structure.ts';

const isPlace = (component: string, field: string): boolean => component === 'Transform' && (field === 'position' || field === 'rotation');

/** A part of a prefab stands where the prefab says. */
const isNoPlace = (): boolean => false;

/** Where an entity stands is its own, and a prefab names no entity of a level: those fields never become a prefab's. */
function divide(
  components: Components,
  types: readonly ComponentType[],
  isOwn: (component: string, field: string) => boolean = isPlace,
): { shared: Components; own: Components } {
  const shared: Record<string, Record<string, Json>> = {};
  const own: Record<string, Record<string, Json>> = {};
  for (const [component, fields] of Object.entries(components)) {
    const type = types.find(({ name }) => name === component);
    shared[component] = {};
    for (const [field, value] of Object.entries(fields)) {
      if (isOwn(component, field) || type?.fields[field]?.kind === 'entity') (own[component] ??= {})[field] = value;
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

/** Whether something stands below an instance that is no part of it yet. A prefab without parts leaves it to itself. */
const hasNewcomers = (open: LevelSession, project: ProjectSession, key: string, prefab: string): boolean =>
  (project.prefabParts.get().get(prefab)?.length ?? 0) > 0 && branch(open, key).length > partsOfInstance(open, key).length;

function newcomersBelow(open: LevelSession, project: ProjectSession, key: string, prefab: string) {
  const known = new Map([...pathsOfInstance(open, key)].map(([path, entity]) => [entity, path]));
  const taken = new Set((project.prefabParts.get().get(prefab) ?? []).map(({ path }) => path.split('/', 1)[0]!));
  const types = project.types.get();
  const { parts, differs, paths } = partsBelow(open, key, (said) => divide(said, types, isNoPlace).shared, known, taken);
  return { parts, differs, paths, own: ownOf(open, paths, types) };
}

/** As a prefab says it: what differs only where something does. */
const structureOf = ({ parts, differs }: Pick<BranchPrefab, 'parts' | 'differs'>): Pick<PrefabData, 'parts' | 'differs'> => ({
  parts,
  ...(Object.keys(differs).length > 0 && { differs }),
});

/** Fields of entities that stay their own when they become parts. */
const ownOf = (open: LevelSession, paths: ReadonlyMap<string, string>, types: readonly ComponentType[]): FieldChange[] =>
  [...paths.keys()].flatMap((entity) => {
    const said = open.instance(entity).get()?.components ?? open.entity(entity).get()!.components;
    return changesOf(entity, divide(said as Components, types, isNoPlace).own);
  });

/** An instance with an entity for each of its parts, beside what is selected. */
export function addWithParts(editor: Editor, prefab: string, spot?: Spot): void {
  const open = editor.level.get();
  const parts = editor.project.get()?.prefabParts.get().get(prefab) ?? [];
  if (!open) return;
  const parent = open.entity(editor.selection.keys.get().at(-1) ?? '').get()?.parent ?? null;
  const { components = {} } = landed(editor, { prefab }, parent, spot);
  const added = withOneMain(
    open,
    instanceOf(prefab, { name: freeNames(open)(parent, prefab), components }, { parent }, parts, editor.ports.random),
  );
  const refusal = open.refusalOf(added);
  if (refusal) throw refusal;
  open.edit(t('step.add', { what: prefab }), (document, origin) => addEntities(document, added, origin));
  editor.selection.set([added[0]!.id]);
}

/** The selected entity becomes an instance of a new prefab; what stands below it becomes its parts, or stays what it is. */
export function makePrefab(editor: Editor, { withBranch }: { withBranch: boolean }): void {
  const chosen = selected(editor, false);
  const project = editor.project.get();
  if (!chosen || !project) return;
  const { open, key } = chosen;
  const { name, components } = open.entity(key).get()!;
  const types = project.types.get();
  const prefab = prefabNameFor(name, new Set(Object.keys(project.prefabs.get())), mark(editor));
  const top = divide(components as Components, types);
  const below = withBranch ? partsBelow(open, key, (said) => divide(said, types, isNoPlace).shared) : undefined;
  const value = { components: top.shared as PrefabData['components'], ...(below && structureOf(below)) };
  checkStructure(project, prefab, value);
  const own = [...changesOf(key, top.own), ...(below ? ownOf(open, below.paths, types) : [])];
  open.edit(t('step.createPrefab', { prefab, what: name }), (document, origin) => {
    project.write([{ path: ['prefabs', prefab], value: value as unknown as Json }], origin);
    becomeInstance(document, key, prefab, origin);
    for (const [entity, path] of below?.paths ?? []) becomeInstance(document, entity, `${prefab}/${path}`, origin);
    setFields(document, own, origin);
  });
  editor.notices.say({ tone: 'plain', title: t('prefab.created', { prefab }), text: t('prefab.created.hint') });
}

export function makeVariant(editor: Editor): void {
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
  const parts = partsOfInstance(open, key).slice(1);
  open.edit(t('step.createVariant', { prefab, base }), (document, origin) => {
    project.write([{ path: ['prefabs', prefab], value }], origin);
    becomeInstance(document, key, prefab, origin);
    setFields(document, changesOf(key, own), origin);
    for (const part of parts) setPrefab(document, part, prefab + open.instance(part).get()!.prefab.slice(base.length), origin);
  });
  editor.notices.say({ tone: 'plain', title: t('prefab.variant', { prefab, base }), text: t('prefab.variant.hint', { base }) });
}

export async function applyInstance(editor: Editor): Promise<void> {
  const chosen = selected(editor, true);
  const project = editor.project.get();
  const instance = chosen?.open.instance(chosen.key).get();
  if (!chosen || !project || !instance) return;
  const { open, key } = chosen;
  const prefab = prefabOf(instance.prefab);
  const path = instance.prefab.slice(prefab.length + 1);
  const before = project.prefabs.get()[prefab];
  if (!before) return;
  const { shared, own } = divide(instance.components as Components, project.types.get(), path === '' ? isPlace : isNoPlace);
  const whole = project.wholePrefabs.get();
  const difference = { components: shared, without: instance.without };
  const after =
    path === ''
      ? appliedTo(before, whole.get(before.prefab ?? '') ?? {}, difference)
      : appliedToPart(before, path, (ref) => whole.get(ref), difference);
  const resets = Object.entries(shared).flatMap(([component, fields]): Reset[] =>
    own[component] ? Object.keys(fields).map((field) => ({ entity: key, component, field })) : [{ entity: key, component }],
  );
  resets.push(...instance.without.map((component) => ({ entity: key, component })));
  const label = t('step.applyToPrefab', { prefab: instance.prefab, what: nameOf(open, [key]) });
  if (path === '' && hasNewcomers(open, project, key, prefab)) {
    const below = newcomersBelow(open, project, key, prefab);
    const { differs: _, ...bare } = after;
    const next = {
      ...bare,
      ...structureOf({ parts: { ...after.parts, ...below.parts }, differs: { ...after.differs, ...below.differs } }),
    };
    await changeStructure(editor, label, prefab, next, { top: key, ...below }, (origin) => resetToPrefab(open.document, resets, origin));
    editor.notices.say({ tone: 'plain', title: t('prefab.grew', { prefab, count: below.paths.size }), text: t('prefab.grew.hint') });
    return;
  }
  open.edit(label, (document, origin) => {
    project.write([{ path: ['prefabs', prefab], value: after as unknown as Json }], origin);
    resetToPrefab(document, resets, origin);
  });
}

export function revertToPrefab(editor: Editor): void {
  const chosen = selected(editor, true);
  const instance = chosen?.open.instance(chosen.key).get();
  if (!chosen || !instance) return;
  const { open, key } = chosen;
  const isPart = instance.prefab.includes('/');
  const said = changesOf(key, instance.components as Components);
  const placed = said.filter(({ component, field }) => !isPart && isPlace(component, field));
  const resets = [...Object.keys(instance.components), ...instance.without].map((component) => ({ entity: key, component }));
  open.edit(t('step.revertInstance', { what: nameOf(open, [key]) }), (document, origin) => {
    resetToPrefab(document, resets, origin);
    setFields(document, placed, origin);
  });
}

export function unpackAll(editor: Editor): void {
  const chosen = selected(editor, true);
  if (!chosen) return;
  const { open, key } = chosen;
  const { name } = open.entity(key).get()!;
  // Its parts go with it: they would be parts of nothing.
  const unpacked = partsOfInstance(open, key).map((entity) => ({
    entity,
    components: open.entity(entity).get()!.components as Components,
  }));
  open.edit(t('step.unpackInstance', { what: name }), (document, origin) => unpackInstances(document, unpacked, origin));
}

/** Puts back what the selected instance lacks of the parts of its prefab. */
export function bringMissing(editor: Editor): void {
  const chosen = chosenOf(editor, false);
  if (!chosen) return;
  const { project, open, key, prefab } = chosen;
  const has = pathsOfInstance(open, key);
  const lacking = (project.prefabParts.get().get(prefab) ?? []).filter(({ path }) => !has.has(path));
  if (lacking.length === 0) return editor.notices.say({ tone: 'plain', title: t('prefab.noneMissing', { what: nameOf(open, [key]) }) });
  const added = partsFor(prefab, key, has, lacking, () => newId(editor.ports.random));
  const refusal = open.refusalOf(added);
  if (refusal) throw refusal;
  open.edit(t('step.bringParts', { what: nameOf(open, [key]) }), (document, origin) => addEntities(document, added, origin));
}

/** Takes the selected part out of its prefab. */
export async function removeChosenPart(editor: Editor): Promise<void> {
  const chosen = chosenOf(editor, true);
  if (!chosen) return;
  const { project, open, key, prefab, path } = chosen;
  const declared = project.prefabs.get()[prefab];
  if (!declared) return;
  const label = t('step.removePart', { what: nameOf(open, [key]), prefab });
  await changeStructure(editor, label, prefab, withoutPart(prefab, declared, path), undefined);
  editor.selection.clear();
}
