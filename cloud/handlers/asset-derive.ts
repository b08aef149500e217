import { join } from 'node:path';
import { parseAssetKey } from '../adapters/aws/derivatives.ts';
import { forTenant } from '../adapters/aws/environment.ts';
import type { BatchReply } from '../adapters/aws/stream.ts';
import { openWorkshop } from '../adapters/workshop/index.ts';
import { deriveAsset } from '../domain/assets/index.ts';
import { ObjectCreated } from '../events/index.ts';

interface QueueRecord {
  readonly messageId: string;
  readonly body: string;
  readonly attributes: Readonly<Record<string, string>>;
}

/** After so many tries a reading that takes too long is one that fails. */
const mostTries = 3;

// Both lie beside the bundle of this function.
const folder = join(import.meta.dirname, 'workshop');
const workshop = openWorkshop({ module: join(folder, 'process.mjs'), folder });

/** Takes assets that were uploaded, one after another, and makes what can be made of each. */
export async function handler({ Records }: { readonly Records: readonly QueueRecord[] }): Promise<BatchReply> {
  const failed: string[] = [];
  for (const { messageId, body, attributes } of Records)
    try {
      const last = Number(attributes['ApproximateReceiveCount'] ?? 1) >= mostTries;
      await derive(ObjectCreated.parse(JSON.parse(body)).detail.object.key, last);
    } catch (error) {
      console.error(error);
      failed.push(messageId);
    }
  return { batchItemFailures: failed.map((itemIdentifier) => ({ itemIdentifier })) };
}

async function derive(key: string, last: boolean): Promise<void> {
  const asset = parseAssetKey(decodeURIComponent(key));
  if (!asset) return;
  const derived = await deriveAsset({ store: forTenant(asset.tenant).derivatives, workshop }, asset, { last });
  console.log(JSON.stringify({ ...asset, derived }));
}
