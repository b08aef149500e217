/** What systems do in a run, as lines over the picture: made from the state that the view shows anyway, only for what is asked for. */
import { Matrix, type TransformNode, Vector3 } from './babylon.ts';
import { flagOf, type LevelState, textOf, type Values, type Vec3, vec3Of } from './level.ts';
import { wayLines } from './nav-lines.ts';
import { characterLines, colliderLines, type Lines, pathLines, triggerLines } from './outlines.ts';
import { arrow, dashed, plus, type Stroke } from './strokes.ts';

export const debugKinds = ['colliders', 'contacts', 'paths', 'triggers', 'behaviours'] as const;
export type DebugKind = (typeof debugKinds)[number];

export interface DebugWanted {
  kinds: readonly DebugKind[];
  /** Pairs that touch at the tick that is shown. */
  contacts: readonly (readonly [string, string])[];
  /** Fields of a component that name entities. */
  references: (component: string) => readonly string[];
}

const colours = {
  solid: '#5fd08a',
  sensor: '#59c7d9',
  fixed: '#93a0b5',
  contact: '#ff6f91',
  velocity: '#ffd479',
  path: '#b5a4ff',
  empty: '#ff9d5c',
  occupied: '#ff4f4f',
  fired: '#8a8f99',
  running: '#6ea8fe',
  success: '#5fd08a',
  failure: '#ff6f6f',
} as const;

const longest = 120;
type NodeOf = (key: string) => TransformNode | undefined;
const at = (node: TransformNode): Vec3 => {
  const { x, y, z } = node.getAbsolutePosition();
  return [x, y, z];
};

/** Where entities have been, tick by tick, as far back as the run was watched. */
export class Trails {
  readonly #points = new Map<string, Vec3[]>();
  #tick = 0;

  /** Begins anew where time went backwards or leapt. */
  note(tick: number, places: ReadonlyMap<string, Vec3>): void {
    if (tick === this.#tick) return;
    if (tick < this.#tick || tick > this.#tick + 10) this.#points.clear();
    this.#tick = tick;
    for (const key of this.#points.keys()) if (!places.has(key)) this.#points.delete(key);
    for (const [key, place] of places) this.#points.set(key, [...(this.#points.get(key) ?? []), place].slice(-longest));
  }
  clear(): void {
    this.#points.clear();
    this.#tick = 0;
  }
  get lines(): Vec3[][] {
    return [...this.#points.values()].filter((line) => line.length > 1);
  }
}

/** Everything that moves by itself or is moved by physics. */
export const movers = (level: LevelState): Set<string> =>
  new Set(['Velocity', 'Character', 'RigidBody', 'Behaviour', 'PathFollower', 'NavAgent'].flatMap((name) => [...level.having(name)]));

export function debugStrokes(level: LevelState, nodeOf: NodeOf, { kinds, contacts, references }: DebugWanted, trails: Trails): Stroke[] {
  const lines = new Map<keyof typeof colours, Vec3[][]>();
  const add = (colour: keyof typeof colours, drawn: readonly (readonly Vec3[])[]): void => {
    const known = lines.get(colour) ?? [];
    for (const line of drawn) known.push([...line]);
    lines.set(colour, known);
  };
  const shows = (kind: DebugKind): boolean => kinds.includes(kind);
  const each = (component: string, draw: (values: Values, node: TransformNode, key: string) => void): void => {
    for (const key of level.having(component)) {
      const [values, node] = [level.component(key, component), nodeOf(key)];
      if (values && node) draw(values, node, key);
    }
  };
  const put = (drawn: Lines, matrix: Matrix): Vec3[][] =>
    drawn.map((line) =>
      line.map(([x, y, z]): Vec3 => {
        const point = Vector3.TransformCoordinates(new Vector3(x, y, z), matrix);
        return [point.x, point.y, point.z];
      }),
    );
  const upright = (node: TransformNode): Matrix => Matrix.Translation(...at(node));

  if (shows('colliders')) {
    each('Collider', (collider, node, key) => {
      const body = level.component(key, 'RigidBody');
      const colour = flagOf(collider['sensor'], false) ? 'sensor' : body && textOf(body['kind'], 'dynamic') !== 'fixed' ? 'solid' : 'fixed';
      add(colour, put(colliderLines(collider), Matrix.Compose(Vector3.One(), node.absoluteRotationQuaternion, node.getAbsolutePosition())));
    });
    each('Character', (character, node, key) =>
      add(
        flagOf(character['grounded'], false) ? 'solid' : 'sensor',
        put(characterLines(character, level.component(key, 'Collider')), upright(node)),
      ),
    );
  }
  if (shows('contacts'))
    for (const [one, other] of contacts) {
      const [a, b] = [nodeOf(one), nodeOf(other)];
      if (!a || !b) continue;
      const [from, to] = [at(a), at(b)];
      const middle = plus(from, plus(to, from, -1), 0.5);
      const mark = (x: number, y: number, z: number): Vec3[] => [plus(middle, [x, y, z], -0.15), plus(middle, [x, y, z], 0.15)];
      add('contact', [[from, to], mark(1, 0, 0), mark(0, 1, 0), mark(0, 0, 1)]);
    }
  if (shows('paths')) {
    each('Velocity', ({ linear }, node) => add('velocity', arrow(at(node), plus(at(node), vec3Of(linear, [0, 0, 0])))));
    each('Character', ({ move }, node) => add('velocity', arrow(at(node), plus(at(node), vec3Of(move, [0, 0, 0])))));
    add('path', trails.lines);
    each('NavWay', (way, node) => add('path', wayLines(way, at(node))));
    each('NavAgent', ({ state, target }, node) => {
      const goal = textOf(state, '') === 'unreachable' ? nodeOf(textOf(target, '')) : undefined;
      if (goal) add('failure', dashed(at(node), at(goal)));
    });
    const followed = new Set([...level.having('PathFollower')].map((key) => textOf(level.component(key, 'PathFollower')?.['path'], '')));
    for (const [path, points] of level.childrenWith('Transform', followed))
      add('path', pathLines(level.component(path, 'Path') ?? {}, points.flatMap((key) => nodeOf(key) ?? []).map(at)));
  }
  if (shows('triggers'))
    each('Trigger', (trigger, node, key) => {
      const who = level.component(key, 'Occupants')?.['who'];
      const inside = Array.isArray(who) ? who.flatMap((one) => (typeof one === 'string' && one !== '' ? (nodeOf(one) ?? []) : [])) : [];
      const hasFired = flagOf(trigger['once'], false) && flagOf(trigger['fired'], false);
      const colour = inside.length > 0 ? 'occupied' : hasFired ? 'fired' : 'empty';
      const box = put(triggerLines(trigger), upright(node));
      // Occupied and spent are told apart without colour: lines to who is inside, a cross over what fires no more.
      add(colour, [...box, ...inside.flatMap((one) => dashed(at(node), at(one)))]);
      const [width, , depth] = vec3Of(trigger['size'], [1, 1, 1]);
      if (hasFired)
        add(
          colour,
          [-1, 1].map((side): Vec3[] => [
            plus(at(node), [width / 2, 0, (side * depth) / 2]),
            plus(at(node), [-width / 2, 0, (-side * depth) / 2]),
          ]),
        );
    });
  if (shows('behaviours'))
    each('Behaviour', ({ status }, node, key) => {
      const said = textOf(status, 'none');
      const colour = said === 'success' ? 'success' : said === 'failure' || said === 'error' ? 'failure' : 'running';
      for (const [component, values] of Object.entries(level.entities.get(key)?.components ?? {}))
        for (const field of references(component)) {
          const target = nodeOf(textOf(values[field], ''));
          if (target && target !== node) add(colour, arrow(at(node), at(target)));
        }
    });
  return [...lines].map(([colour, drawn]) => ({ color: colours[colour], lines: drawn }));
}
