/**
 * Ways to nest calls without end, by what lies between two turns of the script's own code. Frames of the host differ by processor and
 * browser; the interpreter's limits must end each of these first, everywhere at the same place.
 */
export const recursions: Readonly<Record<string, string>> = {
  'a plain call': 'const f = (n) => f(n + 1) + 1; f(0);',
  'two functions': 'const f = (n) => g(n) + 1, g = (n) => f(n) + 1; f(0);',
  'a method': 'const o = { m() { return this.m() + 1; } }; o.m();',
  'a constructor': 'class A { constructor() { this.a = new A(); } } new A();',
  'a getter': 'const o = { get x() { return this.x + 1; } }; o.x;',
  toString: "const o = { toString() { return '' + o; } }; '' + o;",
  valueOf: 'const o = { valueOf() { return o * 2; } }; o * 2;',
  'a proxy': 'const p = new Proxy({}, { get(t, k, r) { return r[k]; } }); p.x;',
  'a chain of proxies': 'let p = {}; for (let i = 0; i < 20000; i++) p = new Proxy(p, {}); p.x;',
  map: 'const f = () => [1].map(f); f();',
  reduce: 'const f = () => [1, 2].reduce(f); f();',
  sort: 'const f = () => [1, 2].sort(f); f();',
  'Array.from': 'const f = () => Array.from([1], f); f();',
  replace: "const f = () => 'x'.replace('x', f); f();",
  apply: 'const f = () => f.apply(null, [1]) + 1; f();',
  'bound functions': 'let f = () => 1; for (let i = 0; i < 20000; i++) f = f.bind(null); f();',
  'a generator': 'function* g() { yield* g(); } g().next();',
  'an iterator': 'const o = { [Symbol.iterator]() { return [...o]; } }; [...o];',
  'an async function': 'const f = async () => { await f(); }; return f();',
  'JSON.stringify': 'const o = { toJSON() { return JSON.stringify(o); } }; JSON.stringify(o);',
  'deep JSON out': 'let a = []; for (let i = 0; i < 20000; i++) a = [a]; JSON.stringify(a);',
  'deep JSON in': "JSON.parse('['.repeat(100000));",
  'a reviver': "const f = () => JSON.parse('[1]', f); f();",
  'a deep pattern': "new RegExp('('.repeat(50000) + ')'.repeat(50000));",
  'a deep source': "(0, eval)('('.repeat(50000) + '1' + ')'.repeat(50000));",
  'a deep list source': "(0, eval)('['.repeat(50000));",
  'flattened lists': 'let a = []; for (let i = 0; i < 20000; i++) a = [a]; a.flat(Infinity);',
  'joined lists': 'let a = []; for (let i = 0; i < 20000; i++) a = [a]; String(a);',
  'a tagged template': 'const t = () => t`x`; t`x`;',
  'Reflect.construct': 'function F() { return Reflect.construct(F, []); } new F();',
};

/** The same for Lua. */
export const recursionsLua: Readonly<Record<string, string>> = {
  'lua: a plain call': 'local function f(n) return f(n + 1) + 1 end f(0)',
  'lua: two functions': 'local g local function f(n) return g(n) + 1 end g = function(n) return f(n) + 1 end f(0)',
  'lua: pcall': 'local function f() pcall(f) return 1 end f()',
  'lua: xpcall in its handler': "local function h() error('again') end local function f() xpcall(error, f, 'x') end f()",
  'lua: an index function': 'local t = setmetatable({}, { __index = function(t, k) return t[k .. 1] end }) return t.x',
  'lua: a chain of tables': 'local t = {} for i = 1, 20000 do t = setmetatable({}, { __index = t }) end return t.x',
  'lua: an operator': 'local t = setmetatable({}, { __add = function(a, b) return a + b end }) return t + t',
  'lua: tostring': 'local t = setmetatable({}, { __tostring = function(t) return tostring(t) end }) return tostring(t)',
  'lua: sort': 'local function f() table.sort({ 1, 2, 3 }, f) end f()',
  'lua: gsub': "local function f() return (string.gsub('x', 'x', f)) end f()",
  'lua: concat': "local t = setmetatable({}, { __concat = function(a, b) return a .. b end }) return t .. 'x'",
  'lua: coroutines': 'local function f() return coroutine.wrap(f)() end f()',
  'lua: closing': 'local function f() local c <close> = setmetatable({}, { __close = f }) end f()',
  'lua: deep values': 'local t = {} for i = 1, 20000 do t = { t } end return t',
  'lua: a deep pattern': "return string.find(('a'):rep(100000), ('(a'):rep(30) .. ('a?'):rep(1000))",
};

/** The same for Python: lines of a function. */
export const recursionsPython: Readonly<Record<string, string>> = {
  'py: a plain call': 'def f(n): return f(n + 1) + 1\nf(0)',
  'py: two functions': 'def f(n): return g(n) + 1\ndef g(n): return f(n) + 1\nf(0)',
  'py: a lambda': 'f = lambda n: g(n) + 1\ng = lambda n: f(n)\nf(0)',
  'py: any arguments': 'def f(*a, **k): return f(*a, **k)\nf(1, b=2)',
  'py: a method': 'class A:\n def m(self): return self.m() + 1\nA().m()',
  'py: a constructor': 'class A:\n def __init__(self): self.a = A()\nA()',
  'py: a property': 'class A:\n @property\n def x(self): return self.x + 1\nA().x',
  'py: an absent attribute': 'class A:\n def __getattr__(self, a): return getattr(self, a + "x")\nA().x',
  'py: an operator': 'class A:\n def __add__(self, b): return self + b\nA() + 1',
  'py: a comparison': 'class A:\n def __eq__(self, b): return self == b\nA() == 1',
  'py: a call': 'class A:\n def __call__(self): return self()\nA()()',
  'py: an index': 'class A:\n def __getitem__(self, i): return self[i]\nA()[0]',
  'py: a length': 'class A:\n def __len__(self): return len(self)\nlen(A())',
  'py: str': 'class A:\n def __str__(self): return str(self)\nstr(A())',
  'py: format': 'class A:\n def __str__(self): return "{}".format(self)\nstr(A())',
  'py: percent': 'class A:\n def __repr__(self): return "%r" % self\nrepr(A())',
  'py: an iterator': 'class A:\n def __iter__(self): return iter(list(self))\nlist(A())',
  'py: sorted': 'def f(n): return sorted([1, 2], key=f)\nf(0)',
  'py: min': 'def f(n): return min([1, 2], key=f)\nf(0)',
  'py: map': 'def f(n): return list(map(f, [1]))\nf(0)',
  'py: a comprehension': 'def f(n): return [f(x) for x in [n]]\nf(0)',
  'py: a generator': 'def g():\n yield from g()\nlist(g())',
  'py: a generator within a generator': 'def g():\n yield next(g())\nnext(g())',
  'py: a context': 'class A:\n def __enter__(self):\n  with self: pass\n def __exit__(self, *a): pass\nwith A(): pass',
  'py: an exception that is handled': 'def f():\n try: f()\n except RuntimeError: f()\nf()',
  'py: finally': 'def f():\n try: f()\n finally: f()\nf()',
  'py: a base': 'class A:\n def m(self): return B.m(self)\nclass B(A):\n def m(self): return super().m()\nB().m()',
  'py: a deep list as text': 'a = []\nfor i in range(20000): a = [a]\nrepr(a)',
  'py: a deep list as result': 'a = []\nfor i in range(20000): a = [a]\nreturn a',
  'py: deep lists compared': 'a = []\nb = []\nfor i in range(20000):\n a = [a]\n b = [b]\nreturn a == b',
  'py: a deep tuple as key': 'a = ()\nfor i in range(20000): a = (a,)\nreturn {a: 1}',
};

const nested = (body: string): string => body.replace(/^/gm, ' ');

/** Each as a script, by its name. */
export const recursionScripts: Readonly<Record<string, { path: string; code: string }>> = Object.fromEntries([
  ...Object.entries(recursions).map(([name, body]) => [name, { path: 'recursion.js', code: `function onTick() { ${body} }` }] as const),
  ...Object.entries(recursionsLua).map(([name, body]) => [name, { path: 'recursion.lua', code: `function onTick() ${body} end` }] as const),
  ...Object.entries(recursionsPython).map(
    ([name, body]) => [name, { path: 'recursion.py', code: `def on_tick():\n${nested(body)}\n` }] as const,
  ),
]);
