import { existsSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { z } from 'zod';

/** Files and folders that a template refers to by the key under which they would lie in a bucket. */
export interface Assets {
  /** The path of a file asset on this machine, undefined for a key that the manifest lacks. */
  readonly find: (objectKey: string) => string | undefined;
}

const manifest = z.object({
  files: z
    .record(
      z.string(),
      z.object({
        source: z.object({ path: z.string().optional(), packaging: z.string().optional() }),
        destinations: z.record(z.string(), z.object({ objectKey: z.string() })),
      }),
    )
    .optional(),
});

/** Reads the asset manifest beside a template: `X.assets.json` for `X.template.json`. No manifest means no assets. */
export function readAssets(templateFile: string, assetsDir: string): Assets {
  const file = path.join(assetsDir, path.basename(templateFile).replace(/(\.template)?\.json$/, '.assets.json'));
  const paths = new Map<string, string>();
  if (existsSync(file)) {
    const parsed = manifest.safeParse(JSON.parse(readFileSync(file, 'utf8')));
    if (!parsed.success) throw new Error(`${file} is not an asset manifest: ${parsed.error.issues[0]!.message}`);
    for (const { source, destinations } of Object.values(parsed.data.files ?? {})) {
      if (source.path === undefined) continue;
      for (const { objectKey } of Object.values(destinations)) paths.set(objectKey, path.resolve(assetsDir, source.path));
    }
  }
  return { find: (objectKey) => paths.get(objectKey) };
}
