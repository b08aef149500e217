import type { IncomingMessage } from 'node:http';

/** The names under which a browser on this machine may reach us. */
const hostsOf = (port: number): string[] => [`127.0.0.1:${port}`, `localhost:${port}`];

/** A foreign `Host` means DNS rebinding: the request was meant for somebody else's name. */
export const hostAllowed = (request: IncomingMessage, port: number): boolean => hostsOf(port).includes(request.headers.host ?? '');

/** An absent Origin is a program on this machine; a present one must be ours. */
export const originAllowed = (request: IncomingMessage, origins: readonly string[]): boolean =>
  request.headers.origin === undefined || origins.includes(request.headers.origin);

export const ownOrigins = (port: number): string[] => hostsOf(port).map((host) => `http://${host}`);

/** What a request asks for; undefined for anything that is no path of ours. Never throws, whatever the line says. */
export function targetOf({ url = '/' }: Pick<IncomingMessage, 'url'>): URL | undefined {
  const full = `http://127.0.0.1${url}`;
  return url.startsWith('/') && URL.canParse(full) ? new URL(full) : undefined;
}

/** The token that a request shows; undefined where it shows none that could be ours. */
export const bearerOf = ({ headers }: IncomingMessage): string | undefined =>
  /^Bearer ([\w-]{1,200})$/.exec(headers.authorization ?? '')?.[1];
