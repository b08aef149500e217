/** What a session hour costs by the meter's own price list, for play that the sheet assumes. A calculation, never a bill. */
import { costOf, turnsPerHour, usageOf, type Play } from '../../../cloud/client/index.ts';

/** What the sheet assumes of an hour, whatever the level: nobody knows yet who will play it. docs/publish.md says the same. */
export const assumed = {
  /** Connected all the time; in a game of turns each has a stage and sends one command a turn. */
  players: 5,
  /** By the clock: commands a second, of all players together, as in the bench of docs/performance.md. */
  commandsPerSecond: 1,
} as const;

const { players, commandsPerSecond } = assumed;
const minutes = 60;
const commands = commandsPerSecond * minutes * 60;

/** How an hour of each class is played; the first is what a session gets unless it is told otherwise. */
function hoursOf(clock: { kind: 'realtime'; hz: number } | { kind: 'turns' }): { latencyClass: string; play: Play }[] {
  if (clock.kind === 'turns') return [{ latencyClass: 'turn, on command', play: { kind: 'turns', players, turns: turnsPerHour } }];
  const { hz } = clock;
  return [
    { latencyClass: 'interactive, 200 ms', play: { kind: 'interactive', hz, players, minutes, commands } },
    { latencyClass: 'relaxed, 900 ms', play: { kind: 'relaxed', hz, players, minutes, commands } },
    { latencyClass: 'On a host of its own', play: { kind: 'hot', hz, minutes } },
  ];
}

/** @returns dollars for a session hour, by latency class, as decimal texts with four digits, rounded up */
export const sessionPrice = (clock: Parameters<typeof hoursOf>[0]): { latencyClass: string; dollarsPerHour: string }[] =>
  hoursOf(clock).map(({ latencyClass, play }) => ({ latencyClass, dollarsPerHour: shortened(costOf(usageOf(play)).usd) }));

/** Four of nine decimals: whole numbers, so that no cent is lost on the way. */
function shortened(usd: string): string {
  const tenThousandths = (BigInt(usd.replace('.', '')) + 99_999n) / 100_000n;
  const digits = String(tenThousandths).padStart(5, '0');
  return `${digits.slice(0, -4)}.${digits.slice(-4)}`;
}
