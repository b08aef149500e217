/** The input block: the world's numbers on their way into a script, and what the script made of them on their way back. */
import type { ComponentPlan, FieldPlan } from './plan.ts';
import { HEAD, HEADER } from './sdk/prelude.ts';
import type { Texts } from './texts.ts';
import type { Hook, ScriptEffect, ScriptWorld } from './world.ts';

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

export class InputBlock {
  readonly #plans: readonly ComponentPlan[];
  readonly #texts: Texts;
  #packet = new Float64Array(256);
  #length = 0;
  #counts: number[] = [];

  constructor(plans: readonly ComponentPlan[], texts: Texts) {
    this.#plans = plans;
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
    packet.fill(0, 0, HEADER);
    packet[HEAD.tick] = world.tick;
    packet[HEAD.time] = world.time;
    packet[HEAD.dt] = world.dt;
    packet[HEAD.hook] = HOOK[hook];
    let at = HEADER + this.#plans.length;
    this.#plans.forEach(({ name, stride, fields }, c) => {
      const indices = world.members(name);
      const count = indices.length;
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

  /** What the script changed: its memory against the packet. Throws Refusal; the world's strings are interned only when all is well. */
  decode(after: Float64Array, world: ScriptWorld): ColumnEffect[] {
    const packet = this.packet;
    const start = HEADER + this.#plans.length;
    let first = start;
    while (first < packet.length && packet[first] === after[first]) first++;
    if (first === packet.length) return [];
    const effects: ColumnEffect[] = [];
    const interned: (() => void)[] = [];
    let at = start;
    this.#plans.forEach(({ fields, stride }, c) => {
      const count = this.#counts[c]!;
      if (first < at + stride * count) {
        for (const field of fields) {
          for (let lane = 0; lane < field.lanes; lane++) this.#changes(field, lane, at, stride, count, after, world, effects, interned);
        }
      }
      at += stride * count;
    });
    for (const intern of interned) intern();
    return effects;
  }

  #changes(
    field: FieldPlan,
    lane: number,
    at: number,
    stride: number,
    count: number,
    after: Float64Array,
    world: ScriptWorld,
    effects: ColumnEffect[],
    interned: (() => void)[],
  ): void {
    const packet = this.#packet;
    const slots: number[] = [];
    const values: number[] = [];
    for (let i = 0, record = at; i < count; i++, record += stride) {
      for (let k = 0; k < field.width; k++) {
        const place = record + field.offset + k * field.lanes + lane;
        const value = after[place]!;
        if (value === packet[place]) continue;
        this.#check(field, value);
        slots.push(packet[record]! * field.width + k);
        values.push(value + 0);
      }
    }
    if (slots.length === 0) return;
    const effect: ColumnEffect = {
      kind: 'column',
      component: field.component,
      field: field.name,
      lane,
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
