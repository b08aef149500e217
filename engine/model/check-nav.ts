/** What can be known to be wrong with nav regions and agents before a world is opened. */
import { rotate, type Quat, type Vec3 } from '../kernel/math/index.ts';
import type { CompiledEntity } from './compiled.ts';
import type { Document } from './document.ts';
import { cellAt, cellCount, MAX_NAV_CELLS, navGround, type NavGround } from './nav-ground.ts';
import { entityLabel, type Problem } from './problem.ts';

type Region = { size: Vec3; cell: number; step: number };
type Placed = { position: Vec3; rotation: Quat; scale: Vec3 };

/** A region that is too fine is an error; who cannot walk is a warning, because it may be brought somewhere in the run. */
export function checkNav(level: Document<unknown>, entities: readonly CompiledEntity[], problems: Problem[]): void {
  const byKey = new Map(entities.map((entity) => [entity.key, entity]));
  const report = (
    { key }: CompiledEntity,
    severity: Problem['severity'],
    [component, field]: readonly [component: string, field?: string],
    [code, message, hint]: readonly [code: string, message: string, hint: string],
  ): void => {
    const path = ['entities', key, 'components', component, ...(field === undefined ? [] : [field])];
    problems.push({ ...level.at(path), severity, code, message, hint, entity: key, component, ...(field !== undefined && { field }) });
  };

  const grounds: NavGround[] = [];
  for (const entity of entities) {
    const region = entity.components['NavRegion'] as Region | undefined;
    if (!region) continue;
    const label = entityLabel(entity.key, entity.name);
    const ground = navGround(placeOf(entity, byKey), region);
    if (!entity.components['Transform'])
      report(
        entity,
        'warning',
        ['NavRegion'],
        ['unplaced-region', `${label} is a nav region and has no Transform: it is nowhere.`, 'Give it a Transform.'],
      );
    else if (cellCount(ground) > MAX_NAV_CELLS)
      report(
        entity,
        'error',
        ['NavRegion', 'cell'],
        [
          'too-many-cells',
          `${label} has ${ground.columns} times ${ground.rows} cells; a nav region may have ${MAX_NAV_CELLS}.`,
          'Make its cells larger, or make several regions of it.',
        ],
      );
    else grounds.push(ground);
  }

  for (const entity of entities) {
    if (!entity.components['NavAgent']) continue;
    const label = entityLabel(entity.key, entity.name);
    const body = entity.components['RigidBody'];
    if (!entity.components['Transform'])
      report(
        entity,
        'warning',
        ['NavAgent'],
        ['unplaced-agent', `${label} is to find its way and has no Transform to move.`, 'Give it a Transform.'],
      );
    else if (body && body['kind'] !== 'kinematic')
      report(
        entity,
        'warning',
        ['NavAgent'],
        [
          'pushed-agent',
          `${label} is to find its way and is a body that physics moves: it stays where that leaves it.`,
          'Make its RigidBody kinematic, or take one of the two off.',
        ],
      );
    else if (!grounds.some((ground) => cellAt(ground, placeOf(entity, byKey)) >= 0))
      report(
        entity,
        'warning',
        ['NavAgent'],
        [
          'agent-off-ground',
          grounds.length === 0
            ? `${label} is to find its way, and the level has no nav region.`
            : `${label} is to find its way and stands on no nav region.`,
          grounds.length === 0 ? 'Add a nav region around it and around where it goes.' : 'Put it on one, or make one larger.',
        ],
      );
  }
}

/** Where an entity is in the world: its position carried through the transforms above it. Circles among them are told elsewhere. */
function placeOf(entity: CompiledEntity, byKey: ReadonlyMap<string, CompiledEntity>): Vec3 {
  const seen = new Set<string>();
  let place: Vec3 = [0, 0, 0];
  for (let at: CompiledEntity | undefined = entity; at && !seen.has(at.key); at = at.parent === null ? undefined : byKey.get(at.parent)) {
    seen.add(at.key);
    const transform = at.components['Transform'] as Placed | undefined;
    if (!transform) continue;
    const { position, rotation, scale } = transform;
    const own: Vec3 = at === entity ? [0, 0, 0] : [place[0] * scale[0], place[1] * scale[1], place[2] * scale[2]];
    const [x, y, z] = rotate(rotation, own);
    place = [position[0] + x, position[1] + y, position[2] + z];
  }
  return place;
}
