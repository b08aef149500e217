/** Admission to a room: a ticket names a person, a role and a room, works once and for a minute. It never travels in a URL. */
import type { Person, Role } from '../../../engine/document/index.ts';

export interface Ticket {
  room: string;
  person: Person;
  role: Role;
}

export interface Tickets {
  issue(ticket: Ticket): string;
  /** The ticket behind a token, once; undefined when it is unknown, used, too old or for another room. */
  redeem(token: string, room: string): Ticket | undefined;
}

const lifetime = 60_000;
const most = 10_000;

export function createTickets(randomBytes: (count: number) => Uint8Array, now: () => number): Tickets {
  const open = new Map<string, Ticket & { until: number }>();
  return {
    issue(ticket) {
      const moment = now();
      for (const [token, { until }] of open) {
        if (until >= moment && open.size < most) break;
        open.delete(token);
      }
      const token = Buffer.from(randomBytes(32)).toString('base64url');
      open.set(token, { ...ticket, until: moment + lifetime });
      return token;
    },
    redeem(token, room) {
      const ticket = open.get(token);
      open.delete(token);
      return ticket && ticket.until >= now() && ticket.room === room ? { room, person: ticket.person, role: ticket.role } : undefined;
    },
  };
}
