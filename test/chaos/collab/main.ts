/**
 * `npm run torture:collab -- [--kills 2000] [--seed 1] [--workers n] [--json]`: nothing that was called saved is lost, whoever is killed and when;
 * a log cut at any byte is exactly what was acknowledged up to there; a flipped bit is seen. Exits 1 where one of these does not hold.
 */
import { cpus } from 'node:os';
import { parseArgs } from 'node:util';
import { chance } from '../../../engine/kernel/testing/chance.ts';
import { cutEverywhere, flipEverything } from './log-damage.ts';
import { type KillReport, liveAndDie, type Way, ways } from './torture.ts';

/** Kills in one data folder: its document stays small enough to be looked through after each. */
const perLife = 10;

const { values } = parseArgs({
  options: {
    kills: { type: 'string', default: '2000' },
    seed: { type: 'string', default: '1' },
    workers: { type: 'string', default: String(Math.min(4, cpus().length)) },
    json: { type: 'boolean', default: false },
  },
});
const [kills, seed, workers] = (['kills', 'seed', 'workers'] as const).map((name) => {
  const value = Number(values[name]);
  if (Number.isSafeInteger(value) && value > 0) return value;
  console.error(`--${name} ${values[name]} is not a whole number from 1.`);
  process.exit(2);
}) as [number, number, number];

const begun = performance.now();
console.error(`${kills} kills, seed ${seed}`);
const dice = chance(seed);
/** Every way comes as often as every other, in an order of the seed's. */
const plan: Way[] = [];
while (plan.length < kills) plan.push(...shuffled(ways));
const lives = Array.from({ length: Math.ceil(kills / perLife) }, (_, life) =>
  plan.slice(life * perLife, Math.min(kills, (life + 1) * perLife)),
);

const total: KillReport = { kills: 0, byPoint: {}, acknowledged: 0, lost: 0, kept: 0, keptLost: 0 };
/** Lives that ended otherwise: an honest edit was refused, or a room did not open any more. */
const failures: string[] = [];
let next = 0;
const work = async (): Promise<void> => {
  for (let life = next; life < lives.length; life = next) {
    next += 1;
    const report = await liveAndDie(lives[life]!, chance(seed * 100_000 + life), (line) =>
      console.error(`${life + 1}/${lives.length} ${line}`),
    );
    for (const key of ['kills', 'acknowledged', 'lost', 'kept', 'keptLost'] as const) total[key] += report[key];
    for (const [name, count] of Object.entries(report.byPoint)) total.byPoint[name] = (total.byPoint[name] ?? 0) + count;
  }
};
await Promise.all(Array.from({ length: Math.min(workers, lives.length) }, work));
const { cuts, wrongPrefixes } = await cutEverywhere(chance(seed), 120);
const { flips, undetected } = await flipEverything(chance(seed), 120);

const byPoint = Object.fromEntries(Object.entries(total.byPoint).toSorted(([a], [b]) => (a < b ? -1 : 1)));
const seconds = Math.round((performance.now() - begun) / 1000);
const report = { ...total, byPoint, cuts, wrongPrefixes, flips, undetected, failures, seed, seconds };
const holds =
  failures.length === 0 &&
  total.lost === 0 &&
  total.keptLost === 0 &&
  cuts > 1000 &&
  wrongPrefixes === 0 &&
  undetected === 0 &&
  total.kills === kills &&
  total.acknowledged > 0;
if (values.json) console.log(JSON.stringify(report));
else console.log(`${holds ? 'Nothing is lost' : 'IT DOES NOT HOLD'}: ${JSON.stringify(report, null, 2)}`);
process.exitCode = holds ? 0 : 1;

function shuffled<T>(items: readonly T[]): T[] {
  const left = [...items];
  return Array.from(items, () => left.splice(dice.below(left.length), 1)[0]!);
}
