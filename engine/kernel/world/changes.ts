import { LedgerError } from '../error.ts';
import type { Entity } from './entity.ts';
import { NO_ENTITY, allocate, entityAt, indexOf, isAlive, makeEntity, markAlive, peekEntity } from './entity.ts';
import type { Memory } from './memory.ts';
import { setParent } from './parents.ts';
import type { ComponentPlan } from './plan.ts';
import type { Visits } from './query.ts';
import type { FieldValues } from './queue.ts';
import { OP, Queue, WITH_VALUE } from './queue.ts';
import { addComponent, despawn, hasComponent, removeComponent, setKey } from './structure.ts';
import type { Names } from './values.ts';

/** Changes of a world's structure: at once, or, while a system runs or a query visits, when it has ended, in call order. */
export class Changes implements Visits {
  readonly #memory: Memory;
  readonly #names: Names;
  /** As `names`, but an entity that ended before its reference was written is null. */
  readonly #lenient: Names;
  readonly #queue = new Queue();
  #visiting = 0;
  #deferring = false;

  constructor(memory: Memory, names: Names, lenient: Names) {
    this.#memory = memory;
    this.#names = names;
    this.#lenient = lenient;
  }

  /** Whether changes wait now. */
  get waits(): boolean {
    return this.#deferring || this.#visiting > 0;
  }

  /** Whether an entity is alive or promised to a spawn that waits. */
  knows(entity: Entity): boolean {
    const queue = this.#queue;
    if (isAlive(this.#memory, entity) || (entity === queue.last && entity !== NO_ENTITY)) return true;
    if (queue.spawned === 0) return false;
    const index = indexOf(entity);
    const known = this.#memory.length('entity');
    const fresh = Math.max(0, queue.spawned - this.#memory.length('free'));
    return index < known ? entityAt(this.#memory, index) === entity : index < known + fresh && entity === makeEntity(index, 1);
  }

  /** Whether a key (a string id) is promised to a spawn that waits. */
  knowsKey(key: number): boolean {
    return this.#queue.keys.has(key);
  }

  spawn(key: number): Entity {
    const memory = this.#memory;
    const queue = this.#queue;
    if (this.waits) {
      const entity = peekEntity(memory, queue.spawned++);
      queue.last = entity;
      if (key !== 0) queue.keys.add(key);
      queue.push(OP.spawn, entity, key);
      return entity;
    }
    const entity = peekEntity(memory, 0);
    allocate(memory, 1);
    this.#begin(entity, key);
    return entity;
  }

  despawn(entity: Entity): void {
    if (this.waits) this.#queue.push(OP.despawn, entity, 0);
    else despawn(this.#memory, entity);
  }

  add(entity: Entity, component: ComponentPlan, fields: FieldValues | undefined): void {
    if (this.waits) this.#queue.push(OP.add, entity, component.id, fields);
    else addComponent(this.#memory, indexOf(entity), component, fields, this.#names);
  }

  remove(entity: Entity, component: ComponentPlan): void {
    if (this.waits) this.#queue.push(OP.remove, entity, component.id);
    else this.#remove(entity, component);
  }

  setParent(entity: Entity, parent: Entity): void {
    if (this.waits) this.#queue.push(OP.parent, entity, parent);
    else setParent(this.#memory, entity, parent);
  }

  defer(): void {
    this.#deferring = true;
    this.#memory.pin();
  }

  flush(): void {
    if (this.#visiting > 0)
      throw new LedgerError({
        code: 'structure-visiting',
        message: 'flush() was called inside a query.',
        hint: 'Call it when the system has ended.',
      });
    this.#deferring = false;
    this.#apply();
  }

  enter(): void {
    if (this.#visiting++ === 0) this.#memory.pin();
  }

  leave(): void {
    if (--this.#visiting === 0 && !this.#deferring) this.#apply();
  }

  #apply(): void {
    const memory = this.#memory;
    memory.unpin();
    if (this.#queue.count === 0) return;
    const { components } = memory.plan;
    allocate(memory, this.#queue.spawned);
    const { ops, count, values } = this.#queue.take();
    for (let i = 0, v = 0; i < 3 * count; i += 3) {
      const entity = ops[i + 1]! as Entity;
      const detail = ops[i + 2]!;
      let op = ops[i]!;
      let value: FieldValues | undefined;
      if (op >= WITH_VALUE) {
        op -= WITH_VALUE;
        value = values[v++];
      }
      if (op === OP.spawn) this.#begin(entity, detail);
      else if (!isAlive(memory, entity)) continue;
      else if (op === OP.add) addComponent(memory, indexOf(entity), components[detail]!, value, this.#lenient);
      else if (op === OP.despawn) despawn(memory, entity);
      else if (op === OP.remove) this.#remove(entity, components[detail]!);
      else this.#tryParent(entity, detail as Entity);
    }
  }

  #begin(entity: Entity, key: number): void {
    markAlive(this.#memory, entity);
    if (key !== 0) setKey(this.#memory, entity, key);
  }

  #remove(entity: Entity, component: ComponentPlan): void {
    if (hasComponent(this.#memory, indexOf(entity), component)) removeComponent(this.#memory, indexOf(entity), component);
  }

  /** Sets a parent unless it has ended or would close a circle by now. */
  #tryParent(entity: Entity, parent: Entity): void {
    if (parent !== NO_ENTITY && !isAlive(this.#memory, parent)) return;
    try {
      setParent(this.#memory, entity, parent);
    } catch (error) {
      if (!(error instanceof LedgerError && error.code === 'parent-circle')) throw error;
    }
  }
}
