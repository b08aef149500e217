/**
 * The audit's writer is down for hours: nothing of what was committed meanwhile is left out. The mapping is the template's own, on the embedded
 * cloud's clock. Run it alone: `npx vitest run --project node test/contract/audit-outage.test.ts`.
 */
import { readFileSync } from 'node:fs';
import { afterEach, expect, it } from 'vitest';
import { ensureTemplate } from '../../build/synth.ts';
import { auditChange, type SessionChange } from '../../cloud/domain/audit/index.ts';
import { acceptCommand, joinSession } from '../../cloud/domain/session/index.ts';
import { ToyCloud } from '../../cloud/domain/testing/toy-cloud.ts';
import { startStreamMapping, type StreamRecord } from '../../cloud/local/lambda/mappings/stream.ts';
import { openFunctionDouble } from '../../cloud/local/testing/functions.ts';

const hour = 3_600_000;
let close: (() => void) | undefined;
afterEach(() => close?.());

/** How the template follows the stream for the audit's writer. */
async function auditMapping() {
  const { template } = await ensureTemplate();
  const { Resources } = JSON.parse(readFileSync(template, 'utf8')) as {
    Resources: Record<string, { Type: string; Properties: Record<string, unknown> }>;
  };
  const { Properties: found } = Object.values(Resources).find(
    ({ Type, Properties }) =>
      Type === 'AWS::Lambda::EventSourceMapping' && JSON.stringify(Properties['FunctionName']).includes('AuditWriter'),
  )!;
  return {
    id: 'm',
    functionName: 'f',
    eventSourceArn: 'arn:aws:dynamodb:local-1:000000000000:table/t/stream/1',
    enabled: true,
    filters: [],
    startingPosition: 'TRIM_HORIZON' as const,
    batchSize: Number(found['BatchSize']),
    bisect: found['BisectBatchOnFunctionError'] === true,
    reportBatchItemFailures: false,
    maximumRetryAttempts: Number(found['MaximumRetryAttempts'] ?? -1),
    maximumRecordAge: Number(found['MaximumRecordAgeInSeconds'] ?? -1),
  };
}

it('a session’s audit is whole after its writer was down for twenty hours', async () => {
  const cloud = new ToyCloud();
  await cloud.publish();
  const { start } = await cloud.startSession();
  const { sender } = await joinSession(cloud.acceptDeps(), start, { player: 'p-1', secret: 'hush' });
  await acceptCommand(cloud.acceptDeps(), start, { sender, type: 'Take', payload: { stage: 'shop' } });
  for (const quantity of [4, 9, 2]) {
    await acceptCommand(cloud.acceptDeps(), start, { sender, type: 'Order', payload: { quantity } });
    await cloud.runLoops();
  }
  const changes = cloud.sessions.stream.splice(0);

  let down = true;
  let failures = 0;
  const double = openFunctionDouble(async (event) => {
    for (const { eventID } of (event as { Records: StreamRecord[] }).Records) {
      if (down && eventID !== '0' && (failures += 1) > 0) throw new Error('The table cannot be written');
      await auditChange(
        { audit: cloud.audit, log: cloud.sessions, keys: cloud.keys, clock: cloud.clock, spending: cloud.auditSpending },
        changes[Number(eventID)] as SessionChange,
      );
    }
  });
  const { time } = double.context;
  const records = changes.map((_, index): StreamRecord => ({
    eventID: String(index),
    dynamodb: { SequenceNumber: String(index + 1), ApproximateCreationDateTime: time.now() / 1000 },
  }));
  let place = 0;
  const source = {
    consumer: () => ({
      next: (limit: number) => records.slice(place, place + limit).map((record, index) => ({ position: place + index + 1, record })),
      advance: (position: number) => void (place = position),
      pass: (position: number) => void (place = position),
    }),
    onRecords: () => () => {},
  };
  const worker = startStreamMapping(await auditMapping(), { ...double, source, passes: () => true });
  close = () => {
    worker.close();
    double.context.remove();
  };
  for (let hours = 0; hours < 20; hours += 1) await time.advance(hour);
  expect(failures).toBeGreaterThan(1000);
  expect(cloud.audit.stored.get(`demo/${start.session}`)).toHaveLength(1);
  down = false;
  await time.advance(hour);
  expect(place).toBe(records.length);
  const verdict = await cloud.verifySession(start);
  expect(verdict).toMatchObject({ records: 4, ticks: 3, diverged: false, findings: [] });
}, 120_000);
