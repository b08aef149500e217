export interface PolicyEndpoints {
  /** Origins the page may open sockets and fetches to, besides its own. Exact, never a wildcard. */
  connect: readonly string[];
  /** Who may embed the page; empty means nobody. */
  embeddedBy?: readonly string[];
}

/**
 * The one Content-Security-Policy of every page we serve, through whichever door, as a function of the endpoints of this start.
 * `style-src 'unsafe-inline'` is the code editor's need; `wasm-unsafe-eval` compiles the script sandbox and the physics.
 */
export function contentSecurityPolicy({ connect, embeddedBy = [] }: PolicyEndpoints): string {
  for (const endpoint of connect) {
    if (endpoint.includes('*')) throw new TypeError(`a policy names exact endpoints, not ${endpoint}`);
  }
  const directives: Record<string, readonly string[]> = {
    'default-src': ["'none'"],
    'script-src': ["'self'", "'wasm-unsafe-eval'"],
    'worker-src': ["'self'", 'blob:'],
    'style-src': ["'self'", "'unsafe-inline'"],
    'img-src': ["'self'", 'data:', 'blob:'],
    'font-src': ["'self'", 'data:'],
    'connect-src': ["'self'", ...connect],
    'base-uri': ["'none'"],
    'form-action': ["'none'"],
    'frame-ancestors': embeddedBy.length > 0 ? embeddedBy : ["'none'"],
  };
  return Object.entries(directives)
    .map(([name, sources]) => `${name} ${sources.join(' ')}`)
    .join('; ');
}
