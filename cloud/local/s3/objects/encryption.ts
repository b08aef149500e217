import { AwsError } from '../../wire/error.ts';
import type { AwsCall, Headers } from '../../wire/service.ts';
import { seal, unseal } from '../../kms/seal.ts';
import { type Bucket, objectArn } from '../buckets/bucket.ts';
import type { Engine } from '../engine.ts';
import type { ObjectEncryption, Version } from './object.ts';

const MANAGED_ALIAS = 'alias/aws/s3';
const NOTHING = new Uint8Array();

/** How an object is encrypted, and its data key while it is being written. */
export interface Encryption {
  readonly meta: ObjectEncryption | undefined;
  readonly dataKey: Uint8Array | undefined;
}

/**
 * The encryption that a write asks for, else the bucket's default. With KMS the object gets a data key of its own,
 * bound to the encryption context of the request and the object's ARN; the caller needs kms:GenerateDataKey.
 */
export function chooseEncryption(engine: Engine, call: AwsCall, bucket: Bucket, key: string): Encryption {
  const {
    'x-amz-server-side-encryption': asked,
    'x-amz-server-side-encryption-aws-kms-key-id': keyName,
    'x-amz-server-side-encryption-context': context,
  } = call.headers;
  if (call.headers['x-amz-server-side-encryption-customer-algorithm'] !== undefined)
    throw new AwsError('UnsupportedOperation', 's3: keys of the customer (SSE-C) are not part of the embedded cloud. Use KMS.', 501);
  const algorithm = asked ?? bucket.encryption?.algorithm;
  if (algorithm === undefined) return { meta: undefined, dataKey: undefined };
  if (algorithm === 'AES256') return { meta: { algorithm }, dataKey: undefined };
  if (algorithm !== 'aws:kms') throw new AwsError('InvalidArgument', `The encryption method specified is not supported: ${algorithm}`, 400);
  const bound = { ...parseContext(context), 'aws:s3:arn': objectArn(bucket.name, key) };
  const name = keyName ?? bucket.encryption?.key ?? managedKey(engine);
  const { keyArn, plain, sealed } = engine.kms.generateDataKey(call, name, bound);
  return { meta: { algorithm, keyArn, context: bound, dataKey: Buffer.from(sealed).toString('base64') }, dataKey: plain };
}

export function sealContent(engine: Engine, { dataKey }: Encryption, content: Uint8Array): Uint8Array {
  return dataKey ? seal(dataKey, content, NOTHING, engine.context.host.random) : content;
}

/** The content of a version, or a part of it; the caller needs kms:Decrypt where it is encrypted with KMS. */
export function openContent(engine: Engine, call: AwsCall, { blob, meta }: Version, start = 0, end = meta.size): Uint8Array {
  const { encryption } = meta;
  if (encryption?.algorithm !== 'aws:kms')
    return start === 0 && end === meta.size ? engine.blobs.get(blob!) : engine.blobs.get(blob!, start, end);
  return unsealContent(openDataKey(engine, call, encryption), engine.blobs.get(blob!)).subarray(start, end);
}

export function openDataKey(engine: Engine, call: AwsCall, encryption: ObjectEncryption & { readonly algorithm: 'aws:kms' }): Uint8Array {
  return engine.kms.openDataKey(call, Buffer.from(encryption.dataKey, 'base64'), encryption.context);
}

export function unsealContent(dataKey: Uint8Array, sealed: Uint8Array): Uint8Array {
  const content = unseal(dataKey, sealed, NOTHING);
  if (!content) throw new Error('an encrypted object cannot be opened with its own data key');
  return content;
}

export function encryptionHeaders(encryption: ObjectEncryption | undefined): Headers {
  if (!encryption) return {};
  return {
    'x-amz-server-side-encryption': encryption.algorithm,
    ...(encryption.algorithm === 'aws:kms' && { 'x-amz-server-side-encryption-aws-kms-key-id': encryption.keyArn }),
  };
}

function parseContext(header: string | undefined): Record<string, string> {
  if (header === undefined) return {};
  try {
    const context: unknown = JSON.parse(Buffer.from(header, 'base64').toString());
    if (typeof context === 'object' && context !== null && Object.values(context).every((value) => typeof value === 'string'))
      return context as Record<string, string>;
  } catch {
    // Told below.
  }
  throw new AwsError('InvalidArgument', 'x-amz-server-side-encryption-context must be base64 of a JSON object of strings', 400);
}

/** The key that S3 keeps for those who name none. */
function managedKey({ kms }: Engine): string {
  if (!kms.ring.aliases().some(({ alias }) => alias === MANAGED_ALIAS)) {
    const key = kms.ring.create({
      spec: 'SYMMETRIC_DEFAULT',
      usage: 'ENCRYPT_DECRYPT',
      description: 'Default key that protects S3 objects when no other key is named',
      tags: {},
    });
    kms.ring.putAlias(MANAGED_ALIAS, key.id);
  }
  return MANAGED_ALIAS;
}
