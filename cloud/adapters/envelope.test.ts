import { expect, test } from 'vitest';
import { openText, sealText } from './envelope.ts';

const random = { bytes: (n: number) => Uint8Array.from({ length: n }, (_, at) => (at * 37 + n) % 256) };
const key = (first: number): Uint8Array => new Uint8Array(32).fill(first);

test('a sealed text says nothing of itself, and opens with its own key and binding only', () => {
  const sealed = sealText(key(1), 'Zephyrine Quill', 'demo/u-1', random);
  expect(Buffer.from(sealed).toString('latin1')).not.toContain('Zephyrine');
  expect(openText(key(1), sealed, 'demo/u-1')).toBe('Zephyrine Quill');
  expect(openText(key(2), sealed, 'demo/u-1')).toBeUndefined();
  expect(openText(key(1), sealed, 'demo/u-2')).toBeUndefined();
  expect(openText(key(1), sealed, 'acme/u-1')).toBeUndefined();
});

test('a sealed text that was changed, cut or made by another version does not open', () => {
  const sealed = sealText(key(1), 'Zephyrine Quill', 'demo/u-1', random);
  for (let at = 0; at < sealed.length; at += 1) {
    const changed = sealed.slice();
    changed[at]! ^= 1;
    expect(openText(key(1), changed, 'demo/u-1'), `byte ${at}`).toBeUndefined();
  }
  for (const length of [0, 1, 28, sealed.length - 1]) expect(openText(key(1), sealed.subarray(0, length), 'demo/u-1')).toBeUndefined();
});
