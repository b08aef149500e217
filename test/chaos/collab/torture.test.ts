/** The short form, each way of dying once; the long one is `npm run torture:collab`. */
import { expect, test } from 'vitest';
import { chance } from '../../../engine/kernel/testing/chance.ts';
import { cutEverywhere, flipEverything } from './log-damage.ts';
import { liveAndDie, ways } from './torture.ts';

const seed = 7;

test('nothing that was called saved is lost when the server, a window or both are killed, at named moments and at random ones', async () => {
  const told: string[] = [];
  const report = await liveAndDie(ways, chance(seed), (line) => told.push(line));
  expect(report, `seed ${seed}\n${told.join('\n')}`).toMatchObject({ kills: ways.length, lost: 0, keptLost: 0 });
  expect(report.acknowledged).toBeGreaterThan(ways.length);
  // A busy machine may let a named moment pass by, but not most of them.
  expect(Object.keys(report.byPoint).length).toBeGreaterThan(ways.length / 2);
}, 300_000);

test('a log cut at every byte is exactly what was acknowledged up to there', async () => {
  const { cuts, wrongPrefixes } = await cutEverywhere(chance(seed), 60);
  expect(cuts).toBeGreaterThan(800);
  expect(wrongPrefixes).toBe(0);
});

test('no flipped bit of a log or a snapshot is read as anything', async () => {
  const { flips, undetected } = await flipEverything(chance(seed), 60);
  expect(flips).toBeGreaterThan(8000);
  expect(undetected).toBe(0);
});
