import type { Json } from '../../../../engine/kernel/json.ts';
import type { Clock } from '../../../../engine/model/level.ts';
import type { Problem } from '../../../../engine/model/problem.ts';
import type { ParamValue } from '../../../../engine/model/project.ts';
import type { ToldWhy, WhyTarget } from '../../../../engine/run/why/index.ts';
import type { SessionRecording } from '../../../../src-main/contract/index.ts';
import type { DebugQuestion, DebugReply, Parameters, PreviewCommand, RunId, TickCost } from '../../../workers/engine/protocol.ts';
import { t } from '../../i18n/index.ts';
import { type Cell, createCell, derive } from '../cell.ts';
import type { EditorPorts } from '../host/ports.ts';
import type { LevelSession } from '../level/level-session.ts';
import type { ProjectSession } from '../project/project-session.ts';
import { createEngineHandle } from './engine-handle.ts';
import type { Frame } from './frame.ts';
import { createLauncher, type Launch, type RunListener } from './launch.ts';
import { playedStages } from './played.ts';
import { createProgramKeeper, type Program } from './program.ts';
import { openRecorded, replay } from './replay.ts';
import { createRerun } from './rerun.ts';
import { isGame, isOfSession, type Run, withTicks } from './run.ts';
import { createRunBook } from './run-book.ts';
import { createRunForm } from './run-form.ts';
import { type EditorProblem, runProblems } from './run-problems.ts';
import { createRunStates } from './run-states.ts';
import { createScreen } from './screen.ts';
import type { Transport } from './transport.ts';
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

export interface PreviewPorts extends Pick<EditorPorts, 'bridge' | 'engine' | 'clock' | 'runs' | 'random'>, RunListener {}

const turnsPerSecond = 6;
const defaultRate = (clock: Clock | undefined): number => (clock?.kind === 'realtime' ? clock.hz : turnsPerSecond);

const noTroubles: readonly Trouble[] = [];

export function createPreview(ports: PreviewPorts): Preview {
  const { bridge, clock, onNote, onMended } = ports;
  const engine = createEngineHandle(ports.engine, {
    onTicks: (ticks) => book.update(ticks.run, (run) => withTicks(run, ticks)),
    onFailure(error) {
      states.clear();
      keeper.lost();
      onError(error);
    },
  });
  const keeper = createProgramKeeper(bridge, engine, clock);
  /** Packages of what the document was in the course of time, with what their scripts said. */
  const ours = new Map<string, Program['scripts']>();
  /** What could not run; undefined where nothing compiled. */
  let failing: string | undefined;
  const onError = (error: unknown): void => {
    const { state, package: hash } = keeper.program.get();
    failing = state === 'ready' ? hash : undefined;
    ports.onError(error);
  };
  const stopPackages = keeper.program.subscribe(() => {
    const { package: hash, state, scripts } = keeper.program.get();
    if (hash === undefined || state !== 'ready') return;
    ours.set(hash, scripts);
    if (hash !== failing) onMended();
  });

  const screen = createScreen(engine, clock, onError);
  const { current, transport } = screen;
  const book = createRunBook({ engine, shelf: ports.runs, random: ports.random, onUpdate: (run) => screen.update(run) });
  const states = createRunStates(engine, book, keeper);
  const form = createRunForm();
  let level: LevelSession | undefined;
  const compare = createCell<readonly RunId[]>([]);
  const base = createCell<{ run: RunId; tick: number } | undefined>(undefined);
  const sending = createCell(false);
  /** The run that was reset: nobody looks at it until it is shown again. */
  const left = createCell<RunId | undefined>(undefined);
  let inGesture = false;
  /** The game of which was said that what is turned counts later. */
  let toldNext: RunId | undefined;

  const launcher = createLauncher({
    engine,
    keeper,
    form,
    book,
    states,
    screen,
    ours,
    onError,
    onNote,
    onMended,
    level: () => level,
    needed: () => [base.get()?.run, ...compare.get()],
    onLeft(game) {
      if (!book.runs.get().some(({ id }) => id === game.id)) return;
      onNote({
        title: t('game.left'),
        text: t('game.left.hint'),
        about: undefined,
        action: { label: t('game.resume'), run: () => preview.show(game.id) },
      });
    },
  });

  const forkBase = (): { run: Run; tick: number } | undefined => {
    const at = base.get();
    const run = at && book.get(at.run)?.run;
    return run && at ? { run, tick: at.tick } : undefined;
  };
  const nameNow = (): string => forkBase()?.run.name ?? form.spec()?.name ?? level?.head.get().name ?? t('run.unnamed');
  /** A run of what stands there now. */
  const launchNow = (how: Pick<Launch, 'at' | 'grow'> & Partial<Launch>): Promise<Run | undefined> =>
    launcher.launch({ name: nameNow(), keep: true, from: forkBase(), ...how });
  const rerun = createRerun({
    clock,
    launch: (how) => launchNow({ ...how, grow: false, at: 'keep' }),
    cancel: () => launcher.cancel(),
  });

  /** What is turned now counts later: said once of each game. */
  const sayNext = (game: Run, name: string): void => {
    if (toldNext === game.id) return;
    toldNext = game.id;
    onNote({
      title: t('game.next', { name: form.label(name) }),
      text: t('game.next.hint'),
      about: undefined,
      action: { label: t('game.again'), run: () => void preview.beginAgain(game.id) },
    });
  };
  /** Says why what was asked for is not done. */
  const refuse = (code: string, message: string, hint: string): undefined => {
    onError({ code, message, hint });
    return undefined;
  };

  /** A tenant's session of this level was made without this form: what stands there now is what counted in it, and nothing of it is turned. */
  const takeOver = async (run: Run, tick: number): Promise<void> => {
    if (run.production?.level !== level?.ref.id) return;
    const counts = await engine.call('parameters', { run: run.id, tick }).catch(() => undefined);
    if (current.get()?.id === run.id) form.take(run, counts ?? run.parameters);
  };

  const send = async (run: Run, command: PreviewCommand): Promise<Run | undefined> => {
    const tick = (command.tick ?? 1) - 1;
    if (tick < run.tick || run.production) {
      base.set(undefined);
      return launcher.launch({ name: run.name, keep: true, grow: false, from: { run, tick }, like: run, commands: [command], at: 'keep' });
    }
    const result = await engine.call('advance', { run: run.id, commands: [command], ticks: run.ticks });
    book.get(run.id)?.commands.push(command);
    const played = playedStages(book.sentTo(run.id), run.afterSession);
    const done = book.update(run.id, (now) => ({ ...now, played, state: result.outcome, chain: result.chain, waiting: result.waiting }));
    book.remember(run.id);
    return done;
  };

  /** The same list for as long as nothing more goes wrong, whatever is computed and scrubbed. */
  const troubles = derive([current, transport, left], (run, { state }, gone) =>
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

  const preview: Preview = {
    program: keeper.program,
    scenario: form.scenario,
    changed: form.changed,
    parameters: form.parameters,
    seed: form.seed,
    current,
    ghost: screen.ghost,
    runs: book.runs,
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
    transport,
    frame: screen.frame,

    chooseScenario(id) {
      base.set(undefined);
      form.choose(id);
    },
    turn(name, value, phase) {
      let next: Parameters;
      try {
        next = form.turned(name, value);
      } catch (error) {
        onError(error);
        return;
      }
      const game = current.get();
      if (game && isGame(game)) {
        form.changed.set(next);
        if (phase === 'done') sayNext(game, name);
        return;
      }
      if (!inGesture) screen.setGhost(game);
      inGesture = phase === 'moving';
      form.changed.set(next);
      rerun(phase, name);
    },
    resetParameters() {
      if (Object.keys(form.changed.get()).length === 0) return;
      const game = current.get();
      form.changed.set({});
      if (game && isGame(game)) return;
      screen.setGhost(game);
      rerun('done', '');
    },
    setSeed: form.seed.set,
    run: ({ commands } = {}) => launchNow({ grow: true, at: 'end', ...(commands && { commands }) }),
    async beginAgain(id) {
      const run = book.get(id)?.run;
      if (run?.from && run.afterSession !== undefined) {
        if (!book.get(run.from.run))
          return refuse('fork-alone', 'What this was forked from is not open.', 'Open the session here again, and fork it.');
        base.set({ run: run.from.run, tick: run.from.tick });
        return preview.run();
      }
      const first = book.sentTo(id).find(({ sender }) => sender > 0);
      if (!first) return undefined;
      base.set(undefined);
      return preview.run({ commands: [{ ...first, tick: 1 }] });
    },
    show(id) {
      const run = book.get(id)?.run;
      if (!run) return;
      screen.setGhost(undefined);
      void states
        .warmUp(id)
        .then(() => {
          const shown = book.get(id)?.run ?? run;
          screen.show(shown, 'end');
          return takeOver(shown, shown.tick);
        })
        .catch(onError);
    },
    pin(id, pinned) {
      book.update(id, (run) => ({ ...run, pinned }));
      book.remember(id);
    },
    rename(id, name) {
      book.update(id, (run) => ({ ...run, name }));
      book.remember(id);
    },
    remove(id) {
      book.remove(id);
      compare.update((ids) => ids.filter((other) => other !== id));
      launcher.cool();
    },
    setCompare(ids) {
      compare.set(ids);
      for (const id of ids) if (book.get(id)?.run.remembered) void states.warmUp(id).catch(onError);
    },
    async play() {
      const run = current.get();
      if (!run || stale.get() || run.state === 'failed') {
        const fresh = launchNow({ grow: true, at: 'start' });
        const before = current.get();
        if (!(await fresh) && current.get() === before) return;
      }
      screen.play();
    },
    pause: screen.pause,
    async step() {
      if (!current.get() || stale.get()) await launchNow({ grow: true, at: 'start' });
      screen.seek(transport.get().tick + 1);
    },
    stop() {
      screen.rest();
      left.set(current.get()?.id);
    },
    seek: screen.seek,
    setRate: screen.setRate,
    async why(target, tick) {
      const run = current.get();
      if (!run) return undefined;
      await states.warmUp(run.id);
      return engine.call('why', { run: run.id, tick: Math.min(Math.max(tick, 0), run.tick), target });
    },
    async profile(tick) {
      const run = current.get();
      if (!run || tick < 1 || tick > run.tick) return [];
      await states.warmUp(run.id);
      return (await engine.call('profile', { run: run.id, tick })).costs;
    },
    async fork() {
      const run = current.get();
      const { tick } = transport.get();
      if (!run || tick < 0) return undefined;
      await takeOver(run, tick);
      base.set({ run: run.id, tick });
      screen.setGhost(run);
      // Of another level's session the form knows nothing: it goes on as it was.
      const isOther = run.production !== undefined && run.production.level !== level?.ref.id;
      return launchNow({ grow: false, from: { run, tick }, at: 'keep', ...(isOther && { like: { ...run, parameters: {} } }) });
    },
    leaveFork: () => base.set(undefined),
    async send({ type, payload, sender }) {
      const run = current.get();
      if (!run) return undefined;
      const { tick } = transport.get();
      if (sending.get() || run.state === 'running') return refuse('run-busy', t('send.busy'), t('send.busy.hint'));
      if (tick >= run.ticks) return refuse('run-over', t('send.over'), t('send.over.hint'));
      const seq = 1 + Math.max(0, ...book.sentTo(run.id).flatMap((command) => (command.sender === sender ? [command.seq] : [])));
      sending.set(true);
      try {
        const done = await send(run, { tick: tick + 1, sender, seq, type, payload });
        if (done && current.get()?.id === done.id) screen.seek(done.tick);
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
      await states.warmUp(run.id);
      return engine.call('debug', { run: run.id, script, ...question });
    },
    undebug: (run) => engine.tell('undebug', { run }),
    async openRecording(recording) {
      const made = await openRecorded(engine, recording, book.nextId());
      book.add(made);
      states.held(made.run.id);
      base.set(undefined);
      screen.setGhost(undefined);
      const replaying = replay(engine, book, made, recording);
      screen.show(made.run, 'start');
      const done = await replaying;
      if (done) {
        book.keep(done);
        screen.show(done, 'end');
        await takeOver(done, done.tick);
      }
      return done;
    },
    follow(nextProject, nextLevel) {
      preview.leave();
      level = nextLevel;
      form.follow(nextProject);
      screen.setRate(defaultRate(nextLevel.head.get().clock));
      keeper.follow(nextProject, nextLevel);
      void book.open(`${nextProject.id}/${nextLevel.ref.id}`);
    },
    leave() {
      preview.stop();
      keeper.leave();
      launcher.leave();
      for (const run of book.close()) engine.tell('drop', { run });
      states.clear();
      ours.clear();
      screen.clear();
      base.set(undefined);
      compare.set([]);
      sending.set(false);
      level = undefined;
      form.leave();
    },
    dispose() {
      preview.leave();
      screen.dispose();
      stopPackages();
      engine.close();
    },
  };
  return preview;
}
