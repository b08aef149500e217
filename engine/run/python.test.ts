/** Levels whose scripts are in Python, beside scripts in other languages. */
import { beforeAll, expect, test } from 'vitest';
import type { Engine } from './engine.ts';
import { levelOf, openTestEngine } from './testing/index.ts';

let engine: Engine;
beforeAll(async () => {
  engine = await openTestEngine();
});

const level = levelOf({
  scripts: {
    'count.py': `
calls = 0
state['kept'] = []

@on('Poke')
def poked(order, event):
    state['kept'].append([order['n'], event.sender])
    emit('Poked', order, 'one')

def on_tick(dt):
    global calls
    calls += 1
    for row in query('Progress'):
        row.Progress.value = calls / 100 + random('drift').next() * 0.001
    if time.tick % 3 == 0:
        after(2, 'Ring', {'at': time.tick})

@on('Ring')
def rung(payload):
    kpi('rung', payload['at'])
`,
    'heard.js': `on('Poked', ({ n }, { entity }) => { log(entity, n); });`,
  },
  entities: { one: { Progress: { value: 0 } }, two: { Progress: { value: 0 } } },
  project: { commands: { Poke: { fields: { n: { kind: 'u8' } } } }, kpis: {} },
});

test('a run in Python is the same in slices of one tick, each in a new world from checkpoint bytes', () => {
  const straight = engine.createWorld(level);
  let sliced = engine.createWorld(level);
  const rung: unknown[] = [];
  const logs: string[] = [];
  for (let tick = 1; tick <= 12; tick += 1) {
    const commands = tick % 4 === 0 ? [{ sender: 1, seq: tick, type: 'Poke', payload: { n: tick } }] : [];
    sliced = engine.openWorld(level, sliced.checkpoint());
    const [one, other] = [straight.step(commands), sliced.step(commands)];
    expect(one.faults).toEqual([]);
    expect([other.hash, other.chain, other.fuel]).toEqual([one.hash, one.chain, one.fuel]);
    rung.push(one.kpis['rung']);
    logs.push(...one.logs.map(({ text }) => text));
  }
  expect(rung.filter((one) => one !== undefined)).toContain(9);
  expect(logs).toEqual(['one 4', 'one 8']);
  expect(sliced.checkpoint()).toEqual(straight.checkpoint());
});

test('a profiled tick names the lines that cost most, and is the same tick', () => {
  const busy = levelOf({
    scripts: {
      'busy.py':
        'def on_tick():\n    n = 0\n    for i in range(3000): n += i\n    log(n)\n    small()\n\ndef small():\n    for i in range(300): abs(i)\n',
    },
  });
  const [plain, profiled] = [engine.createWorld(busy), engine.createWorld(busy)];
  const a = plain.step();
  const b = profiled.step([], { profile: true });
  expect([b.hash, b.chain, b.fuel]).toEqual([a.hash, a.chain, a.fuel]);
  const [{ fuel, lines }] = b.costs as [(typeof b.costs)[number]];
  expect(lines![0]).toMatchObject({ line: 3, function: 'on_tick' });
  expect(lines!.find(({ line }) => line === 8)).toMatchObject({ function: 'small' });
  expect(lines!.reduce((sum, line) => sum + line.fuel, 0)).toBe(fuel);
});

test('an engine without its interpreter refuses a level in Python, and says so', async () => {
  const { scriptingWasm } = await import('../../build/wasm/ensure.ts');
  const without = await openTestEngine({ wasm: { quickjs: scriptingWasm().quickjs } });
  expect(() => without.createWorld(level)).toThrow('without the interpreter of Python');
});
