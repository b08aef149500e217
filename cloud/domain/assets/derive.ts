import type { DerivativeStore, DerivedIndex, Made, Workshop } from '../../ports/index.ts';
import { digest } from '../evidence.ts';
import { headBytes, kindOf } from './kind.ts';
import { caps, pipeline, tools } from './pipeline.ts';

export interface DeriveDeps {
  readonly store: DerivativeStore;
  readonly workshop: Workshop;
}

/** `nothing`: derivatives are made of no such file. `present`: these tools have seen it already. */
export type Derived = 'nothing' | 'present' | 'made' | 'failed';

/** A reading that took too long: another try may find the machine less busy. */
export class WorkshopLate extends Error {
  override readonly name = 'WorkshopLate';
}

const megabytes = (bytes: number): string => `${Math.round(bytes / (1 << 20))} MB`;
const failed = (code: string, message: string): Made => ({ ok: false, problem: { code, message } });

/**
 * Makes what can be made of an asset, once for each pipeline: bytes first, the index last, so that what the index names is there.
 * What cannot be read is an index too, and is not tried again.
 * @param last whether a reading that takes too long is to be noted as one that fails
 * @throws WorkshopLate while it is not the last try
 */
export async function deriveAsset(
  { store, workshop }: DeriveDeps,
  { tenant, sha256 }: { readonly tenant: string; readonly sha256: string },
  { last }: { readonly last: boolean },
): Promise<Derived> {
  const head = await store.head(tenant, sha256, headBytes);
  const kind = head && kindOf(head.bytes);
  if (!kind) return 'nothing';
  if ((await store.index(tenant, sha256, pipeline)) !== undefined) return 'present';
  const made =
    head.size > caps.bytes
      ? failed('asset-too-large', `it has ${megabytes(head.size)}, and nothing is made of more than ${megabytes(caps.bytes)}`)
      : await make();
  const outputs = [];
  for (const { bytes, ...about } of made.ok ? made.outputs : []) {
    const name = digest(bytes);
    await store.put(tenant, name, bytes);
    outputs.push({ ...about, sha256: name, size: bytes.length });
  }
  const index: DerivedIndex = {
    format: 1,
    source: sha256,
    pipeline,
    tools,
    outcome: made.ok ? 'made' : 'failed',
    ...(!made.ok && { problem: { code: made.problem.code, message: `Asset ${sha256}: ${made.problem.message}.` } }),
    outputs,
  };
  await store.putIndex(tenant, index);
  return index.outcome;

  async function make(): Promise<Made> {
    const bytes = await store.source(tenant, sha256);
    if (!bytes || digest(bytes) !== sha256) return failed('asset-altered', 'its bytes are not what its name says');
    try {
      return await workshop.make(kind!, bytes);
    } catch (error) {
      if (last && error instanceof WorkshopLate) return failed('asset-too-slow', error.message);
      throw error;
    }
  }
}
