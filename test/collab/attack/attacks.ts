/**
 * What people and programs of ill will send into a room. Each has a person's ticket and number, as anybody who was invited; what it does
 * with them is made by Yjs itself wherever Yjs makes such bytes.
 */
import * as encoding from 'lib0/encoding';
import * as Y from 'yjs';
import {
  addEntities,
  type CloseReason,
  EditOrigin,
  encodeFrame,
  type Frame,
  type LevelDocument,
  moveEntity,
  rename,
  type Role,
} from '../../../engine/document/index.ts';
import { entitiesOf, metaOf, registersOf } from '../../../engine/document/level/document.ts';
import type { Chance } from '../../../engine/kernel/testing/chance.ts';

export interface Attacker {
  /** A replica of the level under the attacker's own number. */
  evil: LevelDocument;
  /** The number of somebody who is at work. */
  victim: number;
  random: Chance;
}

export interface Attack {
  /** Reads on from "who". */
  name: string;
  role?: Role;
  strike(attacker: Attacker): Uint8Array[];
  /**
   * How the room answers: by showing out with this reason, or by letting it pass without effect. `judged`: by chance the bytes may be an
   * edit that this person may make; then it is one, and nothing else.
   */
  room: CloseReason | 'no effect' | 'judged';
  /** What a stock Yjs server makes of the same bytes: it takes them, keeps waiting for more, lists fake people, or stays as it was. */
  stock: 'takes it' | 'waits for ever' | 'lists fakes' | 'unmoved';
}

const me = new EditOrigin('attack');
const target = 'crate';

const update = (bytes: Uint8Array): Uint8Array => encodeFrame({ type: 'update', update: bytes });
const frame = (one: Frame): Uint8Array => encodeFrame(one);

/** What a change of a document sends. */
function sent({ doc }: LevelDocument, change: () => void): Uint8Array[] {
  const updates: Uint8Array[] = [];
  const collect = (bytes: Uint8Array): void => void updates.push(bytes);
  doc.on('update', collect);
  change();
  doc.off('update', collect);
  return updates;
}

/** Somebody who writes into the registers by hand. */
const writes = (
  name: string,
  change: (evil: LevelDocument, crate: Y.Map<unknown>, attacker: Attacker) => void,
  expected: Partial<Pick<Attack, 'room' | 'stock' | 'role'>> = {},
): Attack => ({
  name,
  room: 'invalid-update',
  stock: 'takes it',
  ...expected,
  strike: (attacker) => sent(attacker.evil, () => change(attacker.evil, registersOf(attacker.evil, target)!, attacker)).map(update),
});

/** Somebody who sends bytes. */
const sends = (
  name: string,
  strike: (attacker: Attacker) => Uint8Array[],
  room: Attack['room'],
  stock: Attack['stock'] = 'unmoved',
): Attack => ({
  name,
  strike,
  room,
  stock,
});

/** An edit as an honest window would send it. */
function honestUpdate({ evil, random }: Attacker): Uint8Array {
  const { doc } = evil;
  const id = `m${doc.clientID}x${random.below(1e9)}`;
  const [bytes] = sent(evil, () => {
    const dice = random.below(4);
    if (dice < 2) rename(evil, target, `By ${id}`, me);
    else if (dice === 2) moveEntity(evil, target, { parent: null }, me);
    else addEntities(evil, [{ id, name: id, to: { parent: target } }], me);
  });
  return bytes ?? sent(evil, () => registersOf(evil, target)!.set('name', id))[0]!;
}

const deep = (depth: number): unknown => {
  let value: unknown = 1;
  for (let at = 0; at < depth; at += 1) value = [value];
  return value;
};

/** An update whose every count claims more than there is. */
function emptyClaims(): Uint8Array {
  const out = encoding.createEncoder();
  for (let at = 0; at < 6; at += 1) encoding.writeVarUint(out, 2 ** 40);
  return encoding.toUint8Array(out);
}

export const attacks: readonly Attack[] = [
  writes('writes under the number of somebody who is at work', (evil, crate, { victim }) => {
    evil.doc.clientID = victim;
    crate.set('name', 'By the victim');
  }),
  writes('writes under the number of the room', (evil, crate) => {
    evil.doc.clientID = 1;
    crate.set('name', 'By the room');
  }),
  writes('writes under a number that nobody was given', (evil, crate) => {
    evil.doc.clientID = 4_000_000_000;
    crate.set('name', 'By nobody');
  }),
  {
    name: 'floods the room from behind a gap',
    room: 'invalid-update',
    stock: 'waits for ever',
    strike: ({ evil }) =>
      sent(evil, () => {
        for (let at = 0; at < 20; at += 1) registersOf(evil, target)!.set('name', `n${at}`);
      })
        .slice(1)
        .map(update),
  },
  writes('names an entity __proto__', (evil) => void entitiesOf(evil).set('__proto__', new Y.Map())),
  writes('names a register __proto__', (_, crate) => void crate.set('__proto__', { polluted: 1 })),
  writes('hides __proto__ in a value', (_, crate) => void crate.set('Other.value', JSON.parse('{"__proto__": {"polluted": 1}}'))),
  writes('names a setting of the level __proto__', (evil) => void metaOf(evil).set('environment.__proto__', 1)),
  writes('erases an entity', (evil) => entitiesOf(evil).delete(target)),
  writes('erases everything', (evil) => evil.doc.transact(() => [...entitiesOf(evil).keys()].forEach((id) => entitiesOf(evil).delete(id)))),
  writes('replaces an entity by an empty one', (evil) => void entitiesOf(evil).set(target, new Y.Map())),
  writes('puts a number where an entity belongs', (evil) => void entitiesOf(evil).set('evil', 42)),
  writes('puts a text where an entity belongs', (evil) => void entitiesOf(evil).set('evil', new Y.Text('x'))),
  writes('uses an id that cannot be one', (evil) => void entitiesOf(evil).set('#root', new Y.Map())),
  writes('opens a root of its own', (evil) => void evil.doc.getMap('treasure').set('x', new Uint8Array(10_000))),
  sends(
    'types text into the entities',
    ({ evil }) => {
      const doc = new Y.Doc();
      doc.clientID = evil.doc.clientID;
      doc.getText('entities').insert(0, 'x');
      return [update(Y.encodeStateAsUpdate(doc))];
    },
    'invalid-update',
    'takes it',
  ),
  writes('writes a register of the level that there is not', (evil) => void metaOf(evil).set('owner', 'me')),
  writes('writes a value of the wrong type', (_, crate) => void crate.set('Label.size', 'huge')),
  writes('writes out of range', (_, crate) => void crate.set('Label.size', 99)),
  writes('writes NaN', (_, crate) => void crate.set('Transform.position', [Number.NaN, 0, 0])),
  writes('invents a field of a known component', (_, crate) => void crate.set('Transform.spin', 1)),
  writes('invents a register', (_, crate) => void crate.set('colour', 'red')),
  writes('writes a placement that is none', (_, crate) => void crate.set('@', ['ship'])),
  writes('writes a name that is too long', (_, crate) => void crate.set('name', 'x'.repeat(10_000))),
  writes('puts a map inside an entity', (_, crate) => void crate.set('name', new Y.Map())),
  writes('puts a document inside an entity', (_, crate) => void crate.set('name', new Y.Doc())),
  writes('puts bytes inside an entity', (_, crate) => void crate.set('name', new Uint8Array(9))),
  writes('nests a value deeper than any reader goes', (_, crate) => void crate.set('Other.value', deep(2000))),
  writes(
    'makes a circle of two branches',
    (evil, crate) => {
      const ship = registersOf(evil, 'ship')!;
      evil.doc.transact(() => {
        crate.set('@', ['ship', 'a0', 5, '#root']);
        ship.set('@', [target, 'a0', 6, '#root']);
      });
    },
    { room: 'judged' },
  ),
  writes('moves from the end of time', (_, crate) => void crate.set('@', ['hall', 'a0', Number.MAX_SAFE_INTEGER, '#root']), {
    room: 'judged',
  }),
  writes('pastes more than a room takes at once', (_, crate) => void crate.set('Other.value', 'x'.repeat(60_000).repeat(5)), {
    room: 'too-big',
  }),
  writes(
    'pastes more entities than a level holds',
    (evil) =>
      addEntities(
        evil,
        Array.from({ length: 600 }, (_, at) => ({ id: `many${at}`, name: 'M', to: { parent: null } })),
        me,
      ),
    { room: 'room-full' },
  ),
  writes('may look and writes', (evil) => rename(evil, target, 'By a viewer', me), { role: 'viewer', room: 'forbidden' }),
  // Its name may be gone already: taking away what is not there is no edit.
  writes('may look and deletes', (_, crate) => crate.delete([...crate.keys()][0]!), { role: 'viewer', room: 'forbidden' }),
  sends('deletes what nobody has seen', ({ evil }) => [update(deletion(evil.doc.clientID, 5, 3))], 'invalid-update', 'waits for ever'),
  sends(
    'deletes with ranges that never end',
    ({ evil }) => [update(deletion(evil.doc.clientID, 0, 2 ** 50))],
    'invalid-update',
    'waits for ever',
  ),
  sends('claims more than it brings', () => [update(emptyClaims())], 'invalid-update'),
  sends('sends rubbish for an edit', ({ random }) => [update(random.bytes(1 + random.below(40)))], 'judged'),
  sends('cuts an edit short', (attacker) => [update(cut(honestUpdate(attacker), attacker.random))], 'judged'),
  sends('flips bits of an edit', (attacker) => [update(mutated(honestUpdate(attacker), attacker.random))], 'judged', 'takes it'),
  sends(
    'sends an edit twice',
    (attacker) => {
      const bytes = update(honestUpdate(attacker));
      return [bytes, bytes];
    },
    'judged',
    'takes it',
  ),
  sends(
    'cuts a frame short',
    (attacker) => {
      const whole = update(honestUpdate(attacker));
      return [whole.slice(0, whole.length - 1 - attacker.random.below(whole.length - 2))];
    },
    'bad-message',
  ),
  sends(
    'sends more than one frame as one',
    (attacker) => {
      const whole = update(honestUpdate(attacker));
      return [new Uint8Array([...whole, ...whole])];
    },
    'bad-message',
    'takes it',
  ),
  sends('sends nothing', () => [new Uint8Array()], 'bad-message'),
  sends('sends a frame of no known kind', ({ random }) => [new Uint8Array([20 + random.below(100), ...random.bytes(9)])], 'bad-message'),
  sends(
    'asks with a state that cannot be read',
    () => [frame({ type: 'step1', stateVector: new Uint8Array([255, 255, 255]) })],
    'bad-message',
  ),
  sends('asks with a state that claims more than it brings', () => [frame({ type: 'step1', stateVector: emptyClaims() })], 'bad-message'),
  sends('acknowledges in place of the room', () => [frame({ type: 'ack', count: 1e6 })], 'bad-message'),
  sends(
    'welcomes in place of the room',
    ({ victim }) => [frame({ type: 'welcome', text: JSON.stringify({ lease: victim, role: 'owner' }) })],
    'bad-message',
  ),
  sends(
    'shows others out in place of the room',
    () => [frame({ type: 'reject', text: '{"reason":"too-big","message":"out"}' })],
    'bad-message',
  ),
  sends('says hello again as somebody else', () => [frame({ type: 'hello', text: '{"protocol":1,"token":"person 0"}' })], 'bad-message'),
  sends(
    'speaks for the disk',
    (attacker) => [frame({ type: 'outside', text: '{"label":"disk"}', update: honestUpdate(attacker) })],
    'bad-message',
  ),
  sends(
    'says to be somebody else',
    () => [frame({ type: 'presence', text: JSON.stringify({ panel: 'x', person: { id: 'person 0' }, role: 'owner' }) })],
    'no effect',
  ),
  sends(
    'says where others are',
    () => [frame({ type: 'presence', text: JSON.stringify([{ session: 1, person: { id: 'person 0' }, state: {} }]) })],
    'bad-message',
  ),
  sends(
    'says more than a presence holds',
    () => [frame({ type: 'presence', text: JSON.stringify({ panel: 'x'.repeat(3000) }) })],
    'bad-message',
  ),
  sends(
    'says where it is without end',
    () => Array.from({ length: 40 }, (_, at) => frame({ type: 'presence', text: `{"pointer":[${at},0,0]}` })),
    'no effect',
  ),
  sends('makes up people', () => [frame({ type: 'awareness', bytes: fakePeople(200) })], 'no effect', 'lists fakes'),
  sends('never stops asking', () => Array.from({ length: 150 }, () => frame({ type: 'query-awareness' })), 'rate-limited'),
];

function deletion(client: number, clock: number, length: number): Uint8Array {
  const out = encoding.createEncoder();
  for (const number of [0, 1, client, 1, clock, length]) encoding.writeVarUint(out, number);
  return encoding.toUint8Array(out);
}

const cut = (bytes: Uint8Array, random: Chance): Uint8Array => bytes.slice(0, random.below(bytes.length));

function mutated(bytes: Uint8Array, random: Chance): Uint8Array {
  const bad = bytes.slice();
  for (let flips = 1 + random.below(3); flips > 0; flips -= 1) {
    const at = random.below(bad.length);
    bad[at] = random.next() < 0.5 ? bad[at]! ^ (1 << random.below(8)) : random.below(256);
  }
  return bad;
}

/** An awareness update of y-protocols, of people who are not there. */
function fakePeople(count: number): Uint8Array {
  const out = encoding.createEncoder();
  encoding.writeVarUint(out, count);
  for (let at = 0; at < count; at += 1) {
    encoding.writeVarUint(out, 1_000_000 + at);
    encoding.writeVarUint(out, 1);
    encoding.writeVarString(out, JSON.stringify({ user: { name: `Person ${at}` } }));
  }
  return encoding.toUint8Array(out);
}
