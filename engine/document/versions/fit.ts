/** What a room would refuse of a part that is about to be written: a single value that does not fit costs its author the whole edit. */
import type { Json } from '../../kernel/json.ts';
import { fieldKey, placementKey, presenceKey, splitKey } from '../level/document.ts';
import { checkMeta, checkRegister, type LevelSchema } from '../level/schema.ts';
import { checkProjectRegister } from '../project/document.ts';
import { registerKey } from '../project/registers.ts';
import { maxScriptLength } from '../script/document.ts';
import { isEntityId } from '../tree.ts';
import { nodeAt } from './nodes.ts';
import { entitiesMember, type Members, metaMember, type Node, type Part } from './part.ts';

/** `part` with what `instead` has, or nothing, wherever a value does not fit; and where that was. */
export function fitPart(part: Part, instead: Part, schema: LevelSchema): { part: Part; refused: readonly (readonly string[])[] } {
  if (part.kind === 'script') {
    const fits = part.text.length <= maxScriptLength;
    return { part: fits ? part : instead, refused: fits ? [] : [['lines', '1']] };
  }
  const refused: (readonly string[])[] = [];
  const takes = part.kind === 'level' ? takesOfLevel(schema) : (path: readonly string[], value: Json) => takesOfProject(path, value);
  const other = instead.kind === 'script' ? undefined : instead;
  const fit = (members: Members, path: readonly string[]): Members => {
    const kept = new Map<string, Node>();
    for (const [name, node] of members) {
      const at = [...path, name];
      if (at.length === 2 && at[0] === entitiesMember && part.kind === 'level' && !isEntityId(name)) refused.push(at);
      else if ('members' in node) kept.set(name, { members: fit(node.members, at) });
      else if (takes(at, node.value)) kept.set(name, node);
      else {
        refused.push(at);
        const standIn = nodeAt(other, at);
        if (standIn && 'value' in standIn && takes(at, standIn.value)) kept.set(name, standIn);
      }
    }
    return kept;
  };
  return { part: { kind: part.kind, members: fit(part.members, []) }, refused };
}

const takesOfLevel =
  (schema: LevelSchema) =>
  ([top, name = '', key = '', field]: readonly string[], value: Json): boolean => {
    if (top === metaMember) return checkMeta(name, value).ok;
    if (key === placementKey && Array.isArray(value)) return checkRegister(schema, placementKey, [value[0]!, value[1]!, 0, value[0]!]).ok;
    const register = field !== undefined ? fieldKey(key, field) : value === false ? presenceKey(key) : key;
    // What no register can be called is left out by whoever writes it.
    return (field !== undefined && splitKey(register) === undefined) || checkRegister(schema, register, value).ok;
  };

const takesOfProject = (path: readonly string[], value: Json): boolean => checkProjectRegister(registerKey(path), value) === undefined;
