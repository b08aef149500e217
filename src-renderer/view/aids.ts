import type { AbstractMesh, Scene } from './babylon.ts';

/** What is drawn for who edits, and is no part of the level: brackets, strokes, helpers and their grips, the grid. */
const drawnFor = /^(?:mark|difference|debug|eye|grid|(?:helper|grip) .*)$/;
const isAid = ({ name, metadata }: AbstractMesh): boolean =>
  drawnFor.test(name) && (metadata?.entity === undefined || metadata.grip === true);

/** Hides all of it for as long as something is drawn. */
export function withoutAids(scene: Scene, draw: () => void): void {
  const aids = scene.meshes.filter((mesh) => mesh.isVisible && isAid(mesh));
  for (const mesh of aids) mesh.isVisible = false;
  try {
    draw();
  } finally {
    for (const mesh of aids) mesh.isVisible = true;
  }
}
