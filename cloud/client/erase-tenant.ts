import type { AwsAuditReader } from '../adapters/aws/audit.ts';
import type { AwsClients } from '../adapters/aws/clients.ts';
import type { DynamoDirectory } from '../adapters/aws/directory.ts';
import { endKeys, removeAliases, removeItems, removeObjects } from '../adapters/aws/erasure.ts';
import type { IamUsers } from '../adapters/aws/iam.ts';
import { isRefusal } from '../domain/refusal.ts';
import { changePhaseFor, phaseOf, readableHead, type AcceptDeps } from '../domain/session/index.ts';
import type { SessionHead, SessionRef } from '../ports/index.ts';
import type { StackOutputs } from './target.ts';

/** What is left of a tenant that was erased, and until when. */
export interface TenantErasure {
  readonly tenant: string;
  readonly items: number;
  readonly objects: number;
  /** Objects that are locked. Nothing opens them. */
  readonly kept: { readonly objects: number; readonly until?: string };
  /** ISO 8601: until then the owner of the cloud could bring the keys back. */
  readonly keysDestroyedAt?: string;
}

export interface EraseDeps {
  readonly clients: AwsClients;
  readonly directory: DynamoDirectory;
  readonly users: IamUsers;
  readonly outputs: StackOutputs;
  readonly accepting: AcceptDeps;
  readonly audit: Pick<AwsAuditReader, 'sealedUpTo'>;
  readonly user: string;
  /** Takes its people out: they sign in no more. */
  readonly dismiss: () => Promise<void>;
  /** Leaves no tick log of its sessions with hosts of their own. */
  readonly eraseLogs: () => Promise<void>;
}

/** How often what still comes in is looked for, and how long its loops and the audit of what they did last are waited for, ms. */
const patience = { passes: 20, between: 500, loops: 15_000, audit: 30_000 };

/**
 * Erases a tenant: its sessions end, its keys go out of use, its access ends, and everything of it is deleted that no lock keeps. What a lock
 * keeps, and what a copy holds, is encrypted by those keys. Cut short at any moment and called again it goes on where it stopped.
 * @param begun told before the tenant's access ends, once nothing leads back
 */
export async function eraseTenant(deps: EraseDeps, tenant: string, begun: () => void): Promise<TenantErasure> {
  const { clients, directory, users, outputs, accepting, audit, user, dismiss, eraseLogs } = deps;
  const { clock, sleep } = accepting;
  // From here on nothing is woken for it, and it is not made again.
  await directory.putTenant(tenant, 'erasing');
  begun();
  await users.remove(user);
  await dismiss();
  await endSessions(accepting, tenant);
  await audited({ ...accepting, audit }, tenant);
  const destroyed = await endKeys(clients.kms, tenant);
  let items = 0;
  let empty = 0;
  for (let pass = 0; pass < patience.passes && empty < 2; pass += 1) {
    const found = await removeItems(clients.dynamodb, outputs.TableName, `TENANT#${tenant}#`);
    items += found;
    empty = found === 0 ? empty + 1 : 0;
    await sleep(patience.between);
  }
  await removeItems(clients.dynamodb, outputs.PersonKeysTableName, `TENANT#${tenant}#`);
  const { removed, kept, until } = await removeObjects(clients.s3, outputs.BucketName, `tenants/${tenant}/`);
  // What stood still has kept its own. No session begins another one: they are gone.
  await eraseLogs();
  await removeAliases(clients.kms, tenant);
  await directory.putTenant(tenant, 'erased', clock.now());
  return {
    tenant,
    items,
    objects: removed,
    kept: { objects: kept, ...(until > 0 && { until: new Date(until).toISOString() }) },
    ...(destroyed > 0 && { keysDestroyedAt: new Date(destroyed).toISOString() }),
  };
}

const rests = ({ done, loop }: SessionHead): boolean => done && loop !== 'running';

/** Ends what is open, in the audit too, and waits until no loop runs: nothing is written behind the erasure's back. */
async function endSessions(deps: AcceptDeps, tenant: string): Promise<void> {
  const ending: SessionRef[] = [];
  for (const session of await deps.store.list(tenant)) {
    const ref = { tenant, session };
    // What nobody can read, nobody plays: it is erased with the rest.
    const { head } = await readableHead(deps.store, ref);
    if (head === undefined || rests(head)) continue;
    if (!head.done && phaseOf(head) !== 'ended') {
      await takeFromHost(deps, ref, head);
      await changePhaseFor(deps, ref, 'end', 'erased').catch((error: unknown) => {
        if (!isRefusal(error)) throw error;
      });
    }
    ending.push(ref);
  }
  const until = deps.clock.now() + patience.loops;
  for (const ref of ending)
    while (deps.clock.now() < until) {
      const { head } = await readableHead(deps.store, ref);
      if (head === undefined || rests(head)) break;
      await deps.sleep(patience.between);
    }
}

/** A session's own host takes no order from here: it loses the session, and the next one finds it ended. */
async function takeFromHost({ store, clock }: AcceptDeps, ref: SessionRef, { loop, loopEpoch: seen }: SessionHead): Promise<void> {
  if (loop !== 'running' || (await store.start(ref))?.host !== 'hot') return;
  if (!(await store.takeLoop(ref, { seen, owner: 'erasing', at: clock.now() }))) return;
  const { head } = await readableHead(store, ref);
  if (head?.loopOwner !== 'erasing') return;
  const { loopEpoch, cmdSeq, calls, waiting } = head;
  await store.stopLoop(ref, { loopEpoch, cmdSeq, calls, waiting, at: clock.now() });
}

/** Waits until the audit has what the tenant's sessions did last: what its writer is late with, it would write behind the erasure's back. */
async function audited({ store, audit, clock, sleep }: AcceptDeps & Pick<EraseDeps, 'audit'>, tenant: string): Promise<void> {
  const until = clock.now() + patience.audit;
  for (const session of await store.list(tenant)) {
    const ref = { tenant, session };
    const { head } = await readableHead(store, ref);
    // One that was never played has nothing that is sealed.
    while (head !== undefined && head.version > 0 && clock.now() < until && (await audit.sealedUpTo(ref)) < head.version)
      await sleep(patience.between);
  }
}
