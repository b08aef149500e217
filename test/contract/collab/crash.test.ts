/**
 * The server is killed at each named moment of saving, again and again, with edits in flight. What a client was told is saved must be there
 * afterwards; what it was not told must arrive once it is back. Acknowledgements are counted on the client.
 */
import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { addEntity, EditOrigin, type LevelDocument, toLevelFile } from '../../../engine/document/index.ts';
import { faultPoints } from '../../../src-main/services/collaboration/index.ts';
import { openRoomClient, type RoomClient } from '../../../src-renderer/studio/people/index.ts';
import { connectSocket, room, tempFolder } from './server.ts';

const me = new EditOrigin('test');

interface Running {
  child: ChildProcess;
  port: number;
}

async function launch(dataDir: string, fault: string[] = []): Promise<Running> {
  const child = spawn(process.execPath, [join(import.meta.dirname, 'crash-child.ts'), dataDir, ...fault], {
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  const [line] = (await once(child.stdout, 'data')) as [Buffer];
  return { child, port: Number(line.toString().trim()) };
}

function enter(at: () => number, person: string): RoomClient<'level'> {
  return openRoomClient('level', {
    room,
    admit: async () => {
      const port = at();
      const response = await fetch(`http://127.0.0.1:${port}/ticket?person=${person}`);
      return { url: `ws://127.0.0.1:${port}/rooms/${room}`, token: await response.text() };
    },
    connect: connectSocket,
  });
}

/** Writes until the server is gone; returns what was made and how much of it was called saved. */
async function writeUntilDead(
  client: RoomClient<'level'>,
  person: string,
  cycle: string,
  exit: Promise<unknown>,
): Promise<{ made: string[]; saved: number }> {
  const made: string[] = [];
  let dead = false;
  void exit.then(() => (dead = true));
  const waiting = (): number => {
    const status = client.status();
    return 'waiting' in status ? status.waiting : 0;
  };
  for (let at = 0; !dead && at < 400; at += 1) {
    const id = `${person}${cycle}x${at}`;
    addEntity(client.document, { id, name: id }, { parent: null }, me);
    made.push(id);
    // Let the network move: one turn without waiting for the answer, a full answer every fourth time.
    if (at % 4 === 3) await Promise.race([client.whenSaved(), exit]);
    else await new Promise((resolve) => setImmediate(resolve));
  }
  await exit;
  return { made, saved: made.length - waiting() };
}

const entities = (document: LevelDocument): Set<string> => new Set(Object.keys(toLevelFile(document).entities));

describe('kill -9 of the collaboration server', () => {
  // Two leases come first; a compaction comes every sixth record.
  const isCompaction = (point: string): boolean => point.startsWith('snapshot') || point === 'log-opened' || point === 'old-removed';
  const cases = faultPoints.flatMap((point) => (isCompaction(point) ? [1, 3] : [4, 15]).map((nth) => [point, nth] as const));
  test.each(cases)('at %s (time %i) loses nothing that was called saved', async (point, nth) => {
    const dataDir = tempFolder();
    const first = await launch(dataDir, [point, String(nth)]);
    let { port } = first;
    const exit = once(first.child, 'exit');
    const [ada, bob] = [enter(() => port, 'ada'), enter(() => port, 'bob')];
    await Promise.race([Promise.all([ada.whenSynced(), bob.whenSynced()]), exit]);
    const [one, two] = await Promise.all([writeUntilDead(ada, 'ada', 'a', exit), writeUntilDead(bob, 'bob', 'b', exit)]);
    expect(first.child.signalCode).toBe('SIGKILL');
    // Bob's machine dies with the server; Ada's window lives on.
    bob.close();
    const second = await launch(dataDir);
    port = second.port;
    const witness = enter(() => port, 'cleo');
    await witness.whenSynced();
    const there = entities(witness.document);
    const lost = [...one.made.slice(0, one.saved), ...two.made.slice(0, two.saved)].filter((id) => !there.has(id));
    expect(one.saved + two.saved).toBeGreaterThanOrEqual(nth > 4 ? 1 : 0);
    expect(lost, `${one.saved + two.saved} acknowledged`).toEqual([]);
    ada.reconnect();
    await ada.whenSaved();
    witness.close();
    const later = enter(() => port, 'dan');
    await later.whenSynced();
    expect(one.made.filter((id) => !entities(later.document).has(id))).toEqual([]);
    ada.close();
    later.close();
    second.child.kill('SIGKILL');
    await once(second.child, 'exit');
  });
});
