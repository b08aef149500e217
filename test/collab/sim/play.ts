import { judge, type Verdict } from './judge.ts';
import type { Schedule } from './schedule.ts';
import { type StageOptions, Stage } from './stage.ts';

export interface Outcome extends Verdict {
  edits: number;
}

/** Plays a schedule to its end. `trace` is told of every action; `-` are those that could not be done. */
export async function play(schedule: Schedule, options: StageOptions = {}, trace?: (line: string) => void): Promise<Outcome> {
  let stage: Stage | undefined;
  try {
    stage = await Stage.open(schedule, options);
    for (const [index, action] of schedule.actions.entries()) {
      const done = await stage.play(action);
      trace?.(`${String(index).padStart(4)} ${done ? '+' : '-'} ${JSON.stringify(action)}`);
    }
    return { ...(await judge(stage)), edits: stage.edits };
  } catch (error) {
    trace?.(error instanceof Error ? (error.stack ?? error.message) : String(error));
    const what = error instanceof Error ? `${error.name}: ${error.message}` : String(error);
    return {
      findings: [{ wrong: 'threw', what }],
      isSoundUnrepaired: true,
      oracle: { entities: 0, document: 0, lamport: 0 },
      edits: stage?.edits ?? 0,
    };
  }
}
