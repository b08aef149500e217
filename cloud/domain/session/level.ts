import { CompiledLevel, compiledPath } from '../../../engine/model/compiled.ts';
import { readManifest } from '../../../engine/model/package.ts';
import type { LevelStore } from '../../ports/index.ts';
import { digest } from '../evidence.ts';
import { need, refuse } from '../refusal.ts';

interface Named {
  readonly tenant: string;
  readonly level: string;
  readonly packageHash: string;
}

/** `level.json` of a stored package: what a router needs without an engine. Checks both hashes on the way. */
export async function readLevel(levels: LevelStore, { tenant, level, packageHash }: Named): Promise<CompiledLevel> {
  const manifestBytes = need(await levels.manifest(tenant, level, packageHash), () =>
    missing(`the manifest of level ${level}`, packageHash),
  );
  if (digest(manifestBytes) !== packageHash) altered(`The manifest of level ${level}`, packageHash);
  const { sha256 } = need(
    readManifest(manifestBytes).files.find(({ path }) => path === compiledPath),
    () => missing(compiledPath, packageHash),
  );
  const bytes = need(await levels.asset(tenant, sha256), () => missing(`${compiledPath} of level ${level}`, sha256));
  if (digest(bytes) !== sha256) altered(`${compiledPath} of level ${level}`, sha256);
  return CompiledLevel.parse(JSON.parse(new TextDecoder().decode(bytes)));
}

/** `readLevel` with what was read kept by package hash: packages never change. */
export function levelCache(levels: LevelStore, capacity = 32): (named: Named) => Promise<CompiledLevel> {
  const kept = new Map<string, CompiledLevel>();
  return async (named) => {
    const key = `${named.tenant}/${named.packageHash}`;
    const level = kept.get(key) ?? (await readLevel(levels, named));
    kept.delete(key);
    kept.set(key, level);
    for (const oldest of kept.keys()) if (kept.size > capacity) kept.delete(oldest);
    return level;
  };
}

const missing = (what: string, where: string) => ({
  code: 'package-unknown',
  message: `The target lacks ${what}.`,
  hint: 'Publish the level again.',
  where,
});
const altered = (what: string, where: string): never =>
  refuse({ code: 'package-altered', message: `${what} was changed after it was published.`, hint: 'Publish the level again.', where });
