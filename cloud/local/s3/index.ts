export type { Bucket, BucketInput } from './buckets/bucket.ts';
export { createS3, type S3 } from './s3.ts';
