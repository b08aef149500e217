import type { IncomingMessage, ServerResponse } from 'node:http';
import { headersOf, type Edge } from '../edge/index.ts';
import type { Timers } from '../timers/timers.ts';
import { readBody } from '../wire/body.ts';
import { createEventApis, type EventApi, type EventApis } from './apis.ts';
import type { AuthorizeParts } from './authorize.ts';
import { BATCH_LIMIT, createChannels, EVENT_LIMIT } from './channels.ts';
import { badRequest, errorsOf } from './event-error.ts';
import { createRealtime } from './realtime.ts';

/** Event APIs of one embedded cloud, under `/<api>/event` and `/<api>/event/realtime` of its edge. */
export interface AppSync {
  readonly apis: EventApis;
  readonly close: () => void;
}

const BODY_LIMIT = BATCH_LIMIT * EVENT_LIMIT * 2;

export function createAppSync(parts: AuthorizeParts & { readonly timers: Timers; readonly edge: Edge }): AppSync {
  const { edge } = parts;
  const apis = createEventApis();
  const channels = createChannels(apis, parts);
  const realtime = createRealtime(channels, parts);
  const apiAt = (url: URL, path: string): EventApi | undefined => {
    const [, id] = new RegExp(`^/([^/]+)${path}$`).exec(url.pathname) ?? [];
    return id === undefined ? undefined : apis.api(id);
  };

  async function publish(api: EventApi, request: IncomingMessage, url: URL): Promise<unknown> {
    const body = await readBody(request, BODY_LIMIT);
    const headers = headersOf(request);
    const signed = { method: 'POST', url: request.url ?? '/', headers, query: url.searchParams, body };
    let message: unknown;
    try {
      message = JSON.parse(Buffer.from(body).toString());
    } catch {
      throw badRequest('The body is not JSON.');
    }
    return channels.publish(api, (message ?? {}) as Record<string, unknown>, { headers, signed });
  }

  edge.add({
    request(request, response, url) {
      const api = request.method === 'POST' ? apiAt(url, '/event') : undefined;
      if (!api) return false;
      void publish(api, request, url).then(
        (reply) => send(response, 200, reply),
        (error: unknown) => {
          const { status, errors } = errorsOf(error);
          send(response, status, { errors });
        },
      );
      return true;
    },
    upgrade(request, socket, head, url) {
      const api = apiAt(url, '/event/realtime');
      if (api) realtime.open(api, request, socket, head);
      return api !== undefined;
    },
  });
  return { apis, close: () => realtime.close() };
}

function send(response: ServerResponse, status: number, document: unknown): void {
  if (!response.destroyed) response.writeHead(status, { 'content-type': 'application/json' }).end(JSON.stringify(document));
}
