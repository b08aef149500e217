import {
  Color3,
  DirectionalLight,
  HemisphericLight,
  PointLight,
  RenderTargetTexture,
  type Scene,
  ShadowGenerator,
  type TransformNode,
  Vector3,
} from './babylon.ts';
import { flagOf, type LevelState, numberOf, textOf, type Values } from './level.ts';

type AnyLight = HemisphericLight | DirectionalLight | PointLight;

/** A scene is lit by few lamps at once; the strongest come first and the rest are left out, on every machine the same ones. */
const lampLimit = 6;

/**
 * The Light component. A level without any light gets a neutral sky and sun, so that nothing is ever black. One shadow generator belongs to
 * the view from the start and follows the first sun that casts.
 */
export class Lamps {
  readonly shadows: ShadowGenerator;
  readonly #scene: Scene;
  readonly #sun: DirectionalLight;
  #lights: AnyLight[] = [];
  #made = '';

  constructor(scene: Scene) {
    this.#scene = scene;
    this.#sun = new DirectionalLight('sun', new Vector3(-0.5, -1, 0.4), scene);
    this.#sun.autoUpdateExtends = true;
    this.#sun.autoCalcShadowZBounds = true;
    this.shadows = new ShadowGenerator(1024, this.#sun);
    this.shadows.usePercentageCloserFiltering = true;
    this.shadows.bias = 0.002;
    this.shadows.normalBias = 0.03;
    this.shadows.darkness = 0.35;
    // Shadows fall the same wherever one looks from: they are drawn anew when something has changed.
    const map = this.shadows.getShadowMap();
    if (map) map.refreshRate = RenderTargetTexture.REFRESHRATE_RENDER_ONCE;
  }

  /** The next picture's shadows are drawn anew. */
  refresh(): void {
    this.shadows.getShadowMap()?.resetRefreshCounter();
  }

  sync(level: LevelState, nodeOf: (key: string) => TransformNode | undefined): void {
    const placed = [...level.having('Light')]
      .flatMap((key) => {
        const light = level.component(key, 'Light');
        const node = light && nodeOf(key);
        return light && node ? [{ key, light, at: node.getAbsolutePosition().asArray() as [number, number, number] }] : [];
      })
      .sort((a, b) => numberOf(b.light['intensity'], 1) - numberOf(a.light['intensity'], 1) || (a.key < b.key ? -1 : 1));
    const made = JSON.stringify(placed);
    if (made === this.#made) return;
    this.#made = made;
    for (const light of this.#lights) light.dispose();
    this.#lights = [];

    const sun = placed.find(({ light }) => light['kind'] === 'sun');
    this.#sun.setEnabled(sun !== undefined || placed.length === 0);
    this.#sun.intensity = numberOf(sun?.light['intensity'], 0.9);
    this.#sun.diffuse = Color3.FromHexString(textOf(sun?.light['color'], '#fff3e0'));
    const [x, y, z] = sun?.at ?? [6, 12, -6];
    this.#sun.direction = new Vector3(-x, -Math.max(y, 0.01), -z).normalize();
    this.#sun.position = new Vector3(x, y, z);
    this.#sun.shadowEnabled = sun === undefined || flagOf(sun.light['shadow'], false);

    const skies = placed.filter(({ light }) => light['kind'] === 'sky').slice(0, 1);
    if (placed.length === 0) this.#sky({ intensity: 0.6, color: '#cfd8ea', ground: '#4a4d57' });
    for (const { light } of skies) this.#sky(light);
    const lamps = placed.filter(({ light }) => light['kind'] === 'lamp').slice(0, lampLimit);
    for (const { key, light, at } of lamps) {
      const lamp = new PointLight(key, new Vector3(...at), this.#scene);
      lamp.diffuse = Color3.FromHexString(textOf(light['color'], '#ffe3b8'));
      lamp.intensity = numberOf(light['intensity'], 1);
      lamp.range = numberOf(light['range'], 12);
      this.#lights.push(lamp);
    }
  }

  #sky(light: Values): void {
    const sky = new HemisphericLight('sky', Vector3.Up(), this.#scene);
    sky.diffuse = Color3.FromHexString(textOf(light['color'], '#cfd8ea'));
    sky.groundColor = Color3.FromHexString(textOf(light['ground'], '#3a3f52'));
    sky.specular = Color3.Black();
    sky.intensity = numberOf(light['intensity'], 0.6);
    this.#lights.push(sky);
  }
}
