/**
 * The long form of the kill test: `node test/chaos/main.ts [--kills 30] [--seed 1] [--json]`. Ways and moments come from the seed, which is printed.
 * Exits 1 when an acknowledged command is lost or comes twice, or the audit does not verify.
 */
import { parseArgs } from 'node:util';
import { killWhilePlaying, type Kill } from './cloud-kill.ts';

/** Moments that a played realtime session passes, and how often it passes them before it has taken a few hundred commands. */
const moments: readonly { readonly point: string; readonly upTo: number }[] = [
  { point: 'database:before-commit', upTo: 600 },
  { point: 'database:after-commit', upTo: 600 },
  { point: 'sfn:before-task', upTo: 12 },
  { point: 'sfn:after-task', upTo: 12 },
  { point: 'lambda:stream-delivered', upTo: 12 },
  { point: 'blob:before-write', upTo: 2 },
  { point: 'blob:before-rename', upTo: 2 },
  { point: 'blob:after-rename', upTo: 2 },
  { point: 'bus:before-delivery', upTo: 2 },
  { point: 'bus:after-delivery', upTo: 2 },
  { point: 'events:before-delivery', upTo: 1 },
  { point: 'events:after-delivery', upTo: 1 },
];

const { values } = parseArgs({
  options: { kills: { type: 'string', default: '30' }, seed: { type: 'string', default: '1' }, json: { type: 'boolean', default: false } },
});
const seed = Number(values.seed);

/** Numbers in [0, 1) from a seed (xorshift32). */
function dice(from: number): () => number {
  let state = (from * 2_654_435_761) >>> 0 || 1;
  return () => {
    state ^= state << 13;
    state ^= state >>> 17;
    state ^= state << 5;
    state >>>= 0;
    return state / 2 ** 32;
  };
}

const next = dice(seed);
const kills = Array.from({ length: Number(values.kills) }, (_, n): Kill => {
  // The first start publishes the level and begins the session.
  if (n === 0 || next() < 0.3) return { acknowledged: 1 + Math.floor(next() * 60) };
  const { point, upTo } = moments[Math.floor(next() * moments.length)]!;
  return { at: `${point}#${1 + Math.floor(next() * upTo)}` };
});

console.error(`${kills.length} kills, seed ${seed}`);
const report = await killWhilePlaying(kills, (line) => console.error(line));
const holds = report.lost === 0 && report.twice === 0 && !report.diverged && report.findings.length === 0;
if (values.json) console.log(JSON.stringify({ seed, ...report }));
else console.log(`${holds ? 'Nothing is lost' : 'IT DOES NOT HOLD'}: ${JSON.stringify(report, null, 2)}`);
process.exitCode = holds ? 0 : 1;
