import { describe, expect, test } from 'vitest';
import * as Y from 'yjs';
import { seedFrom } from '../level/apply.ts';
import { type LevelDocument, openLevelDocument, registersOf } from '../level/document.ts';
import { rename } from '../level/edit.ts';
import { toLevelFile } from '../level/materialise.ts';
import { EditOrigin } from '../origin.ts';
import { street, testSchema } from '../testing/levels.ts';
import { Room, type RoomOptions, type RoomRequest, type Role } from './room.ts';
import { decodeFrame, encodeFrame, type Frame } from './wire.ts';
import { decodeRecord, encodeRecord } from './records.ts';

const me = new EditOrigin('test');

/** A host without sockets or disk: frames pile up per session, the disk confirms when told to. */
function host(options: Partial<RoomOptions> = {}) {
  const seed = openLevelDocument();
  seed.doc.clientID = 1;
  seedFrom(seed, street, me);
  const room = new Room(
    { kind: 'level', schema: testSchema, ...options },
    { epoch: 'e', update: Y.encodeStateAsUpdate(seed.doc), leases: new Map() },
  );
  const inbox = new Map<number, Frame[]>();
  const closed = new Map<number, string>();
  const asked: RoomRequest[] = [];
  let ticket = 0;
  let now = 0;
  const carryOut = (requests: RoomRequest[]): void => {
    for (const request of requests) {
      if (request.do === 'send') for (const to of request.to) inbox.get(to)?.push(decodeFrame(request.frame)!);
      else if (request.do === 'close') closed.set(request.session, request.reason);
      else asked.push(request);
      if (request.do === 'append') ({ ticket } = request);
    }
  };
  return {
    room,
    asked,
    closed,
    inbox: (session: number) => inbox.get(session)!.splice(0),
    flushDisk: () => carryOut(room.durable(ticket, now)),
    later(milliseconds: number) {
      now += milliseconds;
      carryOut(room.wake(now));
    },
    receive: (session: number, frame: Frame | Uint8Array) =>
      carryOut(room.receive(session, frame instanceof Uint8Array ? frame : encodeFrame(frame), now)),
    edit: (label: string, change: (document: LevelDocument) => void) =>
      carryOut(room.edit(label, () => change({ kind: 'level', doc: room.doc }))),
    leave: (session: number) => carryOut(room.leave(session)),
    join(session: number, person: string, role: Role = 'editor') {
      inbox.set(session, []);
      carryOut(room.join(session, { person: { id: person, name: person, colour: '' }, role, speaks: 'ours' }, now));
      this.flushDisk();
      const welcome = inbox.get(session)!.find((frame) => frame.type === 'welcome');
      const { lease } = JSON.parse((welcome as { text: string }).text) as { lease: number };
      const document = openLevelDocument();
      Y.applyUpdate(document.doc, Y.encodeStateAsUpdate(room.doc));
      document.doc.clientID = lease;
      inbox.get(session)!.length = 0;
      return { document, lease };
    },
  };
}
const updateOf = (document: LevelDocument, change: () => void): Uint8Array => {
  let update!: Uint8Array;
  document.doc.once('update', (bytes: Uint8Array) => (update = bytes));
  change();
  return update;
};
const types = (frames: Frame[]): string[] => frames.map(({ type }) => type);

describe('saved means durable', () => {
  test('nothing is acknowledged or shown before the disk has it', () => {
    const at = host();
    const { document } = at.join(1, 'ada');
    at.join(2, 'bob');
    at.inbox(1);
    at.receive(1, { type: 'update', update: updateOf(document, () => rename(document, 'crate', 'Box', me)) });
    at.receive(2, { type: 'step1', stateVector: Y.encodeStateVector(new Y.Doc()) });
    expect([at.inbox(1), at.inbox(2)]).toEqual([[], []]);
    at.flushDisk();
    expect(types(at.inbox(1))).toEqual(['ack']);
    expect(types(at.inbox(2)).toSorted()).toEqual(['step2', 'update']);
  });

  test('a client is welcomed only when its number is on disk', () => {
    const at = host();
    const requests = at.room.join(1, { person: { id: 'ada', name: 'Ada', colour: '' }, role: 'editor', speaks: 'ours' }, 0);
    expect(requests.map((request) => request.do)).toEqual(['append']);
    expect(at.room.durable(1, 0).map((request) => request.do)).toEqual(['send', 'send']);
  });

  test('what the disk refused is never acknowledged, and everybody is told why', () => {
    const at = host();
    const { document } = at.join(1, 'ada');
    at.receive(1, { type: 'update', update: updateOf(document, () => rename(document, 'crate', 'Box', me)) });
    const requests = at.room.closeAll('disk-full');
    expect(requests).toMatchObject([{ do: 'send' }, { do: 'close', reason: 'disk-full' }]);
    expect(at.room.durable(99, 0)).toEqual([]);
  });

  test('records say the same after a trip to the disk', () => {
    for (const record of [
      { kind: 'lease', lease: 300, person: 'adä' },
      { kind: 'update', update: new Uint8Array([1, 2, 3]) },
    ] as const) {
      expect(decodeRecord(encodeRecord(record))).toEqual(record);
    }
    expect(() => decodeRecord(new Uint8Array([9]))).toThrow('unknown kind 9');
  });
});

describe('whoever attacks is shown out, and honest editors go on', () => {
  const scene = () => {
    const at = host();
    const ada = at.join(1, 'ada');
    const mallory = at.join(2, 'mallory');
    const goOn = (): void => {
      at.receive(1, { type: 'update', update: updateOf(ada.document, () => rename(ada.document, 'truck', `Honest ${Math.random()}`, me)) });
      at.flushDisk();
      expect(types(at.inbox(1))).toContain('ack');
      expect(toLevelFile({ kind: 'level', doc: at.room.doc })).toEqual(toLevelFile(ada.document));
    };
    goOn();
    return { at, ada, mallory, goOn };
  };

  test('for writing under the number of another person', () => {
    const { at, ada, mallory, goOn } = scene();
    Y.applyUpdate(mallory.document.doc, Y.encodeStateAsUpdate(at.room.doc));
    mallory.document.doc.clientID = ada.lease;
    at.receive(2, { type: 'update', update: updateOf(mallory.document, () => rename(mallory.document, 'crate', 'Evil', me)) });
    expect(at.closed.get(2)).toBe('invalid-update');
    expect(at.asked).toContainEqual(expect.objectContaining({ do: 'keep-aside', person: 'mallory' }));
    goOn();
  });

  test('for a gap, a bad value, rubbish, a presence that is too big, or a frame before the welcome', () => {
    const strikes: ((evil: { document: LevelDocument }) => Frame | Uint8Array)[] = [
      ({ document }) => {
        rename(document, 'crate', 'first', me);
        return { type: 'update', update: updateOf(document, () => rename(document, 'crate', 'second', me)) };
      },
      ({ document }) => ({ type: 'update', update: updateOf(document, () => registersOf(document, 'crate')!.set('Label.size', 'huge')) }),
      () => new Uint8Array([0, 2, 200]),
      () => new Uint8Array(),
      () => ({ type: 'presence', text: JSON.stringify({ panel: 'x'.repeat(3000) }) }),
      () => ({ type: 'presence', text: '{"selection": "everything"}' }),
      () => ({ type: 'welcome', text: '{}' }),
      () => ({ type: 'step1', stateVector: new Uint8Array([255, 255, 255]) }),
    ];
    for (const strike of strikes) {
      const { at, mallory, goOn } = scene();
      at.receive(2, strike(mallory));
      expect(at.closed.has(2)).toBe(true);
      goOn();
    }
  });

  test('for writing as a viewer; looking is fine', () => {
    const at = host();
    const viewer = at.join(1, 'vic', 'viewer');
    at.receive(1, { type: 'step1', stateVector: Y.encodeStateVector(viewer.document.doc) });
    at.receive(1, { type: 'step2', update: new Uint8Array([0, 0]) });
    expect(at.closed.size).toBe(0);
    at.receive(1, { type: 'update', update: updateOf(viewer.document, () => rename(viewer.document, 'crate', 'Mine', me)) });
    expect(at.closed.get(1)).toBe('forbidden');
    expect(toLevelFile({ kind: 'level', doc: at.room.doc })).toEqual(street);
  });

  test('for a flood; the bucket fills again with time', () => {
    const { at, goOn } = scene();
    for (let count = 0; count < 3000; count += 1) at.receive(2, { type: 'query-awareness' });
    expect(at.closed.get(2)).toBe('rate-limited');
    goOn();
  });

  test('for more than a room holds', () => {
    const at = host({ limits: { bytes: 3000 } });
    const { document } = at.join(1, 'ada');
    at.receive(1, {
      type: 'update',
      update: updateOf(document, () => registersOf(document, 'crate')!.set('Label.text', 'x'.repeat(4000))),
    });
    expect(at.closed.get(1)).toBe('room-full');
    const crowded = host({ limits: { sessions: 1 } });
    crowded.join(1, 'ada');
    expect(crowded.room.join(2, { person: { id: 'bob', name: 'Bob', colour: '' }, role: 'editor', speaks: 'ours' }, 0)).toMatchObject([
      { do: 'close', reason: 'too-many-people' },
    ]);
  });
});

describe('a room', () => {
  test('gives increasing numbers, keeps them through a restart, and takes a person’s older ones', () => {
    const at = host();
    const first = at.join(1, 'ada');
    const offline = updateOf(first.document, () => rename(first.document, 'crate', 'Offline', me));
    at.leave(1);
    const second = at.join(2, 'ada');
    expect(second.lease).toBeGreaterThan(first.lease);
    at.receive(2, { type: 'update', update: offline });
    at.flushDisk();
    expect(types(at.inbox(2))).toContain('ack');
    const again = new Room({ kind: 'level', schema: testSchema }, at.room.snapshot());
    const [request] = again.join(1, { person: { id: 'bob', name: 'Bob', colour: '' }, role: 'editor', speaks: 'ours' }, 0);
    expect(request).toMatchObject({ do: 'append', record: { kind: 'lease', lease: second.lease + 1, person: 'bob' } });
    expect(again.doc.clientID).toBe(1);
  });

  test('shows every change at once to a few people', () => {
    const at = host();
    const ada = at.join(1, 'ada');
    at.join(2, 'bob');
    for (let step = 0; step < 5; step += 1) {
      at.receive(1, { type: 'update', update: updateOf(ada.document, () => rename(ada.document, 'crate', `n${step}`, me)) });
      at.flushDisk();
    }
    expect(types(at.inbox(2)).filter((type) => type === 'update')).toHaveLength(5);
    expect(at.asked.filter((request) => request.do === 'wake')).toEqual([]);
  });

  test('with much to send, sends the first change at once and what follows within the window together', () => {
    // Two people and two frames in a window: room for one change.
    const at = host({ limits: { framesPerSecond: 61 } });
    const ada = at.join(1, 'ada');
    const bob = at.join(2, 'bob');
    at.later(1000);
    at.inbox(1);
    at.inbox(2);
    for (let step = 0; step < 5; step += 1) {
      at.receive(1, { type: 'update', update: updateOf(ada.document, () => rename(ada.document, 'crate', `n${step}`, me)) });
      at.flushDisk();
    }
    const [first, ...rest] = at.inbox(2);
    expect([first?.type, rest]).toEqual(['update', []]);
    const [wake, ...more] = at.asked.filter((request) => request.do === 'wake');
    expect([Math.ceil(wake!.at), more]).toEqual([1033, []]);
    at.later(32);
    expect(at.inbox(2)).toEqual([]);
    at.later(1);
    const batch = at.inbox(2);
    expect(types(batch)).toEqual(['update']);
    for (const frame of [first!, ...batch]) Y.applyUpdate(bob.document.doc, (frame as { update: Uint8Array }).update);
    expect(toLevelFile(bob.document).entities['crate']?.name).toBe('n4');
    expect(types(at.inbox(1))).toEqual(['ack', 'ack', 'ack', 'ack', 'ack']);
  });

  test('gathers for no longer than the window, however many there are', () => {
    const at = host({ limits: { framesPerSecond: 1, window: 33 } });
    const ada = at.join(1, 'ada');
    at.join(2, 'bob');
    at.inbox(2);
    const seen: number[] = [];
    for (let now = 0; now < 330; now += 1) {
      at.receive(1, { type: 'update', update: updateOf(ada.document, () => rename(ada.document, 'crate', `n${now}`, me)) });
      at.flushDisk();
      at.later(1);
      if (at.inbox(2).length > 0) seen.push(now);
    }
    expect([seen.length, Math.max(...seen.slice(1).map((now, turn) => now - seen[turn]!))]).toEqual([11, 33]);
  });

  test('sends one frame to all: who wrote a part of it gets it too, who wrote all of it does not', () => {
    const at = host({ limits: { framesPerSecond: 61 } });
    const [ada, bob] = [at.join(1, 'ada'), at.join(2, 'bob')];
    at.join(3, 'eve');
    const write = (session: number, { document }: { document: LevelDocument }, entity: string, name: string): void =>
      at.receive(session, { type: 'update', update: updateOf(document, () => rename(document, entity, name, me)) });
    const seen = (): boolean[] => [1, 2, 3].map((session) => types(at.inbox(session)).includes('update'));
    seen();
    write(1, ada, 'crate', 'a');
    at.flushDisk();
    expect(seen()).toEqual([false, true, true]);
    write(1, ada, 'crate', 'b');
    write(2, bob, 'truck', 'c');
    at.flushDisk();
    expect(seen()).toEqual([false, false, false]);
    at.later(33);
    expect(seen()).toEqual([true, true, true]);
  });

  test('asks to be woken for what is due first', () => {
    const at = host({ limits: { framesPerSecond: 1000 } });
    const ada = at.join(1, 'ada');
    for (let session = 2; session <= 20; session += 1) at.join(session, `p${session}`);
    const point = () => at.receive(2, { type: 'presence', text: JSON.stringify({ pointer: [1] }) });
    at.later(1000);
    at.asked.length = 0;
    point();
    point();
    for (let step = 0; step < 2; step += 1)
      at.receive(1, { type: 'update', update: updateOf(ada.document, () => rename(ada.document, 'crate', `n${step}`, me)) });
    at.flushDisk();
    at.receive(1, { type: 'update', update: updateOf(ada.document, () => rename(ada.document, 'crate', 'last', me)) });
    at.flushDisk();
    // The pointer is due 33 ms after the one before; 20 frames of which 13 are left are due in 7 ms.
    const wakes = at.asked.flatMap((request) => (request.do === 'wake' ? [Math.round(request.at)] : []));
    expect(wakes).toEqual([1033, 1007]);
  });

  test('shows an outside change as a frame of its own, between what came before and after', () => {
    const at = host();
    const ada = at.join(1, 'ada');
    at.join(2, 'bob');
    at.later(1000);
    at.inbox(2);
    const type = (name: string) =>
      at.receive(1, { type: 'update', update: updateOf(ada.document, () => rename(ada.document, 'crate', name, me)) });
    type('a');
    at.edit('levels/street.json changed on disk', (document) => rename(document, 'truck', 'Lorry', me));
    type('b');
    at.flushDisk();
    at.later(33);
    expect(types(at.inbox(2))).toEqual(['update', 'outside', 'update']);
    expect(types(at.inbox(1)).filter((name) => name === 'outside')).toHaveLength(1);
  });

  test('stamps who a presence is from, at most twenty times a second', () => {
    const at = host();
    at.join(1, 'ada');
    at.join(2, 'bob');
    at.later(1000);
    at.inbox(2);
    for (let step = 0; step < 100; step += 1)
      at.receive(1, { type: 'presence', text: JSON.stringify({ pointer: [step], person: { id: 'bob' } }) });
    at.later(33);
    const frames = at.inbox(2).filter((frame) => frame.type === 'presence');
    const said = frames.flatMap(
      (frame) => JSON.parse((frame as { text: string }).text) as { person: { id: string }; state: { pointer: number[] } }[],
    );
    expect(said.every(({ person }) => person.id === 'ada')).toBe(true);
    expect(said.at(-1)?.state.pointer).toEqual([19]);
    expect(said[0]?.state).not.toHaveProperty('person');
    at.leave(1);
    expect(at.inbox(2)).toEqual([{ type: 'presence', text: '[{"session":1,"state":null}]' }]);
  });

  test('dismisses a person whose role has changed', () => {
    const at = host();
    at.join(1, 'ada');
    at.join(2, 'bob');
    expect(at.room.dismiss('ada')).toContainEqual(expect.objectContaining({ do: 'close', session: 1, reason: 'role-changed' }));
    expect(at.room.peers.map(({ person }) => person.id)).toEqual(['bob']);
  });
});
