/**
 * `npm run attack:tenants -- [--count 100000] [--seed 1] [--json]`: calls with the rights of one tenant at everything that is another's, by every
 * way in, on the product's own cloud. Exits 1 when one was let in, something of another tenant was told or changed, or a tenant was kept from
 * what is its own.
 */
import { parseArgs } from 'node:util';
import { held, runSiege } from '../tenants/attack/siege.ts';
import { openAttackStage } from '../tenants/attack/stage.ts';

const { values } = parseArgs({
  options: {
    count: { type: 'string', default: '100000' },
    seed: { type: 'string', default: '1' },
    json: { type: 'boolean', default: false },
  },
});
const [count, seed] = [Number(values.count), Number(values.seed)];

if (!Number.isSafeInteger(count) || count < 1 || !Number.isSafeInteger(seed)) {
  console.error('npm run attack:tenants -- [--count <calls>] [--seed <first>] [--json]');
  process.exitCode = 2;
} else {
  const stage = await openAttackStage();
  try {
    const report = await runSiege(stage, { strikes: count, seed });
    console.log(JSON.stringify(report, null, values.json ? 0 : 2));
    process.exitCode = held(report) ? 0 : 1;
  } finally {
    await stage.close();
  }
}
