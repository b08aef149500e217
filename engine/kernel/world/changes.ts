import { LedgerError } from '../error.ts';
import type { Entity } from './entity.ts';
import { NO_ENTITY, allocate, entityAt, indexOf, isAlive, makeEntity, markAlive, peekEntity } from './entity.ts';
import type { Memory } from './memory.ts';
import { setParent } from './parents.ts';
import type { ComponentPlan } from './plan.ts';
import type { Visits } from './query.ts';
import type { FieldValues } from './queue.ts';
import { OP, Queue, WITH_VALUE } from './queue.ts';
import { addComponent, despawn, removeComponent, setKey } from './structure.ts';
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
      const entity = peekEntity(memory, queue.spawned);
      queue.pushSpawn(entity, key);
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
    else removeComponent(this.#memory, indexOf(entity), component);
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

  /**
   * Applies what waits. Spawns first: their entities were promised before anything else could take their place, and nothing that waits
   * before a spawn can name its entity. Then the others in call order, equal ones in a row together.
   */
  #apply(): void {
    const memory = this.#memory;
    memory.unpin();
    if (this.#queue.count === 0 && this.#queue.spawned === 0) return;
    allocate(memory, this.#queue.spawned);
    const { spawns, spawned, ops, count, values } = this.#queue.take();
    for (let i = 0; i < spawned; i++) this.#begin(spawns[2 * i]! as Entity, spawns[2 * i + 1]!);
    for (let from = 0, v = 0; from < count;) {
      const op = ops[3 * from]!;
      const detail = ops[3 * from + 2]!;
      let to = from + 1;
      if (op >= WITH_VALUE) this.#addWith(ops[3 * from + 1]! as Entity, detail, values[v++]!);
      else {
        while (to < count && ops[3 * to] === op && ops[3 * to + 2] === detail) to++;
        this.#applyAll(op, detail, ops, from, to);
      }
      from = to;
    }
  }

  #addWith(entity: Entity, component: number, value: FieldValues): void {
    if (isAlive(this.#memory, entity))
      addComponent(this.#memory, indexOf(entity), this.#memory.plan.components[component]!, value, this.#lenient);
  }

  /** One kind of change with one detail, for the entities of a stretch of the queue. */
  #applyAll(op: number, detail: number, ops: Uint32Array, from: number, to: number): void {
    const memory = this.#memory;
    if (op === OP.parent) {
      for (let i = from; i < to; i++) this.#tryParent(ops[3 * i + 1]! as Entity, detail as Entity);
      return;
    }
    const component = memory.plan.components[detail]!;
    for (let i = from; i < to; i++) {
      const entity = ops[3 * i + 1]! as Entity;
      if (!isAlive(memory, entity)) continue;
      if (op === OP.add) addComponent(memory, indexOf(entity), component, undefined, this.#lenient);
      else if (op === OP.remove) removeComponent(memory, indexOf(entity), component);
      else despawn(memory, entity);
    }
  }

  #begin(entity: Entity, key: number): void {
    markAlive(this.#memory, entity);
    if (key !== 0) setKey(this.#memory, entity, key);
  }

  /** Sets a parent unless it has ended or would close a circle by now. */
  #tryParent(entity: Entity, parent: Entity): void {
    if (!isAlive(this.#memory, entity) || (parent !== NO_ENTITY && !isAlive(this.#memory, parent))) return;
    try {
      setParent(this.#memory, entity, parent);
    } catch (error) {
      if (!(error instanceof LedgerError && error.code === 'parent-circle')) throw error;
    }
  }
}
