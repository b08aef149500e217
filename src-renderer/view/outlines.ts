import { arrow, plus } from './strokes.ts';
import { flagOf, numberOf, textOf, type Values, type Vec3, vec3Of } from './level.ts';

/** Lines in metres, each through its points. */
export type Lines = readonly (readonly Vec3[])[];

const segments = 32;
const radians = (degrees: number): number => (degrees * Math.PI) / 180;
type Plane = 'xy' | 'xz' | 'yz';

/** Part of a circle around a point. */
function arc([x, y, z]: Vec3, radius: number, plane: Plane, from = 0, to = 2 * Math.PI): Vec3[] {
  const count = Math.max(4, Math.round((segments * (to - from)) / (2 * Math.PI)));
  return Array.from({ length: count + 1 }, (_, step): Vec3 => {
    const angle = from + ((to - from) * step) / count;
    const [a, b] = [Math.cos(angle) * radius, Math.sin(angle) * radius];
    return plane === 'xz' ? [x + a, y, z + b] : plane === 'xy' ? [x + a, y + b, z] : [x, y + b, z + a];
  });
}

function box([cx, cy, cz]: Vec3, [width, height, depth]: Vec3): Lines {
  const at = (x: number, y: number, z: number): Vec3 => [cx + (x * width) / 2, cy + (y * height) / 2, cz + (z * depth) / 2];
  const ring = (y: number): Vec3[] => [at(-1, y, -1), at(1, y, -1), at(1, y, 1), at(-1, y, 1), at(-1, y, -1)];
  const posts = [-1, 1].flatMap((x) => [-1, 1].map((z): Vec3[] => [at(x, -1, z), at(x, 1, z)]));
  return [ring(-1), ring(1), ...posts];
}

const sphere = (centre: Vec3, radius: number): Lines => [arc(centre, radius, 'xy'), arc(centre, radius, 'xz'), arc(centre, radius, 'yz')];
const sides = (radius: number): readonly (readonly [number, number])[] => [
  [radius, 0],
  [-radius, 0],
  [0, radius],
  [0, -radius],
];

/** A Collider, from its transform: the engine’s own solid, which stands on it, and which no scale makes larger. */
export function colliderLines(collider: Values): Lines {
  const [width, height, depth] = vec3Of(collider['size'], [1, 1, 1]);
  const [x, y, z] = vec3Of(collider['offset'], [0, 0, 0]);
  const centre: Vec3 = [x, y + height / 2, z];
  const radius = width / 2;
  const [low, high] = [centre[1] - height / 2, centre[1] + height / 2];
  switch (textOf(collider['shape'], 'box')) {
    case 'sphere':
      return sphere(centre, radius);
    case 'cylinder':
      return [
        arc([x, low, z], radius, 'xz'),
        arc([x, high, z], radius, 'xz'),
        ...sides(radius).map(([a, b]): Vec3[] => [
          [x + a, low, z + b],
          [x + a, high, z + b],
        ]),
      ];
    case 'cone':
      return [
        arc([x, low, z], radius, 'xz'),
        ...sides(radius).map(([a, b]): Vec3[] => [
          [x + a, low, z + b],
          [x, high, z],
        ]),
      ];
    case 'capsule': {
      const straight = Math.max(0, height / 2 - radius);
      const [foot, head]: [Vec3, Vec3] = [
        [x, centre[1] - straight, z],
        [x, centre[1] + straight, z],
      ];
      return [
        arc(foot, radius, 'xz'),
        arc(head, radius, 'xz'),
        arc(head, radius, 'xy', 0, Math.PI),
        arc(head, radius, 'yz', 0, Math.PI),
        arc(foot, radius, 'xy', Math.PI, 2 * Math.PI),
        arc(foot, radius, 'yz', Math.PI, 2 * Math.PI),
        ...sides(radius).map(([a, b]): Vec3[] => [
          [x + a, foot[1], z + b],
          [x + a, head[1], z + b],
        ]),
      ];
    }
    default:
      return box(centre, [width, height, depth]);
  }
}

/** What a NavObstacle stands in the way with, from its transform. */
export function obstacleLines(obstacle: Values): Lines {
  const size = vec3Of(obstacle['size'], [1, 1, 1]);
  return box([0, size[1] / 2, 0], size);
}

/** How far a NavAgent keeps from what is in the way. */
export const agentLines = (agent: Values): Lines => [arc([0, 0, 0], Math.max(0.05, numberOf(agent['radius'], 0.3)), 'xz')];

/** A Trigger’s zone, around its place, along the axes of the world. */
export const triggerLines = (trigger: Values): Lines => box([0, 0, 0], vec3Of(trigger['size'], [1, 1, 1]));

/** Where a Spawner puts what it makes, level with it. */
export function spawnerLines(spawner: Values): Lines {
  const radius = numberOf(spawner['radius'], 0);
  const arrow: Lines = [
    [
      [0, 1.2, 0],
      [0, 0.2, 0],
    ],
    [
      [-0.2, 0.45, 0],
      [0, 0.2, 0],
      [0.2, 0.45, 0],
    ],
  ];
  return [arc([0, 0, 0], Math.max(radius, 0.3), 'xz'), ...arrow];
}

/** From where a Sound is heard, and how near it is as loud as it gets; heard everywhere the same it has no distance. */
export function soundLines(sound: Values): Lines {
  const sign = sphere([0, 0, 0], 0.2);
  if (textOf(sound['fading'], 'inverse') === 'none') return sign;
  return [...sign, arc([0, 0, 0], Math.max(0.3, numberOf(sound['near'], 2)), 'xz')];
}

/** A Panorama is all around: only its entity has a place. */
export const panoramaLines = (): Lines => sphere([0, 0, 0], 0.3);

/** The step that a Character takes, around its feet. */
export function characterLines(character: Values, collider: Values | undefined): Lines {
  const radius = vec3Of(collider?.['size'], [0.6, 1.8, 0.6])[0] / 2 + 0.05;
  return [arc([0, 0, 0], radius, 'xz'), arc([0, numberOf(character['step'], 0.3), 0], radius, 'xz')];
}

/** A Light, from its place in the world: `at` says where that is, as a sun shines from there to the origin. */
export function lightLines(light: Values, at: Vec3, whole: boolean): Lines {
  const kind = textOf(light['kind'], 'lamp');
  if (kind === 'sky') return [arc([0, 0, 0], 0.6, 'xz'), arc([0, 0, 0], 0.6, 'xy', 0, Math.PI), arc([0, 0, 0], 0.6, 'yz', 0, Math.PI)];
  if (kind === 'lamp') return [...sphere([0, 0, 0], 0.25), ...(whole ? sphere([0, 0, 0], numberOf(light['range'], 12)) : [])];
  const far = Math.hypot(...at);
  const way: Vec3 = far > 0 ? [-at[0] / far, -at[1] / far, -at[2] / far] : [0, -1, 0];
  const length = Math.min(4, Math.max(1.5, far * 0.25));
  const ray = (x: number, z: number): Vec3[] => [
    [x, 0, z],
    [x + way[0] * length, way[1] * length, z + way[2] * length],
  ];
  return [...sphere([0, 0, 0], 0.4), ray(0, 0), ray(0.4, 0), ray(-0.4, 0), ray(0, 0.4), ray(0, -0.4)];
}

const cross = (a: Vec3, b: Vec3): Vec3 => [a[1] * b[2] - a[2] * b[1], a[2] * b[0] - a[0] * b[2], a[0] * b[1] - a[1] * b[0]];
const unit = (a: Vec3): Vec3 => {
  const length = Math.hypot(...a);
  return length > 0 ? [a[0] / length, a[1] / length, a[2] / length] : [0, 0, 0];
};

/** What a Camera sees, from its place in the world: a picture of 16 to 9, and the point it looks at. */
export function cameraLines(camera: Values, at: Vec3): Lines {
  const way = plus(vec3Of(camera['target'], [0, 0, 0]), at, -1);
  const far = Math.hypot(...way);
  const ahead = far > 0 ? unit(way) : ([0, 0, -1] as const);
  const aside = Math.abs(ahead[1]) > 0.999 ? ([1, 0, 0] as const) : unit(cross(ahead, [0, 1, 0]));
  const above = cross(aside, ahead);
  const depth = Math.max(1, Math.min(far, 6));
  const height = Math.tan(radians(numberOf(camera['fov'], 35)) / 2) * depth;
  const corner = (x: number, y: number): Vec3 =>
    plus(plus([ahead[0] * depth, ahead[1] * depth, ahead[2] * depth], aside, x * height * (16 / 9)), above, y * height);
  const corners = [corner(-1, -1), corner(1, -1), corner(1, 1), corner(-1, 1)];
  const edges = corners.map((end): Vec3[] => [[0, 0, 0], end]);
  return [...edges, [...corners, corners[0]!], [corner(-0.2, 1.1), corner(0, 1.35), corner(0.2, 1.1)], [[0, 0, 0], way]];
}

/** A cross of three lines, so far each way. */
const mark = (at: Vec3, far: number): Lines => [
  [plus(at, [far, 0, 0]), plus(at, [-far, 0, 0])],
  [plus(at, [0, far, 0]), plus(at, [0, -far, 0])],
  [plus(at, [0, 0, far]), plus(at, [0, 0, -far])],
];

/** A Path through its points, in the world: where it begins, and half-way between two points which way it goes. */
export function pathLines(path: Values, points: readonly Vec3[]): Lines {
  const [first] = points;
  if (!first) return [];
  const through = flagOf(path['closed'], false) && points.length > 1 ? [...points, first] : points;
  const stretches = through.slice(1).flatMap((to, index): Lines => {
    const from = through[index]!;
    const middle = plus(from, plus(to, from, -1), 0.5);
    return [...arrow(from, middle), [middle, to]];
  });
  return [arc(first, 0.3, 'xz'), ...points.flatMap((point) => mark(point, 0.12)), ...stretches];
}

/** What holds a body to another: from anchor to anchor, both in the world; the axis that it turns or moves about. */
export function jointLines(joint: Values, from: Vec3, to: Vec3, axis: Vec3): Lines {
  const turns = ['hinge', 'slider'].includes(textOf(joint['kind'], 'ball')) || flagOf(joint['limited'], false);
  return [
    [from, to],
    ...mark(from, 0.12),
    ...mark(to, 0.12),
    ...(turns ? [[plus(from, unit(axis), -0.5), plus(from, unit(axis), 0.5)]] : []),
  ];
}
