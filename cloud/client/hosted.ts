/** Sessions with a host of their own: finding it, having it started, and asking it what only it may do. */
import { LedgerError } from '../../engine/kernel/error.ts';
import { digest } from '../domain/evidence.ts';
import { refuse } from '../domain/refusal.ts';
import { loopLease, saysAll, TakenByHost } from '../domain/session/index.ts';
import type { DoorRequest } from '../events/index.ts';
import type {
  Announcement,
  Clock,
  HostDirectory,
  Ids,
  SessionHead,
  SessionRef,
  SessionStart,
  SessionStore,
  Sleep,
} from '../ports/index.ts';

export interface HostedDeps {
  readonly sessions: Pick<SessionStore, 'start' | 'head'>;
  readonly hosts: HostDirectory;
  readonly clock: Clock;
  readonly ids: Ids;
  readonly sleep: Sleep['sleep'];
}

/** How long a host may take to be there, and how often it is called, ms. */
const patience = 20_000;
const callEvery = 2_000;
const lookEvery = 100;

/** The host that runs a session now; undefined where none does. */
export const hostOf = async (deps: HostedDeps, ref: SessionRef): Promise<Announcement | undefined> => (await look(deps, ref)).host;

async function look(
  { sessions, hosts }: HostedDeps,
  ref: SessionRef,
): Promise<{ readonly head: SessionHead | undefined; readonly host: Announcement | undefined }> {
  const [head, announced] = await Promise.all([sessions.head(ref), hosts.announced(ref)]);
  return { head, host: head?.loop === 'running' && announced?.epoch === head.loopEpoch ? announced : undefined };
}

/** Where a hot session's players connect. Its host is started if it is not there; refuses `host-missing` when none comes, or one that came has parked the session. */
export async function hotSocketUrl(deps: HostedDeps, ref: SessionRef): Promise<string> {
  return (await waitForHost(deps, ref)).url;
}

/** Whether the token opens the session: what a door checks before it has anything started. */
export const opensSession = (start: Pick<SessionStart, 'tokenHash'>, token: string): boolean => digest(token) === start.tokenHash;

async function waitForHost(deps: HostedDeps, ref: SessionRef): Promise<Announcement> {
  const { hosts, clock, ids, sleep } = deps;
  const began = clock.now();
  let called = -Infinity;
  let before: number | undefined;
  for (;;) {
    const { head, host } = await look(deps, ref);
    if (host) return host;
    before ??= head?.loopEpoch ?? 0;
    const fault = head?.loop === 'parked' && head.loopEpoch > before ? (head.fault ?? '') : undefined;
    if (fault !== undefined || clock.now() - began > patience) throw new HostMissing(ref, fault);
    if (clock.now() - called > callEvery) {
      called = clock.now();
      await hosts.call(ref, ids.next('c'), called);
    }
    await sleep(lookEvery);
  }
}

/**
 * Asks the session's host while one runs it, or has to come because the last one may have left what nobody else knows; does it directly where HEAD
 * says all. A session whose host does not come can still be ended.
 */
export async function throughHost<Answer>(
  deps: HostedDeps,
  ref: SessionRef,
  request: DoorRequest,
  directly: () => Promise<Answer>,
): Promise<Answer> {
  const { sessions, clock, sleep } = deps;
  const began = clock.now();
  const isEnd = request.op === 'phase' && request.change === 'end';
  let isMissing = false;
  for (;;) {
    try {
      const head = await sessions.head(ref);
      if (isMissing || head === undefined || saysAll(head)) return await directly();
      return await ask<Answer>(await waitForHost(deps, ref), request, ref);
    } catch (error) {
      isMissing = isEnd && error instanceof HostMissing;
      const isPassing = isMissing || error instanceof TakenByHost || error instanceof HostGone;
      // One that was there a moment ago counts as there until its lease is over.
      if (!isPassing || clock.now() - began > (isEnd ? 2 * patience + loopLease : patience)) throw error;
    }
    await sleep(lookEvery);
  }
}

/** It was called, and did not come, or came and could not go on. */
class HostMissing extends LedgerError {
  constructor({ session }: SessionRef, fault?: string) {
    super({
      code: 'host-missing',
      message: fault === undefined ? `The host of session ${session} did not start.` : `Session ${session} cannot go on: ${fault}`,
      hint: `${fault === undefined ? 'What it said stands in the log of its task. ' : ''}It can be ended: lq session end ${session}`,
      where: session,
    });
  }
}

/** It was not there: nothing was asked. */
class HostGone extends LedgerError {
  constructor({ session }: SessionRef) {
    super({ code: 'host-missing', message: `The host of session ${session} is gone.`, hint: 'Ask again in a moment.', where: session });
  }
}

async function ask<Answer>({ url, key }: Announcement, request: DoorRequest, ref: SessionRef): Promise<Answer> {
  const door = new URL('/door', url.replace(/^ws/, 'http'));
  let response: Response;
  try {
    response = await fetch(door, {
      method: 'POST',
      headers: { authorization: `Bearer ${key}` },
      body: JSON.stringify(request),
      signal: AbortSignal.timeout(patience),
    });
  } catch (error) {
    if (isSafe(request, error)) throw new HostGone(ref);
    return refuse({
      code: 'host-lost',
      message: `The host of session ${ref.session} ended or gave no answer: whether this was taken is not known.`,
      hint: `Look before you send it again: lq session show ${ref.session}`,
      where: ref.session,
    });
  }
  const body = (await response.json()) as Answer & { code?: string; message?: string; hint?: string; where?: string };
  if (response.ok) return body;
  // Another host answers at that address, or this one gives the session back.
  if (response.status === 403 || body.code === 'busy') throw new HostGone(ref);
  throw new LedgerError({
    code: body.code ?? 'host-failed',
    message: body.message ?? `The host of session ${ref.session} answered ${response.status}.`,
    ...(body.hint !== undefined && { hint: body.hint }),
    ...(body.where !== undefined && { where: body.where }),
  });
}

/** Whether asking again cannot do it twice. */
function isSafe(request: DoorRequest, error: unknown): boolean {
  const { code } = ((error as Error).cause ?? {}) as { code?: string };
  return request.op === 'phase' || request.seq !== undefined || code === 'ECONNREFUSED';
}
