import type { Vec3 } from '../../kernel/index.ts';
import { LedgerError, indexOf } from '../../kernel/index.ts';
import type { Bits } from '../wire/frame.ts';
import { bitsFor, eachBit, hasBit, setBit } from '../wire/frame.ts';
import type { Scene } from './scene.ts';

/** Who of a scene a client gets to see. `had` is whom it saw at the tick before. Whoever is above one of them is seen too. */
export type Interest = (scene: Scene, had: Bits | undefined) => Bits;

/** Everybody. */
export const everything: Interest = ({ alive }) => alive;

export interface Near {
  /** The point, in metres; asked every tick. */
  readonly around: (scene: Scene) => Vec3;
  /** Whoever is nearer comes into sight. */
  readonly radius: number;
  /** Whoever is farther than `radius + margin` goes out of sight; between the two everything stays as it is. */
  readonly margin?: number | undefined;
}

/** Whoever is near a point. Throws `net-interest` for a radius that is none. */
export const near = ({ around, radius, margin = radius / 8 }: Near): Interest => {
  if (!(radius > 0) || !(margin >= 0)) {
    throw new LedgerError({
      code: 'net-interest',
      message: `Nobody is within ${radius} m and a margin of ${margin} m.`,
      hint: 'Give a radius above 0.',
    });
  }
  return (scene, had) => {
    const [x, y, z] = around(scene);
    const bits = bitsFor(scene.frame.rows.length);
    const size = radius + margin;
    const cells = scene.cells(size);
    for (let across = -1; across <= 1; across++) {
      for (let along = -1; along <= 1; along++) {
        for (const index of cells.get(`${Math.floor(x / size) + across},${Math.floor(z / size) + along}`) ?? []) {
          const [px, py, pz] = scene.position(index);
          const [dx, dy, dz] = [px - x, py - y, pz - z];
          const reach = had && hasBit(had, index) ? size : radius;
          if (dx * dx + dy * dy + dz * dz <= reach * reach) setBit(bits, index);
        }
      }
    }
    return bits;
  };
};

/** Whoever has this number in a field, such as a seat's owner, and everybody below. The component must be among those that are sent. */
export const owned =
  (component: string, field: string, owner: number): Interest =>
  (scene) => {
    const { rows } = scene.frame;
    const bits = bitsFor(rows.length);
    const known = new Uint8Array(rows.length);
    const isOwned = (index: number): boolean => {
      const row = rows[index];
      if (!row) return false;
      if (known[index] === 0) {
        const own = scene.number(index, component, field) === owner || (row.parent !== 0 && isOwned(indexOf(row.parent)));
        known[index] = own ? 2 : 1;
      }
      return known[index] === 2;
    };
    for (let index = 0; index < rows.length; index++) if (isOwned(index)) setBit(bits, index);
    return bits;
  };

/** Whoever one of several interests shows. */
export const anyOf =
  (...interests: readonly Interest[]): Interest =>
  (scene, had) => {
    const bits = bitsFor(scene.frame.rows.length);
    for (const interest of interests) eachBit(interest(scene, had), (index) => setBit(bits, index));
    return bits;
  };
