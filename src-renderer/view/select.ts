import { type AbstractMesh, type Camera, type Matrix, type Scene, VertexBuffer } from './babylon.ts';
import { isEntity } from './corners.ts';
import { type Clip, isBeyond, isWithin, type Region, touches } from './marquee.ts';
import type { Spot } from './screen.ts';

const clipOf = ({ m }: Matrix, x: number, y: number, z: number): Clip => ({
  x: x * m[0]! + y * m[4]! + z * m[8]! + m[12]!,
  y: x * m[1]! + y * m[5]! + z * m[9]! + m[13]!,
  w: x * m[3]! + y * m[7]! + z * m[11]! + m[15]!,
});

/** Where a mesh stands to a region: all in it, partly, or not at all. Its triangles decide, not its box. */
function standing(mesh: AbstractMesh, region: Region, looking: Matrix): 'in' | 'partly' | 'out' {
  const matrix = mesh.computeWorldMatrix(true).multiply(looking);
  const box = mesh.getBoundingInfo().boundingBox.vectors.map(({ x, y, z }) => clipOf(matrix, x, y, z));
  if (isBeyond(region, box)) return 'out';
  if (box.every((corner) => isWithin(region, corner))) return 'in';
  const lanes = mesh.getVerticesData(VertexBuffer.PositionKind);
  const order = mesh.getIndices();
  if (!lanes || !order) return 'out';
  const corners: Clip[] = [];
  for (let at = 0; at < lanes.length; at += 3) corners.push(clipOf(matrix, lanes[at]!, lanes[at + 1]!, lanes[at + 2]!));
  if (corners.every((corner) => isWithin(region, corner))) return 'in';
  for (let at = 0; at < order.length; at += 3) {
    if (touches(region, [corners[order[at]!]!, corners[order[at + 1]!]!, corners[order[at + 2]!]!])) return 'partly';
  }
  return 'out';
}

/** Whether a mesh is at all four corners of a region: the region is drawn on it. */
const surrounds = (scene: Scene, mesh: AbstractMesh, from: Spot, to: Spot): boolean =>
  [from, to, { x: from.x, y: to.y }, { x: to.x, y: from.y }].every(({ x, y }) => scene.pick(x, y, (other) => other === mesh).hit);

/**
 * The entities in a rectangle of the canvas, whose corners are CSS pixels: those that are wholly in it; with `touching` also those that are
 * partly in it, but not what it is drawn on as a whole, such as the ground. What stands behind something else counts.
 */
export function entitiesWithin(scene: Scene, camera: Camera, from: Spot, to: Spot, touching: boolean): string[] {
  const engine = scene.getEngine();
  const scale = engine.getHardwareScalingLevel();
  const [width, height] = [engine.getRenderWidth() * scale, engine.getRenderHeight() * scale];
  const [x1, x2] = [from.x, to.x].map((x) => (2 * x) / width - 1) as [number, number];
  const [y1, y2] = [from.y, to.y].map((y) => 1 - (2 * y) / height) as [number, number];
  const region: Region = { left: Math.min(x1, x2), right: Math.max(x1, x2), bottom: Math.min(y1, y2), top: Math.max(y1, y2) };
  const looking = camera.getViewMatrix(true).multiply(camera.getProjectionMatrix());
  const found = new Map<string, boolean>();
  for (const mesh of scene.meshes) {
    if (!isEntity(mesh)) continue;
    const key = mesh.metadata.entity as string;
    // Several meshes of one entity: wholly in it is what all of them are.
    if (found.get(key) === touching) continue;
    const how = standing(mesh, region, looking);
    const taken = how === 'in' || (touching && how === 'partly' && !surrounds(scene, mesh, from, to));
    found.set(key, touching ? taken : taken && (found.get(key) ?? true));
  }
  return [...found].filter(([, taken]) => taken).map(([key]) => key);
}
