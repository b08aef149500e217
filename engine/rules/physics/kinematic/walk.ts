/** Characters of the kinematic backend: boxes along the axes that slide along what is in the way and step onto what is low. */
import type { Arena } from '../../../kernel/world/index.ts';
import { mayTouch, reach, type Body } from './bodies.ts';

interface Feet {
  readonly move: readonly [number, number, number];
  readonly step: number;
  rise: number;
  grounded: boolean;
}

const top = (body: Body): number => body.y + reach(body, 1);
const bottom = (body: Body): number => body.y - reach(body, 1);
/** Less than this is touching, not being inside. */
const skin = 1e-4;

const inside = (a: Body, b: Body): boolean =>
  Math.abs(a.x - b.x) < reach(a, 0) + reach(b, 0) - skin &&
  Math.abs(a.y - b.y) < reach(a, 1) + reach(b, 1) - skin &&
  Math.abs(a.z - b.z) < reach(a, 2) + reach(b, 2) - skin;

/** Moves a body by `dt` seconds among the others, along x, then z, then y. */
export function walk(body: Body, feet: Feet, others: readonly Body[], gravity: number, dt: number): void {
  const solids = others.filter((other) => other !== body && !other.sensor && other.inverseMass === 0 && mayTouch(body, other));
  const wasGrounded = feet.grounded;
  body.x += feet.move[0] * dt;
  stopAlong(body, 'x', 0, feet, solids);
  body.z += feet.move[2] * dt;
  stopAlong(body, 'z', 2, feet, solids);
  const before = feet.rise;
  feet.rise = before + gravity * body.gravity * dt;
  const up = (feet.move[1] + (before + feet.rise) / 2) * dt;
  body.y += up;
  feet.grounded = false;
  for (const solid of solids) {
    if (!inside(body, solid)) continue;
    if (body.y >= solid.y) land(body, solid, feet);
    else {
      body.y = bottom(solid) - reach(body, 1);
      feet.rise = Math.min(0, feet.rise);
    }
  }
  if (feet.grounded || !wasGrounded || up > 0) return;
  const below = solids.filter(
    (solid) => isOver(body, solid) && bottom(body) >= top(solid) - skin && bottom(body) - top(solid) <= feet.step,
  );
  const ground = below.reduce<Body | undefined>((best, solid) => (best && top(best) >= top(solid) ? best : solid), undefined);
  if (ground) land(body, ground, feet);
}

const isOver = (a: Body, b: Body): boolean =>
  Math.abs(a.x - b.x) < reach(a, 0) + reach(b, 0) - skin && Math.abs(a.z - b.z) < reach(a, 2) + reach(b, 2) - skin;

function land(body: Body, ground: Body, feet: Feet): void {
  body.y = top(ground) + reach(body, 1);
  feet.grounded = true;
  feet.rise = Math.max(0, feet.rise);
}

/** What is no higher than a step is stepped onto, if there is room; anything else stops. */
function stopAlong(body: Body, axis: 'x' | 'z', lane: 0 | 2, { step, move }: Feet, solids: readonly Body[]): void {
  for (const solid of solids) {
    if (!inside(body, solid)) continue;
    const standing = body.y;
    if (top(solid) - bottom(body) <= step) {
      body.y = top(solid) + reach(body, 1);
      if (!solids.some((other) => inside(body, other))) continue;
      body.y = standing;
    }
    const side = move[lane] === 0 ? (body[axis] < solid[axis] ? -1 : 1) : move[lane] > 0 ? -1 : 1;
    body[axis] = solid[axis] + side * (reach(body, lane) + reach(solid, lane));
  }
}

/** Walks every character and writes how it stands. */
export function walkAll(arena: Arena, bodies: readonly Body[], characters: Uint32Array, gravity: number, dt: number): void {
  if (characters.length === 0) return;
  const move = arena.lanes('Character', 'move');
  const [rise, step, grounded] = ['rise', 'step', 'grounded'].map((field) => arena.column('Character', field));
  for (const index of characters) {
    const body = bodies.find((one) => one.index === index);
    if (!body?.walks) continue;
    const feet: Feet = {
      move: [move[0]![index]!, move[1]![index]!, move[2]![index]!],
      step: step![index]!,
      rise: rise![index]!,
      grounded: grounded![index] === 1,
    };
    const { x, y, z } = body;
    walk(body, feet, bodies, gravity, dt);
    body.vx = (body.x - x) / dt;
    body.vy = (body.y - y) / dt;
    body.vz = (body.z - z) / dt;
    rise![index] = feet.rise + 0;
    grounded![index] = feet.grounded ? 1 : 0;
  }
}
