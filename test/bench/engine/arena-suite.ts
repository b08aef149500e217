import { createArena } from '../../../engine/kernel/index.ts';
import type { Arena } from '../../../engine/kernel/index.ts';
import { defineComponent } from '../../../engine/model/component.ts';
import { f32 } from '../../../engine/model/fields.ts';
import { createRegistry } from '../../../engine/model/registry.ts';
import type { Case, Suite } from './suite.ts';
import { LETTERS, inOrder } from './suite.ts';

const world = (names: readonly string[]): Arena =>
  createArena(createRegistry(names.map((name) => defineComponent(name, { value: f32({ default: 1 }) }))));

const state = (arena: Arena, names: readonly string[]) => (): { count: number; sum: number } => {
  let sum = 0;
  for (const name of names) {
    const values = arena.column(name, 'value');
    arena.query(name).each((e) => {
      sum += values[e]!;
    });
  }
  return { count: arena.count, sum };
};

const spawn = (arena: Arena, components: readonly string[], count: number): void => {
  for (let i = 0; i < count; i++) {
    const entity = arena.spawn();
    components.forEach((name, k) => arena.add(entity, name, { value: i % 7 === 0 ? k + 2 : 1 }));
  }
};

/** A system that doubles a component's values. */
const doubling = (arena: Arena, name: string): (() => void) => {
  const query = arena.query(name);
  const component = arena.component(name);
  return () => {
    const values = arena.column(component, 'value');
    const runs = query.runs();
    for (let r = 0; r < runs.length; r += 2) {
      const to = runs[r + 1]!;
      for (let e = runs[r]!; e < to; e++) values[e]! *= 2;
    }
  };
};

/** A system that swaps the values of two components. */
const swapping = (arena: Arena, a: string, b: string): (() => void) => {
  const query = arena.query(a, b);
  const [first, second] = [arena.component(a), arena.component(b)];
  return () => {
    const x = arena.column(first, 'value');
    const y = arena.column(second, 'value');
    const runs = query.runs();
    for (let r = 0; r < runs.length; r += 2) {
      const to = runs[r + 1]!;
      for (let e = runs[r]!; e < to; e++) {
        const value = x[e]!;
        x[e] = y[e]!;
        y[e] = value;
      }
    }
  };
};

export const arenaSuite: Suite = {
  name: 'ours',
  packed_5(): Case {
    const names = ['A', 'B', 'C', 'D', 'E'];
    const arena = world(names);
    spawn(arena, names, 1000);
    return { step: inOrder(names.map((name) => doubling(arena, name))), state: state(arena, names) };
  },
  simple_iter(): Case {
    const names = ['A', 'B', 'C', 'D', 'E'];
    const arena = world(names);
    for (const set of ['AB', 'ABC', 'ABCD', 'ABCE']) spawn(arena, set.split(''), 1000);
    return { step: inOrder([swapping(arena, 'A', 'B'), swapping(arena, 'C', 'D'), swapping(arena, 'C', 'E')]), state: state(arena, names) };
  },
  frag_iter(): Case {
    const names = [...LETTERS, 'Data'];
    const arena = world(names);
    for (const letter of LETTERS) spawn(arena, [letter, 'Data'], 100);
    return { step: inOrder([doubling(arena, 'Data'), doubling(arena, 'Z')]), state: state(arena, names) };
  },
  entity_cycle(): Case {
    const names = ['A', 'B'];
    const arena = world(names);
    spawn(arena, ['A'], 1000);
    const [withA, withB, B] = [arena.query('A'), arena.query('B'), arena.component('B')];
    const create = (): void => arena.add(arena.spawn(), B);
    const destroy = (e: number): void => arena.despawn(arena.entityAt(e));
    return {
      step: () => {
        withA.each(create);
        withB.each(destroy);
      },
      state: state(arena, names),
    };
  },
  add_remove(): Case {
    const names = ['A', 'B'];
    const arena = world(names);
    spawn(arena, ['A'], 1000);
    const [withA, withB, B] = [arena.query('A'), arena.query('B'), arena.component('B')];
    const add = (e: number): void => arena.add(arena.entityAt(e), B);
    const remove = (e: number): void => arena.remove(arena.entityAt(e), B);
    return {
      step: () => {
        withA.each(add);
        withB.each(remove);
      },
      state: state(arena, names),
    };
  },
};
