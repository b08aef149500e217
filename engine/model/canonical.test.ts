import { describe, expect, test } from 'vitest';
import type { Json } from '../kernel/json.ts';
import { canonicalJson, prettyJson } from './canonical.ts';

describe('canonical JSON', () => {
  test('RFC 8785, section 3.2.2: literals, numbers and strings', () => {
    const value = JSON.parse(
      '{"numbers":[333333333.33333329,1E30,4.50,2e-3,0.000000000000000000000000001],"string":"\\u20ac$\\u000F\\u000aA\'\\u0042\\u0022\\u005c\\\\\\"\\/","literals":[null,true,false]}',
    );
    expect(canonicalJson(value)).toBe(
      '{"literals":[null,true,false],"numbers":[333333333.3333333,1e+30,4.5,0.002,1e-27],"string":"€$\\u000f\\nA\'B\\"\\\\\\\\\\"/"}',
    );
  });

  test('RFC 8785, section 3.2.3: keys in the order of their UTF-16 units', () => {
    const value = JSON.parse(
      '{"\\u20ac":"Euro Sign","\\r":"Carriage Return","\\ufb33":"Hebrew Letter Dalet With Dagesh","1":"One","\\ud83d\\ude00":"Emoji: Grinning Face","\\u0080":"Control","\\u00f6":"Latin Small Letter O With Diaeresis"}',
    );
    expect(Object.values(JSON.parse(canonicalJson(value)))).toEqual([
      'One',
      'Carriage Return',
      'Control',
      'Latin Small Letter O With Diaeresis',
      'Euro Sign',
      'Emoji: Grinning Face',
      'Hebrew Letter Dalet With Dagesh',
    ]);
  });

  test.each([
    [Number.NaN, 'NaN'],
    [Number.POSITIVE_INFINITY, 'Infinity'],
    ['\ud800', 'surrogate'],
    [undefined as unknown as Json, 'undefined'],
  ])('refuses %s and says where', (value, reason) => {
    expect(() => canonicalJson({ a: [value] })).toThrow(/^\/a\/0: /);
    expect(() => canonicalJson({ a: [value] })).toThrow(reason);
  });

  test('minus zero is zero', () => {
    expect(canonicalJson(-0)).toBe('0');
  });
});

describe('text of project files', () => {
  test('sorted keys, two spaces, plain lists on one line, one line feed at the end', () => {
    expect(prettyJson({ b: [1, 2, 3], a: { z: [], y: {} }, c: [{ k: null }] })).toBe(
      '{\n  "a": {\n    "y": {},\n    "z": []\n  },\n  "b": [1, 2, 3],\n  "c": [\n    {\n      "k": null\n    }\n  ]\n}\n',
    );
  });

  test('is a fixed point', () => {
    const text = prettyJson({ list: Array.from({ length: 60 }, (_, i) => i), deep: { er: ['a', [1]] } });
    expect(prettyJson(JSON.parse(text))).toBe(text);
  });
});
