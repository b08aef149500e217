import {
  aws_apigatewayv2 as gateway,
  aws_apigatewayv2_authorizers as authorizers,
  aws_apigatewayv2_integrations as integrations,
  type aws_lambda as lambda,
} from 'aws-cdk-lib';
import { Construct } from 'constructs';
import type { Identity } from './identity.ts';

/** The HTTP API: one function behind it, and nobody before it whose token the gateway does not believe. */
export class Api extends Construct {
  readonly url: string;

  constructor(scope: Construct, id: string, { identity, answer }: { identity: Identity; answer: lambda.Function }) {
    super(scope, id);
    const api = new gateway.HttpApi(this, 'Http', {
      defaultAuthorizer: new authorizers.HttpJwtAuthorizer('Token', identity.pool.userPoolProviderUrl, {
        jwtAudience: [identity.client.userPoolClientId],
      }),
      defaultIntegration: new integrations.HttpLambdaIntegration('Answer', answer),
    });
    this.url = api.apiEndpoint;
  }
}
