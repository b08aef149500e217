import { aws_appsync as appsync, aws_lambda as lambda } from 'aws-cdk-lib';
import { Construct } from 'constructs';

/** What windows hear of rooms: one namespace, to which the rooms' function alone publishes. */
export class Rooms extends Construct {
  readonly http: string;
  readonly realtime: string;
  readonly #namespace: appsync.ChannelNamespace;

  constructor(scope: Construct, id: string, { authorizer }: { authorizer: lambda.Function }) {
    super(scope, id);
    const { IAM, LAMBDA } = appsync.AppSyncAuthorizationType;
    const api = new appsync.EventApi(this, 'Events', {
      apiName: 'rooms',
      authorizationConfig: {
        authProviders: [{ authorizationType: IAM }, { authorizationType: LAMBDA, lambdaAuthorizerConfig: { handler: authorizer } }],
        connectionAuthModeTypes: [LAMBDA],
        defaultPublishAuthModeTypes: [IAM],
        defaultSubscribeAuthModeTypes: [LAMBDA],
      },
    });
    this.#namespace = api.addChannelNamespace('rooms');
    this.http = `https://${api.httpDns}/event`;
    this.realtime = `wss://${api.realtimeDns}/event/realtime`;
  }

  /** Gives the rooms' function its address and its way to the windows. Returns the address. */
  serve(graph: lambda.Function): string {
    this.#namespace.grantPublish(graph);
    graph.addEnvironment('EVENTS_HTTP', this.http);
    graph.addEnvironment('EVENTS_REALTIME', this.realtime);
    return graph.addFunctionUrl({
      authType: lambda.FunctionUrlAuthType.NONE,
      cors: { allowedOrigins: ['*'], allowedMethods: [lambda.HttpMethod.POST], allowedHeaders: ['content-type'] },
    }).url;
  }
}
