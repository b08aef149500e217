/** That somebody read a production session, or was handed the link of its players. */
export interface ReadEntry {
  readonly tenant: string;
  readonly session: string;
  /** Opaque: names live in the directory. */
  readonly reader: string;
  /** Absent: the session itself. */
  readonly what?: 'link' | undefined;
  /** Milliseconds since the epoch. */
  readonly at: number;
}

/** Who read which session of a tenant. It lies beside the audit, in no session's chain: a read changes no session. */
export interface ReadLog {
  /** Durable when it returns. Nothing that was appended is ever written over. */
  append(entry: ReadEntry): Promise<void>;
  /** Oldest first. */
  entries(tenant: string): AsyncIterable<ReadEntry>;
}
