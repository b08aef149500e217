import { describe, expect, it } from 'vitest';
import { ToyCloud } from '../testing/toy-cloud.ts';
import { toyPackage } from '../testing/toy-engine.ts';
import { turnGame } from '../testing/toy-games.ts';

describe('starting a session', () => {
  it('takes no latency class for a level that goes by turns', async () => {
    const cloud = new ToyCloud();
    await cloud.publish();
    await expect(cloud.startSession({ latency: 'relaxed' })).rejects.toMatchObject({ code: 'latency-of-turns' });
  });

  it('pins engine, package, revision, scenario, parameters and seed', async () => {
    const cloud = new ToyCloud();
    const { revision } = await cloud.publish();
    const { start, token } = await cloud.startSession({ scenario: 'wild', parameters: { pull: 0.5 }, seed: 99 });
    expect(start).toMatchObject({
      engine: revision.engine,
      packageHash: revision.packageHash,
      revision: 1,
      latency: 'turn',
      start: { scenario: 'wild', parameters: { pull: 0.5 }, seed: 99 },
    });
    expect(token).toMatch(/^[0-9a-f]{32}$/);
    expect(JSON.stringify(start)).not.toContain(token);
  });

  it('stays on its revision when another goes live', async () => {
    const { cloud, start, send } = await turnGame();
    await cloud.publish(toyPackage({ source: 'let a = 2;' }));
    await send('Take', { stage: 'shop' });
    await send('Order', { quantity: 4 });
    await cloud.runLoops();
    expect((await cloud.sessions.start(start))?.revision).toBe(1);
    expect((await cloud.sessions.head(start))?.ticks).toBe(1);
  });

  it.each([
    [{ level: 'nosuch' }, 'level-unpublished'],
    [{ scenario: 'nosuch' }, 'scenario-unknown'],
    [{ scenario: 'constructor' }, 'scenario-unknown'],
    [{ parameters: { nosuch: 1 } }, 'bad-parameter'],
    [{ parameters: { pull: 7 } }, 'bad-parameter'],
    [{ person: 'pia' }, 'forbidden'],
  ])('refuses %j with %s', async (order, code) => {
    const cloud = new ToyCloud();
    await cloud.publish();
    await expect(cloud.startSession(order)).rejects.toMatchObject({ code });
  });

  it('refuses a channel whose HEAD the tenant did not sign', async () => {
    const cloud = new ToyCloud();
    const head = await cloud.publish();
    cloud.levels.documents.set('demo/counter/live/HEAD', { ...head, revision: { ...head.revision, packageHash: 'a'.repeat(64) } });
    await expect(cloud.startSession()).rejects.toMatchObject({ code: 'revision-unsigned' });
  });
});

describe('a turn', () => {
  it('is played by nobody while no stage has a player, whatever is sent; what was sent counts in the first', async () => {
    const { cloud, send, head } = await turnGame();
    await send('Take', { stage: 'nosuch' });
    await send('Order', { quantity: 4 });
    await cloud.runLoops();
    expect(await head()).toMatchObject({ ticks: 0, cursor: 0 });
    await send('Take', { stage: 'shop' });
    await cloud.runLoops();
    expect(await head()).toMatchObject({ ticks: 1, cursor: 4 });
  });
});
