import type { Json } from '../../../../engine/kernel/json.ts';
import type { Newcomer, Spot } from '../../../view/index.ts';
import type { Editor } from '../editor.ts';
import type { PastedEntity } from './prepare-copies.ts';
import { roomOf } from './room-of.ts';

type Place = readonly [number, number, number];

/** Just a point that something stands on. */
const point: Newcomer = { size: [0.1, 0.1, 0.1], low: 0, above: 0, apart: 1 };

/** Copies so that together they stand under a point of the picture, as they stood to each other. */
export function broughtTo(editor: Editor, copies: readonly PastedEntity[], parent: string | null, spot: Spot): PastedEntity[] {
  const viewport = editor.viewport.get();
  const schema = editor.level.get()?.schema();
  const copied = new Set(copies.map(({ id }) => id));
  const standing = new Map<string, { at: Place; foot: number }>();
  for (const { id, to, prefab, components } of copies) {
    const whole = { ...(prefab === undefined ? undefined : schema?.prefab?.(prefab)), ...components } as PastedEntity['components'];
    if ((to.parent !== null && copied.has(to.parent)) || !whole['Transform']) continue;
    const { position } = whole['Transform'];
    const at = (Array.isArray(position) ? position.map(Number) : [0, 0, 0]) as unknown as Place;
    const { low, above } = roomOf(whole);
    standing.set(id, { at, foot: at[1] + low - above });
  }
  if (!viewport || standing.size === 0) return [...copies];
  const all = [...standing.values()];
  const middle = (axis: 0 | 2): number => all.reduce((sum, { at }) => sum + at[axis], 0) / all.length;
  const from: Place = [middle(0), all.reduce((lowest, { foot }) => Math.min(lowest, foot), Infinity), middle(2)];
  const to = viewport.landing(point, parent, spot);
  return copies.map((copy) => {
    const at = standing.get(copy.id)?.at;
    if (!at) return copy;
    const position: Json = at.map((lane, axis) => Number((lane - from[axis]! + to[axis]!).toFixed(3)) || 0);
    return { ...copy, components: { ...copy.components, Transform: { ...copy.components['Transform'], position } } };
  });
}
