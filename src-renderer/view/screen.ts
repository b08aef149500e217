import { type Camera, Matrix, type Scene, Vector3 } from './babylon.ts';

/** A point of the canvas, in CSS pixels from its top left. */
export interface Spot {
  x: number;
  y: number;
}

/** Where a point of the scene is drawn; null where it is behind the beholder. */
export function spotOf(scene: Scene, camera: Camera, point: Vector3): Spot | null {
  const engine = scene.getEngine();
  const viewport = camera.viewport.toGlobal(engine.getRenderWidth(), engine.getRenderHeight());
  const at = Vector3.Project(point, Matrix.IdentityReadOnly as Matrix, scene.getTransformMatrix(), viewport);
  const scale = engine.getHardwareScalingLevel();
  return at.z >= 0 && at.z <= 1 ? { x: at.x * scale, y: at.y * scale } : null;
}
