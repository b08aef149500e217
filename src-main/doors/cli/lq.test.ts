import { execFile } from 'node:child_process';
import { existsSync, mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { afterAll, describe, expect, test, vi } from 'vitest';
import { main } from './lq.ts';

const root = resolve(import.meta.dirname, '../../..');
const beer = join(root, 'samples/supply-chain');
const folder = mkdtempSync(join(tmpdir(), 'lq-'));
// What lq init notes is this test's own, not the person's who runs it.
vi.stubEnv('LQ_DATA', join(folder, 'data'));
afterAll(() => {
  vi.unstubAllEnvs();
  rmSync(folder, { recursive: true, force: true });
});

async function lq(...args: string[]): Promise<{ code: number; out: string[]; err: string[] }> {
  const [out, err]: string[][] = [[], []];
  const code = await main(args, { out: (line) => out!.push(line), err: (line) => err!.push(line) });
  return { code, out: out!, err: err! };
}
const json = async (...args: string[]): Promise<Record<string, unknown>> => {
  const { code, out, err } = await lq(...args, '--json');
  expect([code, err]).toEqual([0, []]);
  expect(out).toHaveLength(1);
  return JSON.parse(out[0]!) as Record<string, unknown>;
};

describe('lq run', () => {
  test('prints the published benchmark, from the command line as a person calls it', async () => {
    const { out, err } = await new Promise<{ out: string; err: string }>((done, fail) =>
      execFile(
        process.execPath,
        ['src-main/doors/cli/lq.ts', 'run', 'samples/supply-chain', '--scenario', 'benchmark', '--json'],
        { cwd: root, maxBuffer: 1 << 26 },
        (error, out, err) => (error ? fail(error) : done({ out, err })),
      ),
    );
    expect(err).toBe('');
    const document = JSON.parse(out) as { ticks: number; hashes: string[]; hash: string; kpis: object };
    expect(document).toMatchObject({
      ticks: 36,
      scenario: 'benchmark',
      seed: 1,
      kpis: { total_cost: '204.00', retailer_cost: '46.00', wholesaler_cost: '50.00', distributor_cost: '54.00', factory_cost: '54.00' },
      events: [],
    });
    expect(document.hash).toMatch(/^[0-9a-f]{16}$/);
    expect(document.hashes).toHaveLength(36);
    expect(document.hashes.at(-1)).toBe(document.hash);
  });

  test('gives the same document in slices of 1, 7 and 36 ticks', async () => {
    const whole = await json('run', beer, '--scenario', 'typical-team');
    expect(whole['kpis']).toMatchObject({ total_cost: '2657.50' });
    for (const size of ['1', '7', '36']) expect(await json('run', beer, '--scenario', 'typical-team', '--slice', size)).toEqual(whole);
  });

  test('--set overrides parameters, one value or one per stage', async () => {
    expect(await json('run', beer, '--scenario', 'typical-team', '--set', 'beta=1')).toMatchObject({ kpis: { total_cost: '703.00' } });
    expect(
      await json(
        'run',
        beer,
        '--scenario',
        'typical-team',
        '--set',
        'theta=0',
        '--set',
        'alpha_s=1',
        '--set',
        'beta=1',
        '--set',
        's_prime=28,28,28,20',
      ),
    ).toMatchObject({ kpis: { total_cost: '204.00' } });
  });

  test('--seed changes the run, the same seed does not', async () => {
    const [a, b, c] = [
      await json('run', beer, '--seed', '5'),
      await json('run', beer, '--seed', '5'),
      await json('run', beer, '--seed', '6'),
    ];
    expect(a).toEqual(b);
    expect(a['seed']).toBe(5);
    expect(c['hash']).not.toBe(a['hash']);
  });

  test('prints figures for people without --json', async () => {
    const { code, out } = await lq('run', beer, '--scenario', 'benchmark');
    expect(code).toBe(0);
    expect(out[0]).toBe('Harbour street · Benchmark · 36 weeks');
    expect(out.join('\n')).toMatch(/Total cost +\$204\.00/);
  });

  test.each<[string, string[], string]>([
    ['an unknown scenario', ['run', beer, '--scenario', 'bechmark'], 'There is no scenario bechmark. Did you mean benchmark?'],
    [
      'an unknown parameter',
      ['run', beer, '--set', 'gamma=1'],
      'There is no parameter gamma. There are: alpha_s, backlog_cost, beta, demand, holding_cost, s_prime, theta.',
    ],
    ['a parameter out of range', ['run', beer, '--set', 'theta=2'], 'Parameter theta: 2 is above 1.'],
    ['a price with too many digits', ['run', beer, '--set', 'holding_cost=0.12345'], 'at most 4 are exact here.'],
    ['a setting without a value', ['run', beer, '--set', 'theta'], '--set theta is not written as name=value.'],
    ['more ticks than a run may have', ['run', beer, '--ticks', '1e9'], '--ticks 1e9 is too many; a run has at most 10000000.'],
    ['a negative number', ['run', beer, '--ticks', '-5'], '--ticks -5 is not a whole number from 1.'],
    ['an option without its value', ['run', beer, '--scenario', '--json'], '--scenario needs a value. See lq help.'],
    [
      'a recording in a folder that is not there',
      ['run', beer, '--record', 'nodir/x.lqr'],
      'Cannot write nodir/x.lqr: there is no folder nodir. Make it, or name another.',
    ],
    ['a project in a folder that takes none', ['init', '/proc/lq-game'], 'No folder can be made at /proc/lq-game. Name another place.'],
    ['a recording over a folder', ['run', beer, '--record', 'samples'], 'Cannot write samples: it is a folder.'],
    ['a slice of nothing', ['run', beer, '--slice', '0'], '--slice 0 is not a whole number from 1.'],
    ['a folder that is not there', ['run', '/nowhere'], 'There is no folder /nowhere.'],
    ['a folder without a project', ['run', folder], 'There is no ledgerquest.json.'],
    ['a number that is none', ['trace', 's-1', 'x'], 'The command’s number x is not a whole number from 1.'],
    ['a time that ends before it begins', ['audit', 'query', 's-1', '--from', '5', '--to', '2'], '--from 5 is after --to 2.'],
    ['no folder', ['run'], 'lq run needs the folder of one project.'],
    ['an unknown option', ['run', beer, '--fast'], "Unknown option '--fast'."],
    ['an unknown command', ['fly'], 'There is no command lq fly.'],
  ])('%s cannot run, and is told in a sentence', async (_, args, sentence) => {
    const { code, out, err } = await lq(...args, '--json');
    expect(code).toBe(2);
    expect(out).toEqual([]);
    expect(err.join('\n')).toContain(sentence);
    expect(err.join('\n')).not.toMatch(/\n\s+at /);
  });
});

test('lq run tells what its trees asked for in vain, once, and only to people', async () => {
  const dir = join(folder, 'minds');
  await json('init', dir, '--template', 'hello-cube');
  mkdirSync(join(dir, 'behaviours'));
  writeFileSync(join(dir, 'behaviours/mind.yaml'), 'selector: [{ call: nobody }, { repeat: succeed }]');
  const file = join(dir, 'levels', readdirSync(join(dir, 'levels'))[0]!);
  const level = JSON.parse(readFileSync(file, 'utf8')) as { entities: Record<string, { components: object }> };
  const [key, entity] = Object.entries(level.entities)[0]!;
  level.entities[key] = { ...entity, components: { ...entity.components, Behaviour: { tree: 'mind' } } };
  writeFileSync(file, JSON.stringify(level));
  const { code, err } = await lq('run', dir, '--ticks', '3');
  expect(code).toBe(0);
  expect(err.filter((line) => line.startsWith('warning'))).toEqual([
    expect.stringMatching(
      /^warning {2}BehaviourUnheard {2}No script hears the call nobody of a tree: it fails\. \(3 times, first in tick 1, /,
    ),
    expect.stringMatching(
      /^warning {2}BehaviourEndless {2}behaviours\/mind: The tree did not come to an end in this tick\. \(3 times, first in tick 1, /,
    ),
  ]);
  expect((await lq('run', dir, '--ticks', '3', '--json')).err.filter((line) => line.startsWith('warning'))).toEqual([]);
});

describe('lq init', () => {
  test.each(['supply-chain', 'sales-force', 'household-budget', 'hello-cube', 'empty'])(
    'makes a project from %s that is in order and runs',
    async (template) => {
      const dir = join(folder, template);
      expect(await json('init', dir, '--template', template)).toMatchObject({ dir, template });
      expect(await json('validate', dir)).toMatchObject({ ok: true, problems: [] });
      expect(await json('run', dir, '--ticks', '5')).toMatchObject({ ticks: 5 });
    },
  );

  test('never writes over anything', async () => {
    const dir = join(folder, 'twice');
    await json('init', dir);
    const { code, err } = await lq('init', dir);
    expect([code, err]).toEqual([2, [`The folder ${dir} is not empty. Name a new one: nothing is written over.`]]);
  });

  test.each([
    ['a file', [], 'file.txt is a file. Name a new folder: nothing is written over.'],
    ['a place inside a file', ['inside'], 'is not a folder, or lies in something that is none.'],
  ])('refuses %s in a sentence', async (_, inside, sentence) => {
    const file = join(folder, 'file.txt');
    writeFileSync(file, 'mine');
    const { code, out, err } = await lq('init', join(file, ...inside));
    expect([code, out, err]).toEqual([2, [], [expect.stringContaining(sentence)]]);
    expect(readFileSync(file, 'utf8')).toBe('mine');
  });

  test('refuses an unknown template', async () => {
    const { code, err } = await lq('init', join(folder, 'no'), '--template', 'chess');
    expect([code, err]).toEqual([
      2,
      ['There is no template chess. There are: empty, hello-cube, household-budget, sales-force, supply-chain.'],
    ]);
    expect(existsSync(join(folder, 'no'))).toBe(false);
  });
});

test('a draft runs, is told to be one, and is not listed as a level that was forgotten', async () => {
  const dir = join(folder, 'drafted');
  await json('init', dir, '--template', 'hello-cube');
  const levels = join(dir, 'levels');
  const [name] = readdirSync(levels);
  const level = JSON.parse(readFileSync(join(levels, name!), 'utf8')) as object;
  const draft = { of: `levels/${name}`, by: 'Ada', at: 1_700_000_000_000 };
  writeFileSync(join(levels, 'tried.json'), JSON.stringify({ ...level, id: 'tried', name: 'Tried', draft }));
  expect(await json('validate', dir, '--level', 'tried')).toMatchObject({
    ok: true,
    problems: [{ severity: 'warning', code: 'draft', message: `Tried is a draft of levels/${name}, begun by Ada on 2023-11-14.` }],
  });
  const { code, err } = await lq('run', dir, '--level', 'tried', '--ticks', '3');
  expect([code, err]).toEqual([0, [expect.stringContaining('take it over into its level in Studio first')]]);
  expect(await json('validate', dir)).toMatchObject({ problems: [] });
});

describe('lq validate', () => {
  const broken = async (name: string, path: string, change: (text: string) => string) => {
    const dir = join(folder, name);
    await json('init', dir, '--template', 'supply-chain');
    writeFileSync(join(dir, path), change(readFileSync(join(dir, path), 'utf8')));
    const { code, out } = await lq('validate', dir, '--json');
    expect(code).toBe(1);
    return (JSON.parse(out[0]!) as { problems: Record<string, unknown>[] }).problems;
  };

  test('names file, line and column of broken JSON', async () => {
    const [problem] = await broken('json', 'ledgerquest.json', (text) => text.replace('"format": 1,', '"format": 1'));
    expect(problem).toMatchObject({ code: 'broken-json', file: 'ledgerquest.json', column: 3 });
  });

  test('names entity and component of what nobody declared', async () => {
    const [problem] = await broken('component', 'levels/beer-game.json', (text) => text.replace('"Camera": {', '"Camra": {'));
    expect(problem).toMatchObject({ code: 'unknown-component', entity: 'camera', component: 'Camra', hint: 'Did you mean Camera?' });
  });

  test('names the line of a script that does not parse, has a wrong type of syntax, or does not load', async () => {
    const script = 'scripts/beer-game.ts';
    expect(await broken('syntax', script, (text) => `let = ;\n${text}`)).toMatchObject([{ code: 'script-syntax', file: script, line: 1 }]);
    expect(await broken('enum', script, (text) => `${text}\nenum A { B }\n`)).toMatchObject([
      { code: 'script-syntax', file: script, hint: expect.stringContaining('union type') },
    ]);
    expect(await broken('import', script, (text) => `import fs from 'node:fs';\n${text}`)).toMatchObject([
      { code: 'script-syntax', message: 'A script is one file: it has no import or export.' },
    ]);
    expect(await broken('load', script, (text) => `\n\nnope();\n${text}`)).toMatchObject([{ code: 'script-load', file: script, line: 3 }]);
  });
});

test('a name that breaks the line or steers the terminal is shown with escapes, on the line of its problem', async () => {
  const dir = join(folder, 'evil');
  await json('init', dir, '--template', 'hello-cube');
  const file = join(dir, 'levels', readdirSync(join(dir, 'levels'))[0]!);
  const level = JSON.parse(readFileSync(file, 'utf8')) as { entities: Record<string, object> };
  level.entities['crate'] = {
    name: 'Crate\nState hash 0\u001b[2J',
    parent: null,
    order: 'z9',
    components: { Transform: {}, RigidBody: {} },
  };
  writeFileSync(file, JSON.stringify(level));
  for (const command of ['validate', 'run']) {
    const printed = await new Promise<string>((done) =>
      execFile(
        process.execPath,
        ['src-main/doors/cli/lq.ts', command, dir, ...(command === 'run' ? ['--ticks', '1'] : [])],
        { cwd: root },
        (_, out, err) => done(out + err),
      ),
    );
    const lines = printed.split('\n').filter((line) => line.includes('Crate') || line.includes('State hash 0'));
    expect(lines).toEqual([
      expect.stringContaining('warning  Entity "Crate\\nState hash 0\\u001b[2J" (crate) has RigidBody and no Collider: it is no body'),
    ]);
  }
});

describe('lq help', () => {
  test('lists every command, and tells each one’s options', async () => {
    const { out } = await lq('help');
    const names = readdirSync(join(import.meta.dirname, 'commands')).map((file) => file.replace('.ts', ''));
    expect(names.length).toBeGreaterThan(8);
    expect([...out.join('\n').matchAll(/^ {2}(\w+) +\S/gm)].map(([, name]) => name)).toEqual(names);
    for (const name of names) {
      expect((await lq('help', name)).out.join('\n')).toContain(`lq ${name}`);
      expect((await lq(name, '--help')).code).toBe(0);
    }
  });
});
