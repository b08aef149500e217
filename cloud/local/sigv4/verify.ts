import type { KeyObject } from 'node:crypto';
import type { Principal } from '../iam/principal.ts';
import type { AwsError } from '../wire/error.ts';
import type { Headers } from '../wire/service.ts';
import { type Authorization, instantOf, readAuthorization } from './authorization.ts';
import { canonicalRequest } from './canonical.ts';
import { unchunk } from './chunks.ts';
import type { CredentialSource, KnownKey } from './credentials.ts';
import { type Refusal, type RefusalStyle, refuse } from './refusal.ts';
import { ALGORITHM, sameSignature, scopeText, sha256Hex, sign, signingKey } from './signature.ts';

/** How far the caller's clock may be from ours. */
export const MAX_SKEW_MS = 5 * 60_000;
const MAX_PRESIGNED_SECONDS = 7 * 24 * 60 * 60;

/** A request as it came in, its body read whole. */
export interface IncomingRequest {
  readonly method: string;
  readonly url: string;
  readonly headers: Headers;
  readonly query: URLSearchParams;
  readonly body: Uint8Array;
}

/** A request whose sender, time and content were proved. */
export interface VerifiedRequest {
  readonly principal: Principal;
  readonly service: string;
  /** Without aws-chunked framing. */
  readonly body: Uint8Array;
  /** Trailers of an aws-chunked body, by lower-case name. */
  readonly trailers: Readonly<Record<string, string>>;
}

export interface Verifier {
  readonly credentials: CredentialSource;
  readonly region: string;
  /** Milliseconds since the epoch. */
  readonly now: number;
  readonly style: RefusalStyle;
}

/**
 * Verifies Signature Version 4 in full: known key, session token, region, clock within five minutes (or the presigned
 * URL's time), every `x-amz-` header signed, the signature, and the body against the hash that was signed.
 * Throws the AwsError that the service called would give.
 */
export function verifyRequest(request: IncomingRequest, verifier: Verifier): VerifiedRequest {
  const fail = (refusal: Refusal, message: string): AwsError => refuse(verifier.style, refusal, message);
  const claim = readAuthorization(request.headers, request.query);
  if (claim === 'missing') throw fail('missing', 'The request is not signed. Sign it with an access key of this cloud.');
  if (claim === 'malformed') throw fail('malformed', 'The authorization of the request is incomplete or malformed.');
  if (claim.expires !== undefined && claim.scope.service !== 's3') throw fail('malformed', 'Only S3 takes presigned URLs.');
  if (claim.scope.region !== verifier.region) {
    throw fail('malformed', `The request is signed for region ${claim.scope.region}; this cloud is ${verifier.region}.`);
  }
  const known = verifier.credentials.find(claim.accessKeyId);
  if (!known) throw fail('unknown-key', `The access key ${claim.accessKeyId} does not exist in this cloud.`);
  checkToken(claim, known, verifier.now, fail);
  checkTime(claim, verifier.now, fail);
  checkHeaders(request.headers, claim, fail);

  const key = signingKey(known.secretAccessKey, claim.scope);
  const payload = payloadHash(request, claim, fail);
  const canonical = canonicalRequest(request, claim.signedHeaders, payload, claim.scope.service);
  const expected = sign(key, ALGORITHM, claim.timestamp, scopeText(claim.scope), sha256Hex(canonical));
  if (!sameSignature(claim.signature, expected)) {
    throw fail(
      'signature',
      'The request signature we calculated does not match the signature you provided. Check the secret access key and what was signed.',
    );
  }
  return { principal: known.principal, service: claim.scope.service, ...openPayload(request, claim, payload, key, fail) };
}

type Fail = (refusal: Refusal, message: string) => AwsError;

function checkToken(claim: Authorization, known: KnownKey, now: number, fail: Fail): void {
  if (claim.sessionToken !== known.sessionToken) throw fail('wrong-token', 'The security token included in the request is invalid.');
  if (known.expiresAt !== undefined && known.expiresAt <= now)
    throw fail('expired-token', 'The security token included in the request is expired.');
}

function checkTime(claim: Authorization, now: number, fail: Fail): void {
  const signedAt = instantOf(claim.timestamp);
  if (claim.expires === undefined) {
    if (!(Math.abs(now - signedAt) <= MAX_SKEW_MS)) {
      throw fail(
        'clock',
        `Signature expired or not yet valid: ${claim.timestamp} is more than 5 minutes from ${new Date(now).toISOString()}.`,
      );
    }
  } else if (claim.expires > MAX_PRESIGNED_SECONDS) {
    throw fail('malformed', `X-Amz-Expires must be at most ${MAX_PRESIGNED_SECONDS} seconds.`);
  } else if (!(signedAt - MAX_SKEW_MS <= now)) {
    throw fail('expired-url', 'Request is not valid yet.');
  } else if (now > signedAt + claim.expires * 1000) {
    throw fail('expired-url', 'Request has expired.');
  }
}

/** A header that means something to AWS must be part of what was signed. */
function checkHeaders(headers: Headers, claim: Authorization, fail: Fail): void {
  for (const name of Object.keys(headers)) {
    if (name.startsWith('x-amz-') && name !== 'x-amz-content-sha256' && !claim.signedHeaders.includes(name)) {
      throw fail('unsigned-header', `There were headers present in the request which were not signed: ${name}.`);
    }
  }
}

const UNSIGNED = 'UNSIGNED-PAYLOAD';
const SIGNED_CHUNKS = /^STREAMING-AWS4-HMAC-SHA256-PAYLOAD(-TRAILER)?$/;
const UNSIGNED_CHUNKS = 'STREAMING-UNSIGNED-PAYLOAD-TRAILER';

/** The last line of the canonical request. */
function payloadHash(request: IncomingRequest, claim: Authorization, fail: Fail): string {
  const declared = request.headers['x-amz-content-sha256'];
  if (claim.scope.service !== 's3') return sha256Hex(request.body);
  if (claim.expires !== undefined) return declared ?? request.query.get('X-Amz-Content-Sha256') ?? UNSIGNED;
  if (declared === undefined) throw fail('malformed', 'S3 requests must carry x-amz-content-sha256.');
  if (!/^[0-9a-f]{64}$/.test(declared) && !SIGNED_CHUNKS.test(declared) && declared !== UNSIGNED_CHUNKS) {
    throw fail('malformed', `x-amz-content-sha256 is ${declared}; without TLS a body must be hashed or signed.`);
  }
  return declared;
}

/** The body, once it is what the signature says it is. */
function openPayload(
  request: IncomingRequest,
  claim: Authorization,
  payload: string,
  key: KeyObject,
  fail: Fail,
): Pick<VerifiedRequest, 'body' | 'trailers'> {
  const { body } = request;
  const signedChunks = SIGNED_CHUNKS.test(payload);
  if (!signedChunks && payload !== UNSIGNED_CHUNKS) {
    if (payload !== UNSIGNED && payload !== sha256Hex(body)) {
      throw fail('payload-hash', 'The provided x-amz-content-sha256 header does not match what was computed from the body.');
    }
    return { body, trailers: {} };
  }
  const opened = unchunk(
    body,
    signedChunks ? { key, timestamp: claim.timestamp, scope: scopeText(claim.scope), seed: claim.signature } : undefined,
  );
  if (!opened.ok) throw fail(opened.refusal, opened.message);
  const length = request.headers['x-amz-decoded-content-length'];
  if (length === undefined || Number(length) !== opened.body.length) {
    throw fail('payload-length', `x-amz-decoded-content-length is ${length ?? 'absent'}; the body has ${opened.body.length} bytes.`);
  }
  if (!signedChunks && !Object.keys(opened.trailers).some((name) => name.startsWith('x-amz-checksum-'))) {
    throw fail('payload-framing', 'A body of unsigned chunks must end with a checksum.');
  }
  for (const name of (request.headers['x-amz-trailer'] ?? '').split(',').map((part) => part.trim().toLowerCase())) {
    if (name !== '' && opened.trailers[name] === undefined)
      throw fail('payload-framing', `The trailer ${name} was announced but did not come.`);
  }
  return { body: opened.body, trailers: opened.trailers };
}
