import { mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { seeded } from '../../../engine/run/testing/index.ts';
import type { TickEntry } from '../../ports/index.ts';
import { FileTickLogs, machineDisk, type Disk } from './index.ts';

const ref = { tenant: 'demo', session: 's-1' };
let folder: string;
beforeEach(() => (folder = mkdtempSync(join(tmpdir(), 'ticks-'))));
afterEach(() => rmSync(folder, { recursive: true, force: true }));

const command = (seq: number): TickEntry => ({
  kind: 'command',
  command: { seq, sender: 1, clientSeq: seq, type: 'Say', payload: { text: `Grüße ${seq} \n \u0000` }, at: 1000 + seq },
});
const session = (): string => join(folder, 'demo', 's-1');
const files = (): string[] => readdirSync(session()).toSorted();

/** A log of so many writes, each durable before the next, as the bytes of its one file. */
async function written(writes: number): Promise<Buffer> {
  const log = await new FileTickLogs(folder).open(ref, 1);
  for (let seq = 1; seq <= writes; seq += 1) await log.append(command(seq));
  await log.close();
  return readFileSync(join(session(), files()[0]!));
}
/** Such a file, and nothing else. */
function place(name: string, bytes: Uint8Array): void {
  rmSync(session(), { recursive: true });
  mkdirSync(session());
  writeFileSync(join(session(), name), bytes);
}
const read = async (): Promise<readonly TickEntry[]> => {
  const logs = new FileTickLogs(folder);
  await logs.take(ref);
  return logs.taken(ref, 0);
};

describe('a tick log', () => {
  it('gives back what was appended, in order: commands with their seats and phases, numbers used up, cuts', async () => {
    const entries: TickEntry[] = [
      command(1),
      {
        kind: 'command',
        command: { seq: 2, sender: 0, clientSeq: 0, type: '$join', payload: { sender: 1 }, at: 5 },
        opens: { sender: 1, player: 'p-1', secretHash: 'ab', lastSeq: 0, lastCommand: 0 },
      },
      { kind: 'command', command: { seq: 3, sender: 0, clientSeq: 3, type: '$pause', payload: {}, at: 6 }, phase: 'paused' },
      { kind: 'skip', sender: 1, clientSeq: 9 },
      { kind: 'segment', upTo: 3 },
    ];
    const log = await new FileTickLogs(folder).open(ref, 1);
    await Promise.all(entries.map((entry) => log.append(entry)));
    await log.close();
    expect(await read()).toEqual(entries);
  });

  it('writes what comes while the disk is busy with one sync', async () => {
    let syncs = 0;
    const disk: Disk = {
      ...machineDisk,
      async sync(fd) {
        syncs += 1;
        await machineDisk.sync(fd);
      },
    };
    const log = await new FileTickLogs(folder, disk).open(ref, 1);
    const first = log.append(command(1));
    await Promise.resolve().then(() => {});
    const rest = Array.from({ length: 500 }, (_, index) => log.append(command(index + 2)));
    await Promise.all([first, ...rest]);
    await log.close();
    expect(syncs).toBeLessThanOrEqual(2);
    expect(await read()).toHaveLength(501);
  });

  it('cuts off a last write that was torn at any byte, and nothing else', async () => {
    const whole = await written(4);
    const name = files()[0]!;
    const starts = [...whole.keys()].filter((at) => whole.subarray(at, at + 4).equals(Buffer.from([0xff, 0x4c, 0x51, 0x54])));
    const last = starts.at(-1)!;
    for (let end = last; end < whole.length; end += 1) {
      place(name, whole.subarray(0, end));
      expect((await read()).length, `cut at byte ${end}`).toBe(3);
    }
  });

  it('cuts off a last write of which any byte is wrong (seed 7)', async () => {
    const whole = await written(3);
    const name = files()[0]!;
    const dice = seeded(7);
    const last = whole.lastIndexOf(Buffer.from([0xff, 0x4c, 0x51, 0x54]));
    for (let at = last; at < whole.length; at += 1) {
      const bytes = Buffer.from(whole);
      bytes[at] = bytes[at]! ^ dice.int(1, 255);
      place(name, bytes);
      expect((await read()).length, `byte ${at - last} of the last write`).toBe(2);
    }
  });

  it('is refused as damaged where anything before the last write was changed (seed 8)', async () => {
    const whole = await written(3);
    const name = files()[0]!;
    const dice = seeded(8);
    const last = whole.lastIndexOf(Buffer.from([0xff, 0x4c, 0x51, 0x54]));
    for (let at = 0; at < last; at += 1 + dice.int(0, 4)) {
      const bytes = Buffer.from(whole);
      bytes[at] = bytes[at]! ^ dice.int(1, 255);
      place(name, bytes);
      await expect(read(), `byte ${at}`).rejects.toMatchObject({ code: 'log-damaged' });
    }
  });

  it('counts for no other session, epoch or part', async () => {
    const whole = await written(2);
    rmSync(session(), { recursive: true });
    await (await new FileTickLogs(folder).open(ref, 2)).close();
    writeFileSync(join(session(), files()[0]!), whole);
    await expect(read()).rejects.toMatchObject({ code: 'log-damaged' });
  });

  it('of an erased tenant is gone, in every session and state; a host that still writes there acknowledges nothing, others go on', async () => {
    const logs = new FileTickLogs(folder);
    const refs = [ref, { ...ref, session: 's-2' }, { tenant: 'demo-2', session: 's-1' }];
    const [first, , other] = await Promise.all(refs.map((one) => logs.open(one, 1)));
    await first!.append(command(1));
    await logs.take(refs[1]!);
    await logs.erase('demo');
    expect(readdirSync(folder)).toEqual(['demo-2']);
    await expect(first!.append(command(2))).rejects.toMatchObject({ code: 'log-fenced' });
    await other!.append(command(1));
    await expect(logs.erase('..')).rejects.toThrow('No tenant');
    await logs.erase('demo');
  });

  it('acknowledges nothing once another host has taken the session', async () => {
    const log = await new FileTickLogs(folder).open(ref, 1);
    await log.append(command(1));
    expect(await read()).toHaveLength(1);
    await expect(log.append(command(2))).rejects.toMatchObject({ code: 'log-fenced' });
    await expect(log.append(command(3))).rejects.toMatchObject({ code: 'log-fenced' });
    await log.close();
  });

  it('refuses what a full disk does not take, and everything after it, and keeps what was acknowledged', async () => {
    let isFull = false;
    const disk: Disk = {
      ...machineDisk,
      async write(fd, parts, at) {
        if (!isFull) return machineDisk.write(fd, parts, at);
        await machineDisk.write(fd, [parts[0]!.subarray(0, 40)], at);
        throw Object.assign(new Error('ENOSPC: no space left on device'), { code: 'ENOSPC' });
      },
    };
    const log = await new FileTickLogs(folder, disk).open(ref, 1);
    await log.append(command(1));
    isFull = true;
    await expect(log.append(command(2))).rejects.toMatchObject({ code: 'log-full', message: expect.stringContaining('ENOSPC') as string });
    isFull = false;
    await expect(log.append(command(3))).rejects.toMatchObject({ code: 'log-full' });
    await log.close();
    expect(await read()).toEqual([command(1)]);
  });

  it('is cut between two writes: parts before go once HEAD has them', async () => {
    const logs = new FileTickLogs(folder);
    const log = await logs.open(ref, 1);
    await log.append(command(1));
    const forget = await log.cut();
    await log.append(command(2));
    expect(files()).toHaveLength(2);
    await forget();
    await log.append(command(3));
    await log.close();
    expect(await read()).toEqual([command(2), command(3)]);
    await logs.forget(ref);
    expect(files()).toEqual([]);
    const another = await logs.open(ref, 2);
    await another.append(command(4));
    await another.discard();
    expect(files()).toEqual([]);
  });
});
