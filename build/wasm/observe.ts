/**
 * The pass that lets a host look at a module: it costs no fuel, and nothing that the module computes depends on it. Exported globals:
 *
 * - `lq_block_at`, `lq_block_bytes`, `lq_block_shift` (i32), set by the host: a block of memory, and how large its parts are (2^shift bytes).
 *   `lq_block_written` (i64) has a bit for each of its at most 64 parts into which a 64-bit float was stored.
 * - An interpreter inside the module notes in each of its frames which instruction it runs, as it does itself before calls and errors.
 *   `lq_turn_frame`, `lq_turn_from`, `lq_turn_to` (i32) are its last jump backwards: the frame, the instruction that jumped, its target.
 */
import { ByteReader, ByteWriter, signed, unsigned } from './bytes.ts';
import { instructions } from './instructions.ts';
import type { Body, FunctionType } from './module.ts';

/** Where a module is an interpreter: how its own next instruction is fetched, and where a frame holds it. */
export interface Fetch {
  /** The instructions that fetch, as bytes; they stand in one place of the module. */
  code: readonly number[];
  /** The locals with the address of the frame and of the instruction. */
  frame: number;
  pointer: number;
  /** Where in a frame the place behind the instruction is noted. */
  offset: number;
  /** Bytes from an instruction to the place that is noted for it. */
  width: number;
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
const F64_STORE = 0x39;
const [ADD, IF, END] = [0x6a, [0x04, EMPTY_BLOCK], 0x0b];
const get = (local: number): number[] => [0x20, ...unsigned(local)];
const set = (local: number): number[] => [0x21, ...unsigned(local)];
const tee = (local: number): number[] => [0x22, ...unsigned(local)];
const code = (...parts: (number | readonly number[])[]): number[] => parts.flat() as number[];

/** The body with its notes. `globals` are the numbers of the globals by name. */
export const observeBody = (body: Body, type: FunctionType, globals: ReadonlyMap<string, number>, fetch: Fetch | undefined): Body => {
  const fetchAt = fetch === undefined ? -1 : find(body.code, fetch.code);
  const own = type.params.length + body.locals.reduce((sum, [count]) => sum + count, 0);
  const [address, previous, value] = [own, own + 1, own + 2];
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
  const note = ({ frame, pointer, offset, width }: Fetch): number[] =>
    code(
      code(get(pointer), get(previous), 0x4d, IF),
      code(get(frame), write('lq_turn_frame'), get(previous), write('lq_turn_from'), get(pointer), write('lq_turn_to'), END),
      code(get(frame), get(pointer), tee(previous), 0x41, signed(width), ADD, 0x36, 0x02, unsigned(offset)),
    );
  const out = new ByteWriter(body.code.length + 256);
  let changed = false;
  for (const { opcode, start, end } of instructions(new ByteReader(body.code))) {
    const copy = body.code.subarray(start, end);
    if (start === fetchAt) out.append(note(fetch!));
    if (opcode === F64_STORE) {
      const immediates = new ByteReader(body.code, start + 1);
      immediates.u32();
      out
        .append(code(set(value), tee(address), get(value)))
        .append(copy)
        .append(mark(immediates.u32()));
    } else out.append(copy);
    changed ||= start === fetchAt || opcode === F64_STORE;
  }
  return changed ? { locals: [...body.locals, [2, TYPE.i32], [1, TYPE.f64]], code: out.finish() } : body;
};

/** Where the bytes stand; -1 if nowhere. */
export const find = (code: Uint8Array, bytes: readonly number[]): number => {
  for (let at = code.indexOf(bytes[0]!); at >= 0; at = code.indexOf(bytes[0]!, at + 1)) {
    if (bytes.every((byte, i) => code[at + i] === byte)) return at;
  }
  return -1;
};
