import type { Json } from '../../kernel/json.ts';
import type { Arena, Entity } from '../../kernel/world/index.ts';

const parts = 'xyzw';

/** A path such as `Transform.position.x` in its pieces. */
export function pieces(path: string): { component: string; field: string; part: number | undefined } {
  const [component = '', field = '', part] = path.split('.');
  return { component, field, part: part === undefined ? undefined : parts.indexOf(part) };
}

/** What a path of an entity holds; null where it has no such component. */
export function readPath(arena: Arena, entity: Entity, path: string): Json {
  const { component, field, part } = pieces(path);
  const value = arena.getField(entity, component, field) ?? null;
  return part === undefined || value === null ? value : ((value as readonly Json[])[part] ?? null);
}
