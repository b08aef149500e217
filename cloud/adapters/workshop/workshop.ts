import { spawn } from 'node:child_process';
import { buffer, text } from 'node:stream/consumers';
import { caps, WorkshopLate } from '../../domain/assets/index.ts';
import type { Made, Workshop } from '../../ports/index.ts';
import { frame, unframe, type Answer } from './messages.ts';

export interface WorkshopPlace {
  /** The module that reads one asset. */
  readonly module: string;
  /** The only folder that it may read. */
  readonly folder: string;
  /** Milliseconds for one asset. */
  readonly time?: number;
  /** Megabytes. */
  readonly memory?: number;
}

/** A workshop whose every asset is read by a process of its own: one that dies, or takes too long, takes nothing with it. */
export const openWorkshop = ({ module, folder, time = caps.time, memory = caps.memory }: WorkshopPlace): Workshop => ({
  async make(kind, bytes) {
    const child = spawn(
      process.execPath,
      ['--permission', `--allow-fs-read=${folder}`, `--max-old-space-size=${memory}`, '--disable-warning=SecurityWarning', module],
      // Nothing of ours: whatever reads a stranger's file finds no keys.
      { env: process.versions['electron'] === undefined ? {} : { ELECTRON_RUN_AS_NODE: '1' }, stdio: ['pipe', 'pipe', 'pipe'] },
    );
    let isLate = false;
    const clock = setTimeout(() => {
      isLate = true;
      child.kill('SIGKILL');
    }, time);
    try {
      const ended = new Promise<number | null>((resolve, reject) => child.once('error', reject).once('close', resolve));
      // One that ends before it has read all says why by how it ends.
      child.stdin.on('error', () => {});
      child.stdin.end(frame({ kind }, [bytes]));
      const [answered, said, code] = await Promise.all([buffer(child.stdout), text(child.stderr), ended]);
      if (isLate) throw new WorkshopLate(`reading it took longer than ${time / 1000} seconds`);
      if (code !== 0)
        return { ok: false, problem: { code: 'asset-unreadable', message: `reading it ended the reader (${lastLine(said)})` } };
      return madeOf(answered);
    } finally {
      clearTimeout(clock);
    }
  },
});

const lastLine = (said: string): string =>
  said
    .trim()
    .split('\n')
    .find((line) => /error/i.test(line)) ?? 'without a word';

function madeOf(answered: Buffer): Made {
  const { head, rest } = unframe<Answer>(answered);
  if (!head.ok) return head;
  let at = 0;
  return {
    ok: true,
    outputs: head.outputs.map(({ size, ...about }) => ({ ...about, bytes: new Uint8Array(rest.subarray(at, (at += size))) })),
  };
}
