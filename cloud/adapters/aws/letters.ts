import { letterSystems, type Letter, type LetterRef, type Letters, type LetterSystem } from '../../ports/index.ts';
import { letterKey, lettersPartition, parseLetterKey } from './keys-of-items.ts';
import type { Item, Table } from './table.ts';

/** Letters in the table, in a partition of their tenant. */
export class DynamoLetters implements Letters {
  readonly #table: Table;

  constructor(table: Table) {
    this.#table = table;
  }

  async file({ tenant, system, id, ...letter }: Letter): Promise<'filed' | 'present'> {
    const filed = await this.#table.update({ key: letterKey({ tenant, system, id }), set: letter, isNew: true });
    return filed.ok ? 'filed' : 'present';
  }
  async letter(ref: LetterRef): Promise<Letter | undefined> {
    const item = await this.#table.get(letterKey(ref));
    return item && readLetter(item);
  }
  async list(tenant: string): Promise<Letter[]> {
    const found: Letter[] = [];
    for await (const item of this.#table.all(lettersPartition(tenant))) {
      const letter = readLetter(item);
      if (letter) found.push(letter);
    }
    return found;
  }
  async ask(ref: LetterRef, at: number): Promise<boolean> {
    return (await this.#table.update({ key: letterKey(ref), set: { asked: at }, exists: true })).ok;
  }
  settle(ref: LetterRef): Promise<void> {
    return this.#table.delete(letterKey(ref));
  }
  async putBack(ref: LetterRef, { error, tries }: { error: string; tries: number }): Promise<void> {
    await this.#table.update({ key: letterKey(ref), set: { error, tries }, remove: ['asked'], exists: true });
  }
}

/** The letter that an item is; a door can ask for one that is none, and leaves an item that says nothing. */
export function readLetter({ pk, sk, about, at, error, tries, event, asked }: Item): Letter | undefined {
  const ref = parseLetterKey({ pk: String(pk), sk: String(sk) });
  if (ref === undefined || event === undefined || !isSystem(ref.system)) return undefined;
  return {
    ...ref,
    system: ref.system,
    about: String(about),
    at: Number(at),
    error: String(error),
    tries: Number(tries),
    event: String(event),
    ...(asked !== undefined && { asked: Number(asked) }),
  };
}

const isSystem = (name: string): name is LetterSystem => letterSystems.some((system) => system === name);
