import { describe, expect, it } from 'vitest';
import { editScript, rename, setFields as setFieldsOf } from '../../../engine/document/index.ts';
import type { KeptCopy } from './index.ts';
import { createTestStudio, type TestEditor, toyProject } from '../testing/test-editor.ts';
import { defineAction } from './actions/action.ts';
import { addComponent, moveTo, removeComponent, renameTo, setFields } from './actions/index.ts';
import { editorActions } from './actions/index.ts';
import { flattenTree } from './level/tree.ts';

const open = async (studio = createTestStudio(), name = 'Ada', role?: 'viewer'): Promise<TestEditor> => {
  const editor = await studio.join(name, role);
  await editor.openProject('project-supply-chain' as never, 'Toy');
  return editor;
};
const names = (editor: TestEditor): string[] => {
  const level = editor.level.get()!;
  return flattenTree(level, () => true).map(({ key, level: depth }) => `${'  '.repeat(depth - 1)}${level.entity(key).get()?.name}`);
};
const position = (editor: TestEditor, key: string): unknown => editor.level.get()?.entity(key).get()?.components['Transform']?.['position'];

const twoLevels = (): Record<string, string> => {
  const parsed = (path: string): object => JSON.parse(toyProject[path]!) as object;
  return {
    ...toyProject,
    'ledgerquest.json': JSON.stringify({ ...parsed('ledgerquest.json'), levels: ['levels/yard.json', 'levels/lane.json'] }),
    'levels/lane.json': JSON.stringify({ ...parsed('levels/yard.json'), id: 'lane', name: 'Lane' }),
  };
};

describe('starting', () => {
  it('opens a first project in the Scenario preset and plays it to its end', async () => {
    const ada = await createTestStudio().join('Ada');
    await ada.start();
    expect(ada.firstStart.get()).toBe(true);
    expect(ada.preferences.preset.get()).toBe('scenario');
    expect(ada.screen.get()).toEqual({ at: 'project' });
    await ada.until(() => ada.preview.transport.get().tick === 40);
    expect(ada.timeText(40)).toBe('Week 40 of 40');
    expect(ada.preview.current.get()?.kpis).toEqual({ total: 120 });
    expect(ada.preview.transport.get().hash).toMatch(/^[0-9a-f]{16}$/);
  });

  it('shows recent projects when there are any, and says what keeps it from opening one', async () => {
    const ada = await createTestStudio({ recent: ['supply-chain'] }).join('Ada');
    await ada.start();
    expect(ada.screen.get()).toMatchObject({ at: 'home', recent: [{ name: 'Toy' }] });
    await ada.openProject('project-gone' as never, 'Gone');
    expect(ada.screen.get()).toMatchObject({
      at: 'failed',
      message: 'There is no project gone.',
      project: { handle: 'project-gone', name: 'Gone' },
    });
    await ada.closeProject();
    expect(ada.screen.get().at).toBe('home');
  });

  it('undoes what was done in another level where one sees it, however often one went there and back', async () => {
    const studio = createTestStudio({ templates: { 'supply-chain': twoLevels() } });
    const ada = await open(studio);
    const [yard, lane] = ada.project.get()!.levels;
    const nameOf = (): string | undefined => ada.level.get()?.entity('lamp').get()?.name;
    await ada.openLevel(lane!);
    await ada.do(renameTo, { entity: 'lamp', name: 'Lantern' });
    await ada.openLevel(yard!);
    await ada.do(renameTo, { entity: 'lamp', name: 'Torch' });
    await ada.openLevel(lane!);
    await ada.openLevel(yard!);
    const ben = await open(studio, 'Ben');
    const seen = (): unknown => [ada.level.get()?.ref.path, nameOf()];
    await ada.press('Mod+Z');
    expect(seen()).toEqual(['levels/yard.json', 'Lamp']);
    await ada.press('Mod+Z');
    expect(seen()).toEqual(['levels/lane.json', 'Lamp']);
    await ada.press('Mod+Shift+Z');
    await ada.press('Mod+Shift+Z');
    expect(seen()).toEqual(['levels/yard.json', 'Torch']);
    await ada.until(() => ben.level.get()?.entity('lamp').get()?.name === 'Torch');
  });

  it('is where it was after the window was loaded again: in the project, at its level', async () => {
    const studio = createTestStudio({ recent: ['supply-chain'], visit: {}, templates: { 'supply-chain': twoLevels() } });
    const ada = await open(studio);
    await ada.openLevel(ada.project.get()!.levels[1]!);
    const again = await studio.join('Ada');
    await again.start();
    expect([again.screen.get().at, again.level.get()?.ref.path]).toEqual(['project', 'levels/lane.json']);
    await again.closeProject();
    const later = await studio.join('Ada');
    await later.start();
    expect(later.screen.get().at).toBe('home');
  });
});

describe('actions', () => {
  it('have ids and keys of their own', () => {
    const ids = editorActions.map(({ id }) => id);
    expect(new Set(ids).size).toBe(ids.length);
    const keys = editorActions.flatMap((action) => action.keys ?? []);
    expect(new Set(keys).size).toBe(keys.length);
  });

  it('do nothing while they are disabled', async () => {
    const ada = await open();
    await ada.press('Mod+Z');
    await ada.press('Delete');
    expect(ada.steps.get().steps).toEqual([]);
  });

  it('follow the keys a person binds', async () => {
    const ada = await open();
    const press = { key: 'j', ctrlKey: true, metaKey: false, shiftKey: false, altKey: false };
    expect(ada.actions.forKey(ada, press, { mac: false, typing: false })).toBeUndefined();
    ada.preferences.bind({ 'view.palette': ['Mod+J'] });
    expect(ada.actions.forKey(ada, press, { mac: false, typing: true })?.id).toBe('view.palette');
  });

  it('leave plain keys to who is typing', async () => {
    const ada = await open();
    const press = { key: 'w', ctrlKey: false, metaKey: false, shiftKey: false, altKey: false };
    expect(ada.actions.forKey(ada, press, { mac: false, typing: true })).toBeUndefined();
    expect(ada.actions.forKey(ada, press, { mac: false, typing: false })?.id).toBe('view.tool.move');
    const copy = { ...press, key: 'c', code: 'KeyC', ctrlKey: true };
    expect(ada.actions.forKey(ada, copy, { mac: false, typing: true })).toBeUndefined();
  });
});

describe('editing', () => {
  it('sets fields of many entities in one step that undo takes back', async () => {
    const ada = await open();
    const changes = ['house', 'lamp'].map((entity) => ({ entity, component: 'Transform', field: 'position', value: [9, 9, 9] }));
    await ada.do(setFields, { changes, what: 'Transform.position' });
    expect([position(ada, 'house'), position(ada, 'lamp')]).toEqual([
      [9, 9, 9],
      [9, 9, 9],
    ]);
    expect(ada.steps.get().undo).toBe('Set Transform.position of 2 entities');
    await ada.press('Mod+Z');
    expect(position(ada, 'house')).toEqual([1, 0, 0]);
    await ada.press('Mod+Shift+Z');
    expect(position(ada, 'lamp')).toEqual([9, 9, 9]);
  });

  it('deletes a branch and brings it back', async () => {
    const ada = await open();
    ada.selection.set(['door', 'house']);
    await ada.press('Delete');
    expect(names(ada)).toEqual(['Lamp']);
    expect(ada.selection.keys.get()).toEqual([]);
    await ada.press('Mod+Z');
    expect(names(ada)).toEqual(['House', '  Door', '  Window', 'Lamp']);
  });

  it('duplicates a branch beside itself, with new ids and references that follow', async () => {
    const ada = await open();
    ada.selection.set(['house']);
    await ada.press('Mod+D');
    expect(names(ada)).toEqual(['House', '  Door', '  Window', 'House 2', '  Door', '  Window', 'Lamp']);
    const [copy] = ada.selection.keys.get();
    expect(copy).not.toBe('house');
    expect(ada.steps.get().steps.length).toBe(1);
  });

  it('copies between windows', async () => {
    const studio = createTestStudio();
    const ada = await open(studio);
    const grace = await open(createTestStudio(), 'Grace');
    ada.selection.set(['house']);
    await ada.press('Mod+C');
    grace.clipboardText.push(ada.clipboardText.at(-1) ?? '');
    await grace.press('Mod+V');
    expect(names(grace).filter((name) => name.startsWith('House'))).toEqual(['House', 'House 2']);
  });

  it('says so when there is nothing to paste', async () => {
    const ada = await open();
    ada.clipboardText.push('{"some":"json"}');
    await ada.press('Mod+V');
    expect(ada.notices.list.get().map(({ title }) => title)).toEqual(['Nothing to paste']);
  });

  it('groups in one step', async () => {
    const ada = await open();
    ada.selection.set(['house', 'lamp']);
    await ada.press('Mod+G');
    expect(names(ada)).toEqual(['Group', '  House', '    Door', '    Window', '  Lamp']);
    await ada.press('Mod+Z');
    expect(names(ada)).toEqual(['House', '  Door', '  Window', 'Lamp']);
  });

  it('moves in the hierarchy, never into itself', async () => {
    const ada = await open();
    await ada.do(moveTo, { entities: ['house'], to: { parent: 'door' } });
    expect(ada.steps.get().steps).toEqual([]);
    await ada.do(moveTo, { entities: ['lamp'], to: { parent: 'house', before: 'window' } });
    expect(names(ada)).toEqual(['House', '  Door', '  Lamp', '  Window']);
  });

  it('renames, adds and removes components', async () => {
    const ada = await open();
    await ada.do(renameTo, { entity: 'lamp', name: '  Street lamp ' });
    await ada.do(addComponent, { entities: ['lamp', 'house'], component: 'Spin' });
    await ada.do(removeComponent, { entities: ['lamp'], component: 'Light' });
    const lamp = ada.level.get()?.entity('lamp').get();
    expect([lamp?.name, Object.keys(lamp?.components ?? {})]).toEqual(['Street lamp', ['Spin', 'Transform']]);
    expect(ada.steps.get().steps.map(({ label }) => label)).toEqual([
      'Rename Lamp to Street lamp',
      'Add Spin to 2 entities',
      'Remove Light from Street lamp',
    ]);
  });

  it('hides and locks for this person only, and remembers it', async () => {
    const kept = {};
    const studio = createTestStudio({ kept });
    const ada = await open(studio);
    ada.selection.set(['lamp']);
    await ada.press('H');
    await ada.press('L');
    expect(ada.level.get()?.entity('lamp').get()?.components).toHaveProperty('Light');
    const again = await open(createTestStudio({ kept }), 'Ada');
    expect([again.visibility.hidden.get().has('lamp'), again.visibility.locked.get().has('lamp')]).toEqual([true, true]);
  });
});

describe('a value that does not fit', () => {
  const owner = (value: unknown) => ({
    changes: [{ entity: 'lamp', component: 'Seat', field: 'owner', value: value as never }],
    what: 'Seat.owner',
  });
  const said = (editor: TestEditor): unknown[] => editor.notices.list.get().map(({ tone, title, text }) => [tone, title, text]);

  it('is refused by field and range before it reaches the room, and the level stays open', async () => {
    const ada = await open();
    const { level } = ada;
    await ada.do(renameTo, { entity: 'house', name: 'Mill' });
    const session = level.get();
    await ada.do(setFields, owner(-1));
    expect(said(ada)).toEqual([['bad', 'Seat.owner takes a whole number from 0 to 65535, not -1.', 'Nothing was changed.']]);
    await ada.do(setFields, owner('me'));
    await ada.do(setFields, owner(1.5));
    expect(level.get()).toBe(session);
    expect(ada.steps.get().steps.map(({ label }) => label)).toEqual(['Rename House to Mill']);
    await ada.do(setFields, owner(3));
    expect(level.get()?.entity('lamp').get()?.components['Seat']?.['owner']).toBe(3);
  });

  it('is refused for all when one of many does not fit', async () => {
    const ada = await open();
    const position = (entity: string, value: number[]) => ({ entity, component: 'Transform', field: 'position', value });
    await ada.do(setFields, { changes: [position('lamp', [1, 2, 3]), position('house', [1, 2])], what: 'Transform.position' });
    expect(ada.steps.get().steps).toEqual([]);
    expect(said(ada)[0]).toEqual([
      'bad',
      'Transform.position takes 3 numbers, each from -1000000000 to 1000000000, not [1,2].',
      'Nothing was changed.',
    ]);
  });

  it('is refused in what is pasted', async () => {
    const ada = await open();
    const components = { Transform: {}, Seat: { owner: 70_000 } };
    ada.clipboardText.push(
      JSON.stringify({ ledgerquest: 'entities', version: 1, entities: [{ key: 'k', name: 'K', parent: null, components }] }),
    );
    await ada.press('Mod+V');
    expect(said(ada)[0]).toEqual(['bad', 'Seat.owner takes a whole number from 0 to 65535, not 70000.', 'Nothing was changed.']);
    expect(names(ada)).toHaveLength(4);
  });

  it('under the hand is not taken, and said once it lets go', async () => {
    const ada = await open();
    const gesture = ada.gesture('Scrub');
    gesture?.set(owner(4).changes);
    gesture?.set(owner(-4).changes);
    ada.clock.pass(300);
    gesture?.set(owner(-5).changes);
    gesture?.end();
    expect(ada.level.get()?.entity('lamp').get()?.components['Seat']?.['owner']).toBe(4);
    expect(said(ada)).toEqual([['bad', 'Seat.owner takes a whole number from 0 to 65535, not -5.', 'Nothing was changed.']]);
  });

  it('but stood in the file is not put back by undo', async () => {
    const yard = JSON.parse(toyProject['levels/yard.json'] ?? '') as { entities: Record<string, { components: Record<string, unknown> }> };
    yard.entities['lamp']!.components['Seat'] = { owner: -1 };
    const ada = await open(
      createTestStudio({ templates: { 'supply-chain': { ...toyProject, 'levels/yard.json': JSON.stringify(yard) } } }),
    );
    await ada.do(setFields, owner(2));
    await ada.press('Mod+Z');
    expect(ada.level.get()?.entity('lamp').get()?.components['Seat']?.['owner']).toBe(2);
    expect(said(ada)[0]).toEqual(['warn', '1 step was skipped', 'The level does not take the value that was there before.']);
  });
});

describe('a room that is opened afresh', () => {
  const yard = 'toy/level/yard';
  const marketScript = { ...toyProject, 'scripts/market.ts': 'function onTick() {}\n' };
  const read = async (editor: TestEditor) => (await editor.project.get()!.script('scripts/market.ts')).text.get();

  it('has its author in it once, and what is edited then arrives', async () => {
    const studio = createTestStudio();
    const [ada, grace] = [await open(studio), await open(studio, 'Grace')];
    ada.refuseRoom(yard);
    await ada.until(() => ada.level.get() !== undefined);
    expect(studio.rooms.present(yard)).toEqual(['Ada', 'Grace']);
    expect(grace.people.get().map(({ person }) => person.name)).toEqual(['Ada']);
    await ada.do(renameTo, { entity: 'lamp', name: 'Lantern' });
    expect(names(grace)).toContain('Lantern');
  });

  it('is left when its author opens another project meanwhile', async () => {
    const studio = createTestStudio();
    const ada = await open(studio);
    ada.refuseRoom(yard);
    await ada.closeProject();
    await Promise.resolve();
    expect([studio.rooms.present(yard), ada.level.get()]).toEqual([[], undefined]);
  });

  it('takes the script with it: what is typed on reaches everybody', async () => {
    const studio = createTestStudio({ templates: { 'supply-chain': marketScript } });
    const [ada, grace] = [await open(studio), await open(studio, 'Grace')];
    const [mine, theirs] = [await ada.project.get()!.script('scripts/market.ts'), await grace.project.get()!.script('scripts/market.ts')];
    const before = mine.document;
    ada.refuseRoom('toy/script/scripts/market.ts');
    expect(mine.writable.get()).toBeUndefined();
    await ada.until(() => mine.writable.get() !== undefined);
    expect([mine.document === before, mine.text.get()]).toEqual([false, 'function onTick() {}\n']);
    ada.history.step('Type', (origin) => editScript(mine.document, [{ at: 0, remove: 0, insert: '// on\n' }], origin));
    expect(theirs.text.get()).toBe('// on\nfunction onTick() {}\n');
    await ada.press('Mod+Z');
    expect(theirs.text.get()).toBe('function onTick() {}\n');
    expect(await read(ada)).toBe(await read(grace));
  });

  it('takes the project with it: nothing is written into the void', async () => {
    const studio = createTestStudio();
    const [ada, grace] = [await open(studio), await open(studio, 'Grace')];
    const session = ada.project.get()!;
    const setName = (name: string) => session.edit('Name', [{ path: ['name'], value: name }]);
    ada.refuseRoom('toy/project');
    expect(() => setName('Lost')).toThrow('The project is being opened afresh.');
    await session.room.whenSynced();
    setName('Found');
    expect([session.file.get().name, grace.project.get()?.file.get().name]).toEqual(['Found', 'Found']);
    grace.project.get()?.edit('Name', [{ path: ['name'], value: 'Hers' }]);
    expect(session.file.get().name).toBe('Hers');
  });
});

describe('leaving a project', () => {
  it('takes its steps out of the history, those of scripts and of the project too', async () => {
    const ada = await open(createTestStudio({ templates: { 'supply-chain': { ...toyProject, 'scripts/market.ts': '' } } }));
    const script = await ada.project.get()!.script('scripts/market.ts');
    ada.history.step('Type', (origin) => editScript(script.document, [{ at: 0, remove: 0, insert: 'x' }], origin));
    ada.project.get()?.edit('Name', [{ path: ['name'], value: 'Other' }]);
    await ada.do(renameTo, { entity: 'lamp', name: 'Lantern' });
    expect(ada.steps.get().steps).toHaveLength(3);
    await ada.closeProject();
    expect(ada.steps.get()).toEqual({ undo: undefined, redo: undefined, steps: [], undone: [] });
  });
});

describe('a drag', () => {
  const at = (x: number) => [{ entity: 'house', component: 'Transform', field: 'position', value: [x, 0, 0] }];

  it('is one step, enters the document four times a second and travels as presence meanwhile', async () => {
    const studio = createTestStudio();
    const ada = await open(studio);
    const grace = await open(studio, 'Grace');
    let writes = 0;
    ada.level.get()?.subscribe(() => (writes += 1));
    const gesture = ada.gesture('Move House');
    for (let x = 1; x <= 100; x += 1) {
      gesture?.set(at(x));
      ada.clock.pass(10);
    }
    expect(writes).toBe(4);
    expect(ada.draft.get()).toEqual(at(100));
    expect(grace.people.get()[0]?.state.ghosts).toEqual(at(100));
    gesture?.end();
    expect(position(grace, 'house')).toEqual([100, 0, 0]);
    expect(ada.draft.get()).toEqual([]);
    expect(grace.people.get()[0]?.state.ghosts).toEqual([]);
    expect(ada.steps.get().steps.map(({ label }) => label)).toEqual(['Move House']);
    await ada.press('Mod+Z');
    expect(position(ada, 'house')).toEqual([1, 0, 0]);
  });

  it('that is called off leaves nothing behind', async () => {
    const ada = await open();
    const gesture = ada.gesture('Move House');
    gesture?.set(at(50));
    ada.clock.pass(300);
    gesture?.cancel();
    expect(position(ada, 'house')).toEqual([1, 0, 0]);
    expect(ada.draft.get()).toEqual([]);
  });

  it('of an entity that somebody deletes meanwhile harms nobody', async () => {
    const studio = createTestStudio();
    const ada = await open(studio);
    const grace = await open(studio, 'Grace');
    const gesture = ada.gesture('Move House');
    gesture?.set(at(5));
    grace.selection.set(['house']);
    await grace.press('Delete');
    gesture?.set(at(6));
    gesture?.end();
    expect(names(ada)).toEqual(['Lamp']);
  });
});

describe('what was said', () => {
  it('is said of the project that it was said in: nobody is told of it at home or in another', async () => {
    const ada = await open(createTestStudio());
    const lists = () => [ada.notices.list.get().length, ada.notices.log.get().length];
    const say = () => ada.notices.say({ tone: 'bad', title: 'No' });
    say();
    await ada.closeProject();
    expect(lists()).toEqual([0, 0]);
    await ada.openProject('project-supply-chain' as never, 'Toy');
    say();
    await ada.openProject('project-supply-chain' as never, 'Toy');
    expect(lists()).toEqual([0, 0]);
  });
});

describe('together', () => {
  it('two windows see each other and each other’s edits, and undo leaves the other’s alone', async () => {
    const studio = createTestStudio();
    const ada = await open(studio);
    const grace = await open(studio, 'Grace');
    grace.selection.set(['lamp']);
    expect(ada.people.get().map(({ person, state }) => [person.name, state.selection])).toEqual([['Grace', ['lamp']]]);
    await ada.do(renameTo, { entity: 'house', name: 'Mill' });
    await grace.do(renameTo, { entity: 'house', name: 'Barn' });
    expect(names(ada)[0]).toBe('Barn');
    await ada.press('Mod+Z');
    expect(names(grace)[0]).toBe('Barn');
    expect(ada.notices.list.get().map(({ title }) => title)).toEqual(['1 step was skipped']);
  });

  it('what is edited offline waits, is counted, and arrives', async () => {
    const studio = createTestStudio();
    const ada = await open(studio);
    const grace = await open(studio, 'Grace');
    ada.setOnline(false);
    await ada.do(renameTo, { entity: 'lamp', name: 'Lantern' });
    expect(ada.sync.get()).toMatchObject({ state: 'offline', waiting: 1 });
    expect(names(grace)).toContain('Lamp');
    ada.setOnline(true);
    expect(names(grace)).toContain('Lantern');
    expect(ada.sync.get().state).toBe('saved');
  });

  it('what a room refuses is kept as the file it would have been, through a reload, until it is dismissed', async () => {
    const recovered: KeptCopy[] = [];
    const ada = await open(createTestStudio({ recovered }));
    await ada.do(renameTo, { entity: 'lamp', name: 'Lantern' });
    ada.refuseRoom('toy/level/yard');
    expect(ada.notices.list.get()).toMatchObject([{ tone: 'bad', title: 'Your copy of yard.json was set aside' }]);
    for (let n = 0; n < 9; n += 1) ada.notices.say({ tone: 'bad', title: `Trouble ${n}` });
    for (let n = 0; n < 9; n += 1) ada.notices.say({ tone: 'plain', title: `News ${n}` });
    expect(ada.notices.list.get().filter(({ tone }) => tone === 'bad')).toHaveLength(10);
    expect(ada.notices.list.get().filter(({ tone }) => tone === 'plain')).toHaveLength(4);
    const again = await open(createTestStudio({ recovered }));
    await again.until(() => again.recovered.list.get().length > 0);
    const [copy] = again.recovered.list.get();
    expect(copy).toMatchObject({ file: 'yard.json', message: 'This edit does not fit the document.' });
    expect(JSON.parse(copy?.text ?? '')).toMatchObject({ id: 'yard', entities: { lamp: { name: 'Lantern' } } });
    await again.recovered.dismiss(copy!);
    expect([again.recovered.list.get(), recovered]).toEqual([[], []]);
  });

  it('a copy that the browser refuses to store is there while the window is, and that is said', async () => {
    const ada = await open(createTestStudio({ recovered: 'refuses' }));
    ada.refuseRoom('toy/level/yard');
    await ada.until(() => ada.notices.list.get().length > 1);
    expect(ada.notices.list.get().map(({ title }) => title)).toContain('Your copy of yard.json is kept in this window only');
    expect(ada.recovered.list.get()).toHaveLength(1);
  });

  it('a copy has the values that did not fit, too', async () => {
    const ada = await open();
    const { document } = ada.level.get()!;
    ada.history.step('Bypass', (origin) =>
      setFieldsOf(document, [{ entity: 'lamp', component: 'Seat', field: 'owner', value: -1 }], origin),
    );
    ada.refuseRoom('toy/level/yard');
    const text = ada.recovered.list.get()[0]?.text ?? '';
    expect(JSON.parse(text)).toMatchObject({ entities: { lamp: { components: { Seat: { owner: -1 } } } } });
  });

  it('a window that its host no longer knows says so, and what it holds', async () => {
    const ada = await open();
    ada.setOnline(false);
    await ada.do(renameTo, { entity: 'lamp', name: 'Lantern' });
    expect(ada.sync.get()).toMatchObject({ state: 'offline', waiting: 1 });
    ada.signOut();
    expect(ada.sync.get()).toMatchObject({ state: 'signed-out', waiting: 1, kept: true });
  });

  it('a viewer looks and does not touch', async () => {
    const ada = await open(createTestStudio(), 'Ada', 'viewer');
    expect(ada.canEdit.get()).toBe(false);
    await ada.do(renameTo, { entity: 'lamp', name: 'Lantern' });
    ada.selection.set(['lamp']);
    await ada.press('Delete');
    expect(names(ada)).toContain('Lamp');
    expect(ada.gesture('Move')).toBeUndefined();
  });

  it('whatever edits the level or the project, a viewer is refused and told why', async () => {
    const ada = await open(createTestStudio(), 'Ada', 'viewer');
    const level = ada.level.get()!;
    const before = level.level.get();
    expect(() => level.edit('Rename', (document, origin) => rename(document, 'lamp', 'Lantern', origin))).toThrow(
      'your role here is viewer',
    );
    expect(() => ada.project.get()?.edit('Name', [{ path: ['name'], value: 'Mine' }])).toThrow('your role here is viewer');
    const unguarded = defineAction({
      id: 'test.edit',
      title: 'action.rename',
      run: () => level.edit('Rename', (document, origin) => rename(document, 'lamp', 'Lantern', origin)),
    });
    await ada.do(unguarded);
    expect(ada.notices.list.get().map(({ tone, title }) => [tone, title])).toEqual([
      ['bad', 'You are looking on: your role here is viewer.'],
    ]);
    expect([level.level.get(), ada.steps.get().steps]).toEqual([before, []]);
  });

  it('what does not fit into one message about oneself is left out, the rest is said', async () => {
    const studio = createTestStudio();
    const [ada, grace] = [await open(studio), await open(studio, 'Grace')];
    ada.selection.set(['lamp', 'house']);
    const ghost = { entity: 'house', component: 'Shape', field: 'kind', value: 'x'.repeat(300) };
    ada.announce({ ghosts: Array.from({ length: 16 }, () => ghost), pointer: [1, 2, 3] });
    const told = grace.people.get()[0]?.state;
    expect([told?.selection, told?.pointer, told?.ghosts?.length]).toEqual([['lamp', 'house'], [1, 2, 3], 4]);
  });

  it('who is deleted by another is no longer selected', async () => {
    const studio = createTestStudio();
    const ada = await open(studio);
    const grace = await open(studio, 'Grace');
    ada.selection.set(['lamp', 'door']);
    grace.selection.set(['lamp']);
    await grace.press('Delete');
    expect(ada.selection.keys.get()).toEqual(['door']);
  });
});
