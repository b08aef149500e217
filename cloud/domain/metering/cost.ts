import type { Usage } from '../../ports/index.ts';
import { awsPrices, loopMemoryGb, type Amounts, type PriceTable } from './prices.ts';

export interface CostLine {
  readonly what: string;
  readonly amount: number;
  /** US dollars, nine decimals. */
  readonly usd: string;
}

/** What usage would cost by a table of prices. Storage, logs, data transfer and what keys cost a month are not in it. */
export interface Cost {
  /** Of the prices. */
  readonly date: string;
  readonly region: string;
  readonly lines: readonly CostLine[];
  /** US dollars, nine decimals; the lines add up to it. */
  readonly usd: string;
}

export const costOf = (usage: Usage, table: PriceTable = awsPrices): Cost => {
  const amounts = amountsOf(usage);
  const lines = table.prices.map(({ id, what, usd, per }) => ({ what, amount: amounts[id], nanos: nanoDollars(amounts[id], usd, per) }));
  return {
    date: table.date,
    region: table.region,
    lines: lines.map(({ nanos, ...line }) => ({ ...line, usd: dollars(nanos) })),
    usd: dollars(lines.reduce((total, { nanos }) => total + nanos, 0n)),
  };
};

/** Turns in an hour of a game of turns whose players take a minute over each. An assumption: of the meter's hour, the pulse's and the Publish sheet's. */
export const turnsPerHour = 60;

/**
 * Dollars for an hour like what was used. By the clock: an hour in which its loop runs, or its own host. In turns, whose loop runs for a moment
 * after each command: as many turns like these as `turnsPerHour`. Undefined where nothing ran, or no turn was played.
 */
export const costPerHour = (usage: Usage, of: 'clock' | 'turns', table: PriceTable = awsPrices): string | undefined => {
  const [hour, used] = of === 'turns' ? [turnsPerHour, usage.ticks] : [3_600_000, Math.round(usage.loopMs + usage.taskMs)];
  return used > 0 ? dollars((decimal(costOf(usage, table).usd, 9) * BigInt(hour)) / BigInt(used)) : undefined;
};

/** By what an hour of a session is told: one in turns whose host is the functions sleeps between them, and each other one runs all the time. */
export const hourKindOf = ({ hz, host }: { readonly hz: number; readonly host?: string }): 'clock' | 'turns' =>
  hz === 0 && host !== 'hot' ? 'turns' : 'clock';

const amountsOf = ({
  calls,
  gbMs,
  loops,
  loopMs,
  taskMs,
  messages,
  socketMs,
  readUnits,
  writeUnits,
  puts,
  signatures,
}: Usage): Amounts => ({
  functionCalls: calls,
  functionGbSeconds: gbMs / 1000,
  loopExecutions: loops,
  loopGbSeconds: (loopMs / 1000) * loopMemoryGb,
  taskSeconds: taskMs / 1000,
  messages,
  socketMinutes: socketMs / 60_000,
  readUnits,
  writeUnits,
  puts,
  signatures,
});

/** So many percent of an amount of dollars. */
export const shareOf = (usd: string, percent: number): string => dollars((decimal(usd, 9) * BigInt(percent)) / 100n);
/** Whether an amount of dollars is another or more; decimal texts of at most nine places. */
export const isAtLeast = (usd: string, other: string): boolean => decimal(usd, 9) >= decimal(other, 9);

/** An amount is good to a millionth of its unit, a price to 1e-12 dollars; from there on it is exact, and rounded once. */
function nanoDollars(amount: number, usd: string, per: number): bigint {
  const exact = BigInt(Math.round(amount * 1e6)) * decimal(usd, 12);
  const scale = BigInt(per) * 1_000_000_000n;
  return (exact + scale / 2n) / scale;
}

/** A decimal text as an integer of its last of `places` places. */
function decimal(text: string, places: number): bigint {
  const [whole = '0', part = ''] = text.split('.');
  return BigInt(whole + part.padEnd(places, '0'));
}

const dollars = (nanos: bigint): string => {
  const digits = String(nanos).padStart(10, '0');
  return `${digits.slice(0, -9)}.${digits.slice(-9)}`;
};
