import { validateBytes } from 'gltf-validator';
import { describe, expect, test } from 'vitest';
import { boxGlb, boxGltf, glbOf } from '../../../view/testing/glb.ts';
import { readCsv } from './csv.ts';
import { packGltf } from './gltf-file.ts';
import { kindOf, recognise } from './kinds.ts';
import { assetPath, shownName } from './names.ts';

const bytes = (text: string): Uint8Array => Uint8Array.from(text, (char) => char.charCodeAt(0));
const nothing = (): undefined => undefined;

describe('what a file is', () => {
  test.each([
    ['a.glb', 'glTF....', { is: 'asset', kind: 'model', extension: 'glb' }],
    ['a.gltf', ' {"asset":', { is: 'asset', kind: 'model', extension: 'gltf' }],
    ['a.PNG', '\u0089PNG....', { is: 'asset', kind: 'image', extension: 'png' }],
    ['a.webp', 'RIFF....WEBP', { is: 'asset', kind: 'image', extension: 'webp' }],
    ['a.wav', 'RIFF....WAVE', { is: 'asset', kind: 'sound', extension: 'wav' }],
    ['a.hdr', '#?RADIANCE', { is: 'asset', kind: 'light', extension: 'hdr' }],
    ['a.csv', 'x,y', { is: 'table' }],
    ['scene.bin', '....', { is: 'part' }],
    ['a.fbx', 'anything', { is: 'fbx' }],
    ['a.glb', 'Kaydara FBX Binary', { is: 'fbx' }],
    ['photo.png', '\u00ff\u00d8\u00ff\u00e0', { is: 'other', really: 'jpg' }],
    ['truck.glb', '<html>', { is: 'other', really: undefined }],
    ['virus.exe', 'MZ', { is: 'other', really: undefined }],
  ])('%s that begins with %s', (name, head, expected) => {
    expect(recognise(name, bytes(head))).toEqual(expected);
  });

  test('is told of a path', () => expect([kindOf('assets/a.glb'), kindOf('assets/a.exe')]).toEqual(['model', undefined]));
});

describe('the name of a file', () => {
  test.each([
    ['Grüner LKW.glb', 'assets/Gruner-LKW.glb'],
    ['🚚🚚.glb', 'assets/asset.glb'],
    ['شاحنة.glb', 'assets/asset.glb'],
    ['../../etc/passwd.glb', 'assets/etc-passwd.glb'],
    ['.hidden.glb', 'assets/hidden.glb'],
    ['a\u202egpj.glb', 'assets/a-gpj.glb'],
  ])('%s becomes %s', (name, path) => expect(assetPath(name, 'glb', [])).toBe(path));

  test('is nobody else’s, whatever the case', () => {
    expect(assetPath('Truck.glb', 'glb', ['assets/truck.glb', 'assets/truck-2.glb'])).toBe('assets/Truck-3.glb');
  });

  test('is shown as it was, without what turns text round', () => expect(shownName('شاحنة \u202e🚚.glb')).toBe('شاحنة 🚚.glb'));
});

describe('a glTF', () => {
  const { json, bin } = boxGltf();
  const split = { ...json, buffers: [{ byteLength: bin.length, uri: 'parts/box%20data.bin' }] };
  const text = (value: unknown): Uint8Array => new TextEncoder().encode(JSON.stringify(value));

  test('in one file is taken as it is', async () => {
    const glb = boxGlb();
    expect(await packGltf(glb, nothing)).toEqual({ ok: true, glb });
  });

  test('in several files becomes one, with its images', async () => {
    const image = { ...split, images: [{ uri: 'skin.png' }], textures: [{ source: 0 }] };
    const files: Record<string, Uint8Array> = { 'box data.bin': bin, 'skin.png': bytes('\u0089PNG') };
    const packed = await packGltf(text(image), (name) => (files[name] ? Promise.resolve(files[name]) : undefined));
    if (!packed.ok) throw new Error(packed.why);
    const again = await packGltf(packed.glb, nothing);
    expect(again).toMatchObject({ ok: true });
    expect((await validateBytes(packed.glb)).issues.messages.filter(({ message }) => !/image|texture|unused/i.test(message))).toEqual([]);
    const written = new TextDecoder().decode(packed.glb);
    expect(written).toContain('"mimeType":"image/png"');
    expect(written).not.toContain('.bin');
  });

  test('whose parts were not brought along names them', async () => {
    expect(await packGltf(text(split), nothing)).toEqual({ ok: false, why: 'missing', missing: ['box data.bin'] });
  });

  test.each([
    ['that is cut off', boxGlb().slice(0, 300), 'broken'],
    ['whose buffer is shorter than it says', text({ ...json, buffers: [{ byteLength: 9, uri: 'data:;base64,AAAA' }] }), 'broken'],
    ['of the first version', text({ asset: { version: '1.0' } }), 'old'],
    ['that is no JSON', bytes('{nothing'), 'unreadable'],
  ])('%s is refused', async (_, file, why) => expect(await packGltf(file, nothing)).toMatchObject({ ok: false, why }));
});

describe('a glTF that reads what it does not hold', () => {
  type Part = Record<string, number>;
  const damaged = (damage: (json: { accessors: Part[]; bufferViews: Part[] }, bin: Uint8Array) => void): ReturnType<typeof boxGltf> => {
    const box = structuredClone(boxGltf());
    damage(box.json as unknown as { accessors: Part[]; bufferViews: Part[] }, box.bin);
    return box;
  };

  test.each([
    ['an accessor longer than its bufferView', damaged(({ accessors }) => (accessors[1]!['count'] = 25)), 'accessor 1'],
    ['a bufferView longer than its buffer', damaged(({ bufferViews }) => (bufferViews[1]!['byteLength'] = 73)), 'bufferView 1'],
    ['an accessor of a bufferView that there is not', damaged(({ accessors }) => (accessors[2]!['bufferView'] = 9)), 'accessor 2'],
    [
      'an index beyond the last corner',
      damaged((_, bin) => new DataView(bin.buffer).setUint16(24 * 24, 24, true)),
      'accessor 2 (meshes/0/primitives/0/indices)',
    ],
  ])('as %s, is refused by that place, in one file or in two', async (_, { json, bin }, place) => {
    expect(await packGltf(glbOf(json, bin), nothing)).toMatchObject({ ok: false, why: 'outside', place });
    const split = new TextEncoder().encode(JSON.stringify({ ...json, buffers: [{ byteLength: bin.length, uri: 'box%20data.bin' }] }));
    expect(await packGltf(split, async () => bin)).toMatchObject({ ok: false, why: 'outside', place });
  });
});

describe('a CSV', () => {
  test('becomes a table of named columns', () => {
    expect(readCsv('\uFEFFname;price;code\r\n"a; b";1.5;007\r\n\r\nc;;-2\nd;;;\n')).toEqual({
      table: [
        { name: 'a; b', price: 1.5, code: '007' },
        { name: 'c', price: '', code: -2 },
        { name: 'd', price: '', code: '' },
      ],
    });
    expect(readCsv('a;b\n1;2\n')).toEqual({ table: [{ a: 1, b: 2 }] });
    expect(readCsv('one\n1\n')).toEqual({ table: [{ one: 1 }] });
    expect(readCsv('only,names\n')).toEqual({ why: 'empty' });
    expect(readCsv('')).toEqual({ why: 'empty' });
  });

  test.each([
    ['two columns of one name', 'item,price, item\ncrate,12,box\n', { why: 'same-name', name: 'item', columns: [1, 3] }],
    ['a row that is too long', 'item,note\ncrate,"two\nlines"\nbox,red,new\n', { why: 'too-long', line: 4, values: 3, columns: 2 }],
    [
      'a row that is too long behind empty lines',
      'item,note\r\n\r\n\r\nbox,red,new\r\n',
      { why: 'too-long', line: 4, values: 3, columns: 2 },
    ],
    ['a quote that ends before its cell', 'item,price\n"a"b,12\n', { why: 'open-quote', line: 2 }],
    ['a quote that is never closed', 'item,price\ncrate,"12\nbox,13\n', { why: 'open-quote', line: 2 }],
  ])('with %s is no table, by line', (_, text, why) => expect(readCsv(text)).toEqual(why));
});
