import type { EngineBuild, EngineBuilds, EnginePackage } from '../../ports/index.ts';
import type { SliceDeps } from './slice.ts';

type Open = SliceDeps['level'];

/** Packages that were opened, each once per function and engine build. */
export interface PackageCache {
  readonly open: Open;
  /** How many were really opened. */
  opened(): number;
}

export function packageCache(open: Open): PackageCache {
  const packages = new Map<string, Promise<EnginePackage>>();
  let opened = 0;
  return {
    opened: () => opened,
    open(engine: EngineBuild, named) {
      const key = `${named.tenant}/${named.packageHash}/${engine.id}`;
      const found = packages.get(key);
      if (found) return found;
      opened += 1;
      const opening = open(engine, named);
      packages.set(key, opening);
      opening.catch(() => packages.delete(key));
      return opening;
    },
  };
}

/** Opens what a session's next slice would open; the slice then finds it open, in the function that this was asked of. */
export async function warmLevel(
  { engines, level }: { readonly engines: EngineBuilds; readonly level: Open },
  { engine, ...named }: { readonly tenant: string; readonly level: string; readonly packageHash: string; readonly engine: string },
): Promise<void> {
  await level(await engines.load(engine), named);
}
