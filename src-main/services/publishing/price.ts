/**
 * What a session hour costs on AWS, computed from list prices (us-east-1, 2026). These are sums, not bills: nothing here has run on AWS.
 * A slice is one Express loop turn: one Lambda call, one conditional write of HEAD, one push per player.
 */
const dollars = {
  /** Per Express state machine request; a loop continues as new every 240 s, so the request itself hardly counts. */
  expressRequest: 1e-6,
  /** Per GB-second of Express orchestration, 64 MB steps. */
  expressGbSecond: 1.667e-5,
  lambdaRequest: 2e-7,
  /** Arm. */
  lambdaGbSecond: 1.33334e-5,
  /** Per write unit of 1 KB. */
  writeUnit: 6.25e-7,
  readUnit: 1.25e-7,
  /** Per WebSocket message of up to 32 KB. */
  message: 1e-6,
} as const;

const lambdaGb = 0.5;

export interface PriceInput {
  clock: { kind: 'realtime'; hz: number } | { kind: 'turns' };
  players: number;
  /** Bytes that a commit writes to HEAD. */
  headBytes: number;
}

interface LatencyClass {
  name: string;
  ticksPerSlice: number;
  /** Seconds a slice keeps its function busy. */
  busy: number;
}

const realtimeClasses: readonly LatencyClass[] = [
  { name: 'interactive, 200 ms', ticksPerSlice: 4, busy: 0.02 },
  { name: 'relaxed, 900 ms', ticksPerSlice: 18, busy: 0.03 },
];

/** One command, its slice and its audit record, played by people who take a minute over a turn. */
const turnsPerHour = 60;

const perSlice = ({ players, headBytes }: PriceInput, busy: number): number =>
  dollars.lambdaRequest +
  busy * lambdaGb * dollars.lambdaGbSecond +
  // HEAD, and the audit record that the stream's consumer writes.
  2 * Math.ceil(headBytes / 1024) * dollars.writeUnit +
  dollars.readUnit +
  players * dollars.message;

/** @returns dollars per session hour, by latency class, as decimal strings with four digits */
export function sessionPrice(input: PriceInput): { latencyClass: string; dollarsPerHour: string }[] {
  const { clock } = input;
  if (clock.kind === 'turns') {
    const perTurn = perSlice(input, 0.1) + dollars.expressRequest + 0.1 * 0.0625 * dollars.expressGbSecond + 2 * dollars.writeUnit;
    return [{ latencyClass: 'turn, on command', dollarsPerHour: (turnsPerHour * perTurn).toFixed(4) }];
  }
  const orchestration = 3600 * 0.0625 * dollars.expressGbSecond + (3600 / 240) * dollars.expressRequest;
  return realtimeClasses.map(({ name, ticksPerSlice, busy }) => {
    const slices = (3600 * clock.hz) / ticksPerSlice;
    return { latencyClass: name, dollarsPerHour: (slices * perSlice(input, busy) + orchestration).toFixed(4) };
  });
}
