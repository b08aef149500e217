import { compareText } from '../../../engine/kernel/json.ts';
import type { EngineBuild, EngineBuilds, EnginePackage, LevelStore, Proof, PublishRequest } from '../../ports/index.ts';
import { digest, proofDigest } from '../evidence.ts';
import { requireResidency, type ResidencyDeps } from '../quota/index.ts';
import { need, refuse } from '../refusal.ts';
import { requirePublisher, type PublisherDeps } from './publisher.ts';
import { requestText } from './text.ts';

/** Erases types from a script's source; the same function that compiled the package. */
export type Strip = (source: string, file: string) => string;

export interface VerifyDeps extends PublisherDeps, ResidencyDeps {
  readonly levels: LevelStore;
  readonly engines: EngineBuilds;
  readonly strip: Strip;
  /** A call replays about this many ticks; what is more is shared out. */
  readonly ticksAtOnce?: number;
}

/** What the cloud itself found out about a request. */
export interface Verified {
  /** sha256 of what the publisher signed: the request that was verified, and no other under the same key. */
  readonly request: string;
  readonly cloudHash: string;
  readonly proofs: readonly Proof[];
}

/** What a check comes to: the whole of it, or which scenarios are still to be replayed, each part by a call of its own. */
export type Checked = { readonly verified: Verified } | { readonly parts: readonly (readonly string[])[] };

/**
 * Believes nothing that a publisher says: checks that the request is theirs, the right to publish, every byte of the package, that the scripts' sources compile
 * to the code beside them, and that the named engine build, replaying every scenario, ends in the publisher's proofs. Many long scenarios are
 * left to be replayed side by side. Refuses by naming what differs.
 */
export async function checkPublish({ ticksAtOnce = 20_000, ...deps }: VerifyDeps, request: PublishRequest): Promise<Checked> {
  await requirePublisher(deps, request, 'publish');
  await requireResidency(deps, request.tenant);
  const { engine, level } = await openRequested(deps, request);
  recompile(level, deps.strip);
  if (proofDigest(request.proofs) !== request.goldenHash)
    refuse({ code: 'golden-altered', message: `The golden hash of this request is not the digest of its proofs.`, where: request.id });
  const parts = shareOut(Object.keys(level.level.scenarios), { proofs: request.proofs, ticksAtOnce });
  return parts.length > 1 ? { parts } : { verified: gatherProofs(request, engine.prove(level)) };
}

/** Replays some scenarios of a package that was checked, as the engine build proves them. */
export async function provePart(
  deps: Pick<VerifyDeps, 'levels' | 'engines'>,
  request: PublishRequest,
  scenarios: readonly string[],
): Promise<Proof[]> {
  const { engine, level } = await openRequested(deps, request);
  return scenarios.map((scenario) => proveScenario(engine, level, scenario));
}

/** What the cloud found out, from the proofs of all parts in any order. Refuses by naming what differs. */
export function gatherProofs(request: PublishRequest, proofs: readonly Proof[]): Verified {
  compareProofs(request.proofs, proofs, request.engine);
  const sorted = proofs.toSorted((a, b) => compareText(a.scenario, b.scenario));
  return { request: digest(requestText(request)), cloudHash: proofDigest(sorted), proofs: sorted };
}

async function openRequested(
  { levels, engines }: Pick<VerifyDeps, 'levels' | 'engines'>,
  request: PublishRequest,
): Promise<{ engine: EngineBuild; level: EnginePackage }> {
  const engine = await engines.load(request.engine);
  const level = await loadPackage(levels, engine, request);
  if (engine.needsPhysics(level)) await engine.loadPhysics();
  return { engine, level };
}

/** Scenarios in parts of about as many ticks; how long they are is what the publisher says, on which nothing else rests. */
function shareOut(scenarios: readonly string[], { proofs, ticksAtOnce }: { proofs: readonly Proof[]; ticksAtOnce: number }): string[][] {
  const ticks = new Map(proofs.map((proof) => [proof.scenario, proof.ticks]));
  const parts: string[][] = [];
  let room = 0;
  for (const scenario of scenarios) {
    if (room <= 0 || parts.length === 0) {
      parts.push([]);
      room = ticksAtOnce;
    }
    parts.at(-1)!.push(scenario);
    room -= ticks.get(scenario) ?? 0;
  }
  return parts;
}

function proveScenario(engine: EngineBuild, level: EnginePackage, scenario: string): Proof {
  const { seed } = level.level.scenarios[scenario]!;
  const world = engine.createWorld(level, { scenario, seed });
  try {
    while (world.tick < world.ticks) world.step([]);
    return { scenario, seed, ticks: world.ticks, hash: world.hash(), chainHash: world.chain() };
  } finally {
    world.dispose();
  }
}

export interface PackageName {
  readonly tenant: string;
  readonly level: string;
  readonly packageHash: string;
}

/** A package's manifest and files, every hash checked on the way. */
export async function fetchPackage(
  levels: LevelStore,
  { tenant, level, packageHash }: PackageName,
): Promise<{ manifest: Uint8Array; files: ReadonlyMap<string, Uint8Array> }> {
  const manifest = need(await levels.manifest(tenant, level, packageHash), () => ({
    code: 'package-unknown',
    message: `Tenant ${tenant} has no package ${packageHash} of level ${level}.`,
    hint: 'Publish the level again: its manifest is missing.',
    where: packageHash,
  }));
  if (digest(manifest) !== packageHash)
    refuse({
      code: 'package-altered',
      message: `The manifest of ${level} is not the one that hashes to ${packageHash}.`,
      hint: 'It was changed after it was made. Publish the level again.',
      where: packageHash,
    });
  const entries = (JSON.parse(new TextDecoder().decode(manifest)) as { files: { path: string; sha256: string }[] }).files;
  const files = await Promise.all(
    entries.map(async ({ path, sha256 }) => {
      const bytes = need(await levels.asset(tenant, sha256), () => ({
        code: 'asset-missing',
        message: `${path} of level ${level} was never uploaded.`,
        hint: 'Publish the level again.',
        where: path,
      }));
      if (digest(bytes) !== sha256)
        refuse({
          code: 'package-altered',
          message: `${path} of level ${level} was changed after the package was made.`,
          hint: 'Publish the level again.',
          where: path,
        });
      return [path, bytes] as const;
    }),
  );
  return { manifest, files: new Map(files) };
}

/** A package as an engine build opens it. */
export async function loadPackage(levels: LevelStore, engine: EngineBuild, named: PackageName): Promise<EnginePackage> {
  const { manifest, files } = await fetchPackage(levels, named);
  return engine.openPackage(manifest, files);
}

/** Compiles every script again; the bytes must be those in the package. */
function recompile(level: EnginePackage, strip: Strip): void {
  const text = new TextDecoder();
  for (const script of level.level.scripts) {
    const file = (path: string): string =>
      text.decode(
        need(level.files.get(path), () => ({
          code: 'source-missing',
          message: `The package lacks ${path}.`,
          hint: 'Compile the level again.',
          where: path,
        })),
      );
    if (script.path.endsWith('.ts') ? strip(file(script.path), script.path) === file(script.code.path) : script.code.path === script.path)
      continue;
    refuse({
      code: 'source-differs',
      message: `${script.code.path} is not what ${script.path} compiles to.`,
      hint: 'The code was changed after compiling. Compile the level again.',
      where: script.code.path,
    });
  }
}

function compareProofs(golden: readonly Proof[], cloud: readonly Proof[], engine: string): void {
  const ours = new Map(cloud.map((proof) => [proof.scenario, proof]));
  const theirs = new Map(golden.map((proof) => [proof.scenario, proof]));
  for (const scenario of new Set([...theirs.keys(), ...ours.keys()])) {
    const [theirProof, ourProof] = [theirs.get(scenario), ours.get(scenario)];
    const missing = theirProof === undefined ? 'has no proof in the request' : ourProof === undefined ? 'is not in the package' : undefined;
    if (missing !== undefined || theirProof === undefined || ourProof === undefined)
      return refuse({
        code: 'proof-missing',
        message: `Scenario ${scenario} ${missing}.`,
        hint: 'Prove the level again and publish that.',
        where: scenario,
      });
    if (
      theirProof.seed !== ourProof.seed ||
      theirProof.ticks !== ourProof.ticks ||
      theirProof.hash !== ourProof.hash ||
      theirProof.chainHash !== ourProof.chainHash
    )
      refuse({
        code: 'proof-differs',
        message: `Scenario ${scenario} ends in ${theirProof.hash} at tick ${theirProof.ticks} for the publisher, and in ${ourProof.hash} at tick ${ourProof.ticks} in the cloud with ${engine}.`,
        hint: 'Preview and publish with the engine build that the target names.',
        where: scenario,
      });
  }
}
