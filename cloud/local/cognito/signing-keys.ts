import { exportJWK, generateKeyPair, type JWK } from 'jose';
import type { LocalContext } from '../storage/context.ts';

/** The one algorithm of a user pool's tokens. */
export const ALGORITHM = 'RS256';

const DAY = 86_400_000;
/** How long a key signs, milliseconds; it is told of for as long again as any token lives. */
const SIGNS_FOR = 30 * DAY;
const TOLD_FOR = SIGNS_FOR + DAY;

export interface SigningKeys {
  /** The key that signs now; a new one where the last has signed for long enough. */
  readonly current: (poolId: string) => Promise<JWK>;
  /** What tokens are checked by: public halves, that of the key that signs now among them. */
  readonly known: (poolId: string) => Promise<JWK[]>;
}

interface Row {
  readonly jwk: string;
  readonly made_at: number;
}

/** Keys of the pools, in the cloud's database, which its owner alone can read. They are made when they are first needed. */
export function openSigningKeys({ database, host }: LocalContext): SigningKeys {
  const making = new Map<string, Promise<JWK>>();

  const rows = (poolId: string): Row[] =>
    database.all<Row>('SELECT jwk, made_at FROM cognito_key WHERE pool = ? ORDER BY made_at DESC', poolId);

  async function make(poolId: string): Promise<JWK> {
    const { privateKey } = await generateKeyPair(ALGORITHM, { extractable: true });
    const kid = Buffer.from(host.random.bytes(24)).toString('base64');
    const jwk: JWK = { ...(await exportJWK(privateKey)), kid, alg: ALGORITHM, use: 'sig' };
    database.transaction(() => {
      database.run('DELETE FROM cognito_key WHERE pool = ? AND made_at < ?', poolId, host.clock.now() - TOLD_FOR);
      database.run(
        'INSERT INTO cognito_key (pool, kid, jwk, made_at) VALUES (?, ?, ?, ?)',
        poolId,
        kid,
        JSON.stringify(jwk),
        host.clock.now(),
      );
    });
    return jwk;
  }

  const current: SigningKeys['current'] = async (poolId) => {
    const [newest] = rows(poolId);
    if (newest && newest.made_at > host.clock.now() - SIGNS_FOR) return JSON.parse(newest.jwk) as JWK;
    const made = making.get(poolId) ?? make(poolId).finally(() => making.delete(poolId));
    making.set(poolId, made);
    return made;
  };

  return {
    current,
    async known(poolId) {
      await current(poolId);
      return rows(poolId)
        .filter(({ made_at }) => made_at > host.clock.now() - TOLD_FOR)
        .map(({ jwk }) => publicHalf(JSON.parse(jwk) as JWK));
    },
  };
}

const publicHalf = ({ kty, n, e, kid, alg, use }: JWK): JWK => ({ kty, n, e, kid, alg, use }) as JWK;
