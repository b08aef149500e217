/** Records the goldens anew: `node test/goldens/accept.ts`. For a change that is meant to change what worlds do; say so in the commit. */
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { compare, goldenOf } from './compare.ts';
import { openRuntimes } from './runtimes.ts';
import { goldenWorlds } from './worlds/index.ts';

const runtimes = await openRuntimes();
try {
  const { differences, played } = await compare(runtimes.list, goldenWorlds(90));
  if (differences.length > 0) throw new Error(`The runtimes disagree, so there is nothing to record: ${JSON.stringify(differences)}`);
  const goldens = Object.fromEntries(played.map(goldenOf));
  writeFileSync(join(import.meta.dirname, 'goldens.json'), `${JSON.stringify(goldens, undefined, 2)}\n`);
} finally {
  await runtimes.close();
}
