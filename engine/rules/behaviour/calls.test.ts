/** What a script sees that trees call many times in one tick: the world as everything before the call left it. */
import { beforeAll, describe, expect, test, vi } from 'vitest';
import { levelOf, openTestEngine } from '../../run/testing/index.ts';
import type { Engine, TickResult } from '../../run/index.ts';
import type * as ArenaWorld from '../scripts/arena-world.ts';

const handOver = vi.hoisted(() => ({ whole: false }));
vi.mock('../scripts/arena-world.ts', async (original) => {
  const { arenaWorld } = await original<typeof ArenaWorld>();
  return {
    arenaWorld: (...[arena, time, writes]: Parameters<typeof arenaWorld>) => arenaWorld(arena, time, handOver.whole ? undefined : writes),
  };
});

let engine: Engine;
beforeAll(async () => {
  engine = await openTestEngine();
});

const project = {
  components: {
    Need: { fields: { food: { kind: 'i32', min: 0, max: 1000, default: 50 }, note: { kind: 'string' }, home: { kind: 'entity' } } },
  },
};

const ants = (count: number, trees: readonly string[]): Record<string, never> =>
  Object.fromEntries(
    Array.from({ length: count }, (_, i) => [
      `ant-${String(i).padStart(3, '0')}`,
      { Behaviour: { tree: trees[i % trees.length] }, Need: { home: `ant-${String((i + 1) % count).padStart(3, '0')}` } },
    ]),
  ) as never;

test('each call sees what trees, scripts and the walk itself wrote before it', () => {
  const world = engine.createWorld(
    levelOf({
      project,
      behaviours: {
        'b.yaml': `sequence:
  - set: { Need.food: 7 }
  - add: { field: Need.food, of: Need.home, value: 100 }
  - call: look
  - wait: 5`,
      },
      scripts: {
        'a.js': `on('look', (_, { entity }) => {
  const seen = query('Need').map(({ Need }) => Need.food);
  emit('seen', { seen, status: query('Behaviour').map(({ Behaviour }) => Behaviour.status + Behaviour.memory[0]) }, entity);
  set(entity, 'Need', { food: 8, note: 'by ' + entity });
});`,
      },
      entities: ants(3, ['b']),
    }),
  );
  const seen = (result: TickResult): unknown[] => result.events.filter(({ type }) => type === 'seen').map(({ payload }) => payload);
  expect(seen(world.step())).toEqual([
    { seen: [7, 150, 50], status: ['none0', 'none0', 'none0'] },
    { seen: [8, 7, 150], status: ['running2', 'none0', 'none0'] },
    { seen: [108, 8, 7], status: ['running2', 'running2', 'none0'] },
  ]);
});

test('the second call of a visit sees what the tree remembered after the first', () => {
  const world = engine.createWorld(
    levelOf({
      project,
      behaviours: { 'b.yaml': 'mem-sequence: [{ call: look }, { call: look }, { call: look }]' },
      scripts: { 'a.js': "on('look', () => { emit('seen', query('Behaviour')[0].Behaviour.memory[0]); });" },
      entities: ants(1, ['b']),
    }),
  );
  expect(world.step().events.map(({ payload }) => payload)).toEqual([0, 1, 2]);
});

describe('a call that is told what was written since the last', () => {
  const level = () =>
    levelOf({
      project,
      behaviours: {
        'a.yaml':
          'sequence: [{ add: { Need.food: 1 } }, { call: eat }, { add: { field: Need.food, of: Need.home, value: 2 } }, { call: see }]',
        'b.yaml':
          'selector: [{ sequence: [{ chance: 0.4 }, { call: { call: say, args: { what: [1, 2] } } }] }, { set: { Need.note: quiet } }, { wait: 2 }]',
        'c.yaml':
          'utility: [{ score: { call: weigh }, do: { call: eat } }, { score: 3, do: { mem-sequence: [{ wait: 1 }, { call: fail }] } }]',
      },
      scripts: {
        'a.js': `let eaten = 0;
on('eat', (_, { entity }) => { eaten += 1; set(entity, 'Need', { food: eaten % 300 }); return eaten % 3 ? 'success' : 'running'; });
on('see', (_, { entity }) => { emit('saw', query('Need').map(({ Need }) => [Need.food, Need.note, Need.home])); });
on('weigh', () => query('Need').reduce((sum, { Need }) => sum + Need.food, 0) % 7);
on('fail', (_, { entity }) => { set(entity, 'Need', { note: 'never' }); if (eaten % 2) null.x; });`,
        'b.js': `on('say', ({ what }, { entity }) => {
  const late = query('Behaviour').filter(({ Behaviour }) => Behaviour.status === 'running').length;
  for (const { key, Need } of query('Need')) if (key !== entity) { Need.note = 'said ' + late + ' ' + time.tick; break; }
  if (late > 3) spawn(null, { Need: { food: late } });
});
function onTick() { const rows = query('Need'); rows[time.tick % rows.length].Need.food += 5; }`,
      },
      entities: ants(12, ['a', 'b', 'c']),
    });
  const play = (whole: boolean): TickResult[] => {
    handOver.whole = whole;
    const world = engine.createWorld(level());
    return Array.from({ length: 25 }, () => world.step());
  };

  test('does what it does with the whole world: same hashes, same fuel, same events', () => {
    const whole = play(true);
    expect(play(false)).toEqual(whole);
    expect(new Set(whole.flatMap(({ events }) => events.map(({ type }) => type))), 'and all of it happens').toEqual(
      new Set(['saw', 'ScriptFault']),
    );
  });
});
