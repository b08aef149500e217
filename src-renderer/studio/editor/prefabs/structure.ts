/** What a prefab gains or loses of parts, every instance in every level gains or loses. Fetched when it is first done: it opens all levels. */
import {
  addEntities,
  becomeInstance,
  deleteEntities,
  type EditOrigin,
  type FieldChange,
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

/**
 * Gives every instance in a level the parts that prefabs have gained, but for those that become such, and takes those away that they have lost.
 * @throws LedgerError when the level has no room for them
 */
function followStructure(
  level: LevelSession,
  before: PrefabsByName,
  after: PrefabsByName,
  random: RandomBytes,
  newcomers: Newcomers | undefined,
): (origin: EditOrigin) => void {
  const becoming = new Set(newcomers?.paths.values());
  const [was, is] = [readPrefabs(before), readPrefabs(after)];
  const entities = Object.entries(level.file().entities);
  const added = entities.flatMap(([key, { prefab }]) => {
    if (prefab === undefined || prefab.includes('/')) return [];
    const fresh = (is.parts.get(prefab) ?? []).filter(
      ({ path }) => !was.components.has(`${prefab}/${path}`) && !(key === newcomers?.top && becoming.has(path)),
    );
    return fresh.length === 0 ? [] : partsFor(prefab, key, pathsOfInstance(level, key), fresh, random);
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
  const changes = levels.map((level) => followStructure(level, before, after, editor.ports.random, newcomers));
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
