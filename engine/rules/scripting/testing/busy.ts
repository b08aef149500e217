/** A script that uses everything, and a run of it that notes everything. Needs nothing but the engine: the same code runs in a browser. */
import { sha256Hex } from '../../../kernel/hash/index.ts';
import type { ScriptDurable, ScriptHost, ScriptInstance } from '../world.ts';
import { TestWorld } from './world.ts';

/** Everything that a script can keep: module variables, state, streams, texts, rows, objects, closures. */
export const busy = `
let price = 100;
const history = [], goods = new Map();
for (let i = 0; i < 20; i++) goods.set('sku' + i, { q: 50 + i, p: 1 + i / 7 });
state.sold = decimal('0');
on('Order', ({ quantity }) => history.push(['order', quantity, time.tick]));
function onTick() {
  price *= 1 + (random('price').next() - 0.5) * 0.02 + Math.sin(price) * 1e-3;
  for (const [name, x] of goods) {
    x.q -= random.int(0, 3);
    if (x.q < 10) { x.q += 60; state.sold = state.sold.plus(decimal(60).times(Math.round(x.p * 100)).div(100, 2, 'half-even')); emit('Restocked', { name }); }
    x.p *= Math.exp((Math.random() - 0.5) * 0.01);
  }
  history.push(price);
  if (history.length > 40) history.splice(0, 10);
  for (const { Shop } of query('Shop')) { Shop.stock += Math.floor(price) % 7; Shop.name = 'shop at ' + price.toFixed(3); }
  state.last = price;
  kpi('price', price);
  return history.length;
}`;

/** The same in Python. */
export const busyPython = `
import math
import random as chance
price = 100
history = []
goods = [['sku%d' % i, {'q': 50 + i, 'p': 1 + i / 7}] for i in range(20)]
state['sold'] = decimal('0')

@on('Order')
def ordered(order):
    history.append(['order', order['quantity'], time.tick])

def on_tick():
    global price
    price *= 1 + (random('price').next() - 0.5) * 0.02 + math.sin(price) * 1e-3
    for name, x in goods:
        x['q'] -= random.int(0, 3)
        if x['q'] < 10:
            x['q'] += 60
            state['sold'] += decimal(60).times(math.floor(x['p'] * 100 + 0.5)).div(100, 2, 'half-even')
            emit('Restocked', {'name': name})
        x['p'] *= math.exp((chance.random() - 0.5) * 0.01)
    history.append(price)
    if len(history) > 40:
        del history[:10]
    for row in query('Shop'):
        row.Shop.stock += math.floor(price) % 7
        row.Shop.name = 'shop at %.3f' % price
    state['last'] = price
    kpi('price', price)
    return len(history)
`;

/** The same in Lua, with a coroutine. */
export const busyLua = `
local price, history, goods, names = 100, {}, {}, {}
for i = 0, 19 do names[i + 1] = 'sku' .. i goods['sku' .. i] = { q = 50 + i, p = 1 + i / 7 } end
state.sold = decimal('0')
on('Order', function(order) history[#history + 1] = { 'order', order.quantity, time.tick } end)
local turns = coroutine.wrap(function() local n = 0 while true do n = n + 1 coroutine.yield(n) end end)
function onTick()
  price = price * (1 + (random('price'):next() - 0.5) * 0.02 + math.sin(price) * 1e-3)
  for _, name in ipairs(names) do
    local x = goods[name]
    x.q = x.q - random.int(0, 3)
    if x.q < 10 then
      x.q = x.q + 60
      state.sold = state.sold + (decimal(60) * math.floor(x.p * 100)):div(100, 2, 'half-even')
      emit('Restocked', { name = name })
    end
    x.p = x.p * math.exp((math.random() - 0.5) * 0.01)
  end
  local sum = 0
  for _, x in pairs(goods) do sum = sum + x.q end
  history[#history + 1] = price
  if #history > 40 then for _ = 1, 10 do table.remove(history, 1) end end
  for _, row in ipairs(query('Shop')) do
    row.Shop.stock = row.Shop.stock + math.floor(price) % 7
    row.Shop.name = 'shop at ' .. string.format('%.3f', price)
  end
  state.last = price
  kpi('price', price)
  return { #history, sum, turns() }
end`;

export const shops = (): TestWorld =>
  new TestWorld({ Shop: { stock: { kind: 'i32' }, name: { kind: 'string' } } }, { a: { Shop: { stock: 1 } }, b: { Shop: { stock: 2 } } });

export interface Trace {
  outcomes: string[];
  fuel: number[];
  image: string;
  durable: ScriptDurable;
}

export const step = (script: ScriptInstance, world: TestWorld, trace: Trace, n: number): void => {
  if (n === 12) world.add('late', { Shop: { stock: 5 } });
  if (n === 20) world.remove('a');
  world.tick++;
  const outcome = script.call('onTick', { world, events: n % 5 === 0 ? [{ type: 'Order', payload: { quantity: n } }] : [] });
  if (outcome.ok) world.apply(outcome.effects);
  trace.outcomes.push(JSON.stringify(outcome.ok ? outcome : outcome.fault));
  trace.fuel.push(outcome.fuel);
};
export const finish = (script: ScriptInstance, trace: Trace): Trace => ({
  ...trace,
  image: sha256Hex(script.image()),
  durable: script.durable(),
});
export const empty = (): Trace => ({ outcomes: [], fuel: [], image: '', durable: { state: '', streams: {}, faults: 0, disabled: false } });

/** A straight run of the busy script. */
export const straight = (from: ScriptHost, ticks: number, script = { path: 'scripts/test.js', code: busy }): Trace => {
  const world = shops();
  const loaded = from.load(script, { seed: 42, params: {}, tables: {}, components: world.components });
  if (!loaded.ok) throw new Error(loaded.fault.message);
  const { instance } = loaded;
  const trace = empty();
  for (let n = 1; n <= ticks; n++) step(instance, world, trace, n);
  return finish(instance, trace);
};
