import type { IncomingMessage } from 'node:http';
import { AwsError } from './error.ts';

/** Reads a request's body whole; refuses one larger than `limit` bytes without taking it in. */
export async function readBody(message: IncomingMessage, limit: number): Promise<Uint8Array> {
  const tooLarge = (): AwsError =>
    new AwsError('EntityTooLarge', `The body is larger than the ${limit} bytes taken at once. Send a large object in parts.`, 413);
  if (Number(message.headers['content-length'] ?? 0) > limit) throw tooLarge();
  const parts: Buffer[] = [];
  let size = 0;
  for await (const part of message as AsyncIterable<Buffer>) {
    size += part.length;
    if (size > limit) throw tooLarge();
    parts.push(part);
  }
  return parts.length === 1 ? parts[0]! : Buffer.concat(parts);
}
