import {
  GetObjectCommand,
  ListObjectsV2Command,
  NoSuchKey,
  PutObjectCommand,
  S3ServiceException,
  type ObjectLockMode,
  type S3Client,
} from '@aws-sdk/client-s3';
import { refuse } from '../../domain/refusal.ts';
import { systemHost } from './host.ts';
import { conflictAttempts, jitter } from './jitter.ts';
import { encryptionFor, keyIsGone } from './object-encryption.ts';

/** How long an object cannot be changed or deleted. */
export interface Retention {
  readonly mode: ObjectLockMode;
  readonly days: number;
}

/** A bucket: bytes by key, compare-and-set, listing. */
export class Objects {
  readonly #client: S3Client;
  readonly #bucket: string;

  constructor(client: S3Client, bucket: string) {
    this.#client = client;
    this.#bucket = bucket;
  }

  /** Refuses with `object-damaged` what the store no longer holds as it was written, with `key-destroyed` what its tenant's key no longer opens. */
  async get(key: string): Promise<{ bytes: Uint8Array; tag: string } | undefined> {
    try {
      const { Body, ETag } = await this.#client.send(new GetObjectCommand({ Bucket: this.#bucket, Key: key }));
      return { bytes: await Body!.transformToByteArray(), tag: ETag ?? '' };
    } catch (error) {
      const status = error instanceof S3ServiceException ? error.$metadata.httpStatusCode : undefined;
      if (error instanceof S3ServiceException && error.name === 'ObjectDamaged')
        refuse({
          code: 'object-damaged',
          message: `${key}: ${error.message}`,
          hint: 'Restore it from a copy of the data folder.',
          where: key,
        });
      if (keyIsGone(error))
        refuse({
          code: 'key-destroyed',
          message: `${key} cannot be read any more: the key of its tenant is destroyed or about to be.`,
          hint: 'Until the day on which it is destroyed the owner of the cloud can cancel that in KMS.',
          where: key,
        });
      if (error instanceof NoSuchKey || status === 404 || (status === 403 && (await this.#absent(key)))) return undefined;
      throw error;
    }
  }

  /** Who may list only under a prefix is told 403 for an object that is not there; listing at the key itself tells which it is. */
  async #absent(key: string): Promise<boolean> {
    try {
      const { Contents = [] } = await this.#client.send(new ListObjectsV2Command({ Bucket: this.#bucket, Prefix: key, MaxKeys: 1 }));
      return Contents[0]?.Key !== key;
    } catch {
      return false;
    }
  }

  async bytes(key: string): Promise<Uint8Array | undefined> {
    return (await this.get(key))?.bytes;
  }

  /** Bytes of an object, and how many it has in all. */
  async part(key: string, from: number, count: number): Promise<{ bytes: Uint8Array; size: number } | undefined> {
    try {
      const { Body, ContentRange } = await this.#client.send(
        new GetObjectCommand({ Bucket: this.#bucket, Key: key, Range: `bytes=${from}-${from + count - 1}` }),
      );
      return { bytes: await Body!.transformToByteArray(), size: Number(ContentRange?.split('/')[1]) };
    } catch (error) {
      const status = error instanceof S3ServiceException ? error.$metadata.httpStatusCode : undefined;
      if (error instanceof NoSuchKey || status === 404 || status === 416 || (status === 403 && (await this.#absent(key)))) return undefined;
      throw error;
    }
  }

  async json<T>(key: string): Promise<T | undefined> {
    const bytes = await this.bytes(key);
    return bytes && (JSON.parse(new TextDecoder().decode(bytes)) as T);
  }

  /** Writes an object that is not there yet. */
  async create(
    key: string,
    bytes: Uint8Array,
    { type = 'application/octet-stream', retention, now = 0 }: { type?: string; retention?: Retention; now?: number } = {},
  ): Promise<'stored' | 'present'> {
    const lock = retention && {
      ObjectLockMode: retention.mode,
      ObjectLockRetainUntilDate: new Date(now + retention.days * 86_400_000),
      ChecksumAlgorithm: 'SHA256' as const,
    };
    return (await this.#put({ Key: key, Body: bytes, ContentType: type, IfNoneMatch: '*', ...lock })) ? 'stored' : 'present';
  }

  /** Replaces the object that has `tag`, or creates it when `tag` is undefined. False when another was faster. */
  async swap(key: string, bytes: Uint8Array, tag: string | undefined, type = 'application/json'): Promise<boolean> {
    return this.#put({ Key: key, Body: bytes, ContentType: type, ...(tag === undefined ? { IfNoneMatch: '*' } : { IfMatch: tag }) });
  }

  async #put(input: Omit<ConstructorParameters<typeof PutObjectCommand>[0], 'Bucket'> & { Key: string }): Promise<boolean> {
    for (let attempt = 0; ; attempt += 1)
      try {
        await this.#client.send(new PutObjectCommand({ Bucket: this.#bucket, ...encryptionFor(input.Key), ...input }));
        return true;
      } catch (error) {
        const status = error instanceof S3ServiceException ? error.$metadata.httpStatusCode : undefined;
        if (status === 412) return false;
        // Another conditional write of the same key is under way; it may still fail.
        if (status !== 409 || attempt === conflictAttempts) throw error;
        await systemHost.sleep(jitter(attempt));
      }
  }

  /** Keys under a prefix, in order. */
  async *list(prefix: string): AsyncGenerator<string> {
    let token: string | undefined;
    do {
      const page = await this.#client.send(
        new ListObjectsV2Command({ Bucket: this.#bucket, Prefix: prefix, ...(token !== undefined && { ContinuationToken: token }) }),
      );
      for (const { Key } of page.Contents ?? []) if (Key !== undefined) yield Key;
      token = page.NextContinuationToken;
    } while (token !== undefined);
  }

  /** The folders directly under a prefix, without it and without their slash. */
  async folders(prefix: string): Promise<string[]> {
    const names: string[] = [];
    let token: string | undefined;
    do {
      const page = await this.#client.send(
        new ListObjectsV2Command({
          Bucket: this.#bucket,
          Prefix: prefix,
          Delimiter: '/',
          ...(token !== undefined && { ContinuationToken: token }),
        }),
      );
      for (const { Prefix } of page.CommonPrefixes ?? []) if (Prefix !== undefined) names.push(Prefix.slice(prefix.length, -1));
      token = page.NextContinuationToken;
    } while (token !== undefined);
    return names;
  }
}

/** A document's bytes as they are stored. */
export const jsonBytes = (document: unknown): Uint8Array => new TextEncoder().encode(JSON.stringify(document));
