import type { LevelSession } from './level-session.ts';
import { moved, type Place, placeBelow } from './placement.ts';
import type { PastedEntity } from './prepare-copies.ts';
import { ancestorsOf } from './tree.ts';

/**
 * Copies that stand below `parent` where their originals are seen; `within`: the place that the parent of each original gave. What has no
 * place of its own passes its parent's on.
 */
export function pastedInPlace(
  level: LevelSession,
  originals: readonly { within?: Place | undefined }[],
  copies: readonly PastedEntity[],
  parent: string | null,
): PastedEntity[] {
  const chain = parent === null ? [] : [parent, ...ancestorsOf(parent, (key) => level.entity(key).get()?.parent)];
  const to = placeBelow(chain.map((key) => level.entity(key).get()?.components['Transform']));
  const schema = level.schema();
  /** Of those without a place, by id. */
  const passed = new Map<string, Place | undefined>();
  const copied = new Set(copies.map(({ id }) => id));
  return copies.map((copy, index) => {
    const above = copy.to.parent;
    const isTop = above === null || !copied.has(above);
    if (!isTop && !passed.has(above)) return copy;
    const from = isTop ? originals[index]?.within : passed.get(above);
    const own = copy.prefab === undefined ? undefined : schema.prefab?.(copy.prefab)?.['Transform'];
    const transform = own || copy.components['Transform'] ? { ...own, ...copy.components['Transform'] } : undefined;
    if (!transform) passed.set(copy.id, from);
    const changes = JSON.stringify(from) === JSON.stringify(to) ? [] : moved(from ? [{ ...from }] : [], to ? [{ ...to }] : [], transform);
    if (changes.length === 0) return copy;
    return { ...copy, components: { ...copy.components, Transform: { ...copy.components['Transform'], ...Object.fromEntries(changes) } } };
  });
}
