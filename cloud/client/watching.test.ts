import { describe, expect, it } from 'vitest';
import { firstHead } from '../domain/session/index.ts';
import type { Pulse, SessionHead, SessionStart } from '../ports/index.ts';
import { healthOf, isRunning } from './watching.ts';

const now = 1_800_000_000_000;
const pulse: Pulse = {
  at: now - 2_000,
  span: 5_000,
  hz: 20.4,
  due: 20,
  p50: 1,
  p99: 2,
  slices: 100,
  late: 0,
  commands: 5,
  listeners: 2,
  pushed: 1_000,
  perHour: '0.040000000',
};
const start = {
  tenant: 'demo',
  session: 's-1',
  level: 'hello-cube',
  channel: 'live',
  revision: 1,
  engine: 'engine@1',
  hz: 20,
  host: 'hot',
};
const health = (head: Partial<SessionHead>, hz = 20) =>
  healthOf({ ...start, hz } as unknown as SessionStart, { ...firstHead(now - 60_000), pulse, ...head }, now);

describe('a session runs', () => {
  it('while its loop does and nobody has paused it', () => {
    const playing = health({ loop: 'running' });
    expect(isRunning(playing)).toBe(true);
    expect(playing.pulse).toEqual(pulse);
  });

  it('no more once it is paused, though its own host stays and it beat a moment ago', () => {
    const paused = health({ loop: 'running', phase: 'paused' });
    expect(paused).toMatchObject({ state: 'paused', loop: 'running' });
    expect(isRunning(paused)).toBe(false);
    expect(paused.pulse).toBeUndefined();
  });

  it('neither asleep, nor parked, nor over', () => {
    for (const head of [
      { loop: 'idle' },
      { loop: 'parked' },
      { loop: 'running', phase: 'ended' },
      { loop: 'running', done: true },
    ] as const)
      expect(isRunning(health(head)), JSON.stringify(head)).toBe(false);
  });

  it('turn by turn: between two turns it does not, and says how the last one went', () => {
    const between = health({ loop: 'idle' }, 0);
    expect(isRunning(between)).toBe(false);
    expect(between.pulse).toEqual(pulse);
  });
});
