import { type AbstractMesh, type Scene, type TransformNode, Vector3, VertexBuffer } from './babylon.ts';

/** What a hand may take: an entity's shape, or where something without one stands. */
export const isEntity = (mesh: AbstractMesh): boolean => mesh.isPickable && mesh.isEnabled() && mesh.metadata?.entity !== undefined;

/** What one may lean on and measure by. */
export const isShape = (mesh: AbstractMesh): boolean => isEntity(mesh) && mesh.metadata?.grip !== true;

/** The corners of a mesh, in the world, each once. */
export function cornersOf(mesh: AbstractMesh): Vector3[] {
  const lanes = mesh.getVerticesData(VertexBuffer.PositionKind);
  if (!lanes) return [];
  const world = mesh.computeWorldMatrix(true);
  const seen = new Set<string>();
  const corners: Vector3[] = [];
  for (let at = 0; at < lanes.length; at += 3) {
    const [x, y, z] = [lanes[at]!, lanes[at + 1]!, lanes[at + 2]!];
    const name = `${x.toFixed(4)} ${y.toFixed(4)} ${z.toFixed(4)}`;
    if (seen.has(name)) continue;
    seen.add(name);
    corners.push(Vector3.TransformCoordinates(new Vector3(x, y, z), world));
  }
  return corners;
}

/** The corners of everything that is drawn of an entity and of what stands in it. */
export const cornersIn = (node: TransformNode): Vector3[] => node.getChildMeshes(false).filter(isShape).flatMap(cornersOf);

/** Whether a mesh belongs to one of these or to what stands in them. */
export function standsIn(mesh: AbstractMesh, nodes: ReadonlySet<unknown>): boolean {
  for (let at: unknown = mesh; at; at = (at as TransformNode).parent) if (nodes.has(at)) return true;
  return false;
}

/** What may be met by something that is carried: every shape but those in the hand. */
export const others = (scene: Scene, held: readonly TransformNode[]): ((mesh: AbstractMesh) => boolean) => {
  const nodes = new Set<unknown>(held);
  return (mesh) => mesh.getScene() === scene && isShape(mesh) && !standsIn(mesh, nodes);
};
