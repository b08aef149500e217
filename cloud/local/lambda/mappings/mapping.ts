/** What connects a stream or a queue with a function. */
export interface MappingConfig {
  readonly id: string;
  /** Name or ARN of the function, with its qualifier if there is one. */
  readonly functionName: string;
  readonly eventSourceArn: string;
  readonly enabled: boolean;
  /** Records handed over at once, at most. */
  readonly batchSize: number;
  /** Event patterns of which a record must match one; records that match none are passed over. */
  readonly filters: readonly string[];
  readonly reportBatchItemFailures: boolean;
  /** Streams only. */
  readonly startingPosition: 'TRIM_HORIZON' | 'LATEST';
  /** Halve a batch that failed, to find the record that does it. */
  readonly bisect: boolean;
  /** Retries of a failing batch; -1 as long as the records are kept. */
  readonly maximumRetryAttempts: number;
  /** Seconds after which a record is given up; -1 never. */
  readonly maximumRecordAge: number;
  /** ARN of a queue that is told of batches given up. */
  readonly onFailure?: string;
}

/** One mapping at work. */
export interface MappingWorker {
  readonly close: () => void;
}

/** How far a batch came: the index of the first record not dealt with, `records.length` when all were. */
export function firstFailure(payload: string, identifiers: readonly string[]): number {
  const answer = parse(payload);
  const failures = answer?.batchItemFailures;
  if (!Array.isArray(failures) || failures.length === 0) return identifiers.length;
  const positions = failures.map((each) => identifiers.indexOf(each?.itemIdentifier ?? ''));
  // An identifier that names no record means that the whole batch failed.
  return positions.includes(-1) ? 0 : Math.min(...positions);
}

/** The identifiers that a function reports as failed; all of them where it names one that is not there. */
export function reportedFailures(payload: string, identifiers: readonly string[]): readonly string[] {
  const failures = parse(payload)?.batchItemFailures;
  if (!Array.isArray(failures)) return [];
  const named = failures.map((each) => each?.itemIdentifier ?? '');
  return named.every((each) => identifiers.includes(each)) ? named : identifiers;
}

function parse(payload: string): { batchItemFailures?: ({ itemIdentifier?: string } | null)[] } | undefined {
  try {
    const value = JSON.parse(payload) as unknown;
    return typeof value === 'object' && value !== null ? value : undefined;
  } catch {
    return undefined;
  }
}
