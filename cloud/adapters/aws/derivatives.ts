import type { DerivativeStore, DerivedIndex } from '../../ports/index.ts';
import { tenantPattern } from '../../events/index.ts';
import { keyOf } from './levels.ts';
import { jsonBytes, type Objects } from './objects.ts';

const folder = (tenant: string): string => `tenants/${tenant}/derivatives`;

/** Keys of what is made of assets. They lie apart from the assets, where only who makes them may write. */
export const derivedKey = {
  bytes: (tenant: string, sha256: string) => `${folder(tenant)}/${sha256}`,
  index: (tenant: string, source: string, pipeline: string) => `${folder(tenant)}/${source}.${pipeline}.json`,
};

const assetKey = new RegExp(`^tenants/(${tenantPattern})/assets/([0-9a-f]{64})$`);

/** The parts of an asset's key; undefined when it is not one. */
export function parseAssetKey(key: string): { tenant: string; sha256: string } | undefined {
  const [, tenant, sha256] = assetKey.exec(key) ?? [];
  return tenant === undefined || sha256 === undefined ? undefined : { tenant, sha256 };
}

/** Derivatives as objects of the bucket. */
export class S3Derivatives implements DerivativeStore {
  readonly #objects: Objects;

  constructor(objects: Objects) {
    this.#objects = objects;
  }

  head(tenant: string, sha256: string, count: number): Promise<{ bytes: Uint8Array; size: number } | undefined> {
    return this.#objects.part(keyOf.asset(tenant, sha256), 0, count);
  }
  source(tenant: string, sha256: string): Promise<Uint8Array | undefined> {
    return this.#objects.bytes(keyOf.asset(tenant, sha256));
  }
  index(tenant: string, source: string, pipeline: string): Promise<unknown> {
    return this.#objects.json(derivedKey.index(tenant, source, pipeline));
  }
  putIndex(tenant: string, index: DerivedIndex): Promise<'stored' | 'present'> {
    return this.#objects.create(derivedKey.index(tenant, index.source, index.pipeline), jsonBytes(index), { type: 'application/json' });
  }
  bytes(tenant: string, sha256: string): Promise<Uint8Array | undefined> {
    return this.#objects.bytes(derivedKey.bytes(tenant, sha256));
  }
  put(tenant: string, sha256: string, bytes: Uint8Array): Promise<'stored' | 'present'> {
    return this.#objects.create(derivedKey.bytes(tenant, sha256), bytes);
  }
}
