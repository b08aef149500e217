/**
 * The embedded cloud as a process of its own: `node cloud/local/main.ts --data <dir> [--template <file>] [--assets <dir>]
 * [--entries <root>] [--entry-folder <folder>]… [--task-env <name>]… [--origin <origin>]… [--socket-origin <origin>]… [--parameter Name=value]…`.
 * Prints one line of JSON when it is ready, ends on SIGTERM, SIGINT, or when its standard input or IPC channel closes.
 */
import { existsSync } from 'node:fs';
import path from 'node:path';
import { parseArgs } from 'node:util';
import type { TaskEntry } from './ecs/index.ts';
import { machineHost } from './machine-host.ts';
import { startLocalCloud } from './server.ts';
import type { FaultPoint } from './storage/index.ts';

const { values } = parseArgs({
  options: {
    data: { type: 'string' },
    template: { type: 'string' },
    assets: { type: 'string' },
    entries: { type: 'string' },
    /** Folders below the root in which modules of tasks may lie; without any, everywhere in it. */
    'entry-folder': { type: 'string', multiple: true },
    /** Names of our environment that tasks get too. */
    'task-env': { type: 'string', multiple: true },
    origin: { type: 'string', multiple: true },
    'socket-origin': { type: 'string', multiple: true },
    parameter: { type: 'string', multiple: true },
    /** Ends the process with SIGKILL at a named moment after it is ready: `point` or `point#n` for its n-th time. For tests. */
    'kill-at': { type: 'string' },
    /**
     * Ends when standard input closes, so that it never outlives the process that started it: at once and without ceremony, as that process
     * may just have been killed and its successor already waits for the folder. Everything acknowledged is on disk.
     */
    attached: { type: 'boolean' },
  },
});
if (values.data === undefined) {
  console.error('Say where the cloud keeps its data: --data <dir>');
  process.exit(2);
}

/** A module below the root, as task definitions name it; nothing outside it. */
function taskEntry(label: string): TaskEntry | undefined {
  if (values.entries === undefined) return undefined;
  const root = path.resolve(values.entries);
  const module = path.resolve(root, label);
  const env = Object.fromEntries(
    (values['task-env'] ?? []).flatMap((name) => (process.env[name] === undefined ? [] : [[name, process.env[name]]])),
  );
  const folders = (values['entry-folder'] ?? ['.']).map((folder) => path.join(root, folder, path.sep));
  return folders.some((folder) => module.startsWith(folder)) && existsSync(module) ? { module, env } : undefined;
}

let ready = false;

function killer(spec: string): (point: FaultPoint) => void {
  const [name, count = '1'] = spec.split('#');
  let left = Number(count);
  return (point) => {
    if (!ready || point !== name) return;
    left -= 1;
    if (left === 0) process.kill(process.pid, 'SIGKILL');
  };
}

/**
 * A full disk interrupts work in the background at its next write. What was acknowledged is on disk; what was interrupted goes on after the next
 * start, or when it is next asked for. Any other failure that nobody caught is a bug, and ends the process.
 */
process.on('uncaughtException', (error: Error & { code?: string }) => {
  console.error(error);
  if (error.code !== 'InsufficientStorage') process.exit(1);
});

try {
  const cloud = await startLocalCloud({
    dataDir: path.resolve(values.data),
    host: machineHost(values['kill-at'] === undefined ? undefined : killer(values['kill-at'])),
    taskEntry,
    onFailure: ({ service, action, error }) => console.error(`${service}:${action}`, error),
    ...(values.template !== undefined && { templateFile: path.resolve(values.template) }),
    ...(values.assets !== undefined && { assetsDir: path.resolve(values.assets) }),
    ...(values.origin && { allowedOrigins: values.origin }),
    ...(values['socket-origin'] && { socketOrigins: values['socket-origin'] }),
    ...(values.parameter && {
      parameters: Object.fromEntries(values.parameter.map((each) => [each.slice(0, each.indexOf('=')), each.slice(each.indexOf('=') + 1)])),
    }),
  });
  const { close: _close, operator, ...about } = cloud;
  ready = true;
  console.log(JSON.stringify({ ...about, ...operator, pid: process.pid }));
  let closing = false;
  const stop = (): void => {
    if (closing) return;
    closing = true;
    void cloud.close().finally(() => process.exit(0));
  };
  process.on('SIGTERM', stop);
  process.on('SIGINT', stop);
  process.on('disconnect', stop);
  if (values.attached) process.stdin.on('end', () => process.exit(0)).resume();
} catch (error) {
  console.error((error as Error).message);
  process.exit(1);
}
