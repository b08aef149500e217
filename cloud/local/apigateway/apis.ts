import { AwsError } from '../wire/error.ts';

/** A WebSocket API as its template describes it. */
export interface WebSocketApi {
  readonly id: string;
  readonly name: string;
  /** For example `$request.body.action`. */
  readonly routeSelectionExpression: string;
}

export interface Route {
  readonly apiId: string;
  /** `$connect`, `$disconnect`, `$default`, or what the route selection expression gives. */
  readonly key: string;
  readonly integrationId: string;
  readonly authorizerId?: string;
  /** Whether the function's answer goes back to the client. */
  readonly responds: boolean;
}

export interface Authorizer {
  readonly id: string;
  readonly apiId: string;
  readonly functionArn: string;
  /** Where a request carries its identity, for example `route.request.querystring.token`; all must be there. */
  readonly identitySource: readonly string[];
}

export interface Stage {
  readonly apiId: string;
  readonly name: string;
  readonly variables: Readonly<Record<string, string>>;
}

/** The APIs of this cloud; they come with the template at every start. */
export interface Apis {
  readonly putApi: (api: WebSocketApi) => void;
  readonly putIntegration: (integration: { readonly apiId: string; readonly id: string; readonly functionArn: string }) => void;
  /** The function that an integration leads to. */
  readonly integration: (apiId: string, id: string) => string;
  readonly putAuthorizer: (authorizer: Authorizer) => void;
  readonly putRoute: (id: string, route: Route) => void;
  /** Lets the function's answers on a route go back to the client. */
  readonly respond: (routeId: string) => void;
  readonly putStage: (stage: Stage) => void;
  readonly api: (id: string) => WebSocketApi | undefined;
  readonly stage: (apiId: string, name: string) => Stage | undefined;
  /** The only stage of that name, where just one API has one. */
  readonly onlyStage: (name: string) => Stage | undefined;
  readonly route: (apiId: string, key: string) => Route | undefined;
  readonly authorizer: (id: string) => Authorizer | undefined;
  readonly functionOf: (route: Route) => string;
}

export function createApis(): Apis {
  const apis = new Map<string, WebSocketApi>();
  const routes = new Map<string, Route>();
  const integrations = new Map<string, string>();
  const authorizers = new Map<string, Authorizer>();
  const stages: Stage[] = [];
  return {
    putApi: (api) => void apis.set(api.id, api),
    putIntegration: ({ apiId, id, functionArn }) => void integrations.set(`${apiId}/${id}`, functionArn),
    integration(apiId, id) {
      const arn = integrations.get(`${apiId}/${id}`);
      if (arn === undefined) throw new AwsError('NotFoundException', `The API ${apiId} has no integration ${id}`, 404);
      return arn;
    },
    putAuthorizer: (authorizer) => void authorizers.set(authorizer.id, authorizer),
    putRoute: (id, route) => void routes.set(id, route),
    respond(routeId) {
      const route = routes.get(routeId);
      if (!route) throw new AwsError('NotFoundException', `There is no route ${routeId}`, 404);
      routes.set(routeId, { ...route, responds: true });
    },
    putStage: (stage) => void stages.push(stage),
    api: (id) => apis.get(id),
    stage: (apiId, name) => stages.find((each) => each.apiId === apiId && each.name === name),
    onlyStage(name) {
      const found = stages.filter((each) => each.name === name);
      return found.length === 1 ? found[0] : undefined;
    },
    route: (apiId, key) => [...routes.values()].find((each) => each.apiId === apiId && each.key === key),
    authorizer: (id) => authorizers.get(id),
    functionOf({ apiId, integrationId, key }) {
      const arn = integrations.get(`${apiId}/${integrationId}`);
      if (arn === undefined) throw new AwsError('NotFoundException', `The route ${key} has no integration`, 404);
      return arn;
    },
  };
}

/** The function's ARN in an integration or authorizer URI. @throws Error for any other kind. */
export function functionArnOf(uri: string): string {
  const arn =
    /:lambda:path\/[\d-]+\/functions\/(.+)\/invocations$/.exec(uri)?.[1] ?? /^arn:[\w-]+:lambda:[\w-]+:\d+:function:.+$/.exec(uri)?.[0];
  if (arn === undefined) throw new Error(`${uri} does not invoke a function; only Lambda proxy integrations are run here`);
  return arn;
}
