/** Sign-in by IAM Identity Center: the device grant (RFC 8628) as its OIDC API has it, and the short-lived credentials of its portal. */
import { z } from 'zod';
import { LedgerError } from '../../contract/error.ts';
import { askService, cancelled, expectShape, isSignInPage, oauthError, suffixOf, type Said, type Web } from './web.ts';

export interface Region {
  region: string;
  /** Other places than AWS's own, for tests. */
  endpoints?: { oidc: string; portal: string } | undefined;
}

const oidcOf = ({ region, endpoints }: Region): string => endpoints?.oidc ?? `https://oidc.${region}.${suffixOf(region)}`;
const portalOf = ({ region, endpoints }: Region): string => endpoints?.portal ?? `https://portal.sso.${region}.${suffixOf(region)}`;

export const CenterTokens = z.strictObject({
  client: z.strictObject({ id: z.string(), secret: z.string(), until: z.number() }),
  access: z.string(),
  /** Milliseconds since 1970. */
  until: z.number(),
  refresh: z.string().optional(),
});
export type CenterTokens = z.infer<typeof CenterTokens>;

const Client = z.object({ clientId: z.string().min(1), clientSecret: z.string().min(1), clientSecretExpiresAt: z.number() });
const Device = z.object({
  deviceCode: z.string().min(1),
  userCode: z.string().min(1).max(64),
  verificationUri: z.url(),
  verificationUriComplete: z.url().optional(),
  expiresIn: z.number().positive(),
  interval: z.number().positive().optional(),
});
const Token = z.object({ accessToken: z.string().min(1), expiresIn: z.number().positive(), refreshToken: z.string().min(1).optional() });

const json = (body: object): RequestInit => ({
  method: 'POST',
  headers: { 'content-type': 'application/json' },
  body: JSON.stringify(body),
});

export interface DeviceSignIn {
  /** What the page shows, and the person compares. */
  code: string;
  /** The page where the person signs in. */
  page: string;
  /** Milliseconds since 1970. */
  until: number;
  /**
   * Asks, at the pace that the service wants, until the person has signed in.
   * @throws LedgerError `sign-in-expired`, `sign-in-denied`, `sign-in-cancelled`, `service-away`
   */
  finish: (signal: AbortSignal) => Promise<CenterTokens>;
}

/** RFC 8628: where the service names no interval it is five seconds, and `slow_down` makes it five longer for good. */
const usualInterval = 5;
const longestCode = 15 * 60;

export async function startDeviceSignIn(web: Web, { startUrl, ...at }: Region & { startUrl: string }): Promise<DeviceSignIn> {
  const oidc = oidcOf(at);
  const from = 'IAM Identity Center';
  const registered = expectShape(
    Client,
    await askService(
      web,
      `${oidc}/client/register`,
      json({ clientName: 'LedgerQuest', clientType: 'public', scopes: ['sso:account:access'] }),
    ),
    from,
  );
  const client = { id: registered.clientId, secret: registered.clientSecret, until: registered.clientSecretExpiresAt * 1000 };
  const started = await askService(
    web,
    `${oidc}/device_authorization`,
    json({ clientId: client.id, clientSecret: client.secret, startUrl }),
  );
  if (started.status === 400)
    throw new LedgerError({
      code: 'bad-start-url',
      message: `IAM Identity Center in ${at.region} knows no start page ${startUrl}.`,
      hint: 'Copy it from the AWS access portal, and name the region of your Identity Center.',
    });
  const device = expectShape(Device, started, from);
  const page = device.verificationUriComplete ?? device.verificationUri;
  if (!isSignInPage(page, startUrl))
    throw new LedgerError({
      code: 'foreign-page',
      message: `The sign-in would lead to ${new URL(page).host}, which is not AWS.`,
      hint: 'It was not opened. Check the start page that you named.',
    });
  const until = web.now() + Math.min(device.expiresIn, longestCode) * 1000;
  const grant = { clientId: client.id, clientSecret: client.secret, grantType: 'urn:ietf:params:oauth:grant-type:device_code' };

  const finish = async (signal: AbortSignal): Promise<CenterTokens> => {
    let interval = device.interval ?? usualInterval;
    for (;;) {
      await web.sleep(interval * 1000, signal).catch(() => {
        throw cancelled();
      });
      if (web.now() >= until) throw expired();
      const said = await askService(web, `${oidc}/token`, json({ ...grant, deviceCode: device.deviceCode }), signal);
      if (said.status === 200) return tokensOf(web, client, said);
      const { error } = oauthError(said);
      if (error === 'slow_down') interval += 5;
      else if (error === 'expired_token') throw expired();
      else if (error !== 'authorization_pending') throw denied(said);
    }
  };
  return { code: device.userCode, page, until, finish };
}

const expired = (): LedgerError =>
  new LedgerError({ code: 'sign-in-expired', message: 'The code was not confirmed in time.', hint: 'Sign in again for a new one.' });

function denied(said: Said): LedgerError {
  const { error, description } = oauthError(said);
  const why = description || error || `answer ${said.status}`;
  return error === 'access_denied'
    ? new LedgerError({ code: 'sign-in-denied', message: 'The sign-in was refused in the browser.', hint: 'Sign in again, and allow it.' })
    : new LedgerError({ code: 'sign-in-denied', message: `IAM Identity Center refuses the sign-in: ${why}.`, hint: 'Sign in again.' });
}

function tokensOf(web: Web, client: CenterTokens['client'], said: Said): CenterTokens {
  const { accessToken, expiresIn, refreshToken } = expectShape(Token, said, 'IAM Identity Center');
  return { client, access: accessToken, until: web.now() + expiresIn * 1000, ...(refreshToken !== undefined && { refresh: refreshToken }) };
}

/** @throws LedgerError `sign-in-ended` where nothing is left to renew it with */
export async function renewTokens(web: Web, at: Region, tokens: CenterTokens): Promise<CenterTokens> {
  const { client, refresh } = tokens;
  if (refresh === undefined || client.until <= web.now()) throw signInEnded();
  const said = await askService(
    web,
    `${oidcOf(at)}/token`,
    json({ clientId: client.id, clientSecret: client.secret, grantType: 'refresh_token', refreshToken: refresh }),
  );
  if (said.status === 400 || said.status === 401) throw signInEnded();
  return { refresh, ...tokensOf(web, client, said) };
}

export const signInEnded = (): LedgerError =>
  new LedgerError({ code: 'sign-in-ended', message: 'The sign-in to AWS has ended.', hint: 'Sign in again: lq login.' });

export interface Credentials {
  accessKeyId: string;
  secretAccessKey: string;
  sessionToken: string;
  expiration: Date;
}

const RoleCredentials = z.object({
  roleCredentials: z.object({
    accessKeyId: z.string().min(1),
    secretAccessKey: z.string().min(1),
    sessionToken: z.string().min(1),
    /** Milliseconds since 1970. */
    expiration: z.number(),
  }),
});

async function askPortal(web: Web, at: Region, path: string, access: string): Promise<Said> {
  const said = await askService(web, `${portalOf(at)}${path}`, { headers: { 'x-amz-sso_bearer_token': access } });
  if (said.status === 401) throw signInEnded();
  return said;
}

/** @throws LedgerError `sign-in-ended`, `role-refused` */
export async function roleCredentials(
  web: Web,
  at: Region,
  access: string,
  { account, role }: { account: string; role: string },
): Promise<Credentials> {
  const named = new URLSearchParams({ role_name: role, account_id: account });
  const said = await askPortal(web, at, `/federation/credentials?${named.toString()}`, access);
  if (said.status === 403 || said.status === 404)
    throw new LedgerError({
      code: 'role-refused',
      message: `You have no role ${role} in the account ${account}.`,
      hint: 'Name another: lq login --account <id> --role <name>.',
    });
  const { expiration, ...keys } = expectShape(RoleCredentials, said, 'The AWS access portal').roleCredentials;
  return { ...keys, expiration: new Date(expiration) };
}

const Accounts = z.object({
  accountList: z.array(z.object({ accountId: z.string(), accountName: z.string().optional() })),
  nextToken: z.string().nullish(),
});
const Roles = z.object({ roleList: z.array(z.object({ roleName: z.string() })), nextToken: z.string().nullish() });
const mostPages = 20;

/** Which role in which account a person may take on, at most the first 20 pages of each. */
export async function rolesOf(
  web: Web,
  at: Region,
  access: string,
): Promise<{ account: string; name?: string | undefined; role: string }[]> {
  const pages = async <T>(path: string, read: (said: Said) => { items: T[]; next?: string | null | undefined }): Promise<T[]> => {
    const all: T[] = [];
    let next: string | null | undefined;
    for (let page = 0; page < mostPages; page += 1) {
      const said = read(await askPortal(web, at, next ? `${path}&next_token=${encodeURIComponent(next)}` : path, access));
      all.push(...said.items);
      next = said.next;
      if (!next) break;
    }
    return all;
  };
  const accounts = await pages('/assignment/accounts?max_result=100', (said) => {
    const { accountList, nextToken } = expectShape(Accounts, said, 'The AWS access portal');
    return { items: accountList, next: nextToken };
  });
  const found: { account: string; name?: string | undefined; role: string }[] = [];
  for (const { accountId, accountName } of accounts) {
    const roles = await pages(`/assignment/roles?max_result=100&account_id=${encodeURIComponent(accountId)}`, (said) => {
      const { roleList, nextToken } = expectShape(Roles, said, 'The AWS access portal');
      return { items: roleList, next: nextToken };
    });
    found.push(...roles.map(({ roleName }) => ({ account: accountId, name: accountName, role: roleName })));
  }
  return found;
}

/** Ends the sign-in at the service; one that cannot be asked ends by itself. */
export const endSignIn = (web: Web, at: Region, access: string): Promise<unknown> =>
  askService(web, `${portalOf(at)}/logout`, { method: 'POST', headers: { 'x-amz-sso_bearer_token': access } }).catch(() => undefined);
