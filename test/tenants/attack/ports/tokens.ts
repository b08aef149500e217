/** Tokens of the sign-in: made up, changed, or shown where they are not meant for. */
import { createHmac } from 'node:crypto';
import { DynamoDBClient, QueryCommand } from '@aws-sdk/client-dynamodb';
import { appOf, askIdentity, keysOf, submit, tokenEndpoint } from '../../../contract/harness/sign-in.ts';
import { Refused, type Attack, type Strike } from '../attack.ts';

const at = ({ stack: { target } }: Strike) => ({ target });
const parts = (token: string): [string, string, string] => token.split('.') as [string, string, string];
const encoded = (document: unknown): string => Buffer.from(JSON.stringify(document)).toString('base64url');
const claimsOf = (token: string): Record<string, unknown> =>
  JSON.parse(Buffer.from(parts(token)[1], 'base64url').toString()) as Record<string, unknown>;
const headerOf = (token: string): Record<string, unknown> =>
  JSON.parse(Buffer.from(parts(token)[0], 'base64url').toString()) as Record<string, unknown>;

/** A no of the pools is an error in words. */
async function asked<T>(question: Promise<T>): Promise<T> {
  try {
    return await question;
  } catch (error) {
    if (/NotAuthorized|ResourceNotFound|Unsupported|^4\d\d$|invalid_/.test((error as Error).message))
      throw new Refused((error as Error).message);
    throw error;
  }
}

/** The attacker's own token, changed so that it would be one of the other tenant. */
export function forged({ own, at: { name, people }, chance, stack }: Strike): string {
  const token = own.signedIn.id_token;
  const claims = {
    ...claimsOf(token),
    'custom:tenant': name,
    'cognito:username': `${name}.${people[0]}`,
    ...(chance.below(3) === 0 && { iss: `${stack.target.outputs.IssuerUrl}x` }),
    ...(chance.below(3) === 0 && { aud: stack.target.outputs.IdentityPoolId }),
  };
  const header = { ...headerOf(token), alg: chance.pick(['RS256', 'none', 'HS256', 'None', 'ES256']) };
  const body = `${encoded(header)}.${encoded(claims)}`;
  const signature = chance.pick([
    parts(token)[2],
    '',
    createHmac('sha256', chance.pick(['', stack.target.outputs.UserPoolClientId]))
      .update(body)
      .digest('base64url'),
  ]);
  return `${body}.${signature}`;
}

const look = async (s: Strike, credentials: Awaited<ReturnType<typeof keysOf>>): Promise<unknown> => {
  const client = new DynamoDBClient({ endpoint: s.stack.target.endpoint!, region: s.stack.target.region, maxAttempts: 1, credentials });
  try {
    return await client.send(
      new QueryCommand({
        TableName: s.stack.target.outputs.TableName,
        KeyConditionExpression: 'pk = :p',
        ExpressionAttributeValues: { ':p': { S: `TENANT#${s.at.name}#SESSIONS` } },
      }),
    );
  } finally {
    client.destroy();
  }
};

export const tokenAttacks: readonly Attack[] = [
  {
    port: 'tokens',
    name: 'reads a tenant with the keys that their own token gives',
    by: ['door'],
    own: ['door'],
    strike: async (s) => look(s, await asked(keysOf(at(s), { id_token: await s.own.idToken() }))),
  },
  {
    port: 'tokens',
    name: 'gets keys for a token in which the tenant was changed',
    by: ['door'],
    strike: async (s) => look(s, await asked(keysOf(at(s), { id_token: forged(s) }))),
  },
  {
    port: 'tokens',
    name: 'gets keys by an identity that is not theirs, another provider, or a role that they name themselves',
    by: ['door'],
    strike: async (s) => {
      const { identityPool, provider } = appOf(at(s));
      const { id_token: token } = s.own.signedIn;
      const Logins = { [provider]: token };
      const IdentityId = `${s.stack.target.region}:${Buffer.from(s.chance.bytes(16)).toString('hex')}`;
      return asked<unknown>(
        s.chance.pick<() => Promise<unknown>>([
          () => askIdentity(at(s), 'GetCredentialsForIdentity', { IdentityId, Logins }),
          () => askIdentity(at(s), 'GetId', { IdentityPoolId: identityPool, Logins: { [`${provider}/${s.at.name}`]: token } }),
          () => askIdentity(at(s), 'GetId', { IdentityPoolId: identityPool, Logins: { [provider]: s.own.signedIn.access_token } }),
          () => keysOf(at(s), s.own.signedIn, s.chance.pick(s.stack.roles)),
        ])(),
      );
    },
  },
  {
    port: 'tokens',
    name: 'renews a sign-in of somebody else, or guesses a code',
    by: ['door'],
    strike: async (s) => {
      const guess = Buffer.from(s.chance.bytes(48)).toString('base64url');
      const { status, body } = await tokenEndpoint(
        at(s),
        s.chance.pick([
          { grant_type: 'refresh_token', refresh_token: guess },
          { grant_type: 'refresh_token', refresh_token: s.own.signedIn.refresh_token, client_id: s.at.name },
          { grant_type: 'authorization_code', code: guess, redirect_uri: appOf(at(s)).redirect, code_verifier: guess },
          { grant_type: 'password', username: `${s.at.name}.${s.at.people[0]}`, password: s.own.password },
        ]),
      );
      if (status === 400) throw new Refused(JSON.stringify(body));
      return body;
    },
  },
  {
    port: 'tokens',
    name: 'signs in as somebody of another tenant with their own password',
    by: ['door'],
    strike: (s) => {
      const { client, redirect } = appOf(at(s));
      const question = new URLSearchParams({
        response_type: 'code',
        client_id: client,
        redirect_uri: redirect,
        code_challenge: 'x'.repeat(43),
        code_challenge_method: 'S256',
      });
      const url = `${s.stack.target.outputs.SignInUrl}/oauth2/authorize?${question.toString()}`;
      return asked(submit(url, `${s.at.name}.${s.chance.pick(s.at.people)}`, s.own.password));
    },
  },
];
