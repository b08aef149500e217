import { counted } from '../../engine/model/counted.ts';
import { spokenName } from '../../engine/model/spoken-name.ts';
import type { NumberProblem } from '../ui/index.ts';

/** Every word a player reads. */
export const words = {
  noLink: 'This link is not complete.',
  noLinkHint: 'Ask whoever invited you for the whole link: it ends in a long token.',
  refused: 'This session does not let this link in.',
  refusedHint:
    'The link was cut off or changed on its way, or there is no such session any more. Ask whoever invited you to copy it again.',
  connecting: 'Connecting…',
  reconnecting: 'Connection lost, trying again. Nothing you sent is lost.',
  unsaved: (n: number): string => `Saving ${counted(n, 'command')}…`,
  over: 'The session is over',
  faulted: (command: string, message: string): string =>
    `Your ${command} had no effect: a script of this level could not take it (${message}).`,
  faultedHint: 'Whoever runs the session is told. Try it otherwise.',
  resting: 'A script of this level failed three times in a row and rests: what follows goes on without it. Tell whoever runs the session.',
  paused: 'The session is paused. Nothing happens until it goes on.',
  pausedKeeps: (command: string): string => `You can send your ${command}: it is kept, and counts then.`,
  ended: 'Whoever runs the session has ended it. This is how it stood.',
  standing: 'Session',
  saved: 'All your commands are saved',
  take: (name: string): string => `Play ${name}`,
  takeKept: 'Yours once the session goes on',
  leave: 'Leave',
  leaveKept: 'You leave once the session goes on',
  yours: 'You',
  taken: 'Taken',
  away: 'Away',
  /** @param seconds until the policy decides; 0 once it does as soon as all who are there have sent theirs */
  isAway: (name: string, seconds: number): string =>
    seconds === 0 ? `${name} is away: the policy decides for it.` : `${name} is away: the policy decides in ${seconds} s.`,
  bot: 'Plays itself',
  chooseSeat: 'Choose a place',
  /** @param command what is sent with it, as the level calls it: order, plan */
  yourTurn: (command: string, unit: string, number: number): string => `Your ${command} for ${unit} ${number}`,
  notice: (command: string): string => `Before your ${command}`,
  sentKept: (command: string): string => `Your ${command} is kept. It counts once the session goes on.`,
  /** @param others those who still owe theirs; nobody once the turn is being played */
  sent: (command: string, others: readonly string[]): string =>
    `Your ${command} is in.${others.length === 0 ? '' : ` Waiting for ${others.join(', ')}.`}`,
  more: (count: number): string => counted(count, 'more figure'),
  send: (command: string): string => command,
  finished: 'The game is over.',
  time: (unit: string, tick: number): string => `${unit} ${tick}`,
  /** @param of how many it comes to, where it ends */
  standsAt: (unit: string, tick: number, of: number | undefined): string => `${unit} ${tick}${of === undefined ? '' : ` of ${of}`}`,
  result: 'Result',
  yourSeat: (name: string): string => `Your figures, ${name}`,
  better: { lower: 'lower is better', higher: 'higher is better' },
  published: (value: string): string => `Published: ${value}`,
  achievements: (count: number): string => (count === 1 ? 'Your achievement' : `Your ${count} achievements`),
  won: (count: number): string => (count === 1 ? 'Achievement' : 'Achievements'),
  dismiss: 'Close',
  scene: 'Scene view',
  sound: 'Sound',
  number: ({ typed, integer, digits, min, max }: NumberProblem): string =>
    `Type ${integer ? 'a whole number' : digits === undefined ? 'a number' : `a number with at most ${digits} digits after the point`}${min === undefined ? '' : ` from ${min}`}${max === undefined ? '' : ` to ${max}`}${typed.trim() === '' ? '' : `, not “${typed}”`}. Nothing was sent.`,
  now: (title: string): string => `${title} now`,
  plot: (title: string, unit: string, from: number, to: number, low: string, high: string): string =>
    `${title}, ${unit} ${from} to ${to}, scale ${low} to ${high}`,
} as const;

/** What people call what is sent with a command: its own label, else the last word of its name, in the middle of a sentence. */
export const calledBy = (type: string, { label }: { readonly label?: string | undefined }): string =>
  (label ?? spokenName(type).split(' ').at(-1)!).toLowerCase();
