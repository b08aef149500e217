import { mkdir, readFile, rename, writeFile } from 'node:fs/promises';
import { randomBytes } from 'node:crypto';
import { dirname, join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { digest } from '../../domain/evidence.ts';
import { refuse } from '../../domain/refusal.ts';
import type { EngineBuild, EngineBuilds } from '../../ports/index.ts';
import type { openEngine } from '../../../engine/run/index.ts';
import type { Objects } from './objects.ts';

const prefix = (sha256: string): string => `engines/${sha256}/`;
/** Lists a build's files; its sha256 is the build's name. */
export const engineManifest = 'engine.json';

interface BuildManifest {
  readonly files: readonly { readonly path: string; readonly sha256: string }[];
}

/** What a build's `engine.mjs` exports. */
interface EngineModule {
  readonly openEngine: typeof openEngine;
}

/** Engine builds in the bucket, checked against their names before a byte of them runs. */
export class S3EngineBuilds implements EngineBuilds {
  readonly #objects: Objects;
  readonly #folder: string;
  readonly #loaded = new Map<string, Promise<EngineBuild>>();

  /** `folder`: where builds are kept on this machine. */
  constructor(objects: Objects, folder: string) {
    this.#objects = objects;
    this.#folder = folder;
  }

  load(id: string): Promise<EngineBuild> {
    const loading = this.#loaded.get(id) ?? this.#fetch(id);
    this.#loaded.set(id, loading);
    loading.catch(() => this.#loaded.delete(id));
    return loading;
  }

  async list(): Promise<string[]> {
    return (await this.#objects.folders('engines/')).map((sha256) => `engine@${sha256}`);
  }

  /** Makes the folder hold a build, whatever it held before. */
  async bring(id: string): Promise<{ folder: string; files: ReadonlyMap<string, Uint8Array> }> {
    const sha256 = /^engine@([0-9a-f]{64})$/.exec(id)?.[1] ?? unknown(id);
    const folder = join(this.#folder, sha256);
    const files = await this.#files(id, sha256);
    for (const [path, bytes] of files) await keep(join(folder, path), bytes);
    return { folder, files };
  }

  async #fetch(id: string): Promise<EngineBuild> {
    const { folder, files } = await this.bring(id);
    const module = (await import(pathToFileURL(join(folder, 'engine.mjs')).href)) as EngineModule;
    return module.openEngine({
      id,
      wasm: { ...interpretersOf(files), quickjs: files.get('quickjs.wasm') ?? altered(id, 'quickjs.wasm') },
      stopwatch: () => performance.now(),
    });
  }

  async #files(id: string, sha256: string): Promise<ReadonlyMap<string, Uint8Array>> {
    const manifest = (await this.#objects.bytes(prefix(sha256) + engineManifest)) ?? unknown(id);
    if (digest(manifest) !== sha256) altered(id, engineManifest);
    const { files } = JSON.parse(new TextDecoder().decode(manifest)) as BuildManifest;
    const found = await Promise.all(
      files.map(async (file) => {
        const bytes = await this.#objects.bytes(prefix(sha256) + file.path);
        return [file.path, bytes !== undefined && digest(bytes) === file.sha256 ? bytes : altered(id, file.path)] as const;
      }),
    );
    return new Map(found);
  }
}

/** The interpreters of a build, by the names of their files. */
const interpretersOf = (files: ReadonlyMap<string, Uint8Array>): Record<string, Uint8Array> =>
  Object.fromEntries([...files].filter(([path]) => path.endsWith('.wasm')).map(([path, bytes]) => [path.slice(0, -'.wasm'.length), bytes]));

/** Uploads a build for every tenant of a target. The operator's write; builds stay as long as an audit names them. */
export async function deployEngineBuild(objects: Objects, { id, dir }: { id: string; dir: string }): Promise<'stored' | 'present'> {
  const sha256 = /^engine@([0-9a-f]{64})$/.exec(id)?.[1] ?? unknown(id);
  const manifest = new Uint8Array(await readFile(join(dir, engineManifest)));
  if (digest(manifest) !== sha256) altered(id, engineManifest);
  for (const { path } of (JSON.parse(new TextDecoder().decode(manifest)) as BuildManifest).files)
    await objects.create(prefix(sha256) + path, new Uint8Array(await readFile(join(dir, path))));
  return objects.create(prefix(sha256) + engineManifest, manifest, { type: 'application/json' });
}

/** Writes a file whole or not at all; several functions may share the folder. */
async function keep(file: string, bytes: Uint8Array): Promise<void> {
  const there = await readFile(file).catch(() => undefined);
  if (there !== undefined && digest(there) === digest(bytes)) return;
  await mkdir(dirname(file), { recursive: true });
  const draft = `${file}.${randomBytes(6).toString('hex')}`;
  await writeFile(draft, bytes);
  await rename(draft, file);
}

const unknown = (id: string): never =>
  refuse({
    code: 'engine-unknown',
    message: `This target does not run ${id}.`,
    hint: 'Publish with an engine build that the target lists.',
    where: id,
  });
const altered = (id: string, path: string): never =>
  refuse({
    code: 'engine-altered',
    message: `${path} of ${id} is not what the build's name stands for.`,
    hint: 'The operator deploys the build again.',
    where: path,
  });
