import { expect, test } from 'vitest';
import { utf8 } from './utf8.ts';

test.each(['', 'plain', 'Käse', '数', '𝔸', '\u0000\u007f\u0080', 'x'.repeat(511), 'x'.repeat(513), `${'x'.repeat(500)}é`])(
  'is what every encoder makes of a text (%#)',
  (text) => {
    expect(utf8(text)).toEqual(new Uint8Array(Buffer.from(text, 'utf8')));
  },
);
