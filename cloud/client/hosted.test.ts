import { describe, expect, it } from 'vitest';
import type { SessionHead, SessionStart } from '../ports/index.ts';
import { firstHead } from '../domain/session/index.ts';
import { throughHost, type HostedDeps } from './hosted.ts';

const ref = { tenant: 'demo', session: 's-1' };

/** A session whose hosts do not come, whatever is called. */
function alone(head: Partial<SessionHead>, onCall: () => Partial<SessionHead> = () => ({})) {
  let now = 0;
  const calls: number[] = [];
  let after: Partial<SessionHead> = {};
  const call: HostedDeps['hosts']['call'] = async (_ref, _id, at) => {
    calls.push(at);
    after = onCall();
  };
  const deps: HostedDeps = {
    sessions: { start: async () => ({ ...ref, host: 'hot' }) as SessionStart, head: async () => ({ ...firstHead(0), ...head, ...after }) },
    hosts: { announce: async () => {}, announced: async () => undefined, call },
    clock: { now: () => now },
    ids: { next: (prefix) => `${prefix}-${now}` },
    sleep: async (ms) => void (now += ms),
  };
  return { deps, calls };
}

describe("a session's own host, asked through a door", () => {
  const order = (change: 'pause' | 'end') => ({ op: 'phase', change, id: 'id-ada' }) as const;
  const directly = async () => 'directly';

  it('is not waited for where HEAD says all', async () => {
    for (const head of [{}, { loopEpoch: 3, stoppedEpoch: 3 }, { loop: 'parked', loopEpoch: 3, stoppedEpoch: 3 }] as const) {
      const { deps, calls } = alone(head);
      expect(await throughHost(deps, ref, order('pause'), directly)).toBe('directly');
      expect(calls).toEqual([]);
    }
  });

  it('says at once why one that came could not go on', async () => {
    const { deps, calls } = alone({ loop: 'parked', loopEpoch: 5, fault: 'x' }, () => ({ loopEpoch: 6, fault: 'log-damaged: A byte.' }));
    await expect(throughHost(deps, ref, order('pause'), directly)).rejects.toMatchObject({
      code: 'host-missing',
      message: 'Session s-1 cannot go on: log-damaged: A byte.',
      hint: 'It can be ended: lq session end s-1',
    });
    expect(calls).toHaveLength(1);
  });

  it('ends a session whose host does not come, and pauses none', async () => {
    const { deps, calls } = alone({ loop: 'parked', loopEpoch: 5, stoppedEpoch: 3 });
    await expect(throughHost(deps, ref, order('pause'), directly)).rejects.toMatchObject({ code: 'host-missing', where: 's-1' });
    const before = calls.length;
    expect(before).toBeGreaterThan(5);
    expect(await throughHost(deps, ref, order('end'), directly)).toBe('directly');
    expect(calls.length).toBeGreaterThan(before);
  });
});
