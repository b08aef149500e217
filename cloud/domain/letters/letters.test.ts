import { describe, expect, it } from 'vitest';
import type { Letter } from '../../ports/index.ts';
import { MemoryLetters } from '../testing/memory-letters.ts';
import { fileLetter, redriveLetter } from './index.ts';

const letter: Letter = { tenant: 'demo', system: 'audit', id: 's-1', about: 's', at: 1, error: 'given up', tries: 3, event: '{}' };
const broken = async (): Promise<void> => {
  throw new Error('The table cannot be written');
};
const works = async (): Promise<void> => {};

async function asked(at = 7): Promise<MemoryLetters> {
  const letters = new MemoryLetters();
  await letters.file(letter);
  await letters.ask(letter, at);
  return letters;
}

describe('filing', () => {
  it('tries once more where it may: what works is done, of the rest is known why', async () => {
    const letters = new MemoryLetters();
    expect(await fileLetter({ letters, again: works }, letter, { tryFirst: true })).toBe('done');
    expect(letters.stored.size).toBe(0);
    expect(await fileLetter({ letters, again: broken }, letter, { tryFirst: true })).toBe('filed');
    expect(await letters.letter(letter)).toEqual({ ...letter, error: 'The table cannot be written', tries: 4 });
  });

  it('of a letter that came before changes nothing', async () => {
    const letters = await asked();
    expect(await fileLetter({ letters, again: broken }, { ...letter, tries: 1 }, { tryFirst: false })).toBe('present');
    expect(await letters.letter(letter)).toEqual({ ...letter, asked: 7 });
  });
});

describe('sending again', () => {
  it('takes a letter away once it is done, and puts it back with the reason where it fails', async () => {
    const letters = await asked();
    expect(await redriveLetter({ letters, again: broken }, { ...letter, asked: 7 })).toBe('failed');
    expect(await letters.letter(letter)).toEqual({ ...letter, error: 'The table cannot be written', tries: 4 });
    await letters.ask(letter, 8);
    expect(await redriveLetter({ letters, again: works }, { ...letter, asked: 8 })).toBe('done');
    expect(letters.stored.size).toBe(0);
  });

  it('loses nothing when whoever does it dies in between, and is done again', async () => {
    const letters = await asked();
    let times = 0;
    const dying = {
      letters: Object.assign(Object.create(letters) as MemoryLetters, { settle: broken }),
      again: async () => void (times += 1),
    };
    await expect(redriveLetter(dying, { ...letter, asked: 7 })).rejects.toThrow();
    expect(await letters.letter(letter)).toEqual({ ...letter, asked: 7 });
    expect(await redriveLetter({ letters, again: async () => void (times += 1) }, { ...letter, asked: 7 })).toBe('done');
    expect([times, letters.stored.size]).toEqual([2, 0]);
  });

  it('passes over one that is settled or was asked for anew', async () => {
    const letters = await asked(9);
    expect(await redriveLetter({ letters, again: broken }, { ...letter, asked: 7 })).toBe('passed');
    await letters.settle(letter);
    expect(await redriveLetter({ letters, again: broken }, { ...letter, asked: 9 })).toBe('passed');
  });
});
