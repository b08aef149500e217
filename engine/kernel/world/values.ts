import type { Json } from '../json.ts';
import { formatDecimal, parseDecimal } from '../math/decimal.ts';
import type { FieldSpec } from './field.ts';
import { fieldDefault } from './field.ts';
import type { Column } from './memory.ts';
import type { FieldPlan } from './plan.ts';

/** How texts and entities become the numbers that columns hold. */
export interface Names {
  intern(text: string): number;
  text(id: number): string;
  /** Throws for a key that no entity has. */
  entityId(key: string): number;
  /** A living entity's key, or null. */
  entityKey(id: number): string | null;
}

/** The shortest decimal that rounds to this f32, so that 0.1 does not come back as 0.10000000149011612. */
const tidyF32 = (value: number): number => {
  for (let digits = 6; digits < 9; digits++) {
    const short = Number(value.toPrecision(digits));
    if (Math.fround(short) === value) return short;
  }
  return value;
};

/** A checked scalar as the number of its single lane. */
const encode = (spec: FieldSpec, value: Json, names: Names): number => {
  switch (spec.kind) {
    case 'bool':
      return value === true ? 1 : 0;
    case 'string':
    case 'asset':
      return names.intern(value as string);
    case 'entity':
      return value === null ? 0 : names.entityId(value as string);
    case 'color':
      return Number.parseInt((value as string).slice(1), 16);
    case 'enum':
      return spec.options!.indexOf(value as string);
    case 'flags':
      return (value as readonly string[]).reduce((bits, name) => bits | (1 << spec.options!.indexOf(name)), 0) >>> 0;
    case 'decimal':
      return parseDecimal(value as string, spec.scale ?? 2);
    case 'u8':
    case 'u16':
    case 'i32':
    case 'u32':
    case 'f32':
    case 'f64':
    case 'vec2':
    case 'vec3':
    case 'quat':
      return (value as number) + 0; // -0 becomes 0
  }
};

const decode = (spec: FieldSpec, n: number, names: Names): Json => {
  switch (spec.kind) {
    case 'bool':
      return n !== 0;
    case 'string':
    case 'asset':
      return names.text(n);
    case 'entity':
      return names.entityKey(n);
    case 'color':
      return `#${n.toString(16).padStart(6, '0')}`;
    case 'enum':
      return spec.options![n] ?? spec.options![0]!;
    case 'flags':
      return spec.options!.filter((_, bit) => (n & (1 << bit)) !== 0);
    case 'decimal':
      return formatDecimal(n, spec.scale ?? 2);
    case 'f32':
      return tidyF32(n);
    case 'u8':
    case 'u16':
    case 'i32':
    case 'u32':
    case 'f64':
    case 'vec2':
    case 'vec3':
    case 'quat':
      return n;
  }
};

/** Where columns are found; asked again for every number, since interning a text may move them. */
interface Columns {
  readonly views: readonly Column[];
}

/** Writes a checked value of a field at an index. */
export const writeField = ({ spec, width, sections }: FieldPlan, memory: Columns, index: number, value: Json, names: Names): void => {
  for (let k = 0; k < width; k++) {
    const one = spec.length === undefined ? value : (value as readonly Json[])[k]!;
    const at = index * width + k;
    if (sections.length > 1) {
      for (let lane = 0; lane < sections.length; lane++) memory.views[sections[lane]!]![at] = (one as readonly number[])[lane]! + 0;
      continue;
    }
    const n = encode(spec, one, names);
    memory.views[sections[0]!]![at] = n;
  }
};

/** Reads a field's value at an index. */
export const readField = ({ spec, width }: FieldPlan, lanes: readonly Column[], index: number, names: Names): Json => {
  const one = (at: number): Json => (lanes.length === 1 ? decode(spec, lanes[0]![at]!, names) : lanes.map((lane) => tidyF32(lane[at]!)));
  return spec.length === undefined ? one(index) : Array.from({ length: width }, (_, k) => one(index * width + k));
};

/** What adding a component writes into one column: a number per element, not all of them zero. */
export interface LaneDefault {
  readonly section: number;
  readonly values: readonly number[];
}

const noNames: Names = { intern: () => 0, text: () => '', entityId: () => 0, entityKey: () => null };

/** The columns of a field whose default is more than zeros. Texts are left out: their numbers differ from world to world. */
export const laneDefaults = (field: FieldPlan): LaneDefault[] => {
  if (isText(field.spec)) return [];
  const views: Float64Array<ArrayBuffer>[] = [];
  for (const section of field.sections) views[section] = new Float64Array(field.width);
  writeField(field, { views }, 0, fieldDefault(field.spec), noNames);
  return field.sections
    .map((section) => ({ section, values: [...views[section]!] }))
    .filter(({ values }) => values.some((value) => value !== 0));
};

export const isText = ({ kind }: FieldSpec): boolean => kind === 'string' || kind === 'asset';

/** Whether adding the component must intern a text for this field. */
export const hasTextDefault = ({ spec }: FieldPlan): boolean => isText(spec) && [fieldDefault(spec)].flat().some((text) => text !== '');
