import { overruns, spansOf, traceId, type CommandTrace } from '../domain/observe/index.ts';
import { refuse } from '../domain/refusal.ts';
import { phaseOf, shownSession } from '../domain/session/index.ts';
import type {
  Clock,
  LogLine,
  LogQuery,
  LogReader,
  LoggedCommand,
  Phase,
  PhaseReason,
  Pulse,
  ScriptTrouble,
  SessionHead,
  SessionHost,
  SessionStart,
  SessionStore,
} from '../ports/index.ts';
import { type SessionState, stateOf } from './sessions.ts';

/** What wants somebody's eye, worst first. */
export type Worry = 'parked' | 'overruns' | 'scripts-rest' | 'scripts-fail';

/** How a session does now, for `lq top`, Studio's Cloud panel and the operator's page. */
export interface SessionHealth {
  readonly id: string;
  readonly tenant: string;
  readonly level: string;
  readonly channel: string;
  readonly revision: number;
  readonly engine: string;
  readonly state: SessionState;
  readonly phase: Phase;
  readonly loop: SessionHead['loop'];
  readonly done: boolean;
  /** What runs it. */
  readonly host: SessionHost;
  readonly ticks: number;
  /** Seats given so far. */
  readonly players: number;
  /** What its slices did lately; absent while nothing runs and in a pause, ten seconds after the last turn of a game of turns, and in the first seconds. */
  readonly pulse?: Pulse;
  readonly worries: readonly Worry[];
  /** Why the cloud itself paused or ended it; absent where a person did. */
  readonly why?: PhaseReason;
  /** Why the loop stands still. */
  readonly fault?: string;
  readonly trouble?: ScriptTrouble;
  /** Until this moment, ms, every command's way is followed. */
  readonly tracedUntil?: number;
}

/** A pulse that is older than this says nothing about now, ms. */
const staleAfter = 10_000;

export function healthOf(start: SessionStart, head: SessionHead, now: number): SessionHealth {
  const { loop, done, ticks, seats: players, fault, trouble, tracedUntil, pulse, why } = head;
  // A game of turns stops after each of them: what it did a moment ago is how it does. One that is paused does nothing, whatever it did before.
  const plays = phaseOf(head) === 'open' && (loop === 'running' || (loop === 'idle' && !done && start.hz === 0));
  const beats = pulse !== undefined && plays && now - pulse.at <= staleAfter;
  return {
    id: start.session,
    tenant: start.tenant,
    level: start.level,
    channel: start.channel,
    revision: start.revision,
    engine: start.engine,
    state: stateOf(head),
    phase: phaseOf(head),
    loop,
    done,
    host: start.host ?? 'functions',
    ticks,
    players,
    ...(beats && { pulse }),
    worries: [
      ...(loop === 'parked' && !done ? ['parked' as const] : []),
      ...(beats && overruns(pulse) ? ['overruns' as const] : []),
      ...((trouble?.resting.length ?? 0) > 0 ? ['scripts-rest' as const] : trouble !== undefined ? ['scripts-fail' as const] : []),
    ],
    ...(why !== undefined && { why }),
    ...(fault !== undefined && { fault }),
    ...(trouble !== undefined && { trouble }),
    ...((tracedUntil ?? 0) > now && { tracedUntil: tracedUntil! }),
  };
}

/** Whether its world goes on now: its loop runs, or its own host, and nobody has paused it. A host of its own stays through a pause and plays nothing. */
export const isRunning = ({ loop, phase, done }: Pick<SessionHealth, 'loop' | 'phase' | 'done'>): boolean =>
  loop === 'running' && phase === 'open' && !done;

/** What has an eye on it first: worries, then what runs, then the newest. */
const inOrder = (sessions: readonly SessionHealth[]): SessionHealth[] => {
  const rank = (session: SessionHealth): number => {
    if (session.worries.includes('parked')) return 0;
    if (session.worries.length > 0) return 1;
    return isRunning(session) ? 2 : 3;
  };
  return sessions.toSorted((a, b) => rank(a) - rank(b) || (a.id < b.id ? 1 : -1));
};

/** @returns every session of the tenant, those that want an eye first */
export function watchSessions({
  store,
  clock,
}: {
  store: Pick<SessionStore, 'list' | 'start' | 'head'>;
  clock: Clock;
}): (tenant: string) => Promise<SessionHealth[]> {
  return async (tenant) => {
    const found = await Promise.all(
      (await store.list(tenant)).map(async (session) => {
        const ref = { tenant, session };
        const found = await shownSession(store, ref);
        return found === undefined ? [] : [healthOf(found.start, found.head, clock.now())];
      }),
    );
    return inOrder(found.flat());
  };
}

/** Where a command was when, and what is known of it. */
export interface TracedCommand extends CommandTrace {
  readonly seq: number;
  readonly type: string;
  readonly sender: number;
}

/** The way of one command. @throws LedgerError `command-unknown`, `not-traced` */
export async function traceCommand(
  { command, logs }: { command: LoggedCommand | undefined; logs: LogReader },
  { tenant, session, seq }: { tenant: string; session: string; seq: number },
): Promise<TracedCommand> {
  if (command === undefined)
    return refuse({
      code: 'command-unknown',
      message: `Session ${session} has no command ${seq}.`,
      hint: `See which there are: lq audit query ${session}`,
      where: session,
    });
  if (command.trace === undefined)
    return refuse({
      code: 'not-traced',
      message: `Nobody followed the way of command ${seq} of session ${session}.`,
      hint: `One in a hundred is followed by itself. Follow every one for ten minutes: lq trace ${session} --on`,
      where: session,
    });
  const trace = traceId(command.trace);
  const lines: LogLine[] = [];
  // Clocks of functions may differ by a little.
  for await (const line of logs.lines(tenant, { session, trace, since: command.at - 60_000 })) lines.push(line);
  const spans = spansOf(lines, trace);
  const accepted = { name: 'accepted' as const, from: command.at, to: command.at };
  return {
    trace,
    seq,
    type: command.type,
    sender: command.sender,
    // A door that accepts by itself writes no lines; the command knows when it was taken.
    spans: spans[0]?.name === 'accepted' ? spans : [accepted, ...spans],
  };
}

/** A target whose logs this machine cannot read. */
export const noLogs: LogReader = {
  // oxlint-disable-next-line require-yield -- it only refuses
  async *lines(_tenant: string, _query: LogQuery): AsyncIterable<LogLine> {
    refuse({
      code: 'logs-elsewhere',
      message: 'The logs of this target are not on this machine.',
      hint: 'Ask CloudWatch Logs Insights with the saved queries of the stack, under LedgerQuest.',
    });
  },
};
