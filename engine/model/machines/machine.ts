/** A state machine, declared once in `ledgerquest.json`: what an order, a shipment or a customer can be, and what takes it from one to the other. */
import { comparisons } from '../behaviour/node.ts';
import { JsonValue } from '../json-value.ts';
import { z } from '../zod.ts';

const StateName = z.string().regex(/^[A-Za-z][A-Za-z0-9_-]{0,63}$/, 'expected a name of letters, digits, _ and -');
const Path = z
  .string()
  .regex(/^[A-Z][A-Za-z0-9]*\.[a-z][A-Za-z0-9_]*(\.[xyzw])?$/, 'expected Component.field, or Component.field.x for a part of a vector');

export const MachineState = z.strictObject({
  help: z.string().optional(),
  /** Fields of the entity that are written when it comes into this state. */
  set: z.record(Path, JsonValue).default({}),
  /** Event about the entity -> state. Of several that were told in a tick, the first counts. */
  on: z.record(z.string().min(1).max(100), StateName).default({}),
  /** Leaves by itself after so many ticks. */
  after: z.strictObject({ ticks: z.int().min(1).max(10_000_000), to: StateName }).optional(),
  /** Leaves when a comparison of one of its fields holds; the first that does. */
  when: z
    .array(z.strictObject({ field: Path, is: z.enum(comparisons), value: JsonValue, to: StateName }))
    .max(32)
    .default([]),
});
export type MachineState = z.infer<typeof MachineState>;

export const MachineSpec = z.strictObject({
  help: z.string().optional(),
  initial: StateName,
  states: z.record(StateName, MachineState),
});
export type MachineSpec = z.infer<typeof MachineSpec>;
