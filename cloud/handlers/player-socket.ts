import { acceptDeps, connections, forTenant, push, random } from '../adapters/aws/environment.ts';
import { digest } from '../domain/evidence.ts';
import { billedMessages } from '../domain/metering/index.ts';
import { need, refuse } from '../domain/refusal.ts';
import {
  acceptCommand,
  answerMessage,
  assetPart,
  incoming,
  joinSession,
  packets,
  phaseOf,
  wake,
  welcome,
  type HeardMessage,
  type KeptAssets,
  type ServerMessage,
} from '../domain/session/index.ts';
import { playerProtocol } from '../../engine/net/protocol/index.ts';
import { isTenant } from '../events/index.ts';
import type { Connection, Phase, SessionRef } from '../ports/index.ts';
import { observed } from './observed.ts';

interface SocketEvent {
  readonly requestContext: { readonly routeKey: string; readonly connectionId: string; readonly requestId: string };
  readonly queryStringParameters?: Readonly<Record<string, string>> | null;
  readonly body?: string;
  /** It came in a binary frame. */
  readonly isBase64Encoded?: boolean;
}
interface SocketReply {
  readonly statusCode: number;
}

/** What players asked for last: a function keeps it for as long as it lives. */
const assets: KeptAssets = new Map();

/** A player's socket: comes in with the link's token, joins, sends commands. */
export const handler = observed(
  async ({
    requestContext: { routeKey, connectionId, requestId },
    queryStringParameters,
    body: sent = '',
    isBase64Encoded = false,
  }: SocketEvent): Promise<SocketReply> => {
    if (routeKey === '$connect') return connect(connectionId, queryStringParameters ?? {});
    if (routeKey === '$disconnect') {
      const left = await connections().find(connectionId);
      await connections().close(connectionId);
      if (left !== undefined && left.sender > 0) await lookWhoIsThere(left);
      return { statusCode: 200 };
    }
    const body = isBase64Encoded ? Buffer.from(sent, 'base64').toString('utf8') : sent;
    const connection = await connections().find(connectionId);
    const respond = async (spent: (bytes: number) => void): Promise<SocketReply> => {
      for (const packet of (await answer(connection, body)).flatMap((message) => packets(message, requestId))) {
        // The gateway then says that it failed, and the client asks again.
        if ((await push().post(connectionId, packet)) === 'missed') return { statusCode: 503 };
        spent(packet.length);
      }
      return { statusCode: 200 };
    };
    if (connection === undefined) return respond(() => {});
    const { spending } = forTenant(connection.tenant);
    return spending.charge(connection, () => {
      spending.add(connection, { messages: billedMessages(body.length) });
      return respond((bytes) => spending.add(connection, { messages: billedMessages(bytes), bytes }));
    });
  },
);

async function connect(
  id: string,
  { protocol = String(playerProtocol), tenant = '', session = '', token = '' }: Readonly<Record<string, string>>,
): Promise<SocketReply> {
  const ref = { tenant, session };
  if (protocol !== String(playerProtocol)) return { statusCode: 426 };
  if (!isTenant(tenant) || session === '') return { statusCode: 400 };
  const start = await forTenant(tenant).sessions.start(ref);
  if (start === undefined || start.tokenHash !== digest(token)) return { statusCode: 403 };
  // Its own host takes its players' sockets.
  if (start.host === 'hot') return { statusCode: 421 };
  const head = await forTenant(tenant).sessions.head(ref);
  // Who comes after the end looks at how it ended, and is not shown out.
  await connections().open(ref, { id, sender: 0, needsKeyframe: false, missed: 0, phase: phaseOf(head ?? {}) });
  return { statusCode: 200 };
}

const answer = (found: (SessionRef & Connection) | undefined, body: string): Promise<ServerMessage[]> =>
  answerMessage(body, (message) =>
    reply(
      need(found, () => ({ code: 'not-connected', message: 'This socket belongs to no session.' })),
      message,
    ),
  );

async function reply(connection: SessionRef & Connection, message: HeardMessage): Promise<ServerMessage[]> {
  const { tenant, session } = connection;
  const ref = { tenant, session };
  const deps = acceptDeps(tenant);
  switch (message.type) {
    case 'ping':
      return [];
    case 'hello': {
      const start = need(await deps.store.start(ref), () => ({ code: 'session-unknown', message: `There is no session ${session}.` }));
      const { ticks = 0, phase = 'open' } = (await deps.store.head(ref)) ?? {};
      await askForKeyframe(connection, phase);
      return welcome(start, await deps.level(start), { ticks, phase });
    }
    case 'asset': {
      const start = need(await deps.store.start(ref), () => ({ code: 'session-unknown', message: `There is no session ${session}.` }));
      const { levels, derivatives } = forTenant(tenant);
      return [await assetPart(levels, start, message, assets, derivatives)];
    }
    case 'resume':
      await askForKeyframe(connection);
      return [];
    case 'join': {
      const joined = await joinSession(deps, ref, {
        player: message.player,
        secret: message.secret ?? Buffer.from(random.bytes(16)).toString('hex'),
      });
      await connections().change(ref, connection.id, { sender: joined.sender });
      await lookWhoIsThere(ref);
      return [{ type: 'joined', ...joined }];
    }
    case 'command': {
      if (connection.sender === 0) refuse({ code: 'not-joined', message: 'Join the session before sending commands.' });
      const { clientSeq, seq, duplicate } = await acceptCommand(deps, ref, incoming(connection.sender, message));
      return [{ type: 'ack', clientSeq, seq, duplicate }];
    }
  }
}

/** The next slice sends the whole state; a sleeping loop is woken for it. */
async function askForKeyframe(connection: SessionRef & Connection, told?: Phase): Promise<void> {
  const { tenant, session } = connection;
  const ref = { tenant, session };
  await connections().change(ref, connection.id, { needsKeyframe: true, ...(told && { phase: told }) });
  await callLoop(ref);
}

async function callLoop(ref: SessionRef): Promise<void> {
  const deps = acceptDeps(ref.tenant);
  await deps.store.call(ref);
  const [start, head] = await Promise.all([deps.store.start(ref), deps.store.head(ref)]);
  if (start && head) await wake(deps, start, head);
}

/** A player came or left: a game of turns tells the others, and begins or ends to wait. */
async function lookWhoIsThere({ tenant, session }: SessionRef): Promise<void> {
  const ref = { tenant, session };
  const { store } = acceptDeps(tenant);
  const [start, head] = await Promise.all([store.start(ref), store.head(ref)]);
  if (start?.latency === 'turn' && head !== undefined && !head.done && phaseOf(head) !== 'ended') await callLoop(ref);
}
