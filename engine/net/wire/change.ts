import type { ByteReader, ByteWriter } from '../../kernel/bytes/index.ts';
import type { Entity } from '../../kernel/index.ts';
import { indexOf } from '../../kernel/index.ts';
import { impossible } from '../refusal.ts';
import { checkLanes } from './check-lanes.ts';
import type { Row } from './frame.ts';
import type { Pattern, Signature } from './pattern.ts';
import { OP } from './pattern.ts';
import type { WireComponent, WirePlan } from './plan.ts';

/**
 * Writes how a row differs from another (or, without one, from an entity without anything): the new parent, then the differences of lanes,
 * component by component. The pattern goes to `signature`, ids of texts that a lane now holds to `texts`.
 */
export const writeChange = (
  { components }: WirePlan,
  base: Row | undefined,
  now: Row,
  writer: ByteWriter,
  signature: Signature,
  texts: number[],
): void => {
  const { words } = signature;
  words.length = 0;
  signature.parent = now.parent !== (base?.parent ?? 0);
  if (signature.parent) writer.varint(now.parent === 0 ? 0 : indexOf(now.parent) + 1);
  for (let id = 0; id < components.length; id++) {
    const was = base?.parts[id];
    const is = now.parts[id];
    if (was === is) continue;
    const component = components[id]!;
    if (is === undefined) words.push(id * 4 + OP.removed);
    else writeLanes(component, was, is, writer, words, texts);
  }
};

const writeLanes = (
  { id, lanes, defaults, texts: textLanes }: WireComponent,
  was: readonly number[] | undefined,
  is: readonly number[],
  writer: ByteWriter,
  words: number[],
  texts: number[],
): void => {
  const from = was ?? defaults;
  const start = words.push(id * 4 + (was === undefined ? OP.added : OP.changed));
  let any = was === undefined;
  for (let lane = 0; lane < lanes; lane++) {
    if ((lane & 31) === 0) words.push(0);
    const value = is[lane]!;
    if (value === from[lane]) continue;
    any = true;
    words[start + (lane >>> 5)]! |= 1 << (lane & 31);
    writer.zigzag((value - from[lane]!) | 0);
  }
  if (!any) words.length = start - 1;
  else for (const lane of textLanes) if (is[lane] !== from[lane] && is[lane] !== 0) texts.push(is[lane]!);
};

/** What a decoder knows while it reads entities. */
export interface Reading {
  readonly reader: ByteReader;
  readonly plan: WirePlan;
  /** Whether a text of this id is known. */
  readonly knowsText: (id: number) => boolean;
  /** Lanes that may still be made: a short message cannot ask for much memory. */
  budget: number;
}

/** A row after a change; its parent as index + 1, which is looked up when all rows are there, or -1 where it stays. */
export const readChange = (reading: Reading, pattern: Pattern, base: Row): { row: Row; parent: number } => {
  const { reader } = reading;
  const parent = pattern.parent ? reader.upTo(1 << 20, 'a parent') : -1;
  const parts = base.parts.slice();
  for (const { component, op, lanes } of pattern.ops) {
    const was = parts[component.id];
    if ((was === undefined) !== (op === OP.added)) throw impossible('a component that is there already, or is not', component.name);
    if (op === OP.removed) parts[component.id] = undefined;
    else parts[component.id] = readLanes(reading, component, was ?? component.defaults, lanes);
  }
  return { row: { ...base, parts }, parent };
};

const readLanes = (reading: Reading, component: WireComponent, from: readonly number[], changed: readonly number[]): readonly number[] => {
  if (changed.length === 0) return from;
  reading.budget -= component.lanes;
  if (reading.budget < 0) throw impossible('more than a view may hold');
  const lanes = from.slice();
  for (const lane of changed) lanes[lane] = (lanes[lane]! + reading.reader.zigzag()) | 0;
  checkLanes(component, lanes, reading.knowsText);
  return lanes;
};

/** An entity without anything: what one that enters is a change of. */
export const bareRow = ({ components }: WirePlan, entity: Entity, key: number): Row => ({
  entity,
  key,
  parent: 0,
  parts: components.map(() => undefined),
});
