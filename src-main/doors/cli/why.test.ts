import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { currentEngine, loadEngine } from '../../services/engine/index.ts';
import { compileFolder } from '../../services/levels/index.ts';
import { documents } from '../../../test/contract/cli-documents.ts';
import { main } from './lq.ts';

const folder = mkdtempSync(join(tmpdir(), 'lq-why-'));
afterAll(() => rmSync(folder, { recursive: true, force: true }));
const file = join(folder, 'beer.lqr');

async function lq(...args: string[]): Promise<{ code: number; out: string[]; err: string }> {
  const [out, err]: string[][] = [[], []];
  const code = await main(args, { out: (line) => out!.push(line), err: (line) => err!.push(line) });
  return { code, out: out!, err: err!.join('\n') };
}

beforeAll(async () => {
  const engine = await loadEngine((await currentEngine()).dir);
  const { package: pkg } = await compileFolder(engine, 'samples/supply-chain');
  const recorder = engine.record(pkg!, { scenario: 'typical-team' });
  for (let week = 1; week <= 20; week += 1)
    recorder.step([
      ...(week === 1 ? [{ sender: 5, seq: 1, type: 'TakeStage', payload: { stage: 'Retailer' } }] : []),
      { sender: 5, seq: week + 1, type: 'PlaceOrder', payload: { quantity: week === 11 ? 8 : 4 } },
    ]);
  writeFileSync(file, recorder.bytes());
});

test('a number is explained in sentences: the script’s line, and the player’s command behind it', async () => {
  const { code, out } = await lq('why', file, '--tick', '11', '--entity', 'retailer', '--field', 'Stage.order');
  expect(code).toBe(0);
  expect(out).toEqual([
    'Retailer Stage.order is 8 after week 11. scripts/beer-game.ts set it from 4 to 8 in week 11. It goes back to PlaceOrder (quantity 8), which the player at Retailer sent in week 11.',
    '',
    '  week 11  scripts/beer-game.ts line 90 set Retailer Stage.order from 4 to 8,',
    '             > Stage.order = order;',
    '  week 11  because the player at Retailer sent PlaceOrder (quantity 8), command 5/12.',
  ]);
});

test('with --json the same as data', async () => {
  const { out } = await lq('why', file, '--tick', '11', '--kpi', 'retailer_order', '--json');
  expect(documents.why.parse(JSON.parse(out[0]!))).toMatchObject({
    tick: 11,
    value: 8,
    change: { tick: 11, from: 4, to: 8 },
    chain: [
      { kind: 'script', script: 'scripts/beer-game.ts', line: 110, function: 'report', code: 'kpi(`${place}_order`, Stage.order);' },
      { kind: 'command', command: { sender: 5, seq: 12, type: 'PlaceOrder', entity: 'retailer' } },
    ],
    text: expect.arrayContaining([
      '  week 11  scripts/beer-game.ts line 110, in report, set Retailer orders from 4 to 8,',
      '             > kpi(`${place}_order`, Stage.order);',
    ]) as string[],
  });
});

test('what nothing wrote stands in the level', async () => {
  const { out } = await lq('why', file, '--entity', 'retailer', '--field', 'Stage.position');
  expect(out).toEqual([expect.stringContaining('It was that after every tick since the level began: it stands so in the level.')]);
});

test.each([
  [['--entity', 'retialer', '--field', 'Stage.order'], 'Did you mean retailer?'],
  [['--entity', 'retailer', '--field', 'Stage.odrer'], 'Did you mean order?'],
  [['--entity', 'retailer', '--field', 'order'], 'is not written as Component.field'],
  [['--kpi', 'total_cots'], 'Did you mean total_cost?'],
  [['--kpi', 'total_cost', '--tick', '21'], 'It has 0 to 20.'],
  [['--tick', '3'], '--entity and --field, or --kpi'],
  [['--kpi', 'total_cost', '--entity', 'retailer'], 'A KPI belongs to no entity'],
])('lq why %j ends with 2 and a hint', async (args, hint) => {
  const { code, err } = await lq('why', file, ...args);
  expect([code, err]).toEqual([2, expect.stringContaining(hint)]);
});
