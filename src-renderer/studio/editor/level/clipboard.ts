import { newId, type RandomBytes } from '../../../../engine/document/index.ts';
import type { Json } from '../../../../engine/kernel/json.ts';
import type { ComponentType } from '../../../../engine/model/component.ts';
import { EntityData, EntityKey, MAX_ENTITIES } from '../../../../engine/model/level.ts';
import { PrefabData, TypeName } from '../../../../engine/model/project.ts';
import { circleThrough } from '../../../../engine/model/prefabs.ts';
import { z } from '../../../../engine/model/zod.ts';
import { namingOf, type PrefabsByName, prefabsOf } from '../prefabs/names.ts';
import { renamedRef } from '../prefabs/settle.ts';
import type { LevelSession } from './level-session.ts';
import { branch, topsOf } from './tree.ts';

const newest = 2;

const Copied = z.strictObject({
  ledgerquest: z.literal('entities'),
  /** Version 1 had no prefabs. */
  version: z.union([z.literal(1), z.literal(newest)]),
  /** What the entities stand on, as their project declares it. */
  prefabs: z.record(TypeName, PrefabData).default({}),
  /** Parents before children; a parent that was not copied is null. */
  entities: z.array(EntityData.omit({ order: true }).extend({ key: EntityKey })),
});
export type Copied = z.infer<typeof Copied>;

/** Entities with everything below them and the prefabs they stand on, as JSON that any window can paste. */
export function copyEntities(
  level: LevelSession,
  keys: readonly string[],
  { types, prefabs }: { types: readonly ComponentType[]; prefabs: PrefabsByName },
): Copied {
  const tops = topsOf(keys, (key) => level.entity(key).get()?.parent);
  const all = tops.flatMap((key) => branch(level, key));
  const copied = new Set(all);
  const entities = all.flatMap((key): Copied['entities'] => {
    const entity = level.entity(key).get();
    if (!entity) return [];
    const { name, parent } = entity;
    const { prefab, without, components } = level.instance(key).get() ?? { components: entity.components };
    return [
      {
        key,
        name,
        parent: parent !== null && copied.has(parent) ? parent : null,
        ...(prefab !== undefined && { prefab }),
        ...(without?.length && { without: [...without] }),
        components,
      },
    ];
  });
  return { ledgerquest: 'entities', version: newest, prefabs: prefabsOf(entities, namingOf(types), prefabs), entities };
}

/** What is in a clipboard: copied entities, or why there are none. `about` says what is damaged. */
export type Reading =
  | { copied: Copied; refused?: undefined }
  | { refused: 'nothing' | 'values' | 'newer' | 'tooMany' }
  | { refused: 'damaged'; about: string };

/** Reads what is in a clipboard. What is not ours, from a newer version, damaged or too much is told apart. Never throws. */
export function readCopied(text: string): Reading {
  let found: unknown;
  try {
    found = JSON.parse(text);
  } catch {
    // Half of what was copied is no JSON any more.
    return /^\s*\{\s*"ledgerquest"\s*:\s*"entities"/.test(text)
      ? { refused: 'damaged', about: 'it ends too early' }
      : { refused: 'nothing' };
  }
  const { ledgerquest, version, entities } = (typeof found === 'object' && found !== null ? found : {}) as Record<string, unknown>;
  if (ledgerquest === undefined) return { refused: 'nothing' };
  if (ledgerquest === 'field' || ledgerquest === 'component') return { refused: 'values' };
  if (ledgerquest !== 'entities' || (typeof version === 'number' && version > newest)) return { refused: 'newer' };
  if (Array.isArray(entities) && entities.length > MAX_ENTITIES) return { refused: 'tooMany' };
  const parsed = Copied.safeParse(found);
  if (!parsed.success) {
    const [issue] = parsed.error.issues;
    return { refused: 'damaged', about: `${issue?.path.join('.')}: ${issue?.message}` };
  }
  const about = brokenTree(parsed.data.entities) ?? circleIn(parsed.data.prefabs);
  if (about !== undefined) return { refused: 'damaged', about };
  return parsed.data.entities.length === 0 ? { refused: 'nothing' } : { copied: parsed.data };
}

function circleIn(prefabs: Copied['prefabs']): string | undefined {
  for (const name of Object.keys(prefabs)) {
    const circle = circleThrough(name, prefabs);
    if (circle) return `${name} stands on itself: ${circle.join(' > ')}`;
  }
  return undefined;
}

function brokenTree(entities: Copied['entities']): string | undefined {
  const before = new Set<string>();
  for (const { key, parent } of entities) {
    if (before.has(key)) return `${key} is there twice`;
    if (parent !== null && !before.has(parent)) return `${key} stands below ${parent}, which is not before it`;
    before.add(key);
  }
  return undefined;
}

export interface PastedEntity {
  id: string;
  name: string;
  prefab?: string | undefined;
  without?: readonly string[] | undefined;
  components: Record<string, Record<string, Json>>;
  to: { parent: string | null; before?: string | undefined };
}

/** Where copies go. */
export interface PasteTarget {
  types: readonly ComponentType[];
  random: RandomBytes;
  placeTop: (key: string) => PastedEntity['to'];
  /** Whether an entity that was not copied can be named there. */
  isThere: (key: string) => boolean;
  /** What copied prefabs are called there. */
  prefabs?: ReadonlyMap<string, string>;
}

/**
 * Copied entities as new ones: new ids, references among them follow, those to others stay where the other is there. `cleared`: how many
 * references name nobody any more.
 */
export function prepareCopies(
  copied: Pick<Copied, 'entities'>,
  { types, random, placeTop, isThere, prefabs = new Map() }: PasteTarget,
): { copies: PastedEntity[]; cleared: number } {
  const ids = new Map(copied.entities.map(({ key }) => [key, newId(random)]));
  const fields = namingOf(types);
  let cleared = 0;
  const follow = (value: Json): Json => {
    if (Array.isArray(value)) return (value as Json[]).map(follow).filter((one) => one !== null);
    if (typeof value !== 'string' || value === '') return value;
    const to = ids.get(value) ?? (isThere(value) ? value : undefined);
    if (to === undefined) cleared += 1;
    return to ?? null;
  };
  const followed = (component: string, field: string, value: Json): Json => {
    const names = fields.get(component)?.get(field);
    if (names === 'entity') return follow(value);
    return names === 'prefab' && typeof value === 'string' ? (prefabs.get(value) ?? value) : value;
  };
  const copies = copied.entities.map(({ key, name, parent, prefab, without, components }) => ({
    id: ids.get(key)!,
    name,
    prefab: prefab === undefined ? undefined : renamedRef(prefab, prefabs),
    without,
    to: parent === null ? placeTop(key) : { parent: ids.get(parent)! },
    components: Object.fromEntries(
      Object.entries(components).map(([component, values]) => [
        component,
        fields.has(component)
          ? Object.fromEntries(Object.entries(values).map(([field, value]) => [field, followed(component, field, value as Json)]))
          : (values as Record<string, Json>),
      ]),
    ),
  }));
  return { copies, cleared };
}
