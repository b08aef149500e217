import { createHash, scrypt, timingSafeEqual } from 'node:crypto';
import type { LocalContext } from '../storage/context.ts';

/** Somebody in a pool. */
export interface PoolUser {
  readonly poolId: string;
  readonly username: string;
  /** Never given twice, also not to who comes back under the name. */
  readonly sub: string;
  /** `custom:…` among them. */
  readonly attributes: Readonly<Record<string, string>>;
  readonly groups: readonly string[];
  readonly enabled: boolean;
  /** What a password is held against; without one nobody signs in as this user. */
  readonly password?: { readonly salt: string; readonly hash: string };
  readonly createdAt: number;
}

/** A sign-in that goes on: what a refresh token, of which only the hash is kept, stands for. */
export interface Standing {
  readonly poolId: string;
  readonly clientId: string;
  readonly username: string;
  /** Ties the tokens of one sign-in together. */
  readonly origin: string;
  readonly signedInAt: number;
  readonly expiresAt: number;
}

export interface Users {
  readonly get: (poolId: string, username: string) => PoolUser | undefined;
  readonly list: (poolId: string) => PoolUser[];
  readonly put: (user: PoolUser) => void;
  readonly delete: (poolId: string, username: string) => void;
  /** Whether it is the user's password; takes as long for a user that there is not. */
  readonly matches: (user: PoolUser | undefined, password: string) => Promise<boolean>;
  readonly hashed: (password: string) => Promise<NonNullable<PoolUser['password']>>;
  /** Keeps a sign-in; returns its refresh token. */
  readonly stand: (standing: Omit<Standing, 'origin'>) => { readonly token: string; readonly standing: Standing };
  /** The sign-in behind a refresh token, unless it has ended. */
  readonly standing: (token: string) => Standing | undefined;
  /** Whether the sign-in that a token came from still goes on. */
  readonly goesOn: (origin: string) => boolean;
  readonly end: (origin: string) => void;
  /** Ends every sign-in of a user. */
  readonly endAll: (poolId: string, username: string) => void;
}

const SALT_BYTES = 16;
const TOKEN_BYTES = 48;
/** Work of one guess: memory of 16 MB, some tens of milliseconds. */
const SCRYPT = { N: 16_384, r: 8, p: 1 };

/** In a thread of its own: everything else goes on meanwhile. */
const derive = (password: string, salt: string): Promise<Buffer> =>
  new Promise((resolve, reject) =>
    scrypt(password, Buffer.from(salt, 'base64'), 32, SCRYPT, (error, hash) => (error ? reject(error) : resolve(hash))),
  );
const digest = (token: string): string => createHash('sha256').update(token).digest('base64url');

/** People and their sign-ins, kept in the cloud's database. */
export function openUsers({ database, host }: LocalContext): Users {
  database.migrate('cognito', [
    `CREATE TABLE cognito_user (pool TEXT, username TEXT, user TEXT NOT NULL, PRIMARY KEY (pool, username)) STRICT, WITHOUT ROWID;
     CREATE TABLE cognito_standing (hash TEXT PRIMARY KEY, origin TEXT NOT NULL UNIQUE, pool TEXT NOT NULL, username TEXT NOT NULL,
       standing TEXT NOT NULL, expires_at INTEGER NOT NULL) STRICT, WITHOUT ROWID;
     CREATE TABLE cognito_key (pool TEXT, kid TEXT, jwk TEXT NOT NULL, made_at INTEGER NOT NULL, PRIMARY KEY (pool, kid)) STRICT, WITHOUT ROWID`,
  ]);
  const random = (bytes: number, encoding: 'base64' | 'base64url'): string => Buffer.from(host.random.bytes(bytes)).toString(encoding);
  const hashed: Users['hashed'] = async (password) => {
    const salt = random(SALT_BYTES, 'base64');
    return { salt, hash: (await derive(password, salt)).toString('base64') };
  };
  const live = (sql: string, value: string): Standing | undefined => {
    const found = database.get<{ standing: string }>(
      `SELECT standing FROM cognito_standing WHERE ${sql} = ? AND expires_at > ?`,
      value,
      host.clock.now(),
    );
    return found && (JSON.parse(found.standing) as Standing);
  };
  const endAll: Users['endAll'] = (poolId, username) =>
    void database.run('DELETE FROM cognito_standing WHERE pool = ? AND username = ?', poolId, username);
  return {
    get(poolId, username) {
      const found = database.get<{ user: string }>('SELECT user FROM cognito_user WHERE pool = ? AND username = ?', poolId, username);
      return found && (JSON.parse(found.user) as PoolUser);
    },
    list: (poolId) =>
      database
        .all<{ user: string }>('SELECT user FROM cognito_user WHERE pool = ? ORDER BY username', poolId)
        .map(({ user }) => JSON.parse(user) as PoolUser),
    put: (user) =>
      void database.run(
        'INSERT OR REPLACE INTO cognito_user (pool, username, user) VALUES (?, ?, ?)',
        user.poolId,
        user.username,
        JSON.stringify(user),
      ),
    delete(poolId, username) {
      database.transaction(() => {
        endAll(poolId, username);
        database.run('DELETE FROM cognito_user WHERE pool = ? AND username = ?', poolId, username);
      });
    },
    hashed,
    async matches(user, password) {
      const { salt, hash } = user?.password ?? { salt: '', hash: '' };
      const given = await derive(password, salt);
      const wanted = Buffer.from(hash, 'base64');
      return wanted.length === given.length && timingSafeEqual(given, wanted);
    },
    stand(request) {
      const token = random(TOKEN_BYTES, 'base64url');
      const standing: Standing = { ...request, origin: random(SALT_BYTES, 'base64url') };
      database.transaction(() => {
        database.run('DELETE FROM cognito_standing WHERE expires_at <= ?', host.clock.now());
        database.run(
          'INSERT INTO cognito_standing (hash, origin, pool, username, standing, expires_at) VALUES (?, ?, ?, ?, ?, ?)',
          digest(token),
          standing.origin,
          standing.poolId,
          standing.username,
          JSON.stringify(standing),
          standing.expiresAt,
        );
      });
      return { token, standing };
    },
    standing: (token) => live('hash', digest(token)),
    goesOn: (origin) => live('origin', origin) !== undefined,
    end: (origin) => void database.run('DELETE FROM cognito_standing WHERE origin = ?', origin),
    endAll,
  };
}
