import { prefabOf } from '../../../../engine/model/project.ts';

/** A reference to a prefab or a part of one, by what the prefab is called now. */
export function renamedRef(ref: string, names: ReadonlyMap<string, string>): string {
  const prefab = prefabOf(ref);
  return (names.get(prefab) ?? prefab) + ref.slice(prefab.length);
}
