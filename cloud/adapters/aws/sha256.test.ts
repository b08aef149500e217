import { createHmac, hkdfSync } from 'node:crypto';
import { describe, expect, it } from 'vitest';
import { Sha256 } from './sha256.ts';

const hex = async (hash: Sha256): Promise<string> => Buffer.from(await hash.digest()).toString('hex');
const macOf = (secret: string | Uint8Array, text: string): Promise<string> => {
  const hash = new Sha256(secret);
  hash.update(text);
  return hex(hash);
};

describe('the hash that signers ask for', () => {
  it('is SHA-256, begun again by a reset', async () => {
    const hash = new Sha256();
    hash.update('other');
    hash.reset();
    hash.update('abc');
    expect(await hex(hash)).toBe('ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad');
  });

  it('signs with texts and bytes, the same secret again, many others between, and bytes that are part of a larger buffer', async () => {
    const bytes = (n: number): Uint8Array => new Uint8Array(hkdfSync('sha256', String(n), '', '', 32));
    const wide = new Uint8Array([...bytes(1), ...bytes(2)]);
    const secrets = [...Array.from({ length: 300 }, (_, n) => (n % 2 === 0 ? `secret ${n}` : bytes(n))), wide.subarray(32), ''];
    for (const secret of [...secrets, ...secrets])
      for (const text of ['', 'abc']) expect(await macOf(secret, text)).toBe(createHmac('sha256', secret).update(text).digest('hex'));
  });
});
