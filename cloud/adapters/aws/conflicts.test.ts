import { TransactionCanceledException, type DynamoDBClient } from '@aws-sdk/client-dynamodb';
import { S3ServiceException, type S3Client } from '@aws-sdk/client-s3';
import { afterEach, beforeEach, describe, expect, it, vi, type MockInstance } from 'vitest';
import { noUsage } from '../../domain/metering/index.ts';
import { AwsAuditLog } from './audit.ts';
import { systemHost } from './host.ts';
import { Objects } from './objects.ts';
import { Table } from './table.ts';

let slept: MockInstance<typeof systemHost.sleep>;
beforeEach(() => {
  slept = vi.spyOn(systemHost, 'sleep').mockResolvedValue();
});
afterEach(() => vi.restoreAllMocks());

/** A client whose calls end as a test lists: an error that is thrown, else an answer. */
const scripted = (...endings: unknown[]) => ({
  async send(): Promise<unknown> {
    const ending = endings.shift() ?? {};
    if (ending instanceof Error) throw ending;
    return ending;
  },
});

describe('an object that is written while another writes it', () => {
  const refused = (status: number) =>
    new S3ServiceException({ name: 'Refused', $fault: 'client', $metadata: { httpStatusCode: status }, message: 'no' });
  const objects = (...endings: unknown[]) => new Objects(scripted(...endings) as unknown as S3Client, 'ledgerquest');
  const bytes = new Uint8Array(1);

  it('is tried again, because the other may still fail', async () => {
    expect(await objects(refused(409), refused(409), {}).create('a', bytes)).toBe('stored');
    expect(await objects(refused(409), {}).swap('a', bytes, 'tag')).toBe(true);
    expect(slept).toHaveBeenCalledTimes(3);
  });

  it('is there when the other was first', async () => {
    expect(await objects(refused(409), refused(412)).create('a', bytes)).toBe('present');
    expect(await objects(refused(412)).swap('a', bytes, 'tag')).toBe(false);
  });

  it('is given up when it never ends', async () => {
    await expect(objects(...Array.from({ length: 40 }, () => refused(409))).create('a', bytes)).rejects.toMatchObject({ name: 'Refused' });
  });
});

describe('a record of the audit that meets a transaction', () => {
  const conflict = () =>
    new TransactionCanceledException({
      $metadata: {},
      message: 'no',
      CancellationReasons: [{ Code: 'None' }, { Code: 'TransactionConflict' }],
    });
  const log = (...endings: unknown[]) =>
    new AwsAuditLog(new Table(scripted(...endings) as unknown as DynamoDBClient, 'ledgerquest'), {} as Objects, {
      retention: { mode: 'GOVERNANCE', days: 1 },
      now: () => 0,
    });
  const append = (audit: AwsAuditLog) =>
    audit.append({ tenant: 'demo', session: 's' }, { seq: 1, record: '{}', hash: 'h' }, { at: 0, ...noUsage });

  it('waits, a little longer at most each time, and is written', async () => {
    expect(await append(log(conflict(), conflict(), conflict(), {}))).toBe('appended');
    const waits = slept.mock.calls.map(([ms]) => ms);
    expect(waits).toHaveLength(3);
    for (const [attempt, ms] of waits.entries()) expect(ms).toBeLessThanOrEqual(2 * 2 ** attempt);
  });

  it('is left to the next delivery when transactions never end', async () => {
    await expect(append(log(...Array.from({ length: 40 }, conflict)))).rejects.toThrow('TransactionConflict');
  });
});
