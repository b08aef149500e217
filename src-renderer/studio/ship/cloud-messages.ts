import { plural } from '../i18n/en/plural.ts';
import { numberText } from '../i18n/formats.ts';

interface OfSession {
  name: string;
  ticks: number;
  players: number;
}

/** What the Cloud panel says to a person about the tenant: what happened, and as whom they are here. */
export const cloudMessages = {
  'cloud.view.notices': ({ unread }: { unread: number }) => (unread === 0 ? 'Notices' : `Notices (${numberText(unread)})`),
  'account.is': ({ who, roles }: { who: string; roles: string }) => `You are ${who} here (${roles})`,
  'account.in': ({ who, roles }: { who: string; roles: string }) => `Signed in as ${who} (${roles === '' ? 'no role' : roles})`,
  'account.lost': 'Your sign-in has ended',
  'account.who': 'Who you are here',
  'account.waiting': ({ tenant }: { tenant: string }) => `Waiting until you have signed in to ${tenant}.`,
  'account.page': 'Open the sign-in page',
  'account.signIn': 'Sign in',
  'account.signOut': 'Sign out',
  'account.cancel': 'Cancel',
  'notice.asking': 'Reading the notices…',
  'notice.none': 'Nothing has happened here yet',
  'notice.noneHint':
    'Levels that go live, publishes that are refused, sessions that end or stand still, and budgets that are spent are told here.',
  'notice.list': ({ tenant }: { tenant: string }) => `Notices of ${tenant}`,
  'notice.unread': 'Unread notices',
  'notice.count': ({ unread }: { unread: number }) =>
    unread === 0 ? 'You have read all of them.' : `${plural(unread, 'notice', 'notices')} you have not read`,
  'notice.readAll': 'Mark all as read',
  'notice.isUnread': 'Unread',
  'notice.openSession': 'Open the session',
  'notice.openVersion': 'Show what is live',
  'notice.published': ({ level, channel, revision, who }: { level: string; channel: string; revision: number; who: string }) =>
    `${level}: revision ${revision} went live on channel ${channel}, by ${who}`,
  'notice.rolledBack': ({ level, channel, revision, who }: { level: string; channel: string; revision: number; who: string }) =>
    `${level}: channel ${channel} was rolled back to revision ${revision}, by ${who}`,
  'notice.refused': ({ code }: { code: string }) => `A publish was refused (${code}); nothing went live`,
  'notice.finished': ({ name, ticks, players }: OfSession) =>
    `${name} was played to its end: ${plural(ticks, 'tick', 'ticks')}, ${plural(players, 'player', 'players')}`,
  'notice.ended': ({ name, ticks, players }: OfSession) =>
    `${name} was ended after ${plural(ticks, 'tick', 'ticks')}, ${plural(players, 'player', 'players')}`,
  'notice.parked': ({ name, ticks }: { name: string; ticks: number }) => `${name} stands still after ${plural(ticks, 'tick', 'ticks')}`,
  'notice.budget': ({ percent, spent, budget, month }: { percent: number; spent: string; budget: string; month: string }) =>
    `${percent} % of the budget of ${month} is spent: ${spent} of ${budget}`,
} as const;
