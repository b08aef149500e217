/** Every version that was released replays what it recorded then, with the very build that recorded it. */
import { execFileSync } from 'node:child_process';
import { cpSync, mkdtempSync, readdirSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, describe, expect, test } from 'vitest';
import { keptVersions, readKept, unpackKept } from '../../build/engine-build/kept.ts';
import { nodes, wantedNodes } from './nodes.ts';

const folder = join(import.meta.dirname, 'builds');
const temp = mkdtempSync(join(tmpdir(), 'kept-builds-'));
afterAll(() => rmSync(temp, { recursive: true, force: true }));
const versions = keptVersions(folder);

interface Replayed {
  engine: string;
  verdicts: { name: string; ticks: number; diverged: boolean; at?: number }[];
}
const replay = (node: string, dir: string, recordings: string[]): Replayed =>
  JSON.parse(execFileSync(node, [join(import.meta.dirname, 'replay-kept.mjs'), dir, ...recordings], { encoding: 'utf8' })) as Replayed;
const unpacked = (version: string, from = folder) => unpackKept(from, version, mkdtempSync(join(temp, `${version}-`)));

test('the version of these sources is kept', () => {
  const { version } = JSON.parse(readFileSync('package.json', 'utf8')) as { version: string };
  expect(versions, 'node build/engine-build/keep.ts').toContain(version);
});

describe.each(versions)('version %s', (version) => {
  test.for([...new Set([...wantedNodes, ...nodes().map(({ kind }) => kind)])])(
    'replays its recordings to the same hashes in %s',
    (wanted, { skip }) => {
      const node = nodes().find(({ kind }) => kind === wanted);
      if (!node) return skip(`${wanted} is not on this machine`);
      const { dir, recordings } = unpacked(version);
      const { engine, recordings: kept } = readKept(folder, version);
      expect(recordings.length).toBeGreaterThan(1);
      expect(replay(node.path, dir, recordings)).toEqual({
        engine,
        verdicts: kept.map(({ name, recording }) => ({ name, ticks: recording.hashes.length, diverged: false })),
      });
    },
  );

  test('would be seen to differ: a hash that another build gave is found at its tick', () => {
    const { dir, recordings } = unpacked(version);
    const document = JSON.parse(readFileSync(recordings[0]!, 'utf8')) as { recording: { hashes: string[] } };
    document.recording.hashes[4] = '0'.repeat(16);
    writeFileSync(recordings[0]!, JSON.stringify(document));
    expect(replay(process.execPath, dir, recordings.slice(0, 1)).verdicts).toMatchObject([{ diverged: true, at: 5 }]);
  });
});

test('a kept file that was changed or lost is named, and nothing is replayed with it', () => {
  const copy = join(temp, 'copy');
  cpSync(folder, copy, { recursive: true });
  const [version = ''] = versions;
  const { 'engine.mjs': hash = '' } = readKept(folder, version).files;
  const path = join(copy, 'blobs', `${hash}.br`);
  const bytes = readFileSync(path);
  bytes[1000]! ^= 1;
  writeFileSync(path, bytes);
  expect(() => unpacked(version, copy)).toThrow(`${hash}.br`);
  rmSync(path);
  expect(() => unpacked(version, copy)).toThrow(`${hash}.br is missing.`);
});

test('a version takes less than a megabyte of the repository', () => {
  const blobs = readdirSync(join(folder, 'blobs')).map((name) => statSync(join(folder, 'blobs', name)).size);
  expect(blobs.reduce((sum, size) => sum + size, 0) / versions.length).toBeLessThan(1_000_000);
});
