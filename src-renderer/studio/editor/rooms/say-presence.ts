import type { PresenceState } from '../../../../engine/document/index.ts';
import type { RoomClient } from '../../people/index.ts';

/** Says where this person is; what does not fit into one message is left out, what is held in the hand first. */
export function sayPresence(room: Pick<RoomClient, 'setPresence'> | undefined, state: PresenceState): void {
  if (!room || room.setPresence(state)) return;
  const { ghosts = [], ...rest } = state;
  for (let count = ghosts.length >> 1; count > 0; count >>= 1) if (room.setPresence({ ...rest, ghosts: ghosts.slice(0, count) })) return;
  if (room.setPresence({ ...rest, ghosts: [] })) return;
  const { selection = [] } = state;
  for (let count = selection.length >> 1; count >= 0; count >>= 1) {
    if (room.setPresence({ ...rest, ghosts: [], selection: selection.slice(0, count) }) || count === 0) return;
  }
}
