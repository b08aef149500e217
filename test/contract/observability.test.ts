/**
 * What can be seen of the cloud from outside, over the stack's own functions and rights: a command's way from a player's socket to the audit,
 * a tenant's own log lines, the live table, the operator's page. Run it alone:
 * `npx vitest run --project node test/contract/observability.test.ts`.
 */
import { readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest';
import type { CloudClient } from '../../cloud/client/index.ts';
import { exit } from '../../src-main/doors/cli/command.ts';
import { main } from '../../src-main/doors/cli/lq.ts';
import { thisPerson } from '../../src-main/doors/host/person.ts';
import { documents } from './cli-documents.ts';
import { openHome, type Home, type Up } from './harness/up.ts';

vi.setConfig({ testTimeout: 60_000 });

let home: Home;
let cloud: Up;
let demo: CloudClient;
let session: string;
let elsewhere: string;
let token: string;

beforeAll(async () => {
  home = openHome();
  const people = {
    format: 1,
    tenants: {
      demo: { ada: ['owner'], [thisPerson()]: ['owner'], olga: ['operator'], otis: ['operator'], dan: ['designer'], pia: ['player'] },
      acme: { ada: ['owner'], ben: ['designer'], otis: ['operator'] },
    },
  };
  writeFileSync(join(home.data, 'people.json'), JSON.stringify(people));
  cloud = await home.up();
  demo = cloud.client('demo');
  for (const tenant of ['demo', 'acme']) await home.json(['publish', 'samples/supply-chain', '--tenant', tenant, '--as', 'ada']);
  const order = { level: 'beer-game', person: 'ada', scenario: 'benchmark' };
  ({ id: session, token } = await demo.startSession({ ...order, tenant: 'demo' }));
  ({ id: elsewhere } = await cloud.client('acme').startSession({ ...order, tenant: 'acme' }));
}, 240_000);
afterAll(async () => {
  await cloud?.stop();
  home?.remove();
});

const eventually = <T>(check: () => Promise<T> | T): Promise<T> => vi.waitFor(check, { timeout: 30_000, interval: 200 });

/** Runs `lq` in this process. */
async function lq(args: readonly string[], code: number = exit.ok): Promise<{ out: string[]; err: string }> {
  const out: string[] = [];
  const err: string[] = [];
  const ended = await main([...args, '--data', home.data], { out: (line) => out.push(line), err: (line) => err.push(line) });
  expect(ended, [...err, ...out].join('\n')).toBe(code);
  return { out, err: err.join('\n') };
}
const json = async (args: readonly string[]): Promise<unknown> => JSON.parse((await lq([...args, '--json'])).out[0]!);

/** A player's own socket: joins, takes a stage, orders; answers with the number of the order in the session's log. */
async function orderBySocket(): Promise<number> {
  const url = new URL(cloud.discovery.websocket);
  for (const [name, value] of Object.entries({ tenant: 'demo', session, token })) url.searchParams.set(name, value);
  const socket = new WebSocket(url);
  const heard: { type: string; clientSeq?: number; seq?: number }[] = [];
  socket.addEventListener('message', ({ data }) => void heard.push(JSON.parse(String(data)) as (typeof heard)[number]));
  await new Promise((resolve) => socket.addEventListener('open', resolve));
  const say = (message: object): void => socket.send(JSON.stringify(message));
  say({ type: 'hello' });
  say({ type: 'join', player: 'p-socket', secret: 'ab'.repeat(16) });
  await eventually(() => expect(heard.map(({ type }) => type)).toContain('joined'));
  say({ type: 'command', seq: 1, command: { type: 'TakeStage', payload: { stage: 'retailer' } } });
  say({ type: 'command', seq: 2, command: { type: 'PlaceOrder', payload: { quantity: 4 } } });
  const ack = await eventually(() => {
    const found = heard.find(({ type, clientSeq }) => type === 'ack' && clientSeq === 2);
    expect(found).toBeDefined();
    return found!;
  });
  await eventually(async () => expect((await demo.session('demo', session)).ticks).toBe(1));
  socket.close();
  return ack.seq!;
}

describe('the way of a command', () => {
  it('is one trace from the player’s socket over the slice and the push to the audit', async () => {
    expect(documents.traceSwitch.parse(await json(['trace', session, '--on', '--as', 'olga'])).until).not.toBeNull();
    const seq = await orderBySocket();
    const trace = await eventually(async () => {
      const found = documents.trace.parse(await json(['trace', session, String(seq), '--as', 'olga']));
      expect(found.spans.map(({ name }) => name)).toEqual(['accepted', 'slice', 'committed', 'pushed', 'audited']);
      return found;
    });
    expect(trace).toMatchObject({ tenant: 'demo', session, seq, type: 'PlaceOrder', sender: 1 });
    // The audit follows the commit; the last players may be told after it.
    const [audited, ...times] = trace.spans.map(({ to }) => to).toReversed();
    expect(times).toEqual(times.toSorted((a, b) => b - a));
    expect(audited).toBeGreaterThanOrEqual(times[1]!);
    const said = await lq(['trace', session, String(seq), '--as', 'olga']);
    expect(said.out.join('\n')).toMatch(/├─ accepted +\+0 ms[^]*└─ audited +\+\d+ ms/);
    expect((await demo.verifySession('demo', session)).findings).toEqual([]);
  });

  it('is refused to a designer, and for a command that nobody followed it says how to follow them', async () => {
    expect((await lq(['trace', session, '1', '--as', 'dan'], exit.forbidden)).err).toContain('role owner or operator');
    expect((await lq(['trace', session, '999', '--as', 'olga'], exit.cannot)).err).toContain(`has no command 999`);
    expect((await lq(['trace', session, '--as', 'olga'], exit.cannot)).err).toContain('--on');
  });
});

describe('a tenant’s logs', () => {
  it('hold its own lines and nobody else’s, with no name, payload or secret in any', async () => {
    const { lines } = documents.logs.parse(await json(['logs', '--tenant', 'demo', '--session', session]));
    expect(lines.length).toBeGreaterThan(3);
    expect(new Set(lines.map(({ tenant }) => tenant))).toEqual(new Set(['demo']));
    const all = JSON.stringify(documents.logs.parse(await json(['logs', '--tenant', 'demo'])));
    for (const secret of [elsewhere, 'acme', token, 'p-socket', 'ab'.repeat(16), 'quantity']) expect(all).not.toContain(secret);
    expect((await lq(['logs', '--tenant', 'acme', '--as', 'olga'], exit.forbidden)).err).toContain('has no role in tenant acme');
    expect((await lq(['logs', '--tenant', 'demo', '--as', 'dan'], exit.forbidden)).err).toContain('read logs');
  });

  it('leave their metrics as lines of their own, as CloudWatch wants them', () => {
    const folder = join(home.data, 'cloud', 'logs');
    const lines = readdirSync(folder)
      .flatMap((file) => readFileSync(join(folder, file), 'utf8').split('\n').filter(Boolean))
      .map((line) => (JSON.parse(line) as { message?: unknown }).message)
      .filter((message): message is string => typeof message === 'string' && message.startsWith('{"_aws"'))
      .map((message) => JSON.parse(message) as Record<string, unknown>);
    const [line] = lines.filter(({ Session }) => Session === session);
    expect(line).toMatchObject({ Tenant: 'demo', Level: 'beer-game' });
    expect(Object.keys(line!)).toEqual(expect.arrayContaining(['SliceTime', 'Slices', 'Players', 'PushBytes', 'Commands']));
  });
});

describe('lq top', () => {
  it('shows how sessions do, of the tenants whose sessions the person may see', async () => {
    const { sessions } = documents.top.parse(await json(['top', '--once', '--as', 'ada']));
    expect(new Set(sessions.map(({ tenant }) => tenant))).toEqual(new Set(['demo', 'acme']));
    expect(sessions.find(({ id }) => id === session)).toMatchObject({ level: 'beer-game', host: 'functions', players: 1, worries: [] });
    const own = documents.top.parse(await json(['top', '--once', '--as', 'olga'])).sessions;
    expect(new Set(own.map(({ tenant }) => tenant))).toEqual(new Set(['demo']));
    expect((await lq(['top', '--once', '--as', 'olga'])).out.join('\n')).toContain(session);
    await lq(['top', '--once', '--as', 'pia'], exit.forbidden);
  });
});

describe('lq ops', () => {
  it('shows an operator tenants and spend, publishers, engine builds in use and how long things are kept', async () => {
    const { tenants } = documents.opsOverview.parse(await json(['ops', 'overview', '--as', 'olga']));
    expect(tenants).toMatchObject([{ tenant: 'demo', sessions: 1, letters: 0, inTrouble: 0 }]);
    expect(Number(tenants[0]!.spend.month)).toBeGreaterThan(0);
    const { publishers } = documents.opsPublishers.parse(await json(['ops', 'publishers', '--as', 'olga']));
    expect(publishers.map(({ name }) => name).toSorted()).toEqual(['ada', 'dan', thisPerson()].toSorted());
    const { engines } = documents.opsEngines.parse(await json(['ops', 'engines', '--as', 'olga']));
    expect(engines).toMatchObject([{ tenant: 'demo', deployed: true, live: ['beer-game live 1'], running: 1, over: 0 }]);
    const { retention } = documents.opsRetention.parse(await json(['ops', 'retention', '--as', 'olga']));
    expect(retention).toContainEqual({ what: 'audit', days: 365 });
  });

  it('tells of alarms of the whole cloud who is operator of all of it', async () => {
    const alarms = documents.opsAlarms.parse(await json(['ops', 'alarms', '--as', 'otis']));
    expect(alarms.ringing).toEqual([]);
    for (const person of ['olga', 'ada'])
      expect((await lq(['ops', 'alarms', '--as', person], exit.forbidden)).err).toContain('takes the role operator in every tenant');
  });

  it('is refused to everybody else, its owner included, by the service', async () => {
    for (const person of ['dan', 'ada'])
      expect((await lq(['ops', 'overview', '--tenant', 'demo', '--as', person], exit.forbidden)).err).toContain('needs the role operator');
  });
});
