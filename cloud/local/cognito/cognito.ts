import type { Edge } from '../edge/index.ts';
import type { Iam } from '../iam/iam.ts';
import type { LocalContext } from '../storage/context.ts';
import type { LocalService } from '../wire/service.ts';
import { createIdentities } from './identities.ts';
import { createPools, type Pools, type UserPool } from './pools.ts';
import { createPoolService } from './service.ts';
import { createSignIn, issuerAt } from './sign-in.ts';
import { openSigningKeys } from './signing-keys.ts';
import { createTokens, type Tokens } from './tokens.ts';
import { openUsers } from './users.ts';

/** User pools and identity pools of one embedded cloud. */
export interface Cognito {
  readonly services: readonly LocalService[];
  readonly pools: Pools;
  readonly tokens: Tokens;
  readonly issuerOf: (pool: UserPool) => string;
}

export function createCognito(context: LocalContext, { iam, edge }: { readonly iam: Iam; readonly edge: Edge }): Cognito {
  const pools = createPools();
  const users = openUsers(context);
  const keys = openSigningKeys(context);
  const issuerOf = (pool: UserPool): string => issuerAt(edge, pool);
  const tokens = createTokens({ host: context.host, pools, keys, issuerOf });
  edge.add(createSignIn({ host: context.host, edge, pools, users, keys, tokens }));
  edge.add(createIdentities(context, { pools, users, tokens, iam }));
  return { services: [createPoolService(context, { pools, users })], pools, tokens, issuerOf };
}
