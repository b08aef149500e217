/** What only rooms in the cloud have: tenants beside each other, a channel to be kept out of, a document that no answer holds. */
import { DynamoDBClient, QueryCommand } from '@aws-sdk/client-dynamodb';
import { unmarshall } from '@aws-sdk/util-dynamodb';
import { WebSocket } from 'ws';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { channelOf } from '../../../cloud/adapters/aws/room-channel.ts';
import { claimsText, tokenOf } from '../../../cloud/domain/rooms/index.ts';
import { openOperator, roomAdmission } from '../../../cloud/client/index.ts';
import { addEntities, EditOrigin, rename, toLevelFile } from '../../../engine/document/index.ts';
import { chance } from '../../../engine/kernel/testing/chance.ts';
import { byCloud, type CloudStage } from './by-cloud.ts';
import { room } from './server.ts';

const me = new EditOrigin('test');
let stage: CloudStage;
beforeAll(async () => {
  stage = await byCloud().start();
  const operator = openOperator(stage.target());
  const keys = { accessKeyId: 'unused', secretAccessKey: 'unused' };
  await operator.provisionTenant('acme', { people: { ben: ['owner'] }, keys });
  operator.close();
}, 120_000);
afterAll(() => stage.close());

async function ask(request: object): Promise<{ status: number; answer: Record<string, unknown> }> {
  const body = JSON.stringify(request);
  const response = await fetch(stage.target().outputs.RoomsUrl, { method: 'POST', headers: { 'content-type': 'application/json' }, body });
  return { status: response.status, answer: (await response.json()) as Record<string, unknown> };
}
const tokenOfPerson = (person: string, at?: Parameters<CloudStage['visitor']>[1]): string =>
  roomAdmission(stage.target(), stage.visitor(person, at), Date.now()).token;

/** Every record of a tenant's room. */
async function recordsOf(tenant: string): Promise<Record<string, unknown>[]> {
  const { endpoint, region, credentials, outputs } = stage.target();
  const client = new DynamoDBClient({ endpoint: endpoint!, region, credentials });
  const found: Record<string, unknown>[] = [];
  for (let from: QueryCommand['input']['ExclusiveStartKey'] | undefined, more = true; more; more = from !== undefined) {
    const page = await client.send(
      new QueryCommand({
        TableName: outputs.TableName,
        KeyConditionExpression: 'pk = :pk AND begins_with(sk, :rec)',
        ExpressionAttributeValues: { ':pk': { S: `TENANT#${tenant}#ROOM#${room}` }, ':rec': { S: 'REC#' } },
        ConsistentRead: true,
        ...(from && { ExclusiveStartKey: from }),
      }),
    );
    found.push(...(page.Items ?? []).map((item) => unmarshall(item)));
    from = page.LastEvaluatedKey;
  }
  client.destroy();
  return found;
}

describe('rooms of several tenants', () => {
  test('are each their own: the same name is another room, and no key opens another’s', async () => {
    const refused = async (token: string): Promise<unknown> => (await ask({ op: 'join', room, token, protocol: 1 })).answer['rejected'];
    expect(await refused(tokenOfPerson('ben', { tenant: 'acme' }))).toMatchObject({ message: 'There is no such room.' });
    expect(await refused(tokenOfPerson('ben'))).toMatchObject({ reason: 'not-signed-in' });
    expect(await refused(tokenOfPerson('ada', { tenant: 'acme' }))).toMatchObject({ reason: 'not-signed-in' });
    // Ben says that he is Ada, under his own key.
    const ada = stage.visitor('ada').identity.id;
    const claims = { tenant: 'demo', room, person: ada, colour: '', until: Date.now() + 60_000 };
    expect(await refused(tokenOf(claims, stage.visitor('ben').identity.sign(claimsText(claims))))).toMatchObject({
      reason: 'not-signed-in',
    });
    expect(await recordsOf('acme')).toEqual([]);
  });

  test('are heard on their own channel only, and nobody but the rooms’ function speaks there', async () => {
    const { endpoint } = stage.target();
    const { answer } = await ask({ op: 'join', room, token: tokenOfPerson('ada'), protocol: 1 });
    const { realtime, channel } = answer['events'] as { realtime: string; channel: string };
    expect(channel).toBe(channelOf({ tenant: 'demo', room }));
    const token = tokenOfPerson('ben', { tenant: 'acme' });
    const header = Buffer.from(JSON.stringify({ host: 'x', Authorization: token })).toString('base64url');
    const socket = new WebSocket(realtime, ['aws-appsync-event-ws', `header-${header}`]);
    const messages: Record<string, unknown>[] = [];
    socket.on('message', (data: Buffer) => messages.push(JSON.parse(data.toString()) as Record<string, unknown>));
    await new Promise((resolve) => socket.once('open', resolve));
    const authorization = { host: 'x', Authorization: token };
    socket.send('{"type":"connection_init"}');
    for (const [id, wanted] of [
      ['theirs', channel],
      ['all', '/rooms/*'],
      ['own', channelOf({ tenant: 'acme', room })],
    ] as const)
      socket.send(JSON.stringify({ type: 'subscribe', id, channel: wanted, authorization }));
    socket.send(
      JSON.stringify({ type: 'publish', id: 'word', channel: channelOf({ tenant: 'acme', room }), events: ['1'], authorization }),
    );
    const typeOf = (id: string): unknown => messages.find((message) => message['id'] === id)?.['type'];
    await expect
      .poll(() => ['theirs', 'all', 'own', 'word'].map(typeOf), { timeout: 20_000 })
      .toEqual(['subscribe_error', 'subscribe_error', 'subscribe_success', 'publish_error']);
    socket.terminate();
    const http = realtime.replace(/^ws/, 'http').replace(/\/realtime$/, '');
    const said = await fetch(http, { method: 'POST', headers: { authorization: token }, body: JSON.stringify({ channel, events: ['1'] }) });
    expect([said.status, endpoint === undefined]).toEqual([401, false]);
  });
});

test('what is no request is answered, not failed at', async () => {
  expect((await ask({ op: 'join' })).answer['rejected']).toMatchObject({ reason: 'bad-message' });
  expect((await ask([])).answer['rejected']).toMatchObject({ reason: 'bad-message' });
});

test('several functions write one log: numbers without a gap, each edit once', async () => {
  const before = (await recordsOf('demo')).length;
  const windows = ['ada', 'bob', 'vic', 'cleo'].map((person) => stage.open(person));
  await Promise.all(windows.map((window) => window.whenSynced()));
  for (let round = 0; round < 8; round += 1) {
    for (const [who, window] of windows.entries()) rename(window.document, ['crate', 'truck', 'driver'][who % 3]!, `${who}/${round}`, me);
    await Promise.all(windows.map((window) => window.whenSaved()));
  }
  const records = await recordsOf('demo');
  expect(records.map(({ sk }) => Number(String(sk).split('#').at(-1)))).toEqual(Array.from({ length: records.length }, (_, at) => at + 1));
  expect(records.length - before).toBe(4 + 4 * 8);
  for (const window of windows) window.close();
});

test('a document that no answer holds is read from a snapshot in pieces, and the records after it', async () => {
  const ada = stage.open('ada');
  await ada.whenSynced();
  const random = chance(11);
  const letters = Array.from({ length: 64 }, (_, at) => String.fromCharCode(0x100 + at));
  const text = (): string => Array.from({ length: 900 }, () => random.pick(letters)).join('');
  for (let paste = 0; paste < 5; paste += 1) {
    const pasted = Array.from({ length: 1800 }, (_, at) => `big-${paste}-${at}`.padEnd(14, 'x'));
    addEntities(
      ada.document,
      pasted.map((id) => ({ id, name: id, components: { Label: { text: text() } }, to: { parent: null } })),
      me,
    );
    await ada.whenSaved();
  }
  await expect.poll(() => stage.snapshots(), { timeout: 30_000 }).toBeGreaterThan(0);
  rename(ada.document, 'crate', 'After the snapshot', me);
  await ada.whenSaved();
  expect(ada.recovered).toEqual([]);
  const large = (await recordsOf('demo')).filter(({ object }) => object !== undefined);
  expect(large.length).toBeGreaterThanOrEqual(5);
  const bob = stage.open('bob');
  await bob.whenSynced();
  expect(toLevelFile(bob.document)).toEqual(toLevelFile(ada.document));
}, 120_000);
