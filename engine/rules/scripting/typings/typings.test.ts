import { spawnSync } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import type { ParameterSpec } from '../../../model/project.ts';
import { generateTypings } from './generate.ts';
import { scriptLib } from './lib.ts';

const input = {
  components: {
    Stage: {
      help: 'One firm of the chain',
      fields: {
        inventory: { kind: 'i32', unit: 'cases', min: 0, help: 'On hand' },
        cost: { kind: 'decimal', scale: 2, unit: '$' },
        transit: { kind: 'i32', length: 2 },
        supplier: { kind: 'entity' },
        mood: { kind: 'enum', options: ['calm', "it's bad"] },
      },
    },
    Place: { fields: { position: { kind: 'vec3', unit: 'm' } } },
    Road: { fields: { from: { kind: 'entity' }, to: { kind: 'entity' }, length: { kind: 'f64' }, toll: { kind: 'decimal' } } },
    Transform: { fields: { position: { kind: 'vec3' } } },
  },
  commands: {
    PlaceOrder: { help: 'Order from the supplier', fields: { quantity: { kind: 'u16', max: 9999 }, price: { kind: 'decimal' } } },
  },
  parameters: {
    theta: { kind: 'number', label: 'Smoothing', default: 0, min: 0, max: 1 } satisfies ParameterSpec,
    holding_cost: { kind: 'decimal', label: 'Holding cost', unit: '$', default: '0.50' } satisfies ParameterSpec,
    s_prime: { kind: 'integer', label: "S'", default: 28, each: ['retailer', 'wholesaler'] } satisfies ParameterSpec,
    demand: { kind: 'series', label: 'Demand', default: 4 } satisfies ParameterSpec,
    night: { kind: 'boolean', label: 'Night shift', default: false, each: ['north', 'south'] } satisfies ParameterSpec,
    queue: { kind: 'choice', label: 'Queue', options: ['fifo', "it's lifo"], default: 'fifo' } satisfies ParameterSpec,
    motto: { kind: 'text', label: 'Motto', maxLength: 40, default: '' } satisfies ParameterSpec,
  },
  kpis: { total_cost: { label: 'Total', kind: 'decimal' as const }, rate: { label: 'Rate', kind: 'number' as const } },
  prefabs: ['Crate'],
  tables: ['weather'],
} as const;

const correct = `
let calls = 0;
state.cash = decimal('1.50');
on('PlaceOrder', ({ quantity, price }, { sender, entity }) => {
  log(quantity + 1, decimal(price), sender ?? 0, entity?.length);
});
on('Delivered', (payload) => log(payload.anything));
start(() => after(3, 'Delivered', { n: 1 }));
function onTick(dt: number): void {
  for (const [i, s] of query('Stage', 'Place').entries()) {
    s.Stage.inventory += s.Stage.transit[0] + params.s_prime[1] + params.demand[0];
    s.Stage.transit = [s.Stage.transit[1], 0];
    s.Stage.cost = s.Stage.cost.plus(params.holding_cost.times(s.Stage.inventory)).round(2, 'half-even');
    s.Stage.cost = '0.50';
    s.Stage.supplier = s;
    s.Stage.mood = "it's bad";
    s.Place.position = [1, i, dt];
    set(s, 'Stage', { inventory: 4 });
  }
  const stages = query('Stage').toSorted((a, b) => a.key < b.key ? -1 : 1).map(({ Stage, Place }) => Stage.inventory + (Place?.position[0] ?? 0));
  kpi('total_cost', decimal(0));
  kpi('rate', Math.max(...stages, random('demand').int(1, 6), random.next(), calls++, time.tick));
  emit('Sold', { amount: 1 }, 'factory');
  spawn('Crate', { Place: {} });
  const seen = new Map<string, number[]>([['a', [1]]]);
  for (const [k, [n = 0]] of seen) log(k.padStart(3), n.toFixed(2), [...new Set([1, 2])], JSON.stringify({ k }), /x(\\d)/.exec(k)?.[1]);
  function* count() { yield 1; }
  for (const n of count()) log(n);
  log(table('weather').rows);
  const queue: 'fifo' | "it's lifo" = params.queue;
  const night: boolean = params.night[1];
  log(queue === 'fifo' && night, params.motto.toUpperCase());
  const tolls = path('a', query('Stage')[0], { links: 'Road', cost: 'toll', directed: false });
  if (tolls !== null) log(tolls.cost.plus('1'), tolls.steps[0].length, tolls.links.length);
  const lengths = path('a', 'b', { links: 'Road', cost: ({ Road, key }) => (key === 'closed' ? null : Road.length * 2) });
  log((lengths?.cost ?? 0) + (path('a', 'b', { links: 'Road', ends: ['to', 'from'] })?.cost ?? 0));
  const flat = path([0, 0], [4, 5], { around: 'Place', cell: 0.5 });
  for (const [x, z] of flat?.steps ?? []) log(x + z);
  const [mover] = query('Transform');
  const walk = path(mover, [1, 0, 2], { around: query('Place'), radius: 0.4 });
  if (walk !== null) mover.Transform.position = walk.steps[1];
}
async function later() { const all = await Promise.all([1, Promise.resolve('x')]); return all[0] + all[1].length; }
log(later, onTick, Object.entries({ a: 1 }).map(([k, v]) => k + v), new Error('x').message, 2n ** 3n);
`;

const wrong: readonly [script: string, error: string][] = [
  ["fetch('/x');", "Cannot find name 'fetch'"],
  ['new Date();', "Cannot find name 'Date'"],
  ["eval('1');", "Cannot find name 'eval'"],
  ['setTimeout(() => {}, 1);', "Cannot find name 'setTimeout'"],
  ['document.title;', "Cannot find name 'document'"],
  ['process.exit();', "Cannot find name 'process'"],
  ["new Function('return 1');", "'Function' only refers to a type"],
  ['new WeakRef({});', "Cannot find name 'WeakRef'"],
  ["query('Stag');", '"Stag"'],
  ["query('Stage')[0]!.Stage.inventry;", "Property 'inventry' does not exist"],
  ["query('Stage')[0]!.Stage.inventory = '4';", "Type 'string' is not assignable to type 'number'"],
  ["query('Stage')[0]!.Stage.transit = [1];", 'not assignable to type'],
  ["query('Stage')[0]!.Stage.transit[0] = 1;", 'read-only'],
  ["query('Stage')[0]!.Stage.mood = 'glad';", 'not assignable'],
  ["query('Stage')[0]!.Place.position;", "possibly 'undefined'"],
  ["on('PlaceOrder', ({ amount }) => log(amount));", "Property 'amount' does not exist"],
  ["on('PlaceOrder', (order: { quantity: string }) => log(order));", 'No overload matches'],
  ["kpi('totl', decimal(1));", 'not assignable'],
  ["kpi('total_cost', 1.5);", 'not assignable'],
  ['params.theeta;', "Property 'theeta' does not exist"],
  ['params.theta = 1;', 'read-only'],
  ["params.queue === 'fiffo';", 'no overlap'],
  ['params.night.at(0) === 1;', 'no overlap'],
  ['params.motto + params.night.at(0).x;', "Property 'x' does not exist"],
  ["table('wether');", 'not assignable'],
  ["spawn('Crat');", 'not assignable'],
  ['after(1, () => {});', 'not assignable'],
  ["set('a', 'Stage', { inventoryy: 1 });", 'does not exist'],
  ["decimal('1') + decimal('2');", "Operator '+' cannot be applied"],
  ["decimal('1').div(3);", 'Expected 3 arguments'],
  ["path('a', 'b', { links: 'Rode' });", 'No overload matches'],
  ["path('a', 'b', { links: 'Road', cost: 'lenght' });", 'No overload matches'],
  ["path('a', 'b', { links: 'Road' }).steps;", 'possibly'],
  ["path([1], [2, 2], { around: 'Place' });", 'No overload matches'],
  ['enum Mood { Calm }', 'erasableSyntaxOnly'],
];

const folder = mkdtempSync(join(tmpdir(), 'typings-'));
let output = '';
beforeAll(() => {
  writeFileSync(join(folder, 'lib.d.ts'), scriptLib);
  writeFileSync(join(folder, 'level.d.ts'), generateTypings(input));
  writeFileSync(join(folder, 'correct.ts'), correct);
  wrong.forEach(([script], i) => writeFileSync(join(folder, `wrong-${i}.ts`), script));
  const compilerOptions = {
    noLib: true,
    types: [],
    strict: true,
    noUncheckedIndexedAccess: false,
    noEmit: true,
    target: 'es2024',
    moduleDetection: 'force',
    module: 'preserve',
    erasableSyntaxOnly: true,
    skipLibCheck: false,
  };
  writeFileSync(join(folder, 'tsconfig.json'), JSON.stringify({ compilerOptions, include: ['*.ts'] }));
  const tsc = join(import.meta.dirname, '../../../../node_modules/typescript/bin/tsc');
  output = spawnSync(process.execPath, [tsc, '-p', folder, '--pretty', 'false'], { encoding: 'utf8' }).stdout;
});
afterAll(() => rmSync(folder, { recursive: true, force: true }));

const errorsOf = (file: string): string[] => output.split('\n').filter((line) => line.includes(file));

describe('in an editor that knows the level', () => {
  test('a correct script has no error, nor have the typings themselves', () => {
    expect(errorsOf('correct.ts')).toEqual([]);
    expect(errorsOf('lib.d.ts')).toEqual([]);
    expect(errorsOf('level.d.ts')).toEqual([]);
  });

  test.each(wrong.map(([script, error], i) => [script, error, i] as const))('%s is an error', (_script, error, i) => {
    expect(errorsOf(`wrong-${i}.ts`).join('\n')).toContain(error);
  });
});

test('units, ranges and help stand where the author hovers', () => {
  const text = generateTypings(input);
  expect(text).toContain('/** On hand. Unit: cases. At least 0. Whole number. */\n      inventory: number;');
  expect(text).toContain('/** One firm of the chain. */\n    Stage: {');
  expect(text).toContain('/** Smoothing. From 0 to 1. */\n    readonly theta: number;');
  expect(text).toContain("/** S'. One for each of retailer, wholesaler. */\n    readonly s_prime: readonly [number, number];");
  expect(text).toContain('/** Order from the supplier. */\n    PlaceOrder: {\n      readonly price: string;');
});

test('a level with nothing in it still types', () => {
  expect(generateTypings({ components: {} })).toContain('type KpiName = string;');
});

test('help cannot end its comment', () => {
  expect(generateTypings({ components: { A: { help: 'x */ declare var evil: 1; /*', fields: {} } } })).toContain(
    '/** x *\\/ declare var evil: 1; /*. */',
  );
});
