import { describe, expect, test } from 'vitest';
import { sha256Hex } from '../../../kernel/hash/index.ts';
import type { Json } from '../../../kernel/json.ts';
import { busyPython, empty, finish, shops, step, straight } from '../testing/busy.ts';
import { contextOf, emptyWorld, load as loadAny, openTestHost, resultOf, tick } from '../testing/host.ts';
import type { TestWorld } from '../testing/world.ts';
import type { Fault, HookOutcome, ScriptContext, ScriptHost, ScriptInstance } from '../world.ts';

const host: ScriptHost = await openTestHost();

const load = (code: string, world: TestWorld = emptyWorld(), more: Partial<ScriptContext> = {}, from = host): ScriptInstance =>
  loadAny(from, code, world, more, 'scripts/test.py');

/** The fault of loading a script, or of its first tick. */
const faultOf = (code: string): Fault => {
  const world = emptyWorld();
  const loaded = host.load({ path: 'scripts/orders.py', code }, contextOf(world.components));
  if (!loaded.ok) return loaded.fault;
  const outcome = tick(loaded.instance, world);
  return outcome.ok ? expect.fail('the script did not fault') : outcome.fault;
};

const inTick = (body: string): string => `\n\ndef on_tick():\n${body}\n`;

describe('the same inputs give the same run, fuel and memory included', () => {
  const run = (from: ScriptHost, ticks: number): ReturnType<typeof straight> =>
    straight(from, ticks, { path: 'scripts/busy.py', code: busyPython });

  test('in another pool, after other scripts', async () => {
    const other = await openTestHost();
    load("noise = 'x' * 5000\ndef on_tick(): pass", emptyWorld(), {}, other).dispose();
    expect(run(other, 20)).toEqual(run(host, 20));
  });

  test('with the image saved and restored into a new instance before every tick', () => {
    const world = shops();
    let script = load(busyPython, world);
    const trace = empty();
    const expected = empty();
    const plain = load(busyPython, shops());
    const plainWorld = shops();
    for (let n = 1; n <= 20; n++) {
      const image = script.image();
      script = load(busyPython, world);
      expect(script.restoreImage(image)).toBe(true);
      step(script, world, trace, n);
      step(plain, plainWorld, expected, n);
    }
    expect(finish(script, trace)).toEqual(finish(plain, expected));
  });

  test('when an instance goes back in time and plays on', () => {
    const world = shops();
    const script = load(busyPython, world);
    const first = script.call('onTick', { world });
    const image = script.image();
    const second = script.call('onTick', { world });
    script.call('onTick', { world });
    expect(script.restoreImage(image)).toBe(true);
    expect(script.call('onTick', { world })).toEqual(second);
    script.reset();
    expect(script.call('onTick', { world })).toEqual(first);
  });

  test('fuel does not depend on what ran before', () => {
    const code = "kept = []\ndef on_tick():\n    for i in range(300): kept.append({'i': i})\n    return len(kept)\n";
    const fuel = (): Json => {
      const world = emptyWorld();
      const script = load(code, world);
      const used = [script.loadFuel, tick(script, world).fuel, tick(script, world).fuel];
      script.dispose();
      return used;
    };
    const fresh = fuel();
    load("a = []\nfor i in range(3000): a.append('noise%d' % i)\n").dispose();
    expect(fuel()).toEqual(fresh);
    expect(fuel()).toEqual(fresh);
  });
});

describe('a fault takes back the tick', () => {
  const faulting = `${busyPython}
@on('Fail')
def fail(how):
    global price
    price = -1
    history.clear()
    state['last'] = 'gone'
    random('price').next()
    query('Shop')[0].Shop.name = 'half'
    if how == 'loop':
        while True:
            try:
                while True: pass
            except:
                pass
    if how == 'grow':
        kept = []
        while True: kept.append(bytearray(1000000))
    None.x
`;

  test.each(['throw', 'loop', 'grow'])('by %s: what follows is as if it had never been', (how) => {
    const [cleanWorld, world] = [shops(), shops()];
    const clean = load(faulting, shops());
    const script = load(faulting, world);
    const faultNow = (): void => {
      const durable = script.durable();
      const outcome = script.call('on', { world, events: [{ type: 'Fail', payload: how }] });
      expect(outcome.ok).toBe(false);
      expect({ ...script.durable(), faults: 0 }).toEqual({ ...durable, faults: 0 });
    };
    const expected = empty();
    const found = empty();
    for (let n = 1; n <= 9; n++) {
      if (n % 4 === 0) faultNow();
      step(clean, cleanWorld, expected, n);
      step(script, world, found, n);
    }
    expect(found).toEqual(expected);
    expect(sha256Hex(script.image())).toBe(sha256Hex(clean.image()));
  });

  test('three in a row put the script to rest', () => {
    const world = emptyWorld();
    const script = load("@on('Bad')\ndef bad(): None.x\n", world);
    const send = (): HookOutcome => script.call('on', { world, events: [{ type: 'Bad', payload: null }] });
    expect([send(), send(), send()].map((outcome) => !outcome.ok && outcome.disabled)).toEqual([false, false, true]);
    expect(send()).toEqual({ ok: true, effects: [], fuel: 0 });
  });
});

test('durable state alone carries a script into another version: decimals and streams go on', () => {
  const code =
    "state['cash'] = decimal('100')\ndef on_tick():\n    state['cash'] *= '1.01'\n    return [state['cash'], random('a').next()]\n";
  const world = emptyWorld();
  const script = load(code, world);
  const all = [1, 2, 3, 4].map(() => resultOf(tick(script, world)));
  const before = load(code, world);
  [1, 2].forEach(() => tick(before, world));
  const after = load(`# another version\n${code}`, world);
  expect(after.restoreImage(before.image())).toBe(false);
  after.restoreDurable(before.durable());
  expect(after.durable()).toEqual(before.durable());
  expect([3, 4].map(() => resultOf(tick(after, world)))).toEqual(all.slice(2));
});

describe('a fault names file, line and column of the author', () => {
  test.each([
    ['a missing bracket', 'a = (1 + 2\nb = 3\n', 'SYNTAX', 2, 1],
    ['a line that is not where it belongs', 'a = 1\n  b = 2\n', 'SYNTAX', 2, 3],
    ['what the compiler finds in a function', 'def f():\n    nonlocal x\n', 'SYNTAX', 2, 5],
    ['what the compiler finds outside of all', 'a = 1\nb = [*a]\n', 'SYNTAX', 2, 1],
    ['a syntax error that the script raises', inTick("    raise SyntaxError('mine')"), 'ERROR', 4, 5],
    ['such a one while it loads', "def f():\n    raise SyntaxError('mine')\nf()\n", 'ERROR', 2, 5],
    ['an error at the top level', '\n\nmissing()\n', 'ERROR', 3, 1],
    ['an error in a tick', inTick('    a = 1\n    a.b.c'), 'ERROR', 5, 5],
    ['an error in a helper', `${inTick('    helper()')}\ndef helper():\n    raise ValueError('no stock')\n`, 'ERROR', 7, 5],
    ['an error of the SDK, at the line that called it', inTick("    query('Nothing')"), 'ERROR', 4, 5],
    ['a loop that calls', inTick('    while True:\n        abs(1)'), 'FUEL', 5, 9],
    ['a loop that does nothing at all', inTick('    i = 0\n    while True:\n        pass'), 'FUEL', 6, 9],
    ['a loop in a helper', `${inTick('    spin()')}\ndef spin():\n    while True: pass\n`, 'FUEL', 7, 5],
    ['a loop at the top level', '\n\nwhile True: pass\n', 'FUEL', 3, 1],
    ['a loop of the SDK, at the line that called it', inTick('    list(range(10 ** 8))'), 'FUEL', 4, 5],
    ['recursion', inTick('    return on_tick() + 1'), 'DEPTH', 4, 5],
    ['too much memory', inTick('    kept = []\n    return bytearray(100000000)'), 'MEMORY', 5, 5],
  ])('%s', (_name, code, expected, line, column) => {
    const fault = faultOf(code);
    expect({ code: fault.code, file: fault.file, line: fault.line, column: fault.column }).toEqual({
      code: expected,
      file: 'scripts/orders.py',
      line,
      column,
    });
    expect(fault.hint).toMatch(/\.$/);
  });

  test('and the way there, innermost first, by an error and by an empty budget', () => {
    for (const end of ['None.at', 'while True: pass']) {
      const fault = faultOf(
        `${inTick('    first()')}\ndef first(): second()\ndef second():\n    class Third:\n        def go(self):\n            ${end}\n    Third().go()\n`,
      );
      expect(fault.stack?.map(({ name, line }) => [name, line])).toEqual([
        ['go', 10],
        ['second', 11],
        ['first', 6],
        ['on_tick', 4],
      ]);
    }
    expect(faultOf(`${inTick('    spin()')}\ndef spin():\n    while True: pass\n`).message).toBe(
      'The script used up its budget in spin().',
    );
  });

  test.each([
    ['undefinedName', 'no such name'],
    ["open('x')", 'nothing outside its level'],
    ['import os', 'nothing outside its level'],
    ['state.cash = 1', "state['cash']"],
    ['on_tick += 1', 'global total'],
    ['None + 1', 'log(...)'],
    ['while True: abs(1)', 'after()'],
    ['on_tick()', 'a loop instead of recursion'],
  ])('%s: %s', (body, hint) => expect(faultOf(inTick(`    ${body}`)).hint).toContain(hint));

  test.each([
    ['raise SystemExit', 'SystemExit'],
    ['raise KeyboardInterrupt', 'KeyboardInterrupt'],
    ["{}['key']", 'KeyError: there is no "key".'],
    ["class Own(Exception):\n        def __str__(self): raise ValueError('no')\n    raise Own()", 'raised something that cannot be read'],
  ])('%s', (body, message) => {
    const fault = faultOf(inTick(`    ${body}`));
    expect(fault.code).toBe('ERROR');
    expect(fault.message).toContain(message);
  });

  test('an except or finally does not get past an empty budget', () => {
    const body =
      '    try:\n        while True: abs(1)\n    except BaseException:\n        return 1\n    finally:\n        while True: abs(2)';
    expect(faultOf(inTick(body)).code).toBe('FUEL');
  });

  test('logs written before it are there to explain it', () => {
    const world = emptyWorld();
    const nested = 'x = []\n    for i in range(9999): x = [x]\n    repr(x)';
    for (const end of ['None.x', 'while True: abs(1)', 'list(range(10 ** 8))', nested]) {
      const outcome = tick(load(`def on_tick():\n    print('before', 1)\n    ${end}\n`, world), world);
      expect(!outcome.ok && outcome.logs, end).toEqual(['before 1']);
    }
  });
});

describe('hooks', () => {
  test.each([
    ['def on_tick(dt): log(dt)'],
    ['def onTick(dt): log(dt)'],
    ['def on_tick(dt, market): log(dt)'],
    ['def on_tick(dt, market=None): log(dt)'],
    ['def on_tick(*all): log(all[0])'],
    ['on_tick = lambda dt: log(dt)'],
    ['@on_tick\ndef work(dt): log(dt)'],
    ['@on_tick\ndef on_tick(dt): log(dt)'],
    ['class Work:\n  def tick(self, dt): log(dt)\non_tick(Work().tick)'],
    ['def make(x):\n  def work(dt): log(dt + x)\n  return work\non_tick(make(0))'],
  ])('%s is a tick', (code) => {
    const world = emptyWorld();
    world.dt = 0.05;
    const script = load(code, world);
    expect(script.hooks).toEqual(['onTick']);
    const outcome = tick(script, world);
    expect(outcome.ok && outcome.effects).toEqual([{ kind: 'log', text: '0.05' }]);
  });

  test('handlers take as many arguments as they want', () => {
    const world = emptyWorld();
    const script = load("on('A', lambda: 0)\non('A', lambda a: 1)\n@on('A')\ndef two(a, event): return [a['n'], event.type]\n", world);
    const outcome = script.call('on', { world, events: [{ type: 'A', payload: { n: 1 } }] });
    expect(resultOf(outcome)).toEqual([1, 'A']);
  });

  test.each(['async def on_tick():\n    return 1', 'def on_tick(dt):\n    yield dt', 'def on_tick(dt, market):\n    yield dt'])(
    '%s is refused: nothing waits',
    (code) => expect(faultOf(code).message).toContain('neither yields nor waits'),
  );

  test('registration, effects and random numbers keep to their time', () => {
    expect(faultOf(inTick("    on('A', print)")).message).toContain('top level');
    expect(faultOf("emit('A')").message).toContain('not while the script loads');
    expect(faultOf('random.next()').message).toContain('not while the script loads');
  });
});

describe('a script reaches the language and the SDK, nothing else', () => {
  test.each(['os', 'sys', 'gc', 'js', 'jsffi', 'uctypes', 'micropython', 'machine', 'builtins', 'json', 'time', '__main__', 'vfs', 'io'])(
    'import %s is refused by name',
    (name) => {
      expect(faultOf(`import ${name}\n`)).toMatchObject({
        code: 'ERROR',
        message: `ImportError: There is no module "${name}" for scripts, only math, random and ledgerquest: what the SDK has is already there by name.`,
      });
      expect(faultOf(`__import__('${name}')\n`).message).toContain('There is no module');
    },
  );

  test.each(['open', 'input', 'exec', 'eval', 'compile', 'execfile', 'help'])('%s is not there', (name) => {
    expect(faultOf(`${name}('1')\n`).message).toBe(`NameError: name '${name}' isn't defined: a script reaches nothing outside its level.`);
  });

  test('the SDK is no way in: its functions know the public names only', () => {
    const world = emptyWorld();
    const script = load('def on_tick():\n    return sorted(emit.__globals__)\n', world);
    expect(resultOf(tick(script, world))).toEqual([
      'PermissionError',
      '__name__',
      'after',
      'decimal',
      'despawn',
      'emit',
      'kpi',
      'log',
      'on',
      'onTick',
      'on_tick',
      'params',
      'path',
      'print',
      'query',
      'random',
      'set',
      'spawn',
      'start',
      'state',
      'table',
      'time',
    ]);
  });

  test.each([
    'ledgerquest.id = lambda x: 4',
    "setattr(ledgerquest, 'str', lambda x: '4294967288')",
    'del ledgerquest.query',
    "emit.__globals__['bytes'] = lambda x: b''",
    "emit.__globals__.update({'len': 5})",
    'emit.__globals__.clear()',
    'emit.__globals__.popitem()',
  ])('and those names cannot be set, where the SDK would find them: %s', (statement) => {
    expect(faultOf(`import ledgerquest\n${statement}\n`)).toMatchObject({ code: 'ERROR', line: 2 });
    expect(faultOf(`import ledgerquest\n${inTick(`    ${statement}`)}`)).toMatchObject({ code: 'ERROR', line: 5 });
  });

  test('parameters, tables and rows cannot be changed', () => {
    const more = { params: { goal: [1, 2] }, tables: { market: { rows: [{ price: 1 }] } } };
    const world = shops();
    const refused = (body: string): string => {
      const outcome = tick(load(`def on_tick():\n    ${body}\n`, world, more), world);
      return outcome.ok ? 'accepted' : outcome.fault.message;
    };
    expect(refused('params.goal.append(3)')).toContain('append');
    expect(refused('params.goal = 3')).toContain('read-only');
    expect(refused("params['goal'] = 3")).toContain('read-only');
    expect(refused("table('market').rows[0].price = 2")).toContain('read-only');
    expect(refused("query('Shop')[0].Shop = 2")).toContain('read-only');
    expect(refused("query('Shop')[0].Shop.stok = 2")).toContain('has no field "stok"');
    expect(refused('time.tick = 5')).toContain('read-only');
  });

  test("Python's own set is there beside the SDK's", () => {
    const world = emptyWorld();
    expect(resultOf(tick(load('def on_tick(): return sorted(set([3, 1, 3])) + [len(set())]', world), world))).toEqual([1, 3, 0]);
  });
});

test('numbers of fields keep their places while entities come and go', () => {
  const world = shops();
  const script = load(
    "rows = {}\ndef on_tick():\n    for row in query('Shop'):\n        rows[row.key] = row\n        row.Shop.stock += 1\n    out = []\n    for key in sorted(rows):\n        try:\n            out.append([key, rows[key].Shop.stock])\n        except LookupError as error:\n            out.append(str(error))\n    return out\n",
    world,
  );
  tick(script, world);
  world.remove('a');
  const told = JSON.stringify(resultOf(tick(script, world)));
  expect(told).toContain('This entity has no Shop any more.');
});

test('the memory ends where the level says, also in the interpreter that takes the place of a grown one', () => {
  const world = emptyWorld();
  const code = "@on('Take')\ndef take(bytes): return len(bytearray(bytes))\n";
  const script = load(code, world, { limits: { heap: 2 << 20 } });
  const take = (bytes: number): unknown => {
    const outcome = script.call('on', { world, events: [{ type: 'Take', payload: bytes }] });
    return outcome.ok ? outcome.result : outcome.fault.code;
  };
  expect(take(1_000_000)).toBe(1_000_000);
  expect(take(8_000_000)).toBe('MEMORY');
  expect(take(1_000_000)).toBe(1_000_000);
  expect(take(8_000_000)).toBe('MEMORY');
  const plain = load(code, world).call('on', { world, events: [{ type: 'Take', payload: 8_000_000 }] });
  expect(plain.ok && plain.result).toBe(8_000_000);
});

test('half of a surrogate pair does not leave the script; all other texts do as they are', () => {
  const whole = "['\ud7ff\ud7ff', '\u00ed', '\ue000\uffff', '\ud83d\ude00']";
  const back = (expression: string): HookOutcome => tick(load(`def on_tick(): return ${expression}`), emptyWorld());
  expect(resultOf(back(whole))).toEqual(['\ud7ff\ud7ff', '\u00ed', '\ue000\uffff', '\ud83d\ude00']);
  for (const half of ["'\\ud800'", "['a', '\\udfff']", "{'\\ud83d': 1}"])
    expect(back(half), half).toMatchObject({
      ok: false,
      fault: { code: 'RESULT', message: expect.stringContaining('half of a surrogate pair') },
    });
});

test('what asks for more at once than 32 bits can say ends by its memory, and the script goes on', () => {
  const world = emptyWorld();
  for (const value of ['[1, 2, 3]', "'abcd'", '(1, 2, 3, 4)', "b'abcd'"]) {
    const script = load(`def on_tick():\n if time.tick == 1: return len(${value} * (2 ** 30 + 1))\n return 5`, world);
    world.tick = 0;
    expect(tick(script, world), value).toMatchObject({ ok: false, fault: { code: 'MEMORY' } });
    expect(resultOf(tick(script, world))).toBe(5);
  }
});

test('functions are told as such', () => {
  const world = emptyWorld();
  const outcome = tick(load('def on_tick(): log(emit, on_tick, int)', world), world);
  expect(outcome.ok && outcome.effects).toEqual([{ kind: 'log', text: "function function <class 'int'>" }]);
});

test('a text longer than the compiler takes is refused before it runs', () => {
  const loaded = host.load({ path: 's.py', code: `# ${'x'.repeat(81 << 10)}` }, contextOf(new Map()));
  expect(loaded).toMatchObject({ ok: false, fault: { code: 'SYNTAX' } });
});
