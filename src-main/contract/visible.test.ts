import { describe, expect, test } from 'vitest';
import { visible } from './visible.ts';

describe('a text of somebody else', () => {
  test('steers no terminal, ends no line and turns no direction: what would is shown, not done', () => {
    expect(visible('Beer\u001b[2J\u0007 \u202egame\ttab\nline\r\u2028 é')).toBe(
      'Beer\\u001b[2J\\u0007 \\u202egame\ttab\\nline\\u000d\\u2028 é',
    );
    expect(visible('\u009b31m\u0085\u007f\u0000')).toBe('\\u009b31m\\u0085\\u007f\\u0000');
  });

  test('hides nothing: what is not seen is shown, also beyond the first plane', () => {
    expect(visible('a\u200bb\ufeff\u00ad\u2060c\u{e0041}')).toBe('a\\u200bb\\ufeff\\u00ad\\u2060c\\udb40\\udc41');
    expect(visible('\u200d \u200c')).toBe('\\u200d \\u200c');
  });

  test('stands in JSON as what it is', () => {
    const text = 'a"\n\t\u001b\u009b\u202e\u200b\u{e0041} é 👩‍👩‍👧';
    const shown = visible(JSON.stringify({ text }));
    expect(JSON.parse(shown)).toEqual({ text });
    expect(shown).not.toMatch(/[\p{Cc}\u202e\u200b]/u);
  });

  test('is otherwise left as it is, with what joins its letters and pictures', () => {
    for (const text of ['👩‍👩‍👧 ❤️‍🔥', 'می‌خواهم', 'क्‍ष', 'Zoë – “β” 日本語']) expect(visible(text)).toBe(text);
  });
});
