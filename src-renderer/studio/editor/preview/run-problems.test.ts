/** What goes wrong in a run, on the real engine. */
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { editScript } from '../../../../engine/document/index.ts';
import { ensureScriptingWasm } from '../../../../build/wasm/ensure.ts';
import { openEngine } from '../../../../engine/run/index.ts';
import { createTestStudio, type TestEditor, toyProject } from '../../testing/test-editor.ts';
import { newRun, type Run, type RunSetup, withTicks } from './run.ts';
import { mostTroubles } from './troubles.ts';

const failing = `function onTick() {
  kpi('total', time.tick);
  if (time.tick >= 3) missing();
}
`;
const withScript = (text: string) => ({
  'supply-chain': {
    ...toyProject,
    'scripts/a.js': text,
    'levels/yard.json': JSON.stringify({
      ...(JSON.parse(toyProject['levels/yard.json']!) as object),
      clock: { kind: 'realtime', hz: 20 },
      scripts: ['scripts/a.js'],
    }),
  },
});

let ada: TestEditor;
const open = async (text: string): Promise<void> => {
  ada = await createTestStudio({
    templates: withScript(text),
    build: () => openEngine({ wasm: { quickjs: ensureScriptingWasm().wasm } }),
  }).join('Ada');
  await ada.openProject('project-supply-chain' as never, 'Toy');
};
afterEach(() => ada.dispose());

/** Writes something else in the script, and waits until that is compiled. */
const rewrite = async (was: string, insert: string): Promise<void> => {
  const script = await ada.project.get()!.script('scripts/a.js');
  const before = ada.preview.program.get().package;
  ada.history.step('Mend', (origin) =>
    editScript(script.document, [{ at: script.text.get().indexOf(was), remove: was.length, insert }], origin),
  );
  await ada.until(() => ada.preview.program.get().state === 'ready' && ada.preview.program.get().package !== before);
};

describe('a run in which a script fails', () => {
  beforeEach(() => open(failing));

  const places = () => ada.problems.get().map(({ code, file, line, run }) => [code, file, line, run?.tick, run?.times]);

  test('has its faults under Problems, each once with its place, its first tick and how often, until it is reset', async () => {
    await ada.preview.run();
    const wrong = [
      ['run-error', 'scripts/a.js', 3, 3, 3],
      ['run-disabled', 'scripts/a.js', undefined, 5, 1],
    ];
    expect(places()).toEqual(wrong);
    const before = ada.problems.get();
    let told = 0;
    ada.problems.subscribe(() => (told += 1));
    for (const tick of [1, 4, 2]) ada.preview.seek(tick);
    expect([ada.problems.get() === before, told]).toEqual([true, 0]);
    ada.preview.stop();
    expect(places()).toEqual([]);
    ada.preview.seek(2);
    expect(places()).toEqual(wrong);
  });

  test('that is mended and begun anew has none of the faults of before', async () => {
    await ada.preview.run();
    await rewrite('missing()', 'log(1)');
    await ada.preview.run();
    expect(places()).toEqual([]);
  });

  test('has as a warning of the last run what a script did that was written anew since, until that is taken back', async () => {
    const severities = () => ada.problems.get().map(({ severity, run }) => [severity, run?.isRewritten ?? false]);
    await ada.preview.run();
    await rewrite('missing()', 'log(1)');
    expect(severities()).toEqual([
      ['warning', true],
      ['warning', true],
    ]);
    await ada.press('Mod+Z');
    await ada.until(() => ada.preview.program.get().package === ada.preview.current.get()!.package);
    expect(severities()).toEqual([
      ['error', false],
      ['error', false],
    ]);
  });
});

describe('a script that throws while it is loaded', () => {
  beforeEach(() => open("// What this is for.\nthrow new Error('x');\n"));

  const shown = () => ({
    notices: ada.notices.list.get().map(({ title }) => title),
    problems: ada.problems.get().map(({ message, file, line, run }) => [message, file, line, run?.tick]),
    transport: ada.preview.transport.get().state,
    frame: ada.preview.frame.get()?.tick,
  });
  const once = { notices: ['x'], problems: [['x', 'scripts/a.js', 2, 0]], transport: 'stopped', frame: undefined };

  test.each([
    ['Run', () => ada.preview.run()],
    ['Play', () => ada.preview.play()],
    ['Step', () => ada.preview.step()],
    ['Play, then a look at its beginning', () => ada.preview.play().then(() => ada.preview.seek(0))],
  ])('leaves the scene as it is and is told once, by its line: %s', async (_by, start) => {
    await start();
    await new Promise((done) => void setTimeout(done, 20));
    expect(shown()).toEqual(once);
  });

  test('is told no more once it is mended, nor twice when it is run again', async () => {
    await ada.preview.play();
    await ada.preview.play();
    expect(ada.notices.list.get()).toMatchObject([{ title: 'x', count: 1 }]);
    await rewrite("throw new Error('x');", '');
    expect(ada.notices.list.get()).toEqual([]);
    await ada.preview.play();
    expect(shown()).toMatchObject({ notices: [], problems: [], transport: 'playing' });
  });
});

describe('what goes wrong in a run', () => {
  const setup = { id: '1', name: '', seed: 1, parameters: {}, changed: {}, package: '', engine: '', ticks: 9, scenario: undefined };
  const ticks = (from: number, faults: Run['faults'] = [], events: Run['events'] = []) => ({
    run: '1',
    from,
    to: from,
    hashes: [],
    kpis: {},
    logs: [],
    fuel: 0,
    costs: [],
    faults: [...faults],
    events: [...events],
  });

  test('ten thousand times is one thing with a count, and the same list while nothing does', () => {
    const fault = { code: 'ERROR', message: 'no', file: 'scripts/a.ts', line: 2 };
    let run = newRun(setup as RunSetup);
    const { troubles } = run;
    run = withTicks(run, ticks(1));
    expect(run.troubles).toBe(troubles);
    for (let from = 2; from <= 101; from += 1)
      run = withTicks(
        run,
        ticks(
          from,
          Array.from({ length: 100 }, () => ({ ...fault, tick: from })),
        ),
      );
    expect(run.troubles).toMatchObject([{ message: 'no', line: 2, tick: 2, times: 10_000 }]);
    expect(withTicks(run, ticks(1)).troubles).toEqual([]);
    expect(newRun({ ...setup, from: { run, tick: 101, package: '' } } as RunSetup).troubles).toMatchObject([{ message: 'no' }]);
  });

  test('is told of events that refuse something too, and no more of it than a person reads', () => {
    const refused = { tick: 1, type: 'EffectRefused', entity: 'gate', payload: { effect: 'spawn', message: 'full' } };
    const many = Array.from({ length: 2 * mostTroubles }, (_, at) => ({ tick: 2, code: 'ERROR', message: `no ${at}` }));
    const run = withTicks(newRun(setup as RunSetup), ticks(1, many, [{ tick: 1, type: 'Tenth', payload: 1 }, refused]));
    expect(run.troubles[0]).toMatchObject({ severity: 'warning', message: 'full', entity: 'gate' });
    expect(run.troubles).toHaveLength(mostTroubles);
  });
});
