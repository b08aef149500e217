import { SignInWay } from '../../../contract/sign-in.ts';
import { defaultDataDir } from '../../../services/data-folder/data-folder.ts';
import { openSecrets } from '../../../services/secrets/secrets.ts';
import { beginTenantSignIn, tenantSignIns } from '../../../services/sign-in/tenant-app.ts';
import { openSignIns, type CenterSignIn, type SignIn, type SignIns } from '../../../services/sign-in/sign-ins.ts';
import { availableRoles, beginSignIn, endpointsOf, type Begun } from '../../../services/sign-in/start.ts';
import { realWeb } from '../../../services/sign-in/web.ts';
import { thisPerson } from '../../host/person.ts';
import { openPage } from '../../host/open-page.ts';
import { type CliCommand, exit, type Io, namedDataDir, readArgs, usageError } from '../command.ts';

const options = {
  'sso-start-url': { type: 'string' },
  region: { type: 'string' },
  account: { type: 'string' },
  role: { type: 'string' },
  'cognito-domain': { type: 'string' },
  client: { type: 'string' },
  pool: { type: 'string' },
  'identity-pool': { type: 'string' },
  redirect: { type: 'string' },
  tenant: { type: 'string' },
  as: { type: 'string' },
  token: { type: 'boolean' },
  credentials: { type: 'boolean' },
  out: { type: 'boolean' },
  'no-browser': { type: 'boolean' },
  data: { type: 'string' },
  json: { type: 'boolean' },
} as const;
type Values = ReturnType<typeof readArgs<typeof options>>['values'];

/** What was asked for, as a way to sign in; undefined where no way was named. */
export function wayOf(values: Values): SignInWay | undefined {
  const defined = (fields: Record<string, unknown>): object =>
    Object.fromEntries(Object.entries(fields).filter(([, value]) => value !== undefined));
  const center = values['sso-start-url'];
  const domain = values['cognito-domain'];
  if (center !== undefined && domain !== undefined) throw usageError('Name --sso-start-url or --cognito-domain, not both.');
  if (center === undefined && domain === undefined) return undefined;
  const { region, account, role, client: clientId, pool, redirect } = values;
  const parsed = SignInWay.safeParse(
    center !== undefined
      ? defined({ by: 'identity-center', startUrl: center, region, account, role })
      : defined({ by: 'cognito', domain, clientId, pool, identityPool: values['identity-pool'], redirect }),
  );
  if (parsed.success) return parsed.data;
  const [issue] = parsed.error.issues;
  const field = String(issue?.path[0] ?? '');
  const names: Record<string, string> = {
    startUrl: 'sso-start-url',
    domain: 'cognito-domain',
    clientId: 'client',
    identityPool: 'identity-pool',
  };
  throw usageError(`--${names[field] ?? field}: ${issue?.message}.`, 'See lq help login.');
}

const keptWhere = {
  sealed: 'in the keychain of this computer',
  file: 'in a file of your data folder that only you can read',
  memory: 'until LedgerQuest is closed',
} as const;

const roleLines = (roles: Awaited<ReturnType<typeof availableRoles>>): string[] =>
  roles.map(({ account, name, role }) => `  --account ${account} --role ${role}${name === undefined ? '' : `   (${name})`}`);

/** Says who is signed in, and where a role is missing which there are. */
async function tell(signIn: SignIn, io: Io, json: boolean): Promise<void> {
  const { by } = signIn;
  const center = by === 'identity-center' ? signIn : undefined;
  const account = center?.account;
  const role = center?.role;
  const roles = center && (account === undefined || role === undefined) ? await availableRoles(realWeb, center) : [];
  if (json) {
    const at = center ? { startUrl: center.startUrl, region: center.region } : { domain: (signIn as { domain: string }).domain };
    io.out(JSON.stringify({ by, ...at, ...(account !== undefined && { account }), ...(role !== undefined && { role }), roles }));
    return;
  }
  if (by === 'cognito') io.out(`You are signed in at ${signIn.domain}.`);
  else if (account !== undefined && role !== undefined) io.out(`You are signed in as ${role} of the account ${account}.`);
  else {
    io.out('You are signed in. Say in which account and with which role: lq login');
    for (const line of roleLines(roles)) io.out(line);
  }
}

async function needed(signIns: SignIns): Promise<SignIn> {
  const signIn = await signIns.current();
  if (signIn) return signIn;
  throw usageError('You are not signed in to AWS.', 'Sign in: lq login --sso-start-url <url> --region <region>.');
}

async function chooseRole(signIns: SignIns, { account, role }: Values): Promise<CenterSignIn> {
  const signIn = await needed(signIns);
  if (signIn.by !== 'identity-center') throw usageError('--account and --role are for a sign-in by IAM Identity Center.');
  const way = SignInWay.parse({
    by: 'identity-center',
    startUrl: signIn.startUrl,
    region: signIn.region,
    account: account ?? signIn.account,
    role: role ?? signIn.role,
  });
  const chosen = { ...signIn, ...(way as Pick<CenterSignIn, 'account' | 'role'>) };
  await signIns.keep(chosen);
  return chosen;
}

export const command: CliCommand = {
  summary: 'Signs in to AWS: by IAM Identity Center, or by a Cognito user pool in your browser.',
  usage: `lq login --sso-start-url <url> --region <region> [--account <id> --role <name>] [options]
lq login --cognito-domain <url> --client <id> --pool <region_id> [--identity-pool <id>] [--redirect <url>] [options]
lq login --tenant <tenant> [--as <person>] [options]    to a tenant of the target; the password is that of lq people password
lq login                              who is signed in
lq login --account <id> --role <name> in which account, and with which role
lq login --credentials                prints short-lived credentials, as credential_process of ~/.aws/config takes them
lq login --tenant <tenant> --token    prints the identity token, as the API takes it: Authorization: Bearer <token>
lq login --out                        ends the sign-in, here and at AWS; with --tenant, that to the tenant

  --redirect <url>  where the browser comes back to, registered for the client letter by letter; otherwise
                    http://127.0.0.1:8976/signed-in
  --no-browser      opens no page; open the address that is printed yourself
  --data <dir>      where the sign-in is kept; otherwise LQ_DATA or ~/.local/share/ledgerquest
  --json            prints who is signed in as one line of JSON

No password is typed into LedgerQuest: you sign in on AWS's own page, in your browser.`,
  async run(args, io) {
    const { values, positionals } = readArgs(args, options);
    if (positionals.length > 0) throw usageError(`lq login takes no ${positionals[0]}.`, 'See lq help login.');
    const dataDir = namedDataDir(values.data) ?? defaultDataDir();
    const { tenant } = values;
    const secrets = openSecrets({ dataDir });
    const signIns = tenant === undefined ? openSignIns({ secrets, web: realWeb }) : tenantSignIns({ secrets, web: realWeb, tenant });
    const json = values.json === true;
    if (values.out) {
      await signIns.end();
      if (json) io.out(JSON.stringify({ by: null }));
      else io.out('You are signed out.');
      return exit.ok;
    }
    if (values.credentials) {
      const { accessKeyId, secretAccessKey, sessionToken, expiration } = await signIns.credentials();
      const keys = { AccessKeyId: accessKeyId, SecretAccessKey: secretAccessKey, SessionToken: sessionToken };
      io.out(JSON.stringify({ Version: 1, ...keys, Expiration: expiration.toISOString() }));
      return exit.ok;
    }
    if (values.token) {
      io.out(await signIns.token());
      return exit.ok;
    }
    const way = wayOf(values);
    if (tenant !== undefined && way) throw usageError('--tenant says where you sign in: name no other place.', 'See lq help login.');
    if (!way && tenant === undefined) {
      const chosen = values.account !== undefined || values.role !== undefined;
      await tell(chosen ? await chooseRole(signIns, values) : await needed(signIns), io, json);
      return exit.ok;
    }
    const begun: Begun =
      way === undefined
        ? await beginTenantSignIn(realWeb, { dataDir, tenant: tenant!, person: values.as ?? thisPerson() })
        : await beginSignIn(realWeb, way, endpointsOf(process.env));
    const say = (line: string): void => (json ? io.err(line) : io.out(line));
    say(`Sign in on this page: ${begun.page}`);
    if (begun.code !== undefined) say(`It must show the code ${begun.code}; if it shows another, close it.`);
    if (!values['no-browser']) openPage(begun.page);
    const stop = new AbortController();
    const cancel = (): void => stop.abort();
    process.once('SIGINT', cancel);
    try {
      const signIn = await begun.finish(stop.signal);
      const kept = await signIns.keep(signIn);
      await tell(signIn, io, json);
      say(`It is kept ${keptWhere[kept]}.`);
    } finally {
      process.off('SIGINT', cancel);
    }
    return exit.ok;
  },
};
