/** What steers a world while it runs: scripts that fail and talk to each other, and the commands of the system. */
import { levelOf, type LevelWords } from '../../../engine/run/testing/index.ts';
import type { GoldenWorld } from '../play.ts';
import { world } from './world.ts';

const failing: LevelWords = {
  clock: { kind: 'realtime', hz: 20 },
  project: {
    components: { Ledger: { fields: { paid: { kind: 'decimal', scale: 2 }, calls: { kind: 'u32' } } } },
    kpis: { asked: { label: 'Asked', kind: 'number' } },
    scenarios: { weather: { name: 'Weather', values: {}, ticks: 600, seed: 13 } },
  },
  entities: { book: { Ledger: {} } },
  scripts: {
    'asks.ts': `
      function start() { state.asked = 0; after(3, 'again', { round: 1 }); }
      on('again', ({ round }) => { state.asked += round; emit('question', { round, chance: random('ask').next() }); after(random.int(1, 4), 'again', { round: round + 1 }); });
      on('answer', ({ paid }) => { set('book', 'Ledger', { paid }); });
      function onTick() { kpi('asked', state.asked); }`,
    'answers.ts': `
      on('question', ({ round, chance }) => {
        const [{ Ledger }] = query('Ledger');
        Ledger.calls += 1;
        if (round % 5 === 0) throw new Error('no answer to ' + round);
        emit('answer', { paid: Ledger.paid.plus(decimal(String(Math.floor(chance * 100))).div(100, 2, 'half-even')) });
      });`,
    'hungry.ts': `
      function onTick() { if (time.tick > 10 && time.tick < 16) for (;;) state.n = (state.n ?? 0) + 1; }`,
  },
};

const steered: LevelWords = {
  clock: { kind: 'realtime', hz: 60 },
  project: {
    parameters: {
      gain: { kind: 'number', label: 'Gain', min: 0, max: 10, default: 1.5 },
      tax: { kind: 'decimal', label: 'Tax', scale: 3, default: '0.190' },
    },
    kpis: { level: { label: 'Level', kind: 'number' }, due: { label: 'Due', kind: 'decimal' } },
    scenarios: { drive: { name: 'Drive', values: { gain: 2 }, ticks: 600, seed: 3 } },
  },
  entities: { wheel: { Transform: {}, Spin: { speed: 5 }, Velocity: { linear: [1, 0, 0] }, Timer: { every: 9, left: 9, event: 'turn' } } },
  scripts: {
    'level.ts': `
      function start() { state.level = 0; state.due = '0'; }
      on('turn', () => { state.level += params.gain; });
      on('TickRateSet', ({ hz }) => { state.level += hz / 1000; });
      function onTick() {
        state.due = String(decimal(state.due).plus(decimal(params.tax).times(time.tick)));
        kpi('level', state.level + time.dt);
        kpi('due', decimal(state.due));
      }`,
  },
};

const steering = [
  { tick: 10, sender: 0, seq: 1, type: 'SetTickRate', payload: { hz: 30 } },
  { tick: 25, sender: 0, seq: 2, type: 'SetParameter', payload: { name: 'gain', value: '0.25' } },
  { tick: 26, sender: 0, seq: 3, type: 'SetParameter', payload: { name: 'tax', value: '0.077' } },
  { tick: 27, sender: 0, seq: 4, type: 'SetParameter', payload: { name: 'gain', value: '99' } },
  { tick: 40, sender: 3, seq: 1, type: 'SetTickRate', payload: { hz: 1 } },
  { tick: 70, sender: 0, seq: 5, type: 'SetTickRate', payload: { hz: 60 } },
];

export const controlWorlds = (ticks: number): GoldenWorld[] => [
  world('scripts that fail', levelOf(failing), 'weather', ticks),
  world('steered by the system', levelOf(steered), 'drive', ticks, steering),
];
