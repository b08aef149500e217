import { beforeAll, describe, expect, test } from 'vitest';
import type { LevelPackage } from '../model/package.ts';
import type { Watch, Watched } from '../rules/scripting/debug/index.ts';
import type { ScriptDebugger } from './debug.ts';
import type { Engine } from './engine.ts';
import { filesOf, compileFiles, levelOf, openTestEngine, root, sample } from './testing/index.ts';
import type { World } from './world.ts';

const script = 'scripts/beer-game.ts';
let engine: Engine;
let beer: LevelPackage;
let watcher: ScriptDebugger;
beforeAll(async () => {
  engine = await openTestEngine();
  beer = sample('supply-chain');
  watcher = await engine.openDebugger(script);
});

const take = { sender: 5, seq: 0, type: 'TakeStage', payload: { stage: 'Retailer' } };
const order = (week: number) => ({ sender: 5, seq: week, type: 'PlaceOrder', payload: { quantity: 4 + (week % 3) } });
const commandsOf = (week: number) => (week === 1 ? [take, order(week)] : [order(week)]);
const recording: Watch = { breakpoints: [], record: true };
const watchedStep = (world: World, week: number, watch: Watch = recording): Watched =>
  watcher.watch(watch, () => world.step(commandsOf(week))).watched;

describe('a watched world', () => {
  test('comes to the same hash in all 36 weeks, recorded or not, and its script to nothing else', () => {
    const [plain, quiet, recorded] = [engine.createWorld(beer), watcher.createWorld(beer), watcher.createWorld(beer)];
    let steps = 0;
    for (let week = 1; week <= 36; week += 1) {
      const { hash, kpis, events, fuel } = plain.step(commandsOf(week));
      expect(quiet.step(commandsOf(week))).toMatchObject({ hash, kpis, events, fuel });
      const { trace, differs } = watchedStep(recorded, week);
      expect([recorded.hash(), differs]).toEqual([hash, undefined]);
      steps += trace!.steps.length;
    }
    expect(watcher.watch(recording, () => quiet.step(commandsOf(37))).watched.differs).toBeUndefined();
    expect(steps).toBeGreaterThan(36 * 50);
  });

  test('goes on from its own checkpoint, with the script\u2019s variables as they were', () => {
    const world = watcher.createWorld(beer);
    for (let week = 1; week <= 9; week += 1) world.step(commandsOf(week));
    const again = watcher.openWorld(beer, world.checkpoint());
    expect(watchedStep(again, 10)).toEqual(watchedStep(world, 10));
    expect(again.hash()).toBe(world.hash());
  });

  test('neither takes a checkpoint of another world nor gives one', () => {
    const [plain, watched] = [engine.createWorld(beer), watcher.createWorld(beer)];
    expect(() => engine.openWorld(beer, watched.checkpoint())).toThrow(/scripting|checkpoint/);
    expect(() => watcher.openWorld(beer, plain.checkpoint())).toThrow(/scripting|checkpoint/);
  });

  test('goes on with an edited level as the engine does', () => {
    const files = filesOf(`${root}/samples/supply-chain`);
    const source = new TextDecoder().decode(files.get(script)).replace('.plus(waiting);', '.plus(waiting).plus(waiting);');
    const edited = compileFiles(new Map([...files, [script, new TextEncoder().encode(source)]]));
    const [plain, watched] = [engine.createWorld(beer), watcher.createWorld(beer)];
    for (let week = 1; week <= 6; week += 1) for (const world of [plain, watched]) world.step(commandsOf(week));
    const [next, watchedNext] = [engine.reloadWorld(plain, edited), watcher.reloadWorld(watched, edited)];
    for (let week = 7; week <= 12; week += 1) {
      const { hash } = next.step(commandsOf(week));
      expect([watchedStep(watchedNext, week).differs, watchedNext.hash()]).toEqual([undefined, hash]);
    }
  });

  test('says where a tick would be stopped, without recording it', () => {
    const world = watcher.createWorld(beer, { scenario: 'typical-team' });
    const line =
      1 +
      new TextDecoder()
        .decode(filesOf(`${root}/samples/supply-chain`).get(script))
        .split('\n')
        .findIndex((text) => text.includes('Stage.backlog = due - shipped'));
    const hits: number[] = [];
    for (let week = 1; week <= 36; week += 1) {
      const { watched } = watcher.watch(
        { breakpoints: [{ line, condition: 'Stage.inventory === 0 && due > shipped' }], record: false },
        () => world.step(),
      );
      expect(watched.problems).toEqual([]);
      if (watched.hit) hits.push(week);
    }
    const plain = engine.createWorld(beer, { scenario: 'typical-team' });
    const short: number[] = [];
    for (let week = 1; week <= 36; week += 1)
      if (Object.entries(plain.step().kpis).some(([name, value]) => name.endsWith('_backlog') && Number(value) > 0)) short.push(week);
    expect(hits).toEqual(short);
    expect(hits.length).toBeGreaterThan(5);
  });

  test('shows what a script does at start, when the world is made', async () => {
    const pkg = levelOf({ scripts: { 'begin.js': 'function start() {\n  state.at = time.tick;\n}\nfunction onTick() {}' } });
    const own = await engine.openDebugger('scripts/begin.js');
    const { value, watched } = own.watch(recording, () => own.createWorld(pkg));
    expect(value.hash()).toBe(engine.createWorld(pkg).hash());
    expect(watched.trace!.calls).toEqual([{ hook: 'start', events: [], from: 0 }]);
  });

  test('keeps to what faulted: a budget that the script used up, the copy does not survive', async () => {
    const pkg = levelOf({
      scripts: {
        'greedy.js':
          'let n = 0;\nfunction onTick() {\n  n++;\n  if (time.tick === 2) for (let i = 0; i < 700000; i++) n += 1;\n  state.n = n;\n}',
      },
    });
    const own = await engine.openDebugger('scripts/greedy.js');
    const [plain, watched] = [engine.createWorld(pkg), own.createWorld(pkg)];
    for (let tick = 1; tick <= 5; tick += 1) {
      const { hash, faults } = plain.step();
      const { value, watched: seen } = own.watch(recording, () => watched.step());
      expect([value.hash, value.faults, seen.differs]).toEqual([hash, faults, undefined]);
      expect(faults.map(({ code }) => code)).toEqual(tick === 2 ? ['FUEL'] : []);
    }
  });
});
