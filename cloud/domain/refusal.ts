import { LedgerError, type LedgerErrorParts } from '../../engine/kernel/error.ts';

/** Throws a refusal: an error that people can act on, and that no retry will change. */
export function refuse(parts: LedgerErrorParts): never {
  throw new LedgerError(parts);
}

/** The value, or a refusal where there is none. */
export function need<T>(value: T | undefined, parts: () => LedgerErrorParts): T {
  return value === undefined ? refuse(parts()) : value;
}

/** Whether retrying is pointless. */
export const isRefusal = (error: unknown): error is LedgerError => error instanceof LedgerError;
