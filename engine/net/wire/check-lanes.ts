import { impossible } from '../refusal.ts';
import { ROTATION_PER, WIDE } from './codec.ts';
import type { WireComponent, WireField } from './plan.ts';
import { numberOf } from './value.ts';

/** Why lanes stand for no value of a field, or undefined. */
const problemOf = (
  { spec, codec, per, lanes: size }: WireField,
  lanes: readonly number[],
  at: number,
  knowsText: (id: number) => boolean,
): string | undefined => {
  const n = lanes[at]!;
  switch (codec) {
    case 'int': {
      const [min, max] = INT[spec.kind] ?? [0, (spec.options?.length ?? 1) - 1];
      return n < min || n > max ? `${n} where ${min} to ${max} is possible` : undefined;
    }
    case 'bits':
      return n >>> 0 > bitsMost(spec.kind, spec.options?.length ?? 0) ? `${n >>> 0}, which is no ${spec.kind}` : undefined;
    case 'text':
      return knowsText(n) ? undefined : `the text ${n}, which was never sent`;
    case 'wide':
      for (let lane = at; lane < at + size; lane += 2) {
        if (Math.abs(lanes[lane]!) > WIDE / 2 || Math.abs(lanes[lane]! + lanes[lane + 1]! * WIDE) > Number.MAX_SAFE_INTEGER)
          return 'a number beyond 2^53';
      }
      return undefined;
    case 'float':
      for (let lane = at; lane < at + size; lane++) if (!Number.isFinite(numberOf(codec, per, lanes, lane))) return 'a number that is none';
      return undefined;
    case 'double':
      return Number.isFinite(numberOf(codec, per, lanes, at)) ? undefined : 'a number that is none';
    case 'rotation':
      return n < 0 || n > 3 || [1, 2, 3].some((part) => Math.abs(lanes[at + part]!) > ROTATION_PER) ? 'a rotation that is none' : undefined;
    case 'fixed':
      return undefined;
  }
};

const INT: Readonly<Record<string, readonly [number, number]>> = {
  bool: [0, 1],
  u8: [0, 255],
  u16: [0, 65_535],
  i32: [-2_147_483_648, 2_147_483_647],
};

const bitsMost = (kind: string, options: number): number =>
  kind === 'color' ? 0xff_ffff : kind === 'flags' ? 0xffff_ffff >>> (32 - options) : 0xffff_ffff;

/** Throws `net-value` naming the field where lanes stand for no value. */
export const checkLanes = ({ name, fields }: WireComponent, lanes: readonly number[], knowsText: (id: number) => boolean): void => {
  for (const field of fields) {
    for (let element = 0; element < field.width; element++) {
      const problem = problemOf(field, lanes, field.first + element * field.lanes, knowsText);
      if (problem) throw impossible(problem, `${name}.${field.name}`);
    }
  }
};
