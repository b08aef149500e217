import { beginLoop, runSlice } from '../session/index.ts';
import { ToyCloud } from './toy-cloud.ts';
import { toyPackage } from './toy-engine.ts';

/** A line in CloudWatch's embedded metric format. */
export interface MetricLine {
  readonly _aws: {
    readonly Timestamp: number;
    readonly CloudWatchMetrics: readonly { readonly Namespace: string; readonly Dimensions: readonly string[][] }[];
  };
  readonly [name: string]: unknown;
}

/** What a real-time session writes, when telling its one player takes so long in each of these stretches of minutes. */
export async function linesOfSession(
  ...stretches: readonly { readonly minutes: number; readonly pushMs: number }[]
): Promise<MetricLine[]> {
  const cloud = new ToyCloud();
  const lines: MetricLine[] = [];
  await cloud.publish(toyPackage({ clock: 'realtime' }));
  const { start } = await cloud.startSession();
  await cloud.connections.open(start, { id: 'c-1', sender: 0, needsKeyframe: false, missed: 0 });
  const { push } = cloud;
  let pushMs = 0;
  const slow = { ...push, post: async (...message: Parameters<typeof push.post>) => (await cloud.sleep(pushMs), push.post(...message)) };
  const deps = {
    ...cloud.sliceDeps(),
    push: slow,
    telemetry: { spans: () => {}, metrics: (line: object) => void lines.push(line as MetricLine) },
  };
  let state = await beginLoop(deps, cloud.started.shift()!, { id: 'x-1', startedAt: cloud.now });
  let until = start.at;
  for (const stretch of stretches) {
    ({ pushMs } = stretch);
    until += stretch.minutes * 60_000;
    while (cloud.now < until) state = await runSlice(deps, state);
  }
  return lines;
}
