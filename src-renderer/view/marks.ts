import { type AbstractMesh, type LinesMesh, Matrix, type Scene, type TransformNode, Vector3 } from './babylon.ts';
import { drawLines } from './draw-lines.ts';

interface Box {
  min: Vector3;
  max: Vector3;
}

/** What an entity looks like it is: its own shape; without one the shapes below it; failing these, whatever is drawn of it. */
function bodyOf(node: TransformNode): AbstractMesh[] {
  const drawn = node.getChildMeshes(false).filter((mesh) => mesh.isEnabled() && mesh.isVisible);
  const shapes = drawn.filter((mesh) => mesh.metadata?.entity !== undefined);
  const own = shapes.filter((mesh) => mesh.metadata.entity === node.metadata?.entity);
  return [own, shapes, drawn].find((meshes) => meshes.length > 0) ?? [];
}

/** The box around an entity, in world space; undefined when nothing of it is drawn. */
export function boundsOf(node: TransformNode): Box | undefined {
  const meshes = bodyOf(node);
  if (meshes.length === 0) return undefined;
  let min = new Vector3(Infinity, Infinity, Infinity);
  let max = min.scale(-1);
  for (const mesh of meshes) {
    mesh.computeWorldMatrix(true);
    const { minimumWorld, maximumWorld } = mesh.getBoundingInfo().boundingBox;
    min = Vector3.Minimize(min, minimumWorld);
    max = Vector3.Maximize(max, maximumWorld);
  }
  return { min, max };
}

/** Corner brackets around a box: they say "this one" without hiding what is inside. */
function brackets({ min, max }: Box): Vector3[][] {
  const reach = max.subtract(min).scale(0.22);
  const lines: Vector3[][] = [];
  for (const x of [0, 1]) {
    for (const y of [0, 1]) {
      for (const z of [0, 1]) {
        const corner = new Vector3(x ? max.x : min.x, y ? max.y : min.y, z ? max.z : min.z);
        lines.push([corner, corner.add(new Vector3(x ? -reach.x : reach.x, 0, 0))]);
        lines.push([corner, corner.add(new Vector3(0, y ? -reach.y : reach.y, 0))]);
        lines.push([corner, corner.add(new Vector3(0, 0, z ? -reach.z : reach.z))]);
      }
    }
  }
  return lines;
}

/** Who points at what: our selection in the accent colour, peers' in theirs. */
export class Marks {
  readonly #scene: Scene;
  readonly #lines: LinesMesh[] = [];

  constructor(scene: Scene) {
    this.#scene = scene;
  }

  show(marks: readonly { node: TransformNode; color: string }[]): void {
    for (const line of this.#lines.splice(0)) line.dispose();
    const colors = new Map<string, Vector3[][]>();
    for (const { node, color } of marks) {
      const found = boundsOf(node);
      const at = node.getAbsolutePosition();
      const half = new Vector3(0.3, 0.3, 0.3);
      const box = found ?? { min: at.subtract(half), max: at.add(half) };
      const pad = new Vector3(0.06, 0.06, 0.06);
      const lines = colors.get(color) ?? [];
      colors.set(color, lines);
      lines.push(...brackets({ min: box.min.subtract(pad), max: box.max.add(pad) }));
    }
    for (const [color, lines] of colors) {
      const line = drawLines('mark', lines, color, this.#scene);
      line.setPreTransformMatrix(Matrix.Identity());
      this.#lines.push(line);
    }
  }
}
