import type { ByteReader } from './bytes.ts';

/**
 * How the immediates of an instruction are laid out:
 * `-` none, `i` one LEB integer, `ii` two, `b` one byte, `bb` two, `4`/`8` that many bytes, `*` a vector of LEB integers,
 * `br` a branch table (a vector and a default).
 */
type Layout = '-' | 'i' | 'ii' | 'ib' | 'b' | 'bb' | '4' | '8' | '*' | 'br';

const table: (Layout | undefined)[] = [];
const lay = (layout: Layout, from: number, to = from): void => {
  for (let opcode = from; opcode <= to; opcode++) table[opcode] = layout;
};

lay('-', 0x00, 0x01); // unreachable, nop
lay('i', 0x02, 0x04); // block, loop, if: a block type (one signed LEB)
lay('-', 0x05); // else
lay('-', 0x0b); // end
lay('i', 0x0c, 0x0d); // br, br_if
lay('br', 0x0e); // br_table
lay('-', 0x0f); // return
lay('i', 0x10); // call
lay('ii', 0x11); // call_indirect
lay('-', 0x1a, 0x1b); // drop, select
lay('*', 0x1c); // select with types
lay('i', 0x20, 0x26); // local.*, global.*, table.get, table.set
lay('ii', 0x28, 0x3e); // loads and stores: alignment and offset
lay('b', 0x3f, 0x40); // memory.size, memory.grow
lay('i', 0x41, 0x42); // i32.const, i64.const
lay('4', 0x43); // f32.const
lay('8', 0x44); // f64.const
lay('-', 0x45, 0xc4); // comparisons, arithmetic, conversions, sign extension
lay('b', 0xd0); // ref.null
lay('-', 0xd1); // ref.is_null
lay('i', 0xd2); // ref.func

/** Instructions behind the prefix 0xfc. */
const prefixed: readonly Layout[] = [
  '-',
  '-',
  '-',
  '-',
  '-',
  '-',
  '-',
  '-', // saturating conversions
  'ib', // memory.init
  'i', // data.drop
  'bb', // memory.copy
  'b', // memory.fill
  'ii', // table.init
  'i', // elem.drop
  'ii', // table.copy
  'i',
  'i',
  'i', // table.grow, table.size, table.fill
];

export const OP = { block: 0x02, loop: 0x03, if: 0x04, end: 0x0b, return: 0x0f, prefix: 0xfc } as const;

export interface Instruction {
  opcode: number;
  /** Behind the prefix 0xfc; 0 otherwise. */
  sub: number;
  /** Offsets of the instruction with its immediates. */
  start: number;
  end: number;
}

const skipImmediates = (reader: ByteReader, layout: Layout): void => {
  switch (layout) {
    case '-':
      return;
    case 'i':
      return reader.skipInteger();
    case 'ii':
      reader.skipInteger();
      return reader.skipInteger();
    case 'ib':
      reader.skipInteger();
      return reader.skip(1);
    case 'b':
      return reader.skip(1);
    case 'bb':
      return reader.skip(2);
    case '4':
      return reader.skip(4);
    case '8':
      return reader.skip(8);
    case '*':
    case 'br': {
      const count = reader.u32() + (layout === 'br' ? 1 : 0);
      for (let i = 0; i < count; i++) reader.skipInteger();
    }
  }
};

/**
 * Reads the instructions of a body one by one. Refuses what the metering does not understand (tail calls, exceptions, threads, SIMD):
 * an instruction that is not counted must not run.
 */
export function* instructions(reader: ByteReader): Generator<Instruction> {
  const found: Instruction = { opcode: 0, sub: 0, start: 0, end: 0 };
  while (!reader.done) {
    found.start = reader.at;
    found.opcode = reader.u8();
    found.sub = found.opcode === OP.prefix ? reader.u32() : 0;
    const layout = found.opcode === OP.prefix ? prefixed[found.sub] : table[found.opcode];
    if (layout === undefined) {
      const name = `0x${found.opcode.toString(16)}${found.opcode === OP.prefix ? ` ${found.sub}` : ''}`;
      throw new Error(`The instruction ${name} at offset ${found.start} is not one that the metering knows.`);
    }
    skipImmediates(reader, layout);
    found.end = reader.at;
    yield found;
  }
}
