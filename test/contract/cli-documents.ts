/** The JSON that `lq` prints, one schema per command: the fields that other tools rely on. More may be added; none of these goes away. */
import { z } from 'zod';
import { letterSystems, PersonExport } from '../../cloud/client/index.ts';

const Hash = z.string().regex(/^[0-9a-f]{16}$/);
const Sha256 = z.string().regex(/^[0-9a-f]{64}$/);
const Engine = z.string().regex(/^engine@[0-9a-f]{64}$/);
const Url = z.string().regex(/^http:\/\/127\.0\.0\.1:\d+/);
const Keys = { accessKeyId: z.string().min(16), secretAccessKey: z.string().min(32) };
const Count = z.int().min(0);
const Kpis = z.record(z.string(), z.union([z.number(), z.string()]));
const Finding = z.object({
  kind: z.enum(['record', 'segment', 'session', 'digest']),
  session: z.string(),
  name: z.string(),
  message: z.string(),
});
const SessionState = z.enum(['waiting', 'running', 'idle', 'paused', 'finished', 'ended', 'failed']);
const Assurance = z.enum(['local', 'kms', 'witnessed']);
const Usage = z
  .object({
    slices: Count,
    ticks: Count,
    fuel: Count,
    commands: Count,
    calls: Count,
    gbMs: z.number(),
    readUnits: z.number(),
    writeUnits: z.number(),
  })
  .loose();
const Dollars = z.string().regex(/^\d+\.\d{9}$/);
const Cost = z.object({
  date: z.iso.date(),
  region: z.string(),
  lines: z.array(z.object({ what: z.string(), amount: z.number(), usd: Dollars })),
  usd: Dollars,
});
const Limits = z.object({ sessions: Count, players: Count, commandsPerSecond: Count, dollars: z.string() });
const Guest = z.object({ id: z.string(), name: z.string(), role: z.enum(['editor', 'viewer']), connected: z.boolean() });

const AlarmNotice = z.strictObject({
  id: z.string(),
  at: z.iso.datetime(),
  alarm: z.string(),
  means: z.string(),
  state: z.enum(['ALARM', 'OK']),
  reason: z.string(),
});

const LogLine = z.strictObject({
  level: z.enum(['debug', 'info', 'warn', 'error']),
  at: z.iso.datetime(),
  function: z.string().min(1),
  message: z.string(),
  requestId: z.string().optional(),
  tenant: z.string(),
  session: z.string().optional(),
  trace: z.string().optional(),
  code: z.string().optional(),
  where: z.string().optional(),
  seq: z.int().optional(),
  spans: z.array(z.object({ name: z.string(), from: z.int(), to: z.int() })).optional(),
});
const Health = z.object({
  id: z.string(),
  tenant: z.string(),
  level: z.string(),
  phase: z.enum(['open', 'paused', 'ended']),
  loop: z.enum(['idle', 'running', 'parked']),
  host: z.string(),
  ticks: Count,
  players: Count,
  worries: z.array(z.enum(['parked', 'overruns', 'scripts-rest', 'scripts-fail'])),
  pulse: z
    .object({
      at: z.int(),
      span: z.number(),
      hz: z.number(),
      p50: z.number(),
      p99: z.number(),
      slices: Count,
      late: Count,
      commands: Count,
    })
    .optional(),
});

/** Of a tenant that is erased, or about to be. */
const Left = z.strictObject({
  since: z.iso.datetime().optional(),
  items: Count,
  objects: Count,
  keysDestroyedAt: z.iso.datetime().optional(),
});

export const documents = {
  entities: z.object({
    tenant: z.string(),
    session: z.string(),
    tick: Count,
    left: Count,
    rows: z.array(z.object({ entity: z.string(), name: z.string(), component: z.string(), value: z.record(z.string(), z.unknown()) })),
  }),
  init: z.object({ dir: z.string(), template: z.string(), files: Count }),
  validate: z.object({
    ok: z.boolean(),
    problems: z.array(z.looseObject({ severity: z.enum(['error', 'warning']), code: z.string(), file: z.string(), message: z.string() })),
    package: Sha256.nullable(),
  }),
  run: z.object({
    ticks: Count,
    scenario: z.string(),
    seed: Count,
    hash: Hash,
    hashes: z.array(Hash),
    kpis: Kpis,
    events: z.array(z.looseObject({ tick: Count, type: z.string() })),
    chain: Sha256,
    package: Sha256,
    engine: Engine,
  }),
  usage: z.object({
    tenant: z.string(),
    session: z.string().optional(),
    usage: Usage.optional(),
    hours: z.array(z.object({ hour: z.string().regex(/^\d{4}-\d\d-\d\dT\d\d$/), usage: Usage })).optional(),
    total: Usage.optional(),
    cost: Cost,
    perHour: Dollars.optional(),
    hourOf: z.enum(['clock', 'turns']).optional(),
  }),
  replay: z.object({
    ticks: Count,
    diverged: z.boolean(),
    hash: Hash,
    chain: Sha256,
    level: z.string(),
    scenario: z.string(),
    seed: Count,
    engine: Engine,
    package: Sha256,
    commands: Count,
    kpis: Kpis,
    divergence: z.looseObject({ tick: Count, what: z.string(), ours: z.json(), theirs: z.json() }).optional(),
    also: z.array(z.looseObject({ tick: Count, what: z.string() })).optional(),
  }),
  why: z.object({
    tick: Count,
    value: z.json(),
    change: z.object({ tick: Count, from: z.json(), to: z.json() }).nullable(),
    chain: z.array(
      z.looseObject({
        tick: Count,
        kind: z.enum(['script', 'system', 'behaviour', 'machine', 'physics', 'command', 'event', 'timer', 'value', 'start', 'level']),
      }),
    ),
    text: z.array(z.string()).min(1),
  }),
  script: z.object({
    outcome: z.enum(['ok', 'fuel', 'memory', 'depth', 'error', 'syntax', 'result', 'permission', 'engine']),
    message: z.string(),
    line: Count.optional(),
    column: Count.optional(),
    hint: z.string().optional(),
    fuel: Count,
    fuelOf: z.array(Count),
    ticks: Count,
    logs: z.array(z.string()),
    kpis: Kpis,
    result: z.json().optional(),
    results: z.array(z.string()),
    claim: z.string().optional(),
    stateHash: z.string(),
    memoryHash: z.string(),
    hostPolluted: z.boolean(),
    recovered: z.boolean(),
  }),
  engineInit: z.object({ dir: z.string(), files: Count }),
  engineBuild: z.object({ id: Engine, dir: z.string(), systems: z.array(z.string()), components: z.array(z.string()), builtMs: Count }),
  up: z.object({
    s3: Url,
    dynamodb: Url,
    endpoint: Url,
    websocket: z.string().regex(/^ws:\/\/127\.0\.0\.1:\d+\//),
    playground: Url,
    studio: Url,
    region: z.string().min(1),
    ...Keys,
    tenants: z.array(z.object({ id: z.string(), ...Keys })).min(2),
    pid: z.int().min(1),
    dataDir: z.string(),
    bucket: z.string().min(1),
    table: z.string().min(1),
  }),
  publish: z.object({
    tenant: z.string(),
    channel: z.string(),
    revision: z.int().min(1),
    packageHash: Sha256,
    goldenHash: Sha256,
    cloudHash: Sha256,
    unchanged: z.boolean(),
    assurance: z.enum(['local', 'kms']),
    proofs: z.array(z.object({ scenario: z.string(), seed: Count, ticks: Count, hash: Hash })).min(1),
  }),
  achievementsList: z.object({
    tenant: z.string(),
    session: z.string().optional(),
    achievements: z.array(
      z.object({ player: z.string(), achievement: z.string(), label: z.string().min(1), session: z.string(), at: z.iso.datetime() }),
    ),
  }),
  notificationsList: z.object({
    tenant: z.string(),
    notices: z.array(
      z.object({
        id: z.string(),
        kind: z.enum(['published', 'refused', 'finished', 'parked', 'budget']),
        about: z.string(),
        said: z.record(z.string(), z.union([z.string(), z.number()])),
        at: z.iso.datetime(),
        read: z.boolean(),
      }),
    ),
  }),
  notificationsRead: z.object({ tenant: z.string(), marked: Count }),
  analyticsExport: z.object({ tenant: z.string(), file: z.string(), lines: Count }),
  trace: z.object({
    tenant: z.string(),
    session: z.string(),
    seq: z.int().min(1),
    type: z.string(),
    sender: Count,
    trace: z.string().regex(/^[0-9a-f]{32}$/),
    spans: z.array(z.object({ name: z.enum(['accepted', 'slice', 'committed', 'pushed', 'audited']), from: z.int(), to: z.int() })),
  }),
  traceSwitch: z.object({ tenant: z.string(), session: z.string(), until: z.iso.datetime().nullable() }),
  logs: z.object({ tenant: z.string(), lines: z.array(LogLine) }),
  top: z.object({ at: z.iso.datetime(), sessions: z.array(Health) }),
  opsOverview: z.object({
    tenants: z.array(
      z.object({
        tenant: z.string(),
        sessions: Count,
        running: Count,
        inTrouble: Count,
        letters: Count,
        spend: z.object({ lastHour: Dollars, today: Dollars, month: Dollars, prices: z.iso.date(), budget: z.string().optional() }),
      }),
    ),
  }),
  opsPublishers: z.object({ publishers: z.array(z.object({ tenant: z.string(), name: z.string(), roles: z.array(z.string()) })) }),
  opsEngines: z.object({
    engines: z.array(
      z.object({ tenant: z.string(), id: Engine, deployed: z.boolean(), live: z.array(z.string()), running: Count, over: Count }),
    ),
  }),
  opsAlarms: z.object({
    ringing: z.array(AlarmNotice),
    notices: z.array(AlarmNotice),
  }),
  opsRetention: z.object({ retention: z.array(z.object({ what: z.string(), days: z.int().optional() })) }),
  levelList: z.object({
    tenant: z.string(),
    levels: z.array(
      z.object({ project: z.string(), level: z.string(), channel: z.string(), revision: Count, latest: Count, packageHash: Sha256 }),
    ),
  }),
  levelHistory: z.object({
    tenant: z.string(),
    level: z.string(),
    channel: z.string(),
    live: Count,
    movedAt: z.iso.datetime(),
    movedBy: z.string(),
    latest: Count,
    revisions: z.array(
      z.object({
        revision: Count,
        live: z.boolean(),
        packageHash: Sha256,
        engine: Engine,
        goldenHash: Sha256,
        cloudHash: Sha256,
        publisher: z.string(),
        publishedAt: z.iso.datetime(),
      }),
    ),
    next: Count.optional(),
  }),
  dlqList: z.object({
    tenant: z.string(),
    letters: z.array(
      z.object({
        letter: z.string(),
        system: z.enum(letterSystems),
        about: z.string(),
        at: z.iso.datetime(),
        error: z.string().min(1),
        tries: z.int().min(1),
        asked: z.iso.datetime().optional(),
      }),
    ),
  }),
  dlqRedrive: z.object({
    tenant: z.string(),
    letters: z.array(z.object({ letter: z.string(), outcome: z.enum(['done', 'failed', 'unanswered']), error: z.string().optional() })),
  }),
  dlqUnsorted: z.object({ unsorted: z.array(z.object({ id: z.string(), at: z.iso.datetime(), body: z.string() })) }),
  dlqSorted: z.object({ moved: Count }),
  sessionStart: z.object({ id: z.string(), playUrl: Url, tenant: z.string() }),
  sessionLink: z.object({ session: z.string(), tenant: z.string(), playUrl: Url }),
  sessionSend: z.object({ session: z.string(), type: z.string(), sender: Count, seq: Count, clientSeq: Count, duplicate: z.boolean() }),
  sessionRecord: z.object({ tenant: z.string(), session: z.string(), file: z.string(), ticks: Count, commands: Count, hash: z.string() }),
  sessionPhase: z.object({ session: z.string(), tenant: z.string(), change: z.enum(['pause', 'resume', 'end']), changed: z.boolean() }),
  sessionList: z.object({
    sessions: z.array(
      z.object({
        id: z.string(),
        level: z.string(),
        scenario: z.string().optional(),
        state: SessionState,
        ticks: Count,
        players: Count,
        revision: Count,
      }),
    ),
  }),
  sessionShow: z.object({
    id: z.string(),
    tenant: z.string(),
    level: z.string(),
    state: SessionState,
    revision: Count,
    ticks: Count,
    hash: z.union([z.literal(''), Hash]),
    kpis: Kpis,
    packageHash: Sha256,
    engine: Engine,
    latency: z.enum(['turn', 'interactive', 'relaxed']),
    waiting: z.array(z.string()),
    seats: z
      .array(
        z.object({
          entity: z.string(),
          stage: z.string(),
          name: z.string(),
          owner: Count,
          player: z.string().optional(),
          away: z.literal(true).optional(),
        }),
      )
      .optional(),
    commands: z.object({ accepted: Count, consumed: Count }),
    host: z.enum(['functions', 'hot']),
    address: z.string().regex(/^ws:/).optional(),
  }),
  sessionVerify: z.object({
    ticks: Count,
    diverged: z.boolean(),
    at: z.string().optional(),
    records: Count,
    findings: z.array(Finding),
    assurance: Assurance,
  }),
  auditVerify: z.object({
    tenant: z.string(),
    ok: z.boolean(),
    sessions: z.array(z.object({ session: z.string(), records: Count, ticks: Count, diverged: z.boolean() })),
    findings: z.array(Finding),
    assurance: Assurance,
  }),
  peopleExport: PersonExport,
  tenantShow: z.object({
    tenant: z.string(),
    region: z.string(),
    limits: Limits,
    budget: z.object({ month: z.string().regex(/^\d{4}-\d\d$/), spent: Dollars, limit: z.string(), isSpent: z.boolean() }),
  }),
  tenantErasing: z.object({ tenant: z.string(), erasing: Left.optional(), erased: Left.optional() }),
  tenantQuota: z.object({ tenant: z.string(), limits: Limits }),
  tenantErase: z.object({
    tenant: z.string(),
    items: Count,
    objects: Count,
    kept: z.object({ objects: Count, until: z.iso.datetime().optional() }),
    keysDestroyedAt: z.iso.datetime().optional(),
  }),
  peopleErase: z.object({ person: z.string(), tenants: z.array(z.string()), ownerless: z.array(z.string()) }),
  auditQuery: z.object({
    tenant: z.string(),
    session: z.string(),
    deeds: z.array(
      z.object({
        record: Count,
        at: z.iso.datetime(),
        tick: Count,
        sender: Count,
        who: z.string(),
        type: z.string(),
        payload: z.json(),
      }),
    ),
  }),
  auditExport: z.object({ tenant: z.string(), session: z.string(), file: z.string(), lines: z.int().min(1) }),
  auditFile: z.object({
    tenant: z.string(),
    session: z.string(),
    ok: z.boolean(),
    records: Count,
    ticks: Count,
    at: z.string().optional(),
    findings: z.array(Finding),
    assurance: Assurance,
    key: Sha256,
  }),
  auditReads: z.object({
    tenant: z.string(),
    reads: z.array(
      z.object({
        session: z.string(),
        reader: z.string().regex(/^p-[0-9a-f]{20}$/),
        what: z.literal('link').optional(),
        at: z.iso.datetime(),
      }),
    ),
  }),
  parameters: z.object({ dir: z.string(), parameters: z.array(z.string()) }),
  trust: z.object({ dir: z.string(), trusted: z.literal(true) }),
  open: z.object({ url: Url }),
  shareState: z.discriminatedUnion('on', [
    z.object({ on: z.literal(false), guests: z.array(Guest) }),
    z.object({
      on: z.literal(true),
      project: z.string(),
      id: z.string(),
      name: z.string(),
      addresses: z.array(z.string()),
      port: Count,
      fingerprint: z.string().regex(/^[\w-]{43}$/),
      guests: z.array(Guest),
    }),
  ]),
  shareInvite: z.object({
    link: z.string().regex(/^ledgerquest:\/\/join\//),
    role: z.enum(['editor', 'viewer']),
    expires: z.iso.datetime(),
  }),
  join: z.object({
    url: Url,
    project: z.string(),
    host: z.string(),
    person: z.object({ id: z.string(), name: z.string() }),
    role: z.enum(['editor', 'viewer']),
  }),
} as const;
