import { existsSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { z } from 'zod';

const manifest = z.object({
  artifacts: z.record(
    z.string(),
    z.object({ environment: z.string().optional(), properties: z.object({ templateFile: z.string().optional() }).optional() }),
  ),
});

/** The account and region that a template was synthesized for, where the CDK's manifest beside it says so. */
export function readEnvironment(templateFile: string): { account?: string; region?: string } {
  const file = path.join(path.dirname(templateFile), 'manifest.json');
  if (!existsSync(file)) return {};
  const parsed = manifest.safeParse(JSON.parse(readFileSync(file, 'utf8')));
  if (!parsed.success) return {};
  const artifact = Object.values(parsed.data.artifacts).find(({ properties }) => properties?.templateFile === path.basename(templateFile));
  const [, account, region] = /^aws:\/\/(\d{12})\/([a-z0-9-]+)$/.exec(artifact?.environment ?? '') ?? [];
  return { ...(account !== undefined && { account }), ...(region !== undefined && { region }) };
}
