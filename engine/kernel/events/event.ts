import type { Json } from '../json.ts';

/** Something that happened in a tick, for the world's subscribers and for the host. */
export interface GameEvent {
  readonly tick: number;
  readonly type: string;
  /** The entity that it concerns, by key. */
  readonly entity?: string;
  readonly payload: Json;
  /** The system or script that told it. */
  readonly source: string;
}

/** Where in the schedule an event was told; both count from 0. */
export interface Moment {
  readonly phase: number;
  readonly system: number;
}

interface Entry {
  readonly event: GameEvent;
  readonly phase: number;
  readonly system: number;
  readonly index: number;
  readonly order: number;
}

const byOrder = (a: Entry, b: Entry): number => a.phase - b.phase || a.system - b.system || a.index - b.index || a.order - b.order;

/** The events of one tick. They are an output, not state: nothing of it outlives the tick. */
export class EventLog {
  #entries: Entry[] = [];
  #tick = 0;
  #moment: Moment = { phase: 0, system: 0 };

  /** Begins a tick with no events. */
  begin(tick: number): void {
    this.#tick = tick;
    this.#entries = [];
    this.#moment = { phase: 0, system: 0 };
  }

  /** Events told from here on belong to this place in the schedule. */
  enter(moment: Moment): void {
    this.#moment = moment;
  }

  /** Appends an event. `index` is the entity's index where the event concerns one; events without come first. */
  emit(source: string, type: string, payload: Json, about?: { index: number; entity: string }): void {
    const event: GameEvent = { tick: this.#tick, type, payload, source, ...(about && { entity: about.entity }) };
    this.#entries.push({ event, ...this.#moment, index: about?.index ?? -1, order: this.#entries.length });
  }

  /** How many were told in this tick so far. */
  get count(): number {
    return this.#entries.length;
  }

  /** What was told after the first `count` events of the tick, in the order of telling. */
  since(count: number): GameEvent[] {
    return this.#entries.slice(count).map(({ event }) => event);
  }

  /** Events of one phase, in order: what subscribers are given in the next. */
  ofPhase(phase: number): GameEvent[] {
    return this.#sorted((entry) => entry.phase === phase);
  }

  /** Events so far of some types, ordered as `all`: what a subscriber is given. */
  heard(types: readonly string[]): GameEvent[] {
    return types.length === 0 ? [] : this.#sorted(({ event }) => types.includes(event.type));
  }

  /** All events so far, ordered by phase, system, entity and call. */
  all(): GameEvent[] {
    return this.#sorted(() => true);
  }

  #sorted(which: (entry: Entry) => boolean): GameEvent[] {
    return this.#entries
      .filter(which)
      .sort(byOrder)
      .map(({ event }) => event);
  }
}
