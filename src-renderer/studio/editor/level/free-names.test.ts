import { describe, expect, it } from 'vitest';
import { createTestStudio, type TestEditor } from '../../testing/test-editor.ts';
import { numberedName } from './free-names.ts';

async function open(): Promise<TestEditor> {
  const ada = await createTestStudio().join('Ada');
  await ada.start();
  await ada.until(() => ada.level.get() !== undefined);
  return ada;
}
const below = (ada: TestEditor, parent: string | null): string[] =>
  ada.level
    .get()!
    .children(parent)
    .map((key) => ada.level.get()!.entity(key).get()!.name);
const add = (ada: TestEditor, kind: string): Promise<void> => ada.do(ada.actions.get(`entity.add.${kind}`)!);

describe('a name', () => {
  it.each([
    ['Shelf', [], 'Shelf'],
    ['Shelf', ['Shelf'], 'Shelf 2'],
    ['Shelf 2', ['Shelf', 'Shelf 2'], 'Shelf 3'],
    ['Shelf', ['Shelf', 'Shelf 2', 'Shelf 4'], 'Shelf 3'],
    ['Shelf2', ['Shelf2'], 'Shelf2 2'],
    ['7', ['7'], '7 2'],
    ['x'.repeat(200), ['x'.repeat(200)], `${'x'.repeat(190)} 2`],
  ])('%s beside %j is %s', (name, taken, free) => {
    expect(numberedName(name, (candidate) => taken.includes(candidate))).toBe(free);
  });
});

describe('newcomers', () => {
  it('get names that are free among their siblings, whether added, grouped, copied or pasted', async () => {
    const ada = await open();
    for (let times = 0; times < 3; times += 1) await add(ada, 'box');
    expect(below(ada, null)).toEqual(['House', 'Lamp', 'Box', 'Box 2', 'Box 3']);
    ada.selection.set(['house', 'lamp']);
    await ada.press('Mod+D');
    await ada.press('Mod+D');
    expect(below(ada, null)).toEqual(['House', 'House 2', 'House 3', 'Lamp', 'Lamp 2', 'Lamp 3', 'Box', 'Box 2', 'Box 3']);
    ada.selection.set(['door']);
    await ada.press('Mod+C');
    await ada.press('Mod+V');
    await ada.press('Mod+G');
    expect(below(ada, 'house')).toEqual(['Door', 'Window', 'Group']);
    await ada.press('Mod+G');
    expect(below(ada, ada.selection.keys.get()[0]!)).toEqual(['Group']);
  });

  it('keep the names of what stands in them', async () => {
    const ada = await open();
    ada.selection.set(['house']);
    await ada.press('Mod+D');
    expect(below(ada, ada.selection.keys.get()[0]!)).toEqual(['Door', 'Window']);
  });
});
