import type { Handlers } from '../../contract/dispatch.ts';
import { LedgerError } from '../../contract/error.ts';
import type { Channel, ProjectHandle } from '../../contract/index.ts';
import { type InvitedRole, isAtLeast, type Members, type ProjectRole } from '../projects/members.ts';
import { guestChannels } from '../sharing/index.ts';
import type { Person } from './open-projects.ts';

/**
 * What a call of Studio needs: a role in the projects of this machine and what it is refused as; `tenant`, where the person's own client asks
 * the tenant's directory; or nothing, where the answer is the person's own.
 */
const needs: Record<Channel, readonly [ProjectRole, string] | 'tenant' | 'nothing'> = {
  'host.describe': 'nothing',
  'script.strip': 'nothing',
  'project.recent': ['viewer', 'see the projects of this machine'],
  'project.templates': ['viewer', 'see the projects of this machine'],
  'project.forget': ['owner', 'take projects off the list'],
  'project.rename': ['editor', 'rename projects'],
  'project.delete': ['owner', 'delete projects'],
  'project.restore': ['owner', 'bring deleted projects back'],
  'project.keepPicture': ['editor', 'keep pictures of projects'],
  'project.picture': ['viewer', 'see the projects of this machine'],
  'project.create': ['editor', 'make projects'],
  'project.open': ['viewer', 'open projects'],
  'project.problems': ['viewer', 'see the problems of a project'],
  'project.writeAgain': ['editor', 'write files of a project again'],
  'project.people': ['viewer', 'see who works on a project'],
  'project.trust': ['owner', 'trust a project'],
  'room.join': ['viewer', 'enter rooms'],
  'share.state': ['viewer', 'see with whom a project is shared'],
  'share.start': ['owner', 'share a project with the network'],
  'share.stop': ['owner', 'end the sharing of a project'],
  'share.invite': ['owner', 'invite guests'],
  'share.remove': ['owner', 'remove guests'],
  'versions.list': ['viewer', 'see the versions of a project'],
  'versions.read': ['viewer', 'see the versions of a project'],
  'versions.diff': ['viewer', 'see the versions of a project'],
  'versions.save': ['editor', 'save versions'],
  'versions.restore': ['editor', 'restore versions'],
  'assets.bring': ['editor', 'add assets'],
  'drafts.begin': ['editor', 'begin drafts'],
  'drafts.drop': ['editor', 'drop drafts'],
  'drafts.writers': ['viewer', 'see who changed a level'],
  'scripts.add': ['editor', 'make scripts'],
  'scripts.rename': ['editor', 'rename scripts'],
  'scripts.remove': ['editor', 'delete scripts'],
  'levels.add': ['editor', 'make levels'],
  'levels.remove': ['editor', 'delete levels'],
  'cloud.status': 'nothing',
  'cloud.publications': 'tenant',
  'cloud.sessions': 'tenant',
  'cloud.startSession': 'tenant',
  'cloud.playersLink': 'tenant',
  'cloud.changePhase': 'tenant',
  'cloud.openSession': 'tenant',
  'cloud.audit': 'tenant',
  'cloud.verify': 'tenant',
  'cloud.health': 'tenant',
  'cloud.operations': 'tenant',
  'cloud.alarms': 'tenant',
  'cloud.verifyTenant': 'tenant',
  'cloud.redrive': 'tenant',
  'cloud.assetThumbnail': 'tenant',
  'cloud.notices': 'tenant',
  'cloud.readNotices': 'tenant',
  'cloud.scenarios': 'tenant',
  'cloud.thumbnail': 'tenant',
  'cloud.signIn': ['owner', 'sign in to a tenant'],
  'cloud.signOut': ['owner', 'end the sign-in to a tenant'],
  'signIn.state': ['owner', 'see the sign-in to AWS'],
  'signIn.begin': ['owner', 'sign in to AWS'],
  'signIn.choose': ['owner', 'choose a role in AWS'],
  'signIn.end': ['owner', 'end the sign-in to AWS'],
  'publish.check': ['viewer', 'see what a publish would change'],
  'publish.start': ['editor', 'publish from this machine'],
  'publish.state': 'nothing',
  'publish.rollback': 'tenant',
};

/** A guest's call, against the role they were invited with and the one project they were invited to. */
export interface GuestOf {
  project: ProjectHandle;
  role: InvitedRole;
}

const forGuests: ReadonlySet<Channel> = new Set(guestChannels);

/** @throws LedgerError `forbidden` */
function authoriseGuest({ name }: Person, guest: GuestOf, channel: Channel, request: { project?: unknown }, owner: string): void {
  const need = needs[channel];
  if (!forGuests.has(channel) || typeof need === 'string' || request.project !== guest.project)
    throw new LedgerError({
      code: 'forbidden',
      message: `${name} is a guest, and this is not for guests: ${channel}.`,
      hint: `Ask ${owner}.`,
    });
  const [to, deed] = need;
  if (isAtLeast(guest.role, to)) return;
  throw new LedgerError({
    code: 'forbidden',
    message: `${name} may not ${deed}: ${name} is only ${guest.role} here.`,
    hint: `This needs the role ${to}. ${owner} can give it: remove this guest, and invite them anew as ${to}.`,
  });
}

/** The handlers, none of which is reached without the right it needs; `actingIn` says as whom somebody is in a tenant that they ask about. */
export function withRights<Context extends { person: Person; guest?: GuestOf }>(
  handlers: Handlers<Context>,
  members: Members,
  actingIn: (tenant: string, person: Person) => Promise<Person>,
): Handlers<Context> {
  return Object.fromEntries(
    Object.entries(handlers).map(([channel, handler]) => [
      channel,
      async (request: never, context: Context) => {
        const need = needs[channel as Channel];
        if (context.guest) authoriseGuest(context.person, context.guest, channel as Channel, request, members.everybody()[0]!.person);
        else if (typeof need !== 'string') members.authorise(context.person.id, ...need);
        const answer = handler as (request: never, context: Context) => unknown;
        const { tenant } = request as { tenant?: string };
        if (need !== 'tenant' || tenant === undefined) return answer(request, context);
        return answer(request, { ...context, person: await actingIn(tenant, context.person) });
      },
    ]),
  ) as unknown as Handlers<Context>;
}
