/** Every built-in component that makes a world a game or shows it, with the rules of each at work. */
import { levelOf, type LevelWords } from '../../../engine/run/testing/index.ts';
import type { GoldenWorld } from '../play.ts';
import { world } from './world.ts';

const game: LevelWords = {
  clock: { kind: 'realtime', hz: 30 },
  project: {
    commands: {
      Sell: { needs: 'order', fields: { units: { kind: 'u16', min: 1, max: 50 } } },
      Shout: { needs: 'speak', fields: { words: { kind: 'string' } } },
    },
    parameters: { price: { kind: 'decimal', label: 'Price', scale: 2, default: '19.99' } },
    prefabs: {
      SalesRep: {
        help: 'Walks to customers and sells.',
        components: {
          Transform: { position: [0, 0, -4] },
          Velocity: { linear: [0.4, 0, 1.1] },
          Team: { number: 1, name: 'Sales', color: '#2a9d8f' },
          Wallet: { income: '-0.05', credit: '2.00' },
          Label: { text: '{name}', size: 0.4 },
        },
      },
    },
    kpis: { revenue: { label: 'Revenue', kind: 'decimal' }, reps: { label: 'Reps', kind: 'number' } },
    scenarios: { quarter: { name: 'A quarter', values: {}, ticks: 600, seed: 77 } },
  },
  scripts: {
    'sales.ts': `
      function start() { state.revenue = '0.00'; }
      on('Sell', ({ units }, { entity }) => {
        const amount = decimal(params.price).times(units);
        state.revenue = String(decimal(state.revenue).plus(amount));
        set(entity, 'Wallet', { balance: amount.round(2, 'half-even') });
        emit('sold', { units }, entity);
      });
      on('Shout', ({ words }, { entity }) => set('board', 'Label', { text: words + ' says ' + entity }));
      on('tock', () => emit('quarter', {}));
      function onTick() {
        kpi('revenue', decimal(state.revenue));
        kpi('reps', query('Wallet', 'Team').length);
      }`,
  },
  entities: {
    office: { Transform: { position: [0, 0, -4] }, Spawner: { prefab: 'SalesRep', every: 23, limit: 5, radius: 1.5 }, Team: { number: 1 } },
    shop: { Transform: { position: [1, 0, 2] }, Trigger: { size: [9, 2, 9], groups: 2, enter: 'visit', leave: 'left' } },
    desk: {
      parent: 'office',
      components: {
        Transform: { position: [0, 1, 0] },
        Seat: { stage: 'Desk', owner: 4 },
        Role: { name: 'Seller', may: ['order', 'move'] },
        Wallet: {},
      },
    },
    phone: { parent: 'desk', components: { Transform: {}, Seat: { stage: 'Phone', owner: 6 }, Role: { name: 'Caller', may: ['speak'] } } },
    clock: { Timer: { every: 15, left: 4, event: 'tock' }, Progress: { goal: 12, rate: 5.5, event: 'researched' }, Dial: { every: 15 } },
    first: { Quest: { title: 'First sale', event: 'sold', target: 2, reward: '25.50', hero: 'desk', state: 'active' } },
    second: { Quest: { title: 'Visitors', state: 'locked', after: 'first', event: 'visit', target: 3, hero: null } },
    late: { Quest: { title: 'Too late', event: 'nothing', target: 1, deadline: 40 } },
    medal: { Achievement: { title: 'Seller', event: 'sold', target: 3, hero: 'desk' } },
    board: { Transform: {}, Label: { text: 'Sales {tick}' }, Stack: { field: 'Progress.value', source: 'clock' }, Shape: { kind: 'roof' } },
    line: { Transform: {}, Conveyor: { to: 'shop', field: 'Route.load' }, Spin: { speed: 0.7, axis: [0, 1, 0] } },
    sun: { Transform: { position: [8, 12, 4] }, Light: { kind: 'sun', shadow: true } },
    eye: { Transform: { position: [0, 6, 12] }, Camera: { target: [0, 1, 0] } },
  },
};

const commands = [
  { tick: 5, sender: 4, seq: 1, type: 'Sell', payload: { units: 3 } },
  { tick: 9, sender: 6, seq: 1, type: 'Sell', payload: { units: 9 } },
  { tick: 12, sender: 6, seq: 2, type: 'Shout', payload: { words: 'Überraschung \u{1f389}' } },
  { tick: 31, sender: 4, seq: 2, type: 'Sell', payload: { units: 50 } },
  { tick: 31, sender: 4, seq: 2, type: 'Sell', payload: { units: 50 } },
  { tick: 33, sender: 4, seq: 3, type: 'Sell', payload: { units: 51 } },
  { tick: 60, sender: 4, seq: 4, type: 'Sell', payload: { units: 1 } },
];

export const gameWorlds = (ticks: number): GoldenWorld[] => [world('sales game', levelOf(game), 'quarter', ticks, commands)];
