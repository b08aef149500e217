/** Python that means harm. A statement may be several lines; a block begins a line of its own and is indented. */
import type { Language, Rule } from './grammar.ts';

const numbers = [
  '0',
  '1',
  '(-1)',
  '2',
  '7',
  '31',
  '64',
  '255',
  '1e3',
  '65536',
  '(1 << 31)',
  '(1 << 64)',
  '7**999',
  '1e308',
  "float('nan')",
  "float('inf')",
  '-0.0',
  '0.1',
];
const texts = [
  "''",
  "'a'",
  "'__class__'",
  "'__globals__'",
  "'\\0'",
  "'\\ud800'",
  "b'\\xff'",
  "('x' * 999)",
  "'%99999d'",
  "'{0.__class__}'",
  "'{:>9999}'",
  "f'{a:>99}'",
  "'é'",
];
const names = ['a', 'b', 'c', 'f', 'g', 'h', 'state', 'params', 'time', 'random', 'items', 'table'];
const members = [
  '__class__',
  '__name__',
  '__dict__',
  '__globals__',
  '__bases__',
  '__subclasses__',
  '__init__',
  '__setattr__',
  '_values',
  'key',
  'a',
  'append',
  'update',
];

/** Modules that a script must not get. */
const modules = ['js', 'jsffi', 'os', 'sys', 'gc', 'micropython', 'uctypes', 'io', 'json', 'builtins', 'asyncio', 'struct', 'array', 'vfs'];
const methods = [
  '__getattr__(self, a)',
  '__setattr__(self, a, b)',
  '__getitem__(self, a)',
  '__setitem__(self, a, b)',
  '__call__(self, *a)',
  '__iter__(self)',
  '__next__(self)',
  '__len__(self)',
  '__bool__(self)',
  '__hash__(self)',
  '__eq__(self, a)',
  '__lt__(self, a)',
  '__add__(self, a)',
  '__radd__(self, a)',
  '__contains__(self, a)',
  '__repr__(self)',
  '__str__(self)',
  '__enter__(self)',
  '__exit__(self, *a)',
  '__del__(self)',
  '__init__(self, *a)',
  '__new__(cls, *a)',
];
const errors = ['Exception', 'BaseException', 'ValueError', 'MemoryError', 'KeyboardInterrupt', 'StopIteration', 'GeneratorExit'];

const sdk: readonly Rule[] = [
  (g) => `emit(${g.text()}, ${g.value()})`,
  (g) => `kpi(${g.text()}, ${g.value()})`,
  (g) => `log(${g.value()}, ${g.value()})`,
  (g) => `after(${g.value()}, ${g.text()}, ${g.value()})`,
  (g) => `spawn(${g.pick(['None', g.text()])}, ${g.value()}, ${g.value()})`,
  (g) => `despawn(${g.value()})`,
  (g) => `query(${g.text()})`,
  (g) => `set(${g.value()}, ${g.text()}, ${g.value()})`,
  (g) => `random.int(${g.number()}, ${g.number()})`,
  (g) => `random(${g.text()}).${g.pick(['next', 'normal', 'pick', 'shuffle'])}(${g.pick(['', g.value()])})`,
  (g) => `decimal(${g.value()}).${g.pick(['plus', 'minus', 'times', 'div', 'compare', 'round'])}(${g.value()})`,
  (g) => `(decimal(${g.value()}) ${g.pick(['+', '*', '/', '<', '=='])} ${g.value()})`,
  (g) => `state.update({${g.pick(["'a'", "'b'", "'$decimal'", '1'])}: ${g.value()}})`,
  (g) => `on(${g.text()}, ${g.fn()})`,
  (g) => `table(${g.text()})`,
  (g) => `time.${g.pick(['tick', 'now', 'dt', 'x'])}`,
];

const natives: readonly Rule[] = [
  (g) => `${g.pick(['sorted', 'min', 'max'])}([${g.value()}, ${g.value()}], key=${g.fn()})`,
  (g) => `${g.pick(['list', 'tuple', 'dict', 'sum', 'any', 'iter', 'enumerate', 'reversed'])}(${g.value()})`,
  (g) => `list(${g.pick(['map', 'filter'])}(${g.fn()}, ${g.pick(['[1, 2]', g.value()])}))`,
  (g) => `[${g.value()} for x in ${g.pick(['range(9)', `range(${g.number()})`, g.value()])} if ${g.value()}]`,
  (g) => `{${g.value()}: x for x in ${g.value()}}`,
  (g) => `list(${g.value()} for x in ${g.value()} for y in x)`,
  (g) => `(${g.text()} * ${g.number()})`,
  (g) => `([${g.value()}] * ${g.number()})`,
  (g) => `${g.pick(['bytearray', 'bytes', 'range'])}(${g.number()})`,
  (g) => `(${g.text()} % ${g.pick(['a', `(${g.value()},)`, g.value()])})`,
  (g) => `${g.text()}.format(${g.value()}, a=${g.value()})`,
  (g) => `${g.text()}.${g.pick(['join', 'split', 'replace', 'find', 'encode', 'strip', 'startswith', 'count'])}(${g.value()})`,
  (g) => `${g.text()}[${g.number()}:${g.number()}]`,
  (g) => `(${g.number()} ${g.pick(['**', '*', '<<', '%', '//', '|'])} ${g.number()})`,
  (g) => `pow(${g.number()}, ${g.number()}, ${g.pick(['None', g.number()])})`,
  (g) => `int(${g.pick(["'9' * 999", "'z', 36", g.value()])})`,
  (g) => `str(${g.value()})`,
  (g) => `repr(${g.value()})`,
  (g) => `(${g.number()}).to_bytes(${g.number()}, 'big')`,
  (g) => `getattr(${g.value()}, ${g.text()}, ${g.value()})`,
  (g) => `setattr(${g.value()}, ${g.text()}, ${g.value()})`,
  (g) => `${g.pick(['dir', 'id', 'hash', 'type', 'callable', 'len', 'next', 'super'])}(${g.value()})`,
  (g) => `type('X', (${g.pick(['object', 'dict', 'list', 'Exception', 'int', g.name()])},), {${g.text()}: ${g.fn()}})(${g.value()})`,
  (g) => `isinstance(${g.value()}, ${g.value()})`,
  (g) => `${g.name()}.${g.member()}.${g.member()}`,
  () => `().__class__.__bases__[0].__subclasses__()`,
  (g) => `${g.pick(['query', 'f', 'decimal', 'log', 'on'])}.__globals__[${g.pick(["'a'", "'len'", "'lq_call'", g.text()])}]`,
  (g) => `${g.pick(['exec', 'eval', 'compile'])}(${g.pick(["'1+1'", "'import js'", g.text()])}, {}, {})`,
  (g) => `__import__(${g.pick([...modules, 'math', 'random', 'ledgerquest'].map((name) => `'${name}'`))})`,
  (g) => `globals()[${g.text()}]`,
  (g) => `math.${g.pick(['sin', 'pow', 'exp', 'floor', 'log', 'frexp', 'isnan'])}(${g.value()})`,
  (g) => `memoryview(${g.pick(['bytearray(9)', g.value()])})[${g.number()}:]`,
];

/** Names that the SDK goes by. */
const shadowed = ['len', 'str', 'type', 'sorted', 'isinstance', 'int', 'bytes', 'id', 'repr', 'state', 'query', 'Exception'];

const block = (statement: string): string =>
  `\n${statement
    .split('\n')
    .map((line) => ` ${line}`)
    .join('\n')}`;

const reached = `globals()['RESULT'] = 'ESCAPED'`;
const unless = (what: string): string => `try:${block(`${what}\n${reached}`)}\nexcept BaseException: pass`;

const claims: readonly Rule[] = [
  (g) => unless(`import ${g.pick(modules)}`),
  (g) => unless(`from ${g.pick(modules)} import ${g.member()}`),
  (g) => unless(`__import__('${g.pick(modules)}')`),
  (g) => unless(`${g.pick(['eval', 'exec'])}('1')`),
  () => unless(`compile('1', 'x', 'eval')`),
  () => unless(`open('x')`),
  (g) =>
    unless(
      `${g.pick(['query', 'log', 'on', 'decimal', 'import_one'])}.__globals__['${g.pick(['lq_call', 'sdk', 'make_code', 'run_code', 'uctypes'])}']`,
    ),
  (g) => unless(`import ledgerquest\nledgerquest.${g.pick(['uctypes', 'lq_call', 'builtins', 'sys', 'gc', 'io'])}`),
  (g) => unless(`params.${g.own()} = 1`),
  (g) => unless(`import ledgerquest\nledgerquest.${g.pick(shadowed)} = 1`),
  (g) => unless(`log.__globals__['${g.pick(shadowed)}'] = 1`),
];

const statements: readonly Rule[] = [
  (g) => g.value(),
  (g) => `${g.own()} = ${g.value()}`,
  (g) => `${g.pick(['a', 'b', 'c', 'items', 'x'])} = ${g.value()}`,
  (g) => `${g.pick(['a', 'b', 'c'])} ${g.pick(['+=', '*=', '**=', '<<=', '|='])} ${g.value()}`,
  (g) => `if ${g.value()}:${g.body()}\nelse:${g.body()}`,
  (g) => `for i in range(${g.number()}):${g.body()}`,
  (g) => `for x in ${g.value()}:${g.body()}`,
  (g) => `while ${g.pick(['True', g.value()])}:${g.body()}${g.pick([block('break'), '', ''])}`,
  (g) => `try:${g.body()}\nexcept${g.pick(['', ` ${g.pick(errors)}`, ` ${g.pick(errors)} as e`])}:${g.body()}\nfinally:${g.body()}`,
  (g) => `try:${g.body()}\nfinally:${g.pick([block('while True: pass'), block('return 1'), block('for i in b: continue'), g.body()])}`,
  (g) => `while True:${block(`try:${g.body()}\nexcept BaseException: pass`)}`,
  (g) => `raise ${g.pick([`${g.pick(errors)}(${g.value()})`, g.value()])}`,
  (g) => `return ${g.value()}`,
  (g) => `def ${g.pick(['f', 'g', 'h'])}(x, y=${g.value()}, *z, **k):${g.body()}`,
  (g) => `def f(x):${g.body()}${block('return f(x)')}\nf(${g.value()})`,
  (g) => {
    const name = g.own();
    return `def ${name}():${block(`while True:${block(`y = yield ${g.value()}`)}`)}${g.body()}\n${name} = ${name}()\nnext(${name})\n${name}.${g.pick([`send(${g.value()})`, 'close()', 'throw(ValueError)'])}`;
  },
  (g) => {
    const name = g.own();
    return `def ${name}():${block(`yield ${g.value()}\nyield from ${name}()`)}\nlist(${name}())`;
  },
  (g) => {
    const name = g.own();
    const base = g.pick(['object', 'dict', 'list', 'Exception', 'int', 'str', 'BaseException']);
    const body = [g.pick(methods), g.pick(methods)].map((method) => block(`def ${method}:${g.body()}`)).join('');
    return `class ${name}(${base}):${body}\n${g.pick(['a', 'b', 'x'])} = ${name}(${g.pick(['', g.value()])})\n${g.pick(['len', 'str', 'repr', 'list', 'hash', 'raise ', 'log'])}(${name}())`;
  },
  (g) => `with ${g.value()} as x:${g.body()}`,
  (g) => `async def h():${g.body()}\nh()`,
  (g) => `del ${g.pick(['a', 'b', 'f', 'state', 'on_tick', `b[${g.number()}]`])}`,
  (g) => `assert ${g.value()}, ${g.value()}`,
  (g) => `@${g.pick(['f', 'property', 'staticmethod', `on(${g.text()})`])}\ndef ${g.own()}(*a):${g.body()}`,
  (g) => `import ${g.pick([...modules, 'math', 'random', 'ledgerquest'])}`,
  (g) => `import ledgerquest\nledgerquest.${g.pick(shadowed)} = ${g.pick([g.fn(), g.value()])}`,
  (g) => `${g.pick(['log', 'query'])}.__globals__['${g.pick(shadowed)}'] = ${g.pick([g.fn(), g.value()])}`,
  (g) =>
    `setattr(type(${g.pick(['decimal(1)', 'params', 'time', 'random', 'a'])}), '${g.pick(['text', 'as_dict', 'tick', 'next', '__len__'])}', ${g.fn()})`,
  (g) => g.pick(claims)(g),
  (g) => g.pick(claims)(g),
];

const number: Rule = (g) => g.number();
const text: Rule = (g) => g.text();
const native: Rule = (g) => g.pick(natives)(g);

/** What functions share, and assign to. */
const shared = 'global a, b, c, f, g, h, items, x';

export const python: Language = {
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
    (g) => `[${g.value()}, ${g.value()}]`,
    (g) => `{${g.pick(["'a'", "'$decimal'", '1', 'None', g.value()])}: ${g.value()}}`,
    (g) => `(${g.value()} ${g.pick(['+', '-', '*', '/', '//', '%', '<', '==', 'and', 'or', 'in', 'is'])} ${g.value()})`,
    (g) => `${g.pick(['f', 'g', 'h'])}(${g.value()})`,
    (g) => `(${g.value()},)`,
    (g) => g.pick(sdk)(g),
    native,
    native,
  ],
  functions: [
    (g) => `(lambda *x: ${g.value()})`,
    (g) => `(lambda a=1, b=2: (${g.value()}, ${g.value()}))`,
    (g) => g.pick(['f', 'str', 'len', 'log']),
  ],
  statements,
  claims,
  head: '',
  leaf: '(lambda *x: 1)',
  block: (lines) => block([...lines, 'pass'].join('\n')),
  program: (g) => {
    const parts = Array.from({ length: 1 + g.below(4) }, (_, n) => `def f${n}():${block(`${shared}\n${g.statement()}`)}\nf${n}()`);
    const top = parts.join('\n');
    const guarded = g.below(3) === 0 ? top : `try:${block(top)}\nexcept Exception: pass`;
    return `import math\nf = lambda *x: x and x[0]\ng = h = f\na = 1\nb = [1, 2]\nc = {}\nitems = []\nx = 3\n${guarded}\ndef on_tick(dt=0):${block(shared)}${g.body()}${g.body()}`;
  },
  longer: (line, g) => {
    const indent = /^\s*/.exec(line)![0];
    const body = block(g.statement()).split('\n').slice(1);
    return [line, ...body.map((one) => indent + one.slice(1))].join('\n');
  },
};
