/** `path` in the three languages: the same ways, of the least cost, to the digit. */
import { describe, expect, test } from 'vitest';
import type { Json } from '../../kernel/json.ts';
import { load, openTestHost } from './testing/host.ts';
import { TestWorld, type Rows } from './testing/world.ts';
import type { HookOutcome, ScriptHost } from './world.ts';

const host: ScriptHost = await openTestHost();

const components = {
  Road: {
    from: { kind: 'entity' },
    to: { kind: 'entity' },
    length: { kind: 'f64' },
    price: { kind: 'decimal', scale: 2 },
    name: { kind: 'string' },
  },
  Place: { size: { kind: 'u8' } },
  Wall: {},
  Transform: {
    position: { kind: 'vec3' },
    rotation: { kind: 'quat', default: [0, 0, 0, 1] },
    scale: { kind: 'vec3', default: [1, 1, 1] },
  },
  Collider: { size: { kind: 'vec3', default: [1, 1, 1] }, offset: { kind: 'vec3' }, sensor: { kind: 'bool' } },
  Shape: { size: { kind: 'vec3', default: [1, 1, 1] } },
} as const;

const NAMES = 'Road Place Wall Transform Collider Shape';
const languages = ['js', 'lua', 'py'] as const;
type Language = (typeof languages)[number];

/** A call with its arguments as JSON, in each language. */
const written = (language: Language, value: Json): string => {
  if (value === null) return { js: 'null', lua: 'nil', py: 'None' }[language];
  if (typeof value === 'boolean' && language === 'py') return value ? 'True' : 'False';
  if (typeof value !== 'object') return JSON.stringify(value);
  if (Array.isArray(value)) {
    const items = value.map((item) => written(language, item)).join(', ');
    return language === 'lua' ? `{ ${items} }` : `[${items}]`;
  }
  const entries = Object.entries(value).map(([name, item]) => [JSON.stringify(name), written(language, item!)] as const);
  return `{ ${entries.map(([name, item]) => (language === 'lua' ? `[${name}] = ${item}` : `${name}: ${item}`)).join(', ')} }`;
};

const hooks: Readonly<Record<Language, (expression: string) => string>> = {
  js: (expression) => `function onTick() { '${NAMES}'; return ${expression}; }`,
  lua: (expression) => `function onTick() local names = '${NAMES}' return ${expression} end`,
  py: (expression) => `def on_tick(dt):\n    names = '${NAMES}'\n    return ${expression}\n`,
};

const attempt = (language: Language, rows: Rows, expression: string): HookOutcome => {
  const world = new TestWorld(components, rows, Math.max(64, Object.keys(rows).length));
  const script = load(host, hooks[language](expression), world, { limits: { hook: 100_000_000 } }, `scripts/test.${language}`);
  const outcome = script.call('onTick', { world });
  script.dispose();
  return outcome;
};

type Call = readonly [from: Json, to: Json, options: Json];
interface Way {
  cost: number | string;
  steps: Json[];
  links?: string[];
}

/** What calls of `path` come to; all three languages must say the same. */
const ways = (rows: Rows, calls: readonly Call[]): (Way | null)[] => {
  const [js, lua, py] = languages.map((language) => {
    const list = calls.map(
      (call) => `path(${call.map((value) => written(language, value)).join(', ')})${language === 'lua' ? ' or null' : ''}`,
    );
    const outcome = attempt(language, rows, language === 'lua' ? `{ ${list.join(', ')} }` : `[${list.join(', ')}]`);
    return outcome.ok ? outcome.result : expect.fail(`${language}: ${outcome.fault.message}`);
  });
  expect(lua).toEqual(js);
  expect(py).toEqual(js);
  return js as unknown as (Way | null)[];
};

const refusals = (rows: Rows, from: Json, to: Json, options: Json): string[] =>
  languages.map((language) => {
    const outcome = attempt(language, rows, `path(${written(language, from)}, ${written(language, to)}, ${written(language, options)})`);
    return outcome.ok ? 'accepted' : outcome.fault.message.replace(/^\w+: /, '');
  });

/** Numerical Recipes' linear congruential generator: enough to shake a graph. */
const seeded = (seed: number) => {
  let state = seed;
  return (below: number): number => {
    state = (Math.imul(state, 1_664_525) + 1_013_904_223) >>> 0;
    return Math.floor((state / 2 ** 32) * below);
  };
};

const road = (from: string | null, to: string | null, length = 1, price = '1.00'): Rows[string] => ({ Road: { from, to, length, price } });

describe('over a network', () => {
  const rows: Rows = {
    mine: {},
    smelter: {},
    port: {},
    shop: {},
    'mine-smelter': road('mine', 'smelter', 3, '0.10'),
    'smelter-shop': road('smelter', 'shop', 3, '0.20'),
    'mine-port': road('mine', 'port', 1, '0.15'),
    'port-shop': road('port', 'shop', 4, '0.16'),
    unfinished: road('mine', null),
  };

  test('the cheapest way by length, by exact price, by number of links', () => {
    expect(
      ways(rows, [
        ['mine', 'shop', { links: 'Road', cost: 'length' }],
        ['mine', 'shop', { links: 'Road', cost: 'price' }],
        ['mine', 'shop', { links: 'Road' }],
      ]),
    ).toEqual([
      { cost: 5, steps: ['mine', 'port', 'shop'], links: ['mine-port', 'port-shop'] },
      { cost: '0.30', steps: ['mine', 'smelter', 'shop'], links: ['mine-smelter', 'smelter-shop'] },
      { cost: 2, steps: ['mine', 'smelter', 'shop'], links: ['mine-smelter', 'smelter-shop'] },
    ]);
  });

  test('links lead one way, or both where directed is false', () => {
    expect(
      ways(rows, [
        ['shop', 'mine', { links: 'Road' }],
        ['shop', 'mine', { links: 'Road', cost: 'length', directed: false }],
      ]),
    ).toEqual([null, { cost: 5, steps: ['shop', 'port', 'mine'], links: ['port-shop', 'mine-port'] }]);
  });

  test('nothing leads to what no link names; here is already there', () => {
    expect(
      ways(rows, [
        ['mine', 'moon', { links: 'Road' }],
        ['mine', 'mine', { links: 'Road' }],
        ['moon', 'moon', { links: 'Road' }],
      ]),
    ).toEqual([null, { cost: 0, steps: ['mine'], links: [] }, { cost: 0, steps: ['moon'], links: [] }]);
  });

  test('of two ways that cost the same, the order of the entities decides', () => {
    const ends: Rows = { a: {}, b: {}, c: {}, d: {} };
    const [ab, bd, ac, cd] = [road('a', 'b'), road('b', 'd'), road('a', 'c'), road('c', 'd')];
    expect(ways({ ...ends, ab, bd, ac, cd }, [['a', 'd', { links: 'Road' }]])[0]?.links).toEqual(['ab', 'bd']);
    expect(ways({ ...ends, ac, cd, ab, bd }, [['a', 'd', { links: 'Road' }]])[0]?.links).toEqual(['ac', 'cd']);
  });

  test('the ends may have other names', () => {
    expect(ways(rows, [['shop', 'mine', { links: 'Road', ends: ['to', 'from'], cost: 'length' }]])[0]?.links).toEqual([
      'port-shop',
      'mine-port',
    ]);
  });

  test('a cost may be a function of the link; what has none is closed', () => {
    const costs = {
      js: "(link) => (link.key === 'port-shop' ? null : link.Road.length * 2)",
      lua: "function(link) if link.key == 'port-shop' then return nil end return link.Road.length * 2 end",
      py: "lambda link: None if link.key == 'port-shop' else link.Road.length * 2",
    };
    const calls = {
      js: `path('mine', 'shop', { links: 'Road', cost: ${costs.js} })`,
      lua: `path('mine', 'shop', { links = 'Road', cost = ${costs.lua} })`,
      py: `path('mine', 'shop', links='Road', cost=${costs.py})`,
    };
    for (const language of languages) {
      expect(attempt(language, rows, calls[language]), language).toMatchObject({
        ok: true,
        result: { cost: 12, steps: ['mine', 'smelter', 'shop'], links: ['mine-smelter', 'smelter-shop'] },
      });
    }
  });

  test('rows stand for their keys, and the way can be kept in state', () => {
    for (const [language, body] of Object.entries({
      js: "function onTick() { const [a, b] = query('Place'); state.way = path(a, b, { links: 'Road' }); return state.way.steps; }",
      lua: "function onTick() local rows = query('Place') state.way = path(rows[1], rows[2], { links = 'Road' }) return state.way.steps end",
      py: "def on_tick(dt):\n    a, b = query('Place')\n    state['way'] = path(a, b, links='Road')\n    return state['way'].steps\n",
    })) {
      const world = new TestWorld(components, { a: { Place: {} }, b: { Place: {} }, road: road('a', 'b') });
      const script = load(host, body, world, {}, `scripts/test.${language}`);
      expect(script.call('onTick', { world }), language).toMatchObject({ ok: true, result: ['a', 'b'] });
      expect(JSON.parse(script.durable().state), language).toEqual({ way: { cost: 1, steps: ['a', 'b'], links: ['road'] } });
    }
  });

  test.each([1, 2, 3, 4, 5, 6])('costs what another algorithm says, Bellman and Ford’s, on a network nobody drew (seed %i)', (seed) => {
    const random = seeded(seed);
    const count = 4 + random(16);
    const names = Array.from({ length: count }, (_, i) => `p${i}`);
    const links = Array.from({ length: count * 3 }, () => ({
      from: random(count),
      to: random(count),
      cents: random(900),
      half: random(40) / 2,
    }));
    const all: Rows = {
      ...Object.fromEntries(names.map((name) => [name, {}])),
      ...Object.fromEntries(
        links.map(({ from, to, cents, half }, i) => [`r${i}`, road(names[from]!, names[to]!, half, (cents / 100).toFixed(2))]),
      ),
    };
    const least = (weight: 'cents' | 'half', directed: boolean): number[] => {
      const costs = names.map((_, i) => (i === 0 ? 0 : Infinity));
      // As often over all links as there are places.
      for (let round = 0; round < count; round++) {
        for (const link of links) {
          costs[link.to] = Math.min(costs[link.to]!, costs[link.from]! + link[weight]);
          if (!directed) costs[link.from] = Math.min(costs[link.from]!, costs[link.to]! + link[weight]);
        }
      }
      return costs;
    };
    for (const directed of [true, false]) {
      for (const [field, weight] of [
        ['price', 'cents'],
        ['length', 'half'],
      ] as const) {
        const expected = least(weight, directed);
        const found = ways(
          all,
          names.map((name) => ['p0', name, { links: 'Road', cost: field, directed }]),
        );
        const paid = (way: Way | null): number =>
          way === null ? Infinity : field === 'price' ? Math.round(Number(way.cost) * 100) : Number(way.cost);
        expect(found.map(paid), field).toEqual(expected);
        const sum = (way: Way | null): number =>
          way === null ? Infinity : way.links!.reduce((total, key) => total + links[Number(key.slice(1))]![weight], 0);
        expect(found.map(sum), `the links to ${field}`).toEqual(expected);
      }
    }
  });

  test.each<[string, Json, Json, Json, RegExp]>([
    [
      'nothing to go by',
      'mine',
      'shop',
      {},
      /^path needs links, the component of a network, or around, that of obstacles; as in path\(here, there, .*Road/,
    ],
    [
      'an option that is not there',
      'mine',
      'shop',
      { links: 'Road', weight: 'length' },
      /^path: there is no option "weight" beside links\. There are ends, cost, directed\.$/,
    ],
    ['no such component', 'mine', 'shop', { links: 'Rode' }, /^path: there is no component "Rode"\. There are /],
    [
      'no such field',
      'mine',
      'shop',
      { links: 'Road', cost: 'lenght' },
      /^path: Road has no field "lenght"\. It has from, length, name, price, to\.$/,
    ],
    [
      'ends that are none',
      'mine',
      'shop',
      { links: 'Road', ends: 'from' },
      /^path: ends are the names of two fields of Road; "from" is not\.$/,
    ],
    [
      'ends that are no entities',
      'mine',
      'shop',
      { links: 'Road', ends: ['from', 'length'] },
      /^path: Road\.length is no entity but 3(\.0)?\.$/,
    ],
    [
      'a cost that is no number',
      'mine',
      'shop',
      { links: 'Road', cost: 'name' },
      /^path: the cost of "mine-smelter" must be a number or a decimal, 0 or more, not ""\.$/,
    ],
    ['directed, but how', 'mine', 'shop', { links: 'Road', directed: 1 }, /^path: directed is true or false; 1 is neither\.$/],
    ['from nowhere', 5, 'shop', { links: 'Road' }, /^path needs a row of a query or the key of an entity, not 5\.$/],
  ])('%s is refused in every language', (_name, from, to, options, expected) => {
    for (const message of refusals(rows, from, to, options)) expect(message).toMatch(expected);
  });

  test('a cost below zero, and costs of two kinds', () => {
    const minus = { ...rows, 'port-shop': road('port', 'shop', -4) };
    for (const message of refusals(minus, 'mine', 'shop', { links: 'Road', cost: 'length' }))
      expect(message).toMatch(/^path: the cost of "port-shop" must be a number or a decimal, 0 or more, not -4(\.0)?\.$/);
    const mixed = {
      js: "path('mine', 'shop', { links: 'Road', cost: (link) => (link.key === 'mine-port' ? 1 : link.Road.price) })",
      lua: "path('mine', 'shop', { links = 'Road', cost = function(link) return link.key == 'mine-port' and 1 or link.Road.price end })",
      py: "path('mine', 'shop', links='Road', cost=lambda link: 1 if link.key == 'mine-port' else link.Road.price)",
    };
    for (const language of languages) {
      const outcome = attempt(language, rows, mixed[language]);
      expect(outcome.ok ? 'accepted' : outcome.fault.message, language).toContain(
        'path: costs are all decimals or all numbers; that of "mine-port" is another kind',
      );
    }
  });
});

const wall = (
  x: number,
  z: number,
  size: [number, number, number],
  more: Record<string, Json> = {},
  part: 'Collider' | 'Shape' = 'Collider',
): Rows[string] => ({
  Wall: {},
  Transform: { position: [x, 0, z], ...more },
  [part]: { size },
});
const around = (more: Record<string, Json> = {}): Json => ({ around: 'Wall', ...more });

describe('around obstacles', () => {
  test('straight where nothing stands, and the turns where something does', () => {
    const rows = { wall: wall(3.5, 0.5, [1, 2, 3]) };
    expect(ways({}, [[[0.5, 0.5], [5.5, 0.5], around()]])).toEqual([
      {
        cost: 5,
        steps: [
          [0.5, 0.5],
          [5.5, 0.5],
        ],
      },
    ]);
    const [way] = ways(rows, [[[0.5, 0.5], [6.5, 0.5], around()]]);
    expect(way!.cost).toBe((2 + 4 * Math.SQRT2) * 1 + 0);
    expect(way!.steps[0]).toEqual([0.5, 0.5]);
    expect(way!.steps.at(-1)).toEqual([6.5, 0.5]);
  });

  test('between the points themselves, at the height of the first', () => {
    expect(ways({}, [[[0.2, 1, 0.3], [4.9, 7, 4.1], around({ climb: 0 })]])[0]!.steps).toEqual([
      [0.2, 1, 0.3],
      [4.9, 1, 4.1],
    ]);
  });

  test('what is above, low enough to step on, or a sensor is not in the way', () => {
    const free = {
      cost: 6,
      steps: [
        [0.5, 0.5],
        [6.5, 0.5],
      ],
    };
    const rows: Rows = {
      bridge: wall(3.5, 0.5, [1, 1, 50], { position: [3.5, 2, 0.5] }),
      kerb: wall(3.5, 0.5, [1, 0.25, 50]),
      ground: wall(0, 0, [100, 1, 100], { position: [0, -1, 0] }),
      zone: { Wall: {}, Transform: { position: [3.5, 0, 0.5] }, Collider: { size: [1, 2, 50], sensor: true } },
    };
    expect(ways(rows, [[[0.5, 0.5], [6.5, 0.5], around()]])).toEqual([free]);
    expect(ways(rows, [[[0.5, 0.5], [6.5, 0.5], around({ height: 3 })]])[0]!.cost).toBeGreaterThan(50);
    expect(ways(rows, [[[0.5, 0.5], [6.5, 0.5], around({ climb: 0.2 })]])[0]!.cost).toBeGreaterThan(50);
  });

  test('a thin wall does not leak, whichever way it is turned, and a gap is passed only where one fits', () => {
    const turned = (degrees: number): Json => [0, Math.sin((degrees * Math.PI) / 360), 0, Math.cos((degrees * Math.PI) / 360)];
    for (const degrees of [0, 30, 45, 90, 135]) {
      // A square of four thin walls, turned as a whole, around the goal.
      const radians = (degrees * Math.PI) / 180;
      const rows: Rows = Object.fromEntries(
        [
          [0, 3, 0],
          [0, -3, 0],
          [3, 0, 90],
          [-3, 0, 90],
        ].map(([x, z, own], i) => [
          `w${i}`,
          wall(x! * Math.cos(radians) + z! * Math.sin(radians), z! * Math.cos(radians) - x! * Math.sin(radians), [6.1, 2, 0.01], {
            rotation: turned(degrees + own!),
          }),
        ]),
      );
      expect(
        ways(rows, [
          [[10.2, 0.1], [0.1, 0.1], around()],
          [[10.2, 0.1], [9.1, 4.1], around()],
        ]).map((way) => way !== null),
        `${degrees} degrees`,
      ).toEqual([false, true]);
    }
    const gap: Rows = { one: wall(4, -4, [1, 2, 8]), other: wall(4, 5, [1, 2, 8]) };
    const through = (radius: number): number => Number(ways(gap, [[[0.5, 0.5], [8.5, 0.5], around({ radius })]])[0]!.cost);
    expect(through(0)).toBe(8);
    expect(through(0.4)).toBeGreaterThan(12);
  });

  test('a Shape counts with its scale, a body that lies on its side with the room it takes', () => {
    const rows = { shape: wall(3.5, 0.5, [1, 2, 1], { scale: [1, 1, 21] }, 'Shape') };
    expect(ways(rows, [[[0.5, 0.5], [6.5, 0.5], around()]])[0]!.cost).toBeGreaterThan(18);
    const pole = { pole: wall(3.5, -5, [1, 10, 1], { rotation: [Math.SQRT1_2, 0, 0, Math.SQRT1_2] }) };
    const [beside] = ways(pole, [[[0.5, 0.5], [6.5, 0.5], around()]]);
    expect(beside!.cost).toBeGreaterThan(6);
  });

  test('rows of a query, from one row to another; where the goal stands in something there is no way', () => {
    const rows: Rows = {
      me: { Transform: { position: [0.5, 0, 0.5] }, Collider: {} },
      box: { Transform: { position: [3.5, 0, 0.5] }, Collider: {} },
      goal: { Transform: { position: [6.5, 0, 0.5] }, Place: {} },
    };
    for (const [language, expression] of Object.entries({
      js: "((all, me) => [path(me, query('Place')[0], { around: all.filter((row) => row.key !== 'me') }), path(me, all[1], { around: all })])(query('Collider'), query('Collider')[0])",
      lua: "(function(all, goal) return { path(all[1], goal, { around = { all[2] } }), path(all[1], all[2], { around = all }) or null } end)(query('Collider'), query('Place')[1])",
      py: "[path(query('Collider')[0], query('Place')[0], around=query('Collider')[1:]), path(query('Collider')[0], query('Collider')[1], around=query('Collider'))]",
    }))
      expect(attempt(language as Language, rows, expression), language).toMatchObject({
        ok: true,
        result: [{ cost: 4 + 2 * Math.SQRT2 }, null],
      });
  });

  test.each([1, 2, 3, 4, 5, 6])('costs what a search of every cell says (seed %i)', (seed) => {
    const random = seeded(seed);
    const size = 8 + random(5);
    const solid = new Set(Array.from({ length: size * 3 }, () => random(size) * 100 + random(size)));
    solid.delete(0);
    const rows: Rows = Object.fromEntries(
      [...solid].map((place) => [`w${place}`, wall((place % 100) + 0.5, Math.floor(place / 100) + 0.5, [1, 2, 1])]),
    );
    // Bellman and Ford's again, over all cells and one around.
    const costs = new Map<string, number>([['0,0', 0]]);
    const isFree = (x: number, z: number): boolean =>
      x >= -1 && z >= -1 && x <= size && z <= size && !(x >= 0 && z >= 0 && solid.has(z * 100 + x));
    const cells = Array.from({ length: (size + 2) ** 2 }, (_, i) => [(i % (size + 2)) - 1, Math.floor(i / (size + 2)) - 1] as const).filter(
      ([x, z]) => isFree(x, z),
    );
    for (let changed = true; changed;) {
      changed = false;
      for (const [x, z] of cells) {
        const here = costs.get(`${x},${z}`);
        if (here === undefined) continue;
        for (const [dx, dz] of [
          [1, 0],
          [-1, 0],
          [0, 1],
          [0, -1],
          [1, 1],
          [1, -1],
          [-1, 1],
          [-1, -1],
        ] as const) {
          if (!isFree(x + dx, z + dz) || !isFree(x + dx, z) || !isFree(x, z + dz)) continue;
          const cost = here + (dx !== 0 && dz !== 0 ? Math.SQRT2 : 1);
          const key = `${x + dx},${z + dz}`;
          if (cost < (costs.get(key) ?? Infinity) - 1e-9) {
            costs.set(key, cost);
            changed = true;
          }
        }
      }
    }
    const goals = Array.from({ length: 8 }, () => [random(size), random(size)] as const);
    const found = ways(
      rows,
      goals.map(([x, z]) => [[0.5, 0.5], [x + 0.5, z + 0.5], around()]),
    );
    const rounded = (cost: number | string | undefined): number => Math.round(Number(cost ?? Infinity) * 1e9);
    expect(found.map((way) => rounded(way?.cost))).toEqual(goals.map((goal) => rounded(costs.get(goal.join()))));
  });

  test.each<[string, Rows, Json, Json, Json, RegExp]>([
    [
      'a point that is none',
      {},
      5,
      [1, 1],
      around(),
      /^path: from is a list of two or three numbers, or a row with a Transform; 5 is not\.$/,
    ],
    [
      'a point of one number',
      {},
      [1, 1],
      [1],
      around(),
      /^path: to is a list of two or three numbers, or a row with a Transform; a list is not\.$/,
    ],
    ['a cell of nothing', {}, [0, 0], [1, 1], around({ cell: 0 }), /^path: cell is a number above 0; 0 is not\.$/],
    ['a radius below zero', {}, [0, 0], [1, 1], around({ radius: -1 }), /^path: radius is a number, 0 or more; -1 is not\.$/],
    [
      'an option of networks',
      {},
      [0, 0],
      [1, 1],
      around({ cost: 'length' }),
      /^path: there is no option "cost" beside around\. There are cell, radius, height, climb\.$/,
    ],
    ['a component that is not there', {}, [0, 0], [1, 1], { around: 'Rock' }, /^path: there is no component "Rock"\. There are /],
    [
      'rows that are none',
      {},
      [0, 0],
      [1, 1],
      { around: ['rock'] },
      /^path: around is the name of a component, or rows of a query; "rock" is no row\.$/,
    ],
    [
      'an obstacle without a size',
      { rock: { Wall: {}, Transform: {} } },
      [0, 0],
      [1, 1],
      around(),
      /^path: the obstacle "rock" has no size: give it a Collider or a Shape, and write that name/,
    ],
    [
      'more cells than are looked at',
      {},
      [0, 0],
      [300, 300],
      around(),
      /^path: from, to and the obstacles lie in more than 65536 cells\. Take a larger cell, or only the obstacles nearby\.$/,
    ],
  ])('%s is refused in every language', (_name, rows, from, to, options, expected) => {
    for (const message of refusals(rows, from, to, options)) expect(message).toMatch(expected);
  });
});

test('path belongs into hooks', () => {
  for (const [language, code] of Object.entries({
    js: "path('a', 'b', { links: 'Road' });",
    lua: "path('a', 'b', { links = 'Road' })",
    py: "path('a', 'b', links='Road')",
  })) {
    const world = new TestWorld(components, {});
    expect(() => load(host, code, world, {}, `scripts/test.${language}`), language).toThrow('path works inside start');
  }
});

test('a search that does not end within its fuel is a fault of the line that asked', () => {
  const rows = { a: wall(0, 0, [1, 1, 1]), b: wall(200.5, 200.5, [0.9, 2, 0.9]) };
  const world = new TestWorld(components, rows);
  const script = load(
    host,
    "function onTick() {\n  'Transform Collider';\n  return path([1.5, 1.5], [200.5, 200.5], { around: 'Wall' });\n}",
    world,
  );
  const outcome = script.call('onTick', { world });
  expect(outcome.ok ? outcome : outcome.fault).toMatchObject({ code: 'FUEL', line: 3 });
});
