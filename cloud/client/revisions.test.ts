/** What a channel has shown: newest first, in parts, and whose they are. */
import { describe, expect, it } from 'vitest';
import { MemoryLevels } from '../domain/testing/memory-levels.ts';
import type { Revision } from '../ports/index.ts';
import { revisionsOf } from './revisions.ts';

const revision = (number: number): Revision => ({
  format: 1,
  tenant: 'demo',
  channel: 'live',
  revision: number,
  project: 'p',
  level: 'street',
  name: 'Street',
  packageHash: `hash-${number}`,
  engine: 'engine@1',
  goldenHash: 'g',
  cloudHash: 'c',
  proofs: [],
  publisher: 'u-1',
  publishedAt: number * 1000,
  request: `p-${number}`,
  signature: { key: 'k', algorithm: 'a', signature: 's' } as never,
});

/** A channel with so many revisions that shows one of them. */
async function published(latest: number, live: number): Promise<MemoryLevels> {
  const levels = new MemoryLevels();
  for (let number = 1; number <= latest; number += 1) await levels.putRevision(revision(number));
  const head = { format: 1, latest, request: 'p-x', movedBy: 'u-2', movedAt: 5000, revision: revision(live) } as const;
  await levels.moveChannel('demo', 'street', 'live', head, undefined);
  return levels;
}
const asked = { tenant: 'demo', level: 'street', channel: 'live' };
const nameOf = (id: string): string => `name of ${id}`;

describe('the revisions of a channel', () => {
  it('are told newest first with the one that is live, who made them and who moved the channel', async () => {
    const history = await revisionsOf(await published(3, 2), asked, nameOf);
    expect(history).toMatchObject({ live: 2, latest: 3, movedBy: 'name of u-2', movedAt: '1970-01-01T00:00:05.000Z' });
    expect(history.revisions.map(({ revision: number, live, publisher }) => [number, live, publisher])).toEqual([
      [3, false, 'name of u-1'],
      [2, true, 'name of u-1'],
      [1, false, 'name of u-1'],
    ]);
    expect(history.next).toBeUndefined();
  });

  it('come in parts of fifty, each of them once', async () => {
    const levels = await published(120, 120);
    const numbers: number[] = [];
    for (let before: number | undefined, more = true; more; more = before !== undefined) {
      const history = await revisionsOf(levels, { ...asked, ...(before !== undefined && { before }) }, nameOf);
      expect(history.revisions.length).toBeLessThanOrEqual(50);
      numbers.push(...history.revisions.map((each) => each.revision));
      before = history.next;
    }
    expect(numbers).toEqual(Array.from({ length: 120 }, (_, back) => 120 - back));
  });

  it('of another tenant, level or channel are not there', async () => {
    const levels = await published(1, 1);
    for (const other of [{ tenant: 'acme' }, { level: 'lane' }, { channel: 'staging' }])
      await expect(revisionsOf(levels, { ...asked, ...other }, nameOf)).rejects.toMatchObject({ code: 'level-unknown' });
  });
});
