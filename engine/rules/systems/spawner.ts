import { LedgerError } from '../../kernel/error.ts';
import { cos, sin } from '../../kernel/math/index.ts';
import type { Entity } from '../../kernel/world/index.ts';
import { spawnEntity } from '../prefabs/index.ts';
import { defineSystem } from '../define-system.ts';
import type { Tick } from '../tick.ts';
import { worldPosition } from './place.ts';

const TURN = 6.283185307179586;

/** Makes an entity of its prefab for every Spawner whose time has come and which has fewer of its own alive than its limit. */
export const spawnerSystem = defineSystem({
  name: 'spawner',
  phase: 'rules',
  reads: ['Spawned', 'Spawner', 'Transform'],
  writes: ['*'],
  after: ['trigger'],
  run(tick) {
    const { arena, events } = tick;
    const [every, left, limit, running] = ['every', 'left', 'limit', 'running'].map((field) => arena.column('Spawner', field));
    const by = arena.column('Spawned', 'by');
    const own = arena.query('Spawned').indices();
    arena.query('Spawner').each((i) => {
      if (running![i] !== 1) return;
      if (left![i]! > 1) {
        left![i]! -= 1;
        return;
      }
      const spawner = arena.entityAt(i);
      // A full house waits at the door: the next one comes as soon as there is room.
      if (limit![i] !== 0 && own.filter((index) => by[index] === spawner).length >= limit![i]!) return;
      left![i] = every![i]!;
      try {
        spawnAt(tick, spawner, i);
      } catch (error) {
        if (!(error instanceof LedgerError)) throw error;
        events.emit('spawner', 'EffectRefused', { effect: 'spawn', message: error.message }, { index: i, entity: arena.nameOf(spawner) });
      }
    });
  },
});

function spawnAt({ arena, level, tick }: Tick, spawner: Entity, i: number): void {
  const prefab = arena.text(arena.column('Spawner', 'prefab')[i]!);
  const radius = arena.column('Spawner', 'radius')[i]!;
  const [x, y, z] = arena.has(spawner, 'Transform') ? worldPosition(arena, i) : [0, 0, 0];
  const stream = `spawner/${arena.nameOf(spawner)}`;
  // Even over the disc: the root of an even number is an even area.
  const away = radius === 0 ? 0 : radius * Math.sqrt(arena.random(stream));
  const angle = radius === 0 ? 0 : TURN * arena.random(stream);
  const [ox = 0, oy = 0, oz = 0] = (level.prefabs[prefab]?.components['Transform']?.['position'] ?? []) as number[];
  spawnEntity(arena, level, {
    prefab,
    components: {
      Transform: { position: [x + ox + away * cos(angle), y + oy, z + oz + away * sin(angle)] },
      Spawned: { by: arena.nameOf(spawner), tick },
    },
  });
}
