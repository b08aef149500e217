import { expect, test } from 'vitest';
import type { Json } from '../../../../engine/kernel/json.ts';
import type { FieldSpec } from '../../../../engine/model/fields.ts';
import { type Names, plainText, readText } from './read-text.ts';

const names: Names = {
  nameOf: (key) => ({ e1: 'Lamp' })[key] ?? key,
  entityFor: (text) => (['Lamp', 'e1'].includes(text) ? 'e1' : undefined),
  assetFor: (text) => (text === 'Crate' ? 'assets/crate.glb' : undefined),
};
const read = (text: string, spec: FieldSpec, present: Json = 0, fits = false): Json | undefined =>
  readText(text, { spec, present, names, fits });

test.each<[text: string, spec: FieldSpec, present: Json, value: Json | undefined]>([
  ['2*(3+4)', { kind: 'f32' }, 0, 14],
  ['1,5', { kind: 'f32' }, 0, 1.5],
  ['50 cm', { kind: 'f32', unit: 'm' }, 0, 0.5],
  ['+=5', { kind: 'i32' }, 37, 42],
  ['1e-7', { kind: 'f64' }, 0, 1e-7],
  ['NaN', { kind: 'f64' }, 0, undefined],
  ['Infinity', { kind: 'f64' }, 0, undefined],
  ['=SUM(A1:A3)', { kind: 'f64' }, 0, undefined],
  ['12,5', { kind: 'decimal' }, '0.00', '12.5'],
  ['12.345', { kind: 'decimal' }, '0.00', '12.345'],
  ['1, 2, 3', { kind: 'vec3' }, [0, 0, 0], [1, 2, 3]],
  ['1,5; 2; 3', { kind: 'vec3' }, [0, 0, 0], [1.5, 2, 3]],
  ['1,5 2,5 3', { kind: 'vec3' }, [0, 0, 0], [1.5, 2.5, 3]],
  ['*=2', { kind: 'vec3' }, [1, 2, 3], [2, 4, 6]],
  ['1, 2', { kind: 'vec3' }, [0, 0, 0], undefined],
  ['yes', { kind: 'bool' }, false, true],
  ['Off', { kind: 'bool' }, true, false],
  ['perhaps', { kind: 'bool' }, true, undefined],
  ['Wide box', { kind: 'enum', options: ['wideBox', 'ball'] }, 'ball', 'wideBox'],
  ['cube', { kind: 'enum', options: ['wideBox', 'ball'] }, 'ball', undefined],
  ['ball; Wide box', { kind: 'flags', options: ['wideBox', 'ball'] }, [], ['wideBox', 'ball']],
  ['FFF', { kind: 'color' }, '#000000', '#ffffff'],
  ['Lamp', { kind: 'entity' }, null, 'e1'],
  ['', { kind: 'entity' }, 'e1', null],
  ['Nobody', { kind: 'entity' }, null, undefined],
  ['Crate', { kind: 'asset' }, '', 'assets/crate.glb'],
])('“%s” for %o with %o there is %o', (text, spec, present, value) => {
  expect(read(text, spec, present)).toEqual(value);
});

test('typed numbers become the nearest that the field takes; pasted and imported ones stand as they are', () => {
  expect(read('300', { kind: 'u8' }, 0, true)).toBe(255);
  expect(read('300', { kind: 'u8' }, 0)).toBe(300);
});

test('typed money stays text to its last digit, and goes on from what is there', () => {
  const money: FieldSpec = { kind: 'decimal', unit: '$' };
  expect(read('12345678901234.56', money, '0.00', true)).toBe('12345678901234.56');
  expect(read('+=0.01', money, '12345678901234.56', true)).toBe('12345678901234.57');
  expect(read('0.1+0.2', money, '0.00')).toBe('0.30');
});

test.each<[FieldSpec, Json]>([
  [{ kind: 'quat' }, [0, 0.38268343236508984, 0, 0.9238795325112867]],
  [{ kind: 'f32' }, Math.fround(0.1)],
  [{ kind: 'decimal', unit: '$' }, '12.50'],
  [{ kind: 'f32', length: 3, unit: 'm' }, [1, 2.5, -3]],
  [{ kind: 'flags', options: ['wideBox', 'ball'] }, ['wideBox']],
  [{ kind: 'string' }, ' =1 '],
  [{ kind: 'asset' }, 'assets/gone.glb'],
])('what is written of %o is read back the same', (spec, value) => {
  expect(read(plainText(value, spec, names), spec, value)).toBe(value);
});
