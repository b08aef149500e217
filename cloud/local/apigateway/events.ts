import type { Stage } from './apis.ts';

/** What a function gets for an event of a WebSocket API. */
export interface SocketEvent {
  readonly type: 'CONNECT' | 'MESSAGE' | 'DISCONNECT';
  readonly routeKey: string;
  readonly stage: Stage;
  readonly connectionId: string;
  readonly connectedAt: number;
  readonly requestId: string;
  readonly time: number;
  readonly domainName: string;
  readonly sourceIp: string;
  readonly userAgent: string;
  readonly authorizer?: Readonly<Record<string, unknown>>;
}

export function proxyEvent(
  event: SocketEvent,
  more: Readonly<Record<string, unknown>>,
  context: Readonly<Record<string, unknown>> = {},
): string {
  const { type, routeKey, stage, connectionId, connectedAt, requestId, time, domainName, sourceIp, userAgent, authorizer } = event;
  return JSON.stringify({
    ...more,
    ...(Object.keys(stage.variables).length > 0 && { stageVariables: stage.variables }),
    requestContext: {
      routeKey,
      eventType: type,
      extendedRequestId: requestId,
      requestTime: new Date(time).toUTCString(),
      messageDirection: 'IN',
      stage: stage.name,
      connectedAt,
      requestTimeEpoch: time,
      identity: { sourceIp, userAgent },
      requestId,
      domainName,
      connectionId,
      apiId: stage.apiId,
      ...(authorizer && { authorizer }),
      ...context,
    },
    isBase64Encoded: more['isBase64Encoded'] ?? false,
  });
}

/** Headers and query of the opening request, in the four forms that functions know. */
export function requestParts(headers: Readonly<Record<string, string>>, query: URLSearchParams): Record<string, unknown> {
  const names = [...new Set(query.keys())];
  return {
    headers,
    multiValueHeaders: Object.fromEntries(Object.entries(headers).map(([name, value]) => [name, [value]])),
    ...(names.length > 0 && {
      queryStringParameters: Object.fromEntries(names.map((name) => [name, query.getAll(name).at(-1)])),
      multiValueQueryStringParameters: Object.fromEntries(names.map((name) => [name, query.getAll(name)])),
    }),
  };
}
