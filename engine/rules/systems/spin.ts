import { cos, sin } from '../../kernel/math/index.ts';
import { defineSystem } from '../define-system.ts';

/** Turns every entity with Spin about its axis: the rotation is that of the angle turned so far. */
export const spinSystem = defineSystem({
  name: 'spin',
  phase: 'rules',
  reads: ['Spin', 'Transform'],
  writes: ['Spin', 'Transform'],
  run({ arena, dt }) {
    const [ax, ay, az] = arena.lanes('Spin', 'axis');
    const [x, y, z, w] = arena.lanes('Transform', 'rotation');
    const speed = arena.column('Spin', 'speed');
    const angle = arena.column('Spin', 'angle');
    arena.query('Spin', 'Transform').each((i) => {
      angle[i] = angle[i]! + speed[i]! * dt;
      const length = Math.sqrt(ax![i]! * ax![i]! + ay![i]! * ay![i]! + az![i]! * az![i]!);
      if (length === 0) return;
      const half = angle[i]! / 2;
      const part = sin(half) / length;
      x![i] = ax![i]! * part + 0;
      y![i] = ay![i]! * part + 0;
      z![i] = az![i]! * part + 0;
      w![i] = cos(half) + 0;
    });
  },
});
