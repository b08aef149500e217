import { existsSync, readFileSync } from 'node:fs';
import { verifyAuditFile, type AuditFileVerdict } from '../../../cloud/client/index.ts';
import { initHash } from '../../../engine/run/index.ts';
import { LedgerError } from '../../contract/error.ts';
import { writeNew } from '../disk/named-file.ts';
import { engineOf } from '../engine/index.ts';
import { openWitness } from './witness.ts';

/** Writes lines to a new file, readable by this person alone. Returns how many. Throws LedgerError `file-exists`, `file-unwritable`. */
export async function writeLines(path: string, lines: AsyncIterable<string>): Promise<number> {
  let written = 0;
  async function* ended(): AsyncGenerator<string> {
    for await (const line of lines) {
      written += 1;
      yield `${line}\n`;
    }
  }
  await writeNew(path, ended());
  return written;
}

/**
 * Checks an exported audit with the engine build that it names, and against the heads of its session that were seen in a data folder. Needs no
 * cloud. Throws LedgerError `file-absent`, `not-an-audit-file`, `engine-absent`.
 */
export async function checkAuditFile(path: string, dataDir: string): Promise<AuditFileVerdict> {
  if (!existsSync(path))
    throw new LedgerError({
      code: 'file-absent',
      message: `There is no file ${path}.`,
      hint: 'Make one: lq audit export <session> --to <file>',
    });
  await initHash();
  return verifyAuditFile(readFileSync(path, 'utf8'), { engine: (id) => engineOf(id), witness: openWitness(dataDir) });
}
