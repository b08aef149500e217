import type { Breakpoint } from '../../../workers/engine/protocol.ts';
import { type Cell, createCell } from '../cell.ts';
import type { Keepsakes } from '../host/ports.ts';

/** Where a person wants scripts to stop, by path: theirs alone, and kept on this machine. */
export interface Breakpoints {
  readonly all: Cell<Readonly<Record<string, readonly Breakpoint[]>>>;
  /** Ascending by line. */
  of(path: string): readonly Breakpoint[];
  toggle(path: string, line: number): void;
  /** Sets one with this condition, or without one; adds it where there is none yet. */
  set(path: string, line: number, condition: string | undefined): void;
  /** All of a script's: their lines moved with the text. Of several on one line the first stays. */
  replace(path: string, breakpoints: readonly Breakpoint[]): void;
  /** Reads what was kept for this project. */
  open(project: string): void;
}

const none: readonly Breakpoint[] = [];
const mostLine = 100_000;

export function createBreakpoints(keepsakes: Keepsakes): Breakpoints {
  const all = createCell<Readonly<Record<string, readonly Breakpoint[]>>>({});
  let project = '';
  const of = (path: string): readonly Breakpoint[] => all.get()[path] ?? none;
  const replace = (path: string, breakpoints: readonly Breakpoint[]): void => {
    const sorted = breakpoints.toSorted((a, b) => a.line - b.line);
    const list = sorted.filter(({ line }, index) => index === 0 || sorted[index - 1]?.line !== line);
    if (JSON.stringify(list) === JSON.stringify(of(path))) return;
    all.set({ ...all.get(), [path]: list });
    keepsakes.write(`breakpoints/${project}`, all.get());
  };
  const without = (path: string, line: number): Breakpoint[] => of(path).filter((one) => one.line !== line);
  return {
    all,
    of,
    replace,
    toggle(path, line) {
      const others = without(path, line);
      replace(path, others.length < of(path).length ? others : [...others, { line }]);
    },
    set(path, line, condition) {
      const clean = condition?.trim() ?? '';
      replace(path, [...without(path, line), { line, ...(clean !== '' && { condition: clean }) }]);
    },
    open(next) {
      project = next;
      all.set(read(keepsakes.read(`breakpoints/${project}`)));
    },
  };
}

/** What was stored and does not fit is left out. */
function read(stored: unknown): Record<string, readonly Breakpoint[]> {
  if (typeof stored !== 'object' || stored === null) return {};
  return Object.fromEntries(
    Object.entries(stored).flatMap(([path, list]) =>
      Array.isArray(list) ? [[path, (list as unknown[]).flatMap((one) => readOne(one))] as const] : [],
    ),
  );
}

function readOne(value: unknown): Breakpoint[] {
  const { line, condition } = (typeof value === 'object' && value !== null ? value : {}) as { line?: unknown; condition?: unknown };
  if (!Number.isInteger(line) || (line as number) < 1 || (line as number) > mostLine) return [];
  return [{ line: line as number, ...(typeof condition === 'string' && { condition }) }];
}
