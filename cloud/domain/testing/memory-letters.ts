import type { Letter, LetterRef, Letters } from '../../ports/index.ts';

const name = ({ tenant, system, id }: LetterRef): string => `${tenant}/${system}/${id}`;

/** Letters in memory. */
export class MemoryLetters implements Letters {
  readonly stored = new Map<string, Letter>();

  async file(letter: Letter): Promise<'filed' | 'present'> {
    if (this.stored.has(name(letter))) return 'present';
    this.stored.set(name(letter), letter);
    return 'filed';
  }
  async letter(ref: LetterRef): Promise<Letter | undefined> {
    return this.stored.get(name(ref));
  }
  async list(tenant: string): Promise<Letter[]> {
    return [...this.stored.values()].filter((letter) => letter.tenant === tenant);
  }
  async ask(ref: LetterRef, asked: number): Promise<boolean> {
    const letter = this.stored.get(name(ref));
    if (letter) this.stored.set(name(ref), { ...letter, asked });
    return letter !== undefined;
  }
  async settle(ref: LetterRef): Promise<void> {
    this.stored.delete(name(ref));
  }
  async putBack(ref: LetterRef, failure: { error: string; tries: number }): Promise<void> {
    const { asked: _, ...letter } = this.stored.get(name(ref))!;
    this.stored.set(name(ref), { ...letter, ...failure });
  }
}
