import type { Json } from '../json.ts';
import type { Entity } from './entity.ts';
import { NO_ENTITY } from './entity.ts';

/** The kinds of a waiting change. */
export const OP = { spawn: 0, despawn: 1, add: 2, remove: 3, parent: 4 } as const;

/** Added to a kind whose change has a value. */
export const WITH_VALUE = 8;

export type FieldValues = Readonly<Record<string, Json>>;

/** Structural changes that wait for the running system to end, in call order. Empty whenever a world is saved, hashed or ended a tick. */
export class Queue {
  count = 0;
  /** Entities promised to spawns that wait. */
  spawned = 0;
  /** The last of them. */
  last: Entity = NO_ENTITY;
  readonly keys = new Set<number>();
  #op = new Uint32Array(192);
  #values: FieldValues[] = [];

  /** `detail`: a spawn's key, a component's id, a parent. */
  push(op: number, entity: Entity, detail: number, value?: FieldValues): void {
    const at = this.count * 3;
    if (at === this.#op.length) {
      const larger = new Uint32Array(2 * at);
      larger.set(this.#op);
      this.#op = larger;
    }
    this.#op[at] = value === undefined ? op : op | WITH_VALUE;
    this.#op[at + 1] = entity;
    this.#op[at + 2] = detail;
    if (value !== undefined) this.#values.push(value);
    this.count++;
  }

  /** Everything that waits, three words for each in call order, and its values; then nothing waits. Valid until the next push. */
  take(): { ops: Uint32Array; count: number; values: readonly FieldValues[] } {
    const taken = { ops: this.#op, count: this.count, values: this.#values };
    this.count = 0;
    this.spawned = 0;
    this.last = NO_ENTITY;
    if (this.keys.size > 0) this.keys.clear();
    if (taken.values.length > 0) this.#values = [];
    return taken;
  }
}
