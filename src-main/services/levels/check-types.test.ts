import { beforeAll, expect, test } from 'vitest';
import type { LevelPackage } from '../../../engine/model/package.ts';
import type { Problem } from '../../../engine/model/problem.ts';
import { checkTypes } from './check-types.ts';
import { builtinComponents } from '../../../engine/model/components/index.ts';
import { defineComponentFromData } from '../../../engine/model/component.ts';

const stage = defineComponentFromData('Stage', {
  fields: {
    inventory: { kind: 'i32', default: 0 },
    cost: { kind: 'decimal', scale: 2, default: '0' },
    transit: { kind: 'i32', length: 2, default: [0, 0] },
    mood: { kind: 'enum', options: ['calm', 'glum'], default: 'calm' },
  },
});

const check = (scripts: Readonly<Record<string, string>>): Promise<Problem[]> => {
  const level = {
    scripts: Object.keys(scripts).map((path) => ({ path })),
    commands: { PlaceOrder: { fields: { quantity: { kind: 'u16', default: 0 } } } },
    parameters: {
      theta: { kind: 'number', label: 'Smoothing', default: 0 },
      queue: { kind: 'choice', label: 'Queue', options: ['fifo', 'lifo'], default: 'fifo' },
    },
    kpis: { total_cost: { label: 'Total', kind: 'decimal' }, rate: { label: 'Rate', kind: 'number' } },
    prefabs: { Crate: {} },
    tables: { weather: [] },
  };
  const files = new Map(Object.entries(scripts).map(([path, source]) => [path, new TextEncoder().encode(source)]));
  return checkTypes({ level, files } as unknown as LevelPackage, [...builtinComponents, stage]);
};

const said: readonly (readonly [script: string, message: string, hint?: string])[] = [
  ["query('Stag');", 'No component is called Stag.', 'Did you mean Stage?'],
  ["set('a', 'Stagee', {});", 'No component is called Stagee.', 'Did you mean Stage?'],
  ["for (const { Stag } of query('Stage')) log(Stag);", 'No component is called Stag.', 'Did you mean Stage?'],
  ["for (const s of query('Stage')) s.Stage.inventry += 1;", 'Stage has no field inventry.', 'Did you mean inventory?'],
  ["set('a', 'Stage', { inventoryy: 1 });", 'Stage has no field inventoryy.', 'Did you mean inventory?'],
  ["spawn('Crat');", 'No prefab is called Crat.', 'Did you mean Crate?'],
  ["table('wether');", 'No table is called wether.', 'Did you mean weather?'],
  ["kpi('totl_cost', decimal(1));", 'No KPI is called totl_cost.', 'Did you mean total_cost?'],
  [
    "kpi('total_cost', 1.5);",
    'Here goes a decimal, not a number.',
    'decimal(x) makes one; write amounts of money as text: decimal("0.50").',
  ],
  ['log(params.theeta);', 'No parameter is called theeta.', 'Did you mean theta?'],
  ["log(params.queue === 'fiffo');", 'params.queue is never fiffo.', 'Did you mean fifo?'],
  ['params.theta = 1;', 'The parameter theta belongs to the scenario: a script only reads it.', 'Keep what changes in state.'],
  ["on('PlaceOrder', ({ amount }) => log(amount));", 'PlaceOrder has no field amount.', 'Known: quantity.'],
  ["query('Stage')[0].Stage.inventory = '4';", 'Here goes a number, not a text.', 'Number(x) reads one.'],
  ["query('Stage')[0].Stage.mood = 'glun';", 'This is one of calm, glum, not the text "glun".', 'Did you mean glum?'],
  [
    "query('Stage')[0].Stage.transit[0] = 1;",
    'A list of a component is written as a whole.',
    'Give it a new one: row.Component.field = [ … ].',
  ],
  ['new Date();', 'Date does not exist in a script.', 'The only clock is the scenario’s: time.tick and time.now.'],
  ['setTimeout(() => {}, 1);', 'setTimeout does not exist in a script.', 'Send yourself an event: after(ticks, type, payload).'],
  ["import fs from 'fs'; log(fs);", 'A script imports nothing: there is no module fs.', 'A script is one file.'],
  [
    "log(decimal('1') + decimal('2'));",
    'One cannot calculate with this by operators: it is no number.',
    'Decimals have x.plus(y), x.minus(y), x.times(y), x.div(y, digits, rounding).',
  ],
  ["query('Stage').foo();", 'A query gives a list, which has no foo.', 'Walk over it: for (const row of query(…)) …'],
];

const correct =
  "function onTick(dt) {\n  for (const { Stage } of query('Stage')) Stage.inventory += dt;\n  kpi('rate', params.theta);\n}\n";

let problems: Problem[];
beforeAll(async () => {
  problems = await check({
    ...Object.fromEntries(said.map(([script], i) => [`scripts/wrong-${i}.ts`, script])),
    'scripts/correct.ts': correct,
    'scripts/plain.js': `${correct}let later; later = 1; log(later);\n`,
    'scripts/other.lua': 'Date()',
  });
});

test('a script that fits its level is in order, with or without types', () => {
  expect(problems.filter(({ file }) => !file.startsWith('scripts/wrong'))).toEqual([]);
});

test.each(said.map((line, i) => [...line, i] as const))('%s: %s', (...line) => {
  const [, message, hint] = line;
  expect(problems.filter(({ file }) => file === `scripts/wrong-${String(line.at(-1))}.ts`)).toMatchObject([
    { severity: 'warning', code: 'script-type', message, hint },
  ]);
});

test('the place is line and column of the name', async () => {
  expect(await check({ 'scripts/a.ts': "log('fine');\nconst all = query('Stag');\n" })).toMatchObject([{ line: 2, column: 19 }]);
});
