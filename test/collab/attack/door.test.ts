import { expect, test } from 'vitest';
import { knocks, runDoor } from './door.ts';

test('who has no right to a room is turned away at the door, by name, while work behind it goes on', async () => {
  const report = await runDoor({ rounds: 2 });
  expect(report.findings).toEqual([]);
  expect(report).toMatchObject({ crashes: 0, unauthorised: 0, honest: { sent: 2 * knocks.length, accepted: 2 * knocks.length } });
  for (const { name } of knocks) expect(report.byAttack[name], name).toEqual({ strikes: 2, turnedAway: 2 });
});
