/** `lq engine build`: checks, bundles, proves and keeps an engine build with systems of one's own. */
import { existsSync, mkdirSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { dirname, join, resolve } from 'node:path';
import { LedgerError } from '../../../engine/kernel/error.ts';
import type { Problem } from '../../../engine/model/problem.ts';
import { scriptingWasm } from '../../wasm/ensure.ts';
import { bundleOwn } from './bundle-own.ts';
import { checkOwnSources } from './check.ts';
import type { Proven } from './prove.ts';
import { readOwnSources } from './sources.ts';
import { tryOwn } from './trial.ts';

export interface OwnBuild extends Proven {
  /** `engine@<sha256>` */
  id: string;
  /** Absolute: `<folder>/builds/<sha256>`. */
  dir: string;
  builtMs: number;
}

export type OwnBuildResult = { ok: true; build: OwnBuild } | { ok: false; problems: Problem[] };

const root = resolve(import.meta.dirname, '../../..');

/**
 * Builds the engine of a folder. What is wrong with its files comes as problems; what is wrong with what they do is thrown: LedgerError
 * `system-endless`, `hidden-state`, `undeclared-write`, `system`, `component-type`, `own-module`. Nothing is kept of a build that is not proven.
 */
export async function buildOwnEngine(folder: string, { patience }: { patience?: number } = {}): Promise<OwnBuildResult> {
  const began = performance.now();
  const sources = readOwnSources(folder);
  const problems = await checkOwnSources(root, sources);
  if (problems.length > 0) return { ok: false, problems };
  const wasm = scriptingWasm();
  const { sha256, files } = await bundleOwn(root, wasm, sources);
  const id = `engine@${sha256}`;
  const dir = join(sources.dir, 'builds', sha256);
  const part = `${dir}.${process.pid}.part`;
  try {
    for (const [path, bytes] of files) {
      mkdirSync(dirname(join(part, path)), { recursive: true });
      writeFileSync(join(part, path), bytes);
    }
    const proven = await tryOwn({ dir: part, id, wasm }, patience).catch(asOurs);
    if (!existsSync(join(dir, 'engine.json'))) renameSync(part, dir);
    writeFileSync(join(sources.dir, 'builds', 'current.json'), `${JSON.stringify({ id })}\n`);
    return { ok: true, build: { id, dir, ...proven, builtMs: Math.round(performance.now() - began) } };
  } finally {
    rmSync(part, { recursive: true, force: true });
  }
}

/** The build has an error class of its own, so what it throws is told by its members. */
function asOurs(error: unknown): never {
  const { code, message, hint, where } = error as { code?: unknown; message: string; hint?: string; where?: string };
  if (error instanceof LedgerError) throw error;
  if (typeof code !== 'string' || typeof message !== 'string' || /^[A-Z_]+$/.test(code)) {
    throw new LedgerError({
      code: 'own-start',
      message: `The build does not start: ${message}`,
      hint: 'Correct what a module does when it is loaded.',
    });
  }
  throw new LedgerError({ code, message, ...(hint !== undefined && { hint }), ...(where !== undefined && { where }) });
}
