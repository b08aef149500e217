import type { Peer } from '../../../engine/document/index.ts';
import type { Editor } from '../editor/index.ts';
import { t } from '../i18n/index.ts';

/** Tells the person who asks them to their view, and follows at a press. Returns how to stop. */
export function hearCalls({ people, following, reveal, notices }: Pick<Editor, 'people' | 'following' | 'reveal' | 'notices'>): () => void {
  let known = new Map<number, string | undefined>();
  const ask = ({ session, person }: Peer): void => {
    const follow = (): void => {
      reveal.set('viewport');
      following.set(session);
    };
    notices.say({ tone: 'plain', title: t('call.asked', { name: person.name }), action: { label: t('call.follow'), run: follow } });
  };
  return people.subscribe(() => {
    const peers = people.get();
    // What was asked before one came was asked of others.
    for (const peer of peers)
      if (known.has(peer.session) && peer.state.call !== undefined && known.get(peer.session) !== peer.state.call) ask(peer);
    known = new Map(peers.map(({ session, state }) => [session, state.call]));
  });
}
