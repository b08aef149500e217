/**
 * The records of a room in their order, whatever the channel does: what comes twice is dropped, what comes early waits, and a hole is filled by
 * asking for what stands in it. So a document never gets an update before those that it builds on.
 */
export interface ArrivedRecord {
  readonly seq: number;
  readonly session: number;
  /** Base64 of gzip; absent for a record that is no update. */
  readonly update?: string | undefined;
}

export interface PartOfRecord extends ArrivedRecord {
  readonly part?: number | undefined;
  readonly of?: number | undefined;
}

export interface RecordOrder {
  /** The number up to which all have been handed on; undefined until `begin`. */
  readonly seq: number | undefined;
  /** Everything up to `seq` is known: from now on records are handed on. */
  begin(seq: number): void;
  arrived(record: PartOfRecord): void;
  /** The records after `seq`, as they were asked for; none means that there are none. */
  filled(records: readonly ArrivedRecord[]): void;
  /** True while something waits for what has not come. */
  readonly hasHole: boolean;
}

/** Without a beginning, or behind a hole, at most this many wait; the others are asked for again. */
const mostWaiting = 2000;

export function createRecordOrder(handOn: (record: ArrivedRecord) => void): RecordOrder {
  let seq: number | undefined;
  let highest = 0;
  const waiting = new Map<number, ArrivedRecord>();
  const parts = new Map<number, (string | undefined)[]>();

  const advance = (): void => {
    if (seq === undefined) return;
    for (let next = waiting.get(seq + 1); next; next = waiting.get(seq + 1)) {
      waiting.delete(next.seq);
      parts.delete(next.seq);
      seq = next.seq;
      handOn(next);
    }
  };
  const put = (record: ArrivedRecord): void => {
    highest = Math.max(highest, record.seq);
    if ((seq !== undefined && record.seq <= seq) || (waiting.size >= mostWaiting && record.seq !== (seq ?? 0) + 1)) return;
    waiting.set(record.seq, record);
  };

  return {
    get seq() {
      return seq;
    },
    get hasHole() {
      return seq !== undefined && highest > seq;
    },
    begin(from) {
      seq = Math.max(seq ?? 0, from);
      for (const each of [...waiting.keys(), ...parts.keys()]) {
        if (each > seq) continue;
        waiting.delete(each);
        parts.delete(each);
      }
      advance();
    },
    arrived({ part, of, ...record }) {
      highest = Math.max(highest, record.seq);
      if (seq !== undefined && record.seq <= seq) return;
      if (part === undefined || of === undefined || record.update === undefined) put(record);
      else {
        const known = parts.get(record.seq) ?? Array.from<string | undefined>({ length: of });
        if (parts.size < mostWaiting) parts.set(record.seq, known);
        if (part < known.length) known[part] = record.update;
        if (known.every((each) => each !== undefined)) put({ ...record, update: known.join('') });
      }
      advance();
    },
    filled(records) {
      for (const record of records) put(record);
      advance();
      if (records.length === 0) highest = seq ?? 0;
    },
  };
}
