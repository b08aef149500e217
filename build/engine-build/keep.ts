/**
 * Keeps the engine build of these sources for ever: `node build/engine-build/keep.ts [--again]`. It goes to `test/goldens/builds/<version>`
 * with recordings that it makes; from then on every check replays them with this very build. A version is kept once, when it is released;
 * `--again` replaces one that is not released yet.
 */
import { readFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { parseArgs } from 'node:util';
import type { Engine, LevelPackage, TickedCommand } from '../../engine/run/index.ts';
import { loadEngine } from '../../src-main/services/engine/index.ts';
import { compileFolder } from '../../src-main/services/levels/index.ts';
import { ensureEngine } from './ensure.ts';
import { keptVersions, putBlob, readKept, writeKept, type KeptRecording } from './kept.ts';

const root = resolve(import.meta.dirname, '../..');
const folder = join(root, 'test/goldens/builds');

const at = (tick: number, sender: number, seq: number, type: string, payload: TickedCommand['payload']): TickedCommand => ({
  tick,
  sender,
  seq,
  type,
  payload,
});

/** What is recorded: the published benchmark, a team that plays it, and a world whose script is told something. */
const plans: { name: string; sample: string; scenario: string; ticks?: number; commands?: TickedCommand[] }[] = [
  { name: 'supply-chain-benchmark', sample: 'supply-chain', scenario: 'benchmark' },
  {
    name: 'supply-chain-played',
    sample: 'supply-chain',
    scenario: 'benchmark',
    ticks: 12,
    commands: [
      at(1, 1, 1, 'TakeStage', { stage: 'retailer' }),
      ...[1, 2, 3, 4, 5].map((tick) => at(tick, 1, 1 + tick, 'PlaceOrder', { quantity: 4 + tick })),
      at(6, 1, 7, 'ReleaseStage', {}),
    ],
  },
  { name: 'hello-cube', sample: 'hello-cube', scenario: 'calm', ticks: 200, commands: [at(20, 1, 1, 'SetSpin', { speed: 2 })] },
];

function record(engine: Engine, pkg: LevelPackage, { name, scenario, ticks, commands = [] }: (typeof plans)[number]): KeptRecording {
  const start = engine.resolveStart(pkg, { scenario, ticks });
  const run = engine.runSlice({ package: pkg, start: { scenario, ticks }, commands, ticks: start.ticks });
  const { parameters, seed } = start;
  return {
    name,
    package: {
      manifest: putBlob(folder, pkg.manifestBytes),
      files: Object.fromEntries([...pkg.files].map(([path, bytes]) => [path, putBlob(folder, bytes)])),
    },
    recording: {
      format: 1,
      package: pkg.hash,
      engine: engine.id,
      start: { scenario, parameters, seed },
      commands: run.commands,
      hashes: run.hashes,
      chain: run.chain,
    },
  };
}

const { values } = parseArgs({ options: { again: { type: 'boolean', default: false } } });
const { version } = JSON.parse(readFileSync(join(root, 'package.json'), 'utf8')) as { version: string };
const { id, dir } = await ensureEngine();
const before = keptVersions(folder).includes(version) ? readKept(folder, version).engine : undefined;
if (before !== undefined && before !== id && !values.again) {
  console.error(
    `Version ${version} is kept already, with ${before}. A released version never changes: give this one another number first.`,
  );
  process.exitCode = 1;
} else {
  const engine = await loadEngine(join(root, dir));
  const recordings: KeptRecording[] = [];
  let physics = false;
  for (const plan of plans) {
    const { package: pkg, problems } = await compileFolder(engine, join(root, 'samples', plan.sample));
    if (!pkg) throw new Error(`${plan.sample} does not compile: ${problems[0]?.message}`);
    if (engine.needsPhysics(pkg)) {
      physics = true;
      await engine.loadPhysics();
    }
    const kept = record(engine, pkg, plan);
    const verdict = engine.verify(pkg, kept.recording);
    if (verdict.diverged) throw new Error(`${plan.name} does not replay: ${JSON.stringify(verdict)}`);
    recordings.push(kept);
  }
  const { files } = JSON.parse(readFileSync(join(root, dir, 'engine.json'), 'utf8')) as { files: { path: string }[] };
  // Physics is two thirds of a build; what no recording loads is not kept.
  const needed = ['engine.json', ...files.map(({ path }) => path).filter((path) => physics || !path.startsWith('rapier'))];
  writeKept(folder, {
    format: 1,
    version,
    engine: id,
    files: Object.fromEntries(needed.map((path) => [path, putBlob(folder, readFileSync(join(root, dir, path)))])),
    recordings,
  });
  console.log(`${version} is kept: ${id} with ${recordings.map(({ name }) => name).join(', ')}`);
}
