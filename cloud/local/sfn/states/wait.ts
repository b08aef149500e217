import { sleepUntil } from '../../timers/timers.ts';
import type { WaitState } from '../definition.ts';
import { StatesError } from '../states-error.ts';
import type { Behaviour, Visit } from '../visit.ts';

export const runWait: Behaviour<WaitState> = async (visit) => {
  const { frame, thread } = visit;
  if (frame.wakeAt === undefined) {
    frame.wakeAt = await wakeTime(visit);
    visit.save();
  }
  await sleepUntil(thread.run.timers, frame.wakeAt, thread.signal);
  return {};
};

async function wakeTime({ state, frame, name, evaluate }: Visit<WaitState>): Promise<number> {
  if (state.Timestamp !== undefined) {
    const text = await evaluate(state.Timestamp);
    const time = typeof text === 'string' ? Date.parse(text) : Number.NaN;
    if (Number.isNaN(time))
      throw new StatesError(
        'States.QueryEvaluationError',
        `The Timestamp of state "${name}" is ${JSON.stringify(text)}, not an ISO 8601 time.`,
      );
    return time;
  }
  const seconds = await evaluate(state.Seconds!);
  if (typeof seconds !== 'number' || !Number.isInteger(seconds) || seconds < 0 || seconds > 99_999_999) {
    throw new StatesError(
      'States.QueryEvaluationError',
      `The Seconds of state "${name}" are ${JSON.stringify(seconds)}, not a whole number from 0 to 99999999.`,
    );
  }
  return frame.enteredAt + seconds * 1000;
}
