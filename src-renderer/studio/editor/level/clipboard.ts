import { newId, type RandomBytes } from '../../../../engine/document/index.ts';
import type { Json } from '../../../../engine/kernel/json.ts';
import type { ComponentType } from '../../../../engine/model/component.ts';
import { EntityData } from '../../../../engine/model/level.ts';
import { z } from '../../../../engine/model/zod.ts';
import type { LevelSession } from './level-session.ts';
import { branch, topsOf } from './tree.ts';

const Copied = z.strictObject({
  ledgerquest: z.literal('entities'),
  version: z.literal(1),
  /** Parents before children; a parent that was not copied is null. */
  entities: z.array(EntityData.omit({ order: true }).extend({ key: z.string() })).max(50_000),
});
export type Copied = z.infer<typeof Copied>;

/** Entities with everything below them, as JSON that any window can paste. */
export function copyEntities(level: LevelSession, keys: readonly string[]): Copied {
  const tops = topsOf(keys, (key) => level.entity(key).get()?.parent);
  const all = tops.flatMap((key) => branch(level, key));
  const copied = new Set(all);
  return {
    ledgerquest: 'entities',
    version: 1,
    entities: all.flatMap((key) => {
      const entity = level.entity(key).get();
      if (!entity) return [];
      const { name, parent, tags } = entity;
      const { prefab, without, components } = level.instance(key).get() ?? { components: entity.components };
      return [
        {
          key,
          name,
          parent: parent !== null && copied.has(parent) ? parent : null,
          ...(prefab !== undefined && { prefab }),
          ...(without?.length && { without: [...without] }),
          ...(tags && { tags }),
          components,
        },
      ];
    }),
  };
}

/** Reads what is in a clipboard; undefined when it is something else. */
export function readCopied(text: string): Copied | undefined {
  try {
    const parsed = Copied.safeParse(JSON.parse(text));
    return parsed.success ? parsed.data : undefined;
  } catch {
    return undefined;
  }
}

export interface PastedEntity {
  id: string;
  name: string;
  prefab?: string | undefined;
  without?: readonly string[] | undefined;
  tags?: readonly string[] | undefined;
  components: Record<string, Record<string, Json>>;
  to: { parent: string | null; before?: string | undefined };
}

/** Copied entities as new ones: new ids, references among them follow, those to others stay. */
export function prepareCopies(
  copied: Copied,
  types: readonly ComponentType[],
  random: RandomBytes,
  placeTop: (key: string) => PastedEntity['to'],
): PastedEntity[] {
  const ids = new Map(copied.entities.map(({ key }) => [key, newId(random)]));
  const references = new Map(
    types.map(({ name, fields }) => [name, Object.entries(fields).flatMap(([field, { kind }]) => (kind === 'entity' ? [field] : []))]),
  );
  const follow = (value: Json): Json =>
    Array.isArray(value) ? value.map(follow) : typeof value === 'string' ? (ids.get(value) ?? value) : value;
  return copied.entities.map(({ key, name, parent, prefab, without, tags, components }) => ({
    id: ids.get(key) ?? key,
    name,
    prefab,
    without,
    tags,
    to: parent === null ? placeTop(key) : { parent: ids.get(parent) ?? null },
    components: Object.fromEntries(
      Object.entries(components).map(([component, fields]) => [
        component,
        Object.fromEntries(
          Object.entries(fields).map(([field, value]) => [
            field,
            references.get(component)?.includes(field) ? follow(value as Json) : (value as Json),
          ]),
        ),
      ]),
    ),
  }));
}
