import { AwsError } from '../wire/error.ts';
import { defineService, type AwsCall, type LocalService, type RestRequest, type RestRoute } from '../wire/service.ts';
import type { Apis, Stage } from './apis.ts';
import type { Connection, Connections } from './connections.ts';
import { MESSAGE_LIMIT } from './sockets.ts';

const ACTIONS: Readonly<Record<string, string>> = { POST: 'PostToConnection', GET: 'GetConnection', DELETE: 'DeleteConnection' };
/** What a client may have unread before it is throttled, bytes. */
const BACKLOG_LIMIT = 8 << 20;

/** `[/api[/stage]]/@connections/id`: the endpoint may name the stage; an id is unique without it. */
function route({ method, path }: RestRequest): RestRoute | undefined {
  const [, api, stage, id] = /^(?:\/([^/@]+))?(?:\/([^/@]+))?\/@connections\/(.+)$/.exec(path) ?? [];
  const action = ACTIONS[method];
  if (id === undefined || action === undefined) return undefined;
  return { action, params: { id, ...(api !== undefined && { api }), ...(stage !== undefined && { stage }) } };
}

/** The management API of WebSocket connections. */
export function createConnectionsService({
  apis,
  connections,
  account,
  region,
}: {
  apis: Apis;
  connections: Connections;
  account: string;
  region: string;
}): LocalService {
  /** The stage that a path names: `api/stage`, or `stage` alone where that is plain. */
  function stageOf({ api, stage }: AwsCall['params']): Pick<Stage, 'apiId' | 'name'> | undefined {
    if (api === undefined) return undefined;
    return stage === undefined ? apis.onlyStage(api) : { apiId: api, name: stage };
  }

  function connectionOf(call: AwsCall): Connection {
    const { id = '' } = call.params;
    const asked = stageOf(call.params);
    const connection = connections.get(id);
    const place = asked ?? connection?.stage ?? { apiId: '*', name: '*' };
    call.permit(
      'execute-api:ManageConnections',
      `arn:aws:execute-api:${region}:${account}:${place.apiId}/${place.name}/${call.method}/@connections/${id}`,
    );
    const elsewhere = asked && connection && (asked.apiId !== connection.stage.apiId || asked.name !== connection.stage.name);
    if (!connection || elsewhere) throw new AwsError('GoneException', `The connection ${id} is gone.`, 410);
    return connection;
  }

  return defineService({
    name: 'execute-api',
    protocol: 'rest-json',
    route,
    actions: {
      async PostToConnection(call) {
        const connection = connectionOf(call);
        const { socket } = connection;
        if (call.body.length > MESSAGE_LIMIT)
          throw new AwsError('PayloadTooLargeException', `The data is larger than ${MESSAGE_LIMIT} bytes.`, 413);
        if (socket.bufferedAmount > BACKLOG_LIMIT)
          throw new AwsError('LimitExceededException', 'The client does not read what it was sent.', 429);
        const sent = await new Promise<boolean>((resolve) => {
          socket.send(call.body, { binary: false }, (error) => resolve(!error));
        });
        if (!sent) throw new AwsError('GoneException', `The connection ${connection.id} is gone.`, 410);
        connections.touch(connection);
        return { body: new Uint8Array() };
      },
      GetConnection(call) {
        const { connectedAt, lastActiveAt, sourceIp, userAgent } = connectionOf(call);
        return {
          json: {
            connectedAt: new Date(connectedAt).toISOString(),
            lastActiveAt: new Date(lastActiveAt).toISOString(),
            identity: { sourceIp, userAgent },
          },
        };
      },
      DeleteConnection(call) {
        connectionOf(call).socket.close(1000, 'Connection Closed Normally');
        return { status: 204, body: new Uint8Array() };
      },
    },
  });
}
