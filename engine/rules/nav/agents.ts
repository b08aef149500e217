/** What agents have in columns: read and written by the system that leads them. */
import type { Vec3 } from '../../kernel/math/index.ts';
import type { Arena, Column, Entity } from '../../kernel/world/index.ts';
import { navStates } from '../../model/components/nav-agent.ts';
import { MAX_CORNERS } from '../../model/components/nav-way.ts';

export type NavState = (typeof navStates)[number];

export class Agents {
  readonly #arena: Arena;
  readonly #columns: Readonly<Record<string, Column>>;
  readonly #point: readonly Column[];
  readonly #corners: readonly Column[];
  readonly #move: readonly Column[];

  constructor(arena: Arena) {
    this.#arena = arena;
    const columns = (component: string, fields: readonly string[]): [string, Column][] =>
      fields.map((field) => [field, arena.column(component, field)]);
    this.#columns = Object.fromEntries([
      ...columns('NavAgent', ['to', 'target', 'reach', 'speed', 'radius', 'turn', 'running', 'state', 'arrived', 'lost']),
      ...columns('NavWay', ['left', 'goal', 'seen', 'waited']),
    ]);
    this.#point = arena.lanes('NavAgent', 'point');
    this.#corners = arena.lanes('NavWay', 'corners');
    this.#move = arena.lanes('Character', 'move');
  }

  number(i: number, field: 'reach' | 'speed' | 'radius' | 'left' | 'goal' | 'seen' | 'waited'): number {
    return this.#columns[field]![i]!;
  }
  flag(i: number, field: 'turn' | 'running'): boolean {
    return this.#columns[field]![i] === 1;
  }
  text(i: number, field: 'arrived' | 'lost'): string {
    return this.#arena.text(this.#columns[field]![i]!);
  }
  write(i: number, field: 'left' | 'goal' | 'seen' | 'waited', value: number): void {
    this.#columns[field]![i] = value;
  }

  state(i: number): NavState {
    return navStates[this.#columns['state']![i]!]!;
  }
  /** Who stops being on its way stands still: a character goes on as it was told last. */
  setState(i: number, state: NavState): void {
    if (this.state(i) === 'walking' && state !== 'walking') this.steer(i, [0, 0, 0]);
    this.#columns['state']![i] = navStates.indexOf(state);
    if (state === 'walking') return;
    this.write(i, 'left', 0);
  }

  /** The entity that it goes to, and where without one; neither: it has nowhere to go. */
  destination(i: number): { target: Entity } | { point: Vec3 } | undefined {
    if (this.#columns['to']![i] === 1) return { point: [this.#point[0]![i]!, this.#point[1]![i]!, this.#point[2]![i]!] };
    const target = this.#columns['target']![i] as Entity;
    return (target as number) !== 0 && this.#arena.has(target, 'Transform') ? { target } : undefined;
  }

  isCharacter(i: number): boolean {
    return this.#arena.has(this.#arena.entityAt(i), 'Character');
  }
  /** Says where a character wants to go, in metres a second. */
  steer(i: number, way: Vec3): void {
    if (this.isCharacter(i)) for (let lane = 0; lane < 3; lane += 1) this.#move[lane]![i] = way[lane]! + 0;
  }

  corner(i: number, which: number): Vec3 {
    const at = i * MAX_CORNERS + which;
    return [this.#corners[0]![at]!, this.#corners[1]![at]!, this.#corners[2]![at]!];
  }
  setCorners(i: number, corners: readonly Vec3[]): void {
    for (let which = 0; which < MAX_CORNERS; which += 1)
      for (let lane = 0; lane < 3; lane += 1) this.#corners[lane]![i * MAX_CORNERS + which] = (corners[which]?.[lane] ?? 0) + 0;
    this.write(i, 'left', corners.length);
  }
  /** The next corner is behind it. */
  pass(i: number): void {
    const left = this.number(i, 'left');
    this.setCorners(
      i,
      Array.from({ length: left - 1 }, (_, which) => this.corner(i, which + 1)),
    );
  }
}
