/** What a player's link carries in its fragment, which no server sees. */
export interface PlayLink {
  tenant: string;
  session: string;
  token: string;
}

export function readLink(fragment: string): PlayLink | undefined {
  const values = new URLSearchParams(fragment.replace(/^#/, ''));
  const tenant = values.get('tenant');
  const session = values.get('session');
  const token = values.get('token');
  return tenant && session && token ? { tenant, session, token } : undefined;
}
