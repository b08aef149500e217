import type { Role } from '../../ports/index.ts';
import type { AwsTarget } from './clients.ts';
import { signedFetch } from './signed-fetch.ts';

/** Somebody in one of the target's tenants; in two tenants they are two users, each of which gets the keys of one. */
export interface PoolPerson {
  readonly tenant: string;
  /** Opaque: a pool keeps no names. */
  readonly id: string;
}

/** What they sign in as. */
export const poolUserOf = ({ tenant, id }: PoolPerson): string => `${tenant}.${id}`;

/** The little of Cognito that keeping the people of tenants needs: signed by hand, as IAM is. */
export class UserPool {
  readonly #target: AwsTarget;
  readonly #pool: string;

  constructor(target: AwsTarget, pool: string) {
    this.#target = target;
    this.#pool = pool;
  }

  /** Makes the person, in the groups of these roles and no others. Who loses one has to sign in again. */
  async put(person: PoolPerson, roles: readonly Role[]): Promise<void> {
    try {
      await this.#of(person, 'AdminCreateUser', {
        UserAttributes: [{ Name: 'custom:tenant', Value: person.tenant }],
        MessageAction: 'SUPPRESS',
      });
    } catch (error) {
      if (!isNamed(error, 'UsernameExistsException')) throw error;
    }
    const { Groups = [] } = (await this.#of(person, 'AdminListGroupsForUser')) as { Groups?: { GroupName: string }[] };
    const before = Groups.map(({ GroupName }) => GroupName);
    const lost = before.filter((group) => !(roles as readonly string[]).includes(group));
    for (const group of lost) await this.#of(person, 'AdminRemoveUserFromGroup', { GroupName: group });
    if (lost.length > 0) await this.#of(person, 'AdminUserGlobalSignOut');
    for (const role of roles) if (!before.includes(role)) await this.#of(person, 'AdminAddUserToGroup', { GroupName: role });
  }

  /** Ends every sign-in of the person and takes them out. One that is not there stays away. */
  async remove(person: PoolPerson): Promise<void> {
    try {
      await this.#of(person, 'AdminDeleteUser');
    } catch (error) {
      if (!isNamed(error, 'UserNotFoundException')) throw error;
    }
  }

  /** Gives the person a password, in the place of any other, and ends every sign-in made with that. */
  async setPassword(person: PoolPerson, password: string): Promise<void> {
    await this.#of(person, 'AdminSetUserPassword', { Password: password, Permanent: true });
  }

  async #of(person: PoolPerson, action: string, more: object = {}): Promise<unknown> {
    const { endpoint = process.env['AWS_ENDPOINT_URL'], region } = this.#target;
    const url = new URL(endpoint ?? `https://cognito-idp.${region}.amazonaws.com`);
    const body = JSON.stringify({ UserPoolId: this.#pool, Username: poolUserOf(person), ...more });
    const response = await signedFetch(this.#target, {
      called: 'Cognito',
      service: 'cognito-idp',
      region,
      url,
      headers: { 'content-type': 'application/x-amz-json-1.1', 'x-amz-target': `AWSCognitoIdentityProviderService.${action}` },
      body,
    });
    const answer = (await response.json().catch(() => ({}))) as { __type?: string; message?: string };
    if (response.ok) return answer;
    throw new PoolError(answer.__type?.split('#').pop() ?? `${response.status}`, answer.message ?? 'no reason was given');
  }
}

export class PoolError extends Error {
  override readonly name = 'PoolError';
  readonly code: string;

  constructor(code: string, message: string) {
    super(`${code}: ${message}`);
    this.code = code;
  }
}

const isNamed = (error: unknown, code: string): boolean => error instanceof PoolError && error.code === code;
