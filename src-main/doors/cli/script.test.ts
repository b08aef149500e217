import { mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, describe, expect, test } from 'vitest';
import { isAsDemanded, mustOf } from '../../../engine/rules/scripting/testing/hostile.ts';
import { documents } from '../../../test/contract/cli-documents.ts';
import { main } from './lq.ts';

const folder = mkdtempSync(join(tmpdir(), 'lq-script-'));
afterAll(() => rmSync(folder, { recursive: true, force: true }));
const written = (name: string, text: string): string => {
  writeFileSync(join(folder, name), text);
  return join(folder, name);
};

async function lq(...args: string[]): Promise<{ code: number; out: string; err: string }> {
  const [out, err]: string[][] = [[], []];
  const code = await main(args, { out: (line) => out!.push(line), err: (line) => err!.push(line) });
  return { code, out: out!.join('\n'), err: err!.join('\n') };
}
type Report = ReturnType<typeof documents.script.parse>;
const run = async (...args: string[]): Promise<Report & { code: number }> => {
  const { code, out } = await lq('script', 'run', ...args, '--json');
  return { ...documents.script.parse(JSON.parse(out)), code };
};

const portfolio = written(
  'portfolio.ts',
  `state.cash = decimal('1000.00');
   on('Deposit', ({ amount }: { amount: string }) => { state.cash = state.cash.plus(decimal(amount)); });
   function start() { log('begins with', params.rate); }
   function onTick(): string {
     state.cash = state.cash.times(decimal(params.rate as string));
     kpi('cash', state.cash);
     return state.cash.toString();
   }`,
);
const input = written('in.json', JSON.stringify({ params: { rate: '1.1' }, events: [{ type: 'Deposit', payload: { amount: '5' } }] }));

describe('lq script run', () => {
  test('a healthy script: what it returned, kept, said and used, the same again', async () => {
    const first = await run(portfolio, '--ticks', '3', '--input', input);
    expect(first).toMatchObject({ code: 0, outcome: 'ok', ticks: 3, logs: ['begins with 1.1'], hostPolluted: false, recovered: true });
    expect(first.result).toBe('1337.655');
    expect(first.fuelOf).toHaveLength(5);
    expect(await run(portfolio, '--ticks', '3', '--input', input)).toEqual(first);
    expect((await run(portfolio, '--ticks', '2', '--input', input)).stateHash).not.toBe(first.stateHash);
  });

  test.each<[string, string, Partial<Report>]>([
    ['fuel', 'let n = 0;\nfunction onTick() {\n  while (true) n += 1;\n}', { outcome: 'fuel', line: 3 }],
    ['error', 'function onTick() {\n  return missing.name;\n}', { outcome: 'error', line: 2 }],
    ['depth', 'const deep = (n) => deep(n + 1) + 1;\nfunction onTick() { deep(0); }', { outcome: 'depth' }],
    ['memory', 'const kept = [];\nfunction onTick() { for (;;) kept.push(new Uint8Array(1 << 20)); }', { outcome: 'memory' }],
    ['syntax', 'function onTick() {\n  return (;\n}', { outcome: 'syntax', line: 2 }],
    ['result', 'function onTick() { state.self = { deep: "x".repeat(1 << 17) }; }', { outcome: 'result' }],
  ])('ends by %s, with code 1, and the pool goes on', async (name, text, expected) => {
    const report = await run(written(`${name}.js`, text));
    expect(report).toMatchObject({ ...expected, code: 1, hostPolluted: false, recovered: true });
    expect(report.message).not.toBe('');
  });

  test('a script in Python', async () => {
    const report = await run(
      written('count.py', "state['n'] = 0\ndef on_tick():\n    state['n'] += 1\n    return state['n']\n"),
      '--ticks',
      '2',
    );
    expect(report).toMatchObject({ code: 0, outcome: 'ok', result: 2, hostPolluted: false, recovered: true });
    expect(await run(written('spin.py', 'def on_tick():\n    while True: pass\n'))).toMatchObject({ code: 1, outcome: 'fuel', line: 2 });
  });

  test('TypeScript that does not parse is told with its place', async () => {
    expect(await run(written('broken.ts', 'const a: number = 1;\nfunction onTick() { return a +; }'))).toMatchObject({
      outcome: 'syntax',
      line: 2,
    });
  });

  test('Lua runs like the others, and its faults have their line', async () => {
    const source = `state.cash = decimal('1000.00')
      on('Deposit', function(deposit) state.cash = state.cash + deposit.amount end)
      function start() log('begins with', params.rate) end
      function onTick() state.cash = state.cash * params.rate kpi('cash', state.cash) return state.cash end`;
    const same = await run(portfolio, '--ticks', '3', '--input', input);
    const { outcome, logs, result, kpis, stateHash, recovered } = await run(
      written('portfolio.lua', source),
      '--ticks',
      '3',
      '--input',
      input,
    );
    expect({ outcome, logs, result, kpis, recovered }).toEqual({
      outcome: 'ok',
      logs: same.logs,
      result: same.result,
      kpis: same.kpis,
      recovered: true,
    });
    expect(stateHash).toBe(same.stateHash);
    expect(await run(written('endless.lua', 'function onTick()\n  local n = 0\n  while true do\n    n = n + 1\n  end\nend'))).toMatchObject(
      {
        outcome: 'fuel',
        line: 3,
        code: 1,
        recovered: true,
      },
    );
  });

  test('a limit of one’s own counts', async () => {
    const busy = written('busy.js', 'function onTick() { let n = 0; for (let i = 0; i < 1000; i++) n += i; return n; }');
    expect(await run(busy)).toMatchObject({ outcome: 'ok', result: 499500 });
    expect(await run(busy, '--fuel', '500')).toMatchObject({ outcome: 'fuel' });
  });

  test('people get sentences', async () => {
    const { out } = await lq('script', 'run', portfolio, '--input', input);
    expect(out).toMatch(/begins with 1\.1\ncash = 1105\.50?0?\nok after 1 tick, \d+ fuel/);
    const { out: faulted } = await lq('script', 'run', written('gone.js', 'function onTick() {\n  gone();\n}'));
    expect(faulted).toContain('gone.js:2:3  ReferenceError: gone is not defined. There is no such name');
  });

  test.each([
    [['script'], 'There is no command lq script'],
    [['script', 'run'], 'needs one script'],
    [['script', 'run', 'nowhere.ts'], 'There is no file nowhere.ts'],
    [['script', 'run', 'README.md'], 'is no script'],
    [['script', 'run', portfolio, '--hook', 'onNoon'], 'There is no hook onNoon'],
    [['script', 'run', portfolio, '--ticks', '0'], 'not a whole number'],
    [['script', 'run', portfolio, '--ticks', '-5'], '--ticks -5 is not a whole number from 1.'],
    [['script', 'run', portfolio, '--input', 'nope.json'], 'There is no file nope.json for --input. Check the path.'],
    [['script', 'run', portfolio, '--input', '.'], 'There is no file . for --input.'],
    [
      ['script', 'run', portfolio, '--input', written('cut.json', '{\n  "seed": 1,\n  params: 2\n}')],
      'cut.json:3:3  It is no JSON: A name in',
    ],
    [
      ['script', 'run', portfolio, '--input', written('odd.json', '{\n  "sead": 1}')],
      'odd.json:2:11  There is no sead in an input. It holds {seed',
    ],
    [
      ['script', 'run', portfolio, '--input', written('deep.json', '{"events": [{"type": "A", "x": 1}]}')],
      'There is no events.0.x in an input.',
    ],
    [['script', 'run', portfolio, '--input', written('wrong.json', '{\n"seed": "x"}')], 'wrong.json:2:9  seed is not as --input needs it.'],
    [
      [
        'script',
        'run',
        portfolio,
        '--input',
        written(
          'large.json',
          JSON.stringify({ tables: { rows: Array.from({ length: 40_000 }, () => [0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0]) } }),
        ),
      ],
      'The params and tables are too large: reading them in takes all the fuel that loading has, before the first line of portfolio.ts.',
    ],
  ])('%s is refused with a sentence', async (args, sentence) => {
    const { code, err } = await lq(...args);
    expect(code).toBe(2);
    expect(err).toContain(sentence);
  });
});

describe('the hostile corpus, file by file', () => {
  const corpus = join(import.meta.dirname, '../../../test/fixtures/hostile/js');
  const files = readdirSync(corpus).filter((name) => name.endsWith('.js'));
  test.each(files)('%s', async (name) => {
    const path = join(corpus, name);
    const [first, again] = [await run(path, '--ticks', '3'), await run(path, '--ticks', '3')];
    expect(isAsDemanded(mustOf(readFileSync(path, 'utf8')), first, again), JSON.stringify(first)).toBe(true);
  });
});
