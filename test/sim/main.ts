/**
 * `npm run sim -- collab [--transport websocket|cloud] [--schedules 10000] [--seed 1] [--trace] [--json]`: random schedules of several people in one level, judged once
 * everything has arrived. Schedule n is played again with `--seed n --schedules 1 --trace`. Exits 1 when a bound does not hold.
 */
import { parseArgs } from 'node:util';
import { broken, runCampaign } from '../collab/sim/campaign.ts';

const { values, positionals } = parseArgs({
  allowPositionals: true,
  options: {
    transport: { type: 'string', default: 'websocket' },
    schedules: { type: 'string', default: '10000' },
    seed: { type: 'string', default: '1' },
    trace: { type: 'boolean', default: false },
    json: { type: 'boolean', default: false },
  },
});
const transport = values.transport === 'cloud' || values.transport === 'websocket' ? values.transport : undefined;
const [schedules, seed] = [Number(values.schedules), Number(values.seed)];

if (positionals.join(' ') !== 'collab' || !transport || !Number.isSafeInteger(schedules) || schedules < 1 || !Number.isSafeInteger(seed)) {
  console.error('npm run sim -- collab [--transport websocket|cloud] [--schedules <count>] [--seed <first>] [--trace] [--json]');
  process.exitCode = 2;
} else {
  // A function says there what it could not publish, which here is what the schedule wants.
  if (transport === 'cloud') console.warn = () => {};
  const report = await runCampaign({ transport, schedules, seed, ...(values.trace && { trace: (line: string) => console.error(line) }) });
  const sentences = broken(report);
  if (values.json) console.log(JSON.stringify(report));
  else {
    const { failures, ...figures } = report;
    console.log(JSON.stringify(figures, null, 2));
    for (const { seed: failed, findings, smallest } of failures) {
      console.log(`\nschedule ${failed}: ${findings.map(({ wrong, what }) => `${wrong}: ${what}`).join(' ')}`);
      for (const action of smallest.actions) console.log(`  ${JSON.stringify(action)}`);
    }
  }
  for (const sentence of sentences) console.error(sentence);
  process.exitCode = sentences.length > 0 ? 1 : 0;
}
