import { describe, expect, test } from 'vitest';
import type { Json } from '../../kernel/json.ts';
import { scriptParameters } from './parameters.ts';
import { contextOf, emptyWorld, evaluate, load, openTestHost, resultOf, tick } from './testing/host.ts';
import type { HookOutcome, ScriptEffect, ScriptHost } from './world.ts';

const host: ScriptHost = await openTestHost();

const run = (body: string): HookOutcome => {
  const world = emptyWorld();
  return tick(load(host, `function onTick() { ${body} }`, world), world);
};
const effectsOf = (outcome: HookOutcome): readonly ScriptEffect[] => (outcome.ok ? outcome.effects : expect.fail(outcome.fault.message));
const faultOf = (outcome: HookOutcome): string => (outcome.ok ? 'accepted' : outcome.fault.message);

describe('hooks', () => {
  test.each([
    ['function onTick(dt) { log(dt); }'],
    ['function on_tick(dt) { log(dt); }'],
    ['globalThis.on_tick = (dt) => log(dt);'],
    ['const onTick = (dt) => log(dt);'],
    ['onTick((dt) => log(dt));'],
    ['on_tick((dt) => log(dt));'],
  ])('%s is a tick', (code) => {
    const world = emptyWorld();
    world.dt = 0.05;
    const script = load(host, code, world);
    expect(script.hooks).toEqual(['onTick']);
    expect(effectsOf(tick(script, world))).toEqual([{ kind: 'log', text: '0.05' }]);
  });

  test('start runs when it is called, and only then', () => {
    const world = emptyWorld();
    const script = load(host, 'function start() { state.begun = true; }', world);
    expect(script.durable().state).toBe('{}');
    script.call('start', { world });
    expect(script.durable().state).toBe('{"begun":true}');
    expect(tick(script, world)).toEqual({ ok: true, effects: [], fuel: 0 });
  });

  test('handlers get the events of their type in order, before the tick', () => {
    const world = emptyWorld();
    const script = load(
      host,
      `
      const seen = [];
      on('Order', (order, event) => seen.push([order.quantity, event.sender, event.entity, event.tick]));
      on('Order', () => seen.push('second'));
      function onTick() { return seen.splice(0); }`,
      world,
    );
    expect(script.events).toEqual(['Order']);
    const events = [
      { type: 'Order', payload: { quantity: 3 }, sender: 2 },
      { type: 'Other', payload: {} },
      { type: 'Order', payload: { quantity: 4 }, entity: 'factory' },
    ];
    expect(resultOf(tick(script, world, events))).toEqual([[3, 2, null, 1], 'second', [4, null, 'factory', 1], 'second']);
  });

  test('an event that nobody handles costs nothing', () => {
    const world = emptyWorld();
    expect(tick(load(host, "on('A', () => {});", world), world, [{ type: 'B', payload: {} }])).toEqual({ ok: true, effects: [], fuel: 0 });
  });

  test('registration belongs to the top level', () => {
    expect(faultOf(run("on('A', () => {})"))).toContain('top level');
  });

  test('async hooks finish within their tick, errors included', () => {
    expect(resultOf(run('return (async () => { await null; await 1; return 7; })()'))).toBe(7);
    expect(faultOf(run('return Promise.reject(new Error("late"))'))).toBe('late');
    expect(effectsOf(run('Promise.resolve().then(() => log("job"))'))).toEqual([{ kind: 'log', text: 'job' }]);
  });
});

describe('effects', () => {
  test('come back in the order in which they were asked for', () => {
    expect(
      effectsOf(
        run(`
      emit('Sold', { amount: decimal('2.50'), list: [1, null, 'x'] }, 'factory');
      after(3, 'Restock', { n: 1 });
      spawn('Crate', { Label: { text: 'hi' } }, 'crate-1');
      spawn(null);
      despawn({ key: 'crate-0' });
      kpi('total_cost', decimal('204.00'));
      kpi('rate', 0.25);
      log('text', 1, { a: [2] }, decimal('1.0'), undefined, Symbol('s'));
    `),
      ),
    ).toEqual([
      { kind: 'emit', type: 'Sold', payload: { amount: '2.50', list: [1, null, 'x'] }, entity: 'factory' },
      { kind: 'after', ticks: 3, type: 'Restock', payload: { n: 1 } },
      { kind: 'spawn', prefab: 'Crate', components: { Label: { text: 'hi' } }, key: 'crate-1' },
      { kind: 'spawn', prefab: null, components: {} },
      { kind: 'despawn', entity: 'crate-0' },
      { kind: 'kpi', name: 'total_cost', value: '204.00' },
      { kind: 'kpi', name: 'rate', value: 0.25 },
      { kind: 'log', text: 'text 1 {"a":[2]} 1.0 undefined [symbol]' },
    ]);
  });

  test('keep what was said when it was said', () => {
    expect(effectsOf(run("const p = { n: 1 }; emit('A', p); p.n = 2;"))).toMatchObject([{ payload: { n: 1 } }]);
  });

  test.each([
    ["emit('A', { x: NaN })", 'emit: x is NaN'],
    ["emit('A', { f() {} })", 'emit: f is a function'],
    ["emit('A', { n: 1n })", 'bigint'],
    ['emit()', 'needs the name of an event'],
    ['after(0, "A")', '1 or more'],
    ['after(1.5, "A")', 'whole number of ticks'],
    ['after(1, () => {})', 'a function cannot be kept in a checkpoint'],
    ["kpi('x', 'many')", 'finite number or a decimal'],
    ["kpi('x', Infinity)", 'finite number'],
    ['despawn(3)', 'row of a query or the key'],
    ['spawn(3)', 'name of a prefab'],
    ["table('nowhere')", 'There is no table "nowhere"'],
    ['random()', "random('demand')"],
  ])('%s is refused', (body, expected) => expect(faultOf(run(body))).toContain(expected));

  test('belong into hooks, not into loading', () => {
    const loaded = host.load({ path: 's.js', code: "emit('A');" }, contextOf(new Map()));
    expect(loaded.ok ? '' : loaded.fault.message).toContain('not while the script loads');
  });

  test('a grant says which events and whether entities may come and go', () => {
    const world = emptyWorld();
    const attempt = (body: string): HookOutcome =>
      tick(load(host, `function onTick() { ${body} }`, world, { grant: { emits: ['A'], spawn: false } }), world);
    expect(attempt("emit('A')").ok).toBe(true);
    for (const body of ["emit('B')", 'spawn(null)', "despawn('x')"]) {
      const outcome = attempt(body);
      expect(!outcome.ok && outcome.fault.code, body).toBe('PERMISSION');
    }
  });
});

describe('what a script is given', () => {
  const specs = {
    alpha: { kind: 'number', label: '', default: 0.5 },
    cost: { kind: 'decimal', label: '', default: '0.50' },
    goal: { kind: 'integer', label: '', each: ['a', 'b'], default: 28 },
    demand: { kind: 'series', label: '', default: 4 },
    night: { kind: 'boolean', label: '', each: ['a', 'b'], default: true },
    queue: { kind: 'choice', label: '', options: ['fifo', 'lifo'], default: 'lifo' },
    motto: { kind: 'text', label: '', default: '$1' },
  } as const;
  const params = scriptParameters(specs as never, { cost: '0.1', goal: [1, 2] });

  test('parameters: decimals are decimals, lists are lists', () => {
    expect(evaluate(host, '[params.alpha, params.cost.plus("0.2"), params.goal, params.demand]', { params })).toEqual([
      0.5,
      '0.3',
      [1, 2],
      [4],
    ]);
    expect(scriptParameters(specs as never, {})['goal']).toEqual([28, 28]);
    expect(evaluate(host, '[params.night, params.queue, params.motto]', { params })).toEqual([[true, true], 'lifo', '$1']);
  });

  test('parameters and tables cannot be changed', () => {
    const tables: Record<string, Json> = { market: { rows: [{ price: 1 }] } };
    expect(evaluate(host, "table('market').rows[0].price", { tables })).toBe(1);
    expect(() => evaluate(host, 'params.goal.push(3)', { params })).toThrow('not extensible');
    expect(() => evaluate(host, "table('market').rows[0].price = 2", { tables })).toThrow('read-only');
  });

  test('a table named market is the second argument of the tick', () => {
    const world = emptyWorld();
    const script = load(
      host,
      'let cash = decimal(100); function onTick(dt, market) { if (market.volatility < 0.2) cash = cash.times("1.01"); return cash; }',
      world,
      { tables: { market: { volatility: 0.1 } } },
    );
    expect(resultOf(tick(script, world))).toBe('101.00');
  });

  test('time, and no clock', () => {
    const world = emptyWorld();
    world.dt = 0.25;
    const script = load(host, 'function onTick() { return [time.tick, time.now, time.dt, typeof Date, typeof performance]; }', world);
    tick(script, world);
    expect(resultOf(tick(script, world))).toEqual([2, 0.5, 0.25, 'undefined', 'undefined']);
  });

  test('nothing else: the globals are the language and the SDK', () => {
    const names = evaluate(host, 'Object.getOwnPropertyNames(globalThis).filter((name) => name[0] === name[0].toLowerCase()).toSorted()');
    expect(names).toEqual([
      'after',
      'console',
      'decimal',
      'decodeURI',
      'decodeURIComponent',
      'despawn',
      'emit',
      'encodeURI',
      'encodeURIComponent',
      'escape',
      'eval',
      'globalThis',
      'isFinite',
      'isNaN',
      'kpi',
      'log',
      'on',
      'onTick',
      'on_tick',
      'params',
      'parseFloat',
      'parseInt',
      'path',
      'query',
      'random',
      'set',
      'spawn',
      'start',
      'state',
      'table',
      'time',
      'undefined',
      'unescape',
    ]);
  });

  test('the frames of an error, and no function of the SDK behind them', () => {
    const code = `Error.prepareStackTrace = (error, sites) => sites;
function onTick() {
  const [site] = new Error().stack;
  return [site.getFunctionName(), site.getLineNumber(), 'getFunction' in site, 'getThis' in site, Object.isFrozen(Object.getPrototypeOf(site))];
}`;
    expect(resultOf(tick(load(host, code), emptyWorld()))).toEqual(['onTick', 3, false, false, true]);
  });

  test('built-ins that nobody can replace, though heirs may have names of their own', () => {
    for (const attempt of [
      'Math.max = 1',
      'JSON.parse = 1',
      'Array.prototype.push = 1',
      'Object.prototype.toString = 1',
      'Object.prototype.x = 1',
      'Error.prototype.name = 1',
    ]) {
      expect(() => evaluate(host, `(${attempt})`), attempt).toThrow(/read-only|extensible|replaced/);
    }
    expect(
      evaluate(
        host,
        "(() => { class Own extends Error { constructor() { super('m'); this.name = 'Own'; } } const o = {}; o.toString = () => 'mine'; return [String(new Own()), String(o)]; })()",
      ),
    ).toEqual(['Own: m', 'mine']);
  });
});
