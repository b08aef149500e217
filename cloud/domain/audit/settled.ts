import type { AuditReader, SessionRef, Sleep, StoredRecord, StoredSegment } from '../../ports/index.ts';

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

/**
 * The sealed segments. Of a segment that is being sealed the head comes last, and before the next segment: the last one is waited for, and where its
 * writer does not get on it is left out, for it is not sealed. One whose head was taken away was linked before, and is missed there.
 */
export async function* settledSegments({ audit, sleep }: SettlingDeps, ref: SessionRef): AsyncGenerator<StoredSegment> {
  let headless: StoredSegment | undefined;
  for await (const segment of audit.segments(ref)) {
    if (headless !== undefined) yield headless;
    headless = segment.head === undefined ? segment : undefined;
    if (headless === undefined) yield segment;
  }
  if (headless === undefined) return;
  for (let left = patience.times; left > 0; left -= 1) {
    const head = await audit.segmentHead(headless.name);
    if (head !== undefined) {
      yield { ...headless, head };
      return;
    }
    await sleep(patience.ms);
  }
}
