/**
 * The pass that lets a host look at a module: it costs no fuel, and nothing that the module computes depends on it. Exported globals:
 *
 * - `lq_block_at`, `lq_block_bytes`, `lq_block_shift` (i32), set by the host: a block of memory, and how large its parts are (2^shift bytes).
 *   `lq_block_written` (i64) has a bit for each of its at most 64 parts into which a 64-bit float was stored.
 * - An interpreter inside the module notes in its frame which instruction it came to when it jumps backwards and when its fuel ends, as it does
 *   itself before calls and errors. `lq_turn_frame`, `lq_turn_from`, `lq_turn_to` (i32) are its last jump backwards: the frame, the instruction
 *   that jumped, its target.
 */
import { ByteReader, ByteWriter, signed, unsigned } from './bytes.ts';
import { OP, instructions } from './instructions.ts';
import type { Body, FunctionType } from './module.ts';

/** Where a module is an interpreter: how its own next instruction is fetched, and where a frame holds it. */
export interface Fetch {
  /** The instructions that fetch, as bytes; they stand in one place of the module, at the beginning of a loop's turn. */
  code: readonly number[];
  /** The locals with the address of the frame and of the instruction. */
  frame: number;
  pointer: number;
  /** Where in a frame the place behind the instruction is noted. */
  offset: number;
  /** Bytes from an instruction to the place that is noted for it. */
  width: number;
  /** How it jumps: the local with the place that is `width` behind the instruction that does, and where. */
  jumps: { behind: number; places: readonly Jump[] };
}

/** Instructions that stand only where one of them, `at` so many bytes (0), sets the pointer to the target, and in how many places they do. */
export interface Jump {
  code: readonly number[];
  at?: number;
  count: number;
}

export const OBSERVED = [
  { name: 'lq_block_at', type: 'i32' },
  { name: 'lq_block_bytes', type: 'i32' },
  { name: 'lq_block_shift', type: 'i32' },
  { name: 'lq_block_written', type: 'i64' },
  { name: 'lq_turn_frame', type: 'i32' },
  { name: 'lq_turn_from', type: 'i32' },
  { name: 'lq_turn_to', type: 'i32' },
] as const;

const TYPE = { i32: 0x7f, f64: 0x7c } as const;
const EMPTY_BLOCK = 0x40;
const [UNREACHABLE, F64_STORE] = [0x00, 0x39];
const [ADD, IF, END] = [0x6a, [0x04, EMPTY_BLOCK], 0x0b];
const get = (local: number): number[] => [0x20, ...unsigned(local)];
const set = (local: number): number[] => [0x21, ...unsigned(local)];
const tee = (local: number): number[] => [0x22, ...unsigned(local)];
const code = (...parts: (number | readonly number[])[]): number[] => parts.flat() as number[];

/** The body with its notes. `globals` are the numbers of the globals by name. */
export const observeBody = (body: Body, type: FunctionType, globals: ReadonlyMap<string, number>, fetch: Fetch | undefined): Body => {
  const own = type.params.length + body.locals.reduce((sum, [count]) => sum + count, 0);
  const [address, value] = [own, own + 1];
  const read = (name: string): number[] => [0x23, ...unsigned(globals.get(name)!)];
  const write = (name: string): number[] => [0x24, ...unsigned(globals.get(name)!)];
  /** Marks the part of the block that the address lies in. */
  const mark = (offset: number): number[] =>
    code(
      code(get(address), 0x41, signed(offset), ADD, read('lq_block_at'), 0x6b, tee(address), read('lq_block_bytes'), 0x49, IF),
      code(
        read('lq_block_written'),
        0x42,
        0x01,
        get(address),
        read('lq_block_shift'),
        0x76,
        0xad,
        0x86,
        0x84,
        write('lq_block_written'),
        END,
      ),
    );
  const notePlace = ({ frame, pointer, offset, width }: Fetch): number[] =>
    code(get(frame), get(pointer), 0x41, signed(width), ADD, 0x36, 0x02, unsigned(offset));
  const noteTurn = (place: Fetch): number[] => {
    const { frame, pointer, width, jumps } = place;
    const from = code(get(jumps.behind), 0x41, signed(width), 0x6b);
    return code(
      code(get(pointer), from, 0x4d, IF),
      code(get(frame), write('lq_turn_frame'), from, write('lq_turn_from'), get(pointer), write('lq_turn_to'), notePlace(place), END),
    );
  };
  const notes = fetch === undefined ? undefined : placesOf(body, fetch);
  const out = new ByteWriter(body.code.length + 256);
  let changed = notes !== undefined;
  for (const { opcode, start, end } of instructions(new ByteReader(body.code))) {
    const copy = body.code.subarray(start, end);
    if (start === notes?.stop) out.append(notePlace(fetch!));
    if (opcode === F64_STORE) {
      const immediates = new ByteReader(body.code, start + 1);
      immediates.u32();
      out
        .append(code(set(value), tee(address), get(value)))
        .append(copy)
        .append(mark(immediates.u32()));
    } else out.append(copy);
    if (notes?.jumps.has(start)) out.append(noteTurn(fetch!));
    changed ||= opcode === F64_STORE;
  }
  return changed ? { locals: [...body.locals, [1, TYPE.i32], [1, TYPE.f64]], code: out.finish() } : body;
};

/** In a metered body that fetches: where it stops because the fuel has ended before a fetch, and behind what it has jumped. */
const placesOf = ({ code }: Body, { code: fetch, jumps }: Fetch): { stop: number; jumps: ReadonlySet<number> } | undefined => {
  const fetchAt = find(code, fetch);
  if (fetchAt < 0) return undefined;
  const stops: number[] = [];
  for (const { opcode, start } of instructions(new ByteReader(code))) {
    if (start > fetchAt) break;
    if (opcode === OP.loop) stops.length = 0;
    if (opcode === UNREACHABLE) stops.push(start);
  }
  const [stop] = stops;
  if (stop === undefined) throw new Error('Between the fetch and the loop around it nothing stops.');
  return { stop, jumps: new Set(jumps.places.flatMap((jump) => findAll(code, jump.code).map((found) => found + (jump.at ?? 0)))) };
};

/** Everywhere that the bytes stand. */
export const findAll = (code: Uint8Array, bytes: readonly number[]): number[] => {
  const found: number[] = [];
  for (let at = code.indexOf(bytes[0]!); at >= 0; at = code.indexOf(bytes[0]!, at + 1)) {
    if (bytes.every((byte, i) => code[at + i] === byte)) found.push(at);
  }
  return found;
};

/** Where the bytes stand first; -1 if nowhere. */
export const find = (code: Uint8Array, bytes: readonly number[]): number => findAll(code, bytes)[0] ?? -1;
