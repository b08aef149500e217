/** What can be known to be wrong with paths before a world is opened. Warnings: a script may still complete what is missing. */
import type { CompiledEntity } from './compiled.ts';
import type { Document } from './document.ts';
import { entityLabel, type Problem } from './problem.ts';

/** A path without a way, and who follows nothing or cannot. */
export function checkPaths(level: Document<unknown>, entities: readonly CompiledEntity[], problems: Problem[]): void {
  const byKey = new Map(entities.map((entity) => [entity.key, entity]));
  const points = new Map<string, number>();
  for (const { parent, components } of entities)
    if (parent !== null && components['Transform']) points.set(parent, (points.get(parent) ?? 0) + 1);
  for (const { key, name, components } of entities) {
    const label = entityLabel(key, name);
    const report = (component: string, code: string, message: string, hint: string, field?: string): void => {
      const path = ['entities', key, 'components', component, ...(field === undefined ? [] : [field])];
      const place = { ...level.at(path), entity: key, component, ...(field !== undefined && { field }) };
      problems.push({ ...place, severity: 'warning', code, message, hint });
    };
    const count = points.get(key) ?? 0;
    if (components['Path'] && count < 2)
      report(
        'Path',
        'short-path',
        `${label} is a path and has ${count === 0 ? 'no points' : 'only one point'}: nobody moves along it.`,
        'Put two or more entities with a Transform right below it.',
      );
    const follower = components['PathFollower'];
    if (!follower) continue;
    const path = follower['path'];
    if (typeof path !== 'string')
      report('PathFollower', 'no-path', `${label} follows no path.`, 'Choose an entity with a Path in PathFollower.path.', 'path');
    else if (byKey.has(path) && !byKey.get(path)!.components['Path'])
      report(
        'PathFollower',
        'no-path',
        `${label} follows ${entityLabel(path, byKey.get(path)!.name)}, which is no path: it stays where it is.`,
        'Choose an entity with a Path, or give this one a Path and points.',
        'path',
      );
    if (!components['Transform'])
      report('PathFollower', 'unplaced-follower', `${label} follows a path and has no Transform to move.`, 'Give it a Transform.');
    const body = components['RigidBody'];
    if (body && body['kind'] !== 'kinematic')
      report(
        'PathFollower',
        'pushed-follower',
        `${label} follows a path and is a body that physics moves: the path does not move it.`,
        'Make its RigidBody kinematic, or take one of the two off.',
      );
  }
}
