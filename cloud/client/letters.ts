import type { Clock, LetterRef, Letters, Sleep } from '../ports/index.ts';

/** What became of a letter that was sent again: it is done and gone, it failed and is back with the reason, or nobody has answered yet. */
export interface Redriven extends Pick<LetterRef, 'system' | 'id'> {
  readonly outcome: 'done' | 'failed' | 'unanswered';
  readonly error?: string;
}

/** How long an answer is waited for, and how often it is looked for, ms. */
const patience = { whole: 60_000, between: 200 };

/** Asks for each letter; those that there were. */
export async function askForLetters(
  { letters, clock }: { letters: Letters; clock: Clock },
  refs: readonly LetterRef[],
): Promise<Pick<LetterRef, 'system' | 'id'>[]> {
  const asked: Pick<LetterRef, 'system' | 'id'>[] = [];
  for (const ref of refs) if (await letters.ask(ref, clock.now())) asked.push({ system: ref.system, id: ref.id });
  return asked;
}

/** Asks for each letter, then waits until all are answered. */
export async function sendLettersAgain(
  { letters, clock, sleep }: { letters: Letters; clock: Clock; sleep: Sleep['sleep'] },
  refs: readonly LetterRef[],
): Promise<Redriven[]> {
  await askForLetters({ letters, clock }, refs);
  const until = clock.now() + patience.whole;
  const answers: Redriven[] = [];
  for (const ref of refs) {
    const { system, id } = ref;
    let letter = await letters.letter(ref);
    while (letter?.asked !== undefined && clock.now() < until) {
      await sleep(patience.between);
      letter = await letters.letter(ref);
    }
    if (letter === undefined) answers.push({ system, id, outcome: 'done' });
    else if (letter.asked === undefined) answers.push({ system, id, outcome: 'failed', error: letter.error });
    else answers.push({ system, id, outcome: 'unanswered' });
  }
  return answers;
}
