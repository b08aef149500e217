import { ApiGatewayManagementApiClient, GoneException, PostToConnectionCommand } from '@aws-sdk/client-apigatewaymanagementapi';
import type { Connection, Connections, Push, SessionRef } from '../../ports/index.ts';
import { socketKey, socketsPartition } from './keys-of-items.ts';
import type { Item, Table } from './table.ts';

/** A socket lives at most two hours; its items are forgotten a little later. */
const socketSeconds = 3 * 3600;

/** Who listens: an entry under the session, and one that leads from the socket to it. */
export class DynamoConnections implements Connections {
  readonly #sessions: (tenant: string) => Promise<Table>;
  readonly #sockets: Table;
  readonly #now: () => number;

  /** `sockets` may reach the socket entries only; `sessions` gives a table with a tenant's rights. */
  constructor({ sockets, sessions, now }: { sockets: Table; sessions: (tenant: string) => Promise<Table>; now: () => number }) {
    this.#sockets = sockets;
    this.#sessions = sessions;
    this.#now = now;
  }

  async open({ tenant, session }: SessionRef, connection: Connection): Promise<void> {
    const exp = Math.floor(this.#now() / 1000) + socketSeconds;
    await this.#sockets.update({ key: socketKey(connection.id), set: { tenant, session, exp } });
    await this.update({ tenant, session }, connection);
  }
  async close(id: string): Promise<SessionRef | undefined> {
    const ref = await this.#lead(id);
    if (ref === undefined) return undefined;
    await (await this.#sessions(ref.tenant)).delete({ pk: socketsPartition(ref), sk: id });
    await this.#sockets.delete(socketKey(id));
    return ref;
  }
  async find(id: string): Promise<(SessionRef & Connection) | undefined> {
    const ref = await this.#lead(id);
    const item = ref && (await (await this.#sessions(ref.tenant)).get({ pk: socketsPartition(ref), sk: id }));
    return item && ref && { ...ref, ...readConnection(item) };
  }
  async list(ref: SessionRef): Promise<Connection[]> {
    const found: Connection[] = [];
    for await (const item of (await this.#sessions(ref.tenant)).all(socketsPartition(ref))) found.push(readConnection(item));
    return found;
  }
  async update(ref: SessionRef, { id, sender, needsKeyframe }: Connection): Promise<void> {
    const exp = Math.floor(this.#now() / 1000) + socketSeconds;
    await (await this.#sessions(ref.tenant)).update({ key: { pk: socketsPartition(ref), sk: id }, set: { sender, needsKeyframe, exp } });
  }

  async #lead(id: string): Promise<SessionRef | undefined> {
    const item = await this.#sockets.get(socketKey(id));
    return item && { tenant: String(item['tenant']), session: String(item['session']) };
  }
}

const readConnection = ({ sk, sender, needsKeyframe }: Item): Connection => ({
  id: String(sk),
  sender: Number(sender),
  needsKeyframe: needsKeyframe === true,
});

/** API Gateway's way back to a socket. */
export class ApiGatewayPush implements Push {
  readonly #client: ApiGatewayManagementApiClient;

  constructor(region: string, callbackUrl: string) {
    this.#client = new ApiGatewayManagementApiClient({ region, endpoint: callbackUrl, maxAttempts: 3 });
  }

  async post(connection: string, message: Uint8Array): Promise<'sent' | 'gone'> {
    try {
      await this.#client.send(new PostToConnectionCommand({ ConnectionId: connection, Data: message }));
      return 'sent';
    } catch (error) {
      if (error instanceof GoneException || (error as { $metadata?: { httpStatusCode?: number } }).$metadata?.httpStatusCode === 410)
        return 'gone';
      throw error;
    }
  }
}
