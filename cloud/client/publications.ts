import { keyOf } from '../adapters/aws/levels.ts';
import { systemHost } from '../adapters/aws/host.ts';
import type { Assurance } from '../domain/audit/index.ts';
import { fetchPackage } from '../domain/publish/index.ts';
import type { ThumbnailState } from '../ports/index.ts';
import type { HeadKeeper } from './heads.ts';
import { namesOf } from './members.ts';
import { publish, rollback, type OnProgress, type PublishDeps, type PublishOrder, type PublishResult } from './publish.ts';
import { revisionsOf, shownRevision, type RevisionHistory, type RevisionView } from './revisions.ts';
import type { Stores } from './stores.ts';
import type { CloudTarget } from './target.ts';
import { assetThumbnail } from './thumbnails.ts';

/** The revision that players of a channel see, and what it is a revision of. */
export interface PublicationView extends Omit<RevisionView, 'live'> {
  readonly tenant: string;
  readonly project: string;
  readonly level: string;
  readonly name: string;
  readonly channel: string;
  /** Highest revision number of the channel. */
  readonly latest: number;
  readonly thumbnail: ThumbnailState;
}

export interface ScenarioView {
  readonly id: string;
  readonly name: string;
  readonly ticks: number;
}

/** What was published, and what its signatures are worth: keys that lie on this machine, or those of a KMS. */
export type Published = PublishResult & { readonly assurance: Exclude<Assurance, 'witnessed'> };

/** Levels of a tenant: how they go live, and what of them is. */
export interface PublicationsClient {
  /** Engine builds that this target runs. */
  engines(): Promise<string[]>;
  /** Makes an engine build's files lie in the target's folder for engines. */
  bringEngine(id: string): Promise<void>;
  publish(order: PublishOrder, onProgress?: OnProgress): Promise<Published>;
  rollback(
    order: { tenant: string; level: string; channel: string; revision: number; publisher: string },
    onProgress?: OnProgress,
  ): Promise<Published>;
  publications(tenant: string): Promise<PublicationView[]>;
  /** What a channel has shown, newest first, at most fifty below the revision `before`. Refuses `level-unknown`. */
  revisions(order: { tenant: string; level: string; channel: string; before?: number }): Promise<RevisionHistory>;
  /** What a session of a package can begin with, in the package's order, which is by id; a session that names none has the first. */
  scenarios(tenant: string, level: string, packageHash: string): Promise<readonly ScenarioView[]>;
  /** The picture of a package, PNG. */
  thumbnail(tenant: string, packageHash: string): Promise<Uint8Array | undefined>;
  /** The small WebP that the pipeline made of an asset of these bytes; undefined while there is none. */
  assetThumbnail(tenant: string, sha256: string): Promise<Uint8Array | undefined>;
  /** Manifest and files of a published package, checked against its hash. */
  package(tenant: string, level: string, packageHash: string): Promise<{ manifest: Uint8Array; files: ReadonlyMap<string, Uint8Array> }>;
}

export function publicationsClient(stores: Stores, target: CloudTarget, heads: HeadKeeper): PublicationsClient {
  const { levels, compiled, board, directory, engines, limits, objects, derivatives } = stores;
  const { clock, ids, sleep } = systemHost;
  const publishing: PublishDeps = {
    limits,
    region: target.region,
    levels,
    board,
    directory,
    identities: target.identities,
    engines,
    clock,
    ids,
    sleep,
  };
  const assurance = heads.keysOf;
  return {
    engines: () => engines.list(),
    async bringEngine(id) {
      await engines.bring(id);
    },
    async publish(order, onProgress) {
      const published = await publish(publishing, order, onProgress);
      await heads.keep(order.tenant);
      return { ...published, assurance };
    },
    rollback: async (order, onProgress) => ({ ...(await rollback(publishing, order, onProgress)), assurance }),
    async publications(tenant) {
      const [publications, names] = await Promise.all([board.list(tenant), namesOf(directory, tenant)]);
      return publications.map(({ head: { revision: live, latest }, thumbnail }) => {
        const { project, level, name, channel } = live;
        return { ...shownRevision(live, names), tenant, project, level, name, channel, latest, thumbnail };
      });
    },
    revisions: async (order) => revisionsOf(levels, order, await namesOf(directory, order.tenant)),
    async scenarios(tenant, level, packageHash) {
      const { scenarios } = await compiled({ tenant, level, packageHash });
      return Object.entries(scenarios).map(([id, { name, ticks }]) => ({ id, name, ticks }));
    },
    thumbnail: (tenant, packageHash) => objects.bytes(keyOf.thumbnail(tenant, packageHash)),
    assetThumbnail: (tenant, sha256) => assetThumbnail(derivatives, tenant, sha256),
    package: (tenant, level, packageHash) => fetchPackage(levels, { tenant, level, packageHash }),
  };
}
