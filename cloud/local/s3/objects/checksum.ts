import { createHash } from 'node:crypto';
import { crc32 } from 'node:zlib';
import { AwsError } from '../../wire/error.ts';
import type { Headers } from '../../wire/service.ts';

/** The checksums of S3 by their header name; each in base64, big-endian. */
const CHECKSUMS: Readonly<Record<string, (bytes: Uint8Array) => Buffer>> = {
  'x-amz-checksum-crc32': (bytes) => bigEndian(crc32(bytes)),
  'x-amz-checksum-crc32c': (bytes) => bigEndian(crc32c(bytes)),
  'x-amz-checksum-crc64nvme': (bytes) => crc64nvme(bytes),
  'x-amz-checksum-sha1': (bytes) => createHash('sha1').update(bytes).digest(),
  'x-amz-checksum-sha256': (bytes) => createHash('sha256').update(bytes).digest(),
};

/**
 * Checks the body against every checksum that came with it, in a header or a trailer, and against Content-MD5.
 * Returns the checksums to keep; throws BadDigest for one that does not match.
 */
export function verifyChecksums(headers: Headers, body: Uint8Array): Record<string, string> {
  const kept: Record<string, string> = {};
  const md5 = headers['content-md5'];
  if (md5 !== undefined && createHash('md5').update(body).digest('base64') !== md5)
    throw new AwsError('BadDigest', 'The Content-MD5 you specified did not match what we received.', 400);
  for (const [name, compute] of Object.entries(CHECKSUMS)) {
    const given = headers[name];
    if (given === undefined) continue;
    if (compute(body).toString('base64') !== given)
      throw new AwsError(
        'BadDigest',
        `The ${name.slice('x-amz-checksum-'.length).toUpperCase()} you specified did not match the calculated checksum.`,
        400,
      );
    kept[name] = given;
  }
  return kept;
}

/** The checksum of the checksums of an object's parts, as S3 gives it: `<base64>-<count>`. */
export function compositeChecksum(name: string, parts: readonly string[]): string | undefined {
  const compute = CHECKSUMS[name];
  return compute && `${compute(Buffer.concat(parts.map((part) => Buffer.from(part, 'base64')))).toString('base64')}-${parts.length}`;
}

/** The header name for an algorithm such as `CRC32`. */
export function checksumHeader(algorithm: string): string {
  return `x-amz-checksum-${algorithm.toLowerCase()}`;
}

function bigEndian(value: number): Buffer {
  const bytes = Buffer.alloc(4);
  bytes.writeUInt32BE(value >>> 0);
  return bytes;
}

/** CRC-32C (Castagnoli), reflected polynomial 82F63B78. */
const CRC32C = Uint32Array.from({ length: 256 }, (_, byte) => {
  let remainder = byte;
  for (let bit = 0; bit < 8; bit++) remainder = remainder & 1 ? (remainder >>> 1) ^ 0x82f63b78 : remainder >>> 1;
  return remainder;
});

function crc32c(bytes: Uint8Array): number {
  let sum = 0xffffffff;
  for (const byte of bytes) sum = (sum >>> 8) ^ CRC32C[(sum ^ byte) & 0xff]!;
  return ~sum;
}

/** CRC-64/NVME, reflected polynomial 9A6C9329AC4BC9B5. */
const CRC64 = Array.from({ length: 256 }, (_, byte) => {
  let remainder = BigInt(byte);
  for (let bit = 0; bit < 8; bit++) remainder = remainder & 1n ? (remainder >> 1n) ^ 0x9a6c9329ac4bc9b5n : remainder >> 1n;
  return remainder;
});

function crc64nvme(bytes: Uint8Array): Buffer {
  let sum = 0xffffffffffffffffn;
  for (const byte of bytes) sum = (sum >> 8n) ^ CRC64[Number(sum & 0xffn) ^ byte]!;
  const result = Buffer.alloc(8);
  result.writeBigUInt64BE(sum ^ 0xffffffffffffffffn);
  return result;
}
