import type { Json } from '../../../../engine/kernel/json.ts';
import type { Newcomer } from '../../../view/index.ts';

type Lanes = readonly [number, number, number];
type Values = Readonly<Record<string, Json>>;
type Components = Readonly<Record<string, Values>>;

const lanesOf = (value: Json | undefined, usual: Lanes): Lanes =>
  Array.isArray(value) && value.length === 3 ? [Number(value[0]), Number(value[1]), Number(value[2])] : usual;

/** From one to the next that lands in the same place: beside it, with some room between. */
const gap = 0.5;
const newcomer = (size: Lanes, low = 0, above = 0): Newcomer => ({ size, low, above, apart: Math.max(size[0], size[2]) + gap });

/** Stands on what is below it. */
const standing = (size: Lanes): Newcomer => newcomer(size);
/** Its position is its middle. */
const around = (size: Lanes, above = 0): Newcomer => newcomer(size, -size[1] / 2, above);

const small: Lanes = [0.5, 0.5, 0.5];
/** Ground that lies around what stands on it: only the next one keeps away from it. */
const ground = (among: string, apart: number): Newcomer => ({ ...standing([0.1, 0.1, 0.1]), apart: apart + gap, among });

const rooms: Readonly<Record<string, (values: Values) => Newcomer>> = {
  Shape: ({ kind, size }) => {
    const [width, height, depth] = lanesOf(size, [1, 1, 1]);
    return standing([width, kind === 'plane' ? 0 : height, depth]);
  },
  Collider: ({ size }) => standing(lanesOf(size, [1, 1, 1])),
  Trigger: ({ size }) => ({ ...around(lanesOf(size, [1, 1, 1])), among: 'Trigger' }),
  NavRegion: ({ size }) => {
    const [width, , depth] = lanesOf(size, [10, 2, 10]);
    return ground('NavRegion', Math.max(width, depth));
  },
  Path: () => ground('Path', 4),
  Model: () => standing([1, 1, 1]),
  Board: () => standing([1, 1, 0.1]),
  // Over what they are about, where one sees and hears them.
  Light: () => around(small, 2.25),
  Camera: () => around(small, 1.35),
  Sound: () => around(small, 0.75),
  Label: () => around(small, 0.75),
};

const scaled = ({ size, low, above, apart, ...more }: Newcomer, scale: Lanes): Newcomer => {
  const [x, y, z] = scale.map(Math.abs) as [number, number, number];
  return { ...more, size: [size[0] * x, size[1] * y, size[2] * z], low: low * y, above, apart: (apart - gap) * Math.max(x, z) + gap };
};

/** How much room an entity takes that has these components: by the first of them that is seen. */
export function roomOf(components: Components): Newcomer {
  const found = Object.keys(rooms).find((name) => components[name]);
  const own = found === undefined ? standing(small) : rooms[found]!(components[found]!);
  return scaled(own, lanesOf(components['Transform']?.['scale'], [1, 1, 1]));
}
