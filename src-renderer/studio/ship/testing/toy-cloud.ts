import { LedgerError } from '../../../../src-main/contract/error.ts';
import type { CloudStatus, Publication, PublishCheck, PublishOutcome, Response } from '../../../../src-main/contract/index.ts';
import type { Answers } from '../../testing/memory-bridge.ts';

const hash = 'ab'.repeat(32);

export const live = (revision: number): Publication => ({
  tenant: 'demo',
  channel: 'live',
  level: 'yard',
  name: 'Yard',
  revision,
  packageHash: hash,
  engine: 'engine@toy',
  goldenHash: hash,
  cloudHash: hash,
  publisher: 'ada',
  publishedAt: '2026-11-20T16:04:00.000Z',
  thumbnail: { state: 'pending' },
});

export const success = (revision: number): PublishOutcome => ({
  ok: true,
  tenant: 'demo',
  channel: 'live',
  revision,
  packageHash: hash,
  goldenHash: hash,
  cloudHash: hash,
  unchanged: false,
  assurance: 'local',
});

export const broken = (code: string, message: string, hint?: string): (() => never) => {
  return () => {
    throw new LedgerError({ code, message, ...(hint !== undefined && { hint }) });
  };
};

export interface ToyCloud {
  answers: Answers;
  status: CloudStatus;
  check: PublishCheck;
  publications: Publication[];
  scenarios: Response<'cloud.scenarios'>['scenarios'];
  publishState: Response<'publish.state'>;
  sessions: Response<'cloud.sessions'>['sessions'];
  /** Calls that are refused, by name. */
  down: Record<string, () => never>;
  asked: { call: string; request: unknown }[];
}

/** A host with a cloud whose answers a test decides, one field at a time. */
export function createToyCloud(): ToyCloud {
  const cloud: ToyCloud = {
    status: {
      target: 'local',
      state: 'ready',
      tenants: [{ id: 'demo', roles: ['owner'], standing: { as: 'Ada', signIn: { at: 'out' }, refused: {} } }],
    },
    check: {
      differences: ['Entity changed: Lamp.'],
      parity: 'changed',
      live: live(3),
      openSessions: 2,
      price: [{ latencyClass: 'turn, on command', dollarsPerHour: '0.0021' }],
      blockers: [],
      warnings: [],
    },
    publications: [live(3)],
    scenarios: [{ id: 'base', name: 'Base' }],
    publishState: { state: 'running' },
    sessions: [],
    down: {},
    asked: [],
    answers: {},
  };
  const answer = (call: string, request: unknown): void => {
    cloud.asked.push({ call, request });
    cloud.down[call]?.();
  };
  cloud.answers = {
    'cloud.status': (request) => (answer('cloud.status', request), cloud.status),
    'cloud.publications': (request) => (answer('cloud.publications', request), { publications: cloud.publications }),
    'cloud.sessions': (request) => (answer('cloud.sessions', request), { sessions: cloud.sessions }),
    'cloud.scenarios': (request) => (answer('cloud.scenarios', request), { scenarios: cloud.scenarios }),
    'cloud.startSession': (request) => (answer('cloud.startSession', request), { session: 's-1', playUrl: 'http://127.0.0.1/#s' }),
    'cloud.playersLink': (request) => (answer('cloud.playersLink', request), { playUrl: `http://127.0.0.1/#session=${request.session}` }),
    'cloud.changePhase': (request) => (answer('cloud.changePhase', request), { changed: true }),
    'publish.check': (request) => (answer('publish.check', request), cloud.check),
    'publish.start': (request) => (answer('publish.start', request), { publish: 'p-1' }),
    'publish.state': (request) => (answer('publish.state', request), cloud.publishState),
    'publish.rollback': (request) => (answer('publish.rollback', request), success(request.revision)),
  };
  return cloud;
}
