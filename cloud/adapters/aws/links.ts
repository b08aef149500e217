import { createHash } from 'node:crypto';
import { GetObjectCommand, type S3Client } from '@aws-sdk/client-s3';
import { getSignedUrl } from '@aws-sdk/s3-request-presigner';
import { keyOf } from './levels.ts';
import type { Objects } from './objects.ts';

/** How long a link is good, seconds: long enough to be followed, and no longer. */
const lifetime = 60;

/** Links to objects of one tenant, signed with keys that end at that tenant: no link leads further than they do. */
export const objectLinks = (s3: S3Client, objects: Objects, { bucket, tenant }: { bucket: string; tenant: string }) => {
  const to = (Key: string): Promise<string> => getSignedUrl(s3, new GetObjectCommand({ Bucket: bucket, Key }), { expiresIn: lifetime });
  return {
    lifetime,
    checkpoint: (sha256: string) => to(keyOf.checkpoint(tenant, sha256)),
    async file(text: string): Promise<string> {
      const key = `tenants/${tenant}/exports/${createHash('sha256').update(text).digest('hex')}.jsonl`;
      await objects.create(key, new TextEncoder().encode(text), { type: 'application/x-ndjson' });
      return to(key);
    },
  };
};
