/** What `npm run load` may be told, and what it answers to what it may not. */
import { parseArgs } from 'node:util';
import { layouts, type Layout } from './shape.ts';

export const hosts = ['functions', 'hot', 'net'] as const;
export type HostName = (typeof hosts)[number];

export interface Options {
  readonly host: HostName;
  readonly layout: Layout;
  readonly players: number;
  readonly perSession: number;
  readonly hz: number;
  readonly seconds: number;
  readonly commands: number;
  readonly watchers: number;
  readonly seed: number;
  readonly socketsPerSecond: number;
  readonly peer: boolean;
  /** Looks for the largest number of sessions instead of playing one load. */
  readonly largest: boolean;
  readonly assert: boolean;
  readonly json: boolean;
}

export const help = `npm run load -- [options]

Joins players to sessions, lets everybody send commands, and measures how long it takes until the others see them. Beside it the same load on
@colyseus/core. Exits 1 when not everybody was connected or an acknowledged command was lost, 2 for options that cannot be.

  --host <name>         functions (default): sessions on the embedded cloud's functions, in a process and a data folder of its own
                        hot: on the embedded cloud, each session on a hot host of its own
                        net: the engine's netcode over sockets, without log, audit and rights: what the wire itself costs
  --layout <how>        sessions: a session for each group of players (default on functions)
                        one: everybody in one session (default on hot and net)
                        views: everybody in one session, each sees only those of the own group (net)
  --players <n>         how many play (60)
  --per-session <n>     players of a session, or of a group that sees each other (30)
  --hz <n>              ticks per second of the world (10)
  --minutes <n>         how long commands are sent (1); --seconds <n> instead for less
  --commands <n>        commands of each player per second, at moments of their own (1; in layout one 0.1)
  --watchers <n>        players of each group who read what they are told; the others count it (2)
  --sockets <n>         new sockets per second at most, up to API Gateway's 500 (500)
  --seed <n>            of all chance (1)
  --largest             plays more and more sessions, ten seconds each, up to --players, until a target is missed, and says what held
  --no-peer             without Colyseus
  --assert              exit 1 where a target is missed, too
  --json                one line of JSON
`;

const whole = (least: number, most: number) => ({ least, most, whole: true });
const bounds = {
  players: whole(1, 60_000),
  'per-session': whole(1, 60_000),
  hz: whole(1, 60),
  minutes: { least: 0.01, most: 600, whole: false },
  seconds: { least: 1, most: 36_000, whole: false },
  commands: { least: 0.01, most: 60, whole: false },
  watchers: whole(2, 1000),
  sockets: whole(1, 500),
  seed: whole(0, 2 ** 31),
} as const;

/** Of a player who is one of a crowd: everybody is told of everybody's commands. */
const crowd = 0.1;

const text = { type: 'string' } as const;
const flag = { type: 'boolean' } as const;

/** What is wrong with the options, in a sentence for whoever typed them. */
export class BadOption extends Error {}

/** Returns 'help' where that is asked for; throws BadOption. */
export function readOptions(args: readonly string[]): Options | 'help' {
  const values = parse(args);
  if (values.help) return 'help';
  const number = (name: keyof typeof bounds, otherwise: number): number => readNumber(name, values[name], otherwise);
  const host = oneOf('host', values.host ?? 'functions', hosts);
  const layout = oneOf('layout', values.layout ?? (host === 'functions' ? 'sessions' : 'one'), layouts);
  if (values.minutes !== undefined && values.seconds !== undefined) throw new BadOption('Say --minutes or --seconds, not both.');
  if (host === 'functions' && layout !== 'sessions')
    throw new BadOption(`--layout ${layout}: the functions host has a session for each group. Take --layout sessions, or another host.`);
  if (host === 'hot' && layout === 'views')
    throw new BadOption('--layout views: on the hot host everybody sees the whole world. Take --layout one, or --host net.');
  if (values.largest && layout !== 'sessions') throw new BadOption('--largest adds sessions: it goes with --layout sessions.');
  const players = number('players', 60);
  return {
    host,
    layout,
    players,
    perSession: layout === 'one' ? players : Math.min(players, number('per-session', 30)),
    hz: number('hz', 10),
    seconds: values.seconds === undefined ? number('minutes', values.largest ? 1 / 6 : 1) * 60 : number('seconds', 0),
    commands: number('commands', layout === 'one' ? crowd : 1),
    watchers: number('watchers', 2),
    seed: number('seed', 1),
    socketsPerSecond: number('sockets', 500),
    peer: values.peer ?? true,
    largest: values.largest ?? false,
    assert: values.assert ?? false,
    json: values.json ?? false,
  };
}

function parse(args: readonly string[]) {
  try {
    return parseArgs({
      args: [...args],
      allowNegative: true,
      options: {
        host: text,
        layout: text,
        players: text,
        'per-session': text,
        hz: text,
        minutes: text,
        seconds: text,
        commands: text,
        watchers: text,
        sockets: text,
        seed: text,
        largest: flag,
        peer: flag,
        assert: flag,
        json: flag,
        help: flag,
      },
    }).values;
  } catch (error) {
    throw new BadOption((error as Error).message);
  }
}

function readNumber(name: keyof typeof bounds, value: string | undefined, otherwise: number): number {
  if (value === undefined) return otherwise;
  const { least, most, whole: isWhole } = bounds[name];
  const number = Number(value);
  if (value.trim() === '' || !(number >= least && number <= most) || (isWhole && !Number.isInteger(number)))
    throw new BadOption(`--${name} ${value}: give a ${isWhole ? 'whole ' : ''}number from ${least} to ${most}.`);
  return number;
}

function oneOf<Name extends string>(flagName: string, value: string, names: readonly Name[]): Name {
  const found = names.find((name) => name === value);
  if (found === undefined) throw new BadOption(`--${flagName} ${value}: it is one of ${names.join(', ')}.`);
  return found;
}
