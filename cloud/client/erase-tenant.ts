import { counted } from '../../engine/model/counted.ts';
import type { AwsAuditReader } from '../adapters/aws/audit.ts';
import type { AwsClients } from '../adapters/aws/clients.ts';
import { isErasedState, type DynamoDirectory, type TenantStanding } from '../adapters/aws/directory.ts';
import { countItems, countObjects, endKeys, endOfKeys, removeAliases, removeItems, removeObjects } from '../adapters/aws/erasure.ts';
import type { IamUsers } from '../adapters/aws/iam.ts';
import { isRefusal, refuse } from '../domain/refusal.ts';
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

/** How often is looked, and how long its loops, the audit of what they did last and the end of what still comes in are waited for, ms. */
const patience = { between: 500, loops: 15_000, audit: 30_000, writers: 120_000 };

/** A tenant that is being erased, or was: what is left of it. */
export interface Erasure {
  readonly tenant: string;
  readonly state: 'erasing' | 'erased';
  /** ISO 8601: when it was begun, or had come to its end. */
  readonly since?: string;
  readonly items: number;
  /** With those that a lock keeps. */
  readonly objects: number;
  /** ISO 8601; absent while one of its keys is in use, and once it is erased: nothing leads to them any more. */
  readonly keysDestroyedAt?: string;
}

/** Undefined for a tenant that is not erased, or not known. */
export async function erasureOf(
  { clients, directory, outputs }: Pick<EraseDeps, 'clients' | 'directory' | 'outputs'>,
  tenant: string,
): Promise<Erasure | undefined> {
  const { state, at } = (await directory.tenantStanding(tenant)) ?? {};
  if (!isErasedState(state)) return undefined;
  const [items, keys, objects, destroyed] = await Promise.all([
    countItems(clients.dynamodb, outputs.TableName, tenant),
    countItems(clients.dynamodb, outputs.PersonKeysTableName, tenant),
    countObjects(clients.s3, outputs.BucketName, objectsOf(tenant)),
    endOfKeys(clients.kms, tenant),
  ]);
  return {
    tenant,
    state,
    ...(at !== undefined && { since: isoOf(at) }),
    items: items + keys,
    objects,
    ...(destroyed > 0 && { keysDestroyedAt: isoOf(destroyed) }),
  };
}

const objectsOf = (tenant: string): string => `tenants/${tenant}/`;
const isoOf = (at: number): string => new Date(at).toISOString();

/**
 * Erases a tenant: its sessions end, its keys go out of use, its access ends, and everything of it is deleted that no lock keeps. What a lock
 * keeps, and what a copy holds, is encrypted by those keys. Cut short at any moment and called again it goes on where it stopped.
 * @param before how the tenant stands: one whose erasing was cut short was begun then
 * @param begun told before the tenant's access ends, once nothing leads back
 * @param writers how long the end of what still comes in is waited for, ms
 * @throws Refusal `tenant-still-written` where more came until then: it stays among those that are being erased
 */
export async function eraseTenant(
  deps: EraseDeps,
  tenant: string,
  { before, begun, writers = patience.writers }: { before: TenantStanding; begun: () => void; writers?: number | undefined },
): Promise<TenantErasure> {
  const { clients, directory, users, outputs, accepting, audit, user, dismiss, eraseLogs } = deps;
  const { clock, sleep } = accepting;
  // From here on nothing is woken for it, and it is not made again.
  await directory.putTenant(tenant, 'erasing', before.state === 'erasing' ? before.at : clock.now());
  begun();
  await users.remove(user);
  await dismiss();
  await endSessions(accepting, tenant);
  await audited({ ...accepting, audit }, tenant);
  const destroyed = await endKeys(clients.kms, tenant);
  let items = await removeItems(clients.dynamodb, outputs.TableName, tenant);
  // What was under way when its access ended comes in behind that, and so does what keys write that were given to its people before.
  const since = clock.now();
  let came = 0;
  for (let empty = 0; empty < 2;) {
    await sleep(patience.between);
    const found = await removeItems(clients.dynamodb, outputs.TableName, tenant);
    [items, came, empty] = [items + found, came + found, found === 0 ? empty + 1 : 0];
    if (found > 0 && clock.now() - since > writers) refuse(stillWritten(tenant, came));
  }
  await removeItems(clients.dynamodb, outputs.PersonKeysTableName, tenant);
  const { removed, kept, until } = await removeObjects(clients.s3, outputs.BucketName, objectsOf(tenant));
  // What stood still has kept its own. No session begins another one: they are gone.
  await eraseLogs();
  await removeAliases(clients.kms, tenant);
  await directory.putTenant(tenant, 'erased', clock.now());
  return {
    tenant,
    items,
    objects: removed,
    kept: { objects: kept, ...(until > 0 && { until: isoOf(until) }) },
    ...(destroyed > 0 && { keysDestroyedAt: isoOf(destroyed) }),
  };
}

const stillWritten = (tenant: string, came: number) => ({
  code: 'tenant-still-written',
  message: `Everything that ${tenant} had is deleted, but ${counted(came, 'item')} came since, and more come: somebody has keys that were given before.`,
  hint: `They are good for an hour at most. Then finish it: lq tenant erase ${tenant} --confirm ${tenant}`,
  where: tenant,
});

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
