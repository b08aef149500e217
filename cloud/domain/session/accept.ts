import { validateCommand, type CommandTypes } from '../../../engine/kernel/commands/index.ts';
import { LedgerError } from '../../../engine/kernel/error.ts';
import type { Json } from '../../../engine/kernel/json.ts';
import type { CompiledLevel } from '../../../engine/model/compiled.ts';
import { systemCommands } from '../../../engine/rules/seats/index.ts';
import type { Seat, SessionHead, SessionRef, Waiting, WaitingJoin } from '../../ports/index.ts';
import { digest } from '../evidence.ts';
import { limitsOf, requireSeat } from '../quota/index.ts';
import { need } from '../refusal.ts';
import { enter, nextSeat, OutOfOrder, startOf, type AcceptDeps, type Ack, type Entry, type Unnumbered } from './enter.ts';

/** A command as it comes in at the door. */
export interface Incoming {
  /** Seat number; 0 only for the system itself. */
  readonly sender: number;
  /** The sender's own number, one higher each time; the next one when absent. */
  readonly clientSeq?: number;
  readonly type: string;
  readonly payload: Json;
  /** Why what came under this number is no command at all. */
  readonly spoilt?: LedgerError;
}

/** The largest payload, as JSON. */
export const maxPayloadBytes = 16 * 1024;

/**
 * Takes a command into the session's log and wakes the loop. A sender's commands enter in the order of their numbers, without a gap; one that
 * is refused for what it says uses its number up. It is acknowledged once it is durable; sending it again is acknowledged again and has no
 * effect. Refuses `session-unknown`, `session-ended`, `session-finished`, `seat-unknown`, `busy`, `out-of-order`, and whatever the command's own check says.
 */
export async function acceptCommand(deps: AcceptDeps, ref: SessionRef, incoming: Incoming): Promise<Ack> {
  const start = await startOf(deps.store, ref);
  const { sender, type } = incoming;
  const payload = checkedPayload(await deps.level(start), incoming);
  if (payload instanceof LedgerError && (sender === 0 || incoming.clientSeq === undefined)) throw payload;
  const { commandsPerSecond: most } = await limitsOf(deps, ref.tenant);
  let counted = false;
  const prepare = async (head: SessionHead): Promise<Entry> => {
    if (sender === 0) return { command: { sender, clientSeq: incoming.clientSeq ?? head.cmdSeq + 1, type, payload: payload as Json } };
    const judged = judgeCommand(ref, await deps.log.seat(ref, sender), incoming, payload);
    if ('skips' in judged) {
      if (!judged.isKnown && !(await deps.log.skip(ref, sender, judged.skips))) return 'again';
      throw judged.error;
    }
    if ('command' in judged && !counted) {
      deps.rate.take(ref, most);
      counted = true;
    }
    return judged;
  };
  // Only what its sender numbered can be sent again by whoever is told nothing.
  const waits: Waiting | undefined =
    payload instanceof LedgerError || sender === 0 || incoming.clientSeq === undefined
      ? undefined
      : { kind: 'command', sender, clientSeq: incoming.clientSeq, type, payload, at: deps.clock.now() };
  return enter(deps, start, prepare, { own: waits });
}

/** What becomes of a player's command, by the seat as it stands: it is taken, it was there already, it came early, or it is refused and uses its number up. */
export function judgeCommand(
  ref: SessionRef,
  known: Seat | undefined,
  { sender, type, ...incoming }: Incoming,
  payload: Json | LedgerError,
):
  | { readonly command: Unnumbered }
  | { readonly repeated: Ack }
  | { readonly early: OutOfOrder }
  | { readonly skips: number; readonly isKnown: boolean; readonly error: LedgerError } {
  const seat = need(known, () => noSeat(ref, sender));
  const clientSeq = incoming.clientSeq ?? seat.lastSeq + 1;
  if (clientSeq > seat.lastSeq + 1) return { early: new OutOfOrder(ref, clientSeq, seat.lastSeq + 1) };
  if (payload instanceof LedgerError) return { skips: clientSeq, isKnown: clientSeq <= seat.lastSeq, error: payload };
  if (clientSeq <= seat.lastSeq)
    return { repeated: { seq: clientSeq === seat.lastSeq ? seat.lastCommand : 0, clientSeq, duplicate: true } };
  return { command: { sender, clientSeq, type, payload } };
}

export interface Joined {
  readonly sender: number;
  /** Takes the same seat again after a reconnect. Only its sha256 is stored. */
  readonly secret: string;
  /** The last of this player's own numbers that the session has. */
  readonly seq: number;
}

/**
 * Gives the next seat number to an opaque player id; joining is itself a command in the log. A class that comes at once is seated in a few
 * transactions.
 */
export async function joinSession(
  deps: AcceptDeps,
  ref: SessionRef,
  { player, secret }: { player: string; secret: string },
): Promise<Joined> {
  const start = await startOf(deps.store, ref);
  const own: WaitingJoin = { kind: 'join', player, secretHash: digest(secret), at: deps.clock.now() };
  let sender = 0;
  let seq = 0;
  const prepare = async (head: SessionHead): Promise<Entry> => {
    const known = (await deps.log.seats(ref)).find(({ secretHash }) => secretHash === own.secretHash);
    if (known !== undefined) {
      ({ sender, lastSeq: seq } = known);
      return { repeated: { seq: 0, clientSeq: 0, duplicate: true } };
    }
    await requireSeat(deps, ref, head.seats);
    const given = nextSeat(ref, head.seats, own);
    ({ sender } = given.opens);
    return given;
  };
  await enter(deps, start, prepare, { own });
  return { sender, secret, seq };
}

/** The payload with its defaults, by the same check that the world makes, or why it is refused: the same whenever it is sent. */
export function checkedPayload(level: CompiledLevel, { sender, clientSeq = 1, type, payload, spoilt }: Incoming): Json | LedgerError {
  if (spoilt) return spoilt;
  const size = JSON.stringify(payload).length;
  if (size > maxPayloadBytes)
    return new LedgerError({
      code: 'command-too-large',
      message: `${type} carries ${size} bytes; at most ${maxPayloadBytes} are taken.`,
      where: type,
    });
  const types = sender === 0 ? { ...level.commands, ...systemCommands } : level.commands;
  const checked = validateCommand(types as CommandTypes, { sender, seq: clientSeq, type, payload });
  return checked.ok ? checked.command.payload : forPlayers(checked.error);
}

/** Whoever plays cannot change what a field takes. */
const forPlayers = (error: LedgerError): LedgerError => {
  const { code, message, where } = error;
  return code === 'value-refused'
    ? new LedgerError({ code, message, hint: 'Send another value.', ...(where !== undefined && { where }) })
    : error;
};

const noSeat = (ref: SessionRef, sender: number) => ({
  code: 'seat-unknown',
  message: `Session ${ref.session} has not given seat ${sender} to this player.`,
  hint: 'Join the session first.',
  where: ref.session,
});
