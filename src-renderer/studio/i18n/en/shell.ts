import { plural } from './plural.ts';

const day = new Intl.DateTimeFormat(undefined, { day: 'numeric', month: 'short', hour: '2-digit', minute: '2-digit' });
const clock = new Intl.DateTimeFormat(undefined, { hour: '2-digit', minute: '2-digit' });
const compact = new Intl.NumberFormat('en', { notation: 'compact', maximumFractionDigits: 1 });

/** What becomes of edits that wait; nothing where none do. */
const waiting = (count: number, kept: boolean, then: string): string => {
  if (count === 0) return '';
  const edits = plural(count, 'edit is', 'edits are');
  return kept ? `${edits} kept in this browser and ${then}.` : `${edits} kept in this window only: copy what you need before you leave it.`;
};

export const shellMessages = {
  close: 'Close',
  again: 'Try again',
  announced: 'Announcement',
  'clipboard.refused': 'The browser did not let Studio use the clipboard',
  'clipboard.refused.hint': 'Allow it for this page, or click into the window first.',
  starting: 'Starting',
  opening: ({ name }: { name: string }) => `Opening ${name}`,
  menu: 'Menu',
  'menu.project': 'Project',
  'menu.edit': 'Edit',
  'menu.entity': 'Entity',
  'menu.view': 'View',
  'menu.play': 'Play',
  'menu.help': 'Help',
  'level.choose': ({ name }: { name: string }) => `Level: ${name}`,
  'action.resetLayout': 'Reset layout',
  share: 'Share',
  'share.about': 'Everybody here edits the same project, live.',
  'share.here': 'Here now',
  'share.how': 'For another window or another person at this computer, make a link that works once:',
  'share.copy': 'Copy',
  'share.copied': 'Command copied',
  'share.network': 'On this network',
  'share.network.off':
    'Others on this network can edit this project with you. It stays on this computer, and nothing is shared until you say so.',
  'share.network.start': 'Share on this network',
  'share.network.on': ({ addresses, port }: { addresses: readonly string[]; port: number }) =>
    `Shared at ${addresses.join(', ')}, port ${port}. It ends when you stop it or close LedgerQuest.`,
  'share.network.other': ({ name }: { name: string }) => `${name} is shared with this network now. Stop that to share this project.`,
  'share.network.invite': 'Copy a link',
  'share.network.role': 'Invited as',
  'share.network.link': 'Link',
  'share.network.how': ({ role, until }: { role: string; until: Date }) =>
    `Works once, until ${clock.format(until)}, for ${role === 'viewer' ? 'a viewer' : 'an editor'}. On their computer, with the link between the quotes:`,
  'share.network.copied': 'Link copied',
  'share.network.guests': 'Guests',
  'share.network.remove': ({ name }: { name: string }) => `Remove ${name}`,
  'share.network.here': 'here now',
  'share.network.away': 'away',
  'share.network.stop': 'Stop sharing',
  'share.guest': ({ host }: { host: string }) => `You are a guest: the project lies on ${host}’s computer. Only ${host} can invite others.`,
  'share.chip': 'Sharing',
  'share.chip.on': ({ count }: { count: number }) => (count > 0 ? `Shared with ${count}` : 'Shared'),
  'share.chip.nobody': 'No guest is here now',
  'share.chip.invite': 'Invite…',
  'share.chip.guest': ({ host }: { host: string }) => `Guest of ${host}`,
  'role.owner': 'Owner',
  'role.editor': 'Editor',
  'role.viewer': 'Viewer',
  people: 'People',
  'people.me': ({ name }: { name: string }) => `${name} (you)`,
  'people.jump': ({ name, viewer }: { name: string; viewer: boolean }) =>
    `${name}${viewer ? ', looking on' : ''}: go to their selection. A double click follows their view.`,
  sync: 'Sync',
  'sync.saved': 'Saved',
  'sync.saved.about': 'Every change is on disk and with everybody who is here.',
  'sync.connecting': 'Connecting',
  'sync.connecting.about': 'You can work meanwhile; changes are kept here.',
  'sync.syncing': ({ count }: { count: number }) => (count > 0 ? `Saving ${count}` : 'Saving'),
  'sync.syncing.about': 'Changes are on their way to disk.',
  'sync.offline': ({ count }: { count: number }) => (count > 0 ? `Offline, ${plural(count, 'edit', 'edits')} waiting` : 'Offline'),
  'sync.offline.about': 'Go on working: what you change is kept and sent when the connection is back.',
  'sync.signed-out': ({ count }: { count: number }) => (count > 0 ? `Signed out, ${plural(count, 'edit', 'edits')} waiting` : 'Signed out'),
  'sync.signed-out.about': ({ guest }: { guest: boolean }) =>
    `Nothing is sent until you open Studio with a new link. ${guest ? 'Ask for one, then run: lq join' : 'Run: lq open'}`,
  'sync.notKept': 'This browser refuses to store edits that wait for a connection.',
  'sync.notKept.hint': 'Keep this window open until the chip says Saved, or allow this page to store data.',
  'sync.problem': 'Not saved',
  'sync.problem.about': 'What you did is kept in this window.',
  transport: 'Transport',
  'transport.play': 'Play',
  'transport.pause': 'Pause',
  'transport.step': 'Step',
  'transport.stop': 'Stop',
  'transport.fork': 'Fork here',
  'transport.tick': 'Tick',
  'transport.time': 'Time',
  'transport.document': 'Editing',
  'transport.ticks': ({ tick, ticks }: { tick: number; ticks: number }) => (ticks > 0 ? `Tick ${tick} of ${ticks}` : 'Nothing has run yet'),
  'transport.hash': 'State hash',
  'transport.hash.none': 'The state hash of the tick shown',
  'transport.hash.about': ({ hash }: { hash: string }) =>
    `State hash ${hash}. The same everywhere this run is replayed. The menu Play copies it.`,
  'transport.hash.copied': 'State hash copied',
  'panel.broken': 'This panel stopped working',
  'panel.broken.hint': 'The rest of Studio and your work are not affected.',
  'panel.again': 'Open it again',
  palette: 'Actions',
  'palette.find': 'Find an action',
  'palette.placeholder': 'Find an action, panel, scenario, script, parameter or entity',
  'palette.none': ({ query }: { query: string }) => `Nothing is called “${query}”.`,
  'palette.show': ({ panel }: { panel: string }) => `Show ${panel}`,
  'palette.kind.panel': 'Panel',
  'palette.kind.scenario': 'Scenario',
  'palette.add': ({ prefab }: { prefab: string }) => `Add ${prefab}`,
  'palette.recent': 'Used lately',
  'palette.all': 'Everything',
  'palette.kind.level': 'Level',
  'palette.kind.script': 'Script',
  'palette.kind.parameter': 'Parameter',
  'palette.kind.prefab': 'Prefab',
  'palette.kind.entity': 'Entity',
  shortcuts: 'Keyboard shortcuts',
  'shortcuts.about': 'Every action is in the palette too.',
  'status.entities': ({ count }: { count: number }) => plural(count, 'entity', 'entities'),
  'status.selected': ({ count }: { count: number }) => `${count} selected`,
  'status.run': ({ ticks, milliseconds }: { ticks: number; milliseconds: number }) =>
    `${plural(ticks, 'tick', 'ticks')} in ${milliseconds.toFixed(milliseconds < 10 ? 1 : 0)} ms`,
  'status.fuel': ({ fuel }: { fuel: number }) => `${compact.format(fuel)} fuel per tick`,
  'status.waiting': ({ count }: { count: number }) => `${plural(count, 'edit waits', 'edits wait')} to be saved`,
  'status.compiling': 'Checking',
  'status.problems': ({ errors, warnings }: { errors: number; warnings: number }) =>
    [errors > 0 && plural(errors, 'error', 'errors'), warnings > 0 && plural(warnings, 'warning', 'warnings')].filter(Boolean).join(', '),
  'status.noProblems': 'No problems',
  'status.version': ({ version }: { version: string }) => `LedgerQuest ${version}`,
  'home.recent': 'Recent projects',
  'home.new': 'New project',
  'home.continue': ({ name }: { name: string }) => `Continue ${name}`,
  'home.opened': ({ at }: { at: Date }) => day.format(at),
  'home.live': ({ tenant, channel, revision }: { tenant: string; channel: string; revision: number }) =>
    `Revision ${revision} live on ${tenant}${channel === 'live' ? '' : `, ${channel}`}`,
  'home.here': ({ names }: { names: string }) => `Open now: ${names}`,
  'home.picture': ({ name }: { name: string }) => `What is live of ${name}`,
  'home.other': 'From elsewhere',
  'home.folder': 'Open a folder',
  'home.folder.about': 'In a terminal, with the folder that holds ledgerquest.json:',
  'home.join': 'Join somebody',
  'home.join.about': 'Open the link that they made for you at this computer with:',
  'home.copy': ({ command }: { command: string }) => `Copy ${command}`,
  'home.supplyChain': 'Supply chain',
  'home.supplyChain.about': 'The Beer Game: four stages, one wave',
  'home.helloCube': 'Hello cube',
  'home.helloCube.about': 'One cube, one script',
  'banner.production': ({ session, tenant }: { session: string; tenant: string }) =>
    `Production, read-only, this view is logged. Session ${session} of ${tenant}.`,
  'banner.signedOut': ({ count, kept }: { count: number; kept: boolean }) =>
    ['This window is signed out: its host was started again. Run lq open and use the new link here.', waiting(count, kept, 'sent then')]
      .filter(Boolean)
      .join(' '),
  'banner.removed': ({ host, count, kept }: { host: string; count: number; kept: boolean }) =>
    `${host} shares this project with you no more. What was saved stays in it. ${waiting(count, kept, `sent if ${host} invites you again`)}`.trimEnd(),
  'banner.stopped': ({ host, count, kept }: { host: string; count: number; kept: boolean }) =>
    `${host} has stopped sharing this project. What was saved stays in it, and you can go on: ${count > 0 ? waiting(count, kept, `sent when ${host} shares it again`) : `what you change is sent when ${host} shares it again.`}`,
  'banner.away': ({ host, count, kept }: { host: string; count: number; kept: boolean }) =>
    `${host}’s computer does not answer. You can go on: ${count > 0 ? waiting(count, kept, 'sent when it is back') : 'what you change is sent when it is back.'}`,
  'banner.signedOut.guest':
    'This window is signed out: lq join was started again at this computer. Open the link that it printed; what waits here is sent then.',
  'banner.guest': ({ host }: { host: string }) => `You are a guest: this project lies on ${host}’s computer, and is published from there.`,
  'banner.production.name': 'Production session',
  'banner.production.replaying': 'Replaying it…',
  'banner.production.equal': ({ ticks }: { ticks: number }) => `The replay equals the record: ${plural(ticks, 'tick', 'ticks')}.`,
  'banner.viewer': 'You are looking on: your role here is viewer.',
  'banner.viewer.guest': ({ host }: { host: string }) =>
    `You are a guest of ${host} and are looking on: your role here is viewer. To edit, ask ${host} to remove you and to invite you as an editor.`,
  'banner.restricted':
    'This project is from somewhere else. It may be edited and previewed; publishing waits until you trust it (menu Project).',
  'banner.fork': ({ name, at }: { name: string; at: string }) => `Forked from ${name} at ${at}`,
  'banner.fork.leave': 'Leave the fork',
} as const;
