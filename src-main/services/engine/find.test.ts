import { cpSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { basename, join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { currentEngine, findEngine } from './index.ts';

const home = mkdtempSync(join(tmpdir(), 'find-engine-'));
afterAll(() => rmSync(home, { recursive: true, force: true }));

let dir: string;
let id: string;
const absent = `engine@${'0'.repeat(64)}`;
beforeAll(async () => {
  ({ dir, id } = await currentEngine());
});

const project = (name: string, engine?: string): string => {
  const folder = join(home, name);
  mkdirSync(folder, { recursive: true });
  writeFileSync(join(folder, 'ledgerquest.json'), JSON.stringify({ format: 1, ...(engine !== undefined && { engine }) }));
  return folder;
};
const keepBuild = (folder: string): string => {
  cpSync(dir, join(folder, 'builds', basename(dir)), { recursive: true });
  writeFileSync(join(folder, 'builds', 'current.json'), JSON.stringify({ id }));
  return folder;
};

describe('which engine build a project runs with', () => {
  test('that of the installation, where nobody names one', async () => {
    expect(await findEngine({ project: project('plain') })).toEqual({ id, dir });
  });

  test('the one that it names: in the installation, where a person says, or in its own folder engine if that person trusts it', async () => {
    expect(await findEngine({ project: project('named', id) })).toEqual({ id, dir });
    // An installation without this build.
    const root = join(home, 'installation');
    const inside = project('inside', id);
    keepBuild(join(inside, 'engine'));
    const there = { id, dir: join(inside, 'engine', 'builds', basename(dir)) };
    expect(await findEngine({ project: inside, root, trusts: (folder) => folder === inside })).toEqual(there);
    // The code of a stranger runs on nobody's machine by itself.
    for (const wish of [{}, { trusts: () => false }, { engine: id }])
      await expect(findEngine({ project: inside, root, ...wish })).rejects.toMatchObject({ code: 'engine-restricted', where: id });
    expect(await findEngine({ project: inside, root, engine: join(inside, 'engine') })).toEqual(there);
    const elsewhere = keepBuild(join(home, 'elsewhere'));
    expect(await findEngine({ project: project('outside', id), engine: elsewhere, root })).toMatchObject({
      dir: join(elsewhere, 'builds', basename(dir)),
    });
  });

  test('the one that a person names, by a folder with builds, the folder of a build, or its id', async () => {
    const folder = keepBuild(join(home, 'mine'));
    const kept = join(folder, 'builds', basename(dir));
    expect(await findEngine({ project: project('free'), engine: folder })).toEqual({ id, dir: kept });
    expect(await findEngine({ project: project('free'), engine: kept })).toEqual({ id, dir: kept });
    expect(await findEngine({ project: project('free'), engine: id })).toEqual({ id, dir });
  });

  test('none, where the one that it needs is not here: which, where it was looked for and how to make it', async () => {
    const folder = project('needy', absent);
    await expect(findEngine({ project: folder, root: join(home, 'installation') })).rejects.toMatchObject({
      code: 'engine-missing',
      message: `The engine build ${absent} is not here. It was looked for in ${join(home, 'installation', 'out', 'engine')}, ${join(folder, 'engine', 'builds')}.`,
      hint: 'Build it: lq engine build <folder>, then run with --engine <folder>.',
    });
  });

  test('none, where a person names another than it needs', async () => {
    const named = project('stubborn', absent);
    await expect(findEngine({ project: named, engine: id })).rejects.toMatchObject({ code: 'engine-differs', where: absent });
    await expect(findEngine({ project: named, engine: dir })).rejects.toMatchObject({ code: 'engine-differs' });
  });

  test('none, where a folder holds no build', async () => {
    const unbuilt = join(home, 'unbuilt');
    mkdirSync(join(unbuilt, 'systems'), { recursive: true });
    await expect(findEngine({ engine: unbuilt })).rejects.toMatchObject({
      code: 'engine-missing',
      hint: `Build it: lq engine build ${unbuilt}`,
    });
    await expect(findEngine({ engine: home })).rejects.toMatchObject({ code: 'not-an-engine-folder' });
    await expect(findEngine({ engine: join(home, 'nowhere') })).rejects.toMatchObject({ code: 'not-an-engine-folder' });
    await expect(findEngine({ engine: absent })).rejects.toMatchObject({ code: 'engine-missing' });
  });
});
