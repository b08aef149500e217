import type { Json } from '../../../../engine/kernel/json.ts';

type Numbers = readonly number[];
type Transform = Readonly<Record<string, unknown>> | undefined;

const numbers = (value: unknown, usual: Numbers): Numbers => (Array.isArray(value) ? value.map(Number) : usual);
const lane = (value: Numbers, index: number): number => value[index] ?? 0;

const turned = (by: Numbers, to: Numbers): [number, number, number, number] => {
  const [ax, ay, az, aw] = [lane(by, 0), lane(by, 1), lane(by, 2), lane(by, 3)];
  const [bx, by_, bz, bw] = [lane(to, 0), lane(to, 1), lane(to, 2), lane(to, 3)];
  return [
    aw * bx + ax * bw + ay * bz - az * by_,
    aw * by_ - ax * bz + ay * bw + az * bx,
    aw * bz + ax * by_ - ay * bx + az * bw,
    aw * bw - ax * bx - ay * by_ - az * bz,
  ];
};

const rotated = (by: Numbers, point: Numbers): Numbers => {
  const back = [-lane(by, 0), -lane(by, 1), -lane(by, 2), lane(by, 3)];
  return turned(turned(by, [...point, 0]), back).slice(0, 3);
};

const tidy = (value: number): number => Number(value.toPrecision(9)) || 0;

/**
 * The transform of a child as one of its grandparent, so that it stands where it stood: fields that change, none where the parent is no
 * transform or does nothing. Exact unless a parent that is scaled unevenly holds a child that is turned.
 */
export function within(parent: Transform, child: Transform): (readonly [field: 'position' | 'rotation' | 'scale', value: Json])[] {
  if (!parent || !child) return [];
  const [position, rotation, scale] = [
    numbers(parent['position'], [0, 0, 0]),
    numbers(parent['rotation'], [0, 0, 0, 1]),
    numbers(parent['scale'], [1, 1, 1]),
  ];
  const own = {
    position: numbers(child['position'], [0, 0, 0]),
    rotation: numbers(child['rotation'], [0, 0, 0, 1]),
    scale: numbers(child['scale'], [1, 1, 1]),
  };
  const scaled = own.position.map((value, index) => value * lane(scale, index));
  const placed = {
    position: rotated(rotation, scaled).map((value, index) => tidy(value + lane(position, index))),
    rotation: turned(rotation, own.rotation).map(tidy),
    scale: own.scale.map((value, index) => tidy(value * lane(scale, index))),
  };
  return (['position', 'rotation', 'scale'] as const).flatMap((field) =>
    placed[field].some((value, index) => value !== lane(own[field], index)) ? [[field, placed[field]] as const] : [],
  );
}
