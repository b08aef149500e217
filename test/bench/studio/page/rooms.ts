import * as Y from 'yjs';
import { type DocumentKind, openDocument } from '../../../../engine/document/index.ts';
import type { Rooms } from '../../../../src-renderer/studio/editor/rooms/rooms.ts';
import type { RoomClient } from '../../../../src-renderer/studio/people/index.ts';

const remote = Symbol('remote');
const never = (): (() => void) => () => {};

/** Rooms of one person whose host is always there: documents are filled with what it would send, and everything is saved at once. */
export const localRooms = (sent: (room: string) => Uint8Array | undefined): Rooms => ({
  join<K extends DocumentKind>(kind: K, room: string): RoomClient<K> {
    const document = openDocument(kind);
    const update = sent(room);
    if (update) Y.applyUpdate(document.doc, update, remote);
    return {
      room,
      document,
      role: 'owner',
      person: { id: 'ada', name: 'Ada', colour: '#6ea8fe' },
      synced: true,
      keepsEdits: true,
      status: () => ({ state: 'saved' }),
      subscribe: never,
      onDocument: never,
      presence: { peers: () => nobody, subscribe: never },
      setPresence: () => true,
      whenSynced: () => Promise.resolve(),
      whenSaved: () => Promise.resolve(),
      reconnect: () => {},
      close: () => {},
    };
  },
});

const nobody: [] = [];
