import { describe, expect, it } from 'vitest';
import { base64Of, bytesOfBase64 } from './base64.ts';

describe.each(['base64', 'base64url'] as const)('bytes in %s', (alphabet) => {
  const lengths = Array.from({ length: 70 }, (_, length) => Uint8Array.from({ length }, (_each, at) => (at * 97 + length * 31) & 255));

  it('are written as Node writes them, and read from that text', () => {
    for (const bytes of lengths) {
      const text = base64Of(bytes, alphabet);
      expect(text).toBe(Buffer.from(bytes).toString(alphabet));
      expect(bytesOfBase64(text, alphabet)).toEqual(bytes);
    }
  });

  it('have one text: of all that differ from it in one sign or by padding none says the same bytes', () => {
    const signs = ['A', 'B', 'Q', 'g', '9', '+', '/', '-', '_', '=', ' ', '\n', 'é'];
    for (const bytes of lengths) {
      const text = base64Of(bytes, alphabet);
      const others = Array.from(text, (_, at) => signs.map((sign) => text.slice(0, at) + sign + text.slice(at + 1))).flat();
      const same = [...others, `${text}=`, `${text}==`, `${text} `, ` ${text}`, text.replace(/=+$/, '')].filter(
        (other) => other !== text && Buffer.compare(bytesOfBase64(other, alphabet) ?? Buffer.from('none'), bytes) === 0,
      );
      expect(same, text).toEqual([]);
    }
  });

  it('are none where the text is none', () => {
    for (const text of ['A', 'A===', '====', 'é', 'AA\u0000A']) expect(bytesOfBase64(text, alphabet)).toBeUndefined();
    expect(bytesOfBase64('', alphabet)).toEqual(new Uint8Array());
  });
});
