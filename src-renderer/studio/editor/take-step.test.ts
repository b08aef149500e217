import { describe, expect, test } from 'vitest';
import { createTestStudio } from '../testing/test-editor.ts';
import { undo } from './actions/index.ts';
import { mostInTurn } from './in-turn.ts';
import { takeStep } from './take-step.ts';

const withDeed = async () => {
  const ada = await createTestStudio().join('Ada');
  await ada.openProject('project-supply-chain' as never, 'Toy');
  const project = ada.project.get()!;
  const said: string[] = [];
  const answer = { now: () => true };
  const deed = (way: string) => () => {
    said.push(`${way} of ${project.file.get().name}`);
    return Promise.resolve().then(answer.now);
  };
  const rename = (origin: Parameters<typeof project.write>[1]): void => project.write([{ path: ['name'], value: 'Market' }], origin);
  ada.history.step('Open', rename, { of: project.document, comes: 'redo', undo: deed('undo'), redo: deed('redo') });
  return { ada, said, answer, name: () => project.file.get().name };
};

describe('a step with files', () => {
  test('is taken back and made again whole: files come before what names them and go after it', async () => {
    const { ada, said, name } = await withDeed();
    expect((await takeStep(ada.history, 'undo')).label).toBe('Open');
    expect(name()).toBe('Toy');
    expect((await takeStep(ada.history, 'redo')).label).toBe('Open');
    expect([name(), said]).toEqual(['Market', ['undo of Toy', 'redo of Toy']]);
  });

  test('stays whole where that cannot be, and says why', async () => {
    const { ada, answer, name } = await withDeed();
    answer.now = () => {
      throw Object.assign(new Error('There is no room for it.'), { code: 'full' });
    };
    await ada.press('Mod+Z');
    expect([name(), ada.history.canUndo, ada.history.canRedo]).toEqual(['Market', true, false]);
    expect(ada.notices.list.get()).toMatchObject([{ tone: 'bad', title: 'There is no room for it.' }]);
  });

  test('of which nothing is left to do is skipped alone: the step before it stays', async () => {
    const { ada, answer, name } = await withDeed();
    ada.history.step('Look', () => {}, {
      of: ada.project.get()!.document,
      comes: 'redo',
      undo: () => Promise.resolve(answer.now()),
      redo: () => Promise.resolve(true),
    });
    answer.now = () => false;
    expect(await takeStep(ada.history, 'undo')).toEqual({ label: undefined, skipped: ['Look'], overwritten: [] });
    expect(ada.steps.get().undo).toBe('Open');
    expect([name(), ada.history.canUndo]).toEqual(['Market', true]);
  });

  test('is waited for by the presses that come meanwhile: all are done, in their order, and none twice', async () => {
    const { ada, said, name } = await withDeed();
    const presses = ['Mod+Z', 'Mod+Y', 'Mod+Z', 'Mod+Shift+Z', 'Mod+Z'].map((keys) => ada.press(keys));
    expect([ada.stepsWaiting.get(), said]).toEqual([5, ['undo of Toy']]);
    await Promise.all(presses);
    expect(said.map((one) => one.split(' ')[0])).toEqual(['undo', 'redo', 'undo', 'redo', 'undo']);
    expect([ada.stepsWaiting.get(), name(), ada.history.canUndo, ada.history.canRedo]).toEqual([0, 'Toy', false, true]);
    await ada.press('Mod+Z');
    expect(said).toHaveLength(5);
  });

  test('that fails takes the presses behind it along: nobody asked for them without it', async () => {
    const { ada, said, answer, name } = await withDeed();
    answer.now = () => {
      answer.now = () => true;
      throw Object.assign(new Error('There is no room for it.'), { code: 'full' });
    };
    await Promise.all(['Mod+Z', 'Mod+Y', 'Mod+Z'].map((keys) => ada.press(keys)));
    expect([said.length, name(), ada.stepsWaiting.get()]).toEqual([1, 'Market', 0]);
    expect(ada.notices.list.get()).toHaveLength(1);
    await ada.press('Mod+Z');
    expect([name(), ada.history.canRedo]).toEqual(['Toy', true]);
  });

  test('is waited for by a bounded number of presses: one too many is not taken, which is seen', async () => {
    const { ada, said } = await withDeed();
    const presses = Array.from({ length: mostInTurn }, (_, at) => ada.press(at % 2 === 0 ? 'Mod+Z' : 'Mod+Y'));
    expect(undo.when?.(ada)).toBe(false);
    await Promise.all([...presses, ada.press('Mod+Z')]);
    expect([said.length, ada.history.canUndo]).toEqual([mostInTurn, true]);
  });

  test('is forgotten with its project', async () => {
    const { ada } = await withDeed();
    await ada.closeProject();
    expect(ada.history.canUndo).toBe(false);
  });
});
