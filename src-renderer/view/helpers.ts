import { CreateSphere, type LinesMesh, Matrix, type Mesh, type Scene, type TransformNode, Vector3 } from './babylon.ts';
import { drawLines } from './draw-lines.ts';
import { blockedLines, footprintsIn, groundLines, groundOf } from './nav-lines.ts';
import { type LevelState, textOf, type Values, type Vec3, vec3Of } from './level.ts';
import {
  agentLines,
  cameraLines,
  characterLines,
  colliderLines,
  jointLines,
  lightLines,
  type Lines,
  obstacleLines,
  panoramaLines,
  pathLines,
  soundLines,
  spawnerLines,
  triggerLines,
} from './outlines.ts';

/** Colours by what they stand for. */
const colours: Readonly<Record<string, string>> = {
  Light: '#ffd479',
  Camera: '#c9d2ff',
  Collider: '#5fd08a',
  Character: '#5fd08a',
  Trigger: '#ff9d5c',
  Spawner: '#d58cff',
  Joint: '#ff6f91',
  Sound: '#6fd3e6',
  Panorama: '#ffd479',
  Path: '#b5a4ff',
  NavRegion: '#59c7d9',
  NavAgent: '#59c7d9',
  NavObstacle: '#ff6f91',
  blocked: '#ff6f91',
};
/** What a picture would not show otherwise, and a hand could not take. */
const invisible = [
  'Light',
  'Camera',
  'Trigger',
  'Spawner',
  'Joint',
  'Character',
  'Collider',
  'Sound',
  'Panorama',
  'Path',
  'NavRegion',
  'NavAgent',
  'NavObstacle',
];

type NodeOf = (key: string) => TransformNode | undefined;

const place = (node: TransformNode): Vector3 => node.getAbsolutePosition();
const vectors = (lines: Lines): Vector3[][] => lines.map((line) => line.map(([x, y, z]) => new Vector3(x, y, z)));
const laneOf = ({ x, y, z }: Vector3): Vec3 => [x, y, z];

/** Whoever holds a point sees the path. */
function withPaths(level: LevelState, wanted: ReadonlySet<string>): ReadonlySet<string> {
  if (level.having('Path').size === 0) return wanted;
  const parents = [...wanted].flatMap((key) => level.entities.get(key)?.parent ?? []).filter((key) => level.component(key, 'Path'));
  return new Set([...wanted, ...parents]);
}

/** Lines for what has no shape: lights, cameras, colliders, zones, paths, where agents walk. They are drawn over the scene; where an entity has no shape a hand can take it there. */
export class Helpers {
  readonly #scene: Scene;
  readonly #drawn = new Map<string, LinesMesh>();
  readonly #grips = new Map<string, Mesh>();
  #wanted: 'all' | ReadonlySet<string> = new Set();
  #made = '';

  constructor(scene: Scene) {
    this.#scene = scene;
  }

  /** For these entities, or for all. */
  show(wanted: 'all' | readonly string[]): void {
    this.#wanted = wanted === 'all' ? 'all' : new Set(wanted);
  }

  sync(level: LevelState, nodeOf: NodeOf): void {
    const lines = new Map<string, Vector3[][]>();
    const grips = new Map<string, Vector3>();
    const keys = this.#wanted === 'all' ? new Set(invisible.flatMap((kind) => [...level.having(kind)])) : withPaths(level, this.#wanted);
    const points = level.childrenWith('Transform', new Set([...keys].filter((key) => level.component(key, 'Path'))));
    const signs: string[] = [];
    const keep = (kind: string, drawn: Vector3[][]): void => {
      if (drawn.length === 0) return;
      const known = lines.get(kind);
      if (known) known.push(...drawn);
      else lines.set(kind, drawn);
      signs.push(
        `${kind} ${drawn.map((line) => line.map(({ x, y, z }) => `${x.toFixed(4)},${y.toFixed(4)},${z.toFixed(4)}`).join(' ')).join('|')}`,
      );
    };
    let inTheWay: ReturnType<typeof footprintsIn> | undefined;
    for (const key of keys) {
      const components = level.entities.get(key)?.components;
      const node = nodeOf(key);
      if (!components || !node || !invisible.some((name) => components[name])) continue;
      for (const kind of invisible) {
        const values = components[kind];
        if (!values) continue;
        if (kind === 'Path') keep(kind, this.#pathOf(values, points.get(key) ?? [], nodeOf));
        else keep(kind, this.#linesOf(kind, values, level, key, node, nodeOf));
        if (kind !== 'NavRegion') continue;
        inTheWay ??= footprintsIn(level, nodeOf);
        keep('blocked', vectors(blockedLines(groundOf(values, laneOf(place(node))), inTheWay)));
      }
      if (!components['Shape']) grips.set(key, place(node));
    }
    for (const key of [...points.values()].flat()) {
      const node = nodeOf(key);
      if (node && !level.component(key, 'Shape')) grips.set(key, place(node));
    }
    this.#grip(grips);
    const made = signs.join('\n');
    if (made === this.#made) return;
    this.#made = made;
    for (const mesh of this.#drawn.values()) mesh.dispose();
    this.#drawn.clear();
    for (const [kind, drawn] of lines) {
      const mesh = drawLines(`helper ${kind}`, drawn, colours[kind] ?? '#ffffff', this.#scene);
      mesh.alwaysSelectAsActiveMesh = true;
      this.#drawn.set(kind, mesh);
    }
  }

  /** A path leads wherever its points are, in a hand too. */
  #pathOf(path: Values, points: readonly string[], nodeOf: NodeOf): Vector3[][] {
    const places = points.flatMap((key) => {
      const node = nodeOf(key);
      return node ? [laneOf(place(node))] : [];
    });
    return vectors(pathLines(path, places));
  }

  /** Lines in the world. */
  #linesOf(kind: string, values: Values, level: LevelState, key: string, node: TransformNode, nodeOf: NodeOf): Vector3[][] {
    const at = place(node);
    const turned = Matrix.Compose(Vector3.One(), node.absoluteRotationQuaternion, at);
    const upright = Matrix.Translation(at.x, at.y, at.z);
    const put = (lines: Lines, matrix: Matrix): Vector3[][] =>
      lines.map((line) => line.map(([x, y, z]) => Vector3.TransformCoordinates(new Vector3(x, y, z), matrix)));
    switch (kind) {
      case 'Collider':
        return put(colliderLines(values), turned);
      case 'Character':
        return put(characterLines(values, level.component(key, 'Collider')), upright);
      case 'NavRegion':
        return vectors(groundLines(groundOf(values, laneOf(at))));
      case 'NavObstacle':
        return put(obstacleLines(values), turned);
      case 'NavAgent':
        return put(agentLines(values), upright);
      case 'Trigger':
        return put(triggerLines(values), upright);
      case 'Spawner':
        return put(spawnerLines(values), upright);
      case 'Sound':
        return put(soundLines(values), upright);
      case 'Panorama':
        return put(panoramaLines(), upright);
      case 'Light':
        return put(lightLines(values, laneOf(at), this.#wanted !== 'all'), upright);
      case 'Camera':
        return put(cameraLines(values, laneOf(at)), upright);
      case 'Joint': {
        const other = nodeOf(textOf(values['with'], ''));
        if (!other) return [];
        const anchor = (of: TransformNode, field: string): Vec3 => {
          const [x, y, z] = vec3Of(values[field], [0, 0, 0]);
          return laneOf(new Vector3(x, y, z).applyRotationQuaternion(of.absoluteRotationQuaternion).add(place(of)));
        };
        const [ax, ay, az] = vec3Of(values['axis'], [1, 0, 0]);
        const axis = laneOf(new Vector3(ax, ay, az).applyRotationQuaternion(node.absoluteRotationQuaternion));
        return put(jointLines(values, anchor(node, 'anchor'), anchor(other, 'anchorWith'), axis), Matrix.Identity());
      }
      default:
        return [];
    }
  }

  /** Where a hand can take what has no shape: not seen, but picked. */
  #grip(wanted: ReadonlyMap<string, Vector3>): void {
    for (const [key, mesh] of this.#grips) {
      if (wanted.has(key)) continue;
      mesh.dispose();
      this.#grips.delete(key);
    }
    for (const [key, at] of wanted) {
      let mesh = this.#grips.get(key);
      if (!mesh) {
        mesh = CreateSphere(`grip ${key}`, { diameter: 0.7, segments: 6 }, this.#scene);
        mesh.isVisible = false;
        mesh.metadata = { entity: key, grip: true };
        this.#grips.set(key, mesh);
      }
      mesh.position.copyFrom(at);
      mesh.computeWorldMatrix(true);
    }
  }
}
