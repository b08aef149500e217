/**
 * `npm run verify:arm64 [-- --install] [--node version] [--ticks n] [--margin] [--json]`: scripts and golden worlds in a Node for arm64, emulated,
 * and in this one: outcomes, fuel, memory, the depth at which recursion ends, hashes, chains, checkpoints. Code 3: something is missing here.
 */
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { isDeepStrictEqual, parseArgs } from 'node:util';
import { arm64In, installArm64, missingOfArm64, ownNodeVersion, type Arm64 } from '../../build/setup/arm64.ts';
import { deeperScriptingWasm } from '../../build/wasm/ensure.ts';
import { EVIDENCE_TICKS, type Evidence } from '../../engine/rules/scripting/testing/evidence.ts';
import { DEPTH_LIMIT } from '../../engine/rules/scripting/limits.ts';
import { compare } from './compare.ts';
import { corpora, evidenceOfNode } from './evidence.ts';
import { openRuntimes } from './runtimes.ts';
import { goldenWorlds } from './worlds/index.ts';

const root = join(import.meta.dirname, '../..');
const { values } = parseArgs({
  options: {
    install: { type: 'boolean', default: false },
    json: { type: 'boolean', default: false },
    margin: { type: 'boolean', default: false },
    node: { type: 'string', default: ownNodeVersion },
    ticks: { type: 'string', default: '90' },
  },
});
const say = (line: string): void => console.error(line);
const nodesFolder = join(root, 'out/arm64');

if (values.install) installArm64(nodesFolder, values.node, say);
const missing = missingOfArm64(nodesFolder, values.node);
if (missing.length > 0) {
  if (values.json) console.log(JSON.stringify({ ran: false, missing }));
  else {
    console.log('This machine cannot run Node for arm64. Missing:');
    for (const line of missing) console.log(`  ${line}`);
    console.log('npm run verify:arm64 -- --install gets all of it where apt and npm are there.');
  }
  process.exitCode = 3;
} else await main(arm64In(nodesFolder, values.node));

async function main(arm64: Arm64): Promise<void> {
  const folder = mkdtempSync(join(tmpdir(), 'ledgerquest-arm64-'));
  const begun = performance.now();
  try {
    const corpus = corpora();
    say('scripts here');
    const here = await evidenceOfNode([process.execPath], corpus, folder);
    say('scripts on arm64');
    const there = await evidenceOfNode(arm64.command, corpus, folder);
    const scripts = differencesOf(here, there);
    say('golden worlds');
    const worlds = await playedAlike(arm64);
    const margin = values.margin ? await marginOf(arm64, folder) : undefined;
    const result = {
      ran: true,
      here: `Node ${process.versions.node} ${process.arch}`,
      there: `Node ${arm64.version} arm64, emulated`,
      busy: { languages: Object.keys(here.busy).length, ticks: EVIDENCE_TICKS, differences: scripts.busy },
      hostile: { scripts: Object.keys(here.hostile).length, differences: scripts.hostile },
      recursions: { shapes: Object.keys(here.recursions).length, differences: scripts.recursions },
      worlds,
      ...(margin !== undefined && { depth: { limit: DEPTH_LIMIT, alikeUpTo: margin } }),
      seconds: Math.round((performance.now() - begun) / 1000),
    };
    if (values.json) console.log(JSON.stringify(result));
    else {
      const told = (found: readonly string[]): string =>
        found.length === 0 ? '0 differences' : `${found.length} differences: ${found.join(', ')}`;
      console.log(`${result.here} and ${result.there}, ${result.seconds} s`);
      console.log(`  busy scripts in ${result.busy.languages} languages, ${EVIDENCE_TICKS} ticks each: ${told(scripts.busy)}`);
      console.log(`  ${result.hostile.scripts} hostile scripts: ${told(scripts.hostile)}`);
      console.log(`  ${result.recursions.shapes} ways to recurse without end: ${told(scripts.recursions)}`);
      console.log(`  ${worlds.worlds} golden worlds, ${worlds.ticks} ticks: ${told(worlds.differences)}`);
      if (margin !== undefined) console.log(`  recursion ends alike up to a depth limit of ${margin}; it is ${DEPTH_LIMIT}`);
    }
    process.exitCode = [...scripts.busy, ...scripts.hostile, ...scripts.recursions, ...worlds.differences].length > 0 ? 1 : 0;
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

function differencesOf(here: Evidence, there: Evidence): Record<'busy' | 'hostile' | 'recursions', string[]> {
  const differing = (key: 'busy' | 'hostile' | 'recursions'): string[] =>
    Object.keys(here[key]).filter((name) => !isDeepStrictEqual(here[key][name], there[key][name]));
  return { busy: differing('busy'), hostile: differing('hostile'), recursions: differing('recursions') };
}

async function playedAlike({ command, version }: Arm64): Promise<{ worlds: number; ticks: number; differences: string[] }> {
  const [path = '', ...under] = command.toReversed();
  const runtimes = await openRuntimes(
    [
      { kind: 'here', name: `Node ${process.versions.node}`, path: process.execPath },
      { kind: 'arm64', name: `Node ${version} arm64`, path, under: under.toReversed() },
    ],
    false,
  );
  try {
    const { worlds, ticks, differences } = await compare(runtimes.list, goldenWorlds(Number(values.ticks)));
    return {
      worlds,
      ticks,
      differences: differences.map(({ world, tick }) => `${world} ${tick === 0 ? 'at its end' : `from tick ${tick}`}`),
    };
  } finally {
    await runtimes.close();
  }
}

/** The largest of some depth limits at which every way to recurse still ends alike: how far the engine's own is from the host's stack. */
async function marginOf(arm64: Arm64, folder: string): Promise<number> {
  let alike = 0;
  for (const limit of [1, 1.25, 1.5, 2, 2.5, 3, 4, 5].map((times) => times * DEPTH_LIMIT)) {
    say(`a depth limit of ${limit}`);
    const wasm = deeperScriptingWasm(limit);
    const [here, there] = [
      await evidenceOfNode([process.execPath], {}, folder, wasm),
      await evidenceOfNode(arm64.command, {}, folder, wasm),
    ];
    const { recursions } = differencesOf(here, there);
    if (recursions.length > 0) {
      say(`  differs: ${recursions.join(', ')}`);
      break;
    }
    alike = limit;
  }
  return alike;
}
