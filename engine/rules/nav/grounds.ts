/** The nav regions of a world as they are in this tick, and what is in the way there. */
import { xxh64 } from '../../kernel/hash/index.ts';
import type { Vec3 } from '../../kernel/math/index.ts';
import type { Arena } from '../../kernel/world/index.ts';
import {
  blockedCells,
  cellAt,
  cellCount,
  footprintOf,
  isInTheWay,
  MAX_NAV_CELLS,
  navGround,
  type Footprint,
  type NavGround,
} from '../../model/nav-ground.ts';
import { worldPosition, worldRotation } from '../systems/place.ts';

export class Grounds {
  readonly #grounds: readonly NavGround[];
  readonly #arena: Arena;
  #footprints: readonly Footprint[] | undefined;
  readonly #signs = new Map<NavGround, number>();
  readonly #blocked = new Map<string, Uint8Array>();

  constructor(arena: Arena) {
    this.#arena = arena;
    this.#grounds = groundsOf(arena);
  }

  /** The first ground on which a place is. */
  under(place: Vec3): NavGround | undefined {
    return this.#grounds.find((ground) => cellAt(ground, place) >= 0);
  }

  /** A number that is another when the ground, or what is in the way there, is. */
  signOf(ground: NavGround): number {
    let sign = this.#signs.get(ground);
    if (sign === undefined)
      this.#signs.set(
        ground,
        (sign = signOf(
          ground,
          this.#all.filter((one) => isInTheWay(ground, one)),
        )),
      );
    return sign;
  }

  /** 1 for each cell on which nobody of that radius can stand. */
  blocked(ground: NavGround, radius: number): Uint8Array {
    const name = `${this.#grounds.indexOf(ground)} ${radius}`;
    let blocked = this.#blocked.get(name);
    if (!blocked) this.#blocked.set(name, (blocked = blockedCells(ground, this.#all, radius)));
    return blocked;
  }

  get #all(): readonly Footprint[] {
    return (this.#footprints ??= footprintsOf(this.#arena));
  }
}

/** Regions with more cells than are walked in are none; the level was told so. */
function groundsOf(arena: Arena): NavGround[] {
  const size = arena.lanes('NavRegion', 'size');
  const [cell, step] = [arena.column('NavRegion', 'cell'), arena.column('NavRegion', 'step')];
  return Array.from(arena.query('NavRegion', 'Transform').indices(), (i) =>
    navGround(worldPosition(arena, i), { size: [size[0]![i]!, size[1]![i]!, size[2]![i]!], cell: cell[i]!, step: step[i]! }),
  ).filter((ground) => cellCount(ground) <= MAX_NAV_CELLS);
}

/** What stands in the way: obstacles and fixed bodies. Who finds a way is in nobody's. */
function footprintsOf(arena: Arena): Footprint[] {
  const obstacle = arena.lanes('NavObstacle', 'size');
  const obstacles = Array.from(arena.queryWithout(['NavObstacle', 'Transform'], ['NavAgent']).indices(), (i) =>
    footprintOf(
      { shape: 'box', size: [obstacle[0]![i]!, obstacle[1]![i]!, obstacle[2]![i]!], offset: [0, 0, 0] },
      worldPosition(arena, i),
      worldRotation(arena, i),
    ),
  );
  const size = arena.lanes('Collider', 'size');
  const offset = arena.lanes('Collider', 'offset');
  const sensor = arena.column('Collider', 'sensor');
  const bodies = [...arena.queryWithout(['Collider', 'RigidBody', 'Transform'], ['NavAgent', 'NavObstacle']).indices()]
    .filter((i) => sensor[i] === 0 && arena.getField(arena.entityAt(i), 'RigidBody', 'kind') === 'fixed')
    .map((i) =>
      footprintOf(
        {
          shape: arena.getField(arena.entityAt(i), 'Collider', 'shape') as string,
          size: [size[0]![i]!, size[1]![i]!, size[2]![i]!],
          offset: [offset[0]![i]!, offset[1]![i]!, offset[2]![i]!],
        },
        worldPosition(arena, i),
        worldRotation(arena, i),
      ),
    );
  return [...obstacles, ...bodies];
}

function signOf({ corner, cell, columns, rows, height, step }: NavGround, footprints: readonly Footprint[]): number {
  const numbers = [...corner, cell, columns, rows, height, step];
  for (const { x, z, along, across, axisX, axisZ, isRound } of footprints) numbers.push(x, z, along, across, axisX, axisZ, Number(isRound));
  return Number(xxh64(new Uint8Array(Float64Array.from(numbers).buffer)) & 0xffff_ffffn);
}
