import { createHash, createHmac, timingSafeEqual } from 'node:crypto';

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

export function signingKey(secretAccessKey: string, scope: Scope): Buffer {
  let key: Buffer | string = `AWS4${secretAccessKey}`;
  for (const part of [scope.date, scope.region, scope.service, 'aws4_request']) key = createHmac('sha256', key).update(part).digest();
  return key as Buffer;
}

export function sha256Hex(data: string | Uint8Array): string {
  return createHash('sha256').update(data).digest('hex');
}

/** Signs lines joined by line feeds; 64 hex digits. */
export function sign(key: Uint8Array, ...lines: string[]): string {
  return createHmac('sha256', key).update(lines.join('\n')).digest('hex');
}

/** Compares without telling by time how much of the signature was right. */
export function sameSignature(given: string, expected: string): boolean {
  const [a, b] = [Buffer.from(given), Buffer.from(expected)];
  return a.length === b.length && timingSafeEqual(a, b);
}
