import { type ArcRotateCamera, Color3, CreateGround, type Mesh, type Scene, ShaderLanguage, ShaderMaterial, Vector3 } from './babylon.ts';
import { glsl, wgsl } from './grid-shaders.ts';
import type { Outlook } from './sides.ts';

const colours = {
  x: new Color3(0.86, 0.32, 0.34),
  y: new Color3(0.42, 0.72, 0.33),
  z: new Color3(0.33, 0.53, 0.93),
  line: new Color3(0.6, 0.63, 0.7),
};
const right = new Vector3(1, 0, 0);
const up = new Vector3(0, 1, 0);
const forward = new Vector3(0, 0, 1);

/** In which plane the grid lies: the ground, or the one that is looked at from the side. */
function planeOf(outlook: Outlook): { along: Vector3; across: Vector3; alongColor: Color3; acrossColor: Color3; turn: Vector3 } {
  if (outlook === 'front' || outlook === 'back')
    return { along: right, across: up, alongColor: colours.x, acrossColor: colours.y, turn: new Vector3(Math.PI / 2, 0, 0) };
  if (outlook === 'left' || outlook === 'right')
    return { along: forward, across: up, alongColor: colours.z, acrossColor: colours.y, turn: new Vector3(0, 0, Math.PI / 2) };
  return { along: right, across: forward, alongColor: colours.x, acrossColor: colours.z, turn: Vector3.Zero() };
}

/** The size of a cell for a picture that is so many metres high, and how far it is on the way to the next size. */
export function cellFor(height: number): { cell: number; blend: number } {
  const power = Math.log10(Math.max(height, 0.01) / 10);
  const step = Math.floor(power);
  return { cell: 10 ** step, blend: power - step };
}

/** A grid of metres on the ground, finer the closer one is. It lies just over the level's own ground and hides nothing. */
export class Grid {
  readonly #scene: Scene;
  readonly #camera: ArcRotateCamera;
  #mesh: Mesh | undefined;
  #material: ShaderMaterial | undefined;

  constructor(scene: Scene, camera: ArcRotateCamera) {
    this.#scene = scene;
    this.#camera = camera;
  }

  show(on: boolean): void {
    if (on === (this.#mesh !== undefined)) return;
    if (!on) {
      this.#mesh?.dispose(false, true);
      this.#mesh = undefined;
      return;
    }
    const mesh = CreateGround('grid', { width: 2, height: 2 }, this.#scene);
    const isWgsl = this.#scene.getEngine().isWebGPU;
    const material = new ShaderMaterial('grid', this.#scene, isWgsl ? wgsl : glsl, {
      attributes: ['position'],
      uniforms: [
        'world',
        'viewProjection',
        'along',
        'across',
        'middle',
        'alongColor',
        'acrossColor',
        'lineColor',
        'cell',
        'blend',
        'reach',
      ],
      needAlphaBlending: true,
      shaderLanguage: isWgsl ? ShaderLanguage.WGSL : ShaderLanguage.GLSL,
    });
    material.backFaceCulling = false;
    material.disableDepthWrite = true;
    // Over a ground that lies in the same plane, under all that stands on it.
    material.zOffset = -1;
    material.zOffsetUnits = -8;
    mesh.material = material;
    mesh.isPickable = false;
    mesh.alwaysSelectAsActiveMesh = true;
    this.#mesh = mesh;
    this.#material = material;
  }

  /** Lays it where the camera looks. */
  fit(outlook: Outlook): void {
    if (!this.#mesh || !this.#material) return;
    const { radius, fov, target } = this.#camera;
    const { along, across, alongColor, acrossColor, turn } = planeOf(outlook);
    const { cell, blend } = cellFor(2 * radius * Math.tan(fov / 2));
    const reach = Math.min(this.#camera.maxZ * 0.9, Math.max(40, radius * 6));
    const middle = along.scale(Vector3.Dot(target, along)).add(across.scale(Vector3.Dot(target, across)));
    this.#mesh.position.copyFrom(middle);
    this.#mesh.rotation.copyFrom(turn);
    this.#mesh.scaling.setAll(reach);
    this.#material
      .setVector3('along', along)
      .setVector3('across', across)
      .setVector3('middle', middle)
      .setColor3('alongColor', alongColor)
      .setColor3('acrossColor', acrossColor)
      .setColor3('lineColor', colours.line)
      .setFloat('cell', cell)
      .setFloat('blend', blend)
      .setFloat('reach', reach);
  }
}
