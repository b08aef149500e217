import { keepHeads, witnessOf, type Assurance, type Witness } from '../domain/audit/index.ts';
import type { Stores } from './stores.ts';
import type { CloudTarget } from './target.ts';

/** Keeps, outside the cloud, the heads of the audits that were seen: what a cloud shows later is held against them. */
export interface HeadKeeper {
  /** What a verdict is worth where no head was kept: keys that lie on this machine, or those of a KMS. */
  readonly keysOf: Exclude<Assurance, 'witnessed'>;
  /** Notes a tenant's heads. Where they cannot be kept none are: the next verdict is worth less, and nothing else fails. */
  keep(tenant: string): Promise<void>;
  seen(tenant: string): Witness;
}

export const headKeeper = ({ audit, keys }: Pick<Stores, 'audit' | 'keys'>, { endpoint, witness }: CloudTarget): HeadKeeper => ({
  keysOf: endpoint === undefined ? 'kms' : 'local',
  async keep(tenant) {
    if (witness !== undefined) await keepHeads({ audit, keys }, witness, tenant).catch(() => {});
  },
  seen: (tenant) => witnessOf(witness?.seen(tenant) ?? []),
});
