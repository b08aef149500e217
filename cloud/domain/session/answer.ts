import { playerProtocol, type ServerMessage } from '../../../engine/net/protocol/index.ts';
import type { CompiledLevel } from '../../../engine/model/compiled.ts';
import { PlayerMessage } from '../../events/index.ts';
import type { Phase, SessionStart } from '../../ports/index.ts';
import { isRefusal } from '../refusal.ts';
import { OutOfOrder } from './accept.ts';
import { playerLevel } from './messages.ts';

/** What a player is answered: by whoever has the session, or by why it was refused. */
export async function answerMessage(body: string, reply: (message: PlayerMessage) => Promise<ServerMessage[]>): Promise<ServerMessage[]> {
  const parsed = PlayerMessage.safeParse(parse(body));
  if (!parsed.success) return [{ type: 'refused', code: 'message-invalid', message: parsed.error.issues[0]?.message ?? 'not a message' }];
  try {
    return await reply(parsed.data);
  } catch (error) {
    if (!isRefusal(error)) throw error;
    const { code, message, hint } = error;
    return [
      {
        type: 'refused',
        code,
        message,
        ...(hint !== undefined && { hint }),
        ...(error instanceof OutOfOrder && { expected: error.expected }),
        ...(parsed.data.type === 'command' && { clientSeq: parsed.data.seq }),
      },
    ];
  }
}

/** The answer to `hello`. */
export const welcome = (
  start: SessionStart,
  level: CompiledLevel,
  { ticks: tick, phase = 'open' }: { readonly ticks: number; readonly phase?: Phase | undefined },
): ServerMessage[] => [
  { type: 'welcome', protocol: playerProtocol, session: start.session, level: playerLevel(level, start), tick },
  ...(phase === 'open' ? [] : [{ type: phase, tick }]),
];

function parse(body: string): unknown {
  try {
    return JSON.parse(body);
  } catch {
    return undefined;
  }
}
