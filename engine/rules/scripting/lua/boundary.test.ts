/** What a script in Lua can reach: the language without what lies below it, and the SDK. */
import { expect, test } from 'vitest';
import type { Json } from '../../../kernel/json.ts';
import { emptyWorld, load, openTestHost, resultOf, tick } from '../testing/host.ts';
import { TestWorld } from '../testing/world.ts';
import type { ScriptHost } from '../world.ts';

const host: ScriptHost = await openTestHost();

const value = (body: string, world = emptyWorld()): Json | undefined => {
  const script = load(host, `function onTick() ${body} end`, world, { params: { list: [1, 2] } }, 'scripts/test.lua');
  const result = resultOf(tick(script, world));
  script.dispose();
  return result;
};
const refusal = (body: string): Json | undefined => value(`local ok, why = pcall(function() ${body} end) return ok and 'accepted' or why`);

test('its globals are these and no others', () => {
  expect(
    value("local names = {} for name in pairs(_G) do names[#names + 1] = name end table.sort(names) return table.concat(names, ' ')"),
  ).toBe(
    '_G _VERSION after assert coroutine decimal despawn emit error getmetatable ipairs kpi log math next null on onTick on_tick pairs params path pcall print query ' +
      'random rawequal rawget rawlen rawset select set setmetatable spawn start state string table time tonumber tostring type utf8 xpcall',
  );
});

test('what is in the libraries is what is documented', () => {
  const names = (library: string): Json | undefined =>
    value(
      `local names = {} for name in pairs(${library}) do names[#names + 1] = name end table.sort(names) return table.concat(names, ' ')`,
    );
  expect(names('string')).toBe('byte char find format gmatch gsub len lower match pack packsize rep reverse sub unpack upper');
  expect(names('table')).toBe('concat insert move pack remove sort unpack');
  expect(names('coroutine')).toBe('close create isyieldable resume running status wrap yield');
  expect(names('utf8')).toBe('char charpattern codepoint codes len offset');
  expect(names('math')).toBe(
    'abs acos asin atan ceil cos deg exp floor fmod huge log max maxinteger min mininteger modf pi rad random randomseed sin sqrt tan tointeger type ult',
  );
});

test.each([
  ['string.rep = 1', 'cannot be replaced'],
  ["rawset(string, 'rep', 1)", 'read-only'],
  ["getmetatable('').__index = {}", 'attempt to index a boolean value'],
  ["setmetatable('', {})", 'table expected'],
  ['setmetatable(string, {})', 'protected metatable'],
  ['setmetatable({}, { __gc = function() end })', 'no finalizers'],
  ['table.insert(params.list, 3)', 'read-only'],
  ['params.list[1] = 5', 'read-only'],
  ['time.tick = 5', 'read-only'],
  ['random.next = 5', 'read-only'],
  ["decimal('1').scale = 5", 'read-only'],
  ["rawset(decimal('1'), 1, 5)", 'read-only'],
  ["return string.format('%p', {})", 'mean nothing'],
  ["return decimal('1') / 2", 'a:div('],
  ['coroutine.yield()', 'outside a coroutine'],
])('%s: %s', (body, words) => {
  expect(refusal(body)).toContain(words);
});

test('no text holds an address', () => {
  const texts = value(`local co = coroutine.create(function() end)
    local named = setmetatable({}, { __name = 'Basket' })
    return { tostring({}), tostring(print), tostring(co), tostring(named), tostring(setmetatable({}, { __tostring = function() return 'own: 0xff' end })), tostring(time), string.format('%s %10s', {}, print), tostring(query) }`);
  expect(JSON.stringify(texts)).not.toContain(': 0x1');
  expect(texts).toEqual(['table', 'function', 'thread', 'Basket', 'own: 0xff', 'table', 'table   function', 'function']);
});

test('what a script makes of the names of the language changes nothing of the SDK', () => {
  const world = new TestWorld({ Shop: { stock: { kind: 'i32' } } }, { a: { Shop: { stock: 1 } } });
  const code = `for name in pairs(_G) do if name ~= '_G' and name ~= 'query' and name ~= 'onTick' and name ~= 'state' and name ~= 'random' then _G[name] = nil end end
    function onTick() state.n = random.int(1, 6) query('Shop')[1].Shop.stock = 5 return 'done' end`;
  const script = load(host, code, world, {}, 'scripts/test.lua');
  expect(resultOf(tick(script, world))).toBe('done');
  expect(world.read('a', 'Shop', 'stock')).toBe(5);
});

test('rows and their parts answer only for what there is', () => {
  const world = (): TestWorld => new TestWorld({ Shop: { stock: { kind: 'i32' } } }, { a: { Shop: { stock: 1 } } });
  const tell = (body: string): Json | undefined =>
    value(`local row = query('Shop')[1] local ok, why = pcall(function() ${body} end) return ok and 'accepted' or why`, world());
  expect(tell('return row.Shop.stok')).toBe('Shop has no field "stok". It has stock.');
  expect(tell('row.Shop.stok = 1')).toBe('Shop has no field "stok". It has stock.');
  expect(tell('row.Shop = nil')).toContain('read-only');
  expect(tell("rawset(row.Shop, 'stock', 5)")).toContain('read-only');
  expect(value("local out = {} for name, v in pairs(query('Shop')[1].Shop) do out[name] = v end return out", world())).toEqual({
    stock: 1,
  });
});

test('a row whose entity went is told so', () => {
  const world = new TestWorld({ Shop: { stock: { kind: 'i32' } } }, { a: { Shop: { stock: 1 } }, b: { Shop: { stock: 2 } } });
  const script = load(
    host,
    "local kept function onTick() kept = kept or query('Shop')[1] local ok, why = pcall(function() return kept.Shop.stock end) return why end",
    world,
    {},
    'scripts/test.lua',
  );
  expect(resultOf(tick(script, world))).toBe(1);
  world.remove('a');
  expect(resultOf(tick(script, world))).toBe('This entity has no Shop any more.');
});

test('values that JSON cannot hold are refused by name, and lists stay lists', () => {
  const sent = (payload: string): Json | undefined => refusal(`emit('x', ${payload})`);
  expect(sent('{ a = 1, [1] = 2 }')).toContain('neither a list');
  expect(sent('{ [1] = 1, [3] = 3 }')).toContain('neither a list');
  expect(sent('{ f = print }')).toContain('f is a function');
  expect(sent('{ s = "\\xff" }')).toContain('not UTF-8');
  expect(value('return { {}, { 1, 2 }, { a = {} }, params.list, null }')).toEqual([{}, [1, 2], { a: {} }, [1, 2], null]);
});

test('log tells tables as JSON, and print is log', () => {
  const world = emptyWorld();
  const script = load(
    host,
    "function onTick() print('a', 1, 2.5, { 1, 2 }, { k = decimal('1.50') }, nil, true, print) end",
    world,
    {},
    'scripts/test.lua',
  );
  const outcome = tick(script, world);
  expect(outcome.ok && outcome.effects).toEqual([{ kind: 'log', text: 'a 1 2.5 [1,2] {"k":"1.50"} nil true function' }]);
});
