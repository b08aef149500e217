import { beforeEach, describe, expect, test } from 'vitest';
import type { Fields } from '../../model/fields.ts';
import { decodeImage } from './image.ts';
import { contextOf, load, openTestHost, resultOf, tick } from './testing/host.ts';
import { TestWorld } from './testing/world.ts';
import type { HookOutcome, ScriptHost } from './world.ts';

const host: ScriptHost = await openTestHost();

const components: Record<string, Fields> = {
  Stage: {
    inventory: { kind: 'i32', min: -1000, max: 1000 },
    incoming: { kind: 'u16' },
    forecast: { kind: 'f64' },
    cost: { kind: 'decimal', scale: 2 },
    transit: { kind: 'i32', length: 2 },
  },
  Label: {
    text: { kind: 'string' },
    color: { kind: 'color' },
    on: { kind: 'bool' },
    mood: { kind: 'enum', options: ['calm', 'cross'] },
    tags: { kind: 'flags', options: ['a', 'b', 'c'] },
  },
  Place: {
    position: { kind: 'vec3' },
    path: { kind: 'vec2', length: 2 },
    next: { kind: 'entity' },
    model: { kind: 'asset' },
    heat: { kind: 'f32' },
  },
  Unseen: { x: { kind: 'f64' } },
};

let world: TestWorld;
beforeEach(() => {
  world = new TestWorld(components, {
    factory: {
      Stage: { inventory: 12, incoming: 4, transit: [1, 2], cost: '1.50' },
      Label: { text: 'Factory', color: '#1e90ff', tags: ['a', 'c'] },
    },
    retailer: {
      Stage: { inventory: -3 },
      Place: {
        position: [1, 2, 3],
        path: [
          [1, 2],
          [3, 4],
        ],
        next: 'factory',
        model: 'box.glb',
        heat: 0.5,
      },
    },
    plain: { Label: { mood: 'cross', on: true } },
  });
});

const run = (body: string): HookOutcome => tick(load(host, `function onTick() { ${body} }`, world), world);
const message = (body: string): string => {
  const outcome = run(body);
  return outcome.ok ? 'accepted' : `${outcome.fault.code} ${outcome.fault.message}`;
};

describe('rows', () => {
  test('come in ascending order of their entities, with every component that the script names', () => {
    expect(resultOf(run("return query('Stage').map((row) => [row.key, row.Stage.inventory, row.Label?.text])"))).toEqual([
      ['factory', 12, 'Factory'],
      ['retailer', -3, null],
    ]);
    expect(resultOf(run("return query('Label', 'Stage').map(({ key }) => key)"))).toEqual(['factory']);
  });

  test('read every kind of field as what it means', () => {
    expect(resultOf(run("const { Label, Stage } = query('Label')[0]; return { Label, Stage }"))).toEqual({
      Label: { color: '#1e90ff', mood: 'calm', on: false, tags: ['a', 'c'], text: 'Factory' },
      Stage: { cost: '1.50', forecast: 0, incoming: 4, inventory: 12, transit: [1, 2] },
    });
    expect(resultOf(run("return query('Place')[0].Place"))).toEqual({
      heat: 0.5,
      model: 'box.glb',
      next: 'factory',
      path: [
        [1, 2],
        [3, 4],
      ],
      position: [1, 2, 3],
    });
  });

  test('write through to the world, and read back what they wrote', () => {
    const script = load(
      host,
      `
      function onTick() {
        for (const s of query('Stage')) { s.Stage.inventory += s.Stage.incoming; s.Stage.cost = s.Stage.cost.plus('0.25'); s.Stage.transit = [s.Stage.transit[1], 9]; }
        const { Label } = query('Label')[0];
        Label.text = 'Works'; Label.color = '#ABCDEF'; Label.mood = 'cross'; Label.tags = ['b']; Label.on = true;
        const { Place } = query('Place')[0];
        Place.position = [4, 5, 6.5]; Place.next = 'plain'; Place.path = [[0, 0], [7, 8]]; Place.heat = 0.1;
        set('plain', 'Label', { text: 'set' });
        return [query('Stage')[0].Stage.inventory, Label.text, Place.heat, Place.next];
      }`,
      world,
    );
    expect(resultOf(tick(script, world))).toEqual([16, 'Works', Math.fround(0.1), 'plain']);
    expect(world.read('factory', 'Stage', 'inventory')).toBe(16);
    expect(world.read('factory', 'Stage', 'cost')).toBe('1.75');
    expect(world.read('factory', 'Stage', 'transit')).toEqual([2, 9]);
    expect(world.read('factory', 'Label', 'text')).toBe('Works');
    expect(world.read('factory', 'Label', 'color')).toBe('#abcdef');
    expect(world.read('factory', 'Label', 'mood')).toBe('cross');
    expect(world.read('factory', 'Label', 'tags')).toEqual(['b']);
    expect(world.read('retailer', 'Place', 'position')).toEqual([4, 5, 6.5]);
    expect(world.read('retailer', 'Place', 'path')).toEqual([
      [0, 0],
      [7, 8],
    ]);
    expect(world.read('retailer', 'Place', 'next')).toBe('plain');
    expect(world.read('plain', 'Label', 'text')).toBe('set');
  });

  test('say only what changed', () => {
    const outcome = run("const s = query('Stage')[0].Stage; s.inventory = 12; s.incoming = 5; s.incoming = 6;");
    expect(outcome.ok && outcome.effects).toEqual([
      { kind: 'column', component: 'Stage', field: 'incoming', lane: 0, width: 1, slots: Uint32Array.of(0), values: Float64Array.of(6) },
    ]);
  });

  test('stay the same objects from tick to tick, follow their entity, and end with it', () => {
    const script = load(
      host,
      `
      let kept;
      function onTick() {
        const rows = query('Stage');
        kept ??= rows.find((row) => row.key === 'retailer');
        const now = rows.find((row) => row.key === 'retailer');
        let said; try { said = kept.Stage.inventory; } catch (error) { said = error.message; }
        return [now === kept, said, rows.length];
      }`,
      world,
    );
    expect(resultOf(tick(script, world))).toEqual([true, -3, 2]);
    world.add('another', { Stage: { inventory: 77 } });
    world.remove('factory');
    expect(resultOf(tick(script, world))).toEqual([true, -3, 2]);
    world.remove('retailer');
    expect(resultOf(tick(script, world))).toEqual([false, 'This entity has no Stage any more.', 1]);
  });

  test('take up a component that came later', () => {
    const script = load(host, "function onTick() { return query('Stage').map((row) => row.Label?.text ?? '-'); }", world);
    expect(resultOf(tick(script, world))).toEqual(['Factory', '-']);
    world.add('retailer', { Label: { text: 'Shop' } });
    expect(resultOf(tick(script, world))).toEqual(['Factory', 'Shop']);
    world.remove('factory', 'Label');
    expect(resultOf(tick(script, world))).toEqual(['-', 'Shop']);
  });

  test('are many: the block grows, and every row is there', () => {
    const many = new TestWorld(
      components,
      Object.fromEntries(Array.from({ length: 3000 }, (_, i) => [`e${i}`, { Stage: { inventory: i % 900 } }])),
      4000,
    );
    const script = load(
      host,
      "function onTick() { let sum = 0; for (const { Stage } of query('Stage')) { sum += Stage.inventory; Stage.forecast = sum; } return sum; }",
      many,
    );
    const expected = Array.from({ length: 3000 }, (_, i) => i % 900).reduce((sum, n) => sum + n, 0);
    expect(resultOf(tick(script, many))).toBe(expected);
    expect(many.read('e2999', 'Stage', 'forecast')).toBe(expected);
    many.add('late', { Stage: { inventory: 1 } });
    expect(resultOf(tick(script, many))).toBe(expected + 1);
  });

  test('with ever new texts do not fill the memory', () => {
    const script = load(
      host,
      "let n = 0; function onTick() { for (let i = 0; i < 500; i++) query('Label')[0].Label.text = 'text ' + n++; }",
      world,
    );
    for (let i = 0; i < 100; i++) resultOf(tick(script, world));
    expect(world.read('factory', 'Label', 'text')).toBe('text 49999');
    const { texts } = JSON.parse(decodeImage(script.image())!.notes) as { texts: string[] };
    expect(texts.length).toBeLessThan(20_000);
  });
});

describe('what a column cannot hold is refused at the line that says it', () => {
  const stage = "const { Stage } = query('Stage')[0]; ";
  const label = "const { Label } = query('Label')[0]; ";
  const place = "const { Place } = query('Place')[0]; ";
  test.each([
    [`${stage} Stage.inventory = 1.5`, 'Stage.inventory is a whole number'],
    [`${stage} Stage.inventory = 1001`, 'at most 1000'],
    [`${stage} Stage.inventory = -1001`, 'at least -1000'],
    [`${stage} Stage.incoming = -1`, 'at least 0'],
    [`${stage} Stage.forecast = NaN`, 'finite number, not NaN'],
    [`${stage} Stage.forecast = Infinity`, 'finite number'],
    [`${stage} Stage.forecast = '4'`, 'is a number; "4" is not'],
    [`${stage} Stage.cost = '0.005'`, 'round it first'],
    [`${stage} Stage.cost = decimal('1').div(3, 9, 'down')`, 'round it first'],
    [`${stage} Stage.cost = '99999999999999999'`, 'at most'],
    [`${stage} Stage.transit = [1]`, 'a list of 2'],
    [`${stage} Stage.transit[0] = 5`, 'read-only'],
    [`${stage} Stage.colour = 5`, 'not extensible'],
    [`${label} Label.mood = 'glad'`, 'one of calm, cross'],
    [`${label} Label.tags = ['d']`, 'one of a, b, c'],
    [`${label} Label.on = 1`, 'true or false'],
    [`${label} Label.color = 'red'`, 'colour such as'],
    [`${label} Label.text = 7`, 'is a text'],
    [`${label} Label.text = '\\ud800'`, 'surrogate'],
    [`${place} Place.position = [1, 2]`, 'a list of 3'],
    [`${place} Place.next = 'nobody'`, 'there is no entity "nobody"'],
    ["query('Stag')", 'no component "Stag". There are Label, Place, Stage, Unseen'],
    ["query('Un' + 'seen')", 'write the name "Unseen" as a plain text'],
    ["set('plain', 'Stage', { inventory: 1 })", 'the entity "plain" has no Stage'],
    ["set('plain', 'Label', { txt: 1 })", 'Label has no field "txt"'],
    ["query('Stage')[0].Stage = {}", 'read-only'],
  ])('%s', (body, expected) => expect(message(body)).toContain(expected));

  test('and nothing of the tick reaches the world', () => {
    const outcome = run("for (const s of query('Stage')) s.Stage.incoming = s.key === 'factory' ? 9 : -9;");
    expect(outcome.ok).toBe(false);
    expect(world.read('factory', 'Stage', 'incoming')).toBe(4);
  });
});

describe('a grant', () => {
  const code = "function onTick() { query('Stage')[0].Stage.incoming = 1; }";
  const attempt = (writes: string[]): HookOutcome => tick(load(host, code, world, { grant: { writes } }), world);

  test('by component or field lets a script write', () => {
    expect(attempt(['Stage']).ok).toBe(true);
    expect(attempt(['Stage.incoming']).ok).toBe(true);
  });

  test('that does not name the field refuses, with the line', () => {
    const outcome = attempt(['Stage.inventory', 'Label']);
    expect(!outcome.ok && outcome.fault).toMatchObject({
      code: 'PERMISSION',
      message: 'PermissionError: This script may not write Stage.incoming.',
      line: 1,
    });
  });
});

test('a script sees no component that it does not name', () => {
  const loaded = host.load(
    { path: 's.js', code: "function onTick() { return Object.keys(query('Stage')[0]); }" },
    contextOf(world.components),
  );
  expect(loaded.ok && loaded.instance.reads).toEqual(['Stage']);
  expect(loaded.ok && resultOf(loaded.instance.call('onTick', { world }))).toEqual(['key', 'Stage']);
});
