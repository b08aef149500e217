import type { Problem } from '../../../../engine/model/problem.ts';
import type { Run } from '../../editor/index.ts';

/** Something to say about a place in a script: what it is, and the next step where one is known. */
export interface Mark {
  /** From 1. */
  line: number;
  column: number;
  severity: 'error' | 'warning';
  message: string;
  from: 'compiler' | 'run';
  code: string;
}

const sentence = (message: string, hint: string | undefined): string => (hint === undefined ? message : `${message}\n${hint}`);

/** What the compiler says about a script, apart from what is said of its names while one types. */
export const compileMarks = (path: string, problems: readonly Problem[]): Mark[] =>
  problems
    .filter(({ file, code }) => file === path && code !== 'script-name')
    .map(({ line = 1, column = 1, severity, message, hint, code }) => ({
      line,
      column,
      severity,
      message: sentence(message, hint),
      from: 'compiler',
      code,
    }));

/** Where a run went wrong in a script: one mark for each place and fault, with the times it happened. */
export function faultMarks(
  path: string,
  faults: Run['faults'],
  say: (fault: { message: string; tick: number; times: number }) => string,
): Mark[] {
  const places = new Map<string, { first: Run['faults'][number]; times: number }>();
  for (const fault of faults) {
    if (fault.file !== path) continue;
    const key = `${fault.line}:${fault.column} ${fault.message}`;
    const known = places.get(key);
    if (known) known.times += 1;
    else places.set(key, { first: fault, times: 1 });
  }
  return [...places.values()].map(({ first: { line = 1, column = 1, message, hint, code, tick }, times }) => ({
    line,
    column,
    severity: 'error',
    message: sentence(say({ message, tick, times }), hint),
    from: 'run',
    code,
  }));
}
