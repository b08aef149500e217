import { execPath } from 'node:process';
import { spawn } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { createInterface } from 'node:readline';

const root = resolve(import.meta.dirname, '../../..');
const bin = join(root, 'src-main', 'doors', 'cli', 'bin.mjs');

/** Another computer, as far as one machine can be two: a data folder of its own, from which somebody joins with `lq join`. */
export interface GuestComputer {
  /** Runs `lq join` until it is stopped or ends by itself; a link of before is not needed to come back. */
  join(...args: string[]): Promise<Joined>;
  /** Stops what still runs and removes the folder. */
  close(): Promise<void>;
}

export interface Joined {
  /** Opens Studio once. */
  url: string;
  person: { id: string; name: string };
  role: string;
  /** The exit code and what was said on stderr, once it has ended. */
  ended: Promise<{ code: number | null; said: string }>;
  stop(): Promise<void>;
}

export function guestComputer(): GuestComputer {
  const folder = mkdtempSync(join(tmpdir(), 'ledgerquest-guest-'));
  const { NO_COLOR: _, FORCE_COLOR: __, ...inherited } = process.env;
  const env = { ...inherited, XDG_STATE_HOME: join(folder, 'state'), LQ_DATA: join(folder, 'data') };
  const running = new Set<Joined>();
  return {
    async join(...args) {
      const child = spawn(execPath, [bin, 'join', ...args, '--json'], { cwd: root, env, stdio: ['ignore', 'pipe', 'pipe'] });
      let said = '';
      child.stderr.setEncoding('utf8').on('data', (text: string) => (said += text));
      const ended = new Promise<{ code: number | null; said: string }>((settle) => {
        child.once('close', (code) => settle({ code, said: said.trim() }));
      });
      const line = await Promise.race([
        new Promise<string>((settle) => createInterface(child.stdout).once('line', settle)),
        ended.then(() => undefined),
      ]);
      if (line === undefined) throw new Error((await ended).said);
      const joined: Joined = {
        ...(JSON.parse(line) as Pick<Joined, 'url' | 'person' | 'role'>),
        ended,
        async stop() {
          child.kill('SIGTERM');
          await ended;
          running.delete(joined);
        },
      };
      running.add(joined);
      return joined;
    },
    async close() {
      for (const joined of running) await joined.stop();
      rmSync(folder, { recursive: true, force: true });
    },
  };
}
