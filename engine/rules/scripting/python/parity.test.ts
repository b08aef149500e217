/** The same program in JavaScript and in Python: the same results, the same effects, the same state, the same words when it is wrong. */
import { describe, expect, test } from 'vitest';
import type { Json } from '../../../kernel/json.ts';
import { busyPython, straight } from '../testing/busy.ts';
import { load, openTestHost } from '../testing/host.ts';
import { TestWorld } from '../testing/world.ts';
import type { ScriptContext, ScriptDurable, ScriptHost } from '../world.ts';

const host: ScriptHost = await openTestHost();

interface Ran {
  ticks: Json[];
  durable: ScriptDurable;
  rows: Json;
}

const fields = {
  stock: { kind: 'i32', min: 0, max: 1000 },
  small: { kind: 'u8' },
  price: { kind: 'f64' },
  single: { kind: 'f32' },
  cash: { kind: 'decimal', scale: 2 },
  open: { kind: 'bool' },
  mood: { kind: 'enum', options: ['calm', 'busy'] },
  tags: { kind: 'flags', options: ['new', 'old', 'big'] },
  label: { kind: 'string' },
  colour: { kind: 'color' },
  place: { kind: 'vec3' },
  owner: { kind: 'entity' },
  days: { kind: 'i32', length: 3 },
} as const;

const worldOf = (): TestWorld =>
  new TestWorld(
    { Shop: fields, Seat: { number: { kind: 'u8' } } },
    {
      a: { Shop: { stock: 10, price: 1.5, label: 'first', place: [1, 2, 3] }, Seat: { number: 1 } },
      b: { Shop: { stock: 20, price: 2.25, label: 'zweiter ü', days: [1, 2, 3] } },
      c: { Seat: { number: 3 } },
    },
  );

/** Faults in the same words have the names of their language before them. */
const wordsOf = (message: string): string => message.replace(/^[A-Za-z]+Error: /, '');

/** Start and four ticks; in the second an event comes, before the third an entity, before the fourth one goes. */
const run = (code: string, path: string, more: Partial<ScriptContext>): Ran => {
  const world = worldOf();
  const script = load(host, code, world, more, path);
  const ticks: Json[] = [];
  const call = (hook: 'start' | 'onTick', events: { type: string; payload: Json; sender?: number; entity?: string }[] = []): void => {
    const outcome = script.call(hook, { world, events });
    if (outcome.ok) world.apply(outcome.effects);
    const told = outcome.ok
      ? {
          effects: outcome.effects.map((one) => ('slots' in one ? { ...one, slots: [...one.slots], values: [...one.values] } : one)),
          result: outcome.result ?? null,
        }
      : { code: outcome.fault.code, message: wordsOf(outcome.fault.message), logs: outcome.logs };
    ticks.push(JSON.parse(JSON.stringify(told)) as Json);
  };
  call('start');
  for (let n = 1; n <= 4; n++) {
    if (n === 3) world.add('d', { Shop: { stock: 7, label: 'late' } });
    if (n === 4) world.remove('a');
    world.tick++;
    call('onTick', n === 2 ? [{ type: 'Order', payload: { quantity: 3, lines: [1, { deep: ['x'] }] }, sender: 2, entity: 'b' }] : []);
  }
  const rows = ['b', 'd'].map((key) => Object.keys(fields).map((field) => world.read(key, 'Shop', field)));
  return { ticks, durable: script.durable(), rows };
};

const both = (js: string, py: string, more: Partial<ScriptContext> = {}): [Ran, Ran] => [
  run(js, 'scripts/test.js', more),
  run(py, 'scripts/test.py', more),
];

/** An expression of each language, evaluated in a tick. */
const expressions = (js: string, py: string, more: Partial<ScriptContext> = {}): [Json, Json] => {
  const [one, other] = both(`function onTick() { return (${js}); }`, `def on_tick():\n    return (${py})\n`, more);
  return [one.ticks[1]!, other.ticks[1]!];
};

describe('programs', () => {
  test.each<[string, string, string]>([
    [
      'rows are read and written, of every kind',
      `function onTick() {
        const seen = [];
        for (const { key, Shop } of query('Shop')) {
          seen.push([key, Shop.stock, Shop.price, Shop.cash, Shop.open, Shop.mood, Shop.tags, Shop.label, Shop.colour, Shop.place, Shop.owner, Shop.days]);
          Shop.stock -= 1;
          Shop.small = Shop.stock % 7;
          Shop.price = Shop.price * 1.1 + time.tick;
          Shop.single = 0.1 * time.tick;
          Shop.cash = Shop.cash.plus('0.25');
          Shop.open = !Shop.open;
          Shop.mood = Shop.mood === 'calm' ? 'busy' : 'calm';
          Shop.tags = ['old', 'big'];
          Shop.label = key + ' in ' + time.tick;
          Shop.colour = '#1e90ff';
          Shop.place = [time.tick, 0.5, Shop.place[2]];
          Shop.owner = time.tick === 3 ? null : 'b';
          Shop.days = [Shop.days[2], Shop.days[0], Shop.days[1] + 1];
        }
        return seen;
      }`,
      `
def on_tick():
    seen = []
    for row in query('Shop'):
        key = row.key
        Shop = row.Shop
        seen.append((key, Shop.stock, Shop.price, Shop.cash, Shop.open, Shop.mood, Shop.tags, Shop.label, Shop.colour, Shop.place, Shop.owner, Shop.days))
        row.Shop.stock -= 1
        Shop.small = Shop.stock % 7
        Shop.price = Shop.price * 1.1 + time.tick
        Shop.single = 0.1 * time.tick
        Shop.cash += '0.25'
        Shop.open = not Shop.open
        Shop.mood = 'busy' if Shop.mood == 'calm' else 'calm'
        Shop.tags = ['old', 'big']
        Shop.label = '%s in %d' % (key, time.tick)
        Shop.colour = '#1e90ff'
        Shop.place = [time.tick, 0.5, Shop.place[2]]
        Shop.owner = None if time.tick == 3 else 'b'
        Shop.days = [Shop.days[2], Shop.days[0], Shop.days[1] + 1]
    return seen
`,
    ],
    [
      'what it asks for: events, timers, entities, figures, log lines',
      `on('Order', (order, { type, sender, entity, tick }) => {
        log('order', order.quantity, order.lines, type, sender, entity, tick);
        emit('Sold', { order, by: sender }, entity);
        set(entity, 'Shop', { stock: order.quantity, label: 'sold' });
        return 'ordered';
      });
      function start() { log('begins'); spawn(null, { Shop: { label: 'new' } }, 'e'); }
      function onTick(dt) {
        after(2, 'Later', { at: time.now + dt });
        kpi('rows', query('Shop', 'Seat').length);
        kpi('cash', decimal('12.50'));
        kpi('rate', 0.1 + 0.2);
        if (time.tick === 4) despawn('b');
        for (const row of query('Seat')) emit('Seat', { key: row.key, n: row.Seat.number }, row);
      }`,
      `
@on('Order')
def ordered(order, event):
    log('order', order['quantity'], order['lines'], event.type, event.sender, event.entity, event.tick)
    emit('Sold', {'order': order, 'by': event.sender}, event.entity)
    set(event.entity, 'Shop', {'stock': order['quantity'], 'label': 'sold'})
    return 'ordered'

def start():
    print('begins')
    spawn(None, {'Shop': {'label': 'new'}}, 'e')

def on_tick(dt):
    after(2, 'Later', {'at': time.now + dt})
    kpi('rows', len(query('Shop', 'Seat')))
    kpi('cash', decimal('12.50'))
    kpi('rate', 0.1 + 0.2)
    if time.tick == 4:
        despawn('b')
    for row in query('Seat'):
        emit('Seat', {'key': row.key, 'n': row.Seat.number}, row)
`,
    ],
    [
      'state, streams and parameters',
      `state.rounds = 0; state.cash = decimal('100'); state.list = [];
      onTick(() => {
        state.rounds += 1;
        state.cash = state.cash.times(params.rate);
        state.list.push(random('demand').int(params.low, 50));
        state.last = { draw: random('demand').next(), other: random('ünï\\u{1f600}').next(), any: Math.random(), normal: random.normal(10, 2), picked: random.pick(['x', 'y', 'z']) };
        return [params.names.length, params.names[1], table('prices').base, state.list.length, random.shuffle([1, 2, 3, 4, 5])];
      });`,
      `
import random
from ledgerquest import on_tick as every_tick, state as kept
state['rounds'] = 0
state['cash'] = decimal('100')
state['list'] = []

@every_tick
def work():
    kept['rounds'] += 1
    state['cash'] *= params.rate
    state['list'].append(random('demand').int(params['low'], 50))
    state['last'] = {'draw': random('demand').next(), 'other': random('ünï\\U0001f600').next(), 'any': random.random(), 'normal': random.normal(10, 2), 'picked': random.pick(['x', 'y', 'z'])}
    return [len(params.names), params.names[1], table('prices').base, len(state['list']), random.shuffle([1, 2, 3, 4, 5])]
`,
    ],
    [
      'the old names: on_tick(dt, market)',
      'function on_tick(dt, market) { if (market.volatility < 0.2) return [dt, market.volatility, time.tick]; }',
      "def on_tick(dt, market):\n    if market['volatility'] < 0.2:\n        return dt, market.volatility, time.tick\n",
    ],
  ])('%s', (_name, js, py) => {
    const more = {
      params: { rate: { $decimal: '1.01' }, low: 3, names: ['a', 'b', 'c'] },
      tables: { prices: { base: 4.5 }, market: { volatility: 0.125 } },
    };
    const [one, other] = both(js, py, more);
    expect(other).toEqual(one);
    expect(one.ticks.every((tick) => !('code' in (tick as object)))).toBe(true);
  });
});

test('a busy script comes to the same in forty ticks: every number, text and effect', () => {
  const [js, py] = [straight(host, 40), straight(host, 40, { path: 'scripts/busy.py', code: busyPython })];
  const withoutFuel = (outcomes: readonly string[]): string[] => outcomes.map((text) => text.replace(/"fuel":\d+/, ''));
  expect(withoutFuel(py.outcomes)).toEqual(withoutFuel(js.outcomes));
  expect(py.durable).toEqual(js.durable);
});

describe('the portfolio that every analyst knows', () => {
  const tenTicks = (code: string, path: string): { result: Json | undefined; state: string } => {
    const world = worldOf();
    const script = load(host, code, world, { tables: { market: { volatility: 0.15 } } }, path);
    let result: Json | undefined;
    for (let n = 0; n < 10; n++) {
      const outcome = script.call('onTick', { world });
      result = outcome.ok ? outcome.result : outcome.fault.message;
    }
    return { result, state: script.durable().state };
  };

  test('runs as it is written', () => {
    const sample =
      "portfolio = {'cash': 100_000}\ndef on_tick(dt, market):\n    if market['volatility'] < 0.2:\n        portfolio['cash'] *= 1.01\n";
    expect(tenTicks(sample, 'scripts/portfolio.py')).toEqual({ result: undefined, state: '{}' });
    expect(tenTicks(`${sample}    return portfolio['cash']\n`, 'scripts/portfolio.py').result).toBe(
      tenTicks(
        'const portfolio = { cash: 100_000 }; function on_tick(dt, market) { if (market.volatility < 0.2) portfolio.cash *= 1.01; return portfolio.cash; }',
        'scripts/portfolio.js',
      ).result,
    );
  });

  test('has every digit after ten ticks with state and decimal, as in JavaScript', () => {
    const sources = {
      js: "state.cash = decimal('100000'); function on_tick(dt, market) { if (market.volatility < 0.2) state.cash = state.cash.times('1.01'); return state.cash; }",
      py: "state['cash'] = decimal('100000')\ndef on_tick(dt, market):\n    if market['volatility'] < 0.2:\n        state['cash'] *= '1.01'\n    return state['cash']\n",
    };
    for (const [ending, code] of Object.entries(sources)) {
      const { result, state } = tenTicks(code, `scripts/portfolio.${ending}`);
      expect(result, ending).toBe('110462.212541120451001');
      expect(state).toBe('{"cash":{"$decimal":"110462.212541120451001"}}');
    }
  });
});

describe('decimals', () => {
  const values = [
    '0',
    '1',
    '-1',
    '0.5',
    '-0.5',
    '2.675',
    '99999999.99',
    '-123456789012345678901234567890.123456789',
    '1000',
    '0.000000000000000000001',
    '7',
    '9999999',
    '10000000',
    '123456789012345678',
  ];
  const list = `[${values.map((value) => `'${value}'`).join(', ')}]`;

  test('of every size add, subtract, multiply and compare alike', () => {
    const js = `(() => { const all = ${list}, out = [];
      for (const x of all) for (const y of all) { const a = decimal(x), b = decimal(y); out.push([a.plus(b), a.minus(b), a.times(b), a.compare(b), a.eq(b) ? 1 : 0, a.lte(b) ? 1 : 0].join()); }
      return out.join(' '); })()`;
    const py = `' '.join(['%s,%s,%s,%s,%d,%d' % (decimal(x) + y, decimal(x) - decimal(y), x * decimal(y), decimal(x).compare(y), decimal(x) == decimal(y), decimal(x) <= decimal(y)) for x in ${list} for y in ${list}])`;
    const [one, other] = expressions(js, py, { limits: { hook: 50_000_000 } });
    expect(JSON.stringify(one).length).toBeGreaterThan(10_000);
    expect(other).toEqual(one);
  });

  test.each(['down', 'up', 'floor', 'ceiling', 'half-up', 'half-down', 'half-even'])('divide and round alike, %s', (rounding) => {
    const js = `(() => { const all = ${list}, out = [];
      for (const x of all) for (const y of all) { const a = decimal(x), b = decimal(y); out.push(b.isZero() ? 'none' : String(a.div(b, 5, '${rounding}')), String(a.round(1, '${rounding}'))); }
      return out.join(' '); })()`;
    const py = `' '.join(['%s %s' % ('none' if decimal(y).is_zero() else decimal(x).div(y, 5, '${rounding}'), decimal(x).round(1, '${rounding}')) for x in ${list} for y in ${list}])`;
    const [one, other] = expressions(js, py);
    expect(other).toEqual(one);
  });

  test.each([
    ['decimal(0.1)', 'decimal(0.1)'],
    ['decimal(2.5e-7)', 'decimal(2.5e-7)'],
    ['decimal(1e21)', 'decimal(1e21)'],
    ['decimal(3)', 'decimal(3.0)'],
    ['decimal(123456789.125)', 'decimal(123456789.125)'],
    ["decimal('00012.50').negated().abs()", "abs(-decimal('00012.50'))"],
    ["decimal('12.50').toNumber() * 2", "decimal('12.50').to_number() * 2"],
  ])('%s', (js, py) => {
    const [one, other] = expressions(js, py);
    expect(other).toEqual(one);
  });

  test('are keys of a dict by their value, and divide only with a rounding', () => {
    expect(expressions('[1]', "[{decimal('1.50'): 1}[decimal('1.5')]]")[1]).toMatchObject({ result: [1] });
    expect(expressions('1', "decimal('1') / 3")[1]).toMatchObject({
      code: 'ERROR',
      message: expect.stringContaining('use div(') as string,
    });
  });
});

describe('numbers cross exactly', () => {
  test.each(['0.1 + 0.2', '1 / 3', '5e-324', '1.7976931348623157e308', '123456789012345680.0', '2.0 ** -40 / 3.0', '1e22', '-2.5e-7'])(
    '%s',
    (value) => {
      const [one, other] = expressions(value, value);
      expect(other).toEqual(one);
    },
  );
});

describe('what is refused is refused in the same words', () => {
  test.each([
    ["query('Shop')[0].Shop.stock = -1", "query('Shop')[0].Shop.stock = -1"],
    ["query('Shop')[0].Shop.stock = 1001", "query('Shop')[0].Shop.stock = 1001"],
    ["query('Shop')[0].Shop.stock = '5'", "query('Shop')[0].Shop.stock = '5'"],
    ["query('Shop')[0].Shop.price = 0 / 0", "query('Shop')[0].Shop.price = float('nan')"],
    ["query('Shop')[0].Shop.price = -1 / 0", "query('Shop')[0].Shop.price = float('-inf')"],
    ["query('Shop')[0].Shop.open = 1", "query('Shop')[0].Shop.open = 1"],
    ["query('Shop')[0].Shop.mood = 'angry'", "query('Shop')[0].Shop.mood = 'angry'"],
    ["query('Shop')[0].Shop.label = 5", "query('Shop')[0].Shop.label = 5"],
    ["query('Shop')[0].Shop.label = '\\ud800'", "query('Shop')[0].Shop.label = '\\ud800'"],
    ["query('Shop')[0].Shop.colour = 'red'", "query('Shop')[0].Shop.colour = 'red'"],
    ["query('Shop')[0].Shop.place = [1, 2]", "query('Shop')[0].Shop.place = [1, 2]"],
    ["query('Shop')[0].Shop.cash = 'one'", "query('Shop')[0].Shop.cash = 'one'"],
    ["query('Shop')[0].Shop.cash = '1.005'", "query('Shop')[0].Shop.cash = '1.005'"],
    ["query('Shop')[0].Shop.owner = 'nobody'", "query('Shop')[0].Shop.owner = 'nobody'"],
    ["query('Nope')", "query('Nope')"],
    ["query('Se' + 'at')", "query('Se' + 'at')"],
    ['query()', 'query()'],
    ["set('nobody', 'Shop', { stock: 1 })", "set('nobody', 'Shop', {'stock': 1})"],
    ["set('a', 'Shop', { stok: 1 })", "set('a', 'Shop', stok=1)"],
    ["emit('')", "emit('')"],
    ["after(0, 'Later')", "after(0, 'Later')"],
    ['after(1, () => {})', 'after(1, lambda: 0)'],
    ["kpi('x', 'much')", "kpi('x', 'much')"],
    ["kpi('x', 1 / 0)", "kpi('x', float('inf'))"],
    ["emit('x', { a: 0 / 0 })", "emit('x', {'a': float('nan')})"],
    ['random.pick([])', 'random.pick([])'],
    ['random(5)', 'random(5)'],
    ["table('none')", "table('none')"],
    ["decimal('1,5')", "decimal('1,5')"],
    ['decimal(0 / 0)', "decimal(float('nan'))"],
    ["decimal('1').div('0', 2, 'down')", "decimal('1').div('0', 2, 'down')"],
    ["decimal('1').round(2, 'sideways')", "decimal('1').round(2, 'sideways')"],
    ["decimal('1').round(-1, 'down')", "decimal('1').round(-1, 'down')"],
  ])('%s', (js, py) => {
    const [one, other] = both(`function onTick() { ${js}; }`, `def on_tick():\n    ${py}\n`);
    expect(one.ticks[1]).toMatchObject({ code: expect.any(String) as string });
    expect(other.ticks[1]).toEqual(one.ticks[1]);
  });

  test('what a script may not write or ask for', () => {
    const grant = { writes: ['Shop.stock'], emits: ['Sold'], spawn: false };
    for (const [js, py] of [
      ["query('Shop')[0].Shop.label = 'x'", "query('Shop')[0].Shop.label = 'x'"],
      ["emit('Other')", "emit('Other')"],
      ['spawn(null, {})', 'spawn(None, {})'],
    ] as const) {
      const [one, other] = both(`function onTick() { ${js}; }`, `def on_tick():\n    ${py}\n`, { grant });
      expect(one.ticks[1]).toMatchObject({ code: 'PERMISSION' });
      expect(other.ticks[1]).toEqual(one.ticks[1]);
    }
  });
});
