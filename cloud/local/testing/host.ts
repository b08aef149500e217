import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { openDatabase, type LocalContext, type LocalHost } from '../storage/index.ts';
import { manualTime, type ManualTime } from '../timers/timers.ts';
import { openBus } from '../wire/bus.ts';

/** A cloud's shared parts in a folder of their own, on a clock that stands still until it is moved. */
export interface TestContext extends LocalContext {
  readonly time: ManualTime;
  /** Fault points passed so far, in order. */
  readonly reached: string[];
  /** Closes the database and opens it again, as a restart does. */
  readonly reopen: () => TestContext;
  readonly remove: () => void;
}

/** A host of which everything is known: a standing clock, counted ids, bytes from a small generator. */
export function testHost(time: ManualTime, reached: string[] = []): LocalHost {
  let count = 0;
  let state = 1;
  return {
    clock: time,
    ids: {
      next(prefix) {
        count += 1;
        return `${prefix}-${String(time.now()).slice(-6)}-${count}`;
      },
    },
    random: {
      bytes: (n) =>
        Uint8Array.from({ length: n }, () => {
          state = (Math.imul(state, 1664525) + 1013904223) >>> 0;
          return state >>> 24;
        }),
    },
    reach: (point) => void reached.push(point),
  };
}

export function openTestContext(existing?: { dataDir: string; time: ManualTime; host: LocalHost; reached: string[] }): TestContext {
  const time = existing?.time ?? manualTime(Date.UTC(2026, 0, 1));
  const reached = existing?.reached ?? [];
  const dataDir = existing?.dataDir ?? mkdtempSync(path.join(tmpdir(), 'local-cloud-'));
  const host = existing?.host ?? testHost(time, reached);
  const database = openDatabase(path.join(dataDir, 'cloud.db'), host);
  return {
    database,
    host,
    bus: openBus(database, host),
    dataDir,
    account: '000000000000',
    region: 'local-1',
    time,
    reached,
    reopen() {
      database.close();
      return openTestContext({ dataDir, time, host, reached });
    },
    remove() {
      database.close();
      rmSync(dataDir, { recursive: true, force: true });
    },
  };
}
