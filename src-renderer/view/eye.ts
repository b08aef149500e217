import { ArcRotateCamera, Camera, type Scene, type TransformNode, Vector3 } from './babylon.ts';
import { flagOf, type LevelState, numberOf, vec3Of } from './level.ts';
import { boundsOf } from './marks.ts';
import { type Outlook, sideAngles } from './sides.ts';

const radians = (degrees: number): number => (degrees * Math.PI) / 180;

const byName = (a: string, b: string): number => (a < b ? -1 : Number(a > b));

const designAspect = 16 / 9;
/** Of the height that a narrower picture gains, the part that goes to what is above: there is more to see in a sky than at one's feet. */
const upwards = 0.9;

/** Metres before the eye within which things are drawn. */
const nearest = 0.1;
const farthest = 1200;

/** The camera people look through: it starts where the level's main camera stands and may be orbited from there. */
export class Eye {
  readonly camera: ArcRotateCamera;
  #made = '';
  #fov = radians(35);
  /** Whether the picture is still the designer's. */
  #composed = true;
  #outlook: Outlook = 'perspective';

  constructor(scene: Scene) {
    this.camera = new ArcRotateCamera('eye', radians(-60), radians(62), 24, Vector3.Zero(), scene);
    this.camera.minZ = nearest;
    this.camera.maxZ = farthest;
    this.camera.lowerBetaLimit = 1e-4;
    this.camera.upperBetaLimit = Math.PI - 1e-4;
    this.camera.lowerRadiusLimit = 0.5;
    this.camera.upperRadiusLimit = 400;
    this.camera.wheelDeltaPercentage = 0.02;
    this.camera.panningSensibility = 60;
    scene.activeCamera = this.camera;
  }

  /** Follows the level's main camera when that changes; a view that someone has turned stays where it is otherwise. */
  sync(level: LevelState): void {
    // By name, so that which of two main cameras is looked through does not depend on which was made first.
    for (const key of [...level.having('Camera')].toSorted(byName)) {
      const camera = level.component(key, 'Camera');
      if (!camera || !flagOf(camera['main'], true)) continue;
      const at = vec3Of(level.component(key, 'Transform')?.['position'], [12, 9, -16]);
      const target = vec3Of(camera['target'], [0, 0, 0]);
      const fov = numberOf(camera['fov'], 35);
      const made = JSON.stringify([at, target, fov]);
      if (made !== this.#made) {
        this.#made = made;
        this.#fov = radians(fov);
        this.#composed = true;
        this.camera.setTarget(new Vector3(...(target as [number, number, number])));
        this.camera.setPosition(new Vector3(...(at as [number, number, number])));
      }
      return;
    }
  }

  /** A picture narrower than 16:9 keeps its width and gains height, so that what a designer framed stays in it; most of that height is above. */
  fit(aspect: number): void {
    const half = Math.tan(this.#fov / 2);
    const needed = aspect >= designAspect ? half : (half * designAspect) / aspect;
    this.camera.fov = 2 * Math.atan(needed);
    const gained = this.#composed ? (needed - half) * this.camera.radius : 0;
    this.camera.targetScreenOffset.set(0, (1 - 2 * upwards) * gained);
    if (this.#outlook === 'perspective') {
      this.camera.orthoTop = null;
      return;
    }
    // As much of what is looked at as in perspective.
    const height = needed * this.camera.radius;
    Object.assign(this.camera, { orthoTop: height, orthoBottom: -height, orthoRight: height * aspect, orthoLeft: -height * aspect });
  }

  get outlook(): Outlook {
    return this.#outlook;
  }

  /** Sees the scene in another way, from one side or from where it stands. */
  set outlook(next: Outlook) {
    if (next === this.#outlook) return;
    this.#outlook = next;
    this.#composed = false;
    const flat = next !== 'perspective';
    this.camera.mode = flat ? Camera.ORTHOGRAPHIC_CAMERA : Camera.PERSPECTIVE_CAMERA;
    // Without perspective nothing is behind the beholder.
    this.camera.minZ = flat ? -farthest : nearest;
    const angles = sideAngles[next];
    if (!angles) return;
    this.camera.alpha = angles.alpha;
    this.camera.beta = Math.min(this.camera.upperBetaLimit ?? Math.PI, Math.max(this.camera.lowerBetaLimit ?? 0, angles.beta));
  }

  /** Brings these entities into the picture, from the direction one looks already. */
  frame(nodes: readonly TransformNode[]): void {
    let min: Vector3 | undefined;
    let max: Vector3 | undefined;
    for (const node of nodes) {
      const at = node.getAbsolutePosition();
      const box = boundsOf(node) ?? { min: at, max: at };
      min = min ? Vector3.Minimize(min, box.min) : box.min;
      max = max ? Vector3.Maximize(max, box.max) : box.max;
    }
    if (!min || !max) return;
    this.#composed = false;
    this.camera.targetScreenOffset.set(0, 0);
    this.camera.setTarget(min.add(max).scale(0.5));
    this.camera.radius = Math.max(2, max.subtract(min).length() / 2 / Math.sin(this.camera.fov / 2));
  }
}
