import { createEntitySystem, World } from 'piecs';
import type { Case, Suite } from './suite.ts';
import { LETTERS } from './suite.ts';

type Inside = Pick<World, 'createEntity' | 'deleteEntity' | 'addComponent' | 'removeComponent'>;

const MOST = 16_384;

/** A component as piecs leaves it to its users: an id, and a column of one's own. */
interface Component {
  id: number;
  value: Float32Array;
}

const components = (world: World, names: readonly string[]): Component[] =>
  names.map(() => ({ id: world.createComponentId(), value: new Float32Array(MOST) }));

const spawn = (world: World, set: readonly Component[], count: number): void => {
  const archetype = world.prefabricate([...set]);
  for (let i = 0; i < count; i++) {
    const e = world.createEntity(archetype);
    set.forEach(({ value }, k) => {
      value[e] = i % 7 === 0 ? k + 2 : 1;
    });
  }
};

const doubling = (world: World, { id, value }: Component): void => {
  world.registerSystem(
    createEntitySystem(
      (entities) => {
        for (let i = 0, length = entities.length; i < length; i++) value[entities[i]!]! *= 2;
      },
      (query) => query.every(id),
    ),
  );
};

const swapping = (world: World, a: Component, b: Component): void => {
  const [x, y] = [a.value, b.value];
  world.registerSystem(
    createEntitySystem(
      (entities) => {
        for (let i = 0, length = entities.length; i < length; i++) {
          const e = entities[i]!;
          const value = x[e]!;
          x[e] = y[e]!;
          y[e] = value;
        }
      },
      (query) => query.every(a.id, b.id),
    ),
  );
};

/** Calls back with every matching entity, from the last: a list that its own visit changes is safe that way. */
const visiting = (world: World, every: number, not: number | undefined, visit: (entity: number, inside: Inside) => void): void => {
  world.registerSystem(
    createEntitySystem(
      (entities, inside) => {
        for (let i = entities.length - 1; i >= 0; i--) visit(entities[i]!, inside);
      },
      (query) => (not === undefined ? query.every(every) : query.every(every).not(not)),
    ),
  );
};

const begin = (world: World, all: readonly Component[]): Case => {
  world.initialize();
  return {
    step: () => world.update(),
    state: () => {
      let count = 0;
      let sum = 0;
      for (let e = 0; e < MOST; e++) {
        if (!world.hasEntity(e)) continue;
        count++;
        for (const { id, value } of all) if (world.hasComponent(e, id)) sum += value[e]!;
      }
      return { count, sum };
    },
  };
};

export const piecsSuite: Suite = {
  name: 'piecs 0.4.0',
  packed_5(): Case {
    const world = new World();
    const all = components(world, ['A', 'B', 'C', 'D', 'E']);
    for (const one of all) doubling(world, one);
    spawn(world, all, 1000);
    return begin(world, all);
  },
  simple_iter(): Case {
    const world = new World();
    const all = components(world, ['A', 'B', 'C', 'D', 'E']);
    const [A, B, C, D, E] = all as [Component, Component, Component, Component, Component];
    swapping(world, A, B);
    swapping(world, C, D);
    swapping(world, C, E);
    for (const set of [
      [A, B],
      [A, B, C],
      [A, B, C, D],
      [A, B, C, E],
    ])
      spawn(world, set, 1000);
    return begin(world, all);
  },
  frag_iter(): Case {
    const world = new World();
    const letters = components(world, LETTERS);
    const [data] = components(world, ['Data']);
    doubling(world, data!);
    doubling(world, letters[25]!);
    for (const letter of letters) spawn(world, [letter, data!], 100);
    return begin(world, [...letters, data!]);
  },
  entity_cycle(): Case {
    const world = new World();
    const all = components(world, ['A', 'B']);
    const [A, B] = all as [Component, Component];
    const withB = world.prefabricate([B]);
    visiting(world, A.id, undefined, (_, inside) => {
      B.value[inside.createEntity(withB)] = 1;
    });
    visiting(world, B.id, undefined, (e, inside) => inside.deleteEntity(e));
    spawn(world, [A], 1000);
    return begin(world, all);
  },
  add_remove(): Case {
    const world = new World();
    const all = components(world, ['A', 'B']);
    const [A, B] = all as [Component, Component];
    visiting(world, A.id, B.id, (e, inside) => {
      inside.addComponent(e, B);
      B.value[e] = 1;
    });
    visiting(world, B.id, undefined, (e, inside) => inside.removeComponent(e, B));
    spawn(world, [A], 1000);
    return begin(world, all);
  },
};
