/** What each type of node is told, checked in one place for every source of trees. */
import type { Json } from '../../kernel/json.ts';
import { comparisons, type NodeType } from './node.ts';
import { JsonValue } from '../json-value.ts';
import { z } from '../zod.ts';

const Ticks = z.int().min(0).max(10_000_000);
const Loops = z
  .int()
  .min(-1)
  .max(1_000_000)
  .refine((n) => n !== 0, 'expected a count from 1, or -1 for ever');
const Path = z
  .string()
  .regex(/^[A-Z][A-Za-z0-9]*\.[a-z][A-Za-z0-9_]*(\.[xyzw])?$/, 'expected Component.field, or Component.field.x for a part of a vector');
/** The entity that a node is about: this one, or the one that a field of this one names. */
const of = Path.optional();
const Name = z.string().min(1).max(100);
const none = z.strictObject({});

/** Absent arguments get their defaults. */
export const nodeArgs = {
  Sequence: none,
  Priority: none,
  MemSequence: none,
  MemPriority: none,
  ReactiveSequence: none,
  ReactiveSelector: none,
  /** Children that must succeed (0 = all) and fail (0 = all) to decide. */
  Parallel: z.strictObject({ succeed: z.int().min(0).max(15).default(0), fail: z.int().min(0).max(15).default(1) }),
  Utility: none,
  Inverter: none,
  Limiter: z.strictObject({ max: z.int().min(1).max(1_000_000) }),
  MaxTime: z.strictObject({ ticks: Ticks }),
  Repeater: z.strictObject({ max: Loops.default(-1) }),
  RepeatUntilFailure: z.strictObject({ max: Loops.default(-1) }),
  RepeatUntilSuccess: z.strictObject({ max: Loops.default(-1) }),
  Cooldown: z.strictObject({ ticks: Ticks }),
  /** A field, a number, or what a script's function says. */
  Score: z.union([
    z.strictObject({ field: Path, of, times: z.number().default(1), plus: z.number().default(0) }),
    z.strictObject({ value: z.number() }),
    z.strictObject({ call: Name, args: JsonValue.default({}) }),
  ]),
  Succeeder: none,
  Failer: none,
  Error: none,
  Runner: none,
  Wait: z.strictObject({ ticks: Ticks }),
  Condition: z.strictObject({ field: Path, of, is: z.enum(comparisons), value: JsonValue }),
  Has: z.strictObject({ component: z.string(), of }),
  Chance: z.strictObject({ p: z.number().min(0).max(1) }),
  Set: z.strictObject({ field: Path, of, value: JsonValue }),
  Add: z.strictObject({ field: Path, of, value: z.union([z.number(), z.string().max(40)]) }),
  Emit: z.strictObject({ event: Name, payload: JsonValue.default({}) }),
  Command: z.strictObject({ command: Name, payload: JsonValue.default({}) }),
  Call: z.strictObject({ call: Name, args: JsonValue.default({}) }),
  SubTree: z.strictObject({ tree: Name }),
} satisfies Record<NodeType, z.ZodType>;

export type ArgsOf<T extends NodeType> = z.output<(typeof nodeArgs)[T]>;

/** What a type of node takes, in words: "Condition takes field, is and value, and if wanted of." */
export function takes(type: NodeType): string {
  const alternatives = optionsOf(type).map((shape) => {
    const [must, may] = [false, true].map((optional) => listed(Object.keys(shape).filter((name) => isOptional(shape[name]!) === optional)));
    return [must, may && `if wanted ${may}`].filter(Boolean).join(', and ');
  });
  return `${type} takes ${alternatives.join('; or ') || 'nothing'}.`;
}

/** The names of the arguments of a type. */
export const argNames = (type: NodeType): string[] => [...new Set(optionsOf(type).flatMap((shape) => Object.keys(shape)))];

type Shape = Readonly<Record<string, z.ZodType>>;

const optionsOf = (type: NodeType): Shape[] => {
  const schema: z.ZodType = nodeArgs[type];
  return (schema instanceof z.ZodUnion ? schema.options : [schema]).map((option) => (option as z.ZodObject).shape as Shape);
};
const isOptional = (type: z.ZodType): boolean => type.safeParse(undefined).success;
const listed = (names: readonly string[]): string =>
  names.length < 2 ? names.join('') : `${names.slice(0, -1).join(', ')} and ${names.at(-1)}`;

/** The arguments of a node that was checked. */
export const argsOf = <T extends NodeType>(_type: T, args: Readonly<Record<string, Json>>): ArgsOf<T> => args as ArgsOf<T>;
