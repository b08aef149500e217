import type { ServiceCalls } from '../calls.ts';
import { sendToQueue } from '../destinations.ts';
import type { Principal } from '../iam/principal.ts';
import type { LocalHost } from '../storage/index.ts';
import type { Timers } from '../timers/timers.ts';
import { AwsError } from '../wire/error.ts';
import type { BusEvent, Delivery, EventsStore, Rule, Target } from './store.ts';
import type { TargetSender } from './targets.ts';

/** Brings noted events to their targets, each at least once, also across restarts. */
export interface Deliveries {
  readonly schedule: (delivery: Delivery) => void;
  readonly resume: () => void;
  readonly close: () => void;
}

export interface DeliveriesOptions {
  readonly store: EventsStore;
  readonly host: LocalHost;
  readonly timers: Timers;
  readonly calls: ServiceCalls;
  readonly send: TargetSender;
  /** EventBridge itself, for dead letters. */
  readonly self: Principal;
  readonly ruleArn: (rule: Rule) => string;
}

const FIRST_PAUSE = 1000;
const LONGEST_PAUSE = 600_000;
/** Refusals that trying again does not change. */
const FINAL = new Set([
  'AccessDenied',
  'AccessDeniedException',
  'ResourceNotFoundException',
  'StateMachineDoesNotExist',
  'QueueDoesNotExist',
  'InvalidExecutionInput',
  'UnsupportedOperation',
  'InvalidParameterValueException',
  'AWS.SimpleQueueService.NonExistentQueue',
]);

export function createDeliveries({ store, host, timers, calls, send, self, ruleArn }: DeliveriesOptions): Deliveries {
  const scheduled = new Map<string, () => void>();
  let open = false;

  function schedule(delivery: Delivery): void {
    if (!open || scheduled.has(delivery.id)) return;
    scheduled.set(
      delivery.id,
      timers.at(delivery.due, () => void attempt(delivery.id)),
    );
  }

  async function attempt(id: string): Promise<void> {
    const delivery = store.delivery(id);
    if (!delivery || !open) return;
    const rule = store.rule(delivery.bus, delivery.rule);
    const target = rule?.targets.find((each) => each.id === delivery.target);
    if (!rule || !target) return finish(delivery);
    host.reach('events:before-delivery');
    try {
      await send({
        target,
        rule: { name: rule.name, arn: ruleArn(rule) },
        event: JSON.parse(delivery.event) as BusEvent,
        eventId: delivery.event_id,
      });
      if (!open) return;
      host.reach('events:after-delivery');
      finish(delivery);
    } catch (error) {
      if (open) await failed(delivery, target, rule, error);
    }
  }

  async function failed(delivery: Delivery, target: Target, rule: Rule, error: unknown): Promise<void> {
    const code = error instanceof AwsError ? error.code : 'InternalFailure';
    const old = host.clock.now() - delivery.accepted > target.maximumAge * 1000;
    if (!FINAL.has(code) && delivery.attempts < target.retries && !old) return again(delivery);
    const condition = FINAL.has(code) ? code : old ? 'EventAgeExceeded' : 'MaximumRetryAttemptsExceeded';
    if (target.deadLetterArn === undefined) return finish(delivery);
    const attributes = {
      RULE_ARN: ruleArn(rule),
      TARGET_ARN: target.arn,
      ERROR_CODE: code,
      ERROR_MESSAGE: (error as Error).message.slice(0, 1000),
      EXHAUSTED_RETRY_CONDITION: condition,
      RETRY_ATTEMPTS: String(delivery.attempts),
    };
    try {
      await sendToQueue(calls, { arn: target.deadLetterArn, body: delivery.event, principal: self, sourceArn: ruleArn(rule), attributes });
      if (open) finish(delivery);
    } catch {
      if (open) again(delivery);
    }
  }

  function again(delivery: Delivery): void {
    scheduled.delete(delivery.id);
    const due = host.clock.now() + Math.min(FIRST_PAUSE * 2 ** Math.min(delivery.attempts, 20), LONGEST_PAUSE);
    store.postponeDelivery(delivery.id, delivery.attempts + 1, due);
    schedule({ ...delivery, attempts: delivery.attempts + 1, due });
  }

  function finish(delivery: Delivery): void {
    scheduled.delete(delivery.id);
    store.deleteDelivery(delivery.id);
  }

  return {
    schedule,
    resume() {
      open = true;
      for (const delivery of store.deliveries()) schedule(delivery);
    },
    close() {
      open = false;
      for (const cancel of scheduled.values()) cancel();
      scheduled.clear();
    },
  };
}
