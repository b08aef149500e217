import { defineSystem } from '../define-system.ts';

/** Fills every Progress by its rate; reaching the goal is told once. */
export const progressSystem = defineSystem({
  name: 'progress',
  phase: 'rules',
  reads: ['Progress'],
  writes: ['Progress'],
  run({ arena, dt, events }) {
    const value = arena.column('Progress', 'value');
    const goal = arena.column('Progress', 'goal');
    const rate = arena.column('Progress', 'rate');
    const event = arena.column('Progress', 'event');
    arena.query('Progress').each((i) => {
      if (rate[i] === 0) return;
      const before = value[i]!;
      const after = Math.min(Math.max(0, before + rate[i]! * dt), goal[i]!);
      value[i] = after;
      if (before < goal[i]! && after >= goal[i]!)
        events.emit('progress', arena.text(event[i]!), { goal: goal[i]! }, { index: i, entity: arena.nameOf(arena.entityAt(i)) });
    });
  },
});
