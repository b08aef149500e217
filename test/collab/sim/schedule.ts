/**
 * What happens in one schedule, as data: who does what to a level and a script that several people edit, and what their connections, the
 * disk and the server do meanwhile. Entities are named, not numbered by what is there, so that an action means the same when others are
 * taken out; one that cannot be done where it stands is passed over, as a menu entry would be grey.
 */
import { chance, type Chance } from '../../../engine/kernel/testing/chance.ts';
import type { LevelFile } from '../../../engine/model/level.ts';

export type Subject = 'level' | 'script';
/** `late`: behind the frames that wait with it. */
export type Fate = 'taken' | 'lost' | 'twice' | 'late';

export const harms = ['before', 'after', 'fails', 'again'] as const;
export type Harm = (typeof harms)[number];
/** Where a function of the cloud waits for something: all that it writes or says, and what it reads. */
export const writes = ['append', 'put record aside', 'publish', 'put snapshot', 'move snapshot', 'expire'] as const;
const reads = ['read head', 'read log', 'read snapshot', 'read record aside'] as const;
export type Moment = (typeof writes | typeof reads)[number] | 'create';

/** Something a person does in their window. */
export type Edit = { who: number } & (
  | { do: 'create'; id: string; parent: string | null; before?: string }
  | { do: 'paste'; ids: [string, string]; parent: string | null }
  | { do: 'rename'; id: string; name: string }
  | { do: 'set'; id: string; size: number }
  /** Several writes under way, one step. */
  | { do: 'drag'; id: string; through: number[] }
  | { do: 'component'; id: string; has: boolean }
  | { do: 'move'; ids: string[]; parent: string | null; before?: string }
  | { do: 'delete'; ids: string[] }
  | { do: 'restore'; id: string }
  | { do: 'name-level'; name: string }
  /** `at` in thousandths of the text. */
  | { do: 'type'; at: number; remove: number; insert: string }
  | { do: 'undo' }
  | { do: 'redo' }
);

/** Something that happens to the wires, the disk or the server. */
export type Happening =
  /** Frames of a window reach the room. */
  | { who: number; do: 'send'; room: Subject; count: number }
  /** Frames of the room reach a window. Only `taken` on an ordered transport. */
  | { who: number; do: 'receive'; room: Subject; fates: Fate[] }
  | { who: number; do: 'unplug' }
  | { who: number; do: 'plug' }
  /** The window dies; the next one of the same person takes over its unsent edits. */
  | { who: number; do: 'reload' }
  /** The disk confirms so many records. */
  | { do: 'disk'; room: Subject; count: number }
  | { do: 'pass'; milliseconds: number }
  /** The server dies and starts again from its disk; of the records that were not confirmed the first `kept` are there all the same. */
  | { do: 'crash'; room: Subject; kept: number }
  /** What functions of the cloud wait for is carried out: which of those that wait, counted round. */
  | { do: 'store'; room: Subject; which: number[] }
  /**
   * The next function of the cloud that comes to this moment comes to harm. `before` and `after` it was carried out the function dies; it `fails`
   * when it is told of an error though it was carried out; `again`: it is carried out twice, as a client does that did not hear the first answer.
   */
  | { do: 'die'; room: Subject; at: Moment; how: Harm }
  /** Nobody does anything for so long that the cloud forgets records of which it has a snapshot. */
  | { do: 'month' }
  /** The file of the level is changed from outside. */
  | { do: 'outside'; id: string; name: string; parent: string | null };

export type Action = Edit | Happening;

export interface Schedule {
  seed: number;
  people: number;
  transport: 'websocket' | 'cloud';
  /** `ordered`: a WebSocket. `loose`: edits that come down may be lost, doubled and out of order, as over publish and subscribe. */
  network: 'ordered' | 'loose';
  actions: Action[];
}

const at = (order: string, parent: string | null, name: string): LevelFile['entities'][string] => ({
  name,
  parent,
  order,
  components: { Label: { text: name, size: 1 } },
});

/** What every schedule starts from: twelve entities, three deep. */
export const yard: LevelFile = {
  format: 1,
  id: 'yard',
  name: 'Yard',
  clock: { kind: 'realtime', hz: 60 },
  scripts: [],
  entities: {
    dock: at('a0', null, 'Dock'),
    crane: at('a0', 'dock', 'Crane'),
    hook: at('a0', 'crane', 'Hook'),
    ship: at('a1', 'dock', 'Ship'),
    hold: at('a0', 'ship', 'Hold'),
    crate: at('a1', 'ship', 'Crate'),
    hall: at('a1', null, 'Hall'),
    shelf: at('a0', 'hall', 'Shelf'),
    gate: at('a1', 'hall', 'Gate'),
    lorry: at('a2', null, 'Lorry'),
    trailer: at('a0', 'lorry', 'Trailer'),
    lamp: at('a3', null, 'Lamp'),
  },
};

const editsPerSchedule = 60;

export function makeSchedule(seed: number, transport: Schedule['transport'] = 'websocket'): Schedule {
  const random = chance(seed);
  const people = 3 + random.below(3);
  const network = random.next() < 0.5 ? 'ordered' : 'loose';
  const actions: Action[] = [];
  const ids = Object.keys(yard.entities);
  // Some things everybody has their hands on.
  const wanted = Array.from({ length: 5 }, () => random.pick(ids));
  const plugged = Array.from({ length: people }, () => true);
  for (let step = 0; step < editsPerSchedule; step += 1) {
    const who = random.below(people);
    actions.push({ who, ...makeEdit(random, random.next() < 0.4 ? wanted : ids, ids, step) });
    const room = random.next() < 0.85 ? 'level' : 'script';
    if (random.next() < 0.5) actions.push({ who, do: 'send', room, count: 1 + random.below(6) });
    if (random.next() < 0.4) actions.push({ do: 'disk', room, count: 1 + random.below(4) });
    if (random.next() < 0.5) actions.push({ do: 'pass', milliseconds: random.below(60) });
    if (random.next() < 0.5) actions.push({ who: random.below(people), do: 'receive', room, fates: makeFates(random, network) });
    if (random.next() < 0.06) {
      const other = random.below(people);
      plugged[other] = !plugged[other];
      actions.push({ who: other, do: plugged[other] ? 'plug' : 'unplug' });
    }
    if (random.next() < 0.01) actions.push({ who: random.below(people), do: 'reload' });
    if (random.next() < 0.025) actions.push({ do: 'crash', room, kept: random.below(3) });
    if (random.next() < 0.01)
      actions.push({ do: 'outside', id: random.pick(ids), name: `Outside ${step}`, parent: random.next() < 0.5 ? null : random.pick(ids) });
  }
  const schedule: Schedule = { seed, people, transport, network, actions };
  return transport === 'cloud' ? onCloud(schedule) : schedule;
}

/** The same people doing the same; between it the cloud's functions, its store and its channel do what they can do. */
function onCloud({ people, actions, ...rest }: Schedule): Schedule {
  const random = chance(rest.seed + 1_000_000);
  const more = (): Action[] => {
    const room = random.next() < 0.85 ? 'level' : 'script';
    const who = random.below(people);
    const dice = random.next();
    if (dice < 0.3) return [{ do: 'store', room, which: Array.from({ length: 1 + random.below(8) }, () => random.below(6)) }];
    if (dice < 0.45) return [{ who, do: 'receive', room, fates: makeFates(random, 'loose') }];
    if (dice < 0.55) return [{ who, do: 'send', room, count: 1 + random.below(6) }];
    if (dice < 0.61) return [{ do: 'die', room, at: random.pick([...writes, ...writes, ...reads]), how: random.pick(harms) }];
    if (dice < 0.64) return [{ who, do: 'plug' }];
    if (dice < 0.66) return [{ do: 'pass', milliseconds: 200 + random.below(30_000) }];
    return dice < 0.663 ? [{ do: 'month' }] : [];
  };
  const loose = (action: Action): Action => (action.do === 'receive' ? { ...action, fates: makeFates(random, 'loose') } : action);
  return { ...rest, people, network: 'loose', actions: actions.flatMap((action) => [loose(action), ...more()]) };
}

function makeFates(random: Chance, network: Schedule['network']): Fate[] {
  return Array.from({ length: 1 + random.below(5) }, () => {
    const dice = network === 'loose' ? random.next() : 1;
    if (dice < 0.03) return 'lost';
    if (dice < 0.06) return 'twice';
    return dice < 0.16 ? 'late' : 'taken';
  });
}

type WithoutWho<T> = T extends unknown ? Omit<T, 'who'> : never;

function makeEdit(random: Chance, from: readonly string[], ids: string[], step: number): WithoutWho<Edit> {
  const parent = (): string | null => (random.next() < 0.2 ? null : random.pick(from));
  const before = (): { before?: string } => (random.next() < 0.5 ? { before: random.pick(from) } : {});
  const dice = random.next();
  if (dice < 0.08) {
    const made = { do: 'create', id: `n${step}`, parent: parent(), ...before() } as const;
    ids.push(made.id);
    return made;
  }
  if (dice < 0.1) {
    const made: [string, string] = [`p${step}`, `q${step}`];
    const pasted = { do: 'paste', ids: made, parent: parent() } as const;
    ids.push(...made);
    return pasted;
  }
  if (dice < 0.4) {
    const moved = random.next() < 0.8 ? [random.pick(from)] : [...new Set([random.pick(from), random.pick(from)])];
    return { do: 'move', ids: moved, parent: parent(), ...before() };
  }
  if (dice < 0.45) return { do: 'delete', ids: [random.pick(from)] };
  if (dice < 0.5) return { do: 'restore', id: random.pick(from) };
  if (dice < 0.56) return { do: 'rename', id: random.pick(from), name: `Name ${step}` };
  if (dice < 0.63) return { do: 'set', id: random.pick(from), size: 1 + random.below(9) };
  if (dice < 0.66) return { do: 'drag', id: random.pick(from), through: [1 + random.below(9), 1 + random.below(9), 1 + random.below(9)] };
  if (dice < 0.69) return { do: 'component', id: random.pick(from), has: random.next() < 0.5 };
  if (dice < 0.7) return { do: 'name-level', name: `Level ${step}` };
  if (dice < 0.82)
    return {
      do: 'type',
      at: random.below(1000),
      remove: random.next() < 0.4 ? random.below(8) : 0,
      insert: `<${step}>`.slice(random.below(4)),
    };
  return dice < 0.93 ? { do: 'undo' } : { do: 'redo' };
}
