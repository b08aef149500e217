import { close as closeFile, fdatasync, fstatSync, fsync, ftruncate, open as openFile, statSync, writev } from 'node:fs';
import { mkdir, readdir, readFile, rename, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { LedgerError } from '../../../engine/kernel/error.ts';
import { refuse } from '../../domain/refusal.ts';
import { isTenant } from '../../events/index.ts';
import type { SessionRef, TickEntry, TickLog, TickLogs } from '../../ports/index.ts';
import { entriesOf, firstLink, frameOf, payloadOf, readFrames } from './frames.ts';

/** What a log asks of the machine; tests put faults in between. */
export interface Disk {
  write(fd: number, parts: readonly Buffer[], at: number): Promise<void>;
  sync(fd: number): Promise<void>;
  /** Called at named moments. */
  reach?(point: 'appended' | 'synced'): void;
}

const writeParts = promisify(writev);
const syncData = promisify(fdatasync);
const truncate = promisify(ftruncate);
const shut = promisify(closeFile);
const openAs = promisify(openFile);
const syncAll = promisify(fsync);

/** A name that was made or changed is durable only with its folder. */
async function syncFolder(folder: string): Promise<void> {
  const fd = await openAs(folder, 'r');
  await syncAll(fd).finally(() => shut(fd));
}

export const machineDisk: Disk = {
  async write(fd, parts, at) {
    const total = parts.reduce((sum, part) => sum + part.length, 0);
    const { bytesWritten } = await writeParts(fd, parts, at);
    if (bytesWritten !== total) throw Object.assign(new Error('The disk took a part of a write'), { code: 'ENOSPC' });
  },
  sync: (fd) => syncData(fd),
};

const fileName = (epoch: number, part: number): string => `${String(epoch).padStart(8, '0')}-${String(part).padStart(6, '0')}.ticks`;
const epochOf = (name: string): number => Number(name.slice(0, 8));
/** What binds a file's frames to it. */
const linkName = ({ tenant, session }: SessionRef, file: string): string => `${tenant}/${session}/${file}`;
const taken = '.taken';
const isLog = (name: string): boolean => /^\d{8}-\d{6}\.ticks$/.test(name);
const isTaken = (name: string): boolean => name.endsWith(taken) && isLog(name.slice(0, -taken.length));

/** Tick logs as files: a folder per session, in it a file for each epoch and part. */
export class FileTickLogs implements TickLogs {
  readonly #folder: string;
  readonly #disk: Disk;

  constructor(folder: string, disk: Disk = machineDisk) {
    this.#folder = folder;
    this.#disk = disk;
  }

  async take(ref: SessionRef): Promise<void> {
    const folder = this.#of(ref);
    await mkdir(folder, { recursive: true });
    // Whoever still writes there finds its file gone before it acknowledges: what it wrote before can be read.
    for (const name of await readdir(folder)) if (isLog(name)) await rename(join(folder, name), join(folder, `${name}${taken}`));
    await syncFolder(folder);
  }

  async taken(ref: SessionRef, after: number): Promise<readonly TickEntry[]> {
    const folder = this.#of(ref);
    const entries: TickEntry[] = [];
    const names = (await readdir(folder)).filter((name) => isTaken(name) && epochOf(name) > after);
    for (const name of names.toSorted((a, b) => (a < b ? -1 : 1))) {
      const { payloads, damagedAt } = readFrames(await readFile(join(folder, name)), linkName(ref, name.slice(0, -taken.length)));
      if (damagedAt !== undefined) damaged(ref, join(folder, name), damagedAt);
      for (const payload of payloads) for (const entry of entriesOf(payload)) entries.push(entry);
    }
    return entries;
  }

  async open(ref: SessionRef, epoch: number): Promise<TickLog> {
    const folder = this.#of(ref);
    await mkdir(folder, { recursive: true });
    const log = new FileTickLog(ref, folder, epoch, this.#disk);
    await log.begin();
    return log;
  }

  async forget(ref: SessionRef): Promise<void> {
    const folder = this.#of(ref);
    for (const name of await readdir(folder).catch(() => [])) if (isTaken(name)) await rm(join(folder, name), { force: true });
  }

  /** Leaves nothing of a tenant. A host that still writes there finds its file gone and acknowledges nothing more. */
  async erase(tenant: string): Promise<void> {
    if (!isTenant(tenant)) throw new Error(`No tenant is called ${tenant}`);
    await rm(join(this.#folder, tenant), { recursive: true, force: true, maxRetries: 3 });
    await syncFolder(this.#folder);
  }

  #of({ tenant, session }: SessionRef): string {
    if (!isTenant(tenant) || !/^[A-Za-z0-9-]{1,64}$/.test(session)) throw new Error('These names cannot be folders');
    return join(this.#folder, tenant, session);
  }
}

interface Waiting {
  readonly entries: TickEntry[];
  readonly done: Promise<void>;
  readonly settle: (error?: Error) => void;
}

const waiting = (): Waiting => {
  let settle!: (error?: Error) => void;
  const done = new Promise<void>((resolve, reject) => (settle = (error) => (error === undefined ? resolve() : reject(error))));
  // Whoever appends looks at it; a batch that nobody waits for any more must not end the process.
  done.catch(() => {});
  return { entries: [], done, settle };
};

/** Group commit: while one write is on its way to the disk, what comes meanwhile waits together for the next. */
class FileTickLog implements TickLog {
  readonly #ref: SessionRef;
  readonly #folder: string;
  readonly #epoch: number;
  readonly #disk: Disk;
  #part = 0;
  #fd = -1;
  #inode = 0n;
  #path = '';
  #length = 0;
  #link: Buffer = Buffer.alloc(0);
  #next: Waiting | undefined;
  #busy = false;
  #broken: Error | undefined;
  /** Resolves when nothing is under way. */
  #idle: Promise<void> = Promise.resolve();

  constructor(ref: SessionRef, folder: string, epoch: number, disk: Disk) {
    this.#ref = ref;
    this.#folder = folder;
    this.#epoch = epoch;
    this.#disk = disk;
  }

  async begin(): Promise<void> {
    const name = fileName(this.#epoch, this.#part);
    this.#path = join(this.#folder, name);
    this.#fd = await openAs(this.#path, 'wx', 0o600);
    this.#inode = fstatSync(this.#fd, { bigint: true }).ino;
    this.#length = 0;
    this.#link = firstLink(linkName(this.#ref, name));
    await syncFolder(this.#folder);
  }

  append(entry: TickEntry): Promise<void> {
    if (this.#broken) return Promise.reject(this.#broken);
    const batch = (this.#next ??= waiting());
    batch.entries.push(entry);
    if (!this.#busy) {
      this.#busy = true;
      this.#idle = this.#drain();
    }
    return batch.done;
  }

  async #drain(): Promise<void> {
    // What is said in the same turn goes together.
    await Promise.resolve();
    try {
      for (let batch = this.#next; batch !== undefined; batch = this.#next) {
        this.#next = undefined;
        await this.#write(batch);
      }
    } finally {
      this.#busy = false;
    }
  }

  async #write(batch: Waiting): Promise<void> {
    try {
      if (this.#broken) throw this.#broken;
      const { bytes, hash } = frameOf(payloadOf(batch.entries), this.#link);
      await this.#disk.write(this.#fd, bytes, this.#length);
      this.#disk.reach?.('appended');
      await this.#disk.sync(this.#fd);
      this.#disk.reach?.('synced');
      if (!this.#isOurs()) throw fenced(this.#ref);
      this.#length += bytes[0].length + bytes[1].length;
      this.#link = hash;
      batch.settle();
    } catch (error) {
      this.#broken = error instanceof LedgerError ? error : full(this.#ref, error as Error);
      await truncate(this.#fd, this.#length).catch(() => {});
      batch.settle(this.#broken);
    }
  }

  /** Whether the file that was written to is still the one under its name: a new owner renames it before it reads. */
  #isOurs(): boolean {
    return statSync(this.#path, { bigint: true, throwIfNoEntry: false })?.ino === this.#inode;
  }

  async cut(): Promise<() => Promise<void>> {
    while (this.#busy) await this.#idle;
    if (this.#broken) throw this.#broken;
    // What comes meanwhile waits for the new part.
    this.#busy = true;
    const before = { fd: this.#fd, path: this.#path };
    try {
      this.#part += 1;
      await this.begin();
    } catch (error) {
      this.#broken = full(this.#ref, error as Error);
      throw this.#broken;
    } finally {
      this.#idle = this.#drain();
    }
    await shut(before.fd);
    return () => rm(before.path, { force: true });
  }

  async close(): Promise<void> {
    while (this.#busy) await this.#idle;
    this.#broken ??= fenced(this.#ref);
    const fd = this.#fd;
    this.#fd = -1;
    if (fd >= 0) await shut(fd).catch(() => {});
  }

  async discard(): Promise<void> {
    const isOurs = this.#isOurs();
    await this.close();
    if (isOurs) await rm(this.#path, { force: true });
  }
}

const full = ({ session }: SessionRef, { message }: Error): LedgerError =>
  new LedgerError({
    code: 'log-full',
    message: `The disk takes nothing more for session ${session}: ${message}`,
    hint: 'Make room on it, and send again.',
    where: session,
  });

const fenced = ({ session }: SessionRef): LedgerError =>
  new LedgerError({ code: 'log-fenced', message: `Another host runs session ${session} now.`, hint: 'Send it there.', where: session });

const damaged = ({ session }: SessionRef, file: string, at: number): never =>
  refuse({
    code: 'log-damaged',
    message: `The tick log of session ${session} was changed at byte ${at}; what follows it may have been acknowledged.`,
    hint: `Restore ${file} from a copy.`,
    where: file,
  });
