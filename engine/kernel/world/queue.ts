import type { Json } from '../json.ts';
import type { Entity } from './entity.ts';

/** The kinds of a waiting change. */
export const OP = { spawn: 0, despawn: 1, add: 2, remove: 3, parent: 4 } as const;

export type FieldValues = Readonly<Record<string, Json>>;

/** Structural changes that wait for the running system to end, in call order. Empty whenever a world is saved, hashed or ended a tick. */
export class Queue {
  count = 0;
  /** Entities promised to spawns that wait. */
  spawned = 0;
  readonly keys = new Set<number>();
  #op = new Uint32Array(192);
  readonly #values: (FieldValues | undefined)[] = [];

  /** `detail`: a spawn's key, a component's id, a parent. */
  push(op: number, entity: Entity, detail: number, value?: FieldValues): void {
    const at = this.count * 3;
    if (at === this.#op.length) {
      const larger = new Uint32Array(2 * at);
      larger.set(this.#op);
      this.#op = larger;
    }
    this.#op[at] = op;
    this.#op[at + 1] = entity;
    this.#op[at + 2] = detail;
    this.#values[this.count++] = value;
  }

  /** Hands over every change in call order and forgets it. */
  drain(apply: (op: number, entity: Entity, detail: number, value: FieldValues | undefined) => void): void {
    const { count } = this;
    this.count = 0;
    this.spawned = 0;
    this.keys.clear();
    for (let i = 0; i < count; i++) {
      const value = this.#values[i];
      this.#values[i] = undefined;
      apply(this.#op[i * 3]!, this.#op[i * 3 + 1]! as Entity, this.#op[i * 3 + 2]!, value);
    }
  }
}
