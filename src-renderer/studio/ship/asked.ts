import { describeError } from '../editor/notices.ts';

/** Why something that was asked of the host has no answer, and the next step. */
export type Refusal = ReturnType<typeof describeError>;

/** What is known of something asked of the host: nothing yet, the answer, or why there is none. */
export type Asked<T> = { at: 'asking' } | { at: 'known'; answer: T } | { at: 'refused'; why: Refusal };

export const asking = { at: 'asking' } as const;
export const known = <T>(answer: T): Asked<T> => ({ at: 'known', answer });
export const refused = (error: unknown): { at: 'refused'; why: Refusal } => ({ at: 'refused', why: describeError(error) });
