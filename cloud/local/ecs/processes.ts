import { spawn, type ChildProcess } from 'node:child_process';
import type { Timers } from '../timers/timers.ts';

/** What a container is here: a module that Node runs. */
export interface TaskEntry {
  /** Path of the module. */
  readonly module: string;
  /** Further environment, for example where a library lies. */
  readonly env?: Readonly<Record<string, string>>;
}

export interface ProcessStart {
  readonly entry: TaskEntry;
  readonly args: readonly string[];
  readonly env: Readonly<Record<string, string>>;
  readonly onLine: (stream: 'stdout' | 'stderr', text: string) => void;
  /** The exit code; null and a reason where the process ended by a signal or never began. */
  readonly onEnd: (exitCode: number | null, reason: string) => void;
}

export interface TaskProcess {
  /** Asks the process to end, and ends it after `grace` seconds. */
  readonly stop: (grace: number) => void;
}

const PARENT_WATCH = new URL('./parent-watch.ts', import.meta.url).href;
/** What a task inherits of this machine. */
const INHERITED = [
  'PATH',
  'LD_LIBRARY_PATH',
  'DISPLAY',
  'XDG_RUNTIME_DIR',
  'VK_ICD_FILENAMES',
  'VK_DRIVER_FILES',
  'SystemRoot',
  'TMPDIR',
  'TEMP',
  'TMP',
];

/** Starts a task's process: Node with the entry's module, and nothing of our environment but what finds libraries and drivers. */
export function startProcess({ entry, args, env, onLine, onEnd }: ProcessStart, timers: Timers, now: () => number): TaskProcess {
  const inherited = INHERITED.flatMap((name) => (process.env[name] === undefined ? [] : [[name, process.env[name]] as const]));
  const child: ChildProcess = spawn(process.execPath, ['--import', PARENT_WATCH, entry.module, ...args], {
    env: {
      ...Object.fromEntries(inherited),
      ...(process.versions['electron'] !== undefined && { ELECTRON_RUN_AS_NODE: '1' }),
      ...entry.env,
      ...env,
    },
    stdio: ['pipe', 'pipe', 'pipe'],
  });
  let ended = false;
  const end = (code: number | null, reason: string): void => {
    if (ended) return;
    ended = true;
    onEnd(code, reason);
  };
  child.stdin?.on('error', () => undefined);
  for (const stream of ['stdout', 'stderr'] as const) {
    let rest = '';
    child[stream]?.setEncoding('utf8').on('data', (chunk: string) => {
      const lines = (rest + chunk).split('\n');
      rest = lines.pop()!;
      for (const line of lines) onLine(stream, line);
    });
    child[stream]?.on('end', () => rest !== '' && onLine(stream, rest));
  }
  child.on('error', (error) => end(null, `The process could not be started: ${error.message}`));
  child.on('close', (code, signal) =>
    end(code, signal === null ? 'Essential container in task exited' : `Essential container in task was ended by ${signal}`),
  );
  child.unref();

  return {
    stop(grace) {
      child.kill('SIGTERM');
      const cancel = timers.at(now() + grace * 1000, () => child.kill('SIGKILL'));
      child.once('exit', cancel);
    },
  };
}
