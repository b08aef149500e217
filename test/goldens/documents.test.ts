/** What any version of LedgerQuest has saved opens for ever, and says what it said. */
import { cpSync, existsSync, mkdtempSync, readdirSync, readFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { type DocumentKind, documentVersions, versionOf } from '../../engine/document/index.ts';
import { startServer } from '../contract/collab/server.ts';
import { documentFixtures, goldenRooms, saysOf } from './documents.ts';

const versions = readdirSync(documentFixtures);

test('there are golden documents of every version up to the current one', () => {
  expect(versions.toSorted()).toEqual(Array.from({ length: documentVersions.current }, (_, i) => `v${i + 1}`));
});

test.each(versions)('documents of %s open, are brought to the current version, and say what they said', async (version) => {
  const folder = join(documentFixtures, version);
  const dataDir = mkdtempSync(join(tmpdir(), 'lq-documents-'));
  cpSync(folder, dataDir, { recursive: true });
  const setAside: string[] = [];
  const server = await startServer({ dataDir, onSetAside: (room) => setAside.push(room) }, () => expect.fail('a room was made anew'));
  try {
    for (const [kind, name] of Object.entries(goldenRooms) as [DocumentKind, string][]) {
      const { document } = await server.rooms.room(name, () => expect.fail(`${name} was made anew`));
      expect(versionOf(document.doc)).toBe(documentVersions.current);
      expect(saysOf(document), name).toBe(readFileSync(join(folder, `${kind}.json`), 'utf8'));
    }
  } finally {
    await server.close();
  }
  expect(setAside).toEqual([]);
});

test('among them are a snapshot and a log after it', () => {
  const files = readdirSync(join(documentFixtures, 'v1', 'rooms', encodeURIComponent(goldenRooms.level)));
  expect(files.filter((name) => name.endsWith('.snap')).length).toBeGreaterThan(0);
  expect(files.filter((name) => name.endsWith('.log')).length).toBeGreaterThan(0);
  expect(existsSync(join(documentFixtures, 'v1', 'level.json'))).toBe(true);
});
