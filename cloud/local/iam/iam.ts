import type { LocalContext } from '../storage/context.ts';
import type { CredentialSource, KnownKey } from '../sigv4/credentials.ts';
import { AwsError } from '../wire/error.ts';
import type { NamedPolicy, PolicyContext, PolicyDocument } from './policy.ts';
import type { Principal } from './principal.ts';
import { mayAssume, servicePrincipal } from './trust.ts';
import { validatePolicy } from './validate-policy.ts';

export interface Role {
  readonly name: string;
  readonly arn: string;
  readonly id: string;
  readonly trust: PolicyDocument;
  readonly policies: readonly NamedPolicy[];
  readonly tags: Readonly<Record<string, string>>;
  readonly maxSessionSeconds: number;
}

export interface User {
  readonly name: string;
  readonly arn: string;
  readonly id: string;
  readonly policies: readonly NamedPolicy[];
  readonly tags: Readonly<Record<string, string>>;
}

export interface AccessKey {
  readonly accessKeyId: string;
  readonly secretAccessKey: string;
}

export interface TemporaryCredentials extends AccessKey {
  readonly sessionToken: string;
  /** Milliseconds since the epoch. */
  readonly expiresAt: number;
}

export interface AssumedRole {
  readonly credentials: TemporaryCredentials;
  readonly principal: Principal;
}

/** Identities of the embedded cloud: what IAM's tables are in AWS. Also the source of access keys for the verifier. */
export interface Iam extends CredentialSource {
  /** Makes or replaces a role; returns its ARN. Existing sessions follow its policies at once. */
  putRole(role: Pick<Role, 'name' | 'trust' | 'policies'> & Partial<Pick<Role, 'tags' | 'maxSessionSeconds'>>): string;
  deleteRole(name: string): void;
  role(arn: string): Role | undefined;
  /** Makes or replaces a user; returns its ARN. */
  putUser(user: Pick<User, 'name' | 'policies'> & Partial<Pick<User, 'tags'>>): string;
  user(name: string): User | undefined;
  /** Removes a user and its keys. */
  deleteUser(name: string): void;
  /** Gives a user a key: the one handed in, or a new one. */
  putAccessKey(userName: string, key?: AccessKey): AccessKey;
  /** The ids of a user's keys. */
  accessKeys(userName: string): string[];
  deleteAccessKey(accessKeyId: string): void;
  /** As STS AssumeRole: the role's trust policy must allow the caller. */
  assumeRole(request: {
    readonly roleArn: string;
    readonly sessionName: string;
    readonly caller: Principal;
    /** 900 to the role's maximum; 3,600 when absent. */
    readonly seconds?: number;
    readonly tags?: Readonly<Record<string, string>>;
    readonly policy?: PolicyDocument;
    /** How the role is taken up; `sts:AssumeRole` when absent. */
    readonly action?: 'sts:AssumeRole' | 'sts:AssumeRoleWithWebIdentity';
    /** What an identity provider says of the caller, for trust policies that ask. */
    readonly context?: PolicyContext;
  }): AssumedRole;
  /** Credentials for a service that acts in a role, such as `lambda.amazonaws.com`; the trust policy must name it. */
  serviceSession(request: {
    readonly roleArn: string;
    readonly service: string;
    readonly sessionName: string;
    readonly seconds?: number;
    /** On whose behalf, for trust policies that ask: `aws:SourceArn`, and with it `aws:SourceAccount`. */
    readonly sourceArn?: string;
  }): AssumedRole;
}

/** Everything: the policy of the operator's user. */
export const operatorPolicy: NamedPolicy = {
  name: 'operator',
  document: { Version: '2012-10-17', Statement: { Sid: 'Everything', Effect: 'Allow', Action: '*', Resource: '*' } },
};

interface Session {
  readonly secretAccessKey: string;
  readonly sessionToken: string;
  readonly expiresAt: number;
  readonly roleArn: string;
  readonly sessionName: string;
  readonly tags: Readonly<Record<string, string>>;
  readonly policy?: PolicyDocument;
}

/** Opens the identities kept in the cloud's database. */
export function openIam(context: LocalContext): Iam {
  const { database, host, account } = context;
  database.migrate('iam', [
    `CREATE TABLE iam_role (arn TEXT PRIMARY KEY, role TEXT NOT NULL) STRICT, WITHOUT ROWID;
     CREATE TABLE iam_user (name TEXT PRIMARY KEY, user TEXT NOT NULL) STRICT, WITHOUT ROWID;
     CREATE TABLE iam_key (id TEXT PRIMARY KEY, secret TEXT NOT NULL, user TEXT NOT NULL) STRICT, WITHOUT ROWID;
     CREATE TABLE iam_session (id TEXT PRIMARY KEY, session TEXT NOT NULL, expires_at INTEGER NOT NULL) STRICT, WITHOUT ROWID`,
  ]);
  const roles = new Map(
    database.all<{ arn: string; role: string }>('SELECT * FROM iam_role').map((row) => [row.arn, JSON.parse(row.role) as Role]),
  );
  const users = new Map(
    database.all<{ name: string; user: string }>('SELECT * FROM iam_user').map((row) => [row.name, JSON.parse(row.user) as User]),
  );
  const keys = new Map(database.all<{ id: string; secret: string; user: string }>('SELECT * FROM iam_key').map((row) => [row.id, row]));
  const sessions = new Map(
    database
      .all<{ id: string; session: string }>('SELECT id, session FROM iam_session')
      .map((row) => [row.id, JSON.parse(row.session) as Session]),
  );

  const identifier = (prefix: string): string => prefix + base32(host.random.bytes(10));
  const secret = (bytes: number): string => Buffer.from(host.random.bytes(bytes)).toString('base64');

  function sessionPrincipal(accessKeyId: string, session: Session): Principal | undefined {
    const role = roles.get(session.roleArn);
    return (
      role && {
        kind: 'session',
        accessKeyId,
        account,
        arn: `arn:aws:sts::${account}:assumed-role/${role.name}/${session.sessionName}`,
        userId: `${role.id}:${session.sessionName}`,
        roleArn: role.arn,
        tags: { ...role.tags, ...session.tags },
        policies: role.policies,
        ...(session.policy && { sessionPolicies: [{ name: 'session', document: session.policy }] }),
      }
    );
  }

  function find(accessKeyId: string): KnownKey | undefined {
    const session = sessions.get(accessKeyId);
    if (session) {
      const principal = sessionPrincipal(accessKeyId, session);
      return (
        principal && {
          secretAccessKey: session.secretAccessKey,
          sessionToken: session.sessionToken,
          expiresAt: session.expiresAt,
          principal,
        }
      );
    }
    const key = keys.get(accessKeyId);
    const user = key && users.get(key.user);
    return (
      key &&
      user && {
        secretAccessKey: key.secret,
        principal: { kind: 'user', accessKeyId, account, arn: user.arn, userId: user.id, tags: user.tags, policies: user.policies },
      }
    );
  }

  function openSession(
    role: Role,
    request: { sessionName: string; seconds?: number; tags?: Readonly<Record<string, string>>; policy?: PolicyDocument },
  ): AssumedRole {
    const now = host.clock.now();
    const session: Session = {
      secretAccessKey: secret(30),
      sessionToken: secret(96),
      expiresAt: now + (request.seconds ?? 3600) * 1000,
      roleArn: role.arn,
      sessionName: request.sessionName,
      tags: request.tags ?? {},
      ...(request.policy && { policy: request.policy }),
    };
    const accessKeyId = identifier('ASIA');
    database.transaction(() => {
      database.run('DELETE FROM iam_session WHERE expires_at < ?', now - 3_600_000);
      database.run(
        'INSERT INTO iam_session (id, session, expires_at) VALUES (?, ?, ?)',
        accessKeyId,
        JSON.stringify(session),
        session.expiresAt,
      );
    });
    for (const [id, { expiresAt }] of sessions) if (expiresAt < now - 3_600_000) sessions.delete(id);
    sessions.set(accessKeyId, session);
    const { secretAccessKey, sessionToken, expiresAt } = session;
    return { credentials: { accessKeyId, secretAccessKey, sessionToken, expiresAt }, principal: sessionPrincipal(accessKeyId, session)! };
  }

  return {
    find,
    putRole({ name, trust, policies, tags = {}, maxSessionSeconds = 3600 }) {
      validatePolicy(`trust of ${name}`, trust);
      for (const policy of policies) validatePolicy(policy.name, policy.document);
      const arn = `arn:aws:iam::${account}:role/${name}`;
      const role: Role = { name, arn, id: roles.get(arn)?.id ?? identifier('AROA'), trust, policies, tags, maxSessionSeconds };
      database.run('INSERT OR REPLACE INTO iam_role (arn, role) VALUES (?, ?)', arn, JSON.stringify(role));
      roles.set(arn, role);
      return arn;
    },
    deleteRole(name) {
      const arn = `arn:aws:iam::${account}:role/${name}`;
      database.run('DELETE FROM iam_role WHERE arn = ?', arn);
      roles.delete(arn);
    },
    role: (arn) => roles.get(arn),
    putUser({ name, policies, tags = {} }) {
      for (const policy of policies) validatePolicy(policy.name, policy.document);
      const user: User = {
        name,
        arn: `arn:aws:iam::${account}:user/${name}`,
        id: users.get(name)?.id ?? identifier('AIDA'),
        policies,
        tags,
      };
      database.run('INSERT OR REPLACE INTO iam_user (name, user) VALUES (?, ?)', name, JSON.stringify(user));
      users.set(name, user);
      return user.arn;
    },
    user: (name) => users.get(name),
    deleteUser(name) {
      database.transaction(() => {
        database.run('DELETE FROM iam_key WHERE user = ?', name);
        database.run('DELETE FROM iam_user WHERE name = ?', name);
      });
      for (const [id, { user }] of keys) if (user === name) keys.delete(id);
      users.delete(name);
    },
    putAccessKey(userName, key = { accessKeyId: identifier('AKIA'), secretAccessKey: secret(30) }) {
      if (!users.has(userName)) throw new AwsError('NoSuchEntity', `The user with name ${userName} cannot be found.`, 404);
      database.run('INSERT OR REPLACE INTO iam_key (id, secret, user) VALUES (?, ?, ?)', key.accessKeyId, key.secretAccessKey, userName);
      keys.set(key.accessKeyId, { id: key.accessKeyId, secret: key.secretAccessKey, user: userName });
      return key;
    },
    accessKeys: (userName) => [...keys.values()].filter(({ user }) => user === userName).map(({ id }) => id),
    deleteAccessKey(accessKeyId) {
      database.run('DELETE FROM iam_key WHERE id = ?', accessKeyId);
      keys.delete(accessKeyId);
    },
    assumeRole(request) {
      const { caller, roleArn, tags, seconds = 3600, action: take = 'sts:AssumeRole' } = request;
      const role = roles.get(roleArn);
      const denied = (action: string, reason: string): AwsError =>
        new AwsError('AccessDenied', `User: ${caller.arn} is not authorized to perform: ${action} on resource: ${roleArn}: ${reason}`, 403);
      if (!role) throw denied(take, 'there is no such role, or no statement allows it');
      if (seconds < 900 || seconds > role.maxSessionSeconds) {
        throw new AwsError('ValidationError', `DurationSeconds must be between 900 and ${role.maxSessionSeconds} for this role.`);
      }
      if (request.policy) validatePolicy('session', request.policy);
      const tagContext = Object.entries(tags ?? {}).map(([key, value]) => [`aws:RequestTag/${key}`, value] as const);
      const keys: PolicyContext = {
        ...request.context,
        'sts:RoleSessionName': request.sessionName,
        ...Object.fromEntries(tagContext),
        ...(tagContext.length > 0 && { 'aws:TagKeys': Object.keys(tags ?? {}) }),
      };
      for (const action of tagContext.length > 0 ? ([take, 'sts:TagSession'] as const) : [take]) {
        const decision = mayAssume(role, caller, action, keys);
        if (!decision.allowed) throw denied(action, decision.reason);
      }
      return openSession(role, request);
    },
    serviceSession(request) {
      const role = roles.get(request.roleArn);
      const source = request.sourceArn === undefined ? {} : { 'aws:SourceArn': request.sourceArn, 'aws:SourceAccount': account };
      const decision = role && mayAssume(role, servicePrincipal(request.service, account), 'sts:AssumeRole', source);
      if (!role || !decision?.allowed) {
        const reason = decision?.reason ?? 'there is no such role';
        throw new AwsError('AccessDenied', `${request.service} may not act in ${request.roleArn}: ${reason}`, 403);
      }
      return openSession(role, request);
    },
  };
}

const BASE32 = 'ABCDEFGHIJKLMNOPQRSTUVWXYZ234567';

/** Sixteen characters from ten bytes. */
function base32(bytes: Uint8Array): string {
  let bits = 0n;
  for (const byte of bytes) bits = (bits << 8n) | BigInt(byte);
  let text = '';
  for (let index = 0; index < 16; index++, bits >>= 5n) text = BASE32[Number(bits & 31n)]! + text;
  return text;
}
