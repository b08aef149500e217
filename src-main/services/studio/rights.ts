import type { Handlers } from '../../contract/dispatch.ts';
import type { Channel } from '../../contract/index.ts';
import type { Members, ProjectRole } from '../projects/members.ts';
import type { Person } from './open-projects.ts';

/**
 * What a call of Studio needs: a role in the projects of this machine and what it is refused as; `tenant`, where the person's own client asks
 * the tenant's directory; or nothing, where the answer is the person's own.
 */
const needs: Record<Channel, readonly [ProjectRole, string] | 'tenant' | 'nothing'> = {
  'host.describe': 'nothing',
  'script.strip': 'nothing',
  'project.recent': ['viewer', 'see the projects of this machine'],
  'project.create': ['editor', 'make projects'],
  'project.open': ['viewer', 'open projects'],
  'project.problems': ['viewer', 'see the problems of a project'],
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
  'cloud.status': 'nothing',
  'cloud.publications': 'tenant',
  'cloud.sessions': 'tenant',
  'cloud.startSession': 'tenant',
  'cloud.openSession': 'tenant',
  'cloud.audit': 'tenant',
  'cloud.verify': 'tenant',
  'cloud.thumbnail': 'tenant',
  'publish.check': ['viewer', 'see what a publish would change'],
  'publish.start': ['editor', 'publish from this machine'],
  'publish.state': 'nothing',
  'publish.rollback': 'tenant',
};

/** The handlers, none of which is reached without the right it needs. */
export function withRights<Context extends { person: Person }>(handlers: Handlers<Context>, members: Members): Handlers<Context> {
  return Object.fromEntries(
    Object.entries(handlers).map(([channel, handler]) => {
      const need = needs[channel as Channel];
      if (typeof need === 'string') return [channel, handler];
      return [
        channel,
        (request: never, context: Context) => {
          members.authorise(context.person.id, ...need);
          return (handler as (request: never, context: Context) => unknown)(request, context);
        },
      ];
    }),
  ) as unknown as Handlers<Context>;
}
