import { expect, it } from 'vitest';
import { newPersonKeys, personSignatures, signAs } from './person-keys.ts';

it('a person’s signature holds for its text and key, and has one text itself', () => {
  const keys = newPersonKeys();
  const signature = signAs(keys, 'publish this');
  expect(personSignatures.verify(keys.publicKey, 'publish this', signature)).toBe(true);
  expect(personSignatures.verify(keys.publicKey, 'publish that', signature)).toBe(false);
  expect(personSignatures.verify(newPersonKeys().publicKey, 'publish this', signature)).toBe(false);
  // 64 bytes: four bits of the last sign are none of theirs.
  const other = signature.replace(/(.)==$/, (_, sign: string) => `${String.fromCharCode(sign.charCodeAt(0) + 1)}==`);
  expect(Buffer.from(other, 'base64')).toEqual(Buffer.from(signature, 'base64'));
  for (const written of [other, signature.replaceAll('=', ''), `${signature}=`, ` ${signature}`])
    expect(personSignatures.verify(keys.publicKey, 'publish this', written), written).toBe(false);
  expect(personSignatures.verify(` ${keys.publicKey}`, 'publish this', signature)).toBe(false);
});
