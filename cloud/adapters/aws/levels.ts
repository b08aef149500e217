import type {
  Channel,
  ChannelHead,
  Checkpoints,
  LevelStore,
  Publication,
  PublishBoard,
  PublishRequest,
  PublishState,
  Revision,
  ThumbnailState,
} from '../../ports/index.ts';
import { digest } from '../../domain/evidence.ts';
import { levelsPartition, publicationKey, requestKey } from './keys-of-items.ts';
import { jsonBytes, type Objects } from './objects.ts';
import type { Table } from './table.ts';

const level = (tenant: string, id: string): string => `tenants/${tenant}/levels/${id}`;
const json = { type: 'application/json' };

/** Keys of the bucket that others need to know. */
export const keyOf = {
  asset: (tenant: string, sha256: string) => `tenants/${tenant}/assets/${sha256}`,
  manifest: (tenant: string, id: string, packageHash: string) => `${level(tenant, id)}/manifests/${packageHash}.json`,
  request: (tenant: string, id: string, request: string) => `${level(tenant, id)}/requests/${request}.json`,
  revision: (tenant: string, id: string, channel: string, n: number) => `${level(tenant, id)}/${channel}/revisions/${n}.json`,
  head: (tenant: string, id: string, channel: string) => `${level(tenant, id)}/${channel}/HEAD`,
  checkpoint: (tenant: string, sha256: string) => `tenants/${tenant}/checkpoints/${sha256}`,
  thumbnail: (tenant: string, packageHash: string) => `tenants/${tenant}/thumbnails/${packageHash}.png`,
};

/** The parts of a request's key; undefined when it is not one. */
export function parseRequestKey(key: string): { tenant: string; level: string; id: string } | undefined {
  const [, tenant, id, request] = /^tenants\/([^/]+)\/levels\/([^/]+)\/requests\/([^/]+)\.json$/.exec(key) ?? [];
  return tenant === undefined || id === undefined || request === undefined ? undefined : { tenant, level: id, id: request };
}

/** Levels as objects of the bucket. */
export class S3Levels implements LevelStore {
  readonly #objects: Objects;

  constructor(objects: Objects) {
    this.#objects = objects;
  }

  putAsset(tenant: string, sha256: string, bytes: Uint8Array): Promise<'stored' | 'present'> {
    return this.#objects.create(keyOf.asset(tenant, sha256), bytes);
  }
  asset(tenant: string, sha256: string): Promise<Uint8Array | undefined> {
    return this.#objects.bytes(keyOf.asset(tenant, sha256));
  }
  putManifest(tenant: string, id: string, packageHash: string, bytes: Uint8Array): Promise<'stored' | 'present'> {
    return this.#objects.create(keyOf.manifest(tenant, id, packageHash), bytes, json);
  }
  manifest(tenant: string, id: string, packageHash: string): Promise<Uint8Array | undefined> {
    return this.#objects.bytes(keyOf.manifest(tenant, id, packageHash));
  }
  putRequest(request: PublishRequest): Promise<'stored' | 'present'> {
    return this.#objects.create(keyOf.request(request.tenant, request.level, request.id), jsonBytes(request), json);
  }
  request(tenant: string, id: string, request: string): Promise<PublishRequest | undefined> {
    return this.#objects.json(keyOf.request(tenant, id, request));
  }
  putRevision(revision: Revision): Promise<'stored' | 'present'> {
    return this.#objects.create(
      keyOf.revision(revision.tenant, revision.level, revision.channel, revision.revision),
      jsonBytes(revision),
      json,
    );
  }
  revision(tenant: string, id: string, channel: string, n: number): Promise<Revision | undefined> {
    return this.#objects.json(keyOf.revision(tenant, id, channel, n));
  }
  async channel(tenant: string, id: string, channel: string): Promise<Channel | undefined> {
    const found = await this.#objects.get(keyOf.head(tenant, id, channel));
    return found && { head: JSON.parse(new TextDecoder().decode(found.bytes)) as ChannelHead, tag: found.tag };
  }
  moveChannel(tenant: string, id: string, channel: string, head: ChannelHead, tag: string | undefined): Promise<boolean> {
    return this.#objects.swap(keyOf.head(tenant, id, channel), jsonBytes(head), tag);
  }
}

export class S3Checkpoints implements Checkpoints {
  readonly #objects: Objects;

  constructor(objects: Objects) {
    this.#objects = objects;
  }

  async put(tenant: string, bytes: Uint8Array): Promise<string> {
    const sha256 = digest(bytes);
    await this.#objects.create(keyOf.checkpoint(tenant, sha256), bytes);
    return sha256;
  }
  get(tenant: string, sha256: string): Promise<Uint8Array | undefined> {
    return this.#objects.bytes(keyOf.checkpoint(tenant, sha256));
  }
}

/** The read model of publishing, in the table. */
export class DynamoBoard implements PublishBoard {
  readonly #table: Table;

  constructor(table: Table) {
    this.#table = table;
  }

  async report(tenant: string, { id, ...state }: PublishState): Promise<void> {
    await this.#table.update({ key: requestKey(tenant, id), set: { ...state } });
  }
  async state(tenant: string, id: string): Promise<PublishState | undefined> {
    const item = await this.#table.get(requestKey(tenant, id));
    if (item === undefined) return undefined;
    const { pk: _, sk: __, ...state } = item;
    return { id, ...state } as unknown as PublishState;
  }
  async list(tenant: string): Promise<Publication[]> {
    const found: Publication[] = [];
    for await (const { head, thumbnail } of this.#table.startingWith(levelsPartition(tenant), 'LEVEL#'))
      found.push({ head: JSON.parse(String(head)) as ChannelHead, thumbnail: thumbnail as ThumbnailState });
    return found;
  }
  async record({ head, thumbnail }: Publication): Promise<void> {
    const { tenant, level: id, channel, packageHash } = head.revision;
    await this.#table.update({ key: publicationKey(tenant, id, channel), set: { head: JSON.stringify(head), packageHash, thumbnail } });
  }
  async recordThumbnail(tenant: string, id: string, channel: string, packageHash: string, thumbnail: ThumbnailState): Promise<void> {
    await this.#table.update({ key: publicationKey(tenant, id, channel), set: { thumbnail }, when: { packageHash } });
  }
}
