import { createHmac, createSecretKey, hash, timingSafeEqual, type KeyObject } from 'node:crypto';

/** Signature Version 4, as published in the AWS General Reference and, for chunked payloads, the S3 API Reference. */
export const ALGORITHM = 'AWS4-HMAC-SHA256';

/** Date, region and service for which a signing key is good. */
export interface Scope {
  /** `YYYYMMDD`. */
  readonly date: string;
  readonly region: string;
  readonly service: string;
}

export function scopeText(scope: Scope): string {
  return `${scope.date}/${scope.region}/${scope.service}/aws4_request`;
}

/** Most keys that are kept; a caller signs with the same one all day. */
const MOST_KEYS = 1000;
const keys = new Map<string, KeyObject>();

/** The key that a secret signs with in a scope. */
export function signingKey(secretAccessKey: string, scope: Scope): KeyObject {
  const name = `${secretAccessKey}\n${scopeText(scope)}`;
  const known = keys.get(name);
  if (known) return known;
  let key: Buffer | string = `AWS4${secretAccessKey}`;
  for (const part of [scope.date, scope.region, scope.service, 'aws4_request']) key = createHmac('sha256', key).update(part).digest();
  if (keys.size >= MOST_KEYS) keys.clear();
  const derived = createSecretKey(key as Buffer);
  keys.set(name, derived);
  return derived;
}

export function sha256Hex(data: string | Uint8Array): string {
  return hash('sha256', data, 'hex');
}

/** Signs lines joined by line feeds; 64 hex digits. */
export function sign(key: KeyObject, ...lines: string[]): string {
  return createHmac('sha256', key).update(lines.join('\n')).digest('hex');
}

/** Compares without telling by time how much of the signature was right. */
export function sameSignature(given: string, expected: string): boolean {
  const [a, b] = [Buffer.from(given), Buffer.from(expected)];
  return a.length === b.length && timingSafeEqual(a, b);
}
