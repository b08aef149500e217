/** JavaScript that means harm. */
import type { Language, Rule } from './grammar.ts';

const numbers = [
  '0',
  '1',
  '(-1)',
  '2',
  '7',
  '31',
  '32',
  '255',
  '1e3',
  '65536',
  '(2 ** 31)',
  '(2 ** 53)',
  '1e21',
  '1e308',
  'NaN',
  'Infinity',
  '-0',
  '0.1',
];
const texts = ["''", "'a'", "'__proto__'", "'constructor'", "'\\u0000'", "'\\ud800'", "'x'.repeat(999)", "'(a+)+$'", '`${1}`'];
const names = ['a', 'b', 'c', 'f', 'g', 'h', 'state', 'params', 'globalThis', 'list', 'map', 'this'];
const members = ['length', 'constructor', '__proto__', 'prototype', 'toString', 'valueOf', 'then', 'key', 'a', 'caller', 'stack'];

/** What only a host has: naming one of it and finding it is an escape. */
const hostThings = [
  'process',
  'require',
  'window',
  'fetch',
  'document',
  'module',
  'Deno',
  'setTimeout',
  'WebAssembly',
  'SharedArrayBuffer',
];

const sdk: readonly Rule[] = [
  (g) => `emit(${g.text()}, ${g.value()})`,
  (g) => `kpi(${g.text()}, ${g.value()})`,
  (g) => `log(${g.value()})`,
  (g) => `after(${g.value()}, ${g.text()}, ${g.value()})`,
  (g) => `spawn(${g.pick(['null', g.text()])}, ${g.value()}, ${g.value()})`,
  (g) => `despawn(${g.value()})`,
  (g) => `query(${g.text()})`,
  (g) => `set(${g.value()}, ${g.text()}, ${g.value()})`,
  (g) => `random.int(${g.number()}, ${g.number()})`,
  (g) => `random(${g.text()}).next()`,
  (g) => `decimal(${g.value()}).${g.pick(['plus', 'minus', 'times', 'div', 'compare'])}(${g.value()})`,
  (g) => `(state.${g.pick(['a', 'b', '__proto__', 'deep'])} = ${g.value()})`,
  (g) => `on(${g.text()}, ${g.fn()})`,
];

const natives: readonly Rule[] = [
  (g) => `[${g.value()}, ${g.value()}].${g.pick(['map', 'sort', 'reduce', 'flatMap', 'find', 'forEach'])}(${g.fn()})`,
  (g) => `Array(${g.number()}).${g.pick(['fill', 'join', 'reverse', 'indexOf', 'copyWithin'])}(${g.value()})`,
  (g) => `new ${g.pick(['Uint8Array', 'Float64Array', 'ArrayBuffer', 'BigInt64Array'])}(${g.number()})`,
  (g) =>
    `${g.text()}.${g.pick(['repeat', 'padEnd', 'split', 'replace', 'normalize', 'match', 'at', 'localeCompare'])}(${g.value()}, ${g.value()})`,
  (g) => `/${g.pick(['(a+)+$', '(x|x)*y', '^(.*)*$', '(?<=a)b', '\\\\w{1,9}', '[^]*'])}/${g.pick(['', 'g', 'u', 'y'])}.test(${g.text()})`,
  (g) => `JSON.${g.pick(['parse', 'stringify'])}(${g.value()})`,
  (g) => `BigInt(${g.number()}) ${g.pick(['**', '*', '<<', '%'])} ${g.below(99)}n`,
  (g) => `Object.${g.pick(['keys', 'freeze', 'entries', 'getPrototypeOf', 'assign', 'create'])}(${g.value()})`,
  (g) => `Object.defineProperty(${g.value()}, ${g.text()}, { get: ${g.fn()} })`,
  (g) => `new Proxy(${g.value()}, { get: ${g.fn()}, has: ${g.fn()}, ownKeys: ${g.fn()} })`,
  (g) => `Reflect.${g.pick(['get', 'set', 'construct', 'apply', 'ownKeys'])}(${g.value()}, ${g.value()})`,
  (g) => `new ${g.pick(['Map', 'Set', 'WeakMap'])}(${g.value()})`,
  (g) => `Promise.resolve(${g.value()}).then(${g.fn()})`,
  (g) => `eval(${g.pick(["'1+1'", "'('.repeat(999)", "'for(;;);'", g.text()])})`,
  (g) => `new Function(${g.pick(["'return this'", "'for(;;);'", g.text()])})()`,
  (g) => `Math.${g.pick(['sin', 'pow', 'exp', 'random', 'hypot', 'max'])}(${g.value()}, ${g.value()})`,
  (g) => `${g.name()}.${g.member()}.${g.member()}`,
  (g) => `(${g.fn()}).constructor('return ${g.pick(hostThings)}')()`,
];

const claims: readonly Rule[] = [
  (g) => `if (typeof ${g.pick(hostThings)} !== 'undefined') globalThis.RESULT = 'ESCAPED';`,
  (g) => `if (globalThis.${g.pick(hostThings)} !== undefined) globalThis.RESULT = 'ESCAPED';`,
  (g) => `if ((function () {}).constructor('return typeof ${g.pick(hostThings)}')() !== 'undefined') globalThis.RESULT = 'ESCAPED';`,
];

const statements: readonly Rule[] = [
  (g) => `void (${g.value()});`,
  (g) => `let ${g.own()} = ${g.value()};`,
  (g) => `var ${g.pick(['a', 'b', 'c', 'list', 'map'])} = ${g.value()};`,
  (g) => `if (${g.value()}) { ${g.body()} } else { ${g.body()} }`,
  (g) => `for (let i = 0; i < ${g.number()}; i++) { ${g.body()} }`,
  (g) => `for (const x of ${g.value()}) { ${g.body()} }`,
  (g) => `for (const k in ${g.value()}) { ${g.body()} }`,
  (g) => `while (${g.pick(['true', g.value()])}) { ${g.body()} ${g.pick(['break;', '', ''])} }`,
  (g) => `do { ${g.body()} } while (${g.value()});`,
  (g) => `try { ${g.body()} } catch (e) { ${g.body()} } finally { ${g.body()} }`,
  (g) => `throw ${g.value()};`,
  (g) => `return ${g.value()};`,
  (g) => `switch (${g.value()}) { case ${g.value()}: ${g.body()} default: ${g.body()} }`,
  (g) => `var ${g.pick(['f', 'g', 'h'])} = function (a, b = ${g.value()}) { ${g.body()} };`,
  (g) => `var h = async () => { await ${g.value()}; ${g.body()} }; h();`,
  (g) => `var g = function* () { yield ${g.value()}; yield* g(); }; void [...g()];`,
  (g) => {
    const name = g.own();
    return `class ${name} extends ${g.pick(['Array', 'Object', 'Error', 'Promise'])} { get a() { ${g.body()} } static b = ${g.value()}; } void new ${name}(${g.value()}).a;`;
  },
  (g) => {
    const name = g.own();
    return `${name}: for (;;) { for (;;) { ${g.pick([`break ${name};`, `continue ${name};`, ''])} ${g.body()} } }`;
  },
  (g) => g.pick(claims)(g),
  (g) => g.pick(claims)(g),
  (g) => `Object.prototype.${g.pick(['polluted', 'toString', 'toJSON', 'key'])} = ${g.value()};`,
  (g) => `Array.prototype.${g.pick(['push', 'map', 'join', 'toJSON'])} = ${g.fn()};`,
];

const number: Rule = (g) => g.number();
const text: Rule = (g) => g.text();
const native: Rule = (g) => g.pick(natives)(g);

export const javascript: Language = {
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
    (g) => `{ ${g.pick(['a', 'b', '__proto__', 'then', 'toJSON', '[Symbol.iterator]'])}: ${g.value()} }`,
    (g) => `(${g.value()} ${g.pick(['+', '-', '*', '/', '%', '<', '===', '&&', '??', '>>>'])} ${g.value()})`,
    (g) => `${g.pick(['f', 'g', 'h'])}(${g.value()})`,
    (g) => g.pick(sdk)(g),
    native,
    native,
  ],
  functions: ['(a, b) => { ', 'async (a) => { ', 'function (a) { '].map((head) => (g) => `${head}${g.body()} }`),
  statements,
  claims,
  head: '',
  leaf: '() => 1',
  block: (lines) => lines.join(' '),
  program: (g) => {
    const parts = Array.from({ length: 1 + g.below(4) }, () => `(() => { ${g.statement()} })();`).join('\n');
    const top = g.below(3) === 0 ? parts : `try { ${parts} } catch {}`;
    return `var f = (x) => x, g = f, h = f, a = 1, b = [1, 2], c = {}, list = [], map = new Map();\n${top}\nfunction onTick(dt) {\n  ${g.body()}\n  ${g.body()}\n}`;
  },
  longer: (line, g) => `${line} ${g.body()}`,
};
