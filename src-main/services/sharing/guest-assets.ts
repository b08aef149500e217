/** Assets of the project that a guest has joined: they lie with the host, and pass through this computer unread. */
import { type IncomingMessage, request, type RequestOptions } from 'node:http';
import { Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import { LedgerError } from '../../contract/error.ts';
import { authorityOf } from '../../contract/join-link.ts';
import type { AssetAccess } from '../assets/index.ts';
import { connectHost, type HostAddress } from './ask-host.ts';
import { paths, Refused } from './protocol.ts';

/** Between two bytes. */
const patience = 30_000;
const longestRefusal = 8192;

const away = (at: HostAddress): LedgerError =>
  new LedgerError({
    code: 'host-away',
    message: `${authorityOf(at)} broke off while a file was on its way.`,
    hint: 'Try again when it is back.',
    where: authorityOf(at),
  });

export function guestAssets(at: HostAddress, credential: string): AssetAccess {
  const send = async (
    method: 'GET' | 'PUT',
    sha256: string,
    body?: { bytes: AsyncIterable<Uint8Array>; size: number },
  ): Promise<IncomingMessage> => {
    const socket = await connectHost(at);
    const options: RequestOptions = {
      method,
      path: `${paths.assets}${sha256}`,
      headers: {
        host: authorityOf(at),
        connection: 'close',
        authorization: `Bearer ${credential}`,
        ...(body && { 'content-type': 'application/octet-stream', 'content-length': body.size }),
      },
      createConnection: () => socket,
      timeout: patience,
    };
    return new Promise((resolve, reject) => {
      const call = request(options, resolve);
      call.on('timeout', () => call.destroy());
      call.on('error', () => reject(away(at)));
      // A host that refuses does not read on: what it says counts, not that the way there broke.
      if (body) pipeline(Readable.from(body.bytes), call).catch(() => {});
      else call.end();
    });
  };

  return {
    async get(sha256) {
      const response = await send('GET', sha256);
      if (response.statusCode !== 200) throw await refusalOf(response, at);
      return { size: Number(response.headers['content-length'] ?? 0), bytes: response as AsyncIterable<Uint8Array> };
    },
    async put(sha256, bytes, size) {
      const response = await send('PUT', sha256, { bytes, size });
      if (response.statusCode !== 200) throw await refusalOf(response, at);
      response.resume();
    },
  };
}

async function refusalOf(response: IncomingMessage, at: HostAddress): Promise<LedgerError> {
  let text = '';
  try {
    for await (const part of response.setEncoding('utf8') as AsyncIterable<string>) {
      text += part;
      if (text.length > longestRefusal) break;
    }
    return new LedgerError(Refused.parse(JSON.parse(text)).error);
  } catch {
    return away(at);
  }
}
