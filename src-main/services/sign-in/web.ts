/** What a sign-in needs of the world: answers over TLS, a clock, patience. */
import { setTimeout as wait } from 'node:timers/promises';
import type { z } from 'zod';
import { LedgerError } from '../../contract/error.ts';

export interface Web {
  fetch: typeof fetch;
  /** Milliseconds since 1970. */
  now: () => number;
  /** @throws the signal's reason */
  sleep: (milliseconds: number, signal: AbortSignal) => Promise<unknown>;
}

export const realWeb: Web = { fetch, now: Date.now, sleep: (milliseconds, signal) => wait(milliseconds, undefined, { signal }) };

/** How long a service may take to answer, milliseconds. */
const patience = 20_000;
const largest = 1 << 20;

export interface Said {
  status: number;
  body: unknown;
}

/**
 * Asks a service and reads its JSON. A redirect is not followed: what is asked carries secrets, which are for that host.
 * @throws LedgerError `service-away`
 */
export async function askService({ fetch }: Pick<Web, 'fetch'>, url: string, init: RequestInit, signal?: AbortSignal): Promise<Said> {
  const { host } = new URL(url);
  const away = (why: string): LedgerError =>
    new LedgerError({ code: 'service-away', message: `${host} does not answer (${why}).`, hint: 'Look at your network and try again.' });
  const limit = AbortSignal.timeout(patience);
  try {
    const answer = await fetch(url, { ...init, redirect: 'error', signal: signal ? AbortSignal.any([limit, signal]) : limit });
    const text = await answer.text();
    if (text.length > largest) throw away('it says too much');
    try {
      return { status: answer.status, body: JSON.parse(text) as unknown };
    } catch {
      return { status: answer.status, body: undefined };
    }
  } catch (error) {
    if (error instanceof LedgerError) throw error;
    if (signal?.aborted === true) throw cancelled();
    const { cause, message } = error as Error & { cause?: { code?: string } };
    throw away(limit.aborted ? 'time ran out' : (cause?.code ?? message));
  }
}

export const cancelled = (): LedgerError => new LedgerError({ code: 'sign-in-cancelled', message: 'The sign-in was cancelled.' });

/** What a service says, of the shape that its documentation names. @throws LedgerError `bad-answer` */
export function expectShape<T>(schema: z.ZodType<T>, { status, body }: Said, from: string): T {
  const parsed = schema.safeParse(body);
  if (status === 200 && parsed.success) return parsed.data;
  const [issue] = parsed.error?.issues ?? [];
  throw new LedgerError({
    code: 'bad-answer',
    message: `${from} answered ${status} with something else than it should${issue ? ` (${issue.path.join('.') || 'answer'}: ${issue.message})` : ''}.`,
    hint: 'Check the address and the region that you named, and try again.',
  });
}

/** The name that OAuth gives an error (RFC 6749, section 5.2), in lower case. */
export function oauthError({ body }: Said): { error: string; description: string } {
  const { error, error_description: description } = (typeof body === 'object' && body !== null ? body : {}) as Record<string, unknown>;
  return { error: typeof error === 'string' ? error : '', description: typeof description === 'string' ? description.slice(0, 200) : '' };
}

const awsHost = /(^|\.)(amazonaws\.com|amazonaws\.com\.cn|awsapps\.com|awsapps\.cn|app\.aws|signin\.aws\.amazon\.com|amazoncognito\.com)$/;

/** Whether a page may be opened in the person's browser for a sign-in: AWS's own over TLS, or one of the host that the person named. */
export function isSignInPage(url: string, named: string): boolean {
  if (!URL.canParse(url)) return false;
  const { protocol, hostname, origin, username, password } = new URL(url);
  if (username !== '' || password !== '') return false;
  return origin === new URL(named).origin || (protocol === 'https:' && awsHost.test(hostname));
}

/** Where AWS's services of a region are; China has a partition of its own. */
export const suffixOf = (region: string): string => (region.startsWith('cn-') ? 'amazonaws.com.cn' : 'amazonaws.com');
