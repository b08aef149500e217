/**
 * One project of this computer, shared with its network: off until its owner says so, one at a time. The door itself is handed in; here is
 * what it may ask for, which is all that a guest ever gets.
 */
import type { IncomingMessage } from 'node:http';
import { join } from 'node:path';
import type { Duplex } from 'node:stream';
import { LedgerError } from '../../contract/error.ts';
import type { ProjectHandle, ShareState } from '../../contract/index.ts';
import { type AssetAccess, projectAssets } from '../assets/index.ts';
import type { InvitedRole } from '../projects/members.ts';
import { projectIdIn, type ProjectEntry, type ProjectRegistry } from '../projects/registry.ts';
import type { OpenProjects, Person } from '../studio/open-projects.ts';
import { type Certificate, openCertificate } from './certificate.ts';
import { type Guest, openGuests, sameName } from './guests.ts';
import { formatLink } from '../../contract/join-link.ts';
import { type AskStudio, GuestName, type GuestTicket, type News, Redeem, type Redeemed, type SharedProject } from './protocol.ts';

export interface RoomUpgrade {
  request: IncomingMessage;
  socket: Duplex;
  head: Buffer;
}

/** What the door to the network may ask for; each refusal is a LedgerError. */
export interface GuestCalls {
  redeem(request: unknown): Redeemed;
  /** Who shows this credential, if they are a guest of what is shared now. */
  recognise(credential: string): Guest | undefined;
  project(guest: Guest): Promise<SharedProject>;
  ticket(guest: Guest, room: string): Promise<GuestTicket>;
  /** One call of a window, about the shared project, as far as the guest's role goes. */
  ask(guest: Guest, asked: AskStudio): Promise<unknown>;
  /** The assets of the shared project, as far as the guest's role goes. */
  assets(guest: Guest): AssetAccess;
  /** Takes over an upgrade to `/rooms/...` of a guest. */
  enter(upgrade: RoomUpgrade): void;
}

export interface NetworkDoor {
  port: number;
  /** Host headers under which it is asked. */
  hosts: readonly string[];
  /** Ids of guests who have a socket open. */
  connected(): ReadonlySet<string>;
  /** Tells those who listen: a guest, or all of them. */
  tell(news: News, guest?: string): void;
  /** Ends every socket of a guest. */
  drop(guest: string): void;
  close(): Promise<void>;
}

export interface NetworkDoorOptions {
  addresses: readonly string[];
  /** 0: any that is free. */
  port: number;
  pem: string;
  calls: GuestCalls;
  onConnected: () => void;
}

export interface SharingOptions {
  dataDir: string;
  owner: Person;
  personNamed: (name: string) => Person;
  registry: Pick<ProjectRegistry, 'recent' | 'find'>;
  projects: Pick<OpenProjects, 'open' | 'look' | 'ticket' | 'dismiss' | 'assets'>;
  /** Who may come into the projects of this computer without being a guest: their names are theirs. */
  names: () => readonly string[];
  /** Answers a guest what a window of this computer would be answered, where their role allows it. */
  ask: (guest: Guest, person: Person, asked: AskStudio) => Promise<unknown>;
  enter: (upgrade: RoomUpgrade) => void;
  openDoor: (options: NetworkDoorOptions) => Promise<NetworkDoor>;
  /** Addresses of this computer that only its network reaches. */
  addresses: () => string[];
  now: () => number;
  random: (bytes: number) => Uint8Array;
  onChanged: (state: ShareState) => void;
}

export interface StartOptions {
  /** Handle, id or name of a project; otherwise the one that was opened last. */
  project?: string | undefined;
  /** Listen there only, whatever address it is. */
  address?: string | undefined;
  port?: number | undefined;
}

export type Sharing = ReturnType<typeof createSharing>;

/** Time for the rooms to say goodbye before the socket goes. */
const grace = 500;

export function createSharing(options: SharingOptions) {
  const { dataDir, owner, personNamed, registry, projects, names, ask, enter, openDoor, addresses, now, random, onChanged } = options;
  const guests = openGuests({ file: join(dataDir, 'sharing', 'guests.json'), now, random });
  let current:
    | { project: ProjectHandle; id: string; name: string; addresses: string[]; certificate: Certificate; door: NetworkDoor }
    | undefined;
  let busy = false;

  const state = (): ShareState => {
    const here = current?.door.connected();
    const listed = guests.list(current?.project).map(({ id, name, role }) => ({ id, name, role, connected: here?.has(id) ?? false }));
    if (!current) return { on: false, guests: listed };
    const { project, id, name, certificate, door } = current;
    const { fingerprint } = certificate;
    return { on: true, project, id, name, addresses: current.addresses, port: door.port, fingerprint, guests: listed };
  };
  const changed = (): void => onChanged(state());

  const personOf = ({ id, name }: Guest): Person => ({ id, name: `${name} (guest)`, colour: personNamed(name).colour });

  const chosen = (wanted: string | undefined): ProjectEntry => {
    const recent = registry.recent();
    if (wanted === undefined && recent[0]) return recent[0];
    const found = recent.find(({ handle, name, dir }) => [handle, name, projectIdIn(dir)].includes(wanted));
    if (found) return found;
    throw new LedgerError({
      code: 'unknown-project',
      message: wanted === undefined ? 'There is no project to share yet.' : `This computer has no project ${wanted}.`,
      hint:
        recent.length > 0
          ? `There are: ${recent.map(({ name }) => name).join(', ')}.`
          : 'Open one in Studio first, or name a folder: npx lq open <folder>',
    });
  };

  const sharedNow = (): NonNullable<typeof current> => {
    if (current) return current;
    throw new LedgerError({ code: 'not-shared', message: 'Nothing is shared with the network.', hint: 'Start it: lq share start' });
  };

  /** Asked again: they may have been removed since the call came in. @throws LedgerError `not-invited` */
  const invitedStill = ({ id }: Pick<Guest, 'id'>): Guest => {
    const guest = current && guests.list(current.project).find((each) => each.id === id);
    if (guest) return guest;
    throw new LedgerError({ code: 'not-invited', message: 'You are not invited here any more.' });
  };

  const calls: GuestCalls = {
    redeem(request) {
      const parsed = Redeem.safeParse(request);
      if (!parsed.success)
        throw new LedgerError({ code: 'bad-request', message: parsed.error.issues[0]?.message ?? 'That is no request.' });
      const { token, project, name, before } = parsed.data;
      const { guest, credential } = guests.redeem(token, project === current?.id ? current.project : undefined, name, names(), before);
      changed();
      return { credential, person: personOf(guest), role: guest.role, host: owner.name };
    },
    recognise(credential) {
      const guest = guests.recognise(credential);
      return guest && guest.project === current?.project ? guest : undefined;
    },
    async project({ project }) {
      const { handle: _handle, restricted: _restricted, ...shared } = await projects.look(project, owner);
      return shared;
    },
    async ticket({ id }, room) {
      const guest = invitedStill({ id });
      const { url: _url, ...ticket } = await projects.ticket(guest.project, room, personOf(guest), guest.role);
      return ticket;
    },
    ask: (guest, asked) => ask(invitedStill(guest), personOf(guest), asked),
    assets(guest) {
      const { project, role, name } = invitedStill(guest);
      return projectAssets(() => projects.assets(project, owner), { name, role });
    },
    enter,
  };

  /** Where guests look for this computer, unless another program is there now. */
  const openNear = async (door: Omit<NetworkDoorOptions, 'port'>, wished: number | undefined): Promise<NetworkDoor> => {
    if (wished !== undefined) return openDoor({ ...door, port: wished });
    try {
      return await openDoor({ ...door, port: guests.port ?? 0 });
    } catch (error) {
      if ((error as NodeJS.ErrnoException).code !== 'EADDRINUSE' || guests.port === undefined) throw error;
      return openDoor({ ...door, port: 0 });
    }
  };

  const expel = async (id: string): Promise<void> => {
    current?.door.tell({ topic: 'removed' }, id);
    await projects.dismiss(id);
    await new Promise((resolve) => setTimeout(resolve, grace));
    current?.door.drop(id);
  };

  return {
    state,
    /** Everybody who may come into a project as a guest. */
    people: (project: ProjectHandle): (Person & { role: InvitedRole })[] =>
      guests.list(project).map((guest) => ({ ...personOf(guest), role: guest.role })),

    /** Versions of a project were taken or thinned out, or its list of levels is another. */
    changed(project: ProjectHandle, topic: 'versions.changed' | 'levels.changed'): void {
      if (project === current?.project) current.door.tell({ topic });
    },

    /** Host headers that the rooms may be asked under. */
    hosts: (): readonly string[] => current?.door.hosts ?? [],

    /** @throws LedgerError `already-sharing`, `no-network`, `unknown-project`; the machine's error for an address or port that is taken */
    async start({ project: wanted, address, port }: StartOptions): Promise<ShareState> {
      if (current || busy)
        throw new LedgerError({
          code: 'already-sharing',
          message: current ? `${current.name} is shared already.` : 'Sharing is being started already.',
          hint: 'Invite somebody: lq share invite. To share another project, stop first: lq share stop',
        });
      const listenAt = address === undefined ? addresses() : [address];
      if (listenAt.length === 0)
        throw new LedgerError({
          code: 'no-network',
          message: 'This computer is in no network of its own: it has no private address.',
          hint: 'Connect it to one, or name the address to listen at: lq share start --address <address>',
        });
      busy = true;
      try {
        const { handle } = chosen(wanted);
        const { id, name } = await projects.open(handle, owner);
        const certificate = openCertificate(join(dataDir, 'sharing', 'certificate.pem'));
        const door = await openNear({ addresses: listenAt, pem: certificate.pem, calls, onConnected: changed }, port);
        guests.keepPort(door.port);
        current = { project: handle, id, name, addresses: listenAt, certificate, door };
      } finally {
        busy = false;
      }
      changed();
      return state();
    },

    /** Guests stay invited and come back by themselves when the project is shared again. */
    async stop(): Promise<ShareState> {
      const { door, project } = sharedNow();
      guests.cancelInvitations();
      door.tell({ topic: 'stopped' });
      await Promise.all(guests.list(project).map(({ id }) => projects.dismiss(id)));
      current = undefined;
      await door.close();
      changed();
      return state();
    },

    /** @throws LedgerError `not-shared`, `bad-name`, `name-taken`, `too-many-invitations` */
    invite({ role, name }: { role: InvitedRole; name?: string | undefined }): { link: string; role: InvitedRole; expires: string } {
      const { project, id, addresses: listenAt, certificate, door } = sharedNow();
      const named = name === undefined ? undefined : GuestName.safeParse(name);
      if (named?.success === false)
        throw new LedgerError({
          code: 'bad-name',
          message: `${named.error.issues[0]?.message ?? 'That is no name'}.`.replace(/^a /, 'A '),
        });
      if (named && [...names(), ...guests.list(project).map((guest) => guest.name)].some((other) => sameName(other, named.data)))
        throw new LedgerError({
          code: 'name-taken',
          message: `Somebody in ${current?.name ?? 'this project'} is called ${named.data} already.`,
          hint: 'Give them another name. A guest who comes anew is removed first: lq share remove <guest>',
        });
      const { token, until } = guests.invite({ project, role, name: named?.data });
      const link = formatLink({ host: listenAt[0]!, port: door.port, project: id, fingerprint: certificate.fingerprint, token });
      return { link, role, expires: new Date(until).toISOString() };
    },

    /**
     * Voids a guest's credential and ends their connections.
     * @param who their id, or their name where only one has it
     * @throws LedgerError `unknown-guest`
     */
    async remove(who: string): Promise<Guest> {
      const all = guests.list(current?.project);
      const found = all.filter(({ id, name }) => id === who || name === who);
      if (found.length !== 1)
        throw new LedgerError({
          code: 'unknown-guest',
          message: found.length === 0 ? `There is no guest ${who}.` : `${found.length} guests are called ${who}.`,
          hint: all.length > 0 ? `There are: ${all.map(({ id, name }) => `${name} (${id})`).join(', ')}.` : undefined,
        });
      const guest = guests.remove(found[0]!.id)!;
      await expel(guest.id);
      changed();
      return guest;
    },

    async close(): Promise<void> {
      const open = current;
      current = undefined;
      await open?.door.close();
    },
  };
}
