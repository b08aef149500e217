/** One file on its way into the project: recognised, checked, made whole, stored; and where in the index it belongs. */
import { checkProjectChanges } from '../../../../engine/document/index.ts';
import type { Json } from '../../../../engine/kernel/json.ts';
import type { AssetSpec } from '../../../../engine/model/project.ts';
import { t } from '../../i18n/index.ts';
import type { BroughtFile } from '../host/ports.ts';
import { type BadCsv, readCsv } from './csv.ts';
import { packGltf } from './gltf-file.ts';
import { extensionOf, recognise } from './kinds.ts';
import { assetPath, shownName } from './names.ts';

/** Why a file is not taken, in words. */
export class Refused extends Error {
  readonly hint: string;
  constructor(message: string, hint: string) {
    super(message);
    this.hint = hint;
  }
}

/** As the host has it: nobody waits for a file to be read that it will not take. */
const largest = 256 << 20;
const largestTable = 1 << 20;

export interface BringOptions {
  /** The index, with what came in before. */
  entries: ReadonlyMap<string, AssetSpec>;
  into: string | undefined;
  /** A file that was brought along. */
  find: (name: string) => Promise<Uint8Array> | undefined;
  store: (sha256: string, bytes: Uint8Array<ArrayBuffer>) => Promise<void>;
  signal: AbortSignal;
}

export type BroughtIn = { path: string; spec: AssetSpec } | { table: string; value: Json };

/** Undefined for a part of another file. @throws Refused, and what storing throws */
export async function bringIn(file: BroughtFile, { entries, into, find, store, signal }: BringOptions): Promise<BroughtIn | undefined> {
  if (file.size > largest)
    throw new Refused(t('asset.tooBig', { size: Math.round(file.size / (1 << 20)), most: largest >> 20 }), t('asset.tooBig.hint'));
  if (file.size === 0) throw new Refused(t('asset.empty'), t('asset.again'));
  const bytes = await file.bytes();
  signal.throwIfAborted();
  const found = recognise(file.name, bytes.subarray(0, 64));
  if (found.is === 'part') return undefined;
  if (found.is === 'fbx') throw new Refused(t('asset.fbx'), t('asset.fbx.hint'));
  if (found.is === 'other') {
    const extension = extensionOf(file.name);
    throw found.really === undefined
      ? new Refused(t('asset.unknown', { extension }), t('asset.unknown.hint'))
      : new Refused(t('asset.other', { extension, really: found.really }), t('asset.other.hint', { really: found.really }));
  }
  if (found.is === 'table') return tableOf(file, bytes);
  const whole = found.kind === 'model' ? await modelOf(bytes, find) : new Uint8Array(bytes);
  const extension = found.kind === 'model' ? 'glb' : found.extension;
  if (into !== undefined && extensionOf(into) !== extension)
    throw new Refused(t('asset.otherKind', { was: extensionOf(into), is: extension }), t('asset.otherKind.hint'));
  const sha256 = [...new Uint8Array(await crypto.subtle.digest('SHA-256', whole))]
    .map((byte) => byte.toString(16).padStart(2, '0'))
    .join('');
  const same =
    into === undefined ? [...entries].find(([path, spec]) => spec.sha256 === sha256 && path.endsWith(`.${extension}`)) : undefined;
  if (same) return { path: same[0], spec: same[1] };
  signal.throwIfAborted();
  await store(sha256, whole);
  const name = shownName(
    file.name
      .split('/')
      .at(-1)!
      .replace(/\.gltf$/i, '.glb'),
  );
  const path = into ?? pathFor(name, extension, entries);
  const before = entries.get(path);
  const isPlain = path === `assets/${name}`;
  const kept = before?.name ?? (into !== undefined || isPlain || name === '' ? undefined : name);
  return { path, spec: { sha256, size: whole.length, ...(kept !== undefined && { name: kept }) } };
}

/** A file that is brought again takes the place of the one of its name: so an export is updated. */
function pathFor(name: string, extension: string, entries: ReadonlyMap<string, AssetSpec>): string {
  const again = [...entries].find(
    ([path, spec]) => (spec.name ?? path.split('/').at(-1)) === name && path.toLowerCase().endsWith(`.${extension}`),
  );
  return again?.[0] ?? assetPath(name, extension, entries.keys());
}

function tableOf(file: BroughtFile, bytes: Uint8Array): BroughtIn {
  if (bytes.length > largestTable) throw new Refused(t('asset.tableTooBig'), t('asset.tableTooBig.hint'));
  let text: string;
  try {
    text = new TextDecoder('utf-8', { fatal: true }).decode(bytes);
  } catch {
    throw new Refused(t('asset.notUtf8'), t('asset.notUtf8.hint'));
  }
  const read = readCsv(text);
  if ('why' in read) throw noTable(read);
  const table = assetPath(file.name, 'csv', []).slice('assets/'.length, -'.csv'.length);
  // What the project's room would refuse, and with it the whole step.
  if (checkProjectChanges([{ path: ['tables', table], value: read.table }]))
    throw new Refused(t('asset.tableTooMuch'), t('asset.tableTooBig.hint'));
  return { table, value: read.table };
}

function noTable(bad: BadCsv): Refused {
  switch (bad.why) {
    case 'empty':
      return new Refused(t('asset.noTable'), t('asset.noTable.hint'));
    case 'same-name':
      return new Refused(
        t('asset.csv.sameName', { name: bad.name, first: bad.columns[0], second: bad.columns[1] }),
        t('asset.csv.sameName.hint'),
      );
    case 'too-long':
      return new Refused(t('asset.csv.tooLong', bad), t('asset.csv.tooLong.hint'));
    case 'open-quote':
      return new Refused(t('asset.csv.openQuote', bad), t('asset.csv.openQuote.hint'));
  }
}

async function modelOf(bytes: Uint8Array, find: BringOptions['find']): Promise<Uint8Array<ArrayBuffer>> {
  const packed = await packGltf(bytes, find);
  if (packed.ok) return packed.glb;
  switch (packed.why) {
    case 'missing':
      throw new Refused(t('asset.gltf.missing', { files: packed.missing.join(', ') }), t('asset.gltf.missing.hint'));
    case 'old':
      throw new Refused(t('asset.gltf.old', { version: packed.detail ?? '' }), t('asset.gltf.old.hint'));
    case 'extension': {
      const name = packed.detail ?? '';
      const isPacked = /draco|meshopt|basisu/i.test(name);
      throw new Refused(t('asset.gltf.extension', { name }), t(isPacked ? 'asset.gltf.packed.hint' : 'asset.gltf.extension.hint'));
    }
    case 'outside':
      throw new Refused(t('asset.gltf.outside', packed), t('asset.gltf.outside.hint'));
    case 'broken':
      throw new Refused(t('asset.gltf.broken'), t('asset.again'));
    case 'unreadable':
      throw new Refused(t('asset.gltf.unreadable'), t('asset.again'));
  }
}
