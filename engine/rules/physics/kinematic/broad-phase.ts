/** Which bodies may meet: a sweep along x. */
import { mayTouch, reach, type Body } from './bodies.ts';

/** Pairs whose boxes overlap, one of them at least dynamic or telling, ascending by the pair's places. */
export function pairsOf(bodies: readonly Body[]): [number, number][] {
  const order = bodies.map((_, slot) => slot).sort((p, q) => from(bodies[p]!) - from(bodies[q]!) || p - q);
  const pairs: [number, number][] = [];
  for (let i = 0; i < order.length; i += 1) {
    const a = bodies[order[i]!]!;
    const end = a.x + reach(a, 0);
    for (let j = i + 1; j < order.length; j += 1) {
      const b = bodies[order[j]!]!;
      if (from(b) >= end) break;
      if (Math.abs(a.y - b.y) >= reach(a, 1) + reach(b, 1) || Math.abs(a.z - b.z) >= reach(a, 2) + reach(b, 2)) continue;
      if (!matters(a, b) || !mayTouch(a, b)) continue;
      pairs.push(order[i]! < order[j]! ? [order[i]!, order[j]!] : [order[j]!, order[i]!]);
    }
  }
  return pairs.sort((p, q) => p[0] - q[0] || p[1] - q[1]);
}

const from = (body: Body): number => body.x - reach(body, 0);

const matters = (a: Body, b: Body): boolean => a.inverseMass > 0 || b.inverseMass > 0 || a.tells || b.tells;
