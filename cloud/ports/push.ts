import type { Phase, SessionRef } from './session.ts';

export interface Connection {
  readonly id: string;
  /** 0 while it only watches. */
  readonly sender: number;
  /** It has no state yet, or lost its place. */
  readonly needsKeyframe: boolean;
  /** How many messages in a row it did not take. */
  readonly missed: number;
  /** The session's phase as it was told last; absent: `open`. */
  readonly phase?: Phase;
}
export type ConnectionChange = Partial<Omit<Connection, 'id'>>;

/** Who listens to a session. */
export interface Connections {
  open(ref: SessionRef, connection: Connection): Promise<void>;
  /** Forgets a socket; `known` is the session that it listened to, where the caller knows it. */
  close(id: string, known?: SessionRef): Promise<SessionRef | undefined>;
  /** The session that a socket belongs to. */
  find(id: string): Promise<(SessionRef & Connection) | undefined>;
  list(ref: SessionRef): Promise<Connection[]>;
  /** Sets what is named and leaves the rest to others. False when the socket is not there any more. */
  change(ref: SessionRef, id: string, change: ConnectionChange): Promise<boolean>;
}

/** The way back to players. */
export interface Push {
  /** `gone` when nobody is there any more; `missed` when it did not arrive, and there is no use in waiting for it. */
  post(connection: string, message: Uint8Array): Promise<'sent' | 'gone' | 'missed'>;
  /** Whether it would take a message now, where that is known before it is made: no state is made for who cannot take it. */
  takes?(connection: string): boolean;
  /**
   * The same messages to many sockets of this very process: they are framed once and nothing is waited for. Returns those that took nothing, as
   * `takes` has it. Absent where messages travel by requests of their own.
   */
  spread?(listeners: readonly Connection[], messages: readonly Uint8Array[]): readonly Connection[];
  /** Ends a socket from this side; its player comes back. */
  close(connection: string): Promise<void>;
}
