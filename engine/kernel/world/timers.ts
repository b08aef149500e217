import { LedgerError } from '../error.ts';
import type { Entity } from './entity.ts';
import type { Column, Memory } from './memory.ts';
import { WORD } from './memory.ts';
import { CORE } from './plan.ts';
import type { Strings } from './strings.ts';

/** Something to happen in a later tick. */
export interface Timer {
  readonly id: number;
  /** The tick in which it is due. */
  readonly due: number;
  /** Who set it: a script's path or a system's name. */
  readonly source: string;
  /** What to call. */
  readonly name: string;
  /** The entity that it concerns, or 0. */
  readonly entity: Entity;
  /** Whatever the source wants back: canonical JSON text. */
  readonly payload: string;
}

const COLUMNS = [CORE.timerDue, CORE.timerId, CORE.timerSource, CORE.timerName, CORE.timerEntity, CORE.timerPayload] as const;
const MAX_TIMERS = 65_536;

/** The world's pending timers, kept in the order in which they will fire: by due tick, then in the order they were set. */
export class Timers {
  readonly #memory: Memory;
  readonly #strings: Strings;

  constructor(memory: Memory, strings: Strings) {
    this.#memory = memory;
    this.#strings = strings;
  }

  get count(): number {
    return this.#memory.header[WORD.timer]!;
  }

  /** Timers ever set; they are numbered from 1. */
  get issued(): number {
    return this.#memory.header[WORD.nextTimer]!;
  }

  /** Sets a timer `ticks` (>= 1) from now and returns its id. */
  after(
    ticks: number,
    { source, name, entity = 0 as Entity, payload = '' }: { source: string; name: string; entity?: Entity; payload?: string },
  ): number {
    const memory = this.#memory;
    const due = memory.header[WORD.tick]! + ticks;
    if (!Number.isInteger(ticks) || ticks < 1 || due > 0xffff_ffff) {
      throw new LedgerError({
        code: 'timer-ticks',
        message: `A timer cannot wait ${ticks} ticks.`,
        hint: 'Give a whole number, 1 or more.',
        where: source,
      });
    }
    const count = this.count;
    if (count >= MAX_TIMERS)
      throw new LedgerError({
        code: 'timer-count',
        message: `There are already ${count} timers.`,
        hint: 'Let one timer set the next.',
        where: source,
      });
    memory.reserve('timer', count + 1);
    const id = ++memory.header[WORD.nextTimer]!;
    const values = [due, id, this.#strings.intern(source), this.#strings.intern(name), entity, this.#strings.intern(payload)];
    const at = this.#firstAfter(due);
    COLUMNS.forEach((section, i) => {
      const column = memory.views[section]!;
      column.copyWithin(at + 1, at, count);
      column[at] = values[i]!;
    });
    memory.header[WORD.timer] = count + 1;
    return id;
  }

  /** Takes out the timers that are due by now, in order. */
  due(): Timer[] {
    const end = this.#firstAfter(this.#memory.header[WORD.tick]!);
    const timers = Array.from({ length: end }, (_, i) => this.#at(i));
    this.#remove(0, end);
    return timers;
  }

  /** All pending timers, in the order in which they will fire. */
  pending(): Timer[] {
    return Array.from({ length: this.count }, (_, i) => this.#at(i));
  }

  /** Takes a timer back; false if it has fired or never was. */
  cancel(id: number): boolean {
    const at = this.#column(CORE.timerId).subarray(0, this.count).indexOf(id);
    if (at >= 0) this.#remove(at, at + 1);
    return at >= 0;
  }

  #column(section: number): Column {
    return this.#memory.views[section]!;
  }

  #at(i: number): Timer {
    const [due, id, source, name, entity, payload] = COLUMNS.map((section) => this.#column(section)[i]!) as [
      number,
      number,
      number,
      number,
      number,
      number,
    ];
    return {
      id,
      due,
      source: this.#strings.text(source),
      name: this.#strings.text(name),
      entity: entity as Entity,
      payload: this.#strings.text(payload),
    };
  }

  #firstAfter(tick: number): number {
    const due = this.#column(CORE.timerDue);
    let low = 0;
    let high = this.count;
    while (low < high) {
      const middle = (low + high) >>> 1;
      if (due[middle]! > tick) high = middle;
      else low = middle + 1;
    }
    return low;
  }

  #remove(from: number, to: number): void {
    const count = this.count;
    for (const section of COLUMNS) this.#column(section).copyWithin(from, to, count);
    this.#memory.header[WORD.timer] = count - (to - from);
  }
}
