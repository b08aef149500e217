import { defineSystem } from '../define-system.ts';

/** Counts every running Timer down and tells its event when it is over. */
export const timerSystem = defineSystem({
  name: 'timer',
  phase: 'rules',
  reads: ['Timer'],
  writes: ['Timer'],
  run({ arena, events }) {
    const every = arena.column('Timer', 'every');
    const left = arena.column('Timer', 'left');
    const repeat = arena.column('Timer', 'repeat');
    const running = arena.column('Timer', 'running');
    const event = arena.column('Timer', 'event');
    arena.query('Timer').each((i) => {
      if (running[i] !== 1) return;
      if (left[i]! > 1) {
        left[i]! -= 1;
        return;
      }
      left[i] = repeat[i] === 1 ? every[i]! : 0;
      running[i] = repeat[i]!;
      events.emit('timer', arena.text(event[i]!), {}, { index: i, entity: arena.nameOf(arena.entityAt(i)) });
    });
  },
});
