/** The sign-in to AWS as Studio has it: begun, waited for, chosen, ended; of one window or several, there is one. */
import { LedgerError } from '../../contract/error.ts';
import type { SignInState, SignInWay } from '../../contract/sign-in.ts';
import type { SignIn, SignIns } from './sign-ins.ts';
import { availableRoles, beginSignIn, type Begun, type Endpoints } from './start.ts';
import type { Web } from './web.ts';

export interface Login {
  state(): Promise<SignInState>;
  /** @throws LedgerError in words, where it cannot even begin */
  begin(way: SignInWay): Promise<SignInState>;
  /** One that begins in another way. */
  beginBy(begin: () => Promise<Begun>): Promise<SignInState>;
  /** @throws LedgerError `not-signed-in` */
  choose(role: { account: string; role: string }): Promise<SignInState>;
  end(): Promise<SignInState>;
  /** Nobody waits any more. */
  close(): Promise<unknown>;
}

interface LoginOptions {
  signIns: SignIns;
  web: Web;
  /** Other places than AWS's own, for tests. */
  endpoints?: Endpoints;
  /** The one under way has ended, whether or not it came about. */
  onEnded?: () => void;
}

type Why = NonNullable<Extract<SignInState, { at: 'out' }>['why']>;
const whyOf = (error: unknown): Why => {
  if (!(error instanceof LedgerError)) return { message: 'The sign-in did not come about.', hint: 'Try again.' };
  const { message, hint } = error;
  return { message, ...(hint !== undefined && { hint }) };
};

export function createLogin({ signIns, web, endpoints, onEnded = () => {} }: LoginOptions): Login {
  let waiting: { state: Extract<SignInState, { at: 'waiting' }>; stop: AbortController; ended: Promise<void> } | undefined;
  let why: Why | undefined;

  /** Only once it has ended the address that the browser comes back to is free for the next one. */
  const callOff = async (): Promise<boolean> => {
    const was = waiting;
    waiting = undefined;
    was?.stop.abort();
    await was?.ended;
    return was !== undefined;
  };

  const shown = async (signIn: SignIn): Promise<SignInState> => {
    if (signIn.by === 'cognito') return { at: 'in', where: signIn.domain, roles: [] };
    const { startUrl: where, account, role } = signIn;
    if (account !== undefined && role !== undefined) return { at: 'in', where, account, role, roles: [] };
    return { at: 'in', where, roles: await availableRoles(web, signIn) };
  };

  const login: Login = {
    async state() {
      if (waiting) return waiting.state;
      try {
        const signIn = await signIns.current();
        if (signIn) return await shown(signIn);
      } catch (error) {
        return { at: 'out', why: whyOf(error) };
      }
      return { at: 'out', ...(why && { why }) };
    },
    begin: (way) => login.beginBy(() => beginSignIn(web, way, endpoints)),
    async beginBy(begin) {
      await callOff();
      why = undefined;
      const { page, code, finish } = await begin();
      // Two windows may begin at once: the later one counts.
      await callOff();
      const stop = new AbortController();
      const isMine = (): boolean => waiting?.stop === stop;
      const ended = finish(stop.signal)
        .then(async (signIn) => {
          if (isMine()) await signIns.keep(signIn);
        })
        .catch((error: unknown) => {
          if (isMine()) why = whyOf(error);
        })
        .finally(() => {
          if (!isMine()) return;
          waiting = undefined;
          onEnded();
        });
      const state = { at: 'waiting' as const, page, ...(code !== undefined && { code }) };
      waiting = { state, stop, ended };
      return state;
    },
    async choose({ account, role }) {
      const signIn = await signIns.current();
      if (signIn?.by !== 'identity-center')
        throw new LedgerError({ code: 'not-signed-in', message: 'You are not signed in by IAM Identity Center.', hint: 'Sign in first.' });
      await signIns.keep({ ...signIn, account, role });
      return login.state();
    },
    async end() {
      why = undefined;
      if (!(await callOff())) await signIns.end();
      return login.state();
    },
    close: callOff,
  };
  return login;
}
