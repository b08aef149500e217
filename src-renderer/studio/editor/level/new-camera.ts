import type { Json } from '../../../../engine/kernel/json.ts';
import type { Spot } from '../../../view/index.ts';
import type { Editor } from '../editor.ts';
import { hasMainCamera } from './main-camera.ts';
import { roomOf } from './room-of.ts';

/** How far ahead of it a camera looks, in metres. */
const ahead = 5;
const tidy = (lanes: readonly number[]): number[] => lanes.map((lane) => Number(lane.toFixed(3)) || 0);

/**
 * A camera for the level. The first one becomes what players look through: it sees what the view sees now. Others stand where the view looks,
 * and look on from there.
 */
export function newCamera({ level, viewport, selection }: Editor, spot?: Spot): Record<string, Record<string, Json>> {
  const [open, view] = [level.get(), viewport.get()];
  if (!open || !view) return { Transform: {}, Camera: {} };
  const { position, target } = view.look;
  const isAtTop = (open.entity(selection.keys.get().at(-1) ?? '').get()?.parent ?? null) === null;
  if (isAtTop && !spot && !hasMainCamera(open)) return { Transform: { position: tidy(position) }, Camera: { target: tidy(target) } };
  const place = view.landing(roomOf({ Camera: {} }), null, spot);
  const [x, z] = [target[0] - position[0], target[2] - position[2]];
  const far = Math.hypot(x, z);
  const way = far > 0.001 ? [x / far, 0, z / far] : [0, 0, -1];
  return { Transform: {}, Camera: { target: tidy(place.map((lane, axis) => lane + ahead * way[axis]!)) } };
}
