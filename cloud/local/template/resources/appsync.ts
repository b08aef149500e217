import { AUTH_MODES, type AuthMode } from '../../appsync/index.ts';
import { isObject, type Json, type JsonObject } from '../../json.ts';
import { objectsOf, textOf, type ResourceType } from '../resource.ts';

/** `[{AuthType}]` as modes. @throws Error for a mode that is not run here. */
function modesOf(properties: JsonObject, name: string, otherwise: readonly AuthMode[] = []): readonly AuthMode[] {
  const given = objectsOf(properties, name).map((each) => textOf(each, 'AuthType'));
  const foreign = given.find((mode) => !AUTH_MODES.includes(mode as AuthMode));
  if (foreign !== undefined) throw new Error(`its authorization is ${foreign}; only ${AUTH_MODES.join(' and ')} are run here`);
  return given.length === 0 ? otherwise : (given as AuthMode[]);
}

const isEmpty = (value: Json | undefined): boolean => value === undefined || (isObject(value) && Object.keys(value).length === 0);

const api: ResourceType = {
  deploy({ properties, provisioner, previous, name }) {
    const { account, region, appsync } = provisioner;
    const known = previous?.attributes['ApiId'];
    const id =
      typeof known === 'string'
        ? known
        : name(26)
            .slice(-12)
            .toLowerCase()
            .replace(/[^a-z0-9]/g, '0');
    const config = properties['EventConfig'];
    if (!isObject(config)) throw new Error('it has no EventConfig');
    const providers = objectsOf(config, 'AuthProviders');
    modesOf(config, 'AuthProviders');
    const authorizer = providers.find((each) => isObject(each['LambdaAuthorizerConfig']))?.['LambdaAuthorizerConfig'] as
      | JsonObject
      | undefined;
    const arn = `arn:aws:appsync:${region}:${account}:apis/${id}`;
    appsync.apis.putApi({
      id,
      name: textOf(properties, 'Name'),
      arn,
      ...(authorizer && { authorizerArn: textOf(authorizer, 'AuthorizerUri') }),
      connect: modesOf(config, 'ConnectionAuthModes'),
      publish: modesOf(config, 'DefaultPublishAuthModes'),
      subscribe: modesOf(config, 'DefaultSubscribeAuthModes'),
    });
    return {
      ref: arn,
      attributes: {
        ApiId: id,
        ApiArn: arn,
        'Dns.Http': `${id}.appsync-api.${region}.amazonaws.com`,
        'Dns.Realtime': `${id}.appsync-realtime-api.${region}.amazonaws.com`,
      },
    };
  },
};

const namespace: ResourceType = {
  deploy({ properties, provisioner }) {
    const { apis } = provisioner.appsync;
    const apiId = textOf(properties, 'ApiId');
    const parent = apis.api(apiId);
    if (!parent) throw new Error(`it belongs to the API ${apiId}, which the template does not have`);
    for (const handlers of ['CodeHandlers', 'CodeS3Location', 'HandlerConfigs'])
      if (!isEmpty(properties[handlers])) throw new Error(`it has ${handlers}; only namespaces without handlers are run here`);
    const name = textOf(properties, 'Name');
    const arn = `${parent.arn}/channelNamespace/${name}`;
    apis.putNamespace({
      apiId,
      name,
      arn,
      publish: modesOf(properties, 'PublishAuthModes', parent.publish),
      subscribe: modesOf(properties, 'SubscribeAuthModes', parent.subscribe),
    });
    return { ref: arn, attributes: { ChannelNamespaceArn: arn } };
  },
};

export const appsyncTypes: Readonly<Record<string, ResourceType>> = {
  'AWS::AppSync::Api': api,
  'AWS::AppSync::ChannelNamespace': namespace,
};
