import { withHint } from '../../../engine/model/problem.ts';
import type { LedgerError } from '../../contract/error.ts';
import type { CloudProcess, CloudReady } from './cloud-process.ts';

/** How often a cloud that ends by itself is started again, and within how many milliseconds so many count. */
export const restarts = { most: 3, within: 60_000 } as const;

/** What a person does when a cloud stays away. */
export const startAnew = 'Stop LedgerQuest (Ctrl+C where npm start or lq up runs) and start it again.';

export interface KeepCloudOptions {
  /** Starts the cloud once; `onExit` hears of an end that nobody asked for. */
  start: (onExit: (code: number | null) => void) => Promise<CloudProcess>;
  /** Brings everything to go on that was under way, in a cloud that was started again; throws nothing. */
  resume: () => Promise<void>;
  /** Whether it is started again at all. */
  again: boolean;
  /** Where people read what it said. */
  logFile: string;
  /** Milliseconds. */
  now: () => number;
  /** Sentences for whoever looks at the terminal. */
  say: (sentence: string) => void;
  /** It stands otherwise than before. */
  onChange: () => void;
  /** It ended and is not started again; the sentences say why and what to do. */
  onEnd: (reason: string) => void;
}

export interface KeptCloud {
  readonly ready: CloudReady;
  /** Why it does not run, with what comes next; undefined while it does. */
  stopped(): string | undefined;
  stop(): Promise<void>;
}

/**
 * The embedded cloud, started again when its process ends though nobody asked it to. Ports and keys are kept with its data, so who had them goes
 * on; where a port was taken meanwhile it is given up, since nobody would find it.
 * @throws LedgerError `cloud-failed` where the first start comes to nothing
 */
export async function keepCloud({ start, resume, again, logFile, now, say, onChange, onEnd }: KeepCloudOptions): Promise<KeptCloud> {
  let stopped: string | undefined;
  let closing = false;
  const ends: number[] = [];
  const stand = (reason: string | undefined): void => {
    stopped = reason;
    onChange();
  };
  const giveUp = (why: string): void => {
    stand(`${why} ${startAnew}`);
    onEnd(`${why} ${startAnew}`);
  };
  const isElsewhere = ({ endpoint, websocketEndpoint, accessKeyId }: CloudReady): boolean =>
    endpoint !== ready.endpoint || websocketEndpoint !== ready.websocketEndpoint || accessKeyId !== ready.accessKeyId;

  const onExit = (code: number | null): void => {
    if (closing) return;
    const how = code === null ? 'it was killed' : `exit ${code}; its log is ${logFile}`;
    ends.push(now());
    const lately = ends.filter((at) => at > now() - restarts.within).length;
    if (!again) giveUp(`The embedded cloud ended (${how}).`);
    else if (lately > restarts.most) giveUp(`The embedded cloud ended (${how}), for the fourth time within a minute.`);
    else {
      const reason = `The embedded cloud ended (${how}). It is being started again.`;
      say(reason);
      stand(reason);
      running = restart();
    }
  };
  const restart = async (): Promise<CloudProcess | undefined> => {
    try {
      const cloud = await start(onExit);
      if (closing) return cloud;
      if (isElsewhere(cloud.ready)) {
        await cloud.stop();
        giveUp('The embedded cloud was started again, but another program has taken its port.');
        return undefined;
      }
      const before = ends.length;
      await resume();
      // One that ended meanwhile is heard of by itself.
      if (closing || ends.length > before) return cloud;
      say('The embedded cloud runs again; nothing that was saved is lost.');
      stand(undefined);
      return cloud;
    } catch (error) {
      const { message, hint } = error as LedgerError;
      if (!closing) giveUp(withHint(message, hint));
      return undefined;
    }
  };

  let running: Promise<CloudProcess | undefined> = start(onExit);
  const { ready } = (await running)!;
  return {
    ready,
    stopped: () => stopped,
    stop: async () => {
      closing = true;
      await (await running)?.stop();
    },
  };
}
