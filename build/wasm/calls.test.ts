import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { ByteReader } from './bytes.ts';
import { countCalls } from './calls.ts';
import { instructions } from './instructions.ts';
import { lua } from './lua.ts';
import { readModule } from './module.ts';
import { micropython } from './python.ts';
import { quickjs } from './quickjs.ts';
import type { RewriteOptions } from './rewrite.ts';
import { seal } from './seal.ts';

const root = join(import.meta.dirname, '../..');

/** The largest sum of weights of functions that call each other and do not count: by so much a depth can exceed its limit. Throws where there is no end. */
const longestUncounted = (source: string, { constants, inside = {}, schedule }: RewriteOptions): { longest: number; counted: number } => {
  const module = seal(readModule(readFileSync(join(root, source))), constants, new Set(Object.keys(inside)));
  const own = new Set([...module.bodies.keys()].filter((i) => i < Object.keys(inside).length + Object.keys(constants).length));
  const counts = countCalls(module, own);
  const typeName = (type: number): string => JSON.stringify(module.types[type]);
  const known = new Map<number, number>();
  const longest = (index: number): number => {
    const found = known.get(index);
    if (found === Infinity) throw new Error(`Function ${index} comes back to itself uncounted.`);
    if (found !== undefined) return found;
    known.set(index, Infinity);
    let below = 0;
    for (const { opcode, start } of instructions(new ByteReader(module.bodies[index]!.code))) {
      if (opcode !== 0x10 && opcode !== 0x11) continue;
      const to = new ByteReader(module.bodies[index]!.code, start + 1).u32();
      const callees = opcode === 0x10 ? [to] : module.table.filter((one) => typeName(module.functions[one]!) === typeName(to));
      for (const callee of callees) if (!counts[callee]!.counted) below = Math.max(below, longest(callee));
    }
    const { params } = module.types[module.functions[index]!]!;
    const locals = params.length + module.bodies[index]!.locals.reduce((sum, [count]) => sum + count, 0);
    const weight = below + schedule.depthWeight.base + schedule.depthWeight.perLocal * locals;
    known.set(index, weight);
    return weight;
  };
  const ways = counts.map(({ counted }, index) => (counted ? 0 : longest(index)));
  return { longest: Math.max(...ways), counted: counts.filter(({ counted }) => counted).length - own.size };
};

test.each([
  ['quickjs', quickjs],
  ['lua', lua],
  ['micropython', micropython],
])('in %s few functions count, and between two of them the depth grows by less than a fortieth of its limit', (_, { source, options }) => {
  const { longest, counted } = longestUncounted(source, options);
  expect(counted).toBeGreaterThan(20);
  expect(counted).toBeLessThan(100);
  expect(longest).toBeGreaterThan(1_000);
  expect(longest).toBeLessThan(options.schedule.depthLimit / 40);
});
