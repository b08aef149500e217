/**
 * `npm run attack:collab -- [--updates 20000] [--seed 1] [--json]`: hostile messages into a room in which honest people are at work, and hostile
 * callers at the door of a host. Exits 1 when something broke, hung, came in or was lost.
 */
import { parseArgs } from 'node:util';
import { runDoor } from '../collab/attack/door.ts';
import { runSiege } from '../collab/attack/siege.ts';

const { values } = parseArgs({
  options: {
    updates: { type: 'string', default: '20000' },
    seed: { type: 'string', default: '1' },
    json: { type: 'boolean', default: false },
  },
});
const [updates, seed] = [Number(values.updates), Number(values.seed)];

if (!Number.isSafeInteger(updates) || updates < 1 || !Number.isSafeInteger(seed)) {
  console.error('npm run attack:collab -- [--updates <count>] [--seed <first>] [--json]');
  process.exitCode = 2;
} else {
  const siege = await runSiege({ updates, seed });
  const door = await runDoor({ rounds: Math.min(50, Math.ceil(updates / 1000)) });
  const report = {
    seed,
    updates: siege.updates + door.updates,
    crashes: siege.crashes + door.crashes,
    stuck: siege.stuck,
    unauthorised: siege.unauthorised + door.unauthorised,
    honest: { sent: siege.honest.sent + door.honest.sent, accepted: siege.honest.accepted + door.honest.accepted },
    slowest: siege.slowest,
    seconds: siege.seconds + door.seconds,
    findings: [...siege.findings, ...door.findings],
    byAttack: { ...siege.byAttack, ...door.byAttack },
  };
  console.log(JSON.stringify(report, null, values.json ? 0 : 2));
  const { crashes, stuck, unauthorised, honest } = report;
  process.exitCode = crashes + stuck + unauthorised === 0 && honest.accepted === honest.sent ? 0 : 1;
}
