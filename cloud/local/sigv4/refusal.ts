import { AwsError } from '../wire/error.ts';

/** Why a request was not accepted as authentic. */
export type Refusal =
  | 'missing'
  | 'malformed'
  | 'unknown-key'
  | 'wrong-token'
  | 'expired-token'
  | 'signature'
  | 'clock'
  | 'expired-url'
  | 'payload-hash'
  | 'payload-framing'
  | 'payload-length'
  | 'unsigned-header';

/** The families of AWS services that name these refusals differently. */
export type RefusalStyle = 'json' | 'query' | 's3';

const CODES: Readonly<Record<Refusal, Readonly<Record<RefusalStyle, readonly [code: string, status: number]>>>> = {
  missing: { json: ['MissingAuthenticationTokenException', 403], query: ['MissingAuthenticationToken', 403], s3: ['AccessDenied', 403] },
  malformed: {
    json: ['IncompleteSignatureException', 400],
    query: ['IncompleteSignature', 400],
    s3: ['AuthorizationHeaderMalformed', 400],
  },
  'unknown-key': { json: ['UnrecognizedClientException', 403], query: ['InvalidClientTokenId', 403], s3: ['InvalidAccessKeyId', 403] },
  'wrong-token': { json: ['UnrecognizedClientException', 403], query: ['InvalidClientTokenId', 403], s3: ['InvalidToken', 400] },
  'expired-token': { json: ['ExpiredTokenException', 403], query: ['ExpiredToken', 403], s3: ['ExpiredToken', 400] },
  signature: { json: ['InvalidSignatureException', 403], query: ['SignatureDoesNotMatch', 403], s3: ['SignatureDoesNotMatch', 403] },
  clock: { json: ['InvalidSignatureException', 403], query: ['SignatureDoesNotMatch', 403], s3: ['RequestTimeTooSkewed', 403] },
  'expired-url': { json: ['InvalidSignatureException', 403], query: ['SignatureDoesNotMatch', 403], s3: ['AccessDenied', 403] },
  'payload-hash': {
    json: ['InvalidSignatureException', 403],
    query: ['SignatureDoesNotMatch', 403],
    s3: ['XAmzContentSHA256Mismatch', 400],
  },
  'payload-framing': { json: ['InvalidSignatureException', 403], query: ['SignatureDoesNotMatch', 403], s3: ['IncompleteBody', 400] },
  'payload-length': { json: ['InvalidSignatureException', 403], query: ['SignatureDoesNotMatch', 403], s3: ['IncompleteBody', 400] },
  'unsigned-header': { json: ['InvalidSignatureException', 403], query: ['SignatureDoesNotMatch', 403], s3: ['AccessDenied', 403] },
};

/** The refusal as the service called would word it. */
export function refuse(style: RefusalStyle, refusal: Refusal, message: string): AwsError {
  const [code, status] = CODES[refusal][style];
  return new AwsError(code, message, status);
}
