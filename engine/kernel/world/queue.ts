import type { Json } from '../json.ts';
import type { Entity } from './entity.ts';
import { NO_ENTITY } from './entity.ts';

/** The kinds of a waiting change, besides spawns. */
export const OP = { despawn: 1, add: 2, remove: 3, parent: 4 } as const;

/** Added to a kind whose change has a value. */
export const WITH_VALUE = 8;

export type FieldValues = Readonly<Record<string, Json>>;

/** What waited: spawns, two words each, and other changes, three words each, both in call order. Valid until the next push. */
export interface Waiting {
  readonly spawns: Uint32Array;
  readonly spawned: number;
  readonly ops: Uint32Array;
  readonly count: number;
  readonly values: readonly FieldValues[];
}

/** Structural changes that wait for the running system to end. Empty whenever a world is saved, hashed or ended a tick. */
export class Queue {
  /** Changes that wait, besides spawns. */
  count = 0;
  /** Entities promised to spawns that wait. */
  spawned = 0;
  /** The last of them. */
  last: Entity = NO_ENTITY;
  readonly keys = new Set<number>();
  #spawns = new Uint32Array(128);
  #ops = new Uint32Array(192);
  #values: FieldValues[] = [];

  pushSpawn(entity: Entity, key: number): void {
    const at = this.spawned * 2;
    if (at === this.#spawns.length) this.#spawns = doubled(this.#spawns);
    this.#spawns[at] = entity;
    this.#spawns[at + 1] = key;
    if (key !== 0) this.keys.add(key);
    this.last = entity;
    this.spawned++;
  }

  /** `detail`: a component's id, a parent. */
  push(op: number, entity: Entity, detail: number, value?: FieldValues): void {
    const at = this.count * 3;
    if (at === this.#ops.length) this.#ops = doubled(this.#ops);
    const ops = this.#ops;
    ops[at + 1] = entity;
    ops[at + 2] = detail;
    if (value === undefined) ops[at] = op;
    else {
      ops[at] = op | WITH_VALUE;
      this.#values.push(value);
    }
    this.count++;
  }

  /** Everything that waits; then nothing waits. */
  take(): Waiting {
    const taken = { spawns: this.#spawns, spawned: this.spawned, ops: this.#ops, count: this.count, values: this.#values };
    this.count = 0;
    this.spawned = 0;
    this.last = NO_ENTITY;
    if (this.keys.size > 0) this.keys.clear();
    if (taken.values.length > 0) this.#values = [];
    return taken;
  }
}

function doubled(words: Uint32Array<ArrayBuffer>): Uint32Array<ArrayBuffer> {
  const larger = new Uint32Array(2 * words.length);
  larger.set(words);
  return larger;
}
