/** The short form; the long one is `node test/chaos/main.ts --kills 30 --json`. */
import { expect, it } from 'vitest';
import { killWhilePlaying } from './cloud-kill.ts';

it('a session goes on through kill -9 of lq up, from outside and at named moments, and nothing that was acknowledged is lost or comes twice', async () => {
  const told: string[] = [];
  const report = await killWhilePlaying([{ acknowledged: 20 }, { at: 'sfn:before-task#5' }, { at: 'lambda:stream-delivered#4' }], (line) =>
    told.push(line),
  );
  expect(report, told.join('\n')).toMatchObject({
    kills: 3,
    ways: { SIGKILL: 1, 'sfn:before-task': 1, 'lambda:stream-delivered': 1 },
    lost: 0,
    twice: 0,
    diverged: false,
    findings: [],
  });
  expect(report.acknowledged).toBeGreaterThan(20);
}, 240_000);
