import { usageError } from './command.ts';

/** An hour as people write it, or only its day. */
export function hourOf(flag: string, text: string | undefined): string | undefined {
  if (text === undefined || isHour(text)) return text;
  throw usageError(`--${flag} ${text} is no hour.`, 'Write it like 2026-11-28T09, or 2026-11-28 for the whole day, in UTC.');
}

/** Written as an hour or a day, and in the calendar. */
const isHour = (text: string): boolean => {
  const [, day, hour = '00'] = /^(\d{4}-\d\d-\d\d)(?:T(\d\d))?$/.exec(text) ?? [];
  const time = new Date(`${day}T${hour}:00:00Z`);
  return !Number.isNaN(time.getTime()) && time.toISOString().startsWith(`${day}T${hour}`);
};
