import type { LedgerErrorParts } from '../../../engine/kernel/error.ts';
import type { Clock, SessionHead, SessionRef, SessionStart, SessionStore } from '../../ports/index.ts';
import { isRefusal } from '../refusal.ts';
import { firstHead } from './pins.ts';

const code = 'session-spoiled';

/** That an item of a session says what no part of the product writes. */
export const spoiledSession = ({ tenant, session }: SessionRef, item: 'START' | 'HEAD', why: string): LedgerErrorParts => ({
  code,
  message: `What stands in ${item} of session ${session} of tenant ${tenant} is not what a session has: ${why}.`,
  hint: 'Somebody with the keys of the tenant changed it. Start another session.',
  where: session,
});

export const isSpoiledSession = (error: unknown): error is Error => isRefusal(error) && error.toJSON().code === code;

/** Has a session stand still, with the cause, whose HEAD cannot be read. The cause, where nobody had done so before. */
export async function parkIfSpoiled(
  { store, clock }: { readonly store: Pick<SessionStore, 'head' | 'parkSpoiled'>; readonly clock: Clock },
  ref: SessionRef,
): Promise<string | undefined> {
  try {
    await store.head(ref);
    return undefined;
  } catch (error) {
    if (!isSpoiledSession(error)) throw error;
    return (await store.parkSpoiled(ref, { fault: error.message, at: clock.now() })) ? error.message : undefined;
  }
}

/** A session's HEAD; where it cannot be read, why. */
export async function readableHead(
  store: { readonly head: (ref: SessionRef) => Promise<SessionHead | undefined> },
  ref: SessionRef,
): Promise<{ readonly head: SessionHead | undefined; readonly why?: string }> {
  try {
    return { head: await store.head(ref) };
  } catch (error) {
    if (!isSpoiledSession(error)) throw error;
    return { head: undefined, why: error.message };
  }
}

/** What is shown of a session whose items cannot be read: it stands still, and why. Nothing where not even its beginning is known. */
export async function shownSession(
  store: Pick<SessionStore, 'start' | 'head'>,
  ref: SessionRef,
): Promise<{ readonly start: SessionStart; readonly head: SessionHead } | undefined> {
  let start: SessionStart | undefined;
  try {
    start = await store.start(ref);
    const head = await store.head(ref);
    return start && head && { start, head };
  } catch (error) {
    if (!isSpoiledSession(error)) throw error;
    return start && { start, head: { ...firstHead(start.at), loop: 'parked', fault: error.message } };
  }
}
