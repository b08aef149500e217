import type {
  Channel,
  ChannelHead,
  LevelStore,
  Publication,
  PublishBoard,
  PublishRequest,
  PublishState,
  Revision,
  ThumbnailState,
} from '../../ports/index.ts';
import { canonical, digest } from '../evidence.ts';

/** An object store of levels in memory. */
export class MemoryLevels implements LevelStore {
  readonly objects = new Map<string, Uint8Array>();
  readonly documents = new Map<string, object>();
  /** Called before a channel moves; a test races here. */
  beforeMove: () => void | Promise<void> = () => {};

  async putAsset(tenant: string, sha256: string, bytes: Uint8Array): Promise<'stored' | 'present'> {
    return this.#put(`${tenant}/assets/${sha256}`, bytes);
  }
  async asset(tenant: string, sha256: string): Promise<Uint8Array | undefined> {
    return this.objects.get(`${tenant}/assets/${sha256}`);
  }
  async putManifest(tenant: string, level: string, packageHash: string, bytes: Uint8Array): Promise<'stored' | 'present'> {
    return this.#put(`${tenant}/${level}/manifests/${packageHash}`, bytes);
  }
  async manifest(tenant: string, level: string, packageHash: string): Promise<Uint8Array | undefined> {
    return this.objects.get(`${tenant}/${level}/manifests/${packageHash}`);
  }
  async putRequest(request: PublishRequest): Promise<'stored' | 'present'> {
    return this.#document(`${request.tenant}/${request.level}/requests/${request.id}`, request);
  }
  async request(tenant: string, level: string, id: string): Promise<PublishRequest | undefined> {
    return this.documents.get(`${tenant}/${level}/requests/${id}`) as PublishRequest | undefined;
  }
  async putRevision(revision: Revision): Promise<'stored' | 'present'> {
    return this.#document(`${revision.tenant}/${revision.level}/${revision.channel}/revisions/${revision.revision}`, revision);
  }
  async revision(tenant: string, level: string, channel: string, revision: number): Promise<Revision | undefined> {
    return this.documents.get(`${tenant}/${level}/${channel}/revisions/${revision}`) as Revision | undefined;
  }
  async channel(tenant: string, level: string, channel: string): Promise<Channel | undefined> {
    const head = this.documents.get(`${tenant}/${level}/${channel}/HEAD`) as ChannelHead | undefined;
    return head && { head, tag: digest(canonical(head)) };
  }
  async moveChannel(tenant: string, level: string, channel: string, head: ChannelHead, tag: string | undefined): Promise<boolean> {
    await this.beforeMove();
    if ((await this.channel(tenant, level, channel))?.tag !== tag) return false;
    this.documents.set(`${tenant}/${level}/${channel}/HEAD`, head);
    return true;
  }

  #put(name: string, bytes: Uint8Array): 'stored' | 'present' {
    if (this.objects.has(name)) return 'present';
    this.objects.set(name, bytes);
    return 'stored';
  }
  #document(name: string, document: object): 'stored' | 'present' {
    if (this.documents.has(name)) return 'present';
    this.documents.set(name, document);
    return 'stored';
  }
}

export class MemoryBoard implements PublishBoard {
  readonly states = new Map<string, PublishState>();
  readonly publications = new Map<string, Publication>();

  async report(tenant: string, state: PublishState): Promise<void> {
    this.states.set(`${tenant}/${state.id}`, state);
  }
  async state(tenant: string, id: string): Promise<PublishState | undefined> {
    return this.states.get(`${tenant}/${id}`);
  }
  async list(tenant: string): Promise<Publication[]> {
    return [...this.publications.values()].filter(({ head }) => head.revision.tenant === tenant);
  }
  async record(publication: Publication): Promise<void> {
    const { tenant, level, channel } = publication.head.revision;
    this.publications.set(`${tenant}/${level}/${channel}`, publication);
  }
  async recordThumbnail(tenant: string, level: string, channel: string, packageHash: string, thumbnail: ThumbnailState): Promise<void> {
    const found = this.publications.get(`${tenant}/${level}/${channel}`);
    if (found?.head.revision.packageHash === packageHash) await this.record({ ...found, thumbnail });
  }
}
