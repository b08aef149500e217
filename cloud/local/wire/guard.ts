import type { IncomingHttpHeaders } from 'node:http';

/** Why a request from this machine is not let in, or undefined when it is. */
export type Guard = (headers: IncomingHttpHeaders) => string | undefined;

/**
 * Lets in only requests meant for this loopback server: the Host must be ours, so that no foreign name can be bound to
 * us, and a page's Origin, where there is one, must be on the list. For HTTP requests and for upgrades.
 */
export function loopbackGuard(port: number, allowedOrigins: readonly string[]): Guard {
  const hosts = new Set([`127.0.0.1:${port}`, `localhost:${port}`, `[::1]:${port}`]);
  const origins = new Set(allowedOrigins);
  return ({ host, origin }) => {
    if (host === undefined || !hosts.has(host.toLowerCase()))
      return `This server answers to 127.0.0.1:${port}, not to ${host ?? 'a request without Host'}.`;
    if (origin !== undefined && !origins.has(origin)) return `Pages of ${origin} may not call this server.`;
    return undefined;
  };
}
