import {
  Color3,
  Color4,
  CreateGround,
  CreateSphere,
  ImageProcessingConfiguration,
  Mesh,
  RawTexture,
  Scene,
  StandardMaterial,
} from './babylon.ts';
import { type Json, numberOf, textOf } from './level.ts';

type Environment = Readonly<Record<string, Json>>;
const objectOf = (value: Json | undefined): Environment =>
  value !== null && typeof value === 'object' && !Array.isArray(value) ? value : {};

/** A dome painted from the horizon to the zenith. */
function createDome(scene: Scene, zenith: string, horizon: string): Mesh {
  const rows = 64;
  const top = Color3.FromHexString(zenith);
  const bottom = Color3.FromHexString(horizon);
  const pixels = new Uint8Array(rows * 4);
  for (let row = 0; row < rows; row += 1) {
    const up = Math.max(0, 1 - (2 * row) / (rows - 1));
    const color = Color3.Lerp(bottom, top, Math.sqrt(up));
    pixels.set([Math.round(color.r * 255), Math.round(color.g * 255), Math.round(color.b * 255), 255], row * 4);
  }
  const dome = CreateSphere('dome', { diameter: 900, segments: 24, sideOrientation: Mesh.BACKSIDE }, scene);
  const material = new StandardMaterial('dome', scene);
  material.emissiveTexture = RawTexture.CreateRGBATexture(pixels, 1, rows, scene, false, false);
  material.emissiveColor = Color3.Black();
  material.disableLighting = true;
  material.fogEnabled = false;
  dome.material = material;
  dome.isPickable = false;
  dome.infiniteDistance = true;
  return dome;
}

/** Sky, fog and ground: the level's `environment`. */
export class Surroundings {
  readonly #scene: Scene;
  readonly #parts: Mesh[] = [];
  #made: string | undefined;

  constructor(scene: Scene) {
    this.#scene = scene;
  }

  show(environment: Json | undefined): void {
    const made = JSON.stringify(environment ?? null);
    if (made === this.#made) return;
    this.#made = made;
    for (const part of this.#parts.splice(0)) part.dispose(false, true);

    const scene = this.#scene;
    const { background, horizon, fog, ground, exposure } = objectOf(environment);
    const zenith = textOf(background, '#20242e');
    scene.clearColor = Color4.FromColor3(Color3.FromHexString(zenith), 1);
    if (horizon !== undefined) this.#parts.push(createDome(scene, zenith, textOf(horizon, zenith)));

    const haze = objectOf(fog);
    scene.fogMode = fog === undefined ? Scene.FOGMODE_NONE : Scene.FOGMODE_LINEAR;
    scene.fogColor = Color3.FromHexString(textOf(haze['color'], textOf(horizon, zenith)));
    scene.fogStart = numberOf(haze['near'], 60);
    scene.fogEnd = numberOf(haze['far'], 220);

    if (ground !== undefined) {
      const floor = objectOf(ground);
      const size = numberOf(floor['size'], 200);
      const mesh = CreateGround('ground', { width: size, height: size }, scene);
      mesh.position.y = numberOf(floor['y'], 0);
      const material = new StandardMaterial('ground', scene);
      material.diffuseColor = Color3.FromHexString(textOf(floor['color'], '#2a2e38'));
      material.specularColor = Color3.Black();
      mesh.material = material;
      mesh.receiveShadows = true;
      mesh.isPickable = false;
      this.#parts.push(mesh);
    }
    const film = scene.imageProcessingConfiguration;
    film.toneMappingEnabled = true;
    film.toneMappingType = ImageProcessingConfiguration.TONEMAPPING_KHR_PBR_NEUTRAL;
    film.exposure = numberOf(exposure, 1);
    film.contrast = 1.1;
  }
}
