import { addEntities, type ProjectChange } from '../../../../engine/document/index.ts';
import type { Editor } from '../editor.ts';
import type { PastedEntity } from './prepare-copies.ts';
import type { LevelSession } from './level-session.ts';

/** Adds prepared copies in one step, with the prefabs they bring along, and selects those at the top. */
export function addCopies(
  editor: Editor,
  level: LevelSession,
  copies: readonly PastedEntity[],
  label: string,
  prefabs: readonly ProjectChange[] = [],
): void {
  const project = editor.project.get();
  const refusal = level.refusalOf(copies) ?? project?.refusal(prefabs);
  if (refusal) throw refusal;
  level.edit(label, (document, origin) => {
    if (prefabs.length > 0) project?.write(prefabs, origin);
    addEntities(document, copies, origin);
  });
  const added = new Set(copies.map(({ id }) => id));
  editor.selection.set(copies.filter(({ to }) => to.parent === null || !added.has(to.parent)).map(({ id }) => id));
}
