/**
 * The metering pass over one function body. What it adds can be read off the module's exported globals:
 *
 * - `lq_fuel` (i32) goes down by 1 at every turn of a loop, by `callCost` in a function that counts (calls.ts), and for bulk instructions by
 *   their size; below zero the instance stops.
 * - `lq_depth` (i32) is the weight of the frames; above the limit the instance stops, in the next function that counts.
 *
 * A function counts a call and adds its weight when it is entered, and takes its weight off on every way out. One with few calls below which
 * something counts does it around those: such functions are mostly left by a way that makes none.
 *
 * Every operation that can make a NaN makes the canonical one, so that no bit of a value depends on the processor.
 */
import { ByteReader, ByteWriter, signed, unsigned } from './bytes.ts';
import type { CallCount } from './calls.ts';
import { OP, instructions } from './instructions.ts';
import type { Body, FunctionType } from './module.ts';

export interface Schedule {
  /** Sum of weights at which the call depth is cut off. */
  depthLimit: number;
  /** A frame weighs `base + perLocal * (parameters + locals)`. */
  depthWeight: { base: number; perLocal: number };
  /** Bodies of at most this many bytes that do not count are left out of the depth: they cannot call deeper than one frame of those that do. */
  depthFreeBytes: number;
  /** A function with at most so many calls that lead deeper counts at them instead of at its entry. */
  callsCounted: number;
  /** Fuel of a call of a function that counts: it stands for the calls below it that do not. */
  callCost: number;
  /** Bulk memory costs one fuel per 2^n bytes; table instructions one per element. */
  bulkShift: number;
}

const TYPE = { i32: 0x7f, f32: 0x7d, f64: 0x7c } as const;
const EMPTY_BLOCK = 0x40;

const bulkMemory = new Set([8, 10, 11]);
const bulkTable = new Set([12, 14, 17]);

const makesF64 = (opcode: number): boolean => (opcode >= 0x9b && opcode <= 0xa5) || opcode === 0xbb;
const makesF32 = (opcode: number): boolean => (opcode >= 0x8d && opcode <= 0x97) || opcode === 0xb6;

const canonicalNaN = { f32: [0x43, 0x00, 0x00, 0xc0, 0x7f], f64: [0x44, 0, 0, 0, 0, 0, 0, 0xf8, 0x7f] } as const;

export interface MeterGlobals {
  fuel: number;
  depth: number;
}

/** The body with its counting. `type` is the function's; the meaning of every instruction that was there is unchanged. */
export const meterBody = (
  body: Body,
  type: FunctionType,
  { fuel, depth }: MeterGlobals,
  schedule: Schedule,
  { counted, deep: isDeep, deepCalls }: CallCount,
): Body => {
  if (type.results.length > 1) throw new Error('Functions with several results are not understood.');
  const localCount = body.locals.reduce((sum, [count]) => sum + count, 0);
  const firstOwn = type.params.length + localCount;
  const [scratch, size, above, f64, f32] = [0, 1, 2, 3, 4].map((i) => unsigned(firstOwn + i)) as [
    number[],
    number[],
    number[],
    number[],
    number[],
  ];
  const FUEL = unsigned(fuel);
  const DEPTH = unsigned(depth);
  const stop = [OP.if, EMPTY_BLOCK, 0x00, OP.end];

  /** fuel -= (the i32 that `cost` leaves); stop below zero. */
  const charge = (cost: readonly number[]): number[] => [
    0x23,
    ...FUEL,
    ...cost,
    0x6b,
    0x22,
    ...scratch,
    0x24,
    ...FUEL,
    0x20,
    ...scratch,
    0x41,
    0x00,
    0x48,
    ...stop,
  ];
  const chargeTurn = charge([0x41, 0x01]);
  const chargeCall = charge([0x41, ...signed(schedule.callCost)]);
  const chargeSize = (shift: number): number[] => [0x22, ...size, ...charge([0x20, ...size, 0x41, ...signed(shift), 0x76])];
  const canonical = (local: number[], nan: readonly number[], equal: number): number[] => [
    0x22,
    ...local,
    ...nan,
    0x20,
    ...local,
    0x20,
    ...local,
    equal,
    0x1b,
  ];
  const canonical64 = canonical(f64, canonicalNaN.f64, 0x61);
  const canonical32 = canonical(f32, canonicalNaN.f32, 0x5b);

  const isHeld = isDeep && (counted || body.code.length > schedule.depthFreeBytes);
  const isAtCalls = isHeld && deepCalls.size <= schedule.callsCounted;
  const isAtEntry = isHeld && !isAtCalls;
  const weight = signed(schedule.depthWeight.base + schedule.depthWeight.perLocal * firstOwn);
  const enter = [0x23, ...DEPTH, 0x22, ...above, 0x41, ...weight, 0x6a, 0x24, ...DEPTH];
  const changeDepth = (operation: number): number[] => [0x23, ...DEPTH, 0x41, ...weight, operation, 0x24, ...DEPTH];
  const check = [0x23, ...DEPTH, 0x41, ...signed(schedule.depthLimit), 0x4a, ...stop];
  const leave = [OP.end, 0x20, ...above, 0x24, ...DEPTH];
  const beforeCall = [...(counted ? chargeCall : []), ...changeDepth(0x6a), ...(counted ? check : [])];
  const afterCall = changeDepth(0x6b);

  const out = new ByteWriter(body.code.length * 2 + 64);
  if (counted && !isAtCalls) out.append(chargeCall);
  if (isAtEntry) out.append(enter);
  if (isAtEntry && counted) out.append(check);
  if (isAtEntry) out.push(OP.block, type.results[0] ?? EMPTY_BLOCK);
  let nesting = 0;
  for (const { opcode, sub, start, end } of instructions(new ByteReader(body.code))) {
    const copy = (): ByteWriter => out.append(body.code.subarray(start, end));
    if (opcode === OP.block || opcode === OP.if) {
      nesting++;
      copy();
    } else if (opcode === OP.loop) {
      nesting++;
      copy().append(chargeTurn);
    } else if (opcode === OP.end) {
      if (nesting-- === 0 && isAtEntry) out.append(leave);
      copy();
    } else if (opcode === OP.return && isAtEntry) {
      out.push(0x0c).u32(nesting);
    } else if (opcode === OP.prefix && (bulkMemory.has(sub) || bulkTable.has(sub))) {
      out.append(chargeSize(bulkMemory.has(sub) ? schedule.bulkShift : 0));
      copy();
    } else if (isAtCalls && deepCalls.has(start)) {
      out.append(beforeCall);
      copy().append(afterCall);
    } else {
      copy();
      if (makesF64(opcode)) out.append(canonical64);
      else if (makesF32(opcode)) out.append(canonical32);
    }
  }
  return { locals: [...body.locals, [3, TYPE.i32], [1, TYPE.f64], [1, TYPE.f32]], code: out.finish() };
};
