/** Tokens of people beside the attacker, and tokens that are good for nothing here. */
import { decodeProtectedHeader, generateKeyPair, SignJWT } from 'jose';
import { machineHost } from '../../../cloud/local/index.ts';
import type { Role } from '../../../cloud/ports/index.ts';
import type { AwsCredentials } from '../../../cloud/adapters/aws/clients.ts';
import type { ProductCloud } from '../../contract/harness/product-cloud.ts';
import { signIn, tokenEndpoint, type SignedIn } from '../../contract/harness/sign-in.ts';

type Claims = Record<string, unknown> & { readonly exp: number; readonly iat: number };

/** What a token says, proved or not. */
const claimsOf = (token: string): Claims => JSON.parse(Buffer.from(token.split('.')[1]!, 'base64url').toString()) as Claims;

/** Signs in somebody of demo for each role. */
export async function signInAs(cloud: ProductCloud, roles: readonly Role[], password: string): Promise<Partial<Record<Role, string>>> {
  await cloud.operator.provisionTenant('demo', {
    people: { ada: ['owner'], ...Object.fromEntries(roles.map((role) => [`${role}-person`, [role]])) },
    keys: cloud.demo.target.credentials as AwsCredentials,
  });
  const tokens: Partial<Record<Role, string>> = {};
  for (const role of roles)
    tokens[role] = (await signIn(cloud, await cloud.operator.setPassword('demo', `${role}-person`, password), password)).id_token;
  return tokens;
}

/** The identity token of a sign-in; a new one where the last has less than two minutes left, for a siege outlasts it. */
export function renewed(cloud: ProductCloud, { id_token, refresh_token }: SignedIn): () => Promise<string> {
  let token = id_token;
  return async () => {
    if (claimsOf(token).exp * 1000 - Date.now() > 120_000) return token;
    const { body } = await tokenEndpoint(cloud, { grant_type: 'refresh_token', refresh_token });
    return (token = (body as SignedIn).id_token);
  };
}

/** A machine whose clock goes an hour behind for a moment: what is issued then is over now. */
export function windableHost() {
  const host = machineHost();
  let behind = 0;
  return {
    host: { ...host, clock: { ...host.clock, now: () => host.clock.now() - behind } },
    async anHourAgo<Given, Got>(given: Given, work: (given: Given) => Promise<Got>): Promise<Got> {
      behind = 3_600_000;
      return work(given).finally(() => (behind = 0));
    },
  };
}

/** Tokens that say what this one says and are not over, by pools that have a key and perhaps an issuer of their own. */
export async function ofOtherPools(token: string): Promise<string[]> {
  const claims = claimsOf(token);
  const { privateKey } = await generateKeyPair('RS256');
  const { kid } = decodeProtectedHeader(token);
  const now = Math.floor(Date.now() / 1000);
  const sign = (more: object, header: object): Promise<string> =>
    new SignJWT({ ...claims, iat: now, exp: now + 86_000, ...more }).setProtectedHeader({ alg: 'RS256', ...header }).sign(privateKey);
  return Promise.all([sign({}, { kid }), sign({ iss: `${String(claims['iss'])}x` }, { kid }), sign({}, { kid: 'theirs' }), sign({}, {})]);
}

/** A turn in a session of demo, so that there is an audit and, once it sleeps, a checkpoint. */
export async function playOnce(cloud: ProductCloud, session: string): Promise<void> {
  const ref = { session, tenant: 'demo' };
  await cloud.demo.sendCommand(ref, { type: 'TakeStage', payload: { stage: 'retailer' }, player: 'u-x' });
  await cloud.demo.sendCommand(ref, { type: 'PlaceOrder', payload: { quantity: 4 }, player: 'u-x' });
  for (let tries = 0; !(await cloud.demo.session('demo', session)).head.checkpoint; tries += 1) {
    if (tries === 600) throw new Error(`Session ${session} has no checkpoint.`);
    await new Promise((resolve) => setTimeout(resolve, 100));
  }
}
