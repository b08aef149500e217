import type { Editor } from '../editor.ts';
import { type Action, defineAction } from './action.ts';
import { mayEdit } from './edit.ts';

/** The path that the one chosen entity is, or of which it is a point. */
function chosenPath({ level, selection }: Editor): { path: string; point: string | undefined } | undefined {
  const open = level.get();
  const [key, another] = selection.keys.get();
  if (!open || key === undefined || another !== undefined) return undefined;
  const entity = open.entity(key).get();
  if (entity?.components['Path']) return { path: key, point: undefined };
  const parent = entity?.components['Transform'] ? entity.parent : null;
  return parent !== null && open.entity(parent).get()?.components['Path'] ? { path: parent, point: key } : undefined;
}

const addPoint = defineAction({
  id: 'entity.addPoint',
  title: 'action.addPoint',
  icon: 'route',
  words: 'path insert waypoint spline',
  menu: { in: 'entity', group: 1 },
  when: (editor) => mayEdit(editor) && chosenPath(editor) !== undefined,
  async run(editor) {
    const chosen = chosenPath(editor);
    if (chosen) (await import('../level/points.ts')).addPointAfter(editor, chosen.path, chosen.point);
  },
});

export const pointActions: readonly Action[] = [addPoint];
