import type { AssetAbility } from '../../engine/net/protocol/index.ts';

/** What is made of an asset: the whole of it in another form, or a small picture of it. */
export interface Derivative {
  readonly use: 'whole' | 'thumbnail';
  readonly format: 'webp' | 'ktx2' | 'glb';
  /** What a client must be able to read beyond what it needs for the source. */
  readonly needs: readonly AssetAbility[];
  /** Pixels, of a picture. */
  readonly width?: number;
  readonly height?: number;
  /** Of a model. */
  readonly vertices?: number;
  readonly sha256: string;
  readonly size: number;
}

/** Immutable: what one set of tools made of one asset, or why it made nothing. */
export interface DerivedIndex {
  readonly format: 1;
  /** SHA-256 of the asset. */
  readonly source: string;
  /** Name of the tools and their settings; others make an index of their own. */
  readonly pipeline: string;
  readonly tools: Readonly<Record<string, string>>;
  readonly outcome: 'made' | 'failed';
  /** Why nothing was made. */
  readonly problem?: { readonly code: string; readonly message: string };
  readonly outputs: readonly Derivative[];
}

/** Derivatives of a tenant's assets, by the SHA-256 of the bytes. */
export interface DerivativeStore {
  /** The first bytes of an asset, and how many it has in all. */
  head(tenant: string, sha256: string, count: number): Promise<{ bytes: Uint8Array; size: number } | undefined>;
  source(tenant: string, sha256: string): Promise<Uint8Array | undefined>;
  index(tenant: string, source: string, pipeline: string): Promise<unknown>;
  putIndex(tenant: string, index: DerivedIndex): Promise<'stored' | 'present'>;
  bytes(tenant: string, sha256: string): Promise<Uint8Array | undefined>;
  put(tenant: string, sha256: string, bytes: Uint8Array): Promise<'stored' | 'present'>;
}

export type AssetKind = 'png' | 'jpeg' | 'webp' | 'glb';
export type MadeOutput = Omit<Derivative, 'sha256' | 'size'> & { readonly bytes: Uint8Array };
export type Made =
  | { readonly ok: true; readonly outputs: readonly MadeOutput[] }
  | { readonly ok: false; readonly problem: { readonly code: string; readonly message: string } };

/** Reads what strangers made, apart from everything that has keys. */
export interface Workshop {
  /** @throws Error `WorkshopLate` when it takes too long; everything about the bytes themselves is an answer */
  make(kind: AssetKind, bytes: Uint8Array): Promise<Made>;
}
