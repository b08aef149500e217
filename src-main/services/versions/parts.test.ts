import { existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { editScript, type LevelDocument, readScript, type ScriptDocument, setMeta } from '../../../engine/document/index.ts';
import { street } from '../../../engine/document/testing/levels.ts';
import type { Json } from '../../../engine/kernel/json.ts';
import { prettyJson } from '../../../engine/model/canonical.ts';
import { LevelFile } from '../../../engine/model/level.ts';
import { openRooms, type RoomHost } from '../collaboration/index.ts';
import { openProjectFolder, type ProjectFolder } from '../project-folder/index.ts';
import { createParts, openProjectVersions, type Parts, type ProjectVersions } from './index.ts';

const ada = { id: 'ada', name: 'Ada' };
const streetPath = 'levels/street.json';
const tickPath = 'scripts/tick.ts';
const empty = LevelFile.parse({ ...street, id: 'first', name: 'First level', scripts: [], entities: {} });

let dir: string;
let dataDir: string;
let rooms: RoomHost;
let folder: ProjectFolder;
let versions: ProjectVersions;
let parts: Parts;

const read = (path: string): string => readFileSync(join(dir, path), 'utf8');
const levelFile = (path: string): LevelFile => LevelFile.parse(JSON.parse(read(path)));
const listed = (): string[] => (JSON.parse(read('ledgerquest.json')) as { levels: string[] }).levels;
const scriptText = (path: string): string => readScript(folder.parts().find((part) => part.path === path)!.room.document as ScriptDocument);
const code = async (work: Promise<unknown>): Promise<unknown> => work.then(undefined, (error: unknown) => (error as { code: string }).code);

beforeEach(async () => {
  dir = mkdtempSync(join(tmpdir(), 'lq-project-'));
  dataDir = mkdtempSync(join(tmpdir(), 'lq-data-'));
  for (const sub of ['levels', 'scripts']) mkdirSync(join(dir, sub));
  writeFileSync(join(dir, 'ledgerquest.json'), prettyJson({ format: 1, id: 'demo', name: 'Demo', levels: [streetPath] }));
  writeFileSync(join(dir, streetPath), prettyJson({ ...street, scripts: [tickPath] } as unknown as Json));
  writeFileSync(join(dir, tickPath), '// first\n');
  rooms = openRooms({ dataDir, allowed: () => ({ hosts: [], origins: [] }) });
  folder = await openProjectFolder({ dir, dataDir, rooms, person: 'Ada', watching: false, saveAfter: 1e9 });
  versions = await openProjectVersions({ folder, dataDir, here: () => [ada], opener: ada, now: () => 1_700_000_000_000 });
  parts = createParts({ folder, versions, emptyLevel: () => empty });
});
afterEach(async () => {
  await versions.close();
  await folder.close();
  await rooms.close();
  rmSync(dir, { recursive: true, force: true });
  rmSync(dataDir, { recursive: true, force: true });
});

test('a project is called otherwise in its own file, which keeps the rest', async () => {
  await parts.renameProject('Corner shop');
  await folder.flush();
  expect(JSON.parse(read('ledgerquest.json'))).toMatchObject({ id: 'demo', name: 'Corner shop', levels: [streetPath] });
});

describe('a script', () => {
  test('is made as a file and a room; no two differ in capitals only', async () => {
    await parts.addScript('scripts/market.ts', '// market\n');
    expect([read('scripts/market.ts'), scriptText('scripts/market.ts')]).toEqual(['// market\n', '// market\n']);
    expect(await code(parts.addScript('scripts/Market.ts', ''))).toBe('name-taken');
  });

  test('is called otherwise with what was typed a moment ago, and the levels that run it follow', async () => {
    const { room } = folder.parts().find(({ path }) => path === tickPath)!;
    await room.edit('Type', (origin) => editScript(room.document as ScriptDocument, [{ at: 0, remove: 0, insert: '// typed\n' }], origin));
    await parts.renameScript(tickPath, 'scripts/clock.ts');
    await folder.flush();
    expect([existsSync(join(dir, tickPath)), read('scripts/clock.ts')]).toEqual([false, '// typed\n// first\n']);
    expect(levelFile(streetPath).scripts).toEqual(['scripts/clock.ts']);
    await parts.renameScript('scripts/clock.ts', 'scripts/Clock.ts');
    expect(folder.scripts().map(({ path }) => path)).toEqual(['scripts/Clock.ts']);
  });

  test('is taken away with its name in the levels that run it, is in the version before, and another may have its name', async () => {
    const { version, levels } = await parts.removeScript(tickPath, ada);
    await folder.flush();
    expect([levels, levelFile(streetPath).scripts, existsSync(join(dir, tickPath))]).toEqual([[streetPath], [], false]);
    await parts.addScript(tickPath, '// second\n');
    expect(scriptText(tickPath)).toBe('// second\n');
    await parts.removeScript(tickPath, ada);
    await versions.restore(version, ada, { path: tickPath });
    expect([scriptText(tickPath), read(tickPath)]).toEqual(['// first\n', '// first\n']);
  });
});

describe('a level', () => {
  test('begins empty or as a copy, has a file of its own, and is named by the project', async () => {
    expect(await parts.addLevel('🌙 الليل', undefined)).toMatchObject({ path: 'levels/level.json', name: '🌙 الليل' });
    expect(await parts.addLevel('Night shift', streetPath)).toMatchObject({ path: 'levels/night-shift.json', id: 'night-shift' });
    await folder.flush();
    expect(levelFile('levels/level.json').entities).toEqual({});
    expect(levelFile('levels/night-shift.json').entities).toEqual(levelFile(streetPath).entities);
    expect(listed()).toEqual([streetPath, 'levels/level.json', 'levels/night-shift.json']);
    expect(await code(parts.addLevel('NIGHT SHIFT', undefined))).toBe('name-taken');
  });

  test('is deleted with its name in the project and is in the version before; the last one stays', async () => {
    expect(await code(parts.removeLevel(streetPath, ada))).toBe('last-level');
    const { path } = await parts.addLevel('Night', undefined);
    const id = await parts.removeLevel(streetPath, ada);
    await folder.flush();
    expect([listed(), existsSync(join(dir, streetPath))]).toEqual([[path], false]);
    await versions.restore(id, ada, { path: streetPath });
    expect(folder.levels().map(({ name }) => name)).toContain('Street');
  });

  test('that comes back from a version is named by the project where it was', async () => {
    const { path } = await parts.addLevel('Night', undefined);
    const id = await parts.removeLevel(streetPath, ada);
    await versions.restore(id, ada, { path: streetPath });
    await folder.flush();
    expect([listed(), existsSync(join(dir, streetPath))]).toEqual([[streetPath, path], true]);
  });

  test('that undo and redo take away and bring back again and again has one version for all of it', async () => {
    const { path } = await parts.addLevel('Night', undefined);
    const count = async (): Promise<number> => (await versions.list()).versions.length;
    const before = await count();
    let kept = await parts.removeLevel(path, ada);
    for (let round = 0; round < 3; round += 1) {
      await versions.restore(kept, ada, { path }, true);
      kept = await parts.removeLevel(path, ada, { kept });
    }
    expect(await count()).toBe(before + 1);
    await versions.restore(kept, ada, { path }, true);
    const { room } = folder.parts().find((part) => part.path === path)!;
    await room.edit('Name', (origin) => setMeta(room.document as LevelDocument, { name: 'Late' }, origin));
    expect(await parts.removeLevel(path, ada, { kept })).not.toBe(kept);
    expect(await count()).toBe(before + 2);
  });
});

test('what was taken away is told with who did it and what has it, until it is back', async () => {
  const { path } = await parts.addLevel('Night', undefined);
  const version = await parts.removeLevel(path, ada);
  const script = await parts.removeScript(tickPath, { id: 'ben', name: 'Ben' });
  expect(parts.gone()).toEqual([
    { path, name: 'Night', by: ada, version },
    { path: tickPath, name: 'tick.ts', by: { id: 'ben', name: 'Ben' }, version: script.version, ran: { levels: [streetPath], kpis: {} } },
  ]);
  await versions.restore(version, ada, { path });
  expect(parts.gone().map((one) => one.path)).toEqual([tickPath]);
});
