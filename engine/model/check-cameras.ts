/** Which camera players look through, where several say that it is they. A warning: a script may still choose one. */
import type { CompiledEntity } from './compiled.ts';
import type { Document } from './document.ts';
import { entityLabel, type Problem } from './problem.ts';

/** @param entities sorted by key: the first main camera is the one that is looked through */
export function checkCameras(level: Document<unknown>, entities: readonly CompiledEntity[], problems: Problem[]): void {
  const [used, ...others] = entities.filter(({ components }) => components['Camera']?.['main'] === true);
  if (!used) return;
  const first = entityLabel(used.key, used.name);
  for (const { key, name } of others)
    problems.push({
      ...level.at(['entities', key, 'components', 'Camera', 'main']),
      severity: 'warning',
      code: 'two-main-cameras',
      message: `${first} and ${entityLabel(key, name)} are both the main camera: players look through ${first}.`,
      hint: 'Turn Camera.main off in one of them.',
      entity: key,
      component: 'Camera',
      field: 'main',
    });
}
