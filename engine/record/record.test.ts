import { beforeAll, describe, expect, test } from 'vitest';
import { initHash } from '../kernel/hash/index.ts';
import { chainLink, chainStart, type ChainTick, type RunStart } from './chain.ts';
import { readCheckpoint, writeCheckpoint } from './checkpoint.ts';
import { proofDigest } from './proof.ts';

beforeAll(initHash);

const start: RunStart = { package: 'p', engine: 'e', scenario: 's', parameters: { a: 1 }, seed: 1, ticks: 36 };
const tick: ChainTick = { tick: 1, hash: '0000000000000001', commands: [{ sender: 1, seq: 1, type: 'Go', payload: { n: 1 } }], fuel: 10 };

describe('the chain', () => {
  test.each<[string, Partial<RunStart>]>([
    ['package', { package: 'q' }],
    ['engine', { engine: 'f' }],
    ['scenario', { scenario: 't' }],
    ['parameters', { parameters: { a: 2 } }],
    ['seed', { seed: 2 }],
  ])('begins otherwise with another %s', (_, change) => {
    expect(chainStart({ ...start, ...change })).not.toBe(chainStart(start));
  });

  test('begins alike whatever length is planned: a run may go on', () => {
    expect(chainStart({ ...start, ticks: 99 })).toBe(chainStart(start));
  });

  test.each<[string, Partial<ChainTick>]>([
    ['tick', { tick: 2 }],
    ['hash', { hash: '0000000000000002' }],
    ['fuel', { fuel: 11 }],
    ['commands', { commands: [] }],
    ['sender', { commands: [{ ...tick.commands[0]!, sender: 2 }] }],
    ['number', { commands: [{ ...tick.commands[0]!, seq: 2 }] }],
    ['type', { commands: [{ ...tick.commands[0]!, type: 'Stop' }] }],
    ['payload', { commands: [{ ...tick.commands[0]!, payload: { n: 2 } }] }],
    ['order', { commands: [{ ...tick.commands[0]!, seq: 2 }, tick.commands[0]!] }],
  ])('goes on otherwise with another %s', (_, change) => {
    expect(chainLink('x', { ...tick, ...change })).not.toBe(chainLink('x', tick));
  });

  test('goes on otherwise from another link', () => {
    expect(chainLink('y', tick)).not.toBe(chainLink('x', tick));
  });

  test('does not depend on how a payload’s keys are ordered', () => {
    const commands = (payload: { a: number; b: number }) => [{ sender: 1, seq: 1, type: 'Go', payload }];
    expect(chainLink('x', { ...tick, commands: commands({ b: 2, a: 1 }) })).toBe(
      chainLink('x', { ...tick, commands: commands({ a: 1, b: 2 }) }),
    );
  });
});

describe('the digest of proofs', () => {
  test('is the SHA-256 of the sorted lines scenario,seed,ticks,chainHash', async () => {
    const proofs = [
      { scenario: 'b', seed: 2, ticks: 10, hash: '0'.repeat(16), chainHash: '1'.repeat(64) },
      { scenario: 'a', seed: 1, ticks: 36, hash: '0'.repeat(16), chainHash: '2'.repeat(64) },
    ];
    const { createHash } = await import('node:crypto');
    const lines = `a,1,36,${'2'.repeat(64)}\nb,2,10,${'1'.repeat(64)}\n`;
    expect(proofDigest(proofs)).toBe(createHash('sha256').update(lines).digest('hex'));
  });
});

describe('a checkpoint', () => {
  const head = { start, layout: 'l', schedule: 's', physics: null, scripting: 'q', tick: 7, chain: 'c' };

  test('gives back its sections, whatever their lengths', () => {
    const sections = new Map([0, 1, 7, 8, 9, 4096].map((length) => [`s${length}`, Uint8Array.from({ length }, (_, i) => i & 255)]));
    const read = readCheckpoint(writeCheckpoint(head, sections));
    expect(read.head).toMatchObject(head);
    for (const [name, bytes] of sections) expect(read.section(name)).toEqual(bytes);
    expect(() => read.section('other')).toThrow('lacks its part other');
  });

  test('reads from the middle of a larger buffer', () => {
    const bytes = writeCheckpoint(head, new Map([['a', Uint8Array.of(1, 2, 3)]]));
    const larger = new Uint8Array(bytes.length + 13);
    larger.set(bytes, 13);
    expect(readCheckpoint(larger.subarray(13)).section('a')).toEqual(Uint8Array.of(1, 2, 3));
  });
});
