import type { Cognito } from '../cognito/index.ts';
import type { Edge } from '../edge/index.ts';
import type { FunctionInvoker } from '../lambda/invoker.ts';
import type { LocalContext } from '../storage/index.ts';
import type { Timers } from '../timers/timers.ts';
import type { LocalService } from '../wire/service.ts';
import { createApis, type Apis } from './apis.ts';
import { createConnections } from './connections.ts';
import { createConnectionsService } from './service.ts';
import { createHttpApis, type HttpApis } from './http-apis.ts';
import { createSockets, type Sockets } from './sockets.ts';

/** WebSocket and HTTP APIs of one embedded cloud. */
export interface ApiGateway {
  readonly services: readonly LocalService[];
  readonly apis: Apis;
  readonly sockets: Sockets;
  readonly http: HttpApis;
}

export function createApiGateway(
  context: LocalContext,
  options: { readonly functions: FunctionInvoker; readonly timers: Timers; readonly edge: Edge; readonly cognito: Cognito },
): ApiGateway {
  const apis = createApis();
  const connections = createConnections(context.database, options.timers, () => context.host.clock.now());
  const sockets = createSockets({ ...context, ...options, apis, connections });
  options.edge.add(sockets);
  const http = createHttpApis({ ...context, ...options });
  options.edge.add(http);
  return { services: [createConnectionsService({ ...context, apis, connections })], apis, sockets, http };
}
