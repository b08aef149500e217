import { describe, expect, it } from 'vitest';
import { awsPrices } from './prices.ts';
import { billedMessages, costOf, costPerHour, countSpending, difference, hourKindOf, noSpending, noUsage, sum } from './index.ts';

const ref = (session: string) => ({ tenant: 'demo', session });

/** A function of 2 GB whose clock and table a test moves. */
function counter(loops = false) {
  const world = { now: 1000, readUnits: 0, writeUnits: 0 };
  const capacity = () => {
    const { readUnits, writeUnits } = world;
    [world.readUnits, world.writeUnits] = [0, 0];
    return { readUnits, writeUnits };
  };
  const spending = countSpending({ clock: { now: () => world.now }, memory: 2, capacity, loops });
  const work = async (ms: number, units: number): Promise<void> => {
    world.now += ms;
    world.readUnits += units;
    world.writeUnits += 2 * units;
  };
  return { spending, work };
}

describe('what a function spends', () => {
  it('is of the session that it works for, and of nobody else', async () => {
    const { spending, work } = counter();
    await work(500, 7);
    await spending.charge(ref('a'), () => work(30, 1));
    await work(500, 7);
    await spending.charge(ref('b'), () => work(5, 3));
    expect(spending.take(ref('a'))).toEqual({ ...noSpending, calls: 1, gbMs: 60, readUnits: 1, writeUnits: 2 });
    expect(spending.take(ref('b'))).toEqual({ ...noSpending, calls: 1, gbMs: 10, readUnits: 3, writeUnits: 6 });
    expect(spending.take(ref('a'))).toEqual(noSpending);
  });

  it('is taken in the middle of a call, and the rest of the call comes with the next', async () => {
    const { spending, work } = counter(true);
    let taken = noSpending;
    await spending.charge(ref('a'), async () => {
      spending.sockets(ref('a'), 30);
      await work(10, 1);
      // A part that charges itself is a part of this call.
      await spending.charge(ref('a'), () => work(10, 0));
      taken = spending.take(ref('a'));
      await work(4, 1);
    });
    expect(taken).toEqual({ ...noSpending, calls: 1, gbMs: 40, loopMs: 20, socketMs: 600, readUnits: 1, writeUnits: 2 });
    expect(spending.take(ref('a'))).toEqual({ ...noSpending, gbMs: 8, loopMs: 4, socketMs: 120, readUnits: 1, writeUnits: 2 });
  });

  it('counts a call that fails', async () => {
    const { spending, work } = counter();
    await expect(
      spending.charge(ref('a'), async () => {
        await work(3, 1);
        throw new Error('no');
      }),
    ).rejects.toThrow('no');
    expect(spending.take(ref('a'))).toMatchObject({ calls: 1, gbMs: 6 });
  });

  it('counts messages by every begun 32 KB', () => {
    expect([0, 1, 32_768, 32_769, 128 * 1024].map(billedMessages)).toEqual([1, 1, 1, 2, 4]);
  });

  it('is added up and told apart counter by counter', () => {
    const [a, b] = [
      { ...noSpending, calls: 2, bytes: 5 },
      { ...noSpending, calls: 3, puts: 1 },
    ];
    expect(sum(noSpending, a, b, { readUnits: 0.5 })).toEqual({ ...noSpending, calls: 5, bytes: 5, puts: 1, readUnits: 0.5 });
    expect(difference(noSpending, sum(noSpending, a, b), a)).toEqual(b);
  });
});

describe('what usage costs', () => {
  const hour = {
    ...noUsage,
    calls: 1_000_000,
    gbMs: 1_000_000_000,
    loops: 1_000_000,
    loopMs: 3_600_000,
    messages: 3_000_000,
    socketMs: 60_000 * 1_000_000,
    readUnits: 2_000_000,
    writeUnits: 0.5,
    puts: 3,
    signatures: 20,
  };

  it('is amount times price, line by line, and names the day of its prices', () => {
    const { date, region, lines, usd } = costOf(hour);
    expect({ date, region }).toEqual({ date: awsPrices.date, region: 'us-east-1' });
    expect(Object.fromEntries(lines.map(({ what, usd: cost }) => [what, cost]))).toEqual({
      'Lambda requests': '0.200000000',
      'Lambda GB-seconds (Arm)': '13.333400000',
      'Step Functions Express requests': '1.000000000',
      'Step Functions Express GB-seconds': '0.003750750',
      'Fargate task seconds (1 vCPU, 2 GB, Arm)': '0.000000000',
      'WebSocket messages of 32 KB': '3.000000000',
      'WebSocket connection minutes': '0.250000000',
      'DynamoDB read request units': '0.250000000',
      'DynamoDB write request units': '0.000000313',
      'S3 PUT and LIST requests': '0.000015000',
      'KMS signatures (elliptic curve)': '0.000300000',
    });
    expect(usd).toBe('18.037466063');
  });

  it('has the hours of a task that runs one session', () => {
    expect(costOf({ ...noUsage, taskMs: 7_200_000 }).usd).toBe('0.079000000');
    expect(costPerHour({ ...noUsage, taskMs: 7_200_000 }, 'clock')).toBe('0.039500000');
  });

  it('is told for an hour of the loop', () => {
    expect(costPerHour(hour, 'clock')).toBe(costOf(hour).usd);
    expect(costPerHour({ ...hour, loopMs: 7_200_000 }, 'clock')).toBe('9.020608406');
    expect(costPerHour(noUsage, 'clock')).toBeUndefined();
  });

  it('is told for sixty turns of a game of turns, whose loop runs for moments', () => {
    const game = { ...noUsage, ticks: 36, loopMs: 4_000, messages: 1_800 };
    expect(costOf(game).usd).toBe('0.001804168');
    expect(costPerHour(game, 'turns')).toBe('0.003006946');
    expect(costPerHour({ ...game, ticks: 0 }, 'turns')).toBeUndefined();
    expect([hourKindOf({ hz: 0 }), hourKindOf({ hz: 20 }), hourKindOf({ hz: 0, host: 'hot' })]).toEqual(['turns', 'clock', 'clock']);
  });
});
