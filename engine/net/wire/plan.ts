import type { Column, Json, WorldLayout } from '../../kernel/index.ts';
import { KINDS, LedgerError, compareText, sha256, toHex } from '../../kernel/index.ts';
import type { FieldSpec } from '../../kernel/index.ts';
import type { ComponentPlan, FieldPlan } from '../../kernel/world/plan.ts';
import { planOf } from '../../kernel/world/plan.ts';
import type { Coding } from './codec.ts';
import { LANES, codingOf, quantumOf, refresh } from './codec.ts';
import { SHOWN } from './shown.ts';

export interface WireOptions {
  /** Which component types are sent; without it those that something is drawn from. */
  readonly components?: readonly string[] | undefined;
  /** Quanta of fields, as `Component.field`: over what unit and step say. */
  readonly quanta?: Readonly<Record<string, number>> | undefined;
}

export interface WireField extends Coding {
  readonly name: string;
  readonly spec: FieldSpec;
  /** Where its lanes begin among those of its component. */
  readonly first: number;
  /** Lanes of one element of it. */
  readonly lanes: number;
  /** Elements: more than one for an array field. */
  readonly width: number;
}

export interface WireComponent {
  /** Its place among those that are sent. */
  readonly id: number;
  readonly name: string;
  /** Lanes of all fields. */
  readonly lanes: number;
  readonly fields: readonly WireField[];
  /** The lanes of one that was just added. Never written to. */
  readonly defaults: readonly number[];
  /** Which lanes hold text ids. */
  readonly texts: readonly number[];
}

/** What is sent of a world, and in which lanes. Both sides make it from the level's registry and the same options. */
export interface WirePlan {
  readonly components: readonly WireComponent[];
  readonly byName: ReadonlyMap<string, WireComponent>;
  /** 16 hex digits over all of it: what a keyframe names. */
  readonly hash: string;
}

/** Throws `net-components` where a name is no component type, and `net-quantum` where a quantum is none. */
export const planWire = (layout: WorldLayout, { components = SHOWN, quanta = {} }: WireOptions = {}): WirePlan => {
  const { byName } = planOf(layout);
  for (const name of components) if (!byName.has(name) && components !== SHOWN) throw noComponent(name, [...byName.keys()]);
  for (const [field, quantum] of Object.entries(quanta)) if (!(quantum > 0) || !Number.isFinite(quantum)) throw noQuantum(field, quantum);
  const sent = [...new Set(components)].filter((name) => byName.has(name)).sort(compareText);
  const plans = sent.map((name, id) => planComponent(id, byName.get(name)!, quanta));
  const canonical = plans.map(({ name, fields }) => [name, fields.map((f): Json => [f.name, f.codec, f.per, f.first, f.width])]);
  const hash = toHex(sha256(new TextEncoder().encode(JSON.stringify([layout.layoutHash, canonical])))).slice(0, 16);
  return { components: plans, byName: new Map(plans.map((plan) => [plan.name, plan])), hash };
};

const planComponent = (id: number, plan: ComponentPlan, quanta: Readonly<Record<string, number>>): WireComponent => {
  let lanes = 0;
  const fields = plan.fields.map(({ name, spec, width, sections }): WireField => {
    const coding = codingOf(spec, quanta[`${plan.name}.${name}`] ?? quantumOf(spec));
    const each = coding.codec === 'rotation' ? LANES.rotation : LANES[coding.codec] * sections.length;
    const first = lanes;
    lanes += each * width;
    return { ...coding, name, spec, width, first, lanes: each };
  });
  const texts = fields.flatMap(({ codec, first, width }) => (codec === 'text' ? Array.from({ length: width }, (_, k) => first + k) : []));
  return { id, name: plan.name, lanes, fields, texts, defaults: defaultsOf(plan, fields, lanes) };
};

const ARRAYS = { u8: Uint8Array, u16: Uint16Array, i32: Int32Array, u32: Uint32Array, f32: Float32Array, f64: Float64Array } as const;

/** The lanes of a component with its declared defaults; texts as ''. */
const defaultsOf = (plan: ComponentPlan, fields: readonly WireField[], stride: number): readonly number[] => {
  const flat = new Int32Array(stride);
  const columnsOf = ({ spec, width, sections }: FieldPlan): Column[] =>
    sections.map((section) => {
      const values = plan.defaults.find((entry) => entry.section === section)?.values ?? Array.from({ length: width }, () => 0);
      return new ARRAYS[KINDS[spec.kind].column](values) as Column;
    });
  fields.forEach((field, i) => {
    const columns = columnsOf(plan.fields[i]!);
    for (let element = 0; element < field.width; element++) {
      const source = { columns, width: field.width, element, first: field.first + element * field.lanes, text: () => 0 };
      refresh(field, source, [0, 1], { flat, stride, dirty: new Uint32Array(1) });
    }
  });
  return [...flat];
};

const noComponent = (name: string, known: readonly string[]): LedgerError =>
  new LedgerError({
    code: 'net-components',
    message: `There is no component type ${name} to send.`,
    hint: `Name some of: ${known.join(', ')}.`,
    where: name,
  });

const noQuantum = (field: string, quantum: number): LedgerError =>
  new LedgerError({ code: 'net-quantum', message: `${quantum} is no quantum.`, hint: 'Give a number above 0.', where: field });
