import type { Clock as LevelClock } from '../../../engine/model/level.ts';
import type { LatencyClass, Pace, Phase, SessionHead, SessionStart } from '../../ports/index.ts';

/** How much time a slice stands for, ms: what a command waits for at most before its slice begins. `interactive` leaves 50 of 250 ms for the rest. */
export const sliceMs = { interactive: 200, relaxed: 900 } as const;

/** Ticks in one slice at `hz` ticks per second: what a command may wait, in ticks. */
export const sliceTicks = ({ latency, pace, host }: Pick<SessionStart, 'latency' | 'pace' | 'host'>, hz: number): number => {
  if (pace === 'fast') return 200;
  if (latency === 'turn') return 18;
  // Its own host tells players after every tick; what it commits in one is a matter of its own.
  if (host === 'hot') return 1;
  return Math.max(1, Math.floor((hz * sliceMs[latency]) / 1000));
};

/** The class a level asks for by its clock. */
export const latencyOf = (clock: LevelClock): LatencyClass => (clock.kind === 'turns' ? 'turn' : 'interactive');

/** Whether a session comes to an end of its own. A realtime world goes on until nobody is there. */
export const ends = ({ latency, pace }: { latency: LatencyClass; pace: Pace }): boolean => latency === 'turn' || pace === 'fast';

export const phaseOf = ({ phase = 'open' }: Pick<SessionHead, 'phase'>): Phase => phase;

/** HEAD as a session begins. */
export const firstHead = (at: number): SessionHead => ({
  version: 0,
  cmdSeq: 0,
  cursor: 0,
  seen: 0,
  ticks: 0,
  hash: '',
  chain: '',
  lastSlice: '',
  loop: 'idle',
  loopEpoch: 0,
  loopOwner: '',
  phase: 'open',
  beat: at,
  calls: 0,
  seats: 0,
  waiting: [],
  done: false,
  kpis: {},
  log: [],
});

/** Command types that only the host understands: they are numbered and audited like any other, and never reach a world. */
export const hostCommand = (type: string): boolean => type.startsWith('$');
/** Gives a seat number to an opaque player. */
export const joinCommand = '$join';
/** What who runs a session does to it; each says who, by opaque id, and when. */
export const pauseCommand = '$pause';
export const resumeCommand = '$resume';
export const endCommand = '$end';
