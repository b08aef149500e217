/** What came along with copied entities, among what is here: what is the same is used, what is lacking comes, and nothing is written over. */
import { type ProjectChange, sameValue } from '../../../../engine/document/index.ts';
import type { Json } from '../../../../engine/kernel/json.ts';
import type { ComponentType } from '../../../../engine/model/component.ts';
import type { AssetSpec } from '../../../../engine/model/project.ts';
import type { Copied } from '../level/read-copied.ts';
import { type Carried, renamedCopies, renamedMaterial } from './carried.ts';
import { extensionOf } from './kinds.ts';
import { assetPath } from './names.ts';

export interface SettledCarried {
  copied: Copied;
  changes: ProjectChange[];
  /** Names of what comes along. */
  came: readonly string[];
  /** Files that are not to be had: the references stay. */
  missing: readonly string[];
  /** Files that are not to be had while another file is called so here. */
  others: readonly string[];
}

const fileOf = (path: string): string => path.split('/').at(-1)!;

/** Hashes of the bytes that `here` lacks. */
export const lackingIn = ({ assets }: Pick<Copied, 'assets'>, here: Carried): string[] => {
  const known = new Set(Object.values(here.assets).map(({ sha256 }) => sha256));
  return [...new Set(Object.values(assets).map(({ sha256 }) => sha256))].filter((sha256) => !known.has(sha256));
};

/** @param isStored whether the bytes of that hash can be named here */
export function settleCarried(
  copied: Copied,
  here: Carried,
  types: readonly ComponentType[],
  isStored: (sha256: string) => boolean,
): SettledCarried {
  const paths = new Map<string, string>();
  const added: Record<string, AssetSpec> = {};
  const [came, missing, others]: [string[], string[], string[]] = [[], [], []];
  for (const [path, spec] of Object.entries(copied.assets)) {
    const standing = Object.hasOwn(here.assets, path) ? here.assets[path] : undefined;
    const same = Object.entries(here.assets).find(
      ([other, { sha256 }]) => sha256 === spec.sha256 && extensionOf(other) === extensionOf(path),
    );
    if (standing?.sha256 === spec.sha256) continue;
    if (same) paths.set(path, same[0]);
    else if (isStored(spec.sha256)) {
      const taken = [...Object.keys(here.assets), ...Object.keys(added)];
      const isFree = !taken.some((other) => other.toLowerCase() === path.toLowerCase());
      const free = isFree ? path : assetPath(fileOf(path), extensionOf(path), taken);
      paths.set(path, free);
      added[free] = { ...spec, name: spec.name ?? fileOf(path) };
      if (isFree && spec.name === undefined) delete added[free].name;
      came.push(spec.name ?? fileOf(path));
    } else if (standing) others.push(fileOf(path));
    else {
      // As an import of a file of this name will call it.
      const wanted = assetPath(fileOf(path), extensionOf(path), Object.keys(here.assets));
      paths.set(path, wanted);
      missing.push(fileOf(wanted));
    }
  }
  const asset = (path: string): string => paths.get(path) ?? path;
  const materials = new Map<string, string>();
  const worn: Record<string, Json> = {};
  for (const [id, original] of Object.entries(copied.materials)) {
    const material = renamedMaterial(original, asset) as unknown as Json;
    const says = (other: string): boolean =>
      Object.hasOwn(here.materials, other) && sameValue(here.materials[other] as unknown as Json, material);
    const isTaken = (other: string): boolean => Object.hasOwn(here.materials, other) || Object.hasOwn(worn, other);
    let free = id;
    for (let count = 2; isTaken(free) && !says(free); count += 1) free = `${id.slice(0, 58)}-${count}`;
    materials.set(id, free);
    if (says(free)) continue;
    worn[free] = material;
    came.push(original.name);
  }
  const changes = [
    ...Object.entries(added).map(([path, value]) => ({ path: ['assets', path], value: value as unknown as Json })),
    ...Object.entries(worn).map(([id, value]) => ({ path: ['materials', id], value })),
  ];
  return {
    copied: renamedCopies(copied, types, { asset, material: (id) => materials.get(id) ?? id }),
    changes,
    came,
    missing,
    others,
  };
}
