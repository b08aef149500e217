import { stations, type LogLine, type Random, type SessionHead, type Span } from '../../ports/index.ts';

/** Of the commands of sessions that nobody follows, one in this many is followed all the same. */
export const sampledOneIn = 100;

const hex = (bytes: Uint8Array): string => Array.from(bytes, (byte) => byte.toString(16).padStart(2, '0')).join('');

/** Whether this command is followed: every one of a session that is being traced, else one in a hundred. */
function isSampled(head: Pick<SessionHead, 'tracedUntil'>, now: number, random: Random): boolean {
  if ((head.tracedUntil ?? 0) > now) return true;
  const [high = 0, low = 0] = random.bytes(2);
  return high * 256 + low < 65_536 / sampledOneIn;
}

/** A W3C `traceparent` for a command that is followed; undefined for the others, which carry nothing. */
export const traceOf = (head: Pick<SessionHead, 'tracedUntil'>, { now, random }: { now: number; random: Random }): string | undefined =>
  isSampled(head, now, random) ? `00-${hex(random.bytes(16))}-${hex(random.bytes(8))}-01` : undefined;

/** The trace id of a `traceparent`. */
export const traceId = (traceparent: string): string => traceparent.split('-')[1] ?? '';

/** Where a command was when, ms since 1970. */
export interface CommandTrace {
  readonly trace: string;
  readonly spans: readonly Span[];
}

/**
 * What log lines say of one command's way. A slice or a record that was tried more than once said so each time: the first time is kept, for
 * the first is the one that took effect.
 */
export function spansOf(lines: Iterable<LogLine>, trace: string): Span[] {
  const found = new Map<Span['name'], Span>();
  for (const line of lines) {
    if (line.trace !== trace) continue;
    for (const span of line.spans ?? []) {
      const known = found.get(span.name);
      if (known === undefined || span.from < known.from) found.set(span.name, span);
    }
  }
  return stations.flatMap((name) => found.get(name) ?? []);
}
