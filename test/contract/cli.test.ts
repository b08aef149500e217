/**
 * The command line as people and other programs use it, each command a process of its own: a level runs, goes to a tenant, is played and
 * verified, and what cannot be done is said in a sentence with its exit code. Run it alone: `vitest run --project node test/contract/cli.test.ts`.
 */
import { execFile } from 'node:child_process';
import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { basename, dirname, join } from 'node:path';
import { promisify } from 'node:util';
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest';
import { discover, type DiscoveryFile } from '../../src-main/services/data-folder/discovery.ts';
import { playBeerGame } from '../fixtures/beer-game-oracle.ts';
import { documents } from './cli-documents.ts';
import { compileSample, loadEngine } from './harness/product-cloud.ts';
import { openHome, root, type Home, type Up } from './harness/up.ts';

const beer = 'samples/supply-chain';
// Many processes on a busy machine: nothing here depends on how long they take.
vi.setConfig({ testTimeout: 180_000 });

let home: Home;
let cloud: Up;
beforeAll(async () => {
  home = openHome();
  cloud = await home.up();
}, 240_000);
afterAll(async () => {
  await cloud?.stop();
  home?.remove();
});

type Documents = typeof documents;
/** Runs `lq <args> --json`, which prints exactly the command's document. */
const lq = async <K extends keyof Documents>(document: K, args: readonly string[], code = 0): Promise<ReturnType<Documents[K]['parse']>> =>
  documents[document].parse(await home.json(args, code)) as ReturnType<Documents[K]['parse']>;
const refused = async (...args: string[]): Promise<{ code: number | null; err: string }> => {
  const { code, out, err } = await home.lq(...args, '--json');
  expect(out, 'stdout stays empty when there is no document').toEqual([]);
  expect(err, 'a refusal is a sentence, not a stack').not.toMatch(/\n\s+at /);
  return { code, err };
};
const publish = (dir: string, ...more: string[]) => lq('publish', ['publish', dir, '--tenant', 'demo', '--as', 'ada', ...more]);
const show = (id: string) => lq('sessionShow', ['session', 'show', id]);
const send = (id: string, type: string, payload: object, ...more: string[]) =>
  lq('sessionSend', ['session', 'send', id, type, JSON.stringify(payload), '--as', 'p-1', ...more]);
const startSession = (...more: string[]) =>
  lq('sessionStart', ['session', 'start', '--level', 'beer-game', '--tenant', 'demo', '--as', 'ada', ...more]);
/** Shows a session once it has come so far. */
const reaches = async (id: string, ticks: number) => {
  const client = cloud.client('demo');
  await vi.waitFor(async () => expect((await client.session('demo', id)).ticks).toBe(ticks), { timeout: 60_000, interval: 20 });
  return show(id);
};

describe('lq run', () => {
  it('is on the path of a checkout: npx lq', async () => {
    const { stdout } = await promisify(execFile)('npx', ['lq', 'run', beer, '--scenario', 'benchmark', '--json'], {
      cwd: root,
      maxBuffer: 1 << 26,
      shell: process.platform === 'win32',
    });
    const { ticks, kpis, hashes, hash } = documents.run.parse(JSON.parse(stdout));
    expect(ticks).toBe(36);
    expect(kpis).toMatchObject({
      total_cost: '204.00',
      retailer_cost: '46.00',
      wholesaler_cost: '50.00',
      distributor_cost: '54.00',
      factory_cost: '54.00',
    });
    expect(hashes).toHaveLength(36);
    expect(hashes.at(-1)).toBe(hash);
  });

  it('comes to 2657.50 for the typical team, and to the same hashes in slices of 1, 7 and 36 weeks', async () => {
    const run = (...more: string[]) => lq('run', ['run', beer, '--scenario', 'typical-team', ...more]);
    const [whole, ...sliced] = await Promise.all([run(), run('--slice', '1'), run('--slice', '7'), run('--slice', '36')]);
    expect(whole.kpis['total_cost']).toBe('2657.50');
    for (const one of sliced) expect(one).toEqual(whole);
  });

  it('with other parameters comes to what an independent implementation of the published rules says', async () => {
    const settings = [
      'theta=0.2',
      'alpha_s=0.35',
      'beta=0.6',
      's_prime=28,24,30,20',
      'demand=4,4,9,2,7',
      'holding_cost=0.3',
      'backlog_cost=1.7',
    ];
    const { kpis } = await lq('run', ['run', beer, ...settings.flatMap((setting) => ['--set', setting])]);
    const each = <T>(value: T): T[] => [value, value, value, value];
    const { total } = playBeerGame({
      theta: each(0.2),
      alphaS: each(0.35),
      beta: each(0.6),
      sPrime: [28, 24, 30, 20],
      holding: each(3_000n),
      backlog: each(17_000n),
      demand: [4, 4, 9, 2, 7],
      weeks: 36,
    });
    expect(Number(kpis['total_cost'])).toBe(Number(total) / 10_000);
  });
});

describe('lq up', () => {
  it('tells in its first line of JSON where everything is, and nothing else on stdout', () => {
    expect(cloud.out).toHaveLength(1);
    const told = documents.up.strict().parse(JSON.parse(cloud.out[0]!));
    expect(told.pid).toBe(cloud.process.pid);
    expect(told.dataDir).toBe(home.data);
    expect(told.tenants.map(({ id }) => id)).toEqual(['demo', 'acme']);
  });

  it('has one cloud per data folder: a second start is refused and names the first', async () => {
    const { code, err } = await refused('up', '--data', home.data);
    expect([code, err]).toEqual([2, expect.stringContaining(`The data folder ${home.data} is in use by process ${cloud.discovery.pid}.`)]);
  });

  it('gives out links that open Studio once', async () => {
    const { url } = await lq('open', ['open', '--as', 'ada']);
    expect(url).toMatch(new RegExp(`^${cloud.discovery.studio}#launch=[0-9a-f]{32,}$`));
    expect((await lq('open', ['open', '--as', 'ada'])).url).not.toBe(url);
  });
});

describe('lq publish', () => {
  it('prints the revision and two hashes that are equal, and recognises the same content', async () => {
    const first = await publish(beer);
    expect(first).toMatchObject({ tenant: 'demo', channel: 'live', revision: 1, unchanged: false });
    expect(first.cloudHash).toBe(first.goldenHash);
    const { hash } = await lq('run', ['run', beer, '--scenario', 'benchmark']);
    expect(first.proofs).toContainEqual({ scenario: 'benchmark', seed: 1, ticks: 36, hash });
    expect(await publish(beer)).toEqual({ ...first, unchanged: true });
  });

  it('gives a changed level the next revision; who plays the one before stays on it', async () => {
    const { id } = await startSession('--scenario', 'benchmark');
    const before = await show(id);
    const dir = join(home.dir, 'changed');
    await lq('init', ['init', dir, '--template', 'supply-chain']);
    const file = join(dir, 'levels/beer-game.json');
    writeFileSync(file, readFileSync(file, 'utf8').replace('"name": "Harbour street"', '"name": "Harbour road"'));
    const second = await publish(dir);
    expect(second).toMatchObject({ revision: 2, unchanged: false });
    expect(second.packageHash).not.toBe(before.packageHash);

    await send(id, 'TakeStage', { stage: 'retailer' });
    await send(id, 'PlaceOrder', { quantity: 6 });
    expect(await reaches(id, 1)).toMatchObject({ revision: 1, packageHash: before.packageHash });
    expect(await lq('sessionVerify', ['session', 'verify', id])).toMatchObject({ ticks: 1, diverged: false });
    const later = await startSession();
    expect(await show(later.id)).toMatchObject({ revision: 2, packageHash: second.packageHash });
    expect(await publish(beer)).toMatchObject({ revision: 3, packageHash: before.packageHash });
  });

  it('is told of afterwards: lq level list says what is live, lq level history what was before', async () => {
    const { levels } = await lq('levelList', ['level', 'list', '--tenant', 'demo']);
    expect(levels).toMatchObject([{ level: 'beer-game', channel: 'live', revision: 3, latest: 3 }]);
    const history = await lq('levelHistory', ['level', 'history', 'beer-game', '--tenant', 'demo', '--before', '3']);
    expect(history).toMatchObject({
      live: 3,
      latest: 3,
      revisions: [
        { revision: 2, live: false },
        { revision: 1, live: false },
      ],
    });
  });

  it('is forbidden to who has no right to it, with exit code 3 and the roles that have', async () => {
    for (const [person, tenant, has] of [
      ['pia', 'demo', 'player'],
      ['eve', 'demo', 'eve'],
      ['ben', 'demo', 'ben'],
    ] as const) {
      const { code, err } = await refused('publish', beer, '--tenant', tenant, '--as', person);
      expect(code, err).toBe(3);
      expect(err).toContain(has);
      expect(err).toContain('owner or designer or analyst');
    }
    expect((await publish(beer)).revision, 'nothing of it went live').toBe(3);
  });

  it('tells of a script that faults before anything goes out', async () => {
    const dir = join(home.dir, 'faulting');
    await lq('init', ['init', dir, '--template', 'hello-cube']);
    const file = join(dir, 'scripts/hello-cube.ts');
    writeFileSync(file, readFileSync(file, 'utf8').replace('function onTick() {', 'function onTick() {\n  query(7);'));
    const { code, err } = await home.lq('publish', dir, '--tenant', 'demo', '--channel', 'trial', '--as', 'ada');
    expect([code, err]).toEqual([0, expect.stringMatching(/^scripts\/hello-cube\.ts:\d+:\d+ {2}warning {2}/)]);
  });

  it('of a project that needs a build which the cloud does not run is refused: which, and how the cloud gets it', async () => {
    const mine = join(home.dir, 'mine');
    await lq('engineInit', ['engine', 'init', mine]);
    const { id, dir } = await lq('engineBuild', ['engine', 'build', mine]);
    const world = join(mine, 'world');
    const file = join(world, 'ledgerquest.json');
    writeFileSync(file, readFileSync(file, 'utf8').replace('"format": 1,', `"format": 1, "engine": "${id}",`));
    await lq('trust', ['trust', world]);
    const { code, err } = await refused('publish', world, '--tenant', 'demo', '--as', 'ada', '--engine', mine);
    expect([code, err]).toEqual([2, expect.stringContaining(`This target does not run ${id}.`)]);
    expect(err).toContain(`lq up --engine ${dir}`);
  });

  it('speaks to people in sentences', async () => {
    const { code, out, err } = await home.lq('publish', beer, '--tenant', 'demo', '--as', 'ada');
    expect([code, err]).toEqual([0, '']);
    expect(out.join('\n')).toContain('Nothing has changed: revision 3 is live on demo/live.');
  });
});

describe('lq session', () => {
  it('starts, takes commands, is listed and shown, and verifies; its hash is that of a local run of the same commands', async () => {
    const { id, playUrl } = await startSession('--scenario', 'benchmark', '--seed', '7');
    expect(playUrl).toMatch(new RegExp(`^${cloud.discovery.playground}#tenant=demo&session=${id}&token=[0-9a-f]{32}$`));
    expect(await send(id, 'TakeStage', { stage: 'factory' })).toMatchObject({ session: id, sender: 1, clientSeq: 1, duplicate: false });
    const quantities = [4, 9, 2];
    for (const quantity of quantities) await send(id, 'PlaceOrder', { quantity });
    expect(await send(id, 'PlaceOrder', { quantity: 2 }, '--seq', '4'), 'sent again by its number').toMatchObject({ duplicate: true });
    const shown = await reaches(id, quantities.length);
    expect(shown).toMatchObject({ tenant: 'demo', state: 'waiting', waiting: ['factory'], commands: { accepted: 5, consumed: 5 } });
    const { sessions } = await lq('sessionList', ['session', 'list', '--tenant', 'demo']);
    expect(sessions[0]).toMatchObject({ id, level: 'beer-game', state: 'waiting', ticks: 3, players: 1 });
    expect(await lq('sessionVerify', ['session', 'verify', id])).toMatchObject({ ticks: 3, diverged: false, findings: [] });

    const engine = await loadEngine((discover(home.data) as DiscoveryFile).engine);
    const world = engine.createWorld(compileSample(engine, 'supply-chain'), { scenario: 'benchmark', seed: 7 });
    const taken = { sender: 1, seq: 1, type: 'TakeStage', payload: { stage: 'factory' } };
    for (const [week, quantity] of quantities.entries())
      world.step([...(week === 0 ? [taken] : []), { sender: 1, seq: week + 2, type: 'PlaceOrder', payload: { quantity } }]);
    expect(shown.hash).toBe(world.hash());
    expect(shown.kpis).toEqual(world.kpis());
    world.dispose();
  });

  it('hands out the link of its players as often as it is asked for, each time with an entry among the reads', async () => {
    const { id, playUrl } = await startSession('--scenario', 'benchmark');
    for (const _ of [1, 2])
      expect(await lq('sessionLink', ['session', 'link', id, '--as', 'ada'])).toEqual({ session: id, tenant: 'demo', playUrl });
    expect((await home.lq('session', 'link', id, '--as', 'ada')).out).toEqual([`Players join here: ${playUrl}`]);
    const { reads } = await lq('auditReads', ['audit', 'reads', '--tenant', 'demo', '--as', 'ada']);
    expect(reads.filter(({ session }) => session === id).map(({ what }) => what)).toEqual(['link', 'link', 'link']);
  });

  it('of a tenant is kept as a recording, which replays and explains itself here, down to the player’s command', async () => {
    const { id } = await startSession('--scenario', 'benchmark');
    await send(id, 'TakeStage', { stage: 'retailer' });
    for (const quantity of [4, 9]) await send(id, 'PlaceOrder', { quantity });
    const shown = await reaches(id, 2);
    const to = join(home.dir, 'session.lqr');
    expect(await lq('sessionRecord', ['session', 'record', id, '--to', to])).toMatchObject({ ticks: 2, commands: 3, hash: shown.hash });
    expect((await home.lq('replay', to)).code).toBe(0);
    const { text } = await lq('why', ['why', to, '--entity', 'retailer', '--field', 'Seat.owner', '--tick', '2']);
    expect(text.join('\n')).toContain('TakeStage');
    const nowhere = join(home.dir, 'gone', 'x');
    for (const args of [
      ['session', 'record', id, '--to', nowhere],
      ['audit', 'export', id, '--to', nowhere],
      ['analytics', 'export', '--tenant', 'demo', '--file', nowhere],
    ])
      expect(await refused(...args), args.join(' ')).toEqual({
        code: 2,
        err: `Cannot write ${nowhere}: there is no folder ${join(home.dir, 'gone')}. Make it, or name another.\n`,
      });
    expect(await refused('session', 'record', id, '--to', to), 'what is there is not written over').toMatchObject({ code: 2 });
  });

  it('is played by lq play from what is piped into it, all of which is there before the session is', async () => {
    const { id, playUrl } = await startSession('--scenario', 'benchmark');
    const { code, out } = await home.piped('take retailer\norder 4\n', 'play', playUrl);
    expect([code, out.at(-1)], out.join('\n')).toEqual([0, expect.stringContaining('week 1 ')]);
    expect(await reaches(id, 1)).toMatchObject({ commands: { accepted: 3, consumed: 3 } });
    expect((await home.piped('order x\n', 'play', playUrl)).code, 'a line that is not understood').toBe(1);
  });

  it('who played in a terminal before comes back to their seat, unless they ask to be somebody new', async () => {
    const { id, playUrl } = await startSession('--scenario', 'benchmark');
    const played = async (lines: string, ...more: string[]) => (await home.piped(lines, 'play', playUrl, ...more)).code;
    expect(await played('take retailer\norder 4\n')).toBe(0);
    expect(await played('order 5\n')).toBe(0);
    await reaches(id, 2);
    const players = async () => (await cloud.client('demo').session('demo', id)).players;
    expect(await players()).toBe(1);
    expect(await played('order 5\n', '--as', 'ben'), 'somebody without a seat').toBe(1);
    expect(await played('take factory\n', '--new')).toBe(0);
    expect(await players()).toBe(2);
    expect(await played('take moon\n')).toBe(1);
    expect(await played('release\n'), 'the new one has come back').toBe(0);
    expect(await players()).toBe(2);
  });

  it('tells who sits where, and takes no command that can have no effect there', async () => {
    const { id } = await startSession('--scenario', 'benchmark');
    const attempt = async (type: string, payload: object, as = 'p-1') =>
      (await home.lq('session', 'send', id, type, JSON.stringify(payload), '--as', as)).err.trim();
    expect(await attempt('TakeStage', { stage: 'moon' })).toBe(
      'There is no stage moon. There are Factory, Distributor, Wholesaler, Retailer.',
    );
    expect(await attempt('TakeStage', {})).toMatch(/TakeStage names no stage\. There are /);
    expect(await attempt('PlaceOrder', { quantity: 4 })).toBe(
      'PlaceOrder needs a seat, and this player holds none. Take one first: TakeStage {"stage":"Factory"}',
    );
    expect(await show(id)).toMatchObject({ commands: { accepted: 0 } });
    expect(await home.lq('session', 'show', id)).toMatchObject({
      out: expect.arrayContaining([
        expect.stringMatching(/^ {2}scenario benchmark, seed 1, started \d{4}-\d\d-\d\d \d\d:\d\d UTC by ada$/),
        '  tick 0, nothing was played yet, latency class turn',
      ]) as string[],
    });
    await send(id, 'TakeStage', { stage: 'retailer' });
    expect(await attempt('TakeStage', { stage: 'retailer' }, 'pia')).toBe(
      'Retailer is taken by player 1. Free: Factory, Distributor, Wholesaler.',
    );
    expect(await attempt('PlaceOrder', { quantity: -1 })).toMatch(/^PlaceOrder\.quantity cannot be -1: .*Send another value\.$/);
    await send(id, 'PlaceOrder', { quantity: 4 });
    const { seats } = await reaches(id, 1);
    expect(seats!.filter(({ owner }) => owner > 0)).toEqual([
      { entity: 'retailer', stage: 'Retailer', name: 'Retailer', owner: 1, player: expect.stringMatching(/^p-[0-9a-f]{20}$/) as string },
    ]);
    const { out } = await home.lq('session', 'show', id);
    expect(out).toContain('  Factory: free');
    expect(
      out.some((line) => /^ {2}Retailer: player 1 \(p-[0-9a-f]{20}\)/.test(line)),
      out.join('\n'),
    ).toBe(true);
    expect(
      out.some((line) => /^ {2}Total cost +\$24\.00$/.test(line)),
      out.join('\n'),
    ).toBe(true);
    const listed = await home.lq('session', 'list', '--tenant', 'demo');
    expect(listed.out[0]).toMatch(/^session +level +scenario +state +ticks +players +started \(UTC\)$/);
    expect(listed.out.find((line) => line.startsWith(id))).toMatch(/ beer-game +benchmark +waiting +1 +1 +\d{4}-/);
  });

  it('at a fast pace runs to its end by itself, to the hash that lq run prints', async () => {
    const { id } = await startSession('--scenario', 'typical-team', '--pace', 'fast');
    const [done, local] = [await reaches(id, 36), await lq('run', ['run', beer, '--scenario', 'typical-team'])];
    expect(done).toMatchObject({ state: 'finished', waiting: [], hash: local.hash, kpis: { total_cost: '2657.50' } });
    expect(await lq('sessionVerify', ['session', 'verify', id])).toMatchObject({ ticks: 36, diverged: false });
    expect(await lq('auditVerify', ['audit', 'verify', '--tenant', 'demo'])).toMatchObject({ ok: true, findings: [], assurance: 'local' });
  });

  it('is not started by who may not, and not for another tenant’s level', async () => {
    expect(await refused('session', 'start', '--level', 'beer-game', '--tenant', 'demo', '--as', 'eve')).toMatchObject({ code: 3 });
    expect(await refused('session', 'start', '--level', 'beer-game', '--tenant', 'acme', '--as', 'ada')).toMatchObject({ code: 2 });
  });
});

describe('what cannot run says so in a sentence and exits 2:', () => {
  it.each<[string, string[], string]>([
    ['an unknown tenant', ['publish', beer, '--tenant', 'nobody'], 'This target has no tenant nobody. There are: demo, acme. To make one'],
    ['no tenant', ['publish', beer], 'Say to whom: --tenant <tenant>.'],
    ['an unknown session', ['session', 'verify', 's-none'], 'has a role in no tenant that has a session s-none.'],
    ['an unknown level', ['session', 'start', '--level', 'chess', '--tenant', 'demo', '--as', 'ada'], 'chess'],
    ['a payload that is not JSON', ['session', 'send', 's-none', 'PlaceOrder', '{quantity}'], '{quantity} is not JSON.'],
    ['an unknown verb', ['audit', 'mend'], 'There is no lq audit mend; there are verify, reads, query, export.'],
    ['a data folder that cannot be made', ['up', '--data', '/proc/lq'], 'No folder can be made at /proc/lq. Name another place.'],
    ['an unknown command', ['fly'], 'There is no command lq fly.'],
  ])('%s', async (_, args, sentence) => {
    const { code, err } = await refused(...args);
    expect([code, err]).toEqual([2, expect.stringContaining(sentence)]);
  });

  it('no cloud, and what starts one', async () => {
    const data = join(home.dir, 'elsewhere');
    for (const args of [
      ['publish', beer, '--tenant', 'demo'],
      ['session', 'list', '--tenant', 'demo'],
      ['session', 'verify', 's-none'],
      ['audit', 'verify', '--tenant', 'demo'],
    ]) {
      const { code, err } = await refused(...args, '--data', data);
      expect([code, err], args.join(' ')).toEqual([2, `No cloud answers at target local. Start one: lq up --data ${data}\n`]);
    }
  });
});

describe('lq up, stopped and started again', () => {
  it('has the same ports and keys, and everything that was there, also when its folder is named from another place', async () => {
    const before = await lq('sessionList', ['session', 'list', '--tenant', 'demo']);
    await cloud.stop();
    expect((await refused('session', 'list', '--tenant', 'demo')).code).toBe(2);
    const { pid: _pid, ...told } = cloud.discovery;
    // The folder is named as it lies from somewhere else than the product.
    cloud = await home.up({ data: basename(home.data), cwd: dirname(home.data) });
    expect(cloud.discovery).toMatchObject(told);
    expect(existsSync(join(root, basename(home.data))), 'nothing is kept where nobody asked for it').toBe(false);
    expect(await lq('sessionList', ['session', 'list', '--tenant', 'demo'])).toEqual(before);
    expect((await publish(beer)).unchanged).toBe(true);
  });
});
