import { LedgerError } from '../error.ts';
import { xxh64 } from '../hash/xxh64.ts';
import type { Json } from '../json.ts';
import { compareText } from '../json.ts';
import { toInteger } from '../math/rng.ts';
import { checkFields } from './check-value.ts';
import { checkReferences } from './check-references.ts';
import { checkWorld } from './check-world.ts';
import { Changes } from './changes.ts';
import type { Entity } from './entity.ts';
import { NO_ENTITY, entityAt, indexOf, isAlive } from './entity.ts';
import { FORMAT, MAGIC, readImage, writeImage } from './image.ts';
import type { Column } from './memory.ts';
import { Memory, WORD } from './memory.ts';
import { childrenOf, parentOf } from './parents.ts';
import type { ComponentPlan, FieldPlan, WorldLayout } from './plan.ts';
import { CORE, planOf } from './plan.ts';
import { Query } from './query.ts';
import type { FieldValues } from './queue.ts';
import { componentAbsent, entityGone, entityUnknown, findComponent, findField, keyRefused, keyTaken } from './refusals.ts';
import { Senders } from './senders.ts';
import { Streams } from './streams.ts';
import { Strings } from './strings.ts';
import { hasComponent, lanesOf, writeFields } from './structure.ts';
import { Timers } from './timers.ts';
import type { Names } from './values.ts';
import { readField } from './values.ts';

export interface ArenaOptions {
  /** Entities to make room for at once; it grows by doubling and leaves no trace in the state. */
  capacity?: number | undefined;
  /** The seed of everything random: an integer from 0 to 2^53 - 1. */
  seed?: number | undefined;
  /** Length of a tick in microseconds of the world's time. */
  stepMicros?: number | undefined;
  /** The level's own texts; they are interned first, sorted, and keep their ids for good. */
  texts?: Iterable<string> | undefined;
}

/** Components are named by name or, in hot code, by the number that `component(name)` gives. */
export type ComponentRef = string | number;

/** The state of one world, in one ArrayBuffer. */
export class Arena {
  readonly registry: WorldLayout;
  readonly timers: Timers;
  readonly senders: Senders;
  readonly streams: Streams;
  readonly #memory: Memory;
  readonly #strings: Strings;
  readonly #changes: Changes;
  readonly #names: Names;
  #scratch = new Uint8Array(0);

  private constructor(registry: WorldLayout, capacity: number | undefined) {
    this.registry = registry;
    const memory = new Memory(planOf(registry), { entity: capacity ?? 0 });
    const { header } = memory;
    header[WORD.magic] = MAGIC;
    header[WORD.format] = FORMAT;
    header[WORD.layoutLow] = Number.parseInt(registry.layoutHash.slice(0, 8), 16);
    header[WORD.layoutHigh] = Number.parseInt(registry.layoutHash.slice(8, 16), 16);
    this.#memory = memory;
    this.#strings = new Strings(memory);
    this.timers = new Timers(memory, this.#strings);
    this.streams = new Streams(memory, this.#strings);
    this.senders = new Senders(memory);
    this.#names = {
      intern: (text) => this.#strings.intern(text),
      text: (id) => this.#strings.text(id),
      entityId: (key) => {
        const entity = this.byKey(key);
        if (entity === undefined) throw entityUnknown(key);
        return entity;
      },
      entityKey: (id) => (isAlive(memory, id as Entity) ? this.nameOf(id as Entity) : null),
    };
    this.#changes = new Changes(memory, this.#names, { ...this.#names, entityId: (key) => this.byKey(key) ?? NO_ENTITY });
  }

  static create(registry: WorldLayout, { capacity, seed = 0, stepMicros = 0, texts = [] }: ArenaOptions = {}): Arena {
    const arena = new Arena(registry, capacity);
    arena.#strings.begin();
    const own = [...new Set(texts)].sort(compareText);
    arena.#memory.reserveAll({ string: own.length + 1, text: own.reduce((units, text) => units + text.length, 0) });
    for (const text of own) arena.#strings.intern(text);
    arena.#strings.keep();
    arena.seed = seed;
    arena.stepMicros = stepMicros;
    return arena;
  }

  /** A world from the bytes of `snapshot()`. Refuses other bytes with `checkpoint-…`. */
  static restore(registry: WorldLayout, snapshot: Uint8Array): Arena {
    const arena = new Arena(registry, undefined);
    arena.restore(snapshot);
    return arena;
  }

  // Header

  get tick(): number {
    return this.#memory.header[WORD.tick]!;
  }

  set tick(tick: number) {
    this.#memory.header[WORD.tick] = tick;
  }

  get seed(): number {
    const { header } = this.#memory;
    return header[WORD.seedHigh]! * 0x1_0000_0000 + header[WORD.seedLow]!;
  }

  set seed(seed: number) {
    if (!Number.isSafeInteger(seed) || seed < 0) {
      throw new LedgerError({
        code: 'seed-refused',
        message: `The seed cannot be ${seed}.`,
        hint: 'Give a whole number from 0 to 9007199254740991.',
      });
    }
    this.#memory.header[WORD.seedLow] = seed >>> 0;
    this.#memory.header[WORD.seedHigh] = Math.floor(seed / 0x1_0000_0000);
  }

  get stepMicros(): number {
    return this.#memory.header[WORD.stepMicros]!;
  }

  set stepMicros(micros: number) {
    this.#memory.header[WORD.stepMicros] = micros;
  }

  /** Entities alive. */
  get count(): number {
    return this.#memory.header[WORD.alive]!;
  }

  /** One more than the highest index ever used: what loops over columns run to. */
  get highWater(): number {
    return this.#memory.header[WORD.entity]!;
  }

  get capacity(): number {
    return this.#memory.capacity('entity');
  }

  /** The whole buffer, at capacity. */
  get bytes(): Uint8Array {
    return this.#memory.bytes;
  }

  /** Changes whenever columns move: typed arrays taken before are stale. Never while changes are deferred. */
  get version(): number {
    return this.#memory.version;
  }

  // Entities

  /** A new entity; inside a system its id is final but it lives from the system's end. Refuses a key in use and keys that begin with "e:". */
  spawn(key?: string): Entity {
    return this.#changes.spawn(key === undefined ? 0 : this.#newKey(key));
  }

  #newKey(key: string): number {
    if (key === '' || key.startsWith('e:')) throw keyRefused(key);
    const id = this.#strings.intern(key);
    if (this.#memory.views[CORE.keyOwner]![id] !== 0 || this.#changes.knowsKey(id)) throw keyTaken(key);
    return id;
  }

  /** Ends an entity and everything below it. */
  despawn(entity: Entity): void {
    this.#expect(entity);
    this.#changes.despawn(entity);
  }

  alive(entity: Entity): boolean {
    return isAlive(this.#memory, entity);
  }

  /** The entity at an index that a query gave. */
  entityAt(index: number): Entity {
    return entityAt(this.#memory, index);
  }

  /** An entity's stable key, if it has one. */
  keyOf(entity: Entity): string | undefined {
    const id = isAlive(this.#memory, entity) ? this.#memory.keys[indexOf(entity)]! : 0;
    return id === 0 ? undefined : this.#strings.text(id);
  }

  /** What an entity is called at every boundary: its key, else "e:" and its id. */
  nameOf(entity: Entity): string {
    return this.keyOf(entity) ?? `e:${entity}`;
  }

  /** The living entity of a key or of an "e:" name. */
  byKey(key: string): Entity | undefined {
    if (key.startsWith('e:')) {
      const id = Number(key.slice(2)) as Entity;
      return Number.isInteger(id) && id >= 0 && id <= 0xffff_ffff && isAlive(this.#memory, id) ? id : undefined;
    }
    const id = this.#strings.find(key);
    const owner = id === undefined ? 0 : this.#memory.views[CORE.keyOwner]![id]!;
    return owner === 0 ? undefined : (owner as Entity);
  }

  parentOf(entity: Entity): Entity | undefined {
    this.#expectAlive(entity);
    return parentOf(this.#memory, indexOf(entity)) || undefined;
  }

  /** Children, ascending by index. */
  childrenOf(entity: Entity): Entity[] {
    this.#expectAlive(entity);
    return childrenOf(this.#memory, entity).map((index) => entityAt(this.#memory, index));
  }

  /** Puts an entity below another, or with null at the top. Refuses a circle (inside a system: drops it at the system's end). */
  setParent(entity: Entity, parent: Entity | null): void {
    this.#expect(entity);
    if (parent !== null) this.#expect(parent);
    this.#changes.setParent(entity, parent ?? NO_ENTITY);
  }

  // Components

  /** The number of a component type. */
  component(name: string): number {
    return this.#component(name).id;
  }

  /** Adds a component with its defaults and the given fields; if the entity has it already, sets the given fields. */
  add(entity: Entity, ref: ComponentRef, value?: Json): void {
    const component = this.#component(ref);
    this.#expect(entity);
    this.#changes.add(entity, component, value === undefined ? undefined : this.#checked(component, value));
  }

  /** Removes a component; nothing happens if the entity lacks it. */
  remove(entity: Entity, ref: ComponentRef): void {
    const component = this.#component(ref);
    this.#expect(entity);
    this.#changes.remove(entity, component);
  }

  has(entity: Entity, ref: ComponentRef): boolean {
    return isAlive(this.#memory, entity) && hasComponent(this.#memory, indexOf(entity), this.#component(ref));
  }

  /** Names of the components that an entity has, sorted. */
  componentsOf(entity: Entity): string[] {
    this.#expectAlive(entity);
    return this.#memory.plan.components
      .filter((component) => hasComponent(this.#memory, indexOf(entity), component))
      .map(({ name }) => name);
  }

  /** A component's value as JSON, or undefined if the entity lacks it. */
  get(entity: Entity, ref: ComponentRef): Record<string, Json> | undefined {
    const component = this.#component(ref);
    if (!isAlive(this.#memory, entity) || !hasComponent(this.#memory, indexOf(entity), component)) return undefined;
    return Object.fromEntries(component.fields.map((field) => [field.name, this.#read(field, entity)]));
  }

  /** One field's value as JSON, or undefined if the entity lacks the component. */
  getField(entity: Entity, ref: ComponentRef, name: string): Json | undefined {
    const component = this.#component(ref);
    const field = findField(component, name);
    return this.has(entity, component.id) ? this.#read(field, entity) : undefined;
  }

  /** A field's value as JSON, out of columns as `lanes(ref, name)` gives them or copies of them. */
  read(ref: ComponentRef, name: string, lanes: readonly Column[], index: number): Json {
    return readField(findField(this.#component(ref), name), [...lanes], index, this.#names);
  }

  /** Sets some fields of a component that the entity has; checked, for edges and commands. Takes effect at once. */
  set(entity: Entity, ref: ComponentRef, partial: Json): void {
    const component = this.#component(ref);
    this.#expectAlive(entity);
    if (!hasComponent(this.#memory, indexOf(entity), component)) throw componentAbsent(this.nameOf(entity), component.name);
    writeFields(this.#memory, indexOf(entity), component, this.#checked(component, partial), this.#names);
  }

  /** The column of a field with one lane, by entity index (times the length of an array field). Valid while `version` stays. */
  column(ref: ComponentRef, field: string): Column {
    const component = this.#component(ref);
    const { sections } = findField(component, field);
    if (sections.length !== 1) {
      throw new LedgerError({
        code: 'column-lanes',
        message: `${component.name}.${field} has ${sections.length} lanes.`,
        hint: 'Use lanes(component, field).',
      });
    }
    return this.#memory.views[sections[0]!]!;
  }

  /** The columns of a field: one per lane (x, y, z for a vec3). */
  lanes(ref: ComponentRef, field: string): Column[] {
    return lanesOf(this.#memory, findField(this.#component(ref), field));
  }

  /** One bit per entity that has the component. */
  presence(ref: ComponentRef): Uint32Array {
    return this.#memory.views[this.#component(ref).presence] as Uint32Array;
  }

  /** One bit per living entity. */
  get aliveBits(): Uint32Array {
    return this.#memory.alive;
  }

  /** The parent of each entity by index, 0 for none; and the generation that lives or will live there. Valid while `version` stays; never written to. */
  get parents(): Uint32Array {
    return this.#memory.views[CORE.parent] as Uint32Array;
  }

  get generations(): Uint16Array {
    return this.#memory.views[CORE.generation] as Uint16Array;
  }

  /** The entities that have all of these components, ascending. Without any: all entities. */
  query(...all: ComponentRef[]): Query {
    return this.queryWithout(all, []);
  }

  /** The entities that have all of some components and none of others, ascending. */
  queryWithout(all: readonly ComponentRef[], none: readonly ComponentRef[]): Query {
    const sections = (refs: readonly ComponentRef[]): number[] => refs.map((ref) => this.#component(ref).presence);
    return new Query(this.#memory, this.#changes, sections(all), sections(none));
  }

  // Deferred structure

  /** From here on structural changes wait, and columns stay where they are: call before a system runs. */
  defer(): void {
    this.#changes.defer();
  }

  /** Ends `defer`: applies the waiting changes in call order. One whose entity has ended meanwhile is dropped. */
  flush(): void {
    this.#changes.flush();
  }

  // Texts and randomness

  intern(text: string): number {
    return this.#strings.intern(text);
  }

  text(id: number): string {
    return this.#strings.text(id);
  }

  /** Changes when texts are renumbered: ids held outside the arena are stale. */
  get textEpoch(): number {
    return this.#memory.header[WORD.stringEpoch]!;
  }

  /** The named stream's next number in [0, 1). */
  random(stream: string): number {
    return this.streams.next(stream);
  }

  /** The named stream's next whole number in [from, to]. */
  randomInt(stream: string, from: number, to: number): number {
    return toInteger(this.streams.next(stream), from, to);
  }

  // Time, state

  /** Ends the tick: drops texts that nothing names when enough gathered, and counts up. */
  advance(): void {
    this.#expectSettled();
    if (this.#strings.full) this.#strings.compact();
    this.#memory.header[WORD.tick]!++;
  }

  /** xxHash64 of `snapshot()`: the same for every world in this state, whatever its capacity and history. */
  hash64(): bigint {
    return xxh64(this.#image());
  }

  /**
   * The state as canonical bytes (docs/formats/arena.md); xxHash64 of them is `hash64()`. For rings of frames: written into `into` where it
   * has room for the whole arena (`bytes.length`), and returned as the part of it that was written.
   */
  snapshot(into?: Uint8Array<ArrayBuffer>): Uint8Array<ArrayBuffer> {
    if (into === undefined || into.length < this.#memory.bytes.length) return this.#image().slice();
    this.#expectSettled();
    return into.subarray(0, writeImage(this.#memory, into));
  }

  /** The canonical bytes in a buffer that the next call reuses. */
  #image(): Uint8Array<ArrayBuffer> {
    this.#expectSettled();
    const most = this.#memory.bytes.length;
    if (this.#scratch.length < most) this.#scratch = new Uint8Array(most);
    return this.#scratch.subarray(0, writeImage(this.#memory, this.#scratch));
  }

  /** Becomes the state of a snapshot. Columns stay in place unless the snapshot needs more room (`version`). */
  restore(snapshot: Uint8Array): void {
    this.#expectSettled();
    this.#strings.replacing(() => readImage(this.#memory, snapshot));
  }

  /** Throws `world-check` where the state breaks a rule of the arena: NaN, a decimal that is none, a value beyond its options, stray bits. */
  check(): void {
    this.#expectSettled();
    checkWorld(this.#memory, (index) => this.nameOf(entityAt(this.#memory, index)));
  }

  /** After the restore of bytes from elsewhere: throws `checkpoint-state` or `world-check` where they hold no state that a world can be in. */
  checkRestored(): void {
    checkReferences(this.#memory, (id) => this.#strings.text(id));
    this.check();
  }

  // Refusals

  #expectSettled(): void {
    if (this.#changes.waits)
      throw new LedgerError({ code: 'structure-pending', message: 'Structural changes are waiting.', hint: 'Call flush() first.' });
  }

  #expectAlive(entity: Entity): void {
    if (!isAlive(this.#memory, entity)) throw entityGone(entity);
  }

  /** Alive, or promised to a spawn that waits. */
  #expect(entity: Entity): void {
    if (!this.#changes.knows(entity)) throw entityGone(entity);
  }

  #component(ref: ComponentRef): ComponentPlan {
    return findComponent(this.#memory.plan, ref);
  }

  #read(field: FieldPlan, entity: Entity): Json {
    return readField(field, lanesOf(this.#memory, field), indexOf(entity), this.#names);
  }

  #checked({ name, specs, fields }: ComponentPlan, value: Json): FieldValues {
    const checked = checkFields(specs, value, name);
    for (const field of fields) {
      if (field.spec.kind !== 'entity' || checked[field.name] === undefined) continue;
      for (const key of [checked[field.name]!].flat() as (string | null)[])
        if (key !== null && !this.#isPromisedKey(key)) this.#names.entityId(key);
    }
    return checked;
  }

  #isPromisedKey(key: string): boolean {
    const id = this.#strings.find(key);
    return id !== undefined && this.#changes.knowsKey(id);
  }
}

/** A new, empty world of a registry's component types. */
export const createArena = (registry: WorldLayout, options?: ArenaOptions): Arena => Arena.create(registry, options);

/** A world from the bytes of `snapshot()`. */
export const restoreArena = (registry: WorldLayout, snapshot: Uint8Array): Arena => Arena.restore(registry, snapshot);
