import { Color3, Color4, CreateSphere, ImageProcessingConfiguration, Mesh, RawTexture, Scene, StandardMaterial } from './babylon.ts';
import { type Json, numberOf, textOf } from './level.ts';

type Environment = Readonly<Record<string, Json>>;
const objectOf = (value: Json | undefined): Environment =>
  value !== null && typeof value === 'object' && !Array.isArray(value) ? (value as Environment) : {};

/** The colours of a level's sky, `#rrggbb`; undefined where it has none. */
export function skyOf(environment: Json | undefined): { zenith: string; horizon: string; ground: string } | undefined {
  const { sky: named } = objectOf(environment);
  if (named === undefined) return undefined;
  const sky = objectOf(named);
  const zenith = textOf(sky['zenith'], '#20242e');
  const horizon = textOf(sky['horizon'], zenith);
  return { zenith, horizon, ground: textOf(sky['ground'], horizon) };
}

/** A dome painted from the ground's haze over the horizon to the zenith. */
function createDome(scene: Scene, sky: { zenith: Color3; horizon: Color3; ground: Color3 }): Mesh {
  const rows = 128;
  const pixels = new Uint8Array(rows * 4);
  for (let row = 0; row < rows; row += 1) {
    const height = 1 - (2 * row) / (rows - 1);
    const color =
      height >= 0
        ? Color3.Lerp(sky.horizon, sky.zenith, Math.sqrt(height))
        : Color3.Lerp(sky.horizon, sky.ground, Math.min(1, -height * 4));
    pixels.set([Math.round(color.r * 255), Math.round(color.g * 255), Math.round(color.b * 255), 255], row * 4);
  }
  const dome = CreateSphere('dome', { diameter: 900, segments: 24, sideOrientation: Mesh.BACKSIDE }, scene);
  const material = new StandardMaterial('dome', scene);
  material.emissiveTexture = RawTexture.CreateRGBATexture(pixels, 1, rows, scene, false, false);
  material.disableLighting = true;
  material.fogEnabled = false;
  dome.material = material;
  dome.isPickable = false;
  dome.infiniteDistance = true;
  return dome;
}

/**
 * Sky and haze: the level's `environment`, `{sky: {zenith, horizon, ground}, fog: {color, start, end}, exposure}`, colours as `#rrggbb`,
 * distances in metres. Each part may be left out.
 */
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
    const { sky, fog, exposure } = objectOf(environment);
    const { horizon } = objectOf(sky);
    const colors = skyOf(environment) ?? { zenith: '#20242e', horizon: '#20242e', ground: '#20242e' };
    const top = Color3.FromHexString(colors.zenith);
    scene.clearColor = Color4.FromColor3(top, 1);
    if (sky !== undefined) {
      const [edge, ground] = [Color3.FromHexString(colors.horizon), Color3.FromHexString(colors.ground)];
      this.#parts.push(createDome(scene, { zenith: top, horizon: edge, ground }));
    }

    const haze = objectOf(fog);
    scene.fogMode = fog === undefined ? Scene.FOGMODE_NONE : Scene.FOGMODE_LINEAR;
    scene.fogColor = Color3.FromHexString(textOf(haze['color'], textOf(horizon, top.toHexString())));
    scene.fogStart = numberOf(haze['start'], 60);
    scene.fogEnd = numberOf(haze['end'], 220);

    const film = scene.imageProcessingConfiguration;
    film.toneMappingEnabled = true;
    film.toneMappingType = ImageProcessingConfiguration.TONEMAPPING_KHR_PBR_NEUTRAL;
    film.exposure = numberOf(exposure, 1);
    film.contrast = 1.1;
  }
}
