/** What can leave a dead letter: who follows the table's stream, the two workflows, and who hears the product's events. */
export const letterSystems = [
  ...(['audit', 'wake', 'rooms', 'entities', 'events'] as const),
  ...(['publish', 'loop'] as const),
  ...(['achievements', 'notifications', 'analytics', 'warming'] as const),
] as const;
export type LetterSystem = (typeof letterSystems)[number];

/** Names a letter within its tenant. `id` is what the letter is about, so that one that comes twice is filed once. */
export interface LetterRef {
  readonly tenant: string;
  readonly system: LetterSystem;
  /** Letters of a system are to be sent again in the order of their ids. */
  readonly id: string;
}

/** Something that a part of the cloud was to do and could not. */
export interface Letter extends LetterRef {
  /** The session, room or publish request. */
  readonly about: string;
  /** When it was given up, in milliseconds since 1970. */
  readonly at: number;
  /** Why it failed the last time, for people to read. */
  readonly error: string;
  /** How often it was tried so far. */
  readonly tries: number;
  /** What its system is given again, as JSON. */
  readonly event: string;
  /** Somebody asked for it to be sent again, then, and it was not answered yet. */
  readonly asked?: number;
}

/** The letters of tenants. A letter stays until what it asks for is done. */
export interface Letters {
  file(letter: Letter): Promise<'filed' | 'present'>;
  letter(ref: LetterRef): Promise<Letter | undefined>;
  /** By system and id. */
  list(tenant: string): Promise<Letter[]>;
  /** Asks for a letter to be sent again. False where there is none. */
  ask(ref: LetterRef, at: number): Promise<boolean>;
  /** What it asked for is done. */
  settle(ref: LetterRef): Promise<void>;
  /** It failed again. */
  putBack(ref: LetterRef, failure: { readonly error: string; readonly tries: number }): Promise<void>;
}
