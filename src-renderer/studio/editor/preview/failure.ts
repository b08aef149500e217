import { describeError } from '../notices.ts';
import type { Run } from './run.ts';
import { withTroubles } from './troubles.ts';

type Fault = Run['faults'][number];

/** What ended a run before it could begin, as a fault where it names a place in a file (`scripts/a.ts:4:7`): Console and script lead there. */
export function failureFaults(error: unknown, tick: number): Fault[] {
  if (typeof error !== 'object' || error === null) return [];
  const { code = 'ERROR', message = '', hint, where } = error as { code?: string; message?: string; hint?: string; where?: string };
  const [, file, line, column] = /^(.+?\.[a-z]+):(\d+)(?::(\d+))?$/.exec(where ?? '') ?? [];
  if (file === undefined) return [];
  return [
    { tick, code, message, file, line: Number(line), ...(column && { column: Number(column) }), ...(hint !== undefined && { hint }) },
  ];
}

/** A run that ended before its time. */
export function withFailure(run: Run, error: unknown): Run {
  const { code, message, hint } = describeError(error);
  const faults = failureFaults(error, run.tick);
  return {
    ...run,
    state: 'failed',
    problem: message,
    faults: [...run.faults, ...faults],
    troubles: withTroubles(run.troubles, {
      faults: faults.length > 0 ? faults : [{ tick: run.tick, code, message, ...(hint !== undefined && { hint }) }],
      events: [],
    }),
  };
}
