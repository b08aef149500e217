import { cameraLines } from './outlines.ts';
import { plus, type Stroke } from './strokes.ts';
import type { Look } from './level-view.ts';

/** Where somebody else stands and looks. */
export interface SeenEye {
  /** `#rrggbb`. */
  color: string;
  look: Look;
}

/** An eye is drawn at this part of what a camera of the level is. */
const size = 0.3;

/** Others' eyes as small cameras. */
export const eyeStrokes = (eyes: readonly SeenEye[]): Stroke[] =>
  eyes.map(({ color, look: { position, target } }) => ({
    color,
    // The last of them leads to what is looked at.
    lines: cameraLines({ target: [...target], fov: 40 }, position)
      .slice(0, -1)
      .map((line) => line.map((point) => plus(position, point, size))),
  }));
