/** Engine builds on this machine: found, checked against their name, loaded. */
import { createHash } from 'node:crypto';
import { existsSync, readFileSync } from 'node:fs';
import { basename, dirname, join, resolve } from 'node:path';
import { pathToFileURL } from 'node:url';
import type { Engine, EngineOptions } from '../../../engine/run/index.ts';
import { LedgerError } from '../../contract/error.ts';

export interface EngineBuild {
  /** `engine@<sha256>` */
  id: string;
  /** Absolute folder of its files. */
  dir: string;
}

interface EngineManifest {
  entry: string;
  /** Files of the interpreters, by name. */
  wasm: Readonly<Record<keyof EngineOptions['wasm'], string>>;
  files: { path: string; sha256: string; size: number }[];
}

const sha256 = (bytes: Uint8Array): string => createHash('sha256').update(bytes).digest('hex');

/** The folder that holds package.json, engine builds under out/ and, in a checkout, the sources. */
export function productRoot(from: string = import.meta.dirname): string {
  for (let folder = from; ; folder = dirname(folder)) {
    if (existsSync(join(folder, 'out', 'engine', 'current.json')) || existsSync(join(folder, 'package-lock.json'))) return folder;
    if (dirname(folder) === folder)
      throw new LedgerError({ code: 'no-product', message: `No LedgerQuest installation lies above ${from}.` });
  }
}

/** The engine build of this installation. In a checkout it is made from the sources when they have changed. */
export async function currentEngine(root: string = productRoot()): Promise<EngineBuild> {
  const builder = join(root, 'build', 'engine-build', 'ensure.ts');
  if (existsSync(builder)) {
    const { ensureEngine } = (await import(pathToFileURL(builder).href)) as { ensureEngine: () => Promise<EngineBuild> };
    const { id, dir } = await ensureEngine();
    return { id, dir: resolve(root, dir) };
  }
  const current = join(root, 'out', 'engine', 'current.json');
  if (!existsSync(current))
    throw new LedgerError({ code: 'no-engine', message: `There is no engine build under ${root}.`, hint: 'Install LedgerQuest again.' });
  const { id, dir } = JSON.parse(readFileSync(current, 'utf8')) as EngineBuild;
  return { id, dir: resolve(root, dir) };
}

/**
 * The build of an id, among those that are kept under `out/engine`; the current one is made when it is not there yet.
 * Throws LedgerError `engine-absent`, which says what is needed and where it was looked for.
 */
export async function engineOf(id: string, root: string = productRoot()): Promise<Engine> {
  const current = await currentEngine(root);
  const kept = join(root, 'out', 'engine');
  const name = /^engine@([0-9a-f]{64})$/.exec(id)?.[1];
  const dir = id === current.id ? current.dir : name === undefined ? undefined : join(kept, name);
  if (dir === undefined || !existsSync(join(dir, 'engine.json')))
    throw new LedgerError({
      code: 'engine-absent',
      message: `This needs the engine build ${id}; the one here is ${current.id}.`,
      hint: `It was looked for in ${join(kept, name ?? '<sha256>')}: put the build's folder there, under its hash.`,
      where: id,
    });
  return loadEngine(dir);
}

/** Checks every file of a build against its manifest and the manifest against the folder's name. Throws LedgerError `bad-engine` naming the file. */
export function checkEngine(dir: string): { id: string; manifest: EngineManifest } {
  const refuse = (where: string, message: string): never => {
    throw new LedgerError({ code: 'bad-engine', message, hint: 'Build or fetch it again.', where });
  };
  const read = (path: string): Buffer =>
    existsSync(join(dir, path)) ? readFileSync(join(dir, path)) : refuse(path, `The engine build ${dir} lacks ${path}.`);
  const bytes = read('engine.json');
  const name = sha256(bytes);
  if (name !== basename(dir)) refuse('engine.json', `The engine build in ${dir} is not the one that its folder names.`);
  const manifest = JSON.parse(bytes.toString('utf8')) as EngineManifest;
  for (const { path, sha256: expected } of manifest.files) {
    if (sha256(read(path)) !== expected) refuse(path, `${path} of the engine build ${name} was changed.`);
  }
  return { id: `engine@${name}`, manifest };
}

const loaded = new Map<string, Promise<Engine>>();

/** Loads the build in a folder: checked, then imported once per process. */
export function loadEngine(dir: string): Promise<Engine> {
  const folder = resolve(dir);
  let engine = loaded.get(folder);
  if (!engine) {
    engine = open(folder);
    loaded.set(folder, engine);
    engine.catch(() => loaded.delete(folder));
  }
  return engine;
}

async function open(dir: string): Promise<Engine> {
  const { id, manifest } = checkEngine(dir);
  const module = (await import(pathToFileURL(join(dir, manifest.entry)).href)) as {
    openEngine: (options: EngineOptions) => Promise<Engine>;
  };
  const wasm = Object.entries(manifest.wasm).map(([name, path]) => [name, new Uint8Array(readFileSync(join(dir, path)))] as const);
  return module.openEngine({ id, wasm: Object.fromEntries(wasm) as EngineOptions['wasm'] });
}
