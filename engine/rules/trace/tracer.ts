/**
 * Notes who writes what while a tick runs, by comparing the columns after each writer. It only reads: a traced tick is the same tick.
 * Structural wishes wait for the end of their system, so whoever asks for an entity is noted when it asks.
 */
import type { EventLog } from '../../kernel/events/index.ts';
import type { Arena, Entity } from '../../kernel/world/index.ts';
import type { Registry } from '../../model/registry.ts';
import type { ScriptEffect } from '../scripting/index.ts';
import type { SessionState } from '../session.ts';
import { Shadow, type ColumnChange } from './shadow.ts';
import type { Act, Asked, KpiWrite, TimerSet, Told, Trace, Write } from './trace.ts';

interface Wish {
  readonly act: number;
  readonly asked: Asked;
}

export class Tracer {
  readonly #arena: Arena;
  readonly #session: SessionState;
  readonly #events: EventLog;
  readonly #shadow: Shadow;
  readonly #acts: Act[] = [];
  /** Whose the changes are that nobody names. */
  #current = -1;
  /** What the current act, if it is a script's call, asked for. */
  #effects: readonly ScriptEffect[] = [];
  #kpisBefore: Record<string, string | number>;
  #toldBefore = 0;
  #timersBefore: number;
  readonly #wishes = new Map<Entity, Wish>();
  readonly #writes: Write[] = [];
  readonly #kpis: KpiWrite[] = [];
  readonly #told: Told[] = [];
  readonly #timers: TimerSet[] = [];

  constructor(registry: Registry, arena: Arena, session: SessionState, events: EventLog) {
    this.#arena = arena;
    this.#session = session;
    this.#events = events;
    this.#shadow = new Shadow(registry, arena);
    this.#kpisBefore = { ...session.kpis };
    this.#timersBefore = arena.timers.issued;
  }

  /** What happens from here on, up to the next act, is this act's. */
  enter(act: Act, effects: readonly ScriptEffect[] = []): void {
    this.settle();
    this.#current = this.#acts.push(act) - 1;
    this.#effects = effects;
  }

  /** An act inside the current one, which names what it does itself. Its place in `acts`. */
  within(act: Act): number {
    return this.#acts.push(act) - 1;
  }

  /** An act inside the current one has written a field. */
  wrote(act: number, entity: Entity, component: string, field: string): void {
    const change = this.#shadow.changeOf(entity, component, field);
    if (change) this.#writes.push(this.#writeOf(act, change));
  }

  /** What was told since the last call is the current act's, or that of one inside it. */
  told(act = this.#current): void {
    for (const event of this.#events.since(this.#toldBefore)) this.#told.push({ act, event, asked: undefined });
    this.#toldBefore = this.#events.count;
  }

  /** The current script's call asked for an entity to come or go; it will at the end of the system. */
  wished(entity: Entity, effect: ScriptEffect): void {
    this.#wishes.set(entity, { act: this.#current, asked: this.#effect(effect) });
  }

  /** Attributes what changed since the last call to the current act. */
  settle(): void {
    const act = this.#current;
    if (act < 0) return;
    for (const change of this.#shadow.changes()) this.#writes.push(this.#writeOf(act, change));
    const { kpis } = this.#session;
    for (const kpi of new Set([...Object.keys(this.#kpisBefore), ...Object.keys(kpis)])) {
      const [from, to] = [this.#kpisBefore[kpi] ?? null, kpis[kpi] ?? null];
      if (from === to) continue;
      const effect = this.#effects.findLast((one) => one.kind === 'kpi' && one.name === kpi);
      this.#kpis.push({ act, kpi, from, to, asked: effect && this.#effect(effect) });
    }
    this.#kpisBefore = { ...kpis };
    for (const event of this.#events.since(this.#toldBefore)) {
      const effect = this.#effects.find((one) => one.kind === 'emit' && one.payload === event.payload && one.type === event.type);
      this.#told.push({ act, event, asked: effect && this.#effect(effect) });
    }
    this.#toldBefore = this.#events.count;
    const afters = this.#effects.filter(({ kind }) => kind === 'after');
    for (let id = this.#timersBefore + 1; id <= this.#arena.timers.issued; id += 1) {
      const effect = afters[id - this.#timersBefore - 1];
      this.#timers.push({ act, id, asked: effect && this.#effect(effect) });
    }
    this.#timersBefore = this.#arena.timers.issued;
    this.#effects = [];
  }

  /** Ends the tick. */
  finish(tick: number): Trace {
    this.settle();
    return { tick, acts: this.#acts, writes: this.#writes, kpis: this.#kpis, told: this.#told, timers: this.#timers };
  }

  /** Its place among what the call asked for besides columns. */
  #effect(effect: ScriptEffect): Asked {
    const others = this.#effects.filter(({ kind }) => kind !== 'column');
    return { effect: others.indexOf(effect) };
  }

  #writeOf(act: number, { id, lane, slot, ...change }: ColumnChange): Write {
    const wish = change.field === undefined ? this.#wishes.get(id) : undefined;
    if (wish) return { ...change, ...wish };
    const { component, field } = change;
    const own = field !== undefined && this.#acts[act]!.kind === 'script' ? { component, field, lane, slot } : undefined;
    return { ...change, act, asked: own };
  }
}
