import { describe, expect, it } from 'vitest';
import { valueText } from './value-text.ts';

const named = (key: string): string => `the ${key}`;

describe('a value in words', () => {
  it.each([
    [41, { kind: 'u16', unit: 'cases' }, '41 cases'],
    [0.100000001490116, { kind: 'f32' }, '0.1'],
    [0.1234567890123, { kind: 'f64' }, '0.1234567890123'],
    ['12.5000', { kind: 'decimal', unit: '$' }, '$12.50'],
    ['-3.25', { kind: 'decimal', unit: '$' }, '−$3.25'],
    [[1, 0.200000003, 0], { kind: 'vec3', unit: 'm' }, '1, 0.2, 0 m'],
    [[0, Math.SQRT1_2, 0, Math.SQRT1_2], { kind: 'quat' }, '0°, 90°, 0°'],
    [true, { kind: 'bool' }, 'On'],
    ['roundRobin', { kind: 'enum', options: ['roundRobin'] }, 'Round robin'],
    [['left', 'right'], { kind: 'flags', options: ['left', 'right'] }, 'Left, Right'],
    ['house', { kind: 'entity' }, 'the house'],
    [null, { kind: 'entity' }, 'none'],
    ['a "b"', { kind: 'string' }, 'a "b"'],
    [[4, 8], { kind: 'u8', length: 2, unit: 'cases' }, '4, 8 cases'],
  ] as const)('%j as %j is %s', (value, spec, text) => {
    expect(valueText(value as never, spec as never, named)).toBe(text);
  });
});
