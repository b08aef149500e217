/**
 * `npm run verify:determinism [-- --ticks n] [--json]`: plays the golden worlds in every Node on this machine, in a Chromium page and in a
 * module worker, half of each straight through and half in slices from checkpoint bytes, and compares every tick and the last checkpoint. In this Node each
 * world is also played from checkpoints, in slices of 1, 7 and 60, from its recording, and rolled back and replayed at every tick.
 */
import { parseArgs } from 'node:util';
import { checkNames } from './checks.ts';
import { compare } from './compare.ts';
import { openRuntimes } from './runtimes.ts';
import { goldenWorlds } from './worlds/index.ts';

const { values } = parseArgs({
  options: { json: { type: 'boolean' }, ticks: { type: 'string', default: '1000' }, planted: { type: 'boolean', default: false } },
});
const words = {
  restore: 'restored from checkpoints',
  slices: 'in slices of 1, 7 and 60',
  recording: 'replayed from recordings',
  sync: 'rolled back up to 8 ticks at every tick',
} as const;

const runtimes = await openRuntimes();
try {
  const { planted } = values;
  const {
    worlds,
    ticks,
    differences,
    runtimes: names,
    checks,
  } = await compare(runtimes.list, goldenWorlds(Number(values.ticks)), { planted, checks: true });
  const found = checkNames.filter((name) => checks![name].differences > 0);
  const all = differences.length + checkNames.reduce((sum, name) => sum + checks![name].differences, 0);
  const played = ticks + checkNames.reduce((sum, name) => sum + checks![name].ticks, 0);
  if (values.json)
    console.log(
      JSON.stringify({
        worlds,
        ticks: played,
        differences: all,
        runtimes: names,
        skipped: runtimes.absent.length,
        checks: { runtimes: { ticks, differences: differences.length }, ...checks },
        found: differences,
        absent: runtimes.absent,
      }),
    );
  else {
    console.log(`${worlds} worlds, ${played} ticks: ${all} differences`);
    console.log(`  ${ticks} ticks in ${names.join(', ')}: ${differences.length} differences`);
    for (const { world, runtime, tick } of differences)
      console.log(`    ${world}: ${runtime} differs ${tick === 0 ? 'in its chain or last checkpoint' : `from tick ${tick}`}`);
    for (const name of checkNames) {
      const { ticks: some, compared, differences: wrong, at } = checks![name];
      console.log(
        `  ${some} ticks ${words[name]}, compared ${compared} times: ${wrong} differences${at === undefined ? '' : `, the first at tick ${at}`}`,
      );
    }
    console.log(`  ${runtimes.absent.length} runtimes skipped`);
    for (const line of runtimes.absent) console.log(`    ${line}`);
  }
  process.exitCode = differences.length > 0 || found.length > 0 ? 1 : 0;
} finally {
  await runtimes.close();
}
