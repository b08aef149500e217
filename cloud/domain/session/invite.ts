import type { Directory, LinkSeal, SessionRef, SessionStore } from '../../ports/index.ts';
import { digest } from '../evidence.ts';
import { authorise } from '../publish/index.ts';
import { refuse } from '../refusal.ts';
import { startOf } from './enter.ts';

export interface InviteDeps {
  readonly directory: Directory;
  readonly store: Pick<SessionStore, 'start' | 'sealedToken'>;
  readonly links: LinkSeal;
}

export interface InviteOrder extends SessionRef {
  /** Who invites, by the name that the directory knows. */
  readonly person: string;
}

/** What the link of a session's players carries, for who invites them. Refuses `forbidden`, `session-unknown` and `link-not-kept`. */
export async function playersToken({ directory, store, links }: InviteDeps, { person, ...ref }: InviteOrder): Promise<string> {
  await authorise(directory, { tenant: ref.tenant, person, to: 'invitePlayers' });
  const { tokenHash } = await startOf(store, ref);
  const sealed = await store.sealedToken(ref);
  const token = sealed && (await links.open(ref, sealed));
  // Whoever may write the tenant's sessions could have put another there, which would let nobody in.
  if (token !== undefined && digest(token) === tokenHash) return token;
  return refuse({
    code: 'link-not-kept',
    message: `The link of session ${ref.session} was not kept: the session was started before links were.`,
    hint: 'Whoever has its link still comes in by it. For others start another session, and end this one.',
    where: ref.session,
  });
}
