/** What an invitation looks like: where the host is, which project, what its certificate must be, and a word that works once. */
import { LedgerError } from './error.ts';

export interface JoinLink {
  /** An address or a name; of IPv6 without brackets. */
  host: string;
  port: number;
  project: string;
  /** SHA-256 of the host's certificate, base64url. */
  fingerprint: string;
  token: string;
}

const form =
  /^(?:ledgerquest:\/\/join\/|https:\/\/)(?:\[([\da-fA-F:.]{2,45})\]|([A-Za-z\d][A-Za-z\d.-]{0,252})):(\d{1,5})\/(?:join\/)?([a-z][a-z0-9_-]{0,63})#([\w-]{43})\.([\w-]{22,128})$/;

const isIPv6 = (host: string): boolean => host.includes(':') && URL.canParse(`http://[${host}]/`);

/** `host:port`, as a URL and a Host header have it. */
export const authorityOf = ({ host, port }: Pick<JoinLink, 'host' | 'port'>): string =>
  isIPv6(host) ? `[${host}]:${port}` : `${host}:${port}`;

/** Fingerprint and token stand in the fragment, which no program sends anywhere by itself. */
export const formatLink = (link: JoinLink): string =>
  `ledgerquest://join/${authorityOf(link)}/${link.project}#${link.fingerprint}.${link.token}`;

/** @throws LedgerError `bad-link` */
export function parseLink(text: string): JoinLink {
  const match = form.exec(text.trim());
  const [, six, host = six, port, project, fingerprint, token] = match ?? [];
  const isAddress = six === undefined || isIPv6(six);
  if (host === undefined || !isAddress || Number(port) < 1 || Number(port) > 65_535)
    throw new LedgerError({
      code: 'bad-link',
      message: 'That is no link to a shared project.',
      hint: 'One looks like ledgerquest://join/192.168.1.20:4300/<project>#<fingerprint>.<token>. Put it into quotes, and copy the whole of it.',
    });
  return { host, port: Number(port), project: project!, fingerprint: fingerprint!, token: token! };
}
