/** The link that a player was given: where the Playground is, and behind the # which session and the token that opens it. */
export interface Link {
  readonly origin: string;
  readonly tenant: string;
  readonly session: string;
  readonly token: string;
}

/** @returns undefined when it is not a whole link */
export function parseLink(text: string): Link | undefined {
  if (!URL.canParse(text)) return undefined;
  const { origin, hash } = new URL(text);
  const named = new URLSearchParams(hash.slice(1));
  const [tenant, session, token] = ['tenant', 'session', 'token'].map((name) => named.get(name));
  return tenant && session && token ? { origin, tenant, session, token } : undefined;
}

/**
 * Where the session's socket is, as the Playground's own `config.json` says; undefined where the link opens no session.
 * @throws Error when nobody answers there
 */
export async function socketOf({ origin, tenant, session, token }: Link, protocol: number): Promise<string | undefined> {
  const about = new URL('/config.json', origin);
  about.search = new URLSearchParams({ tenant, session }).toString();
  const answer = await fetch(about, { headers: { authorization: `Bearer ${encodeURIComponent(token)}` } });
  if (answer.status === 403) return undefined;
  if (!answer.ok) throw new Error(`${origin} answered ${answer.status}.`);
  const { websocket } = (await answer.json()) as { websocket: string };
  return `${websocket}?${new URLSearchParams({ protocol: String(protocol), tenant, session, token }).toString()}`;
}
