import type { LocalHost } from '../storage/index.ts';
import { AwsError } from '../wire/error.ts';
import type { SfnStore, TokenRow } from './store.ts';

export type TokenResult = { readonly output: string } | { readonly error: string; readonly cause: string };

/** The task tokens handed out and not yet used. */
export interface TokenDesk {
  /** A new token, stored with the caller's transaction. */
  readonly issue: (execution: string, path: string) => string;
  /** Stores the result durably, then wakes who waits. @throws AwsError `TaskTimedOut`, `InvalidToken`. */
  readonly settle: (token: string, result: TokenResult) => void;
  /** @throws AwsError `TaskTimedOut`, `InvalidToken`. */
  readonly heartbeat: (token: string) => void;
  /** Where the token stands. */
  readonly look: (token: string) => { result?: TokenResult; heartbeatAt: number } | undefined;
  /** Calls back at the next result or heartbeat; returns how to stop. */
  readonly watch: (token: string, wake: () => void) => () => void;
  /** The execution a token belongs to. @throws AwsError as above. */
  readonly ownerOf: (token: string) => string;
}

const TOKEN_BYTES = 66;

export function createTokenDesk(store: SfnStore, host: LocalHost): TokenDesk {
  const watchers = new Map<string, () => void>();

  function known(token: string): TokenRow {
    const row = store.token(token);
    if (row) return row;
    const looksReal = Buffer.from(token, 'base64').length === TOKEN_BYTES;
    if (!looksReal) throw new AwsError('InvalidToken', `Invalid Token: '${token.slice(0, 40)}' is no task token of this cloud`);
    throw timedOut();
  }

  return {
    issue(execution, path) {
      const token = Buffer.from(host.random.bytes(TOKEN_BYTES)).toString('base64');
      store.insertToken({ token, execution, path, result: null, heartbeat_at: host.clock.now() });
      return token;
    },
    settle(token, result) {
      known(token);
      if (!store.settleToken(token, JSON.stringify(result))) throw timedOut();
      host.reach('sfn:token-settled');
      watchers.get(token)?.();
    },
    heartbeat(token) {
      known(token);
      if (!store.beatToken(token, host.clock.now())) throw timedOut();
      watchers.get(token)?.();
    },
    look(token) {
      const row = store.token(token);
      return row && { heartbeatAt: row.heartbeat_at, ...(row.result !== null && { result: JSON.parse(row.result) as TokenResult }) };
    },
    watch(token, wake) {
      watchers.set(token, wake);
      return () => {
        watchers.delete(token);
      };
    },
    ownerOf: (token) => known(token).execution,
  };
}

function timedOut(): AwsError {
  return new AwsError('TaskTimedOut', "Task Timed Out: 'Provided task does not exist anymore'");
}
