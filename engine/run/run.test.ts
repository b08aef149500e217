import { beforeAll, describe, expect, test } from 'vitest';
import type { Command } from '../kernel/commands/index.ts';
import type { Json } from '../kernel/json.ts';
import { chance } from '../kernel/testing/chance.ts';
import type { Recording } from '../record/index.ts';
import type { TickSystem } from '../rules/tick.ts';
import type { Engine } from './engine.ts';
import type { World } from './world.ts';
import { filesOf, levelOf, openTestEngine, root, sample } from './testing/index.ts';
import type { LevelPackage } from '../model/package.ts';
import { prettyJson } from '../model/canonical.ts';
import { readCheckpoint } from '../record/index.ts';
import { join } from 'node:path';

let engine: Engine;
let beer: LevelPackage;
beforeAll(async () => {
  engine = await openTestEngine();
  beer = sample('supply-chain');
});

const order = (sender: number, seq: number, quantity: number): Command => ({ sender, seq, type: 'PlaceOrder', payload: { quantity } });
const take = (sender: number, stage: string): Command => ({ sender, seq: 0, type: 'TakeStage', payload: { stage } });

describe('slices', () => {
  const log = [
    { ...take(3, 'Factory'), tick: 2 },
    ...Array.from({ length: 34 }, (_, i) => ({ ...order(3, i + 1, (i * 5) % 17), tick: i + 2 })),
  ];
  const inSlicesOf = (size: number) => {
    let checkpoint: Uint8Array | undefined;
    const all = { hashes: [] as string[], events: [] as unknown[], kpis: [] as unknown[], chain: '', bytes: new Uint8Array(), fuel: 0 };
    for (let at = 0; at < 36; at += size) {
      const ticks = Math.min(size, 36 - at);
      const part = engine.runSlice({
        package: beer,
        ...(checkpoint ? { checkpoint } : { start: { scenario: 'typical-team' } }),
        commands: log.filter(({ tick }) => tick > at && tick <= at + ticks),
        ticks,
      });
      checkpoint = part.checkpoint;
      all.hashes.push(...part.hashes);
      all.events.push(...part.events);
      all.kpis.push(...(part.kpis['total_cost'] ?? []));
      all.chain = part.chain;
      all.fuel += part.metering.fuel;
      all.bytes = part.checkpoint as Uint8Array<ArrayBuffer>;
    }
    return all;
  };

  test('of 1, 7 and 36 ticks, each from the checkpoint bytes of the last in a new world, are one run', () => {
    const whole = inSlicesOf(36);
    expect(whole.hashes).toHaveLength(36);
    expect(inSlicesOf(7)).toEqual(whole);
    expect(inSlicesOf(1)).toEqual(whole);
  });

  test('say what changed from their first tick to their last', () => {
    const first = engine.runSlice({ package: beer, start: { scenario: 'benchmark' }, ticks: 5 });
    const { diff, fromTick, toTick } = engine.runSlice({
      package: beer,
      checkpoint: first.checkpoint,
      commands: [take(3, 'Factory'), order(3, 1, 9)],
      ticks: 1,
    });
    expect([fromTick, toTick, diff.tick]).toEqual([5, 6, 6]);
    expect(diff.spawned).toEqual([]);
    const seat = diff.changed.find(({ entity, component }) => entity === 'factory' && component === 'Seat');
    expect(seat?.value).toEqual({ stage: 'Factory', owner: 3 });
    expect(diff.changed.find(({ entity, component }) => entity === 'factory' && component === 'Stage')?.value?.['order']).toBe(9);
    expect(diff.changed.some(({ component }) => component === 'Shape')).toBe(false);
  });

  test('stop before a turn that somebody still owes an order for', () => {
    const slice = engine.runSlice({ package: beer, commands: [take(3, 'Factory'), order(3, 1, 4)], ticks: 10, untilWaiting: true });
    expect([slice.toTick, slice.waiting, slice.done]).toEqual([1, ['factory'], false]);
    const next = engine.runSlice({
      package: beer,
      checkpoint: slice.checkpoint,
      commands: [order(3, 2, 4)],
      ticks: 10,
      untilWaiting: true,
    });
    expect([next.toTick, next.commands]).toEqual([2, [{ ...order(3, 2, 4), tick: 2 }]]);
  });

  test('of a warm world are those of its checkpoint', () => {
    const world = engine.createWorld(beer, { scenario: 'benchmark' });
    const cold = engine.runSlice({ package: beer, checkpoint: world.checkpoint(), ticks: 4 });
    const warm = engine.runSlice({ package: beer, world, ticks: 4 });
    expect(warm).toEqual(cold);
    expect(world.tick).toBe(4);
  });

  test('refuse a command of a tick that is over', () => {
    const { checkpoint } = engine.runSlice({ package: beer, ticks: 3 });
    expect(() => engine.runSlice({ package: beer, checkpoint, commands: [{ ...order(3, 1, 4), tick: 2 }], ticks: 1 })).toThrow(
      'is of tick 2, and tick 4 is next',
    );
  });
});

describe('a checkpoint is refused', () => {
  const checkpoint = () => engine.runSlice({ package: beer, ticks: 3 }).checkpoint;

  test('when a byte of it was changed, wherever', () => {
    const bytes = checkpoint();
    for (let at = 0; at < bytes.length; at += 4_999) {
      const changed = bytes.slice();
      changed[at]! ^= 0x10;
      expect(() => engine.openWorld(beer, changed), `byte ${at}`).toThrow(
        expect.objectContaining({ code: expect.stringMatching(/^checkpoint-(magic|format|damaged)$/) }),
      );
    }
    expect(() => engine.openWorld(beer, bytes.slice(0, -9))).toThrow('damaged');
    expect(() => engine.openWorld(beer, new Uint8Array(5))).toThrow('not a checkpoint');
  });

  test('by another engine, by name', async () => {
    const other = await openTestEngine({ id: 'engine@other' });
    expect(() => other.openWorld(beer, checkpoint())).toThrow(expect.objectContaining({ code: 'checkpoint-engine' }));
  });

  test('with another package, by name', () => {
    expect(() => engine.openWorld(sample('hello-cube'), checkpoint())).toThrow(expect.objectContaining({ code: 'checkpoint-package' }));
  });

  test('by an engine with another schedule', async () => {
    const extra: TickSystem = { name: 'extra', phase: 'rules', reads: [], writes: [], run: () => {} };
    const other = await openTestEngine({ systems: [extra] });
    expect(() => other.openWorld(beer, checkpoint())).toThrow(expect.objectContaining({ code: 'checkpoint-schedule' }));
  });

  test('and says what it is when it is accepted', () => {
    const { head } = readCheckpoint(checkpoint());
    expect(head).toMatchObject({ tick: 3, physics: null, start: { scenario: 'benchmark', seed: 1, ticks: 36 } });
    expect(head.sections.map(({ name }) => name)).toEqual(['arena', 'session', 'script:scripts/beer-game.ts']);
  });
});

describe('a fork', () => {
  test('with another parameter from week 7 on is a recording like any other', () => {
    const { checkpoint } = engine.runSlice({ package: beer, start: { scenario: 'typical-team' }, ticks: 6 });
    const change = { sender: 0, seq: 1, type: 'SetParameter', payload: { name: 'beta', value: '1' } };
    const fork = engine.runSlice({ package: beer, checkpoint, commands: [change], ticks: 30 });
    const plain = engine.runSlice({ package: beer, checkpoint, ticks: 30 });
    expect(fork.events[0]).toMatchObject({ tick: 7, type: 'ParameterSet', payload: { name: 'beta', value: 1 } });
    expect(Number(fork.kpis['total_cost']!.at(-1))).toBeLessThan(Number(plain.kpis['total_cost']!.at(-1)));
    const again = engine.runSlice({ package: beer, start: { scenario: 'typical-team' }, commands: [{ ...change, tick: 7 }], ticks: 36 });
    expect(again.hashes.slice(6)).toEqual(fork.hashes);
    const late = engine.runSlice({
      package: beer,
      checkpoint: engine.runSlice({ package: beer, checkpoint, commands: [change], ticks: 3 }).checkpoint,
      ticks: 27,
    });
    expect(late.chain).toBe(fork.chain);
  });
});

describe('a recording', () => {
  const record = (): Recording => {
    const commands = [
      { ...take(3, 'Retailer'), tick: 1 },
      ...Array.from({ length: 12 }, (_, i) => ({ ...order(3, i + 1, 4 + i), tick: i + 1 })),
    ];
    const { hashes, chain } = engine.runSlice({ package: beer, commands, ticks: 12 });
    return {
      format: 1,
      package: beer.hash,
      engine: engine.id,
      start: { scenario: 'benchmark', parameters: {}, seed: 1 },
      commands,
      hashes,
      chain,
    };
  };

  test('replays to the same hashes', () => {
    expect(engine.verify(beer, record())).toEqual({ ticks: 12, diverged: false });
  });

  test('with one changed command diverges at its tick', () => {
    const recording = record();
    recording.commands = recording.commands.map((command) => (command.tick === 8 ? { ...command, payload: { quantity: 99 } } : command));
    expect(engine.verify(beer, recording)).toMatchObject({ diverged: true, at: 8, what: 'state' });
  });

  test('with one changed hash diverges there', () => {
    const recording = record();
    recording.hashes[4] = recording.hashes[4]!.replace(/^./, (digit) => (digit === '0' ? '1' : '0'));
    expect(engine.verify(beer, recording)).toMatchObject({ diverged: true, at: 5, what: 'state' });
  });

  test('without its last record diverges at the end', () => {
    const recording = record();
    recording.hashes.pop();
    expect(engine.verify(beer, recording)).toMatchObject({ diverged: true, at: 12, what: 'length' });
    const { commands } = recording;
    recording.commands = commands.slice(0, -1);
    expect(engine.verify(beer, recording)).toMatchObject({ diverged: true, at: 11, what: 'chain' });
  });

  test('with a command that did nothing left out differs in its chain only', () => {
    const recording = record();
    const { commands } = recording;
    const { chain, hashes } = engine.runSlice({ package: beer, commands: [...commands, commands.at(-1)!], ticks: 12 });
    expect(hashes).toEqual(recording.hashes);
    expect(engine.verify(beer, { ...recording, chain })).toMatchObject({ diverged: true, what: 'chain' });
  });
});

describe('proofs', () => {
  test('play every scenario and are summed up by one digest', () => {
    const proofs = engine.prove(beer);
    expect(proofs.map(({ scenario, ticks }) => [scenario, ticks])).toEqual([
      ['benchmark', 36],
      ['typical-team', 36],
    ]);
    expect(engine.proofDigest(proofs.toReversed())).toBe(engine.proofDigest(proofs));
    expect(engine.proofDigest([{ ...proofs[0]!, chainHash: proofs[1]!.chainHash }, proofs[1]!])).not.toBe(engine.proofDigest(proofs));
  });
});

describe('a script', () => {
  const level = (script: string, more: Parameters<typeof levelOf>[0] = {}) =>
    levelOf({
      scripts: { 'test.ts': script },
      entities: { one: { Progress: { value: 0 } } },
      project: { commands: { Poke: { fields: { n: { kind: 'u8' } } } }, kpis: {} },
      ...more,
    });

  test('that faults changes nothing in that tick, and says where', () => {
    const pkg = level(`
      let calls = 0;
      function onTick() {
        calls += 1;
        query('Progress')[0].Progress.value = calls;
        kpi('calls', calls);
        emit('Called');
        if (time.tick === 2) throw new Error('no');
      }`);
    const world = engine.createWorld(pkg);
    world.step();
    const before = world.entities();
    const second = world.step();
    expect(world.entities()).toEqual(before);
    expect(second.kpis).toEqual({ calls: 1 });
    expect(second.faults).toMatchObject([{ code: 'ERROR', file: 'scripts/test.ts', line: 8 }]);
    expect(second.events).toMatchObject([{ type: 'ScriptFault', payload: { script: 'scripts/test.ts', line: 8 } }]);
    expect(world.step().kpis).toEqual({ calls: 2 });
  });

  test('that never ends is cut off by fuel, with its line', () => {
    const world = engine.createWorld(level(`function onTick() {\n  for (;;) {}\n}`));
    expect(world.step().faults).toMatchObject([{ code: 'FUEL', line: 2 }]);
  });

  test('that faults three times in a row rests, with an event, and stays at rest after a checkpoint', () => {
    const pkg = level('function onTick() { throw new Error("always"); }');
    const world = engine.createWorld(pkg);
    const types = [1, 2, 3, 4].map(() => world.step().events.map(({ type }) => type));
    expect(types).toEqual([['ScriptFault'], ['ScriptFault'], ['ScriptFault', 'ScriptDisabled'], []]);
    expect(engine.openWorld(pkg, world.checkpoint()).step().faults).toEqual([]);
  });

  describe('that faults at a command', () => {
    const poke = (sender: number, n: number, seq = 1): Command => ({ sender, seq, type: 'Poke', payload: { n } });
    const pkg = () =>
      level(`
      on('Poke', ({ n }, { sender }) => {
        query('Progress')[0].Progress.value += n;
        emit('Poked', { sender, n });
        if (n === 13) throw new Error('no thirteen');
        if (n === 14) for (;;) {}
      });
      function onTick() { kpi('ticks', time.tick); }`);

    test.each([
      [13, { code: 'ERROR', line: 5 }],
      [14, { code: 'FUEL', line: 6 }],
    ])('loses that command only, and never rests for it: %i', (bad, why) => {
      const whole = engine.createWorld(pkg());
      let other = engine.createWorld(pkg());
      for (let tick = 1; tick <= 5; tick += 1) {
        const commands = [poke(1, 1, tick), poke(2, bad, 2 * tick), poke(2, 100, 2 * tick + 1), poke(3, 10, tick)];
        const { faults, events, kpis } = whole.step(commands);
        expect(faults).toMatchObject([{ ...why, command: { sender: 2, type: 'Poke' } }]);
        expect(events.map(({ type, payload }) => [type, (payload as { sender?: number }).sender])).toEqual([
          ['Poked', 1],
          ['ScriptFault', undefined],
          ['Poked', 3],
        ]);
        expect(events[1]?.payload).toMatchObject({ command: { sender: 2, type: 'Poke' } });
        expect([whole.entities()[0]?.components['Progress'], kpis]).toMatchObject([{ value: 11 * tick }, { ticks: tick }]);
        // The same in slices, each from the bytes of the last.
        other.step(commands);
        other = engine.openWorld(pkg(), other.checkpoint());
      }
      expect(other.hash()).toBe(whole.hash());
    });

    test('rests all the same for what it does wrong without one', () => {
      const world = engine.createWorld(
        level(`on('Poke', () => {});\non('ScriptFault', () => {});\nfunction onTick() { throw new Error('always'); }`),
      );
      const types = [1, 2, 3, 4].map((n) => world.step([poke(1, n, n)]).events.map(({ type }) => type));
      expect(types).toEqual([['ScriptFault'], ['ScriptFault'], ['ScriptFault', 'ScriptDisabled'], []]);
    });
  });

  test('that does not load refuses the world, naming file and line', () => {
    expect(() => engine.createWorld(level('const a = 1;\nnot_defined();'))).toThrow(
      expect.objectContaining({ code: 'script-load', where: expect.stringMatching(/^scripts\/test\.ts:2:/) }),
    );
  });

  test('hears commands in the tick of the command and others’ events in the next, also across a checkpoint', () => {
    const pkg = levelOf({
      scripts: {
        'a.ts': `on('Poke', ({ n }, { sender }) => { emit('Poked', { n, sender }, 'one'); });`,
        'b.ts': `on('Poked', ({ n, sender }, { entity, tick }) => { kpi('heard', n * 100 + sender); state.at = tick; log(entity); });`,
      },
      entities: { one: {} },
      project: { commands: { Poke: { fields: { n: { kind: 'u8' } } } } },
    });
    const world = engine.createWorld(pkg);
    world.step([{ sender: 4, seq: 1, type: 'Poke', payload: { n: 7 } }]);
    expect(world.kpis()).toEqual({});
    const reopened = engine.openWorld(pkg, world.checkpoint());
    for (const each of [world, reopened]) {
      const { kpis, logs } = each.step();
      expect(kpis).toEqual({ heard: 704 });
      expect(logs).toEqual([{ script: 'scripts/b.ts', text: 'one' }]);
    }
    expect(reopened.hash()).toBe(world.hash());
  });

  test('is called back by its timers after so many ticks, also across a checkpoint', () => {
    const pkg = level(
      `function start() { after(3, 'Ring', { n: 1 }); }\non('Ring', ({ n }) => { kpi('rung', time.tick); after(2, 'Ring', { n: n + 1 }); });`,
    );
    const world = engine.createWorld(pkg);
    const rung: unknown[] = [];
    let now = world;
    for (let tick = 1; tick <= 8; tick += 1) {
      rung.push(now.step().kpis['rung']);
      now = engine.openWorld(pkg, now.checkpoint());
    }
    expect(rung).toEqual([undefined, undefined, 3, 3, 5, 5, 7, 7]);
  });

  test('spawns and despawns; a wish that cannot be met is told and the rest stands', () => {
    const pkg = level(`function onTick() {
      if (time.tick === 1) { spawn(null, { Label: { text: 'hi' } }, 'two'); spawn(null, {}, 'one'); spawn('ghost', {}); kpi('done', 1); }
      if (time.tick === 2) despawn('one');
    }`);
    const world = engine.createWorld(pkg);
    world.changes();
    const { events, kpis } = world.step();
    expect(events.map(({ type, payload }) => [type, (payload as { message: string }).message])).toEqual([
      ['EffectRefused', 'There is already an entity "one".'],
      ['EffectRefused', 'There is no prefab ghost.'],
    ]);
    expect(kpis).toEqual({ done: 1 });
    expect(world.changes()).toMatchObject({
      spawned: [{ entity: 'two', parent: null }],
      changed: [{ entity: 'two', component: 'Label', value: { text: 'hi' } }],
    });
    world.step();
    expect(world.changes()).toMatchObject({ despawned: ['one'], spawned: [], changed: [] });
    expect(world.entities().map(({ key }) => key)).toEqual(['two']);
  });

  test('spawns a prefab with its parts, named behind it; one whose part cannot be named so is not begun', () => {
    const part = { name: 'Wheel', parent: null, order: 'a0', components: { Label: { text: 'wheel' } } };
    const Car = { components: {}, parts: { wheel: part, hub: { ...part, parent: 'wheel', components: {} } } };
    const pkg = level(
      `function onTick() {
        if (time.tick === 1) { spawn('Car', {}, 'car'); spawn(null, {}, 'van/hub'); spawn('Car', {}, 'van'); }
        if (time.tick === 2) kpi('wheel', query('Label').find(({ key }) => key === 'car/wheel').Label.text.length);
        if (time.tick === 3) despawn('car');
      }`,
      { entities: {}, project: { prefabs: { Car } } },
    );
    let world = engine.createWorld(pkg);
    const { events } = world.step();
    expect(events.map(({ payload }) => (payload as { message: string }).message)).toEqual(['There is already an entity "van/hub".']);
    expect(world.entities().map(({ key, parent }) => [key, parent ?? null])).toEqual([
      ['car', null],
      ['car/wheel', 'car'],
      ['car/hub', 'car/wheel'],
      ['van/hub', null],
    ]);
    world = engine.openWorld(pkg, world.checkpoint());
    expect(world.step().kpis).toEqual({ wheel: 5 });
    world.step();
    expect(world.entities().map(({ key }) => key)).toEqual(['van/hub']);
  });

  test('cannot fill the world with timers: beyond the most there may be they are refused', () => {
    const world = engine.createWorld(
      level(`on('Never', () => {});\nfunction onTick() { for (let i = 0; i < 4000; i += 1) after(1000 + i, 'Never'); }`),
    );
    const refused = Array.from({ length: 18 }, () => world.step()).flatMap(({ events, faults }) => [
      ...events.map(({ type }) => type),
      ...faults.map(({ code }) => code),
    ]);
    expect(new Set(refused)).toEqual(new Set(['EffectRefused']));
    expect(refused.length).toBe(18 * 4000 - 65_536);
  });

  test('reads the tables of data/', () => {
    const world = engine.createWorld(
      level(`function onTick() { kpi('price', table('prices').beer); }`, { tables: { prices: { beer: 3 } } }),
    );
    expect(world.step().kpis).toEqual({ price: 3 });
  });
});

describe('what changed', () => {
  const writer = (write: (world: World, n: number) => void) => {
    const entities = Object.fromEntries(Array.from({ length: 300 }, (_, i) => [`e${i}`, { Label: { text: `first ${i}` } }]));
    const world = engine.createWorld(levelOf({ entities }));
    for (let tick = 0; tick < 40; tick += 1) {
      write(world, tick);
      world.step();
    }
    return world;
  };

  test('is told by text, also after texts were renumbered', () => {
    const label = (world: World, key: string, text: string) => world.arena.set(world.arena.byKey(key)!, 'Label', { text });
    const world = writer((one, n) => {
      for (let i = 0; i < 200; i += 1) label(one, `e${i}`, `text ${n}/${i}`);
    });
    world.changes();
    const epoch = world.arena.textEpoch;
    for (let n = 0; world.arena.textEpoch === epoch; n += 1) {
      for (let i = 0; i < 200; i += 1) label(world, `e${i}`, n % 2 === 0 ? `more ${n}/${i}` : `text 39/${i}`);
      world.step();
      if (n > 100) throw new Error('texts were never renumbered');
    }
    for (let i = 0; i < 200; i += 1) label(world, `e${i}`, i === 7 ? 'another' : `text 39/${i}`);
    expect(world.changes().changed.map(({ entity, value }) => [entity, value!['text']])).toEqual([['e7', 'another']]);
  });

  test.each([1, 2, 3])('is what two lists of everything differ in, whatever happened to whom (seed %i)', (seed) => {
    const { below, pick } = chance(seed);
    const values: Record<string, () => Record<string, Json>> = {
      Label: () => ({ text: pick(['', 'one', 'two']) }),
      Team: () => ({ number: below(3) }),
      Timer: () => ({}),
      Wallet: () => ({}),
    };
    const world = engine.createWorld(levelOf({ entities: Object.fromEntries(Array.from({ length: 70 }, (_, i) => [`e${i}`, {}])) }));
    const { arena } = world;
    world.changes();
    const listed = () => new Map(world.entities().map((entity) => [entity.key, entity]));
    let named = 0;
    for (let round = 0; round < 150; round += 1) {
      const before = listed();
      for (let ops = below(round % 10 === 0 ? 60 : 4); ops > 0; ops -= 1) {
        const component = pick(Object.keys(values));
        const key = pick([...listed().keys()]);
        const entity = arena.byKey(key)!;
        const lot = below(8);
        if (lot === 0) arena.spawn(`n${(named += 1)}`);
        else if (lot === 1 && listed().size > 3) arena.despawn(entity);
        else if (!arena.has(entity, component)) arena.add(entity, component, values[component]!());
        else if (below(2) === 0) arena.remove(entity, component);
        else arena.set(entity, component, values[component]!());
      }
      const after = listed();
      const changed = [...after].flatMap(([key, { components }]) => {
        const was = before.get(key)?.components ?? {};
        return [...new Set([...Object.keys(was), ...Object.keys(components)])]
          .filter((name) => JSON.stringify(was[name]) !== JSON.stringify(components[name]))
          .map((name) => ({ entity: key, component: name, value: components[name] ?? null }));
      });
      const diff = world.changes();
      const inOrder = (rows: readonly unknown[]) => rows.map((row) => JSON.stringify(row)).toSorted();
      expect(inOrder(diff.changed)).toEqual(inOrder(changed));
      expect(diff.spawned.map(({ entity }) => entity).toSorted()).toEqual([...after.keys()].filter((key) => !before.has(key)).toSorted());
      expect(diff.despawned.toSorted()).toEqual([...before.keys()].filter((key) => !after.has(key)).toSorted());
    }
  });

  test('names components that came and went, entities that came and went, and a successor at the same place', () => {
    const world = engine.createWorld(levelOf({ entities: { a: { Timer: {} }, b: { Wallet: {} } } }));
    const { arena } = world;
    arena.remove(arena.byKey('a')!, 'Timer');
    arena.add(arena.byKey('a')!, 'Team', { number: 3 });
    arena.despawn(arena.byKey('b')!);
    const successor = arena.spawn('c');
    arena.setParent(successor, arena.byKey('a')!);
    expect(world.changes()).toEqual({
      tick: 0,
      spawned: [{ entity: 'c', parent: 'a' }],
      despawned: ['b'],
      changed: [
        { entity: 'a', component: 'Team', value: { number: 3, name: '', color: '#4f8cff' } },
        { entity: 'a', component: 'Timer', value: null },
      ],
    });
    expect(world.changes()).toEqual({ tick: 0, spawned: [], despawned: [], changed: [] });
  });
});

describe('a world', () => {
  test('holds a bounded number of entities, however many a script asks for', () => {
    const pkg = levelOf({ scripts: { 'flood.ts': 'function onTick() { for (let i = 0; i < 4500; i += 1) spawn(null, {}); }' } });
    const plain = engine.createWorld(pkg);
    const told = Array.from({ length: 13 }, () => plain.step()).flatMap(({ events }) => events);
    expect(plain.arena.count).toBeLessThan(50_000 + 4_500);
    expect(new Set(told.map(({ type }) => type))).toEqual(new Set(['EffectRefused']));
  });
});

describe('systems are held to their word', () => {
  test('what a system does not declare it may not write', async () => {
    const liar: TickSystem = {
      name: 'liar',
      phase: 'rules',
      reads: [],
      writes: ['Velocity'],
      run: ({ arena }) => void (arena.column('Progress', 'value')[0] = 1),
    };
    const strict = await openTestEngine({ systems: [liar] });
    const world = strict.createWorld(levelOf({ entities: { one: { Progress: {} } } }));
    expect(() => world.step()).toThrow('The system liar changed Progress.value');
  });

  test('a value that a column does not allow is found at the end of the tick', async () => {
    const broken: TickSystem = {
      name: 'broken',
      phase: 'rules',
      reads: [],
      writes: ['Progress'],
      run: ({ arena }) => void (arena.column('Progress', 'value')[0] = Number.NaN),
    };
    const strict = await openTestEngine({ systems: [broken] });
    expect(() => strict.createWorld(levelOf({ entities: { one: { Progress: {} } } })).step()).toThrow('one.Progress.value is NaN');
  });
});

describe('what a level starts from', () => {
  test.each([
    [{ scenario: 'bechmark' }, 'There is no scenario bechmark.'],
    [{ parameters: { theta: 2 } }, 'Parameter theta: 2 is above 1.'],
    [{ ticks: 0 }, 'A run cannot have 0 ticks.'],
    [{ seed: -1 }, '-1 is no seed.'],
  ])('%o is refused', (start, message) => {
    expect(() => engine.createWorld(beer, start)).toThrow(message);
  });

  test('the samples are written in their canonical text', () => {
    const files = ['supply-chain', 'hello-cube']
      .flatMap((name) => [...filesOf(join(root, 'samples', name))])
      .filter(([path]) => path.endsWith('.json'));
    const texts = files.map(([, bytes]) => new TextDecoder().decode(bytes));
    expect(texts).toEqual(texts.map((text) => prettyJson(JSON.parse(text))));
  });
});
