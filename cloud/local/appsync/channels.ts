import type { EventApi, EventApis } from './apis.ts';
import { authorizeAct, type AuthorizeParts } from './authorize.ts';
import { type Interest, hears, interestOf, segmentsOf } from './channel.ts';
import { badRequest } from './event-error.ts';

/** Most events of one publish, and the most bytes of one event. */
export const BATCH_LIMIT = 5;
export const EVENT_LIMIT = 240 * 1024;

export interface Subscription {
  readonly apiId: string;
  readonly interest: Interest;
  /** Hands over one event, JSON text as it was published. */
  readonly deliver: (event: string) => void;
}

/** What a caller shows: headers by lower-case name, and the request itself where it came over HTTP. */
type Proof = Pick<Parameters<typeof authorizeAct>[3], 'headers' | 'signed'>;

export interface PublishReply {
  readonly successful: readonly { readonly identifier: string; readonly index: number }[];
  readonly failed: readonly { readonly identifier: string; readonly index: number; readonly code: number; readonly message: string }[];
}

/** Channels of event APIs: what is published goes to who listens now, and to nobody later. */
export interface Channels {
  readonly publish: (
    api: EventApi,
    message: { readonly channel?: unknown; readonly events?: unknown },
    proof: Proof,
  ) => Promise<PublishReply>;
  /** Returns how to stop. */
  readonly subscribe: (api: EventApi, channel: unknown, proof: Proof, deliver: Subscription['deliver']) => Promise<() => void>;
}

export function createChannels(apis: EventApis, parts: AuthorizeParts): Channels {
  const subscriptions = new Set<Subscription>();
  return {
    async publish(api, { channel, events }, proof) {
      const segments = segmentsOf(channel);
      const namespace = segments && apis.namespace(api.id, segments[0]!);
      if (!segments) throw badRequest('The channel is not a path of one to five segments of letters, digits and dashes.');
      if (!namespace) throw badRequest(`There is no channel namespace ${segments[0]}.`);
      const path = `/${segments.join('/')}`;
      const act = { operation: 'EVENT_PUBLISH', namespace: namespace.name, channel: path } as const;
      await authorizeAct(parts, api, namespace.publish, { act, ...proof });
      if (!Array.isArray(events) || events.length === 0 || events.length > BATCH_LIMIT)
        throw badRequest(`A publish has 1 to ${BATCH_LIMIT} events.`);
      for (const event of events) if (!isJsonText(event)) throw badRequest('Each event must be a text of valid JSON.');
      const reply = { successful: [] as PublishReply['successful'][number][], failed: [] as PublishReply['failed'][number][] };
      for (const [index, event] of (events as string[]).entries()) {
        const identifier = parts.host.ids.next('event');
        if (Buffer.byteLength(event) > EVENT_LIMIT) {
          reply.failed.push({ identifier, index, code: 413, message: `The event is larger than ${EVENT_LIMIT} bytes.` });
          continue;
        }
        for (const { apiId, interest, deliver } of subscriptions) if (apiId === api.id && hears(interest, segments)) deliver(event);
        reply.successful.push({ identifier, index });
      }
      return reply;
    },
    async subscribe(api, channel, proof, deliver) {
      const interest = interestOf(channel);
      const namespace = interest && apis.namespace(api.id, interest.segments[0]!);
      if (!interest) throw badRequest('The channel is not a path of one to five segments of letters, digits and dashes.');
      if (!namespace) throw badRequest(`There is no channel namespace ${interest.segments[0]}.`);
      const path = `/${interest.segments.join('/')}${interest.below ? '/*' : ''}`;
      const act = { operation: 'EVENT_SUBSCRIBE', namespace: namespace.name, channel: path } as const;
      await authorizeAct(parts, api, namespace.subscribe, { act, ...proof });
      const subscription: Subscription = { apiId: api.id, interest, deliver };
      subscriptions.add(subscription);
      return () => void subscriptions.delete(subscription);
    },
  };
}

function isJsonText(event: unknown): event is string {
  if (typeof event !== 'string') return false;
  try {
    JSON.parse(event);
    return true;
  } catch {
    return false;
  }
}
