import { LedgerError } from '../../kernel/error.ts';

/** What is no number has different bits on different processors, so it must not become state. */
export const bodyLost = (entity: string): LedgerError =>
  new LedgerError({
    code: 'body-lost',
    message: `The body of ${entity} has left every number behind.`,
    hint: 'Look for bodies that begin inside each other, or for masses and sizes that are many powers of ten apart.',
    where: entity,
  });
