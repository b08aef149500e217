/** An instance of a prefab with parts: an entity for each of them. */
import { newId, type NewEntity, type RandomBytes } from '../../../../engine/document/index.ts';
import { compareText, type Json } from '../../../../engine/kernel/json.ts';
import type { WholePart } from '../../../../engine/model/prefabs.ts';
import { prefabOf } from '../../../../engine/model/project.ts';
import type { LevelSession } from '../level/level-session.ts';

type Placed = NewEntity & { to: { parent: string | null; before?: string | undefined } };

/** A new instance, and an entity for each of its parts, parents before children. The first is the instance itself. */
export function instanceOf(
  prefab: string,
  entity: Pick<NewEntity, 'name'> & { components?: Readonly<Record<string, Readonly<Record<string, Json>>>> },
  to: Placed['to'],
  parts: readonly WholePart[],
  random: RandomBytes,
): Placed[] {
  const id = newId(random);
  return [{ id, prefab, ...entity, to }, ...partsFor(prefab, id, new Map(), parts, () => newId(random))];
}

/** Entities for parts that an instance lacks, parents before children, below those that it has. `has`: its parts by path. `idOf`: a free one for each. */
export function partsFor(
  prefab: string,
  top: string,
  has: ReadonlyMap<string, string>,
  lacking: readonly WholePart[],
  idOf: (path: string) => string,
): Placed[] {
  const ids = new Map([...has, ...lacking.map(({ path }) => [path, idOf(path)] as const)]);
  const byPath = new Map(lacking.map((part) => [part.path, part]));
  const depth = (path: string | null): number => (path === null || !byPath.has(path) ? 0 : 1 + depth(byPath.get(path)!.parent));
  return lacking
    .toSorted((a, b) => depth(a.path) - depth(b.path) || compareText(a.order, b.order) || compareText(a.path, b.path))
    .map(({ path, parent, name }) => ({
      id: ids.get(path)!,
      name,
      prefab: `${prefab}/${path}`,
      to: { parent: (parent === null ? undefined : ids.get(parent)) ?? top },
    }));
}

/** An instance and the entities below it that are parts of it. */
export function partsOfInstance(level: LevelSession, top: string): string[] {
  const ref = level.instance(top).get()?.prefab;
  if (ref === undefined) return [];
  const found: string[] = [];
  const visit = (key: string): void => {
    const own = level.instance(key).get()?.prefab;
    // What is another instance of the same prefab has parts of its own.
    if (key !== top && own === prefabOf(ref)) return;
    if (own?.startsWith(`${ref}/`) || key === top) found.push(key);
    for (const child of level.children(key)) visit(child);
  };
  visit(top);
  return found;
}

/** The parts of an instance that stand in a level, by path. */
export const pathsOfInstance = (level: LevelSession, top: string): Map<string, string> =>
  new Map(
    partsOfInstance(level, top)
      .slice(1)
      .map((key) => {
        const ref = level.instance(key).get()!.prefab;
        return [ref.slice(prefabOf(ref).length + 1), key];
      }),
  );
