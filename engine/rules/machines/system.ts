/**
 * State machines, at the end of a tick: each hears what was told about its entity in this tick, in order, and goes at most one step. An event
 * comes before the clock, and the clock before comparisons.
 */
import type { GameEvent } from '../../kernel/events/index.ts';
import type { Json } from '../../kernel/json.ts';
import type { Column } from '../../kernel/world/index.ts';
import { guardOf, writeOf, type MachineSpec } from '../../model/machines/index.ts';
import type { BehaviourNode } from '../../model/behaviour/index.ts';
import type { CompiledLevel } from '../../model/compiled.ts';
import type { Registry } from '../../model/registry.ts';
import { assemble, Bound, STATUS, walk, type Surroundings } from '../behaviour/index.ts';
import { defineSystem } from '../define-system.ts';
import type { Tick, TickSystem } from '../tick.ts';

export const enterEvent = 'state.enter';
export const leaveEvent = 'state.leave';

const source = 'state-machine';

/** The machines of a level. A level without any gets a system that hears nothing and does nothing. */
export function createMachines({ machines }: CompiledLevel, registry: Registry): TickSystem {
  const types = new Map(registry.types.map((type) => [type.name, type]));
  const programs = new Map<object, Bound>();
  const memory = new Int32Array(1);
  /** Programs whose columns are those of this tick. */
  let ready = new Set<Bound>();
  const run = (part: object, nodeOf: () => BehaviourNode, { arena, tick }: Tick, index: number): boolean => {
    let bound = programs.get(part);
    if (!bound) programs.set(part, (bound = new Bound(assemble('machine', { types, trees: { machine: { source, root: nodeOf() } } }))));
    if (!ready.has(bound)) bound.bind(arena);
    ready.add(bound);
    return walk(bound, index, memory, 0, { ...quiet, tick }) === STATUS.success;
  };
  const events = new Set(Object.values(machines).flatMap(({ states }) => Object.values(states).flatMap(({ on }) => Object.keys(on))));

  return defineSystem({
    name: source,
    phase: 'cleanup',
    reads: ['*'],
    writes: ['*'],
    after: ['achievement', 'quest'],
    hears: [...events],
    run(tick, heard) {
      const { arena } = tick;
      const found = arena.query('StateMachine');
      if (found.first() < 0) return;
      const [machine, state, since] = ['machine', 'state', 'since'].map((field) => arena.column('StateMachine', field)) as [
        Column,
        Column,
        Column,
      ];
      ready = new Set();
      const about = byEntity(heard);
      found.each((index) => {
        const name = arena.text(machine[index]!);
        const spec = Object.hasOwn(machines, name) ? machines[name]! : undefined;
        if (!spec) return;
        const now = arena.text(state[index]!);
        const key = arena.nameOf(arena.entityAt(index));
        const to = Object.hasOwn(spec.states, now) ? nextOf(spec, now, index, since[index]!, about.get(key) ?? [], tick) : spec.initial;
        if (to === undefined) return;
        const payload: Json = { machine: name, from: now === '' ? null : now, to };
        if (now !== '') tick.events.emit(source, leaveEvent, payload, { index, entity: key });
        state[index] = arena.intern(to);
        since[index] = tick.tick;
        const { set } = spec.states[to]!;
        if (Object.keys(set).length > 0) run(set, () => writeOf(set), tick, index);
        tick.events.emit(source, enterEvent, payload, { index, entity: key });
      });
    },
  });

  function nextOf(
    spec: MachineSpec,
    now: string,
    index: number,
    since: number,
    told: readonly GameEvent[],
    tick: Tick,
  ): string | undefined {
    const { on, after, when } = spec.states[now]!;
    const event = told.find(({ type }) => Object.hasOwn(on, type));
    if (event) return on[event.type];
    if (after && tick.tick - since >= after.ticks) return after.to;
    return when.find((guard) => run(guard, () => guardOf(guard), tick, index))?.to;
  }
}

function byEntity(events: readonly GameEvent[]): Map<string, GameEvent[]> {
  const found = new Map<string, GameEvent[]>();
  for (const event of events) {
    if (event.entity === undefined) continue;
    const list = found.get(event.entity);
    if (list) list.push(event);
    else found.set(event.entity, [event]);
  }
  return found;
}

/** Guards and writes ask for nothing but fields. */
const quiet: Omit<Surroundings, 'tick'> = {
  tell: () => true,
  call: () => 'failure',
  score: () => 0,
  chance: () => 0,
  trace: () => {},
};
