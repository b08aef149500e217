import { describe, expect, it } from 'vitest';
import { createTestStudio, type TestEditor, toyProject } from '../../testing/test-editor.ts';
import { millProject, millRecording, toyRecording } from '../../testing/toy-recording.ts';
import { renameTo, saveScenario } from '../actions/index.ts';
import { replayProblem } from './replay.ts';
import type { RunRecipe } from './shelf.ts';

const open = async (options: Parameters<typeof createTestStudio>[0] = {}): Promise<TestEditor> => {
  const editor = await createTestStudio(options).join('Ada');
  await editor.openProject('project-supply-chain' as never, 'Toy');
  editor.preview.chooseScenario('slow');
  return editor;
};
const done = async (ada: TestEditor, kept: number): Promise<void> => ada.until(() => ada.preview.runs.get().length === kept);

describe('a run', () => {
  it('of a scenario ends with its KPIs, its hashes and the document untouched', async () => {
    const ada = await open();
    const before = JSON.stringify(ada.level.get()?.level.get());
    const run = await ada.preview.run();
    expect(run).toMatchObject({ name: 'Slow', state: 'finished', tick: 40, ticks: 40, seed: 7, kpis: { total: 40 } });
    expect(run?.hashes).toHaveLength(40);
    expect(run?.series['total']?.slice(0, 3)).toEqual([1, 2, 3]);
    expect(ada.preview.transport.get()).toMatchObject({ state: 'paused', tick: 40, hash: run?.hashes[39] });
    expect(JSON.stringify(ada.level.get()?.level.get())).toBe(before);
  });

  it('is computed in stretches and grows as it comes', async () => {
    const ada = await open({ stretches: true });
    const seen = new Set<number>();
    ada.preview.current.subscribe(() => seen.add(ada.preview.current.get()?.tick ?? -1));
    await ada.preview.run();
    expect(seen.size).toBeGreaterThan(20);
    expect(ada.preview.current.get()?.series['total']).toHaveLength(40);
  });

  it('is the same again, tick by tick', async () => {
    const ada = await open();
    const first = await ada.preview.run();
    const second = await ada.preview.run();
    expect(second?.hashes).toEqual(first?.hashes);
    expect(second?.chain).toBe(first?.chain);
  });

  it('is marked as out of date when the document changes', async () => {
    const ada = await open();
    await ada.preview.run();
    expect(ada.preview.stale.get()).toBe(false);
    await ada.do(renameTo, { entity: 'lamp', name: 'Lantern' });
    await ada.until(() => ada.preview.stale.get());
    await ada.preview.run();
    expect(ada.preview.stale.get()).toBe(false);
  });

  it('of a level that does not compile does not start, and the problem is listed', async () => {
    const broken = JSON.stringify({
      format: 1,
      id: 'yard',
      name: 'Yard',
      clock: { kind: 'realtime', hz: 20 },
      scripts: ['scripts/gone.ts'],
      entities: {},
    });
    const ada = await open();
    const other = await createTestStudio({ templates: { 'supply-chain': { ...toyProject, 'levels/yard.json': broken } } }).join('Ada');
    await other.openProject('project-supply-chain' as never, 'Toy');
    expect(await other.preview.run()).toBeUndefined();
    expect(other.problems.get().map(({ code }) => code)).toContain('missing-script');
    expect(ada.problems.get()).toEqual([]);
  });
});

describe('a level that is checked', () => {
  it('can be closed while that goes on, and another opened', async () => {
    const ada = await open();
    await ada.do(renameTo, { entity: 'lamp', name: 'Lantern' });
    const compiling = ada.preview.run();
    await ada.closeProject();
    expect(await compiling).toBeUndefined();
    expect(ada.preview.program.get()).toEqual({ state: 'empty', problems: [] });
    await ada.openProject('project-supply-chain' as never, 'Toy');
    expect((await ada.preview.run())?.state).toBe('finished');
  });

  it('says so when the engine breaks off, and runs again on a new one when asked', async () => {
    let started = 0;
    const ada = await open({
      failEngine(breakOff) {
        started += 1;
        if (started === 1) queueMicrotask(() => breakOff('404'));
      },
    });
    expect(await ada.preview.run()).toBeUndefined();
    expect(ada.preview.program.get()).toMatchObject({ state: 'refused', problems: [{ code: 'engine-lost' }] });
    expect(ada.notices.list.get()).toMatchObject([
      { tone: 'bad', title: expect.stringContaining('404'), text: expect.stringContaining('Press Run') },
    ]);
    expect((await ada.preview.run())?.kpis).toEqual({ total: 40 });
    expect(started).toBe(2);
  });

  it('shows again what ran before the engine broke off', async () => {
    const breaks: ((reason: string) => void)[] = [];
    const ada = await open({ failEngine: (breakOff) => breaks.push(breakOff) });
    const first = await ada.preview.run();
    breaks[0]!('out of memory');
    await ada.preview.run();
    ada.preview.show(first!.id);
    await ada.until(() => ada.preview.current.get()?.id === first?.id);
    ada.preview.seek(12);
    await ada.until(() => ada.preview.frame.get()?.run === first?.id && ada.preview.frame.get()?.tick === 12);
    expect(ada.preview.frame.get()?.hash).toBe(first?.hashes[11]);
  });

  it('that is refused says why it does not run', async () => {
    const broken = JSON.stringify({ ...JSON.parse(toyProject['levels/yard.json']!), scripts: ['scripts/gone.ts'] });
    const ada = await open({ templates: { 'supply-chain': { ...toyProject, 'levels/yard.json': broken } } });
    await ada.preview.run();
    expect(ada.notices.list.get()).toMatchObject([
      { title: 'This level cannot run as it stands', text: expect.stringContaining('scripts/gone.ts') },
    ]);
  });
});

describe('scrubbing', () => {
  it('shows the exact state of any tick, forwards and backwards', async () => {
    const ada = await open();
    const run = await ada.preview.run();
    for (const tick of [3, 17, 39, 16, 4, 0, 40]) {
      ada.preview.seek(tick);
      await ada.until(() => ada.preview.frame.get()?.tick === tick);
      const frame = ada.preview.frame.get();
      expect(frame?.hash).toBe(tick === 0 ? frame?.hash : run?.hashes[tick - 1]);
      expect(frame?.entities.get('house')?.components['Transform']).toMatchObject({ position: [1 + tick, 0, 0] });
    }
  });

  it('asks only for what has changed when it goes forwards', async () => {
    const ada = await open();
    await ada.preview.run();
    ada.preview.seek(5);
    await ada.until(() => ada.preview.frame.get()?.tick === 5);
    ada.preview.seek(9);
    await ada.until(() => ada.preview.frame.get()?.tick === 9);
    expect(
      ada.preview.frame
        .get()
        ?.changed?.map(({ entity }) => entity)
        .toSorted(),
    ).toEqual(['door', 'house', 'lamp', 'window']);
  });

  it('ends with Stop: the document is shown again', async () => {
    const ada = await open();
    await ada.preview.run();
    await ada.until(() => ada.preview.frame.get() !== undefined);
    ada.preview.stop();
    expect(ada.preview.frame.get()).toBeUndefined();
    expect(ada.preview.transport.get()).toMatchObject({ state: 'stopped', tick: 0, hash: '' });
  });
});

describe('playing', () => {
  it('goes at six weeks a second and stops at the end', async () => {
    const ada = await open();
    await ada.preview.play();
    ada.clock.pass(1000);
    expect(ada.preview.transport.get()).toMatchObject({ state: 'playing', tick: 6 });
    ada.preview.pause();
    ada.clock.pass(1000);
    expect(ada.preview.transport.get()).toMatchObject({ state: 'paused', tick: 6 });
    await ada.preview.step();
    expect(ada.preview.transport.get().tick).toBe(7);
    await ada.preview.play();
    ada.clock.pass(10_000);
    expect(ada.preview.transport.get()).toMatchObject({ state: 'paused', tick: 40 });
  });
});

describe('turning a knob', () => {
  it('runs again under the hand; only where it lets go is kept, and what was before stays as a ghost', async () => {
    const ada = await open();
    await ada.preview.run();
    for (const rate of [1.5, 2, 2.5, 3]) ada.preview.turn('rate', rate, 'moving');
    await ada.until(() => ada.preview.current.get()?.kpis['total'] === 120);
    expect(ada.preview.runs.get()).toHaveLength(1);
    ada.preview.turn('rate', 4, 'done');
    await done(ada, 2);
    expect(ada.preview.current.get()).toMatchObject({ kpis: { total: 160 }, changed: { rate: 4 } });
    expect(ada.preview.ghost.get()?.kpis).toEqual({ total: 40 });
  });

  it('back to the scenario’s own value changes nothing any more', async () => {
    const ada = await open();
    ada.preview.turn('rate', 4, 'done');
    await done(ada, 1);
    ada.clock.pass(2000);
    ada.preview.turn('rate', 1, 'done');
    await done(ada, 2);
    expect(ada.preview.changed.get()).toEqual({});
  });

  it('of an option that was taken away goes on with what still fits', async () => {
    const ada = await open();
    const queue = { label: 'Queue', kind: 'choice', options: ['fifo', 'lifo'], default: 'fifo' };
    ada.project.get()?.edit('Queue', [{ path: ['parameters', 'queue'], value: queue }]);
    await ada.until(() => ada.preview.parameters.get()['queue'] === 'fifo');
    ada.preview.turn('queue', 'sideways', 'done');
    expect(ada.notices.list.get()[0]).toMatchObject({
      title: 'Parameter queue: "sideways" is none of its options.',
      text: 'Known: fifo, lifo.',
    });
    ada.preview.turn('rate', 2, 'done');
    ada.preview.turn('queue', 'lifo', 'done');
    expect(ada.preview.parameters.get()).toMatchObject({ queue: 'lifo', rate: 2 });
    ada.project.get()?.edit('Fewer', [{ path: ['parameters', 'queue', 'options'], value: ['fifo', 'filo'] }]);
    await ada.until(() => ada.preview.parameters.get()['queue'] === 'fifo');
    expect(ada.preview.changed.get()).toEqual({ rate: 2 });
  });

  it('in quick small steps keeps one run of them, unless it was pinned', async () => {
    const ada = await open();
    await ada.preview.run();
    for (const rate of [2, 3, 4]) {
      ada.preview.turn('rate', rate, 'done');
      await ada.until(() => ada.preview.runs.get()[0]?.parameters['rate'] === rate);
    }
    expect(ada.preview.runs.get().map(({ parameters }) => parameters['rate'])).toEqual([4, 1]);
    ada.preview.pin(ada.preview.runs.get()[0]!.id, true);
    ada.preview.turn('rate', 5, 'done');
    await done(ada, 3);
  });

  it('beyond its range is refused by name', async () => {
    const ada = await open();
    ada.preview.turn('rate', 11, 'done');
    expect(ada.notices.list.get()[0]?.title).toContain('rate');
    expect(ada.preview.changed.get()).toEqual({});
  });
});

describe('a fork', () => {
  it('has the same past and another future', async () => {
    const ada = await open();
    const first = await ada.preview.run();
    ada.preview.seek(7);
    const fork = await ada.preview.fork();
    expect(fork?.hashes).toEqual(first?.hashes);
    expect(fork?.from).toEqual({ run: first?.id, tick: 7 });
    ada.preview.turn('rate', 3, 'done');
    await ada.until(() => ada.preview.current.get()?.kpis['total'] === 7 + 33 * 3);
    const turned = ada.preview.current.get();
    expect(turned?.hashes.slice(0, 7)).toEqual(first?.hashes.slice(0, 7));
    expect(turned?.hashes[7]).not.toBe(first?.hashes[7]);
    expect(turned?.series['total']?.slice(5, 9)).toEqual([6, 7, 10, 13]);
    ada.preview.seek(20);
    await ada.until(() => ada.preview.frame.get()?.tick === 20);
    expect(ada.preview.frame.get()?.hash).toBe(turned?.hashes[19]);
  });

  it('can be scrubbed before its fork point, and played from the beginning', async () => {
    const ada = await open();
    const first = await ada.preview.run();
    ada.preview.seek(7);
    await ada.preview.fork();
    ada.preview.turn('rate', 3, 'done');
    await ada.until(() => ada.preview.current.get()?.parameters['rate'] === 3);
    const seen = new Map<number, string | undefined>();
    for (const tick of [3, 0, 7, 5, 12, 1]) {
      ada.preview.seek(tick);
      await ada.until(() => ada.preview.frame.get()?.tick === tick && ada.preview.frame.get()?.run === ada.preview.current.get()?.id);
      seen.set(tick, ada.preview.frame.get()?.hash);
    }
    for (const tick of [1, 3, 5, 7]) expect(seen.get(tick)).toBe(first?.hashes[tick - 1]);
    ada.preview.seek(40);
    await ada.preview.play();
    ada.clock.pass(500);
    await ada.until(() => ada.preview.frame.get()?.tick === 3);
    expect(ada.preview.frame.get()?.entities.get('house')?.components['Transform']).toMatchObject({ position: [4, 0, 0] });
    expect(ada.notices.list.get()).toEqual([]);
  });

  it('of a fork before its fork point has the turned value from there on', async () => {
    const ada = await open();
    await ada.preview.run();
    ada.preview.seek(10);
    await ada.preview.fork();
    ada.preview.turn('rate', 3, 'done');
    await ada.until(() => ada.preview.current.get()?.kpis['total'] === 10 + 30 * 3);
    ada.preview.seek(4);
    const earlier = await ada.preview.fork();
    expect(earlier).toMatchObject({ parameters: { rate: 3 }, kpis: { total: 4 + 36 * 3 } });
  });

  it('of a played run counts its commands on, whoever made them', async () => {
    const shelf = new Map<string, unknown>();
    const ada = await open({ shelf });
    await ada.preview.run();
    ada.preview.seek(3);
    await ada.preview.send({ type: 'TakeStage', payload: { stage: 'house' }, sender: 1 });
    await ada.preview.send({ type: 'PlaceOrder', payload: { quantity: 100 }, sender: 1 });
    await ada.preview.fork();
    const ordered = await ada.preview.send({ type: 'PlaceOrder', payload: { quantity: 5 }, sender: 1 });
    ada.preview.seek(ordered!.tick);
    await ada.until(() => ada.preview.frame.get()?.tick === ordered?.tick && ada.preview.frame.get()?.run === ordered?.id);
    expect(ada.preview.frame.get()?.hash).toBe(ordered?.hashes.at(-1));
    expect(ordered?.kpis['total']).toBe(ordered!.tick + 105);
    const recipe = (): RunRecipe | undefined => [...shelf.values()].map((kept) => kept as RunRecipe).find(({ id }) => id === ordered?.id);
    await ada.until(() => recipe()?.kpis['total'] === ordered?.kpis['total']);
    expect(recipe()?.commands.map(({ sender, seq, type }) => [sender, seq, type])).toEqual([
      [1, 1, 'TakeStage'],
      [1, 2, 'PlaceOrder'],
      [1, 3, 'PlaceOrder'],
    ]);
  });

  it('goes on with the level as it was edited meanwhile, says so, and is nothing to publish', async () => {
    const shelf = new Map<string, unknown>();
    const ada = await open({ shelf });
    const first = await ada.preview.run();
    ada.preview.seek(7);
    await ada.preview.fork();
    await ada.do(renameTo, { entity: 'lamp', name: 'Lantern' });
    const edited = await ada.preview.run();
    expect(edited).toMatchObject({ editedAt: 7, from: { tick: 7 }, tick: 40, kpis: { total: 40 } });
    expect(edited?.package).not.toBe(first?.package);
    expect(edited?.hashes.slice(0, 7)).toEqual(first?.hashes.slice(0, 7));
    expect(ada.preview.stale.get()).toBe(false);
    expect(ada.preview.settled.get()).toBe(false);
    for (const tick of [3, 20, 7, 1]) {
      ada.preview.seek(tick);
      await ada.until(() => ada.preview.frame.get()?.tick === tick && ada.preview.frame.get()?.run === edited?.id);
      expect(ada.preview.frame.get()?.hash).toBe(edited?.hashes[tick - 1]);
    }
    ada.preview.seek(9);
    const again = await ada.preview.fork();
    expect(again?.editedAt).toBe(7);
    ada.preview.seek(0);
    await ada.preview.fork();
    await ada.do(renameTo, { entity: 'lamp', name: 'Lamp again' });
    expect(await ada.preview.run()).toMatchObject({ editedAt: undefined, tick: 40 });
    ada.preview.leaveFork();
    const whole = await ada.preview.run();
    expect(whole?.editedAt).toBeUndefined();
    expect(ada.preview.settled.get()).toBe(true);
    await ada.until(() => [...shelf.values()].some((kept) => (kept as RunRecipe).id === whole?.id));
    expect([...shelf.values()].some((kept) => (kept as RunRecipe).id === edited?.id)).toBe(false);
  });

  it('takes a command into its past before the edit with the level as it was then', async () => {
    const ada = await open();
    const first = await ada.preview.run();
    ada.preview.seek(9);
    await ada.preview.fork();
    await ada.do(renameTo, { entity: 'lamp', name: 'Lantern' });
    const edited = await ada.preview.run();
    ada.preview.seek(3);
    const sent = await ada.preview.send({ type: 'TakeStage', payload: { stage: 'house' }, sender: 1 });
    expect(sent).toMatchObject({ package: first?.package, editedAt: undefined });
    ada.preview.show(edited!.id);
    await ada.until(() => ada.preview.current.get()?.id === edited?.id);
    ada.preview.seek(12);
    expect(await ada.preview.send({ type: 'TakeStage', payload: { stage: 'house' }, sender: 1 })).toMatchObject({
      package: edited?.package,
      editedAt: 9,
    });
  });

  it('says why an edit cannot be taken into a run that goes on', async () => {
    const ada = await open();
    await ada.preview.run();
    ada.preview.seek(7);
    await ada.preview.fork();
    ada.project.get()?.edit('Extra', [{ path: ['parameters', 'extra'], value: { label: 'Extra', kind: 'number', default: 1 } }]);
    await ada.until(() => ada.preview.stale.get());
    expect(await ada.preview.run()).toBeUndefined();
    expect(ada.notices.list.get()).toMatchObject([
      { title: 'The parameters cannot change in a run that goes on.', text: 'Run it from the beginning.' },
    ]);
    expect(ada.preview.current.get()?.state).toBe('finished');
  });

  it('can be forked again, and left', async () => {
    const ada = await open();
    await ada.preview.run();
    ada.preview.seek(10);
    await ada.preview.fork();
    ada.preview.turn('rate', 2, 'done');
    await ada.until(() => ada.preview.current.get()?.kpis['total'] === 10 + 60);
    ada.preview.seek(20);
    await ada.preview.fork();
    ada.preview.turn('rate', 0, 'done');
    await ada.until(() => ada.preview.current.get()?.kpis['total'] === 30);
    ada.preview.leaveFork();
    const whole = await ada.preview.run();
    expect(whole?.from).toBeUndefined();
  });
});

describe('kept runs', () => {
  it('come back exactly, even after the worker has let their states go', async () => {
    const ada = await open();
    const first = await ada.preview.run();
    for (let rate = 2; rate < 10; rate += 0.5) {
      ada.preview.turn('rate', rate, 'done');
      await ada.until(() => ada.preview.current.get()?.parameters['rate'] === rate && ada.preview.current.get()?.state === 'finished');
    }
    ada.preview.show(first!.id);
    await ada.until(() => ada.preview.current.get()?.id === first?.id);
    ada.preview.seek(12);
    await ada.until(() => ada.preview.frame.get()?.tick === 12 && ada.preview.frame.get()?.run === first?.id);
    expect(ada.preview.frame.get()?.hash).toBe(first?.hashes[11]);
    expect(ada.preview.current.get()?.events).toEqual(first?.events);
  });

  it('are pinned, named and removed', async () => {
    const ada = await open();
    const run = await ada.preview.run();
    ada.preview.pin(run!.id, true);
    ada.preview.rename(run!.id, 'Base');
    expect(ada.preview.runs.get()[0]).toMatchObject({ pinned: true, name: 'Base' });
    ada.preview.remove(run!.id);
    expect(ada.preview.runs.get()).toEqual([]);
  });
});

describe('runs of another time', () => {
  /** Ada's window is closed and opened again. */
  const again = (shelf: Map<string, unknown>): Promise<TestEditor> => open({ shelf });
  const shelved = async (ada: TestEditor, shelf: Map<string, unknown>, count: number): Promise<void> =>
    ada.until(() => shelf.size === count);

  it('are there when the window opens again, newest first, with what came out, and are computed when they are looked at', async () => {
    const shelf = new Map<string, unknown>();
    const ada = await again(shelf);
    await ada.preview.run();
    ada.preview.turn('rate', 3, 'done');
    await done(ada, 2);
    ada.preview.rename(ada.preview.runs.get()[0]!.id, 'Threefold');
    ada.preview.pin(ada.preview.runs.get()[0]!.id, true);
    const [turned] = ada.preview.runs.get();
    await shelved(ada, shelf, 2);
    await ada.until(() => [...shelf.values()].some((kept) => (kept as { pinned: boolean }).pinned));
    ada.dispose();

    const later = await again(shelf);
    await done(later, 2);
    const [first] = later.preview.runs.get();
    expect(later.preview.runs.get().map(({ name, kpis }) => [name, kpis['total']])).toEqual([
      ['Threefold', 120],
      ['Slow', 40],
    ]);
    expect(first).toMatchObject({ pinned: true, changed: { rate: 3 }, seed: 7, remembered: { hash: turned?.hashes.at(-1) } });
    later.preview.show(first!.id);
    await later.until(() => later.preview.current.get()?.remembered === undefined && later.preview.current.get() !== undefined);
    expect(later.preview.current.get()).toMatchObject({
      id: first?.id,
      hashes: turned?.hashes,
      series: turned?.series,
      problem: undefined,
    });
    later.preview.seek(12);
    await later.until(() => later.preview.frame.get()?.tick === 12);
  });

  it('are each of its level: another level has its own', async () => {
    const shelf = new Map<string, unknown>();
    const ada = await again(shelf);
    await ada.preview.run();
    await shelved(ada, shelf, 1);
    expect([...shelf.keys()][0]).toMatch(/^toy\/yard /);
  });

  it('of a fork or of a seat that was played come back without the run they came from', async () => {
    const shelf = new Map<string, unknown>();
    const ada = await again(shelf);
    await ada.preview.run();
    ada.preview.seek(3);
    await ada.preview.send({ type: 'TakeStage', payload: { stage: 'house' }, sender: 1 });
    const played = await ada.preview.send({ type: 'PlaceOrder', payload: { quantity: 100 }, sender: 1 });
    await shelved(ada, shelf, 2);
    await ada.until(() => [...shelf.values()].some((kept) => (kept as { kpis: { total?: number } }).kpis.total === played?.kpis['total']));
    ada.preview.remove(ada.preview.runs.get().find(({ from }) => !from)!.id);
    await shelved(ada, shelf, 1);
    ada.dispose();

    const later = await again(shelf);
    await done(later, 1);
    later.preview.show(played!.id);
    await later.until(() => later.preview.current.get()?.remembered === undefined && later.preview.current.get() !== undefined);
    expect(later.preview.current.get()).toMatchObject({ hashes: played?.hashes, problem: undefined, from: { tick: 3 }, played: ['house'] });
    const next = await later.preview.send({ type: 'PlaceOrder', payload: { quantity: 1 }, sender: 1 });
    expect(next?.kpis['total']).toBe(next!.tick + 101);
  });

  it('of a level that has changed since are out of date: their figures stay, showing them says why not', async () => {
    const shelf = new Map<string, unknown>();
    const ada = await again(shelf);
    await ada.preview.run();
    await shelved(ada, shelf, 1);
    ada.dispose();
    const [[key, kept]] = [...shelf] as [[string, object]];
    shelf.set(key, { ...kept, package: 'e'.repeat(64) });
    const later = await again(shelf);
    await done(later, 1);
    later.preview.show(later.preview.runs.get()[0]!.id);
    await later.until(() => later.notices.list.get().length > 0);
    expect(later.notices.list.get()).toMatchObject([{ title: 'This run cannot be shown: the level has changed since' }]);
    expect(later.preview.current.get()).toBeUndefined();
    expect(later.preview.runs.get()[0]?.kpis).toEqual({ total: 40 });
  });

  it('that do not come out the same any more say so', async () => {
    const shelf = new Map<string, unknown>();
    const ada = await again(shelf);
    await ada.preview.run();
    await shelved(ada, shelf, 1);
    ada.dispose();
    const [[key, kept]] = [...shelf] as [[string, object]];
    shelf.set(key, { ...kept, hash: '00000000deadbeef' });
    const later = await again(shelf);
    await done(later, 1);
    later.preview.show(later.preview.runs.get()[0]!.id);
    await later.until(() => later.preview.current.get() !== undefined);
    expect(later.preview.current.get()?.problem).toBe('Computed again, it does not end in 00000000 any more.');
  });
});

describe('what was turned', () => {
  it('becomes a scenario that the other window sees and can run, in one step that undo takes back', async () => {
    const studio = createTestStudio();
    const [ada, ben] = [await studio.join('Ada'), await studio.join('Ben')];
    for (const editor of [ada, ben]) await editor.openProject('project-supply-chain' as never, 'Toy');
    ada.preview.chooseScenario('slow');
    ada.preview.turn('rate', 4, 'done');
    await done(ada, 1);
    await ada.do(saveScenario, { name: ' Four a week ' });
    expect(ada.preview.scenario.get()).toBe('four-a-week');
    expect(ada.preview.changed.get()).toEqual({});
    expect(ada.preview.current.get()).toMatchObject({ name: 'Four a week', kpis: { total: 160 }, seed: 7, ticks: 40, changed: {} });
    expect(ada.preview.stale.get()).toBe(false);
    await ben.until(() => ben.project.get()?.file.get().scenarios['four-a-week'] !== undefined);
    ben.preview.chooseScenario('four-a-week');
    expect((await ben.preview.run())?.kpis).toEqual({ total: 160 });
    expect(ada.steps.get().undo).toBe('Save scenario Four a week');
    await ada.press('Mod+Z');
    expect(Object.keys(ada.project.get()?.file.get().scenarios ?? {})).toEqual(['fast', 'slow']);
    await ben.until(() => ben.preview.scenario.get() === 'fast');
  });

  it('is not saved under a name that another scenario has, nor where nothing was turned, nor by a viewer', async () => {
    const ada = await open();
    await ada.do(saveScenario, { name: 'New' });
    ada.preview.turn('rate', 4, 'done');
    await ada.do(saveScenario, { name: 'Fast' });
    expect(ada.notices.list.get()).toMatchObject([{ title: 'There is a scenario called Fast already' }]);
    const viewer = await createTestStudio().join('Eve', 'viewer');
    await viewer.openProject('project-supply-chain' as never, 'Toy');
    viewer.preview.turn('rate', 4, 'done');
    await viewer.do(saveScenario, { name: 'Mine' });
    for (const editor of [ada, viewer])
      expect(Object.keys(editor.project.get()?.file.get().scenarios ?? {}).toSorted()).toEqual(['fast', 'slow']);
  });
});

describe('playing a seat in the preview', () => {
  it('is known of the run, and of one that was forked after it, not of one forked before', async () => {
    const ada = await open();
    await ada.preview.run();
    expect(ada.preview.current.get()?.played).toBeUndefined();
    ada.preview.seek(3);
    await ada.preview.send({ type: 'TakeStage', payload: { stage: 'house' }, sender: 1 });
    await ada.preview.send({ type: 'PlaceOrder', payload: { quantity: 100 }, sender: 1 });
    expect(ada.preview.current.get()?.played).toEqual(['house']);
    for (const [tick, played] of [
      [5, ['house']],
      [2, undefined],
    ] as const) {
      ada.preview.seek(tick);
      expect((await ada.preview.fork())?.played).toEqual(played);
    }
  });

  it('makes the run wait for each order', async () => {
    const ada = await open();
    await ada.preview.run();
    ada.preview.seek(3);
    await ada.until(() => ada.preview.frame.get()?.tick === 3);
    const taken = await ada.preview.send({ type: 'TakeStage', payload: { stage: 'house' }, sender: 1 });
    expect(taken).toMatchObject({ state: 'waiting' });
    const ordered = await ada.preview.send({ type: 'PlaceOrder', payload: { quantity: 100 }, sender: 1 });
    expect(ordered).toMatchObject({ state: 'waiting' });
    expect(ordered?.kpis['total']).toBe((ordered?.tick ?? 0) + 100);
  });
});

describe('two commands at once', () => {
  const seated = async (): Promise<TestEditor> => {
    const ada = await open();
    await ada.preview.run();
    ada.preview.seek(3);
    await ada.preview.send({ type: 'TakeStage', payload: { stage: 'house' }, sender: 1 });
    return ada;
  };
  const order = (ada: TestEditor, quantity: number) => ada.preview.send({ type: 'PlaceOrder', payload: { quantity }, sender: 1 });

  it('are one: the second is refused with a notice, and the run stays whole', async () => {
    const ada = await seated();
    const first = order(ada, 100);
    expect(ada.preview.sending.get()).toBe(true);
    expect(await order(ada, 100)).toBeUndefined();
    const ordered = await first;
    expect(ada.preview.sending.get()).toBe(false);
    expect(ordered?.kpis['total']).toBe(ordered!.tick + 100);
    expect(ada.notices.list.get()).toMatchObject([{ title: 'The last command is still being worked out' }]);
    for (const tick of [2, ordered!.tick, 1]) {
      ada.preview.seek(tick);
      await ada.until(() => ada.preview.frame.get()?.tick === tick);
      expect(ada.preview.frame.get()?.hash).toBe(ordered?.hashes[tick - 1]);
    }
  });

  it('of which the engine refuses one leave no trace of it', async () => {
    const breaks: ((reason: string) => void)[] = [];
    const ada = await open({ failEngine: (breakOff) => breaks.push(breakOff) });
    await ada.preview.run();
    ada.preview.seek(3);
    const taken = await ada.preview.send({ type: 'TakeStage', payload: { stage: 'house' }, sender: 1 });
    const refused = order(ada, 7);
    await Promise.resolve();
    breaks[0]!('gone');
    expect(await refused).toBeUndefined();
    expect(ada.preview.sending.get()).toBe(false);
    expect(ada.notices.list.get()).toMatchObject([{ tone: 'bad', title: expect.stringContaining('gone') }]);
    await ada.preview.run();
    ada.preview.show(taken!.id);
    await ada.until(() => ada.preview.current.get()?.id === taken?.id);
    expect(ada.preview.current.get()).toMatchObject({ tick: taken?.tick, hashes: taken?.hashes });
    const ordered = await order(ada, 5);
    expect(ordered?.kpis['total']).toBe(ordered!.tick + 5);
  });

  it('after the end is told that the run is over', async () => {
    const ada = await open();
    await ada.preview.run();
    expect(await order(ada, 1)).toBeUndefined();
    expect(ada.notices.list.get()).toMatchObject([{ title: 'The run is over: it takes no more commands' }]);
  });
});

describe('a tenant’s session', () => {
  it('is replayed read-only and told apart from what was recorded', async () => {
    const ada = await open();
    const recording = await toyRecording();
    const good = await ada.preview.openRecording(recording);
    expect(good).toMatchObject({ production: { tenant: 'demo', session: 's1' }, problem: undefined, tick: 40 });
    expect(ada.problems.get()).toEqual([]);
    const forged = await ada.preview.openRecording({ ...recording, hashes: recording.hashes.with(11, '0000000000000000') });
    expect(forged?.problem).toBe('The replay differs from the session at tick 12.');
    expect(ada.problems.get()).toMatchObject([{ severity: 'error', code: 'replay-differs', message: forged?.problem }]);
  });

  it('whose record and replay are not as long as each other is told apart too', async () => {
    const ada = await open();
    const recording = await toyRecording();
    const cut = await ada.preview.openRecording({ ...recording, hashes: recording.hashes.slice(0, 39) });
    expect(cut?.problem).toBe('The record ends at tick 39; the session ran to 40.');
  });

  it('that cannot be replayed is shown as broken off, not as equal', async () => {
    const ada = await open();
    const recording = await toyRecording();
    const broken = await ada.preview.openRecording({ ...recording, start: { ...recording.start, parameters: { gone: 1 } } });
    expect(broken).toMatchObject({ state: 'failed', problem: expect.stringContaining('The replay broke off at tick 0') });
    expect(ada.preview.runs.get()[0]?.id).toBe(broken?.id);
  });
});

/** The toy, as somebody made it since, with other scenarios and parameters. */
const otherProject = {
  ...toyProject,
  'ledgerquest.json': JSON.stringify({
    ...(JSON.parse(toyProject['ledgerquest.json']!) as object),
    parameters: { extra: { label: 'Extra', kind: 'number', default: 1 } },
    scenarios: { calm: { name: 'Calm', values: {}, ticks: 40, seed: 1 } },
  }),
};

describe('the form of the next run', () => {
  const turn = { tick: 11, sender: 0, seq: 1, type: 'SetParameter', payload: { name: 'rate', value: '5' } };
  const start = { scenario: 'fast', seed: 9, parameters: { rate: 2 } };
  const opened = async () => {
    const ada = await open();
    const session = await ada.preview.openRecording(await toyRecording({ start, commands: [turn] }));
    expect(session).toMatchObject({ problem: undefined, kpis: { total: 10 * 2 + 30 * 5 } });
    return { ada, session };
  };
  const stands = ({ preview }: TestEditor) => [preview.scenario.get(), preview.seed.get(), preview.parameters.get(), preview.changed.get()];

  it('has what counted in the session that is shown, whatever it had before', async () => {
    const { ada } = await opened();
    expect(stands(ada)).toEqual(['fast', 9, { rate: 5 }, { rate: 5 }]);
  });

  it.each([
    [4, 2],
    [20, 5],
  ])('has what counted at the tick where a session is forked: after %i nothing is turned by that', async (tick, rate) => {
    const { ada, session } = await opened();
    ada.preview.chooseScenario('slow');
    ada.preview.seek(tick);
    const fork = await ada.preview.fork();
    expect(stands(ada)).toEqual(['fast', 9, { rate }, { rate }]);
    const goesOn = session!.series['total']![tick - 1]! as number;
    expect(fork).toMatchObject({ tick: 40, afterSession: tick, parameters: { rate }, kpis: { total: goesOn + (40 - tick) * rate } });
    ada.preview.turn('rate', 0, 'done');
    await ada.until(() => ada.preview.current.get()?.kpis['total'] === goesOn);
  });

  it('stays as it is where a session of another level is shown, which goes on as it was when it is forked', async () => {
    const ada = await open();
    ada.preview.chooseScenario('slow');
    ada.preview.turn('rate', 4, 'done');
    await done(ada, 1);
    const before = stands(ada);
    const recording = await toyRecording({ start, commands: [turn] });
    await ada.preview.openRecording({ ...recording, session: { ...recording.session, level: 'elsewhere' } });
    ada.preview.seek(20);
    expect(await ada.preview.fork()).toMatchObject({ kpis: { total: 10 * 2 + 30 * 5 }, afterSession: 20 });
    expect(stands(ada)).toEqual(before);
  });

  it('has what counted in it also when a session that is open already is shown again', async () => {
    const { ada, session } = await opened();
    ada.preview.chooseScenario('slow');
    ada.preview.show(session!.id);
    await ada.until(() => ada.preview.scenario.get() === 'fast');
    expect(stands(ada)).toEqual(['fast', 9, { rate: 5 }, { rate: 5 }]);
  });

  it('leaves out what only the project has, and what only the session has goes on as it was', async () => {
    const ada = await createTestStudio({ templates: { 'supply-chain': otherProject } }).join('Ada');
    await ada.openProject('project-supply-chain' as never, 'Toy');
    await ada.preview.openRecording(await toyRecording({ start, commands: [turn] }));
    expect(stands(ada)).toEqual(['calm', 9, { extra: 1 }, {}]);
    ada.preview.seek(20);
    expect(await ada.preview.fork()).toMatchObject({ kpis: { total: 10 * 2 + 30 * 5 } });
  });
});

describe('a fork of a session that two people played', () => {
  const shop = { entity: 'house', stage: 'Shop', sender: 1 };
  const mill = { entity: 'lamp', stage: 'Mill', sender: 2 };
  const order = (ada: TestEditor, sender: number) => ada.preview.send({ type: 'PlaceOrder', payload: { quantity: 10 }, sender });
  const leave = (ada: TestEditor, sender: number) => ada.preview.send({ type: 'ReleaseStage', payload: {}, sender });
  const forked = async (shelf = new Map<string, unknown>()) => {
    const ada = await open({ templates: { 'supply-chain': millProject }, shelf });
    const session = await ada.preview.openRecording(await millRecording());
    ada.preview.seek(5);
    return { ada, session, fork: await ada.preview.fork() };
  };

  it('waits for both seats, plays on when each has decided, and without those that are left', async () => {
    const { ada, session, fork } = await forked();
    expect(session).toMatchObject({ problem: undefined, tick: 40, kpis: { total: 120 } });
    expect(fork).toMatchObject({ state: 'waiting', tick: 5, waiting: [shop, mill], played: undefined, afterSession: 5 });
    expect(await order(ada, 1)).toMatchObject({ tick: 5, waiting: [mill], played: ['Shop'] });
    expect(await order(ada, 2)).toMatchObject({ tick: 6, waiting: [shop, mill], played: ['Shop', 'Mill'], kpis: { total: 15 + 21 } });
    expect(await leave(ada, 1)).toMatchObject({ tick: 6, waiting: [mill] });
    expect(await order(ada, 2)).toMatchObject({ tick: 7, waiting: [mill], kpis: { total: 15 + 21 + 11 } });
    const whole = await leave(ada, 2);
    expect(whole).toMatchObject({ state: 'finished', tick: 40, waiting: [], kpis: { total: 15 + 21 + 11 + 33 } });
    expect(whole?.hashes.slice(0, 5)).toEqual(session?.hashes.slice(0, 5));
  });

  it('is made again from its commands alone, and knows who played what', async () => {
    const shelf = new Map<string, unknown>();
    const { ada } = await forked(shelf);
    for (const sender of [1, 2, 2]) await order(ada, sender);
    const played = ada.preview.current.get();
    const recipe = (): RunRecipe | undefined => [...shelf.values()].map((kept) => kept as RunRecipe).find(({ id }) => id === played?.id);
    await ada.until(() => recipe()?.commands.length === 2 + 2 * 5 + 3);
    expect(
      recipe()
        ?.commands.slice(-3)
        .map(({ tick, sender, seq }) => [tick, sender, seq]),
    ).toEqual([
      [6, 1, 7],
      [6, 2, 7],
      [7, 2, 8],
    ]);
    ada.dispose();
    const later = await open({ templates: { 'supply-chain': millProject }, shelf });
    await done(later, 1);
    later.preview.show(played!.id);
    await later.until(() => later.preview.current.get()?.remembered === undefined && later.preview.current.get() !== undefined);
    expect(later.preview.current.get()).toMatchObject({
      hashes: played?.hashes,
      problem: undefined,
      waiting: [shop],
      played: ['Shop', 'Mill'],
      afterSession: 5,
    });
  });

  it('plays the level as it was published, whatever is edited, and is nothing to publish', async () => {
    const { ada, session, fork } = await forked();
    await ada.do(renameTo, { entity: 'door', name: 'Gate' });
    await ada.until(() => ada.preview.program.get().package !== session?.package && ada.preview.program.get().state === 'ready');
    expect([ada.preview.stale.get(), ada.preview.settled.get()]).toEqual([false, false]);
    const again = await ada.preview.run();
    expect(again).toMatchObject({ package: session?.package, editedAt: undefined, tick: 5, waiting: fork?.waiting, afterSession: 5 });
  });

  it('begins again where it was forked, with what is turned', async () => {
    const { ada, fork } = await forked();
    await order(ada, 1);
    ada.preview.turn('rate', 3, 'done');
    expect(ada.preview.current.get()?.id).toBe(fork?.id);
    expect(await ada.preview.beginAgain(fork!.id)).toMatchObject({ tick: 5, waiting: [shop, mill], parameters: { rate: 3 } });
    await order(ada, 1);
    expect(await order(ada, 2)).toMatchObject({ tick: 6, kpis: { total: 15 + 23 } });
    // What was decided otherwise further back is another fork, and begins again where it parts.
    ada.preview.seek(5);
    const other = await order(ada, 1);
    expect(other).toMatchObject({ tick: 5, waiting: [mill] });
    expect(await ada.preview.beginAgain(other!.id)).toMatchObject({ tick: 5, waiting: [shop, mill], afterSession: 5 });
  });
});

describe('a replay', () => {
  const session = { ticks: 3 } as never;
  it.each([
    [['a', 'b', 'c'], ['a', 'b', 'c'], undefined],
    [['a', 'x', 'c'], ['a', 'b', 'c'], 'The replay differs from the session at tick 2.'],
    [['a', 'b'], ['a', 'b', 'c'], 'The replay stops at tick 2; the session was recorded to 3.'],
    [['a'], ['x', 'b', 'c'], 'The replay differs from the session at tick 1.'],
    [['a', 'b'], ['a', 'b'], 'The record ends at tick 2; the session ran to 3.'],
  ])('of %j against the record %j', (hashes, record, problem) => {
    expect(replayProblem(hashes, { hashes: record, session })).toBe(problem);
  });
});
