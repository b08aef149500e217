/** The worker's host in Node: first on an engine of arithmetic, then on the real one with the sample, whose figures are published. */
import { readdirSync, readFileSync } from 'node:fs';
import { join, relative } from 'node:path';
import { beforeAll, describe, expect, it } from 'vitest';
import { ensureScriptingWasm } from '../../../build/wasm/ensure.ts';
import { openEngine } from '../../../engine/run/index.ts';
import { stripTypes } from '../../../src-main/services/engine/strip.ts';
import { createLocalEngine } from '../../studio/testing/local-engine.ts';
import { toyProject } from '../../studio/testing/test-editor.ts';
import { openToyBuild } from '../../studio/testing/toy-build.ts';
import { createEngineClient, type EngineClient } from './client.ts';
import type { DebugReply, RunTicks } from './protocol.ts';

const bytes = (text: string): Uint8Array => new TextEncoder().encode(text);
const toyFiles = Object.fromEntries(Object.entries(toyProject).map(([path, text]) => [path, bytes(text)]));
const engine = '/engine/toy';

const compiled = async (client: EngineClient): Promise<string> => {
  const result = await client.call('compile', { engine, files: toyFiles, stripped: {} });
  if (!result.ok) throw new Error(result.problems[0]?.message);
  return result.package;
};

describe('the engine host', () => {
  it('answers what it cannot do with a code and the next step', async () => {
    const client = createEngineClient(
      createLocalEngine(() => Promise.reject(Object.assign(new Error('404'), { code: 'no-engine-build', hint: 'Build it.' }))),
    );
    await expect(client.call('open', { url: engine })).rejects.toMatchObject({ code: 'no-engine-build', hint: 'Build it.' });
    await expect(client.call('frame', { run: 'none', tick: 1 })).rejects.toMatchObject({ code: 'no-such-run' });
    await expect(client.call('initial', { package: 'f'.repeat(64), start: {} })).rejects.toMatchObject({ code: 'no-such-package' });
  });

  it('tries an engine build again after it could not be loaded', async () => {
    let tries = 0;
    const client = createEngineClient(
      createLocalEngine(() => ((tries += 1) === 1 ? Promise.reject(new Error('offline')) : openToyBuild())),
    );
    await expect(client.call('open', { url: engine })).rejects.toMatchObject({ message: 'offline' });
    expect(await client.call('open', { url: engine })).toEqual({ engine: 'engine@toy' });
  });

  it('stops a run that is cancelled, and goes on with it when it is advanced', async () => {
    const client = createEngineClient(createLocalEngine(() => openToyBuild(), { stretches: true }));
    const level = await compiled(client);
    const running = client.call('run', { run: 'a', package: level, start: { scenario: 'slow' }, ticks: 40 });
    await client.call('cancel', { run: 'a' });
    const { outcome, tick } = await running;
    expect(outcome).toBe('cancelled');
    expect(tick).toBeLessThan(40);
    expect(await client.call('advance', { run: 'a', commands: [], ticks: 40 })).toMatchObject({ outcome: 'finished', tick: 40 });
  });

  it('replays at most a checkpoint’s distance to show a tick', async () => {
    let steps = 0;
    const client = createEngineClient(createLocalEngine(() => openToyBuild(() => (steps += 1))));
    const level = await compiled(client);
    await client.call('run', { run: 'a', package: level, start: { scenario: 'slow' }, ticks: 40 });
    steps = 0;
    await client.call('frame', { run: 'a', tick: 38 });
    expect(steps).toBe(6);
    await client.call('frame', { run: 'a', tick: 39, since: 38 });
    expect(steps).toBe(7);
    await client.call('frame', { run: 'a', tick: 20 });
    expect(steps).toBe(11);
  });

  it('takes no command while it computes the run', async () => {
    const client = createEngineClient(createLocalEngine(() => openToyBuild(), { stretches: true }));
    const level = await compiled(client);
    const running = client.call('run', { run: 'a', package: level, start: { scenario: 'slow' }, ticks: 40 });
    const command = { sender: 1, seq: 1, type: 'PlaceOrder', payload: { quantity: 5 } };
    await expect(client.call('advance', { run: 'a', commands: [command], ticks: 40 })).rejects.toMatchObject({ code: 'run-busy' });
    await running;
    expect((await client.call('recording', { run: 'a' })).commands).toEqual([]);
  });

  it('tells a recording that makes the run again', async () => {
    const client = createEngineClient(createLocalEngine(() => openToyBuild()));
    const level = await compiled(client);
    await client.call('run', { run: 'a', package: level, start: { scenario: 'slow', parameters: { rate: 1 } }, ticks: 40 });
    await client.call('run', {
      run: 'b',
      package: level,
      start: { scenario: 'slow', parameters: { rate: 5 } },
      ticks: 40,
      from: { run: 'a', tick: 10 },
    });
    const recording = await client.call('recording', { run: 'b' });
    expect(recording.commands).toEqual([{ tick: 11, sender: 0, seq: 1, type: 'SetParameter', payload: { name: 'rate', value: '5' } }]);
    await client.call('run', { run: 'c', package: level, start: recording.start, commands: recording.commands, ticks: 40 });
    expect((await client.call('recording', { run: 'c' })).hashes).toEqual(recording.hashes);
  });
});

describe('the engine host on the real engine, with Supply chain', () => {
  const sample = 'samples/supply-chain';
  const paths = readdirSync(sample, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile())
    .map((entry) => relative(sample, join(entry.parentPath, entry.name)));
  const files = Object.fromEntries(paths.map((path) => [path, new Uint8Array(readFileSync(join(sample, path)))]));
  const stripped = Object.fromEntries(
    paths.filter((path) => path.endsWith('.ts')).map((path) => [path, stripTypes(readFileSync(join(sample, path), 'utf8'), path)]),
  );
  let client: EngineClient;
  let level: string;
  const told = new Map<string, RunTicks[]>();

  beforeAll(async () => {
    const { wasm } = ensureScriptingWasm();
    client = createEngineClient(createLocalEngine(() => openEngine({ wasm: { quickjs: wasm } })));
    client.onTicks((ticks) => told.set(ticks.run, [...(told.get(ticks.run) ?? []), ticks]));
    const result = await client.call('compile', { engine, files, stripped });
    if (!result.ok) throw new Error(result.problems.map(({ message }) => message).join('\n'));
    level = result.package;
  });
  const total = (run: string): unknown => told.get(run)?.at(-1)?.kpis['total_cost']?.at(-1);

  it.each([
    ['benchmark', '204.00'],
    ['typical-team', '2657.50'],
  ])('%s costs %s', async (scenario, cost) => {
    await client.call('run', { run: scenario, package: level, start: { scenario }, ticks: 36 });
    expect(total(scenario)).toBe(cost);
  });

  it.each([
    [0.5, '1656.00'],
    [1, '703.00'],
  ])('counting %d of what is on order costs %s', async (beta, cost) => {
    await client.call('run', { run: `beta-${beta}`, package: level, start: { scenario: 'typical-team', parameters: { beta } }, ticks: 36 });
    expect(total(`beta-${beta}`)).toBe(cost);
  });

  it('scrubs back to any week exactly, and forks there into two futures', async () => {
    await client.call('run', { run: 'base', package: level, start: { scenario: 'typical-team' }, ticks: 36 });
    const { hashes } = await client.call('recording', { run: 'base' });
    for (const tick of [30, 7, 19, 1]) expect((await client.call('frame', { run: 'base', tick })).hash).toBe(hashes[tick - 1]);
    await client.call('run', {
      run: 'fork',
      package: level,
      start: { scenario: 'typical-team', parameters: { beta: 1 } },
      ticks: 36,
      from: { run: 'base', tick: 7 },
    });
    const fork = await client.call('recording', { run: 'fork' });
    expect(fork.hashes.slice(0, 7)).toEqual(hashes.slice(0, 7));
    expect(fork.hashes[7]).not.toBe(hashes[7]);
    for (const tick of [3, 7, 1, 20, 6]) expect((await client.call('frame', { run: 'fork', tick })).hash).toBe(fork.hashes[tick - 1]);
    expect(Number(total('fork'))).toBeLessThan(2657.5);
  });

  it('says every parameter as it counts after a tick, and a fork that turns none of them sends nothing and comes to the same', async () => {
    const turned = { tick: 9, sender: 0, seq: 1, type: 'SetParameter', payload: { name: 'beta', value: '1' } };
    const start = { scenario: 'typical-team' };
    await client.call('run', { run: 'played', package: level, start, commands: [turned], ticks: 36 });
    const usual = { alpha_s: 0.26, beta: 0.34, s_prime: [28, 28, 28, 20], theta: 0.36 };
    expect(await client.call('parameters', { run: 'played', tick: 8 })).toMatchObject(usual);
    const counts = await client.call('parameters', { run: 'played', tick: 9 });
    expect(counts).toMatchObject({ ...usual, beta: 1 });
    const request = { package: level, ticks: 36, from: { run: 'played', tick: 12 } };
    await client.call('run', { ...request, run: 'played-on', start: { ...start, parameters: { ...counts!, onlyHere: 3 } } });
    expect(await client.call('recording', { run: 'played-on' })).toEqual(await client.call('recording', { run: 'played' }));
  });

  it('forks into a level that was edited meanwhile, and shows every tick by the level that it ran with', async () => {
    await client.call('run', { run: 'base', package: level, start: { scenario: 'typical-team' }, ticks: 36 });
    const script = 'scripts/beer-game.ts';
    const source = readFileSync(join(sample, script), 'utf8').replace('.plus(waiting);', '.plus(waiting).plus(waiting);');
    const result = await client.call('compile', {
      engine,
      files: { ...files, [script]: bytes(source) },
      stripped: { ...stripped, [script]: stripTypes(source, script) },
    });
    if (!result.ok) throw new Error(result.problems[0]?.message);
    const next = result.package;
    await client.call('run', {
      run: 'edited',
      package: next,
      start: { scenario: 'typical-team' },
      ticks: 36,
      from: { run: 'base', tick: 20 },
    });
    const [was, is] = [await client.call('recording', { run: 'base' }), await client.call('recording', { run: 'edited' })];
    expect(is.chain).not.toBe(was.chain);
    expect(is.hashes).toHaveLength(36);
    for (const tick of [18, 36, 20, 21, 3, 20])
      expect((await client.call('frame', { run: 'edited', tick })).hash).toBe(is.hashes[tick - 1]);
    expect(is.hashes.slice(0, 20)).toEqual(was.hashes.slice(0, 20));
    // Every case that is owed costs twice as much from the tick of the edit on.
    expect(Number(total('edited'))).toBeGreaterThan(Number(total('base')));
  });

  it('shows the tick of the edit as it was, also where the edit changes what the world remembers', async () => {
    const project = JSON.parse(new TextDecoder().decode(files['ledgerquest.json'])) as { parameters: Record<string, unknown> };
    project.parameters['extra'] = { label: 'Extra', kind: 'number', default: 1 };
    const result = await client.call('compile', {
      engine,
      files: { ...files, 'ledgerquest.json': bytes(JSON.stringify(project)) },
      stripped,
    });
    if (!result.ok) throw new Error(result.problems[0]?.message);
    await client.call('run', { run: 'plain', package: level, start: { scenario: 'typical-team' }, ticks: 36 });
    const from = { run: 'plain', tick: 20 };
    await client.call('run', { run: 'more', package: result.package, start: { scenario: 'typical-team' }, ticks: 36, from });
    const is = await client.call('recording', { run: 'more' });
    for (const tick of [36, 20, 21, 19, 20]) expect((await client.call('frame', { run: 'more', tick })).hash).toBe(is.hashes[tick - 1]);
    expect(is.hashes[19]).toBe((await client.call('recording', { run: 'plain' })).hashes[19]);
    const profile = await client.call('profile', { run: 'more', tick: 21 });
    expect(profile.costs[0]?.lines.length).toBeGreaterThan(3);
    // A fork of the fork, before the edit: as it was then.
    await client.call('run', {
      run: 'early',
      package: level,
      start: { scenario: 'typical-team' },
      ticks: 36,
      from: { run: 'more', tick: 8 },
    });
    expect((await client.call('recording', { run: 'early' })).chain).toBe((await client.call('recording', { run: 'plain' })).chain);
  });

  it('says why a figure is what it is: the line that wrote it, and the command behind that, also across an edit', async () => {
    const order = { tick: 7, sender: 0, seq: 1, type: 'SetParameter', payload: { name: 'beta', value: '1' } };
    await client.call('run', { run: 'asked', package: level, start: { scenario: 'typical-team' }, commands: [order], ticks: 36 });
    const field = await client.call('why', {
      run: 'asked',
      tick: 20,
      target: { entity: 'retailer', component: 'Stage', field: 'inventory' },
    });
    expect(field.head).toMatch(
      /^Retailer Stage\.inventory is \d+ after week 20\. scripts\/beer-game\.ts set it from \d+ to \d+ in week \d+\./,
    );
    expect(field.links[0]).toMatchObject({ place: { file: 'scripts/beer-game.ts' } });
    expect(field.links[0]?.details[0]).toMatch(/^> Stage\.inventory/);
    const cost = await client.call('why', { run: 'asked', tick: 36, target: { kpi: 'total_cost' } });
    expect(cost.head).toContain('after week 36');
    const early = await client.call('why', {
      run: 'asked',
      tick: 0,
      target: { entity: 'retailer', component: 'Stage', field: 'inventory' },
    });
    expect(early.head).toContain('at the start');
    await expect(
      client.call('why', { run: 'asked', tick: 5, target: { entity: 'retaler', component: 'Stage', field: 'inventory' } }),
    ).rejects.toMatchObject({ code: 'why-entity' });
  });

  describe('debugging', () => {
    const script = 'scripts/beer-game.ts';
    const lineOf = (text: string): number =>
      1 +
      readFileSync(join(sample, script), 'utf8')
        .split('\n')
        .findIndex((line) => line.includes(text));
    const run = async (id: string): Promise<string[]> => {
      await client.call('run', { run: id, package: level, start: { scenario: 'typical-team' }, ticks: 36 });
      return (await client.call('recording', { run: id })).hashes;
    };
    const valueIn = ({ trace }: DebugReply, step: number, name: string): string | undefined => {
      const { site, values } = trace!.steps[step]!;
      const place = trace!.sites[site]!.variables.findIndex((variable) => trace!.variables[variable]!.name === name);
      return trace!.texts[values[place] ?? -1];
    };

    it('shows what a script did in any tick, in any order, and leaves the run as it was', async () => {
      const hashes = await run('debugged');
      const breakpoints = [{ line: lineOf('Stage.backlog = due - shipped'), condition: 'i === 0' }];
      const shown = async (tick: number) => client.call('debug', { run: 'debugged', script, tick, breakpoints });
      const first = await shown(20);
      expect(first).toMatchObject({ tick: 20, problems: [], differs: undefined, trace: { cut: false } });
      expect(first.trace!.hits).toHaveLength(1);
      expect(valueIn(first, first.trace!.hits[0]!, 'week')).toBe('20');
      await shown(36);
      await shown(3);
      expect(await shown(20)).toEqual(first);
      expect((await client.call('recording', { run: 'debugged' })).hashes).toEqual(hashes);
      expect((await client.call('frame', { run: 'debugged', tick: 20 })).hash).toBe(hashes[19]);
    });

    it('finds the next and the previous tick that has something to stop at', async () => {
      await run('debugged');
      const breakpoints = [{ line: lineOf('wishes.clear()'), condition: 'week % 10 === 0' }];
      const find = async (tick: number, where: 'next' | 'previous') =>
        (await client.call('debug', { run: 'debugged', script, tick, breakpoints, find: where })).tick;
      expect([await find(0, 'next'), await find(10, 'next'), await find(29, 'next'), await find(30, 'next')]).toEqual([
        10,
        20,
        30,
        undefined,
      ]);
      expect([await find(36, 'previous'), await find(30, 'previous'), await find(11, 'previous'), await find(10, 'previous')]).toEqual([
        30,
        20,
        10,
        undefined,
      ]);
      const none = await client.call('debug', {
        run: 'debugged',
        script,
        tick: 0,
        breakpoints: [{ line: 40, condition: 'nope' }],
        find: 'next',
      });
      expect(none).toMatchObject({ tick: undefined, problems: [{ line: 40, message: 'There is no variable nope here.' }] });
      expect((await client.call('debug', { run: 'debugged', script, tick: 4, breakpoints: [], find: 'next', any: true })).tick).toBe(5);
    });

    it('follows a run into the level that it was edited into', async () => {
      await run('debugged');
      const source = readFileSync(join(sample, script), 'utf8').replace('.plus(waiting);', '.plus(waiting).plus(waiting);');
      const result = await client.call('compile', {
        engine,
        files: { ...files, [script]: bytes(source) },
        stripped: { ...stripped, [script]: stripTypes(source, script) },
      });
      if (!result.ok) throw new Error(result.problems[0]?.message);
      await client.call('run', {
        run: 'on',
        package: result.package,
        start: { scenario: 'typical-team' },
        ticks: 36,
        from: { run: 'debugged', tick: 20 },
      });
      for (const tick of [36, 20, 21]) {
        const reply = await client.call('debug', { run: 'on', script, tick, breakpoints: [] });
        expect([reply.tick, reply.differs, reply.trace!.steps.length > 50]).toEqual([tick, undefined, true]);
      }
    });

    it('gives way to a newer question', async () => {
      const own = createEngineClient(
        createLocalEngine(() => openEngine({ wasm: { quickjs: ensureScriptingWasm().wasm } }), { stretches: true }),
      );
      const compiled = await own.call('compile', { engine, files, stripped });
      if (!compiled.ok) throw new Error('does not compile');
      await own.call('run', { run: 'a', package: compiled.package, start: { scenario: 'typical-team' }, ticks: 36 });
      const older = own.call('debug', { run: 'a', script, tick: 36, breakpoints: [] });
      const newer = own.call('debug', { run: 'a', script, tick: 2, breakpoints: [] });
      await expect(older).rejects.toMatchObject({ code: 'debug-superseded' });
      expect((await newer).tick).toBe(2);
      const dropped = own.call('debug', { run: 'a', script, tick: 36, breakpoints: [] });
      await own.call('undebug', { run: 'a' });
      await expect(dropped).rejects.toMatchObject({ code: 'debug-superseded' });
    });

    it('says so where the build of a run cannot do it', async () => {
      const toy = createEngineClient(createLocalEngine(() => openToyBuild()));
      await toy.call('run', { run: 'a', package: await compiled(toy), start: { scenario: 'slow' }, ticks: 4 });
      await expect(toy.call('debug', { run: 'a', script, tick: 1, breakpoints: [] })).rejects.toMatchObject({ code: 'no-debugger' });
    });
  });

  it('waits for the player who took a stage', async () => {
    const take = { tick: 1, sender: 1, seq: 1, type: 'TakeStage', payload: { stage: 'Wholesaler' } };
    const first = await client.call('run', {
      run: 'played',
      package: level,
      start: { scenario: 'benchmark' },
      commands: [take],
      ticks: 36,
    });
    expect(first).toMatchObject({ outcome: 'waiting', waiting: [{ entity: 'wholesaler', stage: 'Wholesaler', sender: 1 }] });
    const next = await client.call('advance', {
      run: 'played',
      commands: [{ sender: 1, seq: 2, type: 'PlaceOrder', payload: { quantity: 12 } }],
      ticks: 36,
    });
    expect(next.tick).toBe(first.tick + 1);
  });

  it('waits in a fork for every player of its past, and plays on as one run would', async () => {
    const seats = [
      { entity: 'retailer', stage: 'Retailer', sender: 1 },
      { entity: 'wholesaler', stage: 'Wholesaler', sender: 2 },
    ];
    const take = seats.map(({ sender, stage }) => ({ tick: 1, sender, seq: 1, type: 'TakeStage', payload: { stage } }));
    const orders = (tick: number, quantity: number) =>
      seats.map(({ sender }) => ({ tick, sender, seq: tick + 1, type: 'PlaceOrder', payload: { quantity } }));
    const request = { package: level, start: { scenario: 'benchmark' }, ticks: 36 };
    const past = [...take, ...[1, 2, 3, 4, 5, 6].flatMap((tick) => orders(tick, 4))];
    const session = await client.call('run', { ...request, run: 'two', commands: past, ticks: 6 });
    expect(session).toMatchObject({ outcome: 'finished', tick: 6 });
    const fork = await client.call('run', { ...request, run: 'two-on', from: { run: 'two', tick: 5 } });
    expect(fork).toMatchObject({ outcome: 'waiting', tick: 5 });
    expect(fork.waiting.toSorted((a, b) => a.sender - b.sender)).toEqual(seats);
    const [first, second] = orders(6, 20);
    const one = await client.call('advance', { run: 'two-on', commands: [first!], ticks: 36 });
    expect(one).toMatchObject({ tick: 5, waiting: [seats[1]] });
    expect(await client.call('advance', { run: 'two-on', commands: [second!], ticks: 36 })).toMatchObject({ tick: 6 });
    const left = seats.map(({ sender }) => ({ tick: 7, sender, seq: 8, type: 'ReleaseStage', payload: {} }));
    const done = await client.call('advance', { run: 'two-on', commands: left, ticks: 36 });
    expect(done).toMatchObject({ outcome: 'finished', tick: 36, waiting: [] });
    const { hashes, commands } = await client.call('recording', { run: 'two-on' });
    expect(hashes.slice(0, 5)).toEqual((await client.call('recording', { run: 'two' })).hashes.slice(0, 5));
    const again = await client.call('run', { ...request, run: 'two-again', commands });
    expect(again.chain).toBe(done.chain);
    expect((await client.call('recording', { run: 'two-again' })).hashes).toEqual(hashes);
  });
});
