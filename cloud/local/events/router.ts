import type { Json } from '../json.ts';
import type { LocalHost } from '../storage/index.ts';
import { compilePattern, type EventPattern } from './pattern.ts';
import type { BusEvent, Delivery, EventsStore, Rule } from './store.ts';

/** Finds the rules that an event matches and notes what is to be delivered. */
export interface Router {
  /** Within the caller's transaction; `queued` is told of each delivery once it is on disk. */
  readonly route: (bus: string, event: BusEvent) => void;
  /** Notes the event for one rule's targets, whatever its pattern. */
  readonly queue: (rule: Rule, event: BusEvent) => void;
}

export function createRouter(store: EventsStore, host: LocalHost, queued: (delivery: Delivery) => void): Router {
  const patterns = new Map<string, EventPattern>();

  function patternOf(text: string): EventPattern {
    let pattern = patterns.get(text);
    if (!pattern) {
      const compiled = compilePattern(JSON.parse(text) as Json);
      pattern = compiled.ok ? compiled.matches : () => false;
      patterns.set(text, pattern);
    }
    return pattern;
  }

  function queue(rule: Rule, event: BusEvent): void {
    for (const target of rule.targets) {
      const now = host.clock.now();
      const delivery: Delivery = {
        id: host.ids.next('delivery'),
        event_id: event.id,
        bus: rule.bus,
        rule: rule.name,
        target: target.id,
        event: JSON.stringify(event),
        accepted: now,
        attempts: 0,
        due: now,
      };
      store.insertDelivery(delivery);
      store.afterCommit(() => queued(delivery));
    }
  }

  return {
    route(bus, event) {
      store.transaction(() => {
        for (const rule of store.rules(bus)) {
          if (rule.enabled && rule.pattern !== undefined && patternOf(rule.pattern)(event as unknown as Json)) queue(rule, event);
        }
      });
    },
    queue: (rule, event) => store.transaction(() => queue(rule, event)),
  };
}
