import { z } from 'zod';
import { Problem } from './problem.ts';
import { parameterOf, routes, type Route } from './routes.ts';

const content = (schema: z.ZodType, type = 'application/json'): object => {
  const { $schema: _schema, ...document } = z.toJSONSchema(schema, {
    target: 'draft-2020-12',
    io: 'output',
    unrepresentable: 'any',
    reused: 'inline',
  });
  return { content: { [type]: { schema: document } } };
};

/** The API as OpenAPI 3.1: made from the routes, so that it says what is answered. */
export function openApi(): object {
  const paths: Record<string, Record<string, object>> = {};
  for (const route of routes) (paths[route.path] ??= {})[route.method.toLowerCase()] = operation(route);
  return {
    openapi: '3.1.0',
    info: {
      title: 'LedgerQuest',
      version: '1',
      description:
        'What of a tenant is not said over the players’ socket. Every refusal is a problem document of RFC 9457, but that of a token which is not believed: the gateway answers that itself, with 401.',
    },
    security: [{ token: [] }],
    paths,
    components: {
      securitySchemes: {
        token: {
          type: 'http',
          scheme: 'bearer',
          bearerFormat: 'JWT',
          description: 'The identity token: lq login --tenant <tenant> --token',
        },
      },
    },
  };
}

function operation({ operation: operationId, summary, right, path, query, body, status, answer }: Route): object {
  const { properties = {} } = z.toJSONSchema(query) as { properties?: Record<string, object> };
  const parameters = [
    ...path
      .split('/')
      .flatMap((part) => parameterOf(part) ?? [])
      .map((name) => ({ name, in: 'path', required: true, schema: { type: 'string', pattern: '^[\\w-]{1,64}$' } })),
    ...Object.entries(properties).map(([name, schema]) => ({ name, in: 'query', required: false, schema })),
  ];
  return {
    operationId,
    summary,
    ...(right !== undefined && { description: `Needs the right \`${right}\`.` }),
    ...(parameters.length > 0 && { parameters }),
    ...(body && { requestBody: { required: true, ...content(body) } }),
    responses: {
      [status]: { description: summary, ...content(answer) },
      default: { description: 'Why not', ...content(Problem, 'application/problem+json') },
    },
  };
}
