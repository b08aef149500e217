/** As whom this computer's owner is in the tenants of its cloud: what `lq login --tenant` does, as Studio has it. */
import { LedgerError } from '../../contract/error.ts';
import type { TenantSignIn } from '../../contract/tenant-sign-in.ts';
import type { Secrets } from '../secrets/secrets.ts';
import { claimOf } from './cognito.ts';
import { createLogin, type Login } from './login.ts';
import type { SignIns } from './sign-ins.ts';
import { beginTenantSignIn, tenantSignIns } from './tenant-app.ts';
import type { Web } from './web.ts';

export interface TenantLogins {
  /**
   * The opaque id of whoever is signed in to a tenant; undefined: nobody, and things are as they are without a sign-in.
   * @throws LedgerError `sign-in-ended` and those of the secrets: one that was kept and is no more makes nobody somebody else
   */
  who(tenant: string): Promise<string | undefined>;
  state(tenant: string): Promise<TenantSignIn>;
  /** One that is under way, to whichever tenant, is called off: there is one address to come back to. `person` is who the page suggests. */
  begin(tenant: string, person: string): Promise<TenantSignIn>;
  /** Calls off the one under way, or ends the one that is. */
  end(tenant: string): Promise<TenantSignIn>;
  close(): Promise<unknown>;
}

interface TenantLoginsOptions {
  dataDir: string;
  secrets: Secrets;
  web: Web;
  /** How it stands with the sign-in to a tenant has changed. */
  onChanged: (tenant: string) => void;
}

export function createTenantLogins({ dataDir, secrets, web, onChanged }: TenantLoginsOptions): TenantLogins {
  const known = new Map<string, { signIns: SignIns; login: Login }>();
  const of = (tenant: string): { signIns: SignIns; login: Login } => {
    const signIns = known.get(tenant)?.signIns ?? tenantSignIns({ secrets, web, tenant });
    const found = known.get(tenant) ?? { signIns, login: createLogin({ signIns, web, onEnded: () => onChanged(tenant) }) };
    known.set(tenant, found);
    return found;
  };
  const logins: TenantLogins = {
    async who(tenant) {
      const { signIns } = of(tenant);
      try {
        if ((await signIns.current()) === undefined) return undefined;
        const user = claimOf({ id: await signIns.token() }, 'cognito:username') ?? '';
        if (user.startsWith(`${tenant}.`)) return user.slice(tenant.length + 1);
      } catch (error) {
        if ((error as { code?: unknown }).code !== 'sign-in-ended') throw error;
      }
      throw new LedgerError({
        code: 'sign-in-ended',
        message: `Your sign-in to ${tenant} has ended.`,
        hint: 'Sign in again in the Cloud panel, or sign out there to go on as yourself.',
        where: tenant,
      });
    },
    async state(tenant) {
      const state = await of(tenant).login.state();
      if (state.at === 'waiting') return { at: 'waiting', page: state.page };
      try {
        if ((await logins.who(tenant)) !== undefined) return { at: 'in' };
        return state.at === 'out' ? state : { at: 'out' };
      } catch (error) {
        if (!(error instanceof LedgerError)) throw error;
        return { at: 'lost', why: { message: error.message, ...(error.hint !== undefined && { hint: error.hint }) } };
      }
    },
    async begin(tenant, person) {
      await logins.close();
      await of(tenant).login.beginBy(() => beginTenantSignIn(web, { dataDir, tenant, person }));
      onChanged(tenant);
      return logins.state(tenant);
    },
    async end(tenant) {
      await of(tenant).login.end();
      onChanged(tenant);
      return logins.state(tenant);
    },
    close: () => Promise.all([...known.values()].map(({ login }) => login.close())),
  };
  return logins;
}
