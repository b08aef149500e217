import { createWriteStream, existsSync, readFileSync } from 'node:fs';
import { Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import { verifyAuditFile, type AuditFileVerdict } from '../../../cloud/client/index.ts';
import { initHash } from '../../../engine/run/index.ts';
import { LedgerError } from '../../contract/error.ts';
import { engineOf } from '../engine/index.ts';
import { openWitness } from './witness.ts';

/** Writes lines to a new file, readable by this person alone. Returns how many. Throws LedgerError `file-exists`. */
export async function writeLines(path: string, lines: AsyncIterable<string>): Promise<number> {
  if (existsSync(path))
    throw new LedgerError({ code: 'file-exists', message: `${path} is there already.`, hint: 'Name another file.', where: path });
  let written = 0;
  async function* ended(): AsyncGenerator<string> {
    for await (const line of lines) {
      written += 1;
      yield `${line}\n`;
    }
  }
  const text = Readable.from(ended());
  await pipeline(text, createWriteStream(path, { flags: 'wx', mode: 0o600 }));
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
