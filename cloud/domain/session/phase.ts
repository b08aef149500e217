import type { Acceptance, Directory, LoggedCommand, PhaseReason, Phase, SessionHead, SessionRef } from '../../ports/index.ts';
import { authorise } from '../publish/index.ts';
import { requireBudget, type BudgetDeps } from '../quota/index.ts';
import { refuse } from '../refusal.ts';
import { enter, hasEnded, hasFinished, startOf, type AcceptDeps, type Entry } from './enter.ts';
import { endCommand, pauseCommand, phaseOf, resumeCommand } from './pins.ts';

/** What may be done to a session by who runs it. */
export type PhaseChange = 'pause' | 'resume' | 'end';

const leads: Record<PhaseChange, { readonly to: Phase; readonly command: string }> = {
  pause: { to: 'paused', command: pauseCommand },
  resume: { to: 'open', command: resumeCommand },
  end: { to: 'ended', command: endCommand },
};

export interface PhaseDeps extends AcceptDeps, BudgetDeps {
  readonly directory: Directory;
}

export interface PhaseOrder extends SessionRef {
  readonly change: PhaseChange;
  /** Who wants it, by the name that the directory knows. */
  readonly person: string;
}

/**
 * Pauses a session, lets it go on, or ends it for good: one conditional write that numbers a command of the host, sets the phase and fences the
 * loop, so that no tick follows it that was under way. Who did it stands in the command, by opaque id. Asked for again it changes nothing.
 * Refuses `forbidden`, `session-unknown`, `session-ended`, `session-finished`, `busy`, and `budget-spent` what would go on and cost.
 */
export async function changePhase(deps: PhaseDeps, { change, person, ...ref }: PhaseOrder): Promise<{ readonly changed: boolean }> {
  const { id } = await authorise(deps.directory, { tenant: ref.tenant, person, to: 'pauseSessions' });
  if (change === 'resume') await requireBudget(deps, ref.tenant);
  return turn(deps, ref, change, { person: id });
}

/** Who brings a phase about: somebody, by opaque id, or the cloud itself. */
export type PhaseAuthor = { readonly person: string } | { readonly why: PhaseReason };

/** The same by the cloud itself, which says why: in the command, and in HEAD for as long as the phase lasts. */
export const changePhaseFor = (
  deps: AcceptDeps,
  ref: SessionRef,
  change: PhaseChange,
  why: PhaseReason,
): Promise<{ readonly changed: boolean }> => turn(deps, ref, change, { why });

async function turn(deps: AcceptDeps, ref: SessionRef, change: PhaseChange, by: PhaseAuthor): Promise<{ readonly changed: boolean }> {
  const start = await startOf(deps.store, ref);
  const prepare = async (head: SessionHead): Promise<Entry> => {
    const entry = phaseEntry(ref, head, { change, by, at: deps.clock.now() });
    return entry === 'stands' ? { repeated: { seq: 0, clientSeq: 0, duplicate: true } } : entry;
  };
  const { duplicate } = await enter(deps, start, prepare, { isEnd: change === 'end' });
  return { changed: !duplicate };
}

/** What a change of phase sets in HEAD: the loop of the epoch before is fenced, and nobody's until it is started again. */
export const phaseTurned = ({ to, loopEpoch, why }: NonNullable<Acceptance['turns']>) => ({
  phase: to,
  loop: 'idle' as const,
  loopEpoch: loopEpoch + 1,
  stoppedEpoch: loopEpoch + 1,
  loopOwner: '',
  ...(why && { why }),
});

/** The command that brings a phase, by somebody or by the cloud itself, which says why; `stands` where the session is in it already. */
export function phaseEntry(
  ref: SessionRef,
  head: Pick<SessionHead, 'phase' | 'done' | 'cmdSeq'>,
  { change, by, at }: { readonly change: PhaseChange; readonly by: PhaseAuthor; readonly at: number },
): { readonly command: Omit<LoggedCommand, 'seq' | 'at'>; readonly turns: Phase; readonly why?: PhaseReason } | 'stands' {
  const { to, command: type } = leads[change];
  const phase = phaseOf(head);
  const isOver = phase === 'ended' || head.done;
  if (isOver && to !== 'ended') refuse(phase === 'ended' ? hasEnded(ref) : hasFinished(ref));
  if (isOver || phase === to) return 'stands';
  const payload = { ...by, at };
  return { command: { sender: 0, clientSeq: head.cmdSeq + 1, type, payload }, turns: to, ...('why' in by && { why: by.why }) };
}
