import type { Faults } from './host.ts';
import { judge, type Verdict } from './judge.ts';
import type { Schedule } from './schedule.ts';
import { Stage } from './stage.ts';

export interface Outcome extends Verdict {
  edits: number;
  deaths: Readonly<Record<string, number>>;
}

/** Plays a schedule to its end. `trace` is told of every action; `-` are those that could not be done. */
export async function play(schedule: Schedule, faults: Faults = {}, trace?: (line: string) => void): Promise<Outcome> {
  let stage: Stage | undefined;
  try {
    stage = await Stage.open(schedule, faults);
    for (const [index, action] of schedule.actions.entries()) {
      const done = await stage.play(action);
      trace?.(`${String(index).padStart(4)} ${done ? '+' : '-'} ${JSON.stringify(action)}`);
    }
    return { ...(await judge(stage)), edits: stage.edits, deaths: stage.deaths };
  } catch (error) {
    trace?.(error instanceof Error ? (error.stack ?? error.message) : String(error));
    const what = error instanceof Error ? `${error.name}: ${error.message}` : String(error);
    return {
      findings: [{ wrong: 'threw', what }],
      saved: 0,
      isSoundUnrepaired: true,
      oracle: { entities: 0, document: 0, lamport: 0 },
      edits: stage?.edits ?? 0,
      deaths: stage?.deaths ?? {},
    };
  } finally {
    stage?.close();
  }
}
