import type { LocalContext } from '../storage/context.ts';
import { AwsError } from '../wire/error.ts';
import { defineService, jsonAction, type Action, type LocalService } from '../wire/service.ts';
import { groupsOf, type Pools, type UserPool } from './pools.ts';
import type { PoolUser, Users } from './users.ts';

interface Attribute {
  readonly Name: string;
  readonly Value?: string;
}

interface UserInput {
  readonly UserPoolId?: string;
  readonly Username?: string;
  readonly UserAttributes?: readonly Attribute[];
  readonly GroupName?: string;
  readonly Password?: string;
  readonly Permanent?: boolean;
}

/** What keeps a pool's people: the operator's calls. Nobody signs up here, and nobody changes what is said of them. */
export function createPoolService({ host }: LocalContext, { pools, users }: { pools: Pools; users: Users }): LocalService {
  function poolNamed(id: string | undefined): UserPool {
    const pool = pools.pools.get(id ?? '');
    if (!pool) throw new AwsError('ResourceNotFoundException', `User pool ${id ?? ''} does not exist.`);
    return pool;
  }

  /** An action on a user of a pool, once the caller may do it. */
  function onUser(run: (user: PoolUser, input: UserInput) => unknown): Action {
    return jsonAction<UserInput>((input, call) => {
      const pool = poolNamed(input.UserPoolId);
      call.permit(`cognito-idp:${call.action}`, pool.arn);
      const user = users.get(pool.id, input.Username ?? '');
      if (!user) throw new AwsError('UserNotFoundException', 'User does not exist.');
      return run(user, input);
    });
  }

  function groupNamed({ poolId }: PoolUser, { GroupName }: UserInput): string {
    if (GroupName !== undefined && pools.groups.has(`${poolId}/${GroupName}`)) return GroupName;
    throw new AwsError('ResourceNotFoundException', 'Group not found.');
  }

  return defineService({
    name: 'cognito-idp',
    protocol: 'json-1.1',
    target: 'AWSCognitoIdentityProviderService',
    actions: {
      AdminCreateUser: jsonAction<UserInput>((input, call) => {
        const { id: poolId, arn } = poolNamed(input.UserPoolId);
        call.permit('cognito-idp:AdminCreateUser', arn);
        const username = input.Username ?? '';
        if (!/^[\p{L}\p{M}\p{S}\p{N}\p{P}]{1,128}$/u.test(username))
          throw new AwsError('InvalidParameterException', `"${username}" is no name of a user.`);
        if (users.get(poolId, username)) throw new AwsError('UsernameExistsException', 'User account already exists.');
        const attributes = Object.fromEntries((input.UserAttributes ?? []).map(({ Name, Value = '' }) => [Name, Value]));
        const foreign = Object.keys(attributes).find((name) => !name.startsWith('custom:'));
        if (foreign !== undefined) throw new AwsError('InvalidParameterException', `The attribute ${foreign} is not kept here.`);
        const sub = Buffer.from(host.random.bytes(16)).toString('hex');
        const user: PoolUser = { poolId, username, sub, attributes, groups: [], enabled: true, createdAt: host.clock.now() };
        users.put(user);
        return { User: described(user, 'Attributes') };
      }),
      AdminGetUser: onUser((user) => described(user, 'UserAttributes')),
      AdminDeleteUser: onUser(({ poolId, username }) => users.delete(poolId, username)),
      AdminSetUserPassword: onUser(async (user, { Password = '', Permanent = false }) => {
        if (!Permanent) throw new AwsError('InvalidParameterException', 'Only permanent passwords are kept here.');
        if (Password.length < 12 || Password.length > 256)
          throw new AwsError('InvalidPasswordException', 'Password did not conform with policy: it has 12 to 256 characters.');
        users.put({ ...user, password: await users.hashed(Password) });
        users.endAll(user.poolId, user.username);
      }),
      AdminDisableUser: onUser((user) => {
        users.put({ ...user, enabled: false });
        users.endAll(user.poolId, user.username);
      }),
      AdminEnableUser: onUser((user) => users.put({ ...user, enabled: true })),
      AdminAddUserToGroup: onUser((user, input) => users.put({ ...user, groups: [...new Set([...user.groups, groupNamed(user, input)])] })),
      AdminRemoveUserFromGroup: onUser((user, input) => {
        const group = groupNamed(user, input);
        users.put({ ...user, groups: user.groups.filter((each) => each !== group) });
      }),
      AdminListGroupsForUser: onUser(({ poolId, groups }) => ({
        Groups: groupsOf(pools, poolId, groups).map(({ name, precedence, roleArn }) => ({
          GroupName: name,
          UserPoolId: poolId,
          Precedence: precedence,
          ...(roleArn !== undefined && { RoleArn: roleArn }),
        })),
      })),
      AdminUserGlobalSignOut: onUser(({ poolId, username }) => users.endAll(poolId, username)),
      ListUsers: jsonAction<UserInput>((input, call) => {
        const pool = poolNamed(input.UserPoolId);
        call.permit('cognito-idp:ListUsers', pool.arn);
        return { Users: users.list(pool.id).map((user) => described(user, 'Attributes')) };
      }),
    },
  });
}

const described = (
  { username, sub, attributes, enabled, password, createdAt }: PoolUser,
  name: 'Attributes' | 'UserAttributes',
): unknown => ({
  Username: username,
  [name]: [{ Name: 'sub', Value: sub }, ...Object.entries(attributes).map(([Name, Value]) => ({ Name, Value }))],
  Enabled: enabled,
  UserStatus: password ? 'CONFIRMED' : 'FORCE_CHANGE_PASSWORD',
  UserCreateDate: createdAt / 1000,
});
