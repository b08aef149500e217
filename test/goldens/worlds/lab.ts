/**
 * The laboratory: one small world with everything that could differ between machines. Bodies that fall and collide, random streams, spawn
 * and despawn, spawners, zones, timers, decimals, texts, a script with state, and sines, powers and logarithms fed back into an f64 column (an f32 would
 * hide the last place).
 */
import { log, pow, sin } from '../../../engine/kernel/math/index.ts';
import type { LevelWords } from '../../../engine/run/testing/index.ts';
import type { TickSystem } from '../../../engine/rules/tick.ts';

export interface Functions {
  sin: (x: number) => number;
  pow: (x: number, y: number) => number;
  log: (x: number) => number;
}

/** Iterates a chaotic map over Probe.wave: one unit in the last place is a different number twenty ticks later. */
export const probeSystem = ({ sin: s, pow: p, log: l }: Functions): TickSystem => ({
  name: 'probe',
  phase: 'rules',
  reads: ['Probe'],
  writes: ['Probe'],
  run({ arena, tick }) {
    if (!arena.registry.types.some(({ name }) => name === 'Probe')) return;
    const wave = arena.column('Probe', 'wave');
    arena.query('Probe').each((i) => {
      wave[i] = 2 + s(wave[i]! * 3 + i) + p(1 + Math.abs(wave[i]!), 0.3) * 0.1 + l(1 + tick + i) * 0.01;
    });
  },
});

export const ownFunctions: Functions = { sin, pow, log };

const script = `
function start() {
  state.made = 0;
  state.ledger = '0.00';
  after(2, 'Drop');
}

on('Drop', () => {
  state.made += 1;
  const size = [0.4 + random.next() * 0.6, 0.4 + random.next() * 0.6, 0.4 + random.next() * 0.6];
  spawn(null, {
    Transform: { position: [random('place').next() * 3 - 1.5, 5 + random('place').next() * 3, random('place').next() * 3 - 1.5] },
    RigidBody: {}, Collider: { shape: random.pick(['box', 'sphere', 'capsule', 'cylinder']), size, bounce: 0.3 },
    Velocity: { linear: [random.normal(), 0, random.normal()], angular: [random.normal(), random.normal(), 0] },
    Probe: { wave: random.next(), name: 'crate number ' + state.made },
  }, 'crate-' + state.made);
  if (state.made > 14) despawn('crate-' + (state.made - 14));
  after(random.int(1, 5), 'Drop');
});

on('Nudge', ({ by }, { sender }) => {
  for (const row of query('Velocity', 'RigidBody')) {
    const [x, y, z] = row.Velocity.linear;
    row.Velocity.linear = [x + by, y + 1, z - by / (sender + 1)];
  }
  emit('Nudged', { by, bodies: query('RigidBody').length });
});

on('Nudged', ({ bodies }) => { state.nudges = (state.nudges ?? 0) + bodies; });

function onTick() {
  const price = decimal('0.1').times(random('price').int(1, 99));
  state.ledger = String(decimal(state.ledger).plus(price));
  let waves = 0;
  for (const { Probe } of query('Probe')) {
    waves += Probe.wave;
    Probe.paid = Probe.paid.plus('0.01');
  }
  kpi('ledger', decimal(state.ledger));
  kpi('waves', waves);
}
`;

export const lab: LevelWords = {
  scripts: { 'lab.ts': script },
  project: {
    components: { Probe: { fields: { wave: { kind: 'f64' }, paid: { kind: 'decimal', scale: 2 }, name: { kind: 'string' } } } },
    prefabs: { Drone: { components: { Transform: { position: [0, 2, 0] }, Velocity: { linear: [0.7, 0, 0.2] }, Team: { number: 2 } } } },
    commands: { Nudge: { fields: { by: { kind: 'f64', min: -10, max: 10 } } } },
    kpis: { ledger: { label: 'Ledger', kind: 'decimal' }, waves: { label: 'Waves', kind: 'number' } },
    scenarios: { lab: { name: 'Laboratory', values: {}, ticks: 600, seed: 4_242 } },
  },
  clock: { kind: 'realtime', hz: 60 },
  entities: {
    floor: {
      Transform: { position: [0, -1, 0] },
      RigidBody: { kind: 'fixed' },
      Collider: { shape: 'box', size: [8, 1, 8], friction: 0.8 },
    },
    ramp: {
      Transform: { position: [2.5, 0, 0], rotation: [0, 0, 0.2588190734386444, 0.9659258127212524] },
      RigidBody: { kind: 'fixed' },
      Collider: { shape: 'box', size: [4, 0.3, 4] },
    },
    lift: {
      Transform: { position: [-2, 0.4, 0] },
      RigidBody: { kind: 'kinematic' },
      Collider: { shape: 'cylinder', size: [2, 0.3, 2] },
      Spin: { speed: 1.7 },
    },
    hangar: { Transform: { position: [-3, 0, 0] }, Spawner: { prefab: 'Drone', every: 11, limit: 4, radius: 2.5 } },
    gate: { Transform: { position: [-1, 2, 0] }, Trigger: { size: [2, 3, 6], groups: 4 } },
    mobile: { Transform: {}, Velocity: { linear: [0.3, 0, 0.1], angular: [0.2, 0.5, 0.1] }, Probe: { wave: 0.5 } },
    clock: {
      Timer: { every: 7, left: 3, event: 'tock' },
      Progress: { goal: 3, rate: 2.5 },
      Wallet: { income: '0.01' },
      Probe: { wave: 1.25 },
    },
  },
};

/** What players send: three nudges by two of them. */
export const labCommands = [
  { tick: 40, sender: 1, seq: 1, type: 'Nudge', payload: { by: 2.5 } },
  { tick: 77, sender: 2, seq: 1, type: 'Nudge', payload: { by: -1.75 } },
  { tick: 77, sender: 1, seq: 2, type: 'Nudge', payload: { by: 0.5 } },
];
