import { beforeAll, describe, expect, test } from 'vitest';
import type { Command } from '../../kernel/commands/index.ts';
import type { LevelPackage } from '../../model/package.ts';
import { lab, labCommands, ownFunctions, probeSystem } from '../../../test/goldens/worlds/lab.ts';
import type { Engine, Start } from '../engine.ts';
import type { Player } from '../player.ts';
import { behaviourWorlds } from '../../../test/goldens/worlds/behaviour.ts';
import { levelOf, openTestEngine, sample } from '../testing/index.ts';
import type { TickResult } from '../world.ts';

let engine: Engine;
let beer: LevelPackage;
beforeAll(async () => {
  engine = await openTestEngine({ development: false, physics: true });
  beer = sample('supply-chain');
});

type Ticked = Command & { tick: number };
const orders: Ticked[] = [
  { tick: 1, sender: 5, seq: 0, type: 'TakeStage', payload: { stage: 'Retailer' } },
  ...Array.from({ length: 20 }, (_, week) => ({
    tick: week + 1,
    sender: 5,
    seq: week + 1,
    type: 'PlaceOrder',
    payload: { quantity: 4 + (week % 3) },
  })),
];
const recorded = (pkg: LevelPackage, ticks: number, commands: readonly Ticked[] = [], start: Start = {}): Player => {
  const recorder = engine.record(pkg, { ...start, ticks });
  for (let tick = 1; tick <= ticks; tick += 1) recorder.step(commands.filter((command) => command.tick === tick));
  return engine.openRecording(recorder.bytes());
};

describe('a traced tick', () => {
  const same = (by: Engine, pkg: LevelPackage, ticks: number, commands: readonly Ticked[]): number => {
    const [plain, traced] = [by.createWorld(pkg, { ticks }), by.createWorld(pkg, { ticks }, { trace: true })];
    let writes = 0;
    for (let tick = 1; tick <= ticks; tick += 1) {
      const due = commands.filter((command) => command.tick === tick);
      const { trace, ...result }: TickResult = traced.step(due, { trace: true });
      expect(result).toEqual(plain.step(due));
      writes += trace!.reduce((sum, one) => sum + one.writes.length, 0);
    }
    expect(traced.checkpoint()).toEqual(plain.checkpoint());
    return writes;
  };

  test('is the same tick: hashes, chain, events, fuel and checkpoint bytes', async () => {
    expect(same(engine, beer, 36, orders)).toBeGreaterThan(36);
    const whole = await openTestEngine({ development: false, physics: true, systems: [probeSystem(ownFunctions)] });
    expect(same(whole, levelOf(lab), 120, labCommands)).toBeGreaterThan(1000);
  });

  test('is the same tick where trees and machines are at work', () => {
    for (const { name, manifest, files, commands } of behaviourWorlds(100)) {
      const bytes = (text: string): Uint8Array => new Uint8Array(Buffer.from(text, 'base64'));
      const pkg = engine.openPackage(bytes(manifest), new Map(Object.entries(files).map(([path, text]) => [path, bytes(text)])));
      expect(same(engine, pkg, 100, commands), name).toBeGreaterThan(500);
    }
  });

  test('names the command, the system and the script of each write', () => {
    const world = engine.createWorld(beer);
    const [trace] = world.step(
      orders.filter(({ tick }) => tick === 1),
      { trace: true },
    ).trace!;
    const by = (component: string, field: string) =>
      trace!.writes
        .filter((write) => write.component === component && write.field === field && write.entity === 'retailer')
        .map(({ act, from, to }) => [trace!.acts[act]!.kind, from, to]);
    expect(by('Seat', 'owner')).toEqual([['command', 0, 5]]);
    expect(by('Stage', 'cost')).toEqual([['script', '0.0000', '6.0000']]);
    expect(trace!.kpis.find(({ kpi }) => kpi === 'total_cost')).toMatchObject({ from: null, to: '24.00' });
  });
});

describe('why', () => {
  test('a player’s order is what it is: the script’s line, and the command that it heard', () => {
    const player = recorded(beer, 30, orders);
    const why = engine.explain(player, 12, { entity: 'retailer', component: 'Stage', field: 'order' });
    const code = new TextDecoder().decode(beer.files.get('scripts/beer-game.ts')!).split('\n');
    const line = code.findIndex((text) => text.includes('Stage.order = order;')) + 1;
    expect(why).toMatchObject({ tick: 12, value: 6, change: { tick: 12, from: 5, to: 6 } });
    expect(why.chain).toMatchObject([
      { tick: 12, kind: 'script', script: 'scripts/beer-game.ts', line, hook: 'onTick' },
      { tick: 12, kind: 'command', command: { sender: 5, seq: 12, type: 'PlaceOrder', payload: { quantity: 6 }, entity: 'retailer' } },
    ]);
    const kpi = engine.explain(player, 12, { kpi: 'retailer_order' });
    expect(kpi.chain[0]).toMatchObject({ line: code.findIndex((text) => text.includes('_order`')) + 1, function: 'report' });
    expect(kpi.chain[1]).toMatchObject({ kind: 'command', command: { seq: 12 } });
  });

  const town = {
    scripts: {
      'a.ts': [
        'function start() {',
        "  after(3, 'Wake', { by: 'start' });",
        '}',
        "on('Wake', () => {",
        "  emit('Fire', { size: 7 });",
        '});',
      ].join('\n'),
      'b.ts': [
        "on('Fire', ({ size }) => {",
        "  for (const { Probe } of query('Probe')) {",
        '    Probe.heat = 1;',
        '    Probe.heat = size;',
        '  }',
        '});',
        "on('Build', ({ what }) => {",
        "  spawn(null, { Label: { text: what } }, 'house');",
        '});',
      ].join('\n'),
    },
    project: {
      components: { Probe: { fields: { heat: { kind: 'f64' as const } } } },
      commands: { Build: { fields: { what: { kind: 'string' as const } } } },
    },
    entities: { oven: { Probe: {}, Transform: {} }, cart: { Transform: {}, Velocity: { linear: [1, 0, 0] } } },
  };

  test('leads from a write over an event and a timer back to the level’s start', () => {
    const player = recorded(levelOf(town), 12);
    const why = engine.explain(player, 9, { entity: 'oven', component: 'Probe', field: 'heat' });
    expect(why.change).toEqual({ tick: 4, from: 0, to: 7 });
    expect(why.chain).toMatchObject([
      { tick: 4, kind: 'script', script: 'scripts/b.ts', line: 4, hook: 'on(Fire)' },
      { tick: 3, kind: 'event', event: { type: 'Fire', payload: { size: 7 }, source: 'scripts/a.ts' } },
      { tick: 3, kind: 'script', script: 'scripts/a.ts', line: 5, hook: 'on(Wake)' },
      { tick: 0, kind: 'timer', event: { type: 'Wake' } },
      { tick: 0, kind: 'start', script: 'scripts/a.ts', line: 2, function: 'start' },
    ]);
  });

  test('an entity is there: the line that asked for it, and the command behind it', () => {
    const player = recorded(levelOf(town), 12, [{ tick: 5, sender: 2, seq: 1, type: 'Build', payload: { what: 'inn' } }]);
    const why = engine.explain(player, 12, { entity: 'house', component: 'Label', field: 'text' });
    expect(why).toMatchObject({ value: 'inn', change: { tick: 5, from: null, to: 'inn' } });
    expect(why.chain).toMatchObject([
      { tick: 5, kind: 'script', script: 'scripts/b.ts', line: 8, hook: 'on(Build)' },
      { tick: 5, kind: 'command', command: { sender: 2, seq: 1, type: 'Build' } },
    ]);
  });

  test('a system wrote it, or nothing did since the level began', () => {
    const player = recorded(levelOf(town), 12);
    expect(engine.explain(player, 10, { entity: 'cart', component: 'Transform', field: 'position' })).toMatchObject({
      change: { tick: 10 },
      chain: [
        { tick: 10, kind: 'system', system: 'velocity', does: expect.stringContaining('by its Velocity') as string },
        { tick: 10, kind: 'value', entity: 'cart', path: 'Velocity.linear', value: [1, 0, 0] },
        { tick: 0, kind: 'level' },
      ],
    });
    expect(engine.explain(player, 10, { entity: 'oven', component: 'Transform', field: 'position' })).toEqual({
      tick: 10,
      value: [0, 0, 0],
      change: null,
      chain: [{ tick: 0, kind: 'level' }],
    });
  });

  test('what is written and written back in every tick was written, and not by the level', () => {
    const scripts = {
      'a.ts': 'function onTick() {\n  for (const { Probe } of query("Probe")) Probe.heat = 7;\n}',
      'b.ts': 'function onTick() {\n  for (const { Probe } of query("Probe")) Probe.heat = 0;\n}',
    };
    const why = engine.explain(recorded(levelOf({ ...town, scripts }), 5), 4, { entity: 'oven', component: 'Probe', field: 'heat' });
    expect(why).toMatchObject({
      value: 0,
      change: { tick: 4, from: 7, to: 0 },
      chain: [{ tick: 4, kind: 'script', script: 'scripts/b.ts', line: 2 }],
    });
  });

  test('an entity that is gone is refused with the tick in which it went', () => {
    const scripts = { 'a.ts': "function onTick() {\n  if (time.tick === 3) despawn('oven');\n}" };
    const player = recorded(levelOf({ ...town, scripts }), 6);
    const target = { entity: 'oven', component: 'Probe', field: 'heat' };
    expect(engine.explain(player, 2, target).value).toBe(0);
    expect(() => engine.explain(player, 6, { ...target, entity: 'ovne' })).toThrow('There is no entity ovne in tick 6.');
    for (const tick of [3, 6])
      expect(() => engine.explain(player, tick, target)).toThrow('oven is gone: it was there until tick 2, and went in tick 3.');
  });

  test.each([
    [{ entity: 'ovne', component: 'Probe', field: 'heat' }, 'why-entity', 'Did you mean oven?'],
    [{ entity: 'oven', component: 'Prob', field: 'heat' }, 'why-component', 'Did you mean Probe?'],
    [{ entity: 'oven', component: 'Probe', field: 'haet' }, 'why-field', 'Did you mean heat?'],
    [{ entity: 'cart', component: 'Probe', field: 'heat' }, 'why-component', 'It has Transform, Velocity.'],
    [{ kpi: 'total_cots' }, 'why-kpi', 'Did you mean total_cost?'],
  ])('%j is refused with what may have been meant', (target, code, hint) => {
    const player = 'kpi' in target ? recorded(beer, 2) : recorded(levelOf(town), 2);
    expect(() => engine.explain(player, 2, target)).toThrow(expect.objectContaining({ code, hint }));
    expect(() => engine.explain(player, 3, target)).toThrow(expect.objectContaining({ code: 'recording-tick' }));
  });
});
