/** What a guest's Studio may ask: of the host for the project and its rooms, of this computer for the rest, and for much not at all. */
import { LedgerError } from '../../contract/error.ts';
import type { Handlers } from '../../contract/dispatch.ts';
import { contract, type Contract, type HostDescription, type OpenProject, ProjectHandle, type Response } from '../../contract/index.ts';
import { stripTypes } from '../engine/index.ts';
import type { z } from 'zod';
import { type GuestChannel, GuestTicket, paths, SharedProject } from './protocol.ts';

export interface GuestHandlersOptions {
  /** The host's name, for sentences. */
  host: string;
  describe: () => HostDescription;
  ask: <T>(path: string, answer: z.ZodType<T>, body?: unknown) => Promise<T>;
  roomsUrl: () => string;
}

export const sharedHandle = ProjectHandle.parse('shared-project');

export function guestHandlers({ host, describe, ask, roomsUrl }: GuestHandlersOptions): Handlers<unknown> {
  const notHere = (deed: string) => (): never => {
    throw new LedgerError({
      code: 'guest',
      message: `You are a guest: ${deed} is done on ${host}’s computer.`,
      hint: `Ask ${host}.`,
    });
  };
  const [publishing, sharing, sessions] = [notHere('publishing'), notHere('sharing'), notHere('what has to do with sessions')];
  const signIn = notHere('signing in to a cloud');
  const open = async (): Promise<OpenProject> => ({ handle: sharedHandle, restricted: true, ...(await ask(paths.project, SharedProject)) });

  /** The host knows which project a guest means, and no other is theirs. */
  const atHost =
    <C extends GuestChannel>(channel: C) =>
    ({ project: _project, ...request }: z.output<Contract[C]['request']>): Promise<Response<C>> =>
      ask(paths.ask, contract[channel].response as unknown as z.ZodType<Response<C>>, { channel, request });

  return {
    'host.describe': describe,
    'project.recent': async () => {
      const { name } = await open();
      return { projects: [{ handle: sharedHandle, name, openedAt: new Date().toISOString(), live: [], here: [] }] };
    },
    'project.templates': () => ({ templates: [] }),
    'project.keepPicture': () => ({}),
    'project.picture': () => ({}),
    'project.create': notHere('making projects'),
    'project.forget': notHere('the list of projects'),
    'project.rename': notHere('renaming projects'),
    'project.delete': notHere('deleting projects'),
    'project.restore': notHere('bringing projects back'),
    'project.open': open,
    'project.problems': async () => ({ problems: (await open()).problems }),
    'project.writeAgain': notHere('writing a file again'),
    'project.people': atHost('project.people'),
    'project.trust': notHere('trusting a project'),
    'room.join': async ({ room }) => ({ ...(await ask(paths.ticket, GuestTicket, { room })), url: `${roomsUrl()}/${room}` }),
    'share.state': () => ({ on: false, guests: [] }),
    'share.start': sharing,
    'share.stop': sharing,
    'share.invite': sharing,
    'share.remove': sharing,
    'versions.list': atHost('versions.list'),
    'versions.save': atHost('versions.save'),
    'versions.read': atHost('versions.read'),
    'versions.diff': atHost('versions.diff'),
    'versions.restore': atHost('versions.restore'),
    // Of the host's other projects a guest has nothing, and what is in this one they have.
    'assets.bring': () => ({ here: [] }),
    'scripts.add': atHost('scripts.add'),
    'scripts.rename': atHost('scripts.rename'),
    'scripts.remove': atHost('scripts.remove'),
    'levels.add': atHost('levels.add'),
    'levels.remove': atHost('levels.remove'),
    'drafts.begin': atHost('drafts.begin'),
    'drafts.drop': atHost('drafts.drop'),
    'drafts.writers': atHost('drafts.writers'),
    'script.strip': ({ path, source }) => stripTypes(source, path),
    'cloud.status': () => ({ target: describe().target, state: 'stopped', reason: `${host}’s computer has the cloud.`, tenants: [] }),
    'cloud.publications': () => ({ publications: [] }),
    'cloud.sessions': () => ({ sessions: [] }),
    'cloud.startSession': sessions,
    'cloud.playersLink': sessions,
    'cloud.changePhase': sessions,
    'cloud.openSession': sessions,
    'cloud.audit': sessions,
    'cloud.verify': sessions,
    'cloud.health': sessions,
    'cloud.operations': sessions,
    'cloud.alarms': sessions,
    'cloud.verifyTenant': sessions,
    'cloud.redrive': sessions,
    'cloud.signIn': signIn,
    'cloud.signOut': signIn,
    'cloud.notices': sessions,
    'cloud.readNotices': sessions,
    'cloud.scenarios': sessions,
    'cloud.thumbnail': () => ({}),
    'cloud.assetThumbnail': () => ({}),
    'signIn.state': signIn,
    'signIn.begin': signIn,
    'signIn.choose': signIn,
    'signIn.end': signIn,
    'publish.check': publishing,
    'publish.start': publishing,
    'publish.state': () => ({ state: 'unknown' }),
    'publish.rollback': publishing,
  };
}
