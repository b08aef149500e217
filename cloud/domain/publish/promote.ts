import type { ChannelHead, Clock, EngineBuilds, Keys, LevelStore, PublishBoard, PublishRequest, Revision } from '../../ports/index.ts';
import { need, refuse } from '../refusal.ts';
import { digest } from '../evidence.ts';
import { requirePublisher, type PublisherDeps } from './publisher.ts';
import { requestText, revisionText } from './text.ts';
import type { Verified } from './verify.ts';

/** The channel moved between signing and promoting: sign again on top of what is there now. */
export class ChannelMoved extends Error {
  override readonly name = 'ChannelMoved';
}

/**
 * Signs a verified request as the channel's next revision. A request that already is a revision keeps its number and signature; one for what is
 * live by another request, such as its twin of the same moment, is that revision.
 */
export async function signRevision(
  deps: { levels: LevelStore; keys: Keys; clock: Clock },
  request: PublishRequest,
  verified: Verified,
): Promise<Revision> {
  const { tenant, level, channel } = request;
  if (verified.request !== digest(requestText(request)))
    refuse({
      code: 'request-changed',
      message: `Request ${request.id} is not the one that was verified.`,
      hint: 'It was changed in the meantime. Publish again.',
      where: request.id,
    });
  if (verified.cloudHash !== request.goldenHash)
    refuse({
      code: 'proof-differs',
      message: `The cloud's proofs of ${level} digest to ${verified.cloudHash}, the publisher's to ${request.goldenHash}.`,
      where: level,
    });
  const current = (await deps.levels.channel(tenant, level, channel))?.head;
  if (current !== undefined && (current.request === request.id || isSame(current.revision, request))) return current.revision;
  const revision = await nextNumber(deps.levels, request, current?.latest ?? 0);
  const draft = {
    format: 1 as const,
    tenant,
    channel,
    revision,
    project: request.project,
    level,
    name: request.name,
    packageHash: request.packageHash,
    engine: request.engine,
    goldenHash: request.goldenHash,
    cloudHash: verified.cloudHash,
    proofs: verified.proofs,
    publisher: request.publisher,
    publishedAt: deps.clock.now(),
    request: request.id,
  };
  return { ...draft, signature: await deps.keys.sign(tenant, 'publish', revisionText(draft)) };
}

/**
 * Moves the channel to a signed revision by compare-and-set: this write is the publish. Repeating it changes nothing, and neither does what is
 * live already.
 * Throws `ChannelMoved` when another publish took the number.
 */
export async function promote(
  deps: { levels: LevelStore; keys: Keys; board: PublishBoard; clock: Clock },
  request: Pick<PublishRequest, 'id' | 'publisher' | 'kind'>,
  revision: Revision,
): Promise<ChannelHead> {
  const { tenant, level, channel } = revision;
  await requireSignature(deps.keys, revision);
  const current = await deps.levels.channel(tenant, level, channel);
  const stands = current?.head.revision.revision === revision.revision && revision.request !== request.id;
  const done = current?.head.request === request.id || stands;
  // What was live when it was signed is so no more: only a roll back may go back to it.
  if (!done && request.kind === 'publish' && revision.request !== request.id) throw new ChannelMoved(`${channel} of ${level} moved`);
  const head: ChannelHead = done
    ? current!.head
    : {
        format: 1,
        latest: Math.max(current?.head.latest ?? 0, revision.revision),
        request: request.id,
        movedBy: request.publisher,
        movedAt: deps.clock.now(),
        revision,
      };
  if (!done) {
    await placeRevision(deps.levels, request, revision, current?.head.latest ?? 0);
    if (!(await deps.levels.moveChannel(tenant, level, channel, head, current?.tag)))
      throw new ChannelMoved(`${channel} of ${level} moved`);
  }
  // Whoever moved it there has it drawn.
  if (!stands) await deps.board.record({ head, thumbnail: { state: 'pending' } });
  await deps.board.report(tenant, {
    id: request.id,
    stage: 'promoted',
    revision: head.revision.revision,
    cloudHash: head.revision.cloudHash,
  });
  return head;
}

const isSame = (live: Revision, { packageHash, engine, name }: PublishRequest): boolean =>
  live.packageHash === packageHash && live.engine === engine && live.name === name;

/** The first number above `latest` that no publish took; one that died before moving HEAD keeps the number it took. */
async function nextNumber(levels: LevelStore, { tenant, level, channel, id }: PublishRequest, latest: number): Promise<number> {
  for (let number = latest + 1; ; number += 1) {
    const taken = await levels.revision(tenant, level, channel, number);
    if (taken === undefined || taken.request === id) return number;
  }
}

async function placeRevision(levels: LevelStore, request: { id: string }, revision: Revision, latest: number): Promise<void> {
  if (revision.request !== request.id) return;
  const { tenant, level, channel } = revision;
  if (revision.revision <= latest) throw new ChannelMoved(`${channel} of ${level} is at ${latest} already`);
  if ((await levels.putRevision(revision)) === 'stored') return;
  const there = await levels.revision(tenant, level, channel, revision.revision);
  if (there?.request !== request.id) throw new ChannelMoved(`revision ${revision.revision} of ${level} on ${channel} is taken`);
}

/** Finds the revision that a rollback asks for and checks that it may go live again. */
export async function verifyRollback(
  deps: PublisherDeps & { levels: LevelStore; keys: Keys; engines: EngineBuilds },
  request: PublishRequest,
): Promise<Revision> {
  const { tenant, level, channel } = request;
  await requirePublisher(deps, request, 'rollback');
  const to = need(request.to, () => ({
    code: 'rollback-without-revision',
    message: 'A rollback names the revision to go back to.',
    where: request.id,
  }));
  const revision = need(await deps.levels.revision(tenant, level, channel, to), () => ({
    code: 'revision-unknown',
    message: `${level} has no revision ${to} on ${channel}.`,
    hint: 'List the publications to see which revisions there are.',
    where: `${level}#${channel}`,
  }));
  await requireSignature(deps.keys, revision);
  await deps.engines.load(revision.engine);
  return revision;
}

/** Refuses a revision that the tenant's key did not sign as it stands. */
export async function requireSignature(keys: Keys, revision: Revision): Promise<void> {
  if (await keys.verify(revision.tenant, 'publish', revisionText(revision), revision.signature)) return;
  refuse({
    code: 'revision-unsigned',
    message: `Revision ${revision.revision} of ${revision.level} on ${revision.channel} was changed after signing.`,
    hint: 'Publish the level again.',
    where: `${revision.level}#${revision.channel}`,
  });
}
