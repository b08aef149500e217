import { clock, compactAfter, forTenant, random, roomChannel } from '../adapters/aws/environment.ts';
import { sayFailure } from '../adapters/aws/telemetry.ts';
import { packing } from '../adapters/packing.ts';
import { personSignatures } from '../adapters/person-keys.ts';
import { isRefusal } from '../domain/refusal.ts';
import { answer, Replicas, type AnswerDeps } from '../domain/rooms/index.ts';
import { observed } from './observed.ts';

interface UrlEvent {
  readonly body?: string;
  readonly isBase64Encoded?: boolean;
}
interface UrlReply {
  readonly statusCode: number;
  readonly headers: Readonly<Record<string, string>>;
  readonly body: string;
}

const now = (): number => clock.now();
/** Rooms that are kept read; a large one is some hundred megabytes. */
const replicas = new Replicas(8);

const deps = (): AnswerDeps => ({
  forTenant(tenant) {
    const { rooms: store, directory } = forTenant(tenant);
    return { store, directory: { member: (whose, id) => directory.named(whose, id) }, packing, compactAfter, now };
  },
  channel: roomChannel(),
  signatures: personSignatures,
  replicas,
  random,
  now,
  unsaid: ({ tenant }, error) => sayFailure(error, { tenant }),
});

/** Rooms over HTTP: who is not refused is answered, and what is new is said on the room's channel. */
export const handler = observed(async ({ body = '', isBase64Encoded = false }: UrlEvent): Promise<UrlReply> => {
  try {
    return reply(200, await answer(deps(), parse(isBase64Encoded ? Buffer.from(body, 'base64').toString() : body)));
  } catch (error) {
    if (!isRefusal(error)) throw error;
    // Whoever asked may ask again.
    return reply(503, error.toJSON());
  }
});

const reply = (statusCode: number, document: unknown): UrlReply => ({
  statusCode,
  headers: { 'content-type': 'application/json', 'cache-control': 'no-store' },
  body: JSON.stringify(document),
});

function parse(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}
