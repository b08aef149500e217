import type { Letter, LetterRef, Letters } from '../../ports/index.ts';

export interface LetterDeps {
  readonly letters: Letters;
  /** Has its system do what the letter asks for. Done before, it changes nothing. Throws where it fails. */
  readonly again: (letter: Letter) => Promise<void>;
}

/** Longer reasons are cut: a list is read by people, and an item has an end. */
const longestError = 1000;
const words = (error: unknown): string => (error instanceof Error ? error.message : String(error)).slice(0, longestError);

/**
 * Files what was given up. With `tryFirst` it is tried once more before: what failed for a while is done then, and of the rest is known why.
 */
export async function fileLetter(
  { letters, again }: LetterDeps,
  letter: Letter,
  { tryFirst }: { tryFirst: boolean },
): Promise<'done' | 'filed' | 'present'> {
  if (!tryFirst) return letters.file(letter);
  try {
    await again(letter);
    return 'done';
  } catch (error) {
    return letters.file({ ...letter, error: words(error), tries: letter.tries + 1 });
  }
}

/**
 * Sends a letter again that somebody asked for at `asked`. It goes only once its system has done what it asks for: whoever dies on the way leaves
 * it where it was. One that was settled, answered or asked for anew meanwhile is left alone.
 */
export async function redriveLetter(
  { letters, again }: LetterDeps,
  { asked, ...ref }: LetterRef & { asked: number },
): Promise<'done' | 'failed' | 'passed'> {
  const letter = await letters.letter(ref);
  if (letter?.asked !== asked) return 'passed';
  try {
    await again(letter);
  } catch (error) {
    await letters.putBack(ref, { error: words(error), tries: letter.tries + 1 });
    return 'failed';
  }
  await letters.settle(ref);
  return 'done';
}
