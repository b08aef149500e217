/**
 * `npm run verify:determinism [-- --ticks n] [--json]`: plays the golden worlds in every Node on this machine, in a Chromium page and in a
 * module worker, half of each straight through and half in slices from checkpoint bytes, and compares every tick.
 */
import { parseArgs } from 'node:util';
import { compare } from './compare.ts';
import { openRuntimes } from './runtimes.ts';
import { goldenWorlds } from './worlds/index.ts';

const { values } = parseArgs({
  options: { json: { type: 'boolean' }, ticks: { type: 'string', default: '1200' }, planted: { type: 'boolean', default: false } },
});
const runtimes = await openRuntimes();
try {
  const { worlds, ticks, differences, runtimes: names } = await compare(runtimes.list, goldenWorlds(Number(values.ticks)), values.planted);
  if (values.json)
    console.log(
      JSON.stringify({ worlds, ticks, differences: differences.length, runtimes: names, found: differences, absent: runtimes.absent }),
    );
  else {
    console.log(`${worlds} worlds, ${ticks} ticks in ${names.join(', ')}: ${differences.length} differences`);
    for (const { world, runtime, tick } of differences)
      console.log(`  ${world}: ${runtime} differs ${tick === 0 ? 'in its chain' : `from tick ${tick}`}`);
    for (const line of runtimes.absent) console.log(`  not played in ${line}`);
  }
  process.exitCode = differences.length > 0 ? 1 : 0;
} finally {
  await runtimes.close();
}
