import { existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { type LevelDocument, rename, setMeta } from '../../../engine/document/index.ts';
import { street } from '../../../engine/document/testing/levels.ts';
import type { Json } from '../../../engine/kernel/json.ts';
import { prettyJson } from '../../../engine/model/canonical.ts';
import { LevelFile } from '../../../engine/model/level.ts';
import { openRooms, type RoomHost } from '../collaboration/index.ts';
import { openProjectFolder, type ProjectFolder } from '../project-folder/index.ts';
import { createDrafts, type Drafts, openProjectVersions, type ProjectVersions } from './index.ts';

const ada = { id: 'ada', name: 'Ada' };
const ben = { id: 'ben', name: 'Ben' };
const at = 1_700_000_000_000;
const streetPath = 'levels/street.json';

let dir: string;
let dataDir: string;
let rooms: RoomHost;
let folder: ProjectFolder;
let versions: ProjectVersions;
let drafts: Drafts;

const start = async (): Promise<void> => {
  rooms = openRooms({ dataDir, allowed: () => ({ hosts: [], origins: [] }) });
  folder = await openProjectFolder({ dir, dataDir, rooms, person: 'Ada', watching: false, saveAfter: 1e9 });
  versions = await openProjectVersions({ folder, dataDir, here: () => [ada], opener: ada, now: () => at });
  drafts = createDrafts({ folder, versions, now: () => at });
};
const stop = async (): Promise<void> => {
  await versions.close();
  await folder.close();
  await rooms.close();
};
const renameCrate = (path: string, name: string): Promise<void> => {
  const { room } = folder.parts().find((part) => part.path === path)!;
  return room.edit('Rename', (origin) => rename(room.document as LevelDocument, 'crate', name, origin));
};
const fileOf = (path: string): LevelFile => LevelFile.parse(JSON.parse(readFileSync(join(dir, path), 'utf8')));
const names = (): string[] => folder.levels().map(({ name }) => name);

beforeEach(async () => {
  dir = mkdtempSync(join(tmpdir(), 'lq-project-'));
  dataDir = mkdtempSync(join(tmpdir(), 'lq-data-'));
  mkdirSync(join(dir, 'levels'));
  writeFileSync(join(dir, 'ledgerquest.json'), prettyJson({ format: 1, id: 'demo', name: 'Demo', levels: [streetPath] }));
  writeFileSync(join(dir, streetPath), prettyJson(street as unknown as Json));
  await start();
});
afterEach(async () => {
  await stop().catch(() => {});
  rmSync(dir, { recursive: true, force: true });
  rmSync(dataDir, { recursive: true, force: true });
});

describe('a draft', () => {
  test('is a level of its own, as the level is in its room, and remembers the kept version from which it began', async () => {
    await renameCrate(streetPath, 'Box');
    const draft = await drafts.begin(streetPath, 'Night shift', ben);
    expect(draft).toMatchObject({ path: 'levels/street-night-shift.json', id: 'street-night-shift', name: 'Night shift' });
    expect(draft.draft).toMatchObject({ of: streetPath, by: 'Ben', at });
    expect(names()).toEqual(['Street', 'Night shift']);
    const { version, content } = await versions.read(draft.draft!.base!);
    expect(version).toMatchObject({ reason: 'named', author: ben, name: 'Before the draft “Night shift” of Street' });
    const { id: _id, name: _name, draft: _draft, ...rest } = fileOf(draft.path);
    expect(rest).toEqual(expect.objectContaining({ entities: (JSON.parse(content[streetPath]!) as LevelFile).entities }));
    expect(rest.entities['crate']!.name).toBe('Box');
    await renameCrate(draft.path, 'Chest');
    await stop();
    await start();
    expect(folder.levels().find(({ path }) => path === draft.path)?.draft, 'through a restart').toEqual(draft.draft);
    expect(fileOf(streetPath).entities['crate']!.name, 'the level is not touched').toBe('Box');
  });

  test('is refused by name where there is none to be had: of no level, of a draft, under a taken name', async () => {
    const { path } = await drafts.begin(streetPath, 'Night', ada);
    await expect(drafts.begin('levels/alley.json', 'Day', ada)).rejects.toMatchObject({ code: 'no-such-level' });
    await expect(drafts.begin(path, 'Deeper', ada)).rejects.toMatchObject({ code: 'draft-of-draft' });
    await expect(drafts.begin(streetPath, 'NIGHT', ben)).rejects.toMatchObject({
      code: 'name-taken',
      message: 'Street has a draft “NIGHT” already.',
    });
    const other = await drafts.begin(streetPath, '夜', ben);
    expect([other.path, other.name], 'two of one level, in any script').toEqual(['levels/street-2.json', '夜']);
    expect(await drafts.begin(streetPath, 'x'.repeat(120), ben)).toMatchObject({ name: 'x'.repeat(120) });
  });

  test('is dropped with its file, can be restored as it was, and its place is not taken by another', async () => {
    const draft = await drafts.begin(streetPath, 'Night', ben);
    await renameCrate(draft.path, 'Chest');
    await expect(drafts.drop(streetPath, ada)).rejects.toMatchObject({ code: 'not-a-draft' });
    const version = await drafts.drop(draft.path, ada);
    expect([names(), existsSync(join(dir, draft.path))]).toEqual([['Street'], false]);
    await folder.rescan();
    expect(names()).toEqual(['Street']);
    expect((await drafts.begin(streetPath, 'Night', ada)).path).toBe('levels/street-night-2.json');
    await versions.restore(version.id, ada, { path: draft.path });
    await folder.flush();
    expect(folder.levels().find(({ path }) => path === draft.path)).toEqual(draft);
    expect(fileOf(draft.path).entities['crate']!.name).toBe('Chest');
  });

  test('says who last wrote what, as far as anybody knows', async () => {
    const { path } = await drafts.begin(streetPath, 'Night', ada);
    expect(
      drafts.writers(path, [
        ['entities', 'crate', 'name'],
        ['meta', 'name'],
      ]),
      'the host itself',
    ).toEqual([[], []]);
    expect(() => drafts.writers('levels/alley.json', [])).toThrow('no level levels/alley.json');
  });

  test('tells those who look at the list of levels when it comes, is called otherwise and goes', async () => {
    const seen: string[][] = [];
    folder.subscribe(() => seen.push(names()));
    const draft = await drafts.begin(streetPath, 'Night', ada);
    const { room } = folder.parts().find(({ path }) => path === draft.path)!;
    await room.edit('Rename', (origin) => setMeta(room.document as LevelDocument, { name: 'Dusk' }, origin));
    await drafts.drop(draft.path, ada);
    expect(seen).toEqual(expect.arrayContaining([['Street', 'Night'], ['Street', 'Dusk'], ['Street']]));
  });
});
