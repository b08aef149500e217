/** A recording: a start, the commands, and the hash that every tick had. Replaying it must give the same hashes. */
import { z } from '../model/zod.ts';
import { JsonValue, ParamValue } from '../model/project.ts';

export const TickedCommand = z.strictObject({
  tick: z.int().min(1),
  sender: z.int().min(0).max(65_535),
  seq: z.int().min(0),
  type: z.string(),
  payload: JsonValue,
});
export type TickedCommand = z.infer<typeof TickedCommand>;

export const Recording = z.strictObject({
  format: z.literal(1),
  package: z.string(),
  engine: z.string(),
  start: z.strictObject({ scenario: z.string(), parameters: z.record(z.string(), ParamValue), seed: z.int().min(0) }),
  commands: z.array(TickedCommand),
  /** State hash of every tick from 1. */
  hashes: z.array(z.string()),
  /** Chain after the last tick. */
  chain: z.string(),
});
export type Recording = z.infer<typeof Recording>;

/** What a replay found. `at` is the first tick that differs. */
export type Verdict =
  | { ticks: number; diverged: false }
  | { ticks: number; diverged: true; at: number; expected: string; actual: string; what: 'state' | 'chain' | 'length' };
