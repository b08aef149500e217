import { sha256, toHex } from '../hash/sha256.ts';
import { compareText } from '../json.ts';
import type { ColumnType, FieldSpec, Fields } from './field.ts';
import { KINDS } from './field.ts';
import type { LaneDefault } from './values.ts';
import { hasTextDefault, laneDefaults } from './values.ts';

/** What the arena needs to know of a component type. */
export interface ComponentLayout {
  readonly name: string;
  readonly fields: Fields;
}

/** What the arena needs to know of a registry: types sorted by name, and the hash that names their layout. */
export interface WorldLayout {
  readonly types: readonly ComponentLayout[];
  readonly layoutHash: string;
}

/** What a section's length counts. Each axis has a length (state, in the header) and a capacity (not state). */
export type Axis = 'entity' | 'free' | 'string' | 'text' | 'timer' | 'stream' | 'sender';

/** One run of equal elements in the arena. `bits` holds one bit per unit of its axis. */
export interface Section {
  readonly axis: Axis;
  readonly column: ColumnType | 'bits';
  /** Elements per unit: the length of an array field, else 1. */
  readonly width: number;
}

export interface FieldPlan {
  readonly name: string;
  readonly spec: FieldSpec;
  readonly width: number;
  /** One section per lane: three for a vec3. */
  readonly sections: readonly number[];
}

export interface ComponentPlan {
  /** Place in the sorted order of component types; what hot code uses instead of the name. */
  readonly id: number;
  readonly name: string;
  readonly specs: Fields;
  readonly presence: number;
  /** Every section of every field, and beside it how many elements an entity has there. */
  readonly sections: readonly number[];
  readonly widths: readonly number[];
  readonly fields: readonly FieldPlan[];
  readonly byName: ReadonlyMap<string, FieldPlan>;
  /** What adding it writes besides zeros. */
  readonly defaults: readonly LaneDefault[];
  readonly textDefaults: readonly FieldPlan[];
}

export interface Plan {
  readonly sections: readonly Section[];
  readonly components: readonly ComponentPlan[];
  readonly byName: ReadonlyMap<string, ComponentPlan>;
  readonly layoutHash: string;
}

/** The sections every world has, in arena order; components follow. */
export const CORE = {
  generation: 0,
  key: 1,
  parent: 2,
  children: 3,
  alive: 4,
  free: 5,
  textEnd: 6,
  keyOwner: 7,
  text: 8,
  timerDue: 9,
  timerId: 10,
  timerSource: 11,
  timerName: 12,
  timerEntity: 13,
  timerPayload: 14,
  streamName: 15,
  streamCount: 16,
  senderId: 17,
  senderLast: 18,
  senderWindow: 19,
} as const;

const section = (axis: Axis, column: Section['column'], width = 1): Section => ({ axis, column, width });

export const CORE_SECTIONS: readonly Section[] = [
  section('entity', 'u16'),
  section('entity', 'u32'),
  section('entity', 'u32'),
  section('entity', 'u32'),
  section('entity', 'bits'),
  section('free', 'u32'),
  section('string', 'u32'),
  section('string', 'u32'),
  section('text', 'u8'),
  section('timer', 'u32'),
  section('timer', 'u32'),
  section('timer', 'u32'),
  section('timer', 'u32'),
  section('timer', 'u32'),
  section('timer', 'u32'),
  section('stream', 'u32'),
  section('stream', 'f64'),
  section('sender', 'u32'),
  section('sender', 'u32'),
  section('sender', 'u32'),
];

const fieldsByName = (fields: Fields): [string, FieldSpec][] => Object.entries(fields).sort(([a], [b]) => compareText(a, b));

/** SHA-256 (hex) over everything that decides where a value lies and what its bits mean: names, kinds, lengths, scales, options. */
export const layoutHashOf = (types: readonly ComponentLayout[]): string => {
  const sorted = [...types].sort((a, b) => compareText(a.name, b.name));
  const canonical = sorted.map(({ name, fields }) => [
    name,
    fieldsByName(fields).map(([field, { kind, length, scale, options }]) => [
      field,
      kind,
      length ?? null,
      kind === 'decimal' ? (scale ?? 2) : null,
      options ?? null,
    ]),
  ]);
  return toHex(sha256(new TextEncoder().encode(JSON.stringify(canonical))));
};

/** Lays out a world: core sections, then per component (by name) its presence bits and columns (by field name). */
export const planWorld = ({ types, layoutHash }: WorldLayout): Plan => {
  const sections: Section[] = [...CORE_SECTIONS];
  const put = (column: Section['column'], width = 1): number => sections.push({ axis: 'entity', column, width }) - 1;
  const components = types.map(({ name, fields }, id): ComponentPlan => {
    const presence = put('bits');
    const plans = fieldsByName(fields).map(([field, spec]): FieldPlan => {
      const width = spec.length ?? 1;
      const { column, lanes } = KINDS[spec.kind];
      return { name: field, spec, width, sections: lanes.map(() => put(column, width)) };
    });
    return {
      id,
      name,
      specs: fields,
      presence,
      fields: plans,
      sections: plans.flatMap((plan) => plan.sections),
      widths: plans.flatMap((plan) => plan.sections.map(() => plan.width)),
      byName: new Map(plans.map((plan) => [plan.name, plan])),
      defaults: plans.flatMap(laneDefaults),
      textDefaults: plans.filter(hasTextDefault),
    };
  });
  return { sections, components, byName: new Map(components.map((component) => [component.name, component])), layoutHash };
};

const plans = new WeakMap<WorldLayout, Plan>();

/** The plan of a registry, made once per registry. */
export const planOf = (layout: WorldLayout): Plan => {
  let plan = plans.get(layout);
  if (!plan) plans.set(layout, (plan = planWorld(layout)));
  return plan;
};
