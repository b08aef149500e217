import type { Problem } from '../../../../engine/model/problem.ts';
import type { PreviewCommand, RunId, RunStart } from '../../../workers/engine/protocol.ts';
import { t } from '../../i18n/index.ts';
import type { LevelSession } from '../level/level-session.ts';
import type { Notice } from '../notices.ts';
import type { EngineHandle } from './engine-handle.ts';
import { withFailure } from './failure.ts';
import { playedStages } from './played.ts';
import type { Program, ProgramKeeper } from './program.ts';
import { hasBegun, isGame, isOfSession, newRun, type Run, sessionUpTo } from './run.ts';
import type { RunBook } from './run-book.ts';
import type { RunForm } from './run-form.ts';
import type { RunStates } from './run-states.ts';
import type { Screen } from './screen.ts';

export interface Launch {
  name: string;
  /** Enters Runs. */
  keep: boolean;
  /** Becomes current at once and grows, instead of when it is done. */
  grow: boolean;
  from?: { run: Run; tick: number } | undefined;
  /** With the scenario, seed and parameters of this run instead of those that stand in the form. */
  like?: Run;
  commands?: PreviewCommand[];
  at: 'keep' | 'end' | 'start';
  /** A kept run whose place this one takes, unless it was pinned. */
  instead?: RunId | undefined;
}

/** Computes runs of the level as it stands, one at a time: a newer one takes over. */
export interface Launcher {
  /** Undefined where the level does not compile, the run failed or a newer one took over. */
  launch(what: Launch): Promise<Run | undefined>;
  /** Ends the run that is being computed, where one is. */
  cancel(): void;
  /** Lets the states of runs go that nobody looks at. */
  cool(): void;
  /** What is under way is not wanted any more. */
  leave(): void;
}

/** Whom a run tells how it goes. */
export interface RunListener {
  onError: (error: unknown) => void;
  /** Something to know, where nothing went wrong. `about`: undefined, where it counts beyond the next run. */
  onNote: (note: Pick<Notice, 'title' | 'text' | 'action' | 'about'>) => void;
  /** What was told so far is of no concern any more: the level can be run again, or is run anew. */
  onMended: () => void;
}

export interface LauncherParts extends RunListener {
  engine: EngineHandle;
  keeper: ProgramKeeper;
  form: RunForm;
  book: RunBook;
  states: RunStates;
  screen: Screen;
  /** The level that is edited. */
  level: () => LevelSession | undefined;
  /** Packages of what the document was in the course of time, with what their scripts said. */
  ours: ReadonlyMap<string, Program['scripts']>;
  /** Runs beside the shown ones whose states are wanted. */
  needed: () => readonly (RunId | undefined)[];
  /** Another run takes the place of the one that somebody plays. */
  onLeft: (game: Run) => void;
}

/** Entities that are named one by one. */
const mostNamed = 5;

export function createLauncher(parts: LauncherParts): Launcher {
  const { engine, keeper, form, book, states, screen, ours, onError, onNote, onMended } = parts;
  let latest = 0;
  let busy: RunId | undefined;

  /** A run was asked for and cannot be: the first of what stands in its way. An engine that is gone has said so itself. */
  const sayWhy = (problems: readonly Problem[]): void => {
    const first = problems.find(({ severity }) => severity === 'error');
    if (first?.code === 'engine-lost') return;
    onError({ code: 'level-refused', message: t('run.refused'), hint: first?.message });
  };
  const sayUntaken = (keys: readonly string[]): void => {
    const names = keys.slice(0, mostNamed).map((key) => parts.level()?.entity(key).get()?.name ?? key);
    if (keys.length > mostNamed) names.push(t('run.untaken.more', { count: keys.length - mostNamed }));
    onNote({ title: t('run.untaken', { names: names.join(', ') }), text: t('run.untaken.hint') });
  };
  const sayLeft = (game: Run | undefined): void => {
    if (game && isGame(game)) parts.onLeft(game);
  };
  const cancel = (): void => {
    if (busy !== undefined) engine.tell('cancel', { run: busy });
  };
  const cool = (): void => states.cool(new Set([screen.current.get()?.id, screen.ghost.get()?.id, ...parts.needed()]));

  /** What the run is of, and what goes into it. */
  const prepare = ({ name, from, like, commands = [] }: Launch, program: Program & { package: string }): Run => {
    const afterSession = from && sessionUpTo(from);
    const source = from && book.packageAt(from.run, from.tick);
    // A fork of a run of this level goes on with the level as it stands now; one of a tenant's session, and what is sent into a run, do not.
    const goesOn = from && (like || isOfSession(from.run) || !ours.has(from.run.package));
    return newRun({
      id: book.nextId(),
      name,
      scenario: like ? like.scenario : form.scenario.get(),
      seed: like ? like.seed : form.seed.get(),
      parameters: like ? like.parameters : form.parameters.get(),
      changed: like ? like.changed : form.changed.get(),
      package: (goesOn && source) || program.package,
      engine: from ? from.run.engine : (program.engine ?? ''),
      ticks: like?.ticks ?? form.spec()?.ticks ?? 100,
      from: from && { ...from, package: source ?? '' },
      played: playedStages([...(from ? book.sentTo(from.run.id, from.tick) : []), ...commands], afterSession),
      afterSession,
    });
  };

  const launch = async (what: Launch): Promise<Run | undefined> => {
    const { keep, grow, from, commands = [], at, instead } = what;
    latest += 1;
    const mine = latest;
    onMended();
    cancel();
    const program = await keeper.fresh();
    if (mine !== latest) return undefined;
    if (program.state === 'refused' && grow) sayWhy(program.problems);
    if (program.state !== 'ready' || program.package === undefined) return undefined;
    const run = prepare(what, { ...program, package: program.package });
    const start: RunStart = { parameters: run.parameters, seed: run.seed, ...(run.scenario !== undefined && { scenario: run.scenario }) };
    book.add({ run, start, commands });
    states.held(run.id);
    busy = run.id;
    const shown = screen.current.get();
    const game = shown?.id === from?.run.id ? undefined : shown;
    try {
      const computed = engine.call('run', {
        run: run.id,
        package: run.package,
        start,
        commands,
        ticks: run.ticks,
        ...(from && { from: { run: from.run.id, tick: from.tick } }),
      });
      // Asked for before it is shown: the engine knows of no frame of a run that it has not heard of.
      if (grow) {
        if (shown) screen.setGhost(shown);
        sayLeft(game);
        screen.show(run, at === 'end' ? 'keep' : at);
      }
      const result = await computed;
      const done = book.update(run.id, (now) => ({
        ...now,
        state: result.outcome,
        chain: result.chain,
        waiting: result.waiting,
        milliseconds: result.milliseconds,
        untaken: result.untaken ?? [],
      }));
      if (result.untaken && mine === latest) sayUntaken(result.untaken);
      if (!done || result.outcome === 'cancelled') return undefined;
      if (keep) book.keep(done, instead);
      if (!grow) sayLeft(game);
      if (!grow || at === 'end') screen.show(done, at);
      return done;
    } catch (error) {
      const failed = book.update(run.id, (now) => withFailure(now, error));
      // There is nothing of it to look at: the document is shown.
      if (failed && !hasBegun(failed) && screen.current.get()?.id === run.id) screen.rest();
      if (mine === latest) onError(error);
      // An edit that cannot be taken in leaves the run that it was to change.
      const source = from && book.get(from.run.id)?.run;
      if (source && failed?.tick === from.tick) screen.show(source, 'keep');
      return undefined;
    } finally {
      if (busy === run.id) busy = undefined;
      cool();
    }
  };

  return {
    launch,
    cancel,
    cool,
    leave() {
      latest += 1;
    },
  };
}
