import { once } from 'node:events';
import { createServer, type Server, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { SignatureV4 } from '@smithy/signature-v4';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { ApiGatewayPush } from './push.ts';

let server: Server;
let push: ApiGatewayPush;
const url = (): string => `http://127.0.0.1:${(server.address() as AddressInfo).port}/live`;
let answer: (response: ServerResponse) => void;
let asked: string[];

beforeEach(async () => {
  vi.stubEnv('AWS_ACCESS_KEY_ID', 'key');
  vi.stubEnv('AWS_SECRET_ACCESS_KEY', 'secret');
  asked = [];
  server = createServer((request, response) => {
    asked.push(`${request.method} ${request.url}`);
    request.resume().on('end', () => answer(response));
  }).listen(0, '127.0.0.1');
  await once(server, 'listening');
  push = new ApiGatewayPush('eu-central-1', url());
  vi.spyOn(console, 'warn').mockImplementation(() => {});
});
afterEach(() => {
  vi.unstubAllEnvs();
  vi.restoreAllMocks();
  server.closeAllConnections();
  server.close();
});

describe('a message to a player', () => {
  it.each([
    [200, 'sent'],
    [410, 'gone'],
    [413, 'missed'],
    [429, 'missed'],
    [500, 'missed'],
  ])('that the gateway answers with %i is %s, and is not tried again', async (status, outcome) => {
    answer = (response) => response.writeHead(status, { 'content-type': 'application/json' }).end('{}');
    expect(await push.post('c-1', new Uint8Array(8))).toBe(outcome);
    expect(asked).toEqual(['POST /live/@connections/c-1']);
  });

  it('goes on its way before all of a crowd are signed, and every one of them arrives', async () => {
    push = new ApiGatewayPush('eu-central-1', url(), 30_000);
    const sign = vi.spyOn(SignatureV4.prototype, 'sign');
    let signedAtFirst = Infinity;
    answer = (response) => {
      signedAtFirst = Math.min(signedAtFirst, sign.mock.calls.length);
      response.writeHead(200).end('{}');
    };
    const ids = Array.from({ length: 200 }, (_, n) => `c-${n}`);
    expect(new Set(await Promise.all(ids.map((id) => push.post(id, new Uint8Array(8)))))).toEqual(new Set(['sent']));
    expect(asked.toSorted()).toEqual(ids.map((id) => `POST /live/@connections/${id}`).toSorted());
    expect(signedAtFirst).toBeLessThan(ids.length);
  });

  it('goes over a new connection where the kept one has ended at the other side', async () => {
    answer = (response) => response.writeHead(200).end('{}');
    expect(await push.post('c-1', new Uint8Array(8))).toBe('sent');
    let [cut, calls] = [true, 0];
    answer = (response) => {
      calls += 1;
      if (cut) response.socket!.resetAndDestroy();
      else response.writeHead(200).end('{}');
      cut = false;
    };
    expect(await push.post('c-1', new Uint8Array(8))).toBe('sent');
    expect(calls).toBe(2);
    // One that was new has no such excuse.
    push = new ApiGatewayPush('eu-central-1', url());
    cut = true;
    expect(await push.post('c-1', new Uint8Array(8))).toBe('missed');
  });

  it('that is not taken off our hands is missed', async () => {
    answer = () => {};
    push = new ApiGatewayPush('eu-central-1', url(), 20);
    expect(await push.post('c-1', new Uint8Array(8))).toBe('missed');
  });
});

it('a socket is ended from this side, also when it is gone already', async () => {
  answer = (response) => response.writeHead(410).end('{}');
  await push.close('c-1');
  expect(asked).toEqual(['DELETE /live/@connections/c-1']);
});
