/** Points of paths: the entities right below an entity with a Path. Fetched ahead of its first use. */
import { addEntity, newId } from '../../../../engine/document/index.ts';
import { t } from '../../i18n/index.ts';
import { nameOf } from '../actions/edit-words.ts';
import type { Editor } from '../editor.ts';
import { freeNames } from './free-names.ts';
import type { LevelSession } from './level-session.ts';

type Place = readonly [number, number, number];

const placeOf = (level: LevelSession, key: string): Place => {
  const position = level.entity(key).get()?.components['Transform']?.['position'];
  return Array.isArray(position) ? (position as unknown as Place) : [0, 0, 0];
};
const part = (from: Place, to: Place, times: number): number[] => from.map((lane, axis) => lane + (to[axis]! - lane) * times);

/** Half-way to the next point; at the end of an open path as far on as it is from the one before. */
function placeAfter(level: LevelSession, points: readonly string[], index: number, isClosed: boolean): number[] {
  const own = points[index];
  if (own === undefined) return [0, 0, 0];
  const here = placeOf(level, own);
  const next = points[index + 1] ?? (isClosed && points.length > 2 ? points[0] : undefined);
  if (next !== undefined) return part(here, placeOf(level, next), 0.5);
  const before = points[index - 1];
  return before === undefined ? [here[0] + 1, here[1], here[2]] : part(placeOf(level, before), here, 2);
}

/** A point after the one that is chosen, or at the end of the path that is, in one step; then it is the one chosen. */
export function addPointAfter(editor: Editor, path: string, point: string | undefined): void {
  const open = editor.level.get();
  if (!open) return;
  const below = open.children(path);
  const points = below.filter((key) => open.entity(key).get()?.components['Transform']);
  const index = point === undefined ? points.length - 1 : points.indexOf(point);
  const after = points[index];
  const isClosed = open.entity(path).get()?.components['Path']?.['closed'] === true;
  const position = placeAfter(open, points, index, isClosed);
  const id = newId(editor.ports.random);
  const name = freeNames(open)(path, t('path.point', { number: points.length + 1 }));
  const before = after === undefined ? undefined : below[below.indexOf(after) + 1];
  open.edit(t('step.addPoint', { what: nameOf(open, [path]) }), (document, origin) =>
    addEntity(document, { id, name, components: { Transform: { position } } }, { parent: path, before }, origin),
  );
  editor.selection.set([id]);
}
