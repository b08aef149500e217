import { ServerMessage } from '../../../engine/net/protocol/index.ts';
import type { LevelPackage } from '../../../engine/model/package.ts';
import type {
  Connection,
  ConnectionChange,
  EngineBuild,
  Limits,
  SigningPurpose,
  Member,
  PublishRequest,
  Role,
  SessionRef,
  Signature,
} from '../../ports/index.ts';
import {
  auditChange,
  verifySession,
  verifyTenant,
  type AuditVerdict,
  type SessionVerdict,
  type VerifyAuditDeps,
  type Witness,
} from '../audit/index.ts';
import { digest, proofDigest } from '../evidence.ts';
import {
  checkPublish,
  gatherProofs,
  loadPackage,
  promote,
  provePart,
  requestText,
  signRevision,
  type Strip,
  type Verified,
} from '../publish/index.ts';
import { countSpending } from '../metering/index.ts';
import { commandRate } from '../quota/index.ts';
import { refuse } from '../refusal.ts';
import {
  beginLoop,
  changePhase,
  levelCache,
  runSlice,
  startSession,
  warmWorlds,
  type AcceptDeps,
  type LoopStart,
  type PhaseOrder,
  type SliceDeps,
  type SliceResult,
  type StartOrder,
} from '../session/index.ts';
import { MemoryAudit } from './memory-audit.ts';
import { MemoryBoard, MemoryLevels } from './memory-levels.ts';
import { MemorySessions } from './memory-sessions.ts';
import { MemoryWaitingList } from './memory-waiting.ts';
import { toyEngine, toyPackage, toyStrip } from './toy-engine.ts';

/** Somebody as directories know them, without roles. */
export const toyIdentity = (name: string) => ({ id: `u-${digest(name).slice(0, 20)}`, name, key: `key of ${name}` });

/** What somebody's own key makes of a request. */
export const toySign = (name: string, request: PublishRequest): PublishRequest => ({
  ...request,
  signature: digest(`${toyIdentity(name).key}/${requestText(request)}`),
});

/** The whole domain over memory: time passes only when something sleeps, and nothing happens unless a test lets it. */
export class ToyCloud {
  now = 1_700_000_000_000;
  readonly clock = { now: () => this.now };
  readonly sleep = async (ms: number): Promise<void> => void (this.now += Math.max(0, ms));
  #ids = 0;
  readonly ids = { next: (prefix: string) => `${prefix}-${(this.#ids += 1)}` };
  #byte = 1;
  readonly random = { bytes: (n: number) => Uint8Array.from({ length: n }, () => (this.#byte = (this.#byte * 73 + 11) % 256)) };

  readonly sessions = new MemorySessions();
  readonly levels = new MemoryLevels();
  readonly board = new MemoryBoard();
  readonly audit = new MemoryAudit();
  /** Roles by `<tenant>/<name>`; ids and keys follow from the names. */
  readonly people = new Map<string, Role[]>([
    ['demo/ada', ['designer']],
    ['demo/pia', ['player']],
    ['demo/fay', ['facilitator']],
    ['acme/ben', ['owner']],
  ]);
  readonly directory = {
    tenants: async () => ['demo', 'acme'],
    members: async (tenant: string): Promise<Member[]> =>
      [...this.people]
        .filter(([person]) => person.startsWith(`${tenant}/`))
        .map(([person, roles]) => ({ ...toyIdentity(person.slice(tenant.length + 1)), roles })),
    member: async (tenant: string, id: string) => (await this.directory.members(tenant)).find((member) => member.id === id),
    named: (tenant: string, id: string) => this.directory.member(tenant, id),
  };
  readonly signatures = { verify: (key: string, text: string, signature: string) => signature === digest(`${key}/${text}`) };
  readonly keys = {
    sign: async (tenant: string, purpose: SigningPurpose, text: string): Promise<Signature> => ({
      algorithm: 'ECDSA_SHA_256',
      key: `${tenant}/${purpose}`,
      value: digest(`${tenant}/${purpose}/${text}`),
    }),
    verify: async (tenant: string, purpose: SigningPurpose, text: string, { value }: Signature) =>
      value === digest(`${tenant}/${purpose}/${text}`),
  };
  /** What is sealed says for whom, and is opened for nobody else. */
  readonly links = {
    seal: async ({ tenant, session }: SessionRef, token: string): Promise<Uint8Array> => Buffer.from(`${tenant}/${session}/${token}`),
    open: async ({ tenant, session }: SessionRef, sealed: Uint8Array): Promise<string | undefined> => {
      const [text, whose] = [Buffer.from(sealed).toString(), `${tenant}/${session}/`];
      return text.startsWith(whose) ? text.slice(whose.length) : undefined;
    },
  };
  /** What was set for tenants, and what they have spent. */
  readonly limitsOf = new Map<string, Partial<Limits>>();
  readonly homes = new Map<string, string>();
  region = 'eu-central-1';
  readonly limits = {
    limits: async (tenant: string) => this.limitsOf.get(tenant) ?? {},
    region: async (tenant: string) => this.homes.get(tenant),
  };
  readonly rate = commandRate(this.clock);
  readonly waiting = new MemoryWaitingList();
  readonly builds = new Map<string, EngineBuild>();
  readonly engines = {
    load: async (id: string) => this.builds.get(id) ?? refuse({ code: 'engine-unknown', message: `This target does not run ${id}.` }),
    list: async () => [...this.builds.keys()].toSorted((a, b) => (a < b ? -1 : 1)),
  };
  /** Loops that were asked for and have not begun. */
  readonly started: LoopStart[] = [];
  readonly orchestrator = {
    startLoop: async ({ tenant, session }: SessionRef, seen: number) => void this.started.push({ tenant, session, seen }),
  };
  readonly checkpointBytes = new Map<string, Uint8Array>();
  readonly checkpoints = {
    put: async (_: string, bytes: Uint8Array) => {
      this.checkpointBytes.set(digest(bytes), bytes);
      return digest(bytes);
    },
    get: async (_: string, sha256: string) => this.checkpointBytes.get(sha256),
  };
  readonly listeners: (SessionRef & Connection)[] = [];
  readonly connections = {
    open: async (ref: SessionRef, connection: Connection) => void this.listeners.push({ ...ref, ...connection }),
    close: async (id: string) => {
      const found = this.listeners.find((one) => one.id === id);
      this.listeners.splice(0, Infinity, ...this.listeners.filter((one) => one !== found));
      return found;
    },
    find: async (id: string) => this.listeners.find((one) => one.id === id),
    list: async ({ session }: SessionRef) => this.listeners.filter((one) => one.session === session),
    change: async (_: SessionRef, id: string, change: ConnectionChange) => {
      const found = this.listeners.findIndex((one) => one.id === id);
      if (found >= 0) this.listeners[found] = { ...this.listeners[found]!, ...change };
      return found >= 0;
    },
  };
  /** Sockets that the cloud ended. */
  readonly shownOut: string[] = [];
  readonly sent: { to: string; message: { type: string } & Record<string, unknown> }[] = [];
  readonly push = {
    post: async (to: string, bytes: Uint8Array): Promise<'sent' | 'gone' | 'missed'> => {
      this.sent.push({ to, message: ServerMessage.parse(JSON.parse(new TextDecoder().decode(bytes))) });
      return 'sent';
    },
    close: async (id: string): Promise<void> => void this.shownOut.push(id),
  };

  constructor({ engine = toyEngine() }: { engine?: EngineBuild } = {}) {
    this.builds.set(engine.id, engine);
  }

  readonly auditSpending = countSpending({ clock: this.clock, memory: 0.5, capacity: () => ({ readUnits: 3, writeUnits: 5 }) });
  readonly openLevel: SliceDeps['level'] = (engine, named) => loadPackage(this.levels, engine, named);

  /** The dependencies of a fresh slice function, with an empty cache of worlds. */
  sliceDeps(): SliceDeps {
    const { checkpoints, connections, push, engines, clock, sleep } = this;
    return {
      store: this.sessions,
      log: this.sessions,
      checkpoints,
      connections,
      push,
      engines,
      clock,
      sleep,
      level: this.openLevel,
      warm: warmWorlds(),
      spending: countSpending({ clock, memory: 2, capacity: () => ({ readUnits: 1, writeUnits: 1 }), loops: true }),
    };
  }
  acceptDeps(): AcceptDeps {
    const { orchestrator, clock, random, sleep, limits } = this;
    return {
      store: this.sessions,
      log: this.sessions,
      level: levelCache(this.levels),
      orchestrator,
      clock,
      random,
      sleep,
      limits,
      rate: this.rate,
      waiting: this.waiting,
    };
  }

  /** Uploads a package and its request, which `by` signs: Ada in demo, Ben in acme. */
  async upload(
    level: LevelPackage,
    { by, ...request }: Partial<PublishRequest> & { by?: string } = {},
    publisherEngine: EngineBuild = this.builds.values().next().value!,
  ): Promise<PublishRequest> {
    const tenant = request.tenant ?? 'demo';
    for (const { path, sha256 } of level.manifest.files) await this.levels.putAsset(tenant, sha256, level.files.get(path)!);
    await this.levels.putManifest(tenant, level.manifest.level, level.hash, level.manifestBytes);
    const proofs = publisherEngine.prove(level);
    const person = by ?? (tenant === 'acme' ? 'ben' : 'ada');
    const whole = toySign(person, {
      format: 1,
      kind: 'publish',
      id: this.ids.next('p'),
      tenant,
      project: level.manifest.project,
      level: level.manifest.level,
      name: level.manifest.name,
      channel: 'live',
      packageHash: level.hash,
      engine: publisherEngine.id,
      goldenHash: proofDigest(proofs),
      proofs,
      publisher: toyIdentity(person).id,
      at: this.now,
      ...request,
    });
    await this.levels.putRequest(whole);
    return whole;
  }
  publisherDeps() {
    const { levels, keys, engines, directory, signatures, limits, region } = this;
    return { levels, keys, engines, directory, signatures, limits, region };
  }
  /** As the workflow does: what was shared out comes back last part first. */
  async verify(request: PublishRequest, { strip = toyStrip, ...more }: { strip?: Strip; ticksAtOnce?: number } = {}): Promise<Verified> {
    const checked = await checkPublish({ ...this.publisherDeps(), strip, ...more }, request);
    if ('verified' in checked) return checked.verified;
    const proofs = await Promise.all(checked.parts.toReversed().map((part) => provePart(this, request, part)));
    return gatherProofs(request, proofs.flat());
  }
  async publish(level: LevelPackage = toyPackage(), request: Partial<PublishRequest> = {}) {
    const order = await this.upload(level, request);
    return promote(this, order, await signRevision(this, order, await this.verify(order)));
  }
  async startSession(order: Partial<StartOrder> = {}) {
    const { levels, keys, links, directory, engines, orchestrator, clock, ids, random, limits, audit: metering, region } = this;
    return startSession(
      { limits, metering, region, store: this.sessions, levels, keys, links, directory, engines, orchestrator, clock, ids, random },
      { tenant: 'demo', level: 'counter', channel: 'live', person: 'ada', ...order },
    );
  }
  /** Pauses, resumes or ends a session of demo: Fay does, who facilitates. */
  async changePhase(order: Partial<PhaseOrder> & Pick<PhaseOrder, 'session' | 'change'>) {
    return changePhase(
      { ...this.acceptDeps(), directory: this.directory, metering: this.audit },
      { tenant: 'demo', person: 'fay', ...order },
    );
  }
  /** Runs every loop that was started until it stops, renews or has run `limit` slices. */
  async runLoops({ deps = this.sliceDeps(), limit = 50 } = {}): Promise<SliceResult[]> {
    const results: SliceResult[] = [];
    for (let start = this.started.shift(); start !== undefined; start = this.started.shift()) {
      let result = await beginLoop(deps, start, { id: this.ids.next('x'), startedAt: this.now });
      for (let n = 1; result.next === 'again' && n < limit; n += 1) result = await runSlice(deps, result);
      results.push(result);
      if (result.next === 'renew') this.started.push({ tenant: result.tenant, session: result.session, seen: result.loopEpoch });
    }
    return results;
  }
  /** Delivers the stream to the audit, `times` times over; what fails is delivered again the next time. */
  async runAudit(times = 1): Promise<void> {
    const { audit, keys, clock } = this;
    const { stream } = this.sessions;
    for (; stream.length > 0; stream.shift())
      for (let n = 0; n < times; n += 1)
        await auditChange({ audit, log: this.sessions, keys, clock, spending: this.auditSpending }, stream[0]!);
  }
  verifyDeps(): VerifyAuditDeps {
    const { audit, keys, engines, sleep } = this;
    return { audit, keys, engines, sleep, level: this.openLevel, head: (ref) => this.sessions.head(ref) };
  }
  async verifyAudit({ tenant = 'demo', witness }: { tenant?: string; witness?: Witness } = {}): Promise<AuditVerdict> {
    return verifyTenant(this.verifyDeps(), tenant, await this.sessions.list(tenant), witness);
  }
  async verifySession(ref: SessionRef): Promise<SessionVerdict> {
    return verifySession(this.verifyDeps(), ref);
  }
}
