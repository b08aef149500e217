/** What a room in the cloud answers: each request is somebody's, judged by the same rules as on a host of one's own. */
import type { z } from 'zod';
import {
  type After,
  type CloseReason,
  closeReasons,
  type CloudEvent,
  cloudProtocol,
  CloudRequest,
  cloudUpdateLimits,
  decodeRecord,
  type Joined,
  leaseOf,
  readPresence,
  type Rejected,
  RoomReplica,
  type SnapshotPart,
  type Submitted,
  type Synced,
} from '../../../engine/document/index.ts';
import type { Member, PersonSignatures, Random, RoomChannel, RoomRef } from '../../ports/index.ts';
import { catchUp, type OpenRoom, optionsFor, type Replicas } from './replicas.ts';
import { type Entrant, readToken } from './token.ts';
import { write, type WriteDeps, writeLease } from './write.ts';

export interface AnswerDeps {
  /** For a tenant, with rights that end there. */
  forTenant(tenant: string): WriteDeps & { readonly directory: { member(tenant: string, id: string): Promise<Member | undefined> } };
  readonly channel: RoomChannel;
  readonly signatures: PersonSignatures;
  readonly replicas: Replicas;
  readonly random: Random;
  now(): number;
  /** Hears of events that could not be said. */
  readonly unsaid?: (ref: RoomRef, error: unknown) => void;
}

export type Answer =
  | z.infer<typeof Rejected | typeof Joined | typeof Synced | typeof Submitted | typeof After | typeof SnapshotPart>
  | { created: boolean }
  | { ok: true };

/** Base64 characters of one answer: a function answers with at most 6 MB. */
const mostAnswered = 5_000_000;
const partOfFile = 3 << 20;

const reject = (reason: CloseReason, message: string = closeReasons[reason].message): z.infer<typeof Rejected> => ({
  rejected: { reason, message },
});

export async function answer(deps: AnswerDeps, body: unknown): Promise<Answer> {
  const parsed = CloudRequest.safeParse(body);
  if (!parsed.success) return reject('bad-message');
  const request = parsed.data;
  const entrant = await readToken(request.token, {
    directory: (tenant) => deps.forTenant(tenant).directory,
    signatures: deps.signatures,
    now: () => deps.now(),
  });
  if (!entrant || entrant.claims.room !== request.room) return reject('not-signed-in');
  const ref = { tenant: entrant.claims.tenant, room: request.room };
  if (request.op === 'create') return create(deps, ref, entrant, request.seed);
  const tenant = deps.forTenant(ref.tenant);
  const open = await deps.replicas.of(ref, tenant);
  if (!open) return reject('closing', 'There is no such room.');
  try {
    return await inside(deps, tenant, { ref, open, entrant, request });
  } catch (error) {
    deps.replicas.forget(ref);
    throw error;
  }
}

async function create(deps: AnswerDeps, ref: RoomRef, { role }: Pick<Entrant, 'role'>, packed: string): Promise<Answer> {
  if (role === 'viewer') return reject('forbidden');
  const options = optionsFor(ref.room);
  if (!options) return reject('bad-message', 'There is no room of that name.');
  const { store, packing } = deps.forTenant(ref.tenant);
  const seed = packing.unpack(packed, cloudUpdateLimits.bytes);
  if (!seed) return reject('too-big');
  if (await store.head(ref)) return { created: false };
  const epoch = Array.from(deps.random.bytes(12), (byte) => byte.toString(16).padStart(2, '0')).join('');
  const begun = RoomReplica.begin(options, epoch, seed);
  if (!begun.ok) return reject(begun.reason, begun.message);
  await store.putSnapshot(ref, epoch, 0, packing.zip(begun.replica.encode()));
  return { created: await store.create(ref, { epoch, snapshot: 0 }) };
}

interface Inside {
  readonly ref: RoomRef;
  readonly open: OpenRoom;
  readonly entrant: Entrant<Member>;
  readonly request: Exclude<CloudRequest, { op: 'create' }>;
}

async function inside(deps: AnswerDeps, tenant: WriteDeps, { ref, open, entrant, request }: Inside): Promise<Answer> {
  const { replica } = open;
  const { claims, member, role } = entrant;
  const person = { id: claims.person, name: member.name, colour: claims.colour };
  if (request.op === 'join') {
    if (request.protocol !== cloudProtocol) return reject('client-too-old');
    const { seq, events } = await writeLease(open, ref, tenant, person.id);
    await tell(deps, ref, events);
    return { epoch: replica.epoch, session: leaseOf(seq), role, person, seq, events: deps.channel.address(ref) };
  }
  if (request.op === 'dismiss') {
    if (role !== 'owner') return reject('forbidden');
    await tell(deps, ref, [{ kind: 'dismissed', person: request.person }]);
    return { ok: true };
  }
  if (request.role !== role) return reject('role-changed');
  if (replica.leases.get(request.session) !== person.id) {
    await catchUp(open, ref, tenant);
    if (replica.leases.get(request.session) !== person.id) return reject('not-signed-in');
  }
  switch (request.op) {
    case 'sync':
      await catchUp(open, ref, tenant);
      return sync(open, ref, tenant, request.vector);
    case 'submit':
      return submit(deps, tenant, { ref, open, entrant, session: request.session, updates: request.updates });
    case 'after':
      return after(open, ref, tenant, request.seq, role);
    case 'snapshot': {
      const part = await tenant.store.snapshotPart(ref, replica.epoch, request.seq, request.from, tenant.sizes?.part ?? partOfFile);
      return part ? { bytes: base64(part.bytes) } : reject('bad-message');
    }
    case 'presence': {
      const state = request.state === null ? null : readPresence(request.state);
      if (state === undefined) return reject('bad-message');
      await tell(deps, ref, [{ kind: 'presence', text: JSON.stringify([{ session: request.session, person, role, state }]) }]);
      return { ok: true };
    }
  }
}

async function sync(open: OpenRoom, ref: RoomRef, { store, packing, sizes }: WriteDeps, vector: string): Promise<Answer> {
  const { replica } = open;
  let update: string;
  try {
    update = packing.pack(replica.since(bytesOf(vector)));
  } catch {
    return reject('bad-message');
  }
  if (update.length <= (sizes?.answer ?? mostAnswered)) return { seq: replica.seq, update };
  const head = await store.head(ref);
  const part = head && (await store.snapshotPart(ref, head.epoch, head.snapshot, 0, 1));
  if (!head || !part) throw new Error(`The room ${ref.room} of ${ref.tenant} has lost its snapshot.`);
  return { snapshot: { seq: head.snapshot, size: part.size } };
}

interface Submission {
  readonly ref: RoomRef;
  readonly open: OpenRoom;
  readonly entrant: Entrant<Member>;
  readonly session: number;
  readonly updates: readonly string[];
}

async function submit(deps: AnswerDeps, tenant: WriteDeps, { ref, open, entrant, session, updates }: Submission): Promise<Answer> {
  const { claims, member, role } = entrant;
  const seqs: number[] = [];
  const events: CloudEvent[] = [];
  let acked = 0;
  let refused: z.infer<typeof Rejected> | undefined;
  for (const packed of updates) {
    const update = tenant.packing.unpack(packed, cloudUpdateLimits.bytes);
    if (!update) {
      refused = reject('too-big');
      break;
    }
    const written = await write(open, ref, tenant, () => {
      const verdict = open.replica.judge({ person: { id: claims.person, name: member.name }, role, time: deps.now() }, update);
      if (!verdict.ok) return { refused: verdict };
      return verdict.nothingNew ? 'nothing' : { record: { kind: 'update', update: verdict.update }, session };
    });
    if (written !== 'nothing' && 'refused' in written) {
      refused = reject(written.refused.reason, written.refused.message);
      break;
    }
    acked += 1;
    if (written === 'nothing') continue;
    seqs.push(written.seq);
    events.push(...written.events);
  }
  await tell(deps, ref, events);
  return refused ? { ...refused, acked } : { acked, seqs };
}

async function after(
  open: OpenRoom,
  ref: RoomRef,
  { store, packing, sizes }: WriteDeps,
  seq: number,
  role: Entrant['role'],
): Promise<Answer> {
  const records: z.infer<typeof After>['records'] = [];
  let last = seq;
  let size = 0;
  for await (const logged of store.after(ref, open.replica.epoch, seq)) {
    // A record that was forgotten since is in a snapshot: whoever asks must begin from there.
    if (logged.seq !== last + 1) return reject('closing', 'These records are no longer kept.');
    const record = decodeRecord(logged.record);
    const update = record.kind === 'update' ? packing.pack(record.update) : undefined;
    size += update?.length ?? 0;
    if (records.length > 0 && size > (sizes?.answer ?? mostAnswered)) break;
    records.push({ seq: logged.seq, session: logged.session, ...(update !== undefined && { update }) });
    last = logged.seq;
  }
  return { records, last, role };
}

/** What could not be said is found missing by those who listen. */
async function tell({ channel, unsaid }: AnswerDeps, ref: RoomRef, events: readonly CloudEvent[]): Promise<void> {
  if (events.length === 0) return;
  try {
    await channel.publish(ref, events);
  } catch (error) {
    unsaid?.(ref, error);
  }
}

const bytesOf = (text: string): Uint8Array => Uint8Array.from(atob(text), (character) => character.charCodeAt(0));

function base64(bytes: Uint8Array): string {
  let text = '';
  for (let at = 0; at < bytes.length; at += 8192) text += String.fromCharCode(...bytes.subarray(at, at + 8192));
  return btoa(text);
}
