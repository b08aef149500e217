/**
 * A level package: a manifest of {path, sha256, size} and the files it names. The package's hash is the SHA-256 of the manifest's
 * canonical bytes, so equal content has one name everywhere and nothing in it can change unseen.
 */
import { sha256Hex } from '../kernel/hash/index.ts';
import { LedgerError } from '../kernel/error.ts';
import { compareText, type Json } from '../kernel/json.ts';
import { utf8 } from '../kernel/utf8.ts';
import { canonicalBytes, canonicalJson } from './canonical.ts';
import { type CompiledEntity, CompiledLevel, compiledPath } from './compiled.ts';
import { parseJson } from './json.ts';
import { Id } from './project.ts';
import { z } from './zod.ts';

export const Sha256 = z.string().regex(/^[0-9a-f]{64}$/, 'expected 64 hexadecimal digits');

const PackagePath = z
  .string()
  .max(300)
  .regex(
    /^(?:level\.json|(?:scripts|assets|behaviours)\/[A-Za-z0-9][A-Za-z0-9._/-]*)$/,
    'expected level.json, scripts/..., behaviours/... or assets/...',
  )
  .refine((path) => !path.split('/').includes('..'), 'expected a path without ..');

export const PackageManifest = z.strictObject({
  format: z.literal(1),
  project: Id,
  level: Id,
  name: z.string(),
  /** Sorted by path, each path once. */
  files: z.array(z.strictObject({ path: PackagePath, sha256: Sha256, size: z.int().min(0) })).min(1),
});
export type PackageManifest = z.infer<typeof PackageManifest>;

export interface LevelPackage {
  /** SHA-256 of `manifestBytes`, 64 hex digits. */
  readonly hash: string;
  readonly manifest: PackageManifest;
  /** The manifest as it is stored and hashed (RFC 8785). */
  readonly manifestBytes: Uint8Array;
  readonly files: ReadonlyMap<string, Uint8Array>;
  readonly level: CompiledLevel;
}

/** The same object with its keys as reading it by a schema leaves them. */
const inOrderOf = <T extends object>({ shape }: { shape: object }, value: T): T =>
  Object.fromEntries(Object.keys(shape).flatMap((key) => (key in value ? [[key, value[key as keyof T]]] : []))) as T;

const WithoutEntities = CompiledLevel.omit({ entities: true });

/**
 * Checks a level and seals it with its files into a package; its entities have been checked one by one before. What it hands out is read from
 * its bytes: whoever opens them later has the same, key for key. Files in `absent` are named by the package like any other; whoever stores it adds their bytes.
 */
export function createPackage(
  { entities, ...unchecked }: Omit<z.input<typeof CompiledLevel>, 'entities'> & { entities: readonly CompiledEntity[] },
  contents: ReadonlyMap<string, Uint8Array>,
  absent: PackageManifest['files'] = [],
): LevelPackage {
  const text = canonicalJson({ ...WithoutEntities.parse(unchecked), entities } as unknown as Json);
  const { entities: read, ...others } = JSON.parse(text) as CompiledLevel;
  const compiled = inOrderOf(CompiledLevel, {
    ...WithoutEntities.parse(others),
    entities: read.map((entity) => inOrderOf(CompiledLevel.shape.entities.element, entity)),
  });
  const files = new Map([...contents, [compiledPath, utf8(text)] as const].toSorted(([a], [b]) => compareText(a, b)));
  const manifest: PackageManifest = {
    format: 1,
    project: compiled.project.id,
    level: compiled.id,
    name: compiled.name,
    files: [...[...files].map(([path, bytes]) => ({ path, sha256: sha256Hex(bytes), size: bytes.length })), ...absent].toSorted((a, b) =>
      compareText(a.path, b.path),
    ),
  };
  const manifestBytes = canonicalBytes(manifest);
  return { hash: sha256Hex(manifestBytes), manifest, manifestBytes, files, level: compiled };
}

const refuse = (where: string, message: string): never => {
  throw new LedgerError({ code: 'bad-package', message, hint: 'Fetch or publish the level again.', where });
};

const textOf = (bytes: Uint8Array, where: string): string => {
  try {
    return new TextDecoder('utf-8', { fatal: true, ignoreBOM: true }).decode(bytes);
  } catch {
    return refuse(where, `${where} is not UTF-8.`);
  }
};

const decode = (bytes: Uint8Array, where: string): Json => {
  const parsed = parseJson(textOf(bytes, where));
  return parsed.ok ? parsed.value : refuse(where, `${where} is not JSON: line ${parsed.line}, column ${parsed.column}: ${parsed.message}`);
};

const sameBytes = (a: Uint8Array, b: Uint8Array): boolean => a.length === b.length && a.every((byte, index) => byte === b[index]);

/** Reads a manifest, without files. Throws LedgerError `bad-package` where it is not canonical or not well formed. */
export function readManifest(manifestBytes: Uint8Array): PackageManifest {
  const result = PackageManifest.safeParse(decode(manifestBytes, 'manifest'));
  if (!result.success)
    return refuse(
      'manifest',
      `The manifest is not well formed: ${result.error.issues[0]?.path.join('.')}: ${result.error.issues[0]?.message}.`,
    );
  const manifest = result.data;
  if (!sameBytes(canonicalBytes(manifest), manifestBytes)) refuse('manifest', 'The manifest is not in its canonical form.');
  manifest.files.forEach(({ path }, index) => {
    const before = manifest.files[index - 1];
    if (before && compareText(before.path, path) >= 0) refuse(path, `The manifest lists ${path} out of order or twice.`);
  });
  return manifest;
}

/** Opens a package from stored bytes; every file is checked by size and SHA-256 and the one that differs is named. Throws LedgerError `bad-package`. */
export function openPackage(manifestBytes: Uint8Array, files: ReadonlyMap<string, Uint8Array>): LevelPackage {
  const manifest = readManifest(manifestBytes);
  const kept = new Map<string, Uint8Array>();
  for (const { path, sha256, size } of manifest.files) {
    const bytes = files.get(path) ?? refuse(path, `The package lacks ${path}.`);
    if (bytes.length !== size) refuse(path, `${path} has ${bytes.length} bytes; the manifest says ${size}.`);
    if (sha256Hex(bytes) !== sha256) refuse(path, `${path} was changed: its SHA-256 is not the manifest's.`);
    kept.set(path, bytes);
  }
  const bytes = kept.get(compiledPath) ?? refuse(compiledPath, `The package has no ${compiledPath}.`);
  const parsed = CompiledLevel.safeParse(decode(bytes, compiledPath));
  if (!parsed.success) {
    const issue = parsed.error.issues[0];
    return refuse(compiledPath, `${compiledPath} is not well formed: ${issue?.path.join('.')}: ${issue?.message}.`);
  }
  const level = parsed.data;
  if (level.project.id !== manifest.project || level.id !== manifest.level)
    refuse(compiledPath, `${compiledPath} is of another level than the manifest.`);
  for (const script of level.scripts) {
    for (const [path, hash] of [
      [script.path, script.source],
      [script.code.path, script.code.sha256],
    ] as const) {
      const entry = manifest.files.find((file) => file.path === path) ?? refuse(path, `The package lacks ${path}.`);
      if (entry.sha256 !== hash) refuse(path, `${path} is not the script that the level was compiled with.`);
    }
  }
  return { hash: sha256Hex(manifestBytes), manifest, manifestBytes, files: kept, level };
}
