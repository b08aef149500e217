import type { LocalBus } from '../wire/bus.ts';
import type { Database } from './database.ts';
import type { Disk } from './disk.ts';
import type { LocalHost } from './host.ts';

/** What every service of one embedded cloud shares. */
export interface LocalContext {
  readonly database: Database;
  readonly host: LocalHost;
  readonly bus: LocalBus;
  /** The data folder; services keep files in folders of their own name. */
  readonly dataDir: string;
  /** Where files are written; the machine's disk when absent. */
  readonly disk?: Disk;
  /** Twelve digits. */
  readonly account: string;
  readonly region: string;
}
