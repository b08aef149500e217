/** The players' door: a session's link carries its token, and opens that session alone. */
import { WebSocket } from 'ws';
import { Refused, type Attack, type Strike } from '../attack.ts';

/** Knocks, says hello, and gives what the session answers. */
function knock({ stack }: Strike, query: Readonly<Record<string, string>>): Promise<string> {
  const socket = new WebSocket(`${stack.target.outputs.WebSocketUrl}?${new URLSearchParams(query).toString()}`);
  return new Promise<string>((resolve, reject) => {
    socket.once('open', () => socket.send('{"type":"hello"}'));
    socket.once('message', (data: Buffer) => resolve(data.toString()));
    socket.once('unexpected-response', (_, { statusCode }) =>
      reject(Object.assign(new Refused(`answered ${statusCode}`), { status: statusCode })),
    );
    socket.once('error', reject);
  }).finally(() => socket.terminate());
}

const guess = ({ own, chance }: Strike): string =>
  chance.pick([
    own.token,
    '',
    Buffer.from(chance.bytes(16)).toString('hex'),
    own.token.slice(0, -1),
    own.token.toUpperCase(),
    `${own.token}0`,
  ]);

export const socketAttacks: readonly Attack[] = [
  {
    port: 'sockets',
    name: 'knocks at a session with the token of their own',
    own: ['door'],
    by: ['door'],
    strike: (s) => knock(s, { tenant: s.at.name, session: s.at.session, token: s.own.token }),
  },
  {
    port: 'sockets',
    name: 'knocks at a session with a guessed token',
    by: ['door'],
    strike: (s) => knock(s, { tenant: s.at.name, session: s.at.session, token: guess(s) }),
  },
  {
    port: 'sockets',
    name: 'knocks at a session under the name of their own tenant',
    by: ['door'],
    strike: (s) => knock(s, { tenant: s.own.name, session: s.at.session, token: guess(s) }),
  },
  {
    port: 'sockets',
    name: 'writes another tenant into the names that they give',
    by: ['door'],
    strike: (s) =>
      knock(s, {
        tenant: s.chance.pick([`${s.own.name}#SESSION#x`, `${s.at.name}#`, `${s.at.name} `, '*', s.at.name.toUpperCase()]),
        session: s.chance.pick([s.at.session, `../${s.at.session}`, `${s.own.session}#HEAD`]),
        token: guess(s),
      }),
  },
];
