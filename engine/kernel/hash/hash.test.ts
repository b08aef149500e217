import { beforeAll, expect, test } from 'vitest';
import { hashHex, initHash, sha256Hex, xxh64 } from './index.ts';

beforeAll(initHash);

const bytes = (text: string): Uint8Array => new TextEncoder().encode(text);

// FIPS 180-4 examples.
test.each([
  ['', 'e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855'],
  ['abc', 'ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad'],
  ['abcdbcdecdefdefgefghfghighijhijkijkljklmklmnlmnomnopnopq', '248d6a61d20638b8e5c026930c3e6039a33ce45964ff2167f6ecedd419db06c1'],
])('SHA-256 of "%s"', (text, hex) => {
  expect(sha256Hex(text)).toBe(hex);
  expect(sha256Hex(bytes(text))).toBe(hex);
});

// xxHash's specification and reference implementation, seed 0.
test.each([
  ['', 'ef46db3751d8e999'],
  ['a', 'd24ec4f1a98c6e5b'],
  ['abc', '44bc2cf5ad770999'],
])('xxHash64 of "%s"', (text, hex) => {
  expect(hashHex(xxh64(bytes(text)))).toBe(hex);
});

test('a hash is always 16 digits', () => {
  expect(hashHex(5n)).toBe('0000000000000005');
});
