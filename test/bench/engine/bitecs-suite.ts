import { addComponent, addEntity, createWorld, query, removeComponent, removeEntity } from 'bitecs';
import type { Case, Suite } from './suite.ts';
import { LETTERS, inOrder } from './suite.ts';

interface Component {
  value: Float32Array;
}
type World = ReturnType<typeof createWorld>;

const component = (): Component => ({ value: new Float32Array(16_384) });

const components = (names: readonly string[]): Record<string, Component> => Object.fromEntries(names.map((name) => [name, component()]));

const state = (world: World, all: Record<string, Component>, entities: () => number) => (): { count: number; sum: number } => {
  let sum = 0;
  for (const one of Object.values(all)) for (const e of query(world, [one])) sum += one.value[e]!;
  return { count: entities(), sum };
};

const spawn = (world: World, set: readonly Component[], count: number): void => {
  for (let i = 0; i < count; i++) {
    const e = addEntity(world);
    set.forEach((one, k) => {
      addComponent(world, e, one);
      one.value[e] = i % 7 === 0 ? k + 2 : 1;
    });
  }
};

/** How a bitecs system visits its entities. */
interface Idiom {
  readonly doubling: (world: World, one: Component) => () => void;
  readonly swapping: (world: World, a: Component, b: Component) => () => void;
}

/** As bitecs' README and Intro teach it. */
const taught: Idiom = {
  doubling: (world, one) => () => {
    const { value } = one;
    for (const e of query(world, [one])) value[e]! *= 2;
  },
  swapping: (world, a, b) => () => {
    const [x, y] = [a.value, b.value];
    for (const e of query(world, [a, b])) {
      const value = x[e]!;
      x[e] = y[e]!;
      y[e] = value;
    }
  },
};

/** The fastest that we know to write for it. */
const indexed: Idiom = {
  doubling: (world, one) => () => {
    const entities = query(world, [one]);
    const { value } = one;
    for (let i = 0; i < entities.length; i++) value[entities[i]!]! *= 2;
  },
  swapping: (world, a, b) => () => {
    const entities = query(world, [a, b]);
    const [x, y] = [a.value, b.value];
    for (let i = 0; i < entities.length; i++) {
      const e = entities[i]!;
      const value = x[e]!;
      x[e] = y[e]!;
      y[e] = value;
    }
  },
};

const suite = (name: string, { doubling, swapping }: Idiom): Suite => ({
  name,
  packed_5(): Case {
    const world = createWorld();
    const all = components(['A', 'B', 'C', 'D', 'E']);
    spawn(world, Object.values(all), 1000);
    return {
      step: inOrder(Object.values(all).map((one) => doubling(world, one))),
      state: state(world, all, () => query(world, [all['A']!]).length),
    };
  },
  simple_iter(): Case {
    const world = createWorld();
    const all = components(['A', 'B', 'C', 'D', 'E']);
    const of = (names: string): Component[] => names.split('').map((name) => all[name]!);
    for (const set of ['AB', 'ABC', 'ABCD', 'ABCE']) spawn(world, of(set), 1000);
    const [A, B, C, D, E] = of('ABCDE') as [Component, Component, Component, Component, Component];
    return {
      step: inOrder([swapping(world, A, B), swapping(world, C, D), swapping(world, C, E)]),
      state: state(world, all, () => query(world, [A]).length),
    };
  },
  frag_iter(): Case {
    const world = createWorld();
    const all = components([...LETTERS, 'Data']);
    for (const letter of LETTERS) spawn(world, [all[letter]!, all['Data']!], 100);
    return {
      step: inOrder([doubling(world, all['Data']!), doubling(world, all['Z']!)]),
      state: state(world, all, () => query(world, [all['Data']!]).length),
    };
  },
  entity_cycle(): Case {
    const world = createWorld();
    const all = components(['A', 'B']);
    const [A, B] = [all['A']!, all['B']!];
    spawn(world, [A], 1000);
    return {
      step: () => {
        const parents = query(world, [A]);
        for (let i = 0; i < parents.length; i++) {
          const e = addEntity(world);
          addComponent(world, e, B);
          B.value[e] = 1;
        }
        for (const e of query(world, [B]).slice()) removeEntity(world, e);
      },
      state: state(world, all, () => query(world, [A]).length + query(world, [B]).length),
    };
  },
  add_remove(): Case {
    const world = createWorld();
    const all = components(['A', 'B']);
    const [A, B] = [all['A']!, all['B']!];
    spawn(world, [A], 1000);
    return {
      step: () => {
        const entities = query(world, [A]);
        for (let i = 0; i < entities.length; i++) {
          addComponent(world, entities[i]!, B);
          B.value[entities[i]!] = 1;
        }
        for (const e of query(world, [B]).slice()) removeComponent(world, e, B);
      },
      state: state(world, all, () => query(world, [A]).length),
    };
  },
});

export const bitecsSuite = suite('bitecs 0.4.0', taught);
export const bitecsIndexedSuite = suite('bitecs 0.4.0, indexed loops', indexed);
