import type { BreakpointProblem, DebugQuestion, DebugReply, RunId, ScriptTrace } from '../../../workers/engine/protocol.ts';
import { type Cell, createCell, type WritableCell } from '../cell.ts';
import type { Keepsakes } from '../host/ports.ts';
import type { Preview } from '../preview/preview.ts';
import { type Breakpoints, createBreakpoints } from './breakpoints.ts';
import { isBackward, type Move, stepAfter } from './walk.ts';

/** Why a session stands where it stands: there is nothing to stop at any more, or the script does nothing in the run. */
export type DebugNote = 'no-next' | 'no-previous' | 'idle';

export interface DebugSession {
  readonly path: string;
  readonly run: RunId;
  /** A tick is being replayed, or looked for. */
  readonly looking: boolean;
  readonly tick: number;
  /** Undefined until the first tick has been replayed. */
  readonly trace: ScriptTrace | undefined;
  readonly step: number;
  readonly problems: readonly BreakpointProblem[];
  /** In what the watched copy was not like the script. */
  readonly differs: string | undefined;
  readonly note: DebugNote | undefined;
}

/** Stepping through what a script did in the current run, forwards and backwards. Nothing of the run changes. */
export interface ScriptDebug {
  readonly session: Cell<DebugSession | undefined>;
  readonly breakpoints: Breakpoints;
  /** The line of a script that the caret is in; undefined while no script is shown. */
  readonly caret: WritableCell<{ path: string; line: number } | undefined>;
  /** Stops at the shown tick's first breakpoint, else at its first statement; with no tick shown at the first breakpoint of the run. Runs first where there is no run of what stands there. */
  start(path: string): Promise<void>;
  /** Goes on into other ticks where the shown one is over. */
  go(move: Move): Promise<void>;
  /** To a step of the tick. */
  goTo(step: number): void;
  stop(): void;
  dispose(): void;
}

export function createDebug(preview: Preview, keepsakes: Keepsakes): ScriptDebug {
  const session = createCell<DebugSession | undefined>(undefined);
  const breakpoints = createBreakpoints(keepsakes);
  let latest = 0;

  const stop = (): void => {
    latest += 1;
    const now = session.get();
    if (!now) return;
    session.set(undefined);
    preview.undebug(now.run);
  };

  /** Asks, while the session says that it looks. Undefined where it was stopped or asked something else meanwhile. */
  const ask = async (question: Omit<DebugQuestion, 'breakpoints'>): Promise<DebugReply | undefined> => {
    const now = session.get();
    if (!now) return undefined;
    latest += 1;
    const mine = latest;
    session.set({ ...now, looking: true, note: undefined });
    try {
      const reply = await preview.debug(now.path, { ...question, breakpoints: breakpoints.of(now.path) });
      return mine === latest ? reply : undefined;
    } catch (error) {
      if (mine !== latest) return undefined;
      if (now.trace) session.set({ ...now, looking: false });
      else stop();
      throw error;
    }
  };

  /** Stands in a tick that was found. */
  const stand = ({ tick, trace, problems, differs }: DebugReply, step: (trace: ScriptTrace) => number): void => {
    const now = session.get();
    if (!now || tick === undefined || !trace) return;
    session.set({ ...now, looking: false, tick, trace, step: step(trace), problems, differs, note: undefined });
    if (preview.transport.get().tick !== tick || preview.transport.get().state === 'stopped') preview.seek(tick);
  };
  const stay = (note: DebugNote, problems: readonly BreakpointProblem[]): void => {
    const now = session.get();
    if (now) session.set({ ...now, looking: false, note, problems });
  };
  const atFirst = ({ hits }: ScriptTrace): number => hits[0] ?? 0;

  const stops = [
    preview.current.subscribe(() => {
      if (session.get()?.run !== preview.current.get()?.id) stop();
    }),
    // Another breakpoint may be one that the shown tick stops at.
    breakpoints.all.subscribe(() => {
      const now = session.get();
      if (!now?.trace || now.looking) return;
      void ask({ tick: now.tick })
        .then((reply) => reply && stand(reply, () => now.step))
        .catch(() => {});
    }),
  ];

  return {
    session,
    breakpoints,
    caret: createCell<{ path: string; line: number } | undefined>(undefined),
    stop,
    async start(path) {
      stop();
      const { state, tick: shown } = preview.transport.get();
      const isShown = state !== 'stopped';
      if (!preview.current.get() || preview.stale.get()) {
        if (!(await preview.run())) return;
      }
      preview.pause();
      const run = preview.current.get();
      if (!run) return;
      const tick = isShown ? Math.min(shown, run.hashes.length) : 0;
      session.set({ path, run: run.id, looking: true, tick, trace: undefined, step: 0, problems: [], differs: undefined, note: undefined });
      const here = await ask({ tick });
      if (!here) return;
      const isHere = (here.trace?.steps.length ?? 0) > 0;
      if (isHere && (isShown || here.trace?.hits.length || breakpoints.of(path).length === 0)) return stand(here, atFirst);
      const found = isShown ? undefined : await ask({ tick, find: 'next' });
      if (found?.trace) return stand(found, atFirst);
      const any = (await ask({ tick, find: 'next', any: true })) ?? here;
      if (any.trace) stand(any, atFirst);
      else stay('idle', any.problems);
    },
    async go(move) {
      const now = session.get();
      if (!now?.trace || now.looking) return;
      const step = stepAfter(now.trace, now.step, move);
      if (step !== undefined) return session.set({ ...now, step, note: undefined });
      const back = isBackward(move);
      const any = move !== 'continue' && move !== 'back';
      const reply = await ask({ tick: now.tick, find: back ? 'previous' : 'next', any });
      if (!reply) return;
      if (!reply.trace) return stay(back ? 'no-previous' : 'no-next', reply.problems.length > 0 ? reply.problems : now.problems);
      stand(reply, ({ hits, steps }) => (any ? (back ? steps.length - 1 : 0) : ((back ? hits.at(-1) : hits[0]) ?? 0)));
    },
    goTo(step) {
      const now = session.get();
      if (now?.trace && step >= 0 && step < now.trace.steps.length) session.set({ ...now, step, note: undefined });
    },
    dispose() {
      stop();
      for (const end of stops) end();
    },
  };
}
