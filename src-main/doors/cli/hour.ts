import { usageError } from './command.ts';

/** An hour as people write it, or only its day. */
export function hourOf(flag: string, text: string | undefined): string | undefined {
  if (text === undefined || /^\d{4}-\d\d-\d\d(T\d\d)?$/.test(text)) return text;
  throw usageError(`--${flag} ${text} is no hour.`, 'Write it like 2026-11-28T09, or 2026-11-28 for the whole day, in UTC.');
}
