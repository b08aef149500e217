import { describe, expect, test } from 'vitest';
import { checkNames } from './check.ts';
import { completeAt } from './complete.ts';
import { dialects, type LanguageName } from './dialect.ts';
import { explain } from './explain.ts';
import { meaningOf } from './find.ts';
import { readSdkWords, sdkWords } from './sdk-words.ts';
import { signatureAt } from './signature.ts';
import { level, marked } from './testing/level.ts';
import { tidy } from './tidy.ts';

const offered = (language: LanguageName, text: string): string[] | undefined =>
  completeAt(...marked(text), dialects[language], level)?.items.map(({ label }) => label);
const said = (language: LanguageName, code: string): string[] =>
  checkNames(code, dialects[language], level).map(
    ({ start, end, message, hint }) => `${code.slice(start, end)}: ${message}${hint ? ` ${hint}` : ''}`,
  );
const explained = (language: LanguageName, text: string): string | undefined => {
  const found = meaningOf(...marked(text), dialects[language], level);
  const told = found?.meaning && explain(found.meaning, level, dialects[language]);
  return told && `${told.title}. ${told.help}`;
};

describe('the words of the SDK', () => {
  test('are those of the typings, described once for all languages', () => {
    expect([...sdkWords.globals.keys()].toSorted()).toEqual(
      expect.arrayContaining(
        'after decimal despawn emit kpi log on onTick on_tick params query random set spawn start state table time'.split(' '),
      ),
    );
    const silent = [...sdkWords.globals.values()].filter(({ name, help }) => help === '' && name !== 'console');
    expect(silent).toEqual([]);
  });

  test('are read with their parameters, also of functions that are given', () => {
    const { globals, members } = readSdkWords(`
/** Finds a way. */
declare function path<K extends Name>(from: Entity, to?: [number, number], fn?: (a: string, b: number) => void): Way;
interface Way {
  /** Steps. */
  readonly length: number;
  at(index: number): Entity;
}
`);
    expect(globals.get('path')).toMatchObject({
      help: 'Finds a way.',
      gives: 'Way',
      parameters: [{ name: 'from' }, { name: 'to', optional: true }, { name: 'fn', takes: ['a', 'b'] }],
    });
    expect([...members.get('Way')!.keys()]).toEqual(['length', 'at']);
  });
});

describe('what is offered', () => {
  const cases: [what: string, lua: string, python: string, words: string[]][] = [
    ['components in query', "query('Stage', '¦')", "query('Stage', '¦')", ['Stage', 'Wealth', 'Label']],
    ['components while the quote is open', "query('¦", "query('¦", ['Stage', 'Wealth', 'Label']],
    ['components in set', "set(row, '¦', {})", "set(row, '¦', {})", ['Stage', 'Wealth', 'Label']],
    ['fields in set', "set(row, 'Stage', { ¦ })", "set(row, 'Stage', {'¦'})", ['inventory', 'cost', 'order']],
    ['commands', "on('¦', f)", "@on('¦')\ndef f(order): pass", ['PlaceOrder', 'collision.begin', 'collision.end']],
    [
      'events that the script itself has',
      "emit('Sold')\non('¦', f)",
      "emit('Sold')\non('¦', f)",
      ['PlaceOrder', 'Sold', 'collision.begin', 'collision.end'],
    ],
    ['parameters', 'x = params.¦', 'x = params.¦', ['theta', 'queue', 'moods', 'night', 'motto']],
    ['parameters in brackets', "x = params['¦']", "x = params['¦']", ['theta', 'queue', 'moods', 'night', 'motto']],
    ['options', "if params.queue == '¦' then end", "if params.queue == '¦':\n    pass", ['fifo', 'lifo']],
    ['options of one of several', "if params.moods[1] ~= '¦' then end", "if params.moods[0] != '¦':\n    pass", ['calm', 'busy']],
    [
      'options of what was kept',
      "local kept = params.queue\nx = kept == '¦'",
      "kept = params['queue']\nx = kept in ('fifo', '¦')",
      ['fifo', 'lifo'],
    ],
    ['KPIs', "kpi('¦', 1)", "kpi('¦', 1)", ['total_cost']],
    ['tables', "table('¦')", "table('¦')", ['market']],
    ['prefabs', "spawn('¦')", "spawn('¦')", ['Crate']],
    ['entities', "despawn('¦')", "despawn('¦')", ['factory']],
    [
      'members of a stream',
      "random('x').¦",
      "random('x').¦",
      expect.arrayContaining(['next', 'int', 'normal', 'chance']) as unknown as string[],
    ],
    [
      'components of a row',
      "for _, row in ipairs(query('Stage')) do row.¦ end",
      "for row in query('Stage'):\n    row.¦",
      ['key', 'Stage', 'Wealth', 'Label'],
    ],
    [
      'fields of a row',
      "for _, row in ipairs(query('Stage')) do row.Stage.¦ end",
      "for row in query('Stage'):\n    row.Stage.¦",
      ['inventory', 'cost', 'order'],
    ],
    [
      'fields of a component in a variable',
      "local row = query('Stage')[1]\nlocal s = row.Stage\ns.in¦",
      "row = query('Stage')[0]\ns = row.Stage\ns.in¦",
      ['inventory', 'cost', 'order'],
    ],
    ['fields of what a function is given', 'function f(it) it.Stage.¦ end', 'def f(it):\n    it.Stage.¦', ['inventory', 'cost', 'order']],
    [
      'fields of a payload',
      "on('PlaceOrder', function(order, event) order.¦ end)",
      "@on('PlaceOrder')\ndef f(order, event):\n    x = order['¦']",
      ['quantity', 'price'],
    ],
    [
      'fields of an event',
      "on('PlaceOrder', function(order, event) event.¦ end)",
      "@on('PlaceOrder')\ndef f(order, event):\n    event.¦",
      ['type', 'sender', 'entity', 'tick'],
    ],
    ['fields of a payload that is told', "emit('PlaceOrder', { ¦ })", "emit('PlaceOrder', {'¦'})", ['quantity', 'price']],
    ['time', 'time.¦', 'time.¦', ['tick', 'now', 'dt']],
  ];
  test.each(cases)('%s, in Lua', (_, text, __, words) => expect(offered('lua', text)).toEqual(words));
  test.each(cases)('%s, in Python', (_, __, text, words) => expect(offered('python', text)).toEqual(words));

  test.each([
    ['rows of a list that was kept', "local rows = query('Stage')\nfor i, r in ipairs(rows) do r.¦ end"],
    ['a method with a colon', "local d = decimal('1')\nd:¦"],
    ['a text without brackets', "local rows = query '¦'"],
  ])('in Lua %s', (_, text) => expect(offered('lua', text)?.length).toBeGreaterThan(2));

  test.each([
    ['a row of a comprehension', "x = [r.¦ for r in query('Stage')]"],
    ['a row that is numbered', "for i, r in enumerate(query('Stage')):\n    r.¦"],
    ['a named argument', "set(row, 'Stage', ¦)"],
    ['a name that was imported under another', "from ledgerquest import query as find\nfor r in find('¦'):"],
    ['a lambda', "on('PlaceOrder', lambda order: order['¦'])"],
  ])('in Python %s', (_, text) => expect(offered('python', text)?.length).toBeGreaterThan(1));

  test('nothing in comments, in other texts and in numbers', () => {
    for (const text of ["-- query('¦')", "--[[ query('¦')\n]]", "log('¦')", 'x = 12¦', "x = [[query('¦')]]"])
      expect(offered('lua', text), text).toBeUndefined();
    for (const text of ["# query('¦')", "log('¦')", 'x = 12¦', "x = '''\nquery(¦)\n'''"])
      expect(offered('python', text), text).toBeUndefined();
  });

  test('the SDK, the language and the script’s own names where a name stands by itself', () => {
    expect(offered('lua', 'local mine = 1\n¦')).toEqual(expect.arrayContaining(['query', 'ipairs', 'local', 'mine', 'print']));
    expect(offered('python', 'mine = 1\n¦')).toEqual(expect.arrayContaining(['query', 'range', 'def', 'mine']));
    expect(offered('lua', '¦')).not.toContain('console');
  });

  test('what is typed already is replaced, in a text up to its closing quote', () => {
    const [code, offset] = marked("query('St¦age')");
    expect(completeAt(code, offset, dialects.lua, level)).toMatchObject({ start: 7, end: 12 });
    expect(completeAt(...marked('x = par¦'), dialects.python, level)).toMatchObject({ start: 4, end: 7 });
  });

  test('with unit, range and help', () => {
    const inventory = completeAt(...marked("for r in query('Stage'):\n    r.Stage.¦"), dialects.python, level)?.items[0];
    expect(inventory).toMatchObject({ title: 'Stage.inventory: whole number', help: 'On hand. Unit: cases. From 0 to 9999.' });
  });
});

describe('what is explained', () => {
  test.each<[LanguageName, string, string]>([
    ['lua', "query('St¦age')", 'component Stage. One firm of the chain. Fields: cost, inventory, order.'],
    ['python', 'def f(row):\n    row.Stage.inv¦entory += 1', 'Stage.inventory: whole number. On hand. Unit: cases. From 0 to 9999.'],
    ['python', 'x = params.th¦eta', 'params.theta: number. Smoothing. From 0 to 1.'],
    ['lua', 'x = params.que¦ue', 'params.queue: one of fifo, lifo. Queue. Of its options: fifo (Oldest first).'],
    ['python', 'x = params.mo¦ods', 'params.moods: 2 × one of calm, busy. Moods. One for each of north, south.'],
    ['lua', 'x = params.ni¦ght', 'params.night: true or false. Night shift.'],
    ['python', 'x = params.mot¦to', 'params.motto: text. Motto. At most 40 characters.'],
    ['python', "x = params.queue == 'fi¦fo'", 'params.queue is fifo. Oldest first.'],
    ['lua', "kpi('total_¦cost', 1)", 'KPI total_cost: decimal. Total cost. Unit: $.'],
    ['lua', "on('Place¦Order', f)", 'command PlaceOrder. Order from the supplier. Fields: price, quantity.'],
    ['python', 'em¦it(1)', 'emit(type, payload?, entity?). Tells the world, other scripts and players that something happened.'],
    ['lua', 'pri¦nt(1)', 'print. Is log: a line for the console panel and lq run.'],
    [
      'javascript',
      "for (const { Sta¦ge } of query('Stage')) {}",
      'component Stage. One firm of the chain. Fields: cost, inventory, order.',
    ],
  ])('in %s: %s', (language, text, words) => expect(explained(language, text)).toBe(words));

  test('nothing of a name that the script has given a meaning of its own', () => {
    expect(explained('lua', 'local function emit() end\nem¦it()')).toBeUndefined();
    expect(explained('lua', '-- em¦it')).toBeUndefined();
  });
});

describe('the call that is being typed', () => {
  test.each<[LanguageName, string, string, number]>([
    ['lua', "emit('Sold', ¦", 'emit(type, payload?, entity?)', 1],
    ['python', "spawn('Crate', {'Label': {'text': ¦}}, 'x')", 'spawn(prefab, components?, key?)', 1],
    ['lua', "query('Stage', 'Wealth', '¦')", 'query(...components)', 0],
    ['lua', "random('x'):int(1, ¦)", 'int(from, to)', 1],
    ['python', "decimal('1').div(2, ¦)", 'div(other, digits, rounding)', 1],
    ['lua', "on('X', ¦)", 'on(type, fn(payload, event))', 1],
  ])('in %s: %s', (language, text, label, active) =>
    expect(signatureAt(...marked(text), dialects[language], level)).toMatchObject({ label, active }),
  );

  test('is none of the SDK’s inside a function of the script’s own', () => {
    expect(signatureAt(...marked('mine(¦)'), dialects.lua, level)).toBeUndefined();
    expect(signatureAt(...marked('function emit(¦) end'), dialects.lua, level)).toBeUndefined();
  });
});

describe('names that the level does not have', () => {
  const cases: [what: string, lua: string, python: string, words: string[]][] = [
    ['component', "query('Welth')", "query('Welth')", ['Welth: No component is called Welth. Did you mean Wealth?']],
    ['parameter', 'log(params.teta)', "log(params['teta'])", ['teta: No parameter is called teta. Did you mean theta?']],
    ['option', "x = params.queue == 'fiffo'", "x = params.queue == 'fiffo'", ['fiffo: params.queue is never fiffo. Did you mean fifo?']],
    [
      'option of one of several',
      "x = params.moods[2] ~= 'bussy'",
      "x = params.moods[1] not in ('calm', 'bussy')",
      ['bussy: params.moods is never bussy. Did you mean busy?'],
    ],
    ['text that is free', "x = params.motto == 'fiffo'", "x = params.motto == 'fiffo' or 'x' in ('fiffo',)", []],
    ['KPI', "kpi('total_cots', 1)", "kpi('total_cots', 1)", ['total_cots: No KPI is called total_cots. Did you mean total_cost?']],
    ['table', "table('markt')", "table('markt')", ['markt: No table is called markt. Did you mean market?']],
    ['prefab', "spawn('Crat')", "spawn('Crat')", ['Crat: No prefab is called Crat. Did you mean Crate?']],
    [
      'command',
      "on('PlaceOrdr', f)",
      "@on('PlaceOrdr')\ndef f(x): pass",
      ['PlaceOrdr: No command is called PlaceOrdr. Did you mean PlaceOrder?'],
    ],
    [
      'field of a row',
      "for _, row in ipairs(query('Stage')) do row.Stage.inventry = 1 end",
      "for row in query('Stage'):\n    row.Stage.inventry = 1",
      ['inventry: Stage has no field inventry. Did you mean inventory?'],
    ],
    [
      'component of a row',
      "for _, row in ipairs(query('Stage')) do log(row.Stag.order) end",
      "for row in query('Stage'):\n    log(row.Stag.order)",
      ['Stag: A row has no Stag: it has its key and its components. Did you mean Stage?'],
    ],
    [
      'field that is set',
      "set('factory', 'Stage', { ordr = 4 })",
      "set('factory', 'Stage', ordr=4)",
      ['ordr: Stage has no field ordr. Did you mean order?'],
    ],
    [
      'component that is spawned',
      "spawn(nil, { Lable = { text = 'x' } })",
      "spawn(None, {'Lable': {'text': 'x'}})",
      ['Lable: No component is called Lable. Did you mean Label?'],
    ],
    [
      'field that is spawned',
      "spawn(nil, { Label = { txt = 'x' } })",
      "spawn(None, {'Label': {'txt': 'x'}})",
      ['txt: Label has no field txt. Did you mean text?'],
    ],
    [
      'field of a payload',
      "on('PlaceOrder', function(order) log(order.quanity) end)",
      "@on('PlaceOrder')\ndef f(order):\n    log(order['quanity'])",
      ['quanity: PlaceOrder carries no quanity. Did you mean quantity?'],
    ],
  ];
  test.each(cases)('%s, in Lua', (_, code, __, words) => expect(said('lua', code)).toEqual(words));
  test.each(cases)('%s, in Python', (_, __, code, words) => expect(said('python', code)).toEqual(words));

  test('are not looked for in comments and texts, nor where the script has the name itself', () => {
    expect(
      said(
        'lua',
        "-- query('Welth')\nlog(\"query('Welth')\")\nlocal function query(x) end\nquery('Welth')\nlocal params = {}\nlog(params.teta)",
      ),
    ).toEqual([]);
    expect(said('python', "# query('Welth')\nlog(\"query('Welth')\")\ndef kpi(x): pass\nkpi('Welth')\nstate['Stage'].foo = 1")).toEqual([]);
  });

  test('may be put together, and events may be the script’s own', () => {
    expect(said('lua', "query('We' .. name)\nemit('Sold')\non('Sold', f)\non('PlaceOrdr', f)\nemit('PlaceOrdr')")).toEqual([]);
    expect(said('python', "query('We' + name)\non('Delivered', f)\nx = params.keys()")).toEqual([]);
  });

  test('a name that is bound to different things is taken for nothing', () => {
    expect(
      said(
        'lua',
        "for _, row in ipairs(query('Stage')) do log(row.key) end\nlocal row = { Stage = {} }\nrow.Mine = 1\nlog(row.Stage.mine)",
      ),
    ).toEqual([]);
    expect(said('python', "for row in query('Stage'):\n    log(row.key)\nrow = {}\nrow.mine = 1")).toEqual([]);
  });
});

describe('names that a script does not have', () => {
  test('in Lua, with what to use instead', () => {
    expect(said('lua', "local t = os.time()\nlocal x = require('json')\nlocal f = io.open('x')")).toEqual([
      'os: A script has no os. A script has no clock: use time.tick, time.now or time.dt.',
      'require: A script has no require. A script is one file: what the SDK has is already there by name.',
      'io: A script has no io. A script reads no files: put the data into data/<name>.json and read it with table(name).',
    ]);
    expect(said('lua', 'local os = { time = 1 }\nlog(os.time, state.io)\nlocal t = { io = 1 }')).toEqual([]);
  });

  test('in Python, modules among them', () => {
    expect(said('python', "import os\nfrom datetime import date\nimport math, json\nf = open('x')")).toEqual([
      'os: A script cannot import os: there are only math, random and ledgerquest. A script reaches nothing outside its level.',
      'datetime: A script cannot import datetime: there are only math, random and ledgerquest. A script has no clock: use time.tick, time.now or time.dt.',
      'json: A script cannot import json: there are only math, random and ledgerquest. Payloads, state and tables are plain values already: there is nothing to decode.',
      'open: A script has no open. A script reads no files: put the data into data/<name>.json and read it with table(name).',
    ]);
    expect(said('python', 'import math\nfrom ledgerquest import on_tick\nopen_orders = 1\nlog(time.tick, order.open, f(open=1))')).toEqual(
      [],
    );
  });

  test.each<[LanguageName, string]>([
    [
      'lua',
      "state.cash = decimal('100000')\non('PlaceOrder', function(order, event)\n  for _, row in ipairs(query('Stage')) do\n    if row.key == event.entity then row.Stage.inventory = row.Stage.inventory - order.quantity end\n  end\nend)\nfunction on_tick(dt, market)\n  if market.volatility < 0.2 then state.cash = state.cash * '1.01' end\n  kpi('total_cost', state.cash)\nend\n",
    ],
    [
      'python',
      "import math\nstate['cash'] = decimal('100000')\n@on('PlaceOrder')\ndef placed(command):\n    for cube in query('Stage'):\n        cube.Stage.inventory = command['quantity']\ndef on_tick(dt, market=None):\n    for cube in query('Stage'):\n        kpi('total_cost', decimal(cube.Stage.inventory) )\n    if market and market['volatility'] < 0.2:\n        state['cash'] *= '1.01'\n",
    ],
  ])('nothing is said of a right script in %s', (language, code) => expect(said(language, code)).toEqual([]));
});

describe('where a name comes from', () => {
  test('is where the script first gives it its meaning', () => {
    const [code, offset] = marked('local function order(stage)\n  return 1\nend\nlog(ord¦er(1))');
    expect(meaningOf(code, offset, dialects.lua, level)?.definition).toEqual({ start: 15, end: 20 });
    const [text, at] = marked('def order(stage):\n    return 1\nlog(ord¦er(1))');
    expect(meaningOf(text, at, dialects.python, level)?.definition).toEqual({ start: 4, end: 9 });
  });

  test.each<[LanguageName, string, string]>([
    ['javascript', "query('St¦age')", 'component'],
    ['javascript', 's.Stage.inv¦entory = 1', 'field'],
    ['javascript', 'const x = params.the¦ta;', 'parameter'],
    ['javascript', "if (params.queue === 'fi¦fo') {}", 'option'],
    ['javascript', "set('fac¦tory', 'Stage', {})", 'entity'],
    ['lua', "if row.key == 'fac¦tory' then end", 'entity'],
    ['python', "spawn('Cra¦te')", 'prefab'],
    ['python', "table('mar¦ket')", 'table'],
  ])('in %s: %s', (language, text, kind) => expect(meaningOf(...marked(text), dialects[language], level)?.meaning?.kind).toBe(kind));
});

describe('putting a text in order', () => {
  const tidied = (language: LanguageName, code: string): string =>
    tidy(code, dialects[language])
      .toReversed()
      .reduce((text, { start, end, text: put }) => text.slice(0, start) + put + text.slice(end), code);

  test('takes away blanks at the ends of lines, and ends with one line end', () => {
    expect(tidied('lua', 'local a = 1  \n\t\nreturn a\t\n\n\n')).toBe('local a = 1\n\nreturn a\n');
    expect(tidied('python', 'def f():  \r\n    pass')).toBe('def f():\r\n    pass\n');
    expect(tidied('lua', '')).toBe('');
  });

  test('leaves texts and indentation as they are', () => {
    for (const code of ["x = '''a  \n  b'''\n", '\tif x:\n\t        y = 1\n']) expect(tidied('python', code)).toBe(code);
    for (const code of ['local x = [[a  \n\n\n]]\n', 'local x = [[a  \n\n\n']) expect(tidied('lua', code)).toBe(code);
  });
});

describe('money in doubles', () => {
  const warned = (name: string): string =>
    `${name}: ${name} is reckoned in doubles: money loses cents that way. Keep it in a decimal: decimal('100000') * decimal('1.01').`;

  test('is warned of in the sample that every analyst knows', () => {
    const sample =
      "portfolio = {'cash': 100_000}\ndef on_tick(dt, market):\n    if market['volatility'] < 0.2:\n        portfolio['cash'] *= 1.01\n";
    expect(said('python', sample)).toEqual([warned('cash')]);
  });

  test.each([
    ['lua', 'local unit_price = 1 unit_price = unit_price * 1.5', 'unit_price'],
    ['lua', 'state.cash = 0.19 + state.cash', 'cash'],
    ['python', "state['totalCost'] = state['totalCost'] + 0.5", 'totalCost'],
    ['python', 'wage = 3\nlog(1.25 * wage)', 'wage'],
  ] as const)('in %s: %s', (language, code, name) => expect(said(language, code)).toEqual([warned(name)]));

  test.each([
    ['lua', "state.cash = state.cash * decimal('1.01')"],
    ['python', "cash = decimal('1.50') * 3\nlog('cash' + 'x')"],
    ['python', "forecast = 0.2 * demand\nstate['costless'] = 1.5 * 2"],
    ['python', "d = {'cash': 1.5}"],
  ] as const)('nothing is said in %s of %s', (language, code) => expect(said(language, code)).toEqual([]));
});
