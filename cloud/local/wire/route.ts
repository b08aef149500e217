import { readAuthorization } from '../sigv4/authorization.ts';
import type { RefusalStyle } from '../sigv4/refusal.ts';
import { AwsError, unsupported } from './error.ts';
import type { LocalService, RestRequest, RestRoute } from './service.ts';

/** The services of a cloud, found as requests name them. */
export interface Directory {
  readonly byTarget: ReadonlyMap<string, LocalService>;
  readonly bySigningName: ReadonlyMap<string, LocalService>;
}

export function createDirectory(services: readonly LocalService[]): Directory {
  const byTarget = new Map<string, LocalService>();
  const bySigningName = new Map<string, LocalService>();
  for (const service of services) {
    if (service.target !== undefined) byTarget.set(service.target, service);
    else bySigningName.set(service.signingName ?? service.name, service);
  }
  return { byTarget, bySigningName };
}

/** The service a request is for, before anything about it was proved. */
export function findService(directory: Directory, request: RestRequest): LocalService {
  const target = request.headers['x-amz-target'];
  if (target !== undefined) {
    const service = directory.byTarget.get(target.slice(0, target.lastIndexOf('.')));
    if (service) return service;
    throw unsupported(target.slice(0, target.lastIndexOf('.')) || 'X-Amz-Target', target.slice(target.lastIndexOf('.') + 1));
  }
  const claim = readAuthorization(request.headers, request.query);
  const name = typeof claim === 'object' ? claim.scope.service : 's3';
  const service = directory.bySigningName.get(name);
  if (!service) throw unsupported(name, `${request.method} ${request.path}`);
  return service;
}

/** The action within the service. Throws UnsupportedOperation by name for one it lacks. */
export function findAction(service: LocalService, request: RestRequest, form: URLSearchParams | undefined): RestRoute {
  const route = named(service, request, form);
  if (route && service.has(route.action)) return route;
  throw unsupported(service.name, route?.action ?? `${request.method} ${request.path}`);
}

function named(service: LocalService, request: RestRequest, form: URLSearchParams | undefined): RestRoute | undefined {
  if (service.route) return service.route(request);
  if (service.protocol === 'query') {
    const action = form?.get('Action');
    if (!action) throw new AwsError('MissingAction', 'The request has no Action.');
    return { action, params: {} };
  }
  const target = request.headers['x-amz-target'] ?? '';
  return { action: target.slice(target.lastIndexOf('.') + 1), params: {} };
}

export function refusalStyle(service: LocalService): RefusalStyle {
  if (service.protocol === 'rest-xml') return 's3';
  return service.protocol === 'query' ? 'query' : 'json';
}
