import { failureFields, traceId } from '../../domain/observe/index.ts';
import type { LogLine, SessionRef, Telemetry } from '../../ports/index.ts';
import { isRefusal } from '../../domain/refusal.ts';
import { systemHost } from './host.ts';

/** What this function is busy with; an environment has one request at a time. */
let request: string | undefined;
export const nowServing = (requestId: string | undefined): void => void (request = requestId);

/**
 * Writes past `console`, which Lambda's JSON format would wrap into a message: metrics are only found in a line of their own. Forty lines of our
 * own instead of Powertools' logger, tracer and metrics, which would add some 90 kB to each of the functions and take any field.
 */
const write = (document: object): void => void process.stdout.write(`${JSON.stringify(document)}\n`);

/** A line of the log. Whose it is stands in it, so that a tenant's view of the logs can end at the tenant. */
export function say(level: LogLine['level'], { message, ...fields }: Omit<LogLine, 'level' | 'at' | 'function' | 'requestId'>): void {
  const line: LogLine = {
    level,
    at: new Date(systemHost.clock.now()).toISOString(),
    function: process.env['AWS_LAMBDA_FUNCTION_NAME'] ?? '',
    ...(request !== undefined && { requestId: request }),
    ...fields,
    message,
  };
  write(line);
}

/** That work failed or was refused, by whose work it was. */
export const sayFailure = (error: unknown, { tenant, session }: Partial<SessionRef> = {}): void =>
  say(isRefusal(error) ? 'warn' : 'error', {
    ...(tenant !== undefined && { tenant }),
    ...(session !== undefined && { session }),
    ...failureFields(error),
  });

export const telemetry: Telemetry = {
  spans: ({ tenant, session }, { seq, trace }, spans) =>
    say('info', { tenant, session, trace: traceId(trace), seq, spans, message: 'span' }),
  metrics: write,
};
