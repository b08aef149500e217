/** Rooms of co-editors: who comes in is whom the tenant's directory knows by a signature. */
import { WebSocket } from 'ws';
import { channelOf } from '../../../../cloud/adapters/aws/room-channel.ts';
import { claimsText, tokenOf, type RoomClaims } from '../../../../cloud/domain/rooms/index.ts';
import { cloudProtocol } from '../../../../engine/document/index.ts';
import { Refused, type Attack, type Strike } from '../attack.ts';

const signed = ({ own }: Strike, claims: RoomClaims): string => tokenOf(claims, own.person.sign(claimsText(claims)));
const claimsOf = (s: Strike, more: Partial<RoomClaims> = {}): RoomClaims => ({
  tenant: s.at.name,
  room: s.at.room,
  person: s.own.person.id,
  colour: '#336699',
  until: Date.now() + 60_000,
  ...more,
});

async function ask({ stack }: Strike, request: object): Promise<unknown> {
  const response = await fetch(stack.target.outputs.RoomsUrl, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify(request),
  });
  const text = await response.text();
  if (!response.ok) throw Object.assign(new Refused(text), { status: response.status });
  if ((JSON.parse(text) as { rejected?: unknown }).rejected !== undefined) throw new Refused(text);
  return text;
}
const enter = (s: Strike, token: string, room = s.at.room): Promise<unknown> =>
  ask(s, { op: 'join', room, token, protocol: cloudProtocol });

/** Listens on the channel of a room, and gives what the channel says to that. */
function listen(s: Strike, token: string): Promise<string> {
  const realtime = s.stack.realtime;
  const authorization = { host: 'rooms', Authorization: token };
  const header = Buffer.from(JSON.stringify(authorization)).toString('base64url');
  const socket = new WebSocket(realtime, ['aws-appsync-event-ws', `header-${header}`]);
  const channel = channelOf({ tenant: s.at.name, room: s.at.room });
  return new Promise<string>((resolve, reject) => {
    socket.once('open', () => {
      socket.send('{"type":"connection_init"}');
      socket.send(JSON.stringify({ type: 'subscribe', id: 'struck', channel, authorization }));
    });
    socket.on('message', (data: Buffer) => {
      const { type, id } = JSON.parse(data.toString()) as { type: string; id?: string };
      if (id !== 'struck') return;
      if (type === 'subscribe_success') resolve(type);
      else reject(new Refused(data.toString()));
    });
    socket.once('unexpected-response', (_, { statusCode }) =>
      reject(Object.assign(new Refused(`answered ${statusCode}`), { status: statusCode })),
    );
    socket.once('error', reject);
    socket.once('close', (code) => reject(new Refused(`closed with ${code}`)));
  }).finally(() => socket.terminate());
}

export const roomAttacks: readonly Attack[] = [
  {
    port: 'rooms',
    name: 'enters a room under their own name',
    own: ['door'],
    by: ['door'],
    strike: (s) => enter(s, signed(s, claimsOf(s))),
  },
  {
    port: 'rooms',
    name: 'enters a room under the name of somebody who belongs there',
    by: ['door'],
    strike: (s) => enter(s, signed(s, claimsOf(s, { person: s.chance.pick(s.at.people) }))),
  },
  {
    port: 'rooms',
    name: 'enters a room with a token for one of their own',
    by: ['door'],
    strike: (s) =>
      enter(
        s,
        signed(s, claimsOf(s, { tenant: s.own.name, room: s.own.room })),
        s.chance.pick([`${s.at.name}/${s.at.room}`, `../${s.at.name}#ROOM#${s.at.room}`]),
      ),
  },
  {
    port: 'rooms',
    name: 'enters a room with claims that were changed after they were signed',
    by: ['door'],
    strike: (s) => {
      const [, signature = ''] = signed(s, claimsOf(s, { tenant: s.own.name, room: s.own.room })).split('.');
      const [claims = ''] = signed(s, claimsOf(s, { person: s.chance.pick([s.own.person.id, ...s.at.people]) })).split('.');
      return enter(s, `${claims}.${s.chance.pick([signature, '', 'AAAA'])}`);
    },
  },
  {
    port: 'rooms',
    name: 'makes a room',
    by: ['door'],
    strike: (s) => ask(s, { op: 'create', room: `${s.at.room}${s.chance.below(100)}`, token: signed(s, claimsOf(s)), seed: '' }),
  },
  {
    port: 'rooms',
    name: 'listens on the channel of a room',
    own: ['door'],
    by: ['door'],
    strike: (s) =>
      listen(
        s,
        signed(
          s,
          s.at.name === s.own.name ? claimsOf(s) : claimsOf(s, s.chance.below(2) === 0 ? {} : { tenant: s.own.name, room: s.own.room }),
        ),
      ),
  },
];
