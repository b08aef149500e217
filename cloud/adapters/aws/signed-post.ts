import { SignatureV4 } from '@smithy/signature-v4';
import { Agent as HttpAgent, request as httpRequest, type RequestOptions } from 'node:http';
import { Agent as HttpsAgent, request as httpsRequest } from 'node:https';
import { setImmediate as nextTurn } from 'node:timers/promises';
import { digest } from '../../domain/evidence.ts';
import type { AwsCredentials } from './clients.ts';
import { Sha256 } from './sha256.ts';

/** At most so many requests are signed before those before them go on their way. */
const together = 6;

/**
 * Signed POST requests over kept connections, for what is sent to many at once. A call of the SDK costs about a millisecond of processor time
 * before it is on its way; thirty players of a slice are thirty calls.
 */
export class SignedPosts {
  readonly #base: URL;
  readonly #signer: SignatureV4;
  readonly #send: typeof httpRequest;
  readonly #agent: HttpAgent;
  /** How many more may be signed in this turn of the event loop, and when it is over for those who come now. */
  #room = together;
  #turn: Promise<void> = Promise.resolve();
  /** The last body and its hash: what goes to many is one message. */
  #hashed: { readonly body: Uint8Array; readonly sha256: string } | undefined;

  constructor({
    service,
    region,
    base,
    credentials,
  }: {
    service: string;
    region: string;
    base: string;
    credentials: () => AwsCredentials;
  }) {
    this.#base = new URL(base);
    const secure = this.#base.protocol === 'https:';
    this.#send = secure ? httpsRequest : httpRequest;
    this.#agent = new (secure ? HttpsAgent : HttpAgent)({ keepAlive: true, maxSockets: 50 });
    this.#signer = new SignatureV4({ service, region, credentials: async () => credentials(), sha256: Sha256 });
  }

  /** Sends the body to a path below the base and returns the status of the answer. Rejects when there is none within `limit` ms. */
  async post(path: string, body: Uint8Array, limit: number): Promise<number> {
    const { hostname, host, port, pathname } = this.#base;
    const whole = `${pathname.replace(/\/$/, '')}${path}`;
    await this.#inTurn();
    const { headers } = await this.#signer.sign({
      method: 'POST',
      protocol: this.#base.protocol,
      hostname,
      path: whole,
      headers: { host, 'content-type': 'application/octet-stream', 'x-amz-content-sha256': this.#hash(body) },
    });
    const request = {
      method: 'POST',
      hostname,
      port,
      path: whole,
      agent: this.#agent,
      headers: { ...headers, 'content-length': body.length },
    };
    try {
      return await this.#attempt(request, body, limit);
    } catch (error) {
      // A connection that lay idle for long may be gone at the other end: nobody has read what was written to it.
      if (!(error instanceof LostConnection)) throw error;
      return this.#attempt(request, body, limit);
    }
  }

  /** Of many requests at once, the first are under way while the others are signed. */
  #inTurn(): Promise<void> {
    if (this.#room === 0) {
      this.#turn = this.#turn.then(() => nextTurn());
      this.#room = together;
    }
    this.#room -= 1;
    return this.#turn;
  }

  #attempt(request: RequestOptions, body: Uint8Array, limit: number): Promise<number> {
    return new Promise((resolve, reject) => {
      const asked = this.#send(request, (answer) => {
        answer.on('error', reject).on('end', () => {
          clearTimeout(late);
          resolve(answer.statusCode!);
        });
        answer.resume();
      });
      const late = setTimeout(() => asked.destroy(new Error(`No answer within ${limit} ms`)), limit);
      asked.on('error', (error: NodeJS.ErrnoException) => {
        clearTimeout(late);
        const isLost = asked.reusedSocket && (error.code === 'ECONNRESET' || error.code === 'EPIPE');
        reject(isLost ? new LostConnection(error.message) : error);
      });
      asked.end(body);
    });
  }

  #hash(body: Uint8Array): string {
    if (this.#hashed?.body !== body) this.#hashed = { body, sha256: digest(body) };
    return this.#hashed.sha256;
  }
}

/** A kept connection turned out to be none. */
class LostConnection extends Error {}
