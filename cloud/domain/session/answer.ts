import { LedgerError } from '../../../engine/kernel/error.ts';
import { playerProtocol, type ServerMessage } from '../../../engine/net/protocol/index.ts';
import type { CompiledLevel } from '../../../engine/model/compiled.ts';
import { z } from '../../../engine/model/zod.ts';
import { PlayerMessage } from '../../events/index.ts';
import type { Phase, SessionStart } from '../../ports/index.ts';
import { isRefusal } from '../refusal.ts';
import type { Incoming } from './accept.ts';
import { OutOfOrder } from './enter.ts';
import { playerLevel } from './messages.ts';

/** A message, or the number of a command that is none: whoever has the session uses it up, so that the player goes on with the next. */
export type HeardMessage = PlayerMessage | (Numbered & { readonly spoilt: LedgerError });

const Numbered = z.object({ type: z.literal('command'), seq: z.int().min(1) });
type Numbered = z.infer<typeof Numbered>;

/** A player's command as it comes in at the door. */
export const incoming = (sender: number, message: HeardMessage & { type: 'command' }): Incoming => ({
  sender,
  clientSeq: message.seq,
  ...('spoilt' in message ? { type: '', payload: null, spoilt: message.spoilt } : message.command),
});

/** What a player is answered: by whoever has the session, or by why it was refused. */
export async function answerMessage(body: string, reply: (message: HeardMessage) => Promise<ServerMessage[]>): Promise<ServerMessage[]> {
  const heard = hear(body);
  try {
    if (heard instanceof LedgerError) throw heard;
    return await reply(heard);
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
        ...('seq' in heard && { clientSeq: heard.seq }),
      },
    ];
  }
}

function hear(body: string): HeardMessage | LedgerError {
  const said = parse(body);
  const parsed = PlayerMessage.safeParse(said);
  if (parsed.success) return parsed.data;
  const spoilt = new LedgerError({ code: 'message-invalid', message: parsed.error.issues[0]?.message ?? 'not a message' });
  const numbered = Numbered.safeParse(said);
  return numbered.success ? { ...numbered.data, spoilt } : spoilt;
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
