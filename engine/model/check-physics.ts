/** What can be known to be wrong with a level's physics before a world is opened. */
import type { CompiledEntity } from './compiled.ts';
import type { Document } from './document.ts';
import { builtinBackends, type BackendTraits, type PhysicsSettings } from './physics.ts';
import { entityLabel, suggest, type Problem } from './problem.ts';

interface Written {
  readonly components: Readonly<Record<string, unknown>>;
}
type Components = CompiledEntity['components'];

/** Something with components, and how to tell a problem of one of them. */
interface Owner {
  readonly label: string;
  /** As they are written, also those that were refused. */
  readonly written: Readonly<Record<string, unknown>>;
  /** Whole, those that were not. */
  readonly components: Components;
  readonly report: (severity: Problem['severity'], component: string, code: string, message: string, hint: string, field?: string) => void;
}

/**
 * What the backend cannot do is an error; what physics would pass over in silence is a warning, because a script may still complete it.
 * @param backends those of the engine; without them only what is wrong with every engine is told
 */
export function checkPhysics(
  level: Document<{ physics?: PhysicsSettings | undefined; entities: Record<string, Written> }>,
  entities: readonly CompiledEntity[],
  backends: readonly BackendTraits[] | undefined,
  problems: Problem[],
): void {
  const backend = checkBackend(level, backends, problems);
  const bodies = new Map(entities.map((entity) => [entity.key, entity]));
  for (const { key, name, components } of entities) {
    const owner: Owner = {
      label: entityLabel(key, name),
      written: level.value.entities[key]!.components,
      components,
      report: (severity, component, code, message, hint, field) => {
        const path = ['entities', key, 'components', component, ...(field === undefined ? [] : [field])];
        problems.push({ ...level.at(path), severity, code, message, hint, entity: key, component, ...(field !== undefined && { field }) });
      },
    };
    checkParts(owner, bodyParts);
    checkJoint(owner, key, backend, bodies, level.value.entities);
    checkCharacter(owner, bodyParts, 'error');
  }
}

/** What scripts and spawners make from prefabs is given a Transform where it is made. */
export function checkPrefabPhysics(
  project: Document<unknown>,
  { list, written }: { list: Readonly<Record<string, { components: Components }>>; written: ReadonlyMap<string, Components> },
  problems: Problem[],
): void {
  for (const [name, { components }] of Object.entries(list)) {
    const owner: Owner = {
      label: `Prefab ${name}`,
      written: written.get(name)!,
      components,
      report: (severity, component, code, message, hint) => {
        problems.push({ ...project.at(['prefabs', name, 'components', component]), severity, code, message, hint, component });
      },
    };
    const parts = bodyParts.filter((part) => part !== 'Transform');
    checkParts(owner, parts);
    checkCharacter(owner, parts, 'warning');
  }
}

function checkBackend(
  level: Document<{ physics?: PhysicsSettings | undefined }>,
  backends: readonly BackendTraits[] | undefined,
  problems: Problem[],
): BackendTraits {
  const name = level.value.physics?.backend ?? 'rapier';
  const known = backends ?? builtinBackends;
  const backend = known.find((one) => one.name === name);
  if (backend) return backend;
  if (backends) {
    problems.push({
      ...level.at(['physics', 'backend']),
      severity: 'error',
      code: 'unknown-backend',
      message: `physics.backend names ${name}, which this engine does not have.`,
      hint: suggest(
        name,
        known.map((one) => one.name),
      ),
      field: 'physics.backend',
    });
  }
  return { name, joints: true };
}

/** What makes an entity a body. */
const bodyParts = ['Transform', 'RigidBody', 'Collider'] as const;

const missingOf = (written: Owner['written'], parts: readonly string[]): string[] => parts.filter((part) => written[part] === undefined);

/** What is missing, with the kind that the RigidBody should have. */
const give = (missing: readonly string[], kind = 'fixed for what stands still'): string =>
  missing.map((part) => (part === 'RigidBody' ? `RigidBody (kind ${kind})` : part)).join(' and ');

/** Half a body is none. A Joint or a Character tells by itself what it lacks. */
function checkParts({ label, written, report }: Owner, parts: readonly string[]): void {
  const has = ['RigidBody', 'Collider'].filter((part) => written[part] !== undefined);
  const missing = missingOf(written, parts);
  if (has.length === 0 || missing.length === 0 || written['Joint'] !== undefined || written['Character'] !== undefined) return;
  report(
    'warning',
    has[0]!,
    'half-body',
    `${label} has ${has.join(' and ')} and no ${missing.join(' and no ')}: it is no body, and physics passes it over.`,
    `Give it ${give(missing)}, or take ${has.join(' and ')} off.`,
  );
}

function checkJoint(
  { label, written, components, report }: Owner,
  key: string,
  backend: BackendTraits,
  entities: ReadonlyMap<string, CompiledEntity>,
  all: Readonly<Record<string, Written>>,
): void {
  const joint = components['Joint'];
  if (joint === undefined) return;
  if (!backend.joints)
    report(
      'error',
      'Joint',
      'no-joints',
      `${label} has a Joint, and the backend ${backend.name} has no joints.`,
      'Choose rapier, or take the Joint off.',
    );
  const missing = missingOf(written, bodyParts);
  if (missing.length > 0)
    report(
      'error',
      'Joint',
      'joint-body',
      `${label} has a Joint and no ${missing.join(' and no ')}.`,
      `Give it ${give(missing)}, or take the Joint off.`,
    );
  if (joint['with'] === key)
    report('error', 'Joint', 'joint-body', `${label} is joined with itself.`, 'Name another body in Joint.with.', 'with');
  if (joint['with'] === null)
    report(
      'warning',
      'Joint',
      'joint-alone',
      `${label} has a Joint that names no other body: it holds nothing.`,
      'Name a body in Joint.with.',
      'with',
    );
  const other = typeof joint['with'] === 'string' ? entities.get(joint['with']) : undefined;
  const lacks = other && other.key !== key ? missingOf(all[other.key]!.components, bodyParts) : [];
  if (other && lacks.length > 0)
    report(
      'warning',
      'Joint',
      'joint-alone',
      `${label} is joined with ${entityLabel(other.key, other.name)}, which is no body: it holds nothing.`,
      `Give ${other.key} ${give(lacks)}, or name another body in Joint.with.`,
      'with',
    );
}

function checkCharacter({ label, written, components, report }: Owner, parts: readonly string[], severity: Problem['severity']): void {
  if (written['Character'] === undefined) return;
  const missing = missingOf(written, parts);
  const kind = components['RigidBody']?.['kind'];
  if (missing.length > 0)
    report(
      severity,
      'Character',
      'character-body',
      `${label} has a Character and no ${missing.join(' and no ')}: it cannot walk.`,
      `Give it ${give(missing, 'kinematic')}.`,
    );
  else if (typeof kind === 'string' && kind !== 'kinematic')
    report(
      severity,
      'Character',
      'character-body',
      `${label} has a Character, and its RigidBody is ${kind}.`,
      'Set RigidBody.kind to kinematic.',
    );
}
