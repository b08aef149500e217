import type { Json } from '../json.ts';

/** One line of an execution's history. */
export interface HistoryEvent {
  readonly id: number;
  readonly previous: number;
  /** Milliseconds since the epoch. */
  readonly time: number;
  readonly type: string;
  readonly details: Readonly<Record<string, Json>>;
}

/** An execution with this many events fails, as on AWS. */
export const HISTORY_LIMIT = 25_000;

/** The member of an API event that carries the details of a type. */
const DETAIL_MEMBER: Readonly<Record<string, string>> = {
  ExecutionStarted: 'executionStartedEventDetails',
  ExecutionSucceeded: 'executionSucceededEventDetails',
  ExecutionFailed: 'executionFailedEventDetails',
  ExecutionAborted: 'executionAbortedEventDetails',
  ExecutionTimedOut: 'executionTimedOutEventDetails',
  TaskScheduled: 'taskScheduledEventDetails',
  TaskStarted: 'taskStartedEventDetails',
  TaskStartFailed: 'taskStartFailedEventDetails',
  TaskSubmitted: 'taskSubmittedEventDetails',
  TaskSucceeded: 'taskSucceededEventDetails',
  TaskFailed: 'taskFailedEventDetails',
  TaskTimedOut: 'taskTimedOutEventDetails',
  MapStateStarted: 'mapStateStartedEventDetails',
  MapIterationStarted: 'mapIterationStartedEventDetails',
  MapIterationSucceeded: 'mapIterationSucceededEventDetails',
  MapIterationFailed: 'mapIterationFailedEventDetails',
  MapIterationAborted: 'mapIterationAbortedEventDetails',
  EvaluationFailed: 'evaluationFailedEventDetails',
};

/** An event as GetExecutionHistory gives it; without execution data where the caller asked for none. */
export function apiEvent(event: HistoryEvent, withData: boolean): Record<string, unknown> {
  const member = event.type.endsWith('StateEntered')
    ? 'stateEnteredEventDetails'
    : event.type.endsWith('StateExited')
      ? 'stateExitedEventDetails'
      : DETAIL_MEMBER[event.type];
  const details: Record<string, unknown> = { ...event.details };
  if (!withData) for (const field of ['input', 'output', 'parameters', 'assignedVariables']) delete details[field];
  return {
    id: event.id,
    previousEventId: event.previous,
    timestamp: event.time / 1000,
    type: event.type,
    ...(member && { [member]: details }),
  };
}
