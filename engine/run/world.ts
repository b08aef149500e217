/** A running level: one arena, its scripts, its bodies, and the step that moves all of them by one tick. */
import { EventLog, type GameEvent } from '../kernel/events/index.ts';
import type { Command } from '../kernel/commands/index.ts';
import { hashHex, xxh64 } from '../kernel/hash/index.ts';
import { LedgerError } from '../kernel/error.ts';
import type { Json } from '../kernel/json.ts';
import { compareText } from '../kernel/json.ts';
import { restoreArena, type Arena } from '../kernel/world/index.ts';
import { canonicalBytes } from '../model/canonical.ts';
import type { CompiledLevel } from '../model/compiled.ts';
import type { LevelPackage } from '../model/package.ts';
import type { ParamValue } from '../model/project.ts';
import type { Registry } from '../model/registry.ts';
import { chainLink, chainStart, writeCheckpoint, type RunStart } from '../record/index.ts';
import { physicsSystem, type PhysicsBackend, type PhysicsWorld } from '../rules/physics/index.ts';
import { createSchedule, phases, type Schedule } from '../rules/schedule/index.ts';
import { callScript, loadScripts, scriptSystem, unheardEvents } from '../rules/scripts/index.ts';
import type { Fault, ScriptHost, ScriptInstance } from '../rules/scripting/index.ts';
import { sessionBytes, type SessionState } from '../rules/session.ts';
import { pendingSeats, waitingSeats } from '../rules/seats/index.ts';
import { readSeats } from '../rules/seats/read.ts';
import { builtinSystems } from '../rules/systems/index.ts';
import type { ScriptLog, Tick, TickSystem } from '../rules/tick.ts';
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
}

export interface WorldEntity {
  readonly key: string;
  readonly name: string;
  readonly parent: string | null;
  readonly components: Record<string, Record<string, Json>>;
}

/** What an engine hands to every world it makes. */
export interface WorldHost {
  readonly engine: string;
  readonly scripting: ScriptHost;
  /** Physics backends by name; rapier is absent until it is loaded. */
  readonly backends: Map<string, PhysicsBackend>;
  /** Systems of this engine build beside the built-in ones. */
  readonly systems: readonly TickSystem[];
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
  /** One tick with these commands, in this order. */
  step(commands?: readonly Command[]): TickResult;
  hash(): string;
  chain(): string;
  kpis(): Record<string, KpiValue>;
  parameters(): Readonly<Record<string, ParamValue>>;
  /** Who sits where, given what has arrived for the next tick; in the order in which the level shows them. */
  seats(pending?: readonly Command[]): Seat[];
  /** Keys of the seats that still owe the awaited command, given what has arrived for the next tick; [] = it may step. */
  waiting(pending?: readonly Command[]): string[];
  /** Every entity with its components as JSON: slow, for panels. */
  entities(): WorldEntity[];
  /** What changed since the last call (or since the world was made or opened). */
  changes(): Diff;
  checkpoint(): Uint8Array;
  /** Frees the interpreters and bodies. */
  dispose(): void;
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
  readonly #schedule: Schedule<Tick>;
  readonly #physics: PhysicsWorld | undefined;
  readonly #events = new EventLog();
  #scripts: ScriptInstance[] = [];
  #parameters: SessionState['parameters'];
  #chain = '';
  #boot: TickResult | undefined;
  /** The arena at the last call of `changes`. */
  #baseline: Uint8Array;
  #hash: string | undefined;

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
    this.#schedule = createSchedule([
      ...builtinSystems,
      scriptSystem(() => this.#scripts),
      ...(from.physics ? [physicsSystem(from.physics)] : []),
      ...host.systems,
    ]);
    this.#scripts = this.#loadScripts();
    this.#baseline = this.arena.snapshot();
  }

  get tick(): number {
    return this.arena.tick;
  }

  get ticks(): number {
    return this.start.ticks;
  }

  /** Tick 0: the scripts' `start`. What it told is handed out with the first step. */
  boot(): void {
    const tick = this.#begin([]);
    this.arena.defer();
    for (const script of this.#scripts) if (script.hooks.includes('start')) callScript(script, 'start', tick);
    this.arena.flush();
    this.#physics?.reconcile(this.arena);
    this.#boot = this.#end(tick, chainStart(this.start));
    this.#baseline = this.arena.snapshot();
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

  step(commands: readonly Command[] = []): TickResult {
    this.arena.advance();
    this.#session.micros += this.arena.stepMicros;
    const tick = this.#begin(commands);
    for (const [index, system] of this.#schedule.systems.entries()) {
      this.#events.enter({ phase: phases.indexOf(system.phase), system: index });
      const check = this.#host.development ? guarded(this.#registry, this.arena, system) : undefined;
      this.arena.defer();
      system.run(tick);
      this.arena.flush();
      check?.();
      if (system.phase === 'input' && this.#session.parameters !== this.#parameters) this.#reloadScripts();
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
      .map((seat) => ({ ...seat, name: this.#names.get(seat.entity) ?? seat.stage }))
      .toSorted((a, b) => compareText(this.#places.get(a.entity) ?? '', this.#places.get(b.entity) ?? ''));
  }

  waiting(pending: readonly Command[] = []): string[] {
    const { clock } = this.#level;
    return clock.kind === 'turns' ? waitingSeats(readSeats(this.arena), clock, pending) : [];
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
    const before = restoreArena(this.#registry, this.#baseline);
    this.#baseline = this.arena.snapshot();
    return changesSince(before, this.arena, this.#registry);
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

  identity(): { engine: string; package: string; layout: string; schedule: string; physics: string | null; scripting: string } {
    return { engine: this.#host.engine, package: this.package.hash, ...this.#identity() };
  }

  #identity(): { layout: string; schedule: string; physics: string | null; scripting: string } {
    return {
      layout: this.#registry.layoutHash,
      schedule: this.#schedule.hash,
      physics: this.#physics?.id ?? null,
      scripting: this.#host.scripting.engineId,
    };
  }

  #begin(commands: readonly Command[]): Tick {
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
    };
  }

  /** xxh64 over the hashes of the parts, in a fixed order: arena, session, bodies, then each script's durable state by path. */
  #state(): bigint {
    const parts = [
      this.arena.hash64(),
      xxh64(sessionBytes(this.#session)),
      this.#physics?.hash(this.arena) ?? 0n,
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
