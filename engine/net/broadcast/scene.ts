import type { Entity, Quat, Vec3 } from '../../kernel/index.ts';
import { composeRotations, indexOf, rotate } from '../../kernel/index.ts';
import type { Bits, Frame, Row } from '../wire/frame.ts';
import { setBit } from '../wire/frame.ts';
import type { WireComponent, WireField, WirePlan } from '../wire/plan.ts';
import { numberOf, valueOf } from '../wire/value.ts';

interface Place {
  readonly at: Vec3;
  readonly turned: Quat;
  readonly scale: Vec3;
}

const ORIGIN: Place = { at: [0, 0, 0], turned: [0, 0, 0, 1], scale: [1, 1, 1] };
const NOBODY = { text: () => '', entity: () => null };

/** A frame as interests look at it: who lives, where, and whose it is. What is asked for is worked out once per tick, for all clients. */
export class Scene {
  readonly frame: Frame;
  readonly plan: WirePlan;
  /** One bit per living entity. */
  readonly alive: Bits;
  readonly #transform: WireComponent | undefined;
  readonly #places = new Map<number, Place>();
  readonly #cells = new Map<number, Map<string, number[]>>();

  constructor(frame: Frame, plan: WirePlan) {
    this.frame = frame;
    this.plan = plan;
    this.alive = frame.alive;
    this.#transform = plan.byName.get('Transform');
  }

  row(index: number): Row | undefined {
    return this.frame.rows[index];
  }

  /** Where an entity is in the world, in metres; the origin without a Transform. */
  position(index: number): Vec3 {
    return this.#place(index).at;
  }

  /** Indices of entities by cell of a square grid over x and z with sides of `size` metres. */
  cells(size: number): ReadonlyMap<string, readonly number[]> {
    let cells = this.#cells.get(size);
    if (cells) return cells;
    this.#cells.set(size, (cells = new Map()));
    for (let index = 0; index < this.frame.rows.length; index++) {
      if (!this.frame.rows[index]) continue;
      const [x, , z] = this.position(index);
      const name = cellName(x, z, size);
      const cell = cells.get(name);
      if (cell) cell.push(index);
      else cells.set(name, [index]);
    }
    return cells;
  }

  /** The number in a field, or undefined where the entity lacks it. */
  number(index: number, component: string, field: string): number | undefined {
    const plan = this.plan.byName.get(component);
    const found = plan?.fields.find(({ name }) => name === field);
    const lanes = plan && this.frame.rows[index]?.parts[plan.id];
    return lanes && found ? numberOf(found.codec, found.per, lanes, found.first) : undefined;
  }

  #place(index: number): Place {
    const known = this.#places.get(index);
    if (known) return known;
    const row = this.frame.rows[index];
    if (!row) return ORIGIN;
    const above = row.parent === 0 ? ORIGIN : this.#place(indexOf(row.parent));
    const own = this.#own(row);
    const turned = rotate(above.turned, [own.at[0] * above.scale[0], own.at[1] * above.scale[1], own.at[2] * above.scale[2]]);
    const place: Place = {
      at: [above.at[0] + turned[0], above.at[1] + turned[1], above.at[2] + turned[2]],
      turned: composeRotations(above.turned, own.turned),
      scale: [above.scale[0] * own.scale[0], above.scale[1] * own.scale[1], above.scale[2] * own.scale[2]],
    };
    this.#places.set(index, place);
    return place;
  }

  #own(row: Row): Place {
    const lanes = this.#transform && row.parts[this.#transform.id];
    if (!lanes) return ORIGIN;
    const field = (name: string): WireField => this.#transform!.fields.find((one) => one.name === name)!;
    const vector = ({ codec, per, first, lanes: size }: WireField): Vec3 => {
      const part = (k: number): number => numberOf(codec, per, lanes, first + (k * size) / 3);
      return [part(0), part(1), part(2)];
    };
    const rotation = field('rotation');
    return {
      at: vector(field('position')),
      turned: valueOf(rotation.spec, rotation.codec, rotation.per, lanes, rotation.first, NOBODY) as unknown as Quat,
      scale: vector(field('scale')),
    };
  }
}

export const cellName = (x: number, z: number, size: number): string => `${Math.floor(x / size)},${Math.floor(z / size)}`;

/** The bits with everybody above them: a child's place is told from its parent. */
export const withAncestors = ({ frame, alive }: Scene, bits: Bits): Bits => {
  const all = bits.map((word, at) => word & (alive[at] ?? 0));
  for (let index = 0; index < frame.rows.length; index++) {
    if ((all[index >>> 5]! & (1 << (index & 31))) === 0) continue;
    for (let parent: Entity | 0 = frame.rows[index]!.parent; parent !== 0; parent = frame.rows[indexOf(parent)]!.parent)
      setBit(all, indexOf(parent));
  }
  return all;
};
