import type { CloudClient } from '../../../cloud/client/index.ts';
import type { CloudAccess } from './handlers.ts';

type Watched = Pick<CloudClient, 'sessions' | 'publications' | 'lastNotice'>;

const every = 1500;

/**
 * Tells when something a tenant's panel shows has changed without this machine having asked for it: a player's turn, a picture that is
 * finished, a notice. Looks only while somebody is there to be told.
 * @returns how to stop
 */
export function watchCloud(
  status: CloudAccess['status'],
  clients: ReadonlyMap<string, Watched>,
  watched: () => boolean,
  tell: (tenant: string) => void,
): () => void {
  const last = new Map<string, string>();
  let looking = false;
  const lookAt = async (tenant: string, client: Watched): Promise<void> => {
    const [sessions, publications, notice] = await Promise.all([
      client.sessions(tenant),
      client.publications(tenant),
      client.lastNotice(tenant),
    ]);
    const now = JSON.stringify([
      sessions.map(({ id, state, ticks, players, hash }) => [id, state, ticks, players, hash]),
      publications.map(({ level, channel, revision, thumbnail }) => [level, channel, revision, thumbnail]),
      notice,
    ]);
    const before = last.get(tenant);
    last.set(tenant, now);
    if (before !== undefined && before !== now) tell(tenant);
  };
  // One that does not answer, as one that was erased, keeps nobody from looking at the others.
  const look = async (): Promise<void> => {
    for (const [tenant, client] of clients) await lookAt(tenant, client).catch(() => undefined);
  };
  const timer = setInterval(() => {
    if (looking || !watched() || status().state !== 'ready') return;
    looking = true;
    void look().finally(() => (looking = false));
  }, every);
  timer.unref();
  return () => clearInterval(timer);
}
