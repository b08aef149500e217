import { describe, expect, test } from 'vitest';
import type { Json } from '../../kernel/json.ts';
import { builtinComponents } from '../components/index.ts';
import { compileLevel } from '../compile.ts';
import { prettyJson } from '../canonical.ts';
import { Findings, nodesOf, parseBehaviour3, readBehaviour3, readYaml, writeBehaviour3 } from './index.ts';

const yaml = (text: string): { line?: number | undefined; message: string; hint?: string | undefined; code: string }[] => {
  const findings = new Findings('behaviours/a.yaml');
  readYaml(text, findings, 20);
  return findings.problems;
};

const compile = (behaviours: Record<string, string>, entities: object = {}, components: object = {}, script?: string) => {
  const files = {
    'ledgerquest.json': prettyJson({
      format: 1,
      id: 'p',
      name: 'P',
      levels: ['levels/a.json'],
      components: components as Json,
      commands: { Ship: { fields: { units: { kind: 'u16', min: 1, max: 9 } } } },
    }),
    'levels/a.json': prettyJson({
      format: 1,
      id: 'a',
      name: 'A',
      clock: { kind: 'realtime', hz: 20 },
      scripts: script === undefined ? [] : ['scripts/a.js'],
      entities,
    } as never),
    ...(script !== undefined && { 'scripts/a.js': script }),
    ...Object.fromEntries(Object.entries(behaviours).map(([name, text]) => [`behaviours/${name}`, text])),
  };
  const encoder = new TextEncoder();
  return compileLevel(new Map(Object.entries(files).map(([path, text]) => [path, encoder.encode(text)])), undefined, {
    strip: (code) => ({ code }),
  });
};

describe('a tree in YAML', () => {
  test('is read with names, options and seconds', () => {
    const findings = new Findings('behaviours/a.yaml');
    const tree = readYaml(
      `root:
  selector:
    - name: hungry
      sequence:
        - if: "Progress.value < 3"
        - cooldown: { seconds: 0.5, do: { wait: 2 s } }
    - parallel: { succeed: 1, children: [succeed, fail] }
    - utility:
        - { score: Progress.value, do: run }
        - { score: { call: hope }, do: { tree: other } }
`,
      findings,
      20,
    );
    expect(findings.problems).toEqual([]);
    expect([...nodesOf(tree!.root)].map(({ id, type, name, args }) => [id, type, name, args])).toEqual([
      ['0', 'Priority', undefined, {}],
      ['0.0', 'Sequence', 'hungry', {}],
      ['0.0.0', 'Condition', undefined, { field: 'Progress.value', is: '<', value: 3 }],
      ['0.0.1', 'Cooldown', undefined, { ticks: 10 }],
      ['0.0.1.0', 'Wait', undefined, { ticks: 40 }],
      ['0.1', 'Parallel', undefined, { succeed: 1, fail: 1 }],
      ['0.1.0', 'Succeeder', undefined, {}],
      ['0.1.1', 'Failer', undefined, {}],
      ['0.2', 'Utility', undefined, {}],
      ['0.2.0', 'Score', undefined, { field: 'Progress.value', times: 1, plus: 0 }],
      ['0.2.0.0', 'Runner', undefined, {}],
      ['0.2.1', 'Score', undefined, { call: 'hope', args: {} }],
      ['0.2.1.0', 'SubTree', undefined, { tree: 'other' }],
    ]);
  });

  test.each([
    ['sequnce: [succeed]', 1, 'behaviour-kind', 'There is no kind of node named sequnce.', 'Did you mean sequence?'],
    [
      'selector:\n  - wait: soon',
      2,
      'behaviour-argument',
      'wait: it takes ticks, such as wait: 5, or seconds, such as wait: 2 s.',
      undefined,
    ],
    ['selector:\n  - if: 5', 2, 'behaviour-argument', 'if: it takes a comparison, such as if: Stock.count < 5.', undefined],
    ['sequence: 5', 1, 'behaviour-children', 'Sequence takes a list of nodes.', undefined],
    [
      'repeat: { max: 0, do: succeed }',
      1,
      'behaviour-argument',
      'Repeater: max is 0: expected a count from 1, or -1 for ever.',
      'Repeater takes if wanted max.',
    ],
    ['chance: 7', 1, 'behaviour-argument', 'Chance: p is 7: expected a number from 0 to 1.', 'Chance takes p.'],
    [
      'limit: { max: often, do: succeed }',
      1,
      'behaviour-argument',
      'Limiter: max is "often": expected a whole number from 1 to 1000000.',
      'Limiter takes max.',
    ],
    [
      'limit: { mx: 2, do: succeed }',
      1,
      'behaviour-argument',
      'Limiter: max is missing: expected a whole number from 1 to 1000000.',
      'Limiter takes max.',
    ],
    [
      'name: once\nlimit: { max: 0, do: succeed }',
      2,
      'behaviour-argument',
      'Limiter "once": max is 0: expected a whole number from 1 to 1000000.',
      undefined,
    ],
    ['cooldown: { seconds: soon, do: succeed }', 1, 'behaviour-argument', 'cooldown: seconds is "soon": expected a number.', undefined],
    [
      'cooldown: { ticks: 5 }',
      1,
      'behaviour-children',
      'cooldown has ticks and no do, the node that it is about.',
      'Write cooldown: { ticks: 5, do: <node> }.',
    ],
    [
      'if: { field: Stock.count, is: under, value: 3 }',
      1,
      'behaviour-argument',
      'Condition: is is "under": expected one of ==, !=, <, <=, >, >=, has.',
      'Condition takes field, is and value, and if wanted of.',
    ],
    ['emit: { event: 5 }', 1, 'behaviour-argument', 'Emit: event is 5: expected a text.', 'Emit takes event, and if wanted payload.'],
    ['emit: { event: sold, paylod: {} }', 1, 'behaviour-argument', 'Emit: it has no field "paylod". Did you mean payload?', undefined],
    [
      'utility:\n  - { score: { value: high }, do: run }',
      2,
      'behaviour-argument',
      'Score: value is "high": expected a number.',
      'Score takes field, and if wanted of, times and plus; or value; or call, and if wanted args.',
    ],
    ['succeed: 3', 1, 'behaviour-argument', 'succeed: it takes nothing.', undefined],
    ['a: 1\nb: 2', 1, 'behaviour-node', 'A node has one key beside name, not 2: a, b.', undefined],
    ['[1', 1, 'broken-yaml', expect.stringContaining('This is not YAML'), undefined],
    ['sequence: &all [succeed]', 1, 'yaml-marks', 'A tree has no anchors, aliases or tags.', expect.stringContaining('tree: <name>')],
    ['sequence: [*all]', 1, expect.stringMatching(/yaml/), expect.any(String), undefined],
    [
      'wait: 1\n---\nwait: 2',
      2,
      'broken-yaml',
      'This is not YAML: a second document begins here, after --- or ....',
      'One file holds one tree: put the other into its own.',
    ],
    [
      'sequence:\n  - wait: 1\n - run',
      3,
      'broken-yaml',
      'This is not YAML: a list or a map begins where none can.',
      expect.stringContaining('indentation'),
    ],
    ['sequence: [\nrun]', 2, 'broken-yaml', 'This is not YAML: this does not stand where its indentation must be.', expect.any(String)],
    [
      'sequence: [\n  - run\n]',
      2,
      'broken-yaml',
      'This is not YAML: a list with dashes or lines of keys stand inside [ ] or { }.',
      undefined,
    ],
    ['sequence: [run, , run]', 1, 'broken-yaml', 'This is not YAML: something stands here that does not belong.', undefined],
    [
      'emit: { event: a, payload: { x: [1, .inf] } }',
      1,
      'behaviour-argument',
      'Emit: payload.x.1 is .inf, and a tree has finite numbers only.',
      undefined,
    ],
    ['emit: { event: a, payload: .nan }', 1, 'behaviour-argument', 'Emit: payload is .nan, and a tree has finite numbers only.', undefined],
    ['cooldown: { seconds: .nan, do: run }', 1, 'behaviour-argument', 'cooldown: seconds is .nan, and a span is a number.', undefined],
    [
      'cooldown: { seconds: 0.001, do: run }',
      1,
      'behaviour-argument',
      'cooldown: 0.001 s is less than half a tick, and one tick is 0.05 s.',
      undefined,
    ],
    ['wait: 0.001 s', 1, 'behaviour-argument', 'wait: 0.001 s is less than half a tick, and one tick is 0.05 s.', undefined],
    [
      'max-time: { ticks: 4, seconds: 2, do: run }',
      1,
      'behaviour-argument',
      'max-time has ticks and seconds: only one of them can count.',
      'Write max-time: { seconds: 2, do: <node> }, or the same with ticks.',
    ],
    ['', undefined, 'behaviour-node', expect.stringContaining('A node is a map'), undefined],
  ])('%j is refused with its line', (text, line, code, message, hint) => {
    expect(yaml(text)[0]).toMatchObject({ code, message, ...(line !== undefined && { line }), ...(hint !== undefined && { hint }) });
  });

  test('that is nested beyond measure is refused, not overrun', () => {
    expect(yaml(`${'not: {'.repeat(60)}wait: 1${'}'.repeat(60)}`)[0]!.message).toBe('Nodes stand more than 40 deep.');
    expect(yaml('['.repeat(50_000))[0]!.code).toMatch(/behaviour-too-deep|broken-yaml/);
    expect(yaml(`sequence: [${'succeed, '.repeat(1200)}succeed]`)[0]!.message).toBe('The tree has more than 1000 nodes.');
    expect(yaml(' '.repeat(300_000))[0]!.code).toBe('behaviour-too-big');
  });
});

test('an argument may be as deep as what a script gives back, and no deeper', () => {
  const deep = (levels: number): string => `${'['.repeat(levels)}1${']'.repeat(levels)}`;
  for (const node of [
    'call: { call: think, args: ?? }',
    'emit: { event: told, payload: ?? }',
    'utility: [{ score: { call: weigh, args: ?? }, do: run }]',
  ]) {
    expect(yaml(node.replace('??', deep(32))), node).toEqual([]);
    for (const levels of [33, 300]) {
      expect(yaml(node.replace('??', deep(levels)))[0], node).toMatchObject({
        code: 'behaviour-argument',
        message: expect.stringMatching(/^(Call|Emit|Score): its arguments are nested more than 32 levels deep\.$/) as string,
        line: 1,
      });
    }
  }
});

describe('trees of a level', () => {
  const problems = (behaviours: Record<string, string>, entities?: object) =>
    compile(behaviours, entities).problems.map(({ file, line, code, message, hint }) => [
      file.replace('behaviours/', ''),
      line,
      code,
      message,
      hint,
    ]);

  test('that fit are part of the package, text and all', () => {
    const result = compile(
      { 'ant.yaml': 'wait: 1 s' },
      { ant: { name: 'Ant', parent: null, order: 'a0', components: { Behaviour: { tree: 'ant' } } } },
    );
    if (!result.ok) throw new Error(JSON.stringify(result.problems));
    expect(result.package.level.behaviours['ant']!.root).toMatchObject({ type: 'Wait', args: { ticks: 20 } });
    expect(new TextDecoder().decode(result.package.files.get('behaviours/ant.yaml'))).toBe('wait: 1 s');
  });

  test.each([
    ['if: Progres.value < 3', 'behaviour-field', 'Condition: there is no component Progres.', 'Did you mean Progress?'],
    ['if: Progress.valu < 3', 'behaviour-field', 'Condition: Progress has no field valu.', 'Did you mean value?'],
    ['if: Progress.event < 3', 'behaviour-value', 'Condition: Progress.event has no order: compare it with == or !=.', undefined],
    [
      'if: Wallet.balance < much',
      'behaviour-value',
      'Condition: Wallet.balance cannot be compared with "much": expected digits with at most 2 after the point.',
      undefined,
    ],
    [
      'if: Transform.position == 3',
      'behaviour-field',
      'Condition: Transform.position has parts.',
      expect.stringContaining('Transform.position.x'),
    ],
    ['if: Role.may has fly', 'behaviour-value', 'Condition: Role.may has no flag "fly".', undefined],
    ['set: { Progress.value: -1 }', 'behaviour-value', expect.stringContaining('Progress.value cannot be -1'), undefined],
    ['add: { Timer.left: 0.5 }', 'behaviour-value', 'Add: Timer.left holds whole numbers.', undefined],
    ['has: Walet', 'behaviour-field', 'Has: there is no component Walet.', 'Did you mean Wallet?'],
    [
      'command: { command: Ship, payload: { units: 10 } }',
      'behaviour-command',
      expect.stringContaining('Ship.units cannot be 10'),
      expect.any(String),
    ],
    ['command: Shp', 'behaviour-command', 'Command: There is no command "Shp".', expect.any(String)],
    ['tree: nobody', 'behaviour-tree', 'SubTree: there is no tree nobody.', expect.any(String)],
    ['utility: [succeed]', 'behaviour-score', 'Succeeder: the children of utility are scored.', expect.any(String)],
    [
      'if: { field: Progress.value, of: Progress.goal, is: "<", value: 1 }',
      'behaviour-of',
      'Condition: of names a field that holds an entity, and Progress.goal holds f64.',
      undefined,
    ],
    [`sequence: [${'{ wait: 1 }, '.repeat(17)}]`, 'behaviour-memory', expect.stringContaining('remembers 17 numbers'), expect.any(String)],
  ])('%s is refused at its line', (text, code, message, hint) => {
    const [first] = problems({ 'a.yaml': `# the tree\n${text}` });
    expect(first!.slice(0, 4)).toEqual(['a.yaml', expect.any(Number), code, message]);
    expect(first![1]).toBeGreaterThan(1);
    expect(first![4]).toEqual(hint ?? first![4]);
  });

  test.each([
    ['sequence: []', 'behaviour-empty', 'Sequence: it has no children, so it does nothing.'],
    [
      'parallel: { succeed: 3, children: [run, { wait: 1 }] }',
      'behaviour-children',
      'Parallel: succeed is 3, and it has 2 children: it never succeeds.',
    ],
    ['set: { Behaviour.tree: b }', undefined, undefined],
    [
      'if: Touch.other == nobody',
      'behaviour-entity',
      'Condition: no entity of the level has the key nobody, and no script names it: == never holds.',
    ],
    [
      'if: Touch.other != nobody',
      'behaviour-entity',
      'Condition: no entity of the level has the key nobody, and no script names it: != always holds.',
    ],
    [
      'set: { Touch.other: nobody }',
      'behaviour-entity',
      'Set: no entity of the level has the key nobody, and no script names it: the node fails.',
    ],
    ['if: Touch.other == ant', undefined, undefined],
    ['if: Touch.other == null', undefined, undefined],
  ])('%s is let through, with a warning where it hardly does what it says', (text, code, message) => {
    const project = { Touch: { fields: { other: { kind: 'entity' } } } };
    const result = compile(
      { 'a.yaml': `# the tree\n${text}` },
      { ant: { name: 'Ant', parent: null, order: 'a0', components: {} } },
      project,
    );
    expect(result.ok).toBe(true);
    const told = result.problems.map((problem) => [problem.severity, problem.file, problem.line, problem.code, problem.message]);
    expect(told).toEqual(code === undefined ? [] : [['warning', 'behaviours/a.yaml', 2, code, message]]);
  });

  test.each([
    [`spawn('ant', {}, 'nobody')`, []],
    ['spawn("ant", {}, `ant-${time.tick}`)', []],
    [`spawn('ant', {})`, ['behaviour-entity']],
  ])('an entity that a script may make is no mistake: %s', (call, codes) => {
    const project = { Touch: { fields: { other: { kind: 'entity' } } } };
    const result = compile({ 'a.yaml': 'if: Touch.other == nobody' }, {}, project, `function onTick() { ${call}; }`);
    expect(result.problems.map(({ code }) => code)).toEqual(codes);
  });

  test('a file in behaviours/ that is not read is told; what is no tree by its ending may lie there', () => {
    const { problems } = compile({ 'a 50.yaml': 'run', 'old/b.json': '{}', 'README.md': 'Trees', 'a.yaml': 'run' });
    expect(problems.map(({ severity, code, file }) => [severity, code, file])).toEqual([
      ['warning', 'behaviour-ignored', 'behaviours/a 50.yaml'],
      ['warning', 'behaviour-ignored', 'behaviours/old/b.json'],
    ]);
    expect(problems[0]!.message).toBe('behaviours/a 50.yaml is not read: its name is none that a tree can have.');
  });

  test('that contain each other are refused, and so is a mind without a tree', () => {
    expect(problems({ 'a.yaml': 'tree: b', 'b.yaml': 'not: { tree: a }' }).map(([, , code, message]) => [code, message])).toContainEqual([
      'behaviour-circle',
      'SubTree: the trees a > b > a contain each other.',
    ]);
    const [mind] = problems(
      { 'ant.yaml': 'succeed' },
      { ant: { name: 'Ant', parent: null, order: 'a0', components: { Behaviour: { tree: 'aunt' } } } },
    );
    expect(mind!.slice(2)).toEqual(['unknown-tree', 'Behaviour.tree names aunt, which is no tree of this project.', 'Did you mean ant?']);
    expect(problems({ 'a.yaml': 'succeed', 'a.json': '{}' })[0]!.slice(2, 4)).toEqual(expect.arrayContaining([expect.any(String)]));
  });

  test('every built-in component can be looked at', () => {
    expect(builtinComponents.map(({ name }) => name)).toContain('Behaviour');
  });
});

/** As the editor of Behaviour3 writes it: every type of node, places on the canvas, custom nodes. */
const editorFile = JSON.stringify(
  {
    version: '0.3.0',
    scope: 'tree',
    id: '6f3c2a6e-0d5c-4b5a-9d4e-0f2d7b2f6a11',
    title: 'Guard',
    description: 'Walks, waits and shouts',
    root: 'r',
    properties: { speed: 3 },
    nodes: Object.fromEntries(
      [
        ['r', 'MemPriority', { children: ['s', 'm', 'p', 'd1'] }],
        ['s', 'Sequence', { children: ['c1', 'w'] }],
        ['m', 'MemSequence', { children: ['d2', 'a1'] }],
        ['p', 'Priority', { children: ['a2', 'a3', 'a4'] }],
        ['d1', 'Inverter', { child: 'd3' }],
        ['d2', 'Limiter', { child: 'd4', properties: { maxLoop: 2 } }],
        ['d3', 'MaxTime', { child: 'd5', properties: { maxTime: 500 } }],
        ['d4', 'Repeater', { child: 'd6', properties: { maxLoop: 3 } }],
        ['d5', 'RepeatUntilFailure', { child: 'a5', properties: { maxLoop: -1 } }],
        ['d6', 'RepeatUntilSuccess', { child: 'a6', properties: { maxLoop: 4 } }],
        ['w', 'Wait', { properties: { milliseconds: 120 } }],
        ['c1', 'SeesEnemy', { properties: { range: 5 } }],
        ['a1', 'Succeeder', {}],
        ['a2', 'Failer', {}],
        ['a3', 'Runner', {}],
        ['a4', 'Error', {}],
        ['a5', 'Shout', { properties: { words: 'Halt!' } }],
        ['a6', 'Succeeder', {}],
      ].map(([id, name, more], i) => [
        id,
        {
          id,
          name,
          title: name === 'Wait' ? 'Wait <milliseconds>ms' : name,
          description: '',
          properties: {},
          display: { x: 204 * i, y: -36 * i },
          ...(more as object),
        },
      ]),
    ),
    display: { camera_x: 960, camera_y: 451.5, camera_z: 1, x: 0, y: 0 },
    custom_nodes: [
      { version: '0.3.0', scope: 'node', name: 'SeesEnemy', category: 'condition', title: '', description: null, properties: { range: 1 } },
      { version: '0.3.0', scope: 'node', name: 'Shout', category: 'action', title: null, description: null, properties: {} },
    ],
  },
  undefined,
  2,
);

describe('a Behaviour3 file', () => {
  test('as its editor writes it is read unchanged, every type of node, custom nodes as functions of a script', () => {
    const findings = new Findings('behaviours/guard.json');
    const tree = readBehaviour3(editorFile, findings, 20);
    expect(findings.problems).toEqual([]);
    const nodes = new Map([...nodesOf(tree!.root)].map((node) => [node.id, node]));
    expect(nodes.size).toBe(18);
    expect(nodes.get('w')).toMatchObject({ type: 'Wait', args: { ticks: 3 } });
    expect(nodes.get('d3')).toMatchObject({ type: 'MaxTime', args: { ticks: 10 } });
    expect(nodes.get('d2')).toMatchObject({ type: 'Limiter', args: { max: 2 } });
    expect(nodes.get('d5')).toMatchObject({ args: { max: -1 } });
    expect(nodes.get('c1')).toMatchObject({ type: 'Call', args: { call: 'SeesEnemy', args: { range: 5 } } });
    const result = compile({ 'guard.json': editorFile });
    expect(result.problems.map(({ severity, code, message }) => [severity, code, message])).toEqual([
      ['warning', 'unanswered-call', 'behaviours/guard.json calls SeesEnemy, which no script of the level answers: the node will fail.'],
      ['warning', 'unanswered-call', 'behaviours/guard.json calls Shout, which no script of the level answers: the node will fail.'],
    ]);
  });

  test('comes back from a round trip byte for byte, display and custom nodes and all', () => {
    const findings = new Findings('behaviours/guard.json');
    expect(writeBehaviour3(parseBehaviour3(editorFile, findings)!)).toBe(editorFile);
    const project = JSON.stringify(
      { name: 'p', data: { version: '0.3.0', scope: 'project', selectedTree: 'x', trees: [JSON.parse(editorFile)], custom_nodes: [] } },
      undefined,
      2,
    );
    expect(writeBehaviour3(parseBehaviour3(project, findings)!)).toBe(project);
    expect(readBehaviour3(project, findings, 20)!.root.type).toBe('MemPriority');
  });

  test.each([
    ['{', 'broken-json'],
    ['{"root": 5, "nodes": {}}', 'behaviour3'],
    ['{}', 'behaviour3'],
    ['{"root": null, "nodes": {}}', 'behaviour3-root'],
    ['{"root": "a", "nodes": {"a": {"name": "Sequence", "children": ["b"]}}}', 'behaviour3-node'],
    ['{"root": "a", "nodes": {"a": {"name": "Sequence", "children": ["a"]}}}', 'behaviour-circle'],
    ['{"root": "a", "nodes": {"a": {"name": "Inverter"}}}', 'behaviour-children'],
    ['{"root": "a", "nodes": {"a": {"name": "Jump", "children": ["b"]}, "b": {"name": "Failer"}}}', 'behaviour3-custom'],
    ['{"root": "a", "nodes": {"a": {"name": "Condition", "properties": {}}}}', 'behaviour-argument'],
  ])('%s is refused with its line', (text, code) => {
    const findings = new Findings('behaviours/a.json');
    expect(readBehaviour3(text, findings, 20)).toBeUndefined();
    expect(findings.problems[0]).toMatchObject({ code, file: 'behaviours/a.json', line: 1 });
  });

  const first = (nodes: object, root: Json = 'a') => {
    const findings = new Findings('behaviours/a.json');
    readBehaviour3(JSON.stringify({ root, nodes }, undefined, 1), findings, 20);
    const { code, message, hint, line } = findings.problems[0]!;
    return { code, message, hint, line };
  };

  test('whose node has an unknown type is told that before anything about what stands below it', () => {
    const typo = { name: 'Sequnce', children: ['b'] };
    for (const below of [{}, { b: { name: 'Wait', properties: { milliseconds: 'soon' } } }, { b: { name: 'Inverter' } }])
      expect(first({ a: typo, ...below })).toEqual({
        code: 'behaviour3-custom',
        message: 'There is no type of node named Sequnce (node a), and only leaves can be functions of a script.',
        hint: 'Did you mean Sequence?',
        line: 4,
      });
    expect(first({ a: { name: 'Spaghetti', child: 'a' } }).hint).toMatch(/^Types with children: Sequence, Priority, /);
    const leaf = JSON.stringify({ root: 'a', nodes: { a: { name: 'Suceeder' } } });
    expect(compile({ 'a.json': leaf }).problems).toMatchObject([{ code: 'unanswered-call', hint: 'Did you mean Succeeder?' }]);
  });

  test('whose nodes go in a circle is told the way round, and one that is connected twice is told apart from that', () => {
    const circle = {
      a: { name: 'Priority', children: ['b'] },
      b: { name: 'Inverter', child: 'c' },
      c: { name: 'Sequence', children: ['b'] },
    };
    expect(first(circle)).toEqual({
      code: 'behaviour-circle',
      message: 'The nodes Inverter (b) > Sequence (c) > Inverter (b) go in a circle.',
      hint: 'Take one of these connections away in the editor.',
      line: 17,
    });
    expect(first({ a: { name: 'Sequence', children: ['b', 'b'] }, b: { name: 'Failer' } })).toMatchObject({
      code: 'behaviour3-node',
      message: 'The node Failer (b) is connected twice.',
      line: 8,
    });
  });

  test('with a value of the wrong kind is told which, and what is expected', () => {
    const own = (name: string, properties: object) => first({ a: { name, properties, child: 'b' }, b: { name: 'Failer' } });
    expect(own('Limiter', { maxLoop: 'many' }).message).toBe('Limiter: maxLoop is "many": expected a number.');
    expect(own('MaxTime', { maxTime: true }).message).toBe('MaxTime: maxTime is true: expected a number.');
    expect(own('Limiter', { maxLoop: '3.5' }).message).toBe('Limiter: max is 3.5: expected a whole number from 1 to 1000000.');
    expect(first({ a: { name: 7 } }).message).toBe('This is not a Behaviour3 tree: nodes.a.name is 7: expected a text.');
    expect(first({ a: { name: 'Failer' } }, 5).message).toBe('This is not a Behaviour3 tree: root is 5: expected a text.');
    expect(first([]).message).toBe('This is not a Behaviour3 tree: nodes is []: expected an object {…}.');
  });

  test('can use our own types, with their arguments as properties', () => {
    const file = JSON.stringify({
      root: 'a',
      nodes: {
        a: { name: 'Sequence', children: ['b', 'c'] },
        b: { name: 'Condition', properties: { field: 'Progress.value', is: '<', value: 4 } },
        c: { name: 'Cooldown', child: 'd', properties: { ticks: 5 } },
        d: { name: 'Emit', properties: { event: 'hello' } },
      },
    });
    expect(compile({ 'a.json': file }).problems).toEqual([]);
  });
});
