import { createHash } from 'node:crypto';
import { existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { EditOrigin, materialiseProject, type ProjectDocument, setProject } from '../../../engine/document/index.ts';
import { street } from '../../../engine/document/testing/levels.ts';
import { prettyJson } from '../../../engine/model/canonical.ts';
import type { Json } from '../../../engine/kernel/json.ts';
import { openRooms, type RoomHost } from '../collaboration/index.ts';
import { openProjectFolder, type ProjectFolder } from './index.ts';

const truck = 'a truck';
const bus = 'a bus, which is longer';
const hashOf = (text: string): string => createHash('sha256').update(text).digest('hex');

let dir: string;
let dataDir: string;
let rooms: RoomHost;
let folder: ProjectFolder;
const read = (path: string): string => readFileSync(join(dir, path), 'utf8');
const write = (path: string, text: string): void => writeFileSync(join(dir, path), text);
const start = async (): Promise<void> => {
  rooms = openRooms({ dataDir, allowed: () => ({ hosts: [], origins: [] }) });
  folder = await openProjectFolder({ dir, dataDir, rooms, person: 'Ada', watching: false, saveAfter: 1e9 });
};
const stop = async (): Promise<void> => {
  await folder.close();
  await rooms.close();
};
const project = async (): Promise<ProjectDocument> => (await rooms.room(folder.projectRoom)).document as ProjectDocument;
const index = async (): Promise<Record<string, { sha256: string; size: number }>> => materialiseProject(await project()).project.assets;
const say = async (path: string, value: Json): Promise<void> => {
  setProject(await project(), [{ path: ['assets', path], value }], new EditOrigin('test'));
  await folder.flush();
};
async function* once(text: string): AsyncGenerator<Uint8Array> {
  yield new TextEncoder().encode(text);
}

beforeEach(async () => {
  dir = mkdtempSync(join(tmpdir(), 'lq-project-'));
  dataDir = mkdtempSync(join(tmpdir(), 'lq-data-'));
  for (const sub of ['levels', 'assets']) mkdirSync(join(dir, sub));
  write('ledgerquest.json', prettyJson({ format: 1, id: 'demo', name: 'Demo', levels: ['levels/street.json'] }));
  write('levels/street.json', prettyJson(street as unknown as Json));
  write('assets/truck.glb', truck);
  await start();
});
afterEach(stop);

describe('assets of a project folder', () => {
  test('that lie there when it is opened, and those that somebody puts there later, enter the index and the project file', async () => {
    expect(await index()).toEqual({ 'assets/truck.glb': { sha256: hashOf(truck), size: truck.length } });
    write('assets/bus.glb', bus);
    await folder.rescan();
    await folder.flush();
    expect(Object.keys(await index())).toEqual(['assets/bus.glb', 'assets/truck.glb']);
    expect(JSON.parse(read('ledgerquest.json'))).toMatchObject({ assets: { 'assets/bus.glb': { sha256: hashOf(bus) } } });
    expect(new TextDecoder().decode(await folder.assets.read(hashOf(bus)))).toBe(bus);
  });

  test('that the index names are written into the folder, are gone with their entry, and back when it is back', async () => {
    await folder.assets.put(hashOf(bus), once(bus));
    await say('assets/big/bus.glb', { sha256: hashOf(bus), size: bus.length });
    expect(read('assets/big/bus.glb')).toBe(bus);
    await say('assets/big/bus.glb', null);
    expect(existsSync(join(dir, 'assets/big/bus.glb'))).toBe(false);
    await say('assets/big/bus.glb', { sha256: hashOf(bus), size: bus.length });
    expect(read('assets/big/bus.glb')).toBe(bus);
  });

  test('that are replaced, in the room or in the folder, say the same in both', async () => {
    await folder.assets.put(hashOf(bus), once(bus));
    await say('assets/truck.glb', { sha256: hashOf(bus), size: bus.length });
    expect(read('assets/truck.glb')).toBe(bus);
    write('assets/truck.glb', `${truck} again`);
    await folder.rescan();
    expect((await index())['assets/truck.glb']?.sha256).toBe(hashOf(`${truck} again`));
  });

  test('that somebody throws away in the folder are written again, also while the project was closed', async () => {
    rmSync(join(dir, 'assets/truck.glb'));
    await folder.rescan();
    expect(read('assets/truck.glb')).toBe(truck);
    await stop();
    rmSync(join(dir, 'assets/truck.glb'));
    await start();
    expect(read('assets/truck.glb')).toBe(truck);
  });

  test('whose bytes nobody has, and those whose names a level cannot say, are problems with a next step', async () => {
    await say('assets/ghost.glb', { sha256: 'f'.repeat(64), size: 3 });
    write('assets/größter LKW 🚚.glb', bus);
    await folder.rescan();
    expect(folder.problems()).toMatchObject([
      { code: 'asset-gone', file: 'assets/ghost.glb', hint: expect.stringContaining('import it again') as string },
      { code: 'asset-name', hint: expect.stringContaining('Rename it') as string },
    ]);
    expect(await index()).not.toHaveProperty('assets/größter LKW 🚚.glb');
  });
});
