import { z } from 'zod';
import { catalogue, type DomainEvent } from './catalogue.ts';

/** What the bus puts around an event; who says it is the bus's own affair. */
const OnTheBus = z.object({ source: z.string(), 'detail-type': z.string(), detail: z.unknown() });

/** An event as a rule of the bus delivers it. Throws where it is none of the catalogue's, or not what its schema says. */
export function readEvent(delivered: unknown): DomainEvent {
  const { source, 'detail-type': type, detail } = OnTheBus.parse(delivered);
  const kind = catalogue.find((each) => each.type === type && each.source === source);
  if (kind === undefined) throw new Error(`${source} ${type} is no event of the catalogue`);
  const parsed = kind.detail.safeParse(detail);
  if (parsed.success) return { type: kind.type, detail: parsed.data } as DomainEvent;
  const [issue] = parsed.error.issues;
  throw new Error(`${type} is not as its schema says: ${issue?.path.join('.')}: ${issue?.message}`);
}
