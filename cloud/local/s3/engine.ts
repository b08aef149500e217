import type { Kms } from '../kms/kms.ts';
import type { Blobs } from '../storage/blobs.ts';
import type { LocalContext } from '../storage/context.ts';
import type { Buckets } from './buckets/bucket.ts';
import type { Uploads } from './multipart/uploads.ts';
import type { Versions } from './objects/versions.ts';

/** The parts that the actions work with. */
export interface Engine {
  readonly context: LocalContext;
  readonly blobs: Blobs;
  readonly buckets: Buckets;
  readonly versions: Versions;
  readonly uploads: Uploads;
  readonly kms: Kms;
  /** Keys to which a conditional write is under way. */
  readonly busy: Set<string>;
}
