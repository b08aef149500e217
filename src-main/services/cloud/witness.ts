import { appendFileSync, existsSync, mkdirSync, readFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { z } from 'zod';
import type { WitnessStore } from '../../../cloud/client/index.ts';

const Link = z.strictObject({
  format: z.literal(1),
  tenant: z.string(),
  n: z.int().min(0),
  session: z.string(),
  seq: z.int().min(0),
  hash: z.string(),
  prev: z.string(),
  at: z.number(),
  signature: z.strictObject({ algorithm: z.literal('ECDSA_SHA_256'), key: z.string(), value: z.string() }),
});
type Link = z.infer<typeof Link>;

/**
 * The signed heads that this person's programs saw, one file per target and tenant below the data folder, to which lines are added and nothing
 * else is done. A copy of it elsewhere holds what the machine's owner cannot take back.
 */
export function openWitness(dataDir: string, target = 'local'): WitnessStore {
  const fileOf = (tenant: string): string => join(dataDir, 'witness', target, `${tenant}.ndjson`);
  const textOf = (tenant: string): string => (existsSync(fileOf(tenant)) ? readFileSync(fileOf(tenant), 'utf8') : '');
  return {
    seen: (tenant) =>
      textOf(tenant)
        .split('\n')
        .flatMap((line) => readLink(line) ?? []),
    keep(tenant, links) {
      mkdirSync(dirname(fileOf(tenant)), { recursive: true, mode: 0o700 });
      const text = textOf(tenant);
      // A line that a crash cut short stays as it is, and stays alone.
      const begin = text === '' || text.endsWith('\n') ? '' : '\n';
      appendFileSync(fileOf(tenant), `${begin}${links.map((link) => `${JSON.stringify(link)}\n`).join('')}`, { mode: 0o600, flush: true });
    },
  };
}

function readLink(line: string): Link | undefined {
  try {
    return Link.safeParse(JSON.parse(line)).data;
  } catch {
    return undefined;
  }
}
