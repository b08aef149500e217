/** One person's window: the clients of both rooms, undo over the two, the level as it is shown, and the edits kept for the next window. */
import { setImmediate } from 'node:timers/promises';
import { createHistory, type History, type LevelView, viewLevel } from '../../../engine/document/index.ts';
import { testSchema } from '../../../engine/document/testing/levels.ts';
import { openRoomClient, type OutboxStore, type RoomClient, type Timers } from '../../../src-renderer/studio/people/index.ts';
import type { Subject } from './schedule.ts';
import type { SimServer, Wire } from './server.ts';

export const roomNames: Record<Subject, string> = { level: 'sim/level/yard', script: 'sim/script/scripts/yard.ts' };

/** Nothing is tried again by itself: the schedule says when. */
const still: Timers = { set: () => 0, clear: () => {}, chance: () => 0 };

/** Lets what was promised come true: a connection is asked for in a few turns. */
export const settled = (): Promise<void> => setImmediate();

export class SimWindow {
  readonly person: string;
  readonly wires: Partial<Record<Subject, Wire>> = {};
  isPlugged = true;
  level!: RoomClient<'level'>;
  script!: RoomClient<'script'>;
  history!: History;
  view!: LevelView;
  readonly #servers: Record<Subject, SimServer>;
  readonly #kept = new Map<string, readonly Uint8Array[]>();

  constructor(person: string, servers: Record<Subject, SimServer>) {
    this.person = person;
    this.#servers = servers;
    this.#open();
  }

  clientOf(room: Subject): RoomClient<'level'> | RoomClient<'script'> {
    return this[room];
  }

  #open(): void {
    const outbox: OutboxStore = {
      load: async (room) => this.#kept.get(room) ?? [],
      save: async (room, edits) => void this.#kept.set(room, [...edits]),
    };
    const client = <K extends Subject>(kind: K): RoomClient<K> =>
      openRoomClient(kind, {
        room: roomNames[kind],
        outbox,
        timers: still,
        admit: async () => {
          if (!this.isPlugged) throw new Error('unplugged');
          return { url: kind, token: '' };
        },
        connect: () => {
          const wire = this.#servers[kind].connect(this.person);
          this.wires[kind] = wire;
          return wire.socket;
        },
      });
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

  unplug(): void {
    this.isPlugged = false;
    for (const room of ['level', 'script'] as const) {
      const wire = this.wires[room];
      if (wire) this.#servers[room].cut(wire);
    }
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
