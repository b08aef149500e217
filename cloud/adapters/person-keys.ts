import { createPrivateKey, createPublicKey, generateKeyPairSync, sign, verify } from 'node:crypto';
import { bytesOfBase64, type PersonSignatures } from '../ports/index.ts';

/** A person's key pair, each half as base64 of its DER. */
export interface PersonKeys {
  readonly publicKey: string;
  readonly privateKey: string;
}

/** A new Ed25519 pair. */
export function newPersonKeys(): PersonKeys {
  const { publicKey, privateKey } = generateKeyPairSync('ed25519', {
    publicKeyEncoding: { format: 'der', type: 'spki' },
    privateKeyEncoding: { format: 'der', type: 'pkcs8' },
  });
  return { publicKey: publicKey.toString('base64'), privateKey: privateKey.toString('base64') };
}

/** Base64 of the Ed25519 signature over the text's UTF-8 bytes. */
export const signAs = ({ privateKey }: PersonKeys, text: string): string =>
  sign(null, Buffer.from(text), createPrivateKey({ key: Buffer.from(privateKey, 'base64'), format: 'der', type: 'pkcs8' })).toString(
    'base64',
  );

export const personSignatures: PersonSignatures = {
  verify(key, text, signature) {
    const [spki, signed] = [bytesOfBase64(key), bytesOfBase64(signature)];
    if (spki === undefined || signed === undefined) return false;
    try {
      const publicKey = createPublicKey({ key: Buffer.from(spki), format: 'der', type: 'spki' });
      return publicKey.asymmetricKeyType === 'ed25519' && verify(null, Buffer.from(text), publicKey, signed);
    } catch {
      return false;
    }
  },
};
