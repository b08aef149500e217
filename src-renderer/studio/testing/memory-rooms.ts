/** Rooms inside one process: several editors of a test share documents as people in different windows do, without server, socket or clock. */
import * as Y from 'yjs';
import {
  type AnyDocument,
  type DocumentKind,
  type DocumentOf,
  EditOrigin,
  openDocument,
  type Peer,
  type Person,
  type PresenceState,
} from '../../../engine/document/index.ts';
import type { RoomClient, SyncStatus } from '../people/index.ts';

export interface MemoryRooms {
  /** The rooms as one person's window sees them. */
  as(
    person: Person,
    role?: Peer['role'],
  ): { join<K extends DocumentKind>(kind: K, room: string): RoomClient<K>; setOnline: (online: boolean) => void };
}

interface Member {
  session: number;
  person: Person;
  role: Peer['role'];
  state: PresenceState;
  online: boolean;
  document: AnyDocument;
  waiting: Uint8Array[];
  changed(): void;
}

interface SharedRoom {
  document: AnyDocument;
  members: Set<Member>;
}

const remote = Symbol('remote');

/** @param seed fills a room's document when it is first joined */
export function createMemoryRooms(seed: (room: string, document: AnyDocument, origin: EditOrigin) => void): MemoryRooms {
  const rooms = new Map<string, SharedRoom>();
  let sessions = 0;

  const open = (kind: DocumentKind, name: string): SharedRoom => {
    const known = rooms.get(name);
    if (known) return known;
    const document = openDocument(kind);
    document.doc.clientID = 1;
    seed(name, document, new EditOrigin('Open', 'disk'));
    const room: SharedRoom = { document, members: new Set() };
    rooms.set(name, room);
    return room;
  };
  const deliver = (room: SharedRoom, from: Member, update: Uint8Array): void => {
    Y.applyUpdate(room.document.doc, update, remote);
    for (const member of room.members) if (member !== from && member.online) Y.applyUpdate(member.document.doc, update, remote);
  };

  return {
    as(person, role = 'owner') {
      const mine = new Set<{ room: SharedRoom; member: Member }>();
      return {
        join<K extends DocumentKind>(kind: K, name: string): RoomClient<K> {
          const room = open(kind, name);
          sessions += 1;
          const document = openDocument(kind);
          document.doc.clientID = 15 + sessions;
          Y.applyUpdate(document.doc, Y.encodeStateAsUpdate(room.document.doc), remote);
          const listeners = new Set<() => void>();
          const presenceListeners = new Set<() => void>();
          let peers: readonly Peer[] = [];
          const member: Member = {
            session: sessions,
            person,
            role,
            state: {},
            online: true,
            document,
            waiting: [],
            changed() {
              peers = [...room.members]
                .filter((other) => other !== member && other.online && member.online)
                .map(({ session, person: who, role: has, state }) => ({ session, person: who, role: has, state }));
              for (const listener of [...presenceListeners, ...listeners]) listener();
            },
          };
          const onUpdate = (update: Uint8Array, origin: unknown): void => {
            if (origin === remote) return;
            if (member.online) deliver(room, member, update);
            else member.waiting.push(update);
            for (const listener of listeners) listener();
          };
          document.doc.on('update', onUpdate);
          room.members.add(member);
          mine.add({ room, member });
          const tellAll = (): void => room.members.forEach((other) => other.changed());
          tellAll();
          const status = (): SyncStatus => (member.online ? { state: 'saved' } : { state: 'offline', waiting: member.waiting.length });
          return {
            room: name,
            document: document as DocumentOf<K>,
            role,
            synced: true,
            status,
            subscribe: (listener) => {
              listeners.add(listener);
              return () => listeners.delete(listener);
            },
            onDocument: () => () => {},
            presence: {
              peers: () => peers,
              subscribe: (listener) => {
                presenceListeners.add(listener);
                return () => presenceListeners.delete(listener);
              },
            },
            setPresence(state) {
              member.state = state;
              room.members.forEach((other) => other !== member && other.changed());
              return true;
            },
            whenSynced: () => Promise.resolve(),
            whenSaved: () => Promise.resolve(),
            reconnect: () => {},
            close() {
              document.doc.off('update', onUpdate);
              room.members.delete(member);
              tellAll();
            },
          };
        },
        setOnline(online) {
          for (const { room, member } of mine) {
            member.online = online;
            if (online) {
              Y.applyUpdate(
                member.document.doc,
                Y.encodeStateAsUpdate(room.document.doc, Y.encodeStateVector(member.document.doc)),
                remote,
              );
              for (const update of member.waiting.splice(0)) deliver(room, member, update);
            }
            room.members.forEach((other) => other.changed());
          }
        },
      };
    },
  };
}
