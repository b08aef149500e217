/** The input block: the world's numbers on their way into a script, and what the script made of them on their way back. */
import { HEAD, HEADER, RECORD_HEAD, type ComponentPlan, type FieldPlan } from './plan.ts';
import type { Texts } from './texts.ts';
import type { Hook, Lane, ScriptEffect, ScriptWorld, Writes } from './world.ts';

type ColumnEffect = Extract<ScriptEffect, { kind: 'column' }>;

const HOOK: Readonly<Record<Hook, number>> = { on: 0, start: 1, onTick: 2 };

/** A write that the world cannot take; worded for the author. */
export class Refusal extends Error {
  readonly code: 'RESULT' | 'PERMISSION';
  constructor(code: 'RESULT' | 'PERMISSION', message: string) {
    super(message);
    this.code = code;
  }
}

/** Numbers on their way into the interpreter's block: all of them, or some with their places. */
export interface Patch {
  readonly places: Uint32Array | undefined;
  readonly values: Float64Array;
}

export const applyPatch = (block: Float64Array, { places, values }: Patch): void => {
  if (places === undefined) block.set(values);
  else for (let i = 0; i < places.length; i++) block[places[i]!] = values[i]!;
};

/** Parts of the block into which the script may have written: bit i stands for the numbers from i * size on. */
export interface Written {
  readonly parts: bigint;
  readonly size: number;
}

/** What the numbers of a record are, by their place in it. */
interface Cell {
  readonly field: FieldPlan;
  readonly lane: number;
  readonly element: number;
  /** Which column among those of the component: fields in their order, lanes within. */
  readonly column: number;
}

/** What a script wrote into one column. */
interface Changed {
  readonly cell: Cell;
  readonly places: number[];
  readonly slots: number[];
}

const cellsOf = ({ fields }: ComponentPlan): (Cell | undefined)[] => {
  const cells: (Cell | undefined)[] = [];
  let column = 0;
  for (const field of fields) {
    for (let lane = 0; lane < field.lanes; lane++, column++) {
      for (let element = 0; element < field.width; element++)
        cells[field.offset + element * field.lanes + lane] = { field, lane, element, column };
    }
  }
  return cells;
};

export class InputBlock {
  readonly #plans: readonly ComponentPlan[];
  readonly #numbers: ReadonlyMap<string, number>;
  readonly #cells: readonly (readonly (Cell | undefined)[])[];
  readonly #texts: Texts;
  #packet = new Float64Array(256);
  #length = 0;
  #counts: number[] = [];
  /** Where each component's records begin. */
  #starts: number[] = [];

  constructor(plans: readonly ComponentPlan[], texts: Texts) {
    this.#plans = plans;
    this.#numbers = new Map(plans.map(({ name }, c) => [name, c]));
    this.#cells = plans.map(cellsOf);
    this.#texts = texts;
  }

  /** The packet last encoded; valid until the next. */
  get packet(): Float64Array {
    return this.#packet.subarray(0, this.#length);
  }

  /** Lays out the world's numbers. Texts that the script does not know yet are numbered in `texts`. */
  encode(world: ScriptWorld, hook: Hook): void {
    const texts = this.#texts;
    const members = this.#plans.map(({ name }) => world.members(name).length);
    this.#reserve(HEADER + this.#plans.length + this.#plans.reduce((sum, { stride }, c) => sum + stride * members[c]!, 0));
    const packet = this.#packet;
    this.#head(world, hook);
    let at = HEADER + this.#plans.length;
    this.#plans.forEach(({ name, stride, fields }, c) => {
      const indices = world.members(name);
      const count = indices.length;
      this.#starts[c] = at;
      packet[HEADER + c] = count;
      for (let i = 0, record = at; i < count; i++, record += stride) {
        const index = indices[i]!;
        packet[record] = index;
        packet[record + 1] = texts.id(world.keyOf(index));
      }
      for (const { name: field, offset, lanes, width, text } of fields) {
        const columns = world.lanes(name, field);
        for (let lane = 0; lane < lanes; lane++) {
          const column = columns[lane]!;
          for (let i = 0, record = at + offset + lane; i < count; i++, record += stride) {
            const from = indices[i]! * width;
            for (let k = 0; k < width; k++) {
              const value = column[from + k]!;
              packet[record + k * lanes] = text === undefined ? value : texts.id(world.text(text, value));
            }
          }
        }
      }
      at += stride * count;
    });
    this.#counts = members;
    this.#length = at;
  }

  /**
   * Brings the packet last encoded up to date with the writes from number `from` on, and gives back the numbers that may have changed. The
   * packet, and the numbers of new texts, come out as if all of it were encoded anew.
   */
  update(world: ScriptWorld, hook: Hook, writes: Writes, from: number): Patch {
    this.#head(world, hook);
    const written = this.#recordsOf(writes, from);
    const places = new Uint32Array(
      written.reduce((sum, records, c) => sum + records.length * (this.#plans[c]!.stride - RECORD_HEAD), HEADER),
    );
    for (let i = 0; i < HEADER; i++) places[i] = i;
    let count = HEADER;
    for (const [c, { name, fields, stride }] of this.#plans.entries()) {
      const records = written[c]!;
      if (records.length === 0) continue;
      for (const field of fields) {
        const columns = world.lanes(name, field.name);
        for (let lane = 0; lane < field.lanes; lane++) for (const record of records) this.#read(world, field, lane, columns[lane]!, record);
      }
      for (const record of records) for (let i = RECORD_HEAD; i < stride; i++) places[count++] = record + i;
    }
    const values = new Float64Array(count);
    for (let i = 0; i < count; i++) values[i] = this.#packet[places[i]!]!;
    return { places, values };
  }

  /** The records that were written, ascending, by component. */
  #recordsOf({ components, indices }: Writes, from: number): number[][] {
    const found = this.#plans.map((): number[] => []);
    for (let i = from; i < components.length; i++) {
      const c = this.#numbers.get(components[i]!);
      const record = c === undefined ? -1 : this.#recordOf(c, indices[i]!);
      if (record >= 0) found[c!]!.push(record);
    }
    return found.map((records) => (records.length < 2 ? records : [...new Set(records)].sort((a, b) => a - b)));
  }

  /** Where the record of an entity begins; -1 if it has none. */
  #recordOf(c: number, index: number): number {
    const packet = this.#packet;
    const { stride } = this.#plans[c]!;
    const start = this.#starts[c]!;
    let [low, high] = [0, this.#counts[c]! - 1];
    while (low <= high) {
      const middle = (low + high) >>> 1;
      const found = packet[start + middle * stride]!;
      if (found === index) return start + middle * stride;
      if (found < index) low = middle + 1;
      else high = middle - 1;
    }
    return -1;
  }

  #read(world: ScriptWorld, { offset, lanes, width, text }: FieldPlan, lane: number, column: Lane, record: number): void {
    const packet = this.#packet;
    const from = packet[record]! * width;
    for (let k = 0; k < width; k++) {
      const value = column[from + k]!;
      packet[record + offset + lane + k * lanes] = text === undefined ? value : this.#texts.id(world.text(text, value));
    }
  }

  #head({ tick, time, dt }: ScriptWorld, hook: Hook): void {
    const packet = this.#packet;
    packet.fill(0, 0, HEADER);
    packet[HEAD.tick] = tick;
    packet[HEAD.time] = time;
    packet[HEAD.dt] = dt;
    packet[HEAD.hook] = HOOK[hook];
  }

  /** Marks in the packet whether rows came or went since what the script last saw (`seen`, its memory). */
  compareMembership(seen: Float64Array): void {
    const packet = this.#packet;
    packet[HEAD.changed] = this.#sameMembers(seen) ? 0 : 1;
  }

  #sameMembers(seen: Float64Array): boolean {
    const packet = this.#packet;
    if (seen.length < this.#length) return false;
    let at = HEADER + this.#plans.length;
    for (let c = 0; c < this.#plans.length; c++) if (packet[HEADER + c] !== seen[HEADER + c]) return false;
    for (let c = 0; c < this.#plans.length; c++) {
      const { stride } = this.#plans[c]!;
      for (let i = 0; i < this.#counts[c]!; i++, at += stride) if (packet[at] !== seen[at] || packet[at + 1] !== seen[at + 1]) return false;
    }
    return true;
  }

  /**
   * What the script changed: its memory against the packet, where it may have written. Throws Refusal; the world's strings are interned only
   * when all is well.
   */
  decode(after: Float64Array, world: ScriptWorld, written: Written): ColumnEffect[] {
    const effects: ColumnEffect[] = [];
    const interned: (() => void)[] = [];
    this.#changed(after, written).forEach((columns) => {
      for (const column of columns) if (column !== undefined) this.#changes(column, after, world, effects, interned);
    });
    for (const intern of interned) intern();
    return effects;
  }

  /** The places that changed, ascending, by component and column. */
  #changed(after: Float64Array, { parts, size }: Written): (Changed | undefined)[][] {
    const packet = this.#packet;
    const changed: (Changed | undefined)[][] = this.#plans.map(() => []);
    let c = 0;
    for (let part = 0, rest = parts; rest !== 0n; part++, rest >>= 1n) {
      if ((rest & 1n) === 0n) continue;
      const end = Math.min((part + 1) * size, this.#length);
      for (let place = Math.max(part * size, HEADER + this.#plans.length); place < end; place++) {
        if (packet[place] === after[place]) continue;
        while (place >= this.#starts[c]! + this.#counts[c]! * this.#plans[c]!.stride) c++;
        const inComponent = place - this.#starts[c]!;
        const { stride } = this.#plans[c]!;
        const cell = this.#cells[c]![inComponent % stride];
        if (cell === undefined) continue;
        const { places, slots } = (changed[c]![cell.column] ??= { cell, places: [], slots: [] });
        places.push(place);
        slots.push(packet[place - (inComponent % stride)]! * cell.field.width + cell.element);
      }
    }
    return changed;
  }

  #changes(
    { cell: { field, lane }, places, slots }: Changed,
    after: Float64Array,
    world: ScriptWorld,
    effects: ColumnEffect[],
    interned: (() => void)[],
  ): void {
    const values = places.map((place) => {
      this.#check(field, after[place]!);
      return after[place]! + 0;
    });
    const effect: ColumnEffect = {
      kind: 'column',
      component: field.component,
      field: field.name,
      lane,
      width: field.width,
      slots: Uint32Array.from(slots),
      values: Float64Array.from(values),
    };
    effects.push(effect);
    const { text: kind } = field;
    if (kind === undefined) return;
    const resolve = (): void => {
      effect.values.forEach((id, i) => {
        const text = this.#texts.text(id) ?? '';
        const raw = world.raw(kind, text);
        if (raw === undefined) throw new Refusal('RESULT', `${field.component}.${field.name}: there is no entity ${JSON.stringify(text)}.`);
        effect.values[i] = raw;
      });
    };
    if (kind === 'entity') resolve();
    else interned.push(resolve);
  }

  #check({ component, name, min, max, integer, locked, text }: FieldPlan, value: number): void {
    const what = `${component}.${name}`;
    if (locked) throw new Refusal('PERMISSION', `This script may not write ${what}.`);
    if (!(value >= min && value <= max)) throw new Refusal('RESULT', `${what} cannot be ${value}: it is from ${min} to ${max}.`);
    if (integer && !Number.isInteger(value)) throw new Refusal('RESULT', `${what} cannot be ${value}: it is a whole number.`);
    if (text !== undefined && this.#texts.text(value) === undefined)
      throw new Refusal('RESULT', `${what} names a text that the script never sent.`);
  }

  #reserve(length: number): void {
    if (length > this.#packet.length) this.#packet = new Float64Array(Math.max(length, this.#packet.length * 2));
  }
}
