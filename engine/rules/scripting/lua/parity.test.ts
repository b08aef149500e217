/** The same program in JavaScript and in Lua: the same results, the same effects, the same state, the same words when it is wrong. */
import { describe, expect, test } from 'vitest';
import type { Json } from '../../../kernel/json.ts';
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
      : { code: outcome.fault.code, message: outcome.fault.message, logs: outcome.logs };
    ticks.push(JSON.parse(JSON.stringify(told)) as Json);
  };
  call('start');
  for (let n = 1; n <= 4; n++) {
    if (n === 3) world.add('d', { Shop: { stock: 7, label: 'late' } });
    if (n === 4) world.remove('a');
    world.tick++;
    call('onTick', n === 2 ? [{ type: 'Order', payload: { quantity: 3, lines: [1, { deep: ['x'] }] }, sender: 2, entity: 'b' }] : []);
  }
  const rows = ['a', 'b', 'd'].map((key) => (key === 'a' ? null : (world.read(key, 'Shop', 'stock') as Json)));
  return { ticks, durable: script.durable(), rows };
};

const both = (js: string, lua: string, more: Partial<ScriptContext> = {}): [Ran, Ran] => [
  run(js, 'scripts/test.js', more),
  run(lua, 'scripts/test.lua', more),
];

/** An expression of each language, evaluated in a tick. */
const expressions = (js: string, lua: string, more: Partial<ScriptContext> = {}): [Json, Json] => {
  const [one, other] = both(`function onTick() { return (${js}); }`, `function onTick() return (${lua}) end`, more);
  return [one.ticks[1]!, other.ticks[1]!];
};

describe('programs', () => {
  test.each<[string, string, string]>([
    [
      'rows are read and written, of every kind',
      `function onTick() {
        const seen = [];
        for (const { key, Shop } of query('Shop')) {
          seen.push([key, Shop.stock, Shop.price, Shop.cash, Shop.open, Shop.mood, Shop.tags, Shop.label, Shop.colour, Shop.place, Shop.owner ?? 'none', Shop.days]);
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
      `function onTick()
        local seen = {}
        for _, row in ipairs(query('Shop')) do
          local Shop, key = row.Shop, row.key
          seen[#seen + 1] = { key, Shop.stock, Shop.price, Shop.cash, Shop.open, Shop.mood, Shop.tags, Shop.label, Shop.colour, Shop.place, Shop.owner or 'none', Shop.days }
          Shop.stock = Shop.stock - 1
          Shop.small = Shop.stock % 7
          Shop.price = Shop.price * 1.1 + time.tick
          Shop.single = 0.1 * time.tick
          Shop.cash = Shop.cash + '0.25'
          Shop.open = not Shop.open
          Shop.mood = Shop.mood == 'calm' and 'busy' or 'calm'
          Shop.tags = { 'old', 'big' }
          Shop.label = key .. ' in ' .. time.tick
          Shop.colour = '#1e90ff'
          Shop.place = { time.tick, 0.5, Shop.place[3] }
          if time.tick == 3 then Shop.owner = nil else Shop.owner = 'b' end
          Shop.days = { Shop.days[3], Shop.days[1], Shop.days[2] + 1 }
        end
        return seen
      end`,
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
        if (time.tick === 4) despawn('b');
        for (const row of query('Seat')) emit('Seat', { key: row.key, n: row.Seat.number }, row);
      }`,
      `on('Order', function(order, event)
        log('order', order.quantity, order.lines, event.type, event.sender, event.entity, event.tick)
        emit('Sold', { order = order, by = event.sender }, event.entity)
        set(event.entity, 'Shop', { stock = order.quantity, label = 'sold' })
        return 'ordered'
      end)
      function start() log('begins') spawn(nil, { Shop = { label = 'new' } }, 'e') end
      function onTick(dt)
        after(2, 'Later', { at = time.now + dt })
        kpi('rows', #query('Shop', 'Seat'))
        kpi('cash', decimal('12.50'))
        if time.tick == 4 then despawn('b') end
        for _, row in ipairs(query('Seat')) do emit('Seat', { key = row.key, n = row.Seat.number }, row) end
      end`,
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
      `state.rounds = 0 state.cash = decimal('100') state.list = {}
      onTick(function()
        state.rounds = state.rounds + 1
        state.cash = state.cash * params.rate
        state.list[#state.list + 1] = random('demand'):int(params.low, 50)
        state.last = { draw = random('demand').next(), other = random('ünï\\u{1f600}'):next(), any = math.random(), normal = random.normal(10, 2), picked = random.pick({ 'x', 'y', 'z' }) }
        return { #params.names, params.names[2], table('prices').base, #state.list, random.shuffle({ 1, 2, 3, 4, 5 }) }
      end)`,
    ],
    [
      'the old names: on_tick(dt, market)',
      'function on_tick(dt, market) { if (market.volatility < 0.2) return [dt, market.volatility, time.tick]; }',
      'function on_tick(dt, market) if market.volatility < 0.2 then return { dt, market.volatility, time.tick } end end',
    ],
  ])('%s', (_name, js, lua) => {
    const more = {
      params: { rate: { $decimal: '1.01' }, low: 3, names: ['a', 'b', 'c'] },
      tables: { prices: { base: 4.5 }, market: { volatility: 0.125 } },
    };
    const [one, other] = both(js, lua, more);
    expect(other).toEqual(one);
    expect(one.ticks.every((tick) => !('code' in (tick as object)))).toBe(true);
  });
});

test('the portfolio that every analyst knows has every digit after ten ticks, in both', () => {
  const more = { tables: { market: { volatility: 0.15 } } };
  const sources = {
    js: "state.cash = decimal('100000'); function on_tick(dt, market) { if (market.volatility < 0.2) state.cash = state.cash.times('1.01'); return state.cash; }",
    lua: "state.cash = decimal('100000') function on_tick(dt, market) if market.volatility < 0.2 then state.cash = state.cash * '1.01' end return state.cash end",
  };
  for (const [ending, code] of Object.entries(sources)) {
    const world = worldOf();
    const script = load(host, code, world, more, `scripts/portfolio.${ending}`);
    let result: Json | undefined;
    for (let n = 0; n < 10; n++) {
      const outcome = script.call('onTick', { world });
      result = outcome.ok ? outcome.result : outcome.fault.message;
    }
    expect(result, ending).toBe('110462.212541120451001');
    expect(script.durable().state).toBe('{"cash":{"$decimal":"110462.212541120451001"}}');
  }
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
    '1e3'.replace('e3', '000'),
    '0.000000000000000000001',
    '7',
    '9999999',
    '10000000',
    '123456789012345678',
  ];

  test('of every size add, subtract, multiply and compare alike', () => {
    const list = (open: string, close: string): string => open + values.map((value) => `'${value}'`).join(', ') + close;
    const js = `(() => { const all = ${list('[', ']')}, out = [];
      for (const x of all) for (const y of all) { const a = decimal(x), b = decimal(y); out.push([a.plus(b), a.minus(b), a.times(b), a.compare(b), a.eq(b), a.lte(b)].join()); }
      return out.join(' '); })()`;
    const lua = `(function() local all, out = ${list('{', '}')}, {}
      for _, x in ipairs(all) do for _, y in ipairs(all) do local a, b = decimal(x), decimal(y)
        out[#out + 1] = table.concat({ tostring(a + b), tostring(a - b), tostring(a * b), tostring(a:compare(b)), tostring(a == b), tostring(a <= b) }, ',') end end
      return table.concat(out, ' ') end)()`;
    const [one, other] = expressions(js, lua);
    expect(JSON.stringify(one).length).toBeGreaterThan(10_000);
    expect(other).toEqual(one);
  });

  test.each(['down', 'up', 'floor', 'ceiling', 'half-up', 'half-down', 'half-even'])('divide and round alike, %s', (rounding) => {
    const list = (open: string, close: string): string => open + values.map((value) => `'${value}'`).join(', ') + close;
    const js = `(() => { const all = ${list('[', ']')}, out = [];
      for (const x of all) for (const y of all) { const a = decimal(x), b = decimal(y); out.push(b.isZero() ? 'none' : String(a.div(b, 5, '${rounding}')), String(a.round(1, '${rounding}'))); }
      return out.join(' '); })()`;
    const lua = `(function() local all, out = ${list('{', '}')}, {}
      for _, x in ipairs(all) do for _, y in ipairs(all) do local a, b = decimal(x), decimal(y)
        out[#out + 1] = b:isZero() and 'none' or tostring(a:div(b, 5, '${rounding}'))
        out[#out + 1] = tostring(a:round(1, '${rounding}')) end end
      return table.concat(out, ' ') end)()`;
    const [one, other] = expressions(js, lua);
    expect(other).toEqual(one);
  });

  test('long ones divide as whole numbers do in JavaScript', () => {
    const digits = (seed: number, length: number): string => {
      let [state, out] = [seed, String((seed % 9) + 1)];
      while (out.length < length) {
        state = (state * 1_103_515_245 + 12_345) % 2_147_483_648;
        // Long runs of zeros and nines are where a division is corrected.
        out += state % 5 === 0 ? '0000000' : state % 7 === 0 ? '9999999' : String(state % 10);
      }
      return out.slice(0, length);
    };
    const pairs = Array.from({ length: 120 }, (_, i) => [digits(i + 1, 8 + ((i * 7) % 90)), digits(i + 500, 8 + ((i * 5) % 60))] as const);
    const script = `local pairs_of = {${pairs.map(([a, b]) => `{ '${a}', '${b}' }`).join(', ')}}
      function onTick() local out = {} for i, one in ipairs(pairs_of) do out[i] = tostring(decimal(one[1]):div(one[2], 0, 'down')) end return out end`;
    const world = worldOf();
    const outcome = load(host, script, world, {}, 'scripts/test.lua').call('onTick', { world });
    expect(outcome.ok && outcome.result).toEqual(pairs.map(([a, b]) => String(BigInt(a) / BigInt(b))));
  });

  test.each([
    ['decimal(0.1)', 'decimal(0.1)'],
    ['decimal(2.5e-7)', 'decimal(2.5e-7)'],
    ['decimal(1e21)', 'decimal(1e21)'],
    ['decimal(123456789.125)', 'decimal(123456789.125)'],
    ["decimal('00012.50').negated().abs()", "decimal('00012.50'):negated():abs()"],
    ["decimal('12.50').toNumber() * 2", "decimal('12.50'):toNumber() * 2"],
  ])('%s', (js, lua) => {
    const [one, other] = expressions(js, lua);
    expect(other).toEqual(one);
  });
});

describe('what is refused is refused in the same words', () => {
  test.each([
    ["query('Shop')[0].Shop.stock = -1", "query('Shop')[1].Shop.stock = -1"],
    ["query('Shop')[0].Shop.stock = 1001", "query('Shop')[1].Shop.stock = 1001"],
    ["query('Shop')[0].Shop.stock = '5'", "query('Shop')[1].Shop.stock = '5'"],
    ["query('Shop')[0].Shop.price = 0 / 0", "query('Shop')[1].Shop.price = 0 / 0"],
    ["query('Shop')[0].Shop.price = -1 / 0", "query('Shop')[1].Shop.price = -1 / 0"],
    ["query('Shop')[0].Shop.open = 1", "query('Shop')[1].Shop.open = 1"],
    ["query('Shop')[0].Shop.mood = 'angry'", "query('Shop')[1].Shop.mood = 'angry'"],
    ["query('Shop')[0].Shop.label = 5", "query('Shop')[1].Shop.label = 5"],
    ["query('Shop')[0].Shop.colour = 'red'", "query('Shop')[1].Shop.colour = 'red'"],
    ["query('Shop')[0].Shop.place = [1, 2]", "query('Shop')[1].Shop.place = { 1, 2 }"],
    ["query('Shop')[0].Shop.cash = 'one'", "query('Shop')[1].Shop.cash = 'one'"],
    ["query('Shop')[0].Shop.owner = 'nobody'", "query('Shop')[1].Shop.owner = 'nobody'"],
    ["query('Nope')", "query('Nope')"],
    ['query()', 'query()'],
    ["set('nobody', 'Shop', { stock: 1 })", "set('nobody', 'Shop', { stock = 1 })"],
    ["set('a', 'Shop', { stok: 1 })", "set('a', 'Shop', { stok = 1 })"],
    ["emit('')", "emit('')"],
    ["after(0, 'Later')", "after(0, 'Later')"],
    ['after(1, () => {})', 'after(1, function() end)'],
    ["kpi('x', 'much')", "kpi('x', 'much')"],
    ["kpi('x', 1 / 0)", "kpi('x', 1 / 0)"],
    ["emit('x', { a: 0 / 0 })", "emit('x', { a = 0 / 0 })"],
    ['random.int(2, 1)', 'random.int(2, 1)'],
    ['random(5)', 'random(5)'],
    ["table('none')", "table('none')"],
    ["decimal('1,5')", "decimal('1,5')"],
    ['decimal(0 / 0)', 'decimal(0 / 0)'],
    ["decimal('1').div('0', 2, 'down')", "decimal('1'):div('0', 2, 'down')"],
    ["decimal('1').round(2, 'sideways')", "decimal('1'):round(2, 'sideways')"],
    ["decimal('1').round(-1, 'down')", "decimal('1'):round(-1, 'down')"],
  ])('%s', (js, lua) => {
    const [one, other] = both(`function onTick() { query('Shop'); ${js}; }`, `function onTick() query('Shop'); ${lua} end`);
    expect(one.ticks[1]).toMatchObject({ code: expect.any(String) as string });
    expect(other.ticks[1]).toEqual(one.ticks[1]);
  });

  test('what a script may not write or ask for', () => {
    const grant = { writes: ['Shop.stock'], emits: ['Sold'], spawn: false };
    for (const [js, lua] of [
      ["query('Shop')[0].Shop.label = 'x'", "query('Shop')[1].Shop.label = 'x'"],
      ["emit('Other')", "emit('Other')"],
      ['spawn(null, {})', 'spawn(nil, {})'],
    ] as const) {
      const [one, other] = both(`function onTick() { ${js}; }`, `function onTick() ${lua} end`, { grant });
      expect(one.ticks[1]).toMatchObject({ code: 'PERMISSION' });
      expect(other.ticks[1]).toEqual(one.ticks[1]);
    }
  });
});
