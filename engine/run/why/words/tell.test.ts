import { beforeAll, expect, test } from 'vitest';
import type { Engine, WhyLink } from '../../index.ts';
import { levelOf, openTestEngine, type LevelWords } from '../../testing/index.ts';
import { tellWhy } from './tell.ts';

let engine: Engine;
beforeAll(async () => {
  engine = await openTestEngine({ development: false, physics: true });
});

function told(level: LevelWords, ticks: number, entity: string, path: string): string[] {
  const recorder = engine.record(levelOf(level), { ticks });
  for (let tick = 1; tick <= ticks; tick += 1) recorder.step([]);
  const player = engine.openRecording(recorder.bytes());
  const [component, field] = path.split('.') as [string, string];
  const target = { entity, component, field };
  const text = tellWhy(player.package.level, target, engine.explain(player, ticks, target));
  player.dispose();
  return text;
}

const project = {
  components: { Ant: { fields: { tired: { kind: 'f64' }, mood: { kind: 'enum', options: ['calm', 'late'] } } } },
  machines: {
    Order: {
      initial: 'open',
      states: { open: { after: { ticks: 2, to: 'late' } }, late: { set: { 'Ant.mood': 'late' } } },
    },
  },
} as const;
const scripts = {
  'a.ts': "on('walk', ({ by }, { entity }) => {\n  for (const row of query('Ant')) if (row.key === entity) row.Ant.tired += by;\n});",
};

test('a tree: the way down to the node in the words of its file, what it went by, and what wrote that', () => {
  const ant = `selector:
  - name: rest
    mem-sequence: [{ if: Ant.tired > 0.5 }, { set: { Ant.mood: late } }]
  - call: { call: walk, args: { by: 0.3333333333 } }`;
  const level = { project, scripts, behaviours: { 'ant.yaml': ant }, entities: { ant: { Behaviour: { tree: 'ant' }, Ant: {} } } };
  expect(told(level, 5, 'ant', 'Ant.mood')).toEqual([
    'ant Ant.mood is late after tick 5. The behaviour tree ant of ant set it from calm to late in tick 3. It goes back to the behaviour tree ant of ant, in tick 2.',
    '',
    '  tick 3  The behaviour tree ant of ant set ant Ant.mood from calm to late,',
    '            at selector › "rest" (mem-sequence) › set Ant.mood: late, node 0.0.1',
    '            on the way there: Ant.tired > 0.5 held (it was 0.666667)',
    '  tick 3  because ant Ant.tired was 0.666667,',
    '  tick 2  because scripts/a.ts line 2, on hearing walk, had set it from 0.333333 to 0.666667,',
    "            > for (const row of query('Ant')) if (row.key === entity) row.Ant.tired += by;",
    '  tick 2  because the behaviour tree ant of ant called walk.',
    '            at selector › call walk (by 0.333333), node 0.1',
  ]);
});

test('a machine: its step and what made it', () => {
  const level = { project, entities: { order: { StateMachine: { machine: 'Order' }, Ant: {} } } };
  expect(told(level, 4, 'order', 'Ant.mood').slice(2)).toEqual([
    '  tick 3  The state machine Order of order set order Ant.mood from calm to late.',
    '            it went from open to late, as it had been open since tick 1, and 2 ticks is the longest',
  ]);
});

test.each(['kinematic', 'rapier'])('a character on the ground stands on something, whatever it touches (%s)', (backend) => {
  const ground = { Transform: { position: [0, -0.5, 0] }, RigidBody: { kind: 'fixed' }, Collider: { shape: 'box', size: [20, 1, 20] } };
  const hero = {
    Transform: { position: [0, 1, 0] },
    RigidBody: { kind: 'kinematic' },
    Collider: { shape: 'capsule', size: [1, 2, 1] },
    Character: { move: [1, 0, 0] },
  };
  const lines = told({ physics: { backend }, entities: { ground, hero } } as never, 12, 'hero', 'Transform.position');
  expect(lines).toContain('             it stands on something');
  expect(lines.join('\n')).not.toContain('touches nobody');
});

test('a body and a rule, in words', () => {
  const falls = { physics: { backend: 'kinematic' }, entities: { box: { Transform: {}, RigidBody: {}, Collider: {}, Velocity: {} } } };
  expect(told(falls, 2, 'box', 'Transform.position').slice(2)).toEqual([
    '  tick 2  The physics (kinematic) set box Transform.position from [0, -0.0122625, 0] to [0, -0.04905, 0].',
    '            a dynamic body, which moved at [0, -0.4905, 0] m/s and turned at [0, 0, 0] rad/s before',
    '            it touches nobody',
  ]);
  expect(told({ entities: { top: { Transform: {}, Spin: { speed: 2 } } } }, 1, 'top', 'Spin.angle').slice(2)).toEqual([
    '  tick 1  The rule spin set top Spin.angle from 0 to 0.1,',
    '            it turns every entity with a Spin about its axis',
    '  tick 1  because top Spin.speed was 2,',
    '  start   as it stands in the level.',
  ]);
});

test('a chain of an engine that tells less is told as well', () => {
  const { level } = levelOf({ entities: { cart: { Transform: {} } } });
  const target = { entity: 'cart', component: 'Transform', field: 'position' };
  const link: WhyLink = { tick: 4, kind: 'system', system: 'velocity' };
  expect(tellWhy(level, target, { tick: 4, value: 1, change: { tick: 4, from: 0, to: 1 }, chain: [link] })).toEqual([
    'cart Transform.position is 1 after tick 4. The rule velocity set it from 0 to 1 in tick 4.',
    '',
    '  tick 4  The rule velocity set cart Transform.position from 0 to 1.',
  ]);
});
