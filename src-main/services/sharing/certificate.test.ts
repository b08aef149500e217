import { createPrivateKey, X509Certificate } from 'node:crypto';
import { mkdtempSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { fingerprintOf, openCertificate } from './certificate.ts';

const fresh = (): string => join(mkdtempSync(join(tmpdir(), 'lq-certificate-')), 'sharing', 'certificate.pem');

test('a certificate is signed by its own key, names nobody, and its key is for its owner only', () => {
  const file = fresh();
  const { pem, fingerprint } = openCertificate(file);
  const certificate = new X509Certificate(pem);
  expect(certificate.verify(certificate.publicKey)).toBe(true);
  expect(certificate.checkPrivateKey(createPrivateKey(pem))).toBe(true);
  expect(certificate.subject).toBe('CN=LedgerQuest on this network');
  expect(certificate.subjectAltName).toBeUndefined();
  expect(fingerprint).toBe(fingerprintOf(certificate.raw));
  expect(fingerprint).toMatch(/^[\w-]{43}$/);
  expect(certificate.fingerprint256.replaceAll(':', '').toLowerCase()).toBe(Buffer.from(fingerprint, 'base64url').toString('hex'));
  expect(statSync(file).mode & 0o777).toBe(0o600);
});

test('it stays the same for a data folder, and no two folders share one', () => {
  const file = fresh();
  expect(openCertificate(file)).toEqual(openCertificate(file));
  expect(openCertificate(fresh()).fingerprint).not.toBe(openCertificate(file).fingerprint);
});

test('many of them are all well-formed', () => {
  for (let made = 0; made < 40; made += 1) {
    const certificate = new X509Certificate(openCertificate(fresh()).pem);
    expect(certificate.verify(certificate.publicKey)).toBe(true);
  }
});

test('a file that holds none is named, with what to do and what it costs', () => {
  const file = join(mkdtempSync(join(tmpdir(), 'lq-certificate-')), 'certificate.pem');
  writeFileSync(file, 'not a certificate');
  expect(() => openCertificate(file)).toThrow(
    expect.objectContaining({ code: 'bad-data-file', where: file, hint: expect.stringContaining('new link') as string }) as Error,
  );
});
