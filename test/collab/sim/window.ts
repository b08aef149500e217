/** One person's window: the clients of both rooms, undo over the two, the level as it is shown, and the edits kept for the next window. */
import { createHistory, type History, type LevelView, viewLevel } from '../../../engine/document/index.ts';
import { testSchema } from '../../../engine/document/testing/levels.ts';
import { openRoomClient, type OutboxStore, type RoomClient, type Timers } from '../../../src-renderer/studio/people/index.ts';
import type { Host, Wire } from './host.ts';
import type { Subject } from './schedule.ts';
import { settled } from './settled.ts';

export const roomNames: Record<Subject, string> = { level: 'sim/level/yard', script: 'sim/script/scripts/yard.ts' };

/** Nothing is tried again by itself: the schedule says when. */
const still: Timers = { set: () => 0, clear: () => {}, chance: () => 0 };

export class SimWindow {
  readonly person: string;
  readonly wires: Partial<Record<Subject, Wire>> = {};
  isPlugged = true;
  level!: RoomClient<'level'>;
  script!: RoomClient<'script'>;
  history!: History;
  view!: LevelView;
  readonly #servers: Record<Subject, Host>;
  readonly #kept = new Map<string, readonly Uint8Array[]>();
  /** Edits that this person was told are saved. */
  readonly saved: Record<Subject, Uint8Array[]> = { level: [], script: [] };

  constructor(person: string, servers: Record<Subject, Host>) {
    this.person = person;
    this.#servers = servers;
    this.#open();
  }

  clientOf(room: Subject): RoomClient<'level'> | RoomClient<'script'> {
    return this[room];
  }

  #open(): void {
    const client = <K extends Subject>(kind: K): RoomClient<K> => {
      const outbox: OutboxStore = {
        load: async (room) => this.#kept.get(room) ?? [],
        save: async (room, edits) => {
          const before = this.#kept.get(room) ?? [];
          this.saved[kind].push(...before.filter((edit) => !edits.includes(edit)));
          this.#kept.set(room, [...edits]);
        },
      };
      return openRoomClient(kind, {
        room: roomNames[kind],
        outbox,
        timers: still,
        admit: async () => {
          if (!this.isPlugged) throw new Error('unplugged');
          return { url: kind, token: this.#servers[kind].token(this.person) };
        },
        connect: () => {
          const wire = this.#servers[kind].connect(this.person);
          this.wires[kind] = wire;
          return wire.socket;
        },
      });
    };
    this.level = client('level');
    this.script = client('script');
    this.history = createHistory();
    this.history.track(this.level.document);
    this.history.track(this.script.document);
    this.view = viewLevel(this.level.document, testSchema);
  }

  /** Returns once the new connections are open. */
  async plug(): Promise<void> {
    this.isPlugged = true;
    this.level.reconnect();
    this.script.reconnect();
    await this.opened();
  }

  async unplug(): Promise<void> {
    this.isPlugged = false;
    for (const wire of Object.values(this.wires)) wire.cut();
    await settled();
  }

  async reload(): Promise<void> {
    this.view.dispose();
    this.level.close();
    this.script.close();
    this.#open();
    await this.opened();
  }

  /** What was asked to connect is connected and has said hello. */
  async opened(): Promise<void> {
    await settled();
    for (const wire of Object.values(this.wires)) {
      const { onopen } = wire.socket;
      wire.socket.onopen = null;
      onopen?.(undefined as never);
    }
  }
}
