/** A refusal as AWS words it. Services throw it; the wire turns it into the error shape of the caller's protocol. */
export class AwsError extends Error {
  override readonly name = 'AwsError';
  /** The AWS error code, for example `ConditionalCheckFailedException`. */
  readonly code: string;
  /** The HTTP status: 4xx the caller's fault, 5xx ours. */
  readonly status: number;
  /** Further members of the error document, for example `CancellationReasons` or `Item`. */
  readonly details: Readonly<Record<string, unknown>>;

  constructor(code: string, message: string, status = 400, details: Readonly<Record<string, unknown>> = {}) {
    super(message);
    this.code = code;
    this.status = status;
    this.details = details;
  }
}

/** What an AWS has and this one lacks, by name, so that nobody mistakes a gap for a fault of their own. */
export function unsupported(service: string, what: string): AwsError {
  return new AwsError(
    'UnsupportedOperation',
    `${service}: ${what} is not part of the embedded cloud. Use an AWS account for it, or do without.`,
    501,
  );
}

/** A malformed or out-of-range input. */
export function invalid(message: string, code = 'ValidationException'): AwsError {
  return new AwsError(code, message, 400);
}
