import { catalogue, type EventType } from './catalogue.ts';

/** Who hears which events. Each is a function with its own rule, rights, tries and dead letters. */
export const hearers = {
  achievements: ['SessionFinished.v1'],
  notifications: ['LevelPublished.v1', 'LevelRefused.v1', 'SessionFinished.v1', 'SessionParked.v1', 'BudgetSpent.v1'],
  analytics: catalogue.map(({ type }) => type),
  warming: ['PlayerJoined.v1'],
} as const satisfies Record<string, readonly EventType[]>;
export type Hearer = keyof typeof hearers;

/** The events that somebody hears, as a rule's pattern says it: of these types, and from their own sources. */
export function hears(hearer: Hearer): { readonly types: readonly EventType[]; readonly sources: readonly string[] } {
  const types: readonly EventType[] = hearers[hearer];
  const sources = catalogue.filter(({ type }) => types.includes(type)).map(({ source }) => source);
  return { types, sources: [...new Set(sources)] };
}
