/** The cloud's functions, store and channel at the mercy of a schedule. */
import { beforeAll, beforeEach, describe, expect, test, vi } from 'vitest';
import { findFailure, type Report, runCampaign } from './campaign.ts';
import { play } from './play.ts';
import { makeSchedule, writes } from './schedule.ts';

/** What a function could not publish it says there. */
const hush = (): void => void vi.spyOn(console, 'warn').mockImplementation(() => {});
beforeAll(hush);
beforeEach(hush);

describe('over the cloud', () => {
  let report: Report;
  beforeAll(async () => {
    report = await runCampaign({ transport: 'cloud', schedules: 120 });
  }, 240_000);

  test('random schedules end with one sound level, everything saved and nothing refused, whatever functions, store and channel do', () => {
    expect(report.failures).toEqual([]);
    expect(report).toMatchObject({ diverged: 0, unreachable: 0, rejected: 0, pending: 0, unsaved: 0, threw: 0 });
    expect(report.ops).toBeGreaterThan(4000);
    expect(report.oracle.share).toBeGreaterThanOrEqual(0.98);
  });

  test('functions and compactions that die before and after each of their writes lose nothing that was called saved', () => {
    const moments = ['before', 'after', 'again'].flatMap((how) => writes.map((write) => `${how} ${write}`));
    expect(moments.filter((moment) => report.deaths[moment] === undefined)).toEqual([]);
    expect([report.lost, report.saved > 4000]).toEqual([0, true]);
  });
});

test('over the cloud a seed plays the same schedule again, action by action', async () => {
  for (const seed of [1, 2]) {
    const lines: [string[], string[]] = [[], []];
    const outcomes = [];
    for (const list of lines) outcomes.push(await play(makeSchedule(seed, 'cloud'), {}, (line) => list.push(line)));
    expect(lines[0]).toEqual(lines[1]);
    expect(outcomes[0]).toEqual(outcomes[1]);
  }
});

test('over the cloud the same people do the same as over a WebSocket', () => {
  const edits = (transport: 'websocket' | 'cloud') =>
    makeSchedule(7, transport).actions.filter((action) => 'who' in action && !('room' in action) && !/plug/.test(action.do));
  expect(edits('cloud')).toEqual(edits('websocket'));
  const kinds = new Set(
    Array.from({ length: 20 }, (_, seed) => makeSchedule(seed, 'cloud')).flatMap(({ actions }) => actions.map((action) => action.do)),
  );
  for (const kind of ['store', 'die', 'month'] as const) expect(kinds).toContain(kind);
});

describe('a fault that is planted in the cloud is found, in a few actions', () => {
  test.each([
    ['windows leave holes as they are', { leavesHoles: true }, 'diverged'],
    ['a record is written over another of its number', { writesOver: true }, 'lost'],
  ])(
    '%s',
    async (_, faults, wrong) => {
      const failure = await findFailure(40, faults, 1, 'cloud');
      expect(failure?.findings.map((finding) => finding.wrong)).toContain(wrong);
      expect(failure!.smallest.actions.length).toBeLessThanOrEqual(20);
      expect((await play(failure!.smallest)).findings).toEqual([]);
    },
    240_000,
  );
});
