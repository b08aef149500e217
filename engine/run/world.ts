/** A running level: one arena, its scripts, its bodies, and the step that moves all of them by one tick. */
import { EventLog, type GameEvent, type Moment } from '../kernel/events/index.ts';
import type { Command } from '../kernel/commands/index.ts';
import { hashHex, xxh64 } from '../kernel/hash/index.ts';
import { LedgerError } from '../kernel/error.ts';
import type { Json } from '../kernel/json.ts';
import { compareText } from '../kernel/json.ts';
import { restoreArena, type Arena } from '../kernel/world/index.ts';
import { canonicalBytes, canonicalJson } from '../model/canonical.ts';
import type { CompiledLevel } from '../model/compiled.ts';
import type { ComponentType } from '../model/component.ts';
import type { LevelPackage } from '../model/package.ts';
import type { ParamValue } from '../model/project.ts';
import type { Registry } from '../model/registry.ts';
import { chainLink, chainStart, writeCheckpoint, type RunStart, type StatePart } from '../record/index.ts';
import { physicsSystem, type PhysicsBackend, type PhysicsWorld } from '../rules/physics/index.ts';
import { createBehaviours, type Behaviours, type BehaviourVisit } from '../rules/behaviour/index.ts';
import { createMachines } from '../rules/machines/index.ts';
import { createSchedule, phases, type Schedule } from '../rules/schedule/index.ts';
import { callScript, loadScripts, scriptSystem, unheardEvents } from '../rules/scripts/index.ts';
import type { Fault, ScriptDurable, ScriptHost, ScriptInstance } from '../rules/scripting/index.ts';
import { sessionBytes, type SessionState } from '../rules/session.ts';
import { pendingSeats, waitingSeats } from '../rules/seats/index.ts';
import { readSeats } from '../rules/seats/read.ts';
import { builtinSystems } from '../rules/systems/index.ts';
import type { ScriptCost, ScriptLog, Tick, TickSystem } from '../rules/tick.ts';
import { Tracer, type Trace } from '../rules/trace/index.ts';
import type { SystemTime } from './breaker.ts';
import { changesSince, type Diff } from './diff.ts';
import { guarded } from './guard.ts';

export type KpiValue = string | number;

export interface Seat {
  /** Key of the entity. */
  readonly entity: string;
  /** What a player names to take it. */
  readonly stage: string;
  /** Name of the entity. */
  readonly name: string;
  /** Sender that holds it; 0 = nobody. */
  readonly owner: number;
  /** What the level's script has to say to whoever sits there this turn; absent where that is nothing. */
  readonly notice?: string;
}

export interface TickResult {
  readonly tick: number;
  /** State hash, 16 hex digits. */
  readonly hash: string;
  readonly chain: string;
  readonly events: GameEvent[];
  readonly kpis: Record<string, KpiValue>;
  readonly logs: ScriptLog[];
  readonly faults: Fault[];
  readonly fuel: number;
  /** Where the fuel went, by script and hook. */
  readonly costs: readonly ScriptCost[];
  /** With StepOptions.trace. The first step of a world that was made with it has tick 0's too. */
  readonly trace?: readonly Trace[];
}

export interface WorldEntity {
  readonly key: string;
  readonly name: string;
  readonly parent: string | null;
  readonly components: Record<string, Record<string, Json>>;
}

export interface StepOptions {
  /** Notes who wrote what, and why. The state, its hash and the chain are the same; it takes longer. */
  readonly trace?: boolean | undefined;
  /** Says which lines of scripts used the fuel. The state, its hash and the chain are the same; it takes some fifty times as long. */
  readonly profile?: boolean | undefined;
}

/** What an engine hands to every world it makes. */
export interface WorldHost {
  readonly engine: string;
  readonly scripting: ScriptHost;
  /** Physics backends by name; rapier is absent until it is loaded. */
  readonly backends: Map<string, PhysicsBackend>;
  /** Systems of this engine build beside the built-in ones. */
  readonly systems: readonly TickSystem[];
  /** Milliseconds from any moment on; measures systems for `times`. What it says never reaches the world. */
  readonly stopwatch?: (() => number) | undefined;
  /** Component types of this engine build beside the built-in ones. */
  readonly components: readonly ComponentType[];
  /** By package. */
  readonly registries: WeakMap<LevelPackage, Registry>;
  /** Checks after every system that it wrote only what it declared, and after every tick that the arena is sound. */
  readonly development: boolean;
}

export interface World {
  readonly package: LevelPackage;
  readonly start: RunStart;
  readonly arena: Arena;
  /** Ticks done. */
  readonly tick: number;
  /** Planned length of the scenario; a world may be stepped beyond it. */
  readonly ticks: number;
  /** Ticks per second as the world runs now: the level's own, or what the last SetTickRate said. 0 = it runs in turns. */
  readonly hz: number;
  /** One tick with these commands, in this order. */
  step(commands?: readonly Command[], options?: StepOptions): TickResult;
  hash(): string;
  chain(): string;
  kpis(): Record<string, KpiValue>;
  parameters(): Readonly<Record<string, ParamValue>>;
  /** Who sits where, given what has arrived for the next tick; in the order in which the level shows them. */
  seats(pending?: readonly Command[]): Seat[];
  /** Keys of the seats that still owe the awaited command, given what has arrived for the next tick; [] = it may step. */
  waiting(pending?: readonly Command[]): string[];
  /** How long each system took in the last tick, in running order; [] without a stopwatch. For hosts (see Breaker). */
  times(): SystemTime[];
  /** How many rigid bodies it has now. */
  bodies(): number;
  /** From the next tick on every visit of a behaviour tree is noted, or no more. Never changes the world. */
  traceBehaviours(on: boolean): void;
  /** What the nodes of behaviour trees came to in the last tick, in the order of the visits; [] while the trace is off. */
  behaviourVisits(): readonly BehaviourVisit[];
  /** Keys of the bodies that an entity's body touches now, where the backend can say; sensors touch nobody. */
  touching(entity: string): string[];
  /** Every entity with its components as JSON: slow, for panels. */
  entities(): WorldEntity[];
  /** What changed since the last call (or since the world was made or opened). */
  changes(): Diff;
  checkpoint(): Uint8Array;
  /** The parts that the state hash is made of, in its order. */
  state(): StatePart[];
  /** What a checkpoint or a recording of this world can only be opened with. */
  identity(): WorldIdentity;
  /** Frees the interpreters and bodies. */
  dispose(): void;
}

export interface WorldIdentity {
  readonly engine: string;
  readonly package: string;
  readonly layout: string;
  readonly schedule: string;
  readonly physics: string | null;
  readonly scripting: string;
}

/** What a script of the level before leaves to the one of its path. */
export interface AdoptedScript {
  readonly image: Uint8Array;
  readonly durable: ScriptDurable;
  readonly isEdited: boolean;
}

const nothing: readonly GameEvent[] = [];

/** A system of types that this world does not have is none of its schedule: the world runs as it ran before there was such a system. */
const hasWork = ({ reads, writes }: TickSystem, registry: Registry): boolean =>
  [...reads, ...writes].every((name) => name === '*' || registry.get(name) !== undefined);

/** What an edited script goes on with: the values it had, over those that its new top level set. */
function overDefaults(fresh: ScriptDurable, { state, streams }: ScriptDurable): ScriptDurable {
  const merged = { ...(JSON.parse(fresh.state) as Record<string, Json>), ...(JSON.parse(state) as Record<string, Json>) };
  return { state: canonicalJson(merged), streams, faults: 0, disabled: false };
}

/** Made and opened by open-world.ts. */
export class LevelWorld implements World {
  readonly package: LevelPackage;
  readonly start: RunStart;
  readonly arena: Arena;
  readonly #host: WorldHost;
  readonly #registry: Registry;
  readonly #level: CompiledLevel;
  readonly #names: ReadonlyMap<string, string>;
  /** Where authors put an entity among its siblings. */
  readonly #places: ReadonlyMap<string, string>;
  readonly #session: SessionState;
  readonly #behaviours: Behaviours;
  readonly #schedule: Schedule<Tick>;
  readonly #moments: readonly Moment[];
  readonly #physics: PhysicsWorld | undefined;
  readonly #events = new EventLog();
  #scripts: ScriptInstance[] = [];
  #parameters: SessionState['parameters'];
  #chain = '';
  #boot: TickResult | undefined;
  /** The arena at the last call of `changes`: its bytes, and where they were looked at before, the arena that they are in. */
  #baseline: Uint8Array<ArrayBuffer>;
  #room = new Uint8Array();
  #before: Arena | undefined;
  #hash: string | undefined;
  /** Milliseconds of each system in the last tick. */
  readonly #times: number[] = [];

  constructor(
    host: WorldHost,
    pkg: LevelPackage,
    start: RunStart,
    from: { arena: Arena; registry: Registry; session: SessionState; physics: PhysicsWorld | undefined },
  ) {
    this.package = pkg;
    this.start = start;
    this.arena = from.arena;
    this.#host = host;
    this.#registry = from.registry;
    this.#level = pkg.level;
    this.#places = new Map(pkg.level.entities.map(({ key, order }) => [key, order]));
    this.#names = new Map(pkg.level.entities.map(({ key, name }) => [key, name]));
    this.#session = from.session;
    this.#parameters = from.session.parameters;
    this.#physics = from.physics;
    this.#behaviours = createBehaviours(pkg.level, from.registry, () => this.#scripts);
    this.#schedule = createSchedule([
      ...builtinSystems.filter((system) => hasWork(system, from.registry)),
      scriptSystem(() => this.#scripts),
      this.#behaviours.system,
      createMachines(pkg.level, from.registry),
      ...(from.physics ? [physicsSystem(from.physics)] : []),
      ...host.systems,
    ]);
    this.#moments = this.#schedule.systems.map(({ phase }, system) => ({ phase: phases.indexOf(phase), system }));
    try {
      this.#scripts = this.#loadScripts();
    } catch (error) {
      this.#physics?.dispose();
      throw error;
    }
    this.#baseline = this.arena.snapshot();
  }

  get tick(): number {
    return this.arena.tick;
  }

  get ticks(): number {
    return this.start.ticks;
  }

  get hz(): number {
    return this.#level.clock.kind === 'turns' ? 0 : Math.round(1_000_000 / this.arena.stepMicros);
  }

  /** Tick 0: the scripts' `start`. What it told is handed out with the first step. */
  boot(options: StepOptions = {}): void {
    this.#start(this.#scripts, options, chainStart(this.start));
  }

  /** Continues where a checkpoint left off. */
  resume(chain: string, image: (path: string) => Uint8Array): void {
    this.#chain = chain;
    for (const script of this.#scripts) {
      if (!script.restoreImage(image(script.path))) {
        throw new LedgerError({
          code: 'checkpoint-script',
          message: `The checkpoint's memory of ${script.path} is of another interpreter or script.`,
          hint: 'Open it with the engine build and the level package that its session names.',
          where: script.path,
        });
      }
    }
  }

  /**
   * Goes on from a world of another package. Scripts that are the same keep their memory where parameters, tables and component types are the
   * same, and what they hold in `state` otherwise. Edited ones keep their `state`, over what the edit puts there, and are forgiven their
   * faults. New ones start.
   */
  adopt(chain: string, of: (path: string) => AdoptedScript | undefined): void {
    const fresh: ScriptInstance[] = [];
    for (const script of this.#scripts) {
      const before = of(script.path);
      if (!before) fresh.push(script);
      else if (before.isEdited) script.restoreDurable(overDefaults(script.durable(), before.durable));
      else if (!script.restoreImage(before.image)) script.restoreDurable(before.durable);
    }
    if (fresh.length > 0) this.#start(fresh, {}, chain);
    this.#chain = chain;
  }

  /** Runs `start` of scripts between two ticks. What it tells is handed out with the next step. */
  #start(scripts: readonly ScriptInstance[], options: StepOptions, previous: string): void {
    const tick = this.#begin([], options);
    this.arena.defer();
    for (const script of scripts) if (script.hooks.includes('start')) callScript(script, 'start', tick);
    this.arena.flush();
    tick.trace?.settle();
    this.#physics?.reconcile(this.arena);
    this.#boot = this.#end(tick, previous);
    this.#baseline = this.arena.snapshot();
  }

  step(commands: readonly Command[] = [], options: StepOptions = {}): TickResult {
    this.arena.advance();
    this.#session.micros += this.arena.stepMicros;
    const tick = this.#begin(commands, options);
    const { systems } = this.#schedule;
    const { stopwatch } = this.#host;
    let since = stopwatch?.() ?? 0;
    for (let index = 0; index < systems.length; index += 1) {
      const system = systems[index]!;
      this.#events.enter(this.#moments[index]!);
      tick.trace?.enter({ kind: 'system', system: system.name });
      const check = this.#host.development ? guarded(this.#registry, this.arena, system) : undefined;
      this.arena.defer();
      system.run(tick, system.hears ? this.#events.heard(system.hears) : nothing);
      this.arena.flush();
      check?.();
      if (system.phase === 'input' && this.#session.parameters !== this.#parameters) this.#reloadScripts();
      if (stopwatch) {
        const now = stopwatch();
        this.#times[index] = now - since;
        since = now;
      }
    }
    if (this.#host.development) this.arena.check();
    this.#session.inbox = unheardEvents(tick, this.#scripts);
    const result = this.#end(tick, this.#chain);
    const boot = this.#boot;
    this.#boot = undefined;
    return boot
      ? {
          ...result,
          events: [...boot.events, ...result.events],
          logs: [...boot.logs, ...result.logs],
          faults: [...boot.faults, ...result.faults],
          costs: [...boot.costs, ...result.costs],
          ...(boot.trace && { trace: [...boot.trace, ...(result.trace ?? [])] }),
        }
      : result;
  }

  hash(): string {
    this.#hash ??= hashHex(this.#state());
    return this.#hash;
  }

  chain(): string {
    return this.#chain;
  }

  kpis(): Record<string, KpiValue> {
    const { kpis } = this.#session;
    return Object.fromEntries(
      Object.keys(kpis)
        .toSorted(compareText)
        .map((name) => [name, kpis[name]!]),
    );
  }

  parameters(): Readonly<Record<string, ParamValue>> {
    return this.#session.parameters;
  }

  seats(pending: readonly Command[] = []): Seat[] {
    const { clock } = this.#level;
    const seats = readSeats(this.arena);
    return (clock.kind === 'turns' ? pendingSeats(seats, clock, pending) : seats)
      .map((seat) => ({ ...seat, name: this.#names.get(seat.entity) ?? seat.stage, ...this.#notice(seat.entity) }))
      .toSorted((a, b) => compareText(this.#places.get(a.entity) ?? '', this.#places.get(b.entity) ?? ''));
  }

  #notice(seat: string): Pick<Seat, 'notice'> {
    const { clock } = this.#level;
    if (clock.kind !== 'turns' || clock.notice === undefined) return {};
    const [component = '', field = ''] = clock.notice.split('.');
    const notice = this.arena.getField(this.arena.byKey(seat)!, component, field);
    return typeof notice === 'string' && notice !== '' ? { notice } : {};
  }

  waiting(pending: readonly Command[] = []): string[] {
    const { clock } = this.#level;
    return clock.kind === 'turns' ? waitingSeats(readSeats(this.arena), clock, pending) : [];
  }

  traceBehaviours(on: boolean): void {
    this.#behaviours.trace(on);
  }

  behaviourVisits(): readonly BehaviourVisit[] {
    return this.#behaviours.visits();
  }

  times(): SystemTime[] {
    return this.#times.map((ms, index) => ({ system: this.#schedule.systems[index]!.name, ms }));
  }

  bodies(): number {
    return this.#physics === undefined ? 0 : this.arena.query('RigidBody').count();
  }

  touching(key: string): string[] {
    const { arena } = this;
    const entity = arena.byKey(key);
    const others = entity === undefined ? undefined : this.#physics?.touching?.(arena, entity);
    return (others ?? []).map((other) => arena.nameOf(other));
  }

  entities(): WorldEntity[] {
    const { arena } = this;
    return arena
      .query()
      .entities()
      .map((entity) => {
        const key = arena.nameOf(entity);
        const parent = arena.parentOf(entity);
        return {
          key,
          name: this.#names.get(key) ?? key,
          parent: parent === undefined ? null : arena.nameOf(parent),
          components: Object.fromEntries(arena.componentsOf(entity).map((name) => [name, arena.get(entity, name)!])),
        };
      });
  }

  changes(): Diff {
    if (this.#before) this.#before.restore(this.#baseline);
    else this.#before = restoreArena(this.#registry, this.#baseline);
    const diff = changesSince(this.#before, this.arena, this.#registry);
    const { length } = this.arena.bytes;
    if (this.#room.length < length) this.#room = new Uint8Array(length);
    this.#baseline = this.arena.snapshot(this.#room);
    return diff;
  }

  checkpoint(): Uint8Array {
    const sections = new Map([['arena', this.arena.snapshot() as Uint8Array]]);
    sections.set('session', sessionBytes(this.#session));
    if (this.#physics) sections.set('physics', this.#physics.snapshot());
    for (const script of this.#scripts) sections.set(`script:${script.path}`, script.image());
    return writeCheckpoint({ start: this.start, ...this.#identity(), tick: this.tick, chain: this.#chain }, sections);
  }

  dispose(): void {
    for (const script of this.#scripts) script.dispose();
    this.#scripts = [];
    this.#physics?.dispose();
  }

  state(): StatePart[] {
    return [
      { name: 'arena', bytes: this.arena.snapshot() },
      { name: 'session', bytes: sessionBytes(this.#session) },
      ...(this.#physics ? [{ name: 'bodies', bytes: this.#physics.bodies() }] : []),
      ...this.#scripts.map((script) => ({ name: `script:${script.path}`, bytes: canonicalBytes(script.durable() as unknown as Json) })),
    ];
  }

  identity(): WorldIdentity {
    return { engine: this.#host.engine, package: this.package.hash, ...this.#identity() };
  }

  #identity(): { layout: string; schedule: string; physics: string | null; scripting: string } {
    return {
      layout: this.#registry.layoutHash,
      schedule: this.#schedule.hash,
      physics: this.#physics?.id ?? null,
      scripting: this.#host.scripting.identity(this.package.level.scripts.map(({ path }) => path)),
    };
  }

  #begin(commands: readonly Command[], { trace = false, profile = false }: StepOptions): Tick {
    const { arena } = this;
    this.#events.begin(arena.tick);
    this.#hash = undefined;
    return {
      arena,
      level: this.#level,
      tick: arena.tick,
      dt: arena.stepMicros / 1_000_000,
      commands,
      session: this.#session,
      events: this.#events,
      logs: [],
      faults: [],
      accepted: [],
      costs: [],
      profile,
      ...(trace && { trace: new Tracer(this.#registry, arena, this.#session, this.#events) }),
      fuel: 0,
    };
  }

  #end(tick: Tick, previous: string): TickResult {
    const hash = this.hash();
    this.#chain = chainLink(previous, { tick: tick.tick, hash, commands: tick.commands, fuel: tick.fuel });
    return {
      tick: tick.tick,
      hash,
      chain: this.#chain,
      events: this.#events.all(),
      kpis: this.kpis(),
      logs: tick.logs,
      faults: tick.faults,
      fuel: tick.fuel,
      costs: tick.costs,
      ...(tick.trace && { trace: [tick.trace.finish(tick.tick)] }),
    };
  }

  /** xxh64 over the hashes of the parts, in a fixed order: arena, session, bodies, then each script's durable state by path. */
  #state(): bigint {
    const parts = [
      this.arena.hash64(),
      xxh64(sessionBytes(this.#session)),
      this.#physics ? xxh64(this.#physics.bodies()) : 0n,
      ...this.#scripts.map((script) => xxh64(canonicalBytes(script.durable() as unknown as Json))),
    ];
    const bytes = new Uint8Array(parts.length * 8);
    const view = new DataView(bytes.buffer);
    for (const [index, part] of parts.entries()) view.setBigUint64(index * 8, part, true);
    return xxh64(bytes);
  }

  #loadScripts(): ScriptInstance[] {
    return loadScripts(this.#host.scripting, this.package, this.#registry, { seed: this.start.seed, parameters: this.#session.parameters });
  }

  /** A parameter changed: scripts are loaded with the new values and keep what they hold in `state`. */
  #reloadScripts(): void {
    this.#parameters = this.#session.parameters;
    const before = this.#scripts;
    this.#scripts = this.#loadScripts();
    for (const [index, script] of before.entries()) {
      this.#scripts[index]!.restoreDurable(script.durable());
      script.dispose();
    }
  }
}
