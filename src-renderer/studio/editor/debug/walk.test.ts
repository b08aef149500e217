import { beforeAll, describe, expect, test } from 'vitest';
import { openTestHost } from '../../../../engine/rules/scripting/testing/host.ts';
import { traceOf } from '../../../../engine/rules/scripting/testing/watched.ts';
import type { ScriptTrace } from '../../../workers/engine/protocol.ts';
import { framesAt, type Move, stepAfter, valueAt, variablesAt } from './walk.ts';

const code = `let total = 0;
function onTick() {
  const start = 1;
  for (const n of [2, 3]) {
    total += twice(n);
  }
  state.total = total;
}
function twice(n) {
  const much = n * 2;
  return much;
}
`;

let trace: ScriptTrace;
beforeAll(async () => {
  trace = traceOf(await openTestHost(), code, { breakpoints: [{ line: 10 }] });
});

const lineAt = (step: number): number => trace.sites[trace.steps[step]!.site]!.line;
/** The lines that a move leads to, again and again, from the first step at a line. */
const walk = (from: number, move: Move): number[] => {
  const lines: number[] = [];
  const first = trace.steps.findIndex((_, step) => lineAt(step) === from);
  for (let step = stepAfter(trace, first, move); step !== undefined; step = stepAfter(trace, step, move)) lines.push(lineAt(step));
  return lines;
};

describe('a move leads', () => {
  test('over what a line calls, forwards and backwards', () => {
    expect(walk(3, 'over')).toEqual([4, 4, 5, 4, 5, 7, 8]);
    expect(walk(7, 'backOver')).toEqual([5, 4, 5, 4, 4, 3]);
  });
  test('into it', () => {
    expect(walk(3, 'into')).toEqual([4, 4, 5, 10, 11, 4, 5, 10, 11, 7, 8]);
  });
  test('out of it', () => {
    expect(walk(10, 'out')).toEqual([4]);
    expect(walk(3, 'out')).toEqual([]);
  });
  test('to the next breakpoint and the one before', () => {
    expect(walk(3, 'continue')).toEqual([10, 10]);
    expect(walk(8, 'back')).toEqual([10, 10]);
  });
});

describe('at a step', () => {
  const at = (line: number, nth = 0): number => trace.steps.flatMap((_, step) => (lineAt(step) === line ? [step] : []))[nth]!;

  test('variables stand by where they live, the nearest first, with what changed since', () => {
    expect(variablesAt(trace, at(7))).toEqual([
      { owner: 'onTick', variables: [{ name: 'start', value: '1', changed: false }] },
      {
        owner: undefined,
        variables: [
          { name: 'state', value: '{}', changed: false },
          { name: 'total', value: '10', changed: true },
        ],
      },
    ]);
    const changed = (step: number): string[] =>
      variablesAt(trace, step).flatMap(({ variables }) => variables.filter((one) => one.changed).map(({ name }) => name));
    expect([changed(at(8)), changed(at(4, 2)), changed(at(10, 1))]).toEqual([['state'], ['n', 'total'], []]);
  });

  test('frames tell who called whom', () => {
    expect(framesAt(trace, at(10)).map(({ name, line }) => [name, line])).toEqual([
      ['twice', 10],
      ['onTick', 5],
    ]);
  });

  test('a name means what it means there', () => {
    expect([
      valueAt(trace, at(10, 1), 'n'),
      valueAt(trace, at(5), 'n'),
      valueAt(trace, at(10), 'total'),
      valueAt(trace, at(10), 'start'),
    ]).toEqual(['3', '2', '0', undefined]);
  });
});
