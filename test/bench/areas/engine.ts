import { initHash } from '../../../engine/kernel/index.ts';
import { arenaSuite } from '../engine/arena-suite.ts';
import { bitecsSuite } from '../engine/bitecs-suite.ts';
import { stateRows } from '../engine/state.ts';
import type { Case } from '../engine/suite.ts';
import { CASES } from '../engine/suite.ts';
import type { Area, Row } from '../bench.ts';
import { compare, row } from '../bench.ts';

const CHECKED_STEPS = 11;

/** What a case holds after a few steps, as text: both sides must tell the same. */
const workOf = ({ step, state }: Case): string => {
  for (let i = 0; i < CHECKED_STEPS; i++) step();
  const { count, sum } = state();
  return `${count} entities, sum ${sum} after ${CHECKED_STEPS} steps`;
};

const suiteRows = (): Row[] =>
  CASES.map((name) => {
    const work = { ours: workOf(arenaSuite[name]()), peer: workOf(bitecsSuite[name]()) };
    if (work.ours !== work.peer) throw new Error(`${name}: the two sides do different work: ${work.ours} against ${work.peer}`);
    const figures = compare(arenaSuite[name]().step, bitecsSuite[name]().step);
    return row({ name: `ecs ${name} vs bitecs`, ...figures, unit: 'op/s', peerName: bitecsSuite.name, better: 'higher', work });
  });

export const area: Area = {
  name: 'engine',
  run: async () => {
    await initHash();
    return [...suiteRows(), ...stateRows()];
  },
};
