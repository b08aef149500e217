import type { LevelPackage } from '../../../engine/model/package.ts';
import type { Engine, Proof } from '../../../engine/run/index.ts';
import { LedgerError } from '../../contract/error.ts';
import type { Publication, PublishCheck, PublishOutcome, PublishProgress } from '../../contract/index.ts';
import type { PersonalClient } from '../cloud/as-person.ts';
import { describeDifferences } from './differences.ts';
import { sessionPrice } from './price.ts';

export interface PublishTo {
  tenant: string;
  channel: string;
  publisher: string;
}

/** A level that compiles, or why it does not. */
export type Compiled = { ok: true; package: LevelPackage } | { ok: false; blockers: string[] };

export const asOutcome = (error: unknown): Extract<PublishOutcome, { ok: false }> => {
  const { code, message, hint, where } = error as { code?: unknown; message?: unknown; hint?: unknown; where?: unknown };
  const text = (value: unknown): string | undefined => (typeof value === 'string' && value !== '' ? value : undefined);
  return {
    ok: false,
    code: text(code) ?? 'publish-failed',
    message: text(message) ?? 'Publishing failed on our side; nothing went live.',
    ...(text(hint) !== undefined && { hint: text(hint) }),
    ...(text(where) !== undefined && { where: text(where) }),
  };
};

async function liveOf(cloud: PersonalClient, level: string, { tenant, channel }: PublishTo): Promise<Publication | undefined> {
  const found = (await cloud.publications(tenant)).find((publication) => publication.level === level && publication.channel === channel);
  if (!found) return undefined;
  const { project: _project, latest: _latest, ...view } = found;
  return view as Publication;
}

/** How a level stands to what is live, before anyone presses the button. */
export async function checkPublish(
  cloud: PersonalClient,
  engine: Engine,
  level: { id: string; compiled: Compiled },
  to: PublishTo,
  doubts: (level: LevelPackage) => Promise<string[]>,
): Promise<PublishCheck> {
  const { id, compiled } = level;
  const live = await liveOf(cloud, id, to);
  const blockers = compiled.ok ? [] : [...compiled.blockers];
  try {
    await cloud.authorise(to.tenant, to.publisher, 'publish');
  } catch (error) {
    const { message, hint } = asOutcome(error);
    blockers.unshift(hint ? `${message} ${hint}` : message);
  }
  const openSessions = live
    ? (await cloud.sessions(to.tenant)).filter(
        ({ level: of, channel, state }) => of === id && channel === to.channel && state !== 'finished' && state !== 'ended',
      ).length
    : 0;
  const base = { ...(live && { live }), openSessions, blockers, warnings: compiled.ok ? await doubts(compiled.package) : [] };
  if (!compiled.ok) return { ...base, differences: [], parity: live ? 'differs' : 'not-published', price: [] };
  const { package: pack } = compiled;
  const price = sessionPrice(pack.level.clock);
  const about = { ...base, packageHash: pack.hash, price };
  if (!live) return { ...about, differences: [], parity: 'not-published' };
  if (live.packageHash === pack.hash) {
    return live.engine === engine.id
      ? { ...about, differences: [], parity: 'same' }
      : {
          ...about,
          differences: [`The engine build differs: live runs on ${short(live.engine)}, this preview on ${short(engine.id)}.`],
          parity: 'differs',
        };
  }
  const { manifest, files } = await cloud.package(to.tenant, id, live.packageHash);
  const before = engine.openPackage(manifest, files).level;
  const differences = describeDifferences(before, pack.level);
  return { ...about, differences: differences.length > 0 ? differences : ['An asset changed.'], parity: 'changed' };
}

const short = (engine: string): string => engine.slice(0, 'engine@'.length + 12);

/** What was published, with the proofs that the cloud came to as well. */
export type Published = Extract<PublishOutcome, { ok: true }> & { proofs: readonly Proof[] };

/** Compiles, proves and publishes; every stage is told, and a refusal is an outcome like any other. */
export async function publishLevel(
  cloud: PersonalClient,
  engine: Engine,
  compile: () => Promise<Compiled>,
  to: PublishTo,
  tell: (progress: Omit<PublishProgress, 'publish'>) => void,
): Promise<Published | Extract<PublishOutcome, { ok: false }>> {
  try {
    await cloud.authorise(to.tenant, to.publisher, 'publish');
    tell({ stage: 'compile', fraction: 0.05, message: 'Compiling the level' });
    const compiled = await compile();
    if (!compiled.ok) {
      throw new LedgerError({
        code: 'level-broken',
        message: `The level does not compile: ${compiled.blockers[0] ?? 'see Problems'}`,
        hint: 'Problems lists what to mend.',
      });
    }
    const { package: pack } = compiled;
    if (engine.needsPhysics(pack)) await engine.loadPhysics();
    tell({ stage: 'prove', fraction: 0.15, message: 'Recording the proofs' });
    const proofs = engine.prove(pack);
    const { level: _level, ...result } = await cloud.publish({ ...to, level: pack, engine: engine.id, proofs }, tell);
    return { ok: true, ...result, proofs };
  } catch (error) {
    return asOutcome(error);
  }
}
