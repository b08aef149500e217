import type { DocumentKind, DocumentOf } from '../../../../engine/document/index.ts';
import type { RoomClient } from '../../people/index.ts';

type Room<K extends DocumentKind> = Pick<RoomClient<K>, 'document' | 'onDocument' | 'whenSynced'>;

/**
 * Enters the room's document, and again whenever the room has come back as another one and is whole. What `enter` returned is called when
 * its document is left: from then on nothing may be written, because nobody would ever see it. Returns how to stop.
 */
export function followDocument<K extends DocumentKind>(room: Room<K>, enter: (document: DocumentOf<K>) => () => void): () => void {
  let leave = enter(room.document);
  let round = 0;
  const away = (): void => {
    leave();
    leave = () => {};
    round += 1;
  };
  const stopFollowing = room.onDocument(() => {
    away();
    const mine = round;
    void room.whenSynced().then(() => {
      if (mine === round) leave = enter(room.document);
    });
  });
  return () => {
    stopFollowing();
    away();
  };
}
