import type { PlayerAway } from '../../../engine/net/protocol/index.ts';
import type { Connection, ConnectionChange, Phase, SessionHead, SessionStart } from '../../ports/index.ts';
import { billedMessages } from '../metering/index.ts';
import { headOf } from './enter.ts';
import { encodeMessage, frames, keyframe, maxMessageBytes, packets, stillWaiting } from './messages.ts';
import { phaseOf } from './pins.ts';
import type { SliceDeps } from './slice.ts';
import type { Run } from './step.ts';

/** A listener who misses more messages in a row is shown out; its player comes back by a new socket. */
export const missesAllowed = 4;

type TellDeps = Pick<SliceDeps, 'connections' | 'push' | 'spending' | 'store'>;

/**
 * Sends the slice to those who follow, and the whole state to those who ask for it. Whatever becomes of a message, the slice stands: who did not
 * get one gets the whole state with the next slice.
 */
export async function tell(
  deps: TellDeps,
  {
    start,
    head,
    run,
    away,
    moved,
    listeners,
    name,
  }: {
    start: SessionStart;
    head: SessionHead;
    run: Run;
    away: readonly PlayerAway[];
    /** Others are away than before. */
    moved: boolean;
    listeners: readonly Connection[];
    name: string;
  },
): Promise<void> {
  if (listeners.length === 0) return;
  let diff: Uint8Array | undefined;
  let whole: readonly Uint8Array[] | undefined;
  let framed: readonly Uint8Array[] | undefined;
  let news: readonly Uint8Array[] | undefined;
  const frame = (): Uint8Array => (diff ??= encodeMessage(frames(run.world, { ...run, away })));
  const state = (): readonly Uint8Array[] => (whole ??= packets(keyframe(run.world, { ...run, away }), name));
  const changed = run.ticks.length > 0;
  const waits = !changed && (moved || run.waiting.join() !== head.waiting.join());
  const messagesFor = ({ needsKeyframe }: Connection): readonly Uint8Array[] => {
    if (needsKeyframe || (changed && frame().length > maxMessageBytes)) return state();
    if (changed) return (framed ??= [frame()]);
    return waits ? (news ??= packets(stillWaiting(run.world.tick, { ...run, away }), name)) : none;
  };
  const onTime = { needsKeyframe: false, missed: 0 };
  if (deps.push.spread !== undefined) return tellTogether(deps, start, listeners, messagesFor, onTime);
  const outcomes = await Promise.all(
    listeners.map((listener) =>
      deps.push.takes?.(listener.id) === false
        ? missOne(deps, start, listener)
        : tellOne(deps, start, listener, messagesFor(listener), listener.needsKeyframe || listener.missed > 0 ? onTime : undefined),
    ),
  );
  // A loop that fell asleep now would leave them without: it looks once more.
  if (outcomes.includes('missed')) await deps.store.call(start);
}

const turned: Record<Phase, 'resumed' | 'paused' | 'ended'> = { open: 'resumed', paused: 'paused', ended: 'ended' };

/** Tells the session's phase to whoever was told another one. Who hears of the end is shown out: nothing more comes. */
export async function tellPhase(
  deps: TellDeps,
  { start, phase, tick, listeners }: { start: SessionStart; phase: Phase; tick: number; listeners: readonly Connection[] },
): Promise<void> {
  const behind = listeners.filter((listener) => phaseOf(listener) !== phase);
  if (behind.length === 0) return;
  const message = encodeMessage({ type: turned[phase], tick });
  const outcomes = await Promise.all(behind.map((listener) => tellOne(deps, start, listener, [message], { phase })));
  if (phase === 'ended')
    for (const { id } of behind) {
      await deps.push.close(id);
      await deps.connections.close(id, start);
    }
  else if (outcomes.includes('missed')) await deps.store.call(start);
  // Where loops overlap, the one of the next phase may have found nobody to tell before this one told of the last.
  const head = await headOf(deps.store, start);
  if (phaseOf(head) !== phase)
    await tellPhase(deps, { start, phase: phaseOf(head), tick: head.ticks, listeners: await deps.connections.list(start) });
}

const none: readonly Uint8Array[] = [];

/** Sockets of this very process: who gets the same is told at once, and only who was behind, or falls behind, costs more than that. */
async function tellTogether(
  { connections, push, spending }: TellDeps,
  start: SessionStart,
  listeners: readonly Connection[],
  messagesFor: (listener: Connection) => readonly Uint8Array[],
  onTime: ConnectionChange,
): Promise<void> {
  const together = new Map<readonly Uint8Array[], Connection[]>();
  const behind: Connection[] = [];
  const isFull = ({ id }: Connection): boolean => push.takes?.(id) === false;
  for (const listener of listeners) {
    const messages = listener.needsKeyframe && isFull(listener) ? none : messagesFor(listener);
    const those = together.get(messages);
    if (those === undefined) together.set(messages, [listener]);
    else those.push(listener);
  }
  for (const [messages, those] of together) {
    const full = push.spread!(those, messages);
    behind.push(...full);
    if (messages === none) continue;
    const without = new Set(full.map(({ id }) => id));
    const told = those.length - without.size;
    for (const { length } of messages) spending.add(start, { messages: billedMessages(length) * told, bytes: length * told });
    for (const { id, needsKeyframe, missed } of those)
      if ((needsKeyframe || missed > 0) && !without.has(id)) await connections.change(start, id, onTime);
  }
  for (const listener of behind) await missOne({ connections, push }, start, listener);
}

async function tellOne(
  { connections, push, spending }: TellDeps,
  start: SessionStart,
  listener: Connection,
  messages: readonly Uint8Array[],
  /** What holds of the listener once all of it arrived. */
  told: ConnectionChange | undefined,
): Promise<'told' | 'missed'> {
  const { id } = listener;
  for (const message of messages) {
    const outcome = await push.post(id, message);
    if (outcome === 'sent') {
      spending.add(start, { messages: billedMessages(message.length), bytes: message.length });
      continue;
    }
    if (outcome === 'missed') return missOne({ connections, push }, start, listener);
    await connections.close(id, start);
    return 'told';
  }
  if (messages.length > 0 && told !== undefined) await connections.change(start, id, told);
  return 'told';
}

/** Who did not get a message gets the whole state next, and is shown out after too many in a row. */
async function missOne(
  { connections, push }: Pick<TellDeps, 'connections' | 'push'>,
  start: SessionStart,
  { id, missed }: Connection,
): Promise<'told' | 'missed'> {
  if (missed < missesAllowed) {
    await connections.change(start, id, { needsKeyframe: true, missed: missed + 1 });
    return 'missed';
  }
  await push.close(id);
  await connections.close(id, start);
  return 'told';
}
