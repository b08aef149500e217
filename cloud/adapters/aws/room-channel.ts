import { SignatureV4 } from '@smithy/signature-v4';
import { digest } from '../../domain/evidence.ts';
import type { RoomChannel, RoomRef } from '../../ports/index.ts';
import type { AwsCredentials } from './clients.ts';
import { Sha256 } from './sha256.ts';

const batch = 5;
const attempts = 3;
/** Nobody waits longer for an event to be handed over, ms: who misses it finds out. */
const patience = 5_000;

/** The channel of a room: one that says nothing of its names, which have characters that no channel may have. */
export const channelOf = ({ tenant, room }: RoomRef): string => `/rooms/${digest(`${tenant}\n${room}`).slice(0, 40)}`;

/** AppSync Events: the SDK has no call for publishing, so it is an HTTP request, signed. */
export class AppSyncRoomChannel implements RoomChannel {
  readonly #endpoint: URL;
  readonly #realtime: string;
  readonly #signer: SignatureV4;

  constructor({ http, realtime, region, credentials }: { http: string; realtime: string; region: string; credentials: AwsCredentials }) {
    this.#endpoint = new URL(http);
    this.#realtime = realtime;
    this.#signer = new SignatureV4({ service: 'appsync', region, credentials, sha256: Sha256 });
  }

  address(ref: RoomRef): { realtime: string; host: string; channel: string } {
    return { realtime: this.#realtime, host: this.#endpoint.host, channel: channelOf(ref) };
  }

  async publish(ref: RoomRef, events: readonly object[]): Promise<void> {
    for (let at = 0; at < events.length; at += batch) {
      const texts = events.slice(at, at + batch).map((event) => JSON.stringify(event));
      await this.#post(JSON.stringify({ channel: channelOf(ref), events: texts }));
    }
  }

  async #post(body: string): Promise<void> {
    for (let attempt = 1; ; attempt += 1) {
      const request = await this.#signer.sign({
        method: 'POST',
        protocol: this.#endpoint.protocol,
        hostname: this.#endpoint.hostname,
        ...(this.#endpoint.port !== '' && { port: Number(this.#endpoint.port) }),
        path: this.#endpoint.pathname,
        headers: { host: this.#endpoint.host, 'content-type': 'application/json' },
        body,
      });
      const response = await fetch(this.#endpoint, {
        method: 'POST',
        headers: request.headers,
        body,
        signal: AbortSignal.timeout(patience),
      });
      const text = await response.text();
      if (response.ok) {
        const { failed = [] } = JSON.parse(text) as { failed?: unknown[] };
        if (failed.length === 0) return;
        throw new Error(`AppSync took not all events: ${JSON.stringify(failed)}`);
      }
      if (response.status < 500 && response.status !== 429) throw new Error(`AppSync answered ${response.status}: ${text.slice(0, 300)}`);
      if (attempt === attempts) throw new Error(`AppSync answered ${response.status} ${attempts} times.`);
    }
  }
}
