import { ApiGatewayManagementApiClient, DeleteConnectionCommand, GoneException } from '@aws-sdk/client-apigatewaymanagementapi';
import type { Connection, ConnectionChange, Connections, Phase, Push, SessionRef } from '../../ports/index.ts';
import { Recent } from './recent.ts';
import { SignedPosts } from './signed-post.ts';
import { say } from './telemetry.ts';
import { failureFields } from '../../domain/observe/index.ts';
import { socketKey, socketsPartition } from './keys-of-items.ts';
import type { AwsCredentials } from './clients.ts';
import type { Item, Table } from './table.ts';

/** A socket lives at most two hours; its items are forgotten a little later. */
const socketSeconds = 3 * 3600;

/** Who listens: an entry under the session, and one that leads from the socket to it. */
export class DynamoConnections implements Connections {
  readonly #sessions: (tenant: string) => Promise<Table>;
  readonly #sockets: Table;
  readonly #now: () => number;
  /** Where sockets belong never changes. */
  readonly #leads = new Recent<SessionRef>(10_000);

  /** `sockets` may reach the socket entries only; `sessions` gives a table with a tenant's rights. */
  constructor({ sockets, sessions, now }: { sockets: Table; sessions: (tenant: string) => Promise<Table>; now: () => number }) {
    this.#sockets = sockets;
    this.#sessions = sessions;
    this.#now = now;
  }

  async open({ tenant, session }: SessionRef, { id, ...connection }: Connection): Promise<void> {
    const exp = this.#seconds() + socketSeconds;
    await this.#sockets.update({ key: socketKey(id), set: { tenant, session, exp } });
    await (
      await this.#sessions(tenant)
    ).update({ key: { pk: socketsPartition({ tenant, session }), sk: id }, set: { ...connection, exp } });
  }
  async close(id: string, known?: SessionRef): Promise<SessionRef | undefined> {
    const ref = known ?? (await this.#lead(id));
    if (ref === undefined) return undefined;
    await (await this.#sessions(ref.tenant)).delete({ pk: socketsPartition(ref), sk: id });
    await this.#sockets.delete(socketKey(id));
    this.#leads.delete(id);
    return ref;
  }
  async find(id: string): Promise<(SessionRef & Connection) | undefined> {
    const ref = await this.#lead(id);
    const item = ref && (await (await this.#sessions(ref.tenant)).get({ pk: socketsPartition(ref), sk: id }));
    return item && ref && { ...ref, ...readConnection(item) };
  }
  async list(ref: SessionRef): Promise<Connection[]> {
    const found: Connection[] = [];
    // Expired items are removed when the table gets round to it.
    for await (const item of (await this.#sessions(ref.tenant)).all(socketsPartition(ref)))
      if (Number(item['exp']) > this.#seconds()) found.push(readConnection(item));
    return found;
  }
  async change(ref: SessionRef, id: string, change: ConnectionChange): Promise<boolean> {
    const table = await this.#sessions(ref.tenant);
    return (await table.update({ key: { pk: socketsPartition(ref), sk: id }, set: { ...change }, exists: true })).ok;
  }

  #seconds(): number {
    return Math.floor(this.#now() / 1000);
  }
  async #lead(id: string): Promise<SessionRef | undefined> {
    const known = this.#leads.get(id);
    if (known !== undefined) return known;
    const item = await this.#sockets.get(socketKey(id));
    if (item === undefined) return undefined;
    const lead = { tenant: String(item['tenant']), session: String(item['session']) };
    this.#leads.set(id, lead);
    return lead;
  }
}

const readConnection = ({ sk, sender, needsKeyframe, missed = 0, phase }: Item): Connection => ({
  id: String(sk),
  sender: Number(sender),
  needsKeyframe: needsKeyframe === true,
  missed: Number(missed),
  ...(phase !== undefined && { phase: phase as Phase }),
});

/** Everybody else waits as long as the slowest. */
const postLimit = 1_500;

/** API Gateway's way back to a socket. */
export class ApiGatewayPush implements Push {
  readonly #client: ApiGatewayManagementApiClient;
  readonly #posts: SignedPosts;
  readonly #limit: number;

  /** `limit`: how long a message may take to be handed over, ms. */
  constructor(region: string, callbackUrl: string, limit = postLimit) {
    this.#limit = limit;
    this.#posts = new SignedPosts({ service: 'execute-api', region, base: callbackUrl, credentials: ownCredentials });
    this.#client = new ApiGatewayManagementApiClient({ region, endpoint: callbackUrl, maxAttempts: 1 });
  }

  async post(connection: string, message: Uint8Array): Promise<'sent' | 'gone' | 'missed'> {
    // Whoever does not take a message now gets the whole state later: trying again here would hold up everybody else.
    const outcome = await this.#posts.post(`/@connections/${encodeURIComponent(connection)}`, message, this.#limit).catch(String);
    if (outcome === 200) return 'sent';
    if (outcome === 410) return 'gone';
    say('warn', { code: 'push-missed', message: `A message of ${message.length} bytes did not arrive: ${outcome}`, where: connection });
    return 'missed';
  }

  async close(connection: string): Promise<void> {
    try {
      await this.#client.send(new DeleteConnectionCommand({ ConnectionId: connection }), { abortSignal: AbortSignal.timeout(this.#limit) });
    } catch (error) {
      if (!gone(error)) say('warn', { ...failureFields(error), message: 'A connection was not closed.', where: connection });
    }
  }
}

/** A function's own keys stand in its environment as long as it lives. */
const ownCredentials = (): AwsCredentials => {
  const { AWS_ACCESS_KEY_ID: accessKeyId = '', AWS_SECRET_ACCESS_KEY: secretAccessKey = '', AWS_SESSION_TOKEN: sessionToken } = process.env;
  return { accessKeyId, secretAccessKey, ...(sessionToken !== undefined && { sessionToken }) };
};

const gone = (error: unknown): boolean =>
  error instanceof GoneException || (error as { $metadata?: { httpStatusCode?: number } }).$metadata?.httpStatusCode === 410;
