import { AwsError } from '../../wire/error.ts';
import type { AwsCall, Headers } from '../../wire/service.ts';
import { type Bucket, bucketPolicies, objectArn, type RetentionMode } from '../buckets/bucket.ts';
import type { ObjectMeta, Retention, Version } from './object.ts';

const DAY_MS = 24 * 60 * 60_000;

/** The lock that a new version begins with: what its request says, else the bucket's default. */
export function lockOf(headers: Headers, bucket: Bucket, now: number): Pick<ObjectMeta, 'retention' | 'legalHold'> {
  const { 'x-amz-object-lock-mode': mode, 'x-amz-object-lock-retain-until-date': until, 'x-amz-object-lock-legal-hold': hold } = headers;
  if ((mode ?? until ?? hold) !== undefined && !bucket.objectLock)
    throw new AwsError('InvalidRequest', 'Bucket is missing Object Lock Configuration', 400);
  if ((mode === undefined) !== (until === undefined))
    throw invalidArgument('x-amz-object-lock-retain-until-date and x-amz-object-lock-mode must both be supplied');
  const retention =
    mode !== undefined
      ? checkedRetention(mode, until!, now)
      : bucket.defaultRetention && { mode: bucket.defaultRetention.mode, until: now + bucket.defaultRetention.days * DAY_MS };
  return { ...(retention && { retention }), ...(hold === 'ON' && { legalHold: true }) };
}

export function checkedRetention(mode: string, until: string, now: number): Retention {
  if (mode !== 'COMPLIANCE' && mode !== 'GOVERNANCE') throw invalidArgument(`Unknown wormMode directive: ${mode}`);
  const time = Date.parse(until);
  if (Number.isNaN(time)) throw invalidArgument(`The retain until date ${until} is not a date`);
  if (time <= now) throw invalidArgument('The retain until date must be in the future!');
  return { mode: mode as RetentionMode, until: time };
}

/** Throws AccessDenied if the version may not be removed now. */
export function refuseLocked(call: AwsCall, bucket: Bucket, version: Version, now: number): void {
  if (version.meta.legalHold) throw locked(version, 'a legal hold');
  refuseRetained(call, bucket, version, now);
}

/** Throws AccessDenied if the retention of the version may not be replaced by `next`: COMPLIANCE can only become longer. */
export function refuseWeaker(call: AwsCall, bucket: Bucket, version: Version, next: Retention, now: number): void {
  const { retention } = version.meta;
  const stronger = retention && next.until >= retention.until && (next.mode === retention.mode || next.mode === 'COMPLIANCE');
  if (!stronger) refuseRetained(call, bucket, version, now);
}

function refuseRetained(call: AwsCall, bucket: Bucket, version: Version, now: number): void {
  const { retention } = version.meta;
  if (!retention || retention.until <= now) return;
  const bypass = retention.mode === 'GOVERNANCE' && call.headers['x-amz-bypass-governance-retention']?.toLowerCase() === 'true';
  if (!bypass) throw locked(version, `${retention.mode} retention until ${new Date(retention.until).toISOString()}`);
  call.permit('s3:BypassGovernanceRetention', objectArn(bucket.name, version.key), {}, bucketPolicies(bucket));
}

function locked({ key, id }: Version, by: string): AwsError {
  return new AwsError(
    'AccessDenied',
    `Access Denied because object protected by object lock: version ${id} of ${key} is under ${by}.`,
    403,
  );
}

function invalidArgument(message: string): AwsError {
  return new AwsError('InvalidArgument', message, 400);
}
