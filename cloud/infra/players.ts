import { aws_apigatewayv2 as gateway, aws_apigatewayv2_integrations as integrations, Stack, type aws_lambda as lambda } from 'aws-cdk-lib';
import { Construct } from 'constructs';

/** The players' socket. */
export class Players extends Construct {
  readonly url: string;
  readonly callbackUrl: string;
  /** ARN of @connections of the stage. */
  readonly socketsArn: string;
  readonly #api: gateway.WebSocketApi;

  constructor(scope: Construct, id: string) {
    super(scope, id);
    this.#api = new gateway.WebSocketApi(this, 'Api', { routeSelectionExpression: '$request.body.type' });
    const stage = new gateway.WebSocketStage(this, 'Live', { webSocketApi: this.#api, stageName: 'live', autoDeploy: true });
    this.url = stage.url;
    this.callbackUrl = stage.callbackUrl;
    this.socketsArn = Stack.of(this).formatArn({
      service: 'execute-api',
      resource: this.#api.apiId,
      resourceName: 'live/*/@connections/*',
    });
  }

  /** Every route leads to one function: it knows the session by the connection. */
  serve(socket: lambda.Function): void {
    for (const [routeKey, name] of [
      ['$connect', 'Connect'],
      ['$disconnect', 'Disconnect'],
      ['$default', 'Default'],
    ] as const)
      new gateway.WebSocketRoute(this, name, {
        webSocketApi: this.#api,
        routeKey,
        integration: new integrations.WebSocketLambdaIntegration(`${name}Integration`, socket),
      });
  }
}
