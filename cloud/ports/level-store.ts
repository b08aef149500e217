import type { Proof } from './engine-builds.ts';
import type { Signature } from './keys.ts';

/** Immutable; its arrival starts the publish workflow. */
export interface PublishRequest {
  readonly format: 1;
  readonly kind: 'publish' | 'rollback';
  readonly id: string;
  readonly tenant: string;
  readonly project: string;
  readonly level: string;
  readonly name: string;
  readonly channel: string;
  readonly packageHash: string;
  readonly engine: string;
  readonly goldenHash: string;
  readonly proofs: readonly Proof[];
  /** Opaque id of who asks. */
  readonly publisher: string;
  /** Milliseconds since the epoch, by the publisher's clock. */
  readonly at: number;
  /** Rollback: the revision to go back to. */
  readonly to?: number;
  /** Base64 of the publisher's own signature over all of the above. */
  readonly signature?: string;
}

/** What a channel can point to. */
export interface Revision {
  readonly format: 1;
  readonly tenant: string;
  readonly channel: string;
  readonly revision: number;
  readonly project: string;
  readonly level: string;
  readonly name: string;
  readonly packageHash: string;
  readonly engine: string;
  readonly goldenHash: string;
  /** The same digest, over the proofs as the cloud ran them. */
  readonly cloudHash: string;
  readonly proofs: readonly Proof[];
  readonly publisher: string;
  readonly publishedAt: number;
  readonly request: string;
  readonly signature: Signature;
}

/** Where players look. Moving it is the publish. */
export interface ChannelHead {
  readonly format: 1;
  /** Highest revision number ever given on this channel. */
  readonly latest: number;
  /** The request that moved it here. */
  readonly request: string;
  readonly movedBy: string;
  readonly movedAt: number;
  readonly revision: Revision;
}

/** The channel's HEAD with the tag that a compare-and-set needs. */
export interface Channel {
  readonly head: ChannelHead;
  readonly tag: string;
}

export interface ThumbnailState {
  readonly state: 'pending' | 'ready' | 'unavailable';
  readonly reason?: string;
  readonly adapter?: string;
}

/** A published package as lists show it. */
export interface Publication {
  readonly head: ChannelHead;
  readonly thumbnail: ThumbnailState;
}

export type PublishStage = 'received' | 'verified' | 'signed' | 'promoted' | 'refused';

/** How far a request has come. */
export interface PublishState {
  readonly id: string;
  readonly stage: PublishStage;
  /** Where it was taken. */
  readonly region?: string;
  readonly revision?: number;
  readonly cloudHash?: string;
  readonly error?: { readonly code: string; readonly message: string; readonly hint?: string; readonly where?: string };
}

export interface LevelStore {
  /** Content-addressed; `present` when it was already there. */
  putAsset(tenant: string, sha256: string, bytes: Uint8Array): Promise<'stored' | 'present'>;
  asset(tenant: string, sha256: string): Promise<Uint8Array | undefined>;
  putManifest(tenant: string, level: string, packageHash: string, bytes: Uint8Array): Promise<'stored' | 'present'>;
  manifest(tenant: string, level: string, packageHash: string): Promise<Uint8Array | undefined>;
  putRequest(request: PublishRequest): Promise<'stored' | 'present'>;
  request(tenant: string, level: string, id: string): Promise<PublishRequest | undefined>;
  putRevision(revision: Revision): Promise<'stored' | 'present'>;
  revision(tenant: string, level: string, channel: string, revision: number): Promise<Revision | undefined>;
  channel(tenant: string, level: string, channel: string): Promise<Channel | undefined>;
  /** Compare-and-set; `tag` undefined means that there must be no HEAD yet. False when another moved it first. */
  moveChannel(tenant: string, level: string, channel: string, head: ChannelHead, tag: string | undefined): Promise<boolean>;
}

/** What people see of publishing: a read model beside the store. */
export interface PublishBoard {
  report(tenant: string, state: PublishState): Promise<void>;
  state(tenant: string, id: string): Promise<PublishState | undefined>;
  list(tenant: string): Promise<Publication[]>;
  record(publication: Publication): Promise<void>;
  /** Sets the picture of every publication of a package. */
  recordThumbnail(tenant: string, level: string, channel: string, packageHash: string, thumbnail: ThumbnailState): Promise<void>;
}
