/** Who else is here and what they do. Identity comes from the server; only the state is theirs to say. */
import { z } from 'zod';
import { type Peer, Person, PresenceState } from '../../../engine/document/index.ts';

const Entry = z.object({
  session: z.number().int(),
  person: Person.optional(),
  role: z.enum(['viewer', 'editor', 'owner']).optional(),
  state: PresenceState.nullable(),
});
const News = z.array(Entry).max(1000);

export interface PresenceStore {
  /** The other sessions in the room, in the order of their arrival. The same array until something changes. */
  peers: () => readonly Peer[];
  subscribe: (listener: () => void) => () => void;
}

export interface PresenceFeed extends PresenceStore {
  /** Applies a presence frame; one that cannot be read is nobody's. */
  receive(text: string, self: number): void;
  clear(): void;
}

export function createPresence(): PresenceFeed {
  const sessions = new Map<number, Peer>();
  const listeners = new Set<() => void>();
  let list: readonly Peer[] = [];
  const publish = (): void => {
    list = [...sessions.values()].toSorted((a, b) => a.session - b.session);
    for (const listener of listeners) listener();
  };
  return {
    peers: () => list,
    subscribe(listener) {
      listeners.add(listener);
      return () => listeners.delete(listener);
    },
    receive(text, self) {
      let json: unknown;
      try {
        json = JSON.parse(text);
      } catch {
        return;
      }
      const news = News.safeParse(json);
      if (!news.success) return;
      for (const { session, person, role, state } of news.data) {
        if (session === self) continue;
        const known = sessions.get(session);
        if (state === null) sessions.delete(session);
        else if (known || (person && role))
          sessions.set(session, { session, person: person ?? known!.person, role: role ?? known!.role, state });
      }
      publish();
    },
    clear() {
      if (sessions.size === 0) return;
      sessions.clear();
      publish();
    },
  };
}
