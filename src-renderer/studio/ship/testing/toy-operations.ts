import type { Operations } from '../../../../src-main/contract/index.ts';

const engine = `engine@${'4f9c2a17be'.repeat(7).slice(0, 64)}`;
const older = `engine@${'a10be8831c'.repeat(7).slice(0, 64)}`;

export const toyPulse = {
  at: 1,
  span: 8_000,
  hz: 19.96,
  due: 20,
  p50: 1.42,
  p99: 4.07,
  slices: 32,
  late: 0,
  commands: 96,
  listeners: 12,
  pushed: 412_000,
  perHour: '0.184200000',
};

export const toyHealth = (id: string, more: Partial<Operations['sessions'][number]> = {}): Operations['sessions'][number] => ({
  id,
  tenant: 'demo',
  level: 'yard',
  name: 'Yard',
  channel: 'live',
  revision: 3,
  engine,
  state: 'running',
  phase: 'open',
  loop: 'running',
  done: false,
  host: 'functions',
  ticks: 1_200,
  players: 12,
  pulse: toyPulse,
  worries: [],
  ...more,
});

const { pulse: _pulse, ...still } = toyHealth('s-3');

const kept: Operations['retention'] = [
  { what: 'audit', days: 365 },
  { what: 'records' },
  { what: 'logs', days: 30 },
  { what: 'traces', days: 30 },
  { what: 'letters' },
  { what: 'unsorted', days: 14 },
];

/** Two tenants as an operator finds them in the morning: one well, one with a session and a letter that want an eye. */
export const toyOperations = (): Operations[] => [
  {
    tenant: 'acme',
    sessions: [
      toyHealth('s-9', {
        tenant: 'acme',
        level: 'harbour',
        name: 'Harbour',
        worries: ['overruns'],
        pulse: { ...toyPulse, hz: 14.2, p50: 38.6, p99: 91.3, late: 14 },
      }),
      {
        ...still,
        id: 's-8',
        tenant: 'acme',
        level: 'harbour',
        name: 'Harbour',
        host: 'hot',
        state: 'failed',
        loop: 'parked',
        worries: ['parked'],
        fault: 'The engine build is not on this target.',
        engine: older,
      },
    ],
    spend: { lastHour: '0.310000000', today: '2.140000000', month: '48.770000000', prices: '2026-11-21', budget: '120' },
    letters: [
      {
        system: 'publish',
        id: 'l-1',
        about: 'request p-81',
        at: 1_764_000_000_000,
        error: 'The workflow could not be started: throttled.',
        tries: 2,
      },
    ],
    publishers: [
      { name: 'Ben', roles: ['designer', 'facilitator'] },
      { name: 'Cleo', roles: ['owner'] },
    ],
    engines: [
      { id: engine, deployed: true, live: ['harbour live 12'], running: 1, over: 40 },
      { id: older, deployed: false, live: [], running: 1, over: 6 },
    ],
    retention: kept,
  },
  {
    tenant: 'demo',
    sessions: [toyHealth('s-1'), { ...still, state: 'waiting', loop: 'idle' }],
    spend: { lastHour: '0.004000000', today: '0.021000000', month: '1.930000000', prices: '2026-11-21' },
    letters: [],
    publishers: [{ name: 'Ada', roles: ['owner'] }],
    engines: [{ id: engine, deployed: true, live: ['yard live 3'], running: 2, over: 3 }],
    retention: kept,
  },
];
