/** What every orchestrator of game loops must do, whatever it is built on. */
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterEach, describe, expect, it } from 'vitest';
import { retried } from '../../cloud/adapters/in-process/orchestrator.ts';
import { acceptCommand, beginLoop, joinSession, parkLoop, runSlice } from '../../cloud/domain/session/index.ts';
import { ToyCloud } from '../../cloud/domain/testing/toy-cloud.ts';
import { LoopEvent } from '../../cloud/events/index.ts';
import type { SessionHead } from '../../cloud/ports/index.ts';
import { orchestrators, type OrchestratorUnderTest } from './harness/orchestrators.ts';

type Event = Exclude<ReturnType<typeof LoopEvent.parse>, { op: 'warm' }>;
const parseEvent = (raw: unknown): Event => LoopEvent.parse(raw) as Event;
const ref = { tenant: 'demo', session: 's-1' };

const named = (name: string, message = 'it says so'): Error => Object.assign(new Error(message), { name });

/** Where a loop stands that began at epoch `loopEpoch`. */
const stateAt = (event: Event, next: string): Record<string, unknown> => {
  if (event.op === 'park') throw new Error('a parked loop goes nowhere');
  const { tenant, session } = event.op === 'begin' ? event : event.state;
  const before =
    event.op === 'begin'
      ? { loopEpoch: event.seen + 1, slice: -1, startedAt: Date.parse(event.startedAt) }
      : { loopEpoch: event.state.loopEpoch, slice: event.state.slice, startedAt: event.state.startedAt };
  return { tenant, session, ...before, slice: before.slice + 1, tick: 7, origin: { tick: 0, at: 1 }, activeAt: 1, next };
};

describe.each(orchestrators)('loops by %s', (_, open) => {
  let opened: OrchestratorUnderTest | undefined;
  afterEach(() => opened?.close());

  /** Plays loops whose n-th step (from 0, over all loops) answers what `step` says. */
  async function play(step: (event: Event, n: number) => unknown, starts: readonly (readonly [typeof ref, number])[] = [[ref, 0]]) {
    const events: Event[] = [];
    let lastAt = 0;
    opened = open(async (raw) => {
      const event = parseEvent(raw);
      events.push(event);
      lastAt = opened!.now();
      return step(event, events.length - 1);
    });
    const began = opened.now();
    for (const [each, seen] of starts) await opened.orchestrator.startLoop(each, seen);
    await opened.settle();
    return { events, ops: events.map(({ op }) => op), letters: opened.letters, took: lastAt - began };
  }

  it('begins, runs slice after slice with what the last one said, and stops', async () => {
    const { events, ops, letters } = await play((event, n) => stateAt(event, n === 3 ? 'stop' : 'again'));
    expect(ops).toEqual(['begin', 'slice', 'slice', 'slice']);
    expect(events[0]).toMatchObject({
      ...ref,
      seen: 0,
      execution: expect.stringMatching(/./),
      startedAt: expect.stringMatching(/^20\d\d-/),
    });
    expect(events.slice(1).map((event) => event.op === 'slice' && event.state.slice)).toEqual([0, 1, 2]);
    expect(letters).toEqual([]);
  });

  it('goes on in a new execution, which begins after the epoch of the old one', async () => {
    const { events, ops } = await play((event, n) => stateAt(event, n === 1 ? 'renew' : n === 2 ? 'stop' : 'again'), [[ref, 4]]);
    expect(ops).toEqual(['begin', 'slice', 'begin']);
    expect(events[2]).toMatchObject({ ...ref, seen: 5 });
    expect(new Set(events.map((event) => event.op === 'begin' && event.execution)).size).toBe(3);
  });

  it('runs loops side by side, each with its own state', async () => {
    const other = { tenant: 'acme', session: 's-2' };
    const { events } = await play(
      (event) => stateAt(event, event.op === 'slice' && event.state.slice === 1 ? 'stop' : 'again'),
      [
        [ref, 0],
        [other, 8],
      ],
    );
    for (const [{ tenant, session }, epoch] of [
      [ref, 1],
      [other, 9],
    ] as const) {
      const its = events.filter((event) => event.op === 'slice' && event.state.session === session);
      expect(its.map((event) => event.op === 'slice' && [event.state.tenant, event.state.loopEpoch, event.state.slice])).toEqual([
        [tenant, epoch, 0],
        [tenant, epoch, 1],
      ]);
    }
  });

  it.each(retried)('tries a step again after %s, with the same event', async (name) => {
    const { events, ops, letters } = await play((event, n) => {
      if (n === 1 || n === 2) throw named(name);
      return stateAt(event, n === 4 ? 'stop' : 'again');
    });
    expect(ops).toEqual(['begin', 'slice', 'slice', 'slice', 'slice']);
    expect(events[2]).toEqual(events[1]);
    expect(events[3]).toEqual(events[1]);
    expect(letters).toEqual([]);
  });

  it('gives up after four retries within a quarter of a minute, parks the session and keeps a letter', async () => {
    const { ops, letters, took } = await play((event) => {
      if (event.op === 'slice') throw named('ThrottlingException', 'slow down');
      return event.op === 'park' ? { parked: true } : stateAt(event, 'again');
    });
    expect(ops).toEqual(['begin', 'slice', 'slice', 'slice', 'slice', 'slice', 'park']);
    expect(letters).toHaveLength(1);
    expect(took).toBeGreaterThan(0);
    expect(took).toBeLessThanOrEqual(15_000);
  });

  it('never tries a refusal again: it parks with the words, and keeps what the step was given', async () => {
    const { events, ops, letters } = await play((event, n) => {
      if (event.op === 'park') return { parked: true };
      if (n === 2) throw named('Refused', '{"code":"replay-diverged","message":"no"}');
      return stateAt(event, 'again');
    });
    expect(ops).toEqual(['begin', 'slice', 'slice', 'park']);
    expect(events[3]).toMatchObject({ ...ref, loopEpoch: 1, fault: expect.stringMatching(/^Refused: .*replay-diverged/s) });
    expect(letters).toEqual([
      { ...ref, loopEpoch: 1, error: { Error: 'Refused', Cause: expect.stringContaining('replay-diverged') }, state: stateOf(events[2]!) },
    ]);
  });

  it('parks a session whose loop cannot even begin', async () => {
    const { ops, events, letters } = await play(
      (event) => {
        if (event.op === 'begin') throw named('TypeError', 'x is undefined');
        return { parked: true };
      },
      [[ref, 3]],
    );
    expect(ops).toEqual(['begin', 'park']);
    expect(events[1]).toMatchObject({ ...ref, loopEpoch: 4 });
    expect(letters).toEqual([{ ...ref, loopEpoch: 4, error: expect.objectContaining({ Error: 'TypeError' }), state: { ...ref, seen: 3 } }]);
  });

  it('keeps the letter also where parking fails', async () => {
    const { ops, letters } = await play((event) => {
      throw named(event.op === 'park' ? 'Lambda.Unknown' : 'TypeError');
    });
    expect(ops).toEqual(['begin', 'park', 'park', 'park', 'park']);
    expect(letters).toHaveLength(1);
  });

  it('gives a step a minute, then tries it again', async () => {
    const { ops, took } = await play((event, n) => (n === 1 ? new Promise(() => {}) : stateAt(event, n === 2 ? 'stop' : 'again')));
    expect(ops).toEqual(['begin', 'slice', 'slice']);
    expect(took).toBeGreaterThanOrEqual(60_000);
  });
});

/** The whole domain over memory, whose loops the orchestrator plays. */
async function playSession(open: (typeof orchestrators)[number][1]): Promise<{ hashes: unknown; head: SessionHead }> {
  const cloud = new ToyCloud();
  const deps = cloud.sliceDeps();
  await cloud.publish();
  const opened = open(async (raw) => {
    const event = parseEvent(raw);
    if (event.op === 'begin') return beginLoop(deps, event, { id: event.execution, startedAt: Date.parse(event.startedAt) });
    if (event.op === 'slice') return runSlice(deps, event.state);
    return { parked: await parkLoop(deps, event, event.fault) };
  });
  try {
    const { start } = await cloud.startSession({ pace: 'fast' });
    await joinSession(cloud.acceptDeps(), start, { player: 'p-1', secret: 'hush' });
    await acceptCommand(cloud.acceptDeps(), start, { sender: 1, type: 'Take', payload: { stage: 'shop' } });
    await opened.orchestrator.startLoop(start, 0);
    await opened.settle();
    expect(opened.letters).toEqual([]);
    await cloud.runAudit();
    expect(await cloud.verifySession(start)).toMatchObject({ diverged: false, findings: [] });
    const head = (await cloud.sessions.head(start))!;
    return { hashes: head.slice!.hashes, head };
  } finally {
    opened.close();
  }
}

it('a session comes to the same state under each of them, and its replay agrees', async () => {
  const [first, ...others] = await Promise.all(orchestrators.map(([, open]) => playSession(open)));
  expect(first!.head).toMatchObject({ done: true, loop: 'idle' });
  for (const { hashes, head } of others) {
    expect(hashes).toEqual(first!.hashes);
    expect(head).toMatchObject({ ticks: first!.head.ticks, hash: first!.head.hash, chain: first!.head.chain });
  }
});

const stateOf = (event: Event): unknown => (event.op === 'slice' ? { ...event.state, next: 'again' } : undefined);

it('the state machine tries again after the same errors', () => {
  const { States } = JSON.parse(readFileSync(join(import.meta.dirname, '../../cloud/workflows/game-loop.asl.json'), 'utf8')) as {
    States: Record<string, { Retry: { ErrorEquals: string[] }[] }>;
  };
  for (const name of ['Begin', 'Slice']) expect(States[name]!.Retry.map(({ ErrorEquals }) => ErrorEquals)).toEqual([retried]);
});
