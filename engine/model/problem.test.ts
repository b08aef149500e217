import { expect, test } from 'vitest';
import { problemLine, suggest } from './problem.ts';

test.each([
  ['x is not defined', 'Check its spelling.', 'a.ts:3  error  x is not defined. Check its spelling.'],
  ['No component is called Stag.', 'Did you mean Stage?', 'a.ts:3  error  No component is called Stag. Did you mean Stage?'],
  ['Is that so?', 'It is.', 'a.ts:3  error  Is that so? It is.'],
  ['It failed', undefined, 'a.ts:3  error  It failed'],
])('%s, and a hint, are sentences of one line', (message, hint, line) => {
  expect(problemLine({ file: 'a.ts', line: 3, severity: 'error', code: 'x', message, hint })).toBe(line);
});

test('the nearest name is suggested, and nothing where none is near', () => {
  expect(suggest('Stag', ['Stage', 'Order'])).toBe('Did you mean Stage?');
  expect(suggest('Warehouse', ['Stage', 'Order'])).not.toContain('Did you mean');
});
