import type { CloudClient } from '../../../cloud/client/index.ts';
import type { CloudAccess } from './handlers.ts';

const every = 1500;

/**
 * Tells when something a tenant's panel shows has changed without this machine having asked for it: a player's turn, a picture that is
 * finished, a notice. Looks only while somebody is there to be told.
 * @returns how to stop
 */
export function watchCloud(
  status: CloudAccess['status'],
  clients: ReadonlyMap<string, Pick<CloudClient, 'sessions' | 'publications' | 'lastNotice'>>,
  watched: () => boolean,
  tell: (tenant: string) => void,
): () => void {
  const last = new Map<string, string>();
  let looking = false;
  const look = async (): Promise<void> => {
    for (const [tenant, client] of clients) {
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
    }
  };
  const timer = setInterval(() => {
    if (looking || !watched() || status().state !== 'ready') return;
    looking = true;
    look()
      .catch(() => undefined)
      .finally(() => (looking = false));
  }, every);
  timer.unref();
  return () => clearInterval(timer);
}
