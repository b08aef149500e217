import { existsSync, mkdirSync, readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { dirname, join, resolve } from 'node:path';
import { digestOf } from '../fresh.ts';
import { scriptingWasm } from '../wasm/ensure.ts';
import { bundleEngine } from './bundle.ts';

export interface EngineBuild {
  /** `engine@<sha256>` */
  id: string;
  /** Relative to the repository: out/engine/<sha256>. */
  dir: string;
  built: boolean;
}

const root = resolve(import.meta.dirname, '../..');
const currentPath = join(root, 'out/engine/current.json');

/** What the bytes of a build depend on. Versions of packages are in the lockfile. */
const inputs = [
  ...['kernel', 'model', 'rules', 'record', 'run'].map((floor) => `engine/${floor}`),
  'build/engine-build',
  'build/wasm',
  'package-lock.json',
];

/** The engine of these sources, bundled on the first call and found again as long as nothing it is made of has changed. */
export async function ensureEngine(): Promise<EngineBuild> {
  const digest = digestOf(root, inputs);
  if (existsSync(currentPath)) {
    const current = JSON.parse(readFileSync(currentPath, 'utf8')) as { id: string; dir: string; inputs: string };
    if (current.inputs === digest && existsSync(join(root, current.dir, 'engine.json')))
      return { id: current.id, dir: current.dir, built: false };
  }
  const { sha256, files } = await bundleEngine(root, scriptingWasm());
  const dir = `out/engine/${sha256}`;
  if (!existsSync(join(root, dir, 'engine.json'))) writeBuild(join(root, dir), files);
  const part = `${currentPath}.${process.pid}.part`;
  writeFileSync(part, `${JSON.stringify({ id: `engine@${sha256}`, dir, inputs: digest })}\n`);
  renameSync(part, currentPath);
  return { id: `engine@${sha256}`, dir, built: true };
}

/** All or nothing: another process never sees half a build. */
function writeBuild(dir: string, files: ReadonlyMap<string, Uint8Array>): void {
  const part = `${dir}.${process.pid}.part`;
  for (const [path, bytes] of files) {
    mkdirSync(dirname(join(part, path)), { recursive: true });
    writeFileSync(join(part, path), bytes);
  }
  try {
    renameSync(part, dir);
  } catch (error) {
    rmSync(part, { recursive: true, force: true });
    if (!existsSync(join(dir, 'engine.json'))) throw error;
  }
}
