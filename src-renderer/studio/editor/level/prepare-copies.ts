import { newId, type RandomBytes } from '../../../../engine/document/index.ts';
import type { Json } from '../../../../engine/kernel/json.ts';
import type { ComponentType } from '../../../../engine/model/component.ts';
import { namingOf } from '../prefabs/names.ts';
import { renamedRef } from '../prefabs/renamed-ref.ts';
import type { CopiedText } from './read-copied.ts';

export interface PastedEntity {
  id: string;
  name: string;
  prefab?: string | undefined;
  without?: readonly string[] | undefined;
  tags?: readonly string[] | undefined;
  components: Record<string, Record<string, Json>>;
  to: { parent: string | null; before?: string | undefined };
}

/** Where copies go. */
export interface PasteTarget {
  types: readonly ComponentType[];
  random: RandomBytes;
  placeTop: (key: string) => PastedEntity['to'];
  /** What those at the top are called there. */
  nameTop: (parent: string | null, name: string) => string;
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
  copied: Pick<CopiedText, 'entities'>,
  { types, random, placeTop, nameTop, isThere, prefabs = new Map() }: PasteTarget,
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
  const copies = copied.entities.map(({ key, name, parent, prefab, without, tags, components }) => {
    const to = parent === null ? placeTop(key) : { parent: ids.get(parent)! };
    return {
      id: ids.get(key)!,
      name: parent === null ? nameTop(to.parent, name) : name,
      prefab: prefab === undefined ? undefined : renamedRef(prefab, prefabs),
      without,
      tags,
      to,
      components: Object.fromEntries(
        Object.entries(components).map(([component, values]) => [
          component,
          fields.has(component)
            ? Object.fromEntries(Object.entries(values).map(([field, value]) => [field, followed(component, field, value as Json)]))
            : (values as Record<string, Json>),
        ]),
      ),
    };
  });
  return { copies, cleared };
}
