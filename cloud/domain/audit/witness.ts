import type { AuditReader, Keys, TenantDigest } from '../../ports/index.ts';
import { canonical, digest } from '../evidence.ts';
import { digestText } from './append.ts';
import type { Witness } from './verify.ts';

/** What a client keeps of the audits that it saw, where their owner does not write: links of tenants' digests, which are signed session heads. */
export interface WitnessStore {
  /** In the order in which they were seen. */
  seen(tenant: string): readonly TenantDigest[];
  keep(tenant: string, links: readonly TenantDigest[]): void;
}

/**
 * Keeps the links that came since the last one seen. Only what follows that one, and what the tenant's audit key signed, is kept: a history that
 * was written anew adds nothing to what is known of the old one.
 */
export async function keepHeads(
  { audit, keys }: { audit: Pick<AuditReader, 'digest'>; keys: Pick<Keys, 'verify'> },
  store: WitnessStore,
  tenant: string,
): Promise<void> {
  let last = store.seen(tenant).at(-1);
  const links: TenantDigest[] = [];
  for (;;) {
    const next = await audit.digest(tenant, (last?.n ?? -1) + 1);
    if (next === undefined || next.prev !== (last === undefined ? '' : digest(canonical(last)))) break;
    if (!(await keys.verify(tenant, 'audit', digestText(next), next.signature))) break;
    links.push(next);
    last = next;
  }
  if (links.length > 0) store.keep(tenant, links);
}

/** The heads in links, by session. */
export function witnessOf(links: readonly TenantDigest[]): Witness {
  const heads: Record<string, { seq: number; hash: string }[]> = {};
  for (const { session, seq, hash } of links) (heads[session] ??= []).push({ seq, hash });
  return heads;
}
