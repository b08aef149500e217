import {
  ArcRotateCamera,
  Color3,
  DirectionalLight,
  Engine,
  HemisphericLight,
  type Mesh,
  Scene,
  ShadowGenerator,
  StandardMaterial,
  Vector3,
} from '../../../../src-renderer/view/babylon.ts';
import { createLevelView } from '../../../../src-renderer/view/index.ts';
import type { ViewLevel } from '../../../../src-renderer/view/level.ts';
import { createSolid, type SolidKind } from '../../../../src-renderer/view/solids.ts';
import type { Asked, SceneTimes } from '../told.ts';
import { benchLevel } from './level.ts';

const [width, height] = [960, 540];

const canvasOf = (): HTMLCanvasElement => {
  const canvas = document.createElement('canvas');
  Object.assign(canvas, { width, height });
  Object.assign(canvas.style, { width: `${width}px`, height: `${height}px` });
  document.body.append(canvas);
  return canvas;
};
const engineOn = (canvas: HTMLCanvasElement): Engine =>
  new Engine(canvas, true, { preserveDrawingBuffer: true, stencil: true, adaptToDeviceRatio: true });

/** Waits for what was drawn: the next picture finds an idle graphics processor. */
const drain = async (engine: Engine): Promise<void> => void (await engine.readPixels(0, 0, 1, 1));

interface Picture {
  engine: Engine;
  scene: Scene;
  camera: ArcRotateCamera;
  draw: () => void;
}

function ours(level: ViewLevel): Picture {
  const engine = engineOn(canvasOf());
  const view = createLevelView(engine);
  view.showLevel(level);
  return { engine, scene: view.scene, camera: view.camera, draw: () => view.render() };
}

/** The same as a Babylon developer writes it: a source and a material per look, an instance per entity, sky, sun and its shadow. */
function plain({ entities }: ViewLevel): Picture {
  const engine = engineOn(canvasOf());
  const scene = new Scene(engine);
  scene.skipPointerMovePicking = true;
  scene.useRightHandedSystem = true;
  const sun = new DirectionalLight('sun', new Vector3(-6, -12, 6).normalize(), scene);
  sun.position = new Vector3(6, 12, -6);
  sun.intensity = 0.9;
  sun.diffuse = Color3.FromHexString('#fff3e0');
  const shadows = new ShadowGenerator(1024, sun);
  shadows.usePercentageCloserFiltering = true;
  const sky = new HemisphericLight('sky', Vector3.Up(), scene);
  sky.intensity = 0.6;
  const camera = new ArcRotateCamera('eye', 0, 0, 24, Vector3.Zero(), scene);
  const sources = new Map<string, Mesh>();
  const sourceOf = (kind: SolidKind, color: string): Mesh => {
    const name = `${kind} ${color}`;
    let source = sources.get(name);
    if (!source) {
      source = createSolid(kind, name, scene);
      const material = new StandardMaterial(name, scene);
      material.diffuseColor = Color3.FromHexString(color);
      source.material = material;
      source.isVisible = false;
      source.receiveShadows = true;
      shadows.addShadowCaster(source, false);
      sources.set(name, source);
    }
    return source;
  };
  for (const [key, { components }] of Object.entries(entities)) {
    const { kind, color, size } = components['Shape'] as unknown as { kind: SolidKind; color: string; size: [number, number, number] };
    const { position } = components['Transform'] as unknown as { position: [number, number, number] };
    const solid = sourceOf(kind, color).createInstance(key);
    solid.position.set(...position);
    solid.scaling.set(...size);
    solid.metadata = { entity: key };
  }
  return { engine, scene, camera, draw: () => scene.render() };
}

/** A level as Studio shows it beside the same meshes in a plain scene, both seen from the same places, drawn in turn. */
export async function sceneBench({ entities }: Asked, rounds: number): Promise<SceneTimes> {
  const level = benchLevel(entities) as unknown as ViewLevel;
  const pictures = { ours: ours(level), peer: plain(level) };
  const far = Math.min(380, 2.4 * Math.sqrt(entities));
  for (const { camera, scene } of Object.values(pictures)) {
    Object.assign(camera, { minZ: 0.1, maxZ: 1200, fov: 0.8 });
    await scene.whenReadyAsync();
  }
  const times = { ours: [] as number[], peer: [] as number[] };
  const sides = ['ours', 'peer'] as const;
  for (let round = -4; round < rounds; round += 1) {
    for (const side of round % 2 === 0 ? sides : sides.toReversed()) {
      const { camera, draw, engine } = pictures[side];
      camera.alpha = 1 + round * 0.02;
      camera.beta = 0.9;
      camera.radius = far;
      camera.fov = pictures.ours.camera.fov;
      camera.targetScreenOffset.copyFrom(pictures.ours.camera.targetScreenOffset);
      const begun = performance.now();
      draw();
      const taken = performance.now() - begun;
      if (round >= 0) times[side].push(taken);
      await drain(engine);
    }
  }
  const told = ({ scene }: Picture): string =>
    `${scene.meshes.filter((mesh) => mesh.metadata?.entity !== undefined).length} instances of ${new Set(scene.meshes.flatMap((mesh) => ('sourceMesh' in mesh ? [mesh.sourceMesh] : []))).size} looks, ${scene.getActiveMeshes().length} in the picture`;
  return { ...times, work: { ours: told(pictures.ours), peer: told(pictures.peer) } };
}
