import { functionArnOf } from '../../apigateway/index.ts';
import { isObject } from '../../json.ts';
import { optionalText, textOf, type ResourceType } from '../resource.ts';

const api: ResourceType = {
  deploy({ properties, provisioner, previous, name }) {
    const { apiGateway, websocketEndpoint } = provisioner;
    const protocol = textOf(properties, 'ProtocolType');
    const id =
      previous?.ref ??
      name(10)
        .slice(-10)
        .toLowerCase()
        .replace(/[^a-z0-9]/g, '0');
    if (protocol === 'HTTP') {
      apiGateway.http.apis.set(id, { id });
      return { ref: id, attributes: { ApiId: id, ApiEndpoint: `${websocketEndpoint.replace(/^ws/, 'http')}/http-api/${id}` } };
    }
    if (protocol !== 'WEBSOCKET') throw new Error(`its protocol is ${protocol}; only WEBSOCKET and HTTP are run here`);
    apiGateway.apis.putApi({
      id,
      name: textOf(properties, 'Name'),
      routeSelectionExpression: optionalText(properties, 'RouteSelectionExpression') ?? '$request.body.action',
    });
    return { ref: id, attributes: { ApiId: id, ApiEndpoint: `${websocketEndpoint}/${id}` } };
  },
};

const integration: ResourceType = {
  deploy({ logicalId, properties, provisioner }) {
    const type = textOf(properties, 'IntegrationType');
    if (type !== 'AWS_PROXY') throw new Error(`its type is ${type}; only AWS_PROXY is run here`);
    provisioner.apiGateway.apis.putIntegration({
      apiId: textOf(properties, 'ApiId'),
      id: logicalId,
      functionArn: functionArnOf(textOf(properties, 'IntegrationUri')),
    });
    return { ref: logicalId, attributes: { IntegrationId: logicalId } };
  },
};

const authorizer: ResourceType = {
  deploy({ logicalId, properties, provisioner }) {
    const type = textOf(properties, 'AuthorizerType');
    const http = provisioner.apiGateway.http.apis.get(textOf(properties, 'ApiId'));
    const jwt = properties['JwtConfiguration'];
    if (http && type === 'JWT' && isObject(jwt)) {
      http.jwt = { issuer: textOf(jwt, 'Issuer'), audience: (jwt['Audience'] ?? []) as string[] };
      return { ref: logicalId, attributes: { AuthorizerId: logicalId } };
    }
    if (type !== 'REQUEST') throw new Error(`its type is ${type}; only REQUEST is run here`);
    const identitySource = (properties['IdentitySource'] ?? []) as string[];
    provisioner.apiGateway.apis.putAuthorizer({
      id: logicalId,
      apiId: textOf(properties, 'ApiId'),
      functionArn: functionArnOf(textOf(properties, 'AuthorizerUri')),
      identitySource,
    });
    return { ref: logicalId, attributes: { AuthorizerId: logicalId } };
  },
};

const route: ResourceType = {
  deploy({ logicalId, properties, provisioner }) {
    const authorizerId = optionalText(properties, 'AuthorizerId');
    const target = optionalText(properties, 'Target') ?? '';
    const apiId = textOf(properties, 'ApiId');
    const http = provisioner.apiGateway.http.apis.get(apiId);
    if (http) {
      const key = textOf(properties, 'RouteKey');
      if (key !== '$default') throw new Error(`its route is ${key}; HTTP APIs here have $default alone`);
      // A route without an authorizer is open, whatever its API has for others.
      if (authorizerId === undefined) delete http.jwt;
      http.functionArn = provisioner.apiGateway.apis.integration(apiId, target.replace(/^integrations\//, ''));
      return { ref: logicalId, attributes: { RouteId: logicalId } };
    }
    provisioner.apiGateway.apis.putRoute(logicalId, {
      apiId: textOf(properties, 'ApiId'),
      key: textOf(properties, 'RouteKey'),
      integrationId: target.replace(/^integrations\//, ''),
      responds: optionalText(properties, 'RouteResponseSelectionExpression') !== undefined,
      ...(authorizerId !== undefined && { authorizerId }),
    });
    return { ref: logicalId, attributes: { RouteId: logicalId } };
  },
};

const routeResponse: ResourceType = {
  deploy({ logicalId, properties, provisioner }) {
    provisioner.apiGateway.apis.respond(textOf(properties, 'RouteId'));
    return { ref: logicalId, attributes: {} };
  },
};

const stage: ResourceType = {
  deploy({ properties, provisioner }) {
    const name = textOf(properties, 'StageName');
    const variables = (properties['StageVariables'] ?? {}) as Record<string, string>;
    provisioner.apiGateway.apis.putStage({ apiId: textOf(properties, 'ApiId'), name, variables });
    return { ref: name, attributes: { Id: name } };
  },
};

const deployment: ResourceType = { deploy: ({ logicalId }) => ({ ref: logicalId, attributes: { DeploymentId: logicalId } }) };

export const apiGatewayTypes: Readonly<Record<string, ResourceType>> = {
  'AWS::ApiGatewayV2::Api': api,
  'AWS::ApiGatewayV2::Integration': integration,
  'AWS::ApiGatewayV2::Authorizer': authorizer,
  'AWS::ApiGatewayV2::Route': route,
  'AWS::ApiGatewayV2::RouteResponse': routeResponse,
  'AWS::ApiGatewayV2::Stage': stage,
  'AWS::ApiGatewayV2::Deployment': deployment,
};
