import type { Clock, Connection, ConnectionChange, Connections, Push, SessionRef } from '../../ports/index.ts';
import { missesAllowed } from '../session/index.ts';

/** A player's socket, as the process has it. */
export interface PlayerSocket {
  send(message: Uint8Array): void;
  /** Bytes that it was given and that are not on their way yet. */
  waiting(): number;
  close(): void;
}

/** A socket with more than this in front of it gets nothing new, and the whole state once it is through. */
const fullBytes = 256 << 10;
/** One that does not read for this long is closed, ms. */
const patience = 10_000;

interface Open {
  connection: Connection;
  readonly socket: PlayerSocket;
  /** Since when it takes nothing, ms. */
  fullSince: number | undefined;
}

/** Who listens to the one session of this process, and the way back to them. */
export class HotConnections implements Connections, Push {
  readonly #ref: SessionRef;
  readonly #clock: Clock;
  readonly #stir: () => void;
  readonly #sockets = new Map<string, Open>();

  /** `stir`: told whenever the loop may have to look. */
  constructor(ref: SessionRef, { clock, stir }: { clock: Clock; stir: () => void }) {
    this.#ref = ref;
    this.#clock = clock;
    this.#stir = stir;
  }

  get count(): number {
    return this.#sockets.size;
  }
  admit(connection: Connection, socket: PlayerSocket): void {
    this.#sockets.set(connection.id, { connection, socket, fullSince: undefined });
    this.#stir();
  }
  of(id: string): Connection | undefined {
    return this.#sockets.get(id)?.connection;
  }
  /** It is gone; nothing has to be told to it. */
  left(id: string): void {
    if (this.#sockets.delete(id)) this.#stir();
  }
  closeAll(): void {
    for (const { socket } of this.#sockets.values()) socket.close();
    this.#sockets.clear();
  }

  async open(): Promise<void> {
    throw new Error('A socket of this process is admitted with what it is');
  }
  async find(id: string): Promise<(SessionRef & Connection) | undefined> {
    const found = this.of(id);
    return found && { ...this.#ref, ...found };
  }
  async list(): Promise<Connection[]> {
    return Array.from(this.#sockets.values(), ({ connection }) => connection);
  }
  async change(_: SessionRef, id: string, change: ConnectionChange): Promise<boolean> {
    const open = this.#sockets.get(id);
    if (open === undefined) return false;
    // It is how long a socket takes nothing that counts here, not how many ticks went by.
    const missed = (change.missed ?? 0) > 0 && this.#isPatient(open) ? 0 : change.missed;
    open.connection = { ...open.connection, ...change, ...(missed !== undefined && { missed }) };
    if (change.needsKeyframe === true && change.missed === undefined) this.#stir();
    return true;
  }
  #isPatient({ fullSince }: Open): boolean {
    return fullSince === undefined || this.#clock.now() - fullSince < patience;
  }

  takes(id: string): boolean {
    const open = this.#sockets.get(id);
    return open === undefined || this.#takes(open);
  }
  #takes(open: Open): boolean {
    if (open.socket.waiting() <= fullBytes) {
      open.fullSince = undefined;
      return true;
    }
    open.fullSince ??= this.#clock.now();
    if (!this.#isPatient(open)) open.connection = { ...open.connection, missed: missesAllowed };
    return false;
  }
  /** Socket after socket: whatever of it the processor has to fetch, it fetches once. */
  spread(listeners: readonly Connection[], messages: readonly Uint8Array[]): readonly Connection[] {
    const full: Connection[] = [];
    for (const listener of listeners) {
      const open = this.#sockets.get(listener.id);
      if (open === undefined) continue;
      if (this.#takes(open)) for (const message of messages) open.socket.send(message);
      else full.push(open.connection);
    }
    return full;
  }
  async post(id: string, message: Uint8Array): Promise<'sent' | 'gone' | 'missed'> {
    const open = this.#sockets.get(id);
    if (open === undefined) return 'gone';
    open.socket.send(message);
    return 'sent';
  }
  async close(id: string): Promise<undefined> {
    const open = this.#sockets.get(id);
    this.#sockets.delete(id);
    open?.socket.close();
    return undefined;
  }
}
