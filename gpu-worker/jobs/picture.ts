import { spawn } from 'node:child_process';
import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { driverLadder, type Rung } from '../node/driver-ladder.ts';
import { pictureExit, type PictureReport, type PictureRequest } from '../node/exchange.ts';

const renderer = join(import.meta.dirname, '..', 'node', 'render-picture.ts');

export interface PictureOptions {
  width: number;
  height: number;
  /** Refuse a driver without hardware. */
  requireGpu?: boolean;
  rungs?: readonly Rung[];
  signal?: AbortSignal;
}

export type PictureResult =
  | { ok: true; png: Uint8Array; report: PictureReport; rung: Rung['name'] }
  | { ok: false; code: 'NoAdapter' | 'RenderFailed'; message: string };

interface Ended {
  code: number | null;
  stdout: string;
  stderr: string;
}

/** What the process that reads a stranger's level does not get: keys, where more are to be had, the token with which the job reports. */
const rights = /^(AWS_|ECS_|TASK_TOKEN$|TENANT_ROLE_ARN$|BUCKET$)/;
const withoutRights = (env: NodeJS.ProcessEnv): NodeJS.ProcessEnv =>
  Object.fromEntries(Object.entries(env).filter(([name]) => !rights.test(name)));

function runRenderer(request: PictureRequest, env: Readonly<Record<string, string>>, signal: AbortSignal | undefined): Promise<Ended> {
  return new Promise((resolve) => {
    const child = spawn(process.execPath, [renderer, JSON.stringify(request)], {
      env: { ...withoutRights(process.env), ...env },
      stdio: ['ignore', 'pipe', 'pipe'],
      ...(signal && { signal }),
    });
    let stdout = '';
    let stderr = '';
    child.stdout.setEncoding('utf8').on('data', (text: string) => (stdout += text));
    child.stderr.setEncoding('utf8').on('data', (text: string) => (stderr += text));
    child.once('error', (error) => resolve({ code: null, stdout, stderr: stderr + error.message }));
    child.once('close', (code) => resolve({ code, stdout, stderr }));
  });
}

const lastJson = (stdout: string): PictureReport =>
  JSON.parse(
    stdout
      .split('\n')
      .filter((line) => line.startsWith('{'))
      .at(-1) ?? '{}',
  ) as PictureReport;

/**
 * Draws a level's picture in a process of its own, on the first driver of the ladder that offers an adapter.
 * @param level what the view shows: `entities` and `environment`
 */
export async function drawPicture(
  level: unknown,
  { width, height, requireGpu = false, rungs = driverLadder(), signal }: PictureOptions,
): Promise<PictureResult> {
  const dir = await mkdtemp(join(tmpdir(), 'lq-picture-'));
  try {
    const request = { level: join(dir, 'level.json'), picture: join(dir, 'picture.png'), width, height, requireGpu };
    await writeFile(request.level, JSON.stringify(level));
    for (const rung of rungs) {
      const { code, stdout, stderr } = await runRenderer(request, { XDG_RUNTIME_DIR: dir, ...rung.env }, signal);
      if (code === pictureExit.done) return { ok: true, png: await readFile(request.picture), report: lastJson(stdout), rung: rung.name };
      if (code !== pictureExit.noAdapter) {
        return {
          ok: false,
          code: 'RenderFailed',
          message: `Drawing on ${rung.name} failed: ${stderr.trim().split('\n').at(-1) ?? `exit ${code}`}`,
        };
      }
    }
    const tried = rungs.map(({ name }) => name).join(', ');
    return {
      ok: false,
      code: 'NoAdapter',
      message: `No graphics adapter on this machine (tried: ${tried === '' ? 'none' : tried}). Install Chromium or a Vulkan driver to get pictures.`,
    };
  } finally {
    await rm(dir, { recursive: true, force: true });
  }
}
