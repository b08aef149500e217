/** What Studio's calls are refused to whom, each refusal beside somebody to whom the same call is allowed. Run through the doors' own dispatch. */
import { createHash, randomBytes } from 'node:crypto';
import { cpSync, existsSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { Readable } from 'node:stream';
import { afterEach, beforeAll, beforeEach, describe, expect, test, vi } from 'vitest';
import type { CloudClient } from '../../../cloud/client/index.ts';
import { authorise } from '../../../cloud/domain/publish/index.ts';
import { type Directory, type Member, roles } from '../../../cloud/ports/index.ts';
import type { Engine } from '../../../engine/run/index.ts';
import { dispatch, type Handlers } from '../../contract/dispatch.ts';
import type { ProjectHandle } from '../../contract/index.ts';
import { asPerson } from '../cloud/as-person.ts';
import { openRooms, type RoomHost } from '../collaboration/index.ts';
import { currentEngine, loadEngine } from '../engine/index.ts';
import { type Members, openMembers } from '../projects/members.ts';
import { openProjectRegistry, type ProjectRegistry } from '../projects/registry.ts';
import { openTrust } from '../projects/trust.ts';
import { openSecrets } from '../secrets/secrets.ts';
import { createSharing } from '../sharing/index.ts';
import { createLogin } from '../sign-in/login.ts';
import { openSignIns } from '../sign-in/sign-ins.ts';
import { realWeb } from '../sign-in/web.ts';
import { createHandlers, type StudioContext } from './handlers.ts';
import { createOpenProjects, type OpenProjects } from './open-projects.ts';

const samples = resolve(import.meta.dirname, '../../../samples');
const hash = 'a'.repeat(64);
const session = 's-1';
const link = 'http://127.0.0.1:1/#token=secret';

/** Everybody in demo is named after the role they have there; Mallory has none anywhere. */
const people: Member[] = roles.map((role) => ({ id: `p-${role}`, name: role, roles: [role] }));
const directory: Directory = {
  tenants: () => Promise.resolve(['demo']),
  member: (_tenant, id) => Promise.resolve(people.find((member) => member.id === id)),
  named: (_tenant, id) => Promise.resolve(people.find((member) => member.id === id)),
  members: (tenant) => Promise.resolve(tenant === 'demo' ? people : []),
};

const personNamed = (name: string) => ({ id: name, name, colour: '#123456' });

/** As whom the owner of this machine is signed in to demo. */
let signedIn: string | undefined;
let asked: string[];
let tenants: string[];
let read: { session: string; reader: string }[];
/** A tenant's cloud that notes what it is asked and answers at once; who may is decided as in every cloud. */
function cloudOf(): CloudClient {
  const summary = {
    id: session,
    tenant: 'demo',
    project: 'p',
    level: 'beer-game',
    channel: 'live',
    revision: 1,
    host: 'functions',
    state: 'finished',
    ticks: 0,
    players: 0,
    startedAt: '2026-01-01T00:00:00.000Z',
    startedBy: 'owner',
    hash: '',
    kpis: {},
  };
  const published = {
    level: 'l',
    tenant: 'demo',
    channel: 'live',
    revision: 1,
    packageHash: hash,
    goldenHash: hash,
    cloudHash: hash,
    unchanged: false,
    assurance: 'local',
  };
  const answers: Record<string, unknown> = {
    publications: [],
    sessions: [summary],
    session: { ...summary, start: { level: 'beer-game', packageHash: hash, start: { seed: 1 } }, head: {} },
    package: { manifest: new Uint8Array(), files: new Map() },
    scenarios: [{ id: 'typical', name: 'Typical team', ticks: 36 }],
    thumbnail: undefined,
    assetThumbnail: new Uint8Array([1, 2, 3]),
    recording: { engine: `engine@${hash}`, level: 'beer-game', packageHash: hash, start: { seed: 1 }, commands: [], hashes: [] },
    verifySession: { ticks: 1, diverged: false, findings: [], assurance: 'local' },
    startSession: { id: 's-2', tenant: 'demo', token: 'secret', playUrl: link },
    playersLink: { token: 'secret', playUrl: link },
    changePhase: { changed: true },
    health: [],
    notices: [],
    markNoticesRead: undefined,
    verifyAudit: { assurance: 'local', sessions: [], findings: [] },
    redrive: [{ system: 'publish', id: 'l-1', outcome: 'done' }],
    operations: {
      tenant: 'demo',
      sessions: [],
      spend: { lastHour: '0', today: '0', month: '0', prices: '2026-11-21', budget: undefined },
      letters: [],
      publishers: [],
      engines: [],
      retention: [],
    },
    publish: published,
    rollback: published,
  };
  const noted = Object.entries(answers).map(([name, answer]) => [name, () => (asked.push(name), Promise.resolve(answer))]);
  return {
    ...Object.fromEntries(noted),
    rolesOf: async (tenant: string, person: string) => (await directory.members(tenant)).find(({ name }) => name === person)?.roles ?? [],
    nameOf: async (tenant: string, id: string) => (await directory.named(tenant, id))?.name ?? id,
    authorise: (tenant: string, person: string, to: Parameters<CloudClient['authorise']>[2]) =>
      authorise(directory, { tenant, person, to }),
    async *audit() {
      asked.push('audit');
      yield { seq: 0, kind: 'start', at: 0, hash, startedBy: 'p-owner', level: 'beer-game', revision: 1 };
      const joined = { type: '$join', sender: 0, payload: { sender: 1, player: 'p-player' } };
      const ordered = { type: 'Order', sender: 1, payload: { quantity: 9, stage: 'retailer', notes: ['x'] } };
      const paused = { type: '$pause', sender: 0, payload: { person: 'p-facilitator', at: 0 } };
      yield {
        seq: 1,
        kind: 'slice',
        at: 0,
        hash,
        fromTick: 2,
        toTick: 4,
        commands: [joined, ordered, { type: 'Pass', sender: 0 }, paused],
      };
      const ended = { type: '$end', sender: 0, payload: { person: 'p-operator', at: 0 } };
      yield { seq: 2, kind: 'slice', at: 0, hash, fromTick: 4, toTick: 4, commands: [ended] };
    },
    logRead: async (entry: { session: string; reader: string }) => void read.push(entry),
    bringEngine: async () => void asked.push('bringEngine'),
  } as unknown as CloudClient;
}

let engine: Engine;
beforeAll(async () => {
  engine = await loadEngine((await currentEngine()).dir);
});

let dataDir: string;
let rooms: RoomHost;
let projects: OpenProjects;
let members: Members;
let registry: ProjectRegistry;
let handlers: Handlers<StudioContext>;
let told: { to: unknown; topic: string }[];
let finished: Promise<unknown>;
beforeEach(() => {
  dataDir = mkdtempSync(join(tmpdir(), 'lq-studio-'));
  [asked, read, told] = [[], [], []];
  signedIn = undefined;
  tenants = ['demo'];
  rooms = openRooms({ dataDir, allowed: () => ({ hosts: [], origins: [] }) });
  const trust = openTrust({ dataDir, shipped: samples });
  let count = 0;
  registry = openProjectRegistry({
    dataDir,
    templatesDir: samples,
    trust,
    now: () => new Date(0),
    randomHex: (bytes) => String((count += 1)).padStart(bytes * 2, '0'),
  });
  members = openMembers({ dataDir, owner: 'owner', rolesOf: () => [] });
  for (const role of roles) if (role !== 'owner') members.invite(role, role === 'player' ? 'viewer' : 'editor');
  projects = createOpenProjects({ registry, members, rooms, dataDir, engine, roomsUrl: () => 'ws://rooms', onProblems: () => {} });
  let finish = (_outcome: unknown): void => {};
  finished = new Promise((settle) => (finish = settle));
  handlers = createHandlers({
    registry,
    projects,
    members,
    trust,
    login: createLogin({ signIns: openSignIns({ secrets: openSecrets({ dataDir }), web: realWeb }), web: realWeb }),
    tenantLogins: {
      who: async () => signedIn,
      state: async () => (signedIn === undefined ? { at: 'out' } : { at: 'in' }),
      begin: async () => ({ at: 'waiting', page: 'http://127.0.0.1:1/sign-in' }),
      end: async () => ({ at: 'out' }),
      close: async () => undefined,
    },
    sharing: createSharing({
      dataDir,
      owner: personNamed('owner'),
      personNamed,
      registry,
      projects,
      names: () => [],
      ask: () => Promise.reject(new Error('not asked here')),
      enter: () => {},
      openDoor: () =>
        Promise.resolve({
          port: 4300,
          hosts: [],
          connected: () => new Set(),
          tell: () => {},
          drop: () => {},
          close: () => Promise.resolve(),
        }),
      addresses: () => ['192.168.1.20'],
      now: () => 0,
      random: randomBytes,
      onChanged: () => {},
    }),
    engine,
    target: 'local',
    // Where things are is the doors' to say.
    describe: (person) => ({
      kind: 'web',
      version: '',
      person,
      roomsUrl: '',
      engine: { id: '', url: '' },
      playgroundUrl: '',
      target: 'local',
    }),
    cloud: {
      status: () => ({ state: 'ready' }),
      tenants: () => tenants,
      alarmNotices: async () => [
        { id: 'a-1', at: 1, alarm: 'late', means: 'Slices are late', state: 'ALARM', reason: '40 > 20' },
        { id: 'a-2', at: 2, alarm: 'letters', means: 'Letters wait', state: 'ALARM', reason: '1 > 0' },
        { id: 'a-3', at: 3, alarm: 'late', means: 'Slices are late', state: 'OK', reason: '4 < 20' },
        { id: 'a-4', at: 4, alarm: 'late', means: 'Slices are late', state: 'ALARM', reason: '50 > 20' },
        { id: 'a-5', at: 5, alarm: 'parked', means: 'One stands still', state: 'ALARM', reason: '1 > 0' },
        { id: 'a-6', at: 6, alarm: 'parked', means: 'One stands still', state: 'OK', reason: '0' },
      ],
      of: (_tenant, { id }) => asPerson(cloudOf(), { person: id, reader: `r-${id}` }),
      actingIn: async (_tenant, person) => (signedIn !== undefined && person.id === 'owner' ? personNamed(signedIn) : person),
    },
    engineUrl: (id) => `/engine/${id}`,
    tell: async (to, topic, announcement) => {
      told.push({ to, topic });
      if (topic === 'publish.finished') finish((announcement as { outcome: unknown }).outcome);
    },
  });
});
afterEach(async () => {
  await projects.close();
  await rooms.close();
  rmSync(dataDir, { recursive: true, force: true });
});

const call = (person: string, channel: string, request: unknown): Promise<unknown> =>
  dispatch(handlers, { person: personNamed(person) }, channel, request);
const outcomeOf = (answer: Promise<unknown>): Promise<{ outcome: string; hint: string }> =>
  answer.then(
    () => ({ outcome: 'answered', hint: '' }),
    ({ code, hint = '' }: { code: string; hint?: string }) => ({ outcome: code, hint }),
  );
const ofTenant = { tenant: 'demo' };
const ofSession = { tenant: 'demo', session };

describe('what a tenant’s cloud is asked', () => {
  const readers = ['owner', 'designer', 'analyst', 'facilitator', 'auditor', 'operator'];
  const auditors = ['owner', 'analyst', 'facilitator', 'auditor', 'operator'];
  const publishers = ['owner', 'designer', 'analyst'];
  test.each<[string, object, readonly string[]]>([
    ['cloud.publications', ofTenant, readers],
    ['cloud.sessions', ofTenant, readers],
    ['cloud.notices', ofTenant, readers],
    ['cloud.readNotices', { ...ofTenant, upTo: 'n-1' }, readers],
    ['cloud.scenarios', { tenant: 'demo', level: 'beer-game', packageHash: hash }, readers],
    ['cloud.thumbnail', { tenant: 'demo', packageHash: hash }, readers],
    ['cloud.openSession', ofSession, auditors],
    ['cloud.audit', ofSession, auditors],
    ['cloud.verify', ofSession, auditors],
    ['cloud.changePhase', { ...ofSession, change: 'end' }, ['owner', 'facilitator', 'operator']],
    ['cloud.startSession', { tenant: 'demo', level: 'beer-game', channel: 'live' }, [...publishers, 'facilitator']],
    ['cloud.playersLink', ofSession, [...publishers, 'facilitator']],
    ['cloud.health', ofTenant, readers],
    ['cloud.verifyTenant', ofTenant, auditors],
    ['cloud.redrive', { ...ofTenant, system: 'publish', id: 'l-1' }, ['owner', 'operator']],
    ['cloud.operations', {}, ['operator']],
  ])('%s is answered to the roles it is for and to no other, who are told which those are', async (channel, request, may) => {
    for (const person of [...roles, 'mallory']) {
      asked = [];
      const { outcome, hint } = await outcomeOf(call(person, channel, request));
      expect(outcome, person).toBe(may.includes(person) ? 'answered' : 'forbidden');
      expect(asked.length > 0, `${person} is refused before anything is asked`).toBe(may.includes(person));
      expect(/role (owner or |operator)/.test(hint), person).toBe(!may.includes(person));
    }
  });

  test('alarms of the whole cloud are told to who operates all of its tenants, those that ring', async () => {
    const late = { id: 'a-4', at: 4, means: 'Slices are late', reason: '50 > 20' };
    const letters = { id: 'a-2', at: 2, means: 'Letters wait', reason: '1 > 0' };
    expect(await call('operator', 'cloud.alarms', {})).toEqual({ ringing: [late, letters] });
    for (const person of ['owner', 'mallory']) await expect(call(person, 'cloud.alarms', {})).rejects.toMatchObject({ code: 'forbidden' });
    tenants = ['demo', 'acme'];
    await expect(call('operator', 'cloud.alarms', {})).rejects.toMatchObject({
      code: 'forbidden',
      message: expect.stringMatching(/it is about the whole cloud, which takes the role operator in every tenant\.$/),
      hint: expect.stringMatching(/^It is missing in 1 of 2\./),
    });
    expect(await call('operator', 'cloud.operations', {})).toMatchObject({ tenants: [{ tenant: 'demo' }] });
    tenants = [];
    await expect(call('operator', 'cloud.alarms', {})).rejects.toMatchObject({ code: 'no-tenants' });
  });

  test('the audit says in words who sent what, who paused and who ended a session', async () => {
    const { records } = (await call('auditor', 'cloud.audit', ofSession)) as { records: { summary: string }[] };
    expect(records.map(({ summary }) => summary)).toEqual([
      'Started by owner: beer-game, revision 1',
      'Ticks 3 to 4: player 1 joined, Order (quantity 9, stage retailer, notes ["x"]) by player 1, Pass by the host, paused by facilitator',
      'After tick 4: ended by operator',
    ]);
  });

  test('a rollback is refused as an outcome, before the cloud is asked', async () => {
    const request = { tenant: 'demo', level: 'l', channel: 'live', revision: 1 };
    expect(await call('facilitator', 'publish.rollback', request)).toMatchObject({ ok: false, code: 'forbidden' });
    expect(asked).toEqual([]);
    expect(await call('designer', 'publish.rollback', request)).toMatchObject({ ok: true, revision: 1 });
  });

  test('the small picture of an asset is for those who may read levels, and nothing is said of it to others', async () => {
    const ask = (person: string) => call(person, 'cloud.assetThumbnail', { sha256: hash });
    expect(await ask('auditor')).toEqual({ webp: 'AQID' });
    asked = [];
    for (const person of ['player', 'mallory']) expect(await ask(person), person).toEqual({});
    expect(asked).toEqual([]);
    await expect(call('owner', 'cloud.assetThumbnail', { sha256: '../levels' })).rejects.toMatchObject({ code: 'bad-request' });
  });

  test('tells of tenants only to those who belong to them', async () => {
    expect(await call('auditor', 'cloud.status', {})).toMatchObject({ tenants: [{ id: 'demo', roles: ['auditor'] }] });
    expect(await call('mallory', 'cloud.status', {})).toMatchObject({ tenants: [] });
  });

  test('gives the players’ link of any session to those who invite, notes each that it gave, and tells it in no list', async () => {
    expect(await call('facilitator', 'cloud.playersLink', ofSession)).toEqual({ playUrl: link });
    await expect(call('auditor', 'cloud.playersLink', ofSession)).rejects.toMatchObject({ code: 'forbidden' });
    expect(read).toEqual([{ tenant: 'demo', session, reader: 'r-facilitator', what: 'link' }]);
    expect(JSON.stringify(await call('facilitator', 'cloud.sessions', ofTenant))).not.toContain('secret');
  });
});

test('what can be no level, package, channel or session of a tenant is refused before anybody is asked', async () => {
  const demo = { tenant: 'demo' };
  const scenarios = { ...demo, level: 'beer-game', packageHash: hash };
  const start = { ...demo, level: 'beer-game', channel: 'live' };
  const strange = ['', '../acme', 'a/b', 'a#b', 'a\r\nb', '\u001b[2J', 'x'.repeat(100_000)];
  const requests: [string, object][] = strange.flatMap((text) => [
    ['cloud.scenarios', { ...scenarios, level: text }],
    ['cloud.scenarios', { ...scenarios, packageHash: text }],
    ['cloud.thumbnail', { ...demo, packageHash: text }],
    ['cloud.startSession', { ...start, level: text }],
    ['cloud.startSession', { ...start, channel: text }],
    ['publish.rollback', { ...demo, level: text, channel: 'live', revision: 1 }],
    ['cloud.openSession', { ...demo, session: text }],
  ]);
  requests.push(['cloud.startSession', { ...start, scenario: 'x'.repeat(100_000) }], ['cloud.alarms', demo]);
  for (const [channel, request] of requests)
    await expect(call('owner', channel, request), `${channel} ${JSON.stringify(request).slice(0, 120)}`).rejects.toMatchObject({
      code: 'bad-request',
    });
  expect(asked).toEqual([]);
  for (const scenario of ['constructor', '__proto__']) await call('owner', 'cloud.startSession', { ...start, scenario });
});

describe('an owner who has signed in to a tenant as somebody', () => {
  beforeEach(() => (signedIn = 'player'));
  const statusOf = async (person: string) =>
    (
      (await call(person, 'cloud.status', {})) as {
        tenants: { roles: string[]; standing: { as: string; refused: object; signIn?: object } }[];
      }
    ).tenants[0]!;

  test('is that person there, and may what that person may', async () => {
    await expect(call('owner', 'cloud.sessions', ofTenant)).rejects.toMatchObject({
      code: 'forbidden',
      message: 'player may not see sessions in demo: player is only player in tenant demo.',
    });
    await expect(call('owner', 'cloud.changePhase', { ...ofSession, change: 'end' })).rejects.toMatchObject({ code: 'forbidden' });
    await expect(call('owner', 'cloud.operations', {})).rejects.toMatchObject({ code: 'forbidden' });
    expect(asked).toEqual([]);
    signedIn = 'auditor';
    await call('owner', 'cloud.openSession', ofSession);
    expect(read).toEqual([{ tenant: 'demo', session, reader: 'r-auditor' }]);
  });

  test('publishes as that person, or is told why not before the cloud is asked', async () => {
    const { handle, levels } = (await call('owner', 'project.create', { template: 'hello-cube' })) as Awaited<
      ReturnType<OpenProjects['open']>
    >;
    const to = { project: handle, level: levels[0]!.id, tenant: 'demo', channel: 'live' };
    expect(await call('owner', 'publish.check', to).catch((error: unknown) => error)).toMatchObject({ code: 'forbidden' });
    signedIn = 'auditor';
    expect(await call('owner', 'publish.check', to)).toMatchObject({
      blockers: [expect.stringMatching(/^auditor may not publish in demo/)],
    });
    signedIn = 'designer';
    expect(await call('owner', 'publish.check', to)).toMatchObject({ blockers: [] });
  });

  test('is told whom the tenant takes them for, and what it refuses them, in its words', async () => {
    expect(await statusOf('owner')).toMatchObject({
      roles: ['player'],
      standing: {
        as: 'player',
        signIn: { at: 'in' },
        refused: { publish: { message: 'player may not publish in demo: player is only player in tenant demo.' } },
      },
    });
    signedIn = undefined;
    tenants = ['demo'];
    expect(await statusOf('owner')).toMatchObject({ roles: ['owner'], standing: { as: 'owner', signIn: { at: 'out' }, refused: {} } });
  });

  test('makes nobody else of another person’s window', async () => {
    expect(await statusOf('facilitator')).toMatchObject({ roles: ['facilitator'], standing: { as: 'facilitator' } });
    expect((await statusOf('facilitator')).standing.signIn).toBeUndefined();
    await expect(call('facilitator', 'cloud.sessions', ofTenant)).resolves.toBeDefined();
  });
});

describe('opening a production session', () => {
  test('is noted once, under an opaque id, and a refused one is not', async () => {
    await expect(call('designer', 'cloud.openSession', ofSession)).rejects.toMatchObject({ code: 'forbidden' });
    expect(read).toEqual([]);
    await call('auditor', 'cloud.openSession', ofSession);
    expect(read).toEqual([{ tenant: 'demo', session, reader: 'r-auditor' }]);
  });

  test('brings the engine build here before it answers', async () => {
    await call('auditor', 'cloud.openSession', ofSession);
    expect(asked).toContain('bringEngine');
  });
});

describe('the projects of this machine', () => {
  const opened = async (person = 'owner'): Promise<{ project: ProjectHandle; room: string; levelId: string }> => {
    const { handle, levels } = (await call(person, 'project.create', { template: 'supply-chain' })) as Awaited<
      ReturnType<OpenProjects['open']>
    >;
    return { project: handle, room: levels[0]!.room, levelId: levels[0]!.id };
  };

  test('a ticket carries the role that the person was invited for', async () => {
    const { project, room } = await opened();
    for (const [person, role] of [
      ['owner', 'owner'],
      ['designer', 'editor'],
      ['player', 'viewer'],
    ] as const)
      expect(await call(person, 'room.join', { project, room }), person).toMatchObject({ role });
  });

  test.each<[string, readonly string[]]>([
    ['project.recent', ['owner', 'designer', 'player']],
    ['project.open', ['owner', 'designer', 'player']],
    ['project.problems', ['owner', 'designer', 'player']],
    ['room.join', ['owner', 'designer', 'player']],
    ['project.people', ['owner', 'designer', 'player']],
    ['project.templates', ['owner', 'designer', 'player']],
    ['project.forget', ['owner']],
    ['project.rename', ['owner', 'designer']],
    ['project.delete', ['owner']],
    ['project.restore', ['owner']],
    ['project.create', ['owner', 'designer']],
    ['project.trust', ['owner']],
  ])('%s is for those whose role it is, and refused to the others', async (channel, may) => {
    const { project, room } = await opened();
    const request = {
      'project.recent': {},
      'project.templates': {},
      'project.create': { template: 'hello-cube' },
      'room.join': { project, room },
      'project.rename': { project, name: 'Lantern market' },
    }[channel] ?? {
      project,
    };
    for (const person of ['owner', 'designer', 'player', 'mallory']) {
      const { outcome } = await outcomeOf(call(person, channel, request));
      expect(outcome, person).toBe(may.includes(person) ? 'answered' : 'forbidden');
    }
  });

  test('a window knows what its person may do with projects, and only the owner of the list is told where they lie', async () => {
    await opened();
    for (const [person, role] of [
      ['owner', 'owner'],
      ['designer', 'editor'],
      ['player', 'viewer'],
    ] as const) {
      expect(await call(person, 'host.describe', {})).toMatchObject({ role });
      const { projects: listed } = (await call(person, 'project.recent', {})) as { projects: { folder?: string }[] };
      expect(listed.map(({ folder }) => folder !== undefined)).toEqual([role === 'owner']);
    }
  });

  test('a project is called otherwise, goes when nobody has it open or shares it, and comes back as it was', async () => {
    const { project } = await opened();
    const listed = async (): Promise<unknown[]> => ((await call('owner', 'project.recent', {})) as { projects: unknown[] }).projects;
    await call('owner', 'project.rename', { project, name: 'Lantern market' });
    expect(await listed()).toMatchObject([{ name: 'Lantern market', own: true }]);
    await call('owner', 'share.start', { project });
    await expect(call('owner', 'project.delete', { project })).rejects.toMatchObject({ code: 'project-shared' });
    await call('owner', 'share.stop', {});
    const people = vi.spyOn(projects, 'people').mockResolvedValueOnce([personNamed('Ben')]);
    await expect(call('owner', 'project.delete', { project })).rejects.toMatchObject({
      code: 'project-in-use',
      message: 'Ben has Lantern market open.',
    });
    people.mockRestore();
    await call('owner', 'project.delete', { project });
    expect(await listed()).toEqual([]);
    await expect(call('owner', 'project.open', { project })).rejects.toMatchObject({ code: 'unknown-project' });
    await call('owner', 'project.restore', { project });
    expect(await call('owner', 'project.open', { project })).toMatchObject({ name: 'Lantern market', problems: [] });
  });

  test('sharing with the network is the owner’s alone, and seen by everybody who may look', async () => {
    const { project } = await opened();
    for (const [channel, request, may] of [
      ['share.start', { project }, ['owner']],
      ['share.invite', { role: 'viewer' }, ['owner']],
      ['share.state', {}, ['owner', 'designer', 'player']],
      ['share.stop', {}, ['owner']],
      // The keys that a sign-in gives are those of this computer's owner.
      ['signIn.state', {}, ['owner']],
      ['signIn.end', {}, ['owner']],
      ['cloud.signIn', ofTenant, ['owner']],
      ['cloud.signOut', ofTenant, ['owner']],
    ] as const)
      for (const person of ['mallory', 'player', 'designer', 'owner']) {
        const { outcome } = await outcomeOf(call(person, channel, request));
        expect(outcome, `${channel} by ${person}`).toBe((may as readonly string[]).includes(person) ? 'answered' : 'forbidden');
      }
    await expect(call('designer', 'share.remove', { guest: 'guest:x' })).rejects.toMatchObject({ code: 'forbidden' });
    await expect(call('owner', 'share.remove', { guest: 'guest:x' })).rejects.toMatchObject({ code: 'unknown-guest' });
  });

  test('versions are looked at by viewers, saved and restored by editors', async () => {
    const { project } = await opened();
    const { versions } = (await call('player', 'versions.list', { project })) as { versions: { id: string; reason: string }[] };
    expect(versions).toMatchObject([{ reason: 'automatic' }]);
    const version = versions[0]!.id;
    for (const [channel, request, may] of [
      ['versions.list', { project }, ['owner', 'designer', 'player']],
      ['versions.read', { project, version }, ['owner', 'designer', 'player']],
      ['versions.diff', { project, from: version, to: 'now' }, ['owner', 'designer', 'player']],
      ['versions.save', { project, name: 'Mine' }, ['owner', 'designer']],
      ['versions.restore', { project, version }, ['owner', 'designer']],
    ] as const)
      for (const person of ['owner', 'designer', 'player', 'mallory']) {
        const { outcome } = await outcomeOf(call(person, channel, request));
        expect(outcome, `${channel} ${person}`).toBe((may as readonly string[]).includes(person) ? 'answered' : 'forbidden');
      }
    expect(await outcomeOf(call('owner', 'versions.read', { project, version: '../../members' }))).toMatchObject({
      outcome: 'bad-request',
    });
    expect(await outcomeOf(call('owner', 'versions.read', { project, version: 'f'.repeat(64) }))).toMatchObject({
      outcome: 'no-such-version',
    });
  });

  test('a guest asks about the people and versions of the shared project, as far as their role goes, and about nothing else', async () => {
    const [{ project }, { project: other }] = [await opened(), await opened()];
    const { versions } = (await call('owner', 'versions.list', { project })) as { versions: { id: string }[] };
    const version = versions[0]!.id;
    const person = { id: 'guest:b', name: 'Ben (guest)', colour: '#123456' };
    const ask = (role: 'editor' | 'viewer', channel: string, request: unknown) =>
      outcomeOf(dispatch(handlers, { person, guest: { project, role } }, channel, request));
    for (const [channel, request, roles] of [
      ['project.people', { project }, ['editor', 'viewer']],
      ['versions.list', { project }, ['editor', 'viewer']],
      ['versions.read', { project, version }, ['editor', 'viewer']],
      ['versions.diff', { project, from: version, to: 'now' }, ['editor', 'viewer']],
      ['versions.save', { project, name: 'Mine' }, ['editor']],
      ['versions.restore', { project, version }, ['editor']],
      ['drafts.begin', { project, level: 'levels/beer-game.json', name: 'Mine' }, ['editor']],
      ['drafts.writers', { project, level: 'levels/beer-game.json', at: [] }, ['editor', 'viewer']],
      ['scripts.add', { project, path: 'scripts/mine.ts', text: '' }, ['editor']],
      ['scripts.rename', { project, from: 'scripts/mine.ts', to: 'scripts/ours.ts' }, ['editor']],
      ['scripts.remove', { project, path: 'scripts/ours.ts' }, ['editor']],
      ['levels.add', { project, name: 'Ours' }, ['editor']],
      ['levels.remove', { project, level: 'levels/ours.json' }, ['editor']],
      ['versions.list', { project: other }, []],
      ['project.people', { project: other }, []],
      ['room.join', { project, room: 'x' }, []],
      ['project.open', { project }, []],
      ['project.recent', {}, []],
      ['share.state', {}, []],
      ['host.describe', {}, []],
      ['cloud.publications', ofTenant, []],
      ['publish.state', { publish: 'x' }, []],
      ['signIn.state', {}, []],
    ] as const)
      for (const role of ['editor', 'viewer'] as const) {
        const { outcome } = await ask(role, channel, request);
        expect(outcome, `${channel} as ${role}`).toBe((roles as readonly string[]).includes(role) ? 'answered' : 'forbidden');
      }
    expect((await ask('viewer', 'versions.save', { project, name: 'Mine' })).hint).toBe(
      'This needs the role editor. owner can give it: remove this guest, and invite them anew as editor.',
    );
    const after = (await call('owner', 'versions.list', { project })) as { versions: { reason: string; author: object; name?: string }[] };
    expect(after.versions).toContainEqual(
      expect.objectContaining({ reason: 'named', name: 'Mine', author: { id: 'guest:b', name: 'Ben (guest)' } }),
    );
  });

  test('drafts are begun and dropped by editors, looked at by viewers, and published by nobody', async () => {
    const { project, levelId } = await opened();
    const level = `levels/${levelId}.json`;
    const begun: { path: string; id: string }[] = [];
    for (const [person, may] of [
      ['owner', true],
      ['designer', true],
      ['player', false],
      ['mallory', false],
    ] as const) {
      const asks = outcomeOf(
        call(person, 'drafts.begin', { project, level, name: `By ${person}` }).then((draft) => begun.push(draft as never)),
      );
      expect((await asks).outcome, `begin by ${person}`).toBe(may ? 'answered' : 'forbidden');
    }
    const [{ path, id }, other] = [begun[0]!, begun[1]!];
    expect(begun.map((draft) => draft.id)).toEqual(['beer-game-by-owner', 'beer-game-by-designer']);
    const at = [['meta', 'name']];
    expect(await call('player', 'drafts.writers', { project, level: path, at })).toEqual({ writers: [[]] });
    for (const person of ['player', 'mallory'])
      expect((await outcomeOf(call(person, 'drafts.drop', { project, draft: path }))).outcome).toBe('forbidden');
    expect((await outcomeOf(call('owner', 'drafts.drop', { project, draft: '../x' }))).outcome).toBe('bad-request');
    expect((await outcomeOf(call('owner', 'drafts.begin', { project, level: path, name: 'Deeper' }))).outcome).toBe('draft-of-draft');
    const publish = { project, level: id, tenant: 'demo', channel: 'live' };
    expect(await call('owner', 'publish.check', publish)).toMatchObject({
      blockers: [
        expect.stringMatching(
          /^“By owner” is a draft of Harbour street, and drafts are not published. Take it over into Harbour street first/,
        ),
      ],
    });
    await call('owner', 'publish.start', publish);
    expect(await finished).toMatchObject({ ok: false });
    expect(asked).not.toContain('publish');
    expect(await call('designer', 'drafts.drop', { project, draft: other.path })).toMatchObject({ version: expect.any(String) });
  });

  test('bytes of assets come from one project of this machine into another for editors, and for no guest', async () => {
    const [{ project: from }, { project: to }] = [await opened(), await opened()];
    const bytes = new TextEncoder().encode('a truck');
    const sha256 = createHash('sha256').update(bytes).digest('hex');
    const store = await projects.assets(from, personNamed('owner'));
    await store.put(sha256, Readable.from([bytes]));
    const bring = { project: to, sha256: [sha256, 'f'.repeat(64)] };
    for (const person of ['player', 'mallory']) expect((await outcomeOf(call(person, 'assets.bring', bring))).outcome).toBe('forbidden');
    const guest = { person: personNamed('guest:b'), guest: { project: to, role: 'editor' as const } };
    expect((await outcomeOf(dispatch(handlers, guest, 'assets.bring', bring))).outcome).toBe('forbidden');
    const target = await projects.assets(to, personNamed('owner'));
    expect(target.has(sha256), 'nothing came by what was refused').toBe(false);
    expect(await call('designer', 'assets.bring', bring)).toEqual({ here: [sha256] });
    expect(await target.read(sha256)).toEqual(bytes);
    expect((await outcomeOf(call('owner', 'assets.bring', { project: to, sha256: ['../members'] }))).outcome).toBe('bad-request');
  });

  test('nobody fills the disk with versions', async () => {
    const { project } = await opened('designer');
    for (let i = 0; i < 20; i++) await call('designer', 'versions.save', { project, name: `V${i}` });
    await expect(call('designer', 'versions.save', { project, name: 'One more' })).rejects.toMatchObject({ code: 'too-many-versions' });
    await call('owner', 'versions.save', { project, name: 'Somebody else’s' });
  });

  test('what was published is a version of its own', async () => {
    const { project, levelId } = await opened('designer');
    await call('designer', 'publish.start', { project, level: levelId, tenant: 'demo', channel: 'live' });
    await finished;
    const newest = async (): Promise<unknown> =>
      ((await call('designer', 'versions.list', { project })) as { versions: unknown[] }).versions[0];
    await expect.poll(newest).toMatchObject({ reason: 'published', name: 'Revision 1 on demo, live', author: { id: 'designer' } });
  });

  test('a viewer makes nothing on disk and publishes nothing', async () => {
    await expect(call('player', 'project.create', { template: 'hello-cube' })).rejects.toMatchObject({ code: 'forbidden' });
    expect(existsSync(join(dataDir, 'projects'))).toBe(false);
    const { project, levelId } = await opened();
    const publish = { project, level: levelId, tenant: 'demo', channel: 'live' };
    await expect(call('player', 'publish.start', publish)).rejects.toMatchObject({ code: 'forbidden' });
    expect(asked).not.toContain('publish');
  });

  test('from elsewhere is refused a publish as restricted, until its owner trusts it', async () => {
    const dir = join(dataDir, 'cloned');
    cpSync(join(samples, 'supply-chain'), dir, { recursive: true });
    const { handle: project } = registry.addFolder(dir);
    const { restricted, levels } = (await call('owner', 'project.open', { project })) as Awaited<ReturnType<OpenProjects['open']>>;
    expect(restricted).toBe(true);
    const publish = { project, level: levels[0]!.id, tenant: 'demo', channel: 'live' };
    await expect(call('owner', 'publish.start', publish)).rejects.toMatchObject({ code: 'project-restricted' });
    expect(asked).not.toContain('publish');
    expect(await call('owner', 'publish.check', publish)).toMatchObject({ blockers: [expect.stringContaining('restricted')] });

    await call('owner', 'project.trust', { project });
    await call('owner', 'publish.start', publish);
    expect(await finished).toMatchObject({ ok: true });
    expect(asked).toContain('publish');
  });

  test('a publish is told to whom it belongs, and its effect to those who see the tenant', async () => {
    const { project, levelId } = await opened('designer');
    await call('designer', 'publish.start', { project, level: levelId, tenant: 'demo', channel: 'live' });
    await finished;
    expect(told.filter(({ topic }) => topic.startsWith('publish.')).every(({ to }) => JSON.stringify(to) === '{"person":"designer"}')).toBe(
      true,
    );
    expect(told.at(-1)).toEqual({ to: { tenant: 'demo' }, topic: 'cloud.changed' });
  });
});
