import { describe, expect, test } from 'vitest';
import { compareText, type Json } from '../kernel/json.ts';
import { prettyJson } from './canonical.ts';
import { compileLevel, MAX_SCRIPT_BYTES, type Strip } from './compile.ts';
import { openPackage } from './package.ts';
import type { Problem } from './problem.ts';

const encoder = new TextEncoder();
const strip: Strip = (source) => ({ code: source.replaceAll(': number', '        ') });

const project = {
  format: 1,
  id: 'shop',
  name: 'Shop',
  levels: ['levels/street.json'],
  components: { Till: { fields: { cash: { kind: 'decimal', scale: 2 }, next: { kind: 'entity' }, limit: { kind: 'u8', max: 100 } } } },
  commands: { TakeStage: { fields: { stage: { kind: 'string' } } }, Pay: { fields: {} }, Leave: { fields: {} } },
  parameters: { theta: { kind: 'number', label: 'Theta', min: 0, max: 1, default: 0.5 } },
  scenarios: { base: { name: 'Base', values: { theta: 1 }, ticks: 10, seed: 1 } },
  kpis: { cash: { label: 'Cash', kind: 'decimal' } },
  charts: [{ id: 'cash', title: 'Cash', kpis: ['cash'], kind: 'line' }],
};
const level = {
  format: 1,
  id: 'street',
  name: 'Street',
  clock: { kind: 'turns', unit: 'day', awaits: 'Pay', take: 'TakeStage', release: 'Leave' },
  scripts: ['scripts/rules.ts'],
  entities: {
    shop: { name: 'Shop', parent: null, order: 'a0', components: { Till: { cash: '1.5', next: 'door' }, Transform: {} } },
    door: { name: 'Door', parent: 'shop', order: 'a0', components: {} },
  },
};

interface Patch {
  project?: (value: typeof project & Record<string, Json>) => void;
  level?: (value: typeof level & Record<string, unknown>) => void;
  files?: Record<string, string | undefined>;
}

function folder({ project: editProject, level: editLevel, files = {} }: Patch = {}): Map<string, Uint8Array> {
  const [a, b] = [structuredClone(project), structuredClone(level)] as never[];
  editProject?.(a!);
  editLevel?.(b!);
  const all: Record<string, string | undefined> = {
    'ledgerquest.json': prettyJson(a!),
    'levels/street.json': prettyJson(b!),
    'scripts/rules.ts': 'const x: number = 1;\n',
    ...files,
  };
  return new Map(Object.entries(all).flatMap(([path, text]) => (text === undefined ? [] : [[path, encoder.encode(text)]])));
}

const compile = (patch?: Patch, path?: string) => compileLevel(folder(patch), path, { strip });
const wrong = (value: object, spec: object): void => void Object.assign((value as { parameters: object }).parameters, { x: spec });
const problemsOf = (patch: Patch, path?: string): Partial<Problem>[] => compile(patch, path).problems;

test('tags are for who edits: the package is the same, byte for byte', () => {
  const [plain, tagged] = [compile(), compile({ level: ({ entities }) => Object.assign(entities.shop, { tags: ['night', 'open'] }) })];
  if (!plain.ok || !tagged.ok) throw new Error(JSON.stringify([plain.problems, tagged.problems]));
  expect(tagged.package.hash).toBe(plain.package.hash);
  expect(tagged.problems).toEqual([]);
});

describe('instances of prefabs', () => {
  const stall = { components: { Till: { cash: '2.5', limit: 7 }, Transform: {} } };
  const withStall = (entity: Record<string, unknown>): Patch => ({
    project: (value) => Object.assign(value, { prefabs: { Stall: stall } }),
    level: (value) => Object.assign(value.entities, { stall: { name: 'Stall', parent: null, order: 'a1', components: {}, ...entity } }),
  });

  test('run as if they were written whole: the package is the same', () => {
    const [instance, whole] = [
      compile(withStall({ prefab: 'Stall', without: ['Transform'], components: { Till: { limit: 9 } } })),
      compile(withStall({ components: { Till: { cash: '2.5', limit: 9 } } })),
    ];
    if (!instance.ok || !whole.ok) throw new Error(JSON.stringify([instance.problems, whole.problems]));
    expect(instance.package.hash).toBe(whole.package.hash);
    expect(instance.problems).toEqual([]);
  });

  test('of what nobody declared are refused where they stand; what leaves out without one is named', () => {
    expect(problemsOf(withStall({ prefab: 'Stal' }))).toMatchObject([
      {
        severity: 'error',
        code: 'unknown-prefab',
        file: 'levels/street.json',
        entity: 'stall',
        message: expect.stringContaining('is an instance of Stal, which is no prefab of this project.') as string,
        hint: 'Did you mean Stall?',
      },
    ]);
    expect(problemsOf(withStall({ without: ['Till'] }))).toMatchObject([{ severity: 'warning', code: 'without-prefab', entity: 'stall' }]);
    expect(problemsOf(withStall({ prefab: 'Stall', without: ['Til', 'Till'], components: { Till: {} } }))).toMatchObject([
      {
        severity: 'warning',
        code: 'stray-without',
        message: expect.stringContaining('leaves out Til, which Stall does not have.') as string,
      },
      { severity: 'warning', code: 'stray-without', message: expect.stringContaining('leaves out Till, and has it') as string },
    ]);
  });

  test('of a prefab with a bad value say nothing: it is told once, where it stands', () => {
    const patch = withStall({ prefab: 'Stall' });
    const bad = { components: { Till: { limit: 101 } } };
    expect(problemsOf({ ...patch, project: (value) => Object.assign(value, { prefabs: { Stall: bad } }) })).toMatchObject([
      { severity: 'error', file: 'ledgerquest.json', message: expect.stringContaining('Prefab Stall') as string },
    ]);
  });
});

describe('variants of prefabs', () => {
  const stall = { components: { Till: { cash: '2.5', limit: 7 }, Transform: {} } };
  const booth = { prefab: 'Stall', without: ['Transform'], components: { Till: { limit: 9 } } };
  const kiosk = { prefab: 'Booth', components: { Till: { cash: '3.5' }, Transform: { position: [1, 0, 0] } } };
  const withPrefabs = (prefabs: object, entity: object = { prefab: 'Kiosk', components: {} }): Patch => ({
    project: (value) => Object.assign(value, { prefabs }),
    level: (value) => Object.assign(value.entities, { stall: { name: 'Stall', parent: null, order: 'a1', ...entity } }),
  });

  test('run as if they were written whole, instances of theirs too: the package is the same, byte for byte', () => {
    const whole = {
      Kiosk: { components: { Till: { cash: '3.5', limit: 9 }, Transform: { position: [1, 0, 0] } } },
      Booth: { components: { Till: { cash: '2.5', limit: 9 } } },
      Stall: stall,
    };
    const [variants, written] = [
      compile(withPrefabs({ Kiosk: kiosk, Booth: booth, Stall: stall })),
      compile(withPrefabs(whole, { components: whole.Kiosk.components })),
    ];
    if (!variants.ok || !written.ok) throw new Error(JSON.stringify([variants.problems, written.problems]));
    expect(variants.package.hash).toBe(written.package.hash);
    expect(variants.problems).toEqual([]);
  });

  test.each<[string, object, Partial<Problem>]>([
    [
      'a circle, by name',
      { Stall: { prefab: 'Kiosk', components: {} }, Booth: booth, Kiosk: { prefab: 'Booth', components: {} } },
      { code: 'cyclic-prefab', message: 'Prefab Booth stands on itself: Booth > Stall > Kiosk > Booth.' },
    ],
    [
      'itself',
      { Kiosk: { prefab: 'Kiosk', components: {} } },
      { code: 'cyclic-prefab', message: 'Prefab Kiosk stands on itself: Kiosk > Kiosk.' },
    ],
    [
      'nothing',
      { Kiosk: { prefab: 'Boot', components: {} } },
      { code: 'unknown-prefab', message: 'Prefab Kiosk stands on Boot, which is no prefab of this project.' },
    ],
  ])('that stand on %s are refused', (_, prefabs, problem) =>
    expect(problemsOf(withPrefabs(prefabs))[0]).toMatchObject({ ...problem, severity: 'error', file: 'ledgerquest.json' }),
  );

  test('of a prefab with a bad value say nothing: it is told once, where it stands; what they leave out in vain is named', () => {
    const bad = { components: { Till: { limit: 101 }, Transform: {} } };
    expect(problemsOf(withPrefabs({ Kiosk: kiosk, Booth: booth, Stall: bad }))).toMatchObject([
      { message: expect.stringContaining('Prefab Stall') as string },
    ]);
    expect(problemsOf(withPrefabs({ Kiosk: { ...kiosk, prefab: 'Stall', without: ['Till', 'Tull'] }, Stall: stall }))).toMatchObject([
      { severity: 'warning', code: 'stray-without', message: 'Prefab Kiosk leaves out Till, and has it: it has it.' },
      { severity: 'warning', code: 'stray-without', message: 'Prefab Kiosk leaves out Tull, which Stall does not have.' },
    ]);
  });
});

describe('prefabs with parts', () => {
  const part = { name: 'Part', parent: null, order: 'a0', components: {} };
  const till = { components: { Till: { cash: '2.5', limit: 7 } } };
  const stall = {
    components: { Transform: {} },
    parts: { till: { ...part, prefab: 'Desk', components: { Transform: { position: [1, 0, 0] } } } },
  };
  const market = {
    components: {},
    parts: { first: { ...part, prefab: 'Stall' } },
    differs: { 'first/till': { components: { Till: { limit: 9 } } } },
  };
  const declared = { Market: market, Stall: stall, Desk: till };
  const withPrefabs = (prefabs: object, entities: object): Patch => ({
    project: (value) => Object.assign(value, { prefabs }),
    level: (value) => Object.assign(value.entities, entities),
  });
  const at = (key: string, parent: string | null, rest: object) => ({ [key]: { name: key, parent, order: 'a1', components: {}, ...rest } });

  test('are in the package with all that they have, for those who make them while it runs', () => {
    const result = compile(withPrefabs(declared, {}));
    if (!result.ok) throw new Error(JSON.stringify(result.problems));
    const { Desk, Stall, Market } = result.package.level.prefabs;
    expect(Desk).not.toHaveProperty('parts');
    expect(Stall!.parts).toMatchObject([
      {
        path: 'till',
        parent: null,
        components: { Till: { cash: '2.50', limit: 7 }, Transform: { position: [1, 0, 0], scale: [1, 1, 1] } },
      },
    ]);
    expect(Market!.parts).toMatchObject([
      { path: 'first', parent: null },
      { path: 'first/till', parent: 'first', components: { Till: { limit: 9 } } },
    ]);
  });

  test('run as if they were written whole at every level: the entities are the same', () => {
    const [nested, whole] = [
      compile(
        withPrefabs(declared, {
          ...at('m', null, { prefab: 'Market' }),
          ...at('s', 'm', { prefab: 'Market/first' }),
          ...at('t', 's', { prefab: 'Market/first/till', components: { Till: { cash: '4.5' } } }),
        }),
      ),
      compile(
        withPrefabs(declared, {
          ...at('m', null, {}),
          ...at('s', 'm', { components: { Transform: {} } }),
          ...at('t', 's', { components: { Till: { cash: '4.5', limit: 9 }, Transform: { position: [1, 0, 0] } } }),
        }),
      ),
    ];
    if (!nested.ok || !whole.ok) throw new Error(JSON.stringify([nested.problems, whole.problems]));
    expect(nested.package.hash).toBe(whole.package.hash);
    expect(nested.problems).toEqual([]);
  });

  test.each<[string, object, object, Partial<Problem>]>([
    [
      'a circle',
      { Stall: { components: {}, parts: { a: { ...part, prefab: 'Stall' } } } },
      {},
      { code: 'cyclic-prefab', message: 'Prefab Stall stands on itself: Stall > Stall.' },
    ],
    [
      'a part of no prefab',
      { Stall: { components: {}, parts: { a: { ...part, prefab: 'Nothing' } } } },
      {},
      { code: 'unknown-prefab', message: 'Part a of prefab Stall is an instance of Nothing, which is no prefab of this project.' },
    ],
    ['a part below nothing', { Stall: { components: {}, parts: { a: { ...part, parent: 'b' } } } }, {}, { code: 'bad-part-parent' }],
    [
      'a bad value in a part',
      { Stall: { components: {}, parts: { a: { ...part, components: { Till: { limit: 101 } } } } } },
      {},
      { code: 'bad-field', message: expect.stringContaining('Part a of prefab Stall') as string },
    ],
    [
      'a difference in no part',
      { ...declared, Stall: { ...stall, differs: { tull: { components: {} } } } },
      {},
      { severity: 'warning', code: 'stray-part', hint: 'Did you mean till?' },
    ],
    [
      'an instance of no part',
      declared,
      at('x', null, { prefab: 'Stall/tull' }),
      { code: 'unknown-prefab', entity: 'x', hint: 'Did you mean Stall/till?' },
    ],
  ])('%s is named where it stands', (_, prefabs, entities, problem) =>
    expect(problemsOf(withPrefabs(prefabs, entities))).toEqual(expect.arrayContaining([expect.objectContaining(problem)])),
  );
});

describe('compiling a level', () => {
  test('gives a package whose bytes depend on content alone', () => {
    const [a, b] = [compile(), compile({ project: (value) => Object.assign(value, JSON.parse(JSON.stringify(value))) })];
    if (!a.ok || !b.ok) throw new Error(JSON.stringify(a.problems));
    expect(a.package.hash).toBe(b.package.hash);
    expect(a.package.manifest.files.map(({ path }) => path)).toEqual(['level.json', 'scripts/rules.js', 'scripts/rules.ts']);
    expect(a.package.level.entities.map(({ key }) => key)).toEqual(['door', 'shop']);
    expect(a.package.level.entities[1]!.components['Till']).toEqual({ cash: '1.50', next: 'door', limit: 0 });
  });

  test('another value is another package', () => {
    const [a, b] = [compile(), compile({ level: (value) => (value.entities.shop.components.Till.cash = '1.51') })];
    expect(a.ok && b.ok && a.package.hash !== b.package.hash).toBe(true);
  });

  test.each<[string, Patch, Partial<Problem>]>([
    [
      'broken JSON',
      { files: { 'levels/street.json': '{\n  "format": 1\n  "id": 2\n}' } },
      { code: 'broken-json', file: 'levels/street.json', line: 3, column: 3 },
    ],
    ['a missing project file', { files: { 'ledgerquest.json': undefined } }, { code: 'missing-file', file: 'ledgerquest.json' }],
    [
      'an unknown component',
      { level: (value) => Object.assign(value.entities.door.components, { Transfrom: {} }) },
      { code: 'unknown-component', entity: 'door', component: 'Transfrom', hint: 'Did you mean Transform?' },
    ],
    [
      'an unknown field',
      { level: (value) => Object.assign(value.entities.shop.components.Till, { cahs: '1' }) },
      { code: 'unknown-field', entity: 'shop', component: 'Till', field: 'cahs', hint: 'Did you mean cash?' },
    ],
    [
      'a value out of range',
      { level: (value) => Object.assign(value.entities.shop.components.Till, { limit: 101 }) },
      { code: 'bad-field', entity: 'shop', component: 'Till', field: 'limit' },
    ],
    [
      'a decimal with too many digits',
      { level: (value) => Object.assign(value.entities.shop.components.Till, { cash: '1.005' }) },
      { code: 'bad-field', entity: 'shop', component: 'Till', field: 'cash' },
    ],
    [
      'an entity that is not there',
      { level: (value) => Object.assign(value.entities.shop.components.Till, { next: 'dor' }) },
      { code: 'missing-entity', entity: 'shop', field: 'next', hint: 'Did you mean door?' },
    ],
    [
      'a parent that is not there',
      { level: (value) => (value.entities.door.parent = 'shpo') },
      { code: 'missing-parent', entity: 'door', hint: 'Did you mean shop?' },
    ],
    [
      'a circle of parents',
      { level: (value) => ((value.entities.shop.parent as unknown) = 'door') },
      { code: 'cyclic-parent', entity: 'door', field: 'parent' },
    ],
    [
      'a body below something that is placed',
      { level: (value) => Object.assign(value.entities.door.components, { RigidBody: {}, Collider: {} }) },
      { code: 'nested-body', entity: 'door', message: 'Entity "Door" (door) is a body, and its ancestor "Shop" has a Transform.' },
    ],
    [
      'a missing script',
      { level: (value) => (value.scripts = ['scripts/rule.ts']) },
      { code: 'missing-script', file: 'levels/street.json', hint: 'Did you mean scripts/rules.ts?' },
    ],
    [
      'a script that is too big',
      { files: { 'scripts/rules.ts': `// ${'x'.repeat(MAX_SCRIPT_BYTES)}` } },
      { code: 'script-too-big', file: 'scripts/rules.ts' },
    ],
    [
      'a wrong parameter',
      { project: (value) => (value.scenarios.base.values.theta = 2) },
      { code: 'bad-parameter', file: 'ledgerquest.json', field: 'scenarios.base.values.theta' },
    ],
    [
      'an unknown parameter',
      { project: (value) => Object.assign(value.scenarios.base.values, { thetta: 0.5 }) },
      { code: 'bad-parameter', hint: 'Did you mean theta?' },
    ],
    [
      'a wrong switch',
      { project: (value) => wrong(value, { kind: 'boolean', label: 'X', default: 'true' }) },
      { code: 'bad-parameter', line: 61, message: 'Parameter x: "true" is neither true nor false.', hint: 'Write true or false.' },
    ],
    [
      'a choice that there is not',
      { project: (value) => wrong(value, { kind: 'choice', label: 'X', options: ['calm', 'busy'], default: 'clam' }) },
      {
        code: 'bad-parameter',
        field: 'parameters.x.default',
        message: 'Parameter x: "clam" is none of its options.',
        hint: 'Did you mean calm?',
      },
    ],
    [
      'a choice of nothing',
      { project: (value) => wrong(value, { kind: 'choice', label: 'X', default: 'calm' }) },
      {
        code: 'bad-value',
        line: 60,
        message: 'parameters.x.options is missing: expected the texts to choose from, such as ["calm", "busy"].',
      },
    ],
    [
      'a range of a text',
      { project: (value) => wrong(value, { kind: 'text', label: 'X', default: '', min: 3 }) },
      { code: 'bad-value', field: 'parameters.x.min', message: 'parameters.x.min is 3: a parameter of kind text has no min.' },
    ],
    ['an unknown KPI', { project: (value) => (value.charts[0]!.kpis = ['cahs']) }, { code: 'unknown-kpi', hint: 'Did you mean cash?' }],
    [
      'an unknown command',
      { level: (value) => (value.clock.awaits = 'Pya') },
      { code: 'unknown-command', file: 'levels/street.json', hint: 'Did you mean Pay?' },
    ],
    [
      'a notice that is no text',
      { level: (value) => Object.assign(value.clock, { notice: 'Till.cash' }) },
      { code: 'bad-notice', file: 'levels/street.json', message: expect.stringContaining('that is no text') },
    ],
    [
      'a notice that there is not',
      { level: (value) => Object.assign(value.clock, { notice: 'Till.csah' }) },
      { code: 'bad-notice', hint: 'Did you mean cash?' },
    ],
    [
      'a component that the engine has',
      { project: (value) => Object.assign(value.components, { Transform: { fields: {} } }) },
      { code: 'component-clash', component: 'Transform' },
    ],
    [
      'a field that nobody knows',
      { level: (value) => Object.assign(value, { colour: 'red' }) },
      { code: 'bad-value', file: 'levels/street.json' },
    ],
    ['a script outside its folder', { level: (value) => (value.scripts = ['../rules.ts']) }, { code: 'bad-value', field: 'scripts.0' }],
    ['a script listed twice', { level: (value) => (value.scripts = ['scripts/rules.ts', 'scripts/rules.ts']) }, { code: 'script-twice' }],
    [
      'a table that is no JSON',
      { files: { 'data/prices.json': '[1,]' } },
      { code: 'broken-json', file: 'data/prices.json', line: 1, column: 4 },
    ],
  ])('%s is refused at its place', (_, patch, expected) => {
    const problems = problemsOf(patch);
    expect(problems).toContainEqual(expect.objectContaining(expected));
  });

  test('bytes that are no text are refused', () => {
    const files = folder().set('levels/street.json', Uint8Array.of(0xff, 0xfe));
    expect(compileLevel(files, undefined, { strip }).problems).toMatchObject([{ code: 'not-utf8', file: 'levels/street.json' }]);
  });

  test('a bad field is shown at its own line', () => {
    const [problem] = problemsOf({ level: (value) => Object.assign(value.entities.shop.components.Till, { limit: 'many' }) });
    const lines = new TextDecoder()
      .decode(folder({ level: (value) => Object.assign(value.entities.shop.components.Till, { limit: 'many' }) }).get('levels/street.json'))
      .split('\n');
    expect(lines[problem!.line! - 1]).toContain('"limit": "many"');
  });

  test('a broken script is shown with what its stripper says', () => {
    const result = compileLevel(folder(), undefined, {
      strip: (_, file) => ({ problems: [{ severity: 'error', code: 'script-syntax', message: 'no', file, line: 3, column: 7 }] }),
    });
    expect(result).toMatchObject({ ok: false, problems: [{ code: 'script-syntax', file: 'scripts/rules.ts', line: 3, column: 7 }] });
  });

  test('every problem is told at once', () => {
    const problems = problemsOf({
      level: (value) => {
        Object.assign(value.entities.door.components, { Ghost: {} });
        value.scripts = ['scripts/none.ts'];
      },
      project: (value) => (value.charts[0]!.kpis = ['none']),
    });
    expect(problems.map(({ code = '' }) => code).toSorted(compareText)).toEqual(['missing-script', 'unknown-component', 'unknown-kpi']);
  });
});

describe('opening a package', () => {
  const sealed = () => {
    const result = compile();
    if (!result.ok) throw new Error('does not compile');
    return result.package;
  };

  test('gives back what was sealed', () => {
    const { manifestBytes, files, hash, level: compiled } = sealed();
    const opened = openPackage(manifestBytes, files);
    expect(opened.hash).toBe(hash);
    expect(opened.level).toEqual(compiled);
  });

  test('gives the same level as compiling did, key for key, however the author ordered the files', () => {
    const reversed = (value: Json): Json =>
      Array.isArray(value)
        ? value.map(reversed)
        : typeof value === 'object' && value !== null
          ? Object.fromEntries(
              Object.entries(value)
                .toReversed()
                .map(([key, one]) => [key, reversed(one)]),
            )
          : value;
    const files = folder();
    for (const path of ['ledgerquest.json', 'levels/street.json'])
      files.set(path, encoder.encode(JSON.stringify(reversed(JSON.parse(new TextDecoder().decode(files.get(path)))))));
    const shuffled = compileLevel(files, undefined, { strip });
    const plain = sealed();
    expect(shuffled.ok && shuffled.package.hash).toBe(plain.hash);
    expect(JSON.stringify(shuffled.ok && shuffled.package.level)).toBe(JSON.stringify(openPackage(plain.manifestBytes, plain.files).level));
  });

  test.each(['level.json', 'scripts/rules.js', 'scripts/rules.ts'])('names %s when a byte of it was changed', (path) => {
    const { manifestBytes, files } = sealed();
    const changed = new Map(files).set(
      path,
      files.get(path)!.map((byte, index) => (index === 3 ? byte ^ 1 : byte)),
    );
    expect(() => openPackage(manifestBytes, changed)).toThrow(`${path} was changed`);
    const missing = new Map(files);
    missing.delete(path);
    expect(() => openPackage(manifestBytes, missing)).toThrow(`lacks ${path}`);
  });

  test('refuses a manifest that is not in its canonical form', () => {
    const { manifestBytes, files } = sealed();
    const spaced = encoder.encode(`${new TextDecoder().decode(manifestBytes)} `);
    expect(() => openPackage(spaced, files)).toThrow('not in its canonical form');
  });

  test('refuses paths that lead out of the package', () => {
    const { manifest, files } = sealed();
    const bad = { ...manifest, files: [{ ...manifest.files[0]!, path: 'assets/../../etc/passwd' }] };
    expect(() => openPackage(encoder.encode(JSON.stringify(bad)), files)).toThrow('not well formed');
  });
});
