import type { LevelPackage, TickedCommand } from '../../../engine/run/index.ts';
import type { GoldenWorld } from '../play.ts';

const base64 = (bytes: Uint8Array): string => Buffer.from(bytes).toString('base64');

/** A package as the runtimes get it. Commands after the last tick are left out. */
export const world = (
  name: string,
  pkg: LevelPackage,
  scenario: string,
  ticks: number,
  commands: readonly TickedCommand[] = [],
): GoldenWorld => ({
  name,
  manifest: base64(pkg.manifestBytes),
  files: Object.fromEntries([...pkg.files].map(([path, bytes]) => [path, base64(bytes)])),
  scenario,
  commands: commands.filter(({ tick }) => tick <= ticks),
  ticks,
});
