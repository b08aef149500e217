import { defineSystem } from '../define-system.ts';
import { within } from './place.ts';

/** Moves and turns what has a Velocity and no body: bodies are moved by physics. Nothing gets farther than a Transform reaches. */
export const velocitySystem = defineSystem({
  name: 'velocity',
  phase: 'rules',
  reads: ['Velocity', 'RigidBody', 'Transform'],
  writes: ['Transform'],
  run({ arena, dt }) {
    const [px, py, pz] = arena.lanes('Transform', 'position');
    const [vx, vy, vz] = arena.lanes('Velocity', 'linear');
    const [wx, wy, wz] = arena.lanes('Velocity', 'angular');
    const [x, y, z, w] = arena.lanes('Transform', 'rotation');
    arena.queryWithout(['Velocity', 'Transform'], ['RigidBody']).each((i) => {
      px![i] = within(px![i]! + vx![i]! * dt);
      py![i] = within(py![i]! + vy![i]! * dt);
      pz![i] = within(pz![i]! + vz![i]! * dt);
      const a = wx![i]!;
      const b = wy![i]!;
      const c = wz![i]!;
      if (a === 0 && b === 0 && c === 0) return;
      // q' = q + dt/2 (omega, 0) q, brought back to length 1.
      const qx = x![i]!;
      const qy = y![i]!;
      const qz = z![i]!;
      const qw = w![i]!;
      const h = dt / 2;
      const nx = qx + h * (a * qw + b * qz - c * qy);
      const ny = qy + h * (b * qw + c * qx - a * qz);
      const nz = qz + h * (c * qw + a * qy - b * qx);
      const nw = qw - h * (a * qx + b * qy + c * qz);
      const length = Math.sqrt(nx * nx + ny * ny + nz * nz + nw * nw);
      // A script may have written four zeros, which turn nowhere.
      if (length === 0) return;
      x![i] = nx / length + 0;
      y![i] = ny / length + 0;
      z![i] = nz / length + 0;
      w![i] = nw / length + 0;
    });
  },
});
