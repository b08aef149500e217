/** Plays golden worlds with the engine build at a URL. Knows no host: it runs in Node of any version, in a page and in a worker. */
import { checkWorld, type Checks } from './checks.ts';
import type { Engine, EngineOptions, LevelPackage, TickedCommand } from '../../engine/run/index.ts';

export interface GoldenWorld {
  name: string;
  /** Base64 of the package's manifest and files. */
  manifest: string;
  files: Record<string, string>;
  scenario: string;
  commands: TickedCommand[];
  ticks: number;
}

export interface Job {
  /** URL of the engine's entry. */
  entry: string;
  /** Base64 of the interpreters. */
  wasm: { quickjs: string; lua: string };
  /** Plays the worlds that need the host's Math in a column. */
  planted: boolean;
  worlds: GoldenWorld[];
  /** Also plays each world in every other way: see checks.ts. */
  checks?: boolean;
}

export interface Played {
  name: string;
  /** State hash of every tick from 1. */
  hashes: string[];
  chain: string;
  /** Of the last checkpoint: its length in bytes, and its SHA-256. It holds what neither hash nor chain do: interpreters and bodies. */
  size: number;
  digest: string;
  checks?: Checks;
}

interface LabModule {
  openLabEngine: (options: EngineOptions, planted: boolean) => Promise<Engine>;
  sha256Hex: (bytes: Uint8Array) => string;
}

const bytesOf = (base64: string): Uint8Array => Uint8Array.from(atob(base64), (char) => char.charCodeAt(0));

export async function play({ entry, wasm, planted, worlds, checks = false }: Job): Promise<Played[]> {
  const { openLabEngine, sha256Hex } = (await import(/* @vite-ignore */ entry)) as LabModule;
  const engine = await openLabEngine({ wasm: { quickjs: bytesOf(wasm.quickjs), lua: bytesOf(wasm.lua) }, id: 'engine@goldens' }, planted);
  const played: Played[] = [];
  for (const world of worlds) {
    const pkg = engine.openPackage(
      bytesOf(world.manifest),
      new Map(Object.entries(world.files).map(([path, base64]) => [path, bytesOf(base64)])),
    );
    if (engine.needsPhysics(pkg)) await engine.loadPhysics();
    const { last, ...one } = playOne(engine, pkg, world);
    played.push({ ...one, size: last.length, digest: sha256Hex(last), ...(checks && { checks: checkWorld(engine, pkg, world) }) });
  }
  return played;
}

/** Straight through the first half, then in slices of 1, 7 and 20 from checkpoint bytes. */
function playOne(
  engine: Engine,
  pkg: LevelPackage,
  { name, scenario, commands, ticks }: GoldenWorld,
): Pick<Played, 'name' | 'hashes' | 'chain'> & { last: Uint8Array } {
  const hashes: string[] = [];
  let checkpoint: Uint8Array | undefined;
  let chain = '';
  let at = 0;
  for (let round = 0; at < ticks; round += 1) {
    const size = Math.min(ticks - at, round === 0 ? Math.ceil(ticks / 2) : [1, 7, 20][round % 3]!);
    const due = commands.filter((command) => command.tick > at && command.tick <= at + size);
    const slice = engine.runSlice({ package: pkg, ...(checkpoint ? { checkpoint } : { start: { scenario } }), commands: due, ticks: size });
    hashes.push(...slice.hashes);
    ({ checkpoint, chain } = slice);
    at = slice.toTick;
  }
  return { name, hashes, chain, last: checkpoint ?? new Uint8Array() };
}
