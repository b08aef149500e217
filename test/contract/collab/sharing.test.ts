/**
 * Two products on two data folders, as on two computers: one shares a project, the other joins it by link, through TLS over the loopback and,
 * where this machine has one, over its own address in the network. Run it alone: `vitest run --project node test/contract/collab/sharing.test.ts`.
 */
import { cpSync, readFileSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test, vi } from 'vitest';
import { EditOrigin, readScript, rename, replaceScript, toLevelFile, type LevelDocument } from '../../../engine/document/index.ts';
import type { OpenProject, ShareInvitation, ShareState } from '../../../src-main/contract/index.ts';
import { localAddresses } from '../../../src-main/services/sharing/index.ts';
import { openRoomClient, type RoomClient } from '../../../src-renderer/studio/people/index.ts';
import { documents } from '../cli-documents.ts';
import { openHome, type Home, root, type Staying, type Up } from '../harness/up.ts';
import { connectSocket, until } from './server.ts';
import { openWindow, type WindowCalls } from './window.ts';

// Many processes on a busy machine: nothing here depends on how long they take.
vi.setConfig({ testTimeout: 180_000, hookTimeout: 300_000 });

interface Joined {
  url: string;
  project: string;
  host: string;
  person: { id: string; name: string };
  role: string;
}
type Started = ShareState & { on: true; invitation: ShareInvitation };

const me = new EditOrigin('test');
let ada: Home;
let ben: Home;
let host: Up;
const closers: (() => unknown)[] = [];
beforeAll(async () => {
  [ada, ben] = [openHome(), openHome()];
  cpSync(join(root, 'samples/hello-cube'), join(ada.dir, 'cube'), { recursive: true });
  host = await ada.up();
  await ada.json(['open', join(ada.dir, 'cube'), '--as', 'ada']);
});
afterAll(async () => {
  for (const close of closers.splice(0)) close();
  await host?.stop();
  for (const home of [ada, ben]) home?.remove();
});

const share = <T = Started>(...args: string[]): Promise<T> => ada.json<T>(['share', ...args]);
const refused = async (home: Home, ...args: string[]): Promise<{ code: number | null; err: string }> => {
  const { code, out, err } = await home.lq(...args);
  expect(
    out.filter((line) => !line.startsWith('built:')),
    'a refusal says nothing on stdout',
  ).toEqual([]);
  expect(err, 'a refusal is a sentence, not a stack').not.toMatch(/\n\s+at /);
  return { code, err };
};

interface Window {
  calls: WindowCalls;
  project: OpenProject;
  room: RoomClient<'level'>;
}

/** A window as a browser opens it: by the one-time link, through the door of the person's own computer. */
async function open(url: string): Promise<Window> {
  const calls = await openWindow(url);
  const { projects } = await calls.invoke('project.recent', {});
  const project = await calls.invoke('project.open', { project: projects[0]!.handle });
  const room = openRoomClient('level', {
    room: project.levels[0]!.room,
    connect: connectSocket,
    admit: () => calls.invoke('room.join', { project: project.handle, room: project.levels[0]!.room }),
  });
  closers.push(() => {
    room.close();
    calls.close();
  });
  await room.whenSynced();
  return { calls, project, room };
}

const openAda = async (): Promise<Window> => open((await ada.json<{ url: string }>(['open', '--as', 'ada'])).url);
const nameOf = ({ room }: Window, id: string): string | undefined => toLevelFile(room.document).entities[id]?.name;
const entityOf = ({ room }: Window): string => Object.keys(toLevelFile(room.document).entities)[0]!;
const edits = (document: LevelDocument) => (listener: () => void) => document.doc.on('update', listener);
const reads = (window: Window, id: string, name: string): Promise<void> =>
  until(() => nameOf(window, id) === name, edits(window.room.document), window.room.onDocument);

const joinAs = async (home: Home, link: string, name: string): Promise<Staying<Joined>> => {
  const staying = await home.stay<Joined>(['join', link, '--as', name]);
  if (!staying.first) throw new Error(`lq join ended: ${staying.err()}`);
  return staying;
};

describe.each(['127.0.0.1', ...localAddresses().slice(0, 1)])('a project shared at %s', (address) => {
  let started: Started;
  let guest: Staying<Joined>;
  let mine: Window;
  let theirs: Window;
  beforeAll(async () => {
    started = await share('start', '--address', address, '--project', 'hello-cube', '--as-name', 'Ben');
    guest = await joinAs(ben, started.invitation.link, 'somebody else');
    [mine, theirs] = [await openAda(), await open(guest.first!.url)];
  });
  afterAll(async () => {
    await guest?.stop();
    for (const { id } of (await share<ShareState>('list')).guests) await share('remove', id);
    if ((await share<ShareState>('list')).on) await share('stop');
  });

  test('is found by its link, under the name that the host gave, marked as a guest', () => {
    expect(started.invitation.link).toMatch(
      new RegExp(
        `^ledgerquest://join/${address.includes(':') ? `\\[${address}\\]` : address}:${started.port}/${started.id}#${started.fingerprint}\\.[\\w-]{32}$`,
      ),
    );
    expect(guest.first).toMatchObject({
      host: 'ada',
      role: 'editor',
      person: { name: 'Ben (guest)', id: expect.stringMatching(/^guest:/) as string },
    });
    expect(theirs.project).toMatchObject({
      id: started.id,
      restricted: true,
      levels: mine.project.levels,
      scripts: mine.project.scripts,
    });
    expect(theirs.room.role).toBe('editor');
  });

  test('is edited by both, each edit saved before it is seen, and each sees the other', async () => {
    const id = entityOf(mine);
    rename(theirs.room.document, id, 'Ben’s cube', me);
    await reads(mine, id, 'Ben’s cube');
    await theirs.room.whenSaved();
    rename(mine.room.document, id, 'Ada’s cube', me);
    await reads(theirs, id, 'Ada’s cube');
    theirs.room.setPresence({ selection: [id] });
    const seen = () => mine.room.presence.peers().find(({ person }) => person.name === 'Ben (guest)');
    await until(() => seen()?.state.selection?.[0] === id, mine.room.presence.subscribe);
    expect(seen()).toMatchObject({ person: { id: guest.first!.person.id }, role: 'editor' });
    expect((await share<ShareState>('list')).guests).toEqual([
      { id: guest.first!.person.id, name: 'Ben', role: 'editor', connected: true },
    ]);
  });

  test('names its people to both sides, the guest under the name that the host has stamped', async () => {
    const people = async ({ calls, project: { handle } }: Window) => (await calls.invoke('project.people', { project: handle })).people;
    const [here, there] = [await people(mine), await people(theirs)];
    expect(there).toEqual(here);
    expect(here).toMatchObject([
      { id: 'ada', role: 'owner' },
      { id: guest.first!.person.id, name: 'Ben (guest)', role: 'editor' },
    ]);
    const { link } = await share<ShareInvitation>('invite');
    const other = openHome();
    closers.push(() => other.remove());
    for (const name of ['Ada', 'ben'])
      expect(await refused(other, 'join', link, '--name', name), name).toMatchObject({
        code: 2,
        err: expect.stringMatching(new RegExp(`Somebody in this project is called ${name} already.*--name`, 's')) as string,
      });
    expect(await refused(ada, 'share', 'invite', '--as-name', 'ADA')).toMatchObject({
      code: 2,
      err: expect.stringContaining('is called ADA already') as string,
    });
  });

  test('keeps the versions that a guest names, and is restored by them in their name; each side is told', async () => {
    const id = entityOf(mine);
    const told: string[] = [];
    for (const [who, { calls }] of [
      ['ada', mine],
      ['ben', theirs],
    ] as const)
      calls.on('versions.changed', () => told.push(who));
    const project = theirs.project.handle;
    rename(mine.room.document, id, 'As agreed', me);
    await reads(theirs, id, 'As agreed');
    const version = await theirs.calls.invoke('versions.save', { project, name: 'Agreed' });
    expect(version).toMatchObject({ name: 'Agreed', author: { id: guest.first!.person.id, name: 'Ben (guest)' } });
    await expect.poll(() => [...new Set(told)].toSorted(), { timeout: 30_000 }).toEqual(['ada', 'ben']);
    rename(mine.room.document, id, 'Otherwise', me);
    await reads(theirs, id, 'Otherwise');
    const { changes } = await theirs.calls.invoke('versions.diff', { project, from: version.id, to: 'now' });
    expect(changes.map(({ text }) => text)).toEqual(['“As agreed” renamed to “Otherwise”']);
    expect((await theirs.calls.invoke('versions.read', { project, version: version.id })).version).toEqual(version);
    await theirs.calls.invoke('versions.restore', { project, version: version.id });
    await reads(mine, id, 'As agreed');
    expect(await theirs.calls.invoke('versions.list', { project })).toEqual(
      await mine.calls.invoke('versions.list', { project: mine.project.handle }),
    );
  });

  test('has its scripts with it, and nothing else that its host has', async () => {
    const [script] = theirs.project.scripts;
    const client = openRoomClient('script', {
      room: script!.room,
      connect: connectSocket,
      admit: () => theirs.calls.invoke('room.join', { project: theirs.project.handle, room: script!.room }),
    });
    closers.push(() => client.close());
    await client.whenSynced();
    const before = readScript(client.document);
    replaceScript(client.document, `${before}\n// Ben was here\n`, me);
    await client.whenSaved();
    await expect.poll(() => readFileSync(join(ada.dir, 'cube', script!.path), 'utf8'), { timeout: 30_000 }).toContain('// Ben was here');
    const { calls, project } = theirs;
    await expect(calls.invoke('room.join', { project: project.handle, room: 'another/level/street' })).rejects.toMatchObject({
      code: 'unknown-room',
    });
    await expect(
      calls.invoke('room.join', { project: project.handle, room: `${project.id}/script/scripts/../../x.ts` }),
    ).rejects.toMatchObject({ code: 'unknown-room' });
    await expect(
      calls.invoke('publish.start', { project: project.handle, level: 'x', tenant: 'demo', channel: 'live' }),
    ).rejects.toMatchObject({ code: 'guest', hint: 'Ask ada.' });
    await expect(calls.invoke('project.create', { template: 'hello-cube' })).rejects.toMatchObject({ code: 'guest' });
    expect(await calls.invoke('cloud.status', {})).toMatchObject({ state: 'stopped', tenants: [] });
  });

  test('goes on when the host was away: what was edited meanwhile is kept and comes by itself', async () => {
    const id = entityOf(mine);
    await host.stop();
    await until(() => theirs.room.status().state === 'offline', theirs.room.subscribe);
    rename(theirs.room.document, id, 'While Ada was away', me);
    expect(theirs.room.status()).toEqual({ state: 'offline', waiting: 1 });
    await expect(theirs.calls.invoke('project.open', { project: theirs.project.handle })).rejects.toMatchObject({ code: 'host-away' });
    host = await ada.up();
    expect(await share<ShareState>('list'), 'nothing is shared until somebody says so again').toMatchObject({
      on: false,
      guests: [{ name: 'Ben' }],
    });
    const again = await share('start', '--address', address, '--project', 'hello-cube');
    expect([again.port, again.fingerprint]).toEqual([started.port, started.fingerprint]);
    theirs.room.reconnect();
    await theirs.room.whenSaved();
    mine = await openAda();
    await reads(mine, id, 'While Ada was away');
  });

  test('brings back whoever used a link, by the same link or none, and nobody else', async () => {
    const { url } = guest.first!;
    await guest.stop();
    const id = guest.first!.person.id;
    guest = await joinAs(ben, started.invitation.link, 'Ben');
    expect(guest.first).toMatchObject({ person: { id } });
    expect(new URL(guest.first!.url).port, 'the browser keeps edits by this address').toBe(new URL(url).port);
    await guest.stop();
    const again = await ben.stay<Joined>(['join']);
    expect(again.first).toMatchObject({ person: { id } });
    guest = again;
    theirs = await open(again.first!.url);
    const cleo = openHome();
    closers.push(() => cleo.remove());
    expect(await refused(cleo, 'join', started.invitation.link)).toMatchObject({
      code: 2,
      err: expect.stringMatching(/no such invitation|used already/) as string,
    });
    const files = join(ben.data, 'joined');
    expect(statSync(join(files, `${started.id}.${started.fingerprint}.json`)).mode & 0o777).toBe(0o600);
  });

  test('a viewer sees everything and writes nothing', async () => {
    const { link } = await share<ShareInvitation>('invite', '--role', 'viewer', '--as-name', 'Vi');
    const vi2 = openHome();
    closers.push(() => vi2.remove());
    const viewer = await joinAs(vi2, link, 'Vi');
    const window = await open(viewer.first!.url);
    expect([viewer.first!.role, window.room.role]).toEqual(['viewer', 'viewer']);
    const project = window.project.handle;
    const { versions } = await window.calls.invoke('versions.list', { project });
    expect(versions.length).toBeGreaterThan(0);
    for (const call of [
      () => window.calls.invoke('versions.save', { project, name: 'Mine' }),
      () => window.calls.invoke('versions.restore', { project, version: versions[0]!.id }),
    ])
      await expect(call()).rejects.toMatchObject({
        code: 'forbidden',
        message: expect.stringMatching(/^Vi \(guest\) may not (save|restore) versions: Vi \(guest\) is only viewer here\.$/) as string,
        hint: 'This needs the role editor. ada can give it: remove this guest, and invite them anew as editor.',
      });
    const id = entityOf(mine);
    const before = nameOf(mine, id);
    rename(window.room.document, id, 'Not mine', me);
    await until(() => window.room.status().state === 'problem' || window.room.status().state === 'saved', window.room.subscribe);
    rename(mine.room.document, id, `${before}!`, me);
    await reads(window, id, `${before}!`);
    expect(nameOf(mine, id)).toBe(`${before}!`);
    await viewer.stop();
  });

  test('a removed guest is out at once, and signed out: neither the link nor what they kept brings them back', async () => {
    const { id } = guest.first!.person;
    expect(await share('remove', id)).toMatchObject({ id, name: 'Ben' });
    await until(() => theirs.room.status().state === 'offline', theirs.room.subscribe);
    expect(await theirs.calls.signedOut).toBe('signed-out');
    expect(await guest.exited).toBe(3);
    expect(guest.err()).toContain('ada shares');
    expect(await refused(ben, 'join', started.invitation.link)).toMatchObject({ code: 2 });
    expect(await refused(ben, 'join')).toMatchObject({ code: 2, err: expect.stringContaining('not invited here') as string });
    expect(await refused(ada, 'share', 'remove', id)).toMatchObject({
      code: 2,
      err: expect.stringContaining('There is no guest') as string,
    });
  });

  test('a link with another fingerprint is refused before anything is said', async () => {
    const { link } = await share<ShareInvitation>('invite');
    const forged = link.replace(started.fingerprint, 'A'.repeat(43));
    const { code, err } = await refused(ben, 'join', forged);
    expect(code).toBe(2);
    expect(err).toContain(
      `is not the computer that the link is for: its certificate is ${started.fingerprint}, the link says ${'A'.repeat(43)}`,
    );
    const guestAgain = await joinAs(ben, link, 'Ben');
    expect(guestAgain.first, 'the token was not spent by it').toMatchObject({ role: 'editor' });
    await guestAgain.stop();
  });

  test('is shared once at a time, and not any more when it is stopped', async () => {
    expect(await refused(ada, 'share', 'start', '--address', address)).toMatchObject({
      code: 2,
      err: expect.stringContaining('is shared already') as string,
    });
    const { link } = await share<ShareInvitation>('invite');
    expect(documents.shareState.parse(await share('stop'))).toMatchObject({ on: false });
    expect(await refused(ben, 'join', link)).toMatchObject({ code: 2, err: expect.stringContaining('does not answer') as string });
    expect(await refused(ada, 'share', 'invite')).toMatchObject({ code: 2, err: expect.stringContaining('Nothing is shared') as string });
    expect(await refused(ada, 'share', 'stop')).toMatchObject({ code: 2 });
  });
});

test('what cannot be shared is said in a sentence', async () => {
  const { port } = new URL(host.discovery.studio);
  for (const [args, sentence] of [
    [['start', '--address', '127.0.0.1', '--port', port], `Another program already listens on 127.0.0.1:${port}.`],
    [['start', '--address', '192.0.2.1'], 'This computer does not have the address'],
    [['start', '--project', '../../etc'], 'This computer has no project ../../etc.'],
    [['start', '--role', 'owner'], 'Guests are invited as editor or viewer, not as owner.'],
    [['start', '--port', '70000', '--address', '127.0.0.1'], '70000 is no port.'],
    [['stop', '--role', 'viewer'], 'lq share stop takes no --role.'],
    [['share'], 'There is no lq share share.'],
    [['remove'], 'Say whom'],
  ] as const)
    expect((await refused(ada, 'share', ...args)).err, args.join(' ')).toContain(sentence);
  expect(await share<ShareState>('list')).toMatchObject({ on: false });
  expect((await refused(ben, 'share', 'start')).err).toContain('Studio is not running');
  expect((await refused(ben, 'join', 'http://example.org')).err).toContain('That is no link to a shared project.');
});
