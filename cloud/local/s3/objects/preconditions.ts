import { AwsError } from '../../wire/error.ts';
import type { Headers } from '../../wire/service.ts';
import type { Version } from './object.ts';

/** Whether a write says under which circumstances it may happen. */
export function isConditional(headers: Headers): boolean {
  return headers['if-match'] !== undefined || headers['if-none-match'] !== undefined;
}

/** Throws unless the object is as the write expects it: absent for `If-None-Match: *`, this one for `If-Match`. */
export function checkWritePreconditions(headers: Headers, current: Version | undefined): void {
  const { 'if-match': match, 'if-none-match': noneMatch } = headers;
  if (noneMatch !== undefined) {
    if (noneMatch !== '*')
      throw new AwsError(
        'NotImplemented',
        'A header you provided implies functionality that is not implemented: If-None-Match other than *',
        501,
        { Header: 'If-None-Match' },
      );
    if (current) throw preconditionFailed('If-None-Match');
  }
  if (match !== undefined) {
    if (!current) throw new AwsError('NoSuchKey', 'The specified key does not exist.', 404);
    if (match !== '*' && !lists(match, current.meta.etag)) throw preconditionFailed('If-Match');
  }
}

/** For reads: whether the caller has the object already. Throws PreconditionFailed where it asked for another one. */
export function isNotModified(headers: Headers, { meta, modifiedAt }: Version): boolean {
  const { 'if-match': match, 'if-none-match': noneMatch, 'if-modified-since': since, 'if-unmodified-since': unless } = headers;
  const seconds = Math.floor(modifiedAt / 1000) * 1000;
  if (match !== undefined ? !lists(match, meta.etag) : unless !== undefined && seconds > Date.parse(unless))
    throw preconditionFailed(match !== undefined ? 'If-Match' : 'If-Unmodified-Since');
  if (noneMatch !== undefined) return lists(noneMatch, meta.etag);
  return since !== undefined && seconds <= Date.parse(since);
}

function lists(header: string, etag: string): boolean {
  return (
    header === '*' ||
    header.split(',').some(
      (each) =>
        each
          .trim()
          .replace(/^W\//, '')
          .replace(/^"?([^"]*)"?$/, '"$1"') === etag,
    )
  );
}

function preconditionFailed(condition: string): AwsError {
  return new AwsError('PreconditionFailed', 'At least one of the pre-conditions you specified did not hold', 412, { Condition: condition });
}
