import type { Usage } from '../../ports/index.ts';
import { awsPrices, type Amounts, type PriceTable } from './prices.ts';

export interface CostLine {
  readonly what: string;
  readonly amount: number;
  /** US dollars, nine decimals. */
  readonly usd: string;
}

/** What usage would cost by a table of prices. Storage, logs, data transfer and keys are not in it. */
export interface Cost {
  /** Of the prices. */
  readonly date: string;
  readonly region: string;
  readonly lines: readonly CostLine[];
  /** US dollars, nine decimals; the lines add up to it. */
  readonly usd: string;
}

/** What an Express execution of 64 MB is billed by. */
const loopMemoryGb = 64 / 1024;

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

/** Dollars for an hour in which the loop runs, or the session's own host; undefined where neither ever did. */
export const costPerHour = (usage: Usage, table: PriceTable = awsPrices): string | undefined => {
  const ms = Math.round(usage.loopMs + usage.taskMs);
  return ms > 0 ? dollars((decimal(costOf(usage, table).usd, 9) * 3_600_000n) / BigInt(ms)) : undefined;
};

const amountsOf = ({ calls, gbMs, loops, loopMs, taskMs, messages, socketMs, readUnits, writeUnits, puts }: Usage): Amounts => ({
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
