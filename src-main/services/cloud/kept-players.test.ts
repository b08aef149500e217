import { mkdtempSync, readdirSync, rmSync, statSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, expect, test } from 'vitest';
import { openKeptPlayers } from './kept-players.ts';

const dataDir = mkdtempSync(join(tmpdir(), 'lq-players-'));
afterAll(() => rmSync(dataDir, { recursive: true, force: true }));
const mine = { player: 't-1', secret: '0'.repeat(32) };
const about = (session: string, person = 'ada') => ({ tenant: 'demo', session, person });

test('a person is the same player of a session again, and another one of every other session and for every other person', () => {
  openKeptPlayers(dataDir, about('s-1')).keep(mine);
  expect(openKeptPlayers(dataDir, about('s-1')).known()).toEqual(mine);
  for (const other of [about('s-2'), about('s-1', 'ben'), { ...about('s-1'), tenant: 'acme' }])
    expect(openKeptPlayers(dataDir, other).known()).toBeUndefined();
});

test.skipIf(process.platform === 'win32')(
  'what takes their seat is readable by nobody else, and its file names neither session nor person',
  () => {
    openKeptPlayers(dataDir, about('../../s-3')).keep(mine);
    const files = readdirSync(join(dataDir, 'players'));
    expect(files.length).toBeGreaterThan(0);
    for (const file of files) {
      expect(file).toMatch(/^[0-9a-f]{32}\.json$/);
      expect(statSync(join(dataDir, 'players', file)).mode & 0o777).toBe(0o600);
    }
  },
);

test('nobody is the same player in two terminals at once, and whoever comes after may be', () => {
  const first = openKeptPlayers(dataDir, about('s-4'));
  first.keep(mine);
  const second = openKeptPlayers(dataDir, about('s-4'), process.pid + 1);
  expect(() => second.known()).toThrow(/in another terminal already \(process \d+\)/);
  first.release();
  expect(second.known()).toEqual(mine);
  // One that was killed releases nothing, and is not there.
  openKeptPlayers(dataDir, about('s-5'), 2 ** 30).keep(mine);
  expect(openKeptPlayers(dataDir, about('s-5')).known()).toEqual(mine);
});
