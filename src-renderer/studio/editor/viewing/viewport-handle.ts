import type { FieldChange } from '../../../../engine/document/index.ts';
import type { Look, Newcomer, Spot } from '../../../view/index.ts';

/** What a viewport panel lets others ask of it. */
export interface ViewportHandle {
  frame(keys: readonly string[]): void;
  /** Turns to a point of the scene, in metres. */
  show(point: readonly [number, number, number]): void;
  /** Where the hand points in the scene, else where the view looks. */
  point(): [number, number, number];
  /**
   * The position, from its parent, of something that is to be added: where the view looks and beside what stands there, or under a point of
   * the picture, in CSS pixels from its top left. On the grid while drags snap to it.
   */
  landing(newcomer: Newcomer, parent: string | null, spot?: Spot): [number, number, number];
  /** Where one stands and what one looks at. */
  look: Look;
  /** What one sees, small, as JPEG in base64. Undefined before all of it is drawn, and where there is nothing to see. */
  picture?(): string | undefined;
  /** How these entities would stand if they fell; those that stand already are left out. */
  dropped(keys: readonly string[]): readonly FieldChange[];
}
