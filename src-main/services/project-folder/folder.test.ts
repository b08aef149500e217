import { spawnSync } from 'node:child_process';
import { cpSync, existsSync, mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest';
import {
  type CommentsDocument,
  commentsRoomOf,
  createHistory,
  deleteEntities,
  EditOrigin,
  editScript,
  type LevelDocument,
  materialiseComments,
  materialiseProject,
  type ProjectDocument,
  readScript,
  rename,
  type ScriptDocument,
  setFields,
  setProject,
  startThread,
  toLevelFile,
  writeMessage,
} from '../../../engine/document/index.ts';
import { street } from '../../../engine/document/testing/levels.ts';
import { prettyJson } from '../../../engine/model/canonical.ts';
import type { Json } from '../../../engine/kernel/json.ts';
import { readProject } from '../levels/read.ts';
import { openRooms, type RoomHost } from '../collaboration/index.ts';
import { openProjectFolder, type ProjectFolder, type ProjectFolderOptions } from './index.ts';

const me = new EditOrigin('test');
const project = {
  format: 1,
  id: 'demo',
  name: 'Demo',
  levels: ['levels/street.json'],
  commands: {},
  components: {},
  prefabs: {},
  parameters: { theta: { kind: 'number', label: 'Theta', default: 0.3 } },
  scenarios: { base: { name: 'Base', values: { theta: 0.4 }, ticks: 36, seed: 1 } },
  charts: [{ id: 'cost', title: 'Cost', kpis: ['total'], kind: 'line' }],
  kpis: { total: { label: 'Total', kind: 'decimal' } },
};
const source = 'function start() {\n  log("hello");\n}\n\nfunction onTick() {\n}\n';

let dir: string;
let dataDir: string;
let rooms: RoomHost;
let folder: ProjectFolder;
const read = (path: string): string => readFileSync(join(dir, path), 'utf8');
const write = (path: string, text: string): void => writeFileSync(join(dir, path), text);
const start = async (options: Partial<ProjectFolderOptions> = {}): Promise<void> => {
  rooms = openRooms({ dataDir, allowed: () => ({ hosts: [], origins: [] }) });
  folder = await openProjectFolder({ dir, dataDir, rooms, person: 'Ada', watching: false, saveAfter: 1e9, ...options });
};
const stop = async (): Promise<void> => {
  await folder.close();
  await rooms.close();
};
const document = async <D>(room: string): Promise<D> => (await rooms.room(room)).document as unknown as D;
const level = (): Promise<LevelDocument> => document<LevelDocument>(folder.levels()[0]!.room);
const script = (): Promise<ScriptDocument> => document<ScriptDocument>(folder.scripts()[0]!.room);

beforeEach(async () => {
  dir = mkdtempSync(join(tmpdir(), 'lq-project-'));
  dataDir = mkdtempSync(join(tmpdir(), 'lq-data-'));
  for (const sub of ['levels', 'scripts', 'data', 'behaviours']) mkdirSync(join(dir, sub));
  write('ledgerquest.json', prettyJson(project as unknown as Json));
  write('levels/street.json', prettyJson(street as unknown as Json));
  write('scripts/street.ts', source);
  write('data/prices.json', '{\n  "crate": 12\n}\n');
  write('behaviours/ant.yaml', '# A mind\nwait: 3\n');
  await start();
});
afterEach(stop);

describe('a project folder', () => {
  test('is opened and saved without changing a byte', async () => {
    const before = ['ledgerquest.json', 'levels/street.json', 'scripts/street.ts', 'data/prices.json', 'behaviours/ant.yaml'].map(read);
    expect(folder.problems()).toEqual([]);
    await folder.flush();
    await stop();
    await start();
    expect(['ledgerquest.json', 'levels/street.json', 'scripts/street.ts', 'data/prices.json', 'behaviours/ant.yaml'].map(read)).toEqual(
      before,
    );
    const files = await folder.files();
    expect([...files.keys()]).toEqual([
      'behaviours/ant.yaml',
      'data/prices.json',
      'ledgerquest.json',
      'levels/street.json',
      'scripts/street.ts',
    ]);
    expect([...files.values()].map((bytes) => new TextDecoder().decode(bytes))).toEqual([
      before[4],
      before[3],
      before[0],
      before[1],
      before[2],
    ]);
  });

  test.each(['hello-cube', 'supply-chain'])('opens the sample %s and leaves it as it is', async (sample) => {
    const own = mkdtempSync(join(tmpdir(), 'lq-sample-'));
    cpSync(join('samples', sample), own, { recursive: true });
    const opened = await openProjectFolder({ dir: own, dataDir, rooms, person: 'Ada', watching: false });
    expect(opened.problems()).toEqual([]);
    await opened.flush();
    const files = await opened.files();
    await opened.close();
    for (const [path, bytes] of files) {
      expect(new TextDecoder().decode(bytes), path).toBe(readFileSync(join('samples', sample, path), 'utf8'));
      expect(readFileSync(join(own, path), 'utf8'), path).toBe(readFileSync(join('samples', sample, path), 'utf8'));
    }
  });

  test('writes an edit as a change of its own lines', async () => {
    const before = read('levels/street.json').split('\n');
    setFields(await level(), [{ entity: 'crate', component: 'Transform', field: 'position', value: [5, 0, 0] }], me);
    await folder.flush();
    const after = read('levels/street.json').split('\n');
    expect(after.filter((line, at) => line !== before[at])).toEqual(['          "position": [5, 0, 0]']);
    setProject(await document<ProjectDocument>(folder.projectRoom), [{ path: ['scenarios', 'base', 'values', 'theta'], value: 0.9 }], me);
    await folder.flush();
    expect(JSON.parse(read('ledgerquest.json'))).toEqual({
      ...project,
      scenarios: { base: { ...project.scenarios.base, values: { theta: 0.9 } } },
    });
  });

  test('takes an outside change as one step that leaves what people did alone', async () => {
    const doc = await level();
    const history = createHistory();
    history.track(doc);
    rename(doc, 'driver', 'Grace', me);
    const { crate: _, ...others } = street.entities;
    write(
      'levels/street.json',
      JSON.stringify({ ...street, name: 'Lane', entities: { ...others, truck: { ...street.entities['truck'], name: 'Lorry' } } }),
    );
    await folder.rescan();
    expect(toLevelFile(doc)).toMatchObject({ name: 'Lane', entities: { driver: { name: 'Grace' }, truck: { name: 'Lorry' } } });
    expect(toLevelFile(doc).entities).not.toHaveProperty('crate');
    expect(history.steps).toEqual([{ label: 'levels/street.json changed on disk', by: 'disk' }]);
    history.undo();
    expect(toLevelFile(doc)).toEqual({
      ...street,
      entities: { ...street.entities, driver: { ...street.entities['driver'], name: 'Grace' } },
    });
  });

  test('merges an outside change of a script with what is being typed', async () => {
    const doc = await script();
    const history = createHistory();
    history.track(doc);
    editScript(doc, [{ at: source.indexOf('hello'), remove: 5, insert: 'good day' }], me);
    write('scripts/street.ts', source.replace('function onTick() {\n', 'function onTick() {\n  emit("Tick");\n'));
    await folder.rescan();
    const merged = source.replace('hello', 'good day').replace('function onTick() {\n', 'function onTick() {\n  emit("Tick");\n');
    expect(readScript(doc)).toBe(merged);
    await folder.flush();
    expect(read('scripts/street.ts')).toBe(merged);
    history.undo();
    expect(readScript(doc)).toBe(source.replace('hello', 'good day'));
  });

  test('names file, line and column of a broken file, keeps the room, and never saves over it', async () => {
    const doc = await level();
    const broken = read('levels/street.json').replace('"name": "Crate",', '"name": "Crate"');
    const line = broken.split('\n').findIndex((text) => text.includes('"Crate"')) + 2;
    write('levels/street.json', broken);
    await folder.rescan();
    expect(folder.problems()).toMatchObject([{ severity: 'error', code: 'broken-json', file: 'levels/street.json', line, column: 7 }]);
    expect(toLevelFile(doc)).toEqual(street);
    rename(doc, 'crate', 'Box', me);
    await folder.flush();
    expect(read('levels/street.json')).toBe(broken);
    write('levels/street.json', prettyJson(street as unknown as Json));
    await folder.rescan();
    await folder.flush();
    expect(folder.problems()).toEqual([]);
    expect(JSON.parse(read('levels/street.json'))).toMatchObject({ entities: { crate: { name: 'Box' } } });
  });

  test('keeps room edits that were not yet in the files when the process died', async () => {
    const doc = await level();
    const handle = await rooms.room(folder.levels()[0]!.room);
    await handle.edit('test', (origin) => rename(doc, 'crate', 'Saved in the room', origin));
    await rooms.close();
    rmSync(join(dir, '.ledgerquest', 'lock'));
    write('levels/street.json', read('levels/street.json').replace('"Truck"', '"Pulled meanwhile"'));
    await start();
    expect(toLevelFile(await level()).entities).toMatchObject({
      crate: { name: 'Saved in the room' },
      truck: { name: 'Pulled meanwhile' },
    });
    await folder.flush();
    expect(read('levels/street.json')).toContain('Saved in the room');
  });

  test('takes in what changed while it was closed', async () => {
    const doc = await level();
    await (await rooms.room(folder.levels()[0]!.room)).edit('test', (origin) => deleteEntities(doc, ['crate'], origin));
    await stop();
    write('levels/street.json', read('levels/street.json').replace('"Truck"', '"Lorry"'));
    await start();
    expect(Object.values(toLevelFile(await level()).entities).map(({ name }) => name)).toEqual(['Driver', 'Lorry']);
  });

  test('tells the second opener who has it, and takes over from a process that died', async () => {
    await expect(openProjectFolder({ dir, dataDir, rooms, person: 'Bob', watching: false })).rejects.toMatchObject({
      code: 'project-in-use',
      message: expect.stringContaining('Ada') as string,
    });
    await stop();
    const { stdout } = spawnSync(process.execPath, ['-p', 'process.pid'], { encoding: 'utf8' });
    const { hostname } = await import('node:os');
    mkdirSync(join(dir, '.ledgerquest'), { recursive: true });
    writeFileSync(join(dir, '.ledgerquest', 'lock'), JSON.stringify({ pid: Number(stdout), host: hostname(), person: 'Ghost', since: '' }));
    await start();
    expect(folder.levels()).toHaveLength(1);
  });

  test('stays inside its folder: links and .. are refused, a link is named', async () => {
    const secret = join(dataDir, 'secret.ts');
    writeFileSync(secret, 'secret');
    symlinkSync(secret, join(dir, 'scripts', 'stolen.ts'));
    symlinkSync(dataDir, join(dir, 'assets'));
    await folder.rescan();
    expect(folder.problems()).toMatchObject([{ code: 'outside-project', file: 'scripts/stolen.ts' }]);
    expect([...(await folder.files()).keys()]).not.toContain('scripts/stolen.ts');
    await expect(folder.addFile('scripts/../../escape.ts', 'x')).rejects.toMatchObject({ code: 'outside-project' });
    await expect(folder.addFile('assets/escape.ts', 'x')).rejects.toMatchObject({ code: 'outside-project' });
    expect(readdirSync(dataDir)).not.toContain('escape.ts');
  });

  test('refuses a folder without a readable project, saying where it breaks', async () => {
    const bad = mkdtempSync(join(tmpdir(), 'lq-bad-'));
    await expect(openProjectFolder({ dir: bad, dataDir, rooms, person: 'Ada' })).rejects.toMatchObject({ code: 'not-a-project' });
    writeFileSync(join(bad, 'ledgerquest.json'), '{\n  "format": 1,,\n}\n');
    await expect(openProjectFolder({ dir: bad, dataDir, rooms, person: 'Ada' })).rejects.toMatchObject({
      code: 'broken-project',
      where: 'ledgerquest.json:2:15',
    });
  });

  test('has a table that was made in a window as a file, the same for a run of the folder, and without it once it is deleted', async () => {
    rmSync(join(dir, 'data'), { recursive: true });
    await folder.rescan();
    const doc = await document<ProjectDocument>(folder.projectRoom);
    const made = (): string | undefined => (existsSync(join(dir, 'data/costs.json')) ? read('data/costs.json') : undefined);
    const history = createHistory();
    history.track(doc);
    history.step('Import costs', (origin) =>
      setProject(doc, [{ path: ['tables', 'costs'], value: [{ item: 'crate', cost: 12.5 }] }], origin),
    );
    // A publish that comes before the save has it too.
    expect(JSON.parse(new TextDecoder().decode((await folder.files()).get('data/costs.json')))).toEqual([{ item: 'crate', cost: 12.5 }]);
    await folder.flush();
    expect(JSON.parse(made()!)).toEqual([{ item: 'crate', cost: 12.5 }]);
    expect([...(await readProject(dir)).files.keys()]).toContain('data/costs.json');
    expect(folder.problems()).toEqual([]);

    write('data/costs.json', '[{ "item": "crate", "cost": 13 }]');
    await folder.rescan();
    expect(materialiseProject(doc).tables['costs']).toEqual([{ item: 'crate', cost: 13 }]);

    setProject(doc, [{ path: ['tables', 'costs'], value: null }], me);
    expect([...(await folder.files()).keys()]).not.toContain('data/costs.json');
    await folder.flush();
    expect([made(), folder.problems()]).toEqual([undefined, []]);
    await stop();
    await start();
    expect([made(), materialiseProject(await document<ProjectDocument>(folder.projectRoom)).tables]).toEqual([
      undefined,
      { prices: { crate: 12 } },
    ]);
  });

  test('writes what was made in a window after a restart, and keeps a table that somebody changed while it was deleted', async () => {
    const doc = await document<ProjectDocument>(folder.projectRoom);
    await (
      await rooms.room(folder.projectRoom)
    ).edit('test', (origin) =>
      setProject(
        doc,
        [
          { path: ['tables', 'late'], value: [1] },
          { path: ['behaviours', 'bee.yaml'], value: 'wait: 1\n' },
          { path: ['tables', 'prices'], value: null },
        ],
        origin,
      ),
    );
    await rooms.close();
    rmSync(join(dir, '.ledgerquest', 'lock'));
    write('data/prices.json', '{ "crate": 99 }');
    await start();
    await folder.flush();
    expect([read('data/late.json'), read('behaviours/bee.yaml')]).toEqual(['[1]\n', 'wait: 1\n']);
    expect(JSON.parse(read('data/prices.json'))).toEqual({ crate: 99 });
  });

  test('notices outside changes by itself, and new files', async () => {
    await stop();
    await start({ watching: true, saveAfter: 20 });
    const seen = new Promise<void>((resolve) => folder.subscribe(() => folder.scripts().length === 2 && resolve()));
    write('scripts/extra.ts', 'function start() {}\n');
    await seen;
    const doc = await level();
    const changed = new Promise<void>((resolve) => doc.doc.on('update', () => toLevelFile(doc).name === 'Lane' && resolve()));
    write('levels/street.json', read('levels/street.json').replace('"name": "Street"', '"name": "Lane"'));
    await changed;
    const project = materialiseProject(await document<ProjectDocument>(folder.projectRoom));
    expect([project.tables, project.behaviours]).toEqual([{ prices: { crate: 12 } }, { 'ant.yaml': '# A mind\nwait: 3\n' }]);
  });
});

describe('a file that is gone or damaged', () => {
  const path = 'levels/street.json';
  const told = (): string[] => folder.problems().map(({ code, file, folder: lag }) => `${code} ${file} ${lag ?? ''}`.trim());
  const renamed = async (name: string): Promise<void> => {
    const room = await rooms.room(folder.levels()[0]!.room);
    await room.edit('test', (origin) => rename(room.document as LevelDocument, 'crate', name, origin));
  };

  test('is written again when the project is opened, as its room has it, and that is told', async () => {
    await renamed('Box');
    await stop();
    rmSync(join(dir, path));
    rmSync(join(dir, 'scripts/street.ts'));
    await start();
    expect(folder.levels().map(({ name }) => name)).toEqual(['Street']);
    await folder.flush();
    expect(JSON.parse(read(path))).toMatchObject({ entities: { crate: { name: 'Box' } } });
    expect(read('scripts/street.ts')).toBe(source);
    expect(folder.problems()).toMatchObject([
      {
        severity: 'warning',
        code: 'file-written-again',
        file: path,
        message: `${path} was gone from the folder; it is written again from what was saved here.`,
        hint: 'If it was removed on purpose, take it out of "levels" in ledgerquest.json, too.',
      },
      { code: 'file-written-again', file: 'scripts/street.ts' },
    ]);
    await stop();
    await start();
    expect(told()).toEqual([]);
  });

  test('comes back from what it said last where its room is gone, too', async () => {
    await stop();
    rmSync(join(dir, path));
    rmSync(join(dataDir, 'rooms'), { recursive: true });
    await start();
    expect(toLevelFile(await level())).toEqual(street);
  });

  test('stays away where ledgerquest.json names it no more', async () => {
    await stop();
    rmSync(join(dir, path));
    rmSync(join(dir, 'scripts/street.ts'));
    mkdirSync(join(dir, 'levels'), { recursive: true });
    write('levels/lane.json', prettyJson({ ...street, id: 'lane', scripts: [], entities: {} } as unknown as Json));
    write('ledgerquest.json', prettyJson({ ...project, levels: ['levels/lane.json'] } as unknown as Json));
    await start();
    await folder.flush();
    expect([folder.levels().map((each) => each.path), existsSync(join(dir, path)), folder.scripts(), told()]).toEqual([
      ['levels/lane.json'],
      false,
      [],
      [],
    ]);
  });

  test('damaged at the start and then removed, is written again with the next edit', async () => {
    await stop();
    write(path, '{"format":1,');
    await start();
    expect(told()).toEqual([`broken-json ${path} damaged`]);
    rmSync(join(dir, path));
    await folder.rescan();
    expect(told()).toEqual([`file-gone ${path} behind`]);
    await renamed('Box');
    await folder.flush();
    expect([JSON.parse(read(path)).entities.crate.name, told()]).toEqual(['Box', []]);
  });

  test.each([
    ['ledgerquest.json', Buffer.from([0xff, 0xfe, 0x7b, 0x00])],
    [path, Buffer.from('{"format":1,')],
  ])(
    'damaged, %s does not keep the project closed, and is written again when somebody says so; what it said is kept aside',
    async (file, bytes) => {
      const good = read(file);
      await stop();
      writeFileSync(join(dir, file), bytes);
      await start();
      expect(toLevelFile(await level())).toEqual(street);
      expect(folder.problems()).toMatchObject([{ severity: 'error', file, folder: 'damaged' }]);
      await folder.writeAgain(file);
      expect(read(file)).toBe(good);
      const [notice, ...more] = folder.problems();
      expect([notice?.code, more]).toEqual(['file-written-again', []]);
      const aside = /\.ledgerquest\/damaged\/[\w.-]+\w/.exec(notice!.hint!)![0];
      expect(readFileSync(join(dir, aside))).toEqual(bytes);
      await expect(folder.writeAgain(file)).rejects.toMatchObject({ code: 'not-damaged' });
    },
  );

  test('that cannot be written says so in words until it is, and is tried again by itself', async () => {
    await stop();
    await start({ saveAfter: 10, retryAfter: 10 });
    // A folder where the file should be: what no right of this person helps with.
    rmSync(join(dir, path));
    mkdirSync(join(dir, path, 'in-the-way'), { recursive: true });
    const told1 = new Promise<void>((resolve) => folder.subscribe(() => told().includes(`file-not-written ${path} behind`) && resolve()));
    await renamed('Box');
    await told1;
    const [problem] = folder.problems();
    expect(problem).toMatchObject({
      message: expect.stringMatching(/^levels\/street\.json is not written into the folder: .+ Every edit is saved here\.$/) as string,
      hint: expect.stringContaining('It is tried again by itself.') as string,
    });
    // Looking at the folder does not make it right.
    await folder.rescan();
    expect(told()).toEqual([`file-not-written ${path} behind`]);
    const right = new Promise<void>((resolve) => folder.subscribe(() => told().length === 0 && resolve()));
    rmSync(join(dir, path), { recursive: true });
    await right;
    expect(read(path)).toContain('Box');
  });

  test('truncated from outside after it was saved, is noticed by itself', async () => {
    await stop();
    await start({ watching: true, saveAfter: 10 });
    for (const name of ['Box', 'Chest']) {
      await renamed(name);
      await folder.flush();
    }
    const noticed = new Promise<void>((resolve) =>
      folder.subscribe(() => told().some((each) => each.endsWith(`${path} damaged`)) && resolve()),
    );
    write(path, '');
    await noticed;
    write('scripts/street.ts', `${source}// more\n`);
    await vi.waitFor(async () => expect(readScript(await script())).toContain('more'));
  });
});

describe('comments in a project folder', () => {
  const by = { id: 'Ada', name: 'Ada' };
  const path = 'comments/street.json';
  const comments = (): Promise<CommentsDocument> => document<CommentsDocument>(commentsRoomOf(folder.levels()[0]!.room));
  const ask = async (): Promise<void> => {
    const room = await rooms.room(commentsRoomOf(folder.levels()[0]!.room));
    await room.edit('Ask', (origin) =>
      startThread(
        room.document as CommentsDocument,
        { thread: 't', message: 'm' },
        { entity: 'crate', name: 'Crate' },
        { by, at: 5, text: 'Why?' },
        origin,
      ),
    );
  };
  const texts = async (): Promise<string[]> =>
    materialiseComments(await comments()).flatMap(({ messages }) => messages.map(({ text }) => text));

  test('have a file once somebody has said something, in canonical text', async () => {
    await folder.flush();
    expect(readdirSync(dir)).not.toContain('comments');
    expect(folder.problems()).toEqual([]);
    await ask();
    await folder.flush();
    expect(JSON.parse(read(path))).toEqual({
      format: 1,
      threads: { t: { anchor: { entity: 'crate', name: 'Crate' }, messages: { m: { at: 5, by, text: 'Why?' } } } },
    });
    expect(read(path)).toBe(prettyJson(JSON.parse(read(path)) as Json));
  });

  test('come back from their file where the rooms are gone', async () => {
    await ask();
    await stop();
    rmSync(dataDir, { recursive: true });
    dataDir = mkdtempSync(join(tmpdir(), 'lq-data-'));
    await start();
    expect(await texts()).toEqual(['Why?']);
  });

  test('change when their file does, also one that appears', async () => {
    const file = (messages: object) => prettyJson({ format: 1, threads: { g: { messages } } } as unknown as Json);
    const one = { a: { at: 1, by, text: 'From git' } };
    mkdirSync(join(dir, 'comments'));
    write(path, file(one));
    await folder.rescan();
    writeMessage(await comments(), { thread: 'g', message: 'b' }, { by, at: 2, text: 'Meanwhile' }, me);
    write(path, file({ ...one, c: { at: 3, by, text: 'And more' } }));
    await folder.rescan();
    expect(await texts()).toEqual(['From git', 'Meanwhile', 'And more']);
  });

  test('are kept where their file cannot be read, and not written over', async () => {
    mkdirSync(join(dir, 'comments'));
    write(path, '{ "format": 1, "threads": { "t": { "messages": { "m": { "text": 7 } } } } }');
    await folder.rescan();
    await ask();
    await folder.flush();
    expect(folder.problems().map(({ file }) => file)).toContain(path);
    expect(read(path)).toContain('"text": 7');
    await stop();
    await start();
    expect(await texts()).toEqual(['Why?']);
  });

  test('are no part of what is compiled, nor of versions', async () => {
    await ask();
    await folder.flush();
    expect([...(await folder.files()).keys()]).not.toContain(path);
    expect(folder.parts().map((part) => part.path)).not.toContain(path);
    let edits = 0;
    folder.onEdited(() => (edits += 1));
    writeMessage(await comments(), { thread: 't', message: 'n' }, { by, at: 6, text: 'Well?' }, me);
    expect(edits).toBe(0);
    rename(await level(), 'crate', 'Box', me);
    expect(edits).toBe(1);
  });
});
