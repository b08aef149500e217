/** A limit that was compiled into a module, changed: every `i32.const` of one value becomes that of another. */
import { ByteReader, ByteWriter, signed } from './bytes.ts';
import { instructions } from './instructions.ts';
import type { Body } from './module.ts';

export interface Renumber {
  from: number;
  to: number;
  /** How often it stands in the module: more or less is another module than was meant. */
  times: number;
}

const I32_CONST = 0x41;

export const renumber = (bodies: readonly Body[], changes: readonly Renumber[]): Body[] => {
  const wanted = new Map(changes.map((change) => [[I32_CONST, ...signed(change.from)].join(), { ...change, found: 0 }]));
  const changed = bodies.map(({ locals, code }) => {
    const out = new ByteWriter(code.length + 16);
    for (const { opcode, start, end } of instructions(new ByteReader(code))) {
      const change = opcode === I32_CONST ? wanted.get(code.subarray(start, end).join()) : undefined;
      if (change === undefined) out.append(code.subarray(start, end));
      else {
        change.found++;
        out.push(I32_CONST).append(signed(change.to));
      }
    }
    return { locals, code: out.finish() };
  });
  for (const { from, times, found } of wanted.values())
    if (found !== times) throw new Error(`The number ${from} stands in the module ${found} times, not ${times}.`);
  return changed;
};
