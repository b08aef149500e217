import { describe, expect, test } from 'vitest';
import { parseJson } from './json.ts';

const refusal = (text: string): string => {
  const parsed = parseJson(text);
  return parsed.ok ? 'accepted' : `${parsed.line}:${parsed.column} ${parsed.message}`;
};

describe('reading JSON', () => {
  test('agrees with JSON.parse on what is well formed', () => {
    for (const text of ['{"a":[1,-2.5e3,true,null,"\\u00e9\\n"],"":{}}', ' [ ] ', '0', '"\\ud83d\\ude00"', '[[],{}]']) {
      const parsed = parseJson(text);
      expect(parsed.ok && parsed.value).toEqual(JSON.parse(text));
    }
  });

  test.each([
    ['{"a": 1,\n "b" 2}', '2:6 A colon is expected after "b".'],
    ['{"a": 1,\n}', '2:1 A comma stands before }: remove it.'],
    ['[1, 2,]', '1:7 A comma stands before ]: remove it.'],
    ['[1 2]', '1:4 A comma or ] is expected here, not "2".'],
    ['{"a": tru}', '1:7 A value is expected here, not "t".'],
    ['{"a": "x', '1:7 This text has no closing quote.'],
    ['{"a": {', '1:8 The text ends too early: something is not closed.'],
    ['{"a":1,"a":2}', '1:8 The name "a" stands twice in the same object.'],
    ["{'a':1}", '1:2 A name in double quotes is expected here.'],
    ['01', '1:2 Something follows after the end of the value.'],
    ['1e999', '1:1 1e999 is too large a number.'],
    ['"\\x"', '1:2 \\x is not an escape of JSON.'],
    ['', '1:1 The file is empty.'],
    ['\uFEFF{}', '1:1 The file begins with a byte order mark: save it as plain UTF-8.'],
  ])('refuses %j with its place', (text, message) => {
    expect(refusal(text)).toBe(message);
  });

  test('refuses nesting that would exhaust a stack', () => {
    expect(refusal('['.repeat(100_000))).toContain('Nested deeper than 64');
  });

  test('a key named __proto__ is data', () => {
    const parsed = parseJson('{"__proto__": {"polluted": true}}');
    expect(parsed.ok && Object.keys(parsed.value as object)).toEqual(['__proto__']);
    expect(({} as { polluted?: boolean }).polluted).toBeUndefined();
  });

  test('knows where every value began', () => {
    const parsed = parseJson('{\n  "a": [\n    1,\n    {"b/c": 2}\n  ]\n}');
    if (!parsed.ok) throw new Error(parsed.message);
    expect(parsed.locate(['a', 1, 'b/c'])).toEqual({ line: 4, column: 13 });
    expect(parsed.locate(['a', 1, 'missing'])).toEqual({ line: 4, column: 5 });
    expect(parsed.locate(['nowhere'])).toEqual({ line: 1, column: 1 });
  });
});
