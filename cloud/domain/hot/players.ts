import { playerProtocol, type ServerMessage } from '../../../engine/net/protocol/index.ts';
import type { CompiledLevel } from '../../../engine/model/compiled.ts';
import type { DerivativeStore, LevelStore, Random, SessionStart } from '../../ports/index.ts';
import { digest } from '../evidence.ts';
import { refuse } from '../refusal.ts';
import { answerMessage, assetPart, incoming, packets, phaseOf, welcome, type HeardMessage, type KeptAssets } from '../session/index.ts';
import type { HotConnections, PlayerSocket } from './connections.ts';
import type { HotSession } from './session.ts';

export interface PlayersDeps {
  readonly session: HotSession;
  readonly connections: HotConnections;
  readonly level: CompiledLevel;
  readonly levels: LevelStore;
  readonly derivatives: Pick<DerivativeStore, 'index' | 'bytes'>;
  readonly random: Random;
}

/** Answers that a socket may leave unread, in bytes, before it is closed. */
const mostUnread = 8 << 20;

/** The players' side of a session's own host: the same protocol as everywhere. */
export class HotPlayers {
  readonly #deps: PlayersDeps;
  readonly #assets: KeptAssets = new Map();
  #answers = 0;

  constructor(deps: PlayersDeps) {
    this.#deps = deps;
  }

  /** What a handshake is refused with; 0 where it is not. */
  refusal({
    protocol = String(playerProtocol),
    tenant = '',
    session = '',
    token = '',
  }: Readonly<Record<string, string | undefined>>): 0 | 400 | 403 | 426 {
    const { start } = this.#deps.session;
    if (protocol !== String(playerProtocol)) return 426;
    if (tenant === '' || session === '') return 400;
    return tenant === start.tenant && session === start.session && digest(token) === start.tokenHash ? 0 : 403;
  }

  enter(id: string, socket: PlayerSocket): void {
    const { connections, session } = this.#deps;
    connections.admit({ id, sender: 0, needsKeyframe: false, missed: 0, phase: phaseOf(session.view) }, socket);
  }

  left(id: string): void {
    this.#deps.connections.left(id);
  }

  /** Answers a message on the socket that it came by. Messages of one socket are taken in their order. */
  async hear(id: string, body: string, socket: PlayerSocket): Promise<void> {
    const answers = await answerMessage(body, (message) => this.#reply(id, message));
    if (socket.waiting() > mostUnread) return socket.close();
    for (const answer of answers) for (const packet of packets(answer, `a${(this.#answers += 1)}`)) socket.send(packet);
  }

  async #reply(id: string, message: HeardMessage): Promise<ServerMessage[]> {
    const { session, connections, level, levels, derivatives, random } = this.#deps;
    const { start } = session;
    const known = connections.of(id) ?? refuse({ code: 'not-connected', message: 'This socket belongs to no session.' });
    switch (message.type) {
      case 'ping':
        return [];
      case 'hello': {
        const { ticks, phase } = session.view;
        await connections.change(start, id, { needsKeyframe: true, phase: phase ?? 'open' });
        return welcome(start, level, { ticks, phase });
      }
      case 'resume':
        await connections.change(start, id, { needsKeyframe: true });
        return [];
      case 'asset':
        return [await assetPart(levels, start as SessionStart, message, this.#assets, derivatives)];
      case 'join': {
        const joined = await session.join({ player: message.player, secret: message.secret ?? hex(random.bytes(16)) });
        await connections.change(start, id, { sender: joined.sender });
        session.stir();
        return [{ type: 'joined', ...joined }];
      }
      case 'command': {
        if (known.sender === 0) refuse({ code: 'not-joined', message: 'Join the session before sending commands.' });
        const { clientSeq, seq, duplicate } = await session.take(incoming(known.sender, message));
        return [{ type: 'ack', clientSeq, seq, duplicate }];
      }
    }
  }
}

export const hex = (bytes: Uint8Array): string => Array.from(bytes, (byte) => byte.toString(16).padStart(2, '0')).join('');
