import { z } from 'zod';
import { Tenant } from '../tenant.ts';

/** Part of the product that an event is about; its source on the bus is `ledgerquest.<area>`. */
export type Area = 'session' | 'publish' | 'asset' | 'audit' | 'budget';

/** Names objects and items, so it holds nothing that means something in a key. */
const EventId = z.string().regex(/^[A-Za-z0-9][A-Za-z0-9._-]{0,199}$/);

export const Session = z.string().regex(/^[A-Za-z0-9-]{1,64}$/);
export const Request = z.string().regex(/^p-[0-9a-z-]{1,60}$/);
export const Sha256 = z.string().regex(/^[0-9a-f]{64}$/);
export const Engine = z.string().regex(/^engine@[0-9a-f]{64}$/);
export const StateHash = z.string().regex(/^[0-9a-f]{16}$/);
/** Opaque: who it is stands in the tenant's directory, and can be erased there. */
export const Person = z.string().regex(/^u-[0-9a-f]{20}$/, 'an opaque id, not a name');
export const Player = z.string().regex(/^[A-Za-z0-9_-]{1,64}$/, 'an opaque id, not a name');
export const Kpis = z.record(z.string(), z.union([z.number(), z.string()]));
export const Name = z.string().max(64);
export const Count = z.int().min(0);

/** What every event carries. `id` follows from what happened, never from when it was told: who hears the same twice knows it by its id. */
const envelope = { id: EventId, tenant: Tenant, at: z.int().min(0) };

/** An event of the product, in one version that never changes: what is to be said otherwise is another version. */
export interface EventKind<Type extends string = string, Detail extends z.ZodType = z.ZodType> {
  /** `<Name>.v<version>`, the detail type on the bus. */
  readonly type: Type;
  readonly source: `ledgerquest.${Area}`;
  /** What happened, in one sentence. */
  readonly means: string;
  /** What its id is made of. */
  readonly idOf: string;
  /** Who raises it; undefined while no part does. */
  readonly raisedAt?: string;
  readonly detail: Detail;
}

export const defineEvent = <Type extends string, Shape extends z.ZodRawShape>({
  area,
  shape,
  ...kind
}: Omit<EventKind<Type>, 'source' | 'detail'> & { readonly type: Type; readonly area: Area; readonly shape: Shape }) => ({
  ...kind,
  source: `ledgerquest.${area}` as const,
  detail: z.strictObject({ ...envelope, ...shape }),
});
