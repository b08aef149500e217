/** Minds: a tree in YAML with most kinds of nodes, and one as Behaviour3's editor writes it; and state machines. */
import { levelOf, type LevelWords } from '../../../engine/run/testing/index.ts';
import type { GoldenWorld } from '../play.ts';
import { world } from './world.ts';

const project = {
  components: {
    Ant: {
      fields: {
        food: { kind: 'i32', min: 0, max: 60, default: 30 },
        tired: { kind: 'f64', default: 0.1 },
        cash: { kind: 'decimal', scale: 2, default: '1.00' },
        mood: { kind: 'enum', options: ['calm', 'busy', 'late'] },
        home: { kind: 'entity' },
        says: { kind: 'string' },
      },
    },
  },
  scenarios: { day: { name: 'A day', values: {}, ticks: 600, seed: 21 } },
};

const forager = `
selector:
  - name: rest
    mem-sequence:
      - if: Ant.tired > 2.5
      - set: { Ant.mood: late }
      - wait: 0.2 s
      - add: { Ant.tired: -2 }
  - name: trade
    cooldown:
      ticks: 7
      do:
        sequence:
          - if: Ant.home > Ant.food >= 10
          - add: { field: Ant.food, of: Ant.home, value: -10 }
          - add: { Ant.cash: "0.35" }
          - emit: { event: sold, payload: { units: 10 } }
  - utility:
      - score: { field: Ant.food, times: -1, plus: 40 }
        do:
          max-time: { ticks: 5, do: { mem-sequence: [{ call: { call: search, args: { reach: 3 } } }, { wait: 1 }, { add: { Ant.food: 4 } }] } }
      - { score: Ant.tired, do: { parallel: { succeed: 1, children: [{ wait: 3 }, { until-success: { do: { chance: 0.4 } } }] } } }
      - { score: { call: courage }, do: { limit: { max: 5, do: { set: { Ant.says: hurrah } } } } }
  - not: { tree: idle }
`;
const idle = 'mem-selector: [{ has: Wallet }, { repeat: { max: 3, do: { add: { Ant.tired: 0.07 } } } }]';

const script = `
on('search', ({ reach }, { entity }) => {
  const [me] = query('Ant').filter(({ key }) => key === entity);
  me.Ant.tired = me.Ant.tired + 0.31;
  if (random('search').chance(0.3)) return 'running';
  return random('search').int(0, reach) > 0 ? 'success' : 'failure';
});
on('courage', (_, { entity }) => (state.sold ?? 0) - entity.length);
on('sold', ({ units }) => { state.sold = (state.sold ?? 0) + units; });
function onTick() { for (const row of query('Ant')) if (row.key.startsWith('nest')) row.Ant.food = row.Ant.food + 1; }
`;

const ants: LevelWords = {
  clock: { kind: 'realtime', hz: 20 },
  project,
  behaviours: { 'forager.yaml': forager, 'idle.yaml': idle },
  scripts: { 'ants.ts': script },
  entities: {
    nest: { Ant: { food: 50 } },
    ...Object.fromEntries(
      Array.from({ length: 12 }, (_, i) => [
        `ant-${i}`,
        { Behaviour: { tree: 'forager' }, Ant: { food: i * 5, tired: i / 4, home: i % 3 === 0 ? null : 'nest' } },
      ]),
    ),
  },
};

const node = (id: string, name: string, more: object = {}): [string, object] => [
  id,
  { id, name, title: name, properties: {}, display: { x: 0, y: 0 }, ...more },
];
const guard = JSON.stringify({
  title: 'Guard',
  root: 'r',
  nodes: Object.fromEntries([
    node('r', 'MemPriority', { children: ['a', 'b', 'c'] }),
    node('a', 'MemSequence', { children: ['a1', 'a2', 'a3'] }),
    node('a1', 'Sees', { properties: { range: 3 } }),
    node('a2', 'Wait', { properties: { milliseconds: 120 } }),
    node('a3', 'Limiter', { child: 'a4', properties: { maxLoop: 6 } }),
    node('a4', 'Add', { properties: { field: 'Ant.food', value: 1 } }),
    node('b', 'MaxTime', { child: 'b1', properties: { maxTime: 200 } }),
    node('b1', 'RepeatUntilSuccess', { child: 'b2', properties: { maxLoop: 3 } }),
    node('b2', 'Sequence', { children: ['b3', 'b4'] }),
    node('b3', 'Sees', { properties: { range: 1 } }),
    node('b4', 'Runner'),
    node('c', 'Priority', { children: ['c1', 'c2'] }),
    node('c1', 'Inverter', { child: 'c3' }),
    node('c3', 'Repeater', { child: 'c4', properties: { maxLoop: 2 } }),
    node('c4', 'Succeeder'),
    node('c2', 'RepeatUntilFailure', { child: 'c5', properties: { maxLoop: 5 } }),
    node('c5', 'Sequence', { children: ['c6', 'c7'] }),
    node('c6', 'Add', { properties: { field: 'Ant.tired', value: 0.1 } }),
    node('c7', 'Condition', { properties: { field: 'Ant.tired', is: '<', value: 9 } }),
  ]),
});

const guards: LevelWords = {
  clock: { kind: 'realtime', hz: 30 },
  project,
  behaviours: { 'guard.json': guard },
  scripts: { 'eyes.ts': `on('Sees', ({ range }, { entity }) => random(entity).int(0, 4) < range);` },
  entities: Object.fromEntries(Array.from({ length: 8 }, (_, i) => [`guard-${i}`, { Behaviour: { tree: 'guard' }, Ant: { food: i } }])),
};

const shipments: LevelWords = {
  clock: { kind: 'realtime', hz: 20 },
  project: {
    ...project,
    machines: {
      Parcel: {
        initial: 'packed',
        states: {
          packed: { set: { 'Ant.mood': 'calm', 'Ant.says': 'waiting' }, after: { ticks: 3, to: 'road' } },
          road: {
            set: { 'Ant.mood': 'busy' },
            on: { tock: 'held', sold: 'done' },
            when: [{ field: 'Ant.food', is: '<', value: 5, to: 'done' }],
          },
          held: {
            on: { 'state.enter': 'held' },
            after: { ticks: 2, to: 'road' },
            when: [{ field: 'Ant.mood', is: '==', value: 'late', to: 'done' }],
          },
          done: { set: { 'Ant.cash': '9.99', 'Ant.food': 40 }, after: { ticks: 5, to: 'packed' } },
        },
      },
    },
  },
  scripts: {
    'road.ts': `
      on('state.enter', ({ to, from }, { entity }) => { if (to === 'road' && from === 'held' && random.chance(0.5)) emit('sold', {}, entity); });
      function onTick() { for (const row of query('Ant')) if (row.Ant.mood === 'busy') row.Ant.food = Math.max(0, row.Ant.food - 3); }`,
  },
  entities: Object.fromEntries(
    Array.from({ length: 10 }, (_, i) => [
      `parcel-${i}`,
      {
        StateMachine: { machine: 'Parcel', ...(i % 4 === 1 && { state: 'road' }) },
        Ant: { food: 10 + i * 5 },
        Timer: { every: 4 + i, left: 2 + i, event: 'tock' },
      },
    ]),
  ),
};

export const behaviourWorlds = (ticks: number): GoldenWorld[] => [
  world('minds in YAML', levelOf(ants), 'day', ticks),
  world('minds from Behaviour3', levelOf(guards), 'day', ticks),
  world('state machines', levelOf(shipments), 'day', ticks),
];
