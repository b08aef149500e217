/** What happens where two bodies meet: they bounce, rub, and are moved apart. */
import type { Body } from './bodies.ts';
import type { Overlap } from './overlap.ts';

/**
 * Along the normal the pair parts with `bounce` times the speed with which it met, where `bounce` and `friction` are the means of the two.
 * The speed at the meeting is that of the moment of touch, found from the depth and from how gravity differs for the two: so a bounce of 1
 * keeps the energy. Along the surface the pair is slowed by at most `friction` times the push.
 *
 * @param pull m/s² by which gravity drives the two together, along the normal
 */
export function resolve(a: Body, b: Body, { normal: [nx, ny, nz], depth }: Overlap, pull: number): void {
  const sum = a.inverseMass + b.inverseMass;
  if (sum === 0) return;
  const meeting = (a.vx - b.vx) * nx + (a.vy - b.vy) * ny + (a.vz - b.vz) * nz;
  if (meeting > 0) {
    const touch = Math.sqrt(Math.max(0, meeting * meeting - 2 * pull * depth));
    const parting = ((a.bounce + b.bounce) / 2) * touch;
    const push = (meeting + parting) / sum;
    shove(a, b, nx, ny, nz, push);
    rub(a, b, nx, ny, nz, ((a.friction + b.friction) / 2) * push);
  }
  const share = depth / sum;
  a.x -= nx * share * a.inverseMass;
  a.y -= ny * share * a.inverseMass;
  a.z -= nz * share * a.inverseMass;
  b.x += nx * share * b.inverseMass;
  b.y += ny * share * b.inverseMass;
  b.z += nz * share * b.inverseMass;
}

function shove(a: Body, b: Body, x: number, y: number, z: number, push: number): void {
  a.vx -= x * push * a.inverseMass;
  a.vy -= y * push * a.inverseMass;
  a.vz -= z * push * a.inverseMass;
  b.vx += x * push * b.inverseMass;
  b.vy += y * push * b.inverseMass;
  b.vz += z * push * b.inverseMass;
}

function rub(a: Body, b: Body, nx: number, ny: number, nz: number, most: number): void {
  const rx = a.vx - b.vx;
  const ry = a.vy - b.vy;
  const rz = a.vz - b.vz;
  const along = rx * nx + ry * ny + rz * nz;
  const tx = rx - nx * along;
  const ty = ry - ny * along;
  const tz = rz - nz * along;
  const speed = Math.sqrt(tx * tx + ty * ty + tz * tz);
  if (speed === 0 || most <= 0) return;
  const push = Math.min(most, speed / (a.inverseMass + b.inverseMass));
  shove(a, b, tx / speed, ty / speed, tz / speed, push);
}
