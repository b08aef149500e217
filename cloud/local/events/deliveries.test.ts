import { afterEach, describe, expect, it } from 'vitest';
import { openFunctionDouble, SERVICE } from '../testing/functions.ts';
import type { TestContext } from '../testing/host.ts';
import { AwsError } from '../wire/error.ts';
import { createDeliveries } from './deliveries.ts';
import { createRouter } from './router.ts';
import { createRules } from './rules.ts';
import { createSchedules } from './schedules.ts';
import { createEventsStore, type BusEvent, type Target } from './store.ts';
import type { Sending } from './targets.ts';

let remove: (() => void) | undefined;
afterEach(() => remove?.());

const target: Target = { id: 't', arn: 'arn:aws:lambda:local-1:000000000000:function:f', retries: 185, maximumAge: 86_400 };
const event = (id: string): BusEvent => ({
  version: '0',
  id,
  'detail-type': 'T',
  source: 'test',
  account: '',
  time: '',
  region: '',
  resources: [],
  detail: {},
});

function open(send: (sending: Sending) => void | Promise<void>, from?: TestContext) {
  const double = openFunctionDouble(() => null, from);
  const { context, calls, sent } = double;
  remove = () => context.remove();
  const { time: timers, host, account, region } = context;
  const store = createEventsStore(context.database, () => timers.now());
  const rules = createRules(store, context, () => schedules.refresh());
  const log: { at: number; id: string; type: string }[] = [];
  const deliveries = createDeliveries({
    store,
    host,
    timers,
    calls,
    self: SERVICE,
    ruleArn: rules.ruleArn,
    send: async (sending) => {
      log.push({ at: timers.now(), id: sending.eventId, type: sending.event['detail-type'] });
      await send(sending);
    },
  });
  const router = createRouter(store, host, deliveries.schedule);
  const schedules = createSchedules({ store, router, host, timers, account, region, ruleArn: rules.ruleArn });
  const resume = (): void => {
    deliveries.resume();
    schedules.resume();
  };
  const close = (): void => {
    deliveries.close();
    schedules.close();
  };
  function rule(more: Partial<Target> = {}): void {
    rules.put({ name: 'r', bus: 'default', pattern: '{"source":["test"]}', enabled: true, description: '' });
    rules.setTargets('default', 'r', [{ ...target, ...more }]);
  }
  return { context, store, rules, router, sent, log, resume, close, rule };
}

describe('a delivery', () => {
  it('is repeated with growing pauses until the target takes it', async () => {
    let refusals = 4;
    const all = open(() => {
      refusals -= 1;
      if (refusals >= 0) throw new AwsError('TooManyRequestsException', 'busy', 429);
    });
    all.rule();
    all.resume();
    all.router.route('default', event('e'));
    await all.context.time.advance(60_000);
    expect(all.log.map(({ at }) => at - all.log[0]!.at)).toEqual([0, 1000, 3000, 7000, 15_000]);
    expect(all.store.deliveries()).toEqual([]);
  });

  it('ends in the dead letters after its retries, with the reason', async () => {
    const all = open(() => {
      throw new AwsError('TooManyRequestsException', 'busy', 429);
    });
    all.rule({ retries: 2, deadLetterArn: 'arn:aws:sqs:local-1:000000000000:dead' });
    all.resume();
    all.router.route('default', event('e'));
    await all.context.time.advance(60_000);
    expect(all.log).toHaveLength(3);
    expect(all.sent).toMatchObject([
      {
        body: { id: 'e' },
        attributes: { EXHAUSTED_RETRY_CONDITION: { StringValue: 'MaximumRetryAttemptsExceeded' }, RETRY_ATTEMPTS: { StringValue: '2' } },
      },
    ]);
  });

  it('is given up when it is too old', async () => {
    const all = open(() => {
      throw new AwsError('TooManyRequestsException', 'busy', 429);
    });
    all.rule({ maximumAge: 60, deadLetterArn: 'arn:aws:sqs:local-1:000000000000:dead' });
    all.resume();
    all.router.route('default', event('e'));
    await all.context.time.advance(600_000);
    expect(all.sent).toMatchObject([{ attributes: { EXHAUSTED_RETRY_CONDITION: { StringValue: 'EventAgeExceeded' } } }]);
  });

  it('survives a restart, before and while it is tried', async () => {
    const first = open(() => {
      throw new AwsError('TooManyRequestsException', 'busy', 429);
    });
    first.rule();
    first.router.route('default', event('never tried'));
    first.resume();
    await first.context.time.advance(500);
    first.close();
    const second = open(() => undefined, first.context.reopen());
    second.resume();
    await second.context.time.advance(500);
    expect(second.log.map(({ id }) => id)).toEqual(['never tried']);
    expect(second.store.deliveries()).toEqual([]);
  });

  it('is dropped with its rule', async () => {
    const all = open(() => undefined);
    all.rule();
    all.router.route('default', event('e'));
    all.store.deleteRule('default', 'r');
    all.resume();
    await all.context.time.advance(0);
    expect(all.log).toEqual([]);
    expect(all.store.deliveries()).toEqual([]);
  });
});

describe('a schedule', () => {
  const every = (rules: ReturnType<typeof open>['rules'], schedule: string): void => {
    rules.put({ name: 's', bus: 'default', schedule, enabled: true, description: '' });
    rules.setTargets('default', 's', [target]);
  };

  it('fires each time its period has passed', async () => {
    const all = open(() => undefined);
    all.resume();
    every(all.rules, 'rate(5 minutes)');
    const start = all.context.time.now();
    await all.context.time.advance(16 * 60_000);
    expect(all.log.map(({ at, type }) => [(at - start) / 60_000, type])).toEqual([
      [5, 'Scheduled Event'],
      [10, 'Scheduled Event'],
      [15, 'Scheduled Event'],
    ]);
  });

  it('that was missed while the cloud was off fires once, at once', async () => {
    const first = open(() => undefined);
    first.resume();
    every(first.rules, 'rate(1 hour)');
    first.close();
    await first.context.time.advance(5 * 3_600_000);
    const second = open(() => undefined, first.context.reopen());
    second.resume();
    await second.context.time.advance(0);
    expect(second.log).toHaveLength(1);
  });

  it('stops with its rule', async () => {
    const all = open(() => undefined);
    all.resume();
    every(all.rules, 'rate(1 minute)');
    all.rules.put({ name: 's', bus: 'default', schedule: 'rate(1 minute)', enabled: false, description: '' });
    await all.context.time.advance(600_000);
    expect(all.log).toEqual([]);
  });
});
