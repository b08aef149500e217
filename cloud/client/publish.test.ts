import { describe, expect, it } from 'vitest';
import { digest } from '../domain/evidence.ts';
import { MemoryBoard } from '../domain/testing/memory-levels.ts';
import { ToyCloud, toyIdentity, toySign } from '../domain/testing/toy-cloud.ts';
import { toyPackage } from '../domain/testing/toy-engine.ts';
import type { PublishRequest } from '../ports/index.ts';
import { publish, rollback, type PublishDeps, type PublishProgress } from './publish.ts';

/** The key of somebody as a machine holds it. */
const toySigner = (name: string) => {
  const { id, key } = toyIdentity(name);
  return { id, publicKey: key, sign: (text: string) => digest(`${key}/${text}`) };
};

/** A client over memory, and a workflow that does what a test says whenever the client waits. */
async function client(work: (cloud: ToyCloud) => Promise<void> | void = () => {}) {
  const cloud = new ToyCloud();
  const { levels, board, directory, engines, clock, ids, limits, region } = cloud;
  const identities = { of: (name: string) => toySigner(name) };
  const deps: PublishDeps = {
    limits,
    region,
    levels,
    identities,
    board,
    directory,
    engines,
    clock,
    ids,
    sleep: async (ms) => {
      cloud.now += ms;
      await work(cloud);
    },
  };
  const [engine] = [...cloud.builds.values()];
  const order = (level = toyPackage()) => ({
    tenant: 'demo',
    channel: 'live',
    level,
    engine: engine!.id,
    proofs: engine!.prove(level),
    publisher: 'ada',
  });
  return { cloud, deps, order };
}
const requests = ({ levels }: ToyCloud) => [...levels.documents.keys()].filter((key) => key.includes('/requests/'));

describe('a publishing client', () => {
  it('asks once, with everything uploaded before it asks', async () => {
    const { cloud, deps, order } = await client(({ board, levels }) => {
      const [key] = [...levels.documents.keys()].filter((name) => name.includes('/requests/'));
      const request = levels.documents.get(key!) as { packageHash: string; id: string };
      for (const { sha256 } of toyPackage().manifest.files) expect(levels.objects.has(`demo/assets/${sha256}`)).toBe(true);
      expect(levels.objects.has(`demo/counter/manifests/${request.packageHash}`)).toBe(true);
      board.states.set(`demo/${request.id}`, {
        id: request.id,
        stage: 'refused',
        error: { code: 'proof-differs', message: 'Scenario wild ends elsewhere.', where: 'wild' },
      });
    });
    await expect(publish(deps, order())).rejects.toMatchObject({
      code: 'proof-differs',
      message: 'Scenario wild ends elsewhere.',
      where: 'wild',
    });
    expect(requests(cloud)).toHaveLength(1);
  });

  it('uploads nothing for somebody who may not publish', async () => {
    const { cloud, deps, order } = await client();
    await expect(publish(deps, { ...order(), publisher: 'pia' })).rejects.toMatchObject({ code: 'forbidden' });
    expect(cloud.levels.objects.size).toBe(0);
  });

  it('signs as the person it is asked for, over the whole request, and names nobody in it', async () => {
    const { cloud, deps, order } = await client();
    await expect(publish(deps, order())).rejects.toMatchObject({ code: 'publish-timeout' });
    const [request] = requests(cloud).map((key) => cloud.levels.documents.get(key) as PublishRequest);
    expect(request).toEqual(toySign('ada', request!));
    expect(JSON.stringify(request)).not.toContain('"ada"');
  });

  it.each([
    ['is not on this machine', undefined],
    ['is another than the directory knows', { ...toySigner('ada'), publicKey: 'a new key' }],
  ])('uploads nothing for somebody whose key %s', async (_, signer) => {
    const { cloud, deps, order } = await client();
    const identities = { of: () => signer };
    await expect(publish({ ...deps, identities }, order())).rejects.toMatchObject({ code: 'no-signing-key' });
    expect(cloud.levels.objects.size).toBe(0);
  });

  it('recognises what is live, and publishes it again only with another engine build', async () => {
    const { cloud, deps, order } = await client();
    await cloud.publish();
    const seen: PublishProgress[] = [];
    expect(await publish(deps, order(), (progress) => seen.push(progress))).toMatchObject({ revision: 1, unchanged: true });
    expect(seen).toHaveLength(1);
    const later = { ...cloud.builds.values().next().value!, id: `engine@${'f'.repeat(64)}` };
    cloud.builds.set(later.id, later);
    await expect(publish(deps, { ...order(), engine: later.id })).rejects.toMatchObject({ code: 'publish-timeout' });
    expect(requests(cloud)).toHaveLength(2);
  });

  it.each(['requests', 'Live', '../acme', ''])('refuses the channel %j', async (channel) => {
    const { deps, order } = await client();
    await expect(publish(deps, { ...order(), channel })).rejects.toMatchObject({ code: 'bad-channel' });
  });

  it('says which engine builds the target runs when it does not run the publisher’s', async () => {
    const { cloud, deps, order } = await client();
    const [known] = [...cloud.builds.keys()];
    await expect(publish(deps, { ...order(), engine: 'engine@mine' })).rejects.toMatchObject({
      code: 'engine-unknown',
      hint: expect.stringContaining(known!) as string,
    });
    cloud.builds.clear();
    await expect(publish(deps, { ...order(), engine: known! })).rejects.toMatchObject({ hint: expect.stringContaining('lq up') as string });
  });

  it('asks for a rollback only to a revision that there is', async () => {
    const { cloud, deps } = await client();
    await cloud.publish();
    const order = { tenant: 'demo', level: 'counter', channel: 'live', publisher: 'ada' };
    await expect(rollback(deps, { ...order, revision: 9 })).rejects.toMatchObject({ code: 'revision-unknown' });
    expect(requests(cloud)).toHaveLength(1);
    await expect(rollback({ ...deps, board: promoted() }, { ...order, revision: 1 })).resolves.toMatchObject({
      revision: 1,
      unchanged: false,
    });
    expect(requests(cloud)).toHaveLength(2);
  });
});

/** A board on which everything is promoted at once. */
function promoted(): MemoryBoard {
  const board = new MemoryBoard();
  board.state = async (_, id) => ({ id, stage: 'promoted', revision: 1 });
  return board;
}
