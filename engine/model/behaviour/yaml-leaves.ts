/** The leaves of a YAML tree: what stands behind their key, as the arguments of a node. */
import type { Json } from '../../kernel/json.ts';
import type { NodeType } from './node.ts';

export const leafTypes: Readonly<Record<string, NodeType>> = {
  succeed: 'Succeeder',
  fail: 'Failer',
  error: 'Error',
  run: 'Runner',
  wait: 'Wait',
  if: 'Condition',
  has: 'Has',
  chance: 'Chance',
  set: 'Set',
  add: 'Add',
  emit: 'Emit',
  command: 'Command',
  call: 'Call',
  tree: 'SubTree',
};

type Args = Record<string, Json>;
const isArgs = (value: Json): value is Args => typeof value === 'object' && value !== null && !Array.isArray(value);

const comparison = /^\s*(?:([A-Za-z0-9_.]+)\s*>\s*)?([A-Z][A-Za-z0-9]*\.[A-Za-z0-9_.]+)\s*(==|!=|<=|>=|<|>|\bhas\b)\s*(.+?)\s*$/;
const span = /^\s*(\d+(?:\.\d+)?)\s*(s|seconds?|ticks?|turns?)?\s*$/;

/** What the text behind a comparison means: null, true, false, a number, else a text. Quotes keep a text a text. */
function constant(text: string): Json {
  if (text === 'null') return null;
  if (text === 'true' || text === 'false') return text === 'true';
  if (/^-?\d+(\.\d+)?$/.test(text)) return Number(text);
  return /^'.*'$|^".*"$/.test(text) ? text.slice(1, -1) : text;
}

/** Seconds in ticks, or why they are none: a span that is given and comes to no tick would be none. */
export function ticksOf(seconds: number, ticksPerSecond: number): number | string {
  const ticks = Math.round(seconds * ticksPerSecond);
  if (!Number.isFinite(ticks)) return `seconds is ${yamlNumber(seconds)}, and a span is a number`;
  if (ticks === 0 && seconds > 0) return `${seconds} s is less than half a tick, and one tick is ${1 / ticksPerSecond} s`;
  return ticks;
}

/** A number as YAML writes it. */
export const yamlNumber = (value: number): string =>
  Number.isNaN(value) ? '.nan' : value === Infinity ? '.inf' : value === -Infinity ? '-.inf' : String(value);

/** Arguments, or why the value is none. `ticksPerSecond` turns seconds into ticks. */
export function leafArgs(kind: string, value: Json, ticksPerSecond: number): Args | string {
  switch (kind) {
    case 'succeed':
    case 'fail':
    case 'error':
    case 'run':
      return value === null ? {} : 'it takes nothing';
    case 'wait': {
      const found = typeof value === 'number' || typeof value === 'string' ? span.exec(String(value)) : null;
      if (!found) return 'it takes ticks, such as wait: 5, or seconds, such as wait: 2 s';
      const ticks = found[2]?.startsWith('s') === true ? ticksOf(Number(found[1]), ticksPerSecond) : Number(found[1]);
      return typeof ticks === 'string' ? ticks : { ticks };
    }
    case 'if': {
      if (isArgs(value)) return value;
      const found = typeof value === 'string' ? comparison.exec(value) : null;
      if (!found) return 'it takes a comparison, such as if: Stock.count < 5';
      const [, whose, field = '', is = '', text = ''] = found;
      return { field, is, value: constant(text), ...(whose !== undefined && { of: whose }) };
    }
    case 'has':
      return typeof value === 'string' ? { component: value } : isArgs(value) ? value : 'it takes the name of a component';
    case 'chance':
      return typeof value === 'number' ? { p: value } : 'it takes a number from 0 to 1';
    case 'set':
    case 'add': {
      if (!isArgs(value)) return `it takes a field and a value, such as ${kind}: { Stock.count: 5 }`;
      if (Object.hasOwn(value, 'field')) return value;
      const fields = Object.keys(value);
      return fields.length === 1 ? { field: fields[0]!, value: value[fields[0]!]! } : 'it takes one field';
    }
    case 'emit':
      return typeof value === 'string' ? { event: value } : isArgs(value) ? value : 'it takes the name of an event';
    case 'command':
      return typeof value === 'string' ? { command: value } : isArgs(value) ? value : 'it takes the name of a command';
    case 'call':
      return typeof value === 'string' ? { call: value } : isArgs(value) ? value : 'it takes the name of a function';
    default:
      return typeof value === 'string' ? { tree: value } : 'it takes the name of a tree';
  }
}
