/** Whatever bytes come from a peer, they are refused by name or read whole, and a session stays what it is. */
import { beforeAll, expect, test } from 'vitest';
import { LedgerError, initHash } from '../../kernel/index.ts';
import { chance } from '../../kernel/testing/chance.ts';
import { mutateBytes } from '../../kernel/testing/mutate.ts';
import { createRollbackSession } from '../index.ts';
import type { Packet } from './packet.ts';
import { readPacket, writePacket } from './packet.ts';

const mutations = Number(process.env['LEDGERQUEST_FUZZ'] ?? 2000);
const CODES = new Set(['net-cut', 'net-format', 'net-value']);

beforeAll(initHash);

const packetOf = (seed: number): Packet => {
  const { below, bytes } = chance(seed);
  const inputs: Uint8Array[] = [];
  for (let left = below(12); left > 0; left--) inputs.push(below(2) === 0 && inputs.length > 0 ? inputs.at(-1)! : bytes(below(6)));
  return {
    window: 8,
    delay: 1,
    ack: below(1000),
    first: 1 + below(1000),
    inputs,
    gone: below(4) === 0 ? [{ player: below(4), last: below(1000) }] : [],
    hashes: Array.from({ length: below(3) }, () => ({ tick: below(1000), hash: BigInt(below(2 ** 31)) * 4_294_967_296n + 7n })),
  };
};

test('a packet is read as it was written', () => {
  for (let seed = 0; seed < 200; seed++) expect(readPacket(writePacket(packetOf(seed)))).toEqual(packetOf(seed));
});

test('a damaged packet is refused by name or read whole', () => {
  let refused = 0;
  for (let n = 0; n < mutations; n++) {
    try {
      readPacket(mutateBytes(writePacket(packetOf(n)), chance(n)));
    } catch (error) {
      if (!(error instanceof LedgerError) || !CODES.has(error.code)) throw new Error(`mutation ${n}: ${String(error)}`, { cause: error });
      refused++;
    }
  }
  expect(refused).toBeGreaterThan(mutations / 4);
});

test('a session that gets nothing but damaged packets asks for nothing impossible, and never for a tick beyond its window', () => {
  let waiting: { from: number; packet: Uint8Array }[] = [];
  const transport = { send: () => {}, receive: () => waiting.splice(0) };
  const session = createRollbackSession({ players: 3, local: 0, transport, delay: 1 });
  let tick = 0;
  for (let n = 0; n < mutations; n++) {
    const packet = writePacket({ ...packetOf(n), first: session.confirmed + 1 });
    waiting = [{ from: n % 4, packet: n % 3 === 0 ? packet : mutateBytes(packet, chance(n)) }];
    for (const request of session.advance(Uint8Array.of(1))) {
      if (request.kind === 'load') {
        tick = request.tick;
        if (tick < session.tick - session.reach - 1)
          throw new Error(`step ${n}: the state of tick ${tick} is asked for at ${session.tick}`);
      }
      if (request.kind === 'advance' && request.tick !== ++tick)
        throw new Error(`step ${n}: tick ${request.tick} is asked for after ${tick - 1}`);
    }
    expect(session.tick - session.confirmed).toBeLessThanOrEqual(session.window);
    expect(tick).toBe(session.tick);
  }
  expect(session.tick).toBeGreaterThan(20);
});
