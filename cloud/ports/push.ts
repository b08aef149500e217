import type { SessionRef } from './session.ts';

export interface Connection {
  readonly id: string;
  /** 0 while it only watches. */
  readonly sender: number;
  /** It has no state yet, or lost its place. */
  readonly needsKeyframe: boolean;
}

/** Who listens to a session. */
export interface Connections {
  open(ref: SessionRef, connection: Connection): Promise<void>;
  close(id: string): Promise<SessionRef | undefined>;
  /** The session that a socket belongs to. */
  find(id: string): Promise<(SessionRef & Connection) | undefined>;
  list(ref: SessionRef): Promise<Connection[]>;
  update(ref: SessionRef, connection: Connection): Promise<void>;
}

/** The way back to players. */
export interface Push {
  /** `gone` when nobody is there any more. */
  post(connection: string, message: Uint8Array): Promise<'sent' | 'gone'>;
}
