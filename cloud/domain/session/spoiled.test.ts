/** A session whose HEAD cannot be read stands still, with the cause, and holds no other up. */
import { describe, expect, it } from 'vitest';
import type { SessionHead, SessionRef } from '../../ports/index.ts';
import { refuse } from '../refusal.ts';
import { ToyCloud } from '../testing/toy-cloud.ts';
import { toyPackage } from '../testing/toy-engine.ts';
import { shownSession, spoiledSession, sweep } from './index.ts';

/** Two sessions that nobody has woken, of which the first is spoiled. */
async function spoiled() {
  const cloud = new ToyCloud();
  await cloud.publish(toyPackage({ clock: 'realtime' }));
  const { start: bad } = await cloud.startSession();
  const { start: good } = await cloud.startSession();
  const { sessions } = cloud;
  const store = Object.assign(Object.create(sessions) as typeof sessions, {
    head: async (ref: SessionRef): Promise<SessionHead | undefined> =>
      ref.session === bad.session ? refuse(spoiledSession(ref, 'HEAD', 'its ticks is none')) : sessions.head(ref),
  });
  return { cloud, store, bad, good };
}

describe('a session whose HEAD was spoiled', () => {
  it('is parked with the cause by the sweep, once, which wakes the others', async () => {
    const { cloud, store, bad } = await spoiled();
    const told: string[] = [];
    const deps = {
      store,
      orchestrator: cloud.orchestrator,
      clock: cloud.clock,
      directory: cloud.directory,
      failed: (error: unknown) => void told.push(String(error)),
      spoiled: (session: string, why: string) => void told.push(`${session}: ${why}`),
    };
    expect(await sweep(deps)).toBe(1);
    expect(told).toEqual([expect.stringContaining(`${bad.session}: What stands in HEAD of session ${bad.session}`)]);
    expect(await cloud.sessions.head(bad)).toMatchObject({ loop: 'parked', fault: expect.stringContaining('its ticks is none') as string });
    await sweep(deps);
    expect(told).toHaveLength(1);
  });

  it('is shown as one that stands still and says why; what fails for another reason is no such session', async () => {
    const { store, bad, good } = await spoiled();
    expect(await shownSession(store, bad)).toMatchObject({
      start: bad,
      head: { loop: 'parked', fault: expect.stringContaining('HEAD') as string },
    });
    expect(await shownSession(store, good)).toMatchObject({ head: { loop: 'idle' } });
    expect(await shownSession(store, { ...good, session: 'nobody' })).toBeUndefined();
    const broken = { start: store.start.bind(store), head: () => Promise.reject(new Error('no answer')) };
    await expect(shownSession(broken, good)).rejects.toThrow('no answer');
  });

  it('with a sign of life from the future is taken for dead', async () => {
    const { cloud, good } = await spoiled();
    const head = (await cloud.sessions.head(good))!;
    cloud.sessions.heads.set(`${good.tenant}/${good.session}`, { ...head, loop: 'running', loopEpoch: 1, beat: cloud.now + 3_600_000 });
    const { sessions: store, orchestrator, clock, directory } = cloud;
    const before = cloud.started.length;
    await sweep({ store, orchestrator, clock, directory });
    expect(cloud.started.slice(before)).toContainEqual(expect.objectContaining({ session: good.session, seen: 1 }));
  });
});
