import { describe, expect, test } from 'vitest';
import { editScript } from '../../../engine/document/index.ts';
import { renameTo } from '../editor/actions/index.ts';
import { createTestStudio, type TestEditor } from '../testing/test-editor.ts';
import { createLevel, createScript, deleteLevel, renameScript } from './authoring.ts';

const open = async (studio = createTestStudio(), name = 'Ada', role?: 'viewer'): Promise<TestEditor> => {
  const editor = await studio.join(name, role);
  await editor.openProject('project-supply-chain' as never, 'Toy');
  return editor;
};
const levels = (editor: TestEditor): string[] => editor.project.get()!.levels.map(({ name }) => name);
const names = (editor: TestEditor): (string | undefined)[] =>
  Object.values(editor.level.get()!.level.get().entities).map(({ name }) => name);
const labels = (editor: TestEditor): string[] => editor.steps.get().steps.map(({ label }) => label);
const offered = (editor: TestEditor) => editor.notices.list.get().filter(({ action }) => action);
const titles = (editor: TestEditor): string[] => editor.notices.list.get().map(({ title }) => title);
const night = async (editor: TestEditor) => {
  await createLevel(editor, 'Night', editor.project.get()!.levels[0]);
  await editor.do(renameTo, { entity: 'lamp', name: 'Lantern' });
  await editor.do(renameTo, { entity: 'house', name: 'Tavern' });
  return editor.project.get()!.levels.find(({ name }) => name === 'Night')!;
};

describe('steps in a level that comes and goes', () => {
  test('are undone before it and redone after it, all of them, again and again', async () => {
    const ada = await open();
    await night(ada);
    for (let round = 0; round < 2; round += 1) {
      for (let step = 0; step < 3; step += 1) await ada.press('Mod+Z');
      expect([levels(ada), ada.level.get()?.ref.name, ada.steps.get().undo]).toEqual([['Yard'], 'Yard', undefined]);
      for (let step = 0; step < 3; step += 1) await ada.press('Mod+Y');
      expect([levels(ada), ada.level.get()?.ref.name, names(ada)]).toEqual([
        ['Yard', 'Night'],
        'Night',
        expect.arrayContaining(['Door', 'Lantern', 'Tavern', 'Window']),
      ]);
      expect(labels(ada)).toEqual(['New level Night', 'Rename Lamp to Lantern', 'Rename House to Tavern']);
    }
  });

  test('are undone and redone once its deletion is undone, by the key or the notice', async () => {
    const ada = await open();
    const made = await night(ada);
    await ada.press('Mod+Z');
    await ada.press('Mod+Y');
    await deleteLevel(ada, made);
    expect([labels(ada), levels(ada)]).toEqual([['New level Night', 'Delete Night'], ['Yard']]);
    await ada.press('Mod+Z');
    expect(labels(ada)).toEqual(['New level Night', 'Rename Lamp to Lantern', 'Rename House to Tavern']);
    await ada.press('Mod+Z');
    await ada.press('Mod+Z');
    expect(names(ada)).toEqual(expect.arrayContaining(['House', 'Lamp']));
    for (let step = 0; step < 3; step += 1) await ada.press('Mod+Y');
    expect(levels(ada)).toEqual(['Yard']);
    await ada.press('Mod+Z');
    await ada.press('Mod+Z');
    expect(names(ada)).toEqual(expect.arrayContaining(['House', 'Lantern']));
  });

  test('are lost, and named, where it comes back as another one; nothing of others is touched', async () => {
    const studio = createTestStudio();
    const [ada, ben] = [await open(studio), await open(studio, 'Ben')];
    const made = await night(ada);
    await ben.refreshLevels();
    const version = (await ada.bridge.invoke('versions.save', { project: ada.project.get()!.handle, name: 'Then' })).id;
    await ada.do(renameTo, { entity: 'door', name: 'Gate' });
    await deleteLevel(ben, made);
    await ada.until(() => ada.level.get()?.ref.name === 'Yard');
    expect(labels(ada)).toEqual(['New level Night']);
    await ben.bridge.invoke('versions.restore', { project: ben.project.get()!.handle, version, part: { path: made.path } });
    await ada.until(() => levels(ada).includes('Night'));
    await ada.openLevel(made);
    expect(titles(ada)).toContain('3 of your steps can no longer be undone');
    expect([labels(ada), names(ada)]).toEqual([['New level Night'], expect.arrayContaining(['Tavern', 'Door'])]);
  });

  test('of a script are undone under the name that it had', async () => {
    const ada = await open();
    await createScript(ada, { name: 'glow', language: 'ts', runsHere: true });
    const { document } = await ada.project.get()!.script('scripts/glow.ts');
    ada.history.step('Type', (origin) => editScript(document, [{ at: 0, remove: 0, insert: '// typed\n' }], origin));
    const text = async (path: string) => (await ada.project.get()!.script(path)).text.get().split('\n')[0];
    await renameScript(ada, 'scripts/glow.ts', 'scripts/shine.ts');
    expect([await text('scripts/shine.ts'), labels(ada)]).toEqual(['// typed', ['New script glow.ts', 'Rename glow.ts to shine.ts']]);
    await ada.press('Mod+Z');
    await ada.press('Mod+Z');
    expect(await text('scripts/glow.ts')).not.toBe('// typed');
    await ada.press('Mod+Y');
    expect(await text('scripts/glow.ts')).toBe('// typed');
  });
});

test('a run of undo and redo of one step with a file leaves one version', async () => {
  const ada = await open();
  const project = ada.project.get()!.handle;
  const count = async () => (await ada.bridge.invoke('versions.list', { project })).versions.length;
  await createLevel(ada, 'Night');
  const before = await count();
  await Promise.all(['Mod+Z', 'Mod+Y', 'Mod+Z', 'Mod+Y', 'Mod+Z', 'Mod+Y'].map((keys) => ada.press(keys)));
  expect([levels(ada), await count()]).toEqual([['Yard', 'Night'], before + 1]);
});

describe('who has open what another person takes away', () => {
  test('is told who and what, and brings the level back in a step of their own', async () => {
    const studio = createTestStudio();
    const [ada, ben] = [await open(studio), await open(studio, 'Ben')];
    const made = await night(ada);
    await ada.until(() => levels(ben).includes('Night'));
    await deleteLevel(ben, made);
    await ada.until(() => offered(ada).length > 0);
    expect(offered(ada)).toMatchObject([{ title: 'Ben deleted “Night”', action: { label: 'Bring it back' } }]);
    offered(ada)[0]!.action!.run();
    await ada.until(() => ada.level.get()?.ref.name === 'Night' && ada.steps.get().undo === 'Bring back Night');
    await ada.press('Mod+Z');
    expect(levels(ada)).toEqual(['Yard']);
    await ada.press('Mod+Z');
    expect([offered(ada), ada.steps.get().undo]).toEqual([[], undefined]);
  });

  test('is offered it only while it is gone: who took it away may undo that', async () => {
    const studio = createTestStudio();
    const [ada, ben] = [await open(studio), await open(studio, 'Ben')];
    await createLevel(ben, 'Night');
    await ada.until(() => levels(ada).includes('Night'));
    await ada.openLevel(ada.project.get()!.levels[1]!);
    await ben.press('Mod+Z');
    await ada.until(() => offered(ada).length > 0);
    expect(titles(ada)).toEqual(['Ben deleted “Night”']);
    await ben.press('Mod+Y');
    await ada.until(() => levels(ada).includes('Night'));
    expect([offered(ada), ada.notices.log.get().filter(({ action }) => action)]).toEqual([[], []]);
    await deleteLevel(ben, ben.project.get()!.levels[1]!);
    expect(offered(ben)).toHaveLength(1);
    await ben.press('Mod+Z');
    expect([offered(ben), levels(ben)]).toEqual([[], ['Yard', 'Night']]);
  });

  test('is told without the offer in a role that changes nothing', async () => {
    const studio = createTestStudio();
    const [ada, ben] = [await open(studio, 'Ada', 'viewer'), await open(studio, 'Ben')];
    await createLevel(ben, 'Night');
    await ada.until(() => levels(ada).includes('Night'));
    await ada.openLevel(ada.project.get()!.levels[1]!);
    await ben.press('Mod+Z');
    await ada.until(() => titles(ada).length > 0);
    expect([titles(ada), offered(ada)]).toEqual([['Ben deleted “Night”'], []]);
  });
});
