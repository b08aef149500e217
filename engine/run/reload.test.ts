import { beforeAll, describe, expect, test } from 'vitest';
import type { Json } from '../kernel/json.ts';
import type { LevelPackage } from '../model/package.ts';
import { createRecorder } from './recorder.ts';
import type { Engine } from './engine.ts';
import { levelOf, openTestEngine, type LevelWords } from './testing/index.ts';
import type { World } from './world.ts';

let engine: Engine;
beforeAll(async () => {
  engine = await openTestEngine({ physics: true });
});

/** Two ants and a bee, a script that counts, a body that falls. */
const words = {
  project: {
    components: { Stock: { fields: { count: { kind: 'i32', default: 0 } } } },
    parameters: { pace: { label: 'Pace', kind: 'integer', default: 1 }, spare: { label: 'Spare', kind: 'integer', default: 5 } },
    kpis: { counted: { label: 'Counted', kind: 'number' } },
  },
  behaviours: {
    'walk.yaml': 'mem-sequence: [ {wait: 4}, {tree: deed} ]',
    'deed.yaml': 'add: { Stock.count: 1 }',
    'rest.yaml': 'mem-sequence: [ {wait: 9}, {add: { Stock.count: 100 }} ]',
  },
  scripts: {
    'count.ts': `
      state.counted = 0;
      let before = 0;
      on('start', () => {});
      function start() { state.counted = 1000; }
      function onTick() { before += 1; state.counted += params.pace; kpi('counted', state.counted); }
    `,
  },
  entities: {
    ann: { Behaviour: { tree: 'walk' }, Stock: {} },
    bee: { Behaviour: { tree: 'rest' }, Stock: {} },
    crate: { Transform: { position: [0, 9, 0] }, RigidBody: {}, Collider: {} },
  },
} satisfies LevelWords;

const level = (edit: Partial<LevelWords> = {}): LevelPackage => levelOf({ ...words, ...edit } as LevelWords);
const after = (world: World, ticks: number): World => {
  for (let i = 0; i < ticks; i += 1) world.step();
  return world;
};
const stock = (world: World, key: string): Json => world.arena.get(world.arena.byKey(key)!, 'Stock')!['count']!;
const hashes = (world: World, ticks: number): string[] => Array.from({ length: ticks }, () => world.step().hash);
/** A world after some ticks, then under the edit. */
const reloaded = (ticks: number, edit: Partial<LevelWords>): World =>
  engine.reloadWorld(after(engine.createWorld(level()), ticks), level(edit));

describe('an edited level goes on where a world stands', () => {
  test('an edited tree begins anew and the others go on where they were', () => {
    const world = reloaded(3, {
      behaviours: { ...words.behaviours, 'walk.yaml': 'mem-sequence: [ {wait: 2}, {add: { Stock.count: 7 }} ]' },
    });
    expect(world.tick).toBe(3);
    after(world, 3);
    expect([stock(world, 'ann'), stock(world, 'bee')]).toEqual([7, 0]);
    // Nine ticks of waiting, three of them before the reload.
    after(world, 4);
    expect(stock(world, 'bee')).toBe(100);
  });

  test('a tree whose sub-tree was edited is edited', () => {
    const world = reloaded(3, { behaviours: { ...words.behaviours, 'deed.yaml': 'add: { Stock.count: 50 }' } });
    after(world, 4);
    expect(stock(world, 'ann')).toBe(0);
    expect(stock(after(world, 1), 'ann')).toBe(50);
  });

  test('an edit that changes nothing of a world leaves its state as it is, and another chain says that it happened', () => {
    const was = after(engine.createWorld(level()), 6);
    const world = engine.reloadWorld(was, level({ behaviours: { ...words.behaviours, 'spare.yaml': 'wait: 1' } }));
    expect(world.hash()).toBe(was.hash());
    expect(world.chain()).not.toBe(was.chain());
    expect(hashes(world, 20)).toEqual(hashes(was, 20));
  });

  test('an edited script keeps its state and does not start again; one that is the same keeps its whole memory', () => {
    const script = words.scripts['count.ts'].replace('+= params.pace', '+= 10 * params.pace');
    const world = after(reloaded(5, { scripts: { 'count.ts': script } }), 1);
    expect(world.kpis()).toEqual({ counted: 1015 });
    const [was, same] = [after(engine.createWorld(level()), 5), reloaded(5, {})];
    const section = (of: World): number => of.checkpoint().length;
    expect(section(same)).toBe(section(was));
  });

  test('what an edited script puts into state is there, under what the run has; a name for state stays one', () => {
    const before = { 'count.ts': "const mine = state; state.n = 0; function onTick() { mine.n += 1; kpi('counted', mine.n); }" };
    const edit = {
      'count.ts':
        "const mine = state; state.n = 0; state.list = []; function onTick() { mine.n += 1; state.list.push(mine.n); kpi('counted', state.list.length * 100 + state.n); }",
    };
    const world = engine.reloadWorld(after(engine.createWorld(level({ scripts: before })), 4), level({ scripts: edit }));
    const { faults } = world.step();
    expect(faults).toEqual([]);
    expect(world.kpis()).toEqual({ counted: 105 });
    expect(after(world, 2).kpis()).toEqual({ counted: 307 });
  });

  test('a script that rested after its faults works again once it is mended; one that was not edited rests on', () => {
    const faulty = { 'bad.ts': 'function onTick() { gone(); }', 'worse.ts': 'function onTick() { gone(); }' };
    const was = after(engine.createWorld(level({ scripts: faulty })), 4);
    const world = engine.reloadWorld(was, level({ scripts: { ...faulty, 'bad.ts': "function onTick() { kpi('counted', 1); }" } }));
    expect(world.step().faults).toEqual([]);
    expect(world.kpis()).toEqual({ counted: 1 });
  });

  test('a script that the edit adds starts, between the two ticks', () => {
    const scripts = {
      ...words.scripts,
      'new.ts':
        "function start() { state.ready = true; log('ready at ' + time.tick); } function onTick() { kpi('counted', state.ready ? 7 : 0); }",
    };
    const world = reloaded(3, { scripts });
    const checkpoint = world.checkpoint();
    const { logs } = world.step();
    expect(logs).toEqual([{ script: 'scripts/new.ts', text: 'ready at 3' }]);
    expect(world.kpis()['counted']).toBe(7);
    const reopened = engine.openWorld(level({ scripts }), checkpoint);
    expect(reopened.step().hash).toBe(world.hash());
  });

  test('timers of scripts that are gone are nobody’s', () => {
    const scripts = { 'later.ts': "on('Late', () => log('late')); function start() { after(5, 'Late', {}); }" };
    const was = after(engine.createWorld(level({ scripts })), 2);
    const without = after(engine.reloadWorld(was, level({ scripts: {} })), 6);
    const back = engine.reloadWorld(without, level({ scripts }));
    const logs = Array.from({ length: 4 }, () => back.step().logs).flat();
    expect(logs).toEqual([]);
  });

  test('entities whose edits are not taken in are named', () => {
    const edit = level({
      entities: { ann: words.entities.ann, crate: { ...words.entities.crate, Label: { text: 'x' } }, dan: { Stock: {} } },
    });
    expect(engine.untakenEdits(level(), edit)).toEqual(['bee', 'crate', 'dan']);
    expect(engine.untakenEdits(level(), level({ behaviours: { ...words.behaviours, 'deed.yaml': 'wait: 1' } }))).toEqual([]);
  });

  test('parameters keep the values that they have; new ones have their defaults', () => {
    const was = engine.createWorld(level(), { parameters: { pace: 3 } });
    const parameters = { pace: words.project.parameters.pace, rate: { label: 'Rate', kind: 'integer', default: 8 } };
    const world = engine.reloadWorld(after(was, 1), level({ project: { ...words.project, parameters } }));
    expect(world.parameters()).toEqual({ pace: 3, rate: 8 });
  });

  test('goes on the same way every time, from a checkpoint of it too, and the world before it is untouched', () => {
    const edit = { behaviours: { ...words.behaviours, 'rest.yaml': 'add: { Stock.count: 2 }' } };
    const was = after(engine.createWorld(level()), 8);
    const before = { hash: was.hash(), chain: was.chain() };
    const world = engine.reloadWorld(was, level(edit));
    expect({ hash: was.hash(), chain: was.chain() }).toEqual(before);
    const checkpoint = world.checkpoint();
    const straight = hashes(world, 30);
    const chain = world.chain();
    expect(hashes(reloaded(8, edit), 30)).toEqual(straight);
    const reopened = engine.openWorld(level(edit), checkpoint);
    expect(hashes(reopened, 30)).toEqual(straight);
    expect(reopened.chain()).toBe(chain);
  });
});

describe('is refused where', () => {
  const components = { Stock: { fields: { count: { kind: 'i32', default: 0 }, price: { kind: 'decimal', default: '1' } } } };
  test.each<[string, Partial<LevelWords>, string, string]>([
    ['a component has other fields', { project: { ...words.project, components } }, 'reload-components', 'The fields of Stock'],
    ['the clock is another', { clock: { kind: 'realtime', hz: 30 } }, 'reload-clock', 'The clock of a level'],
    ['bodies move otherwise', { physics: { gravity: [0, -1, 0] } }, 'reload-physics', 'The physics of a level'],
    [
      'bodies are gone',
      { entities: { ann: words.entities.ann }, behaviours: words.behaviours },
      'reload-physics',
      'Whether a level has bodies',
    ],
    [
      'a parameter has a value that it may not have any more',
      {
        project: {
          ...words.project,
          parameters: { ...words.project.parameters, spare: { label: 'S', kind: 'integer', default: 1, max: 2 } },
        },
      },
      'reload-parameters',
      '5 is above 2',
    ],
    ['a script does not load', { scripts: { 'count.ts': 'throw new Error("no");' } }, 'script-load', 'no'],
  ])('%s', (_, edit, code, message) => {
    const was = after(engine.createWorld(level()), 3);
    let error: { code?: string; message?: string } = {};
    try {
      engine.reloadWorld(was, level(edit));
    } catch (caught) {
      error = caught as typeof error;
    }
    expect(error.code).toBe(code);
    expect(error.message).toContain(message);
    after(was, 1);
  });

  test('a recording would begin in the middle', () => {
    expect(() => createRecorder(after(engine.createWorld(level()), 2), engine.registry(level()))).toThrow('stands at tick 2');
    expect(() => createRecorder(reloaded(2, {}), engine.registry(level()))).toThrow('begins with the run');
    expect(() => reloaded(0, {})).toThrow('Nothing has run yet');
  });
});
