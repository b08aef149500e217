import type { LevelPackage } from '../../engine/model/package.ts';
import type {
  Clock,
  Directory,
  EngineBuilds,
  Ids,
  LevelStore,
  Member,
  Proof,
  PublishBoard,
  PublishRequest,
  PublishStage,
  Sleep,
} from '../ports/index.ts';
import { proofDigest } from '../domain/evidence.ts';
import { authorise, requestText } from '../domain/publish/index.ts';
import { requireResidency, type ResidencyDeps } from '../domain/quota/index.ts';
import { need, refuse } from '../domain/refusal.ts';
import { Channel } from '../events/index.ts';
import type { Identities, Identity } from './identities.ts';

export interface PublishOrder {
  readonly tenant: string;
  readonly channel: string;
  readonly level: LevelPackage;
  /** `engine@<sha256>` of the build that made the proofs. */
  readonly engine: string;
  readonly proofs: readonly Proof[];
  /** Who publishes, by the name that the tenant's directory knows. */
  readonly publisher: string;
}

export interface PublishResult {
  readonly tenant: string;
  readonly level: string;
  readonly channel: string;
  readonly revision: number;
  readonly packageHash: string;
  readonly goldenHash: string;
  /** The same digest, over the proofs as the cloud ran them. */
  readonly cloudHash: string;
  /** The channel already showed exactly this. */
  readonly unchanged: boolean;
}

export interface PublishProgress {
  readonly stage: 'upload' | 'verify' | 'sign' | 'promote' | 'done';
  /** 0 to 1. */
  readonly fraction: number;
  readonly message: string;
}
export type OnProgress = (progress: PublishProgress) => void;

export interface PublishDeps extends ResidencyDeps {
  readonly levels: LevelStore;
  readonly board: PublishBoard;
  readonly directory: Directory;
  readonly identities: Identities | undefined;
  readonly engines: Pick<EngineBuilds, 'list'>;
  readonly clock: Clock;
  readonly ids: Ids;
  readonly sleep: Sleep['sleep'];
}

/** How long the cloud may take, ms. */
const patience = 10 * 60_000;
const stageOf: Readonly<Record<PublishStage, PublishProgress | undefined>> = {
  received: { stage: 'verify', fraction: 0.45, message: 'The cloud replays the proofs' },
  verified: { stage: 'sign', fraction: 0.75, message: 'The cloud’s proofs are equal; signing' },
  signed: { stage: 'promote', fraction: 0.9, message: 'Moving the channel' },
  promoted: { stage: 'done', fraction: 1, message: 'Live' },
  refused: undefined,
};

/**
 * Publishes a package: uploads what is not there, asks by an immutable request, and follows the workflow until the channel has moved.
 * Content that is live already is recognised before anything is uploaded. Refuses `forbidden`, `no-signing-key`, `engine-unknown`, and whatever the workflow refused.
 */
export async function publish(deps: PublishDeps, order: PublishOrder, onProgress: OnProgress = () => {}): Promise<PublishResult> {
  const { tenant, channel, level, engine, proofs, publisher } = order;
  const { manifest } = level;
  checkChannel(channel);
  const signer = signerOf(deps, tenant, await authorise(deps.directory, { tenant, person: publisher, to: 'publish' }));
  await requireResidency(deps, tenant);
  await requireEngine(deps.engines, engine);
  const live = (await deps.levels.channel(tenant, manifest.level, channel))?.head.revision;
  if (live?.packageHash === level.hash && live.engine === engine) {
    onProgress({ stage: 'done', fraction: 1, message: `Revision ${live.revision} is exactly this already` });
    return resultOf(live, true);
  }
  await upload(deps.levels, tenant, level, onProgress);
  const request = signed(signer, {
    format: 1,
    kind: 'publish',
    id: deps.ids.next('p'),
    tenant,
    project: manifest.project,
    level: manifest.level,
    name: manifest.name,
    channel,
    packageHash: level.hash,
    engine,
    goldenHash: proofDigest(proofs),
    proofs,
    publisher: signer.id,
    at: deps.clock.now(),
  });
  await deps.levels.putRequest(request);
  const number = await follow(deps, request, onProgress);
  const revision = need(await deps.levels.revision(tenant, manifest.level, channel, number), () => lost(request));
  return resultOf(revision, revision.request !== request.id);
}

/** Points a channel back to an older revision. The workflow makes the same write as for a publish. */
export async function rollback(
  deps: PublishDeps,
  { tenant, level, channel, revision, publisher }: { tenant: string; level: string; channel: string; revision: number; publisher: string },
  onProgress: OnProgress = () => {},
): Promise<PublishResult> {
  const signer = signerOf(deps, tenant, await authorise(deps.directory, { tenant, person: publisher, to: 'rollback' }));
  const target = need(await deps.levels.revision(tenant, level, channel, revision), () => ({
    code: 'revision-unknown',
    message: `${level} has no revision ${revision} on ${channel}.`,
    where: `${level}#${channel}`,
  }));
  const { project, name, packageHash, engine, goldenHash, proofs } = target;
  const request = signed(signer, {
    format: 1,
    kind: 'rollback',
    id: deps.ids.next('p'),
    tenant,
    project,
    level,
    name,
    channel,
    packageHash,
    engine,
    goldenHash,
    proofs,
    publisher: signer.id,
    at: deps.clock.now(),
    to: revision,
  });
  await deps.levels.putRequest(request);
  await follow(deps, request, onProgress);
  return resultOf(target, false);
}

/** The person's own key, which must lie on this machine and be the one that the directory knows. */
function signerOf({ identities }: PublishDeps, tenant: string, { id, name, key }: Member): Identity {
  const identity = identities?.of(name);
  if (identity === undefined || identity.id !== id || identity.publicKey !== key)
    return refuse({
      code: 'no-signing-key',
      message: `This machine does not hold the key with which ${name} signs in ${tenant}.`,
      hint: 'Publish from the machine whose cloud it is; lq up makes the keys of its people.',
      where: tenant,
    });
  return identity;
}

const signed = (signer: Identity, request: PublishRequest): PublishRequest => ({
  ...request,
  signature: signer.sign(requestText(request)),
});

const resultOf = (
  { tenant, level, channel, revision, packageHash, goldenHash, cloudHash }: Omit<PublishResult, 'unchanged'>,
  unchanged: boolean,
): PublishResult => ({ tenant, level, channel, revision, packageHash, goldenHash, cloudHash, unchanged });

function checkChannel(channel: string): void {
  if (Channel.safeParse(channel).success) return;
  refuse({
    code: 'bad-channel',
    message: `${JSON.stringify(channel)} cannot be a channel.`,
    hint: 'Use lower-case letters, digits and dashes, for example live or staging.',
    where: channel,
  });
}

async function requireEngine(engines: Pick<EngineBuilds, 'list'>, engine: string): Promise<void> {
  const builds = await engines.list();
  if (builds.includes(engine)) return;
  refuse({
    code: 'engine-unknown',
    message: `This target does not run ${engine}.`,
    hint:
      builds.length === 0
        ? 'It runs none yet. The operator deploys one: lq up does.'
        : `It runs ${builds.join(', ')}: preview and publish with one of them.`,
    where: engine,
  });
}

async function upload(levels: LevelStore, tenant: string, level: LevelPackage, onProgress: OnProgress): Promise<void> {
  const { files } = level.manifest;
  for (const [index, { path, sha256 }] of files.entries()) {
    onProgress({ stage: 'upload', fraction: 0.1 + (0.3 * index) / files.length, message: `Uploading ${path}` });
    await levels.putAsset(tenant, sha256, level.files.get(path)!);
  }
  await levels.putManifest(tenant, level.manifest.level, level.hash, level.manifestBytes);
}

/** Waits for the workflow; returns the revision. */
async function follow(deps: PublishDeps, { tenant, id }: PublishRequest, onProgress: OnProgress): Promise<number> {
  const until = deps.clock.now() + patience;
  let shown: PublishStage | undefined;
  while (deps.clock.now() < until) {
    const state = await deps.board.state(tenant, id);
    if (state !== undefined && state.stage !== shown) {
      shown = state.stage;
      const progress = stageOf[state.stage];
      if (progress) onProgress(progress);
      if (state.stage === 'promoted') return state.revision!;
      if (state.stage === 'refused') refuse(state.error ?? { code: 'publish-failed', message: 'The publish was refused without a word.' });
    }
    await deps.sleep(state === undefined ? 100 : 50);
  }
  return refuse({
    code: 'publish-timeout',
    message: `The publish workflow has not answered in ${patience / 60_000} minutes.`,
    hint: `Nothing of it is live unless the channel says so. Request ${id} tells how far it came.`,
    where: id,
  });
}

const lost = ({ id, level, channel }: PublishRequest) => ({
  code: 'revision-unknown',
  message: `The revision of request ${id} is not there.`,
  where: `${level}#${channel}`,
});
