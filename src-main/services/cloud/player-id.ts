import { createHmac, randomBytes } from 'node:crypto';
import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { writePrivateFile } from '../data-folder/data-folder.ts';

/**
 * The opaque name under which a person of this machine plays: the same in every session, and nobody's who lacks this data folder's key. No
 * personal data enters a world or its audit.
 */
export function playerIdOf(dataDir: string, person: string): string {
  const file = join(dataDir, 'player.key');
  if (!existsSync(file)) writePrivateFile(file, randomBytes(32).toString('hex'));
  return `p-${createHmac('sha256', readFileSync(file, 'utf8')).update(person).digest('hex').slice(0, 20)}`;
}
