/** A refusal in the words of an event API: `{errors: [{errorType, message}]}`. */
export class EventError extends Error {
  readonly errorType: string;
  /** Over HTTP. */
  readonly status: number;

  constructor(errorType: string, message: string, status = 400) {
    super(message);
    this.errorType = errorType;
    this.status = status;
  }
}

export const badRequest = (message: string): EventError => new EventError('BadRequestException', message);

/** What callers read of any failure; a bug shows nothing of its insides. */
export function errorsOf(error: unknown): { readonly status: number; readonly errors: readonly { errorType: string; message: string }[] } {
  if (error instanceof EventError) return { status: error.status, errors: [{ errorType: error.errorType, message: error.message }] };
  const { code, status, message } = error as { code?: unknown; status?: unknown; message?: string };
  // A refusal of a signature or of a function that may not be called.
  if (typeof code === 'string' && typeof status === 'number') return { status, errors: [{ errorType: code, message: message ?? '' }] };
  return { status: 500, errors: [{ errorType: 'InternalFailure', message: 'The embedded cloud failed at this request.' }] };
}
