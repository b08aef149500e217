import { initHash } from '../../../engine/kernel/index.ts';
import { arenaSuite } from '../engine/arena-suite.ts';
import { behaviourRows } from '../engine/behaviour.ts';
import { bitecsIndexedSuite, bitecsSuite } from '../engine/bitecs-suite.ts';
import { replayRows } from '../engine/replay.ts';
import { netRows } from '../engine/net.ts';
import { physicsRows } from '../engine/physics.ts';
import { scriptCallRows } from '../engine/script-calls.ts';
import { stateRows } from '../engine/state.ts';
import { piecsSuite } from '../engine/piecs-suite.ts';
import type { Case, CaseName, Suite } from '../engine/suite.ts';
import { CASES, ITERATION } from '../engine/suite.ts';
import type { Area, Row } from '../bench.ts';
import { compare, row } from '../bench.ts';

const CHECKED_STEPS = 11;

/** Each gives the rows of one part of the engine. */
const parts: readonly (() => Row[] | Promise<Row[]>)[] = [
  suiteRows,
  stateRows,
  behaviourRows,
  scriptCallRows,
  replayRows,
  netRows,
  physicsRows,
];

/** What a case holds after a few steps, as text: both sides must tell the same. */
const workOf = ({ step, state }: Case): string => {
  for (let i = 0; i < CHECKED_STEPS; i++) step();
  const { count, sum } = state();
  return `${count} entities, sum ${sum} after ${CHECKED_STEPS} steps`;
};

const rowOf = (name: CaseName, peer: Suite, title: string): Row => {
  const work = { ours: workOf(arenaSuite[name]()), peer: workOf(peer[name]()) };
  if (work.ours !== work.peer) throw new Error(`${name}: the two sides do different work: ${work.ours} against ${work.peer}`);
  return row({
    name: title,
    ...compare(arenaSuite[name]().step, peer[name]().step),
    unit: 'op/s',
    peerName: peer.name,
    better: 'higher',
    work,
  });
};

function suiteRows(): Row[] {
  return [
    ...CASES.map((name) => rowOf(name, bitecsSuite, `ecs ${name} vs bitecs`)),
    ...CASES.map((name) => rowOf(name, piecsSuite, `ecs ${name} vs piecs`)),
    ...ITERATION.map((name) => rowOf(name, bitecsIndexedSuite, `ecs ${name} vs bitecs, indexed loops`)),
  ];
}

export const area: Area = {
  name: 'engine',
  run: async () => {
    await initHash();
    const rows: Row[] = [];
    for (const part of parts) rows.push(...(await part()));
    return rows;
  },
};
