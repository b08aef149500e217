import type { Arena } from '../../../engine/kernel/index.ts';
import { createArena, random, restoreArena, xxh64 } from '../../../engine/kernel/index.ts';
import { defineComponent } from '../../../engine/model/component.ts';
import { decimal, f32, i32, u16, vec3 } from '../../../engine/model/fields.ts';
import { createRegistry } from '../../../engine/model/registry.ts';
import type { Row } from '../bench.ts';
import { measure, row } from '../bench.ts';

/** A world of the usual kind: movers, some with health, money or a mind, eight systems, a few entities born and gone each tick. */

const Place = defineComponent('Place', { at: vec3(), turn: f32() });
const Motion = defineComponent('Motion', { speed: vec3() });
const Health = defineComponent('Health', { points: i32({ default: 100 }) });
const Purse = defineComponent('Purse', { cash: decimal({ default: '10.00' }) });
const Mind = defineComponent('Mind', { node: u16(), wait: u16() });
const Spinner = defineComponent('Spinner', { rate: f32({ default: 0.01 }) });
const registry = createRegistry([Place, Motion, Health, Purse, Mind, Spinner]);

const DT = 1 / 60;
const CHURN = 4;

const populate = (arena: Arena, i: number): void => {
  const r = (n: number): number => random(arena.seed, arena.tick, 1, i, n);
  const entity = arena.spawn();
  arena.add(entity, 'Place', { at: [r(0) * 100 - 50, r(1) * 20, r(2) * 100 - 50] });
  arena.add(entity, 'Motion', { speed: [r(3) - 0.5, 0, r(4) - 0.5] });
  if (i % 2 === 0) arena.add(entity, 'Health');
  if (i % 4 === 0) arena.add(entity, 'Purse');
  if (i % 4 === 1) arena.add(entity, 'Mind', { wait: i % 30 });
  if (i % 5 === 0) arena.add(entity, 'Spinner');
};

const systemsOf = (arena: Arena): (() => void)[] => {
  const moving = arena.query('Motion');
  const placed = arena.query('Motion', 'Place');
  const spinning = arena.query('Place', 'Spinner');
  const minds = arena.query('Mind', 'Motion');
  const purses = arena.query('Purse');
  const healths = arena.query('Health');
  return [
    () => {
      const y = arena.lanes('Motion', 'speed')[1]!;
      const runs = moving.runs();
      for (let r = 0; r < runs.length; r += 2) {
        const to = runs[r + 1]!;
        for (let e = runs[r]!; e < to; e++) y[e]! -= 9.81 * DT;
      }
    },
    () => {
      const [x, y, z] = arena.lanes('Place', 'at') as [Float32Array, Float32Array, Float32Array];
      const [vx, vy, vz] = arena.lanes('Motion', 'speed') as [Float32Array, Float32Array, Float32Array];
      const runs = placed.runs();
      for (let r = 0; r < runs.length; r += 2) {
        const to = runs[r + 1]!;
        for (let e = runs[r]!; e < to; e++) {
          x[e]! += vx[e]! * DT;
          y[e]! += vy[e]! * DT;
          z[e]! += vz[e]! * DT;
        }
      }
    },
    () => {
      const y = arena.lanes('Place', 'at')[1]!;
      const vy = arena.lanes('Motion', 'speed')[1]!;
      const runs = placed.runs();
      for (let r = 0; r < runs.length; r += 2) {
        const to = runs[r + 1]!;
        for (let e = runs[r]!; e < to; e++) {
          if (y[e]! >= 0) continue;
          y[e] = -y[e]!;
          vy[e]! *= -0.9;
        }
      }
    },
    () => {
      const turn = arena.column('Place', 'turn');
      const rate = arena.column('Spinner', 'rate');
      spinning.each((e) => {
        const next = turn[e]! + rate[e]!;
        turn[e] = next > 1 ? next - 2 : next;
      });
    },
    () => {
      const wait = arena.column('Mind', 'wait');
      const vx = arena.lanes('Motion', 'speed')[0]!;
      minds.each((e) => {
        if (wait[e] !== 0) {
          wait[e]!--;
          return;
        }
        const r = random(arena.seed, arena.tick, 2, e, 0);
        wait[e] = 30 + Math.floor(r * 30);
        vx[e]! += r - 0.5;
      });
    },
    () => {
      const cash = arena.column('Purse', 'cash');
      purses.each((e) => {
        cash[e]! += 1;
      });
    },
    () => {
      const points = arena.column('Health', 'points');
      const { tick } = arena;
      healths.each((e) => {
        if ((e + tick) % 60 === 0 && points[e]! > 0) points[e]!--;
      });
    },
    () => {
      for (let i = 0; i < CHURN; i++) populate(arena, arena.tick * CHURN + i);
      const all = placed.indices();
      for (let i = 0; i < CHURN; i++)
        arena.despawn(
          arena.entityAt(
            all[Math.floor(random(arena.seed, arena.tick, 3, i, 0) * (all.length / CHURN)) + Math.floor((i * all.length) / CHURN)]!,
          ),
        );
    },
  ];
};

const tickOf = (arena: Arena): (() => void) => {
  const systems = systemsOf(arena);
  return () => {
    for (const system of systems) {
      arena.defer();
      system();
      arena.flush();
    }
    arena.advance();
  };
};

const worldOf = (entities: number): Arena => {
  const arena = createArena(registry, { seed: 7, capacity: entities });
  for (let i = 0; i < entities; i++) populate(arena, i);
  return arena;
};

/** Snapshot, restore, hash and ticks, against the figures that we want to hold. */
export const stateRows = (): Row[] => {
  const small = worldOf(1000);
  const tick = tickOf(small);
  const ticks = measure(tick);
  const hashed = measure(() => {
    tick();
    small.hash64();
  });
  const frame = new Uint8Array(small.bytes.length);
  const saved = measure(() => xxh64(small.snapshot(frame)));
  const large = worldOf(10_000);
  const step = tickOf(large);
  const ring = Array.from({ length: 9 }, () => new Uint8Array(2 * large.bytes.length));
  const rollback = measure(() => {
    const start = large.snapshot(ring[0]);
    for (let i = 1; i <= 8; i++) {
      step();
      xxh64(large.snapshot(ring[i]));
    }
    large.restore(start);
  });
  const start = large.snapshot();
  const restored = restoreArena(registry, large.snapshot());
  const work = {
    ours: `${large.count} entities, hash ${large.hash64().toString(16)}`,
    peer: `the same restored: ${restored.count}, ${restored.hash64().toString(16)}`,
  };
  const target = { peerName: 'target' } as const;
  return [
    row({ name: 'ticks, 1,000 entities, 8 systems', ours: ticks, peer: 30_000, unit: 'ticks/s', better: 'higher', ...target }),
    row({ name: 'ticks with the state hash of each', ours: hashed, peer: 30_000, unit: 'ticks/s', better: 'higher', ...target }),
    row({
      name: 'snapshot + hash, 1,000 entities, vs half a tick',
      ours: 1e6 / saved,
      peer: (1 / ticks) * 1e6 * 0.5,
      unit: 'us',
      better: 'lower',
      ...target,
    }),
    row({
      name: 'snapshot, 10,000 entities',
      ours: 1e6 / measure(() => large.snapshot()),
      peer: 100,
      unit: 'us',
      better: 'lower',
      ...target,
    }),
    row({
      name: 'restore, 10,000 entities',
      ours: 1e6 / measure(() => large.restore(start)),
      peer: 100,
      unit: 'us',
      better: 'lower',
      ...target,
    }),
    row({ name: 'hash, 10,000 entities', ours: 1e6 / measure(() => large.hash64()), peer: 300, unit: 'us', better: 'lower', ...target }),
    row({
      name: 'rollback of 8 frames, each saved and hashed, 10,000 entities',
      ours: 1000 / rollback,
      peer: 2,
      unit: 'ms',
      better: 'lower',
      work,
      ...target,
    }),
  ];
};
