/** Assets over HTTP, for every door alike: `GET` and `PUT` of bytes by their SHA-256. Who may is the door's to say. */
import type { IncomingMessage, ServerResponse } from 'node:http';
import { Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import { LedgerError } from '../../contract/error.ts';
import { largestAsset, tooBig } from './store.ts';

/** The assets of one project, as one person may reach them. @throws LedgerError what the person is refused */
export interface AssetAccess {
  /** Undefined when nobody has it. */
  get(sha256: string): Promise<{ size: number; bytes: AsyncIterable<Uint8Array> } | undefined>;
  put(sha256: string, bytes: AsyncIterable<Uint8Array>, size: number): Promise<void>;
}

const statusOf: Readonly<Record<string, number>> = {
  'signed-out': 401,
  'not-invited': 401,
  forbidden: 403,
  'unknown-asset': 404,
  'asset-too-big': 413,
  'host-away': 502,
  'disk-full': 507,
};

/** Nothing that is stored here is ever run or shown by a browser as a page, whatever is in it. */
const harmless = {
  'x-content-type-options': 'nosniff',
  'content-security-policy': "default-src 'none'; sandbox",
  'cross-origin-resource-policy': 'same-origin',
} as const;

export async function serveAsset(request: IncomingMessage, response: ServerResponse, sha256: string, access: AssetAccess): Promise<void> {
  const say = (status: number, said: unknown): void => {
    // What was not read is not waited for.
    const headers = { ...harmless, 'content-type': 'application/json', 'cache-control': 'no-store', connection: 'close' };
    response.writeHead(status, headers).end(JSON.stringify(said));
  };
  try {
    if (request.method === 'PUT') {
      const size = Number(request.headers['content-length'] ?? Number.NaN);
      if (!Number.isSafeInteger(size) || size < 0)
        throw new LedgerError({ code: 'bad-request', message: 'How many bytes come is not said.' });
      if (size > largestAsset) throw tooBig(size);
      await access.put(sha256, request as AsyncIterable<Uint8Array>, size);
      return say(200, { sha256 });
    }
    const found = await access.get(sha256);
    if (!found)
      throw new LedgerError({
        code: 'unknown-asset',
        message: 'This file is not here.',
        hint: 'Whoever has it imports it again.',
      });
    response.writeHead(200, {
      ...harmless,
      'content-type': 'application/octet-stream',
      'content-length': found.size,
      'content-disposition': 'attachment',
      'cache-control': 'private, max-age=31536000, immutable',
      etag: `"${sha256}"`,
    });
    if (request.method === 'HEAD') return void response.end();
    return await pipeline(Readable.from(found.bytes), response);
  } catch (error) {
    if (response.headersSent) return void response.destroy();
    if (!(error instanceof Error) || error.name !== 'LedgerError')
      return say(500, { error: { code: 'internal', message: 'Something went wrong on our side.' } });
    const { code, message, hint } = error as LedgerError;
    return say(statusOf[code] ?? 400, { error: { code, message, hint } });
  }
}
