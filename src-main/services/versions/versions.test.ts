import { mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { gunzipSync, gzipSync } from 'node:zlib';
import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest';
import {
  addEntity,
  deleteEntities,
  EditOrigin,
  type LevelDocument,
  materialiseProject,
  type ProjectDocument,
  readScript,
  rename,
  replaceScript,
  type ScriptDocument,
  setProject,
  toLevelFile,
} from '../../../engine/document/index.ts';
import { street } from '../../../engine/document/testing/levels.ts';
import type { Json } from '../../../engine/kernel/json.ts';
import { prettyJson } from '../../../engine/model/canonical.ts';
import { openRooms, type RoomHost } from '../collaboration/index.ts';
import { openProjectFolder, type ProjectFolder } from '../project-folder/index.ts';
import { openProjectVersions, type ProjectVersions } from './index.ts';

const me = new EditOrigin('test');
const ada = { id: 'ada', name: 'Ada' };
const ben = { id: 'ben', name: 'Ben' };
const minute = 60_000;

let dir: string;
let dataDir: string;
let rooms: RoomHost;
let folder: ProjectFolder;
let versions: ProjectVersions;
let clock: number;
let here: { id: string; name: string }[];
let failures: unknown[];

const start = async (): Promise<void> => {
  rooms = openRooms({ dataDir, allowed: () => ({ hosts: [], origins: [] }) });
  folder = await openProjectFolder({ dir, dataDir, rooms, person: 'Ada', watching: false, saveAfter: 1e9 });
  versions = await openProjectVersions({
    folder,
    dataDir,
    here: () => here,
    opener: ada,
    now: () => clock,
    onFailure: (error) => failures.push(error),
  });
};
const stop = async (): Promise<void> => {
  await versions.close();
  await folder.close();
  await rooms.close();
};
const documentOf = <D>(path: string): D => folder.parts().find((part) => part.path === path)!.room.document as unknown as D;
const level = (): LevelDocument => documentOf('levels/street.json');
/** As somebody's edit arrives: in the room's log as well. */
const renameCrate = (name: string): Promise<void> =>
  folder
    .parts()
    .find(({ path }) => path === 'levels/street.json')!
    .room.edit('Rename', (origin) => rename(level(), 'crate', name, origin));
const stored = (): string => join(dataDir, 'versions', folder.roomPrefix);
const reasons = async (): Promise<string[]> => (await versions.list()).versions.map(({ reason }) => reason);

beforeEach(async () => {
  dir = mkdtempSync(join(tmpdir(), 'lq-project-'));
  dataDir = mkdtempSync(join(tmpdir(), 'lq-data-'));
  [clock, here, failures] = [1_000_000 * minute, [ada], []];
  for (const sub of ['levels', 'scripts']) mkdirSync(join(dir, sub));
  const project = {
    format: 1,
    id: 'demo',
    name: 'Demo',
    levels: ['levels/street.json'],
    parameters: { theta: { kind: 'number', label: 'Theta', default: 0.3 } },
  };
  writeFileSync(join(dir, 'ledgerquest.json'), prettyJson(project as unknown as Json));
  writeFileSync(join(dir, 'levels/street.json'), prettyJson(street as unknown as Json));
  writeFileSync(join(dir, 'scripts/street.ts'), 'a\nb\n');
  await start();
});
afterEach(async () => {
  vi.useRealTimers();
  await stop().catch(() => {});
  rmSync(dir, { recursive: true, force: true });
  rmSync(dataDir, { recursive: true, force: true });
});

describe('versions', () => {
  test('begin with the project as it was opened, and hold every room', async () => {
    const { versions: list, damaged } = await versions.list();
    expect(damaged).toEqual([]);
    expect(list).toMatchObject([{ reason: 'automatic', author: ada, parent: null, at: clock }]);
    const { content } = await versions.read(list[0]!.id);
    expect(Object.keys(content).toSorted()).toEqual(['ledgerquest.json', 'levels/street.json', 'scripts/street.ts']);
    expect(JSON.parse(content['levels/street.json']!)).toEqual(street);
    expect(content['scripts/street.ts']).toBe('a\nb\n');
  });

  test('are named by people, know what came before, and survive a restart', async () => {
    await renameCrate('Box');
    const saved = await versions.take('named', ben, 'Before the wave');
    await stop();
    await start();
    const { versions: list } = await versions.list();
    expect(list).toMatchObject([{ id: saved.id, name: 'Before the wave', author: ben, reason: 'named' }, { id: saved.parent }]);
    expect((await versions.diff(saved.parent!, saved.id)).changes.map(({ text }) => text)).toEqual(['“Crate” renamed to “Box”']);
    expect(await versions.diff(saved.id, 'now')).toEqual({ changes: [], more: 0 });
  });

  test('are taken by themselves ten minutes after an edit, and not while nothing changes', async () => {
    vi.useFakeTimers({ toFake: ['setTimeout', 'clearTimeout'] });
    here = [ada, ben];
    rename(level(), 'crate', 'Box', me);
    await vi.advanceTimersByTimeAsync(9 * minute);
    expect(await reasons()).toHaveLength(1);
    rename(level(), 'crate', 'Bin', me);
    await vi.advanceTimersByTimeAsync(minute);
    await expect.poll(reasons).toHaveLength(2);
    expect((await versions.list()).versions[0]).toMatchObject({ reason: 'automatic', author: { id: 'ada ben', name: 'Ada, Ben' } });
    await vi.advanceTimersByTimeAsync(60 * minute);
    expect(await reasons()).toHaveLength(2);
  });

  test('are taken when the last one leaves and when the project is closed, where there is something new', async () => {
    await versions.takeIfChanged();
    expect(await reasons()).toHaveLength(1);
    await renameCrate('Box');
    await versions.takeIfChanged();
    expect(await reasons()).toHaveLength(2);
    await renameCrate('Bin');
    await stop();
    await start();
    expect(await reasons()).toHaveLength(3);
  });

  test('share the texts that did not change', async () => {
    rename(level(), 'crate', 'Box', me);
    await versions.take('named', ada, 'One');
    await versions.take('named', ada, 'Two');
    expect(readdirSync(join(stored(), 'parts'))).toHaveLength(4);
    expect(readdirSync(stored()).filter((name) => name.endsWith('.json'))).toHaveLength(3);
  });

  test('grow old: automatic ones are thinned out with the texts that only they had, others stay', async () => {
    for (let count = 0; count < 12; count += 1) {
      rename(level(), 'crate', `Box ${count}`, me);
      await (count === 3 ? versions.take('named', ada, 'Kept') : versions.takeIfChanged());
      clock += 10 * minute;
    }
    const texts = readdirSync(join(stored(), 'parts')).length;
    clock += 3 * 24 * 60 * minute;
    rename(level(), 'crate', 'Now', me);
    await versions.takeIfChanged();
    const { versions: list } = await versions.list();
    expect(list.length).toBeLessThan(7);
    expect(list.map(({ name }) => name)).toContain('Kept');
    expect(readdirSync(join(stored(), 'parts')).length).toBeLessThan(texts);
    for (const { id } of list) await versions.read(id);
  });
});

describe('a damaged version', () => {
  const damage = (file: string, how: 'flip' | 'tear'): void => {
    const bytes = readFileSync(file);
    if (how === 'flip') bytes[bytes.length >> 1]! ^= 1;
    writeFileSync(file, how === 'flip' ? bytes : bytes.subarray(0, bytes.length >> 1));
  };

  test.each(['flip', 'tear'] as const)('is named and never served: %s in its list of texts', async (how) => {
    const { id } = await versions.take('named', ada, 'Broken');
    const file = join(stored(), `${id}.json`);
    await stop();
    damage(file, how);
    await start();
    const { versions: list, damaged } = await versions.list();
    expect(damaged).toMatchObject([{ file }]);
    expect(list.map((version) => version.id)).not.toContain(id);
    await expect(versions.read(id)).rejects.toMatchObject({ code: 'damaged-version', where: file });
    await expect(versions.restore(id, ada)).rejects.toMatchObject({ code: 'damaged-version' });
  });

  test.each(['flip', 'tear'] as const)('is named and changes nothing when it is restored: %s in a text', async (how) => {
    const before = (await versions.list()).versions[0]!;
    const file = join(stored(), 'parts', `${before.parts['levels/street.json']}.gz`);
    rename(level(), 'crate', 'Box', me);
    damage(file, how);
    await expect(versions.read(before.id)).rejects.toMatchObject({ code: 'damaged-version', where: file });
    await expect(versions.diff(before.id, 'now')).rejects.toMatchObject({ code: 'damaged-version' });
    await expect(versions.restore(before.id, ada)).rejects.toMatchObject({ code: 'damaged-version' });
    expect(toLevelFile(level()).entities['crate']?.name).toBe('Box');
  });

  test('is named where a text was exchanged for another that is whole', async () => {
    const { id, parts } = (await versions.list()).versions[0]!;
    const file = join(stored(), 'parts', `${parts['scripts/street.ts']}.gz`);
    writeFileSync(file, gzipSync('something else\n'));
    await expect(versions.read(id)).rejects.toMatchObject({ code: 'damaged-version', where: file });
  });

  test('is whole again when the same text is saved again', async () => {
    const before = (await versions.list()).versions[0]!;
    const file = join(stored(), 'parts', `${before.parts['scripts/street.ts']}.gz`);
    damage(file, 'tear');
    await versions.take('named', ada, 'Again');
    expect(gunzipSync(readFileSync(file)).toString()).toBe('a\nb\n');
    await versions.read(before.id);
  });

  test('keeps every text: what it needs is not known', async () => {
    const { id } = await versions.take('named', ada, 'Broken');
    damage(join(stored(), `${id}.json`), 'flip');
    await stop();
    const texts = readdirSync(join(stored(), 'parts'));
    clock += 30 * 24 * 60 * minute;
    await start();
    expect(readdirSync(join(stored(), 'parts'))).toEqual(texts);
  });

  test('one that cannot be written is said so, and the project goes on', async () => {
    const parts = join(stored(), 'parts');
    rmSync(parts, { recursive: true });
    writeFileSync(parts, 'in the way');
    rename(level(), 'crate', 'Box', me);
    await versions.takeIfChanged();
    expect(failures).toMatchObject([{ code: 'version-not-saved' }]);
    await expect(versions.take('named', ada, 'Now')).rejects.toMatchObject({ code: 'version-not-saved' });
    rmSync(parts);
  });
});

describe('restoring', () => {
  test('brings every room back, keeps what was there before as a version, and says who restored what', async () => {
    const { id } = await versions.take('named', ada, 'Good');
    deleteEntities(level(), ['truck'], me);
    addEntity(level(), { id: 'lamp', name: 'Lamp' }, { parent: null }, me);
    setProject(documentOf<ProjectDocument>('ledgerquest.json'), [{ path: ['parameters', 'theta', 'default'], value: 0.9 }], me);
    replaceScript(documentOf<ScriptDocument>('scripts/street.ts'), 'c\n', me);
    const steps: string[] = [];
    level().doc.on('afterTransaction', ({ origin }: { origin: unknown }) => {
      if (origin instanceof EditOrigin) steps.push(origin.label);
    });
    const { before, after, label } = await versions.restore(id, ben);
    expect(label).toBe('Ben restored “Good”');
    expect(steps).toEqual([label]);
    expect(toLevelFile(level())).toEqual(street);
    expect(materialiseProject(documentOf('ledgerquest.json')).project.parameters['theta']?.default).toBe(0.3);
    expect(readScript(documentOf('scripts/street.ts'))).toBe('a\nb\n');
    expect(await versions.diff(id, 'now')).toEqual({ changes: [], more: 0 });
    expect((await versions.list()).versions.slice(0, 2)).toMatchObject([
      { id: after, reason: 'restored', author: ben, name: label, parent: before },
      { id: before, reason: 'automatic', author: ben },
    ]);
    await versions.restore(before, ben);
    expect(Object.keys(toLevelFile(level()).entities).toSorted()).toEqual(['crate', 'lamp']);
    expect(readScript(documentOf('scripts/street.ts'))).toBe('c\n');
  });

  test('one script or one entity leaves everything else as it is', async () => {
    const { id } = await versions.take('named', ada, 'Good');
    rename(level(), 'crate', 'Box', me);
    rename(level(), 'truck', 'Lorry', me);
    replaceScript(documentOf<ScriptDocument>('scripts/street.ts'), 'c\n', me);
    const { label } = await versions.restore(id, ada, { path: 'levels/street.json', entity: 'crate' });
    expect(label).toBe('Ada restored Crate from “Good”');
    expect(toLevelFile(level()).entities).toMatchObject({ crate: { name: 'Crate' }, truck: { name: 'Lorry' } });
    await versions.restore(id, ada, { path: 'scripts/street.ts' });
    expect(readScript(documentOf('scripts/street.ts'))).toBe('a\nb\n');
    expect(toLevelFile(level()).entities['truck']?.name).toBe('Lorry');
    await expect(versions.restore(id, ada, { path: 'scripts/none.ts' })).rejects.toMatchObject({ code: 'no-such-part' });
    await expect(versions.restore('0'.repeat(64), ada)).rejects.toMatchObject({ code: 'no-such-version' });
  });

  test('a file that is gone since comes back', async () => {
    const { id } = await versions.take('named', ada, 'Good');
    await folder.flush();
    await stop();
    // What a level still names would come back by itself.
    const level = join(dir, 'levels/street.json');
    writeFileSync(level, readFileSync(level, 'utf8').replace('"scripts/street.ts"', ''));
    rmSync(join(dir, 'scripts/street.ts'));
    await start();
    expect(folder.scripts()).toEqual([]);
    await versions.restore(id, ada);
    expect(readFileSync(join(dir, 'scripts/street.ts'), 'utf8')).toBe('a\nb\n');
  });
});
