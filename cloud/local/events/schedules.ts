import type { LocalHost } from '../storage/index.ts';
import type { Timers } from '../timers/timers.ts';
import type { Router } from './router.ts';
import type { BusEvent, EventsStore, Rule } from './store.ts';

/** Rules that fire by the clock. When the next time passed while the cloud was off, a rule fires once, at once. */
export interface Schedules {
  /** Looks at the rules again: after a change, and at the start. */
  readonly refresh: () => void;
  readonly resume: () => void;
  readonly close: () => void;
}

export function createSchedules({
  store,
  router,
  host,
  timers,
  account,
  region,
  ruleArn,
}: {
  store: EventsStore;
  router: Router;
  host: LocalHost;
  timers: Timers;
  account: string;
  region: string;
  ruleArn: (rule: Rule) => string;
}): Schedules {
  let cancels: (() => void)[] = [];
  let open = false;

  function arm(rule: Rule): void {
    const due = store.due(rule.bus, rule.name) ?? host.clock.now() + rule.schedule!;
    store.setDue(rule.bus, rule.name, due);
    cancels.push(timers.at(due, () => fire(rule)));
  }

  function fire(rule: Rule): void {
    const current = store.rule(rule.bus, rule.name);
    if (!open || !current?.enabled || current.schedule === undefined) return;
    const now = host.clock.now();
    const event: BusEvent = {
      version: '0',
      id: host.ids.next('event'),
      'detail-type': 'Scheduled Event',
      source: 'aws.events',
      account,
      time: new Date(now).toISOString().replace(/\.\d{3}Z$/, 'Z'),
      region,
      resources: [ruleArn(current)],
      detail: {},
    };
    store.transaction(() => {
      router.queue(current, event);
      store.setDue(rule.bus, rule.name, now + current.schedule!);
    });
    arm(current);
  }

  function stop(): void {
    for (const cancel of cancels) cancel();
    cancels = [];
  }

  return {
    refresh() {
      stop();
      if (open) for (const rule of store.scheduled()) if (rule.enabled) arm(rule);
    },
    resume() {
      open = true;
      this.refresh();
    },
    close() {
      open = false;
      stop();
    },
  };
}
