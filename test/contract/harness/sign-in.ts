/** Signing in to the target's user pool as a browser and a door do it together, and changing the token for keys. */
import { createHash, randomBytes } from 'node:crypto';
import type { ProductCloud } from './product-cloud.ts';

export interface Keys {
  readonly accessKeyId: string;
  readonly secretAccessKey: string;
  readonly sessionToken?: string;
}

export interface SignedIn {
  readonly id_token: string;
  readonly access_token: string;
  readonly refresh_token: string;
  readonly expires_in: number;
}

type At = Pick<ProductCloud, 'target'>;

export const appOf = ({ target: { outputs, region } }: At) => ({
  client: outputs.UserPoolClientId,
  identityPool: outputs.IdentityPoolId,
  provider: `cognito-idp.${region}.amazonaws.com/${outputs.UserPoolId}`,
  redirect: 'http://127.0.0.1:8976/signed-in',
  identity: `${new URL(outputs.SignInUrl).origin}/cognito-identity/`,
});

/** @param edit changes what is sent to the token endpoint. @throws Error with the status of the page, or what the token endpoint says */
export async function signIn(
  cloud: At,
  username: string,
  password: string,
  edit: (form: URLSearchParams) => void = () => {},
): Promise<SignedIn> {
  const { client, redirect } = appOf(cloud);
  const verifier = randomBytes(32).toString('base64url');
  const question = new URLSearchParams({
    response_type: 'code',
    client_id: client,
    redirect_uri: redirect,
    scope: 'openid',
    state: 'state',
    nonce: 'nonce',
    code_challenge: createHash('sha256').update(verifier).digest('base64url'),
    code_challenge_method: 'S256',
  });
  const back = await submit(`${cloud.target.outputs.SignInUrl}/oauth2/authorize?${question.toString()}`, username, password);
  const code = back.searchParams.get('code')!;
  const form = new URLSearchParams({ grant_type: 'authorization_code', code, redirect_uri: redirect, code_verifier: verifier });
  edit(form);
  const { status, body } = await tokenEndpoint(cloud, Object.fromEntries(form));
  if (status !== 200) throw new Error(JSON.stringify(body));
  return body as SignedIn;
}

/** Opens the page and fills it in; where the browser is sent then. @throws Error with the status of the page that is shown again */
export async function submit(url: string, username: string, password: string): Promise<URL> {
  const asked = await fetch(url, { redirect: 'manual' });
  const page = new URL(asked.headers.get('location')!, url);
  // A browser says where a form comes from only as far as the page's policy lets it.
  const policy = (await fetch(page)).headers.get('referrer-policy');
  const answered = await fetch(page, {
    method: 'POST',
    redirect: 'manual',
    headers: { origin: policy === 'no-referrer' ? 'null' : page.origin },
    body: new URLSearchParams({ username, password }),
  });
  if (answered.status !== 302) throw new Error(`${answered.status}`);
  return new URL(answered.headers.get('location')!);
}

export async function tokenEndpoint(cloud: At, form: Record<string, string>): Promise<{ status: number; body: unknown }> {
  const answer = await fetch(`${cloud.target.outputs.SignInUrl}/oauth2/token`, {
    method: 'POST',
    body: new URLSearchParams({ client_id: appOf(cloud).client, ...form }),
  });
  return { status: answer.status, body: await answer.json() };
}

/** @throws Error with the name and the words of the refusal */
export async function askIdentity(cloud: At, action: string, body: object): Promise<Record<string, unknown>> {
  const answer = await fetch(appOf(cloud).identity, {
    method: 'POST',
    headers: { 'content-type': 'application/x-amz-json-1.1', 'x-amz-target': `AWSCognitoIdentityService.${action}` },
    body: JSON.stringify(body),
  });
  const document = (await answer.json()) as Record<string, unknown>;
  if (!answer.ok) throw new Error(`${String(document['__type'])}: ${String(document['message'])}`);
  return document;
}

/** Keys for an identity token, of the role that it prefers or another of its own. */
export async function keysOf(cloud: At, { id_token: token }: Pick<SignedIn, 'id_token'>, CustomRoleArn?: string): Promise<Keys> {
  const { identityPool: IdentityPoolId, provider } = appOf(cloud);
  const Logins = { [provider]: token };
  const { IdentityId } = await askIdentity(cloud, 'GetId', { IdentityPoolId, Logins });
  const { Credentials } = (await askIdentity(cloud, 'GetCredentialsForIdentity', {
    IdentityId,
    Logins,
    ...(CustomRoleArn !== undefined && { CustomRoleArn }),
  })) as {
    Credentials: { AccessKeyId: string; SecretKey: string; SessionToken: string };
  };
  return { accessKeyId: Credentials.AccessKeyId, secretAccessKey: Credentials.SecretKey, sessionToken: Credentials.SessionToken };
}
