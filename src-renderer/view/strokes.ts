import { Color3, CreateLineSystem, type LinesMesh, type Scene, Vector3 } from './babylon.ts';
import type { Vec3 } from './level.ts';

/** Lines of one colour, in the world. */
export interface Stroke {
  /** `#rrggbb`. */
  color: string;
  lines: readonly (readonly Vec3[])[];
}

export const plus = (a: Vec3, b: Vec3, times = 1): Vec3 => [a[0] + b[0] * times, a[1] + b[1] * times, a[2] + b[2] * times];
const length = (a: Vec3): number => Math.hypot(a[0], a[1], a[2]);

/** From one point to another, with a head: two barbs in the upright plane and two across. */
export function arrow(from: Vec3, to: Vec3): Vec3[][] {
  const way = plus(to, from, -1);
  const far = length(way);
  if (far < 1e-3) return [];
  const ahead: Vec3 = [way[0] / far, way[1] / far, way[2] / far];
  const reach = Math.min(0.4, far * 0.3);
  const flat = Math.hypot(ahead[0], ahead[2]);
  const aside: Vec3 = flat > 1e-3 ? [-ahead[2] / flat, 0, ahead[0] / flat] : [1, 0, 0];
  const neck = plus(to, ahead, -reach);
  return [[from, to], ...[1, -1].map((side): Vec3[] => [plus(neck, aside, (side * reach) / 2), to])];
}

/** A line in dashes of some 0.25 m. */
export function dashed(from: Vec3, to: Vec3): Vec3[][] {
  const way = plus(to, from, -1);
  const count = Math.min(60, Math.max(1, Math.round(length(way) / 0.5)));
  return Array.from({ length: count }, (_, step): Vec3[] => [plus(from, way, step / count), plus(from, way, (step + 0.5) / count)]);
}

/** Lines drawn over the scene, that nothing picks. */
export class Strokes {
  readonly #scene: Scene;
  readonly #name: string;
  #drawn: LinesMesh[] = [];

  constructor(scene: Scene, name: string) {
    this.#scene = scene;
    this.#name = name;
  }

  /** These and no others. */
  draw(strokes: readonly Stroke[]): void {
    for (const mesh of this.#drawn) mesh.dispose();
    this.#drawn = strokes
      .filter(({ lines }) => lines.length > 0)
      .map(({ color, lines }) => {
        const mesh = CreateLineSystem(
          this.#name,
          { lines: lines.map((line) => line.map(([x, y, z]) => new Vector3(x, y, z))) },
          this.#scene,
        );
        mesh.color = Color3.FromHexString(color);
        mesh.isPickable = false;
        mesh.renderingGroupId = 1;
        mesh.alwaysSelectAsActiveMesh = true;
        return mesh;
      });
  }
}
