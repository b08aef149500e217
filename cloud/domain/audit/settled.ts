import type { AuditReader, SessionRef, Sleep, StoredRecord } from '../../ports/index.ts';

/** What reads an audit while its writer may be at work. */
export interface SettlingDeps {
  readonly audit: AuditReader;
  readonly sleep: Sleep['sleep'];
}

/** How often, and how far apart in ms, the audit's writer is waited for while it does not get on. */
const patience = { times: 40, ms: 50 };

/** All records, at least up to `seq`: while the stream's consumer is behind it and gets on, it is waited for. */
export async function settledRecords({ audit, sleep }: SettlingDeps, ref: SessionRef, seq: number): Promise<StoredRecord[]> {
  let [seen, left] = [-1, patience.times];
  for (;;) {
    const stored: StoredRecord[] = [];
    for await (const record of audit.records(ref)) stored.push(record);
    const last = stored.at(-1)?.seq ?? -1;
    if (last > seen) [seen, left] = [last, patience.times];
    if (last >= seq || left === 0) return stored;
    left -= 1;
    await sleep(patience.ms);
  }
}

/** The sealed segments. One whose head is not there yet may be about to get it: a segment is stored before its head, and one after another. */
export async function* settledSegments({ audit, sleep }: SettlingDeps, ref: SessionRef): ReturnType<AuditReader['segments']> {
  let left = patience.times;
  for await (const segment of audit.segments(ref)) {
    let { head } = segment;
    for (; head === undefined && left > 0; left -= 1) {
      await sleep(patience.ms);
      head = await audit.segmentHead(segment.name);
    }
    yield { ...segment, head };
  }
}
