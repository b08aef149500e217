export { createApiGateway, type ApiGateway } from './apigateway.ts';
export { functionArnOf } from './apis.ts';
