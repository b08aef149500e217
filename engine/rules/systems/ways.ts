/** Paths as they are in the world in this tick: places one after the other, and how far each is from the first. */
import { compareText } from '../../kernel/json.ts';
import { indexOf, type Arena, type Entity } from '../../kernel/world/index.ts';
import type { CompiledLevel } from '../../model/compiled.ts';
import { worldPosition } from './place.ts';

export interface Way {
  /** Three numbers a point, in metres; the first point again at the end of one that is closed. */
  readonly places: Float64Array;
  /** Metres from the first point to each, along the way. */
  readonly reached: Float64Array;
  /** Metres in all. */
  readonly length: number;
}

const orders = new WeakMap<CompiledLevel, ReadonlyMap<string, string>>();

/** Where authors put each entity among its siblings. Said by the package, and so the same wherever and from whenever a world runs. */
function ordersOf(level: CompiledLevel): ReadonlyMap<string, string> {
  let known = orders.get(level);
  if (!known) orders.set(level, (known = new Map(level.entities.map(({ key, order }) => [key, order]))));
  return known;
}

/** Indices of siblings as authors ordered them; who came in the run comes after them, by index. */
function asOrdered(arena: Arena, level: CompiledLevel, indices: readonly number[]): number[] {
  const known = ordersOf(level);
  return indices
    .map((index) => {
      const key = arena.nameOf(arena.entityAt(index));
      return { index, key, order: known.get(key) };
    })
    .toSorted((a, b) => {
      if (a.order === undefined || b.order === undefined)
        return Number(a.order === undefined) - Number(b.order === undefined) || a.index - b.index;
      return compareText(a.order, b.order) || compareText(a.key, b.key);
    })
    .map(({ index }) => index);
}

/** The ways of these paths; those that have ended, are no paths or have no points are left out. */
export function waysOf(arena: Arena, level: CompiledLevel, paths: Iterable<Entity>): Map<Entity, Way> {
  const points = new Map<number, number[]>();
  for (const path of paths) if (arena.has(path, 'Path')) points.set(path, []);
  if (points.size === 0) return new Map();
  const { parents } = arena;
  arena.query('Transform').each((index) => points.get(parents[index]!)?.push(index));
  const closed = arena.column('Path', 'closed');
  return new Map(
    [...points].flatMap(([path, indices]): [Entity, Way][] => {
      if (indices.length === 0) return [];
      const places = asOrdered(arena, level, indices).map((index) => worldPosition(arena, index));
      if (closed[indexOf(path as Entity)] === 1) places.push(places[0]!);
      return [[path as Entity, wayThrough(places)]];
    }),
  );
}

function wayThrough(points: readonly (readonly [number, number, number])[]): Way {
  const places = new Float64Array(points.length * 3);
  const reached = new Float64Array(points.length);
  for (let p = 0; p < points.length; p += 1) {
    const [x, y, z] = points[p]!;
    const at = p * 3;
    places[at] = x;
    places[at + 1] = y;
    places[at + 2] = z;
    if (p === 0) continue;
    const [dx, dy, dz] = [x - places[at - 3]!, y - places[at - 2]!, z - places[at - 1]!];
    reached[p] = reached[p - 1]! + Math.sqrt(dx * dx + dy * dy + dz * dz);
  }
  return { places, reached, length: reached[points.length - 1]! };
}

/** The number of the stretch that so many metres along a way lie in: it begins at the point of that number, and has a length where any has. */
export function stretchAt({ reached }: Way, metres: number): number {
  let low = 0;
  let high = reached.length - 1;
  // The last point that is reached no later than there; of points at one place the last.
  while (low < high) {
    const middle = (low + high + 1) >>> 1;
    if (reached[middle]! <= metres) low = middle;
    else high = middle - 1;
  }
  // At the very end one is at the end of the last stretch that has a length.
  while (low > 0 && (low === reached.length - 1 || reached[low + 1] === reached[low])) low -= 1;
  return low;
}
