/** Which parts a prefab has: what is added to it or taken out of it is so in every instance, in every level, in one step. */
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
import { type PrefabData, prefabOf } from '../../../../engine/model/project.ts';
import { t } from '../../i18n/index.ts';
import type { Editor } from '../editor.ts';
import type { LevelSession } from '../level/level-session.ts';
import { partsFor, pathsOfInstance } from '../prefabs/branch.ts';
import type { PrefabsByName } from '../prefabs/names.ts';
import type { ProjectSession } from '../project/project-session.ts';
import { type Action, defineAction } from './action.ts';
import { mayEdit, nameOf } from './edit.ts';

/** The selected instance, of a whole prefab or of a part of one. */
function chosenOf({ level, project, selection }: Editor, isPart: boolean) {
  const [open, session] = [level.get(), project.get()];
  const [key, other] = selection.keys.get();
  const ref = key === undefined || other !== undefined ? undefined : open?.instance(key).get()?.prefab;
  if (!open || !session || key === undefined || ref?.includes('/') !== isPart) return undefined;
  return { open, project: session, key, prefab: prefabOf(ref), path: ref.slice(prefabOf(ref).length + 1) };
}
const whenChosen =
  (isPart: boolean) =>
  (editor: Editor): boolean =>
    mayEdit(editor) && chosenOf(editor, isPart) !== undefined;

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

/** Puts back what an instance lacks of the parts of its prefab. */
export const bringParts = defineAction({
  id: 'prefab.bringParts',
  title: 'action.bringParts',
  words: 'prefab missing deleted children restore',
  menu: { in: 'entity', group: 3 },
  when: (editor) => whenChosen(false)(editor) && lackingOf(editor).length > 0,
  run(editor) {
    const chosen = chosenOf(editor, false);
    if (!chosen) return;
    const { open, key, prefab } = chosen;
    const added = partsFor(prefab, key, pathsOfInstance(open, key), lackingOf(editor), editor.ports.random);
    const refusal = open.refusalOf(added);
    if (refusal) throw refusal;
    open.edit(t('step.bringParts', { what: nameOf(open, [key]) }), (document, origin) => addEntities(document, added, origin));
  },
});

function lackingOf(editor: Editor) {
  const chosen = chosenOf(editor, false);
  if (!chosen) return [];
  const has = pathsOfInstance(chosen.open, chosen.key);
  return (chosen.project.prefabParts.get().get(chosen.prefab) ?? []).filter(({ path }) => !has.has(path));
}

/** Takes a part out of its prefab: it goes from every instance. */
export const removePart = defineAction({
  id: 'prefab.removePart',
  title: 'action.removePart',
  words: 'prefab child delete part',
  menu: { in: 'entity', group: 3 },
  when: whenChosen(true),
  async run(editor) {
    const chosen = chosenOf(editor, true);
    if (!chosen) return;
    const { project, open, key, prefab, path } = chosen;
    const declared = project.prefabs.get()[prefab];
    const { [path]: part, ...parts } = declared?.parts ?? {};
    if (!declared || !part)
      throw new LedgerError({
        code: 'part-elsewhere',
        message: t('prefab.partElsewhere', { path, prefab }),
        hint: t('prefab.partElsewhere.hint'),
      });
    const below = Object.values(parts).some(({ parent }) => parent === path || parent?.startsWith(`${path}/`));
    if (below)
      throw new LedgerError({ code: 'part-needed', message: t('prefab.partNeeded', { path, prefab }), hint: t('prefab.partNeeded.hint') });
    const differs = Object.fromEntries(Object.entries(declared.differs ?? {}).filter(([of]) => of !== path && !of.startsWith(`${path}/`)));
    const { parts: _parts, differs: _differs, ...kept } = declared;
    const next = { ...kept, ...(Object.keys(parts).length > 0 && { parts }), ...(Object.keys(differs).length > 0 && { differs }) };
    await changeStructure(editor, t('step.removePart', { what: nameOf(open, [key]), prefab }), prefab, next, undefined);
    editor.selection.clear();
  },
});

export const prefabPartActions: readonly Action[] = [bringParts, removePart];
