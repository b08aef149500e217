/**
 * The certificate by which this computer is known on its network. Nobody vouches for it: a link carries its fingerprint, and whoever comes by
 * the link takes no other. It is only the envelope in which TLS wants a public key, so it is written here, without a name of anybody in it.
 */
import { createHash, generateKeyPairSync, randomBytes, sign, X509Certificate } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { LedgerError } from '../../contract/error.ts';
import { writePrivateFile } from '../data-folder/data-folder.ts';

export interface Certificate {
  /** Private key and certificate, as TLS takes both. */
  pem: string;
  fingerprint: string;
}

/** SHA-256 of a certificate's bytes, base64url: 43 characters. */
export const fingerprintOf = (der: Uint8Array): string => createHash('sha256').update(der).digest('base64url');

/** The one in `file`; made there, readable by its owner only, when there is none. @throws LedgerError `bad-data-file` */
export function openCertificate(file: string): Certificate {
  let pem: string;
  try {
    pem = readFileSync(file, 'utf8');
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'ENOENT') throw error;
    pem = createCertificate();
    writePrivateFile(file, pem);
  }
  try {
    return { pem, fingerprint: fingerprintOf(new X509Certificate(pem).raw) };
  } catch {
    throw new LedgerError({
      code: 'bad-data-file',
      message: `${file} cannot be read: it holds no certificate.`,
      hint: 'Move it away: a new one is made, and everybody who was invited needs a new link.',
      where: file,
    });
  }
}

/** DER (ITU-T X.690): a tag, a length, what is in it. */
function der(tag: number, ...parts: Uint8Array[]): Buffer {
  const content = Buffer.concat(parts);
  const { length } = content;
  if (length < 0x80) return Buffer.concat([Buffer.from([tag, length]), content]);
  const digits = Buffer.from(length.toString(16).padStart(length > 0xff ? 4 : 2, '0'), 'hex');
  return Buffer.concat([Buffer.from([tag, 0x80 | digits.length]), digits, content]);
}
const sequence = (...parts: Uint8Array[]): Buffer => der(0x30, ...parts);
const integer = (value: Uint8Array): Buffer => der(0x02, value);
const bits = (value: Uint8Array): Buffer => der(0x03, Buffer.from([0]), value);
const time = (text: string): Buffer => der(0x18, Buffer.from(text));

/** Object identifiers, encoded: ecdsa-with-SHA256 and commonName. */
const ecdsaWithSha256 = sequence(der(0x06, Buffer.from('2a8648ce3d040302', 'hex')));
const commonName = der(0x06, Buffer.from('550403', 'hex'));

/** X.509 (RFC 5280, section 4.1) over a P-256 key, without an end: what ends is the sharing, not the certificate. */
function createCertificate(): string {
  const { publicKey, privateKey } = generateKeyPairSync('ec', { namedCurve: 'P-256' });
  const serial = randomBytes(16);
  // Positive, and in the fewest bytes: the first bit 0, the second 1.
  serial[0] = (serial[0]! & 0x3f) | 0x40;
  const name = sequence(der(0x31, sequence(commonName, der(0x0c, Buffer.from('LedgerQuest on this network')))));
  const toSign = sequence(
    der(0xa0, integer(Buffer.from([2]))),
    integer(serial),
    ecdsaWithSha256,
    name,
    sequence(time('20200101000000Z'), time('99991231235959Z')),
    name,
    publicKey.export({ type: 'spki', format: 'der' }),
  );
  const certificate = sequence(toSign, ecdsaWithSha256, bits(sign('sha256', toSign, privateKey)));
  return `${privateKey.export({ type: 'pkcs8', format: 'pem' }).toString()}${new X509Certificate(certificate).toString()}`;
}
