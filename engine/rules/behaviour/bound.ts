import { indexOf, type Arena, type Column, type Entity } from '../../kernel/world/index.ts';
import type { Constant, Program } from './program.ts';

/** A program with the columns of a world at its hands. Bound anew for every tick: columns move between ticks, never inside one. */
export class Bound {
  readonly program: Program;
  columns: Column[] = [];
  /** Who has the component of a place. */
  presence: Uint32Array[] = [];
  hasPresence: Uint32Array[] = [];
  owners: Column[] = [];
  ownerPresence: Uint32Array[] = [];
  readonly conditionValues: Float64Array;
  /** NaN: an entity that is not there, which cannot be written. */
  readonly writeValues: Float64Array;
  /** Which children of a choice were tried in this visit, as bits. */
  readonly tried: Int32Array;
  #arena!: Arena;
  readonly #constants: boolean;

  constructor(program: Program) {
    this.program = program;
    this.conditionValues = new Float64Array(program.conditions.length);
    this.writeValues = new Float64Array(program.writes.length);
    this.tried = new Int32Array(program.choices.length);
    this.#constants = [...program.conditions, ...program.writes].some(({ value }) => !('number' in value));
    this.#readConstants(() => 0);
  }

  bind(arena: Arena): void {
    const { places, has, owners } = this.program;
    this.#arena = arena;
    this.columns = places.map(({ component, field, lane }) => arena.lanes(component, field)[lane]!);
    this.presence = places.map(({ component }) => arena.presence(component));
    this.hasPresence = has.map(({ component }) => arena.presence(component));
    this.owners = owners.map(({ component, field }) => arena.column(component, field));
    this.ownerPresence = owners.map(({ component }) => arena.presence(component));
    // Texts of trees are the level's own: looking them up adds nothing to the world. Nobody is equal to an entity that is not there.
    if (this.#constants) this.#readConstants((value) => ('text' in value ? arena.intern(value.text) : (arena.byKey(value.key) ?? NaN)));
  }

  #readConstants(find: (value: Exclude<Constant, { number: number }>) => number): void {
    const read = (value: Constant): number => ('number' in value ? value.number : find(value));
    this.program.conditions.forEach(({ value }, i) => (this.conditionValues[i] = read(value)));
    this.program.writes.forEach(({ value }, i) => (this.writeValues[i] = read(value)));
  }

  /** The index of the entity whose a place of `index` is, if it has the component; else -1. */
  otherAt(place: number, index: number): number {
    const who = this.ownerOf(this.program.places[place]!.owner, index);
    return who >= 0 && (this.presence[place]![who >>> 5]! & (1 << (who & 31))) !== 0 ? who : -1;
  }

  /** The index of the entity that a field of `index` names, or -1. */
  ownerOf(owner: number, index: number): number {
    if (owner < 0) return index;
    if ((this.ownerPresence[owner]![index >>> 5]! & (1 << (index & 31))) === 0) return -1;
    const entity = this.owners[owner]![index]! as Entity;
    return entity !== 0 && this.#arena.alive(entity) ? indexOf(entity) : -1;
  }
}
