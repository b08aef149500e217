/** How a caller proves who it is; the modes that are run here. */
export const AUTH_MODES = ['AWS_IAM', 'AWS_LAMBDA'] as const;
export type AuthMode = (typeof AUTH_MODES)[number];

/** An event API as its template describes it. */
export interface EventApi {
  readonly id: string;
  readonly name: string;
  readonly arn: string;
  /** The function asked in mode AWS_LAMBDA. */
  readonly authorizerArn?: string;
  readonly connect: readonly AuthMode[];
  /** For namespaces that say nothing of their own. */
  readonly publish: readonly AuthMode[];
  readonly subscribe: readonly AuthMode[];
}

/** The first segment of a channel, and who may use it. */
export interface ChannelNamespace {
  readonly apiId: string;
  readonly name: string;
  readonly arn: string;
  readonly publish: readonly AuthMode[];
  readonly subscribe: readonly AuthMode[];
}

/** The event APIs of this cloud; they come with the template at every start. */
export interface EventApis {
  readonly putApi: (api: EventApi) => void;
  readonly putNamespace: (namespace: ChannelNamespace) => void;
  readonly api: (id: string) => EventApi | undefined;
  readonly namespace: (apiId: string, name: string) => ChannelNamespace | undefined;
}

export function createEventApis(): EventApis {
  const apis = new Map<string, EventApi>();
  const namespaces = new Map<string, ChannelNamespace>();
  return {
    putApi: (api) => void apis.set(api.id, api),
    putNamespace: (namespace) => void namespaces.set(`${namespace.apiId}/${namespace.name}`, namespace),
    api: (id) => apis.get(id),
    namespace: (apiId, name) => namespaces.get(`${apiId}/${name}`),
  };
}
