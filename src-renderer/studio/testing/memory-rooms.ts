/** Rooms inside one process: several editors of a test share documents as people in different windows do, without server, socket or clock. */
import * as Y from 'yjs';
import {
  type AnyDocument,
  type AskedBy,
  type DocumentKind,
  type DocumentOf,
  EditOrigin,
  maxPresenceBytes,
  openDocument,
  parseRoomName,
  type Peer,
  type Person,
  type PresenceState,
} from '../../../engine/document/index.ts';
import type { RecoveredCopy, RoomClient, SyncStatus } from '../people/index.ts';

export interface MemoryRooms {
  /** The rooms as one person's window sees them. */
  as(person: Person, role?: Peer['role']): MemoryWindow;
  /** Names of those in a room, in the order of their arrival. */
  present(room: string): string[];
  /** What everybody has of a room. */
  document(room: string): AnyDocument;
  /** As when the host edits a room because somebody asked for it: one step of theirs. */
  edit(room: string, label: string, change: (document: AnyDocument, origin: EditOrigin) => void, askedBy: AskedBy): void;
}

export interface MemoryWindow {
  join<K extends DocumentKind>(kind: K, room: string): RoomClient<K>;
  setOnline: (online: boolean) => void;
  /** As when a room cannot accept what this window has made: its document is set aside, and an empty one becomes whole a moment later. */
  refuse(room: string, message: string): RecoveredCopy;
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
  replace(): AnyDocument;
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

  const whole = (name: string): SharedRoom => {
    const kind = parseRoomName(name)?.kind;
    if (!kind) throw new Error(`${name} is not the name of a room`);
    return open(kind, name);
  };

  return {
    document: (name) => whole(name).document,
    edit(name, label, change, { person, step }) {
      const room = whole(name);
      const before = Y.encodeStateVector(room.document.doc);
      change(room.document, new EditOrigin(label, 'host', step));
      const update = Y.encodeStateAsUpdate(room.document.doc, before);
      for (const member of room.members)
        Y.applyUpdate(member.document.doc, update, member.person.id === person ? new EditOrigin(label, 'host', step) : remote);
    },
    present: (name) => [...(rooms.get(name)?.members ?? [])].map(({ person }) => person.name),
    as(person, role = 'owner') {
      const mine = new Set<{ room: SharedRoom; member: Member }>();
      return {
        join<K extends DocumentKind>(kind: K, name: string): RoomClient<K> {
          const room = open(kind, name);
          sessions += 1;
          const fill = (empty: AnyDocument): void => Y.applyUpdate(empty.doc, Y.encodeStateAsUpdate(room.document.doc), remote);
          const openEmpty = (): DocumentOf<K> => {
            const opened = openDocument(kind);
            opened.doc.clientID = 15 + sessions;
            return opened;
          };
          let document = openEmpty();
          let synced = true;
          let whole: Promise<void> = Promise.resolve();
          fill(document);
          const documentListeners = new Set<(document: DocumentOf<K>) => void>();
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
            replace() {
              const old = document;
              old.doc.off('update', onUpdate);
              member.waiting = [];
              sessions += 1;
              const empty = openEmpty();
              document = empty;
              member.document = empty;
              synced = false;
              empty.doc.on('update', onUpdate);
              whole = Promise.resolve().then(() => {
                fill(empty);
                synced = true;
                tellAll();
              });
              for (const listener of documentListeners) listener(empty);
              tellAll();
              return old;
            },
          };
          const onUpdate = (update: Uint8Array, origin: unknown): void => {
            if (origin === remote || (origin instanceof EditOrigin && origin.by === 'host')) return;
            if (member.online) deliver(room, member, update);
            else member.waiting.push(update);
            for (const listener of listeners) listener();
          };
          document.doc.on('update', onUpdate);
          room.members.add(member);
          mine.add({ room, member });
          const tellAll = (): void => room.members.forEach((other) => other.changed());
          tellAll();
          const status = (): SyncStatus =>
            !synced ? { state: 'connecting' } : member.online ? { state: 'saved' } : { state: 'offline', waiting: member.waiting.length };
          return {
            room: name,
            get document() {
              return document;
            },
            role,
            person,
            keepsEdits: true,
            get synced() {
              return synced;
            },
            status,
            subscribe: (listener) => {
              listeners.add(listener);
              return () => listeners.delete(listener);
            },
            onDocument: (listener) => {
              documentListeners.add(listener);
              return () => documentListeners.delete(listener);
            },
            presence: {
              peers: () => peers,
              subscribe: (listener) => {
                presenceListeners.add(listener);
                return () => presenceListeners.delete(listener);
              },
            },
            setPresence(state) {
              if (new TextEncoder().encode(JSON.stringify(state)).length > maxPresenceBytes) return false;
              member.state = state;
              room.members.forEach((other) => other !== member && other.changed());
              return true;
            },
            whenSynced: () => whole,
            whenSaved: () => Promise.resolve(),
            reconnect: () => {},
            close() {
              document.doc.off('update', onUpdate);
              room.members.delete(member);
              for (const entry of mine) if (entry.member === member) mine.delete(entry);
              tellAll();
            },
          };
        },
        refuse(name, message) {
          const entry = [...mine].find(({ room }) => room === rooms.get(name));
          if (!entry) throw new Error(`this window is not in ${name}`);
          const base = openDocument(entry.room.document.kind);
          Y.applyUpdate(base.doc, Y.encodeStateAsUpdate(entry.room.document.doc));
          return { room: name, reason: 'invalid-update', message, document: entry.member.replace(), base };
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
