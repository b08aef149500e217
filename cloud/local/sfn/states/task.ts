import type { Json } from '../../json.ts';
import { checkSize } from '../run.ts';
import type { TaskState } from '../definition.ts';
import { parseResource, type TaskResource } from '../integrations/resource.ts';
import { StatesError } from '../states-error.ts';
import type { TokenResult } from '../tokens.ts';
import type { Behaviour, Outcome, Visit } from '../visit.ts';
import { within } from '../../timers/within.ts';

interface Limits {
  readonly timeout?: number;
  readonly heartbeat?: number;
}

export const runTask: Behaviour<TaskState> = async (visit) => {
  const resource = parseResource(visit.state.Resource);
  const limits: Limits = {
    ...(visit.state.TimeoutSeconds !== undefined && { timeout: await secondsOf(visit, 'TimeoutSeconds') }),
    ...(visit.state.HeartbeatSeconds !== undefined && { heartbeat: await secondsOf(visit, 'HeartbeatSeconds') }),
  };
  const about = { resource: resource.name, resourceType: resource.type };
  try {
    return resource.waits ? await waitForToken(visit, resource, limits, about) : await request(visit, resource, limits, about);
  } catch (error) {
    if (error instanceof StatesError && error.error !== 'States.QueryEvaluationError') {
      const late = error.error === 'States.Timeout' || error.error === 'States.HeartbeatTimeout';
      visit.note(late ? 'TaskTimedOut' : 'TaskFailed', { ...about, error: error.error, cause: error.reason });
    }
    throw error;
  }
};

type About = Readonly<Record<'resource' | 'resourceType', string>>;

/** Asks and takes the answer as the result. */
async function request(visit: Visit<TaskState>, resource: TaskResource, limits: Limits, about: About): Promise<Outcome> {
  const { run, signal } = visit.thread;
  const input = await argumentsOf(visit);
  noteScheduled(visit, input, limits, about);
  const deadline = limits.timeout === undefined ? undefined : run.host.clock.now() + limits.timeout * 1000;
  run.host.reach('sfn:before-task');
  const result = await within(
    run.timers,
    deadline,
    signal,
    (inner) => run.integrations.call(resource, input, run.execution, inner),
    () => timedOut(visit.name, limits.timeout!),
  );
  run.host.reach('sfn:after-task');
  visit.note('TaskSucceeded', { ...about, output: JSON.stringify(checkSize(result, `The result of state "${visit.name}"`)) });
  return { result };
}

/** Asks, then waits until somebody hands the token back. The token survives a restart; so does the request, once it was answered. */
async function waitForToken(visit: Visit<TaskState>, resource: TaskResource, limits: Limits, about: About): Promise<Outcome> {
  const { frame, thread } = visit;
  const { run, path, signal } = thread;
  if (!frame.waiting) {
    run.store.transaction(() => {
      frame.waiting = { token: run.tokens.issue(run.execution.arn, path), scheduledAt: run.host.clock.now(), submitted: false };
      visit.save();
    });
  }
  const waiting = frame.waiting!;
  const deadline = limits.timeout === undefined ? undefined : waiting.scheduledAt + limits.timeout * 1000;
  if (!waiting.submitted) {
    const input = await argumentsOf(visit);
    noteScheduled(visit, input, limits, about);
    run.host.reach('sfn:before-task');
    const answer = await within(
      run.timers,
      deadline,
      signal,
      (inner) => run.integrations.call(resource, input, run.execution, inner),
      () => timedOut(visit.name, limits.timeout!),
    );
    run.host.reach('sfn:after-task');
    waiting.submitted = true;
    visit.note('TaskSubmitted', { ...about, output: JSON.stringify(answer) });
    visit.save();
  }
  const settled = await tokenResult(visit, waiting.token, deadline, limits);
  if ('error' in settled) throw new StatesError(settled.error, settled.cause);
  const result = checkSize(JSON.parse(settled.output) as Json, `The result of state "${visit.name}"`);
  visit.note('TaskSucceeded', { ...about, output: settled.output });
  return { result };
}

async function tokenResult(visit: Visit<TaskState>, token: string, deadline: number | undefined, limits: Limits): Promise<TokenResult> {
  const { run, signal } = visit.thread;
  for (;;) {
    const seen = run.tokens.look(token);
    if (seen?.result) return seen.result;
    const beatBy = limits.heartbeat === undefined || !seen ? undefined : seen.heartbeatAt + limits.heartbeat * 1000;
    const heartbeatFirst = beatBy !== undefined && (deadline === undefined || beatBy < deadline);
    await within(
      run.timers,
      heartbeatFirst ? beatBy : deadline,
      signal,
      (inner) =>
        new Promise<void>((resolve) => {
          const stop = run.tokens.watch(token, () => {
            stop();
            resolve();
          });
          inner.addEventListener('abort', stop, { once: true });
        }),
      () =>
        heartbeatFirst
          ? new StatesError('States.HeartbeatTimeout', `No heartbeat for state "${visit.name}" within ${limits.heartbeat} s.`)
          : timedOut(visit.name, limits.timeout!),
    );
  }
}

async function argumentsOf(visit: Visit<TaskState>): Promise<Json> {
  return visit.state.Arguments === undefined ? visit.frame.input : visit.evaluate(visit.state.Arguments);
}

function noteScheduled(visit: Visit<TaskState>, input: Json, limits: Limits, about: About): void {
  visit.note('TaskScheduled', {
    ...about,
    region: visit.thread.run.region,
    parameters: JSON.stringify(input),
    ...(limits.timeout !== undefined && { timeoutInSeconds: limits.timeout }),
    ...(limits.heartbeat !== undefined && { heartbeatInSeconds: limits.heartbeat }),
  });
  visit.note('TaskStarted', { ...about });
}

async function secondsOf({ state, name, evaluate }: Visit<TaskState>, field: 'TimeoutSeconds' | 'HeartbeatSeconds'): Promise<number> {
  const seconds = await evaluate(state[field]!);
  if (typeof seconds === 'number' && Number.isInteger(seconds) && seconds > 0) return seconds;
  throw new StatesError(
    'States.QueryEvaluationError',
    `${field} of state "${name}" is ${JSON.stringify(seconds)}, not a positive whole number.`,
  );
}

function timedOut(name: string, seconds: number): StatesError {
  return new StatesError('States.Timeout', `State "${name}" did not end within ${seconds} s.`);
}
