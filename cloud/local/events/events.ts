import type { RolePrincipals, ServiceCalls } from '../calls.ts';
import { servicePrincipal } from '../iam/trust.ts';
import type { Json } from '../json.ts';
import type { FunctionInvoker } from '../lambda/invoker.ts';
import type { LocalContext } from '../storage/index.ts';
import type { Timers } from '../timers/timers.ts';
import type { LocalService } from '../wire/service.ts';
import { createDeliveries, type Deliveries } from './deliveries.ts';
import { createRouter } from './router.ts';
import { createRules, type Rules } from './rules.ts';
import { createSchedules, type Schedules } from './schedules.ts';
import { createEventsService } from './service.ts';
import { createEventsStore, type Delivery, type EventsStore } from './store.ts';
import { createTargetSender } from './targets.ts';

export interface EventsOptions {
  readonly calls: ServiceCalls;
  readonly functions: FunctionInvoker;
  readonly principalOf: RolePrincipals;
  readonly timers: Timers;
}

/** EventBridge of one embedded cloud. */
export interface Events {
  readonly services: readonly LocalService[];
  readonly store: EventsStore;
  readonly rules: Rules;
  /** Begins to deliver, first what was accepted before a restart. */
  readonly resume: () => void;
  readonly close: () => void;
}

export function createEvents(context: LocalContext, options: EventsOptions): Events {
  const { database, host, account, region } = context;
  const now = (): number => host.clock.now();
  const self = servicePrincipal('events.amazonaws.com', account);
  const store = createEventsStore(database, now);
  const rules: Rules = createRules(store, context, () => schedules.refresh());
  const deliveries: Deliveries = createDeliveries({
    ...options,
    store,
    host,
    self,
    ruleArn: rules.ruleArn,
    send: createTargetSender({ ...options, self, now }),
  });
  const router = createRouter(store, host, (delivery: Delivery) => deliveries.schedule(delivery));
  const schedules: Schedules = createSchedules({ ...context, ...options, store, router, ruleArn: rules.ruleArn });

  // What other services say arrives on the default bus, in the transaction that takes it from theirs.
  context.bus.subscribe('events', (event) => {
    router.route('default', {
      version: '0',
      id: event.id,
      'detail-type': event.detailType,
      source: event.source,
      account,
      time: new Date(event.time).toISOString().replace(/\.\d{3}Z$/, 'Z'),
      region,
      resources: event.resources,
      detail: event.detail as Json,
    });
  });

  return {
    services: [createEventsService({ store, rules, router, host, account, region })],
    store,
    rules,
    resume() {
      deliveries.resume();
      schedules.resume();
    },
    close() {
      schedules.close();
      deliveries.close();
    },
  };
}
