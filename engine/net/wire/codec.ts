import type { Column, FieldSpec } from '../../kernel/index.ts';

/**
 * How a field becomes whole numbers of 32 bits, its lanes, which differences are sent of.
 *
 * | codec | of | lanes |
 * |---|---|---|
 * | int | bool, u8, u16, i32, enum | the number |
 * | bits | u32, flags, color, entity | the 32 bits |
 * | fixed | numbers with a quantum whose range fits 32 bits | how many quanta |
 * | wide | numbers with a quantum of any range; decimals, exact | low part, and how many 2^27 |
 * | float, double | f32 and f64 without a quantum, exact | the bits; low word, high word |
 * | text | string, asset | the id of a text |
 * | rotation | quat | which part is largest, and the other three in 1/1024 |
 */
export type Codec = 'int' | 'bits' | 'fixed' | 'wide' | 'float' | 'double' | 'text' | 'rotation';

/** Lanes per value; a vector has so many for each of its parts, a rotation for all of them. */
export const LANES: Readonly<Record<Codec, number>> = { int: 1, bits: 1, fixed: 1, wide: 2, float: 1, double: 2, text: 1, rotation: 4 };

const INT_MOST = 2_147_483_647;
/** A `wide` value is low + high * this. */
export const WIDE = 134_217_728;
/** Most quanta of a `wide` value; what lies beyond is sent as this. */
const WIDE_MOST = 4_503_599_627_370_496;
/** Parts of a unit quaternion in 1/1024: at most 0.1 degree off. */
export const ROTATION_PER = 1024;

export interface Coding {
  readonly codec: Codec;
  /** Quanta per unit. */
  readonly per: number;
}

const EXACT: Readonly<Record<string, Codec>> = {
  bool: 'int',
  u8: 'int',
  u16: 'int',
  i32: 'int',
  enum: 'int',
  u32: 'bits',
  flags: 'bits',
  color: 'bits',
  entity: 'bits',
  string: 'text',
  asset: 'text',
  decimal: 'wide',
  quat: 'rotation',
};

/** The quantum of a field: a tenth of the step that people turn it by, else a centimetre where the unit is metres; none: it is sent exactly. */
export const quantumOf = ({ step, unit }: FieldSpec): number | undefined =>
  step !== undefined ? step / 10 : unit === 'm' ? 0.01 : undefined;

/** Quanta per unit: the nearest whole number where the quantum is one of its parts, so that 37 hundredths are 0.37 and not 0.37000000000000005. */
const perUnit = (quantum: number): number => {
  const per = 1 / quantum;
  const whole = Math.round(per);
  return Math.abs(per - whole) < 1e-9 * per ? whole : per;
};

export const codingOf = (spec: FieldSpec, quantum = quantumOf(spec)): Coding => {
  const exact = EXACT[spec.kind];
  if (exact) return { codec: exact, per: 1 };
  if (quantum === undefined) return { codec: spec.kind === 'f64' ? 'double' : 'float', per: 1 };
  const per = perUnit(quantum);
  const farthest = Math.max(Math.abs(spec.min ?? Infinity), Math.abs(spec.max ?? Infinity));
  return { codec: farthest * per <= INT_MOST ? 'fixed' : 'wide', per };
};

/** Where the lanes of a component's entities stand: entity after entity. */
export interface Lanes {
  readonly flat: Int32Array;
  /** Lanes of one entity. */
  readonly stride: number;
  /** One bit per entity of which a lane changed. */
  readonly dirty: Uint32Array;
}

/** One value of a field: which columns hold it, every how many elements, and where its lanes stand. */
export interface Source {
  readonly columns: readonly Column[];
  readonly width: number;
  /** Which element of an array field. */
  readonly element: number;
  /** The first of its lanes. */
  readonly first: number;
  /** Text ids of the world as text ids of the wire. */
  readonly text: (id: number) => number;
}

const put = ({ flat, stride, dirty }: Lanes, index: number, lane: number, value: number): void => {
  const at = index * stride + lane;
  if (flat[at] === value) return;
  flat[at] = value;
  dirty[index >>> 5]! |= 1 << (index & 31);
};

/** The 32-bit words behind a float column. */
const words = (column: Column): Int32Array => new Int32Array(column.buffer, column.byteOffset, column.byteLength >>> 2);

/** Brings the lanes of one value up to date for runs of entities (pairs from, to), and marks whose changed. */
export const refresh = ({ codec, per }: Coding, source: Source, runs: ArrayLike<number>, into: Lanes): void => {
  const { columns, width, element, first } = source;
  for (let r = 0; r < runs.length; r += 2) {
    const from = runs[r]!;
    const to = runs[r + 1]!;
    if (codec === 'rotation') rotations(columns as Float32Array[], width, element, first, from, to, into);
    else
      for (let part = 0; part < columns.length; part++) {
        const column = columns[part]!;
        const lane = first + part * LANES[codec];
        if (codec === 'fixed') fixed(column, per, width, element, lane, from, to, into);
        else if (codec === 'wide') wide(column, per, width, element, lane, from, to, into);
        else if (codec === 'float') plain(words(column), width, element, lane, from, to, into);
        else if (codec === 'double') {
          plain(words(column), width * 2, element * 2, lane, from, to, into);
          plain(words(column), width * 2, element * 2 + 1, lane + 1, from, to, into);
        } else if (codec === 'text') for (let e = from; e < to; e++) put(into, e, lane, source.text(column[e * width + element]!));
        else plain(column, width, element, lane, from, to, into);
      }
  }
};

const plain = (column: Column | Int32Array, width: number, element: number, lane: number, from: number, to: number, into: Lanes): void => {
  for (let e = from; e < to; e++) put(into, e, lane, column[e * width + element]! | 0);
};

const fixed = (column: Column, per: number, width: number, element: number, lane: number, from: number, to: number, into: Lanes): void => {
  for (let e = from; e < to; e++) {
    const n = Math.round(column[e * width + element]! * per);
    put(into, e, lane, n > INT_MOST ? INT_MOST : n < -INT_MOST ? -INT_MOST : n | 0);
  }
};

const wide = (column: Column, per: number, width: number, element: number, lane: number, from: number, to: number, into: Lanes): void => {
  // Decimals are exact at any size; what has a quantum and lies beyond any map is sent as the farthest.
  const most = per === 1 ? Number.MAX_SAFE_INTEGER : WIDE_MOST;
  for (let e = from; e < to; e++) {
    const n = Math.min(most, Math.max(-most, Math.round(column[e * width + element]! * per)));
    const high = Math.round(n / WIDE);
    put(into, e, lane, n - high * WIDE);
    put(into, e, lane + 1, high | 0);
  }
};

const rotations = (
  [xs, ys, zs, ws]: readonly Float32Array[],
  width: number,
  element: number,
  lane: number,
  from: number,
  to: number,
  into: Lanes,
): void => {
  for (let e = from; e < to; e++) {
    const at = e * width + element;
    const x = xs![at]!;
    const y = ys![at]!;
    const z = zs![at]!;
    const w = ws![at]!;
    const size = Math.sqrt(x * x + y * y + z * z + w * w);
    const ax = Math.abs(x);
    const ay = Math.abs(y);
    const az = Math.abs(z);
    const aw = Math.abs(w);
    const largest = aw >= ax && aw >= ay && aw >= az ? 3 : ax >= ay && ax >= az ? 0 : ay >= az ? 1 : 2;
    const sign = (largest === 3 ? w : largest === 0 ? x : largest === 1 ? y : z) < 0 ? -1 : 1;
    const scale = size === 0 ? 0 : (sign * ROTATION_PER) / size;
    put(into, e, lane, largest);
    put(into, e, lane + 1, Math.round((largest === 0 ? y : x) * scale) | 0);
    put(into, e, lane + 2, Math.round((largest <= 1 ? z : y) * scale) | 0);
    put(into, e, lane + 3, Math.round((largest === 3 ? z : w) * scale) | 0);
  }
};
