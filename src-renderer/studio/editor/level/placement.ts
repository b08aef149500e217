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

export interface Place {
  readonly position: Numbers;
  readonly rotation: Numbers;
  readonly scale: Numbers;
}

const fields = ['position', 'rotation', 'scale'] as const;
type Placed = readonly [field: (typeof fields)[number], value: Json];

const origin: Place = { position: [0, 0, 0], rotation: [0, 0, 0, 1], scale: [1, 1, 1] };

const placeOf = (transform: NonNullable<Transform>): Place => ({
  position: numbers(transform['position'], origin.position),
  rotation: numbers(transform['rotation'], origin.rotation),
  scale: numbers(transform['scale'], origin.scale),
});

/** The place of a child as one of its grandparent. */
const outOf = (parent: Place, child: Place): Place => ({
  position: rotated(
    parent.rotation,
    child.position.map((value, index) => value * lane(parent.scale, index)),
  ).map((value, index) => value + lane(parent.position, index)),
  rotation: turned(parent.rotation, child.rotation),
  scale: child.scale.map((value, index) => value * lane(parent.scale, index)),
});

/** The place of one of its own as a child of `parent`. What is scaled to nothing cannot be undone: that lane stays. */
const into = (parent: Place, child: Place): Place => {
  const back = [-lane(parent.rotation, 0), -lane(parent.rotation, 1), -lane(parent.rotation, 2), lane(parent.rotation, 3)];
  const away = child.position.map((value, index) => value - lane(parent.position, index));
  return {
    position: rotated(back, away).map((value, index) => value / (lane(parent.scale, index) || 1)),
    rotation: turned(back, child.rotation),
    scale: child.scale.map((value, index) => value / (lane(parent.scale, index) || 1)),
  };
};

/** The place in the scene of what these parents hold, nearest first; undefined where none of them is placed. */
export function placeBelow(parents: readonly Transform[]): Place | undefined {
  const places = parents.flatMap((one) => (one ? [placeOf(one)] : []));
  return places.length === 0 ? undefined : places.reduce((place, parent) => outOf(parent, place));
}

const changed = (own: Place, next: Place): Placed[] =>
  fields.flatMap((field): Placed[] => {
    const value = next[field].map(tidy);
    return value.some((one, index) => one !== tidy(lane(own[field], index))) ? [[field, value]] : [];
  });

/**
 * The transform of a child as one of its grandparent, so that it stands where it stood: fields that change, none where the parent is no
 * transform or does nothing. Exact unless a parent that is scaled unevenly holds a child that is turned.
 */
export const within = (parent: Transform, child: Transform): Placed[] => moved([parent], [], child);

/**
 * The transform of what leaves some parents for others, each nearest first, so that it stands where it stood: fields that change, none
 * where no parent on the way is placed. Exact unless a parent that is scaled unevenly holds a child that is turned.
 */
export function moved(from: readonly Transform[], to: readonly Transform[], child: Transform): Placed[] {
  const [left, entered] = [from, to].map((parents) => parents.flatMap((one) => (one ? [placeOf(one)] : [])));
  if (!child || left!.length + entered!.length === 0) return [];
  const own = placeOf(child);
  const around = left!.reduce((place, parent) => outOf(parent, place), own);
  return changed(
    own,
    entered!.reduceRight((place, parent) => into(parent, place), around),
  );
}
