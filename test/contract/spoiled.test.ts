/** A tenant's doors may write its sessions' items, and can write nonsense there. Nobody else is held up by it. */
import { DynamoDBClient, GetItemCommand, UpdateItemCommand } from '@aws-sdk/client-dynamodb';
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest';
import { compileSample, openProductCloud, type ProductCloud } from './harness/product-cloud.ts';

let cloud: ProductCloud;
let door: DynamoDBClient;
beforeAll(async () => {
  cloud = await openProductCloud();
  const beer = compileSample(cloud.engine, 'supply-chain');
  const order = { channel: 'live', level: beer, engine: cloud.build.id, proofs: cloud.engine.prove(beer) };
  await cloud.demo.publish({ tenant: 'demo', publisher: 'ada', ...order });
  await cloud.acme.publish({ tenant: 'acme', publisher: 'ben', ...order });
  door = new DynamoDBClient({ endpoint: cloud.local.endpoint, region: cloud.local.region, credentials: cloud.demo.target.credentials! });
}, 240_000);
afterAll(() => {
  door?.destroy();
  return cloud?.close();
});

const eventually = <T>(check: () => Promise<T>): Promise<T> => vi.waitFor(check, { timeout: 30_000, interval: 100 });

/** Sets attributes of an item of demo with the keys of demo's doors. */
const write = (session: string, sk: string, set: Record<string, { S: string } | { N: string }>) =>
  door.send(
    new UpdateItemCommand({
      TableName: cloud.target.outputs.TableName,
      Key: { pk: { S: `TENANT#demo#SESSION#${session}` }, sk: { S: sk } },
      UpdateExpression: `SET ${Object.keys(set)
        .map((_, at) => `#n${at} = :v${at}`)
        .join(', ')}`,
      ExpressionAttributeNames: Object.fromEntries(Object.keys(set).map((name, at) => [`#n${at}`, name])),
      ExpressionAttributeValues: Object.fromEntries(Object.values(set).map((value, at) => [`:v${at}`, value])),
    }),
  );

/** Two turns by a player. */
async function play(tenant: 'demo' | 'acme'): Promise<string> {
  const { id: session } = await cloud[tenant].startSession({ tenant, level: 'beer-game', person: tenant === 'demo' ? 'ada' : 'ben' });
  const ref = { tenant, session };
  await cloud[tenant].sendCommand(ref, { type: 'TakeStage', payload: { stage: 'retailer' }, player: 'p-1' });
  for (const turn of [1, 2]) {
    await cloud[tenant].sendCommand(ref, { type: 'PlaceOrder', payload: { quantity: 4 }, player: 'p-1' });
    await eventually(async () => expect((await cloud[tenant].session(tenant, session)).ticks).toBe(turn));
  }
  return session;
}
const audited = (tenant: 'demo' | 'acme', session: string) =>
  eventually(async () => {
    const { findings, records } = await cloud[tenant].verifySession(tenant, session);
    expect([findings, records]).toEqual([[], 3]);
  });

describe('items that a tenant has spoiled', () => {
  it('hold nobody else up: another tenant’s session is woken, played, audited and verified; each leaves a letter of its own tenant', async () => {
    const session = await play('demo');
    await audited('demo', session);
    const pins = { ...(await cloud.acme.session('acme', await play('acme'))).start, session: 's-forged' };
    await write(session, 'HEAD', { version: { N: '900' } });
    await write(session, 'HEAD', { kpis: { S: '{' }, version: { N: '901' } });
    await write('s-nonsense', 'START', { pins: { S: 'no JSON' } });
    await write('s-foreign', 'START', { pins: { S: JSON.stringify(pins) } });
    await write('s-nonsense', 'CMD#000000000001', { payload: { S: '{' }, type: { S: 'x' } });

    const honest = await play('acme');
    await audited('acme', honest);
    const letters = await eventually(async () => {
      const found = await cloud.demo.letters('demo');
      for (const about of [session, 's-nonsense', 's-foreign'])
        expect(
          found.some((letter) => letter.system === 'audit' && letter.about === about),
          about,
        ).toBe(true);
      return found;
    });
    expect(letters.find(({ about }) => about === 's-foreign')?.error).toContain('is not its own');
    expect(letters.find(({ about, system }) => about === session && system === 'audit')?.error).toContain('lacks record 899');
    expect(await cloud.acme.letters('acme')).toEqual([]);
  }, 120_000);

  it('with a number that nothing can read do not hold up the stream that all tenants share', async () => {
    const session = await play('demo');
    await audited('demo', session);
    await write(session, 'HEAD', { version: { N: '123456789012345678901234567890.5' } });
    await audited('acme', await play('acme'));
    await eventually(async () =>
      expect((await cloud.demo.letters('demo')).filter(({ about, system }) => about === session && system === 'audit')).not.toEqual([]),
    );
  }, 120_000);

  it.each([
    ['a text for a number', { loopEpoch: { S: 'x' } }, 'its loopEpoch is none'],
    ['what is no JSON', { kpis: { S: '{' } }, 'its kpis is none'],
    [
      'a number with more digits than a number has',
      { cmdSeq: { N: '123456789012345678901234567890.5' } },
      'it holds a number that is too large',
    ],
    ['a number that is no count', { ticks: { N: '-1' } }, 'its ticks is none'],
  ] as const)(
    'park the session whose HEAD has %s: with the cause, for everybody to read, and the others play on',
    async (_, set, why) => {
      const session = await play('demo');
      const other = await play('demo');
      await write(session, 'HEAD', set);
      const ref = { tenant: 'demo', session };
      await expect(cloud.demo.sendCommand(ref, { type: 'PlaceOrder', payload: { quantity: 4 }, player: 'p-1' })).rejects.toMatchObject({
        code: 'session-spoiled',
      });
      await cloud.operator.sweep();
      const { Item } = await door.send(
        new GetItemCommand({
          TableName: cloud.target.outputs.TableName,
          Key: { pk: { S: `TENANT#demo#SESSION#${session}` }, sk: { S: 'HEAD' } },
        }),
      );
      expect(Item?.['loop']).toEqual({ S: 'parked' });
      expect(Item?.['fault']?.S).toContain(why);
      expect(await cloud.demo.session('demo', session)).toMatchObject({
        state: 'failed',
        head: { fault: expect.stringContaining(why) as string },
      });
      expect((await cloud.demo.health('demo')).find(({ id }) => id === session)).toMatchObject({ worries: ['parked'] });
      await eventually(async () =>
        expect((await cloud.demo.letters('demo')).find(({ about, system }) => about === session && system === 'audit')?.error).toContain(
          why,
        ),
      );

      expect((await cloud.demo.verifySession('demo', session)).findings).toContainEqual(
        expect.objectContaining({ kind: 'session', message: expect.stringContaining(why) as string }),
      );

      await cloud.demo.sendCommand({ tenant: 'demo', session: other }, { type: 'PlaceOrder', payload: { quantity: 4 }, player: 'p-1' });
      await eventually(async () => expect((await cloud.demo.session('demo', other)).ticks).toBe(3));
      const listed = new Map((await cloud.demo.sessions('demo')).map(({ id, state }) => [id, state]));
      expect([listed.get(session), listed.get(other)]).toEqual(['failed', 'waiting']);
      expect(await cloud.acme.letters('acme')).toEqual([]);
    },
    120_000,
  );

  it('put nothing into another tenant’s audit, whatever they say', async () => {
    const { findings, sessions } = await cloud.acme.verifyAudit('acme');
    expect(findings).toEqual([]);
    expect(sessions.map(({ session }) => session)).not.toContain('s-forged');
  });

  it('do not stop the sweep for others', async () => {
    const { id: session } = await cloud.acme.startSession({ tenant: 'acme', level: 'beer-game', person: 'ben' });
    await expect(cloud.operator.sweep({ restarted: true })).resolves.toBeTypeOf('number');
    expect((await cloud.acme.session('acme', session)).state).not.toBe('failed');
  });
});
