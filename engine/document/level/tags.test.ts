import { describe, expect, test } from 'vitest';
import { EditOrigin } from '../origin.ts';
import { openStar } from '../testing/editors.ts';
import { street, testSchema } from '../testing/levels.ts';
import { diffVersions } from '../versions/diff.ts';
import { partText, readPart } from '../versions/part.ts';
import { restorePart } from '../versions/restore.ts';
import { setTags } from './edit.ts';
import { materialise, toLevelFile } from './materialise.ts';
import { checkRegister } from './schema.ts';

const me = new EditOrigin('test');
const yard = 'levels/street.json';
const tagsIn = (star: ReturnType<typeof openStar>): unknown[] =>
  star.editors.map(({ document }) => toLevelFile(document).entities['crate']?.tags);

describe('tags', () => {
  test('by two people at once are both there, and undo takes back one’s own', () => {
    const star = openStar(street, 2);
    const [ada, ben] = star.editors as [(typeof star.editors)[0], (typeof star.editors)[0]];
    ada.history.step('Tag', (origin) => setTags(ada.document, ['crate', 'truck'], { add: ['night'] }, origin));
    ben.history.step('Tag', (origin) => setTags(ben.document, ['crate'], { add: ['heavy'] }, origin));
    star.settle();
    expect(tagsIn(star)).toEqual([
      ['heavy', 'night'],
      ['heavy', 'night'],
    ]);
    ada.history.undo();
    star.settle();
    expect(tagsIn(star)).toEqual([['heavy'], ['heavy']]);
    expect(toLevelFile(star.server).entities['truck']).not.toHaveProperty('tags');
    ada.history.redo();
    star.settle();
    expect(tagsIn(star)).toEqual([
      ['heavy', 'night'],
      ['heavy', 'night'],
    ]);
    expect(star.refused).toEqual([]);
  });

  test('are compared, restored and read back from the file', () => {
    const { document } = openStar(street, 1).editors[0]!;
    const before = { [yard]: partText(document) };
    setTags(document, ['crate'], { add: ['night', 'heavy'] }, me);
    const after = { [yard]: partText(document) };
    expect(diffVersions(before, after).map(({ text }) => text)).toEqual(['Crate: tag heavy added', 'Crate: tag night added']);
    expect(diffVersions(after, before).map(({ text }) => text)).toEqual(['Crate: tag heavy taken away', 'Crate: tag night taken away']);
    restorePart(document, readPart(yard, before[yard]!), me);
    expect(toLevelFile(document)).toEqual(street);
    restorePart(document, readPart(yard, after[yard]!), me);
    expect(materialise(document, testSchema).level.entities['crate']?.tags).toEqual(['heavy', 'night']);
    expect(materialise(document, testSchema).problems).toEqual([]);
  });

  test.each(['tag:', 'tag:Two', 'tag:a b', 'tag:a,b', `tag:${'x'.repeat(33)}`, 'tag:__proto__'])('%s is none', (key) => {
    expect(checkRegister(testSchema, key, true).ok).toBe(false);
  });

  test('hold nothing', () => {
    expect(checkRegister(testSchema, 'tag:night', 'yes').ok).toBe(false);
    expect(checkRegister(testSchema, 'tag:nächtlich-2', true).ok).toBe(true);
  });
});
