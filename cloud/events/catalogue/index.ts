export { catalogue, type DomainEvent, type EventOf, type EventType } from './catalogue.ts';
export { readEvent } from './read.ts';
export { hearers, hears, type Hearer } from './hearers.ts';
export type { EventKind } from './define.ts';
