/**
 * One suite for both ways to be in a room: a WebSocket to a host, and the cloud's channel with its function. Whatever the way, saved means
 * durable, and whatever the network does, everybody ends with the same.
 */
import { afterAll, afterEach, beforeAll, describe, expect, test } from 'vitest';
import {
  addEntities,
  addEntity,
  EditOrigin,
  levelSchema,
  type LevelDocument,
  materialise,
  moveEntity,
  rename,
  setFields,
  toLevelFile,
} from '../../../engine/document/index.ts';
import { chance } from '../../../engine/kernel/testing/chance.ts';
import { builtinComponents } from '../../../engine/model/components/index.ts';
import { byCloud } from './by-cloud.ts';
import { byWebSocket } from './by-websocket.ts';
import { compactAfterRecords, type Stage, type StageWindow } from './stage.ts';
import { until } from './server.ts';

const schema = levelSchema(builtinComponents);
const me = new EditOrigin('test');
const nameOf = (document: LevelDocument, id: string): string | undefined => toLevelFile(document).entities[id]?.name;
const read = ({ document }: StageWindow): string => JSON.stringify(materialise(document, schema).level);
const wait = (milliseconds: number): Promise<void> => new Promise((resolve) => setTimeout(resolve, milliseconds));

/** Several people at once, each from a seed: names, moves, and a thing of one's own with every third edit. Returns the things made. */
async function editAtRandom(windows: readonly StageWindow[], seed: number, edits: number): Promise<string[]> {
  const made: string[] = [];
  const work = async (window: StageWindow, who: number): Promise<void> => {
    const random = chance(seed * 1000 + who);
    const things = ['crate', 'truck', 'driver'];
    for (let at = 0; at < edits; at += 1) {
      const { document } = window;
      const dice = random.next();
      if (at % 3 === 0) {
        const id = `made-${seed}-${who}-${at}`.padEnd(14, 'x');
        addEntity(document, { id, name: id, components: {} }, { parent: null }, me);
        made.push(id);
      } else if (dice < 0.5) rename(document, random.pick(things), `${who}/${at}`, me);
      else setFields(document, [{ entity: 'crate', component: 'Transform', field: 'position', value: [who, at, random.below(100)] }], me);
      if (dice > 0.9) moveEntity(document, random.pick(['crate', 'driver']), { parent: random.next() < 0.5 ? null : 'truck' }, me);
      await wait(random.below(12));
    }
  };
  await Promise.all(windows.map(work));
  return made;
}

/** Everybody reads the same as somebody who has just come, and everything is there; false when that does not come to be. */
async function agrees(stage: Stage, windows: readonly StageWindow[], made: readonly string[], patience = 15_000): Promise<boolean> {
  await Promise.all(windows.map((window) => window.whenSaved()));
  const fresh = stage.open('cleo');
  await fresh.whenSynced();
  const all = [...windows, fresh];
  const holds = (): boolean => {
    const texts = new Set(all.map(read));
    const { entities } = toLevelFile(fresh.document);
    return texts.size === 1 && made.every((id) => Object.hasOwn(entities, id));
  };
  const end = performance.now() + patience;
  while (!holds() && performance.now() < end) await wait(25);
  fresh.close();
  return holds();
}

describe.each([byWebSocket, byCloud()])('a room over $name', (transport) => {
  let stage: Stage;
  const opened: StageWindow[] = [];
  beforeAll(async () => {
    stage = await transport.start();
  }, 120_000);
  afterAll(() => stage.close());
  afterEach(() => {
    for (const window of opened.splice(0)) window.close();
  });
  const enter = async (person: string, options?: Parameters<Stage['open']>[1]): Promise<StageWindow> => {
    const window = stage.open(person, options);
    opened.push(window);
    await window.whenSynced();
    return window;
  };
  const seen = async (window: StageWindow, id: string, name: string): Promise<void> => {
    await expect.poll(() => nameOf(window.document, id), { timeout: 15_000 }).toBe(name);
  };

  test('shows an edit of one window in the other, and what it called saved is there after a restart', async () => {
    const [ada, bob] = await Promise.all([enter('ada'), enter('bob')]);
    rename(ada.document, 'crate', 'Kiste', me);
    expect(ada.status()).toEqual({ state: 'syncing', waiting: 1 });
    await ada.whenSaved();
    await seen(bob, 'crate', 'Kiste');
    ada.close();
    bob.close();
    await stage.restart();
    expect(nameOf((await enter('cleo')).document, 'crate')).toBe('Kiste');
  });

  test('brings who comes later, or was away, to where the others are', async () => {
    const [ada, bob] = await Promise.all([enter('ada'), enter('bob')]);
    bob.setAway(true);
    await until(() => bob.status().state === 'offline', bob.subscribe);
    for (let at = 0; at < 5; at += 1) rename(ada.document, 'driver', `while away ${at}`, me);
    rename(bob.document, 'truck', 'made offline', me);
    expect(bob.status()).toEqual({ state: 'offline', waiting: 1 });
    await ada.whenSaved();
    bob.setAway(false);
    bob.reconnect();
    await bob.whenSaved();
    await seen(bob, 'driver', 'while away 4');
    await seen(ada, 'truck', 'made offline');
    expect(read(await enter('cleo'))).toBe(read(ada));
  });

  test('refuses an edit under somebody else’s number by name; its author’s copy is kept, and nobody else notices', async () => {
    const [ada, bob] = await Promise.all([enter('ada'), enter('bob')]);
    const [own, theirs] = [bob.document.doc.clientID, ada.document.doc.clientID];
    expect(own).not.toBe(theirs);
    bob.document.doc.clientID = theirs;
    rename(bob.document, 'crate', 'Forged', me);
    await until(() => bob.recovered.length === 1, bob.subscribe);
    expect(bob.recovered[0]).toMatchObject({ reason: 'invalid-update', message: expect.stringMatching(/\w/) as string });
    expect(nameOf(bob.recovered[0]!.document as LevelDocument, 'crate')).toBe('Forged');
    await until(() => bob.synced, bob.subscribe);
    rename(ada.document, 'crate', 'Honest', me);
    await ada.whenSaved();
    await seen(bob, 'crate', 'Honest');
    expect(ada.recovered).toEqual([]);
  });

  test('refuses a value that does not fit, naming the place', async () => {
    const ada = await enter('ada');
    setFields(ada.document, [{ entity: 'crate', component: 'Transform', field: 'position', value: 'nowhere' }], me);
    await until(() => ada.recovered.length === 1, ada.subscribe);
    expect(ada.recovered[0]).toMatchObject({ reason: 'invalid-update', message: expect.stringContaining('Transform.position') as string });
  });

  test('lets who may look see everything and write nothing, from the moment that their role has changed', async () => {
    const [ada, bob] = await Promise.all([enter('ada'), enter('bob')]);
    expect(bob.role).toBe('editor');
    await stage.setRole('bob', 'viewer');
    await until(() => bob.role === 'viewer' && bob.synced, bob.subscribe);
    rename(bob.document, 'crate', 'Not allowed', me);
    await until(() => bob.recovered.length === 1, bob.subscribe);
    expect(bob.recovered[0]).toMatchObject({ reason: 'forbidden' });
    rename(ada.document, 'crate', 'Allowed', me);
    await seen(bob, 'crate', 'Allowed');
    await stage.setRole('bob', 'editor');
    await until(() => bob.role === 'editor' && bob.synced, bob.subscribe);
    rename(bob.document, 'crate', 'Allowed again', me);
    await bob.whenSaved();
    await seen(ada, 'crate', 'Allowed again');
  });

  test('lets no stranger in', async () => {
    const mallory = stage.open('mallory', { stranger: true });
    opened.push(mallory);
    await until(() => mallory.status().state === 'offline', mallory.subscribe);
    expect([mallory.synced, mallory.role]).toEqual([false, undefined]);
  });

  test('says who is here, as the server knows them, and forgets who left', async () => {
    const [ada, bob] = await Promise.all([enter('ada'), enter('bob')]);
    ada.setPresence({ selection: ['crate'], pointer: [1, 2, 3] });
    const ofAda = () => bob.presence.peers().find(({ person }) => person.name === 'ada');
    await expect.poll(() => ofAda()?.state.selection, { timeout: 15_000 }).toEqual(['crate']);
    await expect
      .poll(() => ada.presence.peers().map(({ person, role }) => [person.name, role]), { timeout: 15_000 })
      .toEqual([['bob', 'editor']]);
    ada.close();
    await expect.poll(ofAda, { timeout: 15_000 }).toBeUndefined();
  });

  test.each([1, 2, 3])('ends with the same for all on the worst network, seed %i', async (seed) => {
    const windows = await Promise.all(['ada', 'bob', 'vic'].map((person, who) => enter(person, { network: seed * 10 + who })));
    const made = await editAtRandom(windows, seed, 40);
    expect(await agrees(stage, windows, made)).toBe(true);
    expect(windows.flatMap(({ recovered }) => recovered)).toEqual([]);
  });

  test('goes on through a restart in the middle of it', async () => {
    const windows = await Promise.all([enter('ada'), enter('bob')]);
    const editing = editAtRandom(windows, 20, 60);
    await wait(150);
    await stage.restart();
    const made = await editing;
    expect(await agrees(stage, windows, made)).toBe(true);
    expect(windows.flatMap(({ recovered }) => recovered)).toEqual([]);
  });

  test('takes snapshots while people edit, and who begins with one has it all', async () => {
    const before = await stage.snapshots();
    const windows = await Promise.all([enter('ada'), enter('bob')]);
    const made = await editAtRandom(windows, 30, compactAfterRecords * 3);
    await expect.poll(() => stage.snapshots(), { timeout: 20_000 }).toBeGreaterThan(before);
    const more = await editAtRandom(windows, 31, 6);
    expect(await agrees(stage, windows, [...made, ...more])).toBe(true);
    await stage.restart();
    expect(await agrees(stage, windows, [...made, ...more])).toBe(true);
  });

  test('takes a big paste whole', async () => {
    const [ada, bob] = await Promise.all([enter('ada'), enter('bob')]);
    const random = chance(7);
    const letters = Array.from({ length: 64 }, (_, at) => String.fromCharCode(0x100 + at));
    const text = (): string => Array.from({ length: 700 }, () => random.pick(letters)).join('');
    const ids = Array.from({ length: 900 }, (_, at) => `pasted-${at}`.padEnd(14, 'x'));
    const pasted = ids.map((id) => ({ id, name: id, components: { Label: { text: text() } }, to: { parent: null } }));
    addEntities(ada.document, pasted, me);
    await ada.whenSaved();
    await expect
      .poll(() => toLevelFile(bob.document).entities[ids.at(-1)!]?.components['Label'], { timeout: 30_000 })
      .toEqual(pasted.at(-1)!.components.Label);
    expect(read(bob)).toBe(read(ada));
  });
});

test('a transport that leaves holes as they are does not pass', async () => {
  const stage = await byCloud({ repairs: false }).start();
  try {
    const windows = ['ada', 'bob', 'vic'].map((person, who) => stage.open(person, { network: 10 + who }));
    await Promise.all(windows.map((window) => window.whenSynced()));
    const made = await editAtRandom(windows, 1, 40);
    expect(await agrees(stage, windows, made, 5000)).toBe(false);
  } finally {
    await stage.close();
  }
}, 120_000);
