import {
  ApiGatewayManagementApiClient,
  DeleteConnectionCommand,
  GetConnectionCommand,
  PostToConnectionCommand,
} from '@aws-sdk/client-apigatewaymanagementapi';
import { once } from 'node:events';
import WebSocket from 'ws';
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import { refusal, seenBy, startParcels, type Parcels } from './template/parcels.ts';

let cloud: Parcels;
let management: ApiGatewayManagementApiClient;
beforeAll(async () => {
  cloud = await startParcels({ allowedOrigins: ['http://127.0.0.1:4100'] });
  management = new ApiGatewayManagementApiClient({ ...cloud.client(), endpoint: cloud.outputs['Callback']! });
});
afterAll(() => cloud.close());

const open: WebSocket[] = [];
afterEach(() => {
  for (const client of open.splice(0)) client.terminate();
});

interface Client {
  readonly socket: WebSocket;
  next(): Promise<string>;
  ask(): Promise<{ answer: string; principal: string; colour: string }>;
}

async function connect(query = 'token=open', options: WebSocket.ClientOptions = {}, url = cloud.outputs['SocketUrl']!): Promise<Client> {
  const socket = new WebSocket(`${url}?${query}`, options);
  open.push(socket);
  const messages: string[] = [];
  const waiting: ((text: string) => void)[] = [];
  socket.on('message', (data: Buffer) => {
    const take = waiting.shift();
    if (take) take(data.toString());
    else messages.push(data.toString());
  });
  await new Promise<void>((resolve, reject) => {
    socket.once('open', resolve);
    socket.once('unexpected-response', (_request, response) => reject(new Error(String(response.statusCode))));
    socket.once('error', reject);
  });
  const next = async (): Promise<string> => messages.shift() ?? new Promise((resolve) => waiting.push(resolve));
  return {
    socket,
    next,
    async ask() {
      socket.send('{"action":"ask"}');
      return JSON.parse(await next()) as Awaited<ReturnType<Client['ask']>>;
    },
  };
}

describe('a client', () => {
  it('is let in by the authorizer and the $connect route, and its messages take the route that they name', async () => {
    const client = await connect();
    expect(await client.ask()).toMatchObject({ principal: 'visitor', colour: 'red' });
  });

  it('is answered by push on the default route, under any other action or none', async () => {
    const client = await connect();
    for (const text of ['plain', '{"action":"unknown"}', '{"action":"$connect"}', '[1]']) {
      client.socket.send(text);
      expect(await client.next()).toBe(`echo ${text}`);
    }
  });

  it('hears of a function that failed, and stays connected', async () => {
    const client = await connect();
    client.socket.send('fail');
    expect(JSON.parse(await client.next())).toMatchObject({ message: 'Internal server error', connectionId: expect.any(String) as string });
    client.socket.send('still here');
    expect(await client.next()).toBe('echo still here');
  });

  it.each([
    ['no identity', 'x=1', '401'],
    ['an identity that the authorizer does not know', 'token=stranger', '401'],
    ['a policy that denies', 'token=shut', '403'],
    ['an authorizer that breaks', 'token=other', '500'],
    ['a $connect route that says no', 'token=open&name=nobody', '403'],
  ])('is not let in for %s', async (_why, query, status) => {
    await expect(connect(query)).rejects.toThrow(status);
  });

  it.each([
    ['of a page that is not on the list', { origin: 'http://evil.example' }, '403'],
    ['that calls us by another name', { headers: { host: 'cloud.example' } }, '403'],
  ])('%s is not let in', async (_who, options, status) => {
    await expect(connect('token=open', options)).rejects.toThrow(status);
  });

  it('of a page on the list is let in', async () => {
    expect((await connect('token=open', { origin: 'http://127.0.0.1:4100' })).socket.readyState).toBe(WebSocket.OPEN);
  });

  it('finds no stage that is not there', async () => {
    await expect(connect('token=open', {}, `${cloud.outputs['SocketUrl']!}-not`)).rejects.toThrow('403');
  });

  it('that leaves is said goodbye to by the $disconnect route', async () => {
    const client = await connect();
    const { answer } = await client.ask();
    client.socket.close(4001, 'enough');
    expect((await seenBy(cloud).one('left', answer))['code']).toEqual({ N: '4001' });
  });

  it('is cut off for a frame beyond 32 KB or a message beyond 128 KB, not before', async () => {
    const fine = await connect();
    const text = 'x'.repeat(32 * 1024);
    fine.socket.send(text);
    expect(await fine.next()).toBe(`echo ${text}`);
    fine.socket.send(`${text}x`);
    expect((await once(fine.socket, 'close'))[0]).toBe(1009);
    const long = await connect();
    for (let frame = 0; frame < 4; frame += 1) long.socket.send(text, { fin: false });
    long.socket.send('x', { fin: true });
    expect((await once(long.socket, 'close'))[0]).toBe(1009);
  });
});

describe('@connections', () => {
  it('posts to, describes and closes a connection', async () => {
    const client = await connect('token=open', { headers: { 'user-agent': 'test' } });
    const { answer: ConnectionId } = await client.ask();
    await management.send(new PostToConnectionCommand({ ConnectionId, Data: 'from outside' }));
    expect(await client.next()).toBe('from outside');
    const about = await management.send(new GetConnectionCommand({ ConnectionId }));
    expect(about.Identity).toEqual({ SourceIp: '127.0.0.1', UserAgent: 'test' });
    expect(about.ConnectedAt).toBeInstanceOf(Date);
    await management.send(new DeleteConnectionCommand({ ConnectionId }));
    expect((await once(client.socket, 'close'))[0]).toBe(1000);
    expect((await refusal(management.send(new PostToConnectionCommand({ ConnectionId, Data: 'x' })))).name).toBe('GoneException');
  });

  it('answers at the endpoint with the stage alone, and without any', async () => {
    const client = await connect();
    const { answer: ConnectionId } = await client.ask();
    for (const endpoint of [`${cloud.endpoint}/live`, cloud.endpoint]) {
      await new ApiGatewayManagementApiClient({ ...cloud.client(), endpoint }).send(
        new PostToConnectionCommand({ ConnectionId, Data: endpoint }),
      );
      expect(await client.next()).toBe(endpoint);
    }
  });

  it('says 410 for a connection that is gone or never was, also to a role that may only use this API', async () => {
    const error = await refusal(
      new ApiGatewayManagementApiClient({ ...cloud.client(), endpoint: `${cloud.endpoint}/live` }).send(
        new PostToConnectionCommand({ ConnectionId: 'never', Data: 'x' }),
      ),
    );
    expect(error.name).toBe('GoneException');
    expect(error.$metadata.httpStatusCode).toBe(410);
  });

  it('takes no message beyond 128 KB', async () => {
    const client = await connect();
    const { answer: ConnectionId } = await client.ask();
    await management.send(new PostToConnectionCommand({ ConnectionId, Data: 'x'.repeat(128 * 1024) }));
    expect((await client.next()).length).toBe(128 * 1024);
    expect((await refusal(management.send(new PostToConnectionCommand({ ConnectionId, Data: 'x'.repeat(128 * 1024 + 1) })))).name).toBe(
      'PayloadTooLargeException',
    );
  });
});
