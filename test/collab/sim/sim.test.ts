import { expect, test } from 'vitest';
import { broken, runCampaign } from './campaign.ts';
import { play } from './play.ts';
import { makeSchedule } from './schedule.ts';

test('random schedules of three to five people end with one sound level, everything saved and nothing refused; unrepaired they would not', async () => {
  const { failures, ...report } = await runCampaign({ schedules: 200, seed: 1 });
  expect(failures).toEqual([]);
  expect(broken({ ...report, failures })).toEqual([]);
  expect(report).toMatchObject({ diverged: 0, unreachable: 0, rejected: 0, pending: 0, unsaved: 0, threw: 0 });
  expect(report.control.share).toBeGreaterThanOrEqual(0.05);
  expect(report.oracle.share).toBeGreaterThanOrEqual(0.98);
  expect(report.ops).toBeGreaterThan(5000);
});

test('a seed plays the same schedule again, action by action', async () => {
  for (const seed of [1, 2, 3]) {
    expect(makeSchedule(seed)).toEqual(makeSchedule(seed));
    const lines: [string[], string[]] = [[], []];
    const outcomes = [];
    for (const list of lines) outcomes.push(await play(makeSchedule(seed), {}, (line) => list.push(line)));
    expect(lines[0]).toEqual(lines[1]);
    expect(outcomes[0]).toEqual(outcomes[1]);
  }
});

test('every kind of action is played', () => {
  const kinds = new Set(
    Array.from({ length: 60 }, (_, seed) => makeSchedule(seed)).flatMap(({ actions }) => actions.map((action) => action.do)),
  );
  expect([...kinds].toSorted()).toMatchInlineSnapshot(`
    [
      "component",
      "crash",
      "create",
      "delete",
      "disk",
      "drag",
      "move",
      "name-level",
      "outside",
      "pass",
      "paste",
      "plug",
      "receive",
      "redo",
      "reload",
      "rename",
      "restore",
      "send",
      "set",
      "type",
      "undo",
      "unplug",
    ]
  `);
});

test('a bound that breaks is told', async () => {
  const report = await runCampaign({ schedules: 3 });
  expect(broken(report)).toEqual([]);
  const many = { ...report, schedules: 1000 };
  expect(
    broken({ ...many, rejected: 2, control: { schedules: 1000, bad: 1, share: 0.001 }, oracle: { ...report.oracle, share: 0.9 } }),
  ).toEqual([
    '2 of 1000 schedules: rejected',
    expect.stringContaining('Without repair only 1 of 1000'),
    expect.stringContaining("Kleppmann's log"),
  ]);
});
