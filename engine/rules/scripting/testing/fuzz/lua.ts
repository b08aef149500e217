/** Lua that means harm. */
import type { Language, Rule } from './grammar.ts';

const numbers = [
  '0',
  '1',
  '(-1)',
  '2',
  '7',
  '63',
  '64',
  '255',
  '1e3',
  '65536',
  '(1 << 31)',
  '(1 << 53)',
  '1e308',
  'math.maxinteger',
  'math.mininteger',
  '(0/0)',
  'math.huge',
  '-0.0',
  '0.1',
];
const texts = [
  "''",
  "'a'",
  "'__index'",
  "'__gc'",
  "'\\0'",
  "'\\xff\\xfe'",
  "('x'):rep(999)",
  "('%a'):rep(40)",
  "'(a-)*b'",
  "'%b()'",
  "'%f[%w]'",
  "'%99.99f'",
  '[[${1}]]',
];
const names = ['a', 'b', 'c', 'f', 'g', 'h', 'state', 'params', '_G', '_ENV', 'list', 'map', 'string'];
const members = ['__index', '__metatable', '__name', 'n', 'key', 'a', 'rep', 'format', 'insert', 'tick'];

/** What a script must not find. */
const absent = ['os', 'io', 'debug', 'package', 'require', 'load', 'loadstring', 'loadfile', 'dofile', 'collectgarbage', 'getfenv', 'warn'];
const events = [
  'index',
  'newindex',
  'call',
  'add',
  'sub',
  'div',
  'idiv',
  'mod',
  'unm',
  'concat',
  'len',
  'eq',
  'lt',
  'le',
  'bor',
  'close',
  'pairs',
  'tostring',
  'gc',
  'mode',
  'name',
  'metatable',
];

const sdk: readonly Rule[] = [
  (g) => `emit(${g.text()}, ${g.value()})`,
  (g) => `kpi(${g.text()}, ${g.value()})`,
  (g) => `log(${g.value()}, ${g.value()})`,
  (g) => `after(${g.value()}, ${g.text()}, ${g.value()})`,
  (g) => `spawn(${g.pick(['nil', g.text()])}, ${g.value()}, ${g.value()})`,
  (g) => `despawn(${g.value()})`,
  (g) => `query(${g.text()})`,
  (g) => `set(${g.value()}, ${g.text()}, ${g.value()})`,
  (g) => `random.int(${g.number()}, ${g.number()})`,
  (g) => `random(${g.text()}):${g.pick(['next', 'normal', 'pick', 'shuffle'])}(${g.value()})`,
  (g) => `decimal(${g.value()}):${g.pick(['plus', 'minus', 'times', 'div', 'compare', 'round'])}(${g.value()})`,
  (g) => `(decimal(${g.value()}) ${g.pick(['+', '*', '/', '<', '=='])} ${g.value()})`,
  (g) => `put(state, ${g.pick(['a', 'b', '__index', '[1]', 'deep'].map((key) => `'${key}'`))}, ${g.value()})`,
  (g) => `on(${g.text()}, ${g.fn()})`,
  (g) => `table(${g.text()})`,
  (g) => `time.${g.pick(['tick', 'now', 'dt', 'x'])}`,
];

const natives: readonly Rule[] = [
  (g) => `string.rep(${g.text()}, ${g.number()}, ${g.pick(['nil', g.text()])})`,
  (g) => `string.gsub(${g.text()}, ${g.text()}, ${g.pick([g.fn(), g.text(), g.value()])}, ${g.pick(['nil', g.number()])})`,
  (g) => `string.${g.pick(['find', 'match', 'gmatch'])}(${g.text()}, ${g.text()}, ${g.pick(['nil', g.number()])})`,
  (g) =>
    `string.format(${g.pick(["'%d'", "'%s'", "'%q'", "'%.99f'", "'%a'", "'%c'", "'%-99d'", "'%i %s %s'", g.text()])}, ${g.value()}, ${g.value()})`,
  (g) => `string.${g.pick(['byte', 'sub'])}(${g.text()}, ${g.number()}, ${g.number()})`,
  (g) => `string.${g.pick(['upper', 'reverse', 'len'])}(${g.value()})`,
  (g) => `string.char(${g.number()}, ${g.number()})`,
  (g) => `string.pack(${g.pick(["'<i8'", "'z'", "'s1'", "'!16d'", "'i17'", "'c999'", g.text()])}, ${g.value()}, ${g.value()})`,
  (g) => `string.unpack(${g.pick(["'<i8'", "'z'", "'s4'", "'d'"])}, ${g.text()}, ${g.number()})`,
  (g) => `table.concat(${g.value()}, ${g.text()}, ${g.number()}, ${g.number()})`,
  (g) => `table.unpack(${g.value()}, ${g.number()}, ${g.number()})`,
  (g) => `table.move(${g.value()}, ${g.number()}, ${g.number()}, ${g.number()}, ${g.value()})`,
  (g) => `table.sort({ ${g.value()}, ${g.value()}, ${g.value()} }, ${g.fn()})`,
  (g) => `table.${g.pick(['insert', 'remove', 'pack'])}(${g.value()}, ${g.value()})`,
  (g) => `setmetatable({ ${g.value()} }, { __${g.pick(events)} = ${g.pick([g.fn(), g.value()])}, __${g.pick(events)} = ${g.fn()} })`,
  (g) => `getmetatable(${g.value()})`,
  (g) => `raw${g.pick(['get', 'len', 'equal'])}(${g.value()}, ${g.value()})`,
  (g) => `rawset(${g.value()}, ${g.value()}, ${g.value()})`,
  (g) => `next(${g.value()}, ${g.pick(['nil', g.value()])})`,
  (g) => `select(${g.pick(["'#'", g.number()])}, ${g.value()}, ${g.value()})`,
  (g) => `coroutine.wrap(${g.fn()})(${g.value()})`,
  (g) => `coroutine.resume(coroutine.create(${g.fn()}), ${g.value()})`,
  (g) => `coroutine.close(coroutine.create(${g.fn()}))`,
  (g) => `coroutine.${g.pick(['yield', 'running', 'isyieldable', 'status'])}(${g.value()})`,
  (g) => `pcall(${g.fn()}, ${g.value()})`,
  (g) => `xpcall(${g.fn()}, ${g.fn()}, ${g.value()})`,
  (g) => `error(${g.value()}, ${g.number()})`,
  (g) => `tostring(${g.value()})`,
  (g) => `tonumber(${g.value()}, ${g.pick(['10', '16', '36', g.number()])})`,
  (g) => `utf8.${g.pick(['char', 'len', 'codepoint', 'offset'])}(${g.value()}, ${g.number()})`,
  (g) => `math.${g.pick(['sin', 'exp', 'fmod', 'tointeger', 'ult', 'floor', 'random', 'max', 'log', 'type'])}(${g.value()}, ${g.value()})`,
  (g) => `math.randomseed(${g.value()})`,
  (g) => `${g.name()}.${g.member()}.${g.member()}`,
  (g) => `load(${g.pick(["'return 1'", "'\\27Lua'", 'string.dump(f)', g.text()])})`,
  (g) => `string.dump(${g.fn()})`,
];

/** What claims need, out of reach of whatever the script does to its globals. */
const head = `local seal = {
  G = _G, get = rawget, set = rawset, try = pcall, meta = setmetatable, metaOf = getmetatable, text = tostring, kind = type, log = print,
  find = string.find, dump = string.dump, format = string.format, thread = coroutine.create,
  string = string, table = table, math = math, utf8 = utf8, coroutine = coroutine, time = time, decimal = decimal(1),
}`;
const reached = (what: string): string => `if ${what} then seal.set(seal.G, 'RESULT', 'ESCAPED') end`;
const library: Rule = (g) => `seal.${g.pick(['string', 'table', 'math', 'utf8', 'coroutine', 'time', 'decimal'])}`;

const claims: readonly Rule[] = [
  (g) => reached(`seal.get(seal.G, '${g.pick(absent)}') ~= nil`),
  () => reached(`seal.dump ~= nil`),
  () => reached(`seal.kind(seal.metaOf('')) == 'table'`),
  (g) => reached(`seal.try(function() ${library(g)}.own = 1 end)`),
  (g) => reached(`seal.try(seal.set, ${library(g)}, 'own', 1)`),
  (g) => reached(`seal.try(seal.meta, ${library(g)}, {})`),
  () => reached(`seal.try(seal.meta, {}, { __gc = function() end })`),
  () => reached(`seal.try(seal.format, '%p', {})`),
  (g) => reached(`seal.find(seal.text(${g.pick(['{}', 'function() end', 'seal.log', 'seal.thread(seal.log)'])}), '0x')`),
];

const statements: readonly Rule[] = [
  (g) => `local _ = ${g.value()}`,
  (g) => `local _ = ${g.value()}`,
  (g) => `local ${g.own()} <const> = ${g.value()}`,
  (g) => `${g.pick(['a', 'b', 'c', 'list', 'map'])} = ${g.value()}`,
  (g) => `if ${g.value()} then ${g.body()} else ${g.body()} end`,
  (g) => `for i = ${g.number()}, ${g.number()}, ${g.pick(['1', '-1', g.number()])} do ${g.body()} end`,
  (g) => `for k, v in ${g.pick(['pairs', 'ipairs', 'next,'])}${g.pick(['({ 1, 2, 3 })', `(${g.value()})`])} do ${g.body()} end`,
  (g) => `for x in ${g.fn()} do ${g.body()} end`,
  (g) => `while ${g.pick(['true', g.value()])} do ${g.body()} ${g.pick(['break', '', ''])} end`,
  (g) => `repeat ${g.body()} until ${g.value()}`,
  (g) => `pcall(function() ${g.body()} end)`,
  (g) => `while true do pcall(function() ${g.body()} end) end`,
  (g) => `error(${g.value()})`,
  (g) => `do return ${g.value()} end`,
  (g) => `${g.pick(['f', 'g', 'h'])} = ${g.fn()}`,
  (g) => `do local function f(x) ${g.body()} return f(x) ${g.pick(['', '+ 1', '.. x'])} end f(${g.value()}) end`,
  (g) => `local ${g.own()} <close> = setmetatable({}, { __close = ${g.fn()} })`,
  (g) => `do local _ENV = ${g.pick(['{}', 'setmetatable({}, { __index = _G })', g.value()])} ${g.body()} end`,
  (g) => `_G.${g.pick(['a', 'tostring', 'pcall', 'rawset', 'state', 'query', '__index'])} = ${g.value()}`,
  (g) => `setmetatable(_G, { __${g.pick(['index', 'newindex', 'call'])} = ${g.fn()} })`,
  (g) => `coroutine.wrap(function() while true do coroutine.yield(${g.value()}) ${g.body()} end end)()`,
  (g) => {
    const name = g.own();
    return `do ::${name}:: ${g.body()} ${g.pick([`goto ${name}`, '', ''])} end`;
  },
  (g) => `local ${g.own()} = string.gsub(('ab'):rep(99), '.', function(a) ${g.body()} end)`,
  (g) => g.pick(claims)(g),
  (g) => g.pick(claims)(g),
];

const number: Rule = (g) => g.number();
const text: Rule = (g) => g.text();
const native: Rule = (g) => g.pick(natives)(g);

export const lua: Language = {
  numbers,
  texts,
  names,
  members,
  values: [
    number,
    number,
    text,
    text,
    (g) => g.name(),
    (g) => `{ ${g.value()}, ${g.value()} }`,
    (g) => `{ ${g.pick(['a', 'b', '__index', '[1.5]', "['']", "['$decimal']"])} = ${g.value()} }`,
    (g) =>
      `(${g.value()} ${g.pick(['+', '-', '*', '/', '//', '%', '^', '..', '<', '==', 'and', 'or', '&', '~', '<<', '>>'])} ${g.value()})`,
    (g) => `${g.pick(['f', 'g', 'h'])}(${g.value()})`,
    (g) => `${g.pick(['#', '-', '~', 'not '])}${g.pick(['list', g.text(), `(${g.value()})`])}`,
    (g) => g.pick(sdk)(g),
    native,
    native,
  ],
  functions: ['function(a, b)', 'function(...)', 'function(a)'].map(
    (head) => (g) => `${head} ${g.body()} return ${g.pick(['a', g.value()])} end`,
  ),
  statements,
  claims,
  head,
  leaf: 'function(...) return ... end',
  block: (lines) => lines.join(' '),
  program: (g) => {
    const parts = Array.from({ length: 1 + g.below(4) }, () => `(function() ${g.statement()} end)()`).join(';\n');
    const top = g.below(3) === 0 ? parts : `pcall(function()\n${parts}\nend)`;
    const first =
      'f, a, b, c, list, map = function(x) return x end, 1, { 1, 2 }, {}, {}, {}\ng, h = f, f\nlocal function put(t, k, v) t[k] = v return v end\n';
    return `${head}\n${first}${top}\nfunction on_tick(dt)\n  ${g.body()}\n  ${g.body()}\nend`;
  },
  longer: (line, g) => `${line} ${g.body()}`,
};
