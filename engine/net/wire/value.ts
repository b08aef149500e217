import type { FieldSpec, Json } from '../../kernel/index.ts';
import { formatDecimal } from '../../kernel/index.ts';
import type { Codec } from './codec.ts';
import { ROTATION_PER, WIDE } from './codec.ts';

/** What turns the ids of lanes into what people read. */
export interface Naming {
  text(id: number): string;
  /** The name of an entity that can be seen, or null. */
  entity(id: number): string | null;
}

const floats = new Float32Array(1);
const floatBits = new Int32Array(floats.buffer);
const doubles = new Float64Array(1);
const doubleBits = new Int32Array(doubles.buffer);

const floatOf = (bits: number): number => {
  floatBits[0] = bits;
  return floats[0]!;
};

const doubleOf = (low: number, high: number): number => {
  doubleBits[0] = low;
  doubleBits[1] = high;
  return doubles[0]!;
};

const tidy = (value: number): number => {
  for (let digits = 6; digits < 9; digits++) {
    const short = Number(value.toPrecision(digits));
    if (Math.fround(short) === value) return short;
  }
  return value;
};

const rotationOf = (lanes: readonly number[], at: number): number[] => {
  const parts = [lanes[at + 1]! / ROTATION_PER, lanes[at + 2]! / ROTATION_PER, lanes[at + 3]! / ROTATION_PER];
  const [a, b, c] = parts as [number, number, number];
  parts.splice(lanes[at]!, 0, Math.sqrt(Math.max(0, 1 - a * a - b * b - c * c)));
  return parts;
};

/** The number that lanes stand for; not for texts, entities and rotations. */
export const numberOf = (codec: Codec, per: number, lanes: readonly number[], at: number): number => {
  switch (codec) {
    case 'fixed':
      return lanes[at]! / per;
    case 'wide':
      return (lanes[at]! + lanes[at + 1]! * WIDE) / per;
    case 'float':
      return tidy(floatOf(lanes[at]!));
    case 'double':
      return doubleOf(lanes[at]!, lanes[at + 1]!);
    case 'bits':
      return lanes[at]! >>> 0;
    case 'int':
    case 'text':
    case 'rotation':
      return lanes[at]!;
  }
};

/** A value of a field as JSON, as the world itself would tell it, within its quantum. */
export const valueOf = (spec: FieldSpec, codec: Codec, per: number, lanes: readonly number[], at: number, naming: Naming): Json => {
  const n = numberOf(codec, per, lanes, at);
  switch (spec.kind) {
    case 'bool':
      return n !== 0;
    case 'enum':
      return spec.options![n]!;
    case 'flags':
      return spec.options!.filter((_, bit) => (n & (1 << bit)) !== 0);
    case 'color':
      return `#${n.toString(16).padStart(6, '0')}`;
    case 'decimal':
      return formatDecimal(n, spec.scale ?? 2);
    case 'string':
    case 'asset':
      return naming.text(n);
    case 'entity':
      return n === 0 ? null : naming.entity(n);
    case 'quat':
      return rotationOf(lanes, at);
    case 'vec2':
    case 'vec3':
    case 'u8':
    case 'u16':
    case 'i32':
    case 'u32':
    case 'f32':
    case 'f64':
      return n;
  }
};
