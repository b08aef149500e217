/** The verbs of `lq share`, as the owner's command line asks them of the running host. */
import { LedgerError } from '../../contract/error.ts';
import { type InvitedRole, invitedRoles } from '../../services/projects/members.ts';
import type { Sharing } from '../../services/sharing/index.ts';

const isInvitedRole = (role: string): role is InvitedRole => (invitedRoles as readonly string[]).includes(role);

function roleOf(text: string | null): InvitedRole {
  if (text === null) return 'editor';
  if (isInvitedRole(text)) return text;
  throw new LedgerError({ code: 'bad-role', message: `Guests are invited as ${invitedRoles.join(' or ')}, not as ${text}.` });
}

const portOf = (text: string | null): number | undefined => {
  const port = Number(text);
  if (text === null) return undefined;
  if (Number.isInteger(port) && port >= 1 && port <= 65_535) return port;
  throw new LedgerError({ code: 'bad-port', message: `${text} is no port. Ports are 1 to 65535.` });
};

export const shareCalls =
  (sharing: Sharing) =>
  async (verb: string, asked: URLSearchParams): Promise<unknown> => {
    const invite = (): ReturnType<Sharing['invite']> =>
      sharing.invite({ role: roleOf(asked.get('role')), name: asked.get('name') ?? undefined });
    switch (verb) {
      case 'start': {
        // Before anything is opened: a role that is none opens nothing.
        roleOf(asked.get('role'));
        const port = portOf(asked.get('port'));
        await sharing.start({ project: asked.get('project') ?? undefined, address: asked.get('address') ?? undefined, port });
        const invitation = invite();
        return { ...sharing.state(), invitation };
      }
      case 'stop':
        return sharing.stop();
      case 'invite':
        return invite();
      case 'list':
        return sharing.state();
      case 'remove':
        return sharing.remove(asked.get('guest') ?? '');
      default:
        throw new LedgerError({ code: 'usage', message: `There is no lq share ${verb}.` });
    }
  };
