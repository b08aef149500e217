/** What a prefab gains or loses of parts, every instance in every level gains or loses. Fetched when it is first done: it opens all levels. */
import {
  addEntities,
  becomeInstance,
  deleteEntities,
  type EditOrigin,
  type FieldChange,
  lastNameOf,
  newId,
  type RandomBytes,
  setFields,
} from '../../../../engine/document/index.ts';
import { LedgerError } from '../../../../engine/kernel/error.ts';
import type { Json } from '../../../../engine/kernel/json.ts';
import { circleThrough, MAX_PARTS, readPrefabs } from '../../../../engine/model/prefabs.ts';
import type { PrefabData } from '../../../../engine/model/project.ts';
import { t } from '../../i18n/index.ts';
import type { Editor } from '../editor.ts';
import type { LevelSession } from '../level/level-session.ts';
import type { ProjectSession } from '../project/project-session.ts';
import { partsFor, pathsOfInstance } from './branch.ts';
import type { PrefabsByName } from './names.ts';

export { partsBelow } from './parts-below.ts';

/** @throws LedgerError `cyclic-prefab`, `too-many-parts`, and what a room would refuse */
export function checkStructure(project: ProjectSession, prefab: string, next: PrefabData): void {
  const all = { ...project.prefabs.get(), [prefab]: next };
  const circle = circleThrough(prefab, all);
  if (circle)
    throw new LedgerError({
      code: 'cyclic-prefab',
      message: t('prefab.circle', { prefab, circle: circle.join(' > ') }),
      hint: t('prefab.circle.hint'),
    });
  const [full] = readPrefabs(all).tooMany;
  if (full !== undefined)
    throw new LedgerError({
      code: 'too-many-parts',
      message: t('prefab.tooManyParts', { name: full, most: MAX_PARTS }),
      hint: t('prefab.tooManyParts.hint'),
    });
  const refusal = project.refusal([{ path: ['prefabs', prefab], value: next as unknown as Json }]);
  if (refusal) throw refusal;
}

/** Entities below an instance that become parts of it, by the path of the part, with what stays their own. */
interface Newcomers {
  top: string;
  paths: ReadonlyMap<string, string>;
  own: readonly FieldChange[];
}

/** A level and its drafts have the same instances: a part of one gets the same id in all of them, or taking a draft over would double it. */
function sharedIds(random: RandomBytes, newcomers: Newcomers | undefined): (top: string, path: string) => string {
  const ids = new Map([...(newcomers?.paths ?? [])].map(([entity, path]) => [`${newcomers!.top} ${path}`, entity]));
  return (top, path) => {
    const id = ids.get(`${top} ${path}`) ?? newId(random);
    ids.set(`${top} ${path}`, id);
    return id;
  };
}

/**
 * Gives every instance in a level the parts that prefabs have gained, but for those that become such, and takes those away that they have lost.
 * @throws LedgerError when the level has no room for them
 */
function followStructure(
  level: LevelSession,
  before: PrefabsByName,
  after: PrefabsByName,
  idOf: (top: string, path: string) => string,
  newcomers: Newcomers | undefined,
): (origin: EditOrigin) => void {
  // In a level's draft what becomes a part may be gone: then it stays so.
  const becoming = new Set([...(newcomers?.paths ?? [])].flatMap(([entity, path]) => (isKnown(level, entity) ? [path] : [])));
  const [was, is] = [readPrefabs(before), readPrefabs(after)];
  const entities = Object.entries(level.file().entities);
  const added = entities.flatMap(([key, { prefab }]) => {
    if (prefab === undefined || prefab.includes('/')) return [];
    const fresh = (is.parts.get(prefab) ?? []).filter(
      ({ path }) => !was.components.has(`${prefab}/${path}`) && !(key === newcomers?.top && becoming.has(path)),
    );
    return fresh.length === 0 ? [] : partsFor(prefab, key, pathsOfInstance(level, key), fresh, (path) => idOf(key, path));
  });
  const gone = entities.flatMap(([key, { prefab }]) =>
    prefab?.includes('/') && was.components.has(prefab) && !is.components.has(prefab) ? [key] : [],
  );
  const refusal = added.length > 0 ? level.refusalOf(added) : undefined;
  if (refusal) throw refusal;
  return (origin: EditOrigin): void => {
    if (added.length > 0) addEntities(level.document, added, origin);
    if (gone.length > 0) deleteEntities(level.document, gone, origin);
  };
}

const isKnown = ({ document }: LevelSession, entity: string): boolean => lastNameOf(document, entity) !== undefined;

/** What has become parts in the open level becomes them in its drafts, with the place that it has there. */
function followNewcomers(level: LevelSession, prefab: string, { top, paths, own }: Newcomers): (origin: EditOrigin) => void {
  const { entities } = level.file();
  if (!entities[top]?.prefab) return () => {};
  const here = [...paths].filter(([entity]) => Object.hasOwn(entities, entity));
  const kept = own
    .filter(({ entity }) => Object.hasOwn(entities, entity))
    .map((change) => ({ ...change, value: entities[change.entity]?.components[change.component]?.[change.field] ?? change.value }));
  return (origin) => {
    for (const [entity, path] of here) becomeInstance(level.document, entity, `${prefab}/${path}`, origin);
    setFields(level.document, kept, origin);
  };
}

/**
 * Writes a prefab whose parts have changed, and lets all instances follow. `newcomers` have become parts: they are entities of the open level
 * already.
 */
export async function changeStructure(
  editor: Editor,
  label: string,
  prefab: string,
  next: PrefabData,
  newcomers: Newcomers | undefined,
  also: (origin: EditOrigin) => void = () => {},
): Promise<void> {
  const levels = (await editor.project.get()?.allLevels()) ?? [];
  const [project, open] = [editor.project.get(), editor.level.get()];
  if (!project || !open || !Object.hasOwn(project.prefabs.get(), prefab)) return;
  checkStructure(project, prefab, next);
  const before = project.prefabs.get();
  const after = { ...before, [prefab]: next };
  const idOf = sharedIds(editor.ports.random, newcomers);
  const changes = levels.flatMap((level) => [
    followStructure(level, before, after, idOf, newcomers),
    ...(newcomers && level !== open ? [followNewcomers(level, prefab, newcomers)] : []),
  ]);
  open.edit(label, (document, origin) => {
    project.write([{ path: ['prefabs', prefab], value: next as unknown as Json }], origin);
    for (const [entity, path] of newcomers?.paths ?? []) becomeInstance(document, entity, `${prefab}/${path}`, origin);
    if (newcomers) setFields(document, newcomers.own, origin);
    also(origin);
    for (const change of changes) change(origin);
  });
}

/** A prefab that has a part no more. @throws LedgerError `part-elsewhere` for what is no part of its own, `part-needed` */
export function withoutPart(prefab: string, declared: PrefabData, path: string): PrefabData {
  const { parts: all = {}, differs: said = {}, ...kept } = declared;
  const { [path]: part, ...parts } = all;
  if (!part)
    throw new LedgerError({
      code: 'part-elsewhere',
      message: t('prefab.partElsewhere', { path, prefab }),
      hint: t('prefab.partElsewhere.hint'),
    });
  if (Object.values(parts).some(({ parent }) => parent === path || parent?.startsWith(`${path}/`)))
    throw new LedgerError({ code: 'part-needed', message: t('prefab.partNeeded', { path, prefab }), hint: t('prefab.partNeeded.hint') });
  const differs = Object.fromEntries(Object.entries(said).filter(([of]) => of !== path && !of.startsWith(`${path}/`)));
  return { ...kept, ...(Object.keys(parts).length > 0 && { parts }), ...(Object.keys(differs).length > 0 && { differs }) };
}
