/** Instances of prefabs: an entity that names one says only in what it differs. Everything after compiling sees whole entities. */
import { compareText, type Json } from '../kernel/json.ts';
import type { Document } from './document.ts';
import type { EntityData, LevelFile } from './level.ts';
import { prefabOf } from './project.ts';
import { entityLabel, suggest, type Problem } from './problem.ts';

export type Components = Readonly<Record<string, Readonly<Record<string, Json>>>>;

/** A prefab's components, save those that the instance is without, under its own fields; its own components beside them. */
export function withPrefab(
  prefab: Components,
  { components, without = [] }: { components: Components; without?: readonly string[] | undefined },
): Components {
  const whole: Record<string, Readonly<Record<string, Json>>> = {};
  for (const name of [...new Set([...Object.keys(prefab), ...Object.keys(components)])].toSorted(compareText)) {
    const own = Object.hasOwn(components, name) ? components[name] : undefined;
    const inherited = Object.hasOwn(prefab, name) && (own || !without.includes(name)) ? prefab[name] : undefined;
    if (inherited ?? own) whole[name] = { ...inherited, ...own };
  }
  return whole;
}

/**
 * The level with every instance as a whole entity. One of a prefab that nobody declared is a problem, and has what it has itself; so has one
 * of a `bad` prefab, whose problem is told once, where it stands.
 * @param prefabs the project's, whole
 */
export function wholeEntities(
  level: Document<LevelFile>,
  prefabs: ReadonlyMap<string, Components>,
  bad: ReadonlySet<string>,
  problems: Problem[],
): Document<LevelFile> {
  const entities = Object.fromEntries(
    Object.entries(level.value.entities).map(([key, entity]): [string, EntityData] => {
      const { prefab, without, ...plain } = entity;
      if (prefab === undefined) {
        if (without) problems.push(needlessWithout(level, key, plain.name));
        return [key, plain];
      }
      const declared = prefabs.get(prefab);
      if (declared)
        problems.push(
          ...strayLeavings(entity, declared, entityLabel(key, entity.name), (index, component) => ({
            ...level.at(['entities', key, 'without', index]),
            entity: key,
            component,
          })),
        );
      else problems.push(unknownPrefab(level, key, entity, prefabs));
      const inherited = bad.has(prefabOf(prefab)) ? {} : (declared ?? {});
      return [
        key,
        {
          ...plain,
          components: withPrefab(inherited, {
            components: entity.components as Components,
            without,
          }) as EntityData['components'],
        },
      ];
    }),
  );
  return { ...level, value: { ...level.value, entities } };
}

const unknownPrefab = (
  level: Document<LevelFile>,
  key: string,
  { name, prefab = '' }: EntityData,
  prefabs: ReadonlyMap<string, Components>,
): Problem => ({
  ...level.at(['entities', key, 'prefab']),
  severity: 'error',
  code: 'unknown-prefab',
  message: `${entityLabel(key, name)} is an instance of ${prefab}, which is no prefab of this project.`,
  hint: suggest(prefab, prefabs.keys()) ?? 'Declare it under prefabs in ledgerquest.json.',
  entity: key,
  field: 'prefab',
});

/** What something that stands on a prefab leaves out and that never had, or what it has all the same. */
export const strayLeavings = (
  { prefab, without = [], components }: Pick<EntityData, 'prefab' | 'without' | 'components'>,
  declared: Components,
  label: string,
  placeOf: (index: number, component: string) => Omit<Problem, 'severity' | 'code' | 'message' | 'hint'>,
): Problem[] =>
  without.flatMap((component, index): Problem[] => {
    const isThere = Object.hasOwn(declared, component);
    const isOwn = Object.hasOwn(components, component);
    if (isThere && !isOwn) return [];
    return [
      {
        ...placeOf(index, component),
        severity: 'warning',
        code: 'stray-without',
        message: isOwn
          ? `${label} leaves out ${component}, and has it: it has it.`
          : `${label} leaves out ${component}, which ${prefab} does not have.`,
        hint: isOwn ? 'Take it out of without, or out of components.' : suggest(component, Object.keys(declared)),
      },
    ];
  });

const needlessWithout = (level: Document<LevelFile>, key: string, name: string): Problem => ({
  ...level.at(['entities', key, 'without']),
  severity: 'warning',
  code: 'without-prefab',
  message: `${entityLabel(key, name)} leaves out components of a prefab, and is an instance of none.`,
  hint: 'Name its prefab, or take without away.',
  entity: key,
  field: 'without',
});
