import { describe, expect, test } from 'vitest';
import { createTestStudio } from '../testing/test-editor.ts';
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
    expect([name(), ada.history.canUndo]).toEqual(['Market', true]);
  });

  test('is waited for by what is asked meanwhile', async () => {
    const { ada, said } = await withDeed();
    await Promise.all([ada.press('Mod+Z'), takeStep(ada.history, 'redo'), takeStep(ada.history, 'undo')]);
    expect([said.length, ada.history.canUndo, ada.history.canRedo]).toEqual([3, false, true]);
  });

  test('is forgotten with its project', async () => {
    const { ada } = await withDeed();
    await ada.closeProject();
    expect(ada.history.canUndo).toBe(false);
  });
});
