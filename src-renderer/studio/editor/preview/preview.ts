import type { Json } from '../../../../engine/kernel/json.ts';
import type { ToldWhy, WhyTarget } from '../../../../engine/run/why/index.ts';
import type { Clock } from '../../../../engine/model/level.ts';
import type { Problem } from '../../../../engine/model/problem.ts';
import { checkParameter, resolveParameters } from '../../../../engine/model/parameters.ts';
import type { ParameterSpec, ParamValue, ScenarioSpec } from '../../../../engine/model/project.ts';
import type { SessionRecording } from '../../../../src-main/contract/index.ts';
import { createEngineClient, type EngineClient } from '../../../workers/engine/client.ts';
import type { DebugQuestion, DebugReply, Parameters, PreviewCommand, RunId, RunStart, TickCost } from '../../../workers/engine/protocol.ts';
import { t } from '../../i18n/index.ts';
import { type Cell, createCell, derive } from '../cell.ts';
import type { EditorPorts } from '../host/ports.ts';
import type { LevelSession } from '../level/level-session.ts';
import { describeError, type Notice } from '../notices.ts';
import type { ProjectSession } from '../project/project-session.ts';
import { withFailure } from './failure.ts';
import type { Frame } from './frame.ts';
import { createFramePump } from './frames.ts';
import { playedStages } from './played.ts';
import { createProgramKeeper, type Program } from './program.ts';
import { replayProblem } from './replay.ts';
import { hasBegun, isGame, isOfSession, newRun, type Run, sessionUpTo, withTicks } from './run.ts';
import { type EditorProblem, runProblems } from './run-problems.ts';
import { recipeOf, runOf } from './shelf.ts';
import { createPlayer, type Transport } from './transport.ts';
import type { Trouble } from './troubles.ts';

export interface Preview {
  readonly program: Cell<Program>;
  readonly scenario: Cell<string | undefined>;
  /** What differs from the scenario. */
  readonly changed: Cell<Parameters>;
  /** Every parameter as the next run will have it. */
  readonly parameters: Cell<Parameters>;
  readonly seed: Cell<number>;
  readonly current: Cell<Run | undefined>;
  /** The run before the present gesture: what the new one is seen against. */
  readonly ghost: Cell<Run | undefined>;
  /** Kept runs, newest first. */
  readonly runs: Cell<readonly Run[]>;
  /** Runs shown beside the current one. */
  readonly compare: Cell<readonly RunId[]>;
  /** Where the next runs fork from, after `fork`. */
  readonly base: Cell<{ run: RunId; tick: number } | undefined>;
  /** Scripts that read differently from what the current run ran with: what it says of their lines is of before. */
  readonly rewritten: Cell<ReadonlySet<string>>;
  /** The document has changed since the current run was made. */
  readonly stale: Cell<boolean>;
  /** The current run is of the document as it stands now, from its first tick on: there is something to publish. */
  readonly settled: Cell<boolean>;
  /** A command is on its way into the run: another has to wait. */
  readonly sending: Cell<boolean>;
  /** What went wrong in the run that is looked at, and what the shown session of a tenant has against its record. */
  readonly problems: Cell<readonly EditorProblem[]>;
  readonly transport: Cell<Transport>;
  /** The state at the shown tick; undefined while the document itself is shown. */
  readonly frame: Cell<Frame | undefined>;
  /** Takes the scenario's values; a fork and turned parameters are left behind. Does not run by itself. */
  chooseScenario(id: string): void;
  /**
   * Turns a parameter and runs again; the latest wins. `moving` runs are shown and forgotten, `done` is kept. While a seat is played it
   * counts from the next game on: the one that is played stays.
   * Does nothing but say so where the value is refused.
   */
  turn(name: string, value: ParamValue, phase: 'moving' | 'done'): void;
  resetParameters(): void;
  setSeed(seed: number): void;
  /** Runs what stands there and shows its end. Undefined where the level does not compile or a newer run took over. */
  run(options?: { commands?: PreviewCommand[] }): Promise<Run | undefined>;
  /** Plays the same seat again from the beginning, a fork from where it was forked, with what is turned. Undefined where nobody played in that run. */
  beginAgain(id: RunId): Promise<Run | undefined>;
  /** Makes a kept run the current one. */
  show(id: RunId): void;
  pin(id: RunId, pinned: boolean): void;
  rename(id: RunId, name: string): void;
  remove(id: RunId): void;
  setCompare(ids: readonly RunId[]): void;
  /** Plays from where it stands, from the beginning at the end; runs first where there is nothing to play. */
  play(): Promise<void>;
  pause(): void;
  step(): Promise<void>;
  /** Back to the document. */
  stop(): void;
  seek(tick: number): void;
  setRate(rate: number): void;
  /** Why a field or a KPI of the current run is what it is after a tick, in words; undefined where there is no run. Rejects with why it cannot be said. */
  why(target: WhyTarget, tick: number): Promise<ToldWhy | undefined>;
  /** Which lines of scripts used the fuel of a tick of the current run; [] where there is nothing to profile. */
  profile(tick: number): Promise<readonly TickCost[]>;
  /** Another future from the shown tick: what is turned and edited from now on counts from there. */
  fork(): Promise<Run | undefined>;
  leaveFork(): void;
  /**
   * Sends a command into the run at the shown tick, as a player; a future that was computed already is left as another run. Undefined, and
   * said so, where the run cannot take it: another command is on its way, the run is over, the engine refuses.
   */
  send(command: { type: string; payload: Json; sender: number }): Promise<Run | undefined>;
  /** What a script did in a tick of the current run, step by step; the run itself stays as it is. */
  debug(script: string, question: DebugQuestion): Promise<DebugReply>;
  /** Ends a question of `debug`, and lets go of what it took to answer. */
  undebug(run: RunId): void;
  /** Replays a tenant's session with its own engine build, read-only. */
  openRecording(recording: SessionRecording): Promise<Run | undefined>;
  follow(project: ProjectSession, level: LevelSession): void;
  leave(): void;
  dispose(): void;
}

export interface PreviewPorts extends Pick<EditorPorts, 'bridge' | 'engine' | 'clock' | 'runs' | 'random'> {
  onError: (error: unknown) => void;
  /** Something to know, where nothing went wrong. `about`: undefined, where it counts beyond the next run. */
  onNote: (note: Pick<Notice, 'title' | 'text' | 'action' | 'about'>) => void;
  /** What was told so far is of no concern any more: the level can be run again, or is run anew. */
  onMended: () => void;
}

/** Everything needed to make a run again. */
interface Made {
  run: Run;
  start: RunStart;
  commands: PreviewCommand[];
  /** `start` and `commands` say all of a fork too: its source is not needed. */
  whole?: true;
  /** Its place on the shelf, once it has one. */
  order?: number;
}

/** A run of a level that stands differently now has nothing to be computed from. */
function ofAnotherLevel(error: unknown): unknown {
  if ((error as { code?: string }).code !== 'no-such-package') return error;
  return { code: 'run-out-of-date', message: t('run.outOfDate'), hint: t('run.outOfDate.hint') };
}

/** A run under the hand that takes longer than this gives way to the next. */
const patience = 300;
/** Turning the same knob again within this time replaces the run: twenty presses of an arrow key are one thought. */
const sameHand = 1500;
const turnsPerSecond = 6;
/** Runs that are remembered of a level beside the pinned ones. */
const rememberedRuns = 200;
/** Runs whose states the worker keeps; older ones are computed again when they are looked at. */
const warm = 6;
/** Entities that are named one by one. */
const mostNamed = 5;

const noTroubles: readonly Trouble[] = [];

const defaultRate = (clock: Clock | undefined): number => (clock?.kind === 'realtime' ? clock.hz : turnsPerSecond);

export function createPreview({
  bridge,
  engine: startEngine,
  clock,
  runs: shelf,
  random,
  onError: tellError,
  onNote,
  onMended,
}: PreviewPorts): Preview {
  let client: EngineClient | undefined;
  const engine = async (): Promise<EngineClient> => {
    if (!client) {
      client = createEngineClient(startEngine());
      client.onTicks((ticks) => update(ticks.run, (run) => withTicks(run, ticks)));
      client.onFailure((error) => {
        client = undefined;
        recent.length = 0;
        keeper.lost();
        onError(error);
      });
    }
    return client;
  };
  const keeper = createProgramKeeper(bridge, engine, clock);
  /** Packages of what the document was in the course of time, with what their scripts said. */
  const ours = new Map<string, Program['scripts']>();
  /** What could not run; undefined where nothing compiled. */
  let failing: string | undefined;
  const onError = (error: unknown): void => {
    const { state, package: hash } = keeper.program.get();
    failing = state === 'ready' ? hash : undefined;
    tellError(error);
  };
  const stopPackages = keeper.program.subscribe(() => {
    const { package: hash, state, scripts } = keeper.program.get();
    if (hash === undefined || state !== 'ready') return;
    ours.set(hash, scripts);
    if (hash !== failing) onMended();
  });

  const project = createCell<ProjectSession | undefined>(undefined);
  const level = createCell<LevelSession | undefined>(undefined);
  const scenario = createCell<string | undefined>(undefined);
  const changed = createCell<Parameters>({});
  const seed = createCell(1);
  const current = createCell<Run | undefined>(undefined);
  const ghost = createCell<Run | undefined>(undefined);
  const runs = createCell<readonly Run[]>([]);
  const compare = createCell<readonly RunId[]>([]);
  const base = createCell<{ run: RunId; tick: number } | undefined>(undefined);
  const parameters = createCell<Parameters>({});
  const sending = createCell(false);
  /** The run that was reset: nobody looks at it until it is shown again. */
  const left = createCell<RunId | undefined>(undefined);

  const made = new Map<RunId, Made>();
  const recent: RunId[] = [];
  /** Runs of this window have names that no other window gives: the shelf holds those of all. */
  const prefix = Array.from(random(6), (byte) => byte.toString(16).padStart(2, '0')).join('');
  let count = 0;
  const nextId = (): RunId => {
    count += 1;
    return `${prefix}-${count}`;
  };
  let lastOrder = 0;
  let latest = 0;
  let inGesture = false;
  let busy: RunId | undefined;
  let again: (() => Promise<void>) | undefined;
  /** Where the runs of this level are kept. */
  let place: string | undefined;

  const player = createPlayer(clock, (tick) => showFrame(tick));
  const pump = createFramePump(engine, onError);
  const stopFrames = pump.frame.subscribe(() => {
    const frame = pump.frame.get();
    if (frame) player.setHash(frame.tick, frame.hash);
  });

  const scenarioSpec = (): ScenarioSpec | undefined => {
    const id = scenario.get();
    const scenarios = project.get()?.file.get().scenarios ?? {};
    return id !== undefined && Object.hasOwn(scenarios, id) ? scenarios[id] : undefined;
  };
  const resolve = (): void => {
    const file = project.get()?.file.get();
    if (!file) return parameters.set({});
    const id = scenario.get();
    if (id !== undefined && !Object.hasOwn(file.scenarios, id)) scenario.set(Object.keys(file.scenarios)[0]);
    try {
      parameters.set(resolveParameters(file.parameters, scenarioSpec()?.values ?? {}, changed.get()));
    } catch {
      // A parameter, an option or a scenario was taken away under us: what still fits stays.
      const fits = Object.entries(changed.get()).filter(([name, value]) => isValue(file.parameters[name], name, value));
      if (fits.length < Object.keys(changed.get()).length) changed.set(Object.fromEntries(fits));
    }
  };
  const stopResolving = changed.subscribe(resolve);

  function update(id: RunId, change: (run: Run) => Run): Run | undefined {
    const known = made.get(id);
    if (!known) return undefined;
    known.run = change(known.run);
    const { run } = known;
    if (current.get()?.id === id) {
      current.set(run);
      player.load({ ticks: run.ticks, computed: run.tick });
    }
    if (ghost.get()?.id === id) ghost.set(run);
    if (runs.get().some((kept) => kept.id === id)) runs.update((list) => list.map((kept) => (kept.id === id ? run : kept)));
    return run;
  }

  const makeCurrent = (run: Run, at: 'keep' | 'end' | 'start'): void => {
    current.set(run);
    player.load({ ticks: run.ticks, computed: run.tick });
    if (at === 'end') player.seek(run.tick);
    else if (at === 'start') player.seek(0);
    // The tick may be the one that was shown before: now it is another run's.
    const { state, tick } = player.transport.get();
    if (state !== 'stopped') showFrame(Math.min(tick, run.tick));
  };

  function showFrame(tick: number): void {
    const run = current.get();
    if (!run || !hasBegun(run)) return;
    const hash = run.hashes[tick - 1];
    if (hash !== undefined) player.setHash(tick, hash);
    pump.show(run.id, tick);
  }

  /** Forgets a run's states in the worker, not the run. */
  const cool = (): void => {
    const needed = new Set([current.get()?.id, ghost.get()?.id, base.get()?.run, ...compare.get()]);
    while (recent.length > warm) {
      const index = recent.findIndex((id) => !needed.has(id) && !made.get(id)?.run.production);
      if (index < 0) return;
      const [id] = recent.splice(index, 1);
      if (id === undefined) return;
      const isKept = runs.get().some((run) => run.id === id) || [...made.values()].some(({ run }) => run.from?.run === id);
      if (!isKept) made.delete(id);
      void engine()
        .then((host) => host.call('drop', { run: id }))
        .catch(() => {});
    }
  };

  /** What a run went on with at a tick: before it was forked, what its source went on with. */
  const packageAt = (run: Run, tick: number): string => {
    const source = run.from && tick < run.from.tick ? made.get(run.from.run)?.run : undefined;
    return source ? packageAt(source, tick) : run.package;
  };
  const namesOf = (keys: readonly string[]): string => {
    const names = keys.slice(0, mostNamed).map((key) => level.get()?.entity(key).get()?.name ?? key);
    return [...names, ...(keys.length > mostNamed ? [t('run.untaken.more', { count: keys.length - mostNamed })] : [])].join(', ');
  };

  interface Launch {
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

  /** A run was asked for and cannot be: the first of what stands in its way. An engine that is gone has said so itself. */
  const sayWhy = (problems: readonly Problem[]): void => {
    const first = problems.find(({ severity }) => severity === 'error');
    if (first?.code === 'engine-lost') return;
    onError({ code: 'level-refused', message: t('run.refused'), hint: first?.message });
  };

  /** Another run takes the place of the one that somebody plays: they are told where it is. */
  const sayLeft = (game: Run | undefined): void => {
    if (!game || !isGame(game) || !runs.get().some(({ id }) => id === game.id)) return;
    onNote({
      title: t('game.left'),
      text: t('game.left.hint'),
      about: undefined,
      action: { label: t('game.resume'), run: () => preview.show(game.id) },
    });
  };
  /** What is turned now counts later: said once of each game. */
  const sayNext = (game: Run, name: string): void => {
    if (toldNext === game.id) return;
    toldNext = game.id;
    const label = project.get()?.file.get().parameters[name]?.label ?? name;
    onNote({
      title: t('game.next', { name: label }),
      text: t('game.next.hint'),
      about: undefined,
      action: { label: t('game.again'), run: () => void preview.beginAgain(game.id) },
    });
  };
  let toldNext: RunId | undefined;

  const launch = async ({ name, keep, grow, from, like, commands = [], at, instead }: Launch): Promise<Run | undefined> => {
    latest += 1;
    const mine = latest;
    onMended();
    if (busy !== undefined) void client?.call('cancel', { run: busy }).catch(() => {});
    const program = await keeper.fresh();
    if (mine !== latest) return undefined;
    if (program.state === 'refused' && grow) sayWhy(program.problems);
    if (program.state !== 'ready' || program.package === undefined) return undefined;
    const host = await engine();
    const spec = scenarioSpec();
    const afterSession = from && sessionUpTo(from);
    const run = newRun({
      id: nextId(),
      name,
      scenario: like ? like.scenario : scenario.get(),
      seed: like ? like.seed : seed.get(),
      parameters: like ? like.parameters : parameters.get(),
      changed: like ? like.changed : changed.get(),
      // A fork of a run of this level goes on with the level as it stands now; one of a tenant's session, and what is sent into a run, do not.
      package: from && (like || isOfSession(from.run) || !ours.has(from.run.package)) ? packageAt(from.run, from.tick) : program.package,
      engine: from ? from.run.engine : (program.engine ?? ''),
      ticks: like?.ticks ?? spec?.ticks ?? 100,
      from: from && { ...from, package: packageAt(from.run, from.tick) },
      played: playedStages([...(from ? sentTo(from.run.id, from.tick) : []), ...commands], afterSession),
      afterSession,
    });
    const start: RunStart = { parameters: run.parameters, seed: run.seed, ...(run.scenario !== undefined && { scenario: run.scenario }) };
    made.set(run.id, { run, start, commands });
    recent.push(run.id);
    busy = run.id;
    const game = current.get()?.id === from?.run.id ? undefined : current.get();
    if (grow) {
      if (current.get()) ghost.set(current.get());
      sayLeft(game);
      makeCurrent(run, at === 'end' ? 'keep' : at);
    }
    try {
      const result = await host.call('run', {
        run: run.id,
        package: run.package,
        start,
        commands,
        ticks: run.ticks,
        ...(from && { from: { run: from.run.id, tick: from.tick } }),
      });
      const done = update(run.id, (now) => ({
        ...now,
        state: result.outcome,
        chain: result.chain,
        waiting: result.waiting,
        milliseconds: result.milliseconds,
        untaken: result.untaken ?? [],
      }));
      if (result.untaken && mine === latest)
        onNote({ title: t('run.untaken', { names: namesOf(result.untaken) }), text: t('run.untaken.hint') });
      if (!done || result.outcome === 'cancelled') return undefined;
      if (keep) {
        const replaced = runs.get().filter((kept) => kept.id === instead && !kept.pinned);
        runs.update((list) => [done, ...list.filter((kept) => !replaced.includes(kept))]);
        for (const { id } of replaced) forget(id);
        remember(done.id);
      }
      if (!grow) sayLeft(game);
      if (!grow || at === 'end') makeCurrent(done, at);
      return done;
    } catch (error) {
      const failed = update(run.id, (now) => withFailure(now, error));
      // There is nothing of it to look at: the document is shown.
      if (failed && !hasBegun(failed) && current.get()?.id === run.id) rest();
      if (mine === latest) onError(error);
      // An edit that cannot be taken in leaves the run that it was to change.
      const source = from && made.get(from.run.id)?.run;
      if (source && made.get(run.id)?.run.tick === from.tick) makeCurrent(source, 'keep');
      return undefined;
    } finally {
      if (busy === run.id) busy = undefined;
      cool();
    }
  };

  /** Back to the document. */
  const rest = (): void => {
    player.stop();
    pump.clear();
  };
  const forkBase = (): { run: Run; tick: number } | undefined => {
    const at = base.get();
    const run = at && made.get(at.run)?.run;
    return run && at ? { run, tick: at.tick } : undefined;
  };
  const nameNow = (): string => {
    const at = forkBase();
    if (at) return at.run.name;
    return scenarioSpec()?.name ?? level.get()?.head.get().name ?? t('run.unnamed');
  };

  /** The commands of a run up to a tick, those of the past that a fork shares among them. */
  const sentTo = (id: RunId, upTo = Number.POSITIVE_INFINITY): PreviewCommand[] => {
    const known = made.get(id);
    if (!known) return [];
    const { from } = known.run;
    const own = known.commands.filter((command) => (command.tick ?? 0) <= upTo);
    return from ? [...sentTo(from.run, Math.min(from.tick, upTo)), ...own] : own;
  };
  /** Says why a command was not sent. */
  const refuse = (code: string, message: string, hint: string): undefined => {
    onError({ code, message, hint });
    return undefined;
  };

  const send = async (run: Run, command: PreviewCommand): Promise<Run | undefined> => {
    const tick = (command.tick ?? 1) - 1;
    if (tick < run.tick || run.production) {
      base.set(undefined);
      return launch({ name: run.name, keep: true, grow: false, from: { run, tick }, like: run, commands: [command], at: 'keep' });
    }
    const host = await engine();
    const result = await host.call('advance', { run: run.id, commands: [command], ticks: run.ticks });
    made.get(run.id)?.commands.push(command);
    const played = playedStages(sentTo(run.id), run.afterSession);
    const done = update(run.id, (now) => ({ ...now, played, state: result.outcome, chain: result.chain, waiting: result.waiting }));
    remember(run.id);
    return done;
  };

  /** The same list for as long as nothing more goes wrong, whatever is computed and scrubbed. */
  const troubles = derive([current, player.transport, left], (run, { state }, gone) =>
    run && !(state === 'stopped' && gone === run.id) ? run.troubles : noTroubles,
  );
  const replayed = derive(
    [current],
    (run): readonly Problem[] =>
      run?.production && run.problem !== undefined
        ? [{ severity: 'error', code: 'replay-differs', message: run.problem, hint: t('run.replayHint'), file: run.name }]
        : [],
    ([a], [b]) => a?.message === b?.message,
  );

  const rewritten = derive(
    [current, keeper.program],
    (run, { scripts: now }): ReadonlySet<string> => {
      const then = run && ours.get(run.package);
      return new Set([...(then ?? [])].flatMap(([path, source]) => (now && now.get(path) !== source ? [path] : [])));
    },
    (a, b) => a.size === b.size && [...a].every((path) => b.has(path)),
  );
  const stale = derive(
    [current, keeper.program],
    (run, { package: now, state }) =>
      run !== undefined && !isOfSession(run) && ((now !== undefined && run.package !== now) || state === 'refused'),
  );

  /** Runs again under the hand: one at a time, the latest wins. */
  let moving: { since: number } | undefined;
  let settled: { what: string; at: number; run: RunId } | undefined;
  const rerun = (phase: 'moving' | 'done', what: string): void => {
    const go = async (): Promise<void> => {
      moving = { since: clock.now() };
      const isSame = settled?.what === what && clock.now() - settled.at < sameHand;
      const run = await launch({
        name: nameNow(),
        keep: phase === 'done',
        grow: false,
        from: forkBase(),
        at: 'keep',
        instead: isSame ? settled?.run : undefined,
      });
      if (run && phase === 'done') settled = { what, at: clock.now(), run: run.id };
      moving = undefined;
      const next = again;
      again = undefined;
      await next?.();
    };
    if (!moving) return void go();
    again = go;
    if (busy !== undefined && clock.now() - moving.since > patience) void client?.call('cancel', { run: busy }).catch(() => {});
  };

  const preview: Preview = {
    program: keeper.program,
    scenario,
    changed,
    parameters,
    seed,
    current,
    ghost,
    runs,
    compare,
    base,
    rewritten,
    stale,
    settled: derive([current, stale], (run, isStale) => run !== undefined && !isOfSession(run) && run.editedAt === undefined && !isStale),
    sending,
    problems: derive([troubles, replayed, rewritten], (wrong, differs, anew): readonly EditorProblem[] => [
      ...differs,
      ...runProblems(wrong, anew),
    ]),
    transport: player.transport,
    frame: pump.frame,

    chooseScenario(id) {
      base.set(undefined);
      scenario.set(id);
      changed.set({});
      seed.set(scenarioSpec()?.seed ?? 1);
      resolve();
    },
    turn(name, value, phase) {
      const file = project.get()?.file.get();
      if (!file) return;
      const { [name]: _, ...others } = changed.get();
      let next: Parameters;
      try {
        const usual = resolveParameters(file.parameters, scenarioSpec()?.values ?? {});
        next = JSON.stringify(usual[name]) === JSON.stringify(value) ? others : { ...others, [name]: value };
        resolveParameters(file.parameters, scenarioSpec()?.values ?? {}, next);
      } catch (error) {
        onError(error);
        return;
      }
      const game = current.get();
      if (game && isGame(game)) {
        changed.set(next);
        if (phase === 'done') sayNext(game, name);
        return;
      }
      if (!inGesture) ghost.set(current.get());
      inGesture = phase === 'moving';
      changed.set(next);
      rerun(phase, name);
    },
    resetParameters() {
      if (Object.keys(changed.get()).length === 0) return;
      const game = current.get();
      changed.set({});
      if (game && isGame(game)) return;
      ghost.set(game);
      rerun('done', '');
    },
    setSeed(next) {
      seed.set(next);
    },
    run: ({ commands } = {}) =>
      launch({ name: nameNow(), keep: true, grow: true, from: forkBase(), at: 'end', ...(commands && { commands }) }),
    async beginAgain(id) {
      const run = made.get(id)?.run;
      if (run?.from && run.afterSession !== undefined) {
        if (!made.has(run.from.run))
          return refuse('fork-alone', 'What this was forked from is not open.', 'Open the session here again, and fork it.');
        base.set({ run: run.from.run, tick: run.from.tick });
        return preview.run();
      }
      const first = sentTo(id).find(({ sender }) => sender > 0);
      if (!first) return undefined;
      base.set(undefined);
      return preview.run({ commands: [{ ...first, tick: 1 }] });
    },
    show(id) {
      const run = made.get(id)?.run;
      if (!run) return;
      ghost.set(undefined);
      void warmUp(id)
        .then(() => makeCurrent(made.get(id)?.run ?? run, 'end'))
        .catch(onError);
    },
    pin(id, pinned) {
      update(id, (run) => ({ ...run, pinned }));
      remember(id);
    },
    rename(id, name) {
      update(id, (run) => ({ ...run, name }));
      remember(id);
    },
    remove(id) {
      forget(id);
      runs.update((list) => list.filter((run) => run.id !== id));
      compare.update((ids) => ids.filter((other) => other !== id));
      cool();
    },
    setCompare(ids) {
      compare.set(ids);
      for (const id of ids) if (made.get(id)?.run.remembered) void warmUp(id).catch(onError);
    },
    async play() {
      const run = current.get();
      if (!run || preview.stale.get() || run.state === 'failed') {
        const fresh = launch({ name: nameNow(), keep: true, grow: true, from: forkBase(), at: 'start' });
        const before = current.get();
        if (!(await fresh) && current.get() === before) return;
      }
      const now = current.get();
      if (now && hasBegun(now)) player.play();
    },
    pause: player.pause,
    async step() {
      if (!current.get() || preview.stale.get()) {
        await launch({ name: nameNow(), keep: true, grow: true, from: forkBase(), at: 'start' });
      }
      preview.seek(player.transport.get().tick + 1);
    },
    stop() {
      rest();
      left.set(current.get()?.id);
    },
    seek(tick) {
      const run = current.get();
      if (run && hasBegun(run)) player.seek(tick);
    },
    setRate: player.setRate,
    async why(target, tick) {
      const run = current.get();
      if (!run) return undefined;
      await warmUp(run.id);
      return (await engine()).call('why', { run: run.id, tick: Math.min(Math.max(tick, 0), run.tick), target });
    },
    async profile(tick) {
      const run = current.get();
      if (!run || tick < 1 || tick > run.tick) return [];
      await warmUp(run.id);
      return (await (await engine()).call('profile', { run: run.id, tick })).costs;
    },
    fork() {
      const run = current.get();
      const { tick } = player.transport.get();
      if (!run || tick < 0) return Promise.resolve(undefined);
      base.set({ run: run.id, tick });
      ghost.set(run);
      return launch({ name: nameNow(), keep: true, grow: false, from: { run, tick }, at: 'keep' });
    },
    leaveFork: () => base.set(undefined),
    async send({ type, payload, sender }) {
      const run = current.get();
      if (!run) return undefined;
      const { tick } = player.transport.get();
      if (sending.get() || run.state === 'running') return refuse('run-busy', t('send.busy'), t('send.busy.hint'));
      if (tick >= run.ticks) return refuse('run-over', t('send.over'), t('send.over.hint'));
      const seq = 1 + Math.max(0, ...sentTo(run.id).flatMap((command) => (command.sender === sender ? [command.seq] : [])));
      sending.set(true);
      try {
        const done = await send(run, { tick: tick + 1, sender, seq, type, payload });
        if (done && current.get()?.id === done.id) player.seek(done.tick);
        return done;
      } catch (error) {
        onError(error);
        return undefined;
      } finally {
        sending.set(false);
      }
    },
    async debug(script, question) {
      const run = current.get();
      if (!run) throw Object.assign(new Error(t('debug.noRun')), { code: 'no-run', hint: t('debug.noRun.hint') });
      await warmUp(run.id);
      return (await engine()).call('debug', { run: run.id, script, ...question });
    },
    undebug(run) {
      void client?.call('undebug', { run }).catch(() => {});
    },
    async openRecording(recording) {
      const host = await engine();
      const { package: hash } = await host.call('openPackage', {
        engine: recording.engine.url,
        manifest: fromBase64(recording.package.manifest),
        files: Object.fromEntries(Object.entries(recording.package.files).map(([path, bytes]) => [path, fromBase64(bytes)])),
      });
      const { session, start } = recording;
      const run = newRun({
        id: nextId(),
        name: t('run.session', { id: session.id }),
        scenario: start.scenario,
        seed: start.seed,
        parameters: (start.parameters ?? {}) as Parameters,
        changed: {},
        package: hash,
        engine: recording.engine.id,
        ticks: recording.hashes.length,
        production: { tenant: session.tenant, session: session.id },
      });
      const runStart: RunStart = {
        seed: start.seed,
        ...(start.scenario !== undefined && { scenario: start.scenario }),
        ...(start.parameters && { parameters: start.parameters as Parameters }),
      };
      const commands = recording.commands as PreviewCommand[];
      made.set(run.id, { run, start: runStart, commands });
      recent.push(run.id);
      base.set(undefined);
      ghost.set(undefined);
      makeCurrent(run, 'start');
      let done: Run | undefined;
      try {
        const result = await host.call('run', { run: run.id, package: hash, start: runStart, commands, ticks: run.ticks });
        done = update(run.id, (now) => ({
          ...now,
          state: result.outcome,
          chain: result.chain,
          waiting: result.waiting,
          milliseconds: result.milliseconds,
          problem: replayProblem(now.hashes, recording),
        }));
      } catch (error) {
        done = update(run.id, (now) => ({
          ...now,
          state: 'failed',
          problem: t('run.replayFailed', { tick: now.tick, why: describeError(error).message }),
        }));
      }
      if (done) {
        runs.update((list) => [done, ...list]);
        makeCurrent(done, 'end');
      }
      return done;
    },
    follow(nextProject, nextLevel) {
      preview.leave();
      project.set(nextProject);
      level.set(nextLevel);
      const { scenarios } = nextProject.file.get();
      scenario.set(Object.keys(scenarios)[0]);
      seed.set(scenarioSpec()?.seed ?? 1);
      resolve();
      stopFile = nextProject.file.subscribe(resolve);
      player.setRate(defaultRate(nextLevel.head.get().clock));
      keeper.follow(nextProject, nextLevel);
      void recall(`${nextProject.id}/${nextLevel.ref.id}`);
    },
    leave() {
      stopFile();
      preview.stop();
      keeper.leave();
      latest += 1;
      place = undefined;
      for (const id of made.keys()) void client?.call('drop', { run: id }).catch(() => {});
      made.clear();
      ours.clear();
      recent.length = 0;
      for (const cell of [current, ghost, base, project, level, scenario]) cell.set(undefined);
      sending.set(false);
      runs.set([]);
      compare.set([]);
      changed.set({});
    },
    dispose() {
      preview.leave();
      stopResolving();
      stopFrames();
      stopPackages();
      client?.close();
      client = undefined;
    },
  };
  let stopFile = (): void => {};

  /** Computes a run again whose states the worker has let go, or that is known from another time. */
  async function warmUp(id: RunId): Promise<void> {
    const known = made.get(id);
    if (!known || recent.includes(id)) return;
    const { run, start, commands, whole } = known;
    const from = whole ? undefined : run.from;
    if (from) await warmUp(from.run);
    const host = await engine();
    try {
      if (run.remembered) await keeper.fresh();
      const { chain, waiting } = await host.call('run', {
        run: id,
        package: run.package,
        start,
        commands,
        // One that waits does so again, and says for whom.
        ticks: run.state === 'waiting' ? run.ticks : run.tick,
        ...(from && { from }),
      });
      recent.push(id);
      if (!run.remembered) return;
      const { hash } = run.remembered;
      update(id, (now) => ({
        ...now,
        chain,
        waiting,
        remembered: undefined,
        problem: now.hashes.at(-1) === hash ? undefined : t('run.notTheSame', { hash: hash.slice(0, 8) }),
      }));
    } catch (error) {
      throw run.remembered ? ofAnotherLevel(error) : error;
    }
  }

  /** Keeps on the shelf what makes a run again. What the browser refuses to keep costs a run of yesterday, never work. */
  function remember(id: RunId): void {
    const at = place;
    const known = made.get(id);
    if (at === undefined || !known || !runs.get().some((run) => run.id === id)) return;
    if (known.order === undefined) lastOrder += 1;
    const order = (known.order ??= lastOrder);
    const recipe = async (): Promise<void> => {
      const whole = known.whole ? known : await (await engine()).call('recording', { run: id });
      const kept = recipeOf(known.run, order, { start: { ...whole.start }, commands: [...whole.commands] } as never);
      if (kept && runs.get().some((run) => run.id === id)) await shelf.put(at, kept);
    };
    void recipe().catch(() => {});
  }

  function forget(id: RunId): void {
    if (place !== undefined) void shelf.remove(place, id).catch(() => {});
  }

  /** Puts the runs of other times under those of now. */
  async function recall(at: string): Promise<void> {
    place = at;
    const recipes = (await shelf.load(at).catch(() => [])).toSorted((a, b) => b.order - a.order);
    if (place !== at) return;
    const spare = recipes.filter(({ pinned }) => !pinned).slice(rememberedRuns);
    for (const { id } of spare) forget(id);
    lastOrder = Math.max(lastOrder, recipes[0]?.order ?? 0);
    const known = recipes.filter((recipe) => !spare.includes(recipe) && !made.has(recipe.id));
    for (const recipe of known) {
      made.set(recipe.id, { run: runOf(recipe), start: recipe.start, commands: recipe.commands, whole: true, order: recipe.order } as Made);
    }
    runs.update((list) => [...list, ...known.flatMap(({ id }) => made.get(id)?.run ?? [])]);
  }

  return preview;
}

function isValue(spec: ParameterSpec | undefined, name: string, value: ParamValue): boolean {
  try {
    return spec !== undefined && checkParameter(name, spec, value) !== undefined;
  } catch {
    return false;
  }
}

function fromBase64(text: string): Uint8Array {
  return Uint8Array.from(atob(text), (letter) => letter.charCodeAt(0));
}
