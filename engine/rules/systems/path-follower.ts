import type { Vec3 } from '../../kernel/math/index.ts';
import { indexOf, type Arena, type Entity } from '../../kernel/world/index.ts';
import { pathEnds } from '../../model/components/path-follower.ts';
import { defineSystem } from '../define-system.ts';
import { isPushed, looking, placeAt, turnTo } from './place.ts';
import { stretchAt, waysOf, type Way } from './ways.ts';

const STOP = pathEnds.indexOf('stop');
const LOOP = pathEnds.indexOf('loop');

/**
 * Moves everything with a PathFollower along its path. Where it is follows from how far it has travelled and from where the points are in this
 * tick, so it neither drifts nor leaves a path whose points move. Bodies that physics pushes about are left to physics.
 */
export const pathFollowerSystem = defineSystem({
  name: 'path-follower',
  phase: 'rules',
  reads: ['Path', 'PathFollower', 'RigidBody', 'Transform'],
  writes: ['PathFollower', 'Transform'],
  run({ arena, level, dt, events }) {
    const running = arena.column('PathFollower', 'running');
    const followed = arena.column('PathFollower', 'path') as unknown as ArrayLike<Entity>;
    const going = [...arena.query('PathFollower', 'Transform').indices()].filter((i) => running[i] === 1 && !isPushed(arena, i));
    if (going.length === 0) return;
    const ways = waysOf(arena, level, new Set(going.map((i) => followed[i]!)));
    const [speed, travelled, atEnd, turn, arrived] = ['speed', 'travelled', 'atEnd', 'turn', 'arrived'].map((field) =>
      arena.column('PathFollower', field),
    );
    for (const i of parentsFirst(arena, going)) {
      const way = ways.get(followed[i]!);
      if (!way || !Number.isFinite(way.length)) continue;
      const next = onward(travelled![i]!, travelled![i]! + speed![i]! * dt, way.length, atEnd![i]!);
      travelled![i] = next.travelled;
      if (next.isThere) running[i] = 0;
      stand(arena, i, way, next, turn![i] === 1);
      if (next.hasArrived)
        events.emit(
          'path-follower',
          arena.text(arrived![i]!),
          { path: arena.nameOf(followed[i]!) },
          { index: i, entity: arena.nameOf(arena.entityAt(i)) },
        );
    }
  },
});

/** So that who rides on somebody is put where it belongs once that one has moved. */
function parentsFirst(arena: Arena, indices: readonly number[]): readonly number[] {
  const { parents } = arena;
  const depthOf = (index: number): number => {
    let depth = 0;
    for (let at = parents[index]!; at !== 0; at = parents[indexOf(at as Entity)]!) depth += 1;
    return depth;
  };
  if (indices.every((index) => parents[index] === 0)) return indices;
  return indices
    .map((index) => ({ index, depth: depthOf(index) }))
    .toSorted((a, b) => a.depth - b.depth || a.index - b.index)
    .map(({ index }) => index);
}

interface Onward {
  /** What is kept. */
  readonly travelled: number;
  /** Metres from the first point. */
  readonly along: number;
  readonly isBack: boolean;
  /** It came to an end in this tick; and it stays there. */
  readonly hasArrived: boolean;
  readonly isThere: boolean;
}

/** What is left of some metres after whole laps. */
function restOf(metres: number, lap: number): number {
  const rest = metres - lap * Math.floor(metres / lap);
  return rest >= 0 && rest < lap ? rest : 0;
}

function onward(before: number, metres: number, length: number, atEnd: number): Onward {
  if (atEnd === STOP) {
    const isThere = metres >= length;
    const travelled = isThere ? length : metres;
    return { travelled, along: travelled, isBack: false, hasArrived: isThere, isThere };
  }
  // Nowhere to go is no end to come to.
  if (length === 0) return { travelled: 0, along: 0, isBack: false, hasArrived: false, isThere: false };
  const hasArrived = Math.floor(metres / length) > Math.floor(before / length);
  const travelled = restOf(metres, atEnd === LOOP ? length : 2 * length);
  const isBack = travelled > length;
  return { travelled, along: isBack ? 2 * length - travelled : travelled, isBack, hasArrived, isThere: false };
}

function stand(arena: Arena, index: number, way: Way, { along, isBack }: Onward, turns: boolean): void {
  const { places, reached } = way;
  const from = stretchAt(way, along);
  const to = Math.min(from + 1, reached.length - 1);
  const [ax, ay, az] = pointOf(places, from);
  const [bx, by, bz] = pointOf(places, to);
  const long = reached[to]! - reached[from]!;
  const part = long === 0 ? 0 : (along - reached[from]!) / long;
  placeAt(arena, index, [ax + (bx - ax) * part, ay + (by - ay) * part, az + (bz - az) * part]);
  if (!turns || long === 0) return;
  turnTo(arena, index, isBack ? looking([ax - bx, ay - by, az - bz]) : looking([bx - ax, by - ay, bz - az]));
}

const pointOf = (places: Float64Array, point: number): Vec3 => [places[point * 3]!, places[point * 3 + 1]!, places[point * 3 + 2]!];
