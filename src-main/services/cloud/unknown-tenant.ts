import { LedgerError } from '../../contract/error.ts';

/** A target has no such tenant: it never had it, or it was erased or taken out of `people.json`. */
export const unknownTenant = (tenant: string, among: readonly string[]): LedgerError =>
  new LedgerError({
    code: 'unknown-tenant',
    message: `This target has no tenant ${tenant}.`,
    hint: `${among.length > 0 ? `There are: ${among.join(', ')}.` : 'It has none.'} To make one, name it in people.json and start lq up again.`,
    where: tenant,
  });
