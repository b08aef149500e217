import { beforeAll, describe, expect, test } from 'vitest';
import { compileLevel } from '../../model/compile.ts';
import { prettyJson } from '../../model/canonical.ts';
import type { Json } from '../../kernel/json.ts';
import { levelOf, openTestEngine, type LevelWords } from '../../run/testing/index.ts';
import type { Engine, World } from '../../run/index.ts';
import { defineSystem } from '../define-system.ts';

let engine: Engine;
beforeAll(async () => {
  engine = await openTestEngine();
});

const order: Json = {
  initial: 'open',
  states: {
    open: { set: { 'Order.tracked': true, 'Order.note': 'new' }, on: { paid: 'packed', lost: 'closed' }, after: { ticks: 6, to: 'late' } },
    packed: {
      on: { lost: 'closed' },
      when: [
        { field: 'Order.weight', is: '>=', value: 10, to: 'freight' },
        { field: 'Order.weight', is: '>', value: 0, to: 'parcel' },
      ],
    },
    parcel: { set: { 'Order.fee': '4.90' } },
    freight: { set: { 'Order.fee': '49.00' } },
    late: { on: { paid: 'packed' } },
    closed: {},
  },
};
const components = {
  Order: {
    fields: {
      tracked: { kind: 'bool' },
      note: { kind: 'string' },
      weight: { kind: 'f64' },
      fee: { kind: 'decimal', scale: 2 },
    },
  },
};
const script = `function onTick() { for (const [tick, type, key] of table('told')) if (tick === time.tick) emit(type, {}, key); }`;
const wordsOf = (
  told: Json[],
  entities: LevelWords['entities'] = { a: { StateMachine: { machine: 'Order' }, Order: {} } },
): LevelWords => ({
  project: { components, machines: { Order: order } },
  scripts: { 'told.js': script },
  tables: { told },
  entities,
});
const states = (world: World, ticks: number, key = 'a'): string[] =>
  Array.from({ length: ticks }, () => (world.step(), world.arena.get(world.arena.byKey(key)!, 'StateMachine')!['state'] as string));
const orderOf = (world: World): Record<string, unknown> => world.arena.get(world.arena.byKey('a')!, 'Order')!;

describe('a machine', () => {
  test('begins in its first state, writes what that sets, and tells it', () => {
    const world = engine.createWorld(levelOf(wordsOf([])));
    const { events } = world.step();
    expect(events).toMatchObject([{ type: 'state.enter', entity: 'a', payload: { machine: 'Order', from: null, to: 'open' } }]);
    expect(orderOf(world)).toMatchObject({ tracked: true, note: 'new' });
    expect(world.arena.get(world.arena.byKey('a')!, 'StateMachine')).toEqual({ machine: 'Order', state: 'open', since: 1 });
  });

  test('takes an entity that is not there for nobody’s: a comparison with it never holds, and what else is set is set', () => {
    const fields = { ...components.Order.fields, buyer: { kind: 'entity' } };
    const machine: Json = {
      initial: 'open',
      states: {
        open: {
          set: { 'Order.buyer': 'gone', 'Order.note': 'new' },
          when: [
            { field: 'Order.buyer', is: '==', value: 'gone', to: 'sold' },
            { field: 'Order.buyer', is: '!=', value: 'gone', to: 'free' },
          ],
        },
        sold: {},
        free: {},
      },
    };
    const world = engine.createWorld(
      levelOf({
        project: { components: { Order: { fields } }, machines: { Order: machine } },
        entities: { a: { StateMachine: { machine: 'Order' }, Order: {} } },
      }),
    );
    expect(states(world, 2)).toEqual(['open', 'free']);
    expect(orderOf(world)).toMatchObject({ buyer: null, note: 'new' });
  });

  test('goes by events about its entity, one step a tick, and by comparisons, the first that holds', () => {
    const world = engine.createWorld(
      levelOf(
        wordsOf(
          [
            [3, 'paid', 'b'],
            [4, 'paid', 'a'],
          ],
          { a: { StateMachine: { machine: 'Order' }, Order: { weight: 12 } }, b: {} },
        ),
      ),
    );
    expect(states(world, 6)).toEqual(['open', 'open', 'open', 'packed', 'freight', 'freight']);
    expect(orderOf(world)['fee']).toBe('49.00');
  });

  test('goes by the clock when nothing else happened, and an event comes first', () => {
    expect(states(engine.createWorld(levelOf(wordsOf([]))), 8)).toEqual(['open', 'open', 'open', 'open', 'open', 'open', 'late', 'late']);
    expect(states(engine.createWorld(levelOf(wordsOf([[7, 'lost', 'a']]))), 7).at(-1)).toBe('closed');
  });

  test('takes the first of several events of a tick', () => {
    expect(
      states(
        engine.createWorld(
          levelOf(
            wordsOf([
              [2, 'lost', 'a'],
              [2, 'paid', 'a'],
            ]),
          ),
        ),
        2,
      ),
    ).toEqual(['open', 'closed']);
  });

  test('tells what it leaves and what it enters, for scripts to hear in the next tick', () => {
    const words = wordsOf([[2, 'lost', 'a']]);
    const world = engine.createWorld(
      levelOf({
        ...words,
        scripts: {
          ...words.scripts,
          'hear.js': `on('state.enter', ({ to }, { entity }) => { if (to === 'closed') set(entity, 'Order', { note: 'heard' }); });`,
        },
      }),
    );
    world.step();
    expect(world.step().events.filter(({ source }) => source === 'state-machine')).toMatchObject([
      { type: 'state.leave', payload: { machine: 'Order', from: 'open', to: 'closed' } },
      { type: 'state.enter', payload: { machine: 'Order', from: 'open', to: 'closed' } },
    ]);
    world.step();
    expect(orderOf(world)['note']).toBe('heard');
  });

  test('continues identically from a checkpoint of every tick', () => {
    const pkg = levelOf(
      wordsOf(
        [
          [2, 'paid', 'a'],
          [5, 'lost', 'c'],
        ],
        {
          a: { StateMachine: { machine: 'Order' }, Order: { weight: 3 } },
          c: { StateMachine: { machine: 'Order', state: 'late' }, Order: {} },
        },
      ),
    );
    const straight = engine.createWorld(pkg);
    let resumed = engine.openWorld(pkg, straight.checkpoint());
    for (let tick = 1; tick <= 12; tick += 1) {
      expect(resumed.step().hash, `tick ${tick}`).toBe(straight.step().hash);
      resumed = engine.openWorld(pkg, resumed.checkpoint());
    }
  });
});

describe('a machine is refused', () => {
  const problemsOf = (machine: Json, component: Json = { machine: 'Order' }): string[] => {
    const files = {
      'ledgerquest.json': { format: 1, id: 'p', name: 'P', levels: ['levels/a.json'], components, machines: { Order: machine } },
      'levels/a.json': {
        format: 1,
        id: 'a',
        name: 'A',
        clock: { kind: 'realtime', hz: 20 },
        scripts: [],
        entities: { a: { name: 'A', parent: null, order: 'a0', components: { StateMachine: component } } },
      },
    };
    const encoder = new TextEncoder();
    const result = compileLevel(
      new Map(Object.entries(files).map(([path, value]) => [path, encoder.encode(prettyJson(value as Json))])),
      undefined,
      { strip: (code) => ({ code }) },
    );
    return result.problems.map(({ file, line, message, hint }) => `${file}:${line! > 1} ${message} ${hint ?? ''}`.trim());
  };
  const with_ = (state: Json): Json => ({ initial: 'open', states: { open: state, done: {} } });

  test.each<[string, Json, string]>([
    [
      'whose first state is not there',
      { initial: 'opn', states: { open: {} } },
      'ledgerquest.json:true Machine Order: there is no state opn. Did you mean open?',
    ],
    [
      'that goes to a state that is not there',
      with_({ on: { paid: 'dnoe' } }),
      'ledgerquest.json:true Machine Order: there is no state dnoe. Did you mean done?',
    ],
    [
      'that waits for nothing',
      with_({ after: { ticks: 3, to: 'gone' } }),
      'ledgerquest.json:true Machine Order: there is no state gone. Did you mean done?',
    ],
    [
      'that compares a field that is not there',
      with_({ when: [{ field: 'Order.wieght', is: '>', value: 1, to: 'done' }] }),
      'ledgerquest.json:true Machine Order: Order has no field wieght. Did you mean weight?',
    ],
    [
      'that sets what does not fit',
      with_({ set: { 'Order.fee': 'much' } }),
      'ledgerquest.json:true Machine Order: Order.fee cannot be "much": expected digits with at most 2 after the point.',
    ],
  ])('%s', (_, machine, problem) => {
    expect(problemsOf(machine)).toEqual([problem]);
  });

  test('where an entity follows one that nobody declared, or begins where it cannot', () => {
    expect(problemsOf(with_({}), { machine: 'Ordr' })).toEqual([
      'levels/a.json:true StateMachine.machine names Ordr, which is no machine of this project. Did you mean Order?',
    ]);
    expect(problemsOf(with_({}), { machine: 'Order', state: 'opne' })).toEqual([
      'levels/a.json:true The machine Order has no state opne. Did you mean open?',
    ]);
  });
});

test('a system hears the events that it subscribes to, those told before it in this tick, in their order', async () => {
  const heard: string[][] = [];
  const listener = defineSystem({
    name: 'listener',
    phase: 'kpi',
    reads: [],
    writes: [],
    hears: ['tock', 'two'],
    run: (_, events) => void heard.push(events.map(({ type, entity }) => `${type} ${entity ?? ''}`)),
  });
  const listening = await openTestEngine({ systems: [listener] });
  const world = listening.createWorld(
    levelOf({
      entities: { t: { Timer: { every: 2, left: 2, event: 'tock' } } },
      scripts: { 'a.js': `function onTick() { emit('one'); emit('two'); emit('two', {}, 't'); }` },
    }),
  );
  for (let i = 0; i < 2; i += 1) world.step();
  expect(heard).toEqual([
    ['two ', 'two t'],
    ['two ', 'two t', 'tock t'],
  ]);
});
