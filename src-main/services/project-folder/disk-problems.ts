/** What the disk refuses, in sentences with a next step. */
import type { Problem } from '../../../engine/model/problem.ts';
import { LedgerError } from '../../contract/error.ts';

const [full, notAllowed, readOnly] = [['ENOSPC', 'EDQUOT'], ['EPERM', 'EACCES'], ['EROFS']];

/** Why something of the folder could not be read or kept. */
export function problemOf(path: string, error: unknown): Problem {
  if (error instanceof LedgerError) return { severity: 'error', code: error.code, file: path, message: error.message, hint: error.hint };
  const { code, why, hint } = reasonOf(error);
  return { severity: 'error', code, file: path, message: `${path === '' ? 'The folder' : path} cannot be used: ${why}`, hint };
}

/** Why a file could not be written; every edit of it is in its room. */
export function notWritten(path: string, error: unknown): Problem {
  const { why, hint } = error instanceof LedgerError ? { why: error.message, hint: error.hint } : reasonOf(error);
  return {
    severity: 'error',
    code: 'file-not-written',
    file: path,
    folder: 'behind',
    message: `${path} is not written into the folder: ${why} Every edit is saved here.`,
    hint: [hint, 'It is tried again by itself.'].filter((part) => part !== undefined).join(' '),
  };
}

function reasonOf(error: unknown): { code: string; why: string; hint: string } {
  const code = (error as NodeJS.ErrnoException).code ?? '';
  if (full.includes(code)) return { code: 'disk-full', why: 'the disk is full.', hint: 'Free some space.' };
  if (notAllowed.includes(code))
    return {
      code: 'file-failed',
      why: `the system does not allow it (${code}).`,
      hint: 'Make the file and its folder writable for you, and check that nothing locks them.',
    };
  if (readOnly.includes(code))
    return {
      code: 'file-failed',
      why: `its disk may only be read (${code}).`,
      hint: 'Mount it for writing, or copy the project elsewhere.',
    };
  return {
    code: 'file-failed',
    why: `the disk refused it (${code === '' ? String(error) : code}).`,
    hint: 'Look at the disk, and at the rights of the file and its folder.',
  };
}
