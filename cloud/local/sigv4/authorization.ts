import type { Headers } from '../wire/service.ts';
import { ALGORITHM, type Scope } from './signature.ts';

/** What a request claims about its signature. */
export interface Authorization {
  readonly accessKeyId: string;
  readonly scope: Scope;
  /** Lower-case, in the order given. */
  readonly signedHeaders: readonly string[];
  readonly signature: string;
  /** `YYYYMMDDTHHMMSSZ`. */
  readonly timestamp: string;
  readonly sessionToken: string | undefined;
  /** Seconds for which a presigned URL is good; undefined when the signature came in the header. */
  readonly expires: number | undefined;
}

/** Reads the claim from the Authorization header or from a presigned URL. */
export function readAuthorization(headers: Headers, query: URLSearchParams): Authorization | 'missing' | 'malformed' {
  const header = headers['authorization'];
  if (header !== undefined) return fromHeader(header, headers);
  return query.has('X-Amz-Signature') || query.has('X-Amz-Credential') ? fromQuery(query) : 'missing';
}

function fromHeader(header: string, headers: Headers): Authorization | 'malformed' {
  if (!header.startsWith(`${ALGORITHM} `)) return 'malformed';
  const fields = new Map(
    header
      .slice(ALGORITHM.length)
      .split(',')
      .map((field) => {
        const equals = field.indexOf('=');
        return [field.slice(0, equals).trim(), field.slice(equals + 1).trim()] as const;
      }),
  );
  return assemble(
    fields.get('Credential'),
    fields.get('SignedHeaders'),
    fields.get('Signature'),
    headers['x-amz-date'],
    headers['x-amz-security-token'],
    undefined,
  );
}

function fromQuery(query: URLSearchParams): Authorization | 'malformed' {
  const seconds = query.get('X-Amz-Expires') ?? '';
  if (query.get('X-Amz-Algorithm') !== ALGORITHM || !/^\d{1,6}$/.test(seconds)) return 'malformed';
  const text = (name: string): string | undefined => query.get(name) ?? undefined;
  return assemble(
    text('X-Amz-Credential'),
    text('X-Amz-SignedHeaders'),
    text('X-Amz-Signature'),
    text('X-Amz-Date'),
    text('X-Amz-Security-Token'),
    Number(seconds),
  );
}

function assemble(
  credential: string | undefined,
  signedHeaders: string | undefined,
  signature: string | undefined,
  timestamp: string | undefined,
  sessionToken: string | undefined,
  expires: number | undefined,
): Authorization | 'malformed' {
  const [accessKeyId, date, region, service, terminator, ...more] = credential?.split('/') ?? [];
  if (!accessKeyId || !date || !region || !service || terminator !== 'aws4_request' || more.length > 0) return 'malformed';
  if (!signedHeaders || !signature || !timestamp || !/^\d{8}T\d{6}Z$/.test(timestamp) || !timestamp.startsWith(date)) return 'malformed';
  const names = signedHeaders.split(';');
  if (!names.includes('host')) return 'malformed';
  return { accessKeyId, scope: { date, region, service }, signedHeaders: names, signature, timestamp, sessionToken, expires };
}

/** Milliseconds since the epoch of a `YYYYMMDDTHHMMSSZ` timestamp. */
export function instantOf(timestamp: string): number {
  return Date.parse(timestamp.replace(/(\d{4})(\d\d)(\d\d)T(\d\d)(\d\d)(\d\d)Z/, '$1-$2-$3T$4:$5:$6Z'));
}
