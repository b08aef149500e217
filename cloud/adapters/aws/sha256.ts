import { createHash, createHmac, createSecretKey, type Hash, type Hmac, type KeyObject } from 'node:crypto';
import { Recent } from './recent.ts';

type Secret = string | ArrayBuffer | ArrayBufferView;

/**
 * The hash that signers ask for, of the system's own library. A signer makes a new one with the same secret for every request: preparing the
 * secret takes longer than the hash, so what was prepared is kept.
 */
export class Sha256 {
  readonly #secret: KeyObject | undefined;
  #hash: Hash | Hmac;

  constructor(secret?: Secret) {
    this.#secret = secret === undefined ? undefined : prepared(secret);
    this.#hash = this.#begin();
  }
  update(data: string | ArrayBuffer | ArrayBufferView): void {
    this.#hash.update(typeof data === 'string' ? data : bytesOf(data));
  }
  async digest(): Promise<Uint8Array> {
    return new Uint8Array(this.#hash.digest());
  }
  reset(): void {
    this.#hash = this.#begin();
  }
  #begin(): Hash | Hmac {
    return this.#secret === undefined ? createHash('sha256') : createHmac('sha256', this.#secret);
  }
}

/** Those of the principals that a process signs as: a secret is not kept for longer than others are used. */
const ofTexts = new Recent<KeyObject>(16);
/** The signer keeps its derived keys and hands over the same bytes each time; nobody writes to them. */
const ofBytes = new WeakMap<object, KeyObject>();

function prepared(secret: Secret): KeyObject {
  const known = typeof secret === 'string' ? ofTexts.get(secret) : ofBytes.get(secret);
  if (known !== undefined) return known;
  const key = createSecretKey(typeof secret === 'string' ? Buffer.from(secret) : bytesOf(secret));
  if (typeof secret === 'string') ofTexts.set(secret, key);
  else ofBytes.set(secret, key);
  return key;
}

const bytesOf = (data: ArrayBuffer | ArrayBufferView): Uint8Array =>
  ArrayBuffer.isView(data) ? new Uint8Array(data.buffer, data.byteOffset, data.byteLength) : new Uint8Array(data);
