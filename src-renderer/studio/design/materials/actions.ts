import {
  addComponent,
  type LevelDocument,
  type EditOrigin,
  newId,
  type ProjectChange,
  setFields,
} from '../../../../engine/document/index.ts';
import type { Json } from '../../../../engine/kernel/json.ts';
import { materialFields } from '../../../../engine/model/material-spec.ts';
import { defineAction, type Editor, type LevelSession } from '../../editor/index.ts';
import { t } from '../../i18n/index.ts';

const mayEdit = ({ canEdit }: Editor): boolean => canEdit.get();

/** `Red brick` as a name of a material that is not taken: `red-brick`. `behind` sets it apart from one that somebody else makes at the same moment. */
export function materialIdFor(name: string, taken: ReadonlySet<string>, behind = ''): string {
  const plain = name.normalize('NFKD').replaceAll(/\p{M}/gu, '').toLowerCase();
  const words = plain.match(/[a-z0-9]+/g) ?? [];
  const joined = words.join('-').slice(0, 40);
  const base = (/^[a-z]/.test(joined) ? joined : `material${joined === '' ? '' : `-${joined}`}`) + behind;
  for (let n = 1; ; n += 1) {
    const candidate = n === 1 ? base : `${base}-${n}`;
    if (!taken.has(candidate)) return candidate;
  }
}

const mark = ({ people, sync, ports }: Editor): string =>
  people.get().length === 0 && sync.get().state === 'saved'
    ? ''
    : `-${newId(ports.random)
        .slice(0, 4)
        .toLowerCase()
        .replaceAll(/[^a-z0-9]/g, 'x')}`;

/** Entities wear a material; those that had none have the component then. */
function dress(open: LevelSession, entities: readonly string[], material: string) {
  return (document: LevelDocument, origin: EditOrigin): void => {
    const alive = entities.filter((entity) => open.entity(entity).get());
    for (const entity of alive)
      if (!open.entity(entity).get()?.components['Material']) addComponent(document, entity, 'Material', {}, origin);
    setFields(
      document,
      alive.map((entity) => ({ entity, component: 'Material', field: 'material', value: material })),
      origin,
    );
  };
}

/** A new material, like `like` where that is said; `entities` wear it with the same step. */
export const newMaterial = defineAction<{ entities: readonly string[]; like?: string | undefined }>({
  id: 'material.new',
  title: 'action.newMaterial',
  when: mayEdit,
  run(editor, { entities, like }) {
    const [project, open] = [editor.project.get(), editor.level.get()];
    if (!project) return;
    const known = project.materials.get();
    const model = like === undefined ? undefined : known[like];
    const taken = new Set(Object.values(known).map(({ name }) => name));
    const wanted = model?.name ?? t('material.name');
    let name = wanted;
    for (let n = 2; taken.has(name); n += 1) name = `${wanted.replace(/ \d+$/, '')} ${n}`;
    const id = materialIdFor(name, new Set(Object.keys(known)), mark(editor));
    const change: ProjectChange = { path: ['materials', id], value: { ...model, name } as unknown as Json };
    const label = t('step.newMaterial', { what: name });
    if (!open || entities.length === 0) return project.edit(label, [change]);
    open.edit(label, (document, origin) => {
      project.write([change], origin);
      dress(open, entities, id)(document, origin);
    });
  },
});

export const wearMaterial = defineAction<{ entities: readonly string[]; material: string }>({
  id: 'material.wear',
  title: 'action.wearMaterial',
  when: mayEdit,
  run(editor, { entities, material }) {
    const [project, open] = [editor.project.get(), editor.level.get()];
    const spec = project?.materials.get()[material];
    if (!open || !spec || entities.length === 0) return;
    open.edit(t('step.wearMaterial', { what: spec.name }), dress(open, entities, material));
  },
});

export const renameMaterial = defineAction<{ material: string; name: string }>({
  id: 'material.rename',
  title: 'action.renameMaterial',
  when: mayEdit,
  run({ project }, { material, name }) {
    const clean = name.trim().slice(0, 120).toWellFormed();
    const before = project.get()?.materials.get()[material]?.name;
    if (before === undefined || clean === '' || clean === before) return;
    project.get()?.edit(t('step.rename', { from: before, to: clean }), [{ path: ['materials', material, 'name'], value: clean }]);
  },
});

/** What wears one keeps its name, and is drawn in its own colour until the step is undone. */
export const deleteMaterial = defineAction<{ material: string }>({
  id: 'material.delete',
  title: 'action.deleteMaterial',
  when: mayEdit,
  run({ project }, { material }) {
    const what = project.get()?.materials.get()[material]?.name;
    if (what !== undefined) project.get()?.edit(t('step.deleteMaterial', { what }), [{ path: ['materials', material], value: null }]);
  },
});

/** @throws Error for a field that no material has: a bug */
export function changesOf(material: string, values: Readonly<Record<string, unknown>>): ProjectChange[] {
  return Object.entries(values).map(([field, value]) => {
    if (!Object.hasOwn(materialFields, field)) throw new Error(`no material has a ${field}`);
    return { path: ['materials', material, field], value: value as Json };
  });
}

/** Sets values of a material in one step, and what else the project has with it. */
export const setMaterial = defineAction<{ material: string; values: Readonly<Record<string, Json>>; also?: readonly ProjectChange[] }>({
  id: 'material.set',
  title: 'action.setMaterial',
  when: mayEdit,
  run({ project }, { material, values, also = [] }) {
    const open = project.get();
    const spec = open?.materials.get()[material];
    if (!open || !spec) return;
    const field = Object.keys(values).join(', ');
    open.edit(t('step.set', { field, what: spec.name }), [...also, ...changesOf(material, values)]);
  },
});
