import { beforeAll, describe, expect, test } from 'vitest';
import { openScripting } from './host.ts';
import { checkScript } from './check.ts';
import { openTestHost } from './testing/host.ts';
import { scriptingWasm } from '../../../build/wasm/ensure.ts';
import type { ScriptHost } from './world.ts';

let host: ScriptHost;
beforeAll(async () => {
  host = await openTestHost();
});

const words = { components: { Stage: { fields: { inventory: { kind: 'i32' } } } } } as const;
const said = (path: string, code: string): string[] =>
  checkScript(host, { path, code }, words).map(
    ({ severity, line, column, message, hint }) =>
      `${line}:${column} ${severity}: ${message}${hint === undefined || hint.startsWith('The text does not parse') ? '' : ` ${hint}`}`,
  );

describe('what a language does not take is said before anything runs', () => {
  test.each([
    ['x = = 3', "1:5 error: This is no Lua: unexpected symbol near '='."],
    ['local a = 1\nlocal b = (a + a a)', "2:18 error: This is no Lua: ')' expected near 'a'."],
    ['x = 3x', "1:5 error: This is no Lua: malformed number near '3x'."],
    ['-- one\nfoo  bar', "2:6 error: This is no Lua: syntax error near 'bar'."],
    ['if a then\n  log(1)\n', "3:1 error: This is no Lua: 'end' expected (to close 'if' at line 1) near <eof>."],
    ['return 1\nx = 2', "2:1 error: This is no Lua: <eof> expected near 'x'."],
  ])('in Lua, with the column: %j', (code, words) => expect(said('scripts/a.lua', code)).toEqual([words]));

  test.each([
    ['x = 1\ndef f()\n    pass', '2:8 error: This is no Python: invalid syntax. A colon is missing at the end of this line.'],
    ['x = (1,\n\ny = 2\n', '3:1 error: This is no Python: invalid syntax. The ( of line 1 is not closed.'],
    ["x = 'abc", '1:5 error: This is no Python: invalid syntax. The text that begins in line 1 has no closing quote.'],
    ['if x = 1:\n    pass', '1:6 error: This is no Python: invalid syntax. Two values are compared with ==.'],
    ['log(1))', '1:7 error: This is no Python: invalid syntax. This ) closes nothing that is open.'],
    [
      'match x:\n    case 1:\n        pass',
      '1:1 error: This is no Python: invalid syntax. There is no match in this Python: use if and elif.',
    ],
    ['def f():\n    x = 1\n  y = 2', "2:5 error: This is no Python: unindent doesn't match any outer indent level."],
  ])('in Python, with what is missing: %j', (code, words) => expect(said('scripts/a.py', code)).toEqual([words]));

  test('in Python also where its compiler finds it late', () => {
    expect(said('scripts/a.py', 'x = 1\nreturn x')[0]).toMatch(/error: This is no Python: 'return' outside function/);
  });

  test.each(['x += 1', 'x++', "x ..= 'a'"])('in Lua, with how it is written there: %j', (code) => {
    const [problem] = checkScript(host, { path: 'scripts/a.lua', code }, words);
    expect(problem?.hint).toBe('Lua has no +=, -= or ++: write x = x + 1.');
  });

  test('in JavaScript', () => {
    expect(said('scripts/a.js', 'let x;\nlet x;')).toEqual([
      '2:6 error: This is no JavaScript: invalid redefinition of lexical identifier.',
    ]);
  });

  test('and nothing else: what goes wrong while it runs is the run’s to say', () => {
    for (const [path, code] of [
      ['scripts/a.lua', 'error("no")'],
      ['scripts/a.py', 'raise ValueError("no")'],
      ['scripts/a.js', 'JSON.parse("{")'],
      ['scripts/a.lua', 'while true do end'],
    ] as const)
      expect(said(path, code), code).toEqual([]);
  });
});

describe('names that the level does not have', () => {
  test('are warnings with their place: the line may never run', () => {
    expect(said('scripts/a.lua', "function onTick()\n  query('Stag')\nend")).toEqual([
      '2:10 warning: No component is called Stag. Did you mean Stage?',
    ]);
    expect(said('scripts/a.py', 'import os\n')).toEqual([
      '1:8 warning: A script cannot import os: there are only math, random and ledgerquest. A script reaches nothing outside its level.',
    ]);
    expect(said('scripts/a.js', "query('Stag')")).toEqual([]);
  });

  test('are told also by an engine that does not have the language', async () => {
    const { quickjs } = scriptingWasm();
    host = await openScripting({ wasm: { quickjs } });
    expect(said('scripts/a.lua', "query('Stag')")).toEqual(['1:8 warning: No component is called Stag. Did you mean Stage?']);
    host = await openTestHost();
  });
});

describe('functions that look like hooks and are none', () => {
  test.each([
    [
      'scripts/a.ts',
      'let n: number = 1;\nexport function ontick(dt: number) {}',
      '2:17 warning: Nothing calls ontick(): the engine calls onTick(). Call it onTick.',
    ],
    ['scripts/a.js', 'function onStart() {}', '1:10 warning: Nothing calls onStart(): the engine calls start(). Call it start.'],
    ['scripts/a.py', 'def onTicK():\n    pass', '1:5 warning: Nothing calls onTicK(): the engine calls on_tick(). Call it on_tick.'],
    ['scripts/a.lua', 'function Start()\nend', '1:10 warning: Nothing calls Start(): the engine calls start(). Call it start.'],
    ['scripts/a.js', 'const ontick = () => {};', '1:7 warning: Nothing calls ontick(): the engine calls onTick(). Call it onTick.'],
    ['scripts/a.js', 'function* ontick() {}', '1:11 warning: Nothing calls ontick(): the engine calls onTick(). Call it onTick.'],
    ['scripts/a.py', 'OnTick = lambda: 0', '1:1 warning: Nothing calls OnTick(): the engine calls on_tick(). Call it on_tick.'],
    [
      'scripts/a.lua',
      'local onTick = function() end',
      '1:7 warning: onTick() is local: the engine does not see it, and never calls it. Leave out local.',
    ],
    [
      'scripts/a.lua',
      'local function onTick()\nend',
      '1:16 warning: onTick() is local: the engine does not see it, and never calls it. Leave out local.',
    ],
  ])('in %s: %j', (path, code, words) => expect(said(path, code)).toEqual([words]));

  test.each([
    ['scripts/a.js', 'const start = 5;\nconst onTick = () => start;'],
    ['scripts/a.lua', 'local start = 5\nfunction onTick() end'],
    ['scripts/a.ts', 'function onTick() {}\nfunction start() {}'],
    ['scripts/a.py', 'def on_tick(dt, market):\n    pass'],
    ['scripts/a.js', 'function onstart() {}\non("Begin", onstart);'],
    ['scripts/a.lua', 'local function onTick()\nend\n_G.onTick = onTick'],
    ['scripts/a.py', 'def twice(f):\n    return f\n\n@twice\ndef ontick():\n    pass'],
    ['scripts/a.py', 'class Shop:\n    def start(self):\n        pass'],
    ['scripts/a.js', '// function ontick() {}\nconst text = "function ontick() {}";'],
  ])('and not what is one, is used, or is something else: %s %j', (path, code) => expect(said(path, code)).toEqual([]));
});
