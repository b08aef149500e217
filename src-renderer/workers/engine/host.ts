import type { LevelPackage } from '../../../engine/model/package.ts';
import type { BuildWorld, EngineBuild } from './build.ts';
import type {
  EngineCall,
  EngineCalls,
  EngineFailure,
  EngineMessage,
  EngineRequest,
  Parameters,
  PreviewCommand,
  RunId,
  RunResult,
  RunStart,
  RunTicks,
} from './protocol.ts';
import { records, StoredRun } from './stored-run.ts';

export interface HostPorts {
  load(url: string): Promise<EngineBuild>;
  post(message: EngineMessage): void;
  /** Lets other requests in; resolves when the loop may go on. */
  breathe(): Promise<void>;
  /** Milliseconds, to know when to breathe. Never reaches the engine. */
  now(): number;
}

/** How long it computes before it looks up. */
const stretch = 12;
const setParameter = 'SetParameter';

type Handlers = { [C in EngineCall]: (request: EngineCalls[C]['request']) => EngineCalls[C]['reply'] | Promise<EngineCalls[C]['reply']> };

interface Opened {
  level: LevelPackage;
  engine: EngineBuild;
}

interface Fork extends Opened {
  id: RunId;
  start: RunStart;
  commands: readonly PreviewCommand[];
  from: { run: RunId; tick: number };
  keep: boolean;
}

/** The engine side of the preview: answers requests one by one, computes runs in stretches so that a newer request never waits long. */
export class EngineHost {
  readonly #ports: HostPorts;
  readonly #builds = new Map<string, Promise<EngineBuild>>();
  readonly #packages = new Map<string, Opened>();
  readonly #runs = new Map<RunId, StoredRun>();

  constructor(ports: HostPorts) {
    this.#ports = ports;
  }

  async handle({ id, call, request }: EngineRequest): Promise<void> {
    try {
      const handler = this.#handlers[call] as (request: unknown) => unknown;
      const value = await handler(request);
      this.#ports.post({ kind: 'reply', id, ok: true, value });
    } catch (error) {
      this.#ports.post({ kind: 'reply', id, ok: false, error: failure(error) });
    }
  }

  readonly #handlers: Handlers = {
    open: async ({ url }) => ({ engine: (await this.#build(url)).id }),
    compile: async ({ engine: url, files, level, stripped }) => {
      const engine = await this.#build(url);
      const result = engine.compileLevel(new Map(Object.entries(files)), level, {
        assetsElsewhere: true,
        strip: (_source, file) =>
          stripped[file] ?? {
            problems: [
              {
                severity: 'error',
                code: 'not-stripped',
                message: `${file} could not be read as TypeScript.`,
                hint: 'Try again in a moment.',
                file,
              },
            ],
          },
      });
      if (!result.ok) return { ok: false, problems: result.problems };
      await this.#keep(result.package, engine);
      return { ok: true, package: result.package.hash, problems: result.problems };
    },
    openPackage: async ({ engine: url, manifest, files }) => {
      const engine = await this.#build(url);
      const level = engine.openPackage(manifest, new Map(Object.entries(files)));
      await this.#keep(level, engine);
      return { package: level.hash };
    },
    initial: ({ package: hash, start }) => {
      const { engine, level } = this.#package(hash);
      const world = engine.createWorld(level, start);
      try {
        return { entities: records(world), hash: world.hash() };
      } finally {
        world.dispose();
      }
    },
    run: ({ run, package: hash, start, commands = [], ticks, from, keep = true }) => {
      this.#runs.get(run)?.dispose();
      const { engine, level } = this.#package(hash);
      // Before its first tick nothing of a run would be left but its beginning.
      const isFork = from && (from.tick > 0 || this.#run(from.run).level.hash === hash);
      const stored = isFork
        ? this.#fork({ id: run, engine, level, start, commands, from, keep })
        : new StoredRun({ id: run, engine, level, start, commands, hashes: [], keep, head: engine.createWorld(level, start) });
      this.#runs.set(run, stored);
      const { untaken } = stored;
      return this.#compute(stored, ticks).then((result) => (untaken.length > 0 ? { ...result, untaken: [...untaken] } : result));
    },
    advance: ({ run, commands, ticks }) => {
      const stored = this.#run(run);
      if (stored.computing) {
        throw fail('run-busy', 'This run is still being computed.', 'Wait until it stands still, then send the command again.');
      }
      stored.cancelled = false;
      stored.enter(commands);
      return this.#compute(stored, ticks);
    },
    cancel: ({ run }) => {
      const stored = this.#runs.get(run);
      if (stored) stored.cancelled = true;
      return { cancelled: stored !== undefined };
    },
    drop: ({ run }) => {
      this.#runs.get(run)?.dispose();
      this.#runs.delete(run);
      return {};
    },
    frame: ({ run, tick, since }) => this.#run(run).frame(tick, since),
    parameters: ({ run, tick }) => this.#run(run).parameters(tick),
    profile: ({ run, tick }) => ({ costs: this.#run(run).profile(tick) }),
    why: ({ run, tick, target }) => this.#run(run).why(tick, target),
    debug: async ({ run, script, ...question }) => {
      const watching = await this.#run(run).debugger(script);
      let looked = this.#ports.now();
      return watching.ask(question, async () => {
        if (this.#ports.now() - looked < stretch) return;
        await this.#ports.breathe();
        looked = this.#ports.now();
      });
    },
    undebug: ({ run }) => {
      this.#runs.get(run)?.undebug();
      return {};
    },
    recording: ({ run }) => {
      const { engine, level, start, commands, hashes, head } = this.#run(run);
      return { package: level.hash, engine: engine.id, start, commands: [...commands], hashes: [...hashes], chain: head.chain() };
    },
  };

  #build(url: string): Promise<EngineBuild> {
    const build = this.#builds.get(url) ?? this.#ports.load(url);
    this.#builds.set(url, build);
    build.catch(() => this.#builds.delete(url));
    return build;
  }

  async #keep(level: LevelPackage, engine: EngineBuild): Promise<void> {
    if (engine.needsPhysics?.(level)) await engine.loadPhysics?.();
    this.#packages.set(level.hash, { level, engine });
  }

  #package(hash: string): Opened {
    const opened = this.#packages.get(hash);
    if (!opened) throw fail('no-such-package', `No package ${hash.slice(0, 12)} is open.`, 'Compile the level again.');
    return opened;
  }

  #run(id: RunId): StoredRun {
    const run = this.#runs.get(id);
    if (!run) throw fail('no-such-run', 'This run is no longer kept.', 'Run it again.');
    return run;
  }

  /** Another future from a tick of a run: the same past, then those of these parameters that differ there, which enter as commands like everything else. */
  #fork({ id, engine, level, start, commands, from, keep }: Fork): StoredRun {
    const source = this.#run(from.run);
    const past = source.commands.filter(({ tick }) => tick <= from.tick);
    const was = source.levelAt(from.tick);
    const isEdited = level.hash !== was.hash;
    const shown = source.worldAt(from.tick);
    const head = isEdited ? reload(engine, shown, level) : shown;
    const said = head.parameters?.();
    const counts = said ?? parametersAt(source.start, past);
    const isTurned = ([name, value]: [string, unknown]): boolean =>
      (said === undefined || Object.hasOwn(said, name)) && String(counts[name]) !== String(value);
    const turned = Object.entries(start.parameters ?? {}).filter(isTurned);
    const lastSeq = Math.max(0, ...past.filter(({ sender }) => sender === 0).map(({ seq }) => seq));
    const changes = turned.map(([name, value], index): PreviewCommand => ({
      tick: from.tick + 1,
      sender: 0,
      seq: lastSeq + 1 + index,
      type: setParameter,
      payload: { name, value: String(value) },
    }));
    return new StoredRun({
      id,
      engine,
      level,
      start: source.start,
      commands: [...past, ...changes, ...commands],
      hashes: source.hashes.slice(0, from.tick),
      keep,
      head,
      isReloaded: isEdited,
      untaken: isEdited ? (engine.untakenEdits?.(was, level) ?? []) : [],
      past: source.checkpoints.upTo(from.tick),
    });
  }

  async #compute(run: StoredRun, ticks: number): Promise<RunResult> {
    run.computing = true;
    try {
      return await this.#stepTo(run, ticks);
    } finally {
      run.computing = false;
    }
  }

  async #stepTo(run: StoredRun, ticks: number): Promise<RunResult> {
    let batch = emptyBatch(run);
    const begun = this.#ports.now();
    let looked = begun;
    let paused = 0;
    const flush = (): void => {
      if (batch.hashes.length > 0) this.#ports.post({ kind: 'ticks', ...batch });
      batch = emptyBatch(run);
    };
    const finish = (outcome: RunResult['outcome'], waiting: RunResult['waiting'] = []): RunResult => {
      flush();
      return { outcome, tick: run.head.tick, waiting, chain: run.head.chain(), milliseconds: this.#ports.now() - begun - paused };
    };
    while (run.head.tick < ticks) {
      const commands = run.due(run.head.tick + 1);
      const waiting = run.head.waiting(commands);
      if (waiting.length > 0) return finish('waiting', run.holders(waiting, commands));
      const { hash, kpis, events, logs, faults, fuel, costs = [] } = run.head.step(commands);
      const { tick } = run.head;
      run.hashes[tick - 1] = hash;
      if (run.keep && run.checkpoints.wants(tick)) run.keepHead();
      batch.to = tick;
      batch.hashes.push(hash);
      for (const [name, value] of Object.entries(kpis)) {
        const series = (batch.kpis[name] ??= []);
        series[batch.hashes.length - 1] = value;
      }
      for (const { type, entity, payload } of events) batch.events.push({ tick, type, payload, ...(entity !== undefined && { entity }) });
      for (const log of logs) batch.logs.push({ ...log, tick });
      for (const fault of faults) batch.faults.push({ ...(fault as RunTicks['faults'][number]), tick });
      batch.fuel += fuel;
      for (const { script, hook, fuel: used } of costs) {
        let cost = batch.costs.find((one) => one.script === script && one.hook === hook);
        if (!cost) batch.costs.push((cost = { script, hook, fuel: [] }));
        while (cost.fuel.length < batch.hashes.length) cost.fuel.push(0);
        cost.fuel[batch.hashes.length - 1] = used;
      }
      if (this.#ports.now() - looked >= stretch) {
        flush();
        const stopped = this.#ports.now();
        await this.#ports.breathe();
        looked = this.#ports.now();
        paused += looked - stopped;
        if (run.cancelled) return finish('cancelled');
      }
    }
    return finish('finished');
  }
}

/** The edited level, going on where a world of the level before stands. */
function reload(engine: EngineBuild, world: BuildWorld, level: LevelPackage): BuildWorld {
  try {
    if (engine.reloadWorld) return engine.reloadWorld(world, level);
    throw fail('no-reload', 'This engine build cannot go on with an edited level.', 'Run it from the beginning.');
  } finally {
    world.dispose();
  }
}

/** What is known of the parameters of a build that does not say: those that it was started with, after these commands. */
function parametersAt({ parameters = {} }: RunStart, commands: readonly PreviewCommand[]): Parameters {
  const turned = commands.flatMap(({ type, payload }) => (type === setParameter ? [payload as { name: string; value: string }] : []));
  return { ...parameters, ...Object.fromEntries(turned.map(({ name, value }) => [name, value])) };
}

const emptyBatch = (run: StoredRun): RunTicks => ({
  run: run.id,
  from: run.head.tick + 1,
  to: run.head.tick,
  hashes: [],
  kpis: {},
  events: [],
  logs: [],
  faults: [],
  fuel: 0,
  costs: [],
});

const fail = (code: string, message: string, hint: string): Error => Object.assign(new Error(message), { code, hint });

function failure(error: unknown): EngineFailure {
  const { code, message, hint, where } = (typeof error === 'object' && error !== null ? error : {}) as Partial<EngineFailure>;
  return {
    code: typeof code === 'string' ? code : 'engine-failed',
    message: typeof message === 'string' ? message : String(error),
    ...(typeof hint === 'string' && { hint }),
    ...(typeof where === 'string' && { where }),
  };
}
