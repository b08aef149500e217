/**
 * The second line of defence: the SDK inside the sandbox refuses first, with a line of source; the host refuses again, trusting nothing.
 * Here the SDK is left out and forged answers are given to the host.
 */
import { describe, expect, test } from 'vitest';
import type { Fields } from '../../model/fields.ts';
import { InputBlock } from './block.ts';
import { applyImage, decodeImage, dirtyPages, encodeImage } from './image.ts';
import { defaultLimits } from './limits.ts';
import { plainJson, readOutput } from './output.ts';
import { namedComponents, planComponent } from './plan.ts';
import { HEAD, HEADER } from './plan.ts';
import { TestWorld } from './testing/world.ts';
import { Texts } from './texts.ts';

const fields: Fields = {
  count: { kind: 'u8', max: 10 },
  ratio: { kind: 'f64' },
  cost: { kind: 'decimal', scale: 2, max: 1 },
  mood: { kind: 'enum', options: ['a', 'b'] },
  name: { kind: 'string' },
  on: { kind: 'bool' },
  other: { kind: 'entity' },
  tags: { kind: 'flags', options: ['x', 'y'] },
  tint: { kind: 'color' },
};

/** Anything may have been written. */
const all = { parts: 1n, size: 1 << 20 };

const setUp = () => {
  const world = new TestWorld({ Thing: fields }, { one: { Thing: {} }, two: { Thing: { count: 3 } } });
  const texts = new Texts();
  const plan = planComponent('Thing', fields, undefined);
  const block = new InputBlock([plan], texts);
  block.encode(world, 'onTick');
  const after = block.packet.slice();
  const at = (row: number, field: string): number =>
    HEADER + 1 + row * plan.stride + plan.fields.find(({ name }) => name === field)!.offset;
  return { world, texts, block, after, at };
};

describe('numbers that come back', () => {
  test('unchanged are no writes', () => {
    const { block, after, world } = setUp();
    expect(block.decode(after, world, all)).toEqual([]);
  });

  test('changed are writes, and only they', () => {
    const { block, after, world, at } = setUp();
    after[at(1, 'count')] = 7;
    expect(block.decode(after, world, all)).toEqual([
      { kind: 'column', component: 'Thing', field: 'count', lane: 0, width: 1, slots: Uint32Array.of(1), values: Float64Array.of(7) },
    ]);
  });

  test('are looked for where something was written, and nowhere else', () => {
    const { block, after, world, at } = setUp();
    after[at(0, 'count')] = 7;
    after[at(1, 'count')] = 8;
    const size = 4;
    const part = (place: number): bigint => 1n << BigInt(Math.floor(place / size));
    const slots = (parts: bigint): number[] => block.decode(after, world, { parts, size }).flatMap((effect) => [...effect.slots]);
    expect(slots(0n)).toEqual([]);
    expect(slots(part(at(0, 'count')))).toEqual([0]);
    expect(slots(part(at(1, 'count')))).toEqual([1]);
    expect(slots(part(at(1, 'count')) | part(at(0, 'count')))).toEqual([0, 1]);
  });

  test('minus zero is zero', () => {
    const { block, after, world, at } = setUp();
    after[at(1, 'count')] = -0;
    const [write] = block.decode(after, world, all);
    expect(write && Object.is(write.values[0], 0)).toBe(true);
  });

  test.each([
    ['count', 11],
    ['count', 1.5],
    ['count', -1],
    ['count', Number.NaN],
    ['ratio', Number.NaN],
    ['ratio', Infinity],
    ['cost', 101],
    ['cost', 0.5],
    ['mood', 2],
    ['on', 2],
    ['tags', 4],
    ['tint', 0x1000000],
    ['name', 99],
    ['other', 99],
    ['name', -1],
  ])('%s = %d is refused', (field, value) => {
    const { block, after, world, at } = setUp();
    after[at(0, field)] = value;
    expect(() => block.decode(after, world, all)).toThrow(`Thing.${field}`);
  });

  test('an entity that does not live is refused before any text is taken into the world', () => {
    const { block, after, world, at, texts } = setUp();
    after[at(0, 'name')] = texts.id('a new text');
    after[at(0, 'other')] = texts.id('nobody');
    const interned: string[] = [];
    const watched = Object.assign(Object.create(world) as TestWorld, {
      raw: (kind: 'string', text: string) => (interned.push(text), world.raw(kind, text)),
    });
    expect(() => block.decode(after, watched, all)).toThrow('there is no entity "nobody"');
    expect(interned).toEqual(['nobody']);
  });

  test('a field outside the grant is refused', () => {
    const world = new TestWorld({ Thing: fields }, { one: { Thing: {} } });
    const block = new InputBlock([planComponent('Thing', fields, { writes: ['Thing.ratio'] })], new Texts());
    block.encode(world, 'onTick');
    const after = block.packet.map((value) => value);
    after[after.length - 1] = 1;
    expect(() => block.decode(after, world, all)).toThrow('may not write');
  });
});

describe('membership', () => {
  test('is compared with what the script last saw', () => {
    const { block, world } = setUp();
    const seen = block.packet.slice();
    const changed = (): number => {
      block.encode(world, 'onTick');
      block.compareMembership(seen);
      return block.packet[HEAD.changed]!;
    };
    expect(changed()).toBe(0);
    world.write('one', 'Thing', 'count', 9);
    expect(changed()).toBe(0);
    world.add('three', { Thing: {} });
    expect(changed()).toBe(1);
    world.remove('three');
    expect(changed()).toBe(0);
    world.remove('one');
    world.add('four', { Thing: {} });
    expect(changed()).toBe(1);
  });
});

describe('text that comes back', () => {
  const read = (value: unknown) => readOutput(JSON.stringify(value), defaultLimits, undefined);

  test('nothing is nothing', () => expect(readOutput(undefined, defaultLimits, undefined).effects).toEqual([]));

  test.each<[unknown]>([
    [{ effects: 'many' }],
    [{ effects: [{}] }],
    [{ effects: [['format', 'c:']] }],
    [{ effects: [['emit', 5, {}]] }],
    [{ effects: [['after', -1, 'A', {}]] }],
    [{ effects: [['after', 1.5, 'A', {}]] }],
    [{ effects: [['kpi', 'k', [1]]] }],
    [{ effects: [['kpi', '', 1]] }],
    [{ effects: [['spawn', 7, {}]] }],
    [{ effects: [['spawn', 'P', []]] }],
    [{ effects: [['despawn', null]] }],
    [{ effects: [['log', 7]] }],
    [{ texts: [7] }],
    [{ texts: 'x' }],
    [{ streams: { a: -1 } }],
    [{ streams: { a: 'many' } }],
    [{ logs: [1] }],
  ])('%j is refused', (value) => expect(() => read(value)).toThrow('cannot have asked for'));

  test('that is no JSON is refused', () => expect(() => readOutput('{', defaultLimits, undefined)).toThrow('cannot have asked for'));

  test('more effects than the limit are refused', () => {
    const effects = Array.from({ length: 3 }, () => ['kpi', 'k', 1]);
    expect(() => readOutput(JSON.stringify({ effects }), { ...defaultLimits, effects: 1, logLines: 1 }, undefined)).toThrow(
      'cannot have asked for',
    );
  });

  test.each([
    ['emit', 'A\ud800', {}],
    ['emit', 'A', {}, '\udc00'],
    ['after', 1, '\ud800', {}],
    ['kpi', '\ud800', 1],
    ['kpi', 'k', '\ud800'],
    ['spawn', '\ud800', {}],
    ['spawn', null, {}, '\ud800'],
    ['spawn', null, { '\ud800': {} }],
    ['despawn', '\ud800'],
  ])('half characters are refused wherever they stand: %j', (...effect) => {
    expect(() => read({ effects: [effect] })).toThrow(`${effect[0] as string}: a `);
    expect(() => read({ effects: [effect] })).toThrow('holds half of a surrogate pair.');
  });

  test.each(['__proto__', 'constructor', 'toString', 'hasOwnProperty'])('no KPI is called %s', (name) => {
    expect(() => read({ effects: [['kpi', name, 1]] })).toThrow(`kpi: "${name}" cannot be the name of a KPI.`);
  });

  test('names of streams that are no names are refused', () => {
    expect(() => read({ streams: { '\ud800': 1 } })).toThrow('random: a name holds half of a surrogate pair.');
    expect(() => read(JSON.parse('{"streams":{"__proto__":1}}'))).toThrow('random: "__proto__" cannot be the name of a stream.');
  });

  test('names that mean something to a host are refused, at any depth', () => {
    expect(() => plainJson(JSON.parse('{"a":[{"__proto__":1}]}'), 8, 'x')).toThrow('"__proto__" cannot be the name of a field');
    expect(Object.getPrototypeOf(plainJson({ a: 1 }, 8, 'x'))).toBe(null);
    expect(() => plainJson({ a: [[1]] }, 2, 'x')).toThrow('nested too deeply');
    expect(plainJson({ a: [1] }, 2, 'x')).toEqual({ a: [1] });
  });
});

describe('an image', () => {
  const page = 4096;
  const loaded = new Uint8Array(page * 3).map((_, i) => i % 251);

  test('holds the pages that differ, and zero pages beyond the base are left out', () => {
    const memory = new Uint8Array(page * 6);
    memory.set(loaded);
    memory[page + 5] = 1;
    memory[page * 4] = 9;
    expect(dirtyPages(memory, loaded)).toEqual([1, 4]);
    const image = decodeImage(encodeImage(new Uint8Array(32).fill(7), memory, loaded, '{"a":"ü"}'))!;
    expect(image.notes).toBe('{"a":"ü"}');
    expect(image.length).toBe(memory.length);
    const restored = new Uint8Array(memory.length).fill(0xee);
    applyImage(restored, loaded, image);
    expect(restored).toEqual(memory);
  });

  test('with a page outside its memory is none', () => {
    const memory = loaded.slice();
    memory[page * 2] = 77;
    const image = encodeImage(new Uint8Array(32), memory, loaded, '');
    expect(decodeImage(image)).toBeDefined();
    new DataView(image.buffer).setUint32(48, 3, true);
    expect(decodeImage(image)).toBeUndefined();
  });
});

test('a script reads the components whose names stand in its text, as words', () => {
  const names = ['Stage', 'Label', 'Place', 'Stages'];
  expect(namedComponents("query('Stage'); row.Label; const { Place } = row; // Stagess", names)).toEqual(['Label', 'Place', 'Stage']);
});

describe('texts', () => {
  test('are numbered once, forgotten from the end, begun again', () => {
    const texts = new Texts();
    expect([texts.id('a'), texts.id('b'), texts.id('a'), texts.id('')]).toEqual([1, 2, 1, 0]);
    texts.truncate(2);
    expect(texts.text(2)).toBeUndefined();
    expect([texts.id('c'), texts.id('b')]).toEqual([2, 3]);
    expect(texts.since(1)).toEqual(['a', 'c', 'b']);
    for (let i = 0; i < 16_400; i++) texts.id(`t${i}`);
    expect(texts.isFull).toBe(true);
    texts.renew(20_000);
    expect([texts.count, texts.isFull, texts.id('c')]).toEqual([1, false, 1]);
    for (let i = 0; i < 30_000; i++) texts.id(`t${i}`);
    expect(texts.isFull, 'as many as are in use twice over').toBe(false);
  });
});
