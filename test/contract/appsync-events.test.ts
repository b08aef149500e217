/** The event APIs and function URLs of the embedded cloud, over the wire, on a template that is not ours. */
import { once } from 'node:events';
import { SignatureV4 } from '@smithy/signature-v4';
import WebSocket from 'ws';
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import { InvokeCommand, LambdaClient } from '@aws-sdk/client-lambda';
import { Sha256 } from '../../cloud/adapters/aws/sha256.ts';
import { refusal, startParcels, type Parcels } from './template/parcels.ts';

let cloud: Parcels;
beforeAll(async () => {
  cloud = await startParcels({ allowedOrigins: ['http://127.0.0.1:4100'] });
});
afterAll(() => cloud.close());
const open: WebSocket[] = [];
afterEach(() => {
  for (const client of open.splice(0)) client.terminate();
});

type Message = Record<string, unknown> & { type: string };
interface Client {
  readonly socket: WebSocket;
  say(message: Record<string, unknown>): void;
  /** The next message that is not a sign of life. */
  next(): Promise<Message>;
}

const protocolOf = (headers: unknown): string => `header-${Buffer.from(JSON.stringify(headers)).toString('base64url')}`;

async function connect(
  token = 'member',
  protocols = ['aws-appsync-event-ws', protocolOf({ host: 'x', Authorization: token })],
): Promise<Client> {
  const socket = new WebSocket(cloud.outputs['BoardRealtime']!, protocols);
  open.push(socket);
  const messages: Message[] = [];
  const waiting: ((message: Message) => void)[] = [];
  socket.on('message', (data: Buffer) => {
    const message = JSON.parse(data.toString()) as Message;
    if (message.type === 'ka') return;
    const take = waiting.shift();
    if (take) take(message);
    else messages.push(message);
  });
  await new Promise<void>((resolve, reject) => {
    socket.once('open', resolve);
    socket.once('unexpected-response', (_request, response) => reject(new Error(String(response.statusCode))));
    socket.once('error', reject);
  });
  return {
    socket,
    say: (message) => socket.send(JSON.stringify(message)),
    next: async () => messages.shift() ?? new Promise((resolve) => waiting.push(resolve)),
  };
}

async function ready(token?: string): Promise<Client> {
  const client = await connect(token);
  client.say({ type: 'connection_init' });
  expect(await client.next()).toEqual({ type: 'connection_ack', connectionTimeoutMs: 300_000 });
  return client;
}

async function listener(channel: string): Promise<Client> {
  const client = await ready();
  client.say({ type: 'subscribe', id: 's', channel, authorization: { host: 'x', Authorization: 'member' } });
  expect(await client.next()).toEqual({ type: 'subscribe_success', id: 's' });
  return client;
}

async function publish(channel: string, events: unknown, { signed = true, token = 'member', service = 'appsync' } = {}): Promise<Response> {
  const url = new URL(cloud.outputs['Board']!);
  const body = JSON.stringify({ channel, events });
  const headers = { host: url.host, 'content-type': 'application/json' };
  if (!signed) return fetch(url, { method: 'POST', headers: { ...headers, authorization: token }, body });
  const { region, credentials } = cloud.client();
  const signer = new SignatureV4({ service, region, credentials, sha256: Sha256 });
  const request = await signer.sign({ method: 'POST', protocol: 'http:', hostname: url.hostname, path: url.pathname, headers, body });
  return fetch(url, { method: 'POST', headers: request.headers, body });
}

describe('an event API', () => {
  it('hands what is published to who listens to the channel or to all below it, and to nobody else', async () => {
    const [one, all, other] = [await listener('/depot/gate/1'), await listener('/depot/gate/*'), await listener('/depot/gate')];
    const reply = await publish('/depot/gate/1', [JSON.stringify({ n: 1 }), '"two"']);
    expect(reply.status).toBe(200);
    expect(await reply.json()).toEqual({
      successful: [0, 1].map((index) => ({ identifier: expect.any(String) as string, index })),
      failed: [],
    });
    for (const client of [one, all]) {
      expect(await client.next()).toEqual({ type: 'data', id: 's', event: '{"n":1}' });
      expect(await client.next()).toEqual({ type: 'data', id: 's', event: '"two"' });
    }
    await publish('depot/gate', ['3']);
    expect(await other.next()).toEqual({ type: 'data', id: 's', event: '3' });
  });

  it('says nothing more once it is unsubscribed', async () => {
    const client = await listener('/depot/a');
    client.say({ type: 'unsubscribe', id: 's' });
    expect(await client.next()).toEqual({ type: 'unsubscribe_success', id: 's' });
    await publish('/depot/a', ['1']);
    client.say({ type: 'unsubscribe', id: 's' });
    expect(await client.next()).toMatchObject({ type: 'unsubscribe_error', id: 's', errors: [{ errorType: 'BadRequestException' }] });
  });

  it('publishes over the socket too, where the namespace lets it', async () => {
    const [client, listening] = [await ready(), await listener('/lobby/1')];
    const authorization = { host: 'x', Authorization: 'member' };
    client.say({ type: 'publish', id: 'p', channel: '/lobby/1', events: ['{"hi":1}'], authorization });
    expect(await client.next()).toMatchObject({ type: 'publish_success', id: 'p', successful: [{ index: 0 }], failed: [] });
    expect(await listening.next()).toMatchObject({ event: '{"hi":1}' });
    client.say({ type: 'publish', id: 'q', channel: '/depot/1', events: ['1'], authorization });
    expect(await client.next()).toMatchObject({ type: 'publish_error', id: 'q', errors: [{ errorType: 'UnauthorizedException' }] });
  });

  it.each([
    ['a token that the function does not know', 'stranger', '401'],
    ['a function that breaks', 'broken', '401'],
  ])('lets nobody in with %s', async (_why, token, status) => {
    await expect(connect(token)).rejects.toThrow(status);
  });

  it('lets nobody in without its subprotocol or without a header in it', async () => {
    await expect(connect('', ['aws-appsync-event-ws'])).rejects.toThrow('400');
    await expect(connect('', [protocolOf({ Authorization: 'member' })])).rejects.toThrow('400');
  });

  it('asks the function for each subscription, with the channel', async () => {
    const client = await ready();
    const refused = async (channel: string, token: string): Promise<void> => {
      client.say({ type: 'subscribe', id: channel, channel, authorization: { Authorization: token } });
      expect(await client.next()).toMatchObject({ type: 'subscribe_error', id: channel, errors: [{ errorType: 'UnauthorizedException' }] });
    };
    await refused('/depot/vault', 'member');
    await refused('/depot/gate', 'deaf');
    client.say({ type: 'subscribe', id: 'n', channel: '/nowhere/1', authorization: { Authorization: 'member' } });
    expect(await client.next()).toMatchObject({ type: 'subscribe_error', errors: [{ errorType: 'BadRequestException' }] });
  });

  it('answers a message that it does not know, or that comes too early, with its error', async () => {
    const client = await connect();
    client.say({ type: 'subscribe', id: 'early', channel: '/depot/a', authorization: { Authorization: 'member' } });
    expect(await client.next()).toMatchObject({ type: 'subscribe_error', id: 'early' });
    client.say({ type: 'start', id: '1' });
    expect(await client.next()).toMatchObject({ type: 'error', errors: [{ errorType: 'UnsupportedOperation' }] });
    client.socket.send('no json');
    expect(await client.next()).toMatchObject({ type: 'error', errors: [{ errorType: 'BadRequestException' }] });
  });

  it('takes a signature of its own service only, and of who may publish', async () => {
    expect((await publish('/depot/a', ['1'], { service: 'execute-api' })).status).toBe(401);
    expect((await publish('/depot/a', ['1'], { signed: false })).status).toBe(401);
    expect((await publish('/lobby/a', ['1'])).status).toBe(401);
    expect((await publish('/lobby/a', ['1'], { signed: false })).status).toBe(200);
  });

  it('takes five events of at most 240 KB each, as texts of JSON', async () => {
    const listening = await listener('/depot/big');
    const fits = JSON.stringify('x'.repeat(240 * 1024 - 2));
    const tooBig = JSON.stringify('x'.repeat(240 * 1024 - 1));
    expect(await (await publish('/depot/big', [tooBig, fits])).json()).toMatchObject({
      failed: [{ index: 0 }],
      successful: [{ index: 1 }],
    });
    expect(await listening.next()).toMatchObject({ event: fits });
    for (const events of [[], Array.from({ length: 6 }, () => '1'), ['{'], [1], 'text'])
      expect((await publish('/depot/big', events)).status).toBe(400);
    expect((await publish('/depot/a/b/c/d/e', ['1'])).status).toBe(400);
    expect((await publish('/depot/a_b', ['1'])).status).toBe(400);
  });

  it('is reached by pages on the list only', async () => {
    const at = (origin: string): Promise<unknown> => {
      const socket = new WebSocket(cloud.outputs['BoardRealtime']!, ['aws-appsync-event-ws', protocolOf({ Authorization: 'member' })], {
        origin,
      });
      open.push(socket);
      return Promise.race([
        once(socket, 'open').then(() => 'open'),
        once(socket, 'unexpected-response').then(([, response]) => (response as { statusCode: number }).statusCode),
      ]);
    };
    expect(await at('http://127.0.0.1:4100')).toBe('open');
    expect(await at('http://evil.example')).toBe(403);
  });
});

describe('a function URL', () => {
  it('hands the request to the function in payload format 2.0', async () => {
    const reply = await fetch(`${cloud.outputs['WindowUrl']!}parcels/7?as=text`, {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: '{"a":1}',
    });
    expect(reply.status).toBe(200);
    expect(await reply.json()).toMatchObject({
      version: '2.0',
      rawPath: '/parcels/7',
      rawQueryString: 'as=text',
      queryStringParameters: { as: 'text' },
      requestContext: { accountId: 'anonymous', http: { method: 'POST', path: '/parcels/7' } },
      body: '{"a":1}',
      isBase64Encoded: false,
    });
    const binary = await fetch(cloud.outputs['WindowUrl']!, { method: 'POST', body: new Uint8Array([1, 2, 255]) });
    expect(await binary.json()).toMatchObject({ body: 'AQL/', isBase64Encoded: true });
  });

  it('answers with what the function says, and with 502 when it fails', async () => {
    const pot = await fetch(`${cloud.outputs['WindowUrl']!}teapot`);
    expect([pot.status, pot.headers.get('x-kind'), await pot.text()]).toEqual([418, 'pot', 'short']);
    expect((await fetch(`${cloud.outputs['WindowUrl']!}fail`)).status).toBe(502);
  });

  it('is open to pages as its CORS says', async () => {
    const headers = { origin: 'http://127.0.0.1:4100' };
    const asked = await fetch(cloud.outputs['WindowUrl']!, { method: 'OPTIONS', headers });
    expect(asked.headers.get('access-control-allow-origin')).toBe('*');
    expect(asked.headers.get('access-control-allow-headers')).toBe('content-type');
    expect((await fetch(cloud.outputs['WindowUrl']!, { headers: { origin: 'http://evil.example' } })).status).toBe(403);
  });

  it('needs the function’s permission, which is one for the URL and no other way in', async () => {
    expect((await fetch(cloud.outputs['Shuttered']!)).status).toBe(403);
    const stranger = cloud.client();
    const functions = new LambdaClient({ ...stranger, credentials: { accessKeyId: 'AKIANOBODY', secretAccessKey: 'x' } });
    await refusal(functions.send(new InvokeCommand({ FunctionName: cloud.outputs['Window']! })));
  });
});
