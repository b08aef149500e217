/** Why, where no script wrote the number: trees, machines, bodies and the built-in systems. */
import { beforeAll, describe, expect, test } from 'vitest';
import type { Command } from '../../kernel/commands/index.ts';
import { builtinSystems, systemWords } from '../../rules/systems/index.ts';
import type { Engine } from '../engine.ts';
import { levelOf, openTestEngine, type LevelWords } from '../testing/index.ts';
import type { Why } from './index.ts';

let engine: Engine;
beforeAll(async () => {
  engine = await openTestEngine({ development: false, physics: true });
});

/** `field` is `Component.field`. */
function why(level: LevelWords, ticks: number, entity: string, field: string, commands: readonly (Command & { tick: number })[] = []): Why {
  const recorder = engine.record(levelOf(level), { ticks });
  for (let tick = 1; tick <= ticks; tick += 1) recorder.step(commands.filter((command) => command.tick === tick));
  const player = engine.openRecording(recorder.bytes());
  const [component, name] = field.split('.') as [string, string];
  const found = engine.explain(player, ticks, { entity, component, field: name });
  player.dispose();
  return found;
}

const project = {
  components: {
    Ant: {
      fields: {
        food: { kind: 'i32' },
        tired: { kind: 'i32' },
        mood: { kind: 'enum', options: ['calm', 'late'] },
        home: { kind: 'entity' },
      },
    },
  },
  commands: { Push: { fields: { speed: { kind: 'f64' } } } },
} as const;

describe('a behaviour tree', () => {
  const level = (tree: string, more: Partial<LevelWords> = {}): LevelWords => ({
    project,
    behaviours: { 'ant.yaml': tree, 'rest.yaml': 'mem-sequence: [{ if: Ant.tired >= 3 }, { name: sigh, set: { Ant.mood: late } }]' },
    entities: { nest: { Ant: { food: 5 } }, ant: { Behaviour: { tree: 'ant' }, Ant: { home: 'nest' } } },
    ...more,
  });

  test('is named with the node, the way down to it through its sub-trees, and what it went by; then what wrote that', () => {
    const tree = 'selector: [{ tree: rest }, { call: walk }]';
    const scripts = {
      'a.ts': "on('walk', (_, { entity }) => {\n  for (const row of query('Ant')) if (row.key === entity) row.Ant.tired += 1;\n});",
    };
    const { change, chain } = why(level(tree, { scripts }), 6, 'ant', 'Ant.mood');
    expect(change).toEqual({ tick: 4, from: 'calm', to: 'late' });
    expect(chain).toMatchObject([
      {
        tick: 4,
        kind: 'behaviour',
        entity: 'ant',
        tree: 'ant',
        node: '0.1',
        path: [
          { tree: 'ant', id: '0', type: 'Priority' },
          { tree: 'ant', id: '0.0', type: 'SubTree', args: { tree: 'rest' } },
          { tree: 'rest', id: '0', type: 'MemSequence' },
          { tree: 'rest', id: '0.1', type: 'Set', name: 'sigh', args: { field: 'Ant.mood', value: 'late' } },
        ],
        checks: [{ tree: 'rest', id: '0.0', type: 'Condition', came: 'success', entity: 'ant', found: 3 }],
        wrote: { entity: 'ant', component: 'Ant', field: 'mood', from: 'calm', to: 'late' },
      },
      { tick: 4, kind: 'value', entity: 'ant', path: 'Ant.tired', value: 3 },
      { tick: 3, kind: 'script', script: 'scripts/a.ts', line: 2, hook: 'on(walk)', wrote: { field: 'tired', from: 2, to: 3 } },
      { tick: 3, kind: 'behaviour', node: '0.1', path: [{}, { type: 'Call', args: { call: 'walk' } }] },
    ]);
    expect(chain[2]).toMatchObject({ code: expect.stringContaining('row.Ant.tired += 1') as string });
  });

  test('that writes to another entity, each node its own part of the change', () => {
    const tree =
      'sequence: [{ add: { field: Ant.food, of: Ant.home, value: 2 } }, { if: Ant.home > Ant.food < 30 }, { add: { field: Ant.food, of: Ant.home, value: 3 } }]';
    const { change, chain } = why(level(tree), 2, 'nest', 'Ant.food');
    expect(change).toEqual({ tick: 2, from: 12, to: 15 });
    expect(chain).toMatchObject([
      { kind: 'behaviour', entity: 'ant', node: '0.2', checks: [{ id: '0.1', entity: 'nest', found: 12 }] },
      { kind: 'value', entity: 'nest', path: 'Ant.food', value: 12 },
      { kind: 'behaviour', entity: 'ant', node: '0.0', wrote: { from: 10, to: 12 } },
    ]);
  });

  test('that told an event which a script heard', () => {
    const scripts = { 'a.ts': "on('hungry', (_, { entity }) => {\n  set(entity, 'Ant', { food: 9 });\n});" };
    const { chain } = why(level('sequence: [{ not: { if: Ant.food > 0 } }, { emit: hungry }]', { scripts }), 4, 'ant', 'Ant.food');
    expect(chain).toMatchObject([
      { tick: 2, kind: 'script', line: 2, hook: 'on(hungry)' },
      { tick: 1, kind: 'event', event: { type: 'hungry', source: 'behaviour', entity: 'ant' } },
      { tick: 1, kind: 'behaviour', entity: 'ant', node: '0.1', checks: [{ id: '0.0.0', came: 'failure', found: 0 }] },
      { tick: 1, kind: 'value', path: 'Ant.food', value: 0 },
      { tick: 0, kind: 'level' },
    ]);
  });

  test('what a visit came to is written where it ended', () => {
    const { chain } = why(level('sequence: [succeed, { wait: 2 }, succeed]'), 3, 'ant', 'Behaviour.status');
    expect(chain).toMatchObject([{ tick: 3, kind: 'behaviour', node: '0.2', checks: [{ type: 'Wait', came: 'success' }] }]);
  });
});

describe('a state machine', () => {
  const machines = {
    Parcel: {
      initial: 'packed',
      states: {
        packed: { after: { ticks: 2, to: 'road' } },
        road: { set: { 'Ant.food': 7 }, on: { tock: 'held' } },
        held: { set: { 'Ant.tired': 1 }, when: [{ field: 'Ant.food', is: '<', value: 5, to: 'done' }] },
        done: { set: { 'Ant.mood': 'late' } },
      },
    },
  };
  const level: LevelWords = {
    project: { ...project, machines },
    scripts: {
      'a.ts': "function onTick() {\n  for (const { Ant } of query('Ant', 'Timer')) if (Ant.food > 0 && time.tick > 6) Ant.food -= 3;\n}",
    },
    entities: { parcel: { StateMachine: { machine: 'Parcel' }, Ant: {}, Timer: { every: 5, left: 5, event: 'tock' } } },
  };

  test('began in its first state, and went on by the clock', () => {
    expect(why(level, 1, 'parcel', 'StateMachine.state').chain).toMatchObject([
      { tick: 1, kind: 'machine', machine: 'Parcel', from: null, to: 'packed', by: { kind: 'first' } },
    ]);
    expect(why(level, 4, 'parcel', 'Ant.food')).toMatchObject({
      change: { tick: 3, from: 0, to: 7 },
      chain: [{ tick: 3, kind: 'machine', entity: 'parcel', from: 'packed', to: 'road', by: { kind: 'clock', ticks: 2, since: 1 } }],
    });
  });

  test('went on by an event: who told it', () => {
    expect(why(level, 6, 'parcel', 'Ant.tired').chain).toMatchObject([
      { tick: 5, kind: 'machine', from: 'road', to: 'held', by: { kind: 'event', event: { type: 'tock' } } },
      { tick: 5, kind: 'event', event: { type: 'tock', source: 'timer', entity: 'parcel' } },
      { tick: 5, kind: 'system', system: 'timer' },
    ]);
  });

  test('went on by a comparison: what wrote the number', () => {
    expect(why(level, 9, 'parcel', 'Ant.mood').chain).toMatchObject([
      { tick: 7, kind: 'machine', from: 'held', to: 'done', by: { kind: 'condition', field: 'Ant.food', is: '<', value: 5, found: 4 } },
      { tick: 7, kind: 'value', entity: 'parcel', path: 'Ant.food', value: 4 },
      { tick: 7, kind: 'script', script: 'scripts/a.ts', line: 2, wrote: { from: 7, to: 4 } },
    ]);
  });

  test('told of its step, and a script heard it', () => {
    const scripts = {
      'a.ts': "on('state.leave', ({ from }, { entity }) => {\n  if (from === 'packed') set(entity, 'Ant', { mood: 'late' });\n});",
    };
    expect(why({ ...level, scripts }, 4, 'parcel', 'Ant.mood').chain).toMatchObject([
      { tick: 4, kind: 'script', line: 2 },
      { tick: 3, kind: 'event', event: { type: 'state.leave' } },
      { tick: 3, kind: 'machine', from: 'packed', to: 'road' },
    ]);
  });
});

describe('a body', () => {
  const box = (y: number) => ({ Transform: { position: [0, y, 0] }, RigidBody: {}, Collider: { tells: true }, Velocity: {} });
  const ground = { Transform: { position: [0, -1, 0] }, RigidBody: { kind: 'fixed' }, Collider: { size: [9, 1, 9] } };

  test.each(['rapier', 'kinematic'])('was moved by %s: how fast it was, whom it met and touches', (backend) => {
    const physics = { backend };
    const { chain } = why({ physics, entities: { ground, box: box(0.2) } }, 12, 'box', 'Transform.position');
    expect(chain).toMatchObject([
      { kind: 'physics', backend: expect.stringContaining(`${backend}@`) as string, entity: 'box', body: 'dynamic', touching: ['ground'] },
    ]);
    expect(why({ physics, entities: { ground, box: box(20) } }, 2, 'box', 'Transform.position').chain).toMatchObject([
      { kind: 'physics', touching: [], collisions: [], velocity: { linear: [0, expect.closeTo(-0.49) as number, 0] } },
    ]);
    const scripts = { 'a.ts': "on('collision.begin', (_, { entity }) => {\n  set(entity, 'Ant', { food: 1 });\n});" };
    const met = why({ physics, project, scripts, entities: { ground, box: { ...box(0.2), Ant: {} } } }, 12, 'box', 'Ant.food').chain;
    expect(met).toMatchObject([
      { kind: 'script' },
      { kind: 'event', event: { type: 'collision.begin' } },
      { kind: 'physics', entity: 'box', collisions: [{ other: 'ground', began: true }] },
    ]);
  });

  test('that a player pushed: the script, and the command behind it', () => {
    const scripts = {
      'a.ts': "on('Push', ({ speed }) => {\n  for (const { Velocity } of query('Velocity')) Velocity.linear = [speed, 0, 0];\n});",
    };
    const commands = [{ tick: 3, sender: 2, seq: 1, type: 'Push', payload: { speed: 4 } }];
    const { chain } = why({ project, scripts, entities: { box: box(9) } }, 3, 'box', 'Transform.position', commands);
    expect(chain).toMatchObject([
      { tick: 3, kind: 'physics', velocity: { linear: [4, 0, 0] } },
      { tick: 3, kind: 'value', path: 'Velocity.linear', value: [4, 0, 0] },
      { tick: 3, kind: 'script', line: 2 },
      { tick: 3, kind: 'command', command: { type: 'Push' } },
    ]);
  });
});

describe('a built-in system', () => {
  test('has words, and so have those around it', () => {
    const named = [...builtinSystems.map(({ name }) => name), 'scripts', 'behaviour', 'state-machine'].toSorted();
    expect(Object.keys(systemWords).toSorted()).toEqual(named);
  });

  test('goes by a field: what wrote that', () => {
    const scripts = { 'a.ts': "on('Push', ({ speed }) => {\n  for (const { Spin } of query('Spin')) Spin.speed = speed;\n});" };
    const commands = [{ tick: 3, sender: 2, seq: 1, type: 'Push', payload: { speed: 2 } }];
    const { chain } = why({ project, scripts, entities: { top: { Transform: {}, Spin: {} } } }, 8, 'top', 'Transform.rotation', commands);
    expect(chain).toMatchObject([
      { tick: 8, kind: 'system', system: 'spin' },
      { tick: 8, kind: 'value', entity: 'top', path: 'Spin.speed', value: 2 },
      { tick: 3, kind: 'script', line: 2, hook: 'on(Push)' },
      { tick: 3, kind: 'command' },
    ]);
  });

  test('counts events: the last one that it counted, of its hero', () => {
    const scripts = { 'a.ts': "on('Push', () => {\n  emit('sold', {}, 'bob');\n  emit('sold', {}, 'ann');\n});" };
    const commands = [{ tick: 3, sender: 2, seq: 1, type: 'Push', payload: { speed: 2 } }];
    const entities = { bob: { Ant: {} }, ann: { Ant: {} }, quest: { Quest: { event: 'sold', target: 5, hero: 'bob', state: 'active' } } };
    expect(why({ project, scripts, entities }, 5, 'quest', 'Quest.count', commands).chain).toMatchObject([
      { tick: 3, kind: 'system', system: 'quest' },
      { tick: 3, kind: 'event', event: { type: 'sold', entity: 'bob' } },
      { tick: 3, kind: 'script', line: 2 },
      { tick: 3, kind: 'command' },
    ]);
  });
});
