import type { DomainEvent, EventOf } from '../../events/catalogue/index.ts';
import type {
  BudgetNote,
  ChannelHead,
  LoggedCommand,
  PhaseReason,
  PublishState,
  SegmentHead,
  SessionHead,
  SessionRef,
  SessionStart,
} from '../../ports/index.ts';
import { endCommand, joinCommand, pauseCommand, phaseOf, resumeCommand } from '../session/index.ts';

/** A running session is summed up with every commit whose number is a multiple of this. */
export const summaryEvery = 64;

const padded = (n: number, digits = 12): string => String(n).padStart(digits, '0');

export const sessionStarted = (start: SessionStart): EventOf<'SessionStarted.v1'> => {
  const { tenant, session, at, project, level, channel, revision, packageHash, engine, latency, pace, startedBy } = start;
  const { scenario } = start.start;
  return {
    type: 'SessionStarted.v1',
    detail: {
      id: `${session}.started`,
      tenant,
      at,
      session,
      project,
      level,
      channel,
      revision,
      packageHash,
      engine,
      ...(scenario !== undefined && { scenario }),
      latency,
      pace,
      startedBy,
    },
  };
};

const phases: Readonly<Record<string, 'paused' | 'open' | 'ended'>> = {
  [pauseCommand]: 'paused',
  [resumeCommand]: 'open',
  [endCommand]: 'ended',
};

/** What a command of the host says to those who do not play; undefined where it says nothing to them. */
export function commandTaken({ tenant, session }: SessionRef, { seq, type, payload, at }: LoggedCommand): DomainEvent | undefined {
  if (type === joinCommand) {
    const { sender, player } = payload as { sender: number; player: string };
    const id = `${session}.joined.${padded(sender, 5)}`;
    return { type: 'PlayerJoined.v1', detail: { id, tenant, at, session, player, sender } };
  }
  const to = phases[type];
  if (to === undefined) return undefined;
  const { person: by, why } = payload as { person?: string; why?: PhaseReason };
  const who = { ...(by !== undefined && { by }), ...(why !== undefined && { why }) };
  return { type: 'SessionPhaseChanged.v2', detail: { id: `${session}.phase.${padded(seq)}`, tenant, at, session, to, ...who } };
}

/**
 * What the host's own commands in a segment say: who joined in one event, however many they are. How commands are cut into segments is
 * noted before any is stored, so a segment that is stored again says the same under the same id.
 */
export function segmentTaken(ref: SessionRef, commands: readonly LoggedCommand[]): DomainEvent[] {
  const joins = commands.filter(({ type }) => type === joinCommand);
  const others = commands.filter(({ type }) => type !== joinCommand).flatMap((command) => commandTaken(ref, command) ?? []);
  const seats = joins.map(({ payload }) => payload as { sender: number; player: string });
  const [first, last] = [seats[0], seats.at(-1)];
  if (first === undefined || last === undefined) return others;
  const { tenant, session } = ref;
  const id = `${session}.joined.${padded(first.sender, 5)}-${padded(last.sender, 5)}`;
  const players = seats.map(({ player }) => player);
  return [{ type: 'PlayersJoined.v1', detail: { id, tenant, at: joins.at(-1)!.at, session, first: first.sender, players } }, ...others];
}

/** What a change of HEAD says. Everything but that a session is parked is a function of the commit, so that it is the same whoever tells it. */
export function headMoved({ tenant, session }: SessionRef, before: SessionHead, head: SessionHead): DomainEvent[] {
  const { version, ticks, hash, kpis, slice } = head;
  const events: DomainEvent[] = [];
  const committed = version > before.version;
  // A loop that only looked whether something can run has nothing new to say.
  const stopped = before.loop === 'running' && head.loop !== 'running' && head.lastSlice.startsWith(`${before.loopEpoch}:`);
  if (slice !== undefined && (stopped || (committed && version % summaryEvery === 0)))
    events.push({
      type: 'SliceCommitted.v1',
      detail: {
        id: `${session}.commit.${padded(version)}`,
        tenant,
        at: slice.at,
        session,
        version,
        ticks,
        commands: head.cursor,
        hash,
        chain: head.chain,
        kpis,
      },
    });
  if (slice !== undefined && head.done && !before.done)
    events.push({
      type: 'SessionFinished.v1',
      detail: {
        id: `${session}.finished`,
        tenant,
        at: slice.at,
        session,
        how: phaseOf(head) === 'ended' ? 'ended' : 'played',
        version,
        ticks,
        hash,
        players: head.seats,
        kpis,
      },
    });
  if (head.loop === 'parked' && before.loop !== 'parked') {
    const id = `${session}.parked.${padded(head.loopEpoch)}`;
    events.push({ type: 'SessionParked.v1', detail: { id, tenant, at: head.beat, session, loopEpoch: head.loopEpoch, ticks } });
  }
  return events;
}

/** A channel that stands where it stood says nothing. */
export function channelMoved(tenant: string, before: ChannelHead | undefined, head: ChannelHead): EventOf<'LevelPublished.v1'> | undefined {
  if (before?.request === head.request) return undefined;
  const { request, latest, movedBy, movedAt } = head;
  const { project, level, channel, revision, packageHash, engine } = head.revision;
  return {
    type: 'LevelPublished.v1',
    detail: {
      id: `${request}.published`,
      tenant,
      at: movedAt,
      project,
      level,
      channel,
      revision,
      latest,
      packageHash,
      engine,
      publisher: movedBy,
      request,
    },
  };
}

export const requestMoved = (
  tenant: string,
  before: Pick<PublishState, 'stage'> | undefined,
  { id: request, stage, error }: PublishState,
  at: number,
): EventOf<'LevelRefused.v1'> | undefined =>
  stage === 'refused' && before?.stage !== 'refused'
    ? { type: 'LevelRefused.v1', detail: { id: `${request}.refused`, tenant, at, request, code: error?.code ?? 'publish-failed' } }
    : undefined;

/** What is noted again says nothing. */
export function budgetMoved(tenant: string, before: BudgetNote | undefined, note: BudgetNote): EventOf<'BudgetSpent.v1'> | undefined {
  if (before !== undefined && before.percent >= note.percent) return undefined;
  const { month, percent, spentUsd, budgetUsd, at } = note;
  return { type: 'BudgetSpent.v1', detail: { id: `${month}.spent.${percent}`, tenant, at, month, percent, spentUsd, budgetUsd } };
}

export const segmentSealed = ({ tenant, session, from, to, sha256, hash }: SegmentHead, at: number): EventOf<'AuditSealed.v1'> => ({
  type: 'AuditSealed.v1',
  detail: { id: `${session}.sealed.${padded(to)}`, tenant, at, session, from, to, sha256, hash },
});
