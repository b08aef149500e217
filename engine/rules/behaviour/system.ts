/** Phase behaviour: every entity that has a mind visits its tree once. */
import type { Json } from '../../kernel/json.ts';
import type { Arena, Column } from '../../kernel/world/index.ts';
import { MEMORY_SLOTS } from '../../model/behaviour/index.ts';
import type { CompiledLevel } from '../../model/compiled.ts';
import type { Registry } from '../../model/registry.ts';
import type { ScriptInstance } from '../scripting/index.ts';
import { WriteList, callScript } from '../scripts/index.ts';
import type { Tick, TickSystem } from '../tick.ts';
import { assemble } from './assemble.ts';
import { Bound } from './bound.ts';
import { STATUS, statusNames, type CallCode, type Program, type TellCode } from './program.ts';
import { walk, type Surroundings } from './walk.ts';
import { TreeWatch } from './watch.ts';

export const source = 'behaviour';

/** Fuel that all calls of a tick may use together; the last one may begin below it and end above. */
export const TREE_FUEL = 10_000_000;
/** Events that all trees of a tick may tell together. */
export const TREE_EVENTS = 10_000;

/** What a node came to in the last tick, in the order of the visit. */
export interface BehaviourVisit {
  readonly entity: string;
  readonly tree: string;
  /** Id of the node in its tree. */
  readonly node: string;
  readonly status: (typeof statusNames)[number];
}

export interface Behaviours {
  readonly system: TickSystem;
  /** From the next tick on every visit is noted, or no more. Costs nothing while it is off, and never changes a world. */
  trace(on: boolean): void;
  /** The visits of the last tick; [] while the trace is off. */
  visits(): readonly BehaviourVisit[];
}

/** The minds of a level. Programs are made once, at the first world that needs them. */
export function createBehaviours(level: CompiledLevel, registry: Registry, scripts: () => readonly ScriptInstance[]): Behaviours {
  const types = new Map(registry.types.map((type) => [type.name, type]));
  let tracing = false;
  const plain = new Map<string, Bound>();
  /** Those that tell which node came to what. */
  const marked = new Map<string, Bound>();
  let visits: BehaviourVisit[] = [];
  const programOf = (tree: string, trace: boolean): Bound | undefined => {
    const programs = trace ? marked : plain;
    let bound = programs.get(tree);
    if (!bound && Object.hasOwn(level.behaviours, tree)) {
      bound = new Bound(assemble(tree, { types, trees: level.behaviours, trace }));
      programs.set(tree, bound);
    }
    return bound;
  };

  const run = (tick: Tick): void => {
    const { arena } = tick;
    visits = [];
    const minds = arena.query('Behaviour');
    if (minds.first() < 0) return;
    const [tree, of, running, status] = (['tree', 'of', 'running', 'status'] as const).map((field) => arena.column('Behaviour', field)) as [
      Column,
      Column,
      Column,
      Column,
    ];
    const memory = arena.column('Behaviour', 'memory') as Int32Array;
    const watch = tick.trace && new TreeWatch(tick.trace, arena);
    const world = new World(tick, scripts, watch, (index, { nodes }, node, result) => {
      const { id, tree: name } = nodes[node]!;
      if (tracing) visits.push({ entity: arena.nameOf(arena.entityAt(index)), tree: name, node: id, status: statusNames[result]! });
    });
    // Trees by the number of their name; bound when the first entity needs one.
    const bounds = new Map<number, Bound | undefined>();
    const indices = minds.indices();
    let last = -1;
    let bound: Bound | undefined;
    for (let i = 0; i < indices.length; i++) {
      const index = indices[i]!;
      if (running[index] === 0) continue;
      const name = tree[index]!;
      if (name !== last) {
        if (!bounds.has(name)) bounds.set(name, bindTo(arena, programOf(arena.text(name), tracing || watch !== undefined)));
        bound = bounds.get(name);
        last = name;
      }
      const at = index * MEMORY_SLOTS;
      if (of[index] !== name) {
        memory.fill(0, at, at + MEMORY_SLOTS);
        of[index] = name;
      }
      if (!bound) {
        if (name !== 0 && status[index] !== STATUS.error) world.missing(arena.text(name), index);
        status[index] = name === 0 ? STATUS.none : STATUS.error;
      } else {
        world.bound = bound;
        watch?.begin();
        const result = walk(bound, index, memory, at, world);
        if (result < 0) world.endless(arena.text(name), index);
        status[index] = result < 0 ? STATUS.error : result;
        watch?.end(bound.program, index);
      }
      world.writes?.add('Behaviour', index);
    }
  };

  return {
    system: { name: source, phase: 'behaviour', reads: ['*'], writes: ['*'], run },
    trace(on) {
      tracing = on;
      visits = [];
    },
    visits: () => visits,
  };
}

function bindTo(arena: Arena, bound: Bound | undefined): Bound | undefined {
  bound?.bind(arena);
  return bound;
}

/** The tick as a tree sees it. */
class World implements Surroundings {
  readonly tick: number;
  bound!: Bound;
  /** From the first call of a script on. */
  writes: WriteList | undefined;
  readonly #tick: Tick;
  readonly #scripts: () => readonly ScriptInstance[];
  readonly #watch: TreeWatch | undefined;
  readonly #visit: (index: number, program: Program, node: number, status: number) => void;
  readonly #unheard = new Set<string>();
  #fuel = 0;
  #told = 0;
  #exhausted = false;

  constructor(
    tick: Tick,
    scripts: () => readonly ScriptInstance[],
    watch: TreeWatch | undefined,
    visit: (index: number, program: Program, node: number, status: number) => void,
  ) {
    this.tick = tick.tick;
    this.#tick = tick;
    this.#scripts = scripts;
    this.#watch = watch;
    this.#visit = visit;
  }

  tell({ type, payload, node }: TellCode, index: number): boolean {
    if (this.#told >= TREE_EVENTS) return this.#spent(`more than ${TREE_EVENTS} events`, index, node);
    this.#told += 1;
    this.#emit(type, payload, index, node);
    return true;
  }

  call(call: CallCode, index: number): 'success' | 'failure' | 'running' {
    const answer = this.#ask(call, index);
    if (answer === undefined || answer === true || answer === 'success') return 'success';
    return answer === 'running' ? 'running' : 'failure';
  }

  score(call: CallCode, index: number): number {
    const answer = this.#ask(call, index);
    return typeof answer === 'number' ? answer : -Infinity;
  }

  chance(): number {
    return this.#tick.arena.random(source);
  }

  trace(node: number, status: number, index: number): void {
    this.#visit(index, this.bound.program, node, status);
    this.#watch?.came(this.bound.program, node, status, index);
  }

  missing(tree: string, index: number): void {
    this.#emit('BehaviourMissing', { tree }, index);
  }

  endless(tree: string, index: number): void {
    this.#emit('BehaviourEndless', { tree, message: 'The tree did not come to an end in this tick.' }, index);
  }

  /** What the first script with a handler for the name returns; undefined if it returns nothing, false if there is none or it faults. */
  #ask({ name, args, node }: CallCode, index: number): Json | undefined {
    const script = this.#scripts().find(({ events }) => events.includes(name));
    if (!script) {
      if (!this.#unheard.has(name)) this.#emit('BehaviourUnheard', { call: name }, index, node);
      this.#unheard.add(name);
      return false;
    }
    if (this.#fuel >= TREE_FUEL) return this.#spent(`more than ${TREE_FUEL} fuel`, index, node);
    if (script.disabled) return false;
    this.writes ??= new WriteList();
    this.writes.add('Behaviour', index);
    const caller = this.#watch?.calling(this.bound.program, node, index);
    const outcome = callScript(
      script,
      'on',
      this.#tick,
      {
        events: [{ type: name, payload: args, entity: this.#about(index).entity }],
        origins: () => (caller === undefined ? [] : [{ kind: 'call', act: caller, name }]),
      },
      { writes: this.writes },
    );
    // What the tree writes from here on is its own again.
    this.#tick.trace?.enter({ kind: 'system', system: source });
    this.#fuel += outcome.fuel;
    return outcome.ok ? outcome.result : false;
  }

  /** What the trees of a level may do in one tick is counted together, and said once when it is used up: then their calls and events fail. */
  #spent(what: string, index: number, node: number): false {
    if (!this.#exhausted) this.#emit('BehaviourBudget', { message: `The trees of this tick asked for ${what}.` }, index, node);
    this.#exhausted = true;
    return false;
  }

  #emit(type: string, payload: Json, index: number, node = -1): void {
    this.#tick.events.emit(source, type, payload, this.#about(index));
    if (node >= 0) this.#watch?.told(this.bound.program, node, index);
    else this.#tick.trace?.told();
  }

  #about(index: number): { index: number; entity: string } {
    const { arena } = this.#tick;
    return { index, entity: arena.nameOf(arena.entityAt(index)) };
  }
}
